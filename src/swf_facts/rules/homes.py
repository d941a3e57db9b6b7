"""The article with which each row lies: the rows of one article are judged together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.table import changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swf_facts.rules.tables import Tables

__all__ = ["articles_of", "home", "homes"]

_NAMED_BY = {
    "facts": "fact_id",
    "ledger": "fact_id",
    "evidence": "fact_id",
    "attributions": "fact_id",
    "passages": "passage_id",
}


def home(table: str) -> pl.Expr:
    """Return the article with whose rows a row of a local table lies: the one that its id, or its fact's, begins with."""
    return _begins(pl.col(_NAMED_BY[table])) if table in _NAMED_BY else pl.col("article_id")


def _begins(ids: pl.Expr) -> pl.Expr:
    return pl.when(ids.str.contains(".", literal=True)).then(ids.str.replace(r"\.[^.]*$", ""))


def homes(tables: Tables) -> Mapping[str, pl.Series]:
    """Return by judged table the articles with whose rows its rows lie, each once."""
    return {
        table.name: articles_of(table.raw[_NAMED_BY[table.name]])
        if table.name in _NAMED_BY
        else table.raw.select(changes(pl.col("article_id"))).to_series().drop_nulls().unique()
        for table in tables.judged_tables()
    }


def articles_of(ids: pl.Series) -> pl.Series:
    """Return the articles that ids of facts or passages begin with, each once."""
    # Without the digits at its end, an id still begins with the same article; and those of one article are alike.
    article = pl.col("article_id")
    stems = ids.alias("article_id").to_frame().select(changes(article).str.strip_chars_end("0123456789"))
    few = stems.select(changes(article))  # in one expression what is inside would be computed three times
    return few.select(_begins(article)).to_series().drop_nulls().unique()
