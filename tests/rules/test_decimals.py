"""Plain decimals, compared as they are written."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from swf_facts.rules.decimals import at_most

# Long ones that agree in more digits than floating point has, and short ones that are often equal.
WHOLES = st.one_of(
    st.integers(0, 3), st.integers(0, 10**60 - 1), st.sampled_from([10**20, 10**20 + 1, 2**53, 2**53 + 1])
)
FRACTIONS = st.one_of(
    st.just(""), st.text("01", min_size=1, max_size=3), st.text("0123456789", min_size=1, max_size=60)
)


def _written(sign: str, whole: int, fraction: str) -> str:
    return f"{sign}{whole}{'.' if fraction else ''}{fraction}"


NUMBERS = st.one_of(st.none(), st.builds(_written, st.sampled_from(["", "-"]), WHOLES, FRACTIONS))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=20))
def test_decimals_are_compared_exactly(pairs: list[tuple[str | None, str | None]]) -> None:
    """The comparison is that of decimal arithmetic, at any length; a missing number gives no answer."""
    frame = pl.DataFrame(pairs, {"one": pl.String, "other": pl.String}, orient="row")

    assert frame.select(at_most("one", "other")).to_series().to_list() == [
        None if one is None or other is None else Decimal(one) <= Decimal(other) for one, other in pairs
    ]


def test_what_floating_point_cannot_tell_apart_is_told_apart() -> None:
    """Two numbers that round to the same floating point number are compared by their digits."""
    frame = pl.DataFrame({"one": ["9007199254740993", "0.10000000000000000001"], "other": ["9007199254740992", "0.1"]})

    assert frame.select(at_most("one", "other")).to_series().to_list() == [False, False]
