"""The spans of the facts whose spans all stand: a frame of all of them, and records of the few that a screen leaves.

A screen is an expression over all rows that drops those about which a rule has surely nothing to say; what it leaves is looked
at in Python. It may leave a row that is good, and never drops one that is not.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.quotes import Span, passages, quotes, role_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swf_facts.rules.tables import Tables

__all__ = [
    "in_passages",
    "placed_statements",
    "sound_in",
    "spans_of",
    "standing",
    "standing_twice",
    "statements",
    "words_in",
]

_CELLS = ("fact_row", "row", "role", "start", "end", "exact")
_STRETCH = 2**40  # more than the characters of any text


def standing(tables: Tables) -> pl.DataFrame:
    """Every span of the facts whose spans all stand, in file order."""
    spans = tables.view(quotes).select(*_CELLS, "article_id", "sound").drop_nulls(_CELLS)
    broken = spans.filter(~pl.col("sound"))["fact_row"].unique()
    return spans.filter(~pl.col("fact_row").is_in(broken.implode())).drop("sound")


def statements(tables: Tables) -> pl.DataFrame:
    """The statements among the standing spans."""
    return tables.view(standing).filter(pl.col("role") == "statement")


def spans_of(tables: Tables, fact_rows: pl.Series, *, roles: tuple[str, ...] = ()) -> Mapping[int, tuple[Span, ...]]:
    """Return the standing spans of some facts, in file order, by the fact's row; of all roles where none are named."""
    if fact_rows.is_empty():
        return {}
    wanted = pl.col("fact_row").is_in(fact_rows.unique().implode())
    if roles:
        wanted &= pl.col("role").is_in(roles)
    spans = tables.view(standing).filter(wanted).sort("fact_row", maintain_order=True)
    records = map(Span, *(spans[cell].to_list() for cell in _CELLS[1:]))
    counts = spans["fact_row"].rle().struct.unnest()
    return {fact_row: tuple(islice(records, count)) for count, fact_row in counts.iter_rows()}


def _words_by_role(tables: Tables) -> Mapping[str, pl.DataFrame]:
    return _by_role(tables.view(role_words).select("fact_row", "role", "words", "sound"))


def words_in(tables: Tables, role: str) -> pl.DataFrame:
    """The facts with spans of a role, whether or not they stand: ``words``, all of them, and whether all are ``sound``."""
    return tables.view(_words_by_role)[role]


def _sound_by_role(tables: Tables) -> Mapping[str, pl.DataFrame]:
    columns = ["row", "fact_id", "fact_row", "role", "article_id", "start", "end", "exact", "sound"]
    return _by_role(tables.view(quotes).select(columns).filter("sound"))


def sound_in(tables: Tables, role: str) -> pl.DataFrame:
    """The sound spans of a role, in file order, also those of facts of which others do not stand."""
    return tables.view(_sound_by_role)[role]


def _by_role(frame: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """Return the rows of each role."""
    none = frame.clear().drop("role")
    parts = frame.partition_by("role", as_dict=True, include_key=False)
    return defaultdict(lambda: none, {str(role): part for (role,), part in parts.items()})


# --- the texts --------------------------------------------------------------------------------------
def _texts(tables: Tables) -> pl.DataFrame:
    """Every text with its number."""
    texts = pl.DataFrame(
        {"article_id": list(tables.texts), "text": list(tables.texts.values())},
        {"article_id": pl.String, "text": pl.String},
    )
    return texts.with_columns(number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


_TAIL = 28  # characters; words of up to 32 bytes are found several times faster than longer ones


def standing_twice(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    """Return those of *spans* whose words stand at another place of the text too, be it as a part of longer words."""
    if spans.is_empty():
        return spans
    placed = spans.join(tables.view(_texts).select("article_id", "text"), on="article_id", maintain_order="left")
    for words in (pl.col("exact").str.tail(_TAIL), pl.col("exact")):  # where the end of them stands once, so do all
        placed = placed.filter(_elsewhere(words))
    return placed.drop("text")


def _elsewhere(words: pl.Expr) -> pl.Expr:
    """Whether *words*, with which a span ends, also stand where they end before it does, or begin after theirs."""
    before = pl.col("text").str.slice(0, pl.col("end") - 1)
    after = pl.col("text").str.slice(pl.col("end") - words.str.len_chars().cast(pl.Int64) + 1)
    return before.str.contains(words, literal=True) | after.str.contains(words, literal=True)


# --- the passages -----------------------------------------------------------------------------------
def _along(start: pl.Expr) -> pl.Expr:
    """Return a position counted along all texts one after the other; one outside its text lies at its beginning or behind it."""
    return pl.col("number") * _STRETCH + start.clip(0, _STRETCH - 1)


def _passages(tables: Tables) -> pl.DataFrame:
    """The passages of every article whose text is here, in the order of the texts, as `layouts` has them."""
    return (
        tables.view(passages)
        .join(tables.view(_texts).select("article_id", "number"), on="article_id", maintain_order="left")
        .sort("number", "start", maintain_order=True)
        .with_columns(along=_along(pl.col("start")))
    )


def in_passages(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    """Return *spans* with ``passage``, a number, and ``kind`` of the passage that holds each, null where no single one does.

    As `Layout.at` has it, at once for all spans. The passages are numbered over all texts.
    """
    if spans.is_empty():
        return spans.with_columns(passage=pl.lit(None, pl.Int64), kind=pl.lit(None, pl.String))
    ordered, numbers = tables.view(_passages), tables.view(_texts).select("article_id", "number")
    placed = spans.select("article_id", "start", "end").join(
        numbers, on="article_id", how="left", maintain_order="left"
    )
    before = ordered["along"].search_sorted(placed.select(_along(pl.col("start"))).to_series(), side="right")
    placed = placed.with_columns(passage=before.cast(pl.Int64) - 1).with_columns(
        passage=pl.when(pl.col("passage") >= 0).then("passage")
    )
    around = ordered.select("number", "end", "kind").select(pl.all().gather(placed["passage"]))
    holds = (around["number"] == placed["number"]) & (placed["end"] <= around["end"])
    return spans.with_columns(
        passage=pl.select(pl.when(holds).then(placed["passage"])).to_series(),
        kind=pl.select(pl.when(holds).then(around["kind"])).to_series(),
    )


def placed_statements(tables: Tables) -> pl.DataFrame:
    """The standing statements with their passages."""
    return in_passages(tables, tables.view(statements))
