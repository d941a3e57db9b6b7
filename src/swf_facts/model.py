"""The records that a package is made of: one frozen class a table, one attribute a field.

Every attribute is named as its field in the Table Schema, which alone describes it. An empty cell is ``None``.
Identifiers stay identifiers here; what they point to is found through a dataset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal
    from typing import TypeAlias

__all__ = [
    "Agreement",
    "Alias",
    "Attribution",
    "Comparator",
    "Direction",
    "Entity",
    "Evidence",
    "Exclusion",
    "LedgerEntry",
    "Modality",
    "Passage",
    "Polarity",
    "Property",
    "Quantity",
    "Relation",
    "Role",
    "Status",
    "TableName",
    "Unit",
    "UnitBasis",
    "Value",
    "ValueType",
]

TableName = Literal[
    "articles",
    "passages",
    "entities",
    "aliases",
    "properties",
    "units",
    "facts",
    "evidence",
    "attributions",
    "exclusions",
    "agreements",
    "ledger",
]
ValueType = Literal["quantity", "entity", "date", "text"]
UnitBasis = Literal["stated", "inferred", "absent"]
Comparator = Literal["eq", "gt", "ge", "lt", "le", "ap"]
Direction = Literal["increase", "decrease", "unspecified"]
Modality = Literal["asserted", "forecast", "proposed", "speculated", "hypothetical", "question", "opinion"]
Polarity = Literal["positive", "negative"]
Status = Literal["current", "superseded", "withdrawn"]
Relation = Literal["agrees", "refines", "conflicts", "incomparable"]
Role = Literal["statement", "value", "subject", "property", "unit", "as_of", "attribution", "modality"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One row of ``passages``: a piece of a text and what was made of it."""

    passage_id: str
    article_id: str
    start: int
    end: int
    kind: str
    treatment: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One row of ``entities``: something that facts are about, are valued by, or are attributed to."""

    entity_id: str
    name: str
    kind: str
    description: str
    wikidata: str | None
    lei: str | None
    iso: str | None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One row of ``aliases``: a form in which texts print an entity or word a property."""

    target_kind: Literal["entity", "property"]
    target_id: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One row of ``properties``: what a fact says of its subject.

    ``subject_kinds`` and ``value_kinds`` are the kinds of entity that subject and value may be; none means any.
    """

    property_id: str
    label: str
    definition: str
    value_type: ValueType
    dimension: str | None
    same_as: str | None
    subject_kinds: tuple[str, ...]
    value_kinds: tuple[str, ...]

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One row of ``units``: a unit in which quantities are given."""

    unit_id: str
    label: str
    dimension: str
    symbol: str | None
    code_system: str
    code: str
    factor: Decimal | None

    def __str__(self) -> str:
        return self.unit_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One row of ``evidence``: exact words, where they stand, and what part of the fact they support."""

    fact_id: str
    role: Role
    article_id: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One row of ``attributions``: who is said to say it."""

    fact_id: str
    level: int
    entity_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """One row of ``exclusions``: a number in a text that is no fact, with the reason."""

    article_id: str
    start: int
    end: int
    exact: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One row of ``agreements``: what two facts of different articles have to do with each other."""

    fact_a: str
    fact_b: str
    relation: Relation
    roots: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One row of ``ledger``: the versions that introduced, last changed and withdrew a released fact, and the digest of its row."""

    fact_id: str
    introduced: str
    last_changed: str
    withdrawn: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as an article prints it, with its unit and how exactly it is meant.

    Attributes
    ----------
    number : Decimal
        The printed number times its printed scale, unsigned, in *unit*; never converted.
    unit : Unit or None
        None when the article prints no unit and none can be inferred.
    comparator : {"eq", "gt", "ge", "lt", "le", "ap"}
        Exactly, more than, at least, less than, at most, about.
    lower : Decimal or None
        Lower end of the interval that comparator and printed precision imply; None for an open end.
    upper : Decimal or None
        Upper end of it; None for an open end.
    direction : {"increase", "decrease", "unspecified"} or None
        Direction of a change, where the quantity is one.
    """

    number: Decimal
    unit: Unit | None
    unit_basis: UnitBasis
    comparator: Comparator
    lower: Decimal | None
    upper: Decimal | None
    direction: Direction | None

    def __str__(self) -> str:
        sign = {"eq": "", "gt": "> ", "ge": "≥ ", "lt": "< ", "le": "≤ ", "ap": "≈ "}[self.comparator]
        number = f"{self.number:,f}"
        if self.unit is None:
            return f"{sign}{number}"
        if self.unit.unit_id == "percent":
            return f"{sign}{number}%"
        return f"{sign}{number} {self.unit}"

    def __contains__(self, number: Decimal) -> bool:
        """Whether *number*, in the same unit, lies in the interval."""
        return (self.lower is None or self.lower <= number) and (self.upper is None or number <= self.upper)


Value: TypeAlias = "Quantity | Entity | datetime.date | str"
"""What a fact says of its subject: one of four kinds, as the property's ``value_type`` has it."""
