"""Exact comparison of plain decimals as they are written, at any length and without a floating point's error."""

from __future__ import annotations

import polars as pl

__all__ = ["at_most"]

DIGITS = 60  # as many as a number may have before the point


def at_most(left: str, right: str) -> pl.Expr:
    """Return whether the decimal in column *left* is at most the one in *right*; null where one is missing."""
    return pl.struct(left=left, right=right).map_batches(_at_most, return_dtype=pl.Boolean)


def _at_most(pairs: pl.Series) -> pl.Series:
    """Compare most pairs as floating point numbers, and digit by digit those that floating point cannot tell apart.

    Of two decimals the smaller never becomes the larger when both are rounded to the nearest floating point number.
    """
    one, other, frame = pl.col("left"), pl.col("right"), pairs.struct.unnest()
    same = frame.select(one == other).to_series()
    rows = (~same).arg_true()
    unlike = frame[rows]
    plain = ~(one.str.contains("[^0-9.-]") | other.str.contains("[^0-9.-]"))
    low, high = one.cast(pl.Float64, strict=False), other.cast(pl.Float64, strict=False)
    told = unlike.select(pl.when(plain & (low != high)).then(low < high)).to_series()
    if told.null_count():
        doubtful = told.is_null().arg_true()
        told = told.scatter(doubtful, unlike[doubtful].select(_exactly(one, other)).to_series())
    return same.scatter(rows, told)


def _exactly(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    # Minus nought is written 0 in canonical form but may stand there; it is no less than nought.
    minus_one = one.str.starts_with("-") & one.str.contains("[1-9]")
    minus_other = other.str.starts_with("-") & other.str.contains("[1-9]")
    small, large = _magnitude(one), _magnitude(other)
    return (
        pl.when(minus_one != minus_other).then(minus_one).when(minus_one).then(large <= small).otherwise(small <= large)
    )


def _magnitude(column: pl.Expr) -> pl.Expr:
    """Return a string that sorts as the absolute value of a canonical plain decimal does."""
    whole = column.str.strip_prefix("-").str.extract(r"^([0-9]+)").str.zfill(DIGITS)
    fraction = column.str.extract(r"\.([0-9]+)$").fill_null("").str.strip_chars_end("0")
    return pl.concat_str(whole, fraction, separator=".")
