"""A file as a table: CSV that can be read, with the right header and as many cells in every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.rules.structure.rung import RUNG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.findings import Finding
    from swf_facts.rules.registry import Rule
    from swf_facts.rules.tables import Tables


def _flaws(tables: Tables, rule: Rule) -> Iterator[Finding]:
    for table, flaw in tables.flaws(rule.name):
        yield rule.finding(resource=table, row=flaw.row, found=flaw.found, message=flaw.message, fix=flaw.fix)


@RUNG.rule()
def csv_unreadable(tables: Tables) -> Iterator[Finding]:
    """A table is CSV as RFC 4180 has it: a header, cells in double quotes where they hold a comma, a quote or a line break.

    The rows before the fault are still checked, but no rule that looks across tables uses the table.

    Breaks on: a quote that is never closed.
    Fix: write the table with a CSV library.
    """
    return _flaws(tables, csv_unreadable)


@RUNG.rule()
def header_mismatch(tables: Tables) -> Iterator[Finding]:
    """The header has the names of the table schema's fields, all of them, in order.

    Breaks on: a table without the column ``note``.
    Fix: write the fields of the table schema in its order; list a further field in the package's own table schema, after ours.
    """
    return _flaws(tables, header_mismatch)


@RUNG.rule()
def row_ragged(tables: Tables) -> Iterator[Finding]:
    """Every row has as many cells as the header. The cells of another row cannot be told apart, so nothing more is said of it.

    Breaks on: a comma in a cell without quotes around it.
    Fix: put a cell that holds a comma into double quotes.
    """
    return _flaws(tables, row_ragged)


@RUNG.rule()
def parquet_unreadable(tables: Tables) -> Iterator[Finding]:
    """A table in Parquet can be read, and its columns have types that their fields may have.

    Whole numbers are integers, truth values are booleans, dates are dates or text; numbers are text, because a binary fraction is
    not the decimal that was printed. Text is allowed everywhere, written as in CSV.

    Breaks on: a file that was cut off while it was copied.
    Fix: write the file again with a Parquet library.
    """
    return _flaws(tables, parquet_unreadable)
