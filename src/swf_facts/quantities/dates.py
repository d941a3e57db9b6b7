"""Decide which matches of the date pattern are dates, and write them as ISO 8601."""

from __future__ import annotations

from calendar import isleap
from string import ascii_letters, ascii_lowercase
from typing import TYPE_CHECKING

from swf_facts.quantities.lexicon import MONTHS, YEAR_CUES

if TYPE_CHECKING:
    import re

_ALSO_VERBS = frozenset({"may", "march"})
_DATE_CUES = YEAR_CUES | {"on"}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SPACES = frozenset(" \t\n")
_WINDOW = 16  # characters in which a cue is sought


def cue_before(text: str, start: int) -> str:
    """Return the word directly before *start* and a white space, of which the second may be a line end; empty if there is none."""
    first = max(0, start - _WINDOW)
    before = text[first:start]
    if before[-1:] == "\n" and before[-2:-1] in _SPACES:
        before = before[:-1]
    if before[-1:] not in _SPACES:
        return ""
    stem = before[:-1].rstrip(ascii_letters)
    beyond = text[first + len(stem) - 1 : first + len(stem)]
    return "" if beyond.isalnum() or beyond == "_" else before[len(stem) : -1]


def iso_date(match: re.Match[str]) -> tuple[bool, str | None]:
    """Return whether a match of the date pattern is a date, and the date.

    Returns
    -------
    tuple
        False where it is no date after all ("May 45"). The date is None where the print does not decide between two readings.

    Examples
    --------
    >>> from swf_facts.quantities.pattern import ASIDE
    >>> iso_date(ASIDE.search("Sun May 25 2025"))
    (True, '2025-05-25')
    """
    text, said = match.string, match.lastgroup
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if said in ("day", "year"):
        return _day_of_month(match, *match.group("month", "day", "year"))
    if said in ("month_second", "year_last"):
        if before and before in ".,/-–:$€£¥":
            return False, None
        return _day_of_month(match, *match.group("month_second", "day_first", "year_last"))
    if said == "year_of_month":
        return _month_of_year(match)
    if (before and before in ".,/-–") or (after and after in "/-–"):
        return False, None
    return {"iso": _day_of_year, "iso_month": _iso_month, "slashes": _slashes, "two_years": _two_years}[said or ""](
        match[said or ""]
    )


def _valid(year: str, month: int, day: int) -> tuple[bool, str | None]:
    """Return the date if the calendar has it; a year that is not printed counts as a leap year."""
    if not 1 <= month <= 12 or (year != "XXXX" and not 1000 <= int(year) <= 2999):
        return False, None
    if not 1 <= day <= _DAYS[month - 1] or (month == 2 and day == 29 and year != "XXXX" and not isleap(int(year))):
        return False, None
    return True, f"{year}-{month:02d}-{day:02d}"


def _month_of_year(match: re.Match[str]) -> tuple[bool, str | None]:
    """Read "May 2025"."""
    year = match["year_of_month"]
    if not 1900 <= int(year) <= 2099:
        return False, None
    return True, f"{year}-{MONTHS[match['month_alone']]:02d}"


def _day_of_month(match: re.Match[str], month: str, day: str, year: str | None) -> tuple[bool, str | None]:
    """Read "May 25, 2025", "25 May 2025" and both without a year."""
    if not year and month in _ALSO_VERBS and cue_before(match.string, match.start()).lower() not in _DATE_CUES:
        return False, None
    return _valid(year or "XXXX", MONTHS[month], int(day.rstrip(ascii_lowercase)))


def _day_of_year(printed: str) -> tuple[bool, str | None]:
    """Read "2025-05-25"."""
    year, month, day = printed.split("-")
    return _valid(year, int(month), int(day))


def _iso_month(printed: str) -> tuple[bool, str | None]:
    """Read "2025-05"; where "2008-09" may be two years, the print does not decide, and "2012-13" is two years."""
    year, month = printed.split("-")
    if not 1 <= int(month) <= 12:
        return _two_years(printed)
    return True, printed if int(month) <= int(year[2:]) else None


def _two_years(printed: str) -> tuple[bool, str | None]:
    """Read "2023-24", a year that begins in one calendar year and ends in the next: neither is its date."""
    return (int(printed[:4]) + 1) % 100 == int(printed[-2:]), None


def _slashes(printed: str) -> tuple[bool, str | None]:
    """Read "05/25/2025"; where day and month may be swapped, the print does not decide."""
    parts = [int(part) for part in printed.split("/")]
    widths = [len(part) for part in printed.split("/")]
    if widths[0] == 4 and widths[2] <= 2:
        return _valid(str(parts[0]), parts[1], parts[2])
    if widths[2] != 4 or widths[0] > 2:
        return False, None
    year = str(parts[2])
    readings = {date for month, day in (parts[:2], parts[1::-1]) for valid, date in [_valid(year, month, day)] if valid}
    return bool(readings), readings.pop() if len(readings) == 1 else None
