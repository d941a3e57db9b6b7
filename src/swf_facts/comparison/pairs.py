"""Which facts are held against each other: at most as many pairs for two articles as they have facts."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, NamedTuple

from swf_facts.comparison.relations import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from swf_facts.comparison.claims import Circumstances, Claim
    from swf_facts.model import Relation

__all__ = ["Pair", "pairs"]

NEIGHBOURS = 100  # articles that state something comparable; all of them, in any group that is not larger


class Pair(NamedTuple):
    """Two facts, in file order, what they have to do with each other, and why."""

    first: Claim
    second: Claim
    relation: Relation
    words: str


def _pair(one: Claim, other: Claim) -> Pair:
    first, second = sorted((one, other), key=lambda claim: claim.position)
    relation, words = compare(first, second)
    return Pair(first, second, relation, words)


def pairs(group: Iterable[Claim]) -> Iterator[Pair]:
    """Yield the rows of facts about one subject and property (for entities and texts, with one value)."""
    once = {claim.saying: claim for claim in reversed(list(group))}  # an article that says it twice says it once
    claims = sorted(once.values(), key=lambda claim: claim.position)
    comparable: dict[Circumstances, list[Claim]] = {}
    for claim in claims:
        comparable.setdefault(claim.circumstances, []).append(claim)
    met: set[Claim] = set()
    for alike in comparable.values():
        for pair in _comparable_pairs(alike):
            met.update((pair.first, pair.second))
            yield pair
    nearest = _nearest(claims)
    for alike in comparable.values():  # better one that is comparable, where an article gives several values
        nearest |= _nearest(alike)
    values = Counter((claim.article_id, claim.circumstances) for claim in claims)
    leftover = {
        (pair.first, pair.second): pair
        for claim in claims
        if claim not in met and claim in nearest
        for pair in [_pair(claim, nearest[claim])]
    }
    for pair in leftover.values():
        if pair.relation == "incomparable":
            yield pair
        else:
            several = [claim.article_id for claim in pair[:2] if values[claim.article_id, claim.circumstances] > 1]
            words = f"{' and '.join(several)} {'gives' if len(several) == 1 else 'give'} several values, which need not exclude one another"
            yield pair._replace(relation="incomparable", words=words)


def _comparable_pairs(claims: Iterable[Claim]) -> Iterator[Pair]:
    """Match the claims of each article with those of the articles before it."""
    by_article: dict[str, dict[tuple[object, bool], Claim]] = {}
    for claim in claims:
        by_article.setdefault(claim.article_id, {}).setdefault(claim.content, claim)
    earlier: deque[dict[tuple[object, bool], Claim]] = deque(maxlen=NEIGHBOURS)
    for article in by_article.values():
        for other in earlier:
            if len(article) == len(other) == 1:
                matches = [(*other.values(), *article.values())]
            else:
                matches = [
                    (other[said, denied], claim)
                    for (said, affirmed), claim in article.items()
                    for denied in (affirmed, not affirmed)
                    if (said, denied) in other
                ]
            found = (_pair(one, two) for one, two in matches)
            yield from (pair for pair in found if pair.relation != "incomparable")
        earlier.append(article)


def _nearest(claims: Sequence[Claim]) -> dict[Claim, Claim]:
    """Return for each claim the last one before it from another article, or the first after it."""
    found: dict[Claim, Claim] = {}
    for ordered in (claims[::-1], claims):  # the second pass overrides the first
        last: Claim | None = None
        other: Claim | None = None  # the last one of another article than that of `last`
        for claim in ordered:
            if last is not None and last.article_id != claim.article_id:
                other = last
            if other is not None:
                found[claim] = other
            last = claim
    return found
