"""Rung 9: no released fact is lost, renumbered or changed unseen, as the ledger of the releases can tell."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.ledger import Frozen, change_since, number_of
from swf_facts.model import LedgerEntry
from swf_facts.rules.checks import Explanation
from swf_facts.rules.digests import digests
from swf_facts.rules.registry import Rung
from swf_facts.rules.structure.references import dangling, facts_elsewhere, steps
from swf_facts.rules.verdicts import all_whole, at_fault
from swf_facts.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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


def _ledger(tables: Tables) -> pl.DataFrame:
    """The entries of the ledger, each with its position as ``index``; the first where a fact stands twice."""
    entries = tables["ledger"].raw.with_row_index("index").drop_nulls("fact_id")
    return entries.unique("fact_id", keep="first", maintain_order=True)


def _entry(tables: Tables, fact: str) -> tuple[int, LedgerEntry]:
    """Return the entry of a fact and its position."""
    row = tables.view(_ledger).row(by_predicate=pl.col("fact_id") == fact, named=True)
    return row["index"], LedgerEntry(**{name: row[name] for name in LedgerEntry.__slots__})


def _positions(tables: Tables, facts: Iterable[str]) -> dict[str, int]:
    """Return the position of each of some facts; of the first where an id stands twice."""
    ids = tables["facts"].raw.select("fact_id").with_row_index("index")
    wanted = ids.filter(pl.col("fact_id").is_in(list(facts))).unique("fact_id", keep="first", maintain_order=True)
    return dict(wanted.select("fact_id", "index").iter_rows())


def _version(tables: Tables) -> Version:
    """Return the package's version; where it is none, which the descriptor's rung reports, one that nothing is later than."""
    return Version.parse(tables.package.version) or Version(10**100, 0, 0)


def _changes(tables: Tables) -> Mapping[str, Change]:
    """Return what became of each released fact that is not as it was released."""
    ids = tables["facts"].raw["fact_id"]
    twice = ids.filter(ids.is_duplicated())  # which of them was released nobody can tell
    same = tables.view(_ledger).join(tables.view(digests), on=["fact_id", "digest"], how="semi")["fact_id"]
    others = tables.view(_ledger)["fact_id"].filter(
        ~tables.view(_ledger)["fact_id"].is_in(pl.concat([same, twice]).implode())
    )
    if others.is_empty():
        return {}
    of_these = pl.col("fact_id").is_in(others.implode())
    names = ("facts", "evidence", "attributions")
    frozen = Frozen(*(tables[name].raw.filter(of_these).iter_rows(named=True) for name in names))
    return {fact: change_since(_entry(tables, fact)[1], frozen, _version(tables)) for fact in others}


def _never_released(tables: Tables) -> dict[str, int]:
    """Return the facts that the ledger does not have, each with its position."""
    ids = tables["facts"].raw["fact_id"]
    return _positions(tables, ids.filter(~ids.is_in(tables.view(_ledger)["fact_id"].implode())))


def released(tables: Tables) -> bool:
    """Return whether the ledger records the very version of the package."""
    recorded = pl.col("introduced", "last_changed") == str(_version(tables))
    return bool(tables.view(_ledger).select(pl.any_horizontal(recorded).any()).item())


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
            index, entry = _entry(tables, fact)
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
    changed = [fact for fact, change in tables.view(_changes).items() if change == "changed"]
    faults: dict[int, str | Explanation] = {
        position: Explanation(
            message=f"it is not as it was released in {_entry(tables, fact)[1].last_changed}:"
            " its row, evidence or attributions have another digest",
            found=fact,
        )
        for fact, position in _positions(tables, changed).items()
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
    added = tables.view(_never_released)
    highest: dict[str, int] = {}
    for fact in tables.view(_ledger)["fact_id"] if added else ():
        article, number = number_of(fact)
        highest[article] = max(highest.get(article, 0), number)
    faults: dict[int, str | Explanation] = {}
    for fact, index in added.items():
        article, number = number_of(fact)
        if number <= highest.get(article, 0):
            faults[index] = f"it was never released, and {article}.{highest[article]:03} was"
    yield at_fault(tables, "facts", "fact_id", faults)


@RUNG.rule(scope="package", gathers=(steps, dangling))
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
    amiss = cache(partial(_out_of_order, _version(tables)))  # many entries have the same versions
    for field in ("introduced", "last_changed"):
        versions = tables.view(_ledger).select("index", own=field, first="introduced")
        faults: dict[int, str | Explanation] = {
            index: why for index, own, first in versions.iter_rows() if (why := amiss(own or "", first or ""))
        }
        yield at_fault(tables, "ledger", field, faults)


def _out_of_order(package: Version, own: str, introduced: str) -> str:
    """Say why a version does not come between that which introduced a fact and that of the package; empty where it does."""
    version, first = Version.parse(own), Version.parse(introduced)
    if version is not None and package < version:
        return f"the package has version {package}, which is older"
    if version is not None and first is not None and version < first:
        return f"the fact was introduced in {first}, which is later"
    return ""


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
    facts = tables["facts"].raw.select("fact_id", "status")
    known = facts.filter(~pl.col("fact_id").is_in(list(tables.view(_changes)))).drop_nulls("fact_id")
    unchanged = tables.view(_ledger).join(known.unique("fact_id", keep="none"), on="fact_id")
    untrue = cache(_untrue)
    faults: dict[str, dict[int, str | Explanation]] = {"last_changed": {}, "withdrawn": {}}
    for index, *cells in unchanged.select("index", "introduced", "last_changed", "withdrawn", "status").iter_rows():
        for field, what in untrue(*cells):
            faults[field][index] = what
    for field, found in faults.items():
        yield at_fault(tables, "ledger", field, found)


def _untrue(
    first: str | None, last: str | None, withdrawn: str | None, status: str | None
) -> tuple[tuple[str, str], ...]:
    """Return field and message for what an entry says that a fact of this status, unchanged since, denies."""
    introduced, changed = Version.parse(first or ""), Version.parse(last or "")
    found = []
    if introduced and changed and introduced < changed and introduced.major == changed.major and status == "current":
        what = f"the fact is current and as it was released, so nothing changed it after {introduced}"
        found.append(("last_changed", what))
    if status == "withdrawn" and withdrawn != last:
        found.append(("withdrawn", f"the fact is withdrawn, and its row is that of {last}"))
    if status != "withdrawn" and withdrawn is not None:
        found.append(("withdrawn", f"the fact is {status or ''}, not withdrawn"))
    return tuple(found)


@RUNG.rule()
def release_reopened(tables: Tables) -> Iterator[Check]:
    """A version that is in the ledger is released: no fact is added to it, superseded or withdrawn in it.

    Breaks on: a fact appended to a package whose version the ledger records.
    Fix: raise the version in ``datapackage.json``.
    """
    if not _judged(tables) or not tables.view(released):
        return
    version = tables.package.version
    ended = [fact for fact, change in tables.view(_changes).items() if change == "ended"]
    added: dict[int, str | Explanation] = dict.fromkeys(
        tables.view(_never_released).values(), f"version {version} was released without it"
    )
    closed: dict[int, str | Explanation] = dict.fromkeys(
        _positions(tables, ended).values(), f"version {version} was released with it as current"
    )
    yield at_fault(tables, "facts", "fact_id", added)
    yield at_fault(tables, "facts", "status", closed)
