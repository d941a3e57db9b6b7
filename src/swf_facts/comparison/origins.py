"""How many independent origins the tables show behind two facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from swf_facts.comparison.claims import Claim

__all__ = ["Origins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where articles come from.

    Attributes
    ----------
    publisher : mapping
        The publisher of each article.
    end : mapping
        The end of each article's ``derived_from``; an article that derives from nothing is its own.
    published : mapping
        For each end and each publisher of an article that goes back to it, the first such article.
    """

    publisher: Mapping[str, str]
    end: Mapping[str, str]
    published: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str | None]]) -> Origins:
        """Read where articles come from out of the rows of ``articles``; what they derive from need not be a row."""
        publisher: dict[str, str] = {}
        follows: dict[str, str] = {}
        for row in rows:
            article = row["article_id"] or ""
            publisher[article] = row["publisher_id"] or ""
            if row["derived_from"]:
                follows[article] = row["derived_from"]
        end: dict[str, str] = {}
        for article in publisher:
            _follow(article, follows, end)
        published: dict[tuple[str, str], str] = {}
        for article, name in publisher.items():
            published.setdefault((end[article], name), article)
        return cls(publisher=publisher, end=end, published=published)

    def shared(self, first: Claim, second: Claim) -> str:
        """Return how both facts go back to one origin, in words; empty where nothing is known to connect them."""
        common = [source for source in first.sources if source in second.sources]
        if common:
            return f"both name {common[0]}"
        for one, other in ((first, second), (second, first)):
            origin = self.end.get(other.article_id, other.article_id)
            for source in one.sources:
                article = self.published.get((origin, source))
                if article is not None:
                    return f"{one.fact_id} names {source}, which published {article}{self._leads_to(article, other)}"
        return self._common_descent(first, second)

    def _leads_to(self, article: str, claim: Claim) -> str:
        if article == claim.article_id:
            return ""
        origin = self.end[article]
        return (
            f", from which {claim.article_id} derives"
            if article == origin
            else f", and {claim.article_id} goes back to {origin} too"
        )

    def _common_descent(self, first: Claim, second: Claim) -> str:
        """Return the origin or publisher that both articles have, unless each fact names another source."""
        one, other = first.article_id, second.article_id
        origin = self.end.get(one, one)
        if origin == self.end.get(other, other):
            if origin in {one, other}:
                words = f"{other if origin == one else one} derives from {origin}"
            else:
                words = f"both articles derive from {origin}"
        elif self.publisher.get(one) and self.publisher.get(one) == self.publisher.get(other):
            words = f"both articles come from {self.publisher[one]}"
        else:
            return ""
        sourced = [claim for claim in (first, second) if claim.sources]
        if len(sourced) == 2:
            return ""
        named = f"only {sourced[0].fact_id} names another source" if sourced else "neither fact names another source"
        return f"{words}, and {named}, so nothing shows them to be independent"


def _follow(article: str, follows: Mapping[str, str], end: dict[str, str]) -> None:
    """Enter the end of *article* and of all on its way; a loop has one of its articles for its end."""
    path: dict[str, None] = {}
    here = article
    while here in follows and here not in path and here not in end:
        path[here] = None
        here = follows[here]
    last = end.get(here, here)
    end.update(dict.fromkeys((*path, here), last))
