"""Tables in parts: part by part the rows of the same articles, so that each bucket of articles can be judged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.gathering import gathered
from swf_facts.rules.homes import home, homes
from swf_facts.rules.structure.rung import RUNG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Tables

__all__ = ["broken_tables", "split_articles", "strays"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """The rows of an article that another part has: where the first of them stands, and how many there are."""

    table: str
    article: str
    place: Mapping[str, Any]
    times: int
    home: int


def strays(tables: Tables) -> list[Stray]:
    """Return the articles that have rows here and stand in another part."""
    found: list[Stray] = []
    if tables.siblings is None or tables.whole:
        return found
    elsewhere = tables.siblings.filter(pl.col("bucket") != tables.number).select("article_id", "bucket")
    own = tables["articles"].raw.select("article_id").drop_nulls().unique()
    twice = elsewhere.filter(pl.col("article_id").is_in(own["article_id"].implode()))  # of all articles some few
    here = own.join(twice, on="article_id", how="anti")
    for name, table in tables.tables.items():
        if not tables.is_judged(name):
            continue
        if tables.view(homes)[name].to_frame().join(here, on="article_id", how="anti").height:
            rows = table.raw.select(article_id=home(name)).with_row_index("row").drop_nulls()
            strange = rows.join(here, on="article_id", how="anti")
            away = strange.join(elsewhere.unique("article_id", keep="first"), on="article_id", maintain_order="left")
            counted = away.group_by("article_id", maintain_order=True).agg(
                pl.col("row").first(), pl.len(), pl.col("bucket").first()
            )
            found += [
                Stray(table=name, article=article, place=table.place(row), times=times, home=bucket)
                for article, row, times, bucket in counted.iter_rows()
            ]
    return found


def _either(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return one | other


@gathered(_either, always=True)
def split_articles(tables: Tables) -> frozenset[str]:
    """Return the articles with rows in more than one part: of these nothing more can be said."""
    return frozenset(stray.article for stray in tables.view(strays))


@RUNG.rule()
def article_in_two_parts(tables: Tables) -> Iterator[Finding]:
    """All rows of an article lie in the same part of each table. An article of which that is not so is not looked at further.

    Breaks on: facts in the second part whose article stands in the first.
    Fix: move the rows of the article into one part of each table.
    """
    for stray in tables.view(strays):
        rows = "a row" if stray.times == 1 else f"{stray.times} rows"
        here, there = f"part {tables.number + 1} has {rows} of {stray.article}", f"part {stray.home + 1}"
        message = (
            f"{here}, and so has {there}"
            if stray.table == "articles"
            else f"{here}, which stands in {there} of articles"
        )
        field = tables[stray.table].field_names[0]
        yield article_in_two_parts.finding(**stray.place, field=field, found=stray.article, message=message)


@RUNG.rule(severity="warning")
def part_empty(tables: Tables) -> Iterator[Finding]:
    """A part has articles. A part of another table may be empty, where its articles have no such rows.

    Breaks on: a part of ``articles`` that holds nothing but its header.
    Fix: remove the part from the list of each table, with its files.
    """
    if tables.siblings is not None and not tables.whole:
        table = tables["articles"]
        if table.whole and not tables.heights["articles"]:
            path = tables.package.resources["articles"].path
            yield part_empty.finding(resource="articles", message=f"part {tables.number + 1}, {path}, has no rows")


@RUNG.rule()
def part_rows_differ(tables: Tables) -> Iterator[Finding]:
    """A part has as many rows as the descriptor says. The lines of findings in the parts after it are counted from that.

    Breaks on: ``"rows": 20`` for a part of 21 rows.
    Fix: write the number of rows that the part has.
    """
    if tables.siblings is None or tables.whole:
        return
    for table in tables.judged_tables():
        resource = tables.package.resources.get(table.name)
        said = resource.descriptor.get("rows") if resource is not None else None
        height = tables.heights.get(table.name)
        if type(said) is int and table.whole and said != height:
            message = f"part {tables.number + 1}, {resource.path if resource else ''}, has {height} rows, the descriptor says {said}"
            yield part_rows_differ.finding(resource=table.name, field="rows", found=str(said), message=message)


@gathered(_either, always=True)
def broken_tables(tables: Tables) -> frozenset[str]:
    """Return the tables that could not be read whole in some bucket."""
    return frozenset(table.name for table in tables.judged_tables() if not table.whole)
