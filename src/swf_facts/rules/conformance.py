"""The tables as an independent reader of the standard sees them: frictionless, given the governing schemas."""

from __future__ import annotations

from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.package import governing_schema, governing_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from frictionless import Error
    from frictionless.resources import TableResource

    from swf_facts.rules.table import Table
    from swf_facts.rules.tables import Tables

__all__ = ["MOST_ROWS", "frictionless_errors"]

# frictionless reads some 20,000 rows a second, our own rules far more. What it sees that they do not is how a file is laid out:
# that shows in a few rows, but for blank lines, which may stand anywhere.
SAMPLED = 200
MOST_ROWS = 20_000  # that are read for blank lines among them
MOST_TARGETS = 2_000  # rows of a table whose ids are looked up
MOST_ERRORS = 1_000  # of a table
MOST_SNIFFED = 100_000_000  # takes a third of a second
PROSE = frozenset({"title", "description", "example", "categories"})


def frictionless_errors(tables: Tables) -> Iterator[tuple[str, int | None, str, str]]:
    """Yield table, line, field and message of every error that frictionless finds in the judged tables that could be read whole.

    A pattern that came with the package is not passed on, because frictionless would run it with backtracking.
    """
    from frictionless import Package as Tabular

    present = (tables.tables[name] for name in governing_tables() if name in tables.tables)
    whole = {table.name: table for table in present if table.whole and not table.flaws}
    known = {name: table for name, table in whole.items() if table.raw.height <= MOST_TARGETS}
    package, resources = Tabular(), {}
    referred: dict[tuple[str, str], list[pl.Series]] = {}
    for name, table in whole.items():
        if not tables.is_judged(name):
            continue
        schema = _lean_schema(table, known)
        for key in schema["foreignKeys"]:
            target, _, field = key["reference"]["resource"].partition(".")
            referred.setdefault((target, field), []).append(table.raw[key["fields"][0]].head(_most(table)))
        resources[name] = _resource(table, _as_csv(table, tables), schema)
        package.add_resource(resources[name])
    for (name, field), cells in sorted(referred.items(), key=itemgetter(0)):
        package.add_resource(_ids(known[name], field, pl.concat(cells)))
    for name, resource in resources.items():
        errors = _errors(resource, _most(whole[name]))
        lines = _line_numbers(whole[name]) if errors else {}
        for error in errors:
            number = getattr(error, "row_number", None)
            line = lines.get(number, number) if number is not None else None
            yield name, line, str(getattr(error, "field_name", "")), str(error.note or error.description)


def _most(table: Table) -> int:
    """Return how many rows of a table are read."""
    return MOST_ROWS if table.blank else SAMPLED


def _errors(resource: TableResource, most: int) -> list[Error]:
    """Return the errors of a header and of the first *most* rows, without the checks of metadata, which is our own."""
    from frictionless import FrictionlessException

    found: list[Error] = []
    try:
        with resource:
            found += resource.header.errors
            for row in islice(resource.row_stream, most):
                found += row.errors
                if len(found) >= MOST_ERRORS:
                    break
    except FrictionlessException as exception:
        found.append(exception.error)
    return found[:MOST_ERRORS]


def _resource(table: Table, content: bytes, schema: dict[str, Any]) -> TableResource:
    from frictionless import Dialect, Schema
    from frictionless.formats import CsvControl
    from frictionless.resources import TableResource

    made = Schema.from_descriptor(schema)
    if _is_slow_to_sniff(content):
        return TableResource(data=_records(table), name=table.name, schema=made)
    dialect = Dialect(controls=[CsvControl(delimiter=",", line_terminator="\n", quote_char='"')])
    return TableResource(source=content, name=table.name, format="csv", encoding="utf-8", schema=made, dialect=dialect)


def _ids(table: Table, field: str, meant: pl.Series) -> TableResource:
    """Return a resource of the ids that the rows which are read refer to, and that are there; it is read for each foreign key."""
    from frictionless import Schema
    from frictionless.resources import TableResource

    ids = table.raw[field]
    rows = [[field], *([cell] for cell in ids.filter(ids.is_in(meant.unique().implode())))]
    schema = Schema.from_descriptor({"fields": [{"name": field, "type": "string"}]})
    return TableResource(data=rows, name=f"{table.name}.{field}", schema=schema)


def _as_csv(table: Table, tables: Tables) -> bytes:
    """Return the file of a table; of one that is in Parquet, or not looked at as a whole, the beginning as it would stand in CSV."""
    package = tables.package
    content = package.contents.get(table.name)
    in_pieces = tables.siblings is not None and table.name == "ledger"  # of which each bucket has some rows
    if content is None or in_pieces or package.resources[table.name].descriptor.get("format") == "parquet":
        return table.raw.head(SAMPLED).write_csv().encode()
    return content.decode(
        "utf-8-sig", errors="replace"
    ).encode()  # bad bytes have their finding; it would stop at the first


def _lean_schema(table: Table, known: Mapping[str, Table]) -> dict[str, Any]:
    """Return the governing schema without prose, which frictionless would copy and check anew for every table.

    Foreign keys refer to the resources of ids, see `_ids`.
    """
    schema = governing_schema(table.name)
    added = [{"name": field["name"], "type": "any"} for field in table.schema["fields"][len(schema["fields"]) :]]
    fields = [
        {key: value for key, value in field.items() if key not in PROSE}
        for field in schema["fields"]
        if field["name"] not in table.absent
    ]
    keys = []
    for key in schema.get("foreignKeys", []):
        target, fields_there = key["reference"].get("resource") or table.name, key["reference"]["fields"]
        if target in known:
            reference = {"resource": f"{target}.{fields_there[0]}", "fields": fields_there}
            keys.append({"fields": key["fields"], "reference": reference})
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
    """Return the beginning of a table as read by us, with its header."""
    return [table.raw.columns, *([cell or "" for cell in row] for row in table.raw.head(_most(table)).iter_rows())]


def _line_numbers(table: Table) -> dict[int, int]:
    """Return the line of every row by frictionless's number, which counts records, blank ones too, not lines."""
    return dict(enumerate(sorted([*table.lines, *table.blank]), 2))
