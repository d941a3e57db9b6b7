"""The twin of a fact's page for programs: everything that the page says, as one JSON object."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from swf_facts.dataset.addresses import permalink
from swf_facts.sphinx.wording import headline

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from swf_facts.dataset.meetings import Meeting
    from swf_facts.dataset.records import Fact
    from swf_facts.sphinx.fact_pages import Citations, Company

__all__ = ["twin"]


def twin(fact: Fact, among: Company, citations: Citations) -> str:
    """Return *fact* as a line of JSON.

    The cells of the fact are members, named as in the Table Schema; an empty cell is null.
    """
    data = fact.dataset
    found = {
        "package": {"name": data.name, "title": data.title, "version": data.version},
        "permalink": permalink(data, "facts", fact.fact_id),
        **_cells(fact),
        "words": headline(fact),
        "quote": fact.quote,
        "article": _cells(fact.article),
        "subject": _cells(fact.subject),
        "property": _cells(fact.property),
        "unit": _cells(fact.unit) if fact.unit else None,
        "evidence": [_cells(item) for item in fact.evidence],
        "attributions": [_cells(item) for item in fact.attributions],
        "agreements": [_agreement(meeting, fact) for meeting in among.meetings],
        "history": {
            "ledger": _cells(fact.history) if fact.history else None,
            "replaces": among.replaces,
            "replaced_by": fact.superseded_by,
        },
        "citation": {
            "text": citations.text,
            "bibtex": citations.bibtex,
            "csl-json": json.loads(citations.csl_json),
        },
    }
    return f"{json.dumps(found, ensure_ascii=False, default=_cell)}\n"


def _cells(record: DataclassInstance) -> dict[str, Any]:
    """Return the cells of a record by field."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name != "dataset"}


def _agreement(meeting: Meeting, fact: Fact) -> dict[str, Any]:
    other = meeting.second if meeting.first == fact else meeting.first
    return {
        **_cells(meeting.agreement),
        "other": {"fact_id": other.fact_id, "words": headline(other), "quote": other.quote},
    }


def _cell(value: object) -> object:
    """Return a value as JSON has it; a number that a reader's floats could not hold stays text."""
    if not isinstance(value, Decimal):
        return str(value)  # a date
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(str(float(value))) == value else f"{value:f}"
