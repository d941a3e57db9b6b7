"""Where two articles state something of the same thing: the two facts side by side, in words and as intervals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from swf_facts.dataset.meetings import meetings
from swf_facts.model import Quantity
from swf_facts.sphinx.wording import date_in_words, number_in_words, phrase, voice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.meetings import Meeting
    from swf_facts.dataset.records import Fact

__all__ = ["RELATIONS", "Bar", "bars", "meetings_by_fact", "shown", "side"]

RELATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "conflicts": ("≠", "The two cannot both be so."),
        "refines": ("⊂", "One is finer than the other, and lies within it."),
        "agrees": ("=", "Both state the same, or their intervals overlap."),
        "incomparable": ("?", "Both speak of the same thing, but in terms that cannot be compared."),
    }
)
_ROOM = Decimal("0.12")  # of the scale, on either side of the finite ends
_NARROWEST = Decimal("0.012")  # what can still be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The interval of one quantity on a scale from 0 to 100 that it shares with another.

    Attributes
    ----------
    fact_id : str
        The fact.
    left, width : str
        Where the bar begins and how wide it is, in percent.
    opens_left, opens_right : bool
        Whether the interval has no end there.
    words : str
        The interval in words.
    """

    fact_id: str
    left: str
    width: str
    opens_left: bool
    opens_right: bool
    words: str


def meetings_by_fact(data: Dataset) -> dict[str, list[Meeting]]:
    """Return the meetings of each fact that meets another."""
    found: defaultdict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings(data):
        found[meeting.first.fact_id].append(meeting)
        found[meeting.second.fact_id].append(meeting)
    return dict(found)


def shown(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting as its template shows it."""
    first, second, agreement = meeting.first, meeting.second, meeting.agreement
    *why, roots = agreement.basis.split("; ")
    sign, meaning = RELATIONS[agreement.relation]
    return {
        "anchor": f"{first.fact_id}--{second.fact_id}",
        "relation": agreement.relation,
        "sign": sign,
        "meaning": meaning,
        "subject": first.subject,
        "property": first.property,
        "sides": [side(first), side(second)],
        "bars": bars(first, second),
        "why": why,
        "roots": agreement.roots,
        "root_words": roots.partition(": ")[2] or roots,
    }


def side(fact: Fact) -> dict[str, Any]:
    """Return one fact of a meeting as its template shows it."""
    words = phrase(fact)
    return {
        "fact": fact,
        "article": fact.article,
        "value": ("not " if words.denied else "") + words.value,
        "voice": voice(fact),
        "as_of": date_in_words(fact.as_of) if fact.as_of else "",
    }


def bars(first: Fact, second: Fact) -> list[Bar]:
    """Return the intervals of two quantities on one scale; nothing where they share none."""
    pair = [(fact, fact.value) for fact in (first, second)]
    quantities = [value for _, value in pair if isinstance(value, Quantity) and value.unit]
    if len(quantities) < len(pair) or quantities[0].unit != quantities[1].unit:
        return []
    ends = [end for quantity in quantities for end in (quantity.lower, quantity.upper) if end is not None]
    if not ends:
        return []
    low, high = min(ends), max(ends)
    room = (high - low) * _ROOM or abs(high) * _ROOM or Decimal(1)
    low, high = low - room, high + room
    return [_bar(fact, value, low, high) for fact, value in pair if isinstance(value, Quantity)]


def _bar(fact: Fact, quantity: Quantity, low: Decimal, high: Decimal) -> Bar:
    left = (low if quantity.lower is None else quantity.lower) - low
    right = (high if quantity.upper is None else quantity.upper) - low
    whole = high - low
    left, right = left / whole, right / whole
    if right - left < _NARROWEST:
        middle = (left + right) / 2
        left, right = middle - _NARROWEST / 2, middle + _NARROWEST / 2
    return Bar(
        fact_id=fact.fact_id,
        left=f"{100 * left:.2f}",
        width=f"{100 * (right - left):.2f}",
        opens_left=quantity.lower is None,
        opens_right=quantity.upper is None,
        words=_interval(quantity),
    )


def _interval(quantity: Quantity) -> str:
    """Return the interval of a quantity in words: ``more than 1.6 trillion``, ``107,500 to 108,500``."""
    lower, upper = quantity.lower, quantity.upper
    if lower is not None and upper is not None:
        return number_in_words(lower) if lower == upper else f"{number_in_words(lower)} to {number_in_words(upper)}"
    if lower is not None:
        return f"{'more than' if quantity.comparator == 'gt' else 'at least'} {number_in_words(lower)}"
    if upper is not None:
        return f"{'less than' if quantity.comparator == 'lt' else 'at most'} {number_in_words(upper)}"
    return "any number"
