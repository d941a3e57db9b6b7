"""Checks over views: a boolean for every row, which pandera holds to be true.

A view is a frame whose rows are those of one table, in order, with whatever other tables know about them joined to it.
Views are eager, because of a lazy frame pandera validates the types only.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.findings import Finding, RungResult
from swf_facts.rules.constraints import bad_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from swf_facts.rules.registry import Rule, Rung
    from swf_facts.rules.table import Table
    from swf_facts.rules.tables import Tables

__all__ = ["Check", "Explanation", "climb", "failures", "run", "without_collecting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What to say about one failing row, where more than a message is known."""

    message: str
    fix: str = ""
    field: str = ""
    found: str | None = None
    expected: str = ""
    mark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """A condition on every row of a view.

    Attributes
    ----------
    table : str
        The table whose rows the view has.
    view : polars.DataFrame
        The view.
    holds : polars.Expr
        True for every row of a good package; null counts as false.
    field : str
        The field that a finding names, whose cell is what was found.
    explain : str or callable
        The message, or a function of the failing row that gives it.
    needs : tuple of str
        Other tables that must have been read whole for the check to mean anything.
    """

    table: str
    view: pl.DataFrame
    holds: pl.Expr
    field: str
    explain: str | Callable[[Mapping[str, Any]], str | Explanation]
    needs: tuple[str, ...] = ()


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let no garbage be sought while rules run.

    They make some hundred thousand tuples, none of them in a cycle, and a tenth of the time would go by looking for one.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def climb(rungs: Iterable[Rung], tables: Tables, started: float) -> tuple[list[Finding], dict[str, RungResult]]:
    """Return all findings of some rungs, and the result of each; the first has the time since *started*, in which was read."""
    found: list[Finding] = []
    results: dict[str, RungResult] = {}
    for rung in rungs:
        said = run(rung, tables)
        ended = perf_counter()
        results[rung.name] = RungResult(seconds=ended - started, checked=rung.counts(tables), findings=len(said))
        found += said
        started = perf_counter()
    return found, results


def run(rung: Rung, tables: Tables) -> list[Finding]:
    """Return all findings of one rung.

    Of a bucket these are the findings of rules that look at articles, also of those whose findings stand only where something
    holds of the package; that is asked where the whole package is seen.
    """
    found: list[Finding] = []
    checks: list[tuple[Rule, Check]] = []
    for rule in rung.rules:
        if (rule.scope == "package" and not tables.whole) or (rule.scope == "sample" and not tables.sampled):
            continue
        if tables.whole and rule.where is not None and not rule.where(tables):
            continue
        for item in rule(tables):
            if isinstance(item, Finding):
                found.append(item)
            elif tables.is_judged(item.table) and all(tables[name].whole for name in (item.table, *item.needs)):
                checks.append((rule, item))
    by_table: dict[str, list[tuple[Rule, Check]]] = {}
    for rule, check in checks:
        by_table.setdefault(check.table, []).append((rule, check))
    for group in by_table.values():
        found.extend(_explained(group, tables))
    return found


def _explained(group: list[tuple[Rule, Check]], tables: Tables) -> Iterator[Finding]:
    """Validate the flags of all checks on one table at once, and explain the rows that fail."""
    by_view: dict[int, list[int]] = {}
    for position, (_, check) in enumerate(group):
        by_view.setdefault(id(check.view), []).append(position)
    flags = [
        group[positions[0]][1].view.select(group[position][1].holds.alias(str(position)) for position in positions)
        for positions in by_view.values()
        if not _all_hold([group[position][1] for position in positions])
    ]
    for name, index in failures(pl.concat(flags, how="horizontal")) if flags else ():
        rule, check = group[int(name)]
        table = tables[check.table]
        if index not in table.damaged and (table.name, index, check.field) not in tables.view(bad_cells):
            yield _finding(rule, check, table, index, check.view.row(index, named=True))


def _all_hold(checks: list[Check]) -> bool:
    """Whether all rows of a view meet all conditions on it, as most do."""
    return bool(
        checks[0].view.select(pl.all_horizontal(check.holds.fill_null(value=False).all() for check in checks)).item()
    )


def _finding(rule: Rule, check: Check, table: Table, index: int, row: Mapping[str, Any]) -> Finding:
    said = check.explain if isinstance(check.explain, str) else check.explain(row)
    what = Explanation(message=said) if isinstance(said, str) else said
    field = what.field or check.field
    found = what.found if what.found is not None else table.raw[field][index] if field in table.raw.columns else ""
    return rule.finding(
        **table.place(index),
        field=field,
        found=found or "",
        message=what.message,
        fix=what.fix,
        expected=what.expected,
        mark=what.mark,
    )


def failures(flags: pl.DataFrame) -> Iterable[tuple[str, int]]:
    """Return name and row of every flag that is false or null."""
    import pandera.polars as pa  # takes longer to import than a small package to check

    schema = pa.DataFrameSchema({name: pa.Column(pl.Boolean, pa.Check.eq(True, error=name)) for name in flags.columns})
    try:
        schema.validate(flags, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.select("column", "index").unique(maintain_order=True)
        return [(str(column), int(index)) for column, index in cases.iter_rows()]
    return []
