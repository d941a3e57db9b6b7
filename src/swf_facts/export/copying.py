"""The files of a package themselves, for formats that describe them rather than hold their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.errors import PackageError
from swf_facts.package import DESCRIPTOR
from swf_facts.package.files import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from swf_facts.package import Package

__all__ = ["copy_files", "package_files"]

_MOST = 2 * 2**30  # bytes of one file, as many as a package is read with


def package_files(package: Package) -> Mapping[str, bytes]:
    """Return the files of a package by path: the descriptor, every resource that is there, and the schemas that they name.

    Raises
    ------
    PackageError
        A file cannot be read.
    """
    files = {DESCRIPTOR: _read(package, DESCRIPTOR)}
    for resource in package.resources.values():
        if resource.name in package.contents:  # a text may have been removed
            files[resource.path] = package.contents[resource.name]
        elif resource.name in package.large:
            files[resource.path] = _read(package, resource.path)
        files |= {part.path: _read(package, part.path) for part in resource.parts}
    schemas = {str(resource.descriptor.get("schema")) for resource in package.resources.values()}
    return files | {path: _read(package, path) for path in sorted(schemas) if path.endswith(".json")}


def _read(package: Package, path: str) -> bytes:
    if package.files is None:
        raise PackageError(f"{package.shown} is no longer open", "read the package again")
    try:
        return package.files.read(path, limit=_MOST)
    except Refused as refused:
        raise PackageError(f"{package.shown}: {refused.message}", refused.fix) from None


def copy_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write *files* below *folder*; their paths were checked when the package was read."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
