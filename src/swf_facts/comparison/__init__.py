"""Agreement between articles: what two facts of different articles about the same thing have to do with each other.

Two current facts meet when they have subject, property and value type in common and stand in different articles.
They are *comparable* when they also have the same modality, the same ``as_of`` (or none, both of them), and, for quantities,
the same unit and either both or neither a direction. A question and a hypothesis claim nothing, and a number without a unit
is no amount, so these are comparable to nothing. Units are never converted. Then:

``agrees``
    Quantities: the intervals are equal, or they overlap and neither holds the other.
    Entities, dates and texts: the value is the same; for texts, the words are, letter case and spacing aside.
``refines``
    Quantities: one interval lies inside the other. The basis says which fact is the finer.
``conflicts``
    Quantities: no number lies in both intervals. Dates: the days differ. Any value: one article denies what the other states.
``incomparable``
    The facts meet, but neither is comparable to anything; the basis says why.

The interval of a quantity is that of its row: "more than" and "less than" leave out their end, "at least" and "at most" hold it,
and a printed number holds the lower end of its rounding and not the upper, so that 5 and 6 have nothing in common. A change is
also a direction; an unspecified one may be either.

To state one value is not to deny another: two different entities, or texts in different words, are no row at all. Nor do two
quantities or dates conflict where one of the articles gives several; then only equal ones are matched. A fact without a comparable
one gets a single row, with the nearest fact that it meets. So an article pair has no more rows than facts, and as an article
is held against the hundred before it that state something comparable, the whole takes time linear in the facts.

``roots`` counts the origins that the tables show, one or two. An article's origin is the end of its ``derived_from``. One root is
behind a pair where both facts name the same source; where one names the publisher of the other's origin, or of another article
that goes back to it; and where both articles have one origin or one publisher, unless both facts name sources that are neither.
So facts in the own voice of two articles with a common origin are one root even where the origin need not hold them, such as a market
price beside a report on a fund: nothing shows that they are independent. And two roots say only that nothing known connects them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from swf_facts.comparison.claims import FIELDS, filled, read_claims
from swf_facts.comparison.intervals import Interval, relate
from swf_facts.comparison.origins import Origins
from swf_facts.comparison.pairs import pairs
from swf_facts.model import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from swf_facts.comparison.claims import Cells, Claim
    from swf_facts.comparison.pairs import Pair

__all__ = ["FIELDS", "Interval", "derive_agreements", "derive_from_rows", "relate"]


class HasRows(Protocol):
    """A table that can yield the cells of its rows by field, in file order."""

    def rows(self) -> Iterable[Cells]:
        """Yield the cells of each row."""
        ...


class HasTables(Protocol):
    """A dataset, as far as it is looked at here."""

    @property
    def facts(self) -> HasRows:
        """The facts."""
        ...

    @property
    def attributions(self) -> HasRows:
        """Who is said to say them."""
        ...

    @property
    def articles(self) -> HasRows:
        """The articles that state them."""
        ...


def derive_agreements(data: HasTables) -> tuple[Agreement, ...]:
    """Return how the facts of different articles in a dataset agree.

    Parameters
    ----------
    data : Dataset
        A dataset, or anything else with the tables ``facts``, ``attributions`` and ``articles``.

    Returns
    -------
    tuple of Agreement
        In file order of ``fact_a``, then of ``fact_b``; ``fact_a`` stands before ``fact_b`` in its file.

    Raises
    ------
    PackageError
        The end of an interval is not a number.

    Examples
    --------
    >>> import swf_facts
    >>> [row.relation for row in derive_agreements(swf_facts.load()) if row.fact_b == "coincu2025.048"]
    ['refines']
    """
    return derive_from_rows(data.facts.rows(), data.attributions.rows(), data.articles.rows())


def derive_from_rows(
    facts: Iterable[Cells], attributions: Iterable[Cells], articles: Iterable[Cells]
) -> tuple[Agreement, ...]:
    """Return what `derive_agreements` does, from the plain rows of the three tables.

    Parameters
    ----------
    facts, attributions, articles : iterable of mapping
        The cells of each row by field, in file order, as text or typed; an empty one is None or the empty string.
        Only the fields in `FIELDS` are looked at.

    Raises
    ------
    PackageError
        The end of an interval is not a number.
    """
    groups: dict[tuple[str | None, ...], list[Claim]] = {}
    for claim in read_claims(facts, attributions):
        groups.setdefault(claim.topic, []).append(claim)
    origins = Origins.of(filled(row, "articles") for row in articles)
    found = [pair for group in groups.values() if len(group) > 1 for pair in pairs(group)]
    found.sort(key=lambda pair: (pair.first.position, pair.second.position))
    return tuple(_agreement(pair, origins) for pair in found)


def _agreement(pair: Pair, origins: Origins) -> Agreement:
    shared = origins.shared(pair.first, pair.second)
    roots = f"one root: {shared}" if shared else "two roots: nothing known connects them"
    return Agreement(
        fact_a=pair.first.fact_id,
        fact_b=pair.second.fact_id,
        relation=pair.relation,
        roots=1 if shared else 2,
        basis=f"{pair.words}; {roots}",
    )
