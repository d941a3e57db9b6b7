"""What the pages of an entity, a property and a unit show: what it is, and the facts that speak of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from swf_facts.model import Entity, Property, Unit
from swf_facts.sphinx.cells import label_of
from swf_facts.sphinx.shell import templates
from swf_facts.sphinx.source import article_document, entity_document, property_document, unit_document
from swf_facts.sphinx.wording import phrase, voice

if TYPE_CHECKING:
    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Article, Fact

__all__ = ["Mentions", "body", "document_of", "name_of"]

MOST_LISTED = 200  # facts in one list; the rest is left to the table, where they can be searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where one entity, property or unit is spoken of.

    Attributes
    ----------
    about, valued, said, measured : list of Fact
        Facts whose subject or property it is, whose value it is, that are attributed to it, whose unit it is.
    published : list of Article
        Articles that it published.
    aliases : list of str
        Forms in which texts print it.
    """

    about: list[Fact] = field(default_factory=list)
    valued: list[Fact] = field(default_factory=list)
    said: list[Fact] = field(default_factory=list)
    measured: list[Fact] = field(default_factory=list)
    published: list[Article] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)

    def articles(self) -> list[str]:
        """Return the ids of the articles that any of this stands in."""
        facts = (*self.about, *self.valued, *self.said, *self.measured)
        return sorted({fact.article_id for fact in facts} | {article.article_id for article in self.published})


class Mentions:
    """Where everything in a package's vocabulary is spoken of, found in one pass; facts that no longer stand are left out."""

    def __init__(self, data: Dataset) -> None:
        self._found: defaultdict[tuple[str, str], Mention] = defaultdict(Mention)
        self._lines: dict[str, str] = {}
        standing: dict[str, Fact] = {}
        for fact in data.facts.where():
            standing[fact.fact_id] = fact
            self._found["entity", fact.subject_id].about.append(fact)
            self._found["property", fact.property_id].about.append(fact)
            if fact.value_entity_id:
                self._found["entity", fact.value_entity_id].valued.append(fact)
            if fact.unit_id:
                self._found["unit", fact.unit_id].measured.append(fact)
        for attribution in data.attributions:
            if attribution.fact_id in standing:
                self._found["entity", attribution.entity_id].said.append(standing[attribution.fact_id])
        for article in data.articles:
            self._found["entity", article.publisher_id].published.append(article)
        for alias in data.aliases:
            self._found[alias.target_kind, alias.target_id].aliases.append(alias.alias)

    def of(self, item: Entity | Property | Unit) -> Mention:
        """Return where *item* is spoken of."""
        match item:
            case Entity():
                return self._found["entity", item.entity_id]
            case Property():
                return self._found["property", item.property_id]
        return self._found["unit", item.unit_id]

    def line(self, fact: Fact) -> str:
        """Return a fact as a row of a list, in HTML; one fact stands in several lists."""
        if fact.fact_id not in self._lines:
            self._lines[fact.fact_id] = _line(fact)
        return self._lines[fact.fact_id]


def _line(fact: Fact) -> str:
    words = phrase(fact)
    value = escape(("not " if words.denied else "") + words.value)
    if fact.value_entity_id:
        value = f'<a href="../{entity_document(fact.value_entity_id)}.html">{value}</a>'
    said_by = voice(fact)
    said = f' <span class="chip">{escape(fact.modality)}</span>' if fact.modality != "asserted" else ""
    said += f' <span class="said-by">says {escape(said_by)}</span>' if said_by else ""
    return (
        f'<tr class="kind-{fact.value_type}">'
        f'<td class="column-fact"><a href="../facts/{fact.fact_id}.html">{fact.fact_id}</a></td>'
        f'<td class="column-subject"><a href="../{entity_document(fact.subject_id)}.html">{escape(words.subject)}</a></td>'
        f'<td class="column-property"><a href="../{property_document(fact.property_id)}.html">{escape(words.property)}</a></td>'
        f'<td class="column-value">{value}{said}</td></tr>\n'
    )


def document_of(item: Entity | Property | Unit) -> str:
    """Return the page of *item*."""
    match item:
        case Entity():
            return entity_document(item.entity_id)
        case Property():
            return property_document(item.property_id)
    return unit_document(item.unit_id)


def name_of(item: Entity | Property | Unit) -> str:
    """Return the name under which a reader knows *item*."""
    return item.name if isinstance(item, Entity) else item.label


def body(item: Entity | Property | Unit, mentions: Mentions) -> str:
    """Return the body of the page of *item*."""
    found = mentions.of(item)
    shared = {"item": item, "aliases": found.aliases}
    match item:
        case Entity():
            lists = [
                _list(mentions, "about", "Facts about it", found.about, subject=item.name),
                _list(mentions, "valued", "Facts that name it as their value", found.valued, q=item.name),
                _list(mentions, "said", "Facts attributed to it", found.said, q=item.name),
            ]
            articles = [(f"../{article_document(article.article_id)}.html", article) for article in found.published]
            return _render("entity.html", **shared, lists=lists, articles=articles[:MOST_LISTED])
        case Property():
            lists = [_list(mentions, "about", "Facts", found.about, property=item.label)]
            kind = label_of("properties", "value_type", item.value_type)
            return _render("property.html", **shared, lists=lists, value_type=kind)
    lists = [_list(mentions, "measured", "Facts in this unit", found.measured, unit=item.unit_id)]
    return _render("unit.html", **shared, lists=lists)


def _list(mentions: Mentions, name: str, title: str, facts: list[Fact], **filters: str) -> dict[str, Any]:
    """Return one list of facts as its template shows it; *filters* open the table at the same facts."""
    return {
        "name": name,
        "title": title,
        "count": len(facts),
        "rows": "".join(map(mentions.line, facts[:MOST_LISTED])),
        "listed": min(len(facts), MOST_LISTED),
        "table": f"../facts/index.html?{urlencode(filters)}",
    }


def _render(template: str, **values: object) -> str:
    return templates().get_template(template).render(**values)
