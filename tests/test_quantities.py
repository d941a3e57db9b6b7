"""The number grammar: what is a quantity, what it says, and that no text makes it fail or stall."""

from __future__ import annotations

import csv
import json
import re
import sys
import time
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from swf_facts.quantities import (
    DATE,
    Mention,
    comparator_after,
    comparator_before,
    extract,
    extraction,
    interval,
    lexicon,
    quantity_pattern,
    read_quantity,
    stray_digits,
)
from swf_facts.quantities.context import is_label
from swf_facts.quantities.dates import cue_before
from swf_facts.quantities.mention import plain, without_exponent
from swf_facts.quantities.pattern import ASIDE, BLANK, NOT_INSIDE_A_WORD
from swf_facts.quantities.search import anchors, asides, quantity_at
from swf_facts.rules.mentions import anchors_of_all

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "data" / "texts"
LEXICONS = ROOT / "src" / "swf_facts" / "lexicons"


def only(text: str) -> Mention:
    """Return the one mention of *text*."""
    mentions = extract(text)
    assert len(mentions) == 1, [mention.exact for mention in mentions]
    return mentions[0]


# --- the two articles ----------------------------------------------------------------------------------------------------

ATHLIVE = [
    (83, "Sun May 25 2025", "date", None, None, "eq", None, None, "2025-05-25"),
    (336, "Billion+", "count", "1000000000", None, "ge", "1000000000", None, None),
    (1233, "Over 1.6 trillion", "count", "1600000000000", None, "gt", "1600000000000", None, None),
    (2567, "May 25", "date", None, None, "eq", None, None, "XXXX-05-25"),
    (2600, "around 108K", "count", "108000", None, "ap", "107500", "108500", None),
]
COINCU = [
    (2000, "over $1.64 trillion", "currency", "1640000000000", "USD", "gt", "1640000000000", None, None),
    (2108, "May 25, 2025", "date", None, None, "eq", None, None, "2025-05-25"),
    (2146, "$108,029.56", "currency", "108029.56", "USD", "eq", "108029.555", "108029.565", None),
    (2179, "$2.15 trillion", "currency", "2150000000000", "USD", "eq", "2145000000000", "2155000000000", None),
    (
        2226,
        "formatNumber(46430088175, 2)",
        "template",
        "46430088175",
        None,
        "eq",
        "46430088174.5",
        "46430088175.5",
        None,
    ),
    (2281, "29.46%", "percent", "29.46", "percent", "eq", "29.455", "29.465", None),
    (2352, "63.27%", "percent", "63.27", "percent", "eq", "63.265", "63.275", None),
    (2389, "4.29%", "percent", "4.29", "percent", "eq", "4.285", "4.295", None),
]


@pytest.mark.parametrize(("article", "expected"), [("athlive2025", ATHLIVE), ("coincu2025", COINCU)])
def test_an_article_gives_its_quantities_and_dates_and_nothing_else(
    article: str, expected: list[tuple[object, ...]]
) -> None:
    """Neither 6G, Web3, 101 and the 24-hour window nor "two biggest" and "one aimed at" is a quantity."""
    keys = ("start", "exact", "kind", "number", "unit", "comparator", "lower", "upper", "date")

    found = [mention.to_dict() for mention in extract((TEXTS / f"{article}.txt").read_bytes().decode("utf-8"))]

    assert [tuple(mention[key] for key in keys) for mention in found] == expected


# --- what a quantity says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1,234.56", "1234.56", None),
        ("10,00,000", "1000000", None),
        ("1\u202f234\u202f567", "1234567", None),
        ("10 000", "10000", None),
        ("80 , 000", "80000", None),
        ("6 . 2 %", "6.2", "percent"),
        (".5%", "0.5", "percent"),
        ("2½", "2.5", None),
        ("1/2", "0.5", None),
        ("2 1/2 percent", "2.5", "percent"),
        ("108K", "108000", None),
        ("$5bn", "5000000000", "USD"),
        ("$5m", "5000000", "USD"),
        ("$1.5 M", "1500000", "USD"),
        ("5 mln euros", "5000000", "EUR"),
        ("2 hundred thousand", "200000", None),
        ("35 lakh rupees", "3500000", None),
        ("$\u00a075\u00a0million", "75000000", "USD"),
        ("$1.64\ntrillion", "1640000000000", "USD"),
        ("US$5", "5", "USD"),
        ("us $ 150 million", "150000000", "USD"),
        ("c $ 16.4 million", "16400000", "CAD"),
        ("A$5", "5", "AUD"),
        ("hong kong $ 5", "5", "HKD"),
        ("USD115.5", "115.5", "USD"),
        ("115USD", "115", "USD"),
        ("usd 20", "20", "USD"),
        ("30 MUSD", "30000000", "USD"),
        ("10 €", "10", "EUR"),
        ("$5 CAD", "5", "CAD"),
        ("$5 million dollars", "5000000", "USD"),
        ("New Zealand dollars 5", "5", None),
        ("starts at dollar 22.5 million", "22500000", "USD"),
        ("5 New Zealand dollars", "5", "NZD"),
        ("1.6 billion South Korean won", "1600000000", "KRW"),
        ("500,000 won", "500000", "KRW"),
        ("500,000 won't do", "500000", None),
        ("$1.4tn won’t do", "1400000000000", "USD"),
        ("1,015 francs", "1015", None),
        ("34 cents", "34", "cent"),
        ("470 pence", "470", "penny"),
        ("shares at 45p,", "45", "penny"),
        ("1,234.5p", "1234.5", "penny"),
        ("5 p", "5", None),
        ("$5 p", "5", "USD"),
        ("12-cent", "12", "cent"),
        ("10000 bitcoins", "10000", "BTC"),
        ("3 dollars 50 cents", "3.5", "USD"),
        ("thirteen dollars and forty-five cents", "13.45", "USD"),
        ("15 dollars and 15.", "15.15", "USD"),
        ("1 million 2 hundred thousand dollars", "1200000", "USD"),
        ("twenty-five", "25", None),
        ("two half-finished towers", "2", None),
        ("two hundred and five thousand", "205000", None),
        ("a billion", "1000000000", None),
        ("half a billion", "500000000", None),
        ("a quarter million us dollars", "250000", "USD"),
        ("two and a half million", "2500000", None),
        ("half a percentage point", "0.5", "percentage-point"),
        ("half-a-billion dollars", "500000000", "USD"),
        ("half-a-dozen deals", "6", None),
        ("half-a-per-cent", "0.5", "percent"),
        ("paid R 1.2tn for it", "1200000000000", None),
        ("W 500 million", "500000000", None),
        ("+12 134 256", "12134256", None),
        ("3 percentage points", "3", "percentage-point"),
        ("25 basis points", "25", "basis-point"),
        ("twenty per cent", "20", "percent"),
        ("two-and-a-half per cent", "2.5", "percent"),
        ("zero point five per cent", "0.5", "percent"),
        ("one hundred and five point two", "105.2", None),
        ("two point five million dollars", "2500000", "USD"),
        ("at one point five directors left", "5", None),
        ("1 000 000 kr", "1000000", None),
        ("Dh300bn", "300000000000", "AED"),
        ("SR2.5 billion", "2500000000", "SAR"),
        ("US$1.8tr", "1800000000000", "USD"),
        ("-5%", "-5", "percent"),
        ("\u22123.2%", "-3.2", "percent"),
        ("minus five percent", "-5", "percent"),
        ("+4%", "4", "percent"),
        ("per cent of twenty-two", "22", "percent"),
        ("3.5pc", "3.5", "percent"),
        ("3.5 pc", "3.5", "percent"),
        ("a 100pc-owned unit", "100", "percent"),
        ("10 PC makers", "10", None),
        ("0.3 pc points", "0.3", "percentage-point"),
        ("1.3ppt", "1.3", "percentage-point"),
        ("1.3pp", "1.3", "percentage-point"),
        ("up 0.3 pp", "0.3", "percentage-point"),
        ("120 pp", "120", None),
        ("a 5-per-cent stake", "5", "percent"),
        ("a five-per-cent stake", "5", "percent"),
        ("nought point three per cent", "0.3", "percent"),
        ("minus naught point nought five percent", "-0.05", "percent"),
        ("nought per cent", "0", "percent"),
        ("half of one per cent", "0.5", "percent"),
        ("0.1 of 1%", "0.1", "percent"),
        ("0.1 of a percentage point", "0.1", "percentage-point"),
        ("1/4 of a per cent", "0.25", "percent"),
        ("one and a quarter per cent", "1.25", "percent"),
        ("one and one-half percent", "1.5", "percent"),
        ("two and three-quarter percentage points", "2.75", "percentage-point"),
        ("one and a quarter million people", "1250000", None),
        ("three-quarters of 1 per cent", "0.75", "percent"),
        ("a tenth of a percentage point", "0.1", "percentage-point"),
        ("a tenth of one percentage point", "0.1", "percentage-point"),
        ("2.4m shares", "2400000", None),
        ("2.4m new ordinary shares", "2400000", None),
        ("300k\nhomes", "300000", None),
        ("a 2m-strong workforce", "2000000", None),
        ("2m US customers", "2000000", None),
        ("a 2m barrel a day cut", "2000000", None),
        ("a 500k-tonne mine", "500000", None),
        ("1.1m sq ft", "1100000", None),
        ("2m+ users", "2000000", None),
        ("Rmb200bn", "200000000000", "CNY"),
        ("Nkr2.5tn", "2500000000000", "NOK"),
        ("SKr 450bn", "450000000000", "SEK"),
        ("R12bn", "12000000000", "ZAR"),
        ("W220tn", "220000000000000", "KRW"),
        ("Won1.2 trillion", "1200000000000", "KRW"),
        ("N500m", "500000000", "NGN"),
        ("Won 5 medals", "5", None),
    ],
)
def test_number_and_unit(text: str, number: str, unit: str | None) -> None:
    """The number is the printed one times its printed scale, exact; minor units and basis points are not converted."""
    mention = only(text)

    assert (mention.to_dict()["number"], mention.unit) == (number, unit)


@pytest.mark.parametrize(
    ("text", "exact", "comparator", "lower", "upper"),
    [
        ("over $1.64 trillion", "over $1.64 trillion", "gt", "1640000000000", None),
        ("More Than 20 funds", "More Than 20", "gt", "20", None),
        ("fell under 5%", "under 5%", "lt", None, "5"),
        ("at least 5 funds", "at least 5", "ge", "5", None),
        ("up to $5 million", "up to $5 million", "le", None, "5000000"),
        ("no less than thirty", "no less than thirty", "ge", "30", None),
        ("nearly 40%", "nearly 40%", "ap", "39.5", "40.5"),
        ("some 1.2 million", "some 1.2 million", "ap", "1150000", "1250000"),
        ("less than or equal to 40", "less than or equal to 40", "le", None, "40"),
        ("equal to or greater than 5", "equal to or greater than 5", "ge", "5", None),
        (">= 20", ">= 20", "ge", "20", None),
        ("≤5", "≤5", "le", None, "5"),
        ("~5%", "~5%", "ap", "4.5", "5.5"),
        ("500+ people", "500+", "ge", "500", None),
        ("a Billion+ fund", "Billion+", "ge", "1000000000", None),
        ("$10+ million", "$10+ million", "ge", "10000000", None),
        ("$300 billion-plus", "$300 billion-plus", "ge", "300000000000", None),
        ("about five hundred or more", "about five hundred or more", "ge", "500", None),
        ("65 and over", "65 and over", "ge", "65", None),
        ("more than 5000 or equal to it", "more than 5000 or equal to", "ge", "5000", None),
        ("exactly 20", "exactly 20", "eq", "20", "20"),
        ("at least about 5", "at least about 5", "ge", "5", None),
        ("2.15 trillion", "2.15 trillion", "eq", "2145000000000", "2155000000000"),
        ("two hundred million", "two hundred million", "eq", "199500000", "200500000"),
        ("a c.$5bn fund", "c.$5bn", "ap", "4500000000", "5500000000"),
        ("worth c. $5 billion", "c. $5 billion", "ap", "4500000000", "5500000000"),
        ("c.30% of it", "c.30%", "ap", "29.5", "30.5"),
        ("ca. 5 per cent", "ca. 5 per cent", "ap", "4.5", "5.5"),
        ("up to c.£5m", "up to c.£5m", "le", None, "5000000"),
        ("approx.40 staff", "approx.40", "ap", "39.5", "40.5"),
        ("Vitamin C. 40 people", "40", "eq", "39.5", "40.5"),
        ("Acme Inc. 40 people", "40", "eq", "39.5", "40.5"),
        ("more than 2.4m shares", "more than 2.4m", "gt", "2400000", None),
    ],
)
def test_comparator_and_interval(text: str, exact: str, comparator: str, lower: str | None, upper: str | None) -> None:
    """The span holds the comparator words; comparator and printed precision give the interval."""
    mention = only(text)
    found = mention.to_dict()

    assert (mention.exact, mention.comparator, found["lower"], found["upper"]) == (exact, comparator, lower, upper)


@pytest.mark.parametrize(
    ("text", "exact", "kind", "unit", "lower", "upper"),
    [
        ("5-7%", "5-7%", "percent", "percent", "5", "7"),
        ("5% – 7%", "5% – 7%", "percent", "percent", "5", "7"),
        ("$5-7 million", "$5-7 million", "currency", "USD", "5000000", "7000000"),
        ("raise $2bn to $3bn", "$2bn to $3bn", "currency", "USD", "2000000000", "3000000000"),
        ("$900 to $1 million", "$900 to $1 million", "currency", "USD", "900", "1000000"),
        ("1-2 billion USD", "1-2 billion USD", "currency", "USD", "1000000000", "2000000000"),
        ("1.5m to 2m euros", "1.5m to 2m euros", "currency", "EUR", "1500000", "2000000"),
        ("between 10 and 20 funds", "between 10 and 20", "number_range", None, "10", "20"),
        (
            "between $5 million and $7 million",
            "between $5 million and $7 million",
            "currency",
            "USD",
            "5000000",
            "7000000",
        ),
        ("between one and two million", "between one and two million", "number_range", None, "1000000", "2000000"),
        (
            "between one hundred and two hundred",
            "between one hundred and two hundred",
            "number_range",
            None,
            "100",
            "200",
        ),
        ("from 5 to 10", "from 5 to 10", "number_range", None, "5", "10"),
        ("rose 10 to 15 percent", "10 to 15 percent", "percent", "percent", "10", "15"),
        ("5k-20k", "5k-20k", "number_range", None, "5000", "20000"),
        ("2m-3m barrels", "2m-3m", "number_range", None, "2000000", "3000000"),
        ("between 2m and 3m people", "between 2m and 3m", "number_range", None, "2000000", "3000000"),
        ("2-3m people", "2-3m", "number_range", None, "2000000", "3000000"),
        ("5–10pc", "5–10pc", "percent", "percent", "5", "10"),
        ("20~100", "20~100", "number_range", None, "20", "100"),
        ("-5 to 5", "-5 to 5", "number_range", None, "-5", "5"),
        ("above 30 but below 50", "above 30 but below 50", "number_range", None, "30", "50"),
        ("at most 100 and at least 20", "at most 100 and at least 20", "number_range", None, "20", "100"),
        (
            "between the tenth and the fifteenth.",
            "between the tenth and the fifteenth",
            "number_range",
            None,
            "10",
            "15",
        ),
    ],
)
def test_range(text: str, exact: str, kind: str, unit: str | None, lower: str, upper: str) -> None:
    """A range has two ends that share scale and unit, and no number."""
    mention = only(text)
    found = mention.to_dict()

    assert (mention.exact, mention.kind, mention.unit) == (exact, kind, unit)
    assert (found["number"], found["lower"], found["upper"]) == (None, lower, upper)


@pytest.mark.parametrize(
    ("text", "exacts"),
    [
        ("shares fell from $5 to $3", ["$5", "$3"]),
        ("the rate rose from 5% to 7%", ["5%", "7%"]),
        ("sales rose 2% to $1.40", ["2%", "$1.40"]),
        ("more than 40 and less than 10", ["more than 40", "less than 10"]),
        ("200 or greater than 190", ["200", "greater than 190"]),
        ("5 dollars and 20 people", ["5 dollars", "20"]),
        ("$ 20,000.00 $ 37,305.97", ["$ 20,000.00", "$ 37,305.97"]),
        ("rmb 10 usd 20", ["rmb 10", "usd 20"]),
        ("fees of 2 and 20", ["2", "20"]),
        ("1+1", ["1", "1"]),
        ("aged 25-34 and over-65s", ["25-34"]),
        ("quoted EUR/USD 1.0850", []),
        ("raise the rate by 5% to 7%", ["5%", "7%"]),
        ("two half-percent cuts", ["two", "half-percent"]),
        ("an eighth-percent rise", ["an eighth-percent"]),
        ("someone in 10 left", ["10"]),
        ("two half-million-dollar grants", ["two", "half-million-dollar"]),
        ("three quarter-point rises", ["three"]),
        ("three half-dollar coins", ["three", "half-dollar"]),
        ("half of 5 per cent", ["half", "5 per cent"]),
        ("between zero and three-quarters of a per cent", ["between zero and three-quarters of a per cent"]),
        ("three and half of 5 per cent", ["three", "half", "5 per cent"]),
    ],
)
def test_numbers_that_stand_together_without_a_range(text: str, exacts: list[str]) -> None:
    """A movement, a contradiction and two different things are two quantities."""
    assert [mention.exact for mention in extract(text)] == exacts


@pytest.mark.parametrize(
    "text",
    [
        "6G and Web3", "in 1080p", "a 12Mp camera", "COVID-19", "F-35", "G-20", "24/7", "9/11", "50-50", "10:30", "at 5 p.m.", "at 5p.m.", "version 1.2.3", "1,2345",
        "Funds (SWFs) 101:\n", "Economics 101.", "a 24-hour volume", "30 - year bonds", "the past 7 days", "over the last 24 hours",
        "in the mid-20s", "the late-2000s", "pre-1990s", "came to nought", "all for naught", "a 5k run", "the 100m sprint", "100m from homes",
        "a 300m tower", "series 2b shares", "R12 and W5", "the R5 motorway", "the S&P 500 index", "FTSE 100", "Nikkei 225", "Russell 2000",
        "Singapore 018961", "Channel 4", "Tel: +47 24 07 30 00", "call +65 6828 6828", "+44 (0)20 7555 1234", "iOS 17.2", "one or two deals", "fell by point five per cent", "one in five funds", "a third of 1 per cent", "two-thirds of one percent", "One in 10 left",
        "the world’s two biggest", "one aimed at", "the two sides", "No. 5", "Article 10", "page 3", "#1", "the 1990s", "class of ’25",
        "1-800-555-1234", "978-3-16-148410-0", "5th", "the first quarter", "millions of dollars", "several million", "a half",
        "the first half of the year", "two-thirds", "1/3", "5m wide", "100s of", "http://a.example/?q=30%2520", "www.a.example/5",
        "1" * 31, "between the first and the second quarter", "multibillion-dollar", "info@ath.live", "٣ ３",
    ],
)  # fmt: skip
def test_not_a_quantity(text: str) -> None:
    """Names, labels, times, windows, idioms, ordinals, identifiers and vague words are no quantities."""
    assert [mention.exact for mention in extract(text)] == []


@pytest.mark.parametrize(
    ("text", "exact", "iso"),
    [
        ("Sun May 25 2025", "Sun May 25 2025", "2025-05-25"),
        ("on May 25, 2025,", "May 25, 2025", "2025-05-25"),
        ("25 May 2025", "25 May 2025", "2025-05-25"),
        ("the 25th of May", "25th of May", "XXXX-05-25"),
        ("dec . 12 , 1994", "dec . 12 , 1994", "1994-12-12"),
        ("on 1 may that year", "1 may", "XXXX-05-01"),
        ("2025-05-25", "2025-05-25", "2025-05-25"),
        ("05/25/2025", "05/25/2025", "2025-05-25"),
        ("3/4/2025", "3/4/2025", None),
        ("May 2025", "May 2025", "2025-05"),
        ("1995-01", "1995-01", "1995-01"),
        ("2008-09", "2008-09", None),
        ("the 2023-24 financial year", "2023-24", None),
        ("in 2023–24", "2023–24", None),
        ("in 2023/24", "2023/24", None),
        ("in 1999-00", "1999-00", None),
        ("in 2012-13", "2012-13", None),
        ("in 2009", "2009", "2009"),
        ("in 2000", "2000", "2000"),
    ],
)
def test_date(text: str, exact: str, iso: str | None) -> None:
    """A date is written as ISO 8601 as far as it is printed; null where the print does not decide."""
    mention = only(text)

    assert (mention.kind, mention.exact, mention.date, mention.number) == ("date", exact, iso, None)


def test_what_looks_like_a_date_may_be_a_number() -> None:
    """A round year before a noun counts, "you may" is a verb, and no month has 45 days."""
    assert [mention.kind for mention in extract("2000 people. You may 5. May 45.")] == ["count", "count", "count"]


def test_core_span_has_no_comparator_words() -> None:
    """``core_start`` and ``core_end`` cut the comparator off, before and after."""
    text = "about five hundred or more"
    mention = only(text)

    assert text[mention.core_start : mention.core_end] == "five hundred"


def test_to_dict_is_the_promised_json() -> None:
    """The keys are those of ``swf-facts extract``, and numbers are plain decimal strings."""
    found = only("over $1.640 quadrillion").to_dict()

    assert list(found) == ["start", "end", "exact", "kind", "number", "unit", "comparator", "lower", "upper", "date"]
    assert (found["number"], found["lower"], found["upper"]) == ("1640000000000000", "1640000000000000", None)
    assert json.loads(json.dumps(found)) == found


# --- what the ladder asks ------------------------------------------------------------------------------------------------


def test_read_quantity_wants_exactly_one() -> None:
    """A quote that says no quantity or two says none; dates do not count."""
    assert read_quantity("As of May 25, 2025, $5") == extract("As of May 25, 2025, $5")[1]
    assert read_quantity("Bitcoin") is None
    assert read_quantity("$5 and $6") is None


@pytest.mark.parametrize(
    ("text", "cut", "comparator"),
    [
        ("assets over $1.64 trillion", "$1.64", "gt"),
        ("hovering around 108K", "108K", "ap"),
        ("less  than or\nequal to 5", "5", "le"),
        ("less than or equal to 5", "5", "le"),
        ("MORE THAN 5", "5", "gt"),
        (">= 5", "5", "ge"),
        ("moreover 5", "5", None),
        ("for 5", "5", None),
        ("5", "5", None),
    ],
)
def test_comparator_before_a_cut(text: str, cut: str, comparator: str | None) -> None:
    """A quote that is cut to hide its comparator is found out."""
    assert comparator_before(text, text.rindex(cut)) == comparator


@pytest.mark.parametrize(
    ("text", "cut", "comparator"),
    [
        ("Billion+ fund", "Billion", "ge"),
        ("500 or more", "500", "ge"),
        ("5 or so", "5", "ap"),
        ("5 funds", "5", None),
        ("5", "5", None),
    ],
)
def test_comparator_after_a_cut(text: str, cut: str, comparator: str | None) -> None:
    """A quote that is cut before its plus sign is found out."""
    assert comparator_after(text, len(cut)) == comparator


def test_stray_digits_are_those_no_span_covers() -> None:
    """Part of a run counts, and so do digits of other scripts."""
    text = "108K, 6G, 1234 and ٣"

    assert stray_digits(text, [(0, 4), (10, 12), (3, 4)]) == [(6, 7), (12, 14), (19, 20)]


@given(
    st.text("12²٣x 中🧭", max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=4),
)
@example("12", [(1, 1)])
def test_every_digit_is_stray_or_covered(text: str, spans: list[tuple[int, int]]) -> None:
    """The stray runs hold each digit that no span covers and nothing else, and no two of them touch."""
    stray = stray_digits(text, spans)

    covered = {at for start, end in spans for at in range(start, end)}
    assert [at for start, end in stray for at in range(start, end)] == [
        at for at, character in enumerate(text) if character.isdigit() and at not in covered
    ]
    assert all(before[1] < after[0] for before, after in pairwise(stray))


@pytest.mark.parametrize(
    ("number", "comparator", "step", "expected"),
    [
        ("108000", "ap", "1000", ("107500", "108500")),
        ("20", "eq", "0", ("20", "20")),
        ("1.6E12", "gt", "1E11", ("1600000000000", None)),
        ("5", "le", "1", (None, "5")),
        ("-5", "eq", "1", ("-5.5", "-4.5")),
    ],
)
def test_interval(number: str, comparator: str, step: str, expected: tuple[str | None, str | None]) -> None:
    """Closed ends lie half a step of the last printed digit away."""
    lower, upper = interval(Decimal(number), comparator, Decimal(step))  # type: ignore[arg-type]  # the table holds strings

    assert (lower, upper) == tuple(end and Decimal(end) for end in expected)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
@example(Decimal("0.0000001"))
@example(Decimal("1E+3"))
@example(Decimal("2.50"))
def test_a_plain_decimal_has_neither_exponent_nor_idle_zeros(number: Decimal) -> None:
    """Large, tiny and rounded numbers are printed digit by digit, and are the same number."""
    printed = plain(number)

    assert re.fullmatch(r"-?[0-9]+(\.[0-9]*[1-9])?", printed)
    assert Decimal(printed) == number == without_exponent(number)


# --- any text ------------------------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        "$", "US$", "5", "1,234.56", "108K", " ", " ", " ", "-", "–", "+", "%", "to", "and", "between", "from", "over", "or more",
        "million", "one", "hundred", "half", "a", "dollars", "cents", "May", "25", "2025", ",", ".", "/", ":", "(", ")", "\n", "of",
        "per cent", "the", "tenth", "formatNumber(", "https://", "١", "K", "ſ", "🇺🇸", "~", "≥", "=", "m", "won", "101", "24/7",
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join), st.lists(_PIECES).map(" ".join)))
@example("5 and over 5 or more than 5 to 5")
@example("between 5 and between 6 and 7")
def test_extract_is_total_and_its_spans_are_true(text: str) -> None:
    """Any text gives mentions that quote it, in order, without overlap, with ordered ends."""
    mentions = extract(text)

    for mention in mentions:
        assert mention.exact == text[mention.start : mention.end] != ""
        assert mention.start <= mention.core_start < mention.core_end <= mention.end
        if mention.lower is not None and mention.upper is not None:
            assert mention.lower <= mention.upper
        json.dumps(mention.to_dict())
    for before, after in pairwise(mentions):
        assert before.end <= after.start


_PRINTED = st.sampled_from(
    sorted(
        {
            *lexicon.COMPARATORS, *lexicon.COMPARATOR_SIGNS, *lexicon.NAMES_BEFORE, *lexicon.CODES_BEFORE, *lexicon.SIGNS_BEFORE,
            *lexicon.NAMES_AFTER, *lexicon.CODES_AFTER, *lexicon.SIGNS_AFTER, *lexicon.PERCENTS, *lexicon.MONTHS, *lexicon.WEEKDAYS,
            *lexicon.not_numbers("idiom"), *lexicon.counted("noun"), *lexicon.counted("joined"), *lexicon.counted("adjective"),
        }
    )
)  # fmt: skip
_NUMBERS = st.sampled_from(
    sorted(
        {
            *lexicon.UNITS,
            *lexicon.TENS,
            *lexicon.SCALE_WORDS,
            *lexicon.FRACTIONS,
            *lexicon.ORDINALS,
            "a",
            "the",
            "minus",
        }
    )
)
_BETWEEN = st.sampled_from(
    [
        " ",
        " ",
        " ",
        "",
        "  ",
        "\n",
        " \n",
        "\u00a0",
        "\t",
        "-",
        "\u2011",
        " - ",
        ".",
        ", ",
        "(",
        "_",
        "é",
        "½",
        "7",
        "x",
    ]
)
_SPLICED = st.lists(st.tuples(st.one_of(_PIECES, _PRINTED, _NUMBERS), _BETWEEN), max_size=8).map(
    lambda pairs: "".join(part for pair in pairs for part in pair)
)


@settings(max_examples=500)
@given(st.one_of(st.text(), _SPLICED))
@example("less than about one\nSouth Korean won, over ½ of a_quarter, a quarter and at_one")
@example("greater than or the same as approximately dollar 5, minus five, Minus 5")
@example("format2Number(5, 2) over callIt(5) than USD5 or extra quarter")
def test_quantities_are_sought_only_where_one_may_be_and_none_is_lost(text: str) -> None:
    """The search finds what the whole pattern finds when it is tried at every character, comparator and currency included."""
    whole = re.compile(NOT_INSIDE_A_WORD + quantity_pattern())
    position = 0
    for anchor in anchors(text):
        while (found := quantity_at(text, position, anchor)) is not None:
            expected = whole.search(text, position)

            assert expected is not None
            assert (found.start, found.end) == expected.span()
            comparator = expected["comparator"] or expected["comparator_touching"] or ""
            assert found.comparator == re.sub(r"\s", " ", comparator)
            assert found.name == re.sub(r"\s", " ", expected["name"] or "")
            assert {name: found.core.span(name) for name in found.core.groupdict()} == {
                name: expected.span(name) for name in found.core.groupdict()
            }
            position = expected.end()
    assert whole.search(text, position) is None


@given(st.lists(st.one_of(st.text(), _SPLICED), max_size=3))
@example(["one two,three-four ONE oNe someone one_one éone🧭 quarter to nine\nnine", "", "seven"])
def test_the_number_words_of_all_texts_are_those_of_each(texts: list[str]) -> None:
    """Sought at once by polars, they stand where the pattern finds them text by text."""
    assert list(anchors_of_all(texts)) == [anchors(text) for text in texts]


@settings(max_examples=500)
@given(st.one_of(st.text(), _SPLICED))
@example("1st May 2025, 2nd of June, 24/7, 401(k) and Catch-22 in the Group of Seven")
@example("Sept. 5, Dec , 2025, Sun. May 25, 2025 and May 5")
@example("www.example.org and May the 5th, at http://a.b on Wednesday , September 30 , 2025, day one")
def test_what_is_set_aside_is_sought_only_where_it_may_be_and_nothing_is_lost(text: str) -> None:
    """Dates, addresses and idioms are those that their pattern finds when it is tried at every character."""
    assert [match.span() for match in asides(text, anchors(text))] == [match.span() for match in ASIDE.finditer(text)]


@settings(max_examples=1000)
@given(_SPLICED)
@example(
    "1 / 4 of it, 7 minus 2 of it, 10 000 or 80 , 000, 5th, a 5-7% stake, 500 won, 5,000 won, half of it, the first half of the year, those half of us, a half, 5% pointsman"
)
@example("3quadrillion+st, (over $5 million), call it(5), between 5 and 7, between one hundred and two thousand")
@example("mid-9 or so, 7Quadrillion-3, inbetween one hundred and two hundred, between 5 and 7, U.S.$5. The 5 funds, 6G")
@example(
    "paid R 1.2tn, R1.2tn or W 500 million of it, Won 5,000,000, 1.3 pp, 13pp, 05, 05.5 or 05%, for 2m new shares, 5k runs, by point five per cent"
)
@example("At one point five left, what one point five, two point five per cent, zero point one two of it, 5 point 2")
@example("seven minus seven, 7 million minus 2, mid-May 5, 5) 7, 5 million, -word, 12.5th, 1000th, 5 half")
@example('mid-5%, US-5%, Zealand dollar 5, 5 – 7, No. 5, .5%, 24/7, "5 billion", the 25th of May, one, some one')
def test_a_form_says_of_its_number_what_the_grammar_says_where_it_stands(text: str) -> None:
    """What is kept of the words and signs around one number holds for every number that they stand around."""
    kept = extract(text)
    with pytest.MonkeyPatch.context() as without_forms:
        without_forms.setattr(extraction, "read_form", lambda *_: None)
        read = extract(text)

    assert kept == read


def test_no_lexicon_has_the_stand_in_for_other_words() -> None:
    """The word that stands for every word without a meaning has none."""
    known = {
        word
        for path in LEXICONS.glob("*.csv")
        for row in lexicon.rows(path.stem)
        for word in row.get("form", "").split()
    }

    assert "million" in known
    assert "word" not in known


_SCALES = {
    "": 0,
    " thousand": 3,
    " million": 6,
    "mn": 6,
    " billion": 9,
    "bn": 9,
    " trillion": 12,
    "K": 3,
    "M": 6,
    "B": 9,
    "T": 12,
}
_COMPARATORS = {"": "eq", "over ": "gt", "at least ": "ge", "under ": "lt", "up to ": "le", "around ": "ap", "≥ ": "ge"}
_UNITS = {
    "{}": None,
    "${}": "USD",
    "€{}": "EUR",
    "US$ {}": "USD",
    "{} yen": "JPY",
    "{} Swiss francs": "CHF",
    "{}%": "percent",
    "{} per cent": "percent",
}


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999.99"), places=2),
    st.sampled_from(sorted(_SCALES)),
    st.sampled_from(sorted(_COMPARATORS)),
    st.sampled_from(sorted(_UNITS)),
    st.booleans(),
)
def test_a_number_is_read_back_as_it_was_printed(
    number: Decimal, scale: str, comparator: str, unit: str, grouped: bool
) -> None:
    """Separators, scale, unit and comparator in any combination give the number that was formatted."""
    printed = comparator + unit.format(f"{number:,}{scale}" if grouped else f"{number}{scale}")

    mention = read_quantity(f"It was {printed} then")

    assert mention is not None
    assert (mention.exact, mention.unit, mention.comparator) == (printed, _UNITS[unit], _COMPARATORS[comparator])
    assert mention.number == number.scaleb(_SCALES[scale])
    assert (mention.lower, mention.upper) == interval(
        mention.number, mention.comparator, Decimal("0.01").scaleb(_SCALES[scale])
    )


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int, hyphen: str) -> str:
    """Return a number below a thousand million in words."""
    for scale, word in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = f" {spell(number % scale, hyphen)}" if number % scale else ""
            return f"{spell(number // scale, hyphen)} {word}{rest}"
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10 - 2] + (hyphen + _ONES[number % 10] if number % 10 else "")


@given(st.integers(min_value=2, max_value=999_999_999), st.sampled_from(["-", " "]))
def test_a_spelled_number_is_read_back(number: int, hyphen: str) -> None:
    """Every number to a thousand million is read from its English words."""
    mention = only(f"with {spell(number, hyphen)} of us")

    assert (mention.number, mention.exact) == (Decimal(number), spell(number, hyphen))


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_a_date_is_read_back(day: date) -> None:
    """A date in four printed forms is the same date."""
    for printed in (
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
        f"{day:%a %b} {day.day} {day.year}",
        str(day),
    ):
        assert (only(printed).date, only(printed).exact) == (str(day), printed)


# --- short cuts ----------------------------------------------------------------------------------------------------------


@given(
    st.lists(
        _BETWEEN | st.sampled_from(["in", "No", "p", "Article", "U.S.No", "the", "international", "#"]), max_size=6
    ).map("".join)
)
@example("in \n")
@example("No. ")
def test_the_word_before_a_number_is_the_one_that_patterns_find(text: str) -> None:
    """Taking words off the end of what stands before gives what a search for them from the left gave."""
    window = max(0, len(text) - 16)
    cue = re.compile(r"\b([A-Za-z]+)[ \t\n]$").search(text, window, len(text))
    label = re.compile(rf"([A-Za-z.]+|[#№]){BLANK}{{0,2}}\.?{BLANK}?\Z").search(text, window, len(text))
    labels = lexicon.not_numbers("label")

    assert cue_before(text, len(text)) == (cue[1] if cue else "")
    assert is_label(text, len(text)) == (label is not None and (label[1] in labels or label[1].rstrip(".") in labels))


def test_every_digit_of_every_script_may_be_a_stray_one() -> None:
    """No character that is a digit is passed over where digits are sought."""
    digits = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isdigit()]

    assert [digit for digit in digits if stray_digits(f"a{digit}", []) != [(1, 2)]] == []


# --- one pattern, two engines --------------------------------------------------------------------------------------------

SAMPLES = [
    "assets over $1.64 trillion, up 4.29%", "around 108K", "formatNumber(46430088175, 2)", "a Billion+ fund", "minus five percent",
    "the tenth", "10 € or 115USD", "30 MUSD", "one hundred and five thousand us dollars", "6 . 2 %", "no number here", "2½", "",
    "Rs. 10,00,000", "> 5", "half a percentage point", "1,2345", "6G", "٣", "1 000 000 or one point five", "two-and-a-half", "one two three four five six seven eight nine ten",
]  # fmt: skip


def test_the_pattern_finds_the_same_in_both_engines() -> None:
    """The exported pattern compiles in polars' engine and captures the same groups of the same first match."""
    samples = [*SAMPLES, *(path.read_bytes().decode("utf-8") for path in TEXTS.glob("*.txt"))]
    column = pl.Series("text", samples)
    pattern = re.compile(quantity_pattern())

    whole = column.str.extract(f"({quantity_pattern()})", 1)
    groups = column.str.extract_groups(quantity_pattern())

    for text, found, captured in zip(samples, whole, groups, strict=True):
        match = pattern.search(text)
        assert found == (match[0] if match else None)
        assert {name: value for name, value in captured.items() if value is not None} == (
            {name: value for name, value in match.groupdict().items() if value is not None} if match else {}
        )
    assert column.str.contains(quantity_pattern()).to_list() == [pattern.search(text) is not None for text in samples]
    assert column.str.contains(DATE).to_list() == [re.search(DATE, text) is not None for text in samples]


def test_the_patterns_hold_no_trap() -> None:
    """No lookaround, backreference, flag or class that holds more than ASCII stands in an exported pattern."""
    for pattern in (quantity_pattern(), DATE):
        assert not re.search(r"\(\?(?!:|P<)|\\[1-9dwsDWS]|\(\?P=", pattern)


# --- time ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1,",
        "1-",
        "11,",
        "1.",
        "between ",
        "over ",
        "one ",
        "one hundred and ",
        "1 to ",
        "$",
        "a$1",
        "aB(1,",
        "May ",
        "http://",
        "more than or ",
    ],
)
def test_time_is_linear_in_the_text(unit: str) -> None:
    """Eight times the text takes about eight times as long; quadratic time would take sixty-four times as long."""

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.process_time()
        extract(text)
        return time.process_time() - begin

    extract(unit)
    short, long = min(seconds(8_000) for _ in range(3)), seconds(64_000)

    assert long < 32 * short + 0.05


# --- the lexicons --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(LEXICONS.glob("*.csv")), ids=lambda path: path.stem)
def test_every_entry_says_why_it_is_there(path: Path) -> None:
    """No lexicon has an entry without a reason or twice the same entry."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    reason = "why" if "why" in rows[0] else "reason"
    entries = [tuple(value for name, value in row.items() if name != reason) for row in rows]

    assert all(row[reason] for row in rows)
    assert len(set(entries)) == len(entries)
