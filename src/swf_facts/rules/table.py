"""One table of a package as polars frames, read so that nothing that stands in a file is lost.

Every cell is read as a string and kept; typed columns stand beside. A cell that has no value of its field's type is
null in the typed frame and filled in the raw one, and its row stays, so that one bad cell does not make others look bad.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.copies import extra_fields
from swf_facts.rules.csv_reading import Parsed, parse_bytes
from swf_facts.rules.flaws import Flaw, header_flaw
from swf_facts.rules.parquet import read_columns
from swf_facts.rules.plain_csv import plain_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from swf_facts.package import Package, Resource

__all__ = [
    "TEXTS",
    "TEXT_SCHEMA",
    "Table",
    "changes",
    "empty_table",
    "parquet_table",
    "read_table",
    "table_of_columns",
    "widened",
]

# Canonical forms: one way to write each value, and no digits but ASCII's.
INTEGER = r"^(0|-?[1-9][0-9]*)$"
NUMBER = r"^-?(0|[1-9][0-9]{0,59})(\.[0-9]{1,60})?$"
DATE = r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}$"  # there is no year 0
SMALL = 2**17  # bytes of CSV that the standard library reads as fast
TEXTS = "texts"
TEXT_SCHEMA: Mapping[str, Any] = {
    "name": TEXTS,
    "fields": [
        {"name": "article_id", "type": "string", "constraints": {"required": True}},
        {"name": "text", "type": "string", "constraints": {"required": True}},
    ],
    "missingValues": [""],
    "primaryKey": ["article_id"],
    "foreignKeys": [{"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}}],
}
"""The schema of the table in which a package may keep its texts, instead of a file each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: raw and typed columns, row by row the same.

    Attributes
    ----------
    name : str
        Name of the resource.
    schema : mapping
        The governing Table Schema, with the fields that the package adds after ours.
    raw : polars.DataFrame
        A string column for every field, null where the cell is empty or the column absent.
    typed : polars.DataFrame
        The same with the types of the fields.
    lines : polars.Series
        Line of the file on which each row starts; the header is line 1. Of a table in parts, the number of the row over all of
        them, counted in the same way.
    whole : bool
        Whether all rows and all governed columns could be read. Rules that look across tables need that.
    absent : frozenset of str
        Fields that the file has no column for.
    damaged : frozenset of int
        Rows, by position, in which bytes or cells are missing. Nothing more is said about them.
    blank : tuple of int
        Lines between rows that are empty.
    flaws : tuple of Flaw
        What is wrong with the file as a table.
    """

    name: str
    schema: Mapping[str, Any]
    raw: pl.DataFrame
    typed: pl.DataFrame
    lines: pl.Series
    whole: bool = True
    absent: frozenset[str] = frozenset()
    damaged: frozenset[int] = frozenset()
    blank: tuple[int, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def field_names(self) -> list[str]:
        """Names of the fields, in order."""
        return [str(item["name"]) for item in self.schema["fields"]]

    @property
    def key_fields(self) -> list[str]:
        """Names of the fields of the primary key, or of the first field where there is none."""
        names = self.field_names
        return [column for column in self.schema.get("primaryKey", []) if column in names] or names[:1]

    def key(self, index: int) -> str:
        """Return the primary key of the row at *index*, parts joined by ``/``."""
        return "/".join(self.raw[name][index] or "" for name in self.key_fields)

    def keep(self, mask: pl.Series) -> Table:
        """Return the table with the rows for which *mask* is true."""
        kept = mask.arg_true().to_list()
        at = {index: position for position, index in enumerate(kept)} if self.damaged else {}
        return replace(
            self,
            raw=self.raw.filter(mask),
            typed=self.typed.filter(mask),
            lines=self.lines.filter(mask),
            damaged=frozenset(at[index] for index in self.damaged if index in at),
        )

    def place(self, index: int) -> dict[str, Any]:
        """Return resource, key and line of the row at *index*, as a finding names them."""
        return {"resource": self.name, "key": self.key(index), "row": int(self.lines[index])}


def changes(column: pl.Expr) -> pl.Expr:
    """Return the cells of a column without those that are like the one before: all its values, and of sorted ids few more."""
    return column.filter(column.ne_missing(column.shift(1)))


def widened(schema: Mapping[str, Any], package: Package, resource: Resource) -> Mapping[str, Any]:
    """Return the schema with the fields that the package adds after ours."""
    added = extra_fields(package, resource, after=schema)
    return {**schema, "fields": [*schema["fields"], *added]} if added else schema


def empty_table(name: str, schema: Mapping[str, Any], *, whole: bool) -> Table:
    """Return a table without rows: one that could not be read, or that is looked at elsewhere."""
    names = [str(item["name"]) for item in schema["fields"]]
    raw = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return Table(
        name=name,
        schema=schema,
        raw=raw,
        typed=raw.select(_typed(item) for item in schema["fields"]),
        lines=pl.Series("line", dtype=pl.Int64),
        whole=whole,
        absent=frozenset() if whole else frozenset(names),
    )


def read_table(name: str, schema: Mapping[str, Any], content: bytes, *, first: int = 0) -> Table:
    """Read a CSV file as far as it can be read.

    Parameters
    ----------
    first : int
        How many rows the parts of the table have before this one.
    """
    names = [str(item["name"]) for item in schema["fields"]]
    plain = plain_frame(content) if len(content) > SMALL else None
    if plain is not None:
        frame, lines = plain
        parsed = Parsed(header=frame.columns)
    else:
        parsed = parse_bytes(content)
        frame, lines = _frame(parsed, names), pl.Series(parsed.lines, dtype=pl.Int64)
    whole = not parsed.flaws or all(flaw.rule == "row-ragged" for flaw in parsed.flaws)
    header = parsed.header or []
    # A field that a later version of the profile added may be missing: a package that was valid stays so.
    expected = [str(item["name"]) for item in schema["fields"] if "since" not in item or item["name"] in header]
    flaws = list(parsed.flaws)
    if parsed.header and parsed.header != expected:
        flaws.append(header_flaw(parsed.header, expected))
        whole = whole and not set(expected) - set(parsed.header)
    absent = frozenset(set(names) - set(header))
    raw = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in names if name not in frame.columns)
    return Table(
        name=name,
        schema=schema,
        raw=raw.select(names),
        typed=raw.select(_typed(item) for item in schema["fields"]),
        lines=lines.alias("line") + first,
        whole=whole,
        absent=absent,
        damaged=frozenset(parsed.damaged),
        blank=tuple(parsed.blank),
        flaws=tuple(flaws),
    )


def parquet_table(name: str, schema: Mapping[str, Any], content: bytes, *, first: int = 0) -> Table:
    """Read a Parquet file whose columns have types that the fields may have; *first* as for CSV."""
    columns = read_columns(content, schema)
    return table_of_columns(name, schema, columns.frame, flaws=columns.flaws, first=first)


def table_of_columns(  # noqa: PLR0913  # all that a table is made from
    name: str,
    schema: Mapping[str, Any],
    frame: pl.DataFrame,
    *,
    flaws: tuple[Flaw, ...] = (),
    first: int = 0,
    lines: pl.Series | None = None,
) -> Table:
    """Return the table of a frame whose columns are strings or have the types of their fields."""
    names = [str(item["name"]) for item in schema["fields"]]
    absent = [column for column in names if column not in frame.columns]
    frame = frame.with_columns(pl.lit(None, pl.String).alias(column) for column in absent).select(names)
    types = frame.schema
    written = frame.select(pl.col(names).cast(pl.String))
    strings = [column for column in names if types[column] == pl.String]
    blank = written.select((pl.col(strings) == "").any()).row(0) if strings else ()
    if any(blank):
        filled = (pl.col(column) for column, found in zip(strings, blank, strict=True) if found)
        written = written.with_columns(pl.when(column != "").then(column) for column in filled)
    typed = written.select(
        frame[item["name"]].cast(pl.Int64)
        if types[item["name"]].is_integer()
        else frame[item["name"]]
        if types[item["name"]] != pl.String
        else _typed(item)
        for item in schema["fields"]
    )
    return Table(
        name=name,
        schema=schema,
        raw=written,
        typed=typed,
        lines=pl.int_range(first + 2, first + 2 + frame.height, eager=True, dtype=pl.Int64) if lines is None else lines,
        whole=not absent,
        absent=frozenset(absent),
        flaws=flaws,
    )


def _frame(parsed: Parsed, names: Sequence[str]) -> pl.DataFrame:
    """Return the columns of the named fields, empty cells as null; a field without column has nothing else."""
    header, rows = parsed.header or [], parsed.rows
    if any(len(row) != len(header) for row in rows):
        rows = [[*row, *[""] * (len(header) - len(row))][: len(header)] for row in rows]
    by_position = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    at = {name: position for position, name in reversed(list(enumerate(header)))}  # the first of columns with one name
    nothing: list[str | None] = [None] * len(rows)
    columns = {name: [cell or None for cell in by_position[at[name]]] if name in at else nothing for name in names}
    return pl.DataFrame(columns, dict.fromkeys(names, pl.String))


def _typed(field: Mapping[str, Any]) -> pl.Expr:
    """Return the column of *field* with its type; null where the cell has no value of that type."""
    column, kind = pl.col(field["name"]), field.get("type", "string")
    if kind == "integer":
        return _where(column, INTEGER).cast(pl.Int64, strict=False)
    if kind == "number":
        return _where(column, NUMBER).cast(pl.Float64, strict=False)
    if kind == "date":
        return _where(column, DATE).str.to_date("%Y-%m-%d", strict=False)
    if kind == "boolean":
        return column.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    return column


def _where(column: pl.Expr, pattern: str) -> pl.Expr:
    return pl.when(column.str.contains(pattern)).then(column)
