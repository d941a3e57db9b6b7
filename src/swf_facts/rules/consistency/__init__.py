"""Rung 8: what the package says in one place agrees with what it says in another."""

from __future__ import annotations

# Each module adds its rules to the rung as it is imported, in the order in which the documentation lists them.
from swf_facts.rules.consistency import figures, derived, origins, vocabulary, kinds  # isort: skip
from swf_facts.rules.consistency.rung import RUNG

__all__ = ["RUNG", "derived", "figures", "kinds", "origins", "vocabulary"]
