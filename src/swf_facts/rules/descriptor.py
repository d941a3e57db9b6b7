"""Rung 1: the descriptor says what the profile asks for, and everything it lists can be read safely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swf_facts.errors import PackageError
from swf_facts.package import DESCRIPTOR, LOCAL_TABLES, governing_schema, required_tables
from swf_facts.rules.copies import differences, malformed
from swf_facts.rules.profile_errors import as_json, profile_errors
from swf_facts.rules.registry import Rung

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Tables

__all__ = ["RUNG"]


def _counts(tables: Tables) -> int:
    listed = tables.package.descriptor.get("resources")
    return len(listed) if isinstance(listed, list) else 0


RUNG = Rung("descriptor", _counts)


# --- what could not be read: found while reading, documented here ------------------------------------
def _read_problems(tables: Tables, rule: str) -> Iterator[Finding]:
    return (problem for problem in tables.package.problems if problem.rule == rule)


@RUNG.rule()
def descriptor_unreadable(tables: Tables) -> Iterator[Finding]:
    """The descriptor is one JSON object in UTF-8, not nested deeper than 32 levels, without repeated names.

    Where it is not, no further rung is climbed.

    Breaks on: a descriptor that ends in the middle.
    Fix: write datapackage.json as one JSON object in UTF-8.
    """
    return _read_problems(tables, "descriptor-unreadable")


@RUNG.rule()
def archive_unsafe(tables: Tables) -> Iterator[Finding]:
    """An archive has plain members only, which stay inside it and do not grow beyond reason.

    Breaks on: a member named ``../../outside.csv``.
    Fix: pack the folder of the package again, with plain files only.
    """
    return _read_problems(tables, "archive-unsafe")


@RUNG.rule()
def path_unsafe(tables: Tables) -> Iterator[Finding]:
    """A path is relative, written with forward slashes, and leads to a file inside the package, links followed.

    Breaks on: a resource with the path ``../facts.csv``, or with an address on the web.
    Fix: give a path below the folder of datapackage.json, such as data/facts.csv.
    """
    return _read_problems(tables, "path-unsafe")


@RUNG.rule()
def resource_missing(tables: Tables) -> Iterator[Finding]:
    """Every resource is a file that can be read.

    Breaks on: a text that was deleted and is still listed.
    Fix: add the file, or remove the resource.
    """
    return _read_problems(tables, "resource-missing")


@RUNG.rule()
def resource_too_large(tables: Tables) -> Iterator[Finding]:
    """No file is larger than what is read: 16 MiB for the descriptor, 2 GiB for a resource.

    Breaks on: a table of 5 GiB.
    Fix: split the package, or leave the file out.
    """
    return _read_problems(tables, "resource-too-large")


@RUNG.rule()
def resource_name_repeated(tables: Tables) -> Iterator[Finding]:
    """Every resource has its own name.

    Breaks on: two resources named ``facts``.
    Fix: give each resource its own name.
    """
    return _read_problems(tables, "resource-name-repeated")


@RUNG.rule()
def parts_uneven(tables: Tables) -> Iterator[Finding]:
    """Where one of the tables whose rows belong to an article is kept in parts, all are, in equally many, and no other table is.

    Part by part they hold the rows of the same articles, and each is described in ``parts``, in order; their sizes add up to
    ``bytes``.

    Breaks on: two parts of ``facts`` and three of ``evidence``.
    Fix: cut every such table at the same articles; a part without rows still has its file.
    """
    counts = {name: len(item.parts) for name, item in tables.package.resources.items() if name in LOCAL_TABLES}
    most = max(counts.values(), default=0)
    for key, resource in tables.view(_indexed):
        name, count = resource.name, len(resource.parts)
        message = ""
        if name in counts and count != most:
            message = f"{name} has {_parts(count)}, and another table has {_parts(most)}"
        elif count and name not in LOCAL_TABLES:
            message = f"{name} is in parts, and its rows belong to no article"
        elif count and [part.path for part in resource.parts] != _described(resource.descriptor):
            message = f"`parts` does not describe the paths of {name} in their order"
        if message:
            yield parts_uneven.finding(resource=DESCRIPTOR, key=key, field="path", message=message)
            continue
        sizes, given = [part.descriptor.get("bytes") for part in resource.parts], resource.descriptor.get("bytes")
        total = sum(size for size in sizes if type(size) is int)
        if count and type(given) is int and all(type(size) is int for size in sizes) and given != total:
            yield parts_uneven.finding(
                resource=DESCRIPTOR,
                key=key,
                field="bytes",
                found=str(given),
                message=f"the parts of {name} have {total} bytes together",
                fix="write the sum of the sizes of the parts",
            )


def _parts(count: int) -> str:
    return "one file" if not count else "one part" if count == 1 else f"{count} parts"


def _described(entry: Mapping[str, Any]) -> list[object]:
    parts = entry.get("parts")
    return [item.get("path") for item in parts if isinstance(item, dict)] if isinstance(parts, list) else []


# --- the profile ------------------------------------------------------------------------------------
@RUNG.rule()
def table_missing(tables: Tables) -> Iterator[Finding]:
    """All tables of the profile are listed as resources, even those without rows.

    Breaks on: a descriptor without ``exclusions``.
    Fix: add the table with its header, and list it.
    """
    listed = tables.package.descriptor.get("resources")
    if not isinstance(listed, list):
        return  # the profile says so, or the descriptor could not be read
    names = {entry.get("name") for entry in listed if isinstance(entry, dict) and isinstance(entry.get("name"), str)}
    for table in required_tables():
        if table not in names:
            message = f"the table {table!r} is not listed"
            yield table_missing.finding(resource=DESCRIPTOR, key="$.resources", field="resources", message=message)


@RUNG.rule()
def profile_mismatch(tables: Tables) -> Iterator[Finding]:
    """The descriptor meets the profile, ``schemas/profile.json``.

    Breaks on: a resource without ``hash``.
    Fix: compare the descriptor with schemas/profile.json.
    """
    for error in tables.view(profile_errors):
        yield profile_mismatch.finding(
            resource=DESCRIPTOR,
            key=error.key,
            field=error.field,
            found=error.found,
            message=error.message,
            fix=error.fix,
        )


@RUNG.rule()
def standard_mismatch(tables: Tables) -> Iterator[Finding]:
    """The descriptor meets the Data Package 2.0 standard, as other tools read it.

    Looked at only where the stricter profile is met and everything could be read.

    Breaks on: ``"created": "2024-13-45T00:00:00Z"``.
    Fix: compare the descriptor with https://datapackage.org/standard/data-package/.
    """
    sound = not tables.package.problems and not tables.view(profile_errors)
    for key, message in _standard_errors(_without_references(tables.package.descriptor)) if sound else ():
        yield standard_mismatch.finding(resource=DESCRIPTOR, key=key, message=message)


def _without_references(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return the descriptor without anything that a reader might fetch, or compile as a pattern."""
    drop = {"schema", "dialect", "profile", "$schema"}
    resources = [{key: value for key, value in entry.items() if key not in drop} for entry in descriptor["resources"]]
    return {**{key: value for key, value in descriptor.items() if key != "profile"}, "resources": resources}


def _standard_errors(descriptor: dict[str, Any]) -> Iterator[tuple[str, str]]:
    from frictionless import Package

    errors = [str(error.note) for error in Package.validate_descriptor(descriptor).errors]
    yield from (("$", note) for note in errors)
    if errors:
        return
    try:
        from check_datapackage import check
    except ImportError:  # comes with the extra on Python 3.12 and later, and is never the only guard
        return
    yield from ((issue.jsonpath, issue.message) for issue in check(descriptor))


# --- table schemas ----------------------------------------------------------------------------------
@RUNG.rule()
def schema_unreadable(tables: Tables) -> Iterator[Finding]:
    """The table schema of a resource is an object, or a path to a JSON file of the package.

    Breaks on: a schema at an address on the web.
    Fix: put the schema into the descriptor, or name a file in schemas/.
    """
    for key, resource in tables.view(_indexed):
        try:
            tables.package.schema_copy(resource)
        except PackageError as error:
            schema = resource.descriptor.get("schema")
            found = schema if isinstance(schema, str) else ""
            yield schema_unreadable.finding(
                resource=DESCRIPTOR,
                key=f"{key}.schema",
                field="schema",
                found=found,
                message=error.message,
                fix=error.fix,
            )


def _indexed(tables: Tables) -> list[tuple[str, Any]]:
    """Return every resource with its JSON path."""
    listed = tables.package.descriptor.get("resources")
    index = {id(entry): position for position, entry in enumerate(listed if isinstance(listed, list) else [])}
    return [(f"$.resources[{index[id(item.descriptor)]}]", item) for item in tables.package.resources.values()]


def _copies(tables: Tables) -> list[tuple[str, Any, Mapping[str, Any]]]:
    """Return every resource that has a readable schema: JSON path, resource, schema."""
    found = []
    for key, resource in tables.view(_indexed):
        try:
            copy = tables.package.schema_copy(resource)
        except PackageError:
            continue
        if copy is not None:
            found.append((f"{key}.schema", resource, copy))
    return found


@RUNG.rule()
def schema_differs(tables: Tables) -> Iterator[Finding]:
    """The package's copy of a table schema agrees with the profile's; it may add fields after ours, and say things in other words.

    The profile's own schemas govern in any case: a copy that asks for less changes nothing but this finding.

    Breaks on: a copy of ``schemas/facts.json`` in which ``value_number`` has no ``minimum``.
    Fix: copy the table schema from the profile.
    """
    for key, resource, copy in tables.view(_copies):
        if resource.is_table:
            for field, found, message in differences(governing_schema(resource.name), copy):
                yield schema_differs.finding(
                    resource=DESCRIPTOR, key=key, field=field, found=found, message=f"{resource.name}: {message}"
                )


@RUNG.rule()
def constraint_refused(tables: Tables) -> Iterator[Finding]:
    """What a package adds to the tables can be checked: fields have names, constraints fit their type.

    A pattern is compiled by an engine whose time is linear in the text; lookaround, back-references and patterns that would
    need more than a few megabytes are refused, never run.

    Breaks on: an added field whose pattern refers back to a group.
    Fix: write the constraint as the Table Schema standard has it, with a pattern that needs no backtracking.
    """
    for key, resource, copy in tables.view(_copies):
        listed = copy.get("fields")
        if not isinstance(listed, list):
            continue
        governed = (
            {field["name"] for field in governing_schema(resource.name)["fields"]} if resource.is_table else set()
        )
        for position, field in enumerate(listed):
            name = field.get("name") if isinstance(field, dict) else None
            if not (isinstance(name, str) and name in governed):
                for constraint, message in malformed(field):
                    yield constraint_refused.finding(
                        resource=DESCRIPTOR,
                        key=f"{key}.fields[{position}]",
                        field=name if isinstance(name, str) else "",
                        found=as_json(field["constraints"].get(constraint)) if constraint else "",
                        message=f"{resource.name}: {message}",
                    )
