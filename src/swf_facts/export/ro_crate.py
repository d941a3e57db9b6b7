"""A package as an RO-Crate 1.3: its files, and one document that says what each of them is and who may use it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from swf_facts.export.copying import copy_files, package_files
from swf_facts.export.nodes import doi_address, entries, known
from swf_facts.package import DESCRIPTOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from swf_facts.dataset import Dataset
    from swf_facts.package import Package

__all__ = ["metadata", "write"]

METADATA = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.3/context"
SPECIFICATION = "https://w3id.org/ro/crate/1.3"


def write(data: Dataset, package: Package, folder: Path) -> None:
    """Write the files of the package and ``ro-crate-metadata.json``, which describes them, to *folder*."""
    files = package_files(package)
    copy_files(files, folder)
    text = json.dumps(metadata(data, files), ensure_ascii=False, indent=2)
    (folder / METADATA).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def metadata(data: Dataset, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the document: the crate, its files, and the licences and people that they name."""
    about = data.descriptor
    resources = {path: entry for entry in entries(about.get("resources")) for path in _paths(entry)}
    parties = [_party(entry) for entry in entries(about.get("contributors"))]
    licences = {
        node["@id"]: node
        for entry in (about, *resources.values())
        for node in map(_licence, entries(entry.get("licenses")))
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": data.title,
        "alternateName": data.name,
        "description": about.get("description"),
        "datePublished": str(about.get("created", ""))[:10],
        "version": data.version,
        "identifier": doi_address(data),
        "url": about.get("homepage"),
        "keywords": about.get("keywords"),
        "license": _references(_licence(entry) for entry in entries(about.get("licenses"))),
        "author": _references(parties),
        "publisher": _references(parties[:1]),
        "hasPart": [{"@id": path} for path in sorted(files)],
    }
    nodes = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": SPECIFICATION},
            "description": "What this crate is and what its files are.",
        },
        known(root),
        *(_file(path, files[path], resources.get(path, {}), about) for path in sorted(files)),
        *licences.values(),
        *parties,
    ]
    return {"@context": CONTEXT, "@graph": nodes}


def _paths(entry: Mapping[str, Any]) -> list[str]:
    """Return the files of a resource: one, or its parts."""
    path = entry.get("path")
    return [str(part) for part in path] if isinstance(path, list) else [str(path)]


def _file(path: str, content: bytes, entry: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    described = {
        DESCRIPTOR: ("Descriptor", "The Data Package descriptor, which lists the files with their schemas and hashes."),
    }
    title, description = described.get(path, ("Table Schema", "The description of the fields of one table."))
    licences = entries(entry.get("licenses"))
    return known(
        {
            "@id": path,
            "@type": "File",
            "name": entry.get("title") or f"{title} {path}",
            "description": entry.get("description") or description,
            "encodingFormat": entry.get("mediatype") or "application/json",
            "contentSize": str(len(content)),
            "sha256": hashlib.sha256(content).hexdigest(),
            # A file has the crate's licence unless it says another.
            "license": _references(map(_licence, licences)) if licences != about.get("licenses") else None,
        }
    )


def _licence(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a licence or rights statement as an entity of its own."""
    title = entry.get("title") or entry.get("name") or entry.get("path")
    # Two texts may have one rights statement and two holders: the holder tells the entities apart.
    holder = str(title).partition("; ")[2]
    address = entry.get("path") or f"#{entry.get('name')}"
    anchor = f"#{holder.rpartition('(')[2].rstrip(')')}" if holder else ""
    return known(
        {
            "@id": f"{address}{anchor}",
            "@type": "CreativeWork",
            "name": title,
            "description": f"{title}: what may be done with the files that name it.",
            "url": entry.get("path"),
        }
    )


def _party(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a contributor; the Data Package does not say whether it is a person."""
    name = str(entry.get("title"))
    return known(
        {"@id": entry.get("path") or f"#{name.lower().replace(' ', '-')}", "@type": "Organization", "name": name}
    )


def _references(nodes: Iterable[Mapping[str, Any]]) -> list[dict[str, str]] | dict[str, str]:
    """Return references to *nodes*: one stands alone, as the specification asks."""
    found = [{"@id": str(node["@id"])} for node in nodes]
    return found[0] if len(found) == 1 else found
