"""What every format needs to know of a table: its typed columns, its keys, and what the Table Schema says of each field."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from swf_facts.errors import PackageError
from swf_facts.package import governing_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from swf_facts.dataset import Dataset, Table
    from swf_facts.dataset.reading import Cell

__all__ = ["PRECISION", "Column", "ForeignKey", "TableCopy", "copies", "decimal_places"]

PRECISION = 38  # digits of the widest decimal that Parquet readers and DuckDB hold exactly
USUAL_PLACES = 9  # digits after the point where they suffice, so that versions of a package have the same types
LARGEST_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field with all its cells.

    Attributes
    ----------
    name, title, description, type : str
        As the Table Schema has them; a further column of the file is text without a description.
    constraints : mapping
        The constraints of the Table Schema.
    categories : sequence of mapping
        The labels of the values that the field allows.
    cells : list
        Typed cells in file order, None for an empty one.
    """

    name: str
    title: str
    description: str
    type: str
    constraints: Mapping[str, Any] = field(default_factory=dict)
    categories: Sequence[Mapping[str, str]] = ()
    cells: list[Cell] = field(default_factory=list, repr=False)

    def texts(self) -> list[str | None]:
        """Return the cells as text: numbers as plain decimals, dates as ISO 8601."""
        return [
            None if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell) for cell in self.cells
        ]


class ForeignKey(NamedTuple):
    """Fields whose cells name a row of a table, perhaps of the same one."""

    fields: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCopy:
    """One table, ready to be written in another format."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    def __len__(self) -> int:
        return len(self.columns[0].cells)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the typed cells of each row, in file order."""
        return zip(*(column.cells for column in self.columns), strict=True)


def copies(data: Dataset) -> tuple[TableCopy, ...]:
    """Return all tables of a package, each after those that its foreign keys name.

    Raises
    ------
    PackageError
        A cell is not of its field's type, or is a whole number of more than 64 bits.
    """
    return tuple(_in_order([_copy(data, table) for table in data.tables()]))


def _copy(data: Dataset, table: Table[object]) -> TableCopy:
    schema = governing_schema(table.name)
    entries = {entry["name"]: entry for entry in schema["fields"]}
    columns = tuple(
        Column(
            name=name,
            title=known.title,
            description=known.description,
            type=known.type,
            constraints=entries.get(name, {}).get("constraints", {}),
            categories=entries.get(name, {}).get("categories", ()),
            cells=cells,
        )
        for name, (known, cells) in table.columns().items()
    )
    for column in columns:
        if any(type(cell) is int and abs(cell) > LARGEST_INTEGER for cell in column.cells):
            message = f"{table.name}.{column.name} has a whole number of more than 64 bits"
            raise PackageError(message, f"no format of a table holds it; {data.advice}")
    return TableCopy(
        name=table.name,
        title=schema["title"],
        description=schema["description"],
        columns=columns,
        primary_key=tuple(schema["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(
                tuple(key["fields"]),
                key["reference"].get("resource") or table.name,
                tuple(key["reference"]["fields"]),
            )
            for key in schema.get("foreignKeys", ())
        ),
    )


def _in_order(tables: list[TableCopy]) -> Iterator[TableCopy]:
    """Yield each table after the tables that it refers to; a table may refer to itself."""
    done: set[str] = set()
    waiting = tables
    while waiting:
        ready = [
            table for table in waiting if {key.table for key in table.foreign_keys} - {table.name} <= done
        ] or waiting  # tables that refer to each other in a ring have no order; the profile has none such
        yield from ready
        done |= {table.name for table in ready}
        waiting = [table for table in waiting if table.name not in done]


def decimal_places(cells: Iterable[Cell]) -> int | None:
    """Return how many digits after the point a decimal of :data:`PRECISION` digits needs to hold *cells* exactly.

    Returns
    -------
    int or None
        At least nine where the digits before the point leave room for them; None when no such decimal holds all cells.
    """
    whole = places = 0
    for cell in cells:
        if isinstance(cell, Decimal):
            # abs() would round to the 28 digits of the context
            before, _, after = f"{cell.copy_abs():f}".partition(".")
            whole, places = max(whole, len(before.lstrip("0"))), max(places, len(after.rstrip("0")))
    if whole + places > PRECISION:
        return None
    return max(places, min(USUAL_PLACES, PRECISION - whole))
