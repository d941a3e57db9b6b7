"""A fact as structured data for search engines: JSON-LD in the vocabulary of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from swf_facts.sphinx.wording import headline

if TYPE_CHECKING:
    from swf_facts.dataset.records import Fact

__all__ = ["as_json_ld"]


def as_json_ld(fact: Fact) -> str:
    """Return *fact* as a schema.org ``Claim``; what is not known is left out."""
    data, article = fact.dataset, fact.article
    claim = {
        "@context": "https://schema.org",
        "@type": "Claim",
        "identifier": fact.fact_id,
        "name": headline(fact),
        "text": fact.quote,
        "about": _without_empty(
            {"@type": "Thing", "name": fact.subject.name, "sameAs": _wikidata(fact.subject.wikidata)}
        ),
        "creator": [{"@type": "Thing", "name": data.entities[said.entity_id].name} for said in fact.attributions],
        "appearance": _without_empty(
            {
                "@type": "Article",
                "identifier": article.article_id,
                "headline": article.title,
                "url": article.url,
                "inLanguage": article.language,
                "datePublished": article.published.isoformat() if article.published else None,
                "publisher": {"@type": "Organization", "name": article.publisher.name},
            }
        ),
        "isPartOf": _without_empty(
            {"@type": "Dataset", "name": data.title, "version": data.version, "url": data.descriptor.get("homepage")}
        ),
    }
    # Inside a script element only "<" could end it early.
    return json.dumps(_without_empty(claim), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def _wikidata(item: str | None) -> str | None:
    return f"http://www.wikidata.org/entity/{item}" if item else None


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
