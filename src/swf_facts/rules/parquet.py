"""Tables in Parquet: read with the types that a Table Schema allows, or with words about why not."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.flaws import Flaw, header_flaw

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Columns", "read_columns"]

MAGIC = b"PAR1"
MOST_ROWS = 20_000_000  # of one file; a few bytes of Parquet can stand for any number of rows
ALLOWED: Mapping[str, tuple[type[pl.DataType] | pl.DataType, ...]] = {
    "string": (pl.String,),
    "number": (pl.String,),  # as printed: a binary fraction would not be the decimal
    "integer": (pl.Int64, pl.Int32, pl.String),
    "date": (pl.String, pl.Date),
    "boolean": (pl.Boolean, pl.String),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What a Parquet file holds of a table: its columns by name, and what is wrong with them."""

    frame: pl.DataFrame
    header: list[str]
    flaws: tuple[Flaw, ...] = ()


def read_columns(content: bytes, schema: Mapping[str, Any]) -> Columns:
    """Read the columns of the table schema's fields that have a type which the field may have."""
    if not (content.startswith(MAGIC) and content.endswith(MAGIC)):
        return _nothing("the file does not begin and end as a Parquet file does; it may be cut off")
    try:
        # The number of rows is in the footer; nothing is unpacked for it.
        height = pl.scan_parquet(io.BytesIO(content)).select(pl.len()).collect().item()
        if height > MOST_ROWS:
            return _nothing(f"the file has {height:,} rows, more than the {MOST_ROWS:,} that are read")
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        return _nothing(f"the file cannot be read as Parquet: {str(error).splitlines()[0]}")
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what polars raises where it did not expect such bytes
            raise
        return _nothing("the file cannot be read as Parquet: its bytes are damaged")
    fields = {str(field["name"]): str(field.get("type", "string")) for field in schema["fields"]}
    flaws = [] if frame.columns == list(fields) else [header_flaw(frame.columns, list(fields))]
    good, types = {}, frame.schema
    for name, kind in fields.items():
        if name in types:
            found = types[name]
            if found in ALLOWED[kind] or found == pl.Null:
                good[name] = frame[name].cast(pl.String) if found == pl.Null else frame[name]
            else:
                asked = " or ".join(str(item()) if isinstance(item, type) else str(item) for item in ALLOWED[kind])
                message = f"the column `{name}` has the type {found}, not {asked}"
                flaws.append(Flaw(rule="parquet-unreadable", message=message, found=str(found)))
    return Columns(frame=pl.DataFrame(good), header=list(good), flaws=tuple(flaws))


def _nothing(message: str) -> Columns:
    return Columns(frame=pl.DataFrame(), header=[], flaws=(Flaw(rule="parquet-unreadable", message=message),))
