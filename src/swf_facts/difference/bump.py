"""What the changes between two packages demand of the version, by the promises that a version of data makes.

MAJOR: a field, table, id or promise goes or changes its meaning. MINOR: facts or articles are added, superseded or
withdrawn, or other rows change. PATCH: the same data, described in other words. Before 1.0.0 a change that would demand a
MAJOR version demands a MINOR one, as the versions before the first stable one promise no more (semver.org, clause 4).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from swf_facts.difference.records import Bump, Reason
from swf_facts.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from swf_facts.difference.records import Difference, Level, RowChange, TableDifference

__all__ = ["bump_for", "least_version"]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")

NAMED = frozenset({"articles", "passages", "entities", "properties", "units", "facts"})
"""Tables whose rows have an id, which others may have written down."""

OF_FACTS = frozenset({"evidence", "attributions"})

RECORDS = frozenset({"ledger", "texts"})
"""Tables that record a release, or are looked at as texts."""

MEANING: Mapping[str, frozenset[str]] = {
    "properties": frozenset({"value_type", "dimension", "same_as"}),
    "units": frozenset({"dimension", "code_system", "code", "factor"}),
    "entities": frozenset({"wikidata", "lei", "iso"}),
}
"""Fields that say what an id means: another value there makes it mean something else."""

Found = tuple["Level", str, str]
"""What a change demands, what it is in words, and where it is."""


def least_version(old: Version, level: Level) -> Version:
    """Return the least version that may follow *old* after changes of this level."""
    if level == "none":
        return old
    if old.prerelease:  # which promises nothing that its version would have to keep
        return Version(old.major, old.minor, old.patch)
    if level == "major" and old.major > 0:
        return Version(old.major + 1, 0, 0)
    if level in {"major", "minor"}:
        return Version(old.major, old.minor + 1, 0)
    return Version(old.major, old.minor, old.patch + 1)


def bump_for(difference: Difference) -> Bump:
    """Return what *difference*, whose own bump is not looked at, demands of the version."""
    reasons = _reasons(_found(difference))
    level: Level = reasons[0].level if reasons else "none"
    if level == "none" and not difference.same and difference.old.version == difference.new.version:
        level = "patch"  # what differs, if only the day of the release, is not the version that it says it is
    old, new = Version.parse(difference.old.version), Version.parse(difference.new.version)
    if difference.old.name != difference.new.name or old is None:
        return Bump(level=level, least_version=None, satisfied=None, reasons=reasons)
    least = least_version(old, level)
    satisfied = (
        None if new is None else least <= Version(new.major, new.minor, new.patch) if new != old else level == "none"
    )
    return Bump(level=level, least_version=str(least), satisfied=satisfied, reasons=reasons)


def _reasons(found: Iterable[Found]) -> tuple[Reason, ...]:
    """Return the reasons, the most demanding first, each with its number and its first example."""
    places: dict[tuple[Level, str], list[str]] = defaultdict(list)
    for level, what, where in found:
        if level != "none":
            places[level, what].append(where)
    return tuple(
        Reason(level=level, what=what, count=len(where), example=where[0])
        for (level, what), where in sorted(places.items(), key=lambda item: -LEVELS.index(item[0][0]))
    )


def _found(difference: Difference) -> Iterator[Found]:
    for schema in difference.schema:
        verb = "removed" if schema.new is None else "added" if schema.old is None else "changed"
        noun = (
            "table"
            if not schema.field and schema.what == "table"
            else "field"
            if schema.what == "field"
            else schema.what
        )
        where = f"{schema.table}.{schema.field}" if schema.field else schema.table
        yield schema.level, f"{noun} {verb}", where
    for metadata in difference.metadata:
        yield metadata.level, "metadata changed", metadata.member
    for resource in difference.resources:
        yield resource.level, f"resource {resource.change}", resource.name
    for text in difference.texts:
        yield "major" if text.change == "removed" else "minor", f"text {text.change}", text.article_id
    yield from _of_tables(difference.tables)


def _of_tables(tables: Mapping[str, TableDifference]) -> Iterator[Found]:
    facts = tables.get("facts")
    came = {row.key for row in facts.changes if row.change == "added"} if facts else set()
    went = {row.key for row in facts.changes if row.change == "removed"} if facts else set()
    for table, difference in tables.items():
        for row in difference.changes:
            if table in OF_FACTS:
                fact = row.key.partition("/")[0]
                if fact not in came and fact not in went:  # else it came or went with its fact
                    yield "major", f"{table} of a fact {row.change}", fact
            elif table not in RECORDS:
                yield _of_row(table, row), f"{table} {row.change}", row.key


def _of_row(table: str, row: RowChange) -> Level:
    if row.change == "removed":
        return "major" if table in NAMED else "minor"
    if row.change in {"changed", "moved"} and table == "facts":
        return "major"  # what is released is frozen; it may only be superseded or withdrawn
    if row.change == "changed" and any(cell.old and cell.field in MEANING.get(table, ()) for cell in row.cells):
        return "major"
    return "minor"
