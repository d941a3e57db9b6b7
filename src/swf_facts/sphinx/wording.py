"""Facts in words: the few places where a reader meets a fact as a phrase rather than as cells."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from swf_facts.model import Entity, Quantity

if TYPE_CHECKING:
    from swf_facts.dataset import Fact

__all__ = [
    "COMPARATORS",
    "Phrase",
    "date_in_words",
    "headline",
    "number_in_words",
    "phrase",
    "quantity_in_words",
    "voice",
]

COMPARATORS = {"eq": "", "gt": "more than ", "ge": "at least ", "lt": "less than ", "le": "at most ", "ap": "about "}
_SCALES = ((Decimal("1e12"), "trillion"), (Decimal("1e9"), "billion"), (Decimal("1e6"), "million"))
_DIRECTIONS = {"increase": "an increase of ", "decrease": "a decrease of ", "unspecified": "a change, up or down, of "}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOST_DIGITS = 6  # a scaled number with more digits is easier to read in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A fact as subject, property and value, each in words.

    Attributes
    ----------
    subject, property, value : str
        Names as in the tables; a text value stands in quotation marks.
    denied : bool
        Whether the article denies it.
    """

    subject: str
    property: str
    value: str
    denied: bool

    def __str__(self) -> str:
        return f"{self.subject} – {self.property}: {'not ' if self.denied else ''}{self.value}"


def number_in_words(number: Decimal) -> str:
    """Write *number* as a newspaper would: ``2.15 trillion``, ``108,029.56``."""
    for scale, word in _SCALES:
        scaled = (number / scale).normalize()
        if abs(scaled) >= 1 and len(scaled.as_tuple().digits) <= _MOST_DIGITS:
            return f"{scaled:,f} {word}"
    return f"{number:,f}"


def quantity_in_words(quantity: Quantity) -> str:
    """Write a quantity with its comparator, direction and unit."""
    words = _DIRECTIONS.get(quantity.direction or "", "") + COMPARATORS[quantity.comparator]
    number = number_in_words(quantity.number)
    if quantity.unit is None:
        return f"{words}{number} (no unit given)"
    if quantity.unit.unit_id == "percent":
        return f"{words}{number}%"
    return f"{words}{number} {quantity.unit.unit_id}"


def date_in_words(date: datetime.date) -> str:
    """Write *date* as ``25 May 2025``, the same in every locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def phrase(fact: Fact) -> Phrase:
    """Return *fact* in words."""
    value = fact.value
    if isinstance(value, Quantity):
        words = quantity_in_words(value)
    elif isinstance(value, Entity):
        words = value.name
    elif isinstance(value, datetime.date):
        words = date_in_words(value)
    else:
        words = f"“{value}”"
    return Phrase(
        subject=fact.subject.name, property=fact.property.label, value=words, denied=fact.polarity == "negative"
    )


def headline(fact: Fact) -> str:
    """Return *fact* on one line, for titles and tooltips."""
    return str(phrase(fact))


def voice(fact: Fact) -> str:
    """Return who says it, nearest to the article first; empty for the article's own voice."""
    entities = fact.dataset.entities
    return ", citing ".join(entities[attribution.entity_id].name for attribution in fact.attributions)
