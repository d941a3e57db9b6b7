"""Cells that are not as their field asks: found by the pandera schemas that are built from the Table Schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pandera.polars as pa
import polars as pl

from swf_facts.package import governing_schema, governing_tables
from swf_facts.schemas import build_polars_schema, polars_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.model import TableName
    from swf_facts.rules.tables import Table, Tables

__all__ = ["CellFailure", "bad_cells", "cell_failures"]

# pandera's names for what is no constraint with an error text of ours
BUILT_IN = {"not_nullable": "required", "field_uniqueness": "unique", "multiple_fields_uniqueness": "unique"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFailure:
    """One cell that breaks one constraint; ``type`` counts as a constraint."""

    table: Table
    index: int
    field: str
    constraint: str


def bad_cells(tables: Tables) -> frozenset[tuple[str, int, str]]:
    """Return table, row and field of every cell that fails by itself, of which nothing more need be said."""
    return frozenset((failure.table.name, failure.index, failure.field) for failure in tables.view(cell_failures))


def cell_failures(tables: Tables) -> tuple[CellFailure, ...]:
    """Return the first failure of every cell, table by table."""
    found: dict[tuple[str, int, str], CellFailure] = {}
    for table in tables.judged_tables():
        for failure in (*_types(table), *_constraints(table)):
            if failure.index not in table.damaged:
                found.setdefault((table.name, failure.index, failure.field), failure)
    return tuple(found.values())


def _types(table: Table) -> Iterator[CellFailure]:
    for name in table.field_names:
        lost = table.raw[name].is_not_null() & table.typed[name].is_null()
        for index in lost.arg_true():
            yield CellFailure(table=table, index=index, field=name, constraint="type")


def _constraints(table: Table) -> Iterator[CellFailure]:
    fields = [field for field in table.schema["fields"] if field["name"] not in table.absent]
    if table.name in governing_tables() and fields == governing_schema(table.name)["fields"]:
        schema = polars_schema(cast("TableName", table.name))
    else:
        schema = build_polars_schema(_without(table, fields))
    try:
        schema.validate(table.typed.select(field["name"] for field in fields), lazy=True)
    except pa.errors.SchemaErrors as error:
        key = [name for name in table.schema.get("primaryKey", []) if name in table.typed.columns]
        for column, check, index in error.failure_cases.select("column", "check", "index").iter_rows():
            constraint = BUILT_IN.get(check) or str(check).partition(":")[0]
            field = key[-1] if check == "multiple_fields_uniqueness" else str(column)
            unique = key if check == "multiple_fields_uniqueness" else [field]
            if constraint != "unique" or _repeats(table, unique)[index]:
                yield CellFailure(table=table, index=int(index), field=field, constraint=constraint)


def _without(table: Table, fields: list[dict[str, object]]) -> dict[str, object]:
    names = {field["name"] for field in fields}
    key = table.schema.get("primaryKey", [])
    return {"name": table.name, "fields": fields, "primaryKey": key if key and names.issuperset(key) else None}


def _repeats(table: Table, fields: list[str]) -> pl.Series:
    """Return which rows have the values of an earlier row; pandera also names the first, and rows where one is missing."""
    return table.typed.select(
        ~pl.struct(fields).is_first_distinct() & pl.all_horizontal(pl.col(fields).is_not_null())
    ).to_series()
