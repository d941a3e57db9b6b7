"""The rung itself, to which the modules beside this one add their rules."""

from __future__ import annotations

from swf_facts.rules.registry import Rung

__all__ = ["RUNG"]

RUNG = Rung("structure", lambda tables: sum(table.raw.width * table.raw.height for table in tables.judged_tables()))
