"""Tables as one SQLite database.

Numbers are text, because SQLite would keep no more than 15 digits of most; the view ``<table>_real`` has them as floats for
arithmetic. Dates are text in ISO 8601, truth values 0 and 1. ``_fields`` describes every field, ``_package`` the package.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from swf_facts.errors import PackageError
from swf_facts.export.ddl import Dialect, create_table, quoted
from swf_facts.export.tables import copies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from swf_facts.dataset import Dataset
    from swf_facts.export.tables import Column, TableCopy
    from swf_facts.package import Package

__all__ = ["write"]

_TYPES = {"string": "TEXT", "number": "TEXT", "date": "TEXT", "integer": "INTEGER", "boolean": "INTEGER"}
DIALECT = Dialect(
    type=lambda column: _TYPES[column.type],
    form={
        "number": "{0} GLOB '*[0-9]' AND ltrim({0}, '-') NOT GLOB '*[^0-9.]*'",
        "date": "{0} IS date({0})",
        "boolean": "{0} IN (0, 1)",
    },
    number="CAST({} AS REAL)",
    key_suffix=" DEFERRABLE INITIALLY DEFERRED",  # a row may name one that comes after it
    table_suffix=" STRICT",
)
_ABOUT = """
CREATE TABLE _package ("name" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL) STRICT;
CREATE TABLE _fields (
  "table" TEXT NOT NULL, "field" TEXT NOT NULL, "type" TEXT NOT NULL, "title" TEXT NOT NULL, "description" TEXT NOT NULL,
  PRIMARY KEY ("table", "field")
) STRICT;
"""


def write(data: Dataset, _package: Package, folder: Path) -> None:
    """Write ``<name>.sqlite`` to *folder*.

    Raises
    ------
    PackageError
        The rows break a constraint of their own Table Schema.
    OSError
        The file cannot be written.
    """
    tables = copies(data)
    with closing(sqlite3.connect(folder / f"{data.name}.sqlite", isolation_level=None)) as database:
        try:
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("BEGIN")
            for statement in filter(str.strip, _ABOUT.split(";\n")):
                database.execute(statement)
            about = [("name", data.name), ("title", data.title), ("version", data.version)]
            database.executemany("INSERT INTO _package VALUES (?, ?)", about)
            for table in tables:
                _write_table(database, table)
            database.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            raise PackageError(f"the rows do not fit their schema: {error}", data.advice) from None
        except sqlite3.OperationalError as error:  # a full disk
            raise OSError(str(error)) from None


def _write_table(database: sqlite3.Connection, table: TableCopy) -> None:
    name = quoted(table.name)
    database.execute(create_table(table, DIALECT))
    described = [(table.name, column.name, column.type, column.title, column.description) for column in table.columns]
    database.executemany("INSERT INTO _fields VALUES (?, ?, ?, ?, ?)", described)
    places = ", ".join("?" * len(table.columns))
    cells = [_cells(column) for column in table.columns]
    database.executemany(f"INSERT INTO {name} VALUES ({places})", zip(*cells, strict=True))  # noqa: S608  # names are quoted
    if any(column.type == "number" for column in table.columns):
        columns = ", ".join(_as_real(column) for column in table.columns)
        database.execute(f"CREATE VIEW {quoted(f'{table.name}_real')} AS SELECT {columns} FROM {name}")  # noqa: S608


def _cells(column: Column) -> Sequence[object]:
    return column.texts() if column.type in {"number", "date"} else column.cells


def _as_real(column: Column) -> str:
    name = quoted(column.name)
    return f"CAST({name} AS REAL) AS {name}" if column.type == "number" else name
