"""The formats that a package is exported to."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["FORMATS", "Format", "Writer"]

Format = Literal["parquet", "sqlite", "duckdb", "xlsx", "croissant", "ro-crate", "annotations", "jsonld"]


class Writer(NamedTuple):
    """What writes a format: its module, the library that it needs, and what comes out in a few words."""

    module: str
    library: str
    summary: str


FORMATS: dict[Format, Writer] = {
    "parquet": Writer("parquet", "pyarrow", "a Parquet file for each table"),
    "sqlite": Writer("sqlite", "", "one SQLite database"),
    "duckdb": Writer("duckdb", "duckdb", "one DuckDB database"),
    "xlsx": Writer("xlsx", "xlsxwriter", "one Excel workbook"),
    "croissant": Writer("croissant", "", "the package with a Croissant description"),
    "ro-crate": Writer("ro_crate", "", "the package as an RO-Crate"),
    "annotations": Writer("annotations", "", "the evidence as W3C Web Annotations, one a line"),
    "jsonld": Writer("json_ld", "", "dataset, articles and facts as schema.org and PROV"),
}
