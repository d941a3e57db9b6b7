"""The package that a site shows: found through one setting, loaded once a build."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

import swf_facts
from swf_facts.errors import SwfFactsError
from swf_facts.package import installed_package

if TYPE_CHECKING:
    from sphinx.config import Config

    from swf_facts.dataset import Dataset

__all__ = ["article_document", "dataset", "fact_document", "forget", "rows_of"]


def article_document(article_id: str) -> str:
    """Return the document that shows an article."""
    return f"articles/{article_id}"


def fact_document(fact_id: str) -> str:
    """Return the page of a fact: with the one above, all there is to know about permanent addresses."""
    return f"facts/{fact_id}"


@cache
def _loaded(place: str) -> Dataset:
    try:
        return swf_facts.load(place)
    except SwfFactsError as error:
        raise ConfigError(f"fact_package: {error}") from None


def dataset(config: Config) -> Dataset:
    """Return the package that the setting ``fact_package`` names; by default the installed one."""
    return _loaded(str(config.fact_package or installed_package()))


def rows_of(data: Dataset, table: str) -> int:
    """Return how many rows a table of the profile has."""
    return next(len(found) for found in data.tables() if found.name == table)


def forget() -> None:
    """Forget what was loaded, so that the next build in this process reads the package again."""
    _loaded.cache_clear()
