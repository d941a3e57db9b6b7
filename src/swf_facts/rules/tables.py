"""The tables of a package as polars frames, read so that nothing that stands in a file is lost.

Every cell is read as a string and kept; typed columns stand beside. A cell that has no value of its field's type is
null in the typed frame and filled in the raw one, and its row stays, so that one bad cell does not make others look bad.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

import polars as pl

from swf_facts.package import Package, Resource, governing_schema, governing_tables, required_tables
from swf_facts.rules.copies import extra_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

__all__ = ["Flaw", "Table", "Tables", "is_text", "lines_with_bad_bytes"]

T = TypeVar("T")

# Canonical forms: one way to write each value, and no digits but ASCII's.
INTEGER = r"^(0|-?[1-9][0-9]*)$"
NUMBER = r"^-?(0|[1-9][0-9]{0,59})(\.[0-9]{1,60})?$"
DATE = r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}$"  # there is no year 0
LONGEST_CELL = 2**20  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What kept a table, or one of its rows, from being read as it should be; the rule says what that means."""

    rule: str
    message: str
    row: int | None = None
    found: str = ""
    fix: str = ""


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
        Line of the file on which each row starts; the header is line 1.
    keys : polars.Series
        Primary key of each row, parts joined by ``/``.
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
    keys: pl.Series
    whole: bool = True
    absent: frozenset[str] = frozenset()
    damaged: frozenset[int] = frozenset()
    blank: tuple[int, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def field_names(self) -> list[str]:
        """Names of the fields, in order."""
        return [str(item["name"]) for item in self.schema["fields"]]

    def place(self, index: int) -> dict[str, Any]:
        """Return resource, key and line of the row at *index*, as a finding names them."""
        return {"resource": self.name, "key": self.keys[index], "row": int(self.lines[index])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What rules look at: the package, its tables, and the texts of its articles.

    Attributes
    ----------
    package : Package
        The package as it was read.
    tables : mapping of str to Table
        The profile's tables, then others that the package describes.
    texts : mapping of str to str
        The text of every included article that could be read, by ``article_id``.
    """

    package: Package
    tables: Mapping[str, Table]
    texts: Mapping[str, str]
    _views: dict[Callable[[Tables], Any], Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def view(self, make: Callable[[Tables], T]) -> T:
        """Return ``make(self)``, computed once however many rules look at it."""
        if make not in self._views:
            self._views[make] = make(self)
        return cast("T", self._views[make])

    @classmethod
    def of(cls, package: Package) -> Tables:
        """Read the tables and texts of *package*."""
        tables = {}
        for name in governing_tables():
            schema, resource = governing_schema(name), package.resources.get(name)
            content = package.contents.get(name)
            if resource is None and name not in required_tables():
                continue
            if resource is None or content is None:
                tables[name] = _empty(name, schema)
            else:
                tables[name] = _read(name, _widened(schema, package, resource), content)
        for name, resource in package.resources.items():
            added = extra_fields(package, resource, after=None)
            if name not in tables and name in package.contents and added and resource.descriptor.get("format") == "csv":
                tables[name] = _read(name, {"name": name, "fields": list(added)}, package.contents[name])
        return cls(package=package, tables=tables, texts=_texts(package, tables["articles"]))


def is_text(resource: Resource) -> bool:
    """Whether the resource says that it holds text."""
    mediatype = str(resource.descriptor.get("mediatype", ""))
    return resource.is_table or mediatype.startswith("text/") or mediatype == "application/json"


def lines_with_bad_bytes(content: bytes) -> dict[int, int]:
    """Return the lines that are not UTF-8, each with the position of its first bad byte in the line; both from 1 and 0."""
    bad = {}
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            bad[number] = error.start
    return bad


def _widened(schema: Mapping[str, Any], package: Package, resource: Resource) -> Mapping[str, Any]:
    added = extra_fields(package, resource, after=schema)
    return {**schema, "fields": [*schema["fields"], *added]} if added else schema


def _empty(name: str, schema: Mapping[str, Any]) -> Table:
    return _table(name, schema, _Parsed(), whole=False)


@dataclass(slots=True)
class _Parsed:
    """What a CSV file holds, record by record."""

    header: list[str] | None = None
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    damaged: set[int] = field(default_factory=set)
    flaws: list[Flaw] = field(default_factory=list)


def _read(name: str, schema: Mapping[str, Any], content: bytes) -> Table:
    """Read a CSV file as far as it can be read."""
    try:
        parsed = _parse(content.decode("utf-8-sig"), frozenset())
    except UnicodeDecodeError:
        parsed = _parse(content.decode("utf-8-sig", errors="replace"), lines_with_bad_bytes(content).keys())
    whole = not parsed.flaws or all(flaw.rule == "row-ragged" for flaw in parsed.flaws)
    header = parsed.header or []
    # A field that a later version of the profile added may be missing: a package that was valid stays so.
    expected = [str(item["name"]) for item in schema["fields"] if "since" not in item or item["name"] in header]
    if parsed.header and parsed.header != expected:
        parsed.flaws.append(_header_flaw(parsed.header, expected))
        whole = whole and not set(expected) - set(parsed.header)
    return _table(name, schema, parsed, whole=whole)


def _parse(text: str, bad_lines: Collection[int]) -> _Parsed:
    parsed = _Parsed()
    limit = csv.field_size_limit(LONGEST_CELL)  # is set for the whole process, and other libraries set it too
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            _add(parsed, cells, line, damaged=any(number in bad_lines for number in range(line, reader.line_num + 1)))
            line = reader.line_num + 1
    except csv.Error as error:
        parsed.flaws.append(_unreadable(str(error), line))
    finally:
        csv.field_size_limit(limit)
    if not parsed.header and not parsed.flaws:
        fix = "write the header, even without rows"
        parsed.flaws.append(Flaw(rule="csv-unreadable", message="the file has no header", fix=fix))
    return parsed


def _add(parsed: _Parsed, cells: list[str], line: int, *, damaged: bool) -> None:
    if parsed.header is None:
        parsed.header = cells
        return
    if not cells:  # holds no row; the conformance check reports it
        parsed.blank.append(line)
        return
    if damaged:
        parsed.damaged.add(len(parsed.rows))
    elif len(cells) != len(parsed.header):
        parsed.flaws.append(_ragged(cells, parsed.header, line))
        parsed.damaged.add(len(parsed.rows))
    parsed.rows.append(cells)
    parsed.lines.append(line)


def _unreadable(error: str, line: int) -> Flaw:
    if "unexpected end of data" in error:
        fix = "close the quote; a quote inside quotes is written twice"
        return Flaw(rule="csv-unreadable", row=line, message="a quote that opens in this row is never closed", fix=fix)
    if "field limit" in error:
        fix = "look for a quote that is not closed, or shorten the cell"
        return Flaw(
            rule="csv-unreadable",
            row=line,
            message=f"a cell of this row is longer than {LONGEST_CELL} characters",
            fix=fix,
        )
    return Flaw(rule="csv-unreadable", row=line, message=f"the row cannot be read as CSV: {error}")


def _ragged(cells: Sequence[str], header: Sequence[str], line: int) -> Flaw:
    message = f"the row has {len(cells)} cells, the header has {len(header)}"
    return Flaw(rule="row-ragged", row=line, message=message, found=",".join(cells))


def _header_flaw(header: Sequence[str], expected: Sequence[str]) -> Flaw:
    missing = [name for name in expected if name not in header]
    added = [name for name in header if name not in expected]
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    said = [
        f"{what} {_listed(names)}" for what, names in (("lacks", missing), ("adds", added), ("repeats", twice)) if names
    ]
    message = (
        f"the header {', '.join(said)}" if said else "the header has the fields in another order than the table schema"
    )
    fix = f"write the header as {','.join(expected)}" if not added else ""
    return Flaw(rule="header-mismatch", row=1, message=message, found=",".join(header), fix=fix)


def _listed(names: Sequence[str]) -> str:
    """Name a few of *names*."""
    shown = ", ".join(f"`{name if len(name) <= 40 else name[:39] + '…'}`" for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _columns(parsed: _Parsed, names: Sequence[str]) -> list[list[str | None]]:
    """Return the columns of the named fields, empty cells as None; a field without column has nothing else."""
    header, rows = parsed.header or [], parsed.rows
    if any(len(row) != len(header) for row in rows):
        rows = [[*row, *[""] * (len(header) - len(row))][: len(header)] for row in rows]
    by_position = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    at = {name: position for position, name in reversed(list(enumerate(header)))}  # the first of columns with one name
    nothing: list[str | None] = [None] * len(rows)
    return [[cell or None for cell in by_position[at[name]]] if name in at else nothing for name in names]


def _table(name: str, schema: Mapping[str, Any], parsed: _Parsed, *, whole: bool) -> Table:
    names = [str(item["name"]) for item in schema["fields"]]
    columns = zip(names, _columns(parsed, names), strict=True)
    raw = pl.DataFrame([pl.Series(field, column, dtype=pl.String) for field, column in columns])
    key = [column for column in schema.get("primaryKey", []) if column in names] or names[:1]
    return Table(
        name=name,
        schema=schema,
        raw=raw,
        typed=raw.select(_typed(item) for item in schema["fields"]),
        lines=pl.Series("line", parsed.lines, dtype=pl.Int64),
        keys=raw.select(pl.concat_str(pl.col(key).fill_null(""), separator="/")).to_series(),
        whole=whole,
        absent=frozenset(set(names) - set(parsed.header or [])),
        damaged=frozenset(parsed.damaged),
        blank=tuple(parsed.blank),
        flaws=tuple(parsed.flaws),
    )


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


def _texts(package: Package, articles: Table) -> dict[str, str]:
    """Return the texts of the included articles that are UTF-8; the others have their own finding."""
    names = {resource.path: name for name, resource in package.resources.items()}
    texts: dict[str, str] = {}
    for article, status, path in articles.raw.select("article_id", "text_status", "text_path").iter_rows():
        content = package.contents.get(names.get(path, "")) if status == "included" and path else None
        if article is None or article in texts or content is None:
            continue
        try:
            texts[article] = content.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return texts
