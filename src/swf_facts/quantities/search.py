"""Find where a text may hold a quantity or a date, and try the patterns there only.

A pattern tried at each of a million characters takes a second. So digits and number words are found first, which takes a
twentieth of that: every quantity and every date has one, and before it stand only words and signs from the lexicons. What is
found is what the patterns would find if they were tried everywhere, from left to right.
"""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import TYPE_CHECKING, NamedTuple, cast

from swf_facts.quantities import lexicon
from swf_facts.quantities.pattern import (
    ASIDE,
    BLANK,
    CORE,
    GAP,
    HEDGES,
    HYPHENS,
    IDIOMS,
    JOIN,
    SPACE,
    VULGAR_FRACTIONS,
    alternation,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

__all__ = [
    "LEAD_SIGNS",
    "LEAD_WORDS",
    "NUMBER_WORDS",
    "Anchor",
    "Found",
    "anchors",
    "anchors_at",
    "asides",
    "name_at",
    "quantity_at",
    "words_alone",
    "words_of",
]

Anchor = tuple[int, int]
"""The span of a number word, or of runs of digits with a point or a comma between."""

_DIGIT = f"[0-9{''.join(VULGAR_FRACTIONS)}]"
_DIGITS = re.compile(
    f"{_DIGIT}{_DIGIT}*(?:[.,]{_DIGIT}{_DIGIT}*)*"
)  # the engine looks fast for what begins with a class
_WORD = re.compile("[A-Za-z]+")
_BLANKS = " \t\u00a0\u2009\u202f"
_ANY_SPACE = re.compile(SPACE)

NUMBER_WORDS = frozenset(
    word
    for words in (lexicon.UNITS, lexicon.TENS, lexicon.SCALE_WORDS, lexicon.FRACTIONS, lexicon.ORDINALS)
    for word in words
)
_LETTERS = frozenset(ascii_letters)
_BEGINS = "".join(f"[{''.join(sorted({word[at] for word in NUMBER_WORDS}))}]" for at in range(3))
_NUMBER_WORD = re.compile(f" (?={_BEGINS}){alternation(NUMBER_WORDS)}(?= )".encode("ascii"))
_TO_WORDS = bytes(code if chr(code) in ascii_letters else ord(" ") for code in range(256))


def words_of(forms: Iterable[str]) -> frozenset[str]:
    """Return the words that stand in *forms*."""
    return frozenset(word for form in forms for word in _WORD.findall(form))


def anchors(text: str) -> list[Anchor]:
    """Return the digits and the number words of a text, in text order.

    A word is a run of ASCII letters, so that a number word in "COVID_one" is found, which is none; `quantities` knows better.
    """
    words = words_alone(text)
    return anchors_at(text, words, (match.start() for match in _NUMBER_WORD.finditer(words)))


def words_alone(text: str) -> bytes:
    """Return the words of a text with blanks for everything else, one byte a character, between two blanks.

    Where a word stands in these, after its blank, it stands in the text. An engine looks fast for blanks and single bytes.
    """
    return b" %b " % text.encode("ascii", errors="replace").translate(_TO_WORDS)


def anchors_at(text: str, words: bytes, starts: Iterable[int]) -> list[Anchor]:
    """Return the anchors of a text, given its words alone and where the number words begin."""
    found = [match.span() for match in _DIGITS.finditer(text)]
    found += [(start, words.find(b" ", start + 1) - 1) for start in starts]
    found.sort()
    return found


def _is_joined(character: str) -> bool:
    """Return whether a character next to a word leaves no word boundary between."""
    return character.isalnum() or character == "_"


# --- dates, addresses, idioms -----------------------------------------------------------------------
_IDIOM = re.compile(rf"(?P<lead>.*?)(?P<anchor>[0-9]+|\b(?:{'|'.join(sorted(NUMBER_WORDS))})\b)(?P<after>.?)")
_IDIOMS = [match for idiom in IDIOMS if (match := _IDIOM.match(idiom))]
_DATE_WORDS = words_of((*lexicon.MONTHS, *lexicon.WEEKDAYS))
_LEADS_OF: dict[str, frozenset[str]] = dict.fromkeys(NUMBER_WORDS, frozenset())
"""The words that stand before a number word in idioms, of digits under the empty word those in idioms and dates."""
for _idiom in _IDIOMS:
    _key = _idiom["anchor"] if _idiom["anchor"] in NUMBER_WORDS else ""
    _LEADS_OF[_key] = _LEADS_OF.get(_key, _DATE_WORDS) | set(_WORD.findall(_idiom["lead"])[-1:])
_DIGIT_LEADS = _LEADS_OF.pop("")
_ASIDE_WORDS = _DATE_WORDS | words_of(idiom["lead"] for idiom in _IDIOMS)
_ASIDE_SIGNS = "".join({*_BLANKS, *".,", *(sign for idiom in _IDIOMS for sign in idiom["lead"] if not sign.isalpha())})
_IDIOM_BEGINS = frozenset(
    idiom["anchor"] + idiom.string[idiom.end("anchor") :][:2].replace(" ", space)
    for idiom in _IDIOMS
    if not idiom["lead"]
    for space in f"{_BLANKS}\n"
)
"""Number words that idioms begin with, and the two characters after each."""
_IDIOM_WORDS = frozenset(idiom["anchor"] for idiom in _IDIOMS if not idiom["anchor"].isdigit())
_SHORTEST_LEAD = min(map(len, _DIGIT_LEADS))
_LEAD_ENDS = frozenset(word[-_SHORTEST_LEAD:] + sign for word in _DIGIT_LEADS for sign in _ASIDE_SIGNS)
"""How each word ends that stands before digits in idioms and dates, with a sign after it."""
_END = _SHORTEST_LEAD + 1
_NUMERALS = frozenset(digits)
_TWO_SIGNS = frozenset(first + second for first in _ASIDE_SIGNS for second in _ASIDE_SIGNS)
_AFTER_DAY = frozenset("snrt-/\u2013") | {idiom["after"] for idiom in _IDIOMS if idiom["anchor"].isdigit()}
_MONTH_AFTER = frozenset(blank + month[:2] for blank in _BLANKS for month in (*lexicon.MONTHS, "of"))
_LONGEST_ASIDE = 2 * (5 + max(map(len, (*lexicon.MONTHS, *lexicon.WEEKDAYS, *IDIOMS))))
_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.")


def asides(text: str, found: Sequence[Anchor]) -> Iterator[re.Match[str]]:
    """Yield what `ASIDE` matches in a text, given its anchors."""
    position = 0
    for start in _aside_starts(text, found):
        if start >= position and (match := ASIDE.match(text, start)) is not None:
            position = match.end()
            yield match


def _aside_starts(text: str, found: Sequence[Anchor]) -> list[int]:
    """Return, in order, where something that is set aside may begin."""
    starts: list[int] = []
    for start, end in found:
        if text[start] in _LETTERS:
            word = text[start:end]
            if word in _IDIOM_WORDS:
                if _LEADS_OF[word] and _is_led(text, start, _LEADS_OF[word]):
                    starts += _aside_leads(text, start)
                if text[start : end + 2] in _IDIOM_BEGINS:
                    starts.append(start)
            continue
        # A few characters tell of most digits that no such word stands before them.
        if text[start - 2 : start] in _TWO_SIGNS:
            may_be_led = text[start - 3 : start - 2] not in _NUMERALS  # as is the year of "25, 2025"
        else:
            may_be_led = text[start - _END : start] in _LEAD_ENDS or start < _END
        if may_be_led and _is_led(text, start, _DIGIT_LEADS):
            starts += _aside_leads(text, start)
        if text[end : end + 1] in _AFTER_DAY or text[end : end + 3] in _MONTH_AFTER:
            printed = text[start:end]
            starts.append(start + max(printed.rfind("."), printed.rfind(",")) + 1)
    if "://" in text or "www." in text:
        starts += (address.start() for address in _ADDRESS.finditer(text))
        starts.sort()
    return starts


def _is_led(text: str, anchor: int, leads: frozenset[str]) -> bool:
    """Return whether one of some words stands before an anchor, with signs between."""
    if text[anchor - 1 : anchor] not in _ASIDE_SIGNS:
        return False
    bare = text[max(0, anchor - _LONGEST_ASIDE) : anchor].rstrip(_ASIDE_SIGNS)
    return bare[len(bare.rstrip(ascii_letters)) :] in leads


def _aside_leads(text: str, anchor: int) -> list[int]:
    """Return where the months, weekdays and words of idioms before an anchor begin."""
    first = max(0, anchor - _LONGEST_ASIDE)
    head = text[first:anchor]
    leads: list[int] = []
    while True:
        bare = head.rstrip(_ASIDE_SIGNS)
        stem = bare.rstrip(ascii_letters)
        if bare[len(stem) :] not in _ASIDE_WORDS:
            return leads[::-1]
        leads.append(first + len(stem))
        head = stem


# --- quantities -------------------------------------------------------------------------------------
_IDENTIFIER = f"{ascii_letters}{digits}_"
_LEADS = (lexicon.COMPARATORS, lexicon.NAMES_BEFORE, lexicon.CODES_BEFORE, lexicon.SIGNS_BEFORE)
_CORE_WORDS = words_of(form for forms in _LEADS[1:] for form in forms) | words_of(
    ["a A an An the The minus Minus MINUS negative Negative"]
)
LEAD_WORDS = _CORE_WORDS | words_of(lexicon.COMPARATORS)
"""Every word that may stand in a quantity before its first digit or number word, but for the name of a leaked call."""
LEAD_SIGNS = "".join(
    {
        character
        for forms in (*_LEADS, lexicon.COMPARATOR_SIGNS, f"{_BLANKS}\n+-\u2212.")
        for form in forms
        for character in form
        if character not in _IDENTIFIER
    }
)
_LONGEST_LEAD = 100 + sum(2 + max(map(len, forms)) for forms in (lexicon.COMPARATORS, HEDGES, *_LEADS[1:]))
_USUAL_LEAD = 40
_HEDGES = frozenset(HEDGES)
_ABBREVIATIONS = sorted(lexicon.ABBREVIATIONS, key=len, reverse=True)
_COMPARATOR_BEGINS = frozenset(match[0] for form in lexicon.COMPARATORS if (match := _WORD.match(form)))
_LONGEST_COMPARATOR = max(map(len, lexicon.COMPARATORS)) + 1
_GAP = re.compile(rf"(?:{BLANK}{{1,2}}|{BLANK}?\n)(?!{SPACE})")

_PARTS = frozenset(lexicon.FRACTIONS) - {"half", "Half", "HALF", *lexicon.ORDINALS}
"""Number words that say a number only after another, or after an article."""
_ARTICLE_BEFORE = re.compile(rf"\b[Aa]n?{GAP}\Z")

_WITHOUT_UNIT = frozenset(
    {
        "spelled",
        "plus_spelled",
        "digits",
        "plus_digits",
        "scale_digits",
        "abbreviation_digits",
        "letter_digits",
        "plus_after_digits",
    }
)
"""The last group of a number after which no unit is printed as a sign or a code."""
_NAME_GAP = re.compile(rf"{JOIN}(?=\w)")
_JOINING = frozenset(f"{_BLANKS}\n{HYPHENS}")
_KEY = min(map(len, lexicon.NAMES_AFTER))
_LONGEST_NAME = max(map(len, lexicon.NAMES_AFTER)) + 1
_NAMES: dict[str, list[str]] = {}
for _name in sorted(lexicon.NAMES_AFTER, key=len, reverse=True):
    _NAMES.setdefault(_name[:_KEY], []).append(_name)


class Found(NamedTuple):
    """What the pattern of a quantity finds: `CORE`, with the words before and after it that the lexicons know.

    ``comparator`` is the comparator in words before the number, ``name`` the name of a currency after it, as the lexicons spell
    them; empty if there is none.
    """

    core: re.Match[str]
    start: int
    end: int
    comparator: str
    name: str


def quantity_at(text: str, position: int, anchor: Anchor) -> Found | None:
    """Return the first quantity at or after a position, if its first digit or number word is at an anchor.

    All anchors before are known to begin none.
    """
    start, end = anchor
    if start < position:  # what was read before ends inside the digits
        rest = _DIGITS.search(text, position, end) if text[start] not in _LETTERS else None
        return _found(text, position, rest.start()) if rest else None
    return _found(text, position, start) if _is_anchor(text, position, start, end) else None


def _is_anchor(text: str, position: int, start: int, end: int) -> bool:
    """Return whether a quantity stands at digits or a number word: not in "five_1", nor in "quarter" without an article."""
    if text[start] not in _LETTERS:
        return True
    if _is_joined(text[start - 1 : start]) or _is_joined(text[end : end + 1]):
        return False
    return text[start:end] not in _PARTS or _ARTICLE_BEFORE.search(text, max(position, start - 6), start) is not None


def _found(text: str, position: int, anchor: int) -> Found:
    """Return the first match at or after a position, given the first anchor from there on."""
    first, words = _lead(text, max(position, anchor - _USUAL_LEAD), anchor)
    if first == anchor - _USUAL_LEAD:
        first, words = _lead(text, max(position, anchor - _LONGEST_LEAD), anchor)
    while text[first] in _BLANKS:
        first += 1
    core = cast("re.Match[str]", CORE.search(text, first))  # at the anchor at the latest
    start = core.start()
    for word in words:
        if word > start:
            break
        if compared := _compared(text, word, core):
            comparator, core = compared
            return _named(text, core, word, comparator)
    return _named(text, core, start, "")


def _lead(text: str, first: int, anchor: int) -> tuple[int, list[int]]:
    """Return where what `CORE` matches may begin, if its first digit or number word is at *anchor*, and each word of a comparator."""
    head = text[first:anchor]
    words: list[int] = []
    core = 0
    if text[anchor] not in _LETTERS and text[anchor - 1 : anchor] in _IDENTIFIER:
        head = head.rstrip(_IDENTIFIER)
    while True:
        bare = head.rstrip(LEAD_SIGNS)
        stem = bare.rstrip(ascii_letters)
        word = bare[len(stem) :]
        if word in LEAD_WORDS:
            if word in _COMPARATOR_BEGINS:
                words.append(first + len(stem))
            if word not in _CORE_WORDS:
                core = core or len(bare)
            head = stem
        elif bare.endswith("("):
            head = bare[:-1].rstrip(_IDENTIFIER)
        elif stem:
            return first + (core or len(bare)), words[::-1]
        else:
            return first, words[::-1]  # a word at the edge may be cut


def _compared(text: str, start: int, core: re.Match[str]) -> tuple[str, re.Match[str]] | None:
    """Return the comparator that begins at a word, and what it compares; None if there is none.

    The longest form counts after which a quantity follows, another comparator such as "about" perhaps between.
    """
    if start and _is_joined(text[start - 1]):
        return None
    for form, after in _forms(text, start, lexicon.COMPARATORS):
        for _, farther in (*_forms(text, after, _HEDGES), ("", after)):
            follows = core if farther == core.start() else CORE.match(text, farther)
            if follows is not None and not follows["comparator_sign"]:
                return form, follows
    return None


def _forms(text: str, start: int, comparators: Container[str]) -> Iterator[tuple[str, int]]:
    """Yield the comparators that stand at a position, the longest first, and where what follows each begins."""
    words = _spaced(text[start : start + _LONGEST_COMPARATOR])
    cut = words.rfind(" ")
    while cut > 0:
        if words[:cut] in comparators and (gap := _GAP.match(text, start + cut)):
            yield words[:cut], gap.end()
        cut = words.rfind(" ", 0, cut)
    for form in _ABBREVIATIONS:
        if form in comparators and words.startswith(form):
            yield form, start + len(form)


def _named(text: str, core: re.Match[str], start: int, comparator: str) -> Found:
    """Return what was found, with the name of the currency that follows a number without a unit."""
    end = core.end()
    if text[end : end + 1] in _JOINING and core.lastgroup in _WITHOUT_UNIT and (gap := _NAME_GAP.match(text, end)):
        name = name_at(text, gap.end())
        if name:
            return Found(core, start, gap.end() + len(name), comparator, name)
    return Found(core, start, end, comparator, "")


def name_at(text: str, start: int) -> str:
    """Return the longest name of a currency that begins at a position and ends a word, empty if there is none."""
    key = text[start : start + _KEY]
    if key not in _NAMES and key.isprintable():
        return ""
    words = _spaced(text[start : start + _LONGEST_NAME])
    for name in _NAMES.get(words[:_KEY], ()):
        if words.startswith(name) and not _is_joined(words[len(name) : len(name) + 1]):
            return name
    return ""


def _spaced(words: str) -> str:
    """Return words as the lexicons spell them: any white space between two is a space."""
    return words if words.isprintable() else _ANY_SPACE.sub(" ", words)
