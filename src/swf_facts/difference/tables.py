"""Tables held against each other: which rows came, went, moved, changed, or no longer stand."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from swf_facts.difference import rows as plain
from swf_facts.difference.records import RowChange, TableDifference
from swf_facts.difference.sides import sheet
from swf_facts.difference.spans import paired
from swf_facts.errors import MissingExtra
from swf_facts.ledger import LIFE
from swf_facts.package import governing_schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from swf_facts.difference.sides import Sheet
    from swf_facts.package import Package

__all__ = ["compare_tables"]

LARGE = 4 * 2**20  # bytes; below this the standard library is done before polars is imported
TEXTS = "texts"


def primary_key(table: str) -> tuple[str, ...]:
    """Return the fields that identify a row of *table*."""
    return ("article_id",) if table == TEXTS else tuple(governing_schema(table)["primaryKey"])


def compare_tables(old: Package, new: Package, table: str) -> TableDifference:
    """Return what became of the rows of a table that both packages have.

    Raises
    ------
    PackageError
        A table cannot be read, lacks a field of its key, or has a key twice.
    MissingExtra
        A table is Parquet, and polars is not installed.
    """
    sheets = sheet(old, table), sheet(new, table)
    engine = _engine(sheets)
    key = primary_key(table)
    headers = [engine.header(each) for each in sheets]
    for each, names in zip(sheets, headers, strict=True):
        missing = [name for name in key if name not in names]
        if missing:
            raise each.damaged(f"the field {missing[0]!r} is missing, which identifies its rows")
    fields = [name for name in dict.fromkeys(headers[0]) if name in headers[1]]
    found = engine.compare(*sheets, key, fields)
    changes = paired(table, found, key)
    if table == "facts":
        changes = [_ended(change) for change in changes]
    return TableDifference(old_rows=found.old_count, new_rows=found.new_count, changes=tuple(changes))


def _engine(sheets: Sequence[Sheet]) -> ModuleType:
    """Return the module that compares the tables: that of polars where it is needed, or worth its start."""
    needed = any(each.parquet for each in sheets)
    if not needed and (sum(each.size for each in sheets) < LARGE or find_spec("polars") is None):
        return plain
    try:
        from swf_facts.difference import frames
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("swf_facts"):
            raise
        raise MissingExtra(
            f"{sheets[0].table} is a Parquet table, and {error.name} is not installed",
            'run `pip install "swf-facts[polars]"`',
        ) from None
    return frames


def _ended(change: RowChange) -> RowChange:
    """Return the change of a fact; one that only ended, which is lawful, is called superseded or withdrawn."""
    status = change.cell("status")
    if change.change == "changed" and status.old == "current" and {cell.field for cell in change.cells} <= set(LIFE):
        if status.new == "superseded":
            return replace(change, change="superseded")
        if status.new == "withdrawn":
            return replace(change, change="withdrawn")
    return change
