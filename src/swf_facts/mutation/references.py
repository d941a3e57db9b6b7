"""What a cell that names another row may be exchanged for: valid targets that are easily confused, others, and none."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING

from swf_facts.mutation.cells import mistype

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.mutation.cell import Cell

__all__ = ["swap", "target_of", "targets"]


def target_of(cell: Cell) -> tuple[str, str] | None:
    """Return table and field that a cell refers to, by a foreign key or, in ``aliases``, by its kind."""
    if cell.table == "aliases" and cell.name == "target_id":
        return ("entities", "entity_id") if cell.beside("target_kind") == "entity" else ("properties", "property_id")
    for key in cell.rows.schema.get("foreignKeys", []):
        if key["fields"] == [cell.name]:
            return key["reference"].get("resource") or cell.table, key["reference"]["fields"][0]
    return None


def targets(cell: Cell, target: tuple[str, str]) -> list[str]:
    """Return what the cell could validly name instead."""
    return [value for value in cell.source.tables[target[0]].column(target[1]) if value != cell.value]


def swap(cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield other valid targets, those that are easily confused first, and one that is not there."""
    target = target_of(cell)
    if target is None:
        return
    valid = targets(cell, target)
    near = _confusable(cell, target, valid)
    for value in near:
        yield "swapped-with-confusable", value
    far = [value for value in valid if value not in near]
    for value in cell.draw(far, len(far) if target[0] in {"units", "articles"} else 2):
        yield "swapped", value
    known = {*valid, cell.value}
    yield "mistyped", next(new for new in iter(lambda: _mistyped_reference(cell, target), "") if new not in known)


def _confusable(cell: Cell, target: tuple[str, str], valid: list[str]) -> list[str]:
    """Return what the cell is easily confused with: what its statement also names, the facts beside, the id most like it."""
    if target == ("facts", "fact_id"):
        return _neighbours(cell, valid)
    near: list[str] = []
    if cell.table == "facts" and target[0] in {"entities", "properties"}:
        kind = "entity" if target[0] == "entities" else "property"
        named = cell.source.named_in(kind, cell.beside("fact_id"))
        alike = [one for one in named if kind == "entity" or _value_type(cell, one) == cell.beside("value_type")]
        near += [one for one in alike if one != cell.value][:4]
    near += _most_alike(cell.value, tuple(valid))
    return list(dict.fromkeys(near))


@cache
def _most_alike(value: str, valid: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(value, valid, 1, 0.0)


def _mistyped_reference(cell: Cell, target: tuple[str, str]) -> str:
    article, point, number = cell.value.partition(".")
    if target == ("facts", "fact_id") and point:  # the article stays, the number is one that no fact has
        return f"{article}.{cell.random.randrange(int(number) + 1, 1000):03d}"
    return mistype(cell.value, cell.random)


def _value_type(cell: Cell, property_id: str) -> str:
    properties = cell.source.tables["properties"]
    return properties.at(properties.column("property_id").index(property_id), "value_type")


def _neighbours(cell: Cell, valid: list[str]) -> list[str]:
    """Return the facts before and after the one that is named, of the same article."""
    facts = list(cell.source.tables["facts"].column("fact_id"))
    if cell.value not in facts:
        return []
    at, article = facts.index(cell.value), cell.value.partition(".")[0]
    around = [*facts[max(0, at - 1) : at], *facts[at + 1 : at + 2]]
    return [fact for fact in around if fact in valid and fact.partition(".")[0] == article]
