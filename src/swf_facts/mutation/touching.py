"""What a mutant can bring about: the rows to which a finding that it causes may belong."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from swf_facts.mutation.source import TEXTS

if TYPE_CHECKING:
    from swf_facts.mutation.mutant import Edit, Mutant
    from swf_facts.mutation.source import Source

__all__ = ["Place", "Touching"]

Place = tuple[str, str]
"""A table and what identifies a row in it. Evidence and attributions count as their fact, aliases by their position."""


class Touching:
    """Knows which rows name which others.

    Parameters
    ----------
    source : Source
        The unchanged package.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._naming: dict[Place, set[Place]] = defaultdict(set)
        for table, rows in source.tables.items():
            for row in range(len(rows.rows)):
                place = self.place(table, row)
                for target, value in self._references(table, rows.rows[row]):
                    self._naming[target, value].add(place)
        self._quotes = [
            (("facts", fact), exact)
            for fact, exact in zip(
                *(source.tables["evidence"].column(name) for name in ("fact_id", "exact")), strict=True
            )
        ]
        self._quoting = cache(self._facts_quoting)

    def place(self, table: str, row: int) -> Place:
        """Return the place of one row of the unchanged package."""
        rows = self._source.tables[table]
        if table in {"facts", "evidence", "attributions", "ledger"}:
            return "facts", rows.at(row, "fact_id")
        return (table, str(row)) if table in {"aliases", "exclusions"} else (table, rows.key(rows.rows[row]))

    def _references(self, table: str, cells: tuple[str, ...]) -> list[Place]:
        """Return the rows that a row names."""
        rows = self._source.tables[table]
        record = dict(zip(rows.header, cells, strict=True))
        found = [
            (key["reference"].get("resource") or table, record[key["fields"][0]])
            for key in rows.schema.get("foreignKeys", [])
            if record[key["fields"][0]]
        ]
        if table == "aliases":
            found.append(("entities" if record["target_kind"] == "entity" else "properties", record["target_id"]))
        return found

    def rows(self, mutant: Mutant) -> frozenset[Place]:
        """Return the rows that a mutant edits, and the one that it repeats."""
        found = {(mutant.table, mutant.key)}
        for edit in mutant.edits:
            if edit.row is not None:
                found.add(self.place(edit.table, edit.row))
            if edit.cells is not None:
                rows = self._source.tables[edit.table]
                fact = dict(zip(rows.header, edit.cells, strict=True)).get("fact_id")
                found.add(("facts", fact) if fact else (edit.table, rows.key(edit.cells)))
        return frozenset(found)

    def places(self, mutant: Mutant) -> frozenset[Place]:
        """Return the rows that a mutant edits, those that name them or are named by them, and facts that quote an alias of them."""
        return frozenset(place for edit in mutant.edits for place in self._of(edit))

    def _of(self, edit: Edit) -> set[Place]:
        rows, found = self._source.tables[edit.table], set()
        for cells in (rows.rows[edit.row] if edit.row is not None else None, edit.cells):
            if cells is None:
                continue
            found |= {(edit.table, rows.key(cells)), *self._references(edit.table, cells)}
            if edit.row is not None:
                found.add(self.place(edit.table, edit.row))
            if edit.table not in {"facts", "evidence", "attributions", TEXTS}:
                found |= self._naming[edit.table, rows.key(cells)]
            if edit.table == "aliases":
                record = dict(zip(rows.header, cells, strict=True))
                target = ("entities" if record["target_kind"] == "entity" else "properties", record["target_id"])
                found |= self._naming[target] | self._quoting(record["alias"])
        return found

    def _facts_quoting(self, words: str) -> frozenset[Place]:
        return frozenset(place for place, exact in self._quotes if words and words in exact)
