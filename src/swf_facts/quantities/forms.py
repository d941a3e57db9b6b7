"""Read what is printed around a number once, however many numbers it is printed around.

A newspaper has many numbers and few ways to print them: "over $1.64 trillion in" and "over $2.15 trillion in" differ in their
digits only. So the words and signs around a number, up to the first word that no lexicon knows, are read by the grammar with a
stand-in for the digits; what it says of them is kept, and the digits are put in. Where more than these words and signs might
count, a number has no form here, and the grammar reads it where it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_letters
from typing import TYPE_CHECKING

from swf_facts.quantities import lexicon
from swf_facts.quantities.context import DASHES
from swf_facts.quantities.mention import EXACT
from swf_facts.quantities.numerals import read_plain
from swf_facts.quantities.pattern import HYPHENS, alternation
from swf_facts.quantities.reading import Reading, read_match
from swf_facts.quantities.search import LEAD_SIGNS, LEAD_WORDS, quantity_at, words_of

if TYPE_CHECKING:
    from decimal import Decimal

    from swf_facts.quantities.search import Anchor

__all__ = ["Placed", "read_form"]

_DIGITS, _WORD, _READ = "7", "word", "|"
"""What stands in a form for digits, for a word that no lexicon has, and for a number that was read before."""
_COUNTING = frozenset(("at", "point"))
"""Words that say where a spelled number after them ends, or that it is none; so do those that end with "between"."""
_LONGEST_LEAD = 40
_LONGEST_TAIL = 60
_SPACES = frozenset(" \t\n\u00a0\u2009\u202f")
_OPENING = frozenset('("“')
_PARTING = frozenset(".,")
_BEFORE_WORD = _SPACES | set(HYPHENS)
_LETTERS = frozenset(ascii_letters)

_NUMERAL = re.compile(r"(?!0[0-9])(?:[0-9]{1,3}(?:,[0-9]{3}){1,10}|[0-9]+)(?:\.[0-9]+)?")
_TAILS = (
    *lexicon.SCALE_ABBREVIATIONS, *lexicon.SCALE_LETTERS, *lexicon.PERCENTS, *lexicon.SIGNS_AFTER, *lexicon.CODES_AFTER,
    *lexicon.NAMES_AFTER, *lexicon.COMPARATORS_AFTER, *lexicon.UNITS, *lexicon.TENS, *lexicon.FRACTIONS, *lexicon.ORDINALS,
)  # fmt: skip
_TAIL_WORDS = (
    words_of(_TAILS)
    | words_of(f"{word} {word}s" for word in lexicon.SCALE_WORDS)
    | {f"M{code}" for code in lexicon.CODES_AFTER}
    | words_of(["and of than the a an its their this that", "st nd rd th"])
)
"""Every word that counts after a number, whether it belongs to it or says that the words before do not."""
_TAIL_SIGNS = "".join(
    sorted({sign for form in _TAILS for sign in form if not sign.isalpha()} | _SPACES | set(f"{HYPHENS},.+"))
)
_UNBOUNDED = tuple(sorted(words_of(form for form in lexicon.PERCENTS if not form[0].isalpha())))
"""Words that are known at the beginning of a longer one too: "% points"."""
_UNITS_OF_SOME = lexicon.PERCENTS_OF_DECIMALS | words_of(
    form
    for forms in (lexicon.SIGNS_AFTER, lexicon.CODES_AFTER, lexicon.NAMES_AFTER)
    for form, currency in forms.items()
    if currency.guard == "money"
)
"""Words that are money after large numbers only, or percentage points after decimals only."""
_MARK = rf"[^\w{re.escape(_TAIL_SIGNS)}](?! ?[^\WA-Za-z])"
_SIGNS = f"[{re.escape(_TAIL_SIGNS)}]{{0,5}}"
_AFTER = re.compile(
    rf"(?P<known>(?:{_SIGNS}{alternation(_TAIL_WORDS)}(?!\w)){{0,{_LONGEST_TAIL // 2}}})(?P<signs>{_SIGNS})"
    rf"(?:(?P<word>[A-Za-z]+)(?!\w)|(?P<digit>[0-9])|(?P<mark>{_MARK})|\Z)"
)
"""What follows a number: the words that count, and the next word, or the digit, sign or end that closes a form."""

Placed = tuple[Reading | None, int, int, int]
"""A reading, None if it is refused, the span of the match that it was read from, and where to search from next."""
_NOT_PLACED = Reading._fields.index("kind")
"""The fields of a reading before this one are said by the place and the digits of a number, the others by its form."""


def read_form(text: str, position: int, anchor: Anchor) -> Placed | None:
    """Return what the grammar reads at an anchor, None where the form of the number alone does not tell."""
    start, end = anchor
    lead = _lead(text, position, start)
    if lead is None:
        return None
    printed = text[start:end]
    numeral = None
    if printed[0] not in _LETTERS:
        numeral = _numeral(printed)
        if numeral is None:
            return None
        printed = _DIGITS
    tail = _tail(text, end)
    known = None if tail is None else _form(lead, printed, tail)
    if known is None:
        return None
    form, first, last, coming = known
    if form is None:
        return None, first + start, last + end, coming + end
    number, mantissa, step = form.number, form.mantissa, form.step
    if numeral is not None:  # the words of a spelled number are part of its form
        read, unit = numeral
        mantissa = number = read if mantissa > 0 else -read
        if form.scale == 1:
            step = step and unit
        else:
            number, step = EXACT.multiply(number, form.scale), EXACT.multiply(unit, step)
    reading = Reading._make((
        form.start + start, form.end + end, form.core_start + start, form.core_end + end, number, mantissa, step,
        *form[_NOT_PLACED:],
    ))  # fmt: skip
    return reading, first + start, last + end, coming + end


@lru_cache(maxsize=16384)
def _numeral(printed: str) -> tuple[Decimal, Decimal] | None:
    """Return number and step of digits, None where they are printed in another way than most, or are too many."""
    return read_plain(printed.replace(",", "")) if _NUMERAL.fullmatch(printed) else None


def _lead(text: str, position: int, anchor: int) -> str | None:
    """Return the words and signs before a number that may belong to it, after a sign or a stand-in for the word before them."""
    first = max(position, anchor - _LONGEST_LEAD)
    near = anchor - 1
    if text[near] != " ":
        near = text.rfind(" ", first, anchor)  # as before a sign
    while near > first and (near := text.rfind(" ", first, near)) >= 0:
        lead = _near_lead(text[near:anchor])
        if lead != "":
            return lead
    head = text[first:anchor]
    lead = _lead_in(head, cut=first > 0)
    if lead == "":
        lead = head if first == 0 else _READ + head if first == position and head[:1] in _SPACES else None
    return lead


@lru_cache(maxsize=8192)
def _near_lead(head: str) -> str | None:
    """Return the lead that the next words and signs before a number end with; a blank before them says that no word is cut."""
    return _lead_in(head, cut=True)


def _lead_in(head: str, *, cut: bool) -> str | None:
    """Return the lead that *head* ends with, None where none tells, empty if all of it may belong to the number.

    *cut* says that the text does not begin with it.
    """
    lead = head
    while True:
        bare = lead.rstrip(LEAD_SIGNS)
        stem = bare.rstrip(ascii_letters)
        word = bare[len(stem) :]
        if word not in LEAD_WORDS:
            break
        lead = stem
    lead = head[len(bare) :]
    if word:
        if (cut and not stem) or not lead or lead[0] in DASHES:
            return None  # a word that may be cut, or that is joined to the number
        ended = lead[0] == "." and lead[1:2] in _SPACES  # the end of a sentence parts as a space does
        counts = word.lower() in _COUNTING or word.lower().endswith("between")
        return (word if counts else _WORD) + (lead[1:] if ended else lead)
    if not bare:
        return ""
    before = _sign(bare, cut=cut, spaced=lead[:1] in _SPACES)
    return None if before is None else before + lead


def _sign(bare: str, *, cut: bool, spaced: bool) -> str | None:
    """Return what stands in a form for the sign at the end of *bare*, None where more than the sign counts."""
    sign = bare[-1]
    if sign == "(" and (cut if len(bare) == 1 else bare[-2] not in " \n"):
        return None  # what stands before may be the name of a call
    if spaced:
        return _READ if sign.isdigit() else _WORD
    return sign if sign in _OPENING else None


def _tail(text: str, end: int) -> str | None:
    """Return the words and signs after a number that may belong to it, and a sign or a stand-in for the word after them."""
    near = end
    while (near := text.find(" ", near + 1, end + _LONGEST_TAIL)) >= 0:
        tail = _near_tail(text[end : near + 1])
        if tail != "":
            return tail
    after = _AFTER.match(text, end)
    return None if after is None else _closed(after)


@lru_cache(maxsize=8192)
def _near_tail(printed: str) -> str | None:
    """Return the tail that the next words and signs after a number begin with, empty if more counts than these.

    A blank after them says that no word is cut; a sign closes a form only where the two characters after it are known.
    """
    after = _AFTER.match(printed)
    if after is None:
        return None
    if after.end() + (2 if after["mark"] else 1) > len(printed):
        return ""
    return _closed(after)


def _closed(after: re.Match[str]) -> str | None:
    """Return the tail that a form has whose end was found, None where more than its words and signs counts."""
    if after.end() - after.start() > _LONGEST_TAIL:
        return None
    known, signs, word, digit = after.group("known", "signs", "word", "digit")
    if word is not None:
        bounded = signs[-1:] in _BEFORE_WORD or after.start("word") == after.start()
        if not bounded or word in _TAIL_WORDS or word.startswith(_UNBOUNDED):
            return None  # a word that counts, and nothing that closes the form behind it
        parted = signs[:1] in _PARTING and signs[1:].isspace()
        return known + (" " if parted else signs) + _WORD
    if digit is None:
        return after[0]
    return known + signs + _DIGITS if known else None  # digits that no word parts from the number may belong to it


@lru_cache(maxsize=4096)
def _form(lead: str, printed: str, tail: str) -> Placed | None:
    """Return what the grammar reads in a form, starts counted from the start of the number and ends from its end."""
    start, end = len(lead), len(lead) + len(printed)
    found = quantity_at(f"{lead}{printed}{tail}", 0, (start, end))
    if found is None or not _UNITS_OF_SOME.isdisjoint(words_of([tail])):
        return None  # "500 won" is no money, "5,000 won" is
    spelled = printed[0] in _LETTERS
    whole = spelled or (start, end) in (found.core.span("digits"), found.core.span("money_digits"))
    if not whole or found.core["money_name"] or found.core["money"] in lexicon.SCALED_SIGNS:
        return None  # the word before "dollar 5" counts too, and "R 5" is read from its digits on
    reading, following = read_match(found)
    if reading is not None:
        if reading.doubt == "letter" or _counts_on(reading, lead):
            return None
        reading = reading._replace(
            start=reading.start - start, end=reading.end - end, core_start=reading.core_start - start, core_end=reading.core_end - end
        )  # fmt: skip
    return reading, found.start - start, found.end - end, following - end


def _counts_on(reading: Reading, lead: str) -> bool:
    """Return whether more counts before a number than its form has: a number before "minus 2", the word before "half"."""
    fraction = reading.spelled and reading.scale == 1 and reading.number % 1
    return bool(fraction) or (reading.number < 0 and lead.startswith(_READ))
