"""The package that a site shows: found through one setting, loaded once a build, and the address of each of its records."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

import swf_facts
from swf_facts.errors import SwfFactsError
from swf_facts.package import installed_package

if TYPE_CHECKING:
    from sphinx.config import Config

    from swf_facts.dataset import Dataset

__all__ = [
    "article_document",
    "check_addresses",
    "dataset",
    "entity_document",
    "fact_document",
    "forget",
    "property_document",
    "rows_of",
    "unit_document",
]

_FILE_NAME = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")


def article_document(article_id: str) -> str:
    """Return the document that shows an article."""
    return f"articles/{article_id}"


def fact_document(fact_id: str) -> str:
    """Return the page of a fact."""
    return f"facts/{fact_id}"


def entity_document(entity_id: str) -> str:
    """Return the page of an entity."""
    return f"entities/{_beside_index(entity_id)}"


def property_document(property_id: str) -> str:
    """Return the page of a property."""
    return f"properties/{_beside_index(property_id)}"


def unit_document(unit_id: str) -> str:
    """Return the page of a unit."""
    return f"units/{_beside_index(unit_id)}"


def _beside_index(identifier: str) -> str:
    """Return a file name that is not that of the folder's own page; no id has an underscore."""
    return "index_" if identifier == "index" else identifier


def check_addresses(data: Dataset) -> None:
    """Refuse a package with an id that is no file name: its page would be written elsewhere.

    Raises
    ------
    ConfigError
        The message names the id.
    """
    for table in (data.articles, data.facts, data.entities, data.properties, data.units):
        for identifier in table.ids():
            if not isinstance(identifier, str) or not _FILE_NAME.fullmatch(identifier):
                message = f"fact_package: the id {identifier!r} in {table.name} cannot be part of an address"
                raise ConfigError(f"{message}; {data.advice}")


@cache
def _loaded(place: str) -> Dataset:
    try:
        data = swf_facts.load(place)
        data.tables()  # what cannot be read is said now, and not in the middle of a build
    except SwfFactsError as error:
        raise ConfigError(f"fact_package: {error}") from None
    return data


def dataset(config: Config) -> Dataset:
    """Return the package that the setting ``fact_package`` names; by default the installed one."""
    return _loaded(str(config.fact_package or installed_package()))


def rows_of(data: Dataset, table: str) -> int:
    """Return how many rows a table of the profile has."""
    return next(len(found) for found in data.tables() if found.name == table)


def forget() -> None:
    """Forget what was loaded, so that the next build in this process reads the package again."""
    _loaded.cache_clear()
