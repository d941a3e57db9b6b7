"""What has changed between two packages, as values: cells, rows, tables, schemas, metadata and texts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Bump",
    "CellChange",
    "Change",
    "Difference",
    "Level",
    "MetadataChange",
    "Reason",
    "ResourceChange",
    "RowChange",
    "SchemaChange",
    "Side",
    "TableDifference",
    "TextChange",
]

Level = Literal["none", "patch", "minor", "major"]
"""How much of a version a change demands to be raised, least first."""

Change = Literal["added", "removed", "changed", "moved", "superseded", "withdrawn"]
"""What became of a row. Moved: a span has the same words at another position. The last two are of facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell of a row, before and after; None for an empty one."""

    field: str
    old: str | None
    new: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, in the published layout."""
        return {"field": self.field, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What became of one row.

    Attributes
    ----------
    change : {"added", "removed", "changed", "moved", "superseded", "withdrawn"}
        What became of it.
    key : str
        Primary key of the row, parts joined by ``/``: that of OLD, but of NEW where it was added.
    cells : tuple of CellChange
        The cells that differ, in the order of the fields; of an added or removed row those that are filled.
    """

    change: Change
    key: str
    cells: tuple[CellChange, ...]

    def cell(self, field: str) -> CellChange:
        """Return the change of one cell; one from None to None where it is as it was."""
        return next((cell for cell in self.cells if cell.field == field), CellChange(field=field, old=None, new=None))

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, in the published layout."""
        return {"change": self.change, "key": self.key, "cells": [cell.to_dict() for cell in self.cells]}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDifference:
    """What became of the rows of one table that both packages have.

    Attributes
    ----------
    old_rows : int
        How many rows it had.
    new_rows : int
        How many rows it has.
    changes : tuple of RowChange
        What became of rows, in file order: first those that OLD had, then those that were added. Fields that only one of
        the packages has are left out; they are a change of the schema.
    """

    old_rows: int
    new_rows: int
    changes: tuple[RowChange, ...]

    def count(self, change: Change) -> int:
        """Return how many rows have had this change."""
        return sum(row.change == change for row in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain values, in the published layout."""
        counts = Counter(row.change for row in self.changes)
        return {
            "oldRows": self.old_rows,
            "newRows": self.new_rows,
            "counts": dict(sorted(counts.items())),
            "changes": [row.to_dict() for row in self.changes],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange:
    """One point at which the tables or their Table Schemas differ.

    Attributes
    ----------
    table : str
        Name of the table.
    field : str
        Name of the field; empty for the whole table.
    what : str
        What differs: ``table``, ``field``, or a member of the Table Schema such as ``type`` or ``constraints.enum``.
    old : str or None
        It before, as JSON; None where it was not there.
    new : str or None
        It after, as JSON; None where it is not there.
    level : {"patch", "minor", "major"}
        What the change demands.
    """

    table: str
    field: str
    what: str
    old: str | None
    new: str | None
    level: Level

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, in the published layout."""
        return {
            "table": self.table, "field": self.field, "what": self.what,
            "old": self.old, "new": self.new, "level": self.level,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataChange:
    """One member of the descriptor that differs; *old* and *new* are JSON, None where it is not there."""

    member: str
    old: str | None
    new: str | None
    level: Level

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, in the published layout."""
        return {"member": self.member, "old": self.old, "new": self.new, "level": self.level}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceChange:
    """A file beside the profile's tables and texts that was added, removed or changed."""

    name: str
    change: Change
    level: Level

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, in the published layout."""
        return {"name": self.name, "change": self.change, "level": self.level}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """The text of an article that was added, removed or changed.

    Attributes
    ----------
    article_id : str
        The article.
    change : {"added", "removed", "changed"}
        What became of it.
    old_length : int or None
        Its code points before; None where there was no text.
    new_length : int or None
        Its code points after; None where there is no text.
    lines : tuple of str
        Of a changed text the unified difference, with a sentence a line and one sentence of context; empty where only
        the blanks between sentences differ.
    """

    article_id: str
    change: Change
    old_length: int | None
    new_length: int | None
    lines: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, in the published layout."""
        return {
            "articleId": self.article_id, "change": self.change,
            "oldLength": self.old_length, "newLength": self.new_length, "lines": list(self.lines),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the version must be raised.

    Attributes
    ----------
    level : {"patch", "minor", "major"}
        What the changes demand.
    what : str
        What changed, in words, such as ``facts added``.
    count : int
        How often.
    example : str
        The first of them: a key, a field, or the member of a descriptor.
    """

    level: Level
    what: str
    count: int
    example: str

    def to_dict(self) -> dict[str, Any]:
        """Return the reason as plain values, in the published layout."""
        return {"level": self.level, "what": self.what, "count": self.count, "example": self.example}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bump:
    """How much the version must be raised, and whether it was.

    Attributes
    ----------
    level : {"none", "patch", "minor", "major"}
        What the changes demand.
    least_version : str or None
        The least version that NEW may have; None where OLD has none that can be raised, or the packages have different names.
    satisfied : bool or None
        Whether NEW's version is that or later; None where nobody can tell.
    reasons : tuple of Reason
        What demands it, the most demanding first.
    """

    level: Level
    least_version: str | None
    satisfied: bool | None
    reasons: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the bump as plain values, in the published layout."""
        return {
            "level": self.level, "leastVersion": self.least_version, "satisfied": self.satisfied,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two packages: where it is, its name and its version."""

    place: str
    name: str
    version: str

    def to_dict(self) -> dict[str, Any]:
        """Return the side as plain values, in the published layout."""
        return {"place": self.place, "name": self.name, "version": self.version}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that differs between two packages.

    Attributes
    ----------
    old : Side
        The older package.
    new : Side
        The newer package.
    schema : tuple of SchemaChange
        Tables and fields that came, went or changed.
    metadata : tuple of MetadataChange
        Members of the descriptor that differ.
    tables : mapping of str to TableDifference
        The tables that both have, in the order of the profile.
    texts : tuple of TextChange
        Texts that came, went or changed.
    resources : tuple of ResourceChange
        Other files that came, went or changed.
    bump : Bump
        How much of the version all that demands to be raised.
    """

    old: Side
    new: Side
    schema: tuple[SchemaChange, ...] = ()
    metadata: tuple[MetadataChange, ...] = ()
    tables: Mapping[str, TableDifference] = field(default_factory=dict)
    texts: tuple[TextChange, ...] = ()
    resources: tuple[ResourceChange, ...] = ()
    bump: Bump

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        changed = any(table.changes for table in self.tables.values())
        return not (changed or self.schema or self.metadata or self.texts or self.resources)

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain values, in the layout that ``schemas/diff.json`` describes."""
        return {
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "same": self.same,
            "bump": self.bump.to_dict(),
            "schema": [change.to_dict() for change in self.schema],
            "metadata": [change.to_dict() for change in self.metadata],
            "tables": {name: table.to_dict() for name, table in self.tables.items()},
            "texts": [change.to_dict() for change in self.texts],
            "resources": [change.to_dict() for change in self.resources],
        }

    def to_json(self) -> str:
        """Return the difference as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)
