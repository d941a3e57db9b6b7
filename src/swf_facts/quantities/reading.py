"""Turn one match of the quantity pattern into a reading: its span, value, scale, unit and comparator."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from swf_facts.quantities import context, lexicon
from swf_facts.quantities.mention import EXACT, Kind
from swf_facts.quantities.numerals import last_digit, read_digits, read_words
from swf_facts.quantities.pattern import GAP, HYPHENS, SPACE, alternation
from swf_facts.quantities.units import (
    NO_UNIT,
    as_spelled,
    is_no_money,
    money_before,
    scale_after,
    second_currency,
    unit_after,
)

if TYPE_CHECKING:
    from swf_facts.quantities.lexicon import Comparator, Currency
    from swf_facts.quantities.search import Found

Doubt = Literal["", "pronoun", "letter", "rank", "bare scale", "fraction"]
"""Why a number alone would be no quantity; a range may still rescue it ("5k-20k", "between the tenth and the fifteenth")."""

_ONE = Decimal(1)
_MILLION = Decimal(1_000_000)
_AFTER = re.compile(
    rf"(?:(?P<plus>\+)|(?:{GAP}|[{HYPHENS}])(?P<words>{alternation(set(lexicon.COMPARATORS_AFTER) - {'+'})})(?![A-Za-z]|[{HYPHENS}][0-9]))"
)
_NUMBER_FOLLOWS = re.compile(rf"{SPACE}{{0,2}}(?:than\b|[0-9$€£¥]|{alternation([*lexicon.UNITS, *lexicon.TENS])}\b)")
_ARTICLE_FOLLOWS = re.compile(rf"{SPACE}(?:the|an?|its|their|this|that)\b")
_CODE = re.compile("0[0-9]")
"""How a post code or a telephone number begins, and no count: "018961"."""
_POINT = re.compile(rf"{SPACE}+point\b")
_HYPHEN = re.compile(f"[{HYPHENS}]")
_EACH = re.compile(rf"(?<!\b[Aa])(?<!\b[Aa]n)(?<!\b[Oo]ne){GAP}{alternation(lexicon.FRACTIONS)}(?=[{HYPHENS}][A-Za-z])")
"""Where the thing that is counted begins with a part: "two half-percent cuts"; not "a half-percent", nor "one half-percent"."""


class Reading(NamedTuple):
    """A printed number before it is decided what it is part of.

    ``number`` includes the scale, ``mantissa`` does not; ``step`` is the worth of the last printed digit. ``tied_left`` and
    ``tied_right`` say that a dash joins it to another number. ``ends`` are the two ends once a range has been composed.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    number: Decimal
    mantissa: Decimal
    step: Decimal
    kind: Kind
    scale: Decimal
    unit: str | None = None
    currency: Currency | None = None
    comparator: Comparator = "eq"
    compared: bool = False
    spelled: bool = False
    sign_first: bool = False
    doubt: Doubt = ""
    tied_left: bool = False
    tied_right: bool = False
    ends: tuple[Decimal, Decimal] | None = None


def read_match(found: Found) -> tuple[Reading | None, int]:
    """Return the reading of a match, None if its surroundings refuse it, and the position to search from next."""
    match = found.core
    text = match.string
    if match.lastgroup == "argument":
        return _read_call(match), match.end()
    if match.lastgroup != "digits" and match["money_digits"] and is_no_money(match):
        return None, match.start("money_digits")
    reading = _read_number(found)
    if reading is None:
        return None, found.end
    start, end = reading.core_start, reading.core_end
    if context.glued(text, start, end, spelled=reading.spelled, unit=reading.kind != "count"):
        return None, max(end, context.run_end(text, start))
    if reading.kind == "count" and (chain := context.chain_end(text, start)) > end:
        return None, chain
    reading = _with_surroundings(reading, found)
    return reading, reading.end


def _read_number(found: Found) -> Reading | None:
    """Read what is printed between the comparators, whatever it touches."""
    match = found.core
    if match.lastgroup == "digits" and not found.name:
        return _read_bare(match)
    if match.lastgroup == "ordinal":
        return _read_ordinal(match)
    return _read_spelled(found) if match["spelled"] else _read_numeral(found)


def _read_call(match: re.Match[str]) -> Reading:
    """Read a leaked template call; its number is the first argument."""
    number = Decimal(match["argument"])
    start = match.start("call")
    return Reading(
        start=start,
        end=match.end(),
        core_start=start,
        core_end=match.end(),
        kind="template",
        number=number,
        mantissa=number,
        scale=_ONE,
        step=last_digit(number),
    )


def _read_ordinal(match: re.Match[str]) -> Reading:
    """Read a rank, which is a quantity only at the end of a range of ranks."""
    word = match["ordinal"].split()[-1]
    digits = re.match("[0-9]+", word)
    rank = Decimal(digits[0]) if digits else Decimal(lexicon.ORDINALS[word])
    start, end = match.span("ordinal")
    return Reading(
        start=start, end=end, core_start=start, core_end=end, kind="count", number=rank, mantissa=rank, scale=_ONE, step=_ONE,
        spelled=True, doubt="rank",
    )  # fmt: skip


def _read_spelled(found: Found) -> Reading | None:
    """Read a number in words; the words after it that belong to another number are left for the next search."""
    match = found.core
    text, run, start = match.string, match["spelled"], match.start("spelled")
    before = text[max(0, start - 8) : start].lower().split()[-1:]
    if before == ["between"]:
        run = _first_of_two(run, text[match.end("spelled") :][:6])
    elif before == ["at"]:
        run = _POINT.split(run, maxsplit=1)[0]  # "at one point five of them" speaks of a time
    end = match.end("spelled")
    if _HYPHEN.search(text, start, end + 1) and (each := _EACH.search(text, start, end + 2)):
        run = run[: each.start() - start]
    numeral = read_words(run)
    if numeral is None:
        return None
    end = start + numeral.length
    whole = run[numeral.length :].strip(f" \n{HYPHENS}") in ("", "a", "an", "of a", "of an") and run == match["spelled"]
    article = re.match(f"[Aa]n?{GAP}", run)
    decimals = _POINT.search(run, 0, numeral.length)
    plus = bool(match["plus_spelled"]) and whole
    kind, unit, currency, unit_end = unit_after(found, numeral.number, numeral.scale) if whole else NO_UNIT
    hyphened = unit is not None and text[end : end + 1] in HYPHENS
    if article and run[article.end() :] in lexicon.SCALE_WORDS and (plus or hyphened):
        start += article.end()  # "a billion-dollar fund": the article belongs to the fund
        article = None
    core_end = max(end + plus, unit_end)
    number, scale, step = numeral.number, numeral.scale, numeral.step
    if match["mega"] and unit_end:
        number, scale, step = (EXACT.multiply(value, _MILLION) for value in (number, scale, step))
    doubt: Doubt = ""
    if before == ["point"] and kind != "count":
        doubt = "fraction"  # "by point five per cent": its nought is not printed
    elif run[: numeral.length].lower() == "one" and kind == "count":
        alone = found.start == 0 and core_end == len(text)
        doubt = "" if found.comparator not in ("", "some", "Some") or alone else "pronoun"
    elif kind == "count" and not decimals and run[: numeral.length] in lexicon.NOUGHTS:
        doubt = "pronoun"
    elif run.split()[0] in lexicon.SCALE_WORDS and not plus and not hyphened and article is None:
        doubt = "bare scale"
    elif numeral.scale == 1 and numeral.number % 1 and kind == "count" and not (found.comparator or decimals):
        doubt = "" if article is None and context.is_share(text, start, end) else "fraction"
    minus, sign_start = _minus(match, "minus", start)
    number = -number if minus else number
    return Reading(
        start=sign_start, end=core_end, core_start=sign_start, core_end=core_end, kind=kind,
        number=number, mantissa=EXACT.divide(number, scale), scale=scale, step=step, unit=unit, currency=currency,
        comparator="ge" if plus else "eq", compared=plus, spelled=True, doubt=doubt,
    )  # fmt: skip


def _first_of_two(run: str, follows: str) -> str:
    """Return the first number of "between one hundred and two thousand"; what follows tells whether "and" is still to come."""
    cut = run.rfind(" and ")
    return run if cut < 0 or follows.lstrip(" \n").startswith("and ") else run[:cut]


def _read_bare(match: re.Match[str]) -> Reading | None:
    """Read a number in digits that nothing stands after, as most are."""
    numeral = read_digits(match["digits"])
    if numeral is None or _CODE.match(match["digits"]):
        return None
    start, end = match.span("digits")
    minus, start = _minus(match, "minus", start)
    number = -numeral.number if minus else numeral.number
    return Reading(
        start=start, end=end, core_start=start, core_end=end, kind="count", number=number, mantissa=number, scale=_ONE,
        step=numeral.step,
    )  # fmt: skip


def _read_numeral(found: Found) -> Reading | None:
    """Read a number in digits, with a currency before it or a unit after it."""
    match = found.core
    text = match.string
    group, digits = ("digits", "digits") if match["digits"] else ("money", "money_digits")
    numeral = read_digits(match[digits])
    if numeral is None:
        return None
    start, digits_end = match.span(digits)
    scale, coarse, end, may_be_unit = scale_after(match, group, digits_end)
    plus = end > digits_end and "+" in text[digits_end:end]
    adds = plus and text[end - 1] == "+" and text[end : end + 1].isdigit()  # "1+1" adds, it does not compare
    plus, end = plus and not adds, end - adds
    kind, unit, currency, unit_end = NO_UNIT
    if group == "money":
        start, kind, currency = money_before(match)
        currency, end = second_currency(text, end, match["money"], currency)
        unit = currency.unit
        minus, start = _minus(match, "minus_money", start)
        minus = minus or bool(match["minus_inside"])
    else:
        kind, unit, currency, unit_end = unit_after(found, numeral.number, scale)
        if match["mega"] and unit_end:
            scale, coarse = EXACT.multiply(scale, _MILLION), EXACT.multiply(coarse, _MILLION)
        minus, start = _minus(match, "minus", start)
        end = max(end, unit_end)
    doubt: Doubt = "letter" if may_be_unit and kind != "currency" else ""
    mantissa = -numeral.number if minus else numeral.number
    return Reading(
        start=start, end=end, core_start=start, core_end=end, kind=kind, number=EXACT.multiply(mantissa, scale),
        mantissa=mantissa, scale=scale, step=EXACT.multiply(numeral.step, coarse), unit=unit, currency=currency,
        comparator="ge" if plus else "eq", compared=plus, sign_first=group == "money", doubt=doubt,
    )  # fmt: skip


def _minus(match: re.Match[str], group: str, start: int) -> tuple[bool, int]:
    """Return whether a minus is printed before a number, and where the number with its sign starts.

    A hyphen after a letter, a digit or a bracket joins or subtracts; it is no sign.
    """
    sign = match[group]
    if not sign:
        return False, start
    at = match.start(group)
    before = match.string[max(0, at - 2) : at]
    if sign in ("+", "-", "\u2212"):
        if before[-1:] and not before[-1].isspace() and before[-1] not in "(['\"“‘~<>=≤≥":
            return False, start
        return sign != "+", at
    if before.rstrip()[-1:].isdigit():
        return False, start
    return True, at


def _with_surroundings(reading: Reading, found: Found) -> Reading:
    """Add the comparator words and signs before and after a number, and whether dashes join it to others."""
    text, sign = found.core.string, found.core["comparator_sign"]
    step, start, end = reading.step, reading.start, reading.end
    comparator, compared = reading.comparator, reading.compared
    if (found.comparator or sign) and _is_comparator(text, found.start, found.comparator, sign):
        start = found.start
        before = lexicon.COMPARATOR_SIGNS[as_spelled(sign)] if sign else lexicon.COMPARATORS[found.comparator]
        if not compared:
            comparator = cast("Comparator", before)
        compared = True
        step = Decimal(0) if before == "eq" else step
    after = _AFTER.match(text, end)
    if after and _is_comparator_after(after, reading):
        code = "ge" if after["plus"] else lexicon.COMPARATORS_AFTER[as_spelled(after["words"])]
        if code == "equal":
            closed = {"gt": "ge", "lt": "le"}.get(comparator)
            comparator, end = (cast("Comparator", closed), after.end()) if closed else (comparator, end)
        elif comparator in ("eq", "ap"):
            comparator, end, compared = cast("Comparator", code), after.end(), True
    tied_left, tied_right = context.tied_left(text, reading.core_start), context.tied_right(text, reading.core_end)
    if not (compared or tied_left or tied_right):
        return reading  # as most are
    return reading._replace(
        start=start, end=end, comparator=comparator, compared=compared, step=step,
        tied_left=tied_left, tied_right=tied_right,
    )  # fmt: skip


def is_initial(comparator: str, before: str) -> bool:
    """Return whether an abbreviated comparator is the last letter of another abbreviation, as in "p.c. 5"."""
    return before == "." and comparator in lexicon.ABBREVIATIONS


def _is_comparator(text: str, start: int, comparator: str, sign: str | None) -> bool:
    """Return whether a word or sign before a number compares: an arrow ("=>", "->") and a formula's "x=5" do not."""
    before = text[max(0, start - 1) : start]
    if not sign:
        return before != "-" and not is_initial(comparator, before)
    return before not in ("-", "=", "<", ">", "~") and not (sign in ("=", "~") and before.isalnum())


def _is_comparator_after(after: re.Match[str], reading: Reading) -> bool:
    """Return whether words after a number compare it, rather than begin the next number or phrase."""
    text, end = after.string, after.end()
    if after["plus"]:
        return not text[end : end + 1].isalnum()
    words = after["words"].lower()
    if words in ("plus", "odd"):
        return text[after.start()] in HYPHENS or (words == "odd" and reading.spelled)
    return _NUMBER_FOLLOWS.match(text, end) is None and _ARTICLE_FOLLOWS.match(text, end) is None
