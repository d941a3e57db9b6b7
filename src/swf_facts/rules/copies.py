"""Table schemas that come with a package: where they depart from the governing ones, and what they add.

Nothing in them is trusted. Patterns are compiled by an engine without backtracking and with a limit on size, or refused.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.package import Package, Resource

__all__ = ["differences", "extra_fields", "malformed", "pattern_flaw"]

LONGEST_PATTERN = 1000
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DESCRIPTIVE = frozenset(
    {"name", "title", "description", "example", "categories", "categoriesOrdered", "rdfType", "since"}
)
TYPES = frozenset({"string", "number", "integer", "date", "boolean"})
LIMITS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


# --- copies of ours ---------------------------------------------------------------------------------
def differences(governing: Mapping[str, Any], copy: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each point at which *copy* says something else than *governing*: field or empty, found, message.

    Titles, descriptions, examples and labels may differ, and fields may be added after ours. A field that a later version of
    the profile added may be missing.
    """
    theirs = copy.get("fields")
    if not isinstance(theirs, list):
        yield "", "", "the table schema has no list of fields"
        return
    names = [field.get("name") if isinstance(field, dict) else None for field in theirs]
    ours = [field for field in governing["fields"] if "since" not in field or field["name"] in names]
    expected = [field["name"] for field in ours]
    if names[: len(expected)] != expected:
        yield "", ", ".join(str(name) for name in names), _order(names, expected)
    for field in ours:
        if field["name"] in names:
            yield from _field_differences(field, theirs[names.index(field["name"])])
    yield from _table_differences(governing, copy)


def _order(names: list[Any], expected: list[str]) -> str:
    missing = [name for name in expected if name not in names]
    if missing:
        return f"the table schema lacks the field {missing[0]!r}"
    return f"the first {len(expected)} fields are not in the profile's order, {', '.join(expected)}"


def _field_differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    name = ours["name"]
    for member in sorted((ours.keys() | theirs.keys()) - DESCRIPTIVE - {"constraints"}):
        default = {"type": "any", "format": "default"}.get(member)
        mine, found = ours.get(member, default), theirs.get(member, default)
        if mine != found:
            yield name, _shown(found), f"the {member} of `{name}` is {_shown(found)}; the profile has {_shown(mine)}"
    mine, found = ours.get("constraints", {}), theirs.get("constraints", {})
    if not isinstance(found, dict):
        yield name, _shown(found), f"the constraints of `{name}` are {_shown(found)}, not an object"
        return
    for constraint in sorted(mine.keys() | found.keys()):
        if mine.get(constraint) != found.get(constraint) or type(mine.get(constraint)) is not type(
            found.get(constraint)
        ):
            yield name, _shown(found.get(constraint)), _constraint(name, constraint, mine, found)


def _constraint(name: str, constraint: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    if constraint not in theirs:
        return f"the table schema drops the constraint {constraint!r} of `{name}`; the profile has {_shown(ours[constraint])}"
    if constraint not in ours:
        return f"the table schema gives `{name}` a constraint {constraint!r} that the profile has not"
    found, mine = _shown(theirs[constraint]), _shown(ours[constraint])
    return f"the constraint {constraint!r} of `{name}` is {found}; the profile has {mine}"


def _table_differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for member, default in (("missingValues", [""]), ("primaryKey", []), ("fieldsMatch", ["exact"])):
        mine, found = _listed(ours.get(member, default)), _listed(theirs.get(member, default))
        if mine != found:
            yield "", _shown(found), f"the {member} is {_shown(found)}; the profile has {_shown(mine)}"
    listed = theirs.get("foreignKeys", [])
    found_keys = [_foreign_key(key) for key in listed] if isinstance(listed, list) else []
    for key in ours.get("foreignKeys", []):
        if _foreign_key(key) not in found_keys:
            fields = ", ".join(key["fields"])
            yield fields, "", f"the table schema drops the foreign key of `{fields}`"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _foreign_key(key: object) -> object:
    """Return a foreign key in one form: lists of fields, and no resource for the table itself."""
    if not isinstance(key, dict) or not isinstance(reference := key.get("reference"), dict):
        return None
    return _listed(key.get("fields")), reference.get("resource") or "", _listed(reference.get("fields"))


def _shown(value: object) -> str:
    text = "absent" if value is None else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


# --- what is added ----------------------------------------------------------------------------------
def extra_fields(
    package: Package, resource: Resource, *, after: Mapping[str, Any] | None
) -> tuple[dict[str, Any], ...]:
    """Return the fields that a package's schema adds *after* the governing ones, with the constraints that can be checked.

    A type that has no column type here becomes ``string`` without constraints; a malformed constraint is left out.
    """
    try:
        copy = package.schema_copy(resource)
    except PackageError:
        return ()
    listed = copy.get("fields") if copy else None
    known = {field["name"] for field in after["fields"]} if after else set()
    added: dict[str, dict[str, Any]] = {}
    for field in listed if isinstance(listed, list) else []:
        name = field.get("name") if isinstance(field, dict) else None
        if isinstance(name, str) and name and name not in known and name not in added:
            added[name] = _checkable(name, field)
    return tuple(added.values())


def _checkable(name: str, field: Mapping[str, Any]) -> dict[str, Any]:
    kind, constraints = field.get("type", "string"), field.get("constraints", {})
    if kind not in TYPES or not isinstance(constraints, dict) or (kind == "date" and "format" in field):
        return {"name": name, "type": "string"}
    sound = {key: value for key, value in constraints.items() if not _constraint_flaw(str(kind), key, value)}
    return {"name": name, "type": kind, "constraints": sound}


def malformed(field: object) -> Iterator[tuple[str, str]]:
    """Yield constraint and message for everything in an added field that cannot be checked."""
    if not isinstance(field, dict) or not isinstance(name := field.get("name"), str) or not name:
        yield "", "a field is not an object with a name"
        return
    kind, constraints = field.get("type", "string"), field.get("constraints", {})
    if not isinstance(constraints, dict):
        yield "", f"the constraints of `{name}` are not an object"
    elif kind in TYPES:
        for key, value in constraints.items():
            if flaw := _constraint_flaw(str(kind), key, value):
                yield key, f"the constraint {key!r} of `{name}` {flaw}"


def _constraint_flaw(kind: str, constraint: str, value: object) -> str:
    """Say what is wrong with a constraint, or nothing."""
    if constraint == "pattern":
        return pattern_flaw(value) if kind == "string" else "is for strings only"
    if constraint in {"required", "unique"}:
        return "" if isinstance(value, bool) else "is neither true nor false"
    if constraint in {"minLength", "maxLength"}:
        return "" if type(value) is int and value >= 0 and kind == "string" else "is not a length of a string"
    if constraint in LIMITS:
        return "" if kind in {"number", "integer", "date"} and _is_value(kind, value) else f"is no limit for a {kind}"
    if constraint == "enum":
        listed = isinstance(value, list) and value and all(_is_value(kind, item) for item in value)
        return "" if listed else f"is no list of {kind}s"
    return "is not known"


def _is_value(kind: str, value: object) -> bool:
    """Whether a limit or a listed value, as JSON gives it, is one of the type and can be compared with a column."""
    if kind in {"number", "integer"}:
        return (type(value) is int and abs(value) < 2**63) or (type(value) is float and kind == "number")
    if kind == "date":
        return isinstance(value, str) and re.fullmatch(DATE, value) is not None and _is_day(value)
    return type(value) is {"string": str, "boolean": bool}[kind]


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def pattern_flaw(pattern: object) -> str:
    """Say why *pattern* cannot be compiled by an engine whose time is linear in the text, or nothing."""
    if not isinstance(pattern, str):
        return "is not a string"
    if len(pattern) > LONGEST_PATTERN:
        return f"has {len(pattern)} characters, more than {LONGEST_PATTERN}"
    try:
        pl.Series(["a"]).str.contains(f"^(?:{pattern})$")
    except pl.exceptions.ComputeError:
        return "is refused: it needs backtracking, or more memory than a pattern may take"
    return ""
