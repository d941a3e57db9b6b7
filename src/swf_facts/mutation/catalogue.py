"""Every mutant of a package: which changes are made in which field, chosen by its Table Schema and by what it means.

A field that is added to a Table Schema gets the changes of its type without a line here.
"""

from __future__ import annotations

from functools import partial
from random import Random
from typing import TYPE_CHECKING, TypeVar

from swf_facts.mutation.cell import Cell
from swf_facts.mutation.cells import change_date, change_integer, change_letters, change_number, change_quote, mistype
from swf_facts.mutation.mutant import Edit, Mutant
from swf_facts.mutation.references import swap, target_of, targets
from swf_facts.mutation.rows import change_rows
from swf_facts.mutation.source import TEXTS
from swf_facts.mutation.spans import change_position, miscount_span, requote_span
from swf_facts.mutation.texts import change_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swf_facts.mutation.source import Rows, Source

__all__ = ["mutants_of"]

T = TypeVar("T", bound="tuple[str, *tuple[object, ...]]")


LISTS: Mapping[str, str] = {"flags": "flag", "subject_kinds": "kind", "value_kinds": "kind"}
"""Fields whose cells hold several words, with what one of them is."""

THINNED: Mapping[tuple[str, str], int] = {
    ("evidence", "fact_id"): 1,
    ("evidence", "role"): 3,
    ("evidence", "article_id"): 1,
    ("evidence", "start"): 1,
    ("evidence", "end"): 1,
    ("evidence", "exact"): 2,
    ("evidence", "start+end"): 1,
    ("evidence", "start+end+exact"): 3,
    ("aliases", "alias"): 4,
    ("aliases", "target_id"): 3,
    ("entities", "kind"): 4,
    ("properties", "subject_kinds"): 4,
    ("properties", "value_kinds"): 4,
}
"""How many changes are drawn of a cell in the longest tables; those that count in other units are always made."""


def mutants_of(source: Source, *, seed: int = 0) -> Iterator[Mutant]:
    """Yield every mutant of a package, table by table.

    Parameters
    ----------
    source : Source
        The unchanged package.
    seed : int, default 0
        Where a change can be made in many ways, which of them are drawn. Draws of one cell do not depend on other cells.

    Yields
    ------
    Mutant
        No two with the same rows, and none that is the same as the unchanged package.
    """
    for table, rows in source.tables.items():
        found = change_texts(source, seed) if table == TEXTS else _table(source, table, rows, seed)
        seen: set[tuple[Edit, ...]] = set()
        for mutant in found:
            if mutant.edits not in seen and not _is_void(rows, mutant):
                seen.add(mutant.edits)
                yield mutant


def _is_void(rows: Rows, mutant: Mutant) -> bool:
    (first, *others) = mutant.edits
    return not others and first.row is not None and first.cells == rows.rows[first.row]


def _table(source: Source, table: str, rows: Rows, seed: int) -> Iterator[Mutant]:
    for row, cells in enumerate(rows.rows):
        key = rows.key(cells)
        for field in rows.schema["fields"]:
            name = field["name"]
            random = Random(f"{seed}/{table}/{key}/{name}")  # noqa: S311  # a choice of changes, no secret
            cell = Cell(
                source=source, table=table, rows=rows, row=row, field=field, value=rows.at(row, name), random=random
            )
            for change, new in _thinned(cell, list(_changes(cell))):
                edit = Edit(table=table, row=row, cells=rows.changed(row, **{name: new}))
                yield Mutant(change=change, table=table, field=name, key=key, old=cell.value, new=new, edits=(edit,))
        yield from _spans(source, table, rows, row, seed)
        yield from change_rows(source, table, rows, row)


# --- one cell -----------------------------------------------------------------------------------------
def _changes(cell: Cell) -> Iterator[tuple[str, str]]:
    if not cell.value:
        for new in dict.fromkeys(_fillings(cell)):
            yield "filled", new
        return
    yield "emptied", ""
    yield from _special(cell)


def _thinned(cell: Cell, changes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the changes of a cell that are tried, none of them twice."""
    distinct = list(dict.fromkeys(pair for pair in changes if pair[1] != cell.value))
    return _thin(distinct, THINNED.get((cell.table, cell.name)), cell.random)


def _thin(changes: list[T], most: int | None, random: Random) -> list[T]:
    """Return all of the changes, or as many as are to be drawn in a long table."""
    if most is None:
        return changes
    kept: list[T] = [change for change in changes if change[0].startswith("counted-in")]
    others: list[T] = [change for change in changes if change not in kept]
    return [*kept, *random.sample(others, min(most, len(others)))]


def _fillings(cell: Cell) -> Iterator[str]:
    """Yield what an empty cell may be filled with: a value that the row suggests, one of another row, the schema's example."""
    suggestions = {
        "lower": ["value_number", "upper"],
        "upper": ["value_number", "lower"],
        "value_text": [],
        "published": [],
    }
    for name in suggestions.get(cell.name, []):
        if cell.beside(name):
            yield cell.beside(name)
    if cell.name in LISTS:
        yield from _listed_words(cell)
    elif "enum" in cell.constraints:
        listed = [str(value) for value in cell.constraints["enum"]]
        yield from listed if cell.table == "facts" and cell.beside("value_type") == "quantity" else cell.draw(listed, 1)
    elif target := target_of(cell):
        yield from cell.draw(targets(cell, target), 2)
    elif cell.others():
        yield from cell.draw(cell.others(), 2)
    elif "example" in cell.field:
        example = cell.field["example"]
        yield str(example).lower() if isinstance(example, bool) else str(example)
    if cell.field["type"] == "date":
        yield from cell.draw([date for date in cell.source.tables["articles"].column("published") if date], 1)


def _special(cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield the changes of a filled cell: those of what it means, else of its type."""
    name, kind = cell.name, cell.field["type"]
    makers: tuple[tuple[bool, Callable[[Cell], Iterator[tuple[str, str]]]], ...] = (
        (name in {"start", "end"}, _positions),
        ("enum" in cell.constraints, _other_values),
        (name in LISTS, _lists),
        (name in {"exact", "value_text", "alias"}, lambda cell: change_quote(cell.value, cell.random)),
        (kind == "boolean", _flipped),
        (kind == "number", _numbers),
        (kind == "integer", lambda cell: change_integer(cell.value, cell.random)),
        (kind == "date", _dates),
        (target_of(cell) is not None, swap),
        (cell.constraints.get("unique", False), _key),
        ("pattern" in cell.constraints or (cell.table == "units" and name in {"code", "symbol"}), _identifier),
    )
    return next((make for applies, make in makers if applies), _prose)(cell)


def _positions(cell: Cell) -> Iterator[tuple[str, str]]:
    text = cell.source.texts.get(cell.beside("article_id"), "")
    return change_position(text, cell.value, cell.random)


def _flipped(cell: Cell) -> Iterator[tuple[str, str]]:
    yield "flipped", "false" if cell.value == "true" else "true"


def _numbers(cell: Cell) -> Iterator[tuple[str, str]]:
    yield from change_number(cell.value, cell.random)
    for other in cell.draw(cell.others(), 1):
        yield "taken-from-another-row", other
    if cell.name in {"lower", "upper"} and cell.value != cell.beside("value_number"):
        yield "interval-narrowed", cell.beside("value_number")


def _dates(cell: Cell) -> Iterator[tuple[str, str]]:
    yield from change_date(cell.value, cell.random)
    for other in cell.draw(cell.others(), 1):
        yield "taken-from-another-row", other


def _key(cell: Cell) -> Iterator[tuple[str, str]]:
    yield "mistyped", mistype(cell.value, cell.random)
    for other in cell.draw(cell.others(), 1):
        yield "taken-from-another-row", other


def _other_values(cell: Cell) -> Iterator[tuple[str, str]]:
    names = {("comparator", "eq"): "comparator-dropped", ("modality", "asserted"): "hedge-dropped"}
    for value in cell.constraints["enum"]:
        if value != cell.value:
            yield names.get((cell.name, value), f"{cell.name.replace('_', '-')}-changed"), str(value)


def _listed_words(cell: Cell) -> list[str]:
    """Return the words that a list may hold, which the Table Schema gives in a pattern."""
    pattern = cell.constraints["pattern"]
    return str(pattern[pattern.index("(") + 1 : pattern.index(")")]).split("|")


def _lists(cell: Cell) -> Iterator[tuple[str, str]]:
    what = LISTS[cell.name]
    words = cell.value.split(" ")
    for word in words:
        if len(words) > 1:
            yield f"{what}-dropped", " ".join(other for other in words if other != word)
    for word in _listed_words(cell):
        if word not in words:
            yield f"{what}-added", f"{cell.value} {word}"
            yield f"{what}-changed", " ".join([*words[:-1], word])
    yield f"{what}-repeated", f"{cell.value} {words[-1]}"


# --- identifiers and prose ----------------------------------------------------------------------------
def _identifier(cell: Cell) -> Iterator[tuple[str, str]]:
    if any(character.isascii() and character.isalnum() for character in cell.value):
        yield "mistyped", mistype(cell.value, cell.random)
        yield "character-dropped", cell.value[:-1]
    else:
        yield "character-doubled", cell.value * 2
    if cell.value.swapcase() != cell.value:
        yield "case-changed", cell.value.swapcase()
    for other in cell.draw(cell.others(), 1):
        yield "taken-from-another-row", other


def _prose(cell: Cell) -> Iterator[tuple[str, str]]:
    yield from change_letters(cell.value, cell.random)
    if " " in cell.value:
        yield "word-dropped", cell.value.rsplit(" ", 1)[0]
    for other in cell.draw(cell.others(), 1):
        yield "taken-from-another-row", other


# --- a span as one ------------------------------------------------------------------------------------
def _spans(source: Source, table: str, rows: Rows, row: int, seed: int) -> Iterator[Mutant]:
    """Yield mutants of both ends of a span at once, and of span and quote together."""
    if not {"start", "end", "article_id"} <= set(rows.header):
        return
    record = rows.record(row)
    start, end, text = int(record["start"]), int(record["end"]), source.texts.get(record["article_id"])
    if text is None:
        return
    key = rows.key(rows.rows[row])
    old, make = f"{start}:{end}", partial(Mutant, table=table, key=key)
    random = Random(f"{seed}/{table}/{key}/span")  # noqa: S311  # a choice of changes, no secret
    miscounted = _thin(list(miscount_span(text, start, end)), THINNED.get((table, "start+end")), random)
    for change, one, other in miscounted:
        edit = Edit(table=table, row=row, cells=rows.changed(row, start=str(one), end=str(other)))
        yield make(change=change, field="start+end", old=old, new=f"{one}:{other}", edits=(edit,))
    if "exact" not in record:
        return
    old = f"{old} {record['exact']}"
    requoted = _thin(list(requote_span(text, start, end)), THINNED.get((table, "start+end+exact")), random)
    for change, one, other in requoted:
        exact = text[one:other]
        edit = Edit(table=table, row=row, cells=rows.changed(row, start=str(one), end=str(other), exact=exact))
        yield make(change=change, field="start+end+exact", old=old, new=f"{one}:{other} {exact}", edits=(edit,))
