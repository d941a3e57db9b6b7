"""Rung 3: every table has the fields of its schema, every cell a value of its type, every reference a target."""

from __future__ import annotations

# Each module adds its rules to the rung as it is imported, in the order in which the documentation lists them.
from swf_facts.rules.structure import files, parts, cells, references, dependent_fields, independent_reader  # isort: skip
from swf_facts.rules.structure.rung import RUNG

__all__ = ["RUNG", "cells", "dependent_fields", "files", "independent_reader", "parts", "references"]
