"""The evidence as W3C Web Annotations, one a line: which words of which text say what.

The positions count Unicode code points of the text that the package carries, not of the web page it was published on.
That text is named by its hash (RFC 6920), so that nobody can anchor a quote in another edition unnoticed.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from swf_facts.dataset.addresses import iri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from swf_facts.dataset import Article, Dataset, Fact
    from swf_facts.model import Evidence
    from swf_facts.package import Package

__all__ = ["annotation", "write"]

AROUND = 32  # code points of prefix and suffix


def write(data: Dataset, _package: Package, folder: Path) -> None:
    """Write ``<name>.annotations.jsonl`` to *folder*: one annotation for each row of ``evidence``, in file order."""
    with (folder / f"{data.name}.annotations.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        for evidence in data.evidence:
            fact = data.facts.linked(evidence.fact_id, by="a row of evidence")
            stream.write(f"{json.dumps(annotation(fact, evidence), ensure_ascii=False)}\n")


def annotation(fact: Fact, evidence: Evidence) -> dict[str, Any]:
    """Return one row of ``evidence`` as an annotation that describes the quoted words by the fact they support.

    A text that the package does not carry has no prefix and no suffix; its quote and position remain.
    """
    data, article = fact.dataset, fact.article
    span = f"{evidence.role}/{evidence.start}-{evidence.end}"
    made = uuid5(NAMESPACE_URL, f"data:,{data.name}/evidence/{fact.fact_id}/{span}")
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": made.urn,
        "type": "Annotation",
        "motivation": "describing",
        **_rights(data),
        "body": [
            {
                "type": "TextualBody",
                "value": str(fact),
                "format": "text/plain",
                "language": "en",
                "purpose": "describing",
            },
            {"type": "TextualBody", "value": evidence.role, "format": "text/plain", "purpose": "tagging"},
            {"id": iri(data, "facts", fact.fact_id), "purpose": "linking"},
        ],
        "target": {
            "type": "SpecificResource",
            "source": _source(article),
            "selector": list(_selectors(article.text, evidence)),
        },
    }


def _selectors(text: str | None, evidence: Evidence) -> Iterator[dict[str, Any]]:
    around = {}
    if text is not None:
        around = {
            "prefix": text[max(0, evidence.start - AROUND) : evidence.start],
            "suffix": text[evidence.end : evidence.end + AROUND],
        }
    yield {"type": "TextQuoteSelector", "exact": evidence.exact, **around}
    yield {"type": "TextPositionSelector", "start": evidence.start, "end": evidence.end}


def _source(article: Article) -> dict[str, Any]:
    """Return the annotated text: named by its hash where that is known, else by its article."""
    name = iri(article.dataset, "articles", article.article_id)
    if article.text_sha256:
        digest = urlsafe_b64encode(bytes.fromhex(article.text_sha256)).decode().rstrip("=")
        name = f"ni:///sha-256;{digest}?ct=text/plain"
    return {"id": name, "type": "Text", "format": "text/plain", "language": article.language} | (
        {"rights": article.rights_uri} if article.rights_uri else {}
    )


def _rights(data: Dataset) -> dict[str, str]:
    licences = data.descriptor.get("licenses")
    first = licences[0] if isinstance(licences, list) and licences else {}
    created = data.descriptor.get("created")
    found = {"created": created, "rights": first.get("path")}
    return {name: str(value) for name, value in found.items() if value}
