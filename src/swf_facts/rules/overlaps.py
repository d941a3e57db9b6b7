"""Which spans share a character, found for all of them at once along all texts, one after the other.

No span is held against each other one of its article: an article may have a million of them.
"""

from __future__ import annotations

import polars as pl

__all__ = ["along", "pairs", "sharing"]

_STRETCH = 2**40  # more than the characters of any text


def along(start: pl.Expr) -> pl.Expr:
    """Return a position counted along all texts by ``number``; one outside its text lies at its beginning or behind it."""
    return pl.col("number").cast(pl.Int64) * _STRETCH + start.clip(0, _STRETCH - 1)


def _placed(spans: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return where the spans begin and end along all texts."""
    begins, ends = spans.select(along(pl.col("start")), end=along(pl.col("end"))).get_columns()
    return begins, ends


def sharing(spans: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Return which of some *spans* share a character with one of *others*; both have ``number``, ``start`` and ``end``.

    Such a span ends behind the beginnings of more of them than it begins behind the ends of.
    """
    (begins, ends), (theirs, their_ends) = _placed(spans), _placed(others)
    begun, ended = theirs.sort().search_sorted(ends, side="left"), their_ends.sort().search_sorted(begins, side="right")
    return begun > ended


def pairs(spans: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return each of some *spans* with each of *others* with which it shares a character, as ``low`` and ``high``.

    No two of the others may share one, so that those of a span are neighbours.
    """
    ordered = others.sort("number", "start")
    (begins, ends), (theirs, their_ends) = _placed(spans), _placed(ordered)
    first, behind = their_ends.search_sorted(begins, side="right"), theirs.search_sorted(ends, side="left")
    touched = spans.with_columns(first=first, behind=behind).filter(pl.col("first") < pl.col("behind"))
    paired = touched.with_columns(other=pl.int_ranges("first", "behind")).drop("first", "behind").explode("other")
    return paired.drop("other").hstack(ordered.select(low="start", high="end")[paired["other"]])
