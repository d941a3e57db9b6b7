"""Marks laid over a text: where pieces begin and end, and which underline lane each mark runs in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from swf_facts.model import Role

__all__ = ["Mark", "Piece", "coverage", "depth", "lanes", "pieces"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of a text that supports a fact in one role."""

    start: int
    end: int
    fact_id: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text in which no mark begins or ends.

    Attributes
    ----------
    start, end : int
        Its span.
    marks : tuple of Mark
        The marks that cover it, those that began first in front.
    opening, closing : tuple of Mark
        Those among them that begin, and that end, with this piece.
    """

    start: int
    end: int
    marks: tuple[Mark, ...]
    opening: tuple[Mark, ...]
    closing: tuple[Mark, ...]


def _order(mark: Mark) -> tuple[int, int, str, str]:
    """Text order; of two marks that begin together, the longer one is the outer one."""
    return (mark.start, -mark.end, mark.fact_id, mark.role)


def pieces(start: int, end: int, marks: Iterable[Mark], cuts: Iterable[int] = ()) -> Iterator[Piece]:
    """Cut ``[start, end)`` at every boundary of a mark and at *cuts*; marks may overlap in any way.

    A mark that reaches beyond the stretch counts only where it lies inside.
    """
    inside = sorted((mark for mark in marks if mark.start < end and mark.end > start), key=_order)
    bounds = {start, end}
    bounds.update(cut for cut in cuts if start < cut < end)
    for mark in inside:
        bounds.update((max(mark.start, start), min(mark.end, end)))
    for left, right in pairwise(sorted(bounds)):
        covering = tuple(mark for mark in inside if mark.start <= left and right <= mark.end)
        yield Piece(
            start=left,
            end=right,
            marks=covering,
            opening=tuple(mark for mark in covering if max(mark.start, start) == left),
            closing=tuple(mark for mark in covering if min(mark.end, end) == right),
        )


def lanes(marks: Iterable[Mark]) -> dict[Mark, int]:
    """Give each mark the lowest lane that is free over its whole length, so that no two overlapping marks share one."""
    busy_until: list[int] = []
    lane: dict[Mark, int] = {}
    for mark in sorted(marks, key=_order):
        free = (index for index, until in enumerate(busy_until) if until <= mark.start)
        index = next(free, len(busy_until))
        busy_until[index : index + 1] = [mark.end]
        lane[mark] = index
    return lane


def depth(lane: dict[Mark, int]) -> int:
    """Return how many lanes are in use."""
    return max(lane.values(), default=-1) + 1


def coverage(length: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return the stretches of ``[0, length)`` that at least one mark covers, merged and in order."""
    changes: dict[int, int] = defaultdict(int)
    for mark in marks:
        changes[max(mark.start, 0)] += 1
        changes[min(mark.end, length)] -= 1
    covered: list[tuple[int, int]] = []
    open_marks, begun = 0, 0
    for position in sorted(changes):
        before, open_marks = open_marks, open_marks + changes[position]
        if not before and open_marks:
            begun = position
        elif before and not open_marks:
            covered.append((begun, position))
    return covered
