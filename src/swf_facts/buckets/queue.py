"""The buckets on their way to whoever judges them and back: what one asks for goes with it the second time."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from swf_facts.buckets.judging import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from swf_facts.buckets.cutting import Cut
    from swf_facts.buckets.judging import Bucket

__all__ = ["Queue"]


class Queue:
    """The buckets that are still to be judged, each with what it must know of the others when it is taken.

    Parameters
    ----------
    plan : Cut
        The package, cut into buckets.
    """

    def __init__(self, plan: Cut) -> None:
        self._plan = plan
        self._new = iter(plan.buckets)
        self._again = deque[Outcome]()

    def take(self) -> Bucket | None:
        """Return the next bucket, first of those that asked for something."""
        if self._again:
            outcome = self._again.popleft()
            siblings = self._plan.articles.around(outcome.number, outcome.asked)
            return replace(self._plan.buckets[outcome.number], siblings=siblings, answered=True)
        bucket = next(self._new, None)
        return bucket and replace(bucket, siblings=self._plan.articles.around(bucket.number))

    def settled(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Yield the outcomes in the order of the buckets; one that asks for something comes back with the answer."""
        held: dict[int, Outcome] = {}
        following = 0
        for outcome in outcomes:
            if outcome.asked is not None:
                self._again.append(outcome)
                continue
            held[outcome.number] = outcome
            while following in held:
                yield held.pop(following)
                following += 1
