"""The files of a package at an address that fsspec knows: an object store, a shared file system, memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any, cast

from swf_facts.errors import MissingExtra, NotAPackage
from swf_facts.package.files import DESCRIPTOR, Refused, checked_path, refuse_large

__all__ = ["Remote", "open_remote"]


@dataclass(frozen=True, slots=True)
class Remote:
    """Files below an address."""

    system: Any
    root: str
    shown: str

    def size(self, path: str) -> int:
        """Return how many bytes the file at *path* has."""
        place = self._place(path)
        with _said(path):
            return int(self.system.size(place) or 0)

    def read(self, path: str, *, limit: int) -> bytes:
        """Return the bytes of the file at *path*, if there are not more than *limit*."""
        refuse_large(path, self.size(path), limit)
        with _said(path):
            return cast("bytes", self.system.cat_file(self._place(path)))

    def open(self, path: str) -> IO[bytes]:
        """Open the file at *path* for reading it piece by piece."""
        with _said(path):
            return cast("IO[bytes]", self.system.open(self._place(path), "rb"))

    def _place(self, path: str) -> str:
        return f"{self.root}/{checked_path(path).as_posix()}"


class _said:  # noqa: N801  # reads as the clause it begins
    """Turns what a file system raises into what is said of the file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FileNotFoundError):
            raise Refused("resource-missing", f"there is no file {self.path!r}", "add the file, or remove the resource")
        if isinstance(error, OSError):
            raise Refused("resource-missing", f"{self.path!r} cannot be read: {error}", "make it readable")


def open_remote(source: str) -> Remote:
    """Open the package at an address.

    Raises
    ------
    MissingExtra
        fsspec, or the library that it needs for this kind of address, is not installed.
    NotAPackage
        The address is of no kind that fsspec knows.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingExtra(
            "fsspec, which reads from addresses, is not installed", 'run `pip install "swf-facts[dask]"`'
        ) from None
    try:
        system, root = url_to_fs(source.removesuffix(f"/{DESCRIPTOR}"))
    except ImportError as error:
        raise MissingExtra(f"{source!r}: {error}", "install what it names") from None
    except ValueError as error:
        raise NotAPackage(
            f"{source!r} is no address that fsspec knows: {error}", "name a folder or another address"
        ) from None
    return Remote(system=system, root=str(root).rstrip("/"), shown=source)
