"""Decide from its surroundings whether a printed number is a quantity: what a pattern without lookaround cannot say.

Every question looks at a fixed number of characters on either side.
"""

from __future__ import annotations

import re
from string import ascii_letters

from swf_facts.quantities.dates import cue_before
from swf_facts.quantities.lexicon import ORDINALS, SCALE_WORDS, YEAR_CUES, cases, counted, not_numbers
from swf_facts.quantities.pattern import BLANK, HYPHENS, SPACE, alternation

DASHES = f"{HYPHENS}\u2012\u2013\u2014\u2212"

_APART = frozenset(("", " ", "\n", "(", ")", ";"))
_ANAPHORS = not_numbers("anaphor")
_LABELS = not_numbers("label")
_LABEL_ENDS = frozenset(re.split("[^A-Za-z]", label.rstrip("."))[-1] for label in _LABELS) - {""}
_LABEL_SIGNS = ". \t\u00a0\u2009\u202f"
_LABEL_WINDOW = 16
_WINDOW_CUES = frozenset(form for cue in not_numbers("window cue") for form in cases(cue))
_CHANGES = not_numbers("change")
_RAISES = not_numbers("fund-raising")
_TIMES = alternation(not_numbers("window"))
_HYPHENED_WINDOW = re.compile(rf"(?:[{DASHES}]|{BLANK}[{DASHES}]{BLANK}){_TIMES}\b")
_SPACED_WINDOW = re.compile(rf"{SPACE}{_TIMES}s?\b")
_CLOCK = re.compile(rf"{BLANK}?{alternation(not_numbers('clock'))}(?:[^A-Za-z]|\Z)")
_OF = re.compile(rf"{SPACE}of\b")
_SUPERLATIVE = re.compile(rf"{SPACE}{alternation(not_numbers('superlative'))}\b")
_LABEL = re.compile(rf"([A-Za-z.]+|[#№]){BLANK}{{0,2}}\.?{BLANK}?\Z")
_CLAUSE_END = re.compile(rf"{SPACE}{{0,2}}(?:[.,;:!?)\]\"”’]|\Z)")
_TIED = re.compile(rf"[0-9](?:%|[KkMmBbTt]|bn|mn|{BLANK}?{alternation(SCALE_WORDS)})?[{DASHES}]\Z")
_JOINS = re.compile(rf"{_TIED.pattern}|\b(?:mid|early|late|pre|post|Mid|Early|Late|Pre|Post)[{DASHES}]\Z")
_NUMERALS = re.compile("[0-9]+(?:[.,:/][0-9]+)*")
_CHAIN = re.compile(rf"[0-9]+(?:[.,][0-9]+)*(?:[{DASHES}][0-9]+(?:[.,][0-9]+)*){{2,}}")
_TELEPHONE_DIGITS = 8
_TELEPHONE = re.compile(r"\+[0-9]{1,3}(?:[ \u00a0()\u2010\u2011-]{1,2}[0-9]{1,5}){2,}")
_WORD = re.compile("[A-Za-z]+")
_COUNTED = re.compile(
    rf"(?:{SPACE}(?:(?:{alternation(counted('adjective'))}|[A-Z][A-Za-z.]{{1,20}}){SPACE}){{0,2}}{alternation(counted('noun'))}"
    rf"|[{HYPHENS}]{alternation(counted('joined'))})(?![A-Za-z])"
)


def glued(text: str, start: int, end: int, *, spelled: bool, unit: bool) -> bool:
    """Return whether the characters that touch a number make it part of a name, a version, a time or another number.

    ``6G``, ``Web3``, ``COVID-19``, ``24/7``, ``EUR/USD 1.08``, ``10:30``, ``1.2.3``, ``'25``, ``#1``, ``1990s``.
    """
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before in _APART and after in _APART:
        return False  # as most numbers stand
    beyond, farther = text[max(0, start - 2) : max(0, start - 1)], text[end + 1 : end + 2]
    if before.isalnum() or (before and before in "_#@№"):
        return True
    hyphened = before and before in DASHES and beyond.isalpha() and (spelled or not unit)
    if hyphened and _JOINS.search(text, max(0, start - 16), start) is None:
        return True
    if after.isalnum() or after == "_":
        return text[end - 1].isalnum() or after.isdigit()
    if not text[start].isdigit() and text[start] != ".":
        return unit and before == "/" and beyond.isalpha() and text[start].isalpha()
    left = before and ((before in ".,:/^" and beyond.isdigit()) or (before == "/" and not unit))
    year = before in ("'", "’", "‘") and end - start == 2  # the class of '25
    right = text[end - 1].isdigit() and after and ((after in ".,:/" and farther.isdigit()) or after in "°@^")
    return bool(left or year or right)


def tied_left(text: str, start: int) -> bool:
    """Return whether a dash joins the number to a number before it."""
    joined = start > 0 and text[start - 1] in DASHES
    return joined and _TIED.search(text, max(0, start - 16), start) is not None


def tied_right(text: str, end: int) -> bool:
    """Return whether a dash joins the number to a number after it."""
    return end < len(text) and text[end] in DASHES and text[end + 1 : end + 2].isdigit()


def run_end(text: str, start: int) -> int:
    """Return where the digits and separators from a position on end; a refused number is refused with all that is glued to it."""
    run = _NUMERALS.match(text, start)
    return run.end() if run else start


def chain_end(text: str, start: int) -> int:
    """Return where three or more numbers joined by dashes end, or a telephone number; *start* if there is no such chain."""
    if text[start] == "+":
        chain = _TELEPHONE.match(text, start)
        return chain.end() if chain and sum(map(str.isdigit, chain[0])) >= _TELEPHONE_DIGITS else start
    chain = _CHAIN.match(text, start)
    return chain.end() if chain else start


def is_label(text: str, start: int) -> bool:
    """Return whether the word before a number says that it names something: "No. 5", "Article 10", "page 3"."""
    first = max(0, start - _LABEL_WINDOW)
    bare = text[first:start].rstrip(_LABEL_SIGNS)
    stem = bare.rstrip(ascii_letters)
    if bare[len(stem) :] not in _LABEL_ENDS and bare[-1:] not in ("#", "№"):
        return False  # as before most numbers
    word = _LABEL.search(text, first, start)
    return word is not None and (word[1] in _LABELS or word[1].rstrip(".") in _LABELS)


def is_window(text: str, start: int, end: int) -> bool:
    """Return whether a number is the length of a time window: "24-hour volume", "the past 7 days"."""
    if _HYPHENED_WINDOW.match(text, end):
        return True
    return _SPACED_WINDOW.match(text, end) is not None and cue_before(text, start) in _WINDOW_CUES


def is_clock(text: str, end: int) -> bool:
    """Return whether a time of day ends after the number: "5 p.m."."""
    return _CLOCK.match(text, end) is not None


def is_odds(text: str, start: int) -> bool:
    """Return whether a number says how rare something is: "one in five"."""
    if text[max(0, start - 7) : start] not in ("one in ", "One in "):
        return False
    return not text[max(0, start - 8) : max(0, start - 7)].isalpha()  # "someone in"


def is_anaphor(text: str, start: int) -> bool:
    """Return whether a spelled number points back: "the two", "those three"."""
    return cue_before(text, start) in _ANAPHORS


def is_share(text: str, start: int, end: int) -> bool:
    """Return whether "half" is a share of something ("half of the fund"), not a period ("the first half of the year")."""
    cue = cue_before(text, start)
    return _OF.match(text, end) is not None and cue not in _ANAPHORS and cue not in ORDINALS


def is_superlative(text: str, end: int) -> bool:
    """Return whether a spelled number belongs to a superlative: "two biggest"."""
    return _SUPERLATIVE.match(text, end) is not None


def is_course(text: str, start: int, end: int) -> bool:
    """Return whether 101 is the number of an introductory course: "Sovereign Wealth Funds (SWFs) 101:"."""
    if text[start:end] != "101":
        return False
    title = text[max(0, start - 2) : start - 1] == ")" or cue_before(text, start)[:1].isupper()
    return text[end : end + 1] == ":" or (title and ends_clause(text, end))


def is_change(text: str, start: int) -> bool:
    """Return whether one of the six words before a position is a verb of change: "rose from 5% to 7%"."""
    clause = re.split("[.;:!?\n]", text[max(0, start - 60) : start])[-1]
    return any(word.lower() in _CHANGES for word in _WORD.findall(clause)[-6:])


def is_third(text: str, start: int) -> bool:
    """Return whether thirds of a number are meant, which have no exact decimal: "a third of 1 per cent"."""
    return text[max(0, start - 10) : start].endswith(("third of ", "thirds of "))


def is_raised(text: str, start: int) -> bool:
    """Return whether the word before a sum says that it is raised: "raise $2bn to $3bn"."""
    return cue_before(text, start) in _RAISES


def ends_clause(text: str, end: int) -> bool:
    """Return whether punctuation or the end of the text follows a position."""
    return _CLAUSE_END.match(text, end) is not None


def is_counted(text: str, end: int) -> bool:
    """Return whether what follows a number is counted: "m" is a million in "2.4m new shares", metres in "100m from homes".

    Between the number and the noun stand adjectives of the lexicon and names only ("2m US customers").
    """
    return _COUNTED.match(text, end) is not None


def ends_word(text: str, end: int) -> bool:
    """Return whether a word ends at a position and nothing is joined to it: not "$5 M&A" nor "$5 B-class"."""
    return text[end : end + 1] in ("", " ", "\n", ",", ";", ")", ".", "?", "!")


def names_year(text: str, start: int) -> bool:
    """Return whether the word before a number introduces a year: "in 2000"."""
    return cue_before(text, start) in YEAR_CUES
