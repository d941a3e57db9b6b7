"""The rung itself, to which the modules beside this one add their rules."""

from __future__ import annotations

from swf_facts.rules.registry import Rung

__all__ = ["RUNG"]

COMPARED = ("articles", "entities", "properties", "units", "facts")

RUNG = Rung(
    "consistency", lambda tables: sum(table.raw.height for table in tables.judged_tables() if table.name in COMPARED)
)
