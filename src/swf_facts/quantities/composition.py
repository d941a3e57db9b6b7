"""Compose readings that stand together: amounts in two units, numbers in two scales, ranges of two ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from swf_facts.quantities import context
from swf_facts.quantities.mention import EXACT
from swf_facts.quantities.pattern import BLANK, SPACE
from swf_facts.quantities.reading import Reading

_LONGEST_GAP = 12
_BETWEEN = re.compile(rf"\b(?:in[ -])?[Bb](?:etween|ETWEEN){SPACE}\Z")
_FROM = re.compile(rf"\b[Ff](?:rom|ROM){SPACE}\Z")
_AND = re.compile(rf"{SPACE}(?:and|AND|to|&){SPACE}|{BLANK}?[{context.DASHES}]{BLANK}?")
_TO = re.compile(rf"-?{SPACE}(?:up{SPACE})?(?:to|TO|through|thru|until|till){SPACE}")
_DASH = re.compile(rf"{BLANK}?[{context.DASHES}~]{BLANK}?")
_BUT = re.compile(
    rf"{BLANK}?,?{SPACE}{{1,2}}(?:(?:and|but|yet|&){SPACE}{{1,2}})?(?:(?:also|is|are){SPACE})?|{BLANK}?[,;&]{BLANK}?"
)
_PART_LINK = re.compile(rf",?{SPACE}(?:and{SPACE})?")
_SPACES = frozenset(" \t\n\u00a0\u2009\u202f")
_ONE, _HUNDREDTH = Decimal(1), Decimal("0.01")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099

_Composer = Callable[[str, Reading, Reading], Reading | None]


def compose(text: str, readings: list[Reading]) -> list[Reading]:
    """Return the readings with amounts and ranges put together, in reading order."""
    composed: list[Reading] = []
    near: list[Reading] = []
    reach = 0
    for reading in readings:
        if reading.start > reach and near:
            composed += near if len(near) == 1 else _compose(text, near)  # most stand alone
            near = []
        near.append(reading)
        reach = reading.end + _LONGEST_GAP
    return composed + _compose(text, near)


def _compose(text: str, readings: list[Reading]) -> list[Reading]:
    """Return readings that stand near each other with amounts and ranges put together."""
    for composer in (_part, _amount, _span, _two_bounds):
        readings = _pairwise(text, readings, composer)
    return readings


def _pairwise(text: str, readings: list[Reading], composer: _Composer) -> list[Reading]:
    """Replace neighbours by what *composer* makes of them, once over the list; a composed reading may be composed further."""
    composed: list[Reading] = []
    for reading in readings:
        before = composed[-1] if composed else None
        if before is not None and reading.start - before.end <= _LONGEST_GAP:
            joined = composer(text, before, reading)
            if joined is not None:
                composed[-1] = joined
                continue
        composed.append(reading)
    return composed


def _amount(text: str, first: Reading, second: Reading) -> Reading | None:
    """Compose "3 dollars 50 cents", "15 dollars and 15" and "1 million 2 hundred thousand"."""
    if (
        first.end != first.core_end
        or second.start != second.core_start
        or second.number < 0
        or first.doubt
        or second.doubt
    ):
        return None
    if not _PART_LINK.fullmatch(text, first.end, second.start):
        return None
    if first.kind == "currency" and not first.sign_first:
        return _with_part(text, first, second)
    descends = 1 < second.scale < first.scale and second.number < first.scale
    if descends and not first.spelled and text[first.end : second.start].isspace():
        if first.kind == "count":
            return _sum(first, second, _ONE)._replace(kind=second.kind, unit=second.unit, currency=second.currency)
        if second.kind == "count":
            return _sum(first, second, _ONE)
    return None


def _part(text: str, first: Reading, second: Reading) -> Reading | None:
    """Compose a whole and a part of one: "one and a quarter per cent", "half of one per cent"."""
    link = text[first.end : second.start]
    if link[1:-1] not in ("of", "and") or link[0] not in _SPACES or link[-1] not in _SPACES:
        return None
    return _share(first, second) if link[1:-1] == "of" else _mixed(text, first, second)


def _share(first: Reading, second: Reading) -> Reading | None:
    """Compose "half of one per cent" and "0.1 of 1%"; half of any other percentage is two quantities."""
    if second.kind != "percent" or second.number != 1 or second.start != second.core_start:
        return None
    if first.kind != "count" or first.end != first.core_end or not 0 < first.number < 1:
        return None
    return first._replace(
        end=second.end, core_end=second.core_end, kind="percent", unit=second.unit, doubt="", tied_right=second.tied_right,
    )  # fmt: skip


def _mixed(text: str, first: Reading, second: Reading) -> Reading | None:
    """Compose "one and a quarter per cent" and "two and three-quarter million"; "and a half" is read with its number."""
    whole = first.spelled and first.kind == "count" and first.scale == 1 and not first.number % 1
    if not whole or first.end != first.core_end or second.start != second.core_start:
        return None
    if not second.spelled or not 0 < second.mantissa < 1 or (second.kind == "count" and second.scale == 1):
        return None
    if text[second.start : second.start + 4].lower() == "half" or first.doubt == "rank":
        return None
    if first.number < 0 or _BETWEEN.search(text, max(0, first.start - 12), first.start):
        return None
    more = EXACT.multiply(first.number, second.scale)
    return second._replace(
        start=first.start, core_start=first.core_start, number=EXACT.add(more, second.number),
        mantissa=EXACT.add(first.number, second.mantissa), comparator=first.comparator if first.compared else second.comparator,
        compared=first.compared or second.compared, doubt="", tied_left=first.tied_left,
    )  # fmt: skip


def _with_part(text: str, first: Reading, second: Reading) -> Reading | None:
    """Return a whole amount together with its cents."""
    if first.currency is None or first.currency.part is not None or first.scale != 1 or first.number % 1:
        return None
    part = second.currency.part if second.currency else None
    if part is None and _is_bare_part(text, first, second):
        part = _HUNDREDTH
    if part is None or EXACT.multiply(second.number, part) >= 1:
        return None
    return _sum(first, second, part)


def _is_bare_part(text: str, first: Reading, second: Reading) -> bool:
    """Return whether a number after an amount is its hundredths: "thirteen dollars forty five", "15 dollars and 15."."""
    if "," in text[first.end : second.start] or second.kind != "count" or second.number % 1 or second.scale != 1:
        return False
    two_digits = second.spelled or second.core_end - second.core_start == 2
    return two_digits and second.end == second.core_end and context.ends_clause(text, second.end)


def _sum(first: Reading, second: Reading, part: Decimal) -> Reading:
    """Return two readings as one number, the second counted in *part* of the first's unit."""
    more = EXACT.multiply(second.number, part)
    number = EXACT.add(first.number, more) if first.number >= 0 else EXACT.subtract(first.number, more)
    return first._replace(
        end=second.end,
        core_end=second.core_end,
        number=number,
        mantissa=EXACT.divide(number, first.scale),
        step=EXACT.multiply(second.step, part),
        comparator=second.comparator if second.compared else first.comparator,
        compared=first.compared or second.compared,
        tied_right=second.tied_right,
    )


def _span(text: str, first: Reading, second: Reading) -> Reading | None:
    """Compose "between X and Y", "from X to Y", "X to Y" and "X-Y"."""
    tilde = text[second.start : second.core_start].strip() == "~"
    if first.end != first.core_end or not (tilde or second.start == second.core_start):
        return None
    if _AND.fullmatch(text, first.end, second.start):
        between = _BETWEEN.search(text, max(0, first.start - 12), first.start)
        if between:
            return _range(text, between, first, second)
    if _TO.fullmatch(text, first.end, second.start):
        leading = _FROM.search(text, max(0, first.start - 6), first.start)
        return _range(text, leading, first, second) if _may_span(text, first, second, leading) else None
    if _DASH.fullmatch(text, first.end, second.core_start) and not (first.tied_left or second.tied_right):
        return _range(text, None, first, second)
    return None


def _may_span(text: str, first: Reading, second: Reading, leading: re.Match[str] | None) -> bool:
    """Return whether "X to Y" is a range: not a movement ("rose from 5% to 7%"), not two different things ("2% to $1.40")."""
    if first.kind == "count" != second.kind:
        return True
    raised = first.kind == second.kind == "currency" and context.is_raised(text, first.start)
    if not raised and context.is_change(text, first.start):
        return False
    return first.kind == second.kind or (leading is not None and first.sign_first and second.kind == "count")


def _range(text: str, lead: re.Match[str] | None, first: Reading, second: Reading) -> Reading | None:
    """Return a range of two ends that share scale and unit; None if they cannot. *lead* is the "between" before it."""
    if not _may_share(text, first, second):
        return None
    low, high = first.number, second.number
    if first.scale == 1 and second.scale > 1 and abs(first.mantissa) < abs(second.mantissa):
        low = EXACT.multiply(low, second.scale)
    if low >= high:
        return None
    return _joined(first, second, (low, high))._replace(
        start=lead.start() if lead else first.start,
        core_start=lead.start() if lead else first.core_start,
        core_end=second.core_end,
        scale=max(first.scale, second.scale),
        tied_right=second.tied_right,
    )


def _may_share(text: str, first: Reading, second: Reading) -> bool:
    """Return whether two numbers may be the ends of one range."""
    if first.kind == second.kind:
        if first.unit != second.unit:
            return False
    elif "count" not in (first.kind, second.kind):
        return False
    if (first.doubt == "rank") != (second.doubt == "rank"):
        return False
    if first.doubt == "rank" and not context.ends_clause(text, second.end):
        return False  # "between the first and the second quarter" has no ranks
    if "letter" in (first.doubt, second.doubt) and not _share_letter(text, first, second):
        return False
    return not (is_year(first) and is_year(second))


def _joined(first: Reading, second: Reading, ends: tuple[Decimal, Decimal]) -> Reading:
    """Return two readings as one with two ends, under the unit that either prints."""
    named = second if first.kind == "count" else first
    return first._replace(
        end=second.end,
        kind="number_range" if named.kind == "count" else named.kind,
        unit=named.unit,
        currency=named.currency,
        doubt="",
        ends=ends,
    )


def _share_letter(text: str, first: Reading, second: Reading) -> bool:
    """Return whether lower-case scale letters are sure: "5k-20k" has one on both ends, "2m-3m shares" a noun."""
    if "currency" in (first.kind, second.kind):
        return True
    letter = text[first.core_end - 1]
    if text[second.core_end - 1] != letter:
        return False
    return not second.doubt or (letter == "k" and first.doubt == second.doubt)


def _two_bounds(text: str, first: Reading, second: Reading) -> Reading | None:
    """Compose "more than 20 and less than 35" where the two bounds enclose something."""
    if first.ends or second.ends or not _BUT.fullmatch(text, first.end, second.start):
        return None
    above = {"gt", "ge"}
    below = {"lt", "le"}
    if first.comparator in above and second.comparator in below:
        low, high = first.number, second.number
    elif first.comparator in below and second.comparator in above:
        low, high = second.number, first.number
    else:
        return None
    if low >= high or not _may_share(text, first, second):
        return None
    return _joined(first, second, (low, high))._replace(
        core_start=first.start,
        core_end=second.end,
        comparator="eq",
        compared=False,
    )


def is_year(reading: Reading) -> bool:
    """Return whether a reading is four bare digits of a year between 1900 and 2099."""
    if (
        reading.core_end - reading.core_start != 4
        or reading.kind != "count"
        or reading.spelled
        or reading.ends is not None
    ):
        return False
    return reading.scale == 1 and not reading.number % 1 and _FIRST_YEAR <= reading.number <= _LAST_YEAR
