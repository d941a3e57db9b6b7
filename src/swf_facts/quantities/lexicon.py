"""Read the lexicons: the words and signs that the number grammar knows, each with the reason it is there.

The lexicons are CSV files in ``swf_facts/lexicons``, one row a form. Case variants are derived here and spelled out in the
patterns; ``re.IGNORECASE`` is never used, because it lets U+212A KELVIN SIGN match ``k``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Comparator = Literal["eq", "gt", "ge", "lt", "le", "ap"]

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A word or letter that multiplies the number before it.

    ``needs_money`` says that it does so beside a currency only, or, where it ``may_count``, before what is counted ("2.4m shares").
    """

    factor: Decimal
    kind: str
    needs_money: bool
    may_count: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """What a sign, code or word of money stands for.

    ``unit`` is None where several currencies share the form ("rupees"). ``part`` is the fraction of the major unit that a minor
    unit is (0.01 for a cent), None for a major unit. ``guard`` names the evidence the form needs beside it.
    """

    unit: str | None
    part: Decimal | None
    guard: str


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one lexicon, in file order."""
    text = (files("swf_facts") / "lexicons" / f"{name}.csv").read_text(encoding="utf-8")
    header, *lines = csv.reader(text.splitlines())
    return tuple(dict(zip(header, line, strict=True)) for line in lines)


def cases(form: str) -> set[str]:
    """Return *form* as printed, in lower case, in capitals, in title case and with a capital first letter."""
    title = " ".join(word[:1].upper() + word[1:] for word in form.split(" "))
    return {form, form.lower(), form.upper(), title, form[:1].upper() + form[1:]}


def _table(pairs: Iterable[tuple[str, _Row]]) -> dict[str, _Row]:
    """Return forms with their meaning; where two rows claim one form, the first keeps it."""
    table: dict[str, _Row] = {}
    for form, meaning in pairs:
        table.setdefault(form, meaning)
    return table


def _scales(*kinds: str) -> dict[str, Scale]:
    return _table(
        (
            form,
            Scale(
                factor=Decimal(row["factor"]),
                kind=row["kind"],
                needs_money=row["needs"].startswith("money"),
                may_count=row["needs"] == "money or count",
            ),
        )
        for row in rows("scales")
        if row["kind"] in kinds
        for form in (sorted(cases(row["form"])) if row["kind"] == "word" else [row["form"]])
    )


def _currency(row: dict[str, str]) -> Currency:
    return Currency(unit=row["unit"] or None, part=Decimal(row["part"]) if row["part"] else None, guard=row["guard"])


def _currency_forms(row: dict[str, str]) -> set[str]:
    """Return every printed form of one row of ``currencies.csv``."""
    form = row["form"]
    if row["kind"] == "name":
        return {case for name in (form, row["plural"]) for case in cases(name) if " " not in name or not case.isupper()}
    if row["kind"] == "code":
        return {form, form.lower()} if row["guard"] == "any case" else {form}
    if row["guard"] == "spaced" or row["guard"] == "any case":
        stem = form[:-1].rstrip()
        stems = cases(stem) if row["guard"] == "any case" else {stem, stem.lower(), stem.upper()}
        return {f"{one}{gap}{form[-1]}" for one in stems for gap in ("", " ")}
    return {form, form.lower()} if form.endswith("$") else {form}


def _currencies(kind: str, places: tuple[str, ...]) -> dict[str, Currency]:
    return _table(
        (form, _currency(row))
        for row in rows("currencies")
        if row["kind"] == kind and row["place"] in places
        for form in sorted(_currency_forms(row))
    )


def _comparators(place: str) -> dict[str, str]:
    return _table(
        (form, row["comparator"])
        for row in rows("comparators")
        if row["place"] == place
        for form in (sorted(cases(row["form"])) if place in ("before", "after") else [row["form"]])
    )


def not_numbers(rule: str) -> frozenset[str]:
    """Return the forms of one rule of ``not_numbers.csv``."""
    return frozenset(row["form"] for row in rows("not_numbers") if row["rule"] == rule)


def counted(place: str) -> frozenset[str]:
    """Return the forms that stand at one place of what is counted."""
    return frozenset(form for row in rows("counted") if row["place"] == place for form in cases(row["form"]))


def _number_words(kind: str) -> dict[str, Decimal]:
    return {
        form: Decimal(row["value"])
        for row in rows("number_words")
        if row["kind"] == kind
        for form in cases(row["form"])
    }


def _calendar(kind: str) -> dict[str, int]:
    return {
        form: int(row["number"] or 0) for row in rows("calendar") if row["kind"] == kind for form in cases(row["form"])
    }


SCALE_WORDS = _scales("word")
SCALE_ABBREVIATIONS = _scales("abbreviation")
SCALE_LETTERS = _scales("letter")
SIGNS_BEFORE = _currencies("sign", ("before", "both"))
SIGNS_AFTER = _currencies("sign", ("after", "both"))
SCALED_SIGNS = frozenset(form for form, currency in SIGNS_BEFORE.items() if currency.guard == "scaled")
"""Signs that are money only where they touch a number with a scale: "R12bn"."""
CODES_BEFORE = _currencies("code", ("before", "both"))
CODES_AFTER = _currencies("code", ("after", "both"))
NAMES_BEFORE = _currencies("name", ("before", "both"))
NAMES_AFTER = _currencies("name", ("after", "both"))
PERCENTS = _table(
    (form, row["unit"])
    for row in rows("percents")
    for form in ([row["form"]] if row["guard"] else sorted(cases(row["form"])))
)
PERCENTS_OF_DECIMALS = frozenset(row["form"] for row in rows("percents") if row["guard"] == "after decimals")
COMPARATORS = _comparators("before") | _comparators("abbreviation")
ABBREVIATIONS = frozenset(form for form in COMPARATORS if form.endswith("."))
"""Comparators that may touch the number: "c.$5bn"."""
COMPARATOR_SIGNS = _comparators("sign")
COMPARATORS_AFTER = _comparators("after")
NOUGHTS = frozenset(_number_words("nought"))
UNITS = _number_words("nought") | _number_words("unit")
TENS = _number_words("ten")
FRACTIONS = _number_words("fraction")
ORDINALS = {form: int(row["value"]) for row in rows("ordinals") for form in cases(row["form"])}
MONTHS = _calendar("month")
WEEKDAYS = _calendar("weekday")
YEAR_CUES = frozenset(_calendar("year cue"))
