"""Which spans share a character, and which lie inside others, found for all of them at once along all texts, one after the other.

No span is held against each other one of its article or of its fact: these may have a million of them.
"""

from __future__ import annotations

import polars as pl

__all__ = ["along", "begun_in", "inside", "other_around", "pairs", "sharing"]

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


def inside(spans: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Return which of some *spans* lie inside one of *others*, be it the same; both have ``number``, ``start`` and ``end``.

    Of the others that begin no later than such a span, the one that ends last does not end before it.
    """
    (begins, ends), (theirs, their_ends) = _placed(spans), _placed(others.sort("number", "start"))
    before = theirs.search_sorted(begins, side="right").cast(pl.Int64)
    reached = their_ends.cum_max().gather(pl.select(pl.when(before > 0).then(before - 1)).to_series())
    return (reached >= ends).fill_null(value=False)


def begun_in(spans: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Return how many of *others* begin in each of some *spans*; both have ``number``, ``start`` and ``end``."""
    (begins, ends), (theirs, _) = _placed(spans), _placed(others)
    ordered = theirs.sort()
    return ordered.search_sorted(ends, side="left") - ordered.search_sorted(begins, side="left")


def other_around(spans: pl.DataFrame) -> pl.Series:
    """Return for each of some *spans* the row of another inside which it lies, be it the same; null where there is none.

    Of several that is the one that ends last, of these the one that begins first. They have ``number``, ``start`` and ``end``.
    """
    begins, ends = pl.col("begins"), pl.col("ends")
    placed = pl.DataFrame(dict(zip(("begins", "ends"), _placed(spans), strict=True))).with_row_index("at")
    ordered = placed.sort("begins", "ends", descending=[False, True], maintain_order=True)
    # What lies inside another stands behind it in this order, but for one that is the same.
    before = ordered.with_columns(reach=ends.cum_max().shift(1)).with_columns(
        last=pl.when((ends > pl.col("reach")).fill_null(value=True)).then("at").forward_fill().shift(1)
    )
    same = (begins == begins.shift(-1)) & (ends == ends.shift(-1))
    around = pl.when(pl.col("reach") >= ends).then("last").when(same).then(pl.col("at").shift(-1))
    return before.select("at", around=around).sort("at")["around"]


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
