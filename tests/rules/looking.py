"""Look at a package with the rules of one rung only."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import polars as pl

import package_copies
from swf_facts.package import governing_schema, governing_tables, installed_package, read_package
from swf_facts.rules.checks import run
from swf_facts.rules.table import empty_table, table_of_columns
from swf_facts.rules.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from swf_facts.findings import Finding

__all__ = ["add_evidence", "add_fact", "add_row", "add_sentence", "look", "rules_of", "span_of", "tables_of"]

PACKAGE = read_package(installed_package())
EMPTY = {name: empty_table(name, governing_schema(name), whole=True) for name in governing_tables()}


def look(folder: Path, rung: str) -> list[Finding]:
    """Return the findings of one rung, in order."""
    found = run(import_module(f"swf_facts.rules.{rung}").RUNG, Tables.of(read_package(folder)))
    return sorted(found, key=lambda finding: finding.order)


def rules_of(folder: Path, rung: str) -> list[str]:
    """Return the names of the rules that find something."""
    return [finding.rule for finding in look(folder, rung)]


def span_of(folder: Path, article: str, words: str) -> tuple[int, int]:
    """Return where *words* stand last in a text."""
    at = (folder / f"data/texts/{article}.txt").read_text("utf-8").rindex(words)
    return at, at + len(words)


def add_row(folder: Path, table: str, **cells: str) -> None:
    """Append one row to a table; cells that are not given are empty."""
    header, rows = package_copies.read_table(folder, table)
    assert not set(cells) - set(header)
    rows.append([cells.get(name, "") for name in header])
    package_copies.write_table(folder, table, header, rows)


def add_sentence(folder: Path, article: str, words: str, *, kind: str = "sentence", treatment: str = "facts") -> None:
    """Append a sentence to a text, on a line of its own, with its passage."""
    place = folder / f"data/texts/{article}.txt"
    text = place.read_text("utf-8")
    place.write_bytes(f"{text}{words}\n".encode())
    _, rows = package_copies.read_table(folder, "passages")
    number = 1 + sum(row[1] == article for row in rows)
    reason = "" if treatment == "facts" else "It states nothing."
    add_row(
        folder,
        "passages",
        passage_id=f"{article}.p{number:03}",
        article_id=article,
        start=str(len(text)),
        end=str(len(text) + len(words)),
        kind=kind,
        treatment=treatment,
        reason=reason,
    )


def add_evidence(folder: Path, fact: str, role: str, words: str) -> None:
    """Quote the last place at which *words* stand in the fact's article."""
    article = fact.partition(".")[0]
    start, end = span_of(folder, article, words)
    add_row(
        folder, "evidence", fact_id=fact, role=role, article_id=article, start=str(start), end=str(end), exact=words
    )


def add_fact(folder: Path, fact: str, quotes: dict[str, str], **cells: str) -> None:
    """Append a fact about the Isle Fund with one quote a role."""
    given = {"subject_id": "isle-fund", "modality": "asserted", "polarity": "positive", "status": "current", **cells}
    add_row(folder, "facts", fact_id=fact, article_id=fact.partition(".")[0], **given)
    for role, words in quotes.items():
        add_evidence(folder, fact, role, words)


def tables_of(rows: Mapping[str, list[dict[str, Any]]], texts: Mapping[str, str]) -> Tables:
    """Return tables with these rows; cells that are not given are empty."""
    tables = {
        name: table_of_columns(name, table.schema, _frame(table.typed.schema, rows[name])) if name in rows else table
        for name, table in EMPTY.items()
    }
    return Tables(package=PACKAGE, tables=tables, texts=texts)


def _frame(types: Mapping[str, Any], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as columns of a table, all those that are not given empty."""
    kinds = {name: pl.Int64 if kind == pl.Int64 else pl.String for name, kind in types.items()}
    return pl.DataFrame([{name: row.get(name) for name in types} for row in rows], kinds)
