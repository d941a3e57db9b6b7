"""What two claims about the same thing have to do with each other, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from swf_facts.comparison.intervals import relate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.comparison.claims import Claim
    from swf_facts.comparison.intervals import Interval
    from swf_facts.model import Relation

__all__ = ["compare"]

CLAIMLESS = {"question": "only asks", "hypothetical": "is only imagined"}


def compare(first: Claim, second: Claim) -> tuple[Relation, str]:
    """Return the relation of two claims about the same thing, and the reason."""
    obstacles = tuple(_obstacles(first, second))
    if obstacles:
        return "incomparable", "; ".join(obstacles)
    relation, words = _compare_values(first, second)
    if first.denied or second.denied:
        relation, words = _compare_denials(first, second, words)
    remarks = _remarks(first, second) if relation != "incomparable" else ()
    return relation, "; ".join((words, *remarks))


def _compare_denials(first: Claim, second: Claim, words: str) -> tuple[Relation, str]:
    """Compare two comparable claims, one of which denies its value, or both; *words* say what the values have in common."""
    same = first.content[0] == second.content[0]
    if first.denied and second.denied:
        return ("agrees", f"both deny {words}") if same else ("incomparable", "both deny, and not the same value")
    denier, other = (first, second) if first.denied else (second, first)
    if same:
        return "conflicts", f"{denier.fact_id} denies what {other.fact_id} states: {words}"
    return "incomparable", f"{denier.fact_id} denies another value and gives none"


def _obstacles(first: Claim, second: Claim) -> Iterator[str]:
    """Yield what keeps two claims from being comparable."""
    claimless = [
        f"{claim.fact_id} {CLAIMLESS[claim.modality]}" for claim in (first, second) if claim.modality in CLAIMLESS
    ]
    yield from claimless
    if not claimless and first.modality != second.modality:
        yield f"{first.fact_id} is {first.modality}, {second.fact_id} is {second.modality}"
    if (first.as_of is None) != (second.as_of is None):
        yield f"only {(first if first.as_of else second).fact_id} is dated"
    elif first.as_of != second.as_of:
        yield f"as of other dates: {first.as_of} and {second.as_of}"
    if first.interval is not None:
        without = [claim.fact_id for claim in (first, second) if claim.unit_id is None]
        if without:
            yield f"{' and '.join(without)} {'has' if len(without) == 1 else 'have'} no unit"
        elif first.unit_id != second.unit_id:
            yield f"other units: {first.unit_id} and {second.unit_id}"
        if bool(first.direction) != bool(second.direction):
            yield f"only {(first if first.direction else second).fact_id} is a change"


def _compare_values(first: Claim, second: Claim) -> tuple[Relation, str]:
    """Compare two comparable claims as if both affirmed."""
    if first.interval is None or second.interval is None:
        kind = first.topic[2]
        if first.value == second.value:
            return "agrees", f"the same {kind}" + (f", {first.value}" if kind != "text" else "")
        return "conflicts", f"other days: {first.value} and {second.value}"  # entities and texts meet by their value
    relation = relate(first.interval, second.interval)
    if first.interval == second.interval:
        return relation, f"the same interval, {_worded(first)}"
    if relation == "conflicts":
        return relation, f"nothing is both {_worded(first)} and {_worded(second)}"
    if relation == "agrees":
        return relation, f"{_worded(first)} and {_worded(second)} overlap"
    finer, coarser = (first, second) if first.interval.within(second.interval) else (second, first)
    return relation, f"{finer.fact_id} is the finer: {_worded(finer)} lies within {_worded(coarser)}"


def _worded(claim: Claim) -> str:
    """Return the interval in words, with its unit."""
    lower, upper, holds_lower, holds_upper, _ = cast("Interval", claim.interval)
    low, high = ("" if end is None else f"{end:,f}" for end in (lower, upper))
    if lower is not None and upper is not None:
        words = low if lower == upper else f"{low} to {high}"
    elif lower is not None:
        words = f"{'at least' if holds_lower else 'more than'} {low}"
    elif upper is not None:
        words = f"{'at most' if holds_upper else 'less than'} {high}"
    else:
        words = "any number of"
    change = {"increase": "an increase of ", "decrease": "a decrease of ", "unspecified": "a change of "}
    return f"{change.get(claim.direction or '', '')}{words} {claim.unit_id}"


def _remarks(first: Claim, second: Claim) -> tuple[str, ...]:
    """Return what a reader should know of the cells that the relation rests on."""
    remarks = []
    pair = (first, second)
    units = [claim.fact_id for claim in pair if claim.unit_basis == "inferred"]
    if units:
        remarks.append(f"the unit of {' and '.join(units)} is inferred")
    dates = [claim.fact_id for claim in pair if claim.as_of_basis == "inferred"]
    if dates:
        remarks.append(f"the date of {' and '.join(dates)} is inferred")
    if first.interval is not None and first.as_of is None:
        remarks.append("neither is dated")
    return tuple(remarks)
