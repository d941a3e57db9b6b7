"""Tables as Parquet files, one a table, with the Table Schema in the metadata of the file and of each column."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from swf_facts.export.tables import PRECISION, copies, decimal_places
from swf_facts.package import governing_schema

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.reading import Cell
    from swf_facts.export.tables import Column, TableCopy
    from swf_facts.package import Package

__all__ = ["arrow_table", "write"]

_TYPES = {"string": "string", "date": "date32", "integer": "int64", "boolean": "bool_"}


def write(data: Dataset, _package: Package, folder: Path) -> None:
    """Write ``<table>.parquet`` for each table to *folder*.

    A number is ``decimal128(38, n)``, with nine digits after the point or as many as the column needs; text where no
    decimal of 38 digits holds all cells. The file's metadata hold ``package``, ``version``, ``table`` and the whole
    ``table_schema`` as JSON; those of a column its ``title``, its ``description``, its ``type`` and its ``constraints``.

    Raises
    ------
    OSError
        A file cannot be written.
    """
    import pyarrow.parquet as pq

    for table in copies(data):
        metadata = {
            "package": data.name,
            "version": data.version,
            "table": table.name,
            "table_schema": json.dumps(governing_schema(table.name), ensure_ascii=False),
        }
        content = arrow_table(table).replace_schema_metadata(metadata)
        pq.write_table(content, folder / f"{table.name}.parquet", compression="zstd")


def arrow_table(table: TableCopy) -> pa.Table:
    """Return a table with the types that it has in Parquet, and what is said of each field as metadata of its column."""
    import pyarrow as pa

    fields, arrays = [], []
    for column in table.columns:
        kind = _type(column)
        about = {
            "title": column.title,
            "description": column.description,
            "type": column.type,
            "constraints": json.dumps(column.constraints, ensure_ascii=False),
        }
        required = bool(column.constraints.get("required")) or column.name in table.primary_key
        fields.append(pa.field(column.name, kind, nullable=not required, metadata=about))
        cells = column.texts() if kind == pa.string() else [_trimmed(cell) for cell in column.cells]
        arrays.append(pa.array(cells, kind))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _trimmed(cell: Cell) -> Cell:
    """Return a number without zeros at its end, which Arrow counts among its digits; anything else as it is."""
    if not isinstance(cell, Decimal) or "." not in (text := f"{cell:f}"):
        return cell
    return Decimal(text.rstrip("0").rstrip("."))


def _type(column: Column) -> pa.DataType:
    import pyarrow as pa

    if column.type != "number":
        kind: pa.DataType = getattr(pa, _TYPES[column.type])()
        return kind
    places = decimal_places(column.cells)
    return pa.string() if places is None else pa.decimal128(PRECISION, places)
