"""References from one row to another: they have a target, and no end in themselves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.errors import nearest
from swf_facts.package import governing_schema, governing_tables
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.structure.rung import RUNG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Table, Tables

__all__ = ["unknown_references"]


@RUNG.rule()
def foreign_key_unknown(tables: Tables) -> Iterator[Check]:
    """What a cell refers to is there. Each missing target is reported once a field, at the first row that names it.

    Breaks on: a fact about an entity that ``entities`` does not have.
    Fix: add the missing row, or mend the reference.
    """
    for table, field, target, known in _references(tables):
        yield Check(
            table=table.name,
            view=table.raw,
            holds=_refers(field, known) | ~pl.col(field).is_first_distinct(),
            field=field,
            explain=partial(_unknown, table, field, target, known),
            needs=(target,),
        )


def _references(tables: Tables) -> Iterator[tuple[Table, str, str, pl.Series]]:
    """Yield every foreign key: table, field, the table it refers to, and the ids there."""
    for name in governing_tables():
        if name not in tables.tables:  # a derived table may be left out
            continue
        for key in governing_schema(name).get("foreignKeys", []):
            target = key["reference"].get("resource") or name
            yield tables[name], key["fields"][0], target, tables[target].raw[key["reference"]["fields"][0]].drop_nulls()


def unknown_references(tables: Tables) -> Iterator[tuple[str, int]]:
    """Yield table and row of every foreign key without target, where the rule names the first only."""
    for table, field, _, known in _references(tables):
        for index in table.raw.select(~_refers(field, known)).to_series().arg_true():
            yield table.name, index


def _refers(field: str, known: pl.Series) -> pl.Expr:
    return pl.col(field).is_null() | pl.col(field).is_in(known.implode())


def _unknown(table: Table, field: str, target: str, known: pl.Series, row: Mapping[str, Any]) -> Explanation:
    times = int((table.raw[field] == row[field]).sum())
    rows = f" ({times} rows refer to it)" if times > 1 else ""
    hint = nearest(row[field], known.head(5000))
    fix = f"{hint} Else add the row to {target}" if hint else f"add the row to {target}, or mend the reference"
    return Explanation(message=f"{target} has no row {row[field]!r}{rows}", fix=fix)


@RUNG.rule()
def alias_target_unknown(tables: Tables) -> Iterator[Check]:
    """An alias stands for an entity or a property that is there.

    Breaks on: ``entity,masayoshi-sun,Masayoshi Son``.
    Fix: mend the target, or add it.
    """
    for kind, target in (("entity", "entities"), ("property", "properties")):
        known = tables[target].raw[f"{kind}_id"].drop_nulls()
        first = pl.struct("target_kind", "target_id").is_first_distinct()
        wrong = (pl.col("target_kind") == kind) & ~pl.col("target_id").is_in(known.implode()) & first
        yield Check(
            table="aliases",
            view=tables["aliases"].raw,
            holds=~wrong.fill_null(value=False),
            field="target_id",
            explain=partial(_unknown, tables["aliases"], "target_id", target, known),
            needs=(target,),
        )


@RUNG.rule()
def reference_loop(tables: Tables) -> Iterator[Finding]:
    """Nothing supersedes or derives from itself, directly or by way of others. Each loop is reported once.

    Breaks on: a fact whose ``superseded_by`` is its own id.
    Fix: let the reference end at a row that refers no further.
    """
    for name, key, field in (("facts", "fact_id", "superseded_by"), ("articles", "article_id", "derived_from")):
        table = tables[name]
        pairs = table.raw.select(key, field).with_row_index().drop_nulls().rows()
        follows = {row: target for _, row, target in pairs}
        seen: set[str] = set()
        for index, row, target in pairs:
            path = {row: None}
            while target in follows and target not in path and target not in seen:
                path[target] = None
                target = follows[target]  # noqa: PLW2901
            if target in path:
                loop = list(path)[list(path).index(target) :]
                index = next(at for at, one, _ in pairs if one == loop[0])  # noqa: PLW2901
                message = f"it leads back to itself: {' → '.join([*loop, loop[0]])}"
                yield reference_loop.finding(**table.place(index), field=field, found=follows[loop[0]], message=message)
            seen.update(path)
