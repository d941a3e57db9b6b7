"""CSV as text to be judged: read record by record as far as it can be read, with the line of each row."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from swf_facts.rules.flaws import Flaw

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["LONGEST_CELL", "Parsed", "lines_with_bad_bytes", "parse", "parse_bytes"]

LONGEST_CELL = 2**20  # characters


@dataclass(slots=True)
class Parsed:
    """What a CSV file holds, record by record."""

    header: list[str] | None = None
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    damaged: set[int] = field(default_factory=set)
    flaws: list[Flaw] = field(default_factory=list)


def lines_with_bad_bytes(content: bytes) -> dict[int, int]:
    """Return the lines that are not UTF-8, each with the position of its first bad byte in the line; both from 1 and 0."""
    bad: dict[int, int] = {}
    with suppress(UnicodeDecodeError):  # as nearly all files are decoded, at once
        content.decode("utf-8")
        return bad
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            bad[number] = error.start
    return bad


def parse_bytes(content: bytes) -> Parsed:
    """Read a CSV file; a line with bytes that are not UTF-8 is damaged, and the others are read."""
    try:
        return parse(content.decode("utf-8-sig"), frozenset())
    except UnicodeDecodeError:
        return parse(content.decode("utf-8-sig", errors="replace"), lines_with_bad_bytes(content).keys())


def parse(text: str, bad_lines: Collection[int]) -> Parsed:
    """Read CSV text whose first record is the header."""
    parsed = Parsed()
    limit = csv.field_size_limit(LONGEST_CELL)  # is set for the whole process, and other libraries set it too
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            _add(parsed, cells, line, damaged=any(number in bad_lines for number in range(line, reader.line_num + 1)))
            line = reader.line_num + 1
    except csv.Error as error:
        parsed.flaws.append(_unreadable(str(error), line))
    finally:
        csv.field_size_limit(limit)
    if not parsed.header and not parsed.flaws:
        fix = "write the header, even without rows"
        parsed.flaws.append(Flaw(rule="csv-unreadable", message="the file has no header", fix=fix))
    return parsed


def _add(parsed: Parsed, cells: list[str], line: int, *, damaged: bool) -> None:
    if parsed.header is None:
        parsed.header = cells
        return
    if not cells:  # holds no row; the conformance check reports it
        parsed.blank.append(line)
        return
    if damaged:
        parsed.damaged.add(len(parsed.rows))
    elif len(cells) != len(parsed.header):
        parsed.flaws.append(_ragged(cells, parsed.header, line))
        parsed.damaged.add(len(parsed.rows))
    parsed.rows.append(cells)
    parsed.lines.append(line)


def _unreadable(error: str, line: int) -> Flaw:
    if "unexpected end of data" in error:
        fix = "close the quote; a quote inside quotes is written twice"
        return Flaw(rule="csv-unreadable", row=line, message="a quote that opens in this row is never closed", fix=fix)
    if "field limit" in error:
        fix = "look for a quote that is not closed, or shorten the cell"
        return Flaw(
            rule="csv-unreadable",
            row=line,
            message=f"a cell of this row is longer than {LONGEST_CELL} characters",
            fix=fix,
        )
    return Flaw(rule="csv-unreadable", row=line, message=f"the row cannot be read as CSV: {error}")


def _ragged(cells: Sequence[str], header: Sequence[str], line: int) -> Flaw:
    message = f"the row has {len(cells)} cells, the header has {len(header)}"
    return Flaw(rule="row-ragged", row=line, message=message, found=",".join(cells))
