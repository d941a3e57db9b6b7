"""What becomes of whole rows: deleted, or written a second time under a new id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.mutation.mutant import Edit, Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.mutation.source import Rows, Source

__all__ = ["change_rows"]

IDS = {
    "articles": "article_id",
    "passages": "passage_id",
    "entities": "entity_id",
    "properties": "property_id",
    "units": "unit_id",
    "facts": "fact_id",
}


def change_rows(source: Source, table: str, rows: Rows, row: int) -> Iterator[Mutant]:
    """Yield the mutants of one whole row.

    A fact is also repeated with its evidence and attributions, as one who copies it would.
    """
    key = rows.key(rows.rows[row])
    old = ",".join(rows.rows[row])
    deleted = Edit(table=table, row=row, cells=None)
    yield Mutant(change="deleted", table=table, field="row", key=key, old=old, new="", edits=(deleted,))
    cells = _second(rows, table, row)
    appended = Edit(table=table, row=None, cells=cells)
    new = ",".join(cells)
    yield Mutant(change="duplicated", table=table, field="row", key=key, old="", new=new, edits=(appended,))
    if table == "facts":
        edits = (appended, *_dependents(source, key, cells[0]))
        yield Mutant(change="duplicated-with-evidence", table=table, field="row", key=key, old="", new=new, edits=edits)


def _second(rows: Rows, table: str, row: int) -> tuple[str, ...]:
    """Return the row under an id that none has; an attribution as one level further."""
    if table == "attributions":
        fact, levels = rows.at(row, "fact_id"), rows.column("fact_id")
        return rows.changed(row, level=str(levels.count(fact) + 1))
    if table not in IDS:
        return rows.rows[row]
    name = IDS[table]
    known = set(rows.column(name))
    value = rows.at(row, name)
    return rows.changed(row, **{name: next(new for new in _new_ids(table, value) if new not in known)})


def _new_ids(table: str, value: str) -> Iterator[str]:
    article, _, number = value.partition(".")
    for more in range(1, 1_000_000):
        if table == "facts":
            yield f"{article}.{int(number) + more:03d}"
        elif table == "passages":
            yield f"{article}.p{int(number.removeprefix('p')) + more:03d}"
        elif table == "articles":
            yield f"{value.rstrip('abcdefghijklmnopqrstuvwxyz')}{'bcdefghijklmnopqrstuvwxyz'[more - 1]}"
        else:
            yield f"{value}-{more + 1}"


def _dependents(source: Source, fact: str, second: str) -> Iterator[Edit]:
    for table in ("evidence", "attributions"):
        rows = source.tables[table]
        for row, owner in enumerate(rows.column("fact_id")):
            if owner == fact:
                yield Edit(table=table, row=None, cells=rows.changed(row, fact_id=second))
