"""What ``swf-facts show`` prints: a record in words, and every cell of a fact beside the words that prove it."""

from __future__ import annotations

import json
import textwrap
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING

from swf_facts.dataset.excerpts import excerpts
from swf_facts.dataset.records import Article, Fact
from swf_facts.errors import UnknownId, nearest
from swf_facts.model import Entity, Passage, Property, Quantity, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.tables import Table
    from swf_facts.model import Attribution, Evidence, Role

    Shown: TypeAlias = Fact | Article | Passage | Entity | Property | Unit

__all__ = ["find", "show_json", "show_text"]

WIDTH = 100
INDENT = " " * 13
_OPEN, _CLOSE = (
    "\ue000",
    "\ue001",
)  # private characters, so that marks have the width of one character while lines are cut
_VISIBLE = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code != 10
}  # no package drives a terminal


def find(data: Dataset, name: str) -> Shown:
    """Return the record that *name* means: an id, or ``table/id`` where two tables have that id.

    Raises
    ------
    UnknownId
        No table has it, or more than one.
    """
    tables: dict[str, Table[Shown]] = {
        "facts": data.facts,
        "articles": data.articles,
        "passages": data.passages,
        "entities": data.entities,
        "properties": data.properties,
        "units": data.units,
    }
    prefix, _, rest = name.partition("/")
    if prefix in tables:
        return tables[prefix][rest]
    found = [table for table in tables.values() if name in table]
    if not found:
        known = [str(key) for table in tables.values() for key in table.ids()]
        raise UnknownId(f"nothing has the id {name!r}", nearest(name, known) or f"ids look like {known[0]!r}")
    if len(found) > 1:
        names = [table.name for table in found]
        raise UnknownId(
            f"{name!r} stands in {' and in '.join(names)}", f"write {' or '.join(f'{each}/{name}' for each in names)}"
        )
    return found[0][name]


# --- JSON ---------------------------------------------------------------------------------------------
def show_json(record: Shown) -> str:
    """Return a record as JSON text: its cells by field, and for a fact its evidence and attributions."""
    shown = _cells(record)
    if isinstance(record, Fact):
        shown["words"] = str(record)
        shown["quote"] = record.quote
        shown["evidence"] = [_cells(evidence) for evidence in record.evidence]
        shown["attributions"] = [_cells(attribution) for attribution in record.attributions]
    return json.dumps(shown, ensure_ascii=False, indent=2, default=_json_value)


def _cells(record: Shown | Evidence | Attribution) -> dict[str, object]:
    """Return the cells of a record by field."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name != "dataset"}


def _json_value(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)  # a date


# --- text ---------------------------------------------------------------------------------------------
def show_text(record: Shown, data: Dataset, *, colour: bool) -> str:
    """Return a record of *data* as lines for a person."""
    match record:
        case Fact():
            lines = _fact(record)
        case Article():
            lines = _article(record)
        case Passage():
            lines = _passage(record, data)
        case Entity():
            lines = _entity(record, data)
        case Property():
            lines = _property(record, data)
        case Unit():
            lines = _unit(record, data)
    text = "\n".join(lines).translate(_VISIBLE)
    return _coloured(text) if colour else text.replace(_OPEN, "⟦").replace(_CLOSE, "⟧")


def _coloured(text: str) -> str:
    """Return *text* with the marked words highlighted, line by line so that no indentation is."""
    lines = []
    inside = False
    for line in text.split("\n"):
        words = line.lstrip(" ")
        shown = (_OPEN if inside else "") + words
        inside = shown.rfind(_OPEN) > shown.rfind(_CLOSE)
        shown += _CLOSE if inside else ""
        lines.append(line[: len(line) - len(words)] + shown.replace(_OPEN, "\033[30;43m").replace(_CLOSE, "\033[0m"))
    return "\n".join(lines)


def _entry(label: str, words: str) -> str:
    """Return a label and the words beside it, cut to lines."""
    return textwrap.fill(
        " ".join(words.split()),
        WIDTH,
        initial_indent=f"{label:<{len(INDENT)}}",
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _fact(fact: Fact) -> Iterator[str]:
    yield f"{fact.fact_id}  {fact}"
    yield ""
    stated = excerpts(fact)
    for shown in stated:
        yield _entry("", "".join(f"{_OPEN}{words}{_CLOSE}" if quoted else words for words, quoted in shown.parts))
    for remark in dict.fromkeys(shown.remark for shown in stated if shown.remark):
        yield _entry("", remark)
    yield ""
    for label, words, proof in _cells_and_proofs(fact):
        yield _entry(label, f"{words}  ← {proof}" if proof else words)
    replaced = f" by {fact.superseded_by}" if fact.superseded_by else ""
    article = fact.article
    yield from _entries(
        ("status", f"{fact.status}{replaced}: {fact.status_reason}" if fact.status != "current" else None),
        ("flags", " ".join(fact.flags)),
        ("note", fact.note),
        ("article", ", ".join(str(part) for part in (article.title, article.publisher, article.published) if part)),
    )


def _cells_and_proofs(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """Yield each filled cell of a fact: its label, what it holds, and the words that prove it."""
    value = fact.value
    yield "subject", f"{fact.subject} ({fact.subject_id})", _proof(fact, "subject")
    yield "property", f"{fact.property} ({fact.property_id})", _proof(fact, "property")
    if isinstance(value, Quantity):
        yield "value", f"{value.number:,f}", _proof(fact, "value")
        unit = "none" if value.unit is None else f"{value.unit.label} ({value.unit.unit_id})"
        stated = value.unit_basis == "stated"
        yield "unit", f"{unit}, {value.unit_basis}", _proof(fact, "unit", "value") if stated else ""
        yield "comparator", value.comparator, _proof(fact, "value") if value.comparator != "eq" else ""
        yield "interval", f"{_bound(value.lower)} to {_bound(value.upper)}", ""
        if value.direction:
            yield "direction", value.direction, _proof(fact, "value") if value.direction != "unspecified" else ""
    else:
        words = f"{value} ({value.entity_id})" if isinstance(value, Entity) else str(value)
        yield "value", words, _proof(fact, "value")
    if fact.as_of:
        yield "as of", f"{fact.as_of}, {fact.as_of_basis}", _proof(fact, "as_of")
    yield "modality", fact.modality, _proof(fact, "modality")
    yield "polarity", fact.polarity, _proof(fact, "statement") if fact.polarity == "negative" else ""
    if fact.attributions:
        yield "attributed", ", citing ".join(_source(fact)), _proof(fact, "attribution")
    else:
        yield "attributed", "to nobody: the article's own voice", ""


def _proof(fact: Fact, *roles: Role) -> str:
    """Return the quoted words of the first role that has any, else where to look."""
    for role in roles:
        quotes = [_quoted(evidence) for evidence in fact.evidence if evidence.role == role and role != "statement"]
        if quotes:
            return " and ".join(quotes)
    return "the statement"


def _quoted(evidence: Evidence) -> str:
    return f"“{evidence.exact}” {evidence.start}:{evidence.end}"


def _bound(number: Decimal | None) -> str:
    return "open" if number is None else f"{number:,f}"


def _source(fact: Fact) -> Iterator[str]:
    for attribution in fact.attributions:
        entity = fact.dataset.entities.linked(attribution.entity_id, by=f"fact {fact.fact_id}")
        yield f"{entity} ({attribution.kind.replace('_', ' ')})"


def _article(article: Article) -> Iterator[str]:
    if article.text is None:
        text = "not in this package; only the words quoted from it can be shown"
    else:
        text = f"{len(article.text)} characters in {article.text_path}"
    yield f"{article.article_id}  {article.title}"
    yield ""
    yield from _entries(
        ("title", "supplied by this package, because the article prints none" if article.title_supplied else None),
        ("publisher", f"{article.publisher} ({article.publisher_id})"),
        ("author", article.author),
        ("published", article.published),
        ("language", article.language),
        ("address", article.url),
        ("derived from", article.derived_from),
        ("text", text),
        ("SHA-256", article.text_sha256),
        ("rights", article.rights_uri),
        ("note", article.note),
    )
    yield from _facts("facts", article.facts)


def _passage(passage: Passage, data: Dataset) -> Iterator[str]:
    text = data.articles.linked(passage.article_id, by=f"passage {passage.passage_id}").text
    yield f"{passage.passage_id}  {passage.kind} at {passage.start}:{passage.end}"
    yield ""
    yield _entry("", "The text is not in this package." if text is None else text[passage.start : passage.end])
    yield ""
    yield from _entries(("treatment", passage.treatment), ("reason", passage.reason))
    inside = {
        evidence.fact_id: None  # a dict, because it keeps the order
        for evidence in data.evidence.where(article_id=passage.article_id)
        if evidence.role == "statement" and passage.start <= evidence.start and evidence.end <= passage.end
    }
    yield from _facts("facts", data.facts.where(fact_id=inside))


def _entity(entity: Entity, data: Dataset) -> Iterator[str]:
    yield f"{entity.entity_id}  {entity.name}"
    yield ""
    yield from _entries(
        ("kind", entity.kind),
        ("description", entity.description),
        ("Wikidata", entity.wikidata),
        ("LEI", entity.lei),
        ("ISO 3166-1", entity.iso),
        ("printed as", _printed(data, "entity", entity.entity_id)),
    )
    attributed = [attribution.fact_id for attribution in data.attributions.where(entity_id=entity.entity_id)]
    yield from _facts("facts about it", data.facts.where(subject=entity))
    yield from _facts("facts with it as value", data.facts.where(value_entity=entity))
    yield from _facts("facts attributed to it", data.facts.where(fact_id=attributed))


def _property(record: Property, data: Dataset) -> Iterator[str]:
    yield f"{record.property_id}  {record.label}"
    yield ""
    yield from _entries(
        ("definition", record.definition),
        ("value", f"{record.value_type}{f' of dimension {record.dimension}' if record.dimension else ''}"),
        ("said of", ", ".join(record.subject_kinds)),
        ("value is a", ", ".join(record.value_kinds)),
        ("same as", record.same_as),
        ("worded as", _printed(data, "property", record.property_id)),
    )
    yield from _facts("facts", data.facts.where(property=record))


def _unit(unit: Unit, data: Dataset) -> Iterator[str]:
    yield f"{unit.unit_id}  {unit.label}"
    yield ""
    yield from _entries(
        ("dimension", unit.dimension),
        ("symbol", unit.symbol),
        ("code", f"{unit.code} ({unit.code_system})"),
        ("factor", unit.factor),
    )
    yield from _facts("facts", data.facts.where(unit=unit))


def _printed(data: Dataset, kind: str, identifier: str) -> str:
    """Return the forms in which texts print an entity or word a property."""
    return ", ".join(f"“{alias.alias}”" for alias in data.aliases.where(target_kind=kind, target_id=identifier))


def _entries(*entries: tuple[str, object]) -> Iterator[str]:
    """Yield a line for each label that has something beside it."""
    for label, words in entries:
        if words not in (None, ""):
            yield _entry(label, str(words))


def _facts(label: str, facts: tuple[Fact, ...]) -> Iterator[str]:
    """Yield one line a fact under a label; nothing when there are none."""
    if facts:
        yield ""
        yield f"{label}: {len(facts)}"
        yield from (f"  {fact.fact_id}  {fact}" for fact in facts)
