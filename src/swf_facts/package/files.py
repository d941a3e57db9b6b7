"""The files of a package in a folder: paths stay inside it after links are followed, and sizes are limited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

__all__ = ["DESCRIPTOR", "Files", "Folder", "Refused", "checked_path", "refuse_large"]

DESCRIPTOR = "datapackage.json"
SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")


class Refused(Exception):  # noqa: N818  # never leaves this package: it becomes a finding
    """A file may not be read; carries the finding's rule, message and fix."""

    def __init__(self, rule: str, message: str, fix: str) -> None:
        super().__init__(rule, message, fix)
        self.rule, self.message, self.fix = rule, message, fix


class Files(Protocol):
    """The files of one package, by path relative to its descriptor."""

    @property
    def shown(self) -> str:
        """The place as the user named it."""
        ...

    def read(self, path: str, *, limit: int) -> bytes:
        """Return the bytes of the file at *path*, if there are not more than *limit*."""
        ...

    def size(self, path: str) -> int:
        """Return how many bytes the file at *path* has."""
        ...

    def open(self, path: str) -> IO[bytes]:
        """Open the file at *path* for reading it piece by piece."""
        ...


def checked_path(path: str) -> PurePosixPath:
    """Return *path* if it can only mean a file below the package's folder."""
    fix = f"give a path below the folder of {DESCRIPTOR}, with forward slashes, such as data/facts.csv"
    if "\\" in path or (path.startswith(("/", "~")) and not path.startswith("//")):
        raise Refused("path-unsafe", f"{path!r} is not a relative path with forward slashes", fix)
    if SCHEME.match(path) or path.startswith("//"):
        raise Refused("path-unsafe", f"{path!r} is an address, not a path; nothing is fetched", fix)
    if not path or any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise Refused("path-unsafe", f"{path!r} is no file name", fix)
    pure = PurePosixPath(path)
    if ".." in pure.parts:
        raise Refused("path-unsafe", f"{path!r} leaves the package through '..'", fix)
    return pure


def refuse_large(path: str, size: int, limit: int) -> None:
    """Refuse a file of more bytes than are read."""
    if size > limit:
        message = f"{path!r} has {size} bytes, more than the {limit} that are read"
        raise Refused("resource-too-large", message, "split the package, or leave the file out")


@dataclass(frozen=True, slots=True)
class Folder:
    """Files in a folder."""

    root: Path
    shown: str

    def _locate(self, path: str) -> Path:
        place = self.root / checked_path(path)
        try:
            real = place.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: a loop of links
            raise Refused(
                "resource-missing", f"there is no file {path!r}", "add the file, or remove the resource"
            ) from None
        if not real.is_relative_to(self.root.resolve()):
            fix = "replace the link by the file itself"
            raise Refused("path-unsafe", f"{path!r} is a link that leaves the package", fix)
        if not real.is_file():
            raise Refused("resource-missing", f"{path!r} is not a regular file", "add the file, or remove the resource")
        return real

    def read(self, path: str, *, limit: int) -> bytes:
        """Return the bytes of the file at *path*, if there are not more than *limit*."""
        real = self._locate(path)
        try:
            refuse_large(path, real.stat().st_size, limit)
            return real.read_bytes()
        except OSError as error:
            raise _unreadable(path, error) from None

    def size(self, path: str) -> int:
        """Return how many bytes the file at *path* has."""
        return self._locate(path).stat().st_size

    def open(self, path: str) -> IO[bytes]:
        """Open the file at *path* for reading it piece by piece."""
        try:
            return self._locate(path).open("rb")
        except OSError as error:
            raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> Refused:
    return Refused("resource-missing", f"{path!r} cannot be read: {error.strerror}", "make it readable")
