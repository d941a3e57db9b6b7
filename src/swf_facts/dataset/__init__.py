"""Typed access to a package: its tables, the records in them, and data frames.

Only the standard library is used. Loading checks the hash of every file; a table is parsed when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.dataset.dataset import Dataset
from swf_facts.dataset.loading import load

if TYPE_CHECKING:
    from swf_facts.dataset.records import Article, Fact
    from swf_facts.dataset.tables import FactTable, Table

__all__ = ["Article", "Dataset", "Fact", "FactTable", "Table", "load"]


if not TYPE_CHECKING:  # a type checker shall refuse names that are not there

    def __getattr__(name: str) -> object:
        """Import what is not needed for loading when it is first asked for."""
        from importlib import import_module

        if name in __all__:
            home = "tables" if name.endswith("Table") else "records"
            return getattr(import_module(f"swf_facts.dataset.{home}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
