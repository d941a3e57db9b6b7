"""Table Schemas and descriptors held against each other, member by member, with what each change demands of a version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from swf_facts.difference.records import MetadataChange, SchemaChange
from swf_facts.package import governing_schema, governing_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.difference.records import Level
    from swf_facts.package import Package

__all__ = ["metadata_changes", "schema_changes"]

WORDING = frozenset({"$schema", "name", "title", "description", "example", "categories", "rdfType"})
"""Members that explain: new words for the same thing. Whether they mean something else, no program can tell."""

OF_RELEASE = frozenset({"version", "created", "sources"})
"""Members that every release changes, or that follow from the tables."""

MEASURED = frozenset({"bytes", "hash", "path", "parts", "schema", "format", "mediatype", "encoding", "type"})
"""Members of a resource that say how it is kept, not what it is."""

PROMISES = frozenset({"name", "licenses"})


def _text(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


# --- schemas ------------------------------------------------------------------------------------------
def schema_changes(old: Package, new: Package) -> list[SchemaChange]:
    """Return how the tables of two packages and their Table Schemas differ, table by table."""
    found: list[SchemaChange] = []
    for table in governing_tables():
        was, now = table in old.resources, table in new.resources
        if was and now:
            found += _of_table(table, _schema(old, table), _schema(new, table))
        elif was or now:
            level: Level = "major" if was else "minor"
            name = _text(table)
            found.append(
                SchemaChange(
                    table=table,
                    field="",
                    what="table",
                    old=name if was else None,
                    new=name if now else None,
                    level=level,
                )
            )
    return found


def _schema(package: Package, table: str) -> Mapping[str, Any]:
    """Return the Table Schema that a package gives a table, the profile's where it gives none."""
    copy = package.schema_copy(package.resources[table])
    return governing_schema(table) if copy is None else copy


def _fields(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    listed = schema.get("fields")
    return {
        str(field["name"]): field
        for field in (listed if isinstance(listed, list) else [])
        if isinstance(field, dict) and "name" in field
    }


def _of_table(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    before, after = _fields(old), _fields(new)
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield SchemaChange(table=table, field=name, what="field", old=_text(name), new=None, level="major")
        elif name not in before:
            yield SchemaChange(table=table, field=name, what="field", old=None, new=_text(name), level="minor")
        else:
            yield from _of_field(table, name, before[name], after[name])
    for what in sorted((old.keys() | new.keys()) - {"fields"}):
        if old.get(what) != new.get(what):
            level: Level = "patch" if what in WORDING else "minor" if what == "foreignKeys" else "major"
            yield SchemaChange(
                table=table, field="", what=what, old=_text(old.get(what)), new=_text(new.get(what)), level=level
            )


def _of_field(table: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    for what in sorted((old.keys() | new.keys()) - {"constraints"}):
        if old.get(what) != new.get(what):
            yield SchemaChange(
                table=table, field=name, what=what, old=_text(old.get(what)), new=_text(new.get(what)),
                level="patch" if what in WORDING else "major",
            )  # fmt: skip
    before, after = _constraints(old), _constraints(new)
    for what in sorted(before.keys() | after.keys()):
        if before.get(what) != after.get(what):
            yield SchemaChange(
                table=table,
                field=name,
                what=f"constraints.{what}",
                old=_text(before.get(what)),
                new=_text(after.get(what)),
                level=_demanded(what, before.get(what), after.get(what)),
            )


def _constraints(field: Mapping[str, Any]) -> Mapping[str, Any]:
    given = field.get("constraints")
    return given if isinstance(given, dict) else {}


def _demanded(constraint: str, old: object, new: object) -> Level:
    """Say what a changed constraint demands: more promised, or one more value to choose from, breaks no reader."""
    if constraint == "enum" and isinstance(old, list) and isinstance(new, list):
        return "minor" if all(value in new for value in old) else "major"
    if old is None or (constraint in {"required", "unique"} and new is True):
        return "minor"
    return "major"


# --- metadata -----------------------------------------------------------------------------------------
def metadata_changes(old: Package, new: Package) -> list[MetadataChange]:
    """Return the members of the descriptor, and of the resources that both have, that differ."""
    found = list(_members("", old.descriptor, new.descriptor, frozenset({"resources"})))
    for name, resource in old.resources.items():
        if name in new.resources:
            found += _members(f"resources.{name}.", resource.descriptor, new.resources[name].descriptor, MEASURED)
    return found


def _members(
    prefix: str, old: Mapping[str, Any], new: Mapping[str, Any], left_out: frozenset[str]
) -> Iterator[MetadataChange]:
    for name in dict.fromkeys([*old, *new]):
        if name in left_out or old.get(name) == new.get(name):
            continue
        level: Level = "major" if name in PROMISES else "patch"
        if not prefix and name in OF_RELEASE:
            level = "none"
        yield MetadataChange(member=f"{prefix}{name}", old=_text(old.get(name)), new=_text(new.get(name)), level=level)
