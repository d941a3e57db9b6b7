"""What is derived from other tables is what the code derives from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from swf_facts.comparison import FIELDS, derive_from_rows
from swf_facts.errors import PackageError
from swf_facts.model import Agreement
from swf_facts.rules.consistency.rung import RUNG
from swf_facts.rules.verdicts import all_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Tables

__all__ = ["agreements_of", "derived"]

_TABLES = ("facts", "attributions", "articles")


Derived = dict[tuple[str, str], dict[str, str]]
Rows = Iterable[Mapping[str, str | None]]


def derived(tables: Tables) -> Derived | None:
    """Return the agreements by their two facts, None where the tables that they come from are too damaged to tell."""
    facts, attributions, articles = (tables[name].raw.select(FIELDS[name]).iter_rows(named=True) for name in _TABLES)
    return agreements_of(facts, attributions, articles)


def agreements_of(facts: Rows, attributions: Rows, articles: Rows) -> Derived | None:
    """Return the agreements that rows of three tables yield, as `derived` does."""
    try:
        found = derive_from_rows(facts, attributions, articles)
    except PackageError:
        return None
    names = [field.name for field in fields(Agreement)]
    return {(row.fact_a, row.fact_b): {name: str(getattr(row, name)) for name in names} for row in found}


@RUNG.rule(scope="package")
def agreements_stale(tables: Tables) -> Iterator[Finding]:
    """The table of agreements, where there is one, is what the facts, their sources and their articles yield.

    Breaks on: a row in ``agreements`` that was edited by hand.
    Fix: run ``swf-facts refresh``; never edit the table.
    """
    if "agreements" not in tables.package.resources or not all_whole(tables, "agreements", *_TABLES):
        return
    expected = tables.view(derived)
    if expected is None:
        return
    table = tables["agreements"]
    seen = set()
    for index, row in enumerate(table.raw.iter_rows(named=True)):
        key = row["fact_a"], row["fact_b"]
        row_of = expected.get(key)
        if row_of is None or key in seen:
            message = "the facts yield no such row" if row_of is None else "the row stands there already"
            yield agreements_stale.finding(
                **table.place(index), field="fact_a", found=row["fact_a"] or "", message=message
            )
        else:
            for field, value in row_of.items():
                if row[field] != value:
                    yield agreements_stale.finding(
                        **table.place(index),
                        field=field,
                        found=row[field] or "",
                        message=f"the facts yield {value}",
                        expected=value,
                    )
        seen.add(key)
    missing = sorted(expected.keys() - seen)
    if missing:
        first = "/".join(missing[0])
        message = f"{len(missing)} rows are missing that the facts yield, first {first}"
        yield agreements_stale.finding(resource="agreements", key=first, message=message)
