"""The record of one quantity or date as a text prints it, and the interval that its printed precision implies."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from swf_facts.quantities.lexicon import Comparator

EXACT = Context(prec=400)
"""Wide enough that no sum or product of printed numerals and scales is rounded."""

_TWO = Decimal(2)

Kind = Literal["count", "currency", "percent", "number_range", "date", "template"]
"""``count``: a bare number. ``currency``, ``percent``: a number, or a range of numbers, with that unit. ``number_range``: two
ends without a unit. ``date``: a date, a month or a year. ``template``: a leaked call such as ``formatNumber(46430088175, 2)``.
"""


class Mention(NamedTuple):
    """One quantity or date as the text prints it.

    A tuple, because a text has many and a frozen dataclass takes five times as long to make.

    Attributes
    ----------
    start, end
        Span in code points, 0-based, half-open, comparator words included: ``text[start:end] == exact``.
    exact
        The words of the text.
    kind
        One of `Kind`.
    number
        The printed number times its printed scale, exact; None for a date and for a range of two ends. It is negative only
        where a minus sign or the word "minus" is printed. Minor units are not converted: "34 cents" is 34 ``cent``.
    unit
        ISO 4217 code (``BTC`` for bitcoin), a minor unit (``cent``, ``penny``), ``percent``, ``percentage-point`` or
        ``basis-point``; None for a bare number and for a money word that several currencies share ("francs").
    comparator
        ``eq``, ``gt``, ``ge``, ``lt``, ``le`` or ``ap``. A range of two ends is ``eq``, or the code of a comparator printed
        before it ("about 5 to 7").
    lower, upper
        The interval that comparator and printed precision imply, or the two printed ends of a range; None = open end.
    date
        ISO date, month or year (``2025-05-25``, ``2025-05``, ``2025``); ``XXXX-05-25`` where the year is not printed; None where
        the print does not decide (``3/4/2025``).
    core_start, core_end
        The span without comparator words and signs.
    """

    start: int
    end: int
    exact: str
    kind: Kind
    number: Decimal | None
    unit: str | None
    comparator: Comparator
    lower: Decimal | None
    upper: Decimal | None
    date: str | None
    core_start: int
    core_end: int

    def to_dict(self) -> dict[str, str | int | None]:
        """Return the JSON object of ``swf-facts extract``; numbers are plain decimal strings, never with an exponent."""
        return {
            "start": self.start,
            "end": self.end,
            "exact": self.exact,
            "kind": self.kind,
            "number": None if self.number is None else plain(self.number),
            "unit": self.unit,
            "comparator": self.comparator,
            "lower": None if self.lower is None else plain(self.lower),
            "upper": None if self.upper is None else plain(self.upper),
            "date": self.date,
        }


def plain(number: Decimal) -> str:
    """Return *number* as a plain decimal string without exponent and without idle zeros after the point."""
    digits = str(number)
    if "E" in digits:
        digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if digits[-1] in "0." and "." in digits else digits


def interval(number: Decimal, comparator: Comparator, step: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Return the interval that a comparator and a printed precision imply.

    Parameters
    ----------
    number
        The printed number times its scale.
    comparator
        ``gt`` and ``ge`` leave the upper end open, ``lt`` and ``le`` the lower; ``eq`` and ``ap`` close both.
    step
        The worth of one unit of the last printed digit: 1e10 for "2.15 trillion", 0 where the words rule out rounding ("exactly").

    Returns
    -------
    tuple
        Lower and upper end; None = open.

    Examples
    --------
    >>> interval(Decimal("2.15E12"), "eq", Decimal("1E10"))
    (Decimal('2145000000000'), Decimal('2155000000000'))
    """
    if comparator in ("eq", "ap"):
        half = _half(step)
        return without_exponent(EXACT.subtract(number, half)), without_exponent(EXACT.add(number, half))
    end = without_exponent(number)
    return (end, None) if comparator in ("gt", "ge") else (None, end)


@lru_cache(maxsize=256)
def _half(step: Decimal) -> Decimal:
    return without_exponent(EXACT.divide(step, _TWO))


def without_exponent(number: Decimal) -> Decimal:
    """Return *number* so that ``str`` prints it as `plain` does, but for one below a millionth."""
    printed = str(number)
    if "E" not in printed:
        if "." not in printed or printed[-1] != "0":
            return number  # as most are
        whole = number.to_integral_value()
        if whole == number:
            return whole  # as "1.64 trillion"
    return Decimal(plain(number))
