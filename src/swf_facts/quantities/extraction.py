"""Find the quantities and dates of a text, and answer the questions that the ladder asks about quotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, cast

from swf_facts.quantities import context
from swf_facts.quantities.composition import compose, is_year
from swf_facts.quantities.dates import iso_date
from swf_facts.quantities.forms import read_form
from swf_facts.quantities.lexicon import COMPARATOR_SIGNS, COMPARATORS, Comparator
from swf_facts.quantities.mention import Mention, interval, without_exponent
from swf_facts.quantities.pattern import SPACE
from swf_facts.quantities.reading import Reading, is_initial, read_match
from swf_facts.quantities.search import anchors, asides, quantity_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from swf_facts.quantities.search import Anchor, Found

_PERCENT_OF = re.compile(rf"(?:\A|[.;:!?\n])[ ]?(?P<unit>[Pp]er{SPACE}?cents?|[Pp]ercentages?){SPACE}of{SPACE}\Z")
_MAYBE_DIGIT = "[0-9\u00b2\u00b3\u00b9\u0660-\u1fff\u2070-\u2089\u2460-\U0010ffff]"
_MAYBE_DIGITS = re.compile(
    f"{_MAYBE_DIGIT}{_MAYBE_DIGIT}*"
)  # with every character that is one, and little of what texts print
_LONGEST_COMPARATOR = max(len(form) for form in COMPARATORS)
_START = attrgetter("start")


def extract(text: str) -> list[Mention]:
    """Return every quantity and date of *text* in reading order; mentions never overlap.

    Works for any text, in time linear in its length. A mention that is a range of two ends has no ``number``.

    Examples
    --------
    >>> [(m.exact, m.comparator, str(m.number), m.unit) for m in extract("assets over $1.64 trillion")]
    [('over $1.64 trillion', 'gt', '1640000000000', 'USD')]
    """
    return extract_at(text, anchors(text))


def extract_at(text: str, found: Sequence[Anchor]) -> list[Mention]:
    """Return what `extract` does, given the digits and number words of the text."""
    if not found:
        return []  # as in most quotes; an address without a digit sets nothing aside
    aside = list(_aside(text, found))
    readings = compose(text, list(_readings(text, found, [(start, end) for start, end, _ in aside])))
    mentions = [mention for _, _, mention in aside if mention is not None]
    mentions += [mention for reading in readings if (mention := _mention(text, reading)) is not None]
    mentions.sort(key=_START)
    return mentions


def read_quantity(quote: str) -> Mention | None:
    """Return the one quantity that a value quote says, comparator included; None if it says none or more than one.

    Dates do not count.

    Examples
    --------
    >>> read_quantity("around 108K").lower
    Decimal('107500')
    """
    quantities = [mention for mention in extract(quote) if mention.kind != "date"]
    return quantities[0] if len(quantities) == 1 else None


def comparator_before(text: str, start: int) -> Comparator | None:
    """Return the comparator printed directly before a position, None if there is none.

    A value quote cut to begin after "over" is found out by this. "eq" is a printed word too ("exactly").

    Examples
    --------
    >>> comparator_before("assets over $1.64 trillion", 12)
    'gt'
    """
    window = re.sub(f"{SPACE}+", " ", text[max(0, start - 2 * _LONGEST_COMPARATOR) : start]).rstrip()
    for length in range(min(_LONGEST_COMPARATOR, len(window)), 0, -1):
        form, before = window[-length:], window[-length - 1 : -length]
        if form in COMPARATOR_SIGNS or (form in COMPARATORS and not before.isalnum() and not is_initial(form, before)):
            return cast("Comparator", COMPARATORS.get(form) or COMPARATOR_SIGNS.get(form))
    return None


def comparator_after(text: str, end: int) -> Comparator | None:
    """Return the comparator printed directly after a position ("+", "or more"), None if there is none.

    Examples
    --------
    >>> comparator_after("a Billion+ fund", 9)
    'ge'
    """
    follows = f"7{text[end : end + 40]}"
    match = quantity_at(follows, 0, (0, 1))
    reading, _ = read_match(match) if match else (None, 0)
    return reading.comparator if reading is not None and reading.compared and reading.core_end <= 2 else None


def stray_digits(text: str, covered: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return every run of digits, or part of one, that no covered span holds.

    Digits of any script count, so that a look-alike is not overlooked.

    Examples
    --------
    >>> stray_digits("108K and 6G", [(0, 4)])
    [(9, 10)]
    """
    stray: list[tuple[int, int]] = []
    reach = 0
    for start, end in (*sorted(covered), (len(text), len(text))):
        while reach < start and (run := _MAYBE_DIGITS.search(text, reach, start)) is not None:
            reach = run.end()
            for at in range(run.start(), reach):
                if not text[at].isdigit():
                    continue
                if stray and stray[-1][1] == at:
                    stray[-1] = (stray[-1][0], at + 1)
                else:
                    stray.append((at, at + 1))
        reach = max(reach, end)
    return stray


def _aside(text: str, found: Sequence[Anchor]) -> Iterator[tuple[int, int, Mention | None]]:
    """Yield dates with their mentions, and the addresses and idioms whose digits are no quantities."""
    for match in asides(text, found):
        start, end = match.span()
        if match.lastgroup == "address":
            yield start, end, None
        elif match.lastgroup == "idiom":
            before, after = text[max(0, start - 1) : start], text[end : end + 1]
            if not (before.isalnum() or after.isalnum() or (before and before in "$€£.,-")):
                yield start, end, None
        else:
            valid, date = iso_date(match)
            if valid:
                end -= match[0].endswith(".")
                yield start, end, _date_mention(text, start, end, date)


def _date_mention(text: str, start: int, end: int, date: str | None) -> Mention:
    return Mention(start, end, text[start:end], "date", None, None, "eq", None, None, date, start, end)


def _readings(text: str, found: Sequence[Anchor], aside: list[tuple[int, int]]) -> Iterator[Reading]:
    """Yield the readings of a text, left to right, outside the spans set aside."""
    starts, ends = [start for start, _ in aside], [0, *(end for _, end in aside), len(text) + 1]
    position = coming = 0
    for anchor in found:
        at, end = anchor
        if end <= position:
            continue  # as all but the first of "1,234.56"
        while ends[coming + 1] <= at:
            coming += 1
        set_aside = starts[coming] if coming < len(starts) else len(text)
        if set_aside <= at:
            position = ends[coming + 1]
        elif position <= at and (known := read_form(text, position, anchor)) is not None:
            form, first, last, following = known
            if ends[coming] <= first and last <= set_aside:
                position = following
                if form is not None:
                    yield form
        while position < end and (match := quantity_at(text, position, anchor)) is not None:
            nearest = bisect_right(starts, match.end - 1) - 1
            if nearest >= 0 and aside[nearest][1] > match.start:
                inside, position = _before_aside(match, aside, starts), aside[nearest][1]
                if inside is not None:
                    yield inside
                continue
            reading, position = read_match(match)
            if reading is not None:
                yield reading


def _before_aside(match: Found, aside: list[tuple[int, int]], starts: list[int]) -> Reading | None:
    """Return the reading of a match that runs into a span set aside, if the number itself ends before it."""
    first = bisect_right(starts, match.start)
    if first >= len(aside) or (first and aside[first - 1][1] > match.start):
        return None
    reading, _ = read_match(match)
    return reading if reading is not None and reading.end <= aside[first][0] else None


def _mention(text: str, reading: Reading) -> Mention | None:
    """Return the mention of a reading, None if what stands around it says that it is no quantity."""
    if reading.ends is not None:
        low, high = reading.ends
        return _quantity_mention(text, reading, None, without_exponent(low), without_exponent(high))
    if reading.kind == "count":
        if is_year(reading) and (year := _year_mention(text, reading)) is not None:
            return year
        reading = _percent_of(text, reading)
    if reading.doubt or (
        reading.kind == "percent" and reading.number == 1 and context.is_third(text, reading.core_start)
    ):
        return None
    if reading.kind == "count" and (reading.tied_left or reading.tied_right or _is_refused(text, reading)):
        return None
    number = without_exponent(reading.number)
    return _quantity_mention(text, reading, number, *interval(number, reading.comparator, reading.step))


def _quantity_mention(
    text: str, reading: Reading, number: Decimal | None, lower: Decimal | None, upper: Decimal | None
) -> Mention:
    start, end = reading.start, reading.end
    return Mention(
        start, end, text[start:end], reading.kind, number, reading.unit, reading.comparator, lower, upper, None,
        reading.core_start, reading.core_end,
    )  # fmt: skip


def _is_refused(text: str, reading: Reading) -> bool:
    """Return whether a bare number is a label, a time, a window, an idiom, or belongs to a superlative."""
    start, end = reading.core_start, reading.core_end
    if reading.scale > 1:
        return False
    if context.is_window(text, start, end) or context.is_clock(text, end):
        return True
    if reading.compared:
        return False
    if context.is_label(text, start) or context.is_odds(text, start) or context.is_course(text, start, end):
        return True
    return reading.spelled and (context.is_anaphor(text, start) or context.is_superlative(text, end))


def _year_mention(text: str, reading: Reading) -> Mention | None:
    """Return a bare year as a date; None where the number counts something."""
    if reading.compared and reading.comparator != "ap":
        return None
    start, end = reading.core_start, reading.core_end
    if not reading.number % 100 and not context.names_year(text, start):
        return None
    return _date_mention(text, start, end, f"{reading.number:f}")


def _percent_of(text: str, reading: Reading) -> Reading:
    """Return "per cent of twenty-two", printed alone, as a percentage; before a noun the words say a share of something."""
    if text[reading.start - 3 : reading.start - 1] != "of":
        return reading  # as most
    if reading.end != reading.core_end or not context.ends_clause(text, reading.end):
        return reading
    words = _PERCENT_OF.search(text, max(0, reading.start - 20), reading.start)
    if words is None or text[max(0, words.start("unit") - 1) : words.start("unit")] not in ("", " ", "\n"):
        return reading
    start = words.start("unit")
    return reading._replace(start=start, core_start=start, kind="percent", unit="percent", doubt="")
