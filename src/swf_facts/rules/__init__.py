"""The rules, one module a rung: each says what a package must be, and finds where it is not.

To add a rung, write its module and name it here, with the noun for what it counts.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swf_facts.rules.registry import Rung

__all__ = ["RUNGS", "ladder"]

RUNGS = MappingProxyType(
    {
        "descriptor": "resources",
        "integrity": "files",
        "structure": "cells",
        "units": "quantities",
        "provenance": "spans",
        "entailment": "cells",
        "coverage": "characters",
        "consistency": "rows",
        "history": "facts",
    }
)


@cache
def ladder() -> tuple[Rung, ...]:
    """Return the rungs with their rules, lowest first.

    Raises
    ------
    MissingExtra
        A library that the rules need is not installed.
    """
    from swf_facts.errors import MissingExtra

    if find_spec("pandera") is None:  # is imported where something is amiss
        raise MissingExtra("pandera is not installed", 'run `pip install "swf-facts[validate]"`')
    try:
        return tuple(import_module(f"swf_facts.rules.{name}").RUNG for name in RUNGS)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("swf_facts"):
            raise
        raise MissingExtra(f"{error.name} is not installed", 'run `pip install "swf-facts[validate]"`') from None
