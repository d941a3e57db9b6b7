"""What each filled cell of a fact says, and where it comes from: the promise of the data, kept on the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from swf_facts.model import Entity
from swf_facts.package import governing_schema
from swf_facts.sphinx.source import entity_document, property_document, unit_document
from swf_facts.sphinx.wording import date_in_words, number_in_words, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from swf_facts.dataset.records import Fact
    from swf_facts.model import Evidence, Role

__all__ = ["Cell", "cell_rows", "cells", "label_of"]

_BY_INTERVAL = "follows from the comparator and the printed digits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One filled cell of a fact.

    Attributes
    ----------
    field : str
        ``table.field``, as the data dictionary names it.
    title : str
        Title of the field.
    words : str
        What the cell says, for a reader.
    raw : str
        What stands in the table; empty where it is the same.
    quotes : tuple of Evidence
        The words of the article that it is read from.
    remark : str
        Where else it comes from.
    page : str
        The page of what it names, as seen from a fact's page; empty where it names nothing.
    """

    field: str
    title: str
    words: str
    raw: str = ""
    quotes: tuple[Evidence, ...] = ()
    remark: str = ""
    page: str = ""


def label_of(table: str, field: str, value: str) -> str:
    """Return what the Table Schema says of one of a field's allowed values."""
    for item in _field(table, field).get("categories", ()):
        if item["value"] == value:
            return str(item["label"]).replace("`", "")
    return value


@cache
def _field(table: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(field for field in governing_schema(table)["fields"] if field["name"] == name)
    return found


def cells(fact: Fact) -> Iterator[Cell]:
    """Yield the filled cells of *fact* that say something about the world, in a reader's order."""
    spoken = _Words(fact)
    subject, topic = fact.subject, fact.property
    yield _cell(
        "subject_id",
        subject.name,
        fact.subject_id,
        spoken.of("subject"),
        subject.description,
        entity_document(subject.entity_id),
    )
    yield _cell(
        "property_id",
        topic.label,
        fact.property_id,
        spoken.of("property"),
        topic.definition,
        property_document(topic.property_id),
    )
    yield from _value(fact, spoken)
    if fact.as_of:
        inferred = "inferred; see the note" if fact.as_of_basis == "inferred" else ""
        yield _cell("as_of", date_in_words(fact.as_of), fact.as_of.isoformat(), spoken.of("as_of"), inferred)
    yield _cell("modality", fact.modality, "", spoken.of("modality"), label_of("facts", "modality", fact.modality))
    yield _cell("polarity", fact.polarity, "", spoken.of(), label_of("facts", "polarity", fact.polarity))
    entities = fact.dataset.entities
    for attribution in fact.attributions:
        yield Cell(
            field="attributions.entity_id",
            title=f"Said by, level {attribution.level}",
            words=entities[attribution.entity_id].name,
            raw=attribution.entity_id,
            quotes=spoken.of("attribution"),
            remark=label_of("attributions", "kind", attribution.kind),
            page=f"../{entity_document(attribution.entity_id)}.html",
        )


def cell_rows(found: Iterable[Cell], dictionary: Mapping[str, str]) -> str:
    """Return cells as rows of a table in HTML: of all that the page of a fact shows, this is made most often."""
    return "".join(_cell_row(cell, dictionary.get(cell.field, "")) for cell in found)


def _cell_row(cell: Cell, described: str) -> str:
    title, words = escape(cell.title), escape(cell.words)
    if described:
        title = f'<a href="{escape(described)}">{title}</a>'
    if cell.page:
        words = f'<a href="{escape(cell.page)}">{words}</a>'
    raw = f" <code>{escape(cell.raw)}</code>" if cell.raw else ""
    quotes = " ".join(
        f'<q>{escape(item.exact)}</q> <span class="position" title="{escape(item.role)}, from code point {item.start} to '
        f'{item.end}">{item.start}:{item.end}</span>'
        for item in cell.quotes
    )
    remark = f'<span class="remark">{escape(cell.remark)}</span>' if cell.remark else ""
    return (
        f'<tr><th scope="row">{title}</th>\n<td data-label="Says">{words}{raw}</td>\n'
        f'<td data-label="Rests on">{quotes}{remark}</td></tr>\n'
    )


def _value(fact: Fact, spoken: _Words) -> Iterator[Cell]:
    quotes = spoken.of("value")
    value = fact.value
    if isinstance(value, Entity):
        page = entity_document(value.entity_id)
        yield _cell("value_entity_id", value.name, value.entity_id, quotes, value.description, page)
    elif fact.value_date:
        yield _cell("value_date", date_in_words(fact.value_date), fact.value_date.isoformat(), quotes)
    elif fact.value_text is not None:
        yield _cell("value_text", phrase(fact).value, "", quotes, "verbatim")
    elif not isinstance(value, str):
        yield from _quantity(fact, spoken)


def _quantity(fact: Fact, spoken: _Words) -> Iterator[Cell]:
    if fact.value_number is None or fact.unit_basis is None or fact.comparator is None:
        return
    quotes = spoken.of("value")
    yield _cell("value_number", number_in_words(fact.value_number), f"{fact.value_number:f}", quotes)
    basis = {
        "stated": "",
        "inferred": "inferred; see the note",
        "absent": "the article gives none, and none can be inferred",
    }
    unit = fact.unit
    words_for_unit = spoken.of("unit", "value") if fact.unit_basis == "stated" else ()
    page = unit_document(unit.unit_id) if unit else ""
    yield _cell(
        "unit_id",
        unit.label if unit else "none",
        unit.unit_id if unit else "",
        words_for_unit,
        basis[fact.unit_basis],
        page,
    )
    yield _cell("comparator", label_of("facts", "comparator", fact.comparator), fact.comparator, quotes)
    bounds = [("lower", fact.lower, "open below"), ("upper", fact.upper, "open above")]
    for name, bound, unbounded in bounds:
        words = number_in_words(bound) if bound is not None else unbounded
        yield _cell(name, words, f"{bound:f}" if bound is not None else "", (), _BY_INTERVAL)
    if fact.direction:
        yield _cell("direction", fact.direction, "", spoken.of(), label_of("facts", "direction", fact.direction))


class _Words:
    """The evidence of one fact by its roles."""

    def __init__(self, fact: Fact) -> None:
        self._by_role: dict[str, tuple[Evidence, ...]] = {}
        for item in fact.evidence:
            self._by_role[item.role] = (*self._by_role.get(item.role, ()), item)

    def of(self, *roles: Role) -> tuple[Evidence, ...]:
        """Return the evidence of the first of *roles* that has any, else the first statement."""
        return next((self._by_role[role] for role in roles if role in self._by_role), self._by_role["statement"][:1])


def _cell(  # noqa: PLR0913, PLR0917  # one line of the table on the page
    name: str, words: str, raw: str, quotes: tuple[Evidence, ...], remark: str = "", document: str = ""
) -> Cell:
    return Cell(
        field=f"facts.{name}",
        title=str(_field("facts", name)["title"]),
        words=words,
        raw="" if raw == words.replace(",", "") else raw,
        quotes=quotes,
        remark=remark,
        page=f"../{document}.html" if document else "",
    )
