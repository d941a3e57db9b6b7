"""Cells by themselves: type, presence, form and limits, as the Table Schema has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.constraints import cell_failures
from swf_facts.rules.structure.rung import RUNG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.constraints import CellFailure
    from swf_facts.rules.table import Table
    from swf_facts.rules.tables import Tables

FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE)
WANTED = {
    "number": "write a plain decimal such as 108029.56",
    "integer": "write a whole number such as 42",
    "date": "write a date of the calendar as year-month-day, such as 2025-05-25",
    "boolean": "write true or false",
}


def _failures(tables: Tables, *constraints: str) -> Iterator[tuple[CellFailure, dict[str, Any]]]:
    for failure in tables.view(cell_failures):
        if failure.constraint in constraints:
            cell = failure.table.raw[failure.field][failure.index]
            yield failure, {**failure.table.place(failure.index), "field": failure.field, "found": cell or ""}


def _field(table: Table, name: str) -> Mapping[str, Any]:
    field: Mapping[str, Any] = next(item for item in table.schema["fields"] if item["name"] == name)
    return field


@RUNG.rule()
def type_mismatch(tables: Tables) -> Iterator[Finding]:
    """Every cell has a value of its field's type: a decimal, a whole number, a date of the calendar, true or false.

    Digits are ASCII digits.

    Breaks on: the date ``2024-02-30``.
    Fix: write a value of the field's type.
    """
    for failure, place in _failures(tables, "type"):
        kind = _field(failure.table, failure.field)["type"]
        if kind != "number" or not FLOAT.fullmatch(place["found"]):
            message = f"it is no {kind}"
            if kind == "integer" and re.fullmatch(r"-?[1-9][0-9]{18,}", place["found"]):
                message = "it is beyond the largest integer, 9223372036854775807"
            if kind == "date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", place["found"]):
                message = "there is no such day"
            yield type_mismatch.finding(**place, message=message, fix=WANTED[kind])


@RUNG.rule()
def number_not_plain(tables: Tables) -> Iterator[Finding]:
    """A number is a plain decimal: no exponent, no plus, no leading zeros, not NaN or INF, at most 60 digits on each side.

    The Table Schema standard allows more; one way to write a number keeps equal numbers equal as text.

    Breaks on: ``1.64E+12``.
    Fix: write the number as a plain decimal, such as 1640000000000.
    """
    for failure, place in _failures(tables, "type"):
        if _field(failure.table, failure.field)["type"] == "number" and FLOAT.fullmatch(place["found"]):
            yield number_not_plain.finding(**place, message="the number is not a plain decimal")


@RUNG.rule()
def required(tables: Tables) -> Iterator[Finding]:
    """No cell of a required field is empty.

    Breaks on: a fact without ``modality``.
    Fix: fill the cell.
    """
    for _, place in _failures(tables, "required"):
        yield required.finding(**place, message="the field is required, and the cell is empty")


@RUNG.rule()
def enum(tables: Tables) -> Iterator[Finding]:
    """A cell of a field with a list of values has one of them.

    Breaks on: the comparator ``=``.
    Fix: choose one of the listed values.
    """
    for failure, place in _failures(tables, "enum"):
        listed = ", ".join(str(value) for value in _field(failure.table, failure.field)["constraints"]["enum"])
        yield enum.finding(**place, message="the field has no such value", fix=f"choose one of {listed}")


@RUNG.rule()
def pattern(tables: Tables) -> Iterator[Finding]:
    """A cell of a field with a pattern matches it as a whole.

    Breaks on: the entity ``Masayoshi Son`` where ``masayoshi-son`` is meant.
    Fix: write the cell as the field's description says.
    """
    for failure, place in _failures(tables, "pattern"):
        field = _field(failure.table, failure.field)
        fix = f"write it like {field['example']}" if "example" in field else ""
        yield pattern.finding(**place, message=f"it is not of the form {field['constraints']['pattern']}", fix=fix)


LIMITS = {
    "minimum": "it is less than {}", "maximum": "it is more than {}", "exclusiveMinimum": "it is not more than {}",
    "exclusiveMaximum": "it is not less than {}", "minLength": "it has fewer than {} characters",
    "maxLength": "it has more than {} characters", "finite": "it is too large for any reader",
}  # fmt: skip


@RUNG.rule()
def out_of_range(tables: Tables) -> Iterator[Finding]:
    """A value is within the limits of its field, and so is the length of a string.

    Breaks on: a span that starts at -1.
    Fix: write a value within the limits.
    """
    for failure, place in _failures(tables, *LIMITS):
        limit = _field(failure.table, failure.field).get("constraints", {}).get(failure.constraint)
        yield out_of_range.finding(**place, message=LIMITS[failure.constraint].format(limit))


@RUNG.rule()
def not_unique(tables: Tables) -> Iterator[Finding]:
    """No two rows have the same primary key, nor the same value of a field that is unique.

    Breaks on: two facts with the id ``coincu2025.007``.
    Fix: give the later row a new id, or remove it.
    """
    firsts: dict[tuple[str, ...], pl.Series] = {}  # the line of the first row that has what each row has
    for failure, place in _failures(tables, "unique"):
        table, key = failure.table, failure.table.key(failure.index)
        is_key = failure.field in table.schema.get("primaryKey", [])
        fields = table.key_fields if is_key else [failure.field]
        if (table.name, *fields) not in firsts:
            rows = table.raw.select(fields).with_columns(table.lines.alias("line of the file"))
            firsts[table.name, *fields] = rows.select(pl.col("line of the file").first().over(fields)).to_series()
        first = firsts[table.name, *fields][failure.index]
        value = key if is_key else place["found"]
        what = "primary key" if is_key else "value"
        yield not_unique.finding(**{**place, "found": value}, message=f"the row of line {first} has the same {what}")
