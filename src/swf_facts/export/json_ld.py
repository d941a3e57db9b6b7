"""A package as linked data: schema.org and PROV, one ``Claim`` a fact.

What is not known is left out. The vocabulary is given inline, because no reader needs a network to know it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from swf_facts.dataset.addresses import iri, permalink
from swf_facts.export.nodes import doi_address, entries, known, titles
from swf_facts.model import Entity, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from swf_facts.dataset import Article, Dataset, Fact
    from swf_facts.package import Package

__all__ = ["CONTEXT", "article_node", "claim", "dataset_node", "document", "dumps", "write"]

CONTEXT = {"@vocab": "https://schema.org/", "prov": "http://www.w3.org/ns/prov#"}
_TYPES = {  # of entities, by their kind
    "person": "Person",
    "organization": "Organization",
    "publication": "NewsMediaOrganization",
    "country": "Country",
    "place": "Place",
    "dataset": "Dataset",
}


def write(data: Dataset, _package: Package, folder: Path) -> None:
    """Write ``<name>.jsonld`` to *folder*: the dataset, its articles and its facts in one graph."""
    nodes = [
        dataset_node(data),
        *(article_node(article) for article in data.articles),
        *(claim(fact) | {"appearance": {"@id": iri(data, "articles", fact.article_id)}} for fact in data.facts),
    ]
    graph = {"@context": CONTEXT, "@graph": nodes}
    (folder / f"{data.name}.jsonld").write_text(f"{dumps(graph, indent=1)}\n", encoding="utf-8", newline="\n")


def document(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return *node* as a document of its own, to be put on a page."""
    return {"@context": CONTEXT, **node}


def dumps(node: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Return a node as JSON text; inside a script element only ``<`` could end it early, so there is none."""
    return json.dumps(node, ensure_ascii=False, indent=indent).replace("<", "\\u003c")


# --- nodes ----------------------------------------------------------------------------------------------
def dataset_node(data: Dataset) -> dict[str, Any]:
    """Return a package as a schema.org ``Dataset``."""
    about = data.descriptor
    return known(
        {
            "@type": ["Dataset", "prov:Entity"],
            "@id": _dataset_iri(data),
            "name": data.title,
            "alternateName": data.name,
            "description": about.get("description"),
            "identifier": doi_address(data),
            "url": about.get("homepage"),
            "version": data.version,
            "dateCreated": about.get("created"),
            "datePublished": str(about.get("created", ""))[:10],
            "license": _licence(about),
            "creator": [{"@type": "Organization", "name": name} for name in titles(about.get("contributors"))],
            "publisher": [{"@type": "Organization", "name": name} for name in titles(about.get("contributors"))[:1]],
            "keywords": about.get("keywords"),
            "inLanguage": sorted({article.language for article in data.articles}),
            "isAccessibleForFree": True,
            "conformsTo": about.get("$schema"),
            "codeRepository": about.get("repository"),
            "isBasedOn": [
                known(
                    {
                        "@type": "NewsArticle",
                        "@id": iri(data, "articles", article.article_id),
                        "headline": article.title,
                        "url": article.url,
                    }
                )
                for article in data.articles
            ],
            "prov:wasDerivedFrom": [{"@id": iri(data, "articles", article.article_id)} for article in data.articles],
            "variableMeasured": [
                known({"@type": "PropertyValue", "name": entry.label, "description": entry.definition})
                for entry in data.properties
            ],
            "distribution": [_download(entry, data) for entry in entries(about.get("resources"))],
        }
    )


def article_node(article: Article) -> dict[str, Any]:
    """Return an article as a schema.org ``NewsArticle``."""
    data = article.dataset
    origin = {"@id": iri(data, "articles", article.derived_from)} if article.derived_from else None
    return known(
        {
            "@type": ["NewsArticle", "prov:Entity"],
            "@id": iri(data, "articles", article.article_id),
            "identifier": article.article_id,
            "headline": article.title,
            "url": article.url,
            "inLanguage": article.language,
            "datePublished": article.published.isoformat() if article.published else None,
            "author": {"@type": "Thing", "name": article.author} if article.author else None,
            "publisher": _party(article.publisher),
            "isBasedOn": origin,
            "prov:wasDerivedFrom": origin,
            "usageInfo": article.rights_uri,
        }
    )


def claim(fact: Fact) -> dict[str, Any]:
    """Return a fact as a schema.org ``Claim``, about one ``Observation``, derived from the words that it quotes.

    The claim's ``author`` is who the article says says it, nearest the article first; the publisher where the article
    speaks in its own voice.
    """
    data = fact.dataset
    source = iri(data, "articles", fact.article_id)
    return known(
        {
            "@type": ["Claim", "prov:Entity"],
            "@id": iri(data, "facts", fact.fact_id),
            "identifier": fact.fact_id,
            "name": str(fact),
            "text": fact.quote,
            "url": permalink(data, "facts", fact.fact_id),
            "author": [
                _party(data.entities.linked(said.entity_id, by=f"fact {fact.fact_id}")) for said in fact.attributions
            ]
            or _party(fact.article.publisher),
            "appearance": article_node(fact.article),
            "about": _observation(fact),
            "isPartOf": {"@id": _dataset_iri(data), "@type": "Dataset", "name": data.title, "version": data.version},
            "license": _licence(data.descriptor),
            "creativeWorkStatus": fact.status,
            "prov:wasDerivedFrom": [
                {
                    "@type": ["Quotation", "prov:Entity"],
                    "text": evidence.exact,
                    "isPartOf": {"@id": source},
                    "prov:wasQuotedFrom": {"@id": source},
                }
                for evidence in fact.evidence
                if evidence.role == "statement"
            ],
        }
    )


def _observation(fact: Fact) -> dict[str, Any]:
    value = fact.value
    shown: Any = value if isinstance(value, str) else str(value)
    if isinstance(value, Quantity):
        shown = _amount(value)
    elif isinstance(value, Entity):
        shown = _party(value)
    said = {
        "modality": fact.modality,
        "polarity": fact.polarity,
        "comparator": fact.comparator,
        "direction": fact.direction,
        "unit basis": fact.unit_basis,
    }
    return known(
        {
            "@type": "Observation",
            "observationAbout": _party(fact.subject),
            "measuredProperty": known(
                {
                    "@type": "Property",
                    "name": fact.property.label,
                    "description": fact.property.definition,
                    "sameAs": fact.property.same_as,
                }
            ),
            "value": shown,
            "observationDate": fact.as_of.isoformat() if fact.as_of else None,
            "additionalProperty": [
                {"@type": "PropertyValue", "name": name, "value": word} for name, word in said.items() if word
            ],
        }
    )


def _amount(quantity: Quantity) -> dict[str, Any]:
    """Return a quantity: money as ``MonetaryAmount``, anything else as ``QuantitativeValue``.

    A bound stands as ``minValue`` or ``maxValue`` without a value, as the article gives none.
    """
    unit, exact = quantity.unit, quantity.comparator in {"eq", "ap"}
    money = unit is not None and unit.code_system == "iso4217"
    return known(
        {
            "@type": "MonetaryAmount" if money else "QuantitativeValue",
            "currency": unit.code if unit and money else None,
            "unitText": unit.label if unit and not money else None,
            "unitCode": f"{unit.code_system}:{unit.code}" if unit and not money else None,
            "value": _number(quantity.number) if exact else None,
            "minValue": _number(quantity.lower),
            "maxValue": _number(quantity.upper),
        }
    )


def _party(entity: Entity) -> dict[str, Any]:
    same = f"http://www.wikidata.org/entity/{entity.wikidata}" if entity.wikidata else None
    return known(
        {
            "@type": _TYPES.get(entity.kind, "Thing"),
            "name": entity.name,
            "description": entity.description,
            "leiCode": entity.lei,
            "sameAs": same,
        }
    )


def _download(entry: Mapping[str, Any], data: Dataset) -> dict[str, Any]:
    homepage = data.descriptor.get("homepage")
    path = entry["path"] if isinstance(entry["path"], str) else None
    return known(
        {
            "@type": "DataDownload",
            "name": entry.get("title") or entry.get("name"),
            "description": entry.get("description"),
            "contentUrl": f"{str(homepage).rstrip('/')}/{path}" if homepage and path else None,
            "encodingFormat": entry.get("mediatype"),
            "contentSize": f"{entry['bytes']} B" if "bytes" in entry else None,
            "sha256": str(entry.get("hash", "")).removeprefix("sha256:"),
            "license": _licence(entry),
        }
    )


# --- what the descriptor says ---------------------------------------------------------------------------
def _dataset_iri(data: Dataset) -> str:
    return doi_address(data) or str(data.descriptor.get("homepage") or "") or iri(data, "facts", "")


def _licence(about: Mapping[str, Any]) -> str | None:
    """Return the address of the first licence, its name where it has no address."""
    first = next(iter(entries(about.get("licenses"))), {})
    return first.get("path") or first.get("name")


def _number(number: Decimal | None) -> int | float | str | None:
    """Return a number that JSON readers keep to its last digit, else its text."""
    if number is None:
        return None
    if number == number.to_integral_value() and abs(number) < 2**53:
        return int(number)
    return float(number) if Decimal(str(float(number))) == number else f"{number:f}"
