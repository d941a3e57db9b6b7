"""Packages of many articles, made of copies of the good one, kept as single files or in parts, for tests of buckets."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from package_copies import copy_good
from swf_facts.package import LOCAL_TABLES, governing_schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEXTS_SCHEMA = {
    "fields": [{"name": "article_id", "type": "string"}, {"name": "text", "type": "string"}],
    "primaryKey": ["article_id"],
}
ARTICLES = {
    "articles": ["article_id", "derived_from"],
    "passages": ["passage_id", "article_id"],
    "facts": ["fact_id", "article_id", "superseded_by"],
    "evidence": ["fact_id", "article_id"],
    "attributions": ["fact_id"],
    "exclusions": ["article_id"],
    "texts": ["article_id"],
}
"""The cells that name an article, in which a copy has another name."""

Form = Literal["csv", "parquet"]
Tables = dict[str, pl.DataFrame]


def copies(folder: Path, count: int) -> Tables:
    """Return the local tables of *count* copies of the good package, each row as it stands in CSV; *folder* holds the rest of it."""
    copy_good(folder)
    first: Tables = {name: pl.read_csv(folder / f"data/{name}.csv", infer_schema=False) for name in LOCAL_TABLES[:-1]}
    places = first["articles"].select("article_id", "text_path").drop_nulls().iter_rows()
    texts = {article: (folder / path).read_text("utf-8") for article, path in places}
    first["texts"] = pl.DataFrame({"article_id": list(texts), "text": list(texts.values())})
    return {
        name: pl.concat(
            table.with_columns(_of_copy(cell, number) for cell in ARTICLES[name]) for number in range(count)
        )
        for name, table in first.items()
    }


def _of_copy(cell: str, number: int) -> pl.Expr:
    """Return a cell with its article's name after copying: ``lantern2024`` in 2024, then in the years after."""
    return pl.col(cell).str.replace("2024", f"{2024 + number}", literal=True)


def write_package(folder: Path, tables: Tables, *, form: Form = "csv", articles: int = 0) -> Path:
    """Write tables into a package: each as one file, or in parts of so many *articles*."""
    order = {
        article: at
        for at, article in enumerate(tables["articles"]["article_id"].drop_nulls().unique(maintain_order=True))
    }
    part_of = {article: at // articles if articles else 0 for article, at in order.items()}
    count = max(part_of.values()) + 1
    paths = [f"data/texts/{part:05}.{form}" if articles else f"data/texts.{form}" for part in range(count)]
    placed = pl.col("article_id").replace_strict(
        {a: paths[p] for a, p in part_of.items()}, default=None, return_dtype=pl.String
    )
    tables = {**tables, "articles": tables["articles"].with_columns(
        text_path=pl.when(pl.col("text_path").is_not_null()).then(placed)
    )}  # fmt: skip
    descriptor: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    shared = [
        entry for entry in descriptor["resources"] if entry["name"] in {"entities", "aliases", "properties", "units"}
    ]
    listed = []
    for name in LOCAL_TABLES:
        schema: Mapping[str, Any] = TEXTS_SCHEMA if name == "texts" else governing_schema(name)
        entry = {
            "name": name, "type": "table", "title": name, "description": name, "format": form, "encoding": "utf-8",
            "mediatype": "text/csv" if form == "csv" else "application/vnd.apache.parquet",
            "schema": TEXTS_SCHEMA if name == "texts" else f"schemas/{name}.json", "licenses": shared[0]["licenses"],
        }  # fmt: skip
        if not articles:
            listed.append(entry | _written(folder, f"data/{name}.{form}", tables[name], schema, form))
            continue
        of = _part_of_rows(name, tables[name], part_of)
        parts = [
            _written(folder, f"data/{name}/{part:05}.{form}", tables[name].filter(of == part), schema, form)
            | {"rows": int((of == part).sum())}
            for part in range(count)
        ]
        size = sum(part["bytes"] for part in parts)
        listed.append(entry | {"path": [part["path"] for part in parts], "bytes": size, "parts": parts})
    descriptor["resources"] = [*listed, *shared]
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), "utf-8")
    return folder


def _part_of_rows(name: str, table: pl.DataFrame, part_of: Mapping[str, int]) -> pl.Series:
    """Return the part of each row: that of the article in its id, else that of its article, else the first."""
    by_id = table[ARTICLES[name][0]].str.extract(r"^([a-z]+[0-9]{4}[a-z]?)")
    number = by_id.replace_strict(part_of, default=None, return_dtype=pl.Int32)
    if "article_id" in table.columns:
        by_cell = table["article_id"].replace_strict(part_of, default=None, return_dtype=pl.Int32)
        number = number.zip_with(number.is_not_null(), by_cell)
    return number.fill_null(0)


def _written(folder: Path, path: str, table: pl.DataFrame, schema: Mapping[str, Any], form: Form) -> dict[str, Any]:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    if form == "csv":
        content = table.write_csv().encode()
    else:
        stream = io.BytesIO()
        table.with_columns(_typed(table, field) for field in schema["fields"]).write_parquet(stream)
        content = stream.getvalue()
    (folder / path).write_bytes(content)
    return {"path": path, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _typed(table: pl.DataFrame, field: Mapping[str, Any]) -> pl.Expr:
    """Return a column with the type that Parquet has for it, where all its cells have one; else as text."""
    column = pl.col(field["name"])
    if field["type"] == "integer" and table[field["name"]].drop_nulls().str.contains(r"^-?[0-9]+$").all():
        return column.cast(pl.Int64)
    if field["type"] == "boolean" and table[field["name"]].drop_nulls().is_in(["true", "false"]).all():
        return column == "true"
    return column


def changed(tables: Tables, name: str, key: Mapping[str, str], **cells: str | None) -> None:
    """Write cells into the rows of a table that have the values of *key*; there must be one at least."""
    wanted = pl.all_horizontal(pl.col(field) == value for field, value in key.items())
    if not tables[name].filter(wanted).height:
        raise AssertionError(f"{name} has no row {dict(key)}")
    tables[name] = tables[name].with_columns(
        pl.when(wanted).then(pl.lit(value, pl.String)).otherwise(pl.col(field)).alias(field)
        for field, value in cells.items()
    )


def dropped(tables: Tables, name: str, key: Mapping[str, str]) -> None:
    """Remove the rows of a table that have the values of *key*."""
    wanted = pl.all_horizontal(pl.col(field) == value for field, value in key.items())
    tables[name] = tables[name].filter(~wanted.fill_null(value=False))
