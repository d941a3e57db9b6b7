"""Cells that are not as their field asks: found by the pandera schemas that are built from the Table Schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from swf_facts.package import governing_schema, governing_tables
from swf_facts.rules.table import changes
from swf_facts.schemas import LARGEST_NUMBER, build_polars_schema, polars_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swf_facts.model import TableName
    from swf_facts.rules.table import Table
    from swf_facts.rules.tables import Tables

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
        if table.raw[name].null_count() == table.typed[name].null_count():
            continue  # what has a value as written has a typed one
        lost = table.raw[name].is_not_null() & table.typed[name].is_null()
        for index in lost.arg_true():
            yield CellFailure(table=table, index=index, field=name, constraint="type")


def _all_hold(table: Table, fields: list[dict[str, Any]]) -> bool:
    """Whether no cell breaks a constraint, as one pass over the columns can tell; False where it cannot."""
    key = [name for name in table.schema.get("primaryKey", []) if name in table.typed.columns]
    conditions = [condition for field in fields for condition in _conditions(field, key)]
    if len(key) > 1:  # equal rows have equal hashes; where unlike ones have, pandera tells them apart
        conditions.append(pl.struct(key).hash().n_unique() == pl.len())
    elif key:
        conditions.append(pl.col(key).n_unique() == pl.len())
    return bool(table.typed.select(pl.all_horizontal(conditions)).item()) if conditions else True


def _conditions(field: Mapping[str, Any], key: list[str]) -> Iterator[pl.Expr]:
    """Yield for each constraint of a field whether all cells meet it; empty ones meet any but ``required``."""
    cell, kind = pl.col(field["name"]), field.get("type", "string")
    make: Mapping[str, Callable[[Any], pl.Expr]] = {
        "required": lambda asked: cell.is_not_null().all() if asked else pl.lit(value=True),
        "unique": lambda asked: (
            cell.drop_nulls().n_unique() == cell.count() if asked and key != [field["name"]] else pl.lit(value=True)
        ),
        "enum": lambda values: cell.unique().is_in(values).all(),
        "pattern": lambda pattern: changes(cell).str.contains(f"^(?:{pattern})$").all(),
        "minimum": lambda limit: (cell >= limit).all(),
        "maximum": lambda limit: (cell <= limit).all(),
        # What has a character has a byte, and bytes need no counting.
        "minLength": lambda length: ((cell.str.len_bytes() if length == 1 else cell.str.len_chars()) >= length).all(),
        "maxLength": lambda length: (cell.str.len_chars() <= length).all(),
    }
    for constraint, asked in field.get("constraints", {}).items():
        # What added fields alone may have is left to pandera, and so are limits of dates.
        yield (
            make[constraint](asked)
            if constraint in make and kind != "date"
            else pl.lit(value=constraint == "required" and not asked)
        )
    if kind == "number":
        yield cell.is_between(-LARGEST_NUMBER, LARGEST_NUMBER).all()


def _constraints(table: Table) -> Iterator[CellFailure]:
    """Yield the cells that break a constraint, which pandera tells; it is asked only where there are some."""
    fields = [field for field in table.schema["fields"] if field["name"] not in table.absent]
    if _all_hold(table, fields):
        return
    import pandera.polars as pa  # takes longer to import than a small package to check

    if table.name in governing_tables() and fields == governing_schema(table.name)["fields"]:
        schema = polars_schema(cast("TableName", table.name))
    else:
        schema = build_polars_schema(_without(table, fields))
    try:
        schema.validate(table.typed.select(field["name"] for field in fields), lazy=True)
    except pa.errors.SchemaErrors as error:
        key = [name for name in table.schema.get("primaryKey", []) if name in table.typed.columns]
        repeated: dict[str, pl.Series] = {}
        for column, check, index in error.failure_cases.select("column", "check", "index").iter_rows():
            constraint = BUILT_IN.get(check) or str(check).partition(":")[0]
            field = key[-1] if check == "multiple_fields_uniqueness" else str(column)
            unique = key if check == "multiple_fields_uniqueness" else [field]
            if constraint == "unique" and field not in repeated:
                repeated[field] = _repeats(table, unique)
            if constraint != "unique" or repeated[field][index]:
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
