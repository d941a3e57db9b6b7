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
from swf_facts.quantities.pattern import HYPHENS
from swf_facts.quantities.reading import Reading, read_match
from swf_facts.quantities.search import LEAD_SIGNS, LEAD_WORDS, quantity_at, words_of

if TYPE_CHECKING:
    from decimal import Decimal

    from swf_facts.quantities.search import Anchor

__all__ = ["Placed", "read_form"]

_DIGITS, _WORD, _READ = "7", "word", "|"
"""What stands in a form for digits, for a word that no lexicon has, and for a number that was read before."""
_LONGEST_LEAD = 40
_LONGEST_TAIL = 60
_SPACES = frozenset(" \t\n\u00a0\u2009\u202f")
_OPENING = frozenset('("“')
_PARTING = frozenset(".,")
_BEFORE_WORD = _SPACES | set(HYPHENS)
_LETTERS = frozenset(ascii_letters)

_NUMERAL = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,10}|[0-9]+)(?:\.[0-9]+)?")
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
_LARGE_MONEY = words_of(
    form
    for forms in (lexicon.SIGNS_AFTER, lexicon.CODES_AFTER, lexicon.NAMES_AFTER)
    for form, currency in forms.items()
    if currency.guard == "money"
)
"""Words that are money after large numbers only."""
_MARK = rf"[^\w{re.escape(_TAIL_SIGNS)}](?! ?[^\WA-Za-z])"
_NEXT = re.compile(rf"[{re.escape(_TAIL_SIGNS)}]{{0,5}}(?:([A-Za-z]+)(?!\w)|([0-9])|{_MARK}|\Z)")
"""The next word, or the digit, sign or end that closes a form."""

Placed = tuple[Reading | None, int, int, int]
"""A reading, None if it is refused, the span of the match that it was read from, and where to search from next."""


def read_form(text: str, position: int, anchor: Anchor) -> Placed | None:
    """Return what the grammar reads at an anchor, None where the form of the number alone does not tell."""
    start, end = anchor
    lead = _lead(text, position, start)
    if lead is None:
        return None
    return _read_word(text, lead, start, end) if text[start] in _LETTERS else _read_digits(text, lead, start)


def _read_word(text: str, lead: str, start: int, end: int) -> Placed | None:
    """Read a spelled number: its words are part of its form."""
    tail = _tail(text, end)
    known = None if tail is None else _form(lead, text[start:end], tail)
    if known is None:
        return None
    form = known[0]
    return _placed(known, start, end, form and (form.number, form.mantissa, form.step))


def _read_digits(text: str, lead: str, start: int) -> Placed | None:
    """Read a number in digits: what its form multiplies and compares."""
    printed = _NUMERAL.match(text, start)
    if printed is None:
        return None
    end = printed.end()
    tail = _tail(text, end)
    known = None if tail is None else _form(lead, _DIGITS, tail)
    value = None if known is None else read_plain(printed[0].replace(",", ""))
    if known is None or value is None:
        return None
    form = known[0]
    if form is None:
        return _placed(known, start, end, None)
    mantissa, step = value
    if form.mantissa < 0:
        mantissa = -mantissa
    if form.scale == 1:
        return _placed(known, start, end, (mantissa, mantissa, form.step and step))
    return _placed(known, start, end, (EXACT.multiply(mantissa, form.scale), mantissa, EXACT.multiply(step, form.step)))


def _placed(known: Placed, start: int, end: int, values: tuple[Decimal, Decimal, Decimal] | None) -> Placed:
    """Return what is known of a form where one number stands, with its number, mantissa and step."""
    form, first, last, coming = known
    if form is None or values is None:
        return None, first + start, last + end, coming + end
    number, mantissa, step = values
    reading = Reading(
        form.start + start, form.end + end, form.core_start + start, form.core_end + end, form.kind, number, mantissa,
        form.scale, step, form.unit, form.currency, form.comparator, form.compared, form.spelled, form.sign_first, form.doubt,
        form.tied_left, form.tied_right,
    )  # fmt: skip
    return reading, first + start, last + end, coming + end


def _lead(text: str, position: int, anchor: int) -> str | None:
    """Return the words and signs before a number that may belong to it, after a sign or a stand-in for the word before them."""
    first = max(position, anchor - _LONGEST_LEAD)
    head = text[first:anchor]
    while True:
        bare = head.rstrip(LEAD_SIGNS)
        stem = bare.rstrip(ascii_letters)
        word = bare[len(stem) :]
        if word not in LEAD_WORDS:
            break
        head = stem
    lead = text[first + len(bare) : anchor]
    if word:
        if (first and not stem) or not lead or lead[0] in DASHES:
            return None  # a word that may be cut, or that is joined to the number
        ended = lead[0] == "." and lead[1:2] in _SPACES  # the end of a sentence parts as a space does
        counts = word.lower().endswith("between") or word.lower() == "at"  # they say where a spelled number ends
        return (word if counts else _WORD) + (lead[1:] if ended else lead)
    if bare:
        before = _sign(bare, cut=first > 0, spaced=lead[:1] in _SPACES)
        return None if before is None else before + lead
    if first == 0:
        return lead
    return _READ + lead if first == position and lead[:1] in _SPACES else None


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
    at = end
    while (coming := _NEXT.match(text, at)) is not None:
        word = coming[1]
        if coming.end() - end > _LONGEST_TAIL:
            return None
        if word in _TAIL_WORDS:
            at = coming.end()
        elif word is not None:
            begin = coming.start(1)
            bounded = text[begin - 1] in _BEFORE_WORD or begin == end
            if not bounded or word.startswith(_UNBOUNDED):
                return None
            parted = text[at : at + 1] in _PARTING and text[at + 1 : begin].isspace()
            return text[end:at] + " " + _WORD if parted else text[end:begin] + _WORD
        elif coming[2] is None:
            return text[end : coming.end()]
        else:  # digits that no word parts from the number may belong to it
            return text[end : coming.start(2)] + _DIGITS if at > end else None
    return None


@lru_cache(maxsize=4096)
def _form(lead: str, printed: str, tail: str) -> Placed | None:
    """Return what the grammar reads in a form, starts counted from the start of the number and ends from its end."""
    start, end = len(lead), len(lead) + len(printed)
    found = quantity_at(f"{lead}{printed}{tail}", 0, (start, end))
    if found is None or not _LARGE_MONEY.isdisjoint(words_of([tail])):
        return None  # "500 won" is no money, "5,000 won" is
    spelled = printed[0] in _LETTERS
    whole = spelled or (start, end) in (found.core.span("digits"), found.core.span("money_digits"))
    if not whole or found.core["money_name"]:
        return None  # the word before "dollar 5" counts too
    reading, following = read_match(found)
    if reading is not None:
        if _counts_on(reading, lead):
            return None
        reading = reading._replace(
            start=reading.start - start, end=reading.end - end, core_start=reading.core_start - start, core_end=reading.core_end - end
        )  # fmt: skip
    return reading, found.start - start, found.end - end, following - end


def _counts_on(reading: Reading, lead: str) -> bool:
    """Return whether more counts before a number than its form has: a number before "minus 2", the word before "half"."""
    fraction = reading.spelled and reading.scale == 1 and reading.number % 1
    return bool(fraction) or (reading.number < 0 and lead.startswith(_READ))
