"""Exact comparison of plain decimals as they are written, at any length and without floating point."""

from __future__ import annotations

import polars as pl

__all__ = ["at_most"]

DIGITS = 60  # as many as a number may have before the point


def _magnitude(column: pl.Expr) -> pl.Expr:
    """Return a string that sorts as the absolute value of a canonical plain decimal does."""
    whole = column.str.strip_prefix("-").str.extract(r"^([0-9]+)").str.zfill(DIGITS)
    fraction = column.str.extract(r"\.([0-9]+)$").fill_null("").str.strip_chars_end("0")
    return pl.concat_str(whole, fraction, separator=".")


def at_most(left: str, right: str) -> pl.Expr:
    """Return whether the decimal in column *left* is at most the one in *right*; null where one is missing."""
    one, other = pl.col(left), pl.col(right)
    # Minus nought is written 0 in canonical form but may stand there; it is no less than nought.
    minus_one = one.str.starts_with("-") & one.str.contains("[1-9]")
    minus_other = other.str.starts_with("-") & other.str.contains("[1-9]")
    small, large = _magnitude(one), _magnitude(other)
    return (
        pl.when(one.is_null() | other.is_null())
        .then(None)
        .when(minus_one != minus_other)
        .then(minus_one)
        .when(minus_one)
        .then(large <= small)
        .otherwise(small <= large)
    )
