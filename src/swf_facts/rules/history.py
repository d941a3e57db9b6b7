"""Rung 9: no released fact is lost, renumbered or changed unseen, as the ledger of the releases can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.ledger import Frozen, change_since, number_of
from swf_facts.model import LedgerEntry
from swf_facts.rules.checks import Explanation
from swf_facts.rules.registry import Rung
from swf_facts.rules.structure.references import dangling, facts_elsewhere, steps
from swf_facts.rules.verdicts import all_whole, at_fault
from swf_facts.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.ledger import Change
    from swf_facts.rules.checks import Check
    from swf_facts.rules.tables import Tables

__all__ = ["RUNG", "released"]

RUNG = Rung("history", lambda tables: tables["facts"].raw.height)

_JUDGED = ("ledger", "facts", "evidence", "attributions")


def _judged(tables: Tables) -> bool:
    """Return whether there is a ledger, and everything that it is held against could be read."""
    return "ledger" in tables.tables and all_whole(tables, *_JUDGED)


def _ledger(tables: Tables) -> dict[str, tuple[int, LedgerEntry]]:
    """Return the entries of the ledger by fact, each with its position; the first where one stands twice."""
    entries: dict[str, tuple[int, LedgerEntry]] = {}
    for index, row in enumerate(tables["ledger"].raw.iter_rows(named=True)):
        if row["fact_id"] is not None:
            cells = {name: row[name] for name in LedgerEntry.__slots__}
            entries.setdefault(row["fact_id"], (index, LedgerEntry(**cells)))
    return entries


def _positions(tables: Tables) -> dict[str, int]:
    """Return the position of each fact; of the first where an id stands twice."""
    ids = tables["facts"].raw["fact_id"]
    return {fact: index for index, fact in reversed(list(enumerate(ids))) if fact is not None}


def _version(tables: Tables) -> Version:
    """Return the package's version; where it is none, which the descriptor's rung reports, one that nothing is later than."""
    return Version.parse(tables.package.version) or Version(10**100, 0, 0)


def _changes(tables: Tables) -> Mapping[str, Change]:
    """Return what became of each released fact."""
    ids = tables["facts"].raw["fact_id"]
    frozen = Frozen(*(tables[name].raw.iter_rows(named=True) for name in ("facts", "evidence", "attributions")))
    twice = set(ids.filter(ids.is_duplicated()))
    return {
        fact: change_since(entry, frozen, _version(tables))
        for fact, (_, entry) in tables.view(_ledger).items()
        if fact not in twice  # which of them was released nobody can tell
    }


def released(tables: Tables) -> bool:
    """Return whether the ledger records the very version of the package."""
    version = str(_version(tables))
    return any(version in {entry.introduced, entry.last_changed} for _, entry in tables.view(_ledger).values())


@RUNG.rule()
def released_fact_gone(tables: Tables) -> Iterator[Finding]:
    """Every fact that was ever released is still there, under its id.

    Breaks on: a row of ``facts`` that was deleted or renumbered after its release.
    Fix: restore the row under its id; if it should not stand, withdraw it and say why.
    """
    if not _judged(tables):
        return
    for fact, change in tables.view(_changes).items():
        if change == "gone":
            index, entry = tables.view(_ledger)[fact]
            yield released_fact_gone.finding(
                **tables["ledger"].place(index),
                field="fact_id",
                found=fact,
                message=f"it was released in {entry.introduced}, and facts has no such row",
            )


@RUNG.rule()
def released_fact_changed(tables: Tables) -> Iterator[Check]:
    """A fact that was released is as it was released: its row, its evidence and its attributions.

    It may be superseded or withdrawn, once; then it stays so. Only a new MAJOR version may change more.

    Breaks on: a number that is mended in the row of a released fact.
    Fix: restore the row with its evidence and attributions; append the corrected fact under a new id, and supersede this one.
    """
    if not _judged(tables):
        return
    positions = tables.view(_positions)
    faults: dict[int, str | Explanation] = {
        positions[fact]: Explanation(
            message=f"it is not as it was released in {tables.view(_ledger)[fact][1].last_changed}:"
            " its row, evidence or attributions have another digest",
            found=fact,
        )
        for fact, change in tables.view(_changes).items()
        if change == "changed"
    }
    yield at_fault(tables, "facts", "fact_id", faults, needs=("evidence", "attributions"))


@RUNG.rule()
def id_out_of_turn(tables: Tables) -> Iterator[Check]:
    """A fact that was never released has a higher number than all released facts of its article: ids are never reused.

    Breaks on: a new fact that takes a number left free between released ones.
    Fix: append it under the next free number of its article.
    """
    if not _judged(tables):
        return
    highest: dict[str, int] = {}
    for fact in tables.view(_ledger):
        article, number = number_of(fact)
        highest[article] = max(highest.get(article, 0), number)
    faults: dict[int, str | Explanation] = {}
    for fact, index in tables.view(_positions).items():
        article, number = number_of(fact)
        if fact not in tables.view(_ledger) and number <= highest.get(article, 0):
            faults[index] = f"it was never released, and {article}.{highest[article]:03} was"
    yield at_fault(tables, "facts", "fact_id", faults)


@RUNG.rule(scope="package")
def successor_not_later(tables: Tables) -> Iterator[Finding]:
    """A superseded fact is replaced by a later one of the same article.

    So that every chain of replacements ends.

    Breaks on: the fact ``002`` superseded by ``001``.
    Fix: append the corrected fact under the next free number; a duplicate of an earlier fact is withdrawn.
    """
    pairs = tables.view(steps).filter(pl.col("table") == "facts")
    follows = dict(pairs.select("id", "target").iter_rows())
    unknown = {
        lost.value
        for lost in tables.view(dangling).values()
        if lost.field == "superseded_by"
        and not (lost.elsewhere and lost.value in tables.view(facts_elsewhere).get(number_of(lost.value)[0], ()))
    }
    for fact, successor, line in (
        pairs.filter(pl.col("sound"))
        .unique("id", keep="last", maintain_order=True)
        .select("id", "target", "line")
        .iter_rows()
    ):
        article, number = number_of(fact)
        later_article, later = number_of(successor)
        if successor in unknown or _leads_back(fact, follows):
            continue  # rules of the structure have said so
        if article != later_article:
            message = f"it is a fact of {article}, not of {later_article}"
        elif later <= number:
            message = "it comes before the fact that it replaces"
        else:
            continue
        yield successor_not_later.finding(
            resource="facts", key=fact, row=line, field="superseded_by", found=successor, message=message
        )


def _leads_back(fact: str, follows: Mapping[str, str]) -> bool:
    """Return whether the chain from a fact comes back to a fact of the chain."""
    seen = {fact}
    while fact in follows:
        fact = follows[fact]
        if fact in seen:
            return True
        seen.add(fact)
    return False


@RUNG.rule()
def ledger_version(tables: Tables) -> Iterator[Check]:
    """The versions of the ledger are in order: introduced, then last changed, and neither later than the package's version.

    Breaks on: a fact introduced in ``0.3.0`` in a package of version ``0.2.0``.
    Fix: restore the ledger of the last release; never edit it.
    """
    if not _judged(tables):
        return
    version = _version(tables)
    for field in ("introduced", "last_changed"):
        faults: dict[int, str | Explanation] = {}
        for index, entry in tables.view(_ledger).values():
            own, introduced = Version.parse(getattr(entry, field) or ""), Version.parse(entry.introduced or "")
            if own is not None and version < own:
                faults[index] = f"the package has version {version}, which is older"
            elif own is not None and introduced is not None and own < introduced:
                faults[index] = f"the fact was introduced in {introduced}, which is later"
        yield at_fault(tables, "ledger", field, faults)


@RUNG.rule()
def ledger_untrue(tables: Tables) -> Iterator[Check]:
    """What the ledger says of a fact's life is what the fact's row says.

    A fact that is unchanged since its release and is current has not been changed since it was introduced, unless by a new
    MAJOR version; one that is withdrawn has the version that withdrew it, which is the one that changed it last.

    Breaks on: a fact that ``facts`` has as current, with a version under ``withdrawn``.
    Fix: restore the ledger of the last release; never edit it.
    """
    if not _judged(tables):
        return
    status = dict(tables["facts"].raw.select("fact_id", "status").drop_nulls().iter_rows())
    faults: dict[str, dict[int, str | Explanation]] = {"last_changed": {}, "withdrawn": {}}
    for fact, (index, entry) in tables.view(_ledger).items():
        if tables.view(_changes).get(fact) != "none":
            continue
        for field, what in _untrue(entry, status.get(fact, "")):
            faults[field][index] = what
    for field, found in faults.items():
        yield at_fault(tables, "ledger", field, found)


def _untrue(entry: LedgerEntry, status: str) -> Iterator[tuple[str, str]]:
    """Yield field and message for what an entry says that a fact of this status, unchanged since, denies."""
    introduced, changed = Version.parse(entry.introduced or ""), Version.parse(entry.last_changed or "")
    if introduced and changed and introduced < changed and introduced.major == changed.major and status == "current":
        yield "last_changed", f"the fact is current and as it was released, so nothing changed it after {introduced}"
    if status == "withdrawn" and entry.withdrawn != entry.last_changed:
        yield "withdrawn", f"the fact is withdrawn, and its row is that of {entry.last_changed}"
    if status != "withdrawn" and entry.withdrawn is not None:
        yield "withdrawn", f"the fact is {status}, not withdrawn"


@RUNG.rule()
def release_reopened(tables: Tables) -> Iterator[Check]:
    """A version that is in the ledger is released: no fact is added to it, superseded or withdrawn in it.

    Breaks on: a fact appended to a package whose version the ledger records.
    Fix: raise the version in ``datapackage.json``.
    """
    if not _judged(tables) or not tables.view(released):
        return
    version = tables.package.version
    positions = tables.view(_positions)
    added = {
        positions[fact]: f"version {version} was released without it"
        for fact in positions
        if fact not in tables.view(_ledger)
    }
    ended = {
        positions[fact]: f"version {version} was released with it as current"
        for fact, change in tables.view(_changes).items()
        if change == "ended"
    }
    yield at_fault(tables, "facts", "fact_id", dict(added))
    yield at_fault(tables, "facts", "status", dict(ended))
