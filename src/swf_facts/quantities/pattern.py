"""Build the one pattern of a quantity, and the patterns of what looks like one.

`quantity_pattern` has no lookaround, no backreference and no flag, so the same string compiles in Python's ``re`` and in the Rust
engine behind polars (the first quantity of a million quotes). What would need lookaround, such as "no letter touches the
digits", is decided in ``context``.

Nine tenths of it are the thousands of forms of comparators and of currencies in words, which take Python's engine a quarter of a
second to compile. `CORE` is the pattern without them; ``search`` finds with it, and with the lexicons, what the whole pattern
finds.

Every repetition is bounded or consumes what it matched, so a search takes time linear in the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from swf_facts.quantities import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BLANK = "[ \\t\u00a0\u2009\u202f]"
SPACE = "[ \\t\\n\u00a0\u2009\u202f]"
GAP = f"(?:{BLANK}{{1,2}}|{BLANK}?\\n)"
"""What may stand between two words of one quantity: a space or two, or the end of a wrapped line, never a blank line."""
HYPHENS = "-\u2010\u2011"
JOIN = f"(?:{GAP}|[{HYPHENS}]|{BLANK}[{HYPHENS}]{BLANK})"

_SPECIAL = frozenset("\\.^$*+?{}[]()|#&~-")


def _literal(character: str) -> str:
    """Return a pattern for one character; any single white space may stand for a space."""
    if character == " ":
        return SPACE
    return f"\\{character}" if character in _SPECIAL else character


def alternation(forms: Iterable[str]) -> str:
    """Return a pattern that matches the longest of *forms* at a position.

    The forms share their beginnings, so that the engine decides at each character instead of trying every form.

    Examples
    --------
    >>> alternation(["more", "most", "mo"])
    '(?:mo(?:(?:st|re))?)'
    """
    tree: dict[str, dict] = {}  # type: ignore[type-arg]  # a tree of itself has no finite type
    for form in forms:
        node = tree
        for character in form:
            node = node.setdefault(character, {})
        node[""] = {}
    return f"(?:{_branches(tree)})"


def _branches(node: Mapping[str, dict]) -> str:  # type: ignore[type-arg]  # see alternation
    """Return the pattern of what may follow at one node of the tree of forms."""
    branches = []
    for character, child in sorted(node.items(), reverse=True):
        if character:
            branches.append(_literal(character) + (_branches(child) if child else ""))
    rest = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else ""
    return f"(?:{rest})?" if "" in node and rest else rest


def _letters(forms: Iterable[str]) -> list[str]:
    """Return the forms that begin with a letter, which need a word boundary before them."""
    return [form for form in forms if form[0].isalpha()]


def _signs(forms: Iterable[str]) -> list[str]:
    """Return the forms that begin with a sign."""
    return [form for form in forms if not form[0].isalpha()]


VULGAR_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875"}

NUMERAL = "|".join((
    r"(?:[0-9]{1,3}[ -])?[0-9]{1,3}(?:/| / )[0-9]{1,3}\b",  # 1/2, 5 1/2
    f"[0-9]{{0,6}}[{''.join(VULGAR_FRACTIONS)}]",
    r"[0-9]{1,3}(?:,[0-9]{3}){1,10}(?:\.[0-9]+)?",  # 1,234.56
    r"[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}(?:\.[0-9]+)?",  # 10,00,000
    "[0-9]{1,3}(?:[\u00a0\u2009\u202f][0-9]{3}){1,10}\\b(?:\\.[0-9]+)?",  # 1 234 567 with no-break spaces
    r"[0-9]{1,3}(?:(?: [0-9]{3}){2,10}| 000)\b(?:\.[0-9]+)?",  # 1 234 567, 10 000; any other one group may be two numbers
    r"[0-9]{1,3}(?: , [0-9]{3}){1,10}\b(?: \. [0-9]+)?",  # tokenised text: 80 , 000
    r"[0-9]{1,3} \. [0-9]+\b",  # tokenised text: 6 . 2
    r"[0-9]+(?:\.[0-9]+)?",
    r"\.[0-9]+",
))  # fmt: skip

_WORDS = alternation(lexicon.SCALE_WORDS)
_ABBREVIATIONS = alternation(lexicon.SCALE_ABBREVIATIONS)
_LETTERS = alternation(lexicon.SCALE_LETTERS)
_MONEY_LETTERS = f"{_LETTERS}|{BLANK}[BKMbkm]"
_CARDINALS = alternation([*lexicon.UNITS, *lexicon.TENS])
_FRACTIONS = alternation(lexicon.FRACTIONS)
_ARTICLE = f"[Aa]n?{GAP}"
_LINK = f"(?:,?{GAP}and{GAP}(?:a{GAP})?|,{GAP}|{JOIN}|-and-(?:a-)?)"
_POINT = f"{GAP}point{GAP}{alternation(word for word, value in lexicon.UNITS.items() if value < 10)}"
_MORE_WORDS = f"(?:(?:{_LINK}(?:{_CARDINALS}|{_WORDS}|half)|{_POINT})\\b)"
_PART = f"(?:(?:{_ARTICLE}|{alternation(lexicon.UNITS)}{JOIN}){_FRACTIONS}|{alternation(('half', 'Half', 'HALF'))})\\b"
_PART_OF = f"(?:{JOIN}(?:of{GAP})?(?:[Aa]n?{JOIN})?{_WORDS}\\b|{JOIN}(?:of{GAP})?an?\\b)?"
_SPELLED = f"{_PART}{_PART_OF}|(?:{_CARDINALS}|(?:{_ARTICLE})?{_WORDS})\\b{_MORE_WORDS}*"


def _scale(suffix: str, letters: str) -> str:
    """Return the pattern of plus sign and scale after digits, groups named with *suffix*."""
    return (
        rf"(?P<plus_{suffix}>\+)?(?:{JOIN}?(?P<scale_{suffix}>{_WORDS}(?:{GAP}{_WORDS}){{0,2}})s?\b"
        rf"|{BLANK}?(?P<abbreviation_{suffix}>{_ABBREVIATIONS})\b|(?P<letter_{suffix}>{letters})\b)?"
        rf"(?P<plus_after_{suffix}>\+)?"
    )


HEDGES = [form for form, comparator in lexicon.COMPARATORS.items() if comparator == "ap"]
_CALL = (
    rf"\b(?P<call>[a-z][a-z0-9]{{0,30}}[A-Z_][A-Za-z0-9_]{{0,60}})\({BLANK}?(?P<argument>-?[0-9]{{1,30}}(?:\.[0-9]{{1,30}})?)"
    rf"{BLANK}?(?:,[^(),\n]{{0,40}}){{0,5}}\)"
)
_COMPARATOR_SIGN = f"(?P<comparator_sign>{alternation(lexicon.COMPARATOR_SIGNS)}){BLANK}?"
_MONEY = (
    rf"(?P<minus_money>[-+\u2212])?(?:(?P<money>{alternation(_signs(lexicon.SIGNS_BEFORE))}"
    rf"|\b(?:{alternation(_letters(lexicon.SIGNS_BEFORE))}|{alternation(lexicon.CODES_BEFORE)})){BLANK}{{0,2}}"
    rf"|\b(?P<money_name>{alternation(lexicon.NAMES_BEFORE)}){GAP})"
    rf"(?P<minus_inside>[-\u2212])?(?P<money_digits>{NUMERAL}){_scale('money', _MONEY_LETTERS)}"
)
_ORDINAL = rf"\b(?P<ordinal>(?:[Tt]he{GAP})?(?:{alternation(lexicon.ORDINALS)}|[0-9]{{1,3}}(?:st|nd|rd|th)))\b"
_NUMBER = (
    rf"(?P<minus>[-+\u2212]|\b(?:[Mm]inus|MINUS|[Nn]egative){GAP})?"
    rf"(?:\b(?P<spelled>{_SPELLED})(?P<plus_spelled>\+)?|(?P<digits>{NUMERAL}){_scale('digits', _LETTERS)})"
)
_UNIT_SIGN = (
    rf"{BLANK}?(?P<percent>{alternation(_signs(lexicon.PERCENTS))})"
    rf"|{JOIN}?(?P<percent_word>{alternation(_letters(lexicon.PERCENTS))})\b"
    rf"|{BLANK}?(?P<sign>{alternation(lexicon.SIGNS_AFTER)})"
    rf"|{BLANK}?(?P<mega>M)?(?P<code>{alternation(lexicon.CODES_AFTER)})\b"
)


def _apart_or_touching(name: str, forms: Iterable[str]) -> str:
    """Return the pattern of a comparator in words, group *name*, or *name* with ``_touching`` if nothing stands behind it."""
    forms = list(forms)
    touching = alternation(form for form in forms if form in lexicon.ABBREVIATIONS)
    return f"(?:(?P<{name}>{alternation(forms)}){GAP}|(?P<{name}_touching>{touching}))"


@cache
def quantity_pattern() -> str:
    """Return the pattern of one quantity: comparator, sign, currency, number, scale, plus sign, unit."""
    words, hedge = _apart_or_touching("comparator", lexicon.COMPARATORS), _apart_or_touching("hedge", HEDGES)
    comparator = rf"(?:\b{words}{hedge}?|{_COMPARATOR_SIGN})?"
    unit = rf"(?:{_UNIT_SIGN}|{JOIN}(?P<name>{alternation(lexicon.NAMES_AFTER)})\b)?"
    return f"{comparator}(?:{_CALL}|{_MONEY}|{_ORDINAL}|{_NUMBER}{unit})"


NOT_INSIDE_A_WORD = r"(?<![A-Za-z](?=[A-Za-z]))"
"""Said first, so that Python's engine tries nothing else at most characters of a text: no quantity and no date begins there."""

CORE = re.compile(
    f"{NOT_INSIDE_A_WORD}(?:{_COMPARATOR_SIGN})?(?:(?![0-9])(?:{_CALL}|{_MONEY})|{_ORDINAL}|{_NUMBER}(?:{_UNIT_SIGN})?)".replace(
        f"{_MORE_WORDS}*", f"{_MORE_WORDS}{{0,20}}"
    )
)
"""A quantity without comparators in words before it and without the name of a currency after it.

Python's engine keeps every repetition in memory, so a run of number words is taken twenty at a time.
"""

_MONTH = alternation(lexicon.MONTHS)
_WEEKDAY = alternation(lexicon.WEEKDAYS)
_DAY = "[0-9]{1,2}(?:st|nd|rd|th)?"
_YEAR = rf"(?:{BLANK}?,?{BLANK}(?P<{{}}>[0-9]{{{{4}}}}))"
_WEEKDAY_BEFORE = rf"(?:\b(?:{_WEEKDAY})\.?(?:{BLANK}?,)?{BLANK})?"

DATE = "|".join((
    rf"{_WEEKDAY_BEFORE}\b(?P<month>{_MONTH})(?:{BLANK}?\.)?{BLANK}(?P<day>{_DAY}){_YEAR.format('year')}?\b",
    rf"\b(?P<month_alone>{_MONTH})(?:{BLANK}?[.,])?{BLANK}(?P<year_of_month>[0-9]{{4}})\b",
    rf"{_WEEKDAY_BEFORE}\b(?P<day_first>{_DAY})(?:{BLANK}of)?{BLANK}(?P<month_second>{_MONTH})\b\.?(?:{_YEAR.format('year_last')}\b)?",
    r"\b(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?Z?)?\b",
    r"\b(?P<iso_month>(?:19|20)[0-9]{2}-[01][0-9])\b",
    r"\b(?P<slashes>[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4})\b",
    "\\b(?P<two_years>(?:19|20)[0-9]{2}[-\u2013/][0-9]{2})\\b",  # the financial year 2023-24
))  # fmt: skip
"""The pattern of a date; ``dates`` decides whether what it matched is one."""

ADDRESS = r"(?:https?|ftp)://[^ \t\n]+|www\.[^ \t\n]+"
IDIOMS = lexicon.not_numbers("idiom")

ASIDE = re.compile(
    f"{NOT_INSIDE_A_WORD}(?:{DATE})|(?P<address>{ADDRESS})"
    f"|(?<![A-Za-z0-9{''.join(VULGAR_FRACTIONS)}])(?P<idiom>{alternation(IDIOMS)})(?![A-Za-z0-9])"
)
"""What is set aside before quantities are sought: dates, addresses and idioms."""
