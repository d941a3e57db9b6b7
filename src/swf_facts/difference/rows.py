"""Rows held against each other with the standard library: by key and by hash, so that only what differs is kept."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.difference.sides import Sheet

__all__ = ["Row", "Rows", "compare", "header", "records", "twice"]

Row = dict[str, str]
"""The cells of a row by field; empty ones as ``""``."""


@dataclass(slots=True, kw_only=True)
class Rows:
    """What differs between the rows of two tables.

    Attributes
    ----------
    old_count, new_count : int
        How many rows they have.
    removed, added : list of Row
        Rows of OLD whose key NEW lacks, and of NEW whose key OLD lacks, in file order.
    changed : list of pairs of Row
        Rows that have other cells, before and after, in the order of OLD.
    """

    old_count: int = 0
    new_count: int = 0
    removed: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)


def header(sheet: Sheet) -> list[str]:
    """Return the names of the columns of a CSV table."""
    for piece in sheet.pieces():
        for cells in _cells(sheet, piece):
            return cells
    raise sheet.damaged("it has no header")


def compare(old: Sheet, new: Sheet, key: Sequence[str], fields: Sequence[str]) -> Rows:
    """Hold the rows of two CSV tables against each other.

    Parameters
    ----------
    old, new : Sheet
        The tables.
    key : sequence of str
        The fields of the primary key, which both have.
    fields : sequence of str
        The fields to compare, among them the key.

    Raises
    ------
    PackageError
        A table cannot be read, or has a key twice.
    """
    at = [fields.index(name) for name in key]
    found = Rows()
    digests: dict[tuple[str, ...], int] = {}
    for cells in records(old, fields):
        found.old_count += 1
        identity = tuple(cells[position] for position in at)
        if identity in digests:
            raise twice(old, identity)
        digests[identity] = hash(cells)
    after: dict[tuple[str, ...], Row] = {}
    seen: set[tuple[str, ...]] = set()
    for cells in records(new, fields):
        found.new_count += 1
        identity = tuple(cells[position] for position in at)
        if identity in seen:
            raise twice(new, identity)
        seen.add(identity)
        if identity not in digests:
            found.added.append(dict(zip(fields, cells, strict=True)))
        elif digests[identity] != hash(cells):
            after[identity] = dict(zip(fields, cells, strict=True))
    if after or len(seen) - len(found.added) < len(digests):
        for cells in records(old, fields):
            identity = tuple(cells[position] for position in at)
            row = dict(zip(fields, cells, strict=True))
            if identity in after:
                found.changed.append((row, after[identity]))
            elif identity not in seen:
                found.removed.append(row)
    return found


def twice(sheet: Sheet, identity: Sequence[str]) -> Exception:
    """Return the error for a key that two rows have, so that nobody can tell what became of which."""
    return sheet.damaged(f"two rows have the key {'/'.join(identity)!r}")


def records(sheet: Sheet, fields: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of *fields*, row by row."""
    for piece in sheet.pieces():
        cells = _cells(sheet, piece)
        names = next(cells, [])
        missing = [name for name in fields if name not in names]
        if missing:
            raise sheet.damaged(f"the header lacks {', '.join(map(repr, missing))}")
        positions = [names.index(name) for name in fields]
        for number, row in enumerate(cells, 2):
            if len(row) != len(names):
                if not row:
                    continue
                raise sheet.damaged(f"row {number} has {len(row)} cells, the header has {len(names)}")
            yield tuple(row[position] for position in positions)


def _cells(sheet: Sheet, piece: bytes) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, its header first."""
    try:
        yield from csv.reader(io.TextIOWrapper(io.BytesIO(piece), encoding="utf-8-sig", newline=""), strict=True)
    except UnicodeDecodeError:
        raise sheet.damaged("it is not UTF-8") from None
    except csv.Error as error:
        raise sheet.damaged(f"it cannot be read as CSV: {error}") from None
