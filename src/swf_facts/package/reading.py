"""A package as it was found: what its descriptor lists, the bytes of its files, and what kept them from being read."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from swf_facts.errors import NotAPackage, PackageError
from swf_facts.package.descriptor import parse_descriptor
from swf_facts.package.files import DESCRIPTOR, Folder, Refused
from swf_facts.package.profile import governing_tables, installed_package

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from swf_facts.findings import Finding
    from swf_facts.package.files import Files

__all__ = ["LOCAL_TABLES", "Package", "Part", "Resource", "describe_hash", "read_package"]

MAX_DESCRIPTOR = 16 * 2**20  # bytes; ours has 20 kB, a package of a thousand texts about 1 MB
MAX_FILE = 2 * 2**30  # bytes; larger tables are kept as parts
MAX_SCHEMA = 2**20  # bytes; ours have 10 kB
MAX_HELD = 64 * 2**20  # bytes; a larger table of one file is read piece by piece, never whole
MAX_AT_ONCE = (
    20 * 2**20
)  # bytes; tables of more, taken together, are checked bucket by bucket: 20,000 facts have about as many
MOST_ROWS = 2**40  # of a part; numbers of lines that are counted from it must stay numbers that a column can hold
LOCAL_TABLES = ("articles", "passages", "facts", "evidence", "attributions", "exclusions", "texts")
"""The tables whose rows sit with their article, so that a package can be cut into buckets of articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a resource that is kept in several.

    Attributes
    ----------
    path : str
        Path relative to the descriptor.
    first : int
        Rows of the resource in the parts before this one.
    rows : int
        Rows in this part, as the descriptor says.
    descriptor : mapping
        What the descriptor says of the part: ``path``, ``bytes``, ``hash``, ``rows``.
    """

    path: str
    first: int
    rows: int
    descriptor: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One file of a package, as its descriptor lists it.

    Attributes
    ----------
    name : str
        Name of the resource, unique in the package.
    path : str
        Path relative to the descriptor; of a resource in parts, their folder.
    descriptor : mapping
        Everything that the descriptor says of it.
    parts : tuple of Part
        The files, where the resource is kept in several; empty where it is one file.
    """

    name: str
    path: str
    descriptor: Mapping[str, Any] = field(repr=False)
    parts: tuple[Part, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether the resource is one of the profile's tables."""
        return self.name in governing_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package as it was found: its descriptor, its resources, and what is wrong with them so far.

    Attributes
    ----------
    shown : str
        The place as the user named it.
    descriptor : mapping
        The parsed descriptor; empty when it could not be read.
    resources : mapping of str to Resource
        The resources that have a name and a safe path, by name, in the descriptor's order.
    contents : mapping of str to bytes
        The bytes of each resource of one file that could be read, by name; without the large ones.
    large : frozenset of str
        Tables of one file that are too large to hold in memory.
    problems : tuple of Finding
        What kept something from being read.
    """

    shown: str
    descriptor: Mapping[str, Any] = field(default_factory=dict, repr=False)
    resources: Mapping[str, Resource] = field(default_factory=dict, repr=False)
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    files: Files | None = field(default=None, repr=False)
    problems: tuple[Finding, ...] = ()
    large: frozenset[str] = frozenset()
    _schemas: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False, compare=False)  # as they were read

    @property
    def readable(self) -> bool:
        """Whether the descriptor could be read; where not, the problems say why and there is nothing else."""
        return not any(problem.resource == DESCRIPTOR and not problem.key for problem in self.problems)

    @property
    def is_bucketed(self) -> bool:
        """Whether the tables are too large to be looked at all at once: they are kept in parts, or have many bytes together."""
        held = sum(len(self.contents[name]) for name in LOCAL_TABLES if name in self.contents)
        return bool(self.large) or self.in_parts or held > MAX_AT_ONCE

    @property
    def in_parts(self) -> bool:
        """Whether the tables whose rows sit with their article are kept in parts."""
        return any(self.resources[name].parts for name in LOCAL_TABLES if name in self.resources)

    @property
    def name(self) -> str:
        """Name of the package; empty when the descriptor gives none."""
        return str(self.descriptor.get("name") or "")

    @property
    def version(self) -> str:
        """Version of the package; empty when the descriptor gives none."""
        return str(self.descriptor.get("version") or "")

    def content_at(self, path: str) -> bytes | None:
        """Return the bytes of the resource at *path*, or None when no readable resource has it."""
        for resource in self.resources.values():
            if resource.path == path:
                return self.contents.get(resource.name)
        return None

    def schema_copy(self, resource: Resource) -> Mapping[str, Any] | None:
        """Return the package's own Table Schema of *resource*, from the descriptor or the file it names.

        Raises
        ------
        PackageError
            The schema is neither an object nor a readable file of the package.
        """
        schema = resource.descriptor.get("schema")
        if schema is None or isinstance(schema, dict):
            return schema
        if not isinstance(schema, str) or self.files is None:
            raise PackageError(
                f"the schema of {resource.name!r} is neither an object nor a path", "name a file in schemas/"
            )
        if schema not in self._schemas:
            try:
                self._schemas[schema] = parse_descriptor(self.files.read(schema, limit=MAX_SCHEMA))
            except Refused as refused:
                raise PackageError(f"the schema of {resource.name!r}: {refused.message}", refused.fix) from None
        return self._schemas[schema]


def describe_hash(content: bytes) -> str:
    """Return the ``sha256:`` hash of *content* as a descriptor writes it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _problem(
    refused: Refused, *, resource: str = DESCRIPTOR, key: str = "", field_name: str = "", found: str = ""
) -> Finding:
    from swf_facts.findings import Finding

    return Finding(
        rule=refused.rule,
        resource=resource,
        key=key,
        field=field_name,
        found=found,
        message=refused.message,
        fix=refused.fix,
    )


def read_package(
    source: str | os.PathLike[str] | None = None, *, shared_only: bool = False, in_pieces: bool = False
) -> Package:
    """Read the descriptor and the files of a package, without judging them.

    Parameters
    ----------
    source : path, optional
        A folder, a ``datapackage.json`` or a ``.zip``, or the address of a folder that fsspec knows (``s3://…``);
        by default the package that this installation carries.
    shared_only : bool
        Whether to leave out the tables whose rows sit with their article, for who reads those bucket by bucket.
    in_pieces : bool
        Whether to leave them out where they are too large together to be looked at all at once, as `Package.is_bucketed` says.

    Returns
    -------
    Package
        With ``problems`` for everything that could not be read.

    Raises
    ------
    NotAPackage
        Nothing is there, or it is no folder, descriptor or archive, or the folder has no descriptor.
    """
    place = installed_package() if source is None else Path(source)
    try:
        files = _open_address(str(source)) if "://" in str(source or "") else _open_files(place)
    except Refused as refused:
        return Package(shown=str(place), problems=(_problem(refused),))
    except (OSError, ValueError) as error:  # a name too long, a NUL in it, no permission
        raise NotAPackage(f"{str(place)!r} cannot be opened: {error}", "check the name and its permissions") from None
    try:
        descriptor = parse_descriptor(files.read(DESCRIPTOR, limit=MAX_DESCRIPTOR))
    except Refused as refused:
        if refused.rule == "resource-missing":
            raise NotAPackage(f"{files.shown}: {refused.message}", f"name the folder that holds {DESCRIPTOR}") from None
        return Package(shown=files.shown, files=files, problems=(_problem(refused),))
    most = MAX_HELD
    if shared_only or (in_pieces and _size_together(files, descriptor) > MAX_AT_ONCE):
        most = -1
    return _read_resources(files, descriptor, most)


def _size_together(files: Files, descriptor: Mapping[str, Any]) -> int:
    """Return how many bytes the tables have whose rows sit with their article, of those that are one file which can be read."""
    listed = descriptor.get("resources")
    together = 0
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and entry.get("name") in LOCAL_TABLES and isinstance(entry.get("path"), str):
            with suppress(Refused):  # which is said where it is read
                together += files.size(entry["path"])
    return together


def _read_resources(files: Files, descriptor: Mapping[str, Any], most: int) -> Package:
    """Read every resource that has a name and a path; what lacks them is the profile's business."""
    resources: dict[str, Resource] = {}
    contents: dict[str, bytes] = {}
    problems: list[Finding] = []
    large: set[str] = set()
    listed = descriptor.get("resources")
    for index, entry in enumerate(listed if isinstance(listed, list) else []):
        name, path = (entry.get("name"), entry.get("path")) if isinstance(entry, dict) else (None, None)
        in_parts = isinstance(path, list) and bool(path) and all(isinstance(item, str) for item in path)
        if not isinstance(name, str) or not (isinstance(path, str) or (isinstance(path, list) and in_parts)):
            continue
        key = f"$.resources[{index}]"
        if name in resources:
            twice = Refused(
                "resource-name-repeated", f"two resources are named {name!r}", "give each resource its own name"
            )
            problems.append(_problem(twice, key=key, field_name="name", found=name))
            continue
        if isinstance(path, list):
            resources[name], refused = _in_parts(files, name, path, entry)
            problems += [_problem(one, key=key, field_name="path", found=found) for one, found in refused]
            continue
        try:
            if name in LOCAL_TABLES and files.size(path) > most:
                files.open(path).close()
                large.add(name)
            else:
                contents[name] = files.read(path, limit=MAX_FILE)
        except Refused as refused:
            problems.append(_problem(refused, key=key, field_name="path", found=path))
        resources[name] = Resource(name=name, path=path, descriptor=entry)
    return Package(
        shown=files.shown,
        descriptor=descriptor,
        resources=resources,
        contents=contents,
        files=files,
        problems=tuple(problems),
        large=frozenset(large),
    )


def _in_parts(
    files: Files, name: str, paths: list[str], entry: Mapping[str, Any]
) -> tuple[Resource, list[tuple[Refused, str]]]:
    """Return a resource of several files, none of which is read yet, and what is wrong with their paths."""
    given = entry.get("parts")
    described = {
        item["path"]: item
        for item in (given if isinstance(given, list) else [])
        if isinstance(item, dict) and isinstance(item.get("path"), str)
    }
    parts: list[Part] = []
    problems: list[tuple[Refused, str]] = []
    first = 0
    for path in paths:
        try:
            files.size(path)
        except Refused as refused:
            problems.append((refused, path))
        said = described.get(path, {})
        rows = said.get("rows")
        # What no file could hold is not counted; the part itself shows that it is no true number.
        counted = rows if type(rows) is int and 0 <= rows <= MOST_ROWS else 0
        parts.append(Part(path=path, first=first, rows=counted, descriptor=said))
        first += parts[-1].rows
    folder = str(PurePosixPath(paths[0]).parent)
    return Resource(name=name, path=folder, descriptor=entry, parts=tuple(parts)), problems


def _open_address(source: str) -> Files:
    """Return the files of the package at an address."""
    from swf_facts.package.remote import open_remote  # not worth its start-up cost for a folder

    return open_remote(source)


def _open_files(source: Path) -> Files:
    """Return the files of the package at *source*."""
    shown = str(source)
    if source.is_dir():
        return Folder(root=source, shown=shown)
    if source.is_file() and source.suffix.lower() == ".json":
        if source.name != DESCRIPTOR:
            raise NotAPackage(f"{shown} is not named {DESCRIPTOR}", f"name a folder, a {DESCRIPTOR} or a .zip")
        return Folder(root=source.parent, shown=shown)
    if source.is_file() and source.suffix.lower() in {".zip", ".whl"}:
        from swf_facts.package.archive import open_archive  # not worth its start-up cost for a folder

        return open_archive(source, shown)
    if source.exists():
        raise NotAPackage(
            f"{shown} is neither a folder nor a .json or .zip file", f"name a folder, a {DESCRIPTOR} or a .zip"
        )
    raise NotAPackage(f"there is nothing at {shown}", f"name a folder, a {DESCRIPTOR} or a .zip that exists")
