"""Intervals of numbers, and of changes: what one has to do with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from swf_facts.model import Relation

__all__ = ["Interval", "relate"]

DIRECTIONS = {
    None: frozenset({"none"}),
    "increase": frozenset({"increase"}),
    "decrease": frozenset({"decrease"}),
    "unspecified": frozenset({"increase", "decrease"}),
}


class Interval(NamedTuple):
    """The numbers that a quantity may mean; for a change, with the directions that it may have.

    Attributes
    ----------
    lower, upper : Decimal or None
        The ends; None where it is open.
    holds_lower, holds_upper : bool
        Whether the ends themselves belong to it.
    directions : frozenset of str
        ``none`` for what is no change.
    """

    lower: Decimal | None
    upper: Decimal | None
    holds_lower: bool = True
    holds_upper: bool = True
    directions: frozenset[str] = DIRECTIONS[None]

    @classmethod
    def of(
        cls, lower: Decimal | None, upper: Decimal | None, comparator: str | None, direction: str | None = None
    ) -> Interval:
        """Return the interval of a quantity as its row has it."""
        point = lower is not None and lower == upper
        return cls(
            lower,
            upper,
            holds_lower=lower is not None and (point or comparator != "gt"),
            holds_upper=upper is not None and (point or comparator not in {"lt", "eq", "ap"}),
            directions=DIRECTIONS.get(direction, DIRECTIONS[None]),
        )

    def within(self, other: Interval) -> bool:
        """Whether *other* holds all that this one does."""
        return (
            _reaches(self.lower, other.lower, kept=other.holds_lower or not self.holds_lower, sign=1)
            and _reaches(self.upper, other.upper, kept=other.holds_upper or not self.holds_upper, sign=-1)
            and self.directions <= other.directions
        )

    def meets(self, other: Interval) -> bool:
        """Whether anything lies in both."""
        return (
            bool(self.directions & other.directions)
            and _leaves_room(self, self)
            and _leaves_room(other, other)
            and _leaves_room(self, other)
            and _leaves_room(other, self)
        )


def _reaches(inner: Decimal | None, outer: Decimal | None, *, kept: bool, sign: int) -> bool:
    """Whether the end of an inner interval is not beyond that of an outer one."""
    if outer is None or inner is None:
        return outer is None
    return kept if inner == outer else (inner - outer) * sign > 0


def _leaves_room(low: Interval, high: Interval) -> bool:
    """Whether the lower end of one leaves anything below the upper end of the other."""
    if low.lower is None or high.upper is None:
        return True
    return low.lower < high.upper or (low.lower == high.upper and low.holds_lower and high.holds_upper)


def relate(one: Interval, other: Interval) -> Relation:
    """Return the relation of two intervals in the same unit: ``agrees``, ``refines`` or ``conflicts``.

    It is the same whichever comes first.

    Examples
    --------
    >>> from decimal import Decimal
    >>> around_108_thousand = Interval.of(Decimal("107500"), Decimal("108500"), "ap")
    >>> relate(around_108_thousand, Interval.of(Decimal("108029.555"), Decimal("108029.565"), "eq"))
    'refines'
    """
    if one == other:
        return "agrees"
    if not one.meets(other):
        return "conflicts"
    return "refines" if one.within(other) or other.within(one) else "agrees"
