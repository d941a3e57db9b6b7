"""What changed between two packages of facts, and how much of the version that demands to be raised."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from swf_facts.difference.bump import bump_for
from swf_facts.difference.records import (
    Bump,
    CellChange,
    Difference,
    MetadataChange,
    Reason,
    ResourceChange,
    RowChange,
    SchemaChange,
    Side,
    TableDifference,
    TextChange,
)
from swf_facts.difference.schemas import metadata_changes, schema_changes
from swf_facts.difference.sides import open_side, text_at
from swf_facts.difference.spans import moved_passages
from swf_facts.difference.tables import TEXTS, compare_tables
from swf_facts.difference.texts import text_changes, text_paths, texts_of_table
from swf_facts.errors import SwfFactsError
from swf_facts.package import governing_tables
from swf_facts.versions import Version

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterator, Mapping

    from swf_facts.package import Package

__all__ = [
    "Bump",
    "CellChange",
    "Difference",
    "MetadataChange",
    "Reason",
    "ResourceChange",
    "RowChange",
    "SchemaChange",
    "Side",
    "TableDifference",
    "TextChange",
    "diff",
]


def diff(old: str | os.PathLike[str], new: str | os.PathLike[str]) -> Difference:
    """Hold two packages of facts against each other: schemas, metadata, rows, spans and texts.

    Nothing is written. Rows are matched by their primary key; where only their positions in a text differ, spans are told
    apart as moved. Only rows that differ are kept in memory; large tables are read with polars, where it is installed.

    Parameters
    ----------
    old, new : path or str
        A folder, a ``datapackage.json``, a ``.zip`` or a wheel; or ``installed``, or the version of the package that this
        installation carries.

    Returns
    -------
    Difference
        With ``same``, ``bump`` (how much the version must be raised, why, and whether it was), and everything that differs.

    Raises
    ------
    NotAPackage
        There is no package at *old* or *new*.
    PackageError
        One of them cannot be read, is of another profile, or has a key twice.
    SwfFactsError
        *old* is a later version than *new*.
    MissingExtra
        A table is Parquet, and polars is not installed.

    Examples
    --------
    >>> import swf_facts
    >>> swf_facts.diff("installed", "installed").same
    True
    """
    before, after = open_side(old), open_side(new)
    sides = [Side(place=package.shown, name=package.name, version=package.version) for package in (before, after)]
    _refuse_reversed(*sides)
    tables = {
        name: compare_tables(before, after, name)
        for name in (*governing_tables(), TEXTS)
        if name in before.resources and name in after.resources
    }
    paths = text_paths(before), text_paths(after)
    texts = list(text_changes(before, after, *paths))
    at_hand = [cache(partial(_text, package, places)) for package, places in zip((before, after), paths, strict=True)]
    tables["passages"] = moved_passages(tables["passages"], *at_hand)
    if TEXTS in tables:
        texts += texts_of_table(tables.pop(TEXTS))
    difference = Difference(
        old=sides[0],
        new=sides[1],
        schema=tuple(schema_changes(before, after)),
        metadata=tuple(metadata_changes(before, after)),
        tables=tables,
        texts=tuple(texts),
        resources=tuple(_resource_changes(before, after, {*paths[0].values(), *paths[1].values()})),
        bump=Bump(level="none", least_version=None, satisfied=None, reasons=()),
    )
    return replace(difference, bump=bump_for(difference))


def _text(package: Package, paths: Mapping[str, str], article: str) -> str | None:
    return text_at(package, paths.get(article))


def _refuse_reversed(old: Side, new: Side) -> None:
    before, after = Version.parse(old.version), Version.parse(new.version)
    if old.name == new.name and before is not None and after is not None and after < before:
        raise SwfFactsError(
            f"OLD is {old.name} {before}, which is later than NEW, {after}", "name the older package first"
        )


def _resource_changes(old: Package, new: Package, texts: Collection[str]) -> Iterator[ResourceChange]:
    """Yield what became of files that are neither tables of the profile nor texts."""
    for name in dict.fromkeys([*old.resources, *new.resources]):
        was, now = old.resources.get(name), new.resources.get(name)
        if name in governing_tables() or name == TEXTS or any(one and one.path in texts for one in (was, now)):
            continue
        if now is None:
            yield ResourceChange(name=name, change="removed", level="major")
        elif was is None:
            yield ResourceChange(name=name, change="added", level="minor")
        elif was.descriptor.get("hash") != now.descriptor.get("hash"):
            yield ResourceChange(name=name, change="changed", level="minor")
