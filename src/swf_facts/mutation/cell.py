"""One cell of the unchanged package, with all that its changes are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from swf_facts.mutation.source import Rows, Source

__all__ = ["Cell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell with what stands around it."""

    source: Source
    table: str
    rows: Rows
    row: int
    field: Mapping[str, Any]
    value: str
    random: Random

    @property
    def name(self) -> str:
        """Name of the field."""
        return str(self.field["name"])

    @property
    def constraints(self) -> Mapping[str, Any]:
        """What the Table Schema asks of the field."""
        constraints: Mapping[str, Any] = self.field.get("constraints", {})
        return constraints

    def beside(self, name: str) -> str:
        """Return another cell of the row."""
        return self.rows.at(self.row, name)

    def others(self) -> list[str]:
        """Return the other values that the field has in other rows."""
        return [value for value in dict.fromkeys(self.rows.column(self.name)) if value and value != self.value]

    def draw(self, values: list[str], most: int) -> list[str]:
        """Return up to *most* of *values*, drawn at random."""
        return self.random.sample(values, min(most, len(values)))
