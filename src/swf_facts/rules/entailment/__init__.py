"""Rung 6: the quoted words yield the cells beside them."""

from __future__ import annotations

# Each module adds its rules to the rung as it is imported, in the order in which the documentation lists them.
# isort: off
from swf_facts.rules.entailment import naming, sources, aliases, placing, stating
from swf_facts.rules.entailment import figures, units, directions, dates, wording
from swf_facts.rules.entailment.rung import RUNG
# isort: on

__all__ = [
    "RUNG", "aliases", "dates", "directions", "figures", "naming", "placing", "sources", "stating", "units", "wording",
]  # fmt: skip
