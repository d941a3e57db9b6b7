"""What DataCite wants to know of a dataset that asks for a DOI, in its JSON of version 4.5.

There is no DOI until one was registered; ``doi`` in ``datapackage.json`` is the only place to enter it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swf_facts.export.nodes import entries, known, titles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swf_facts.dataset import Dataset

__all__ = ["metadata"]


def metadata(data: Dataset) -> dict[str, Any]:
    """Return the description of a package; what is not known is left out."""
    about = data.descriptor
    created = str(about.get("created", ""))
    keywords = about.get("keywords")
    people = titles(about.get("contributors"))
    resources = entries(about.get("resources"))
    found = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "doi": about.get("doi"),
        "url": about.get("homepage"),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Facts with their evidence"},
        "titles": [{"title": data.title, "lang": "en"}],
        "creators": [{"name": name, "nameType": "Organizational"} for name in people],
        "publisher": {"name": people[0]} if people else None,
        "publicationYear": created[:4],
        "dates": [{"date": created, "dateType": "Created"}, {"date": created[:10], "dateType": "Issued"}],
        "subjects": [{"subject": str(word)} for word in (keywords if isinstance(keywords, list) else [])],
        "language": "en",
        "version": data.version,
        "rightsList": _rights([about, *resources]),
        "descriptions": [{"description": about.get("description"), "descriptionType": "Abstract", "lang": "en"}],
        "formats": sorted({str(entry["mediatype"]) for entry in resources if entry.get("mediatype")}),
        "sizes": [f"{len(data.facts)} facts", f"{len(data.articles)} articles"],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": article.url,
                "relatedIdentifierType": "URL",
                "relationType": "IsDerivedFrom",
                "resourceTypeGeneral": "Text",
            }
            for article in data.articles
            if article.url
        ],
    }
    return known(found)


def _rights(holders: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return each licence and rights statement once: that of the facts first, then those of the texts."""
    found: dict[str, dict[str, str]] = {}
    for entry in (licence for holder in holders for licence in entries(holder.get("licenses"))):
        spdx = {"rightsIdentifier": entry.get("name"), "rightsIdentifierScheme": "SPDX"} if entry.get("name") else {}
        said = {"rights": entry.get("title"), "rightsUri": entry.get("path"), **spdx}
        found[str(entry.get("title"))] = {name: str(value) for name, value in known(said).items()}
    return list(found.values())
