"""The tables as an independent reader of the standard sees them: frictionless, given the governing schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swf_facts.package import governing_schema, governing_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.package import Package
    from swf_facts.rules.tables import Table, Tables

__all__ = ["MOST_ROWS", "frictionless_errors"]

# frictionless reads some 20,000 rows a second, our own rules half a million; of longer tables it reads the beginning.
MOST_ROWS = 20_000
MOST_ROWS_OF_PART = 2_000
MOST_SNIFFED = 100_000_000  # takes a third of a second
PROSE = frozenset({"title", "description", "example", "categories"})


def frictionless_errors(tables: Tables) -> Iterator[tuple[str, int | None, str, str]]:
    """Yield table, line, field and message of every error that frictionless finds in the tables that could be read whole.

    A pattern that came with the package is not passed on, because frictionless would run it with backtracking.
    """
    from frictionless import Checklist, Dialect, Resource, Schema
    from frictionless import Package as Tabular
    from frictionless.formats import CsvControl

    present = (tables.tables[name] for name in governing_tables() if name in tables.tables)
    whole = {table.name: table for table in present if table.whole and not table.flaws}
    package = Tabular()
    limit = MOST_ROWS if tables.siblings is None else MOST_ROWS_OF_PART
    for name, table in whole.items():
        schema = Schema.from_descriptor(_lean_schema(table, whole, limit))
        content = _as_csv(table, tables.package)
        if _is_slow_to_sniff(content):
            resource = Resource(data=_records(table), name=name, schema=schema)
        else:
            dialect = Dialect(controls=[CsvControl(delimiter=",", line_terminator="\n", quote_char='"')])
            resource = Resource(
                source=content, name=name, format="csv", encoding="utf-8", schema=schema, dialect=dialect
            )
        package.add_resource(resource)
    report = package.validate(Checklist(), limit_rows=limit)
    for task in report.tasks:
        lines = _line_numbers(whole[task.name])
        for error in task.errors:
            number = getattr(error, "row_number", None)
            line = lines.get(number, number) if number is not None else None
            yield task.name, line, str(getattr(error, "field_name", "")), str(error.note or error.description)


def _as_csv(table: Table, package: Package) -> bytes:
    """Return the file of a table; of one that is in Parquet, or too large to hold, the beginning as it would stand in CSV."""
    content = package.contents.get(table.name)
    if content is None or package.resources[table.name].descriptor.get("format") == "parquet":
        return table.raw.head(MOST_ROWS_OF_PART).write_csv().encode()
    return content.decode(
        "utf-8-sig", errors="replace"
    ).encode()  # bad bytes have their finding; it would stop at the first


def _lean_schema(table: Table, whole: Mapping[str, Table], limit: int) -> dict[str, Any]:
    """Return the governing schema without prose, which frictionless would copy and check anew for every table."""
    schema = governing_schema(table.name)
    added = [{"name": field["name"], "type": "any"} for field in table.schema["fields"][len(schema["fields"]) :]]
    fields = [
        {key: value for key, value in field.items() if key not in PROSE}
        for field in schema["fields"]
        if field["name"] not in table.absent
    ]
    keys = [
        key
        for key in schema.get("foreignKeys", [])
        if (target := key["reference"].get("resource") or table.name) in whole and whole[target].raw.height <= limit
    ]
    return {
        "fields": [*fields, *added],
        "missingValues": schema["missingValues"],
        "primaryKey": schema["primaryKey"],
        "foreignKeys": keys,
    }


def _is_slow_to_sniff(content: bytes) -> bool:
    """Whether the dialect guesser of the standard library, which frictionless runs in any case, might take long.

    Its time grows with the number of quotes in the first hundred lines times their length.
    """
    beginning = b"\n".join(content.split(b"\n", 100)[:100])
    return beginning.count(b'"') * len(beginning) > MOST_SNIFFED


def _records(table: Table) -> list[list[str]]:
    """Return the table as read by us, with its header."""
    return [table.raw.columns, *([cell or "" for cell in row] for row in table.raw.head(MOST_ROWS).iter_rows())]


def _line_numbers(table: Table) -> dict[int, int]:
    """Return the line of every row by frictionless's number, which counts records, blank ones too, not lines."""
    return dict(enumerate(sorted([*table.lines, *table.blank]), 2))
