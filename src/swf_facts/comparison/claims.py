"""What is looked at of each fact, read from plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from swf_facts.comparison.intervals import Interval
from swf_facts.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    Cells: TypeAlias = "Mapping[str, object]"
    Circumstances: TypeAlias = "tuple[str | None, ...]"

__all__ = ["FIELDS", "Claim", "filled", "read_claims"]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "facts": (
        "fact_id", "article_id", "subject_id", "property_id", "value_type", "value_entity_id", "value_date", "value_text",
        "unit_id", "unit_basis", "comparator", "lower", "upper", "direction", "as_of", "as_of_basis", "modality", "polarity", "status",
    ),
    "attributions": ("fact_id", "level", "entity_id"),
    "articles": ("article_id", "publisher_id", "derived_from"),
}  # fmt: skip
"""The fields that agreements are derived from, table by table."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim:
    """What is looked at of one fact.

    ``topic`` is what facts have in common that meet: subject, property, value type, and the value of entities and texts.
    ``value`` is what identifies an entity, a date or a text; a quantity has its interval instead.
    """

    position: int
    fact_id: str
    article_id: str
    topic: tuple[str | None, ...]
    value: str
    interval: Interval | None
    unit_id: str | None
    unit_basis: str | None
    direction: str | None
    as_of: str | None
    as_of_basis: str | None
    modality: str
    denied: bool
    sources: tuple[str, ...]

    @property
    def circumstances(self) -> Circumstances:
        """What facts have in common that are comparable."""
        return self.modality, self.as_of, self.unit_id, "change" if self.direction else None

    @property
    def saying(self) -> tuple[object, ...]:
        """Everything that is looked at, but for how it is known and who says it."""
        return self.article_id, self.modality, self.as_of, self.unit_id, bool(self.direction), self.content

    @property
    def content(self) -> tuple[object, bool]:
        """What is stated or denied; equal where two claims say the same."""
        return (self.interval or self.value), self.denied


def filled(row: Cells, table: str) -> dict[str, str | None]:
    """Return the cells of a row that are looked at, as text; None for an empty one."""
    return {name: None if (cell := row[name]) is None or cell == "" else str(cell) for name in FIELDS[table]}


def read_claims(facts: Iterable[Cells], attributions: Iterable[Cells]) -> Iterator[Claim]:
    """Yield the current facts, in file order, with the sources that each names, nearest to the article first."""
    sources: dict[str, list[tuple[int, str]]] = {}
    for row in attributions:
        cells = filled(row, "attributions")
        level = cells["level"] or ""
        place = int(level) if level.isascii() and level.isdigit() else 0
        sources.setdefault(cells["fact_id"] or "", []).append((place, cells["entity_id"] or ""))
    for position, row in enumerate(facts):
        if row["status"] == "current":
            yield _claim(filled(row, "facts"), position, sources)


def _claim(cells: Mapping[str, str | None], position: int, sources: Mapping[str, list[tuple[int, str]]]) -> Claim:
    fact_id, value_type = cells["fact_id"] or "", cells["value_type"]
    words = " ".join((cells["value_text"] or "").casefold().split())
    value = "" if value_type == "quantity" else cells["value_entity_id"] or cells["value_date"] or words
    topic = (cells["subject_id"], cells["property_id"], value_type)
    interval = Interval.of(_end(cells, "lower"), _end(cells, "upper"), cells["comparator"], cells["direction"])
    return Claim(
        position=position,
        fact_id=fact_id,
        article_id=cells["article_id"] or "",
        topic=topic if value_type in {"quantity", "date"} else (*topic, value),
        value=value,
        interval=interval if value_type == "quantity" else None,
        unit_id=cells["unit_id"],
        unit_basis=cells["unit_basis"],
        direction=cells["direction"],
        as_of=cells["as_of"],
        as_of_basis=cells["as_of_basis"],
        modality=cells["modality"] or "",
        denied=cells["polarity"] == "negative",
        sources=tuple(entity for _, entity in sorted(sources.get(fact_id, ()))),
    )


def _end(cells: Mapping[str, str | None], name: str) -> Decimal | None:
    text = cells[name]
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        message = f"fact {cells['fact_id']}: {name} is {text!r}, which is not a number"
        raise PackageError(message, "write a plain decimal such as 108029.56")
    return number
