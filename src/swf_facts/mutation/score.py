"""The mutation score: how many mutants the rules noticed, by field, class and rule, as a table and as JSON.

::

    {"package": name, "version": v, "seed": n, "sample": n or null, "possible": n, "seconds": s, "reached": flag,
     "total": {"tried", "killed", "byError", "byWarning", "score", "apart"},
     "fields": [{"table", "field", "tried", "killed", "byError", "byWarning", "score", "apart"}],
     "classes": [{"class", "tried", "killed", "byError", "byWarning", "score", "apart"}],
     "rules": [{"rule", "noticed", "alone"}],                     # alone: noticed by no other rule
     "survivors": [{"class", "table", "field", "key", "old", "new", "crash"}],
     "apart": [{"kind", "table", "field", "reason", "tried", "killed", "classes"}]}

A mutant is killed if the rules give any finding that the unchanged package does not give: ``byError`` if one of them is an
error, else ``byWarning``. A survivor with ``crash`` made a rule fall over. ``apart`` counts mutants that the rules are not asked to notice, of the kind ``unprovable`` or
``equivalent``, with the reason; they are tried all the same, and ``killed`` says how many were noticed.
``score`` is null where nothing was tried.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from swf_facts.mutation.mutant import CRASH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from swf_facts.mutation.limits import Limit
    from swf_facts.mutation.mutant import Mutant, Noticed

__all__ = ["CERTAIN", "Score", "Tally", "Tried"]

CERTAIN = frozenset(
    {
        *(("facts", field) for field in ("value_number", "value_entity_id", "value_date", "value_text", "unit_id")),
        *(("facts", field) for field in ("unit_basis", "comparator", "lower", "upper", "direction", "as_of")),
        *((table, field) for table in ("evidence", "exclusions", "passages") for field in ("start", "end", "start+end")),
        *((table, "exact") for table in ("evidence", "exclusions")),
        ("articles", "article_id"), ("passages", "passage_id"), ("entities", "entity_id"), ("properties", "property_id"),
        ("units", "unit_id"), ("facts", "fact_id"), ("evidence", "fact_id"), ("attributions", "fact_id"),
        ("attributions", "level"), ("aliases", "target_kind"), ("aliases", "target_id"), ("aliases", "alias"),
        *((table, "article_id") for table in ("passages", "facts", "evidence", "exclusions")),
    }
)  # fmt: skip
"""Fields of which every mutant must be killed: values, units, dates, spans, quotes and keys."""

ENOUGH = 0.99  # of all mutants that the rules are asked to notice
SHOWN = 80  # characters of a cell that is printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One mutant with what noticed it: nothing where it survived.

    Attributes
    ----------
    mutant : Mutant
        The mutant.
    noticed : tuple of (str, str)
        Rules with their severity.
    limit : Limit or None
        Why it is counted apart, if it is.
    """

    mutant: Mutant
    noticed: Noticed
    limit: Limit | None = None

    @property
    def killed(self) -> bool:
        """Whether a rule noticed it; to fall over it is not to notice it."""
        return any(severity in {"error", "warning"} for _, severity in self.noticed)

    @property
    def by_error(self) -> bool:
        """Whether a rule noticed it whose findings are errors."""
        return any(severity == "error" for _, severity in self.noticed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of some mutants were killed.

    Attributes
    ----------
    tried, killed, by_error, by_warning : int
        Of the mutants that the rules are asked to notice.
    apart : int
        How many others there are.
    """

    tried: int
    killed: int
    by_error: int
    by_warning: int
    apart: int

    @property
    def score(self) -> float | None:
        """The share that was killed, None if none was tried."""
        return self.killed / self.tried if self.tried else None

    @classmethod
    def of(cls, some: Iterable[Tried]) -> Tally:
        """Count."""
        listed = list(some)
        asked = [one for one in listed if one.limit is None]
        killed = [one for one in asked if one.killed]
        by_error = sum(one.by_error for one in killed)
        return cls(
            tried=len(asked),
            killed=len(killed),
            by_error=by_error,
            by_warning=len(killed) - by_error,
            apart=len(listed) - len(asked),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        score = None if self.score is None else round(self.score, 6)
        return {
            "tried": self.tried,
            "killed": self.killed,
            "byError": self.by_error,
            "byWarning": self.by_warning,
            "score": score,
            "apart": self.apart,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The outcome of a measurement.

    Attributes
    ----------
    package, version : str
        What was measured.
    seed : int
        Seed of the draws.
    sample : int or None
        How many mutants were asked for; None for all.
    possible : int
        How many there are.
    seconds : float
        Wall time.
    tried : tuple of Tried
        Every mutant that was tried, in the order of tables and rows.
    """

    package: str
    version: str
    seed: int
    sample: int | None
    possible: int
    seconds: float
    tried: tuple[Tried, ...]

    @property
    def total(self) -> Tally:
        """All mutants."""
        return Tally.of(self.tried)

    @property
    def fields(self) -> dict[tuple[str, str], Tally]:
        """The mutants of each field, by table and field."""
        return _tallies(self.tried, lambda one: (one.mutant.table, one.mutant.field))

    @property
    def classes(self) -> dict[str, Tally]:
        """The mutants of each class of change, in alphabetical order."""
        return dict(sorted(_tallies(self.tried, lambda one: one.mutant.change).items()))

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """The mutants that should have been noticed and were not."""
        return tuple(one for one in self.tried if one.limit is None and not one.killed)

    @property
    def reached(self) -> bool:
        """Whether the targets are: all mutants of the fields in ``CERTAIN``, and 99 in a hundred of all."""
        certain = all(tally.killed == tally.tried for place, tally in self.fields.items() if place in CERTAIN)
        return certain and (self.total.score or 0.0) >= ENOUGH

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain values, in the published layout."""
        total = self.total
        return {
            "package": self.package,
            "version": self.version,
            "seed": self.seed,
            "sample": self.sample,
            "possible": self.possible,
            "seconds": round(self.seconds, 1),
            "reached": self.reached,
            "total": total.to_dict(),
            "fields": [
                {"table": table, "field": field, **tally.to_dict()} for (table, field), tally in self.fields.items()
            ],
            "classes": [{"class": name, **tally.to_dict()} for name, tally in self.classes.items()],
            "rules": self._rules(),
            "survivors": [
                {
                    "class": one.mutant.change,
                    "table": one.mutant.table,
                    "field": one.mutant.field,
                    "key": one.mutant.key,
                    "old": one.mutant.old,
                    "new": one.mutant.new,
                    "crash": one.noticed == CRASH,
                }
                for one in self.survivors
            ],
            "apart": [
                {
                    "kind": limit.kind,
                    "table": limit.table,
                    "field": limit.field,
                    "reason": limit.reason,
                    "tried": len(some),
                    "killed": sum(one.killed for one in some),
                    "classes": dict(sorted(Counter(one.mutant.change for one in some).items())),
                }
                for limit, some in self._apart()
            ],
        }

    def to_json(self) -> str:
        """Return the score as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def to_text(self) -> str:
        """Return the score as tables for people."""
        return "\n".join(
            [*self._field_lines(), "", *self._survivor_lines(), "", *self._apart_lines(), "", self._summary()]
        )

    def _rules(self) -> list[dict[str, Any]]:
        noticed = Counter(rule for one in self.tried if one.killed for rule, _ in one.noticed)
        alone = Counter(one.noticed[0][0] for one in self.tried if one.killed and len(one.noticed) == 1)
        return [{"rule": rule, "noticed": count, "alone": alone[rule]} for rule, count in noticed.most_common()]

    def _apart(self) -> list[tuple[Limit, list[Tried]]]:
        found: dict[Limit, list[Tried]] = {}
        for one in self.tried:
            if one.limit is not None:
                found.setdefault(one.limit, []).append(one)
        return list(found.items())

    def _field_lines(self) -> Iterator[str]:
        yield f"{'table':14}{'field':20}{'killed':>8}{'tried':>8}{'score':>9}{'by warning':>12}{'apart':>8}"
        for (table, field), tally in self.fields.items():
            score = "" if tally.score is None else _percent(tally)
            mark = "" if tally.killed == tally.tried else "  must be all" if (table, field) in CERTAIN else "  *"
            counts = f"{tally.killed:8}{tally.tried:8}{score:>9}{tally.by_warning:12}{tally.apart:8}"
            yield f"{table:14}{field:20}{counts}{mark}"

    def _survivor_lines(self) -> Iterator[str]:
        groups: dict[tuple[str, str, str], list[Tried]] = defaultdict(list)
        for one in self.survivors:
            groups[one.mutant.table, one.mutant.field, one.mutant.change].append(one)
        yield f"Survivors: {len(self.survivors)}" if groups else "No survivors."
        for (table, field, change), some in groups.items():
            first = some[0].mutant
            example = "(a rule falls over) " * any(one.noticed == CRASH for one in some)
            example += f"{first.key}: {_cut(first.old)!r} → {_cut(first.new)!r}"
            yield f"  {len(some):5}  {table}.{field} {change}, such as {example}"

    def _apart_lines(self) -> Iterator[str]:
        yield "Counted apart:"
        for limit, some in self._apart():
            noticed = sum(one.killed for one in some)
            yield f"  {len(some):5}  {limit.table}.{limit.field}, {limit.kind} ({noticed} noticed all the same): {limit.reason}"

    def _summary(self) -> str:
        total = self.total
        share = "nothing to try" if total.score is None else f"score {_percent(total)}"
        targets = "the targets are reached" if self.reached else "the targets are missed"
        return (
            f"{self.package} {self.version}: {total.killed} of {total.tried} mutants killed, {share}; {total.apart} apart; "
            f"{self.seconds:.0f} s; {targets}"
        )


def _percent(tally: Tally) -> str:
    """Return the share in percent, rounded down so that only all is 100."""
    return f"{int(10_000 * tally.killed / tally.tried) / 100:.2f}%" if tally.tried else ""


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _tallies(some: Sequence[Tried], key: Callable[[Tried], Any]) -> dict[Any, Tally]:
    groups: dict[Any, list[Tried]] = {}
    for one in some:
        groups.setdefault(key(one), []).append(one)
    return {name: Tally.of(group) for name, group in groups.items()}
