"""The rung itself, to which the modules beside this one add their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.rules.registry import Rung

if TYPE_CHECKING:
    from swf_facts.rules.tables import Tables

__all__ = ["RUNG"]

PROVED = (
    "subject_id", "property_id", "value_number", "value_entity_id", "value_date", "value_text", "unit_id", "unit_basis",
    "comparator", "lower", "upper", "direction", "as_of", "as_of_basis", "modality", "polarity",
)  # fmt: skip


def _cells(tables: Tables) -> int:
    """Return how many filled cells words have to prove: those of the facts, and the sources."""
    facts = tables["facts"].raw.select(PROVED)
    empty = sum(int(count) for count in facts.null_count().row(0))
    return facts.height * facts.width - empty + tables["attributions"].raw.height


RUNG = Rung("entailment", _cells)
