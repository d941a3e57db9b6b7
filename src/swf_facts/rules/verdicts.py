"""Checks whose answer is found row by row: the rows at fault, each with what to say about it."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, partial
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check, Explanation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.registry import Rule
    from swf_facts.rules.tables import Tables

__all__ = ["all_whole", "at_fault", "in_text"]


def at_fault(
    tables: Tables, table: str, field: str, faults: Mapping[int, str | Explanation], *, needs: tuple[str, ...] = ()
) -> Check:
    """Return a check of *table* that fails at the rows of *faults*, by position."""
    return Check(
        table=table,
        view=tables.view(_rows_of(table)),
        holds=~pl.col("row").is_in(list(faults)) if faults else pl.lit(value=True),
        field=field,
        explain=lambda row: faults[row["row"]],
        needs=needs,
    )


@cache
def _rows_of(table: str) -> Callable[[Tables], pl.DataFrame]:
    """Return the view of the positions of all rows of a table, one for all checks on it, so that they are run together."""
    return partial(_rows, table)


def _rows(table: str, tables: Tables) -> pl.DataFrame:
    return pl.DataFrame({"row": pl.int_range(tables[table].raw.height, eager=True, dtype=pl.Int64)})


def all_whole(tables: Tables, *names: str) -> bool:
    """Return whether the named tables could be read whole; what looks across others says nothing."""
    return all(tables[name].whole for name in names)


def _places(tables: Tables) -> dict[str, tuple[str, list[int]]]:
    """Return for every text the name of its resource and the positions of its line breaks."""
    names = {resource.path: name for name, resource in tables.package.resources.items()}
    paths = dict(tables["articles"].raw.select("article_id", "text_path").iter_rows())
    return {
        article: (names.get(paths[article], article), [at for at, character in enumerate(text) if character == "\n"])
        for article, text in tables.texts.items()
    }


def in_text(rule: Rule, tables: Tables, article: str, span: tuple[int, int], message: str) -> Finding:
    """Return a finding about words of a text, at the line of the file on which they begin."""
    start, end = span
    name, breaks = tables.view(_places)[article]
    words = tables.texts[article][start:end]
    return rule.finding(
        resource=name, key=f"{article}/{start}:{end}", row=bisect_left(breaks, start) + 1, found=words, message=message
    )
