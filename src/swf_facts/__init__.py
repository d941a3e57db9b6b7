"""Facts that news articles state about sovereign wealth funds, each provable from exact words at an exact position.

>>> import swf_facts
>>> data = swf_facts.load()
>>> [fact.quote for fact in data.facts.where(article="coincu2025", property="price")]
['Bitcoin (BTC) trades at $108,029.56']

``validate`` and ``schemas`` need the extra: ``pip install "swf-facts[validate]"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.dataset import Dataset, load
from swf_facts.errors import (
    MissingExtra,
    NotAPackage,
    NotCurrentWarning,
    PackageError,
    SwfFactsError,
    UnknownChoice,
    UnknownField,
    UnknownId,
)

if TYPE_CHECKING:
    from swf_facts import schemas
    from swf_facts.dataset import Article, Fact, FactTable, Table
    from swf_facts.difference import Difference, diff
    from swf_facts.findings import Finding, Report
    from swf_facts.model import (
        Agreement,
        Alias,
        Attribution,
        Entity,
        Evidence,
        Exclusion,
        LedgerEntry,
        Passage,
        Property,
        Quantity,
        Unit,
        Value,
    )
    from swf_facts.validation import validate

    __version__: str

__all__ = [
    "Agreement",
    "Alias",
    "Article",
    "Attribution",
    "Dataset",
    "Difference",
    "Entity",
    "Evidence",
    "Exclusion",
    "Fact",
    "FactTable",
    "Finding",
    "LedgerEntry",
    "MissingExtra",
    "NotAPackage",
    "NotCurrentWarning",
    "PackageError",
    "Passage",
    "Property",
    "Quantity",
    "Report",
    "SwfFactsError",
    "Table",
    "Unit",
    "UnknownChoice",
    "UnknownField",
    "UnknownId",
    "Value",
    "diff",
    "load",
    "schemas",
    "validate",
]

_HOMES = {
    "Article": "dataset",
    "Fact": "dataset",
    "FactTable": "dataset",
    "Table": "dataset",
    "Difference": "difference",
    "diff": "difference",
    "Finding": "findings",
    "Report": "findings",
    "validate": "validation",
}


if not TYPE_CHECKING:  # a type checker shall refuse names that are not there

    def __getattr__(name: str) -> object:
        """Import what is not needed for loading when it is first asked for."""
        from importlib import import_module

        if name == "__version__":  # of the data, and so of the code that ships them
            from swf_facts.package import read_package

            return read_package().version
        if name == "schemas":
            return import_module("swf_facts.schemas")
        if name in __all__:
            return getattr(import_module(f"swf_facts.{_HOMES.get(name, 'model')}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
