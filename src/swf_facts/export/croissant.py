"""A package described in Croissant 1.1, the metadata format of machine-learning datasets, beside the files themselves."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from swf_facts.export.copying import copy_files, package_files
from swf_facts.export.nodes import doi_address, entries, known
from swf_facts.export.tables import copies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from swf_facts.dataset import Dataset
    from swf_facts.export.tables import Column, TableCopy
    from swf_facts.package import Package

__all__ = ["metadata", "write"]

# What the specification asks every document to begin with.
_CROISSANT = (
    "arrayShape citeAs column containedIn extract field fileProperty fileObject fileSet format includes isArray isLiveDataset"
    " jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source subField"
    " transform equivalentProperty"
)
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{name: f"cr:{name}" for name in _CROISSANT.split()},
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
_TYPES = {
    "string": "sc:Text",
    "number": "sc:Float",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
_SAME_AS = {  # what other vocabularies call our fields
    ("evidence", "exact"): "oa:exact",
    ("evidence", "start"): "oa:start",
    ("evidence", "end"): "oa:end",
    ("evidence", "article_id"): "prov:wasQuotedFrom",
    ("articles", "derived_from"): "prov:wasDerivedFrom",
    ("articles", "title"): "sc:headline",
    ("articles", "published"): "sc:datePublished",
    ("articles", "publisher_id"): "sc:publisher",
    ("facts", "subject_id"): "sc:observationAbout",
    ("facts", "property_id"): "sc:measuredProperty",
    ("facts", "as_of"): "sc:observationDate",
}


def write(data: Dataset, package: Package, folder: Path) -> None:
    """Write the files of the package and ``croissant.json``, which describes them, to *folder*."""
    files = package_files(package)
    copy_files(files, folder)
    text = json.dumps(metadata(data, files), ensure_ascii=False, indent=2)
    (folder / "croissant.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def metadata(data: Dataset, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the description of a package: each file with its hash, each table with its fields.

    A number is given as ``sc:Float``, the only number that Croissant has; the file has the exact decimal.
    """
    about = data.descriptor
    licences = [entry.get("path") or entry.get("name") for entry in entries(about.get("licenses"))]
    people = [{"@type": "Organization", "name": entry.get("title")} for entry in entries(about.get("contributors"))]
    tables = [table for table in copies(data) if _path(data, table.name) in files]
    ends = {table.name for table in tables if not table.foreign_keys}
    found = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": data.name,
        "alternateName": data.title,
        "description": about.get("description"),
        "version": data.version,
        "datePublished": str(about.get("created", ""))[:10],
        "license": licences,
        "creator": people,
        "publisher": people[:1],
        "keywords": about.get("keywords"),
        "inLanguage": sorted({article.language for article in data.articles}),
        "url": about.get("homepage"),
        "identifier": doi_address(data),
        "citeAs": data.cite("bibtex"),
        "isLiveDataset": False,
        "distribution": list(_file_objects(data, files)),
        "recordSet": [_record_set(table, ends) for table in tables],
    }
    return known(found)


def _path(data: Dataset, name: str) -> str:
    """Return the path of a resource, empty when the descriptor does not list it."""
    listed = entries(data.descriptor.get("resources"))
    return next((str(entry.get("path")) for entry in listed if entry.get("name") == name), "")


def _file_objects(data: Dataset, files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    for entry in entries(data.descriptor.get("resources")):
        if entry.get("path") in files:
            content = files[entry["path"]]
            yield {
                "@type": "cr:FileObject",
                "@id": f"file/{entry['name']}",
                "name": entry["path"],
                "description": entry.get("description") or entry.get("title") or entry["name"],
                "contentUrl": entry["path"],
                "contentSize": f"{len(content)} B",
                "encodingFormat": entry.get("mediatype"),
                "sha256": hashlib.sha256(content).hexdigest(),
            }


def _record_set(table: TableCopy, ends: Collection[str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.primary_key],
        "field": [_field(table, column, ends) for column in table.columns],
    }


def _field(table: TableCopy, column: Column, ends: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description or column.title,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": f"file/{table.name}"}, "extract": {"column": column.name}},
    }
    for key in table.foreign_keys:
        # Readers follow references: in a ring where a table refers to itself, and no further than to a table that refers
        # to none. To others the reference leads to the column of the file.
        if key.fields == (column.name,) and key.table != table.name:
            field = {"field": {"@id": f"{key.table}/{key.references[0]}"}}
            file = {"fileObject": {"@id": f"file/{key.table}"}, "extract": {"column": key.references[0]}}
            found["references"] = field if key.table in ends else file
    if (table.name, column.name) in _SAME_AS:
        found["equivalentProperty"] = _SAME_AS[table.name, column.name]
    return found
