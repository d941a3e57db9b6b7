"""The two packages that are held against each other: found by path or version, read, or refused in plain words."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.errors import NotAPackage, PackageError
from swf_facts.package import DESCRIPTOR, read_package, required_tables
from swf_facts.package.files import Refused
from swf_facts.versions import Version

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from swf_facts.package import Package, Resource

__all__ = ["INSTALLED", "Sheet", "open_side", "sheet", "text_at"]

INSTALLED = "installed"
LARGEST_PART = 2 * 2**30  # bytes


def open_side(source: str | os.PathLike[str]) -> Package:
    """Read the package that *source* means.

    Parameters
    ----------
    source : path or str
        A folder, a ``datapackage.json``, a ``.zip`` or a wheel; or ``installed``, or the version of the package that this
        installation carries. What exists as a path is a path.

    Raises
    ------
    NotAPackage
        There is nothing, or another version is installed.
    PackageError
        It cannot be read, or is a package of another profile.
    """
    name = str(source)
    if not Path(name).exists() and (name == INSTALLED or Version.parse(name) is not None):
        package = read_package()
        if name not in {INSTALLED, package.version}:
            raise NotAPackage(
                f"version {name} is not installed here, {package.version} is",
                f"run `pip download --no-deps {package.name}=={name}` and name the wheel",
            )
    else:
        package = read_package(source)
    problems = [
        problem
        for problem in package.problems
        if problem.rule != "resource-missing" or problem.resource != DESCRIPTOR or _is_table(package, problem.found)
    ]
    if problems:
        raise PackageError(f"{name}: {problems[0].message}", problems[0].fix)
    missing = [table for table in required_tables() if table not in package.resources]
    if missing:
        raise PackageError(
            f"{name} is no package of facts: its {DESCRIPTOR} lists no resource named {', '.join(map(repr, missing))}",
            "name two packages of this profile",
        )
    return package


def _is_table(package: Package, path: str) -> bool:
    return any(resource.is_table and path in _paths(resource) for resource in package.resources.values())


def _paths(resource: Resource) -> list[str]:
    path = resource.descriptor.get("path")
    return [str(one) for one in path] if isinstance(path, list) else [str(path)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of one package, read piece by piece.

    Attributes
    ----------
    table : str
        Its name.
    package : Package
        The package.
    paths : tuple of str
        Its files.
    parquet : bool
        Whether they are Parquet; else they are CSV.
    """

    table: str
    package: Package
    paths: tuple[str, ...]
    parquet: bool

    @property
    def size(self) -> int:
        """How many bytes the files have together, as far as the descriptor says."""
        given = self.package.resources[self.table].descriptor.get("bytes")
        return given if type(given) is int else len(self.package.contents.get(self.table, b""))

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes of each file."""
        held = self.package.contents.get(self.table)
        if held is not None:
            yield held
            return
        for path in self.paths:
            if self.package.files is None:
                raise self.damaged("it cannot be read")
            try:
                yield self.package.files.read(path, limit=LARGEST_PART)
            except Refused as refused:
                raise PackageError(f"{self.package.shown}: {refused.message}", refused.fix) from None

    def damaged(self, message: str) -> PackageError:
        """Return the error that says what is wrong with the table."""
        place = shlex.quote(self.package.shown)
        return PackageError(
            f"{self.package.shown}: {self.table}: {message}",
            f"`swf-facts validate {place}` lists everything that is wrong",
        )


def sheet(package: Package, table: str) -> Sheet:
    """Return a table of a package."""
    resource = package.resources[table]
    parquet = resource.descriptor.get("format") == "parquet"
    return Sheet(table=table, package=package, paths=tuple(_paths(resource)), parquet=parquet)


def text_at(package: Package, path: str | None) -> str | None:
    """Return the text at *path*, None where the package has none there."""
    content = package.content_at(path) if path else None
    return None if content is None else content.decode("utf-8", errors="backslashreplace")
