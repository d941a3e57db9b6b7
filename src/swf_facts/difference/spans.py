"""Spans that moved told apart from words that changed: the rows of evidence and exclusions have their position in their key."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from swf_facts.difference.records import CellChange, RowChange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from swf_facts.difference.records import Change, TableDifference
    from swf_facts.difference.rows import Row, Rows

__all__ = ["moved_passages", "paired"]

OWNERS = {"evidence": ("fact_id", "role"), "exclusions": ("article_id",)}
"""The fields that say whose span it is, of the tables whose key has a span in it."""


def key_of(row: Row, key: Sequence[str]) -> str:
    """Return the primary key of a row, parts joined by ``/``."""
    return "/".join(row[name] for name in key)


def row_change(change: Change, old: Row, new: Row, key: Sequence[str]) -> RowChange:
    """Return what became of a row that was and is there."""
    cells = tuple(
        CellChange(field=name, old=old[name] or None, new=new[name] or None) for name in old if old[name] != new[name]
    )
    return RowChange(change=change, key=key_of(old, key), cells=cells)


def whole(change: Change, row: Row, key: Sequence[str]) -> RowChange:
    """Return the change of a row that came or went, with its filled cells."""
    cells = tuple(
        CellChange(field=name, old=None, new=cell) if change == "added" else CellChange(field=name, old=cell, new=None)
        for name, cell in row.items()
        if cell
    )
    return RowChange(change=change, key=key_of(row, key), cells=cells)


def paired(table: str, rows: Rows, key: Sequence[str]) -> list[RowChange]:
    """Return the changes of a table; a span that went and one that came are one change where they belong together.

    Two of the same owner belong together where they have the same words, which is a span that moved; of the others the
    first that went and the first that came, and so on, which is a quote that changed.
    """
    owner = OWNERS.get(table, ())
    partners: dict[int, tuple[Change, Row]] = {}
    taken: set[int] = set()
    if owner:
        steps: tuple[tuple[Change, tuple[str, ...]], ...] = (("moved", (*owner, "exact")), ("changed", owner))
        for change, fields in steps:
            waiting: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
            for index, row in enumerate(rows.added):
                if index not in taken:
                    waiting[tuple(row[name] for name in fields)].append(index)
            for index, row in enumerate(rows.removed):
                candidates = waiting.get(tuple(row[name] for name in fields))
                if candidates and index not in partners:
                    taken.add(candidates[0])
                    partners[index] = change, rows.added[candidates.popleft()]
    found = [row_change("changed", old, new, key) for old, new in rows.changed]
    for index, row in enumerate(rows.removed):
        if index in partners:
            change, new = partners[index]
            found.append(row_change(change, row, new, key))
        else:
            found.append(whole("removed", row, key))
    return found + [whole("added", row, key) for index, row in enumerate(rows.added) if index not in taken]


def moved_passages(
    difference: TableDifference, old: Callable[[str], str | None], new: Callable[[str], str | None]
) -> TableDifference:
    """Return what became of passages, where those that only have another position have moved if their words are the same.

    Parameters
    ----------
    difference : TableDifference
        What became of the rows of ``passages``.
    old, new : callable
        Return the text of an article, None where it is not at hand.
    """
    changes = tuple(
        replace(row, change="moved") if row.change == "changed" and _same_words(row, old, new) else row
        for row in difference.changes
    )
    return replace(difference, changes=changes)


def _same_words(row: RowChange, old: Callable[[str], str | None], new: Callable[[str], str | None]) -> bool:
    if [cell.field for cell in row.cells] != ["start", "end"]:
        return False
    article = row.key.rpartition(".")[0]
    words = [
        text[int(start) : int(end)]
        for text, start, end in (
            (old(article), row.cells[0].old, row.cells[1].old),
            (new(article), row.cells[0].new, row.cells[1].new),
        )
        if text is not None and start and end and start.isdecimal() and end.isdecimal()
    ]
    return len(words) == 2 and words[0] == words[1]
