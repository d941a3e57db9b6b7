"""Rung 7: nothing in a text is left unread unnoticed."""

from __future__ import annotations

# Each module adds its rules to the rung as it is imported, in the order in which the documentation lists them.
from swf_facts.rules.coverage import passages, numbers, bibliography  # isort: skip
from swf_facts.rules.coverage.rung import RUNG

__all__ = ["RUNG", "bibliography", "numbers", "passages"]
