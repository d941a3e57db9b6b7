"""Small pieces of JSON documents: what a descriptor lists, and nodes without what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swf_facts.dataset import Dataset

__all__ = ["doi_address", "entries", "known", "titles"]


def entries(listed: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list in a descriptor; empty where there is no list."""
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def titles(listed: object) -> list[str]:
    """Return the titles of the objects of a list in a descriptor."""
    return [str(entry["title"]) for entry in entries(listed) if entry.get("title")]


def known(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node without the members that nothing is known of; a number or a truth value is always known."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def doi_address(data: Dataset) -> str | None:
    """Return the address that the DOI of a package resolves at, None while it has none."""
    doi = data.descriptor.get("doi")
    return f"https://doi.org/{doi}" if doi else None
