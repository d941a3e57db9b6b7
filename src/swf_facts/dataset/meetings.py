"""Where articles meet: each agreement with its two facts, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from swf_facts.model import Quantity

if TYPE_CHECKING:
    from decimal import Decimal

    from swf_facts.dataset.dataset import Dataset
    from swf_facts.dataset.records import Fact
    from swf_facts.model import Agreement

__all__ = ["Meeting", "interval_words", "meetings", "value_words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An agreement with the two facts that it is about."""

    agreement: Agreement
    first: Fact
    second: Fact

    @property
    def topic(self) -> str:
        """Subject and property, which both facts have in common."""
        return f"{self.first.subject} – {self.first.property}"


def meetings(data: Dataset) -> tuple[Meeting, ...]:
    """Return the agreements of *data* with their facts, article pair by article pair.

    Raises
    ------
    PackageError
        An agreement names a fact that is not there.
    """
    found = [
        Meeting(
            agreement=agreement,
            first=data.facts.linked(agreement.fact_a, by=f"an agreement with {agreement.fact_b}"),
            second=data.facts.linked(agreement.fact_b, by=f"an agreement with {agreement.fact_a}"),
        )
        for agreement in data.agreements
    ]
    place = {article: position for position, article in enumerate(data.articles.ids())}
    return tuple(
        sorted(found, key=lambda each: (place.get(each.first.article_id, 0), place.get(each.second.article_id, 0)))
    )


def value_words(fact: Fact) -> str:
    """Return the value of *fact* in words, denied where the fact denies it: ``> 1,640,000,000,000 USD``, ``“uncharted territory”``."""
    value = fact.value
    words = f"“{value}”" if isinstance(value, str) else str(value)
    if fact.direction in {"increase", "decrease"}:
        words = f"{fact.direction} of {words}"
    return f"not {words}" if fact.polarity == "negative" else words


def interval_words(fact: Fact) -> str:
    """Return the interval of a quantity in words, such as ``107,500 to 108,500``; empty for other values."""
    value = fact.value
    if not isinstance(value, Quantity):
        return ""
    if value.lower is None or value.upper is None:
        return f"{_end(value.lower, 'from')} {_end(value.upper, 'up to')}".strip()
    return f"{value.lower:,f} to {value.upper:,f}"


def _end(number: Decimal | None, word: str) -> str:
    return "" if number is None else f"{word} {number:,f}"
