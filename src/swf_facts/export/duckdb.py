"""Tables as one DuckDB database, with typed columns, keys, constraints and a comment on every field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.errors import PackageError
from swf_facts.export.ddl import Dialect, create_table, quoted, string
from swf_facts.export.parquet import arrow_table
from swf_facts.export.tables import PRECISION, copies, decimal_places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from swf_facts.dataset import Dataset
    from swf_facts.export.tables import Column, TableCopy
    from swf_facts.package import Package

__all__ = ["write"]

_TYPES = {"string": "VARCHAR", "date": "DATE", "integer": "BIGINT", "boolean": "BOOLEAN"}


def _type(column: Column) -> str:
    if column.type != "number":
        return _TYPES[column.type]
    places = decimal_places(column.cells)
    return "VARCHAR" if places is None else f"DECIMAL({PRECISION}, {places})"


DIALECT = Dialect(type=_type, form={}, number="CAST({} AS DOUBLE)")


def write(data: Dataset, _package: Package, folder: Path) -> None:
    """Write ``<name>.duckdb`` to *folder*.

    A number is ``DECIMAL(38, n)``, with nine digits after the point or as many as the column needs; text where no
    decimal of 38 digits holds all cells.

    Raises
    ------
    PackageError
        The rows break a constraint of their own Table Schema.
    OSError
        The file cannot be written.
    """
    import duckdb

    tables = copies(data)
    try:
        with duckdb.connect(folder / f"{data.name}.duckdb") as database:
            database.execute("BEGIN")
            for table in tables:
                _write_table(database, table)
            database.execute("COMMIT")
            database.execute("CHECKPOINT")
    except duckdb.ConstraintException as error:
        raise PackageError(f"the rows do not fit their schema: {str(error).splitlines()[0]}", data.advice) from None
    except (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException) as error:  # a full disk
        raise OSError(str(error).splitlines()[0]) from None


def _write_table(database: duckdb.DuckDBPyConnection, table: TableCopy) -> None:
    name = quoted(table.name)
    database.execute(create_table(table, DIALECT))
    database.execute(f"COMMENT ON TABLE {name} IS {string(table.description)}")
    for column in table.columns:
        database.execute(f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {string(column.description)}")
    rows = arrow_table(table)
    for places in _levels(table):
        level = rows.take(places)
        database.register("level", level)
        database.execute(f"INSERT INTO {name} SELECT * FROM level")  # noqa: S608  # the name is quoted
        database.unregister("level")


def _levels(table: TableCopy) -> Iterator[list[int]]:
    """Yield the places of rows, each level naming rows of earlier levels only: DuckDB wants them to be there already."""
    columns = {column.name: column.cells for column in table.columns}
    waiting = list(range(len(table)))
    own = [key for key in table.foreign_keys if key.table == table.name]
    there: dict[str, set[object]] = {key.references[0]: {None} for key in own}
    while waiting:
        ready = [
            row for row in waiting if all(columns[key.fields[0]][row] in there[key.references[0]] for key in own)
        ] or waiting  # rows that name each other in a ring, or one that is not there: the database says so
        yield ready
        for name, found in there.items():
            found.update(columns[name][row] for row in ready)
        waiting = sorted(set(waiting) - set(ready))
