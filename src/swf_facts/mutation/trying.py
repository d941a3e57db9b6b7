"""What the rules notice of mutants, many at once.

The rules about a fact look at its article and at the shared tables, and a validation takes about as long for one fact as for
a thousand. So mutants share a package: those of spans and texts each in a copy of their article, whose ids say to which a
finding belongs; the others in different rows of the package itself, where a finding belongs to the mutant that touches
its row. Where that is not clear, the mutants are tried again in smaller company, in the end alone.

Left out are the rules that read no cell, those of the descriptor, and frictionless, which is slow. Survivors are tried
again with all rules in a folder (see :mod:`swf_facts.mutation.trial`).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from swf_facts.mutation.mutant import CRASH, Mutant
from swf_facts.mutation.press import DERIVED, Press, home
from swf_facts.mutation.source import TEXTS
from swf_facts.mutation.touching import Touching
from swf_facts.rules import ladder
from swf_facts.rules.checks import run
from swf_facts.rules.registry import Rung
from swf_facts.rules.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from swf_facts.findings import Finding
    from swf_facts.mutation.mutant import Noticed
    from swf_facts.mutation.press import Pressed
    from swf_facts.mutation.source import Source
    from swf_facts.mutation.touching import Place
    from swf_facts.package import Package

__all__ = ["Bench", "Fingerprint", "fingerprint", "new_rules"]

Fingerprint = tuple[str, str, str, str, str]
"""What makes two findings the same although they stand on other lines: rule, severity, resource, key, field."""

LEFT_OUT_RUNGS = frozenset({"descriptor"})
LEFT_OUT_RULES = frozenset({"conformance"})
MOST_COPIES = 150  # in one package; more takes more memory and saves no time
MOST_TOGETHER = 150
OF_FACTS = frozenset({"facts", "evidence", "attributions"})
PREFIX = re.compile(r"m([0-9]{5})x")


def fingerprint(finding: Finding) -> Fingerprint:
    """Return what makes two findings the same; ids of copies become those of the article."""
    resource, key = PREFIX.sub("", finding.resource), PREFIX.sub("", finding.key)
    return (finding.rule, finding.severity, resource, key, finding.field)


def new_rules(findings: Iterable[Fingerprint], unchanged: Counter[Fingerprint]) -> Noticed:
    """Return the rules, with severity, of the findings that the unchanged package does not give."""
    new = Counter(findings) - unchanged
    return tuple(sorted({(rule, severity) for rule, severity, *_ in new}))


@cache
def _rungs() -> tuple[Rung, ...]:
    return tuple(
        Rung(rung.name, rung.counts, [rule for rule in rung.rules if rule.name not in LEFT_OUT_RULES])
        for rung in ladder()
        if rung.name not in LEFT_OUT_RUNGS
    )


def _findings(package: Package) -> list[Finding]:
    tables = Tables.of(package)
    return [finding for rung in _rungs() for finding in run(rung, tables)]


class Bench:
    """Where mutants of one package are tried.

    Parameters
    ----------
    source : Source
        The unchanged package.

    Attributes
    ----------
    unchanged : Counter
        The findings of the unchanged package.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._press = Press(source)
        self._touching = Touching(source)
        self.unchanged = Counter(map(fingerprint, _findings(self._press.together(()).package)))
        self._copied = self._findings_of_copies()

    def _findings_of_copies(self) -> dict[str, Counter[Fingerprint]]:
        """Return by article what the rules say of an unchanged copy, such as that its id does not fit its publisher."""
        none = Mutant(change="none", table="", field="", key="", old="", new="", edits=())
        articles = list(self.source.tables["articles"].column("article_id"))
        pressed = self._press.copies([(article, none) for article in articles])
        found: dict[str, Counter[Fingerprint]] = {article: Counter(self.unchanged) for article in articles}
        for owners, said in self._by_copy(pressed, [none] * len(articles), _findings(pressed.package)):
            for number in owners:
                found[articles[number]][said] += 1
        return found

    def try_alone(self, mutant: Mutant) -> Noticed:
        """Return what the rules notice of a mutant that is alone in its package."""
        try:
            found = _findings(self._press.together((mutant,)).package)
        except Exception:  # noqa: BLE001  # a defect of a rule, which is to be listed with the mutant that shows it
            return CRASH
        return new_rules(map(fingerprint, found), self.unchanged)

    # --- many at once -----------------------------------------------------------------------------------
    def plan(self, mutants: Iterable[Mutant]) -> Iterator[tuple[Mutant, ...]]:
        """Divide mutants into packages that :meth:`try_many` can try at once, each one once."""
        copied: list[Mutant] = []
        of_facts: list[Mutant] = []
        shared: list[Mutant] = []
        derived: list[Mutant] = []
        for mutant in mutants:
            others = of_facts if mutant.table in OF_FACTS else derived if mutant.table in DERIVED else shared
            (copied if home(self.source, mutant) else others).append(mutant)
        for start in range(0, len(copied), MOST_COPIES):
            yield tuple(copied[start : start + MOST_COPIES])
        yield from _apart(of_facts, self._touching.rows)
        yield from _apart(shared, self._touching.places)
        yield from _apart(derived, self._touching.rows)

    def try_many(self, mutants: Sequence[Mutant]) -> list[Noticed]:
        """Return what the rules notice of each of the mutants of one package of the plan."""
        if len(mutants) == 1:
            return [self.try_alone(mutants[0])]
        homes = [home(self.source, mutant) for mutant in mutants]
        try:
            found = self._found(mutants, homes)
        except Exception:  # noqa: BLE001  # one of them makes a rule fall over: look for it in smaller company
            found = [(set(), ("crash", "crash", "", "", ""))]
        clear: dict[int, list[Fingerprint]] = {}
        for owners, said in found:
            if len(owners) == 1:
                clear.setdefault(next(iter(owners)), []).append(said)
        before = [self._copied[home_] if all(homes) else self.unchanged for home_ in homes]
        noticed = [new_rules(clear.get(number, ()), before[number]) for number in range(len(mutants))]
        unclear: set[int] = set()
        for owners, said in found:
            if len(owners) != 1 and not self.unchanged[said]:
                unclear |= owners or set(range(len(mutants)))
        open_still = [number for number in sorted(unclear) if not any(rule[1] == "error" for rule in noticed[number])]
        for company in _smaller(open_still, len(mutants)):
            for number, rules in zip(company, self.try_many([mutants[one] for one in company]), strict=True):
                noticed[number] = rules
        return noticed

    def _found(self, mutants: Sequence[Mutant], homes: Sequence[str]) -> list[tuple[set[int], Fingerprint]]:
        """Return every finding of a package of mutants with those to which it may belong."""
        if all(homes):
            pressed = self._press.copies(list(zip(homes, mutants, strict=True)))
            return self._by_copy(pressed, mutants, _findings(pressed.package))
        pressed = self._press.together(mutants)
        return self._by_place(pressed, mutants, _findings(pressed.package))

    def _by_place(
        self, pressed: Pressed, mutants: Sequence[Mutant], findings: Iterable[Finding]
    ) -> list[tuple[set[int], Fingerprint]]:
        """Return every finding with the mutants that edit its row, or else those that touch it."""
        edited = [self._touching.rows(mutant) for mutant in mutants]
        touched = [self._touching.places(mutant) for mutant in mutants]
        found = []
        for finding in findings:
            place = self._place(pressed, finding)
            owners = {number for number, places in enumerate(edited) if place in places}
            owners = owners or {number for number, places in enumerate(touched) if place in places}
            found.append((owners, fingerprint(finding)))
        return found

    def _by_copy(
        self, pressed: Pressed, mutants: Sequence[Mutant], findings: Iterable[Finding]
    ) -> list[tuple[set[int], Fingerprint]]:
        """Return every finding with the copy that its line or its ids belong to, or else the mutants that name its article."""
        found, homes = [], [home(self.source, mutant) for mutant in mutants]
        for finding in findings:
            copy = pressed.part(finding.resource, finding.row) if finding.row is not None else -1
            match = PREFIX.match(finding.key) or PREFIX.search(finding.resource)
            if copy < 0 and match:
                copy = int(match.group(1))
            article = finding.key.partition("/")[0].partition(".")[0]
            naming = {
                number
                for number, mutant in enumerate(mutants)
                if copy < 0 and article and article != homes[number] and _names(mutant, article)
            }
            found.append(({copy} if copy >= 0 else naming, fingerprint(finding)))
        return found

    def _place(self, pressed: Pressed, finding: Finding) -> Place:
        table = finding.resource
        row = pressed.part(table, finding.row) if finding.row is not None else -1
        if table in self.source.tables and 0 <= row < len(self.source.tables[table].rows):
            return self._touching.place(table, row)
        if table in {"facts", "evidence", "attributions"}:  # a row that was appended
            return "facts", finding.key.partition("/")[0]
        return table, finding.key


def _apart(mutants: Iterable[Mutant], reach: Callable[[Mutant], frozenset[Place]]) -> Iterator[tuple[Mutant, ...]]:
    """Put together mutants whose reach has nothing in common."""
    packages: list[tuple[list[Mutant], set[Place]]] = []
    for mutant in mutants:
        places = reach(mutant)
        for pair in packages:
            company, reached = pair
            if reached.isdisjoint(places):
                company.append(mutant)
                reached |= places
                if len(company) == MOST_TOGETHER:
                    packages.remove(pair)
                    yield tuple(company)
                break
        else:
            packages.append(([mutant], set(places)))
    yield from (tuple(company) for company, _ in packages)


def _names(mutant: Mutant, article: str) -> bool:
    """Whether a mutant writes an id of another *article* than its own into a cell."""
    return any(
        cell.partition(".")[0] == article for edit in mutant.edits for cell in edit.cells or () if edit.table != TEXTS
    )


def _smaller(numbers: list[int], of: int) -> list[list[int]]:
    """Return *numbers* as they are if that is progress, else in two halves."""
    if not numbers:
        return []
    middle = len(numbers) // 2
    return [numbers] if len(numbers) <= of // 2 else [half for half in (numbers[:middle], numbers[middle:]) if half]
