"""The rung itself, to which the modules beside this one add their rules."""

from __future__ import annotations

from swf_facts.rules.registry import Rung

__all__ = ["RUNG"]

RUNG = Rung("coverage", lambda tables: sum(len(text) for text in tables.texts.values()))
