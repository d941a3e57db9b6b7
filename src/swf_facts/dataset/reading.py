"""Tables as text: from the bytes of a CSV file to typed cells, by the profile's Table Schema."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from swf_facts.errors import PackageError, UnknownField, nearest
from swf_facts.package import governing_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

__all__ = ["Cell", "Field", "Origin", "Rows", "parse_cell", "read_rows", "table_fields"]

Cell: TypeAlias = "str | int | bool | Decimal | date | None"

_TRUE = frozenset({"true", "True", "TRUE", "1"})  # the default trueValues and falseValues of Table Schema
_FALSE = frozenset({"false", "False", "FALSE", "0"})


class Field(NamedTuple):
    """What a reader must know of one field of a table."""

    name: str
    title: str
    description: str = ""
    type: str = "string"
    required: bool = False
    enum: frozenset[str] = frozenset()
    references: str = ""  # the table whose id the cell is; empty for a field that is no foreign key
    since: str = ""  # the version that added the field; a package of an earlier one may lack its column


class Origin(NamedTuple):
    """Where a table comes from, for messages.

    Attributes
    ----------
    table : str
        Name of the table.
    path : str
        Path of its file.
    advice : str
        What to do about a damaged file.
    """

    table: str
    path: str
    advice: str

    def damaged(self, line: int, message: str, field: str = "") -> PackageError:
        """Return the error that says what is wrong, and where it stands."""
        return PackageError(f"{self.path} line {line}{f', field {field!r}' if field else ''}: {message}", self.advice)


def table_fields(table: str) -> tuple[dict[str, Field], tuple[str, ...]]:
    """Return the fields of *table* by name, and its primary key."""
    schema = governing_schema(table)
    references = {
        key["fields"][0]: key["reference"].get("resource") or table  # without a resource a table refers to itself
        for key in schema.get("foreignKeys", ())
    }
    fields = {
        entry["name"]: Field(
            name=entry["name"],
            type=entry["type"],
            required=entry["constraints"].get("required", False),
            enum=frozenset(entry["constraints"].get("enum", ())),
            references=references.get(entry["name"], ""),
            since=entry.get("since", ""),
            title=entry["title"],
            description=entry["description"],
        )
        for entry in schema["fields"]
    }
    return fields, tuple(schema["primaryKey"])


def _integer(cell: str) -> int:
    # int() would also take "1_000", " 1" and other scripts' digits
    if not (cell.isascii() and cell.removeprefix("-").isdigit() and len(cell) < 20):
        raise ValueError("is not a whole number")
    return int(cell)


def _number(cell: str) -> Decimal:
    whole, point, fraction = cell.removeprefix("-").partition(".")
    # Decimal() would also take "NaN", "1e999999999" and other scripts' digits
    if not (cell.isascii() and whole.isdigit() and (fraction.isdigit() if point else True)):
        raise ValueError("is not a plain decimal number")
    return Decimal(cell)


def _boolean(cell: str) -> bool:
    if cell not in _TRUE and cell not in _FALSE:
        raise ValueError("is neither true nor false")
    return cell in _TRUE


def _date(cell: str) -> date:
    # fromisoformat() would also take "20250525" and week dates
    if len(cell) != 10 or cell[4] != "-" or cell[7] != "-":
        raise ValueError("is not a date written YYYY-MM-DD")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("is not a date of the calendar, written YYYY-MM-DD") from None


_PARSERS: Mapping[str, Callable[[str], Cell]] = {
    "string": str,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}


def parse_cell(field: Field, cell: str) -> Cell:
    """Return the typed value of *cell*, None for an empty one.

    Raises
    ------
    ValueError
        The cell is not of the field's type, not among its allowed values, or empty where it may not be.
        The message reads on from the cell: ``is not a whole number``.
    """
    if not cell:
        if field.required:
            raise ValueError("is empty, but the field is required")
        return None
    if field.enum and cell not in field.enum:
        raise ValueError(f"is not one of {', '.join(sorted(field.enum))}")
    return _PARSERS[field.type](cell)


class Rows:
    """The rows of one table, as text until a cell is asked for.

    Attributes
    ----------
    table : str
        Name of the table.
    fields : mapping of str to Field
        The fields of the Table Schema, in its order, then further columns of the file, which are text.
    governed : tuple of Field
        The fields of the Table Schema alone.
    primary_key : tuple of str
        Names of the fields that identify a row.
    """

    def __init__(self, origin: Origin, header: list[str], cells: list[list[str]], lines: list[int]) -> None:
        self.table = origin.table
        self.fields, self.primary_key = table_fields(origin.table)
        self.governed = tuple(self.fields.values())
        self._origin = origin
        self._cells = cells
        self._lines = lines
        self._columns = {name: index for index, name in enumerate(header)}
        for name in header:
            self.fields.setdefault(name, Field(name=name, title=name))

    def __len__(self) -> int:
        return len(self._cells)

    def field(self, name: str) -> Field:
        """Return the field called *name*, with or without its ``_id``."""
        found = self.fields.get(name) or self.fields.get(f"{name}_id")
        if found is None:
            known = [*self.fields, *(field.removesuffix("_id") for field in self.fields)]
            raise UnknownField(
                f"{self.table} has no field {name!r}",
                nearest(name, known) or f"the fields are {', '.join(self.fields)}",
            )
        return found

    def cell(self, row: int, field: Field) -> Cell:
        """Return one typed cell; *row* counts from 0."""
        if field.name not in self._columns:
            return None  # a column that an earlier version did not have
        text = self._cells[row][self._columns[field.name]]
        try:
            return parse_cell(field, text)
        except ValueError as error:
            raise self.damaged(row, field.name, f"{text!r} {error}" if text else f"the cell {error}") from None

    def column(self, field: Field) -> list[Cell]:
        """Return all typed cells of one field."""
        return [self.cell(row, field) for row in range(len(self))]

    def record(self, row: int) -> dict[str, Cell]:
        """Return the typed cells of one row, by the fields of the Table Schema."""
        return {field.name: self.cell(row, field) for field in self.governed}

    def key(self, row: int) -> Cell | tuple[Cell, ...]:
        """Return what identifies a row: a single cell, or a tuple where the primary key has several fields."""
        parts = tuple(self.cell(row, self.fields[name]) for name in self.primary_key)
        return parts[0] if len(parts) == 1 else parts

    def damaged(self, row: int, field: str, message: str) -> PackageError:
        """Return the error that says what is wrong with one cell, and where it stands."""
        return self._origin.damaged(self._lines[row], message, field)


def read_rows(origin: Origin, content: bytes) -> Rows:
    """Cut the bytes of a CSV file into rows.

    Raises
    ------
    PackageError
        The bytes are not UTF-8 or not CSV, a field of the Table Schema is missing, or a row has too many or too few cells.
    """
    import csv
    import io

    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise origin.damaged(line, f"byte {error.start} of the file is not UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        header = next(reader, [])
        _check_header(origin, header)
        line = reader.line_num + 1
        for row in reader:
            if len(row) != len(header):
                raise origin.damaged(line, f"{len(row)} cells where the header has {len(header)}")
            cells.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise origin.damaged(line, f"this is not CSV: {error}") from None
    return Rows(origin, header, cells, lines)


def _check_header(origin: Origin, header: list[str]) -> None:
    """Refuse a header that lacks a field of the Table Schema, unless a later version added it, or has one twice."""
    for name, field in table_fields(origin.table)[0].items():
        if name not in header and not field.since:
            hint = nearest(name, header)
            raise origin.damaged(1, f"the field {name!r} is missing{f' ({hint})' if hint else ''}")
    for name in header:
        if header.count(name) > 1:
            raise origin.damaged(1, f"the field {name!r} stands twice")
