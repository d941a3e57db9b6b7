"""Quantities in the forms in which English news prints them, with what each says, worked out apart from the number grammar.

A form prints whole numbers of its last digit; number and interval follow from them by integer arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from swf_facts.synthesis.draws import below, draw

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from swf_facts.synthesis.draws import Integers, Keys

__all__ = ["FORMS", "Form", "figures"]

CELLS = ("value_number", "unit_id", "comparator", "lower", "upper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to print a quantity: ``before`` digits ``after``, or two numbers with ``between`` them.

    Attributes
    ----------
    before, after : str
        What stands around the digits: comparator, sign, scale, unit.
    between : str
        What stands between the two ends of a range; empty for a single number.
    low, high : int
        The least printed number and the first that is too large, in units of the last printed digit.
    decimals : int
        Printed digits after the point.
    scale : int
        Power of ten of the printed scale.
    grouped : bool
        Whether commas part the thousands.
    comparator, unit : str
        What the form says; an empty unit for a count.
    exact : bool
        Whether the words rule out rounding.
    """

    before: str = ""
    after: str = ""
    between: str = ""
    low: int = 11
    high: int = 9_990
    decimals: int = 0
    scale: int = 0
    grouped: bool = False
    comparator: str = "eq"
    unit: str = ""
    exact: bool = False


# decimals, least and first too large number of last digits, whether commas part the thousands
_SIZES = {"12": (0, 101, 990, False), "1.2": (1, 11, 990, False), "1.23": (2, 101, 990, False), "cents": (2, 1_000_001, 99_999_999, True),
          "long": (0, 1_000_001, 999_999_999, True), "crore": (0, 1_001, 99_999, True)}  # fmt: skip


def _sum(  # noqa: PLR0913, PLR0917  # the columns of a table
    before: str, size: str, after: str, unit: str, scale: int, comparator: str = "eq", between: str = ""
) -> Form:
    """Return a form for a sum of money; ``exactly`` rules out rounding."""
    decimals, low, high, grouped = _SIZES[size]
    return Form(
        before=before, after=after, between=between, low=low, high=high, decimals=decimals, scale=scale, grouped=grouped,
        comparator=comparator, unit=unit, exact=before.startswith("exactly "),
    )  # fmt: skip


_MONEY = (
    _sum("$", "1.23", " trillion", "USD", 12),
    _sum("$", "1.2", " billion", "USD", 9),
    _sum("US$", "1.2", " billion", "USD", 9),
    _sum("$", "1.2", "bn", "USD", 9),
    _sum("$", "1.2", "B", "USD", 9),
    _sum("$", "12", " million", "USD", 6),
    _sum("$", "cents", "", "USD", 0),
    _sum("", "1.2", " billion dollars", "USD", 9),
    _sum("", "12", " million U.S. dollars", "USD", 6),
    _sum("USD ", "12", " million", "USD", 6),
    _sum("€", "1.2", " billion", "EUR", 9),
    _sum("€", "12", " million", "EUR", 6),
    _sum("EUR ", "1.2", " billion", "EUR", 9),
    _sum("", "1.2", " billion euros", "EUR", 9),
    _sum("£", "1.23", "bn", "GBP", 9),
    _sum("£", "12", " million", "GBP", 6),
    _sum("¥", "1.2", " trillion", "JPY", 12),
    _sum("¥", "long", "", "JPY", 0),
    _sum("", "1.2", " trillion yen", "JPY", 12),
    _sum("₩", "1.2", " trillion", "KRW", 12),
    _sum("₹", "crore", " crore", "INR", 7),
    _sum("CN¥", "1.2", " billion", "CNY", 9),
    _sum("A$", "1.2", " billion", "AUD", 9),
    _sum("C$", "1.2", "bn", "CAD", 9),
    _sum("HK$", "12", " million", "HKD", 6),
    _sum("CHF ", "1.2", " billion", "CHF", 9),
    _sum("NOK ", "12", " billion", "NOK", 9),
    _sum("over $", "1.23", " trillion", "USD", 12, "gt"),
    _sum("more than €", "1.2", " billion", "EUR", 9, "gt"),
    _sum("at least £", "12", " million", "GBP", 6, "ge"),
    _sum("up to $", "1.2", " billion", "USD", 9, "le"),
    _sum("under ¥", "12", " billion", "JPY", 9, "lt"),
    _sum("about $", "12", " million", "USD", 6, "ap"),
    _sum("nearly €", "1.2", "bn", "EUR", 9, "ap"),
    _sum("around A$", "1.2", " billion", "AUD", 9, "ap"),
    _sum("exactly $", "12", " million", "USD", 6),
    _sum("$", "1.2", " billion+", "USD", 9, "ge"),
    _sum("$", "1.2", " billion", "USD", 9, between=" billion to $"),
    _sum("between €", "1.2", " billion", "EUR", 9, between=" billion and €"),
    _sum("$", "1.2", " billion", "USD", 9, between="–"),
)
_RATES = (
    Form(after="%", unit="percent", decimals=2, low=101, high=9_990),
    Form(after="%", unit="percent", decimals=1, low=11, high=990),
    Form(after=" percent", unit="percent", decimals=1, low=11, high=990),
    Form(after=" per cent", unit="percent", low=2, high=99),
    Form(before="around ", after="%", unit="percent", comparator="ap", low=2, high=99),
    Form(before="more than ", after=" percent", unit="percent", comparator="gt", low=2, high=99),
    Form(before="nearly ", after="%", unit="percent", comparator="ap", decimals=1, low=11, high=990),
    Form(before="at least ", after="%", unit="percent", comparator="ge", decimals=1, low=11, high=990),
    Form(before="less than ", after=" per cent", unit="percent", comparator="lt", low=2, high=99),
)
_BANDS = (
    Form(before="between ", between="% and ", after="%", unit="percent", decimals=1, low=11, high=990),
    Form(between="% to ", after="%", unit="percent", low=2, high=99),
    Form(between="–", after="%", unit="percent", decimals=1, low=11, high=990),
    Form(before="between ", between=" and ", after=" percent", unit="percent", low=2, high=99),
)
_COUNTS = (
    Form(low=1_001, high=99_999, grouped=True),
    Form(before="about ", comparator="ap", low=1_001, high=99_999, grouped=True),
    Form(before="more than ", comparator="gt", low=1_001, high=99_999, grouped=True),
    Form(before="at least ", comparator="ge", low=1_001, high=99_999, grouped=True),
    Form(before="fewer than ", comparator="lt", low=1_001, high=99_999, grouped=True),
    Form(after=" million", decimals=1, low=11, high=990, scale=6),
    Form(after=" thousand", low=12, high=990, scale=3),
    Form(before="nearly ", after=" thousand", comparator="ap", low=12, high=990, scale=3),
    Form(between=" to ", low=1_001, high=99_999, grouped=True),
)
FORMS = {
    "money": _MONEY,
    "rate": _RATES,
    "percent": (*_RATES, *_BANDS),
    "points": (
        Form(after=" basis points", unit="basis-point", low=12, high=480),
        Form(after=" bps", unit="basis-point", low=12, high=480),
        Form(before="about ", after=" basis points", unit="basis-point", comparator="ap", low=12, high=480),
        Form(after=" percentage points", unit="percentage-point", decimals=1, low=11, high=99),
    ),
    "count": _COUNTS,
    "quote": (
        Form(after="K", low=11, high=990, scale=3, unit="USD"),
        Form(before="around ", after="K", low=11, high=990, scale=3, unit="USD", comparator="ap"),
    ),
    "digits": (Form(low=10_000_000_000, high=99_000_000_000, unit="USD"),),
}
"""The forms by kind of slot. ``quote`` and ``digits`` print no unit; theirs is inferred."""

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _spelled(number: int) -> str:
    """Return a number from 2 to 999 in words."""
    if number >= 100:
        rest = number % 100
        return f"{_ONES[number // 100]} hundred{f' and {_spelled(rest)}' if rest else ''}"
    if number < 20:
        return _ONES[number]
    tens = _TENS[number // 10 - 2]
    return tens if number % 10 == 0 else f"{tens}-{_ONES[number % 10]}"


@cache
def _words() -> pl.DataFrame:
    """Return the numbers that are printed in words: text, number, comparator, lower and upper end."""
    rows: list[tuple[str, int, str, float | None, float | None]] = [
        (_spelled(number), number, "eq", number - 0.5, number + 0.5) for number in range(2, 1000)
    ]
    rows += [(f"about {_spelled(number)}", number, "ap", number - 0.5, number + 0.5) for number in range(20, 400, 7)]
    rows += [(f"more than {_spelled(number)}", number, "gt", number, None) for number in range(20, 400, 9)]
    rows += [(f"at most {_spelled(number)}", number, "le", None, number) for number in range(20, 400, 11)]
    rows += [(f"{_spelled(number)} or more", number, "ge", number, None) for number in range(20, 400, 13)]
    rows += [(f"{_spelled(number)} thousand", number * 1000, "eq", number * 1000 - 500, number * 1000 + 500) for number in range(2, 99)]  # fmt: skip
    rows += [("half a million", 500_000, "eq", 450_000, 550_000), ("a dozen", 12, "eq", 6, 18)]
    plain = [[None if value is None else f"{value:.1f}".removesuffix(".0") for value in row[3:]] for row in rows]
    return pl.DataFrame(
        {
            "text": [row[0] for row in rows],
            "value_number": [str(row[1]) for row in rows],
            "unit_id": [None] * len(rows),
            "comparator": [row[2] for row in rows],
            "lower": [ends[0] for ends in plain],
            "upper": [ends[1] for ends in plain],
        },
        {"text": pl.String, **dict.fromkeys(CELLS, pl.String)},
    )


def figures(kind: str, keys: Keys) -> pl.DataFrame:
    """Print one quantity for each key.

    Parameters
    ----------
    kind : str
        A key of `FORMS`, or ``words`` for numbers in words.
    keys : array of uint64, shape (n,)
        What decides form and number.

    Returns
    -------
    polars.DataFrame, shape (n, 6)
        ``text`` and the cells of a fact: ``value_number``, ``unit_id``, ``comparator``, ``lower``, ``upper``.
    """
    if kind == "words":
        words = _words()
        return words[below(draw(keys, 1), words.height)]
    forms = _columns(kind)
    chosen = below(draw(keys, 0), len(forms.low))
    power = (forms.scale - forms.decimals)[chosen]
    number = forms.low[chosen] + below(draw(keys, 1), (forms.high - forms.low)[chosen])
    # The second end of a range is larger by a share of the first, at least by one.
    other = number + 1 + below(draw(keys, 2), np.maximum(1, np.minimum(number, forms.high[chosen] // 2)))
    ranged, half = forms.ranged[chosen], forms.half[chosen]
    # A rounded number may be anything from half of its last digit below to half of it above; other words leave one end open.
    rounded = forms.rounded[chosen]
    finer = power - rounded
    low = np.where(rounded, number * 10 - half, number)
    high = np.where(rounded, number * 10 + half, np.where(ranged, other, number))
    digits = [_digits(one, forms, chosen) for one in (number, other)]
    return pl.select(
        text=pl.concat_str([
            forms.before.gather(chosen), digits[0], forms.between.gather(chosen),
            pl.when(pl.Series(ranged)).then(digits[1]).otherwise(pl.lit("")), forms.after.gather(chosen),
        ]),
        value_number=_plain(number, power), unit_id=forms.unit.gather(chosen), comparator=forms.comparator.gather(chosen),
        lower=pl.when(pl.Series(forms.closed_below[chosen])).then(_plain(low, finer)),
        upper=pl.when(pl.Series(forms.closed_above[chosen])).then(_plain(high, finer)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Columns:
    """The forms of one kind by columns; what of them holds for an interval is worked out once."""

    before: pl.Series
    between: pl.Series
    after: pl.Series
    unit: pl.Series
    comparator: pl.Series
    low: Integers
    high: Integers
    decimals: Integers
    scale: Integers
    half: Integers
    grouped: NDArray[np.bool_]
    ranged: NDArray[np.bool_]
    rounded: NDArray[np.bool_]
    closed_below: NDArray[np.bool_]
    closed_above: NDArray[np.bool_]


@cache
def _columns(kind: str) -> _Columns:
    forms = FORMS[kind]

    def words(of: Callable[[Form], str]) -> pl.Series:
        return pl.Series([of(form) for form in forms], dtype=pl.String)

    def numbers(of: Callable[[Form], int]) -> Integers:
        return np.array([of(form) for form in forms], dtype=np.int64)

    def marks(of: Callable[[Form], bool]) -> NDArray[np.bool_]:
        return np.array([of(form) for form in forms], dtype=np.bool_)

    return _Columns(
        before=words(lambda form: form.before), between=words(lambda form: form.between), after=words(lambda form: form.after),
        unit=pl.Series([form.unit or None for form in forms], dtype=pl.String), comparator=words(lambda form: form.comparator),
        low=numbers(lambda form: form.low), high=numbers(lambda form: form.high), decimals=numbers(lambda form: form.decimals),
        scale=numbers(lambda form: form.scale), half=numbers(lambda form: 0 if form.exact else 5),
        grouped=marks(lambda form: form.grouped), ranged=marks(lambda form: bool(form.between)),
        rounded=marks(lambda form: not form.between and form.comparator in {"eq", "ap"}),
        closed_below=marks(lambda form: bool(form.between) or form.comparator not in {"lt", "le"}),
        closed_above=marks(lambda form: bool(form.between) or form.comparator not in {"gt", "ge"}),
    )  # fmt: skip


_MOST_DECIMALS = 3
_FRACTIONS = pl.Series(
    ["", *(f".{number:0{width}}" for width in range(1, _MOST_DECIMALS + 1) for number in range(10**width))]
)
"""What may stand after the whole number, by the number of digits and then by value."""
_FIRST_FRACTION = np.array([0, *(sum(10**width for width in range(1, most)) + 1 for most in range(1, _MOST_DECIMALS + 1))])  # fmt: skip


def _digits(number: Integers, forms: _Columns, chosen: Integers) -> pl.Series:
    """Return numbers as their forms print them, point and commas included."""
    decimals = forms.decimals[chosen]
    whole, rest = np.divmod(number, 10**decimals)
    text, grouped = pl.Series(whole).cast(pl.String), pl.Series(forms.grouped[chosen])
    for groups in range(1, 4) if grouped.any() else ():  # a comma before every three digits from the right
        cut = 4 * groups - 1
        parted = pl.concat_str([text.str.head(-cut), pl.lit(","), text.str.tail(cut)])
        text = pl.select(pl.when(grouped & (text.str.len_bytes() > cut)).then(parted).otherwise(text)).to_series()
    return text + _FRACTIONS.gather(_FIRST_FRACTION[decimals] + rest)


def _plain(number: Integers, power: Integers) -> pl.Series:
    """Return ``number * 10**power`` as plain decimals without idle noughts."""
    for _ in range(_MOST_DECIMALS):
        idle = (power < 0) & (number % 10 == 0)
        number, power = np.where(idle, number // 10, number), power + idle
    decimals = np.maximum(-power, 0)
    whole, rest = np.divmod(number * 10 ** np.maximum(power, 0), 10**decimals)
    return pl.Series(whole).cast(pl.String) + _FRACTIONS.gather(_FIRST_FRACTION[decimals] + rest)
