"""Spans in a text: where characters may be cut, and why a quote is not what stands there.

Positions count Unicode code points from 0 and spans are half-open, as in the W3C TextPositionSelector.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "EMOJI",
    "JOINING",
    "MOST_PLACES",
    "Elsewhere",
    "Misquote",
    "cluster_interiors",
    "explain_misquote",
    "first_difference",
    "folded",
    "splits_cluster",
    "stray_invisibles",
]

# What can stand inside a grapheme cluster, beside the line feed of a line end of Windows, is found in these blocks only, so that
# most texts need no closer look: before any other character there is a boundary.
JOINING = "\u00a9\u00ae\u203c\u2049\u0300-\u1fff\u200c\u200d\u20d0-\u2fff\u302a-\U0010ffff"
_RUN = re.compile(f"[{JOINING}]+")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_JOINERS = "\u200c\u200d"
_PICTURE = (
    "[\u2640\u2642\u2695\u2696\u2708\u2764\U0001f300-\U0001f321\U0001f324-\U0001f393\U0001f39e-\U0001f3f0\U0001f3f3\U0001f3f4"
    "\U0001f400-\U0001f4fd\U0001f4ff-\U0001f53d\U0001f5fa-\U0001f64f\U0001f680-\U0001f6c5\U0001f90c-\U0001f93a"
    "\U0001f93c-\U0001f945\U0001f947-\U0001f9ff][\ufe0f\U0001f3fb-\U0001f3ff]?"
)
EMOJI = f"{_PICTURE}(?:\u200d{_PICTURE})+|\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f"
"""A pattern of emoji of several pictures, and of flags of regions: a character without width in one of these is no stray."""
_INK = re.compile(r"\S+")
_STRETCH = 4096  # characters of a text of which it is kept where they begin once it is encoded
MOST_PLACES = 100  # at which a quote is said to stand elsewhere
_REPEATED = 32  # characters of a run that may well stand in other places
_LIKE = {
    **dict.fromkeys("‘’‚‛`´′ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2009\u202f\u2007\u2002\u2003", " "),
}
_NAMES = {
    "'": "a straight apostrophe", '"': "a straight quotation mark", "’": "a curly apostrophe", "‘": "a left single quote",
    "“": "a left double quote", "”": "a right double quote", "-": "a hyphen", "–": "an en dash", "—": "an em dash",
    " ": "a space", "\u00a0": "a no-break space", "\u202f": "a narrow no-break space", "\n": "a line break",
}  # fmt: skip


def cluster_interiors(text: str) -> list[int]:
    """Return the positions at which a cut would split a grapheme cluster, in order."""
    return [at for start, end, _ in _clusters(text) for at in range(start + 1, end)]


def splits_cluster(text: str, at: int) -> bool:
    """Return whether a cut at a position would split a grapheme cluster; most are asked of a few characters around it."""
    if text[max(0, at - 1) : at + 1] == "\r\n":
        return True
    run, start = _RUN.match(text, at, at + _REPEATED), at
    if not run:
        return False
    while at - _REPEATED < start and _RUN.match(text, start - 1 if start else 0, start):
        start -= 1
    if start == at - _REPEATED or run.end() == at + _REPEATED:  # where letters of a whole text may join
        return at in _interiors(text)
    first = max(0, start - 1)
    return any(first + begin < at < first + end for begin, end, _ in _split(text[first : run.end()]))


@lru_cache(maxsize=4)
def _interiors(text: str) -> frozenset[int]:
    return frozenset(cluster_interiors(text))


def _clusters(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of every grapheme cluster of several characters, and whether it has a pictograph."""
    if text.isascii() and "\r" not in text:
        return
    found = [(match.start(), match.end(), False) for match in re.finditer("\r\n", text)] if "\r" in text else []
    for run in _RUN.finditer(text):
        first = max(0, run.start() - 1)  # a cluster is a base, the character before the run, and joining ones
        found += [(first + start, first + end, drawn) for start, end, drawn in _split(text[first : run.end()])]
    yield from sorted(found) if "\r" in text else found


def _split(run: str) -> Iterable[tuple[int, int, bool]]:
    """Return the clusters of several characters in some neighbouring characters."""
    return _split_again(run) if len(run) <= _REPEATED else _split_once(run)


def _split_once(run: str) -> Iterator[tuple[int, int, bool]]:
    import regex

    pictograph = regex.compile(r"\p{Extended_Pictographic}")
    # Flags apart: a letter and its accent stand for the two halves of every flag. Which halves make one flag depends on all that
    # stand before them, and the library counts those anew at each.
    for cluster in regex.finditer(r"\X", _FLAG.sub("a\u0300", run)):
        if cluster.end() - cluster.start() > 1:
            yield cluster.start(), cluster.end(), pictograph.search(cluster.group()) is not None


@lru_cache(maxsize=4096)
def _split_again(run: str) -> tuple[tuple[int, int, bool], ...]:
    return tuple(_split_once(run))


def stray_invisibles(text: str) -> list[int]:
    """Return the positions of characters without width that are no part of an emoji and join no letters of a script that needs them."""
    found = [match.start() for match in _INVISIBLE.finditer(text)]
    if not found:
        return []
    emoji = [(start, end) for start, end, is_picture in _clusters(text) if is_picture]
    starts = [start for start, _ in emoji]

    def in_emoji(at: int) -> bool:
        start, end = emoji[bisect_left(starts, at) - 1] if starts and starts[0] < at else (at, at)
        return start < at < end - (text[at] in _JOINERS)

    return [at for at in found if not in_emoji(at) and not (text[at] in _JOINERS and _joins_letters(text, at))]


def _joins_letters(text: str, at: int) -> bool:
    """Whether a joiner stands between two letters of a script other than Latin, Greek or Cyrillic."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return len(around) == 2 and all(ord(character) > 0x530 and not character.isascii() for character in around)


def first_difference(one: str, other: str) -> int:
    """Return the index of the first character in which two strings differ, their common length if one begins the other."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))


@dataclass(frozen=True, slots=True, kw_only=True)
class Misquote:
    """Why a quote is not what stands at its span.

    Attributes
    ----------
    reads : str
        What stands there.
    mark : int
        Index of the first character of the quote that differs.
    fix : str
        What to do about it.
    """

    reads: str
    mark: int
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where in a text a quote stands that does not stand at its span.

    Attributes
    ----------
    places : sequence of int
        Where it stands to the letter; a hundred are enough.
    alike : int
        Where words first stand that are like it once they are `folded`; -1 where there are none.
    """

    places: Sequence[int]
    alike: int

    @classmethod
    def of(cls, text: str, quote: str) -> Elsewhere:
        """Look for a quote in a text; who has many of one long text finds them all at once."""
        places: list[int] = []
        at = text.find(quote) if quote else -1
        while at >= 0 and len(places) < MOST_PLACES:
            places.append(at)
            at = text.find(quote, at + 1)
        return cls(places=places, alike=places[0] if places else folded(text).find(folded(quote)))


def explain_misquote(text: str, start: int, end: int, exact: str, elsewhere: Elsewhere | None = None) -> Misquote:
    """Look for the usual causes of a quote that differs from the text at its span.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int
        The span, inside the text.
    exact : str
        The quote, which is not ``text[start:end]``.
    elsewhere : Elsewhere, optional
        Where else it stands, where that is known already.
    """
    reads = text[start:end]
    cause = _counted_otherwise(text, start, end, exact) or _moved(
        reads, start, exact, elsewhere or Elsewhere.of(text, exact)
    )
    return Misquote(reads=reads, mark=first_difference(exact, reads), fix=cause)


def _counted_otherwise(text: str, start: int, end: int, exact: str) -> str:
    for unit, encoding, size in (("UTF-16 units", "utf-16-le", 2), ("UTF-8 bytes", "utf-8", 1)):
        at = None if text.isascii() else _at_byte(text, encoding, start * size)
        if at is None or not text.startswith(exact, at):
            continue
        if len(exact.encode(encoding)) == (end - start) * size:
            return f"the span was counted in {unit}; in code points the quote stands at {at}:{at + len(exact)}"
    if start and text[start - 1 : end] == exact:
        return f"the start was counted from 1; counted from 0 the span is {start - 1}:{end}"
    if start and text[start - 1 : end - 1] == exact:
        return f"the span was counted from 1; counted from 0 it is {start - 1}:{end - 1}"
    if text[start : end + 1] == exact:
        return f"the end must be the position after the last character; the span is {start}:{end + 1}"
    return ""


def _at_byte(text: str, encoding: str, offset: int) -> int | None:
    """Return the code point that begins at a byte of the encoded text, None where none does."""
    before = _encoded_before(text, encoding)
    stretch = bisect_right(before, offset) - 1
    first = stretch * _STRETCH
    left = text[first : first + _STRETCH].encode(encoding)[: offset - before[stretch]]
    words = left.decode(encoding, errors="ignore")
    return first + len(words) if len(words.encode(encoding)) == offset - before[stretch] else None


@lru_cache(maxsize=4)
def _encoded_before(text: str, encoding: str) -> list[int]:
    """Return how many bytes there are before each stretch of an encoded text."""
    stretches = (text[first : first + _STRETCH] for first in range(0, len(text), _STRETCH))
    return list(accumulate((len(stretch.encode(encoding)) for stretch in stretches), initial=0))


def _moved(reads: str, start: int, exact: str, elsewhere: Elsewhere) -> str:
    places = elsewhere.places
    if places:
        nearest = min(places, key=lambda place: abs(place - start))
        others = f" (and {len(places) - 1} times elsewhere)" if len(places) > 1 else ""
        return f"the quote stands at {nearest}:{nearest + len(exact)}{others}; move the span"
    alike = elsewhere.alike
    return (
        _look_alike(reads, exact)
        or (
            alike >= 0
            and f"nearly the same words stand at {alike}:{alike + len(exact)}; copy them from the text to the letter"
        )
        or "copy the quote from the text, or move the span"
    )


def folded(text: str) -> str:
    """Return a text with one form of each quotation mark, dash and space; no position changes."""
    for sign, usual in _LIKE.items():
        text = text.replace(sign, usual)
    return text


def _look_alike(reads: str, exact: str) -> str:
    if len(reads) == len(exact) and folded(reads) == folded(exact):
        at = first_difference(exact, reads)
        return f"the quote has {_name(exact[at])} where the text has {_name(reads[at])}; copy it from the text to the letter"
    words = (_INK.finditer(part) for part in (reads, exact))  # until two differ: a span may be as long as the text
    if all(one and other and folded(one[0]) == folded(other[0]) for one, other in zip_longest(*words)):
        return "only white space differs; copy the quote from the text to the letter"
    return ""


def _name(character: str) -> str:
    return f"{_NAMES.get(character, 'the character')} (U+{ord(character):04X})"
