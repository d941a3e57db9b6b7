"""What becomes of a span whose positions were counted wrongly, or whose words were chosen otherwise."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

__all__ = ["change_position", "miscount_span", "requote_span"]

WORD = re.compile(r"\S+")


@cache
def _words(text: str) -> tuple[tuple[int, int], ...]:
    """Return where every word of a text stands."""
    return tuple((match.start(), match.end()) for match in WORD.finditer(text))


def _counted(text: str, position: int) -> Iterator[tuple[str, int]]:
    """Yield what a position becomes when it is counted in other units than code points."""
    before = text[:position]
    yield "counted-in-utf16-units", len(before.encode("utf-16-le")) // 2
    yield "counted-in-bytes", len(before.encode())


def change_position(text: str, cell: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield one end of a span moved alone: by one, to other units, to the next word, to a position with one digit changed."""
    position = int(cell)
    yield "moved-by-one", str(position + 1)
    if position:
        yield "moved-by-one", str(position - 1)
    for change, other in _counted(text, position):
        yield change, str(other)
    far = random.randrange(len(text) + 1)
    yield "moved-far", str(far if far != position else 0)
    words = _words(text)
    before = bisect_left(words, (position,)) - 1  # the last word that begins before the position
    if before >= 0:
        yield "moved-by-a-word", str(words[before][0])
    following = [end for _, end in words[max(before, 0) : before + 3] if end > position]
    if following:
        yield "moved-by-a-word", str(following[0])
    yield "beyond-the-text", str(len(text) + 1)


def miscount_span(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield a span of which both ends were counted wrongly; the quote stays as it is."""
    yield "moved-by-one", start + 1, end + 1
    if start:
        yield "moved-by-one", start - 1, end - 1
    for (change, one), (_, other) in zip(_counted(text, start), _counted(text, end), strict=True):
        yield change, one, other
    if (end - start) > 1:
        yield "ends-exchanged", end, start


def requote_span(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield another choice of words, whose quote is then copied from the text: elsewhere, a word more or less, a character less."""
    exact = text[start:end]
    places = [match.start() for match in re.finditer(re.escape(exact), text) if match.start() != start]
    for place in sorted(places, key=lambda place: (abs(place - start), place))[:2]:
        yield "moved-to-other-occurrence", place, place + len(exact)
    words = _words(text)
    before = [one for one, _ in words if one < start]
    after = [other for _, other in words if other > end]
    if before:
        yield "grown-to-the-left", before[-1], end
    if after:
        yield "grown-to-the-right", start, after[0]
    inside = [(start + match.start(), start + match.end()) for match in WORD.finditer(exact)]
    if len(inside) > 1:
        yield "first-word-cut", inside[1][0], end
        yield "last-word-cut", start, inside[-2][1]
    if end - start > 1:
        yield "first-character-cut", start + 1, end
        yield "last-character-cut", start, end - 1
