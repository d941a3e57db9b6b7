"""Where a fact or an article is found on the web, and what it is called where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from swf_facts.dataset import Dataset

__all__ = ["iri", "permalink"]

Kind = Literal["articles", "facts"]


def permalink(dataset: Dataset, kind: Kind, identifier: str) -> str | None:
    """Return the page of an article or a fact on the site of the package, None while it has no ``homepage``."""
    homepage = dataset.descriptor.get("homepage")
    return f"{str(homepage).rstrip('/')}/{kind}/{identifier}.html" if homepage else None


def iri(dataset: Dataset, kind: Kind, identifier: str) -> str:
    """Return an address that means an article or a fact in every version: its permalink, else a name made of its id.

    The name is a UUID of the fifth kind, so that all who have the package come to the same one.
    """
    made = uuid5(NAMESPACE_URL, f"data:,{dataset.name}/{kind}/{identifier}")
    return permalink(dataset, kind, identifier) or made.urn
