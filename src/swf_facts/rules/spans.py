"""Every row that marks a span of a text, with what stands there, and the fact that it is evidence for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.anchors import JOINING, splits_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from swf_facts.rules.tables import Tables

__all__ = ["APART", "LONG", "SPANS", "VIEWS", "all_texts", "fact_rows"]

SPANS = ("evidence", "exclusions", "passages")
_AT_ONCE = 50_000  # spans whose words are Python's at the same time
LONG = 100_000  # characters from which a text is cut and searched otherwise, so that time grows with its length and no faster

# A cut can split a grapheme cluster only before a character that joins, and inside the line end of Windows; before a letter, but for
# some of Thai, Lao and Japanese, a pictograph or half a flag only after a character that may join it. Looked at are the first two and
# the last two of the words and their neighbours.
APART = r"[\p{L}\p{Extended_Pictographic}\U0001f1e6-\U0001f1ff--[\u0e33\u0eb3\uff9e\uff9f]]"
SPLIT = f"(?:[{JOINING}]{{2}}|(?s:.)[{JOINING}--{APART}]|\r\n)"
DOUBTFUL = {
    "start": (pl.col("start") > 0) & pl.col("around").str.contains(f"^{SPLIT}"),
    "end": (pl.col("end") < pl.col("length")) & pl.col("around").str.contains(f"{SPLIT}$"),
}


def all_texts(tables: Tables) -> pl.DataFrame:
    """Every text with its ``number``, in the order of the articles' ids, and its ``length`` in characters."""
    ordered = sorted(tables.texts.items())
    columns = {"article_id": [article for article, _ in ordered], "text": [text for _, text in ordered]}
    frame = pl.DataFrame(columns, {"article_id": pl.String, "text": pl.String}).with_row_index("number")
    return frame.with_columns(length=pl.col("text").str.len_chars().cast(pl.Int64))


def _spans(name: str, tables: Tables) -> pl.DataFrame:
    """Every row of a table of spans with what stands there; null where the article has no text here.

    ``around`` is what stands there with the character before and the one after it; ``matches`` is false where the row quotes
    something else.
    """
    texts = tables.view(all_texts).drop("number")
    long = (texts["length"] > LONG).any()  # then there is no room for the text beside each of its spans
    known = texts.drop("text") if long else texts
    view = tables[name].typed.join(known, on="article_id", how="left", maintain_order="left")
    start, end = pl.col("start"), pl.col("end")
    first = (start - 1).clip(0)
    size = (end + 1 - first).clip(0).cast(pl.UInt64)
    inside = (start >= 0) & (start < end) & (end <= pl.col("length"))
    view = view.with_columns(inside=inside, first=first, size=size)
    view = view.with_columns(around=_around(view, tables.texts)).drop("first", "size")
    view = view.with_columns(
        *(_cut(side, view, tables.texts) for side in ("start", "end")),
        reads=pl.col("around").str.slice(start - first, (end - start).clip(0).cast(pl.UInt64)),
    )
    matches = (
        (pl.col("reads") == pl.col("exact")).fill_null(value=True) if "exact" in view.columns else pl.lit(value=True)
    )
    return view.drop("text", strict=False).with_columns(matches=matches)  # of each row at fault all cells are looked up


def _around(view: pl.DataFrame, texts: Mapping[str, str]) -> pl.Expr | pl.Series:
    """Return what stands around each span; polars counts the characters of a text from its beginning, which takes long in a long one."""
    if "text" in view.columns:
        return pl.when("inside").then(pl.col("text").str.slice("first", "size"))
    # What is much longer than its quote is not the quote, and of a million such spans there would be as many texts.
    most = pl.col("exact").str.len_chars() + 3 if "exact" in view.columns else None
    size = pl.col("size") if most is None else pl.min_horizontal("size", most)
    places = view.select("inside", "article_id", "first", size)
    return pl.concat(_cut_out(part, texts) for part in (places.clear(), *places.iter_slices(_AT_ONCE)))


def _cut_out(places: pl.DataFrame, texts: Mapping[str, str]) -> pl.Series:
    words = [
        texts[article][first : first + size] if inside else None for inside, article, first, size in places.iter_rows()
    ]
    return pl.Series(words, dtype=pl.String)


def _cut(side: str, view: pl.DataFrame, texts: Mapping[str, str]) -> pl.Series:
    """Return which spans begin, or end, inside a grapheme cluster."""
    rows = view.select(DOUBTFUL[side]).to_series().arg_true()
    places = view.select("article_id", side)[rows].iter_rows()
    split = [row for row, (article, at) in zip(rows, places, strict=True) if splits_cluster(texts[article], at)]
    return pl.Series(f"{side}_cut", [False], pl.Boolean).new_from_index(0, view.height).scatter(split, values=True)


VIEWS: Mapping[str, Callable[[Tables], pl.DataFrame]] = {name: partial(_spans, name) for name in SPANS}
"""Views of the tables of spans, row by row."""


def fact_rows(tables: Tables) -> pl.Series:
    """Return the row of the fact that each row of evidence is for, the first that has its id; null where none has."""
    ids = tables["facts"].raw.select("fact_id").with_row_index("fact_row").drop_nulls()
    known = ids.filter(pl.col("fact_id").is_first_distinct())
    spans = tables["evidence"].raw["fact_id"]
    runs = spans.rle().struct.field("value").alias("fact_id").to_frame()  # the rows of a fact mostly follow one another
    return runs.join(known, on="fact_id", how="left", maintain_order="left")["fact_row"].gather(spans.rle_id())
