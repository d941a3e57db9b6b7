"""A whole package, bucket by bucket: cut, judged, gathered, and joined into one report."""

from __future__ import annotations

import tempfile
import weakref
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import polars as pl

from swf_facts.buckets.collecting import Collected
from swf_facts.buckets.cutting import ARTICLES_IN_BUCKET, Cut, cut, expected
from swf_facts.buckets.executors import processes, worthwhile
from swf_facts.buckets.judging import LEDGER, Base, judge, read_piece, vocabulary
from swf_facts.buckets.progress import silent
from swf_facts.buckets.queue import Queue
from swf_facts.comparison import FIELDS
from swf_facts.findings import Report, RungResult
from swf_facts.package import LOCAL_TABLES
from swf_facts.rules import ladder
from swf_facts.rules.checks import run
from swf_facts.rules.consistency.derived import agreements_of, derived
from swf_facts.rules.gathering import GATHERED
from swf_facts.rules.homes import home
from swf_facts.rules.integrity import measures
from swf_facts.rules.structure.parts import broken_tables, split_articles
from swf_facts.rules.structure.references import (
    MOST_CANDIDATES,
    dangling,
    facts_elsewhere,
    first_articles,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from swf_facts.buckets.executors import Take
    from swf_facts.buckets.judging import Outcome
    from swf_facts.package import Package
    from swf_facts.rules.table import Table

__all__ = ["validate_in_buckets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined:
    """What all buckets gave."""

    shares: dict[str, Any]
    rungs: dict[str, RungResult]
    done: int


def validate_in_buckets(  # noqa: PLR0913  # what the command line has options for
    package: Package,
    source: str | None,
    rungs: Sequence[str],
    *,
    jobs: int | None = 1,
    executor: Callable[[Base, Take], Iterator[Outcome]] | None = None,
    progress: Callable[[int, int, int], None] = silent,
    articles: int = ARTICLES_IN_BUCKET,
) -> Report:
    """Check a package that is too large to hold.

    Parameters
    ----------
    package : Package
        As it was read.
    source : str or None
        Where it was read from, for those who read it again.
    rungs : sequence of str
        The rungs to climb.
    jobs : int or None
        How many processes judge; None for as many as it is worth.
    executor : callable, optional
        Judges the buckets in some other way.
    progress : callable
        Is told how many buckets are done, how many there are, and how many facts that were.
    articles : int
        Articles in a bucket, where the package is not kept in parts.

    Returns
    -------
    Report
        With ``stopped`` set where the check was interrupted: then it holds what was found until then.
    """
    workplace = tempfile.TemporaryDirectory(prefix="swf-facts-", ignore_cleanup_errors=True)
    try:
        started = perf_counter()
        base = Base(source=source, rungs=tuple(rungs), publishers=(), run=uuid4().hex)
        count = worthwhile(expected(package, articles)) if jobs is None else jobs
        with processes(1 if executor else count) as judges:
            plan = cut(package, Path(workplace.name), base, judges, size=articles)
            base = replace(base, publishers=plan.articles.publishers())
            chosen = executor or partial(judges.share, judge)
            collected = Collected(Path(workplace.name))
            spent = perf_counter() - started
            joined, stopped = _judged(base, plan, chosen, collected, progress)
            split = joined.shares.get(_name(split_articles), frozenset())
            if split and not stopped:  # once more, without what cannot be judged
                collected = Collected(Path(workplace.name))
                base = replace(base, without=frozenset(split))
                again, stopped = _judged(base, plan, chosen, collected, progress)
                joined = replace(again, shares=joined.shares)
        rungs_done = _finish(package, base, plan, joined, collected, complete=not stopped)
        if "integrity" in rungs_done:  # reading and cutting is their work
            rungs_done["integrity"] = replace(rungs_done["integrity"], seconds=rungs_done["integrity"].seconds + spent)
        report = Report(
            package=package.name,
            version=package.version,
            rungs=_counted(rungs_done, collected),
            findings=collected.findings(),
            paths={name: resource.path for name, resource in package.resources.items()},
            stopped=f"stopped after {joined.done} of {len(plan.buckets)} buckets of articles" if stopped else "",
        )
        plan.articles.close()
    except BaseException:
        workplace.cleanup()
        raise
    if isinstance(report.findings, tuple):
        workplace.cleanup()
    else:  # they are read from a file there, for as long as somebody has them
        weakref.finalize(report.findings, workplace.cleanup)
    return report


def _name(view: object) -> str:
    return next(name for name, known in GATHERED.items() if known is view)


def _judged(
    base: Base,
    plan: Cut,
    executor: Callable[[Base, Take], Iterator[Outcome]],
    collected: Collected,
    progress: Callable[[int, int, int], None],
) -> tuple[_Joined, bool]:
    """Join what the buckets give, as it comes; and return whether that was interrupted."""
    shares: dict[str, Any] = {}
    rungs: dict[str, RungResult] = {}
    done = facts = 0
    total = len(plan.buckets)
    queue = Queue(plan)
    outcomes = executor(base, queue.take)
    try:
        progress(0, total, 0)
        for outcome in queue.settled(outcomes):
            collected.add(outcome.findings)
            for name, share in outcome.shares.items():
                shares[name] = GATHERED[name].merge(shares[name], share) if name in shares else share
            for name, result in outcome.rungs.items():
                rungs[name] = _sum(rungs.get(name), result)
            done, facts = done + 1, facts + outcome.rows
            progress(done, total, facts)
    except KeyboardInterrupt:
        return _Joined(shares=shares, rungs=rungs, done=done), True
    finally:
        close = getattr(outcomes, "close", None)
        if close is not None:
            close()
        progress(total, total, facts)
    return _Joined(shares=shares, rungs=rungs, done=done), False


def _sum(one: RungResult | None, other: RungResult) -> RungResult:
    if one is None:
        return other
    return RungResult(
        seconds=one.seconds + other.seconds, checked=one.checked + other.checked, findings=one.findings + other.findings
    )


def _counted(rungs: dict[str, RungResult], collected: Collected) -> dict[str, RungResult]:
    """Return the results with the findings that stand, in the order of the ladder."""
    rung_of = {rule.name: rung.name for rung in ladder() for rule in rung.rules}
    findings = dict.fromkeys(rungs, 0)
    for (rule, _, _), count in collected.tally.items():
        findings[rung_of[rule]] = findings.get(rung_of[rule], 0) + count
    return {
        rung.name: replace(rungs[rung.name], findings=findings[rung.name]) for rung in ladder() if rung.name in rungs
    }


def _finish(  # noqa: PLR0913  # all that there is to join
    package: Package, base: Base, plan: Cut, joined: _Joined, collected: Collected, *, complete: bool
) -> dict[str, RungResult]:
    """Climb the rungs with what is the same for all buckets and what was gathered from them."""
    shared = vocabulary(base)
    whole = replace(
        shared,
        package=replace(package, contents=shared.package.contents),
        judged=frozenset({*package.resources, *shared.tables}) - frozenset(LOCAL_TABLES) | frozenset(plan.flaws),
        tables={name: _with_flaws(table, plan, joined) for name, table in shared.tables.items()},
        siblings=plan.articles.around(-1),  # what is gathered says the rest
        number=-1,
        _views={},
    )
    for name, share in joined.shares.items():
        whole.settle(GATHERED[name], share)
    hashes: Mapping[str, tuple[str, int]] = {**measures(whole), **plan.hashes}
    whole.settle(measures, hashes)
    if complete:
        wanted = {one.value for one in joined.shares.get(_name(dangling), {}).values() if one.elsewhere}
        beside: Mapping[str, list[str]] = _facts_beside(package, plan, wanted)
        whole.settle(facts_elsewhere, beside)
        whole.settle(first_articles, plan.articles.first(MOST_CANDIDATES))
        if "agreements" in package.resources:
            whole.settle(derived, _derived_in_parts(package, plan))
    rungs = dict(joined.rungs)
    for rung in ladder():
        if rung.name not in base.rungs:
            continue
        started = perf_counter()
        rules = rung.rules if complete else [rule for rule in rung.rules if rule.scope != "package"]
        found = run(replace(rung, rules=[rule for rule in rules if rule.where is None]), whole)
        collected.add(found)
        for rule in rung.rules:
            if rule.where is not None and not (complete and rule.where(whole)):
                collected.drop(rule.name)
        result = RungResult(seconds=perf_counter() - started, checked=rung.counts(whole), findings=0)
        rungs[rung.name] = _sum(rungs.get(rung.name), result)
    return rungs


def _with_flaws(table: Table, plan: Cut, joined: _Joined) -> Table:
    """Return a table with what is known of it from the buckets, and of the ledger what was judged in none."""
    if table.name == LEDGER:
        homes = table.raw.select(article_id=home(LEDGER))
        known = plan.articles.buckets(homes["article_id"])["article_id"]
        return table.keep(~homes["article_id"].is_in(known.implode()).fill_null(value=False))
    broken = table.name in joined.shares.get(_name(broken_tables), frozenset())
    return replace(table, whole=table.whole and not broken, flaws=(*table.flaws, *plan.flaws.get(table.name, ())))


def _facts_beside(package: Package, plan: Cut, wanted: set[str]) -> dict[str, list[str]]:
    """Return the facts of the articles of some facts, reading nothing but ids, and nothing where none is asked for."""
    articles = pl.Series([fact.rpartition(".")[0] for fact in wanted], dtype=pl.String).unique()
    found: dict[str, list[str]] = {}
    for frame in _columns_in_parts(package, plan, "facts", ["fact_id"]) if wanted else ():
        of = frame.with_columns(article=home("facts")).filter(pl.col("article").is_in(articles.implode()))
        for article, fact in of.select("article", "fact_id").iter_rows():
            found.setdefault(article, []).append(fact)
    return found


def _derived_in_parts(package: Package, plan: Cut) -> object:
    """Return the agreements that all facts yield; of this the memory grows with the facts that can meet."""
    rows = (
        (
            row
            for frame in _columns_in_parts(package, plan, name, list(FIELDS[name]))
            for row in frame.iter_rows(named=True)
        )
        for name in ("facts", "attributions", "articles")
    )
    return agreements_of(*rows)


def _columns_in_parts(package: Package, plan: Cut, name: str, columns: list[str]) -> Iterator[pl.DataFrame]:
    """Yield some columns of a local table, bucket by bucket, as text."""
    for bucket in plan.buckets:
        table = read_piece(package, bucket, name)
        if table is not None:
            yield table.raw.select(columns)
