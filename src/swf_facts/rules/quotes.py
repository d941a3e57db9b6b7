"""The quoted words as rules look at them: each span of evidence with its fact, whether it stands, and the passage around it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from swf_facts.rules.overlaps import inside
from swf_facts.rules.spans import VIEWS, fact_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from swf_facts.rules.tables import Tables

__all__ = [
    "Extent",
    "Layout",
    "Span",
    "facts",
    "layouts",
    "misplaced_values",
    "passages",
    "quotes",
]


def facts(tables: Tables) -> pl.DataFrame:
    """Every fact as written with its row, whether its text is here and its row alone has its id, and whether the text is English.

    The number grammar and the lexicons of cues know English only, so what they cannot read is not held against other texts.
    """
    articles = tables["articles"].raw.select("article_id", "language", "published").drop_nulls("article_id")
    cells = tables["facts"].raw.with_row_index("fact_row")
    runs = cells.select(pl.col("article_id").rle().struct.field("value").alias("article_id")).join(
        articles.unique("article_id", keep="first"), on="article_id", how="left", maintain_order="left"
    )
    of_articles = runs.select(
        "language",
        "published",
        here=pl.col("article_id").is_in(list(tables.texts)).fill_null(value=False),
        english=pl.col("language").str.contains("^en(-|$)").fill_null(value=False),
    )
    return cells.hstack(
        of_articles.select(pl.all().gather(cells["article_id"].rle_id()))
    ).with_columns(here=pl.col("here") & pl.col("fact_id").is_first_distinct())  # fmt: skip


def quotes(tables: Tables) -> pl.DataFrame:
    """Every span of evidence, in file order, with the row of its fact and what stands around it.

    ``sound`` is false where the quote is not what stands at its span, or belongs to another article: such a row has its finding
    already, and nothing is read from it. ``around`` is the quote with the character before and the one after it.
    """
    known = tables.view(facts).select(
        pl.when("here").then(column).alias(name)
        for name, column in (("fact_row", "fact_row"), ("fact_article", "article_id"), ("english", "english"))
    )
    spans = tables.view(VIEWS["evidence"]).with_row_index("row").select(
        "row", "fact_id", "role", "article_id", "start", "end", "exact", "reads", "around",
        cut=pl.col("start_cut") | pl.col("end_cut"),
    ).hstack(known.select(pl.all().gather(tables.view(fact_rows))))  # fmt: skip
    stands = (pl.col("reads") == pl.col("exact")) & (pl.col("article_id") == pl.col("fact_article")) & ~pl.col("cut")
    return spans.with_columns(sound=stands.fill_null(value=False))


class Span(NamedTuple):
    """One sound span of evidence."""

    row: int
    role: str
    start: int
    end: int
    exact: str

    def holds(self, other: Span) -> bool:
        """Whether *other* lies inside this span."""
        return self.start <= other.start and other.end <= self.end


class Extent:
    """Some spans, of which it is soon known whether one of them holds a place, however many they are.

    Parameters
    ----------
    spans : sequence of Span
        In any order.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        ordered = sorted((span.start, span.end) for span in spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether a place lies inside one of the spans."""
        before = bisect_right(self._starts, start)
        return before > 0 and end <= self._reach[before - 1]


def misplaced_values(tables: Tables) -> frozenset[int]:
    """Return the facts whose value is quoted from no statement, or from nowhere: what the value says is not looked at."""
    spans = tables.view(quotes).select("role", "start", "end", number="fact_row").drop_nulls()
    values, statements = (spans.filter(pl.col("role") == role).drop("role") for role in ("value", "statement"))
    held = values.filter(inside(values, statements))["number"]
    placed = pl.col("fact_row").is_in(held.unique().implode())
    return frozenset(tables.view(facts).filter(~placed)["fact_row"])


@dataclass(frozen=True, slots=True)
class Layout:
    """The passages of one article in text order."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    _heads: list[int | None] = field(default_factory=list, compare=False)

    def at(self, start: int, end: int) -> int | None:
        """Return the number of the passage that holds a span, None if no single one does."""
        number = bisect_right(self.starts, start) - 1
        return number if number >= 0 and end <= self.ends[number] else None

    def head(self, number: int) -> int | None:
        """Return the number of the passage that heads the list in which a bullet stands; None for what is no bullet."""
        if self.kinds[number] != "bullet":
            return None
        if not self._heads:  # of all at once, as a list may have a million bullets
            before: int | None = None
            for at, kind in enumerate(self.kinds):
                self._heads.append(before if kind == "bullet" else None)
                before = before if kind == "bullet" else at
        return self._heads[number]

    def governing(self, numbers: Iterator[int] | list[int]) -> set[int]:
        """Return passages together with the heads of the lists in which they stand."""
        held = set(numbers)
        return held | {head for number in held if (head := self.head(number)) is not None}


def passages(tables: Tables) -> pl.DataFrame:
    """Every passage of a text that is here, by article and in text order: its ``row``, article, span, kind and treatment."""
    columns = ["article_id", "start", "end", "kind"]
    return (
        tables["passages"].typed.with_row_index("row").drop_nulls(columns).sort("article_id", "start")
        .filter(pl.col("article_id").is_in(list(tables.texts)) & (pl.col("start") < pl.col("end")))
        .select(pl.col("row").cast(pl.Int64), *columns, "treatment")
    )  # fmt: skip


def layouts(tables: Tables) -> Mapping[str, Layout]:
    """Return the passages of every article whose text is here."""
    ordered = tables.view(passages)
    cells = [ordered[column].to_list() for column in ("start", "end", "kind", "row")]
    runs = ordered["article_id"].rle().struct.unnest().select("value", "len", end=pl.col("len").cum_sum())
    cut = {article: Layout(*(cell[end - size : end] for cell in cells)) for article, size, end in runs.iter_rows()}
    return {article: cut.get(article) or Layout() for article in tables.texts}
