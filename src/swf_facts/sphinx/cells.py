"""What each filled cell of a fact says, and where it comes from: the promise of the data, kept on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from swf_facts.model import Entity
from swf_facts.package import governing_schema
from swf_facts.sphinx.wording import date_in_words, number_in_words, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.dataset.records import Fact
    from swf_facts.model import Evidence, Role

__all__ = ["Cell", "cells", "label_of"]

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
    """

    field: str
    title: str
    words: str
    raw: str = ""
    quotes: tuple[Evidence, ...] = ()
    remark: str = ""


def label_of(table: str, field: str, value: str) -> str:
    """Return what the Table Schema says of one of a field's allowed values."""
    for item in _field(table, field).get("categories", ()):
        if item["value"] == value:
            return str(item["label"]).replace("`", "")
    return value


def _field(table: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(field for field in governing_schema(table)["fields"] if field["name"] == name)
    return found


def cells(fact: Fact) -> Iterator[Cell]:
    """Yield the filled cells of *fact* that say something about the world, in a reader's order."""
    yield _cell("subject_id", fact.subject.name, fact.subject_id, _words_for(fact, "subject"), fact.subject.description)
    yield _cell(
        "property_id", fact.property.label, fact.property_id, _words_for(fact, "property"), fact.property.definition
    )
    yield from _value(fact)
    if fact.as_of:
        inferred = "inferred; see the note" if fact.as_of_basis == "inferred" else ""
        yield _cell("as_of", date_in_words(fact.as_of), fact.as_of.isoformat(), _words_for(fact, "as_of"), inferred)
    yield _cell(
        "modality", fact.modality, "", _words_for(fact, "modality"), label_of("facts", "modality", fact.modality)
    )
    yield _cell("polarity", fact.polarity, "", _words_for(fact), label_of("facts", "polarity", fact.polarity))
    entities = fact.dataset.entities
    for attribution in fact.attributions:
        yield Cell(
            field="attributions.entity_id",
            title=f"Said by, level {attribution.level}",
            words=entities[attribution.entity_id].name,
            raw=attribution.entity_id,
            quotes=_words_for(fact, "attribution"),
            remark=label_of("attributions", "kind", attribution.kind),
        )


def _value(fact: Fact) -> Iterator[Cell]:
    quotes = _words_for(fact, "value")
    value = fact.value
    if isinstance(value, Entity):
        yield _cell("value_entity_id", value.name, value.entity_id, quotes, value.description)
    elif fact.value_date:
        yield _cell("value_date", date_in_words(fact.value_date), fact.value_date.isoformat(), quotes)
    elif fact.value_text is not None:
        yield _cell("value_text", phrase(fact).value, "", quotes, "verbatim")
    elif not isinstance(value, str):
        yield from _quantity(fact, quotes)


def _quantity(fact: Fact, quotes: tuple[Evidence, ...]) -> Iterator[Cell]:
    if fact.value_number is None or fact.unit_basis is None or fact.comparator is None:
        return
    yield _cell("value_number", number_in_words(fact.value_number), f"{fact.value_number:f}", quotes)
    basis = {
        "stated": "",
        "inferred": "inferred; see the note",
        "absent": "the article gives none, and none can be inferred",
    }
    unit = fact.unit.label if fact.unit else "none"
    words_for_unit = _words_for(fact, "unit", "value") if fact.unit_basis == "stated" else ()
    yield _cell("unit_id", unit, fact.unit_id or "", words_for_unit, basis[fact.unit_basis])
    yield _cell("comparator", label_of("facts", "comparator", fact.comparator), fact.comparator, quotes)
    bounds = [("lower", fact.lower, "open below"), ("upper", fact.upper, "open above")]
    for name, bound, unbounded in bounds:
        words = number_in_words(bound) if bound is not None else unbounded
        yield _cell(name, words, f"{bound:f}" if bound is not None else "", (), _BY_INTERVAL)
    if fact.direction:
        yield _cell("direction", fact.direction, "", _words_for(fact), label_of("facts", "direction", fact.direction))


def _words_for(fact: Fact, *roles: Role) -> tuple[Evidence, ...]:
    """Return the evidence of the first of *roles* that has any, else the first statement."""
    for role in roles:
        if found := tuple(item for item in fact.evidence if item.role == role):
            return found
    return (fact.statement,)


def _cell(name: str, words: str, raw: str, quotes: tuple[Evidence, ...], remark: str = "") -> Cell:
    return Cell(
        field=f"facts.{name}",
        title=str(_field("facts", name)["title"]),
        words=words,
        raw="" if raw == words.replace(",", "") else raw,
        quotes=quotes,
        remark=remark,
    )
