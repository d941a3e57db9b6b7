"""The files of a package in a zip archive, read in memory after its list of members was searched for traps."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from swf_facts.package.files import DESCRIPTOR, Refused, checked_path, refuse_large

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Archive", "open_archive"]

MAX_MEMBERS = 200_000
MAX_UNPACKED = 4 * 2**30  # bytes, over all members of an archive
MAX_RATIO = 200  # deflate reaches 1032 on zeros; tables of facts stay below 30
SMALL_MEMBER = 2**20  # bytes; below this no ratio of one member is suspicious
IN_WHEEL = "swf_facts/package_data/"  # where our own wheel carries its package
MANY_MEMBERS = 64 * 2**20  # bytes; below this no ratio of a whole archive is suspicious


@dataclass(frozen=True, slots=True)
class Archive:
    """Files in a zip archive, read in memory: nothing is ever unpacked to disk."""

    archive: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    shown: str

    def _locate(self, path: str) -> zipfile.ZipInfo:
        name = checked_path(path).as_posix()
        if name not in self.members:
            raise Refused("resource-missing", f"there is no file {path!r}", "add the file, or remove the resource")
        return self.members[name]

    def size(self, path: str) -> int:
        """Return how many bytes the member at *path* has."""
        return self._locate(path).file_size

    def open(self, path: str) -> IO[bytes]:
        """Open the member at *path* for reading it piece by piece."""
        return self.archive.open(self._locate(path))

    def read(self, path: str, *, limit: int) -> bytes:
        """Return the bytes of the member at *path*, if there are not more than *limit*."""
        import zipfile

        member = self._locate(path)
        refuse_large(path, member.file_size, limit)
        try:
            with self.archive.open(member) as stream:
                return stream.read(member.file_size + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            raise Refused("archive-unsafe", f"{path!r} cannot be unpacked: {error}", "pack the archive again") from None
        except Exception as error:  # a damaged stream raises zlib.error, lzma.LZMAError and others, by method
            if type(error).__module__ not in {"zlib", "_lzma", "lzma"}:
                raise
            raise Refused("archive-unsafe", f"{path!r} cannot be unpacked: {error}", "pack the archive again") from None


def open_archive(path: Path, shown: str) -> Archive:
    """Open a zip archive after looking at its list of members for traps."""
    import zipfile  # not worth its start-up cost for a folder

    fix = "pack the folder of the package again, with plain files only"
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("archive-unsafe", f"the archive cannot be read: {error}", "download or pack it again") from None
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise Refused("archive-unsafe", f"the archive has {len(infos)} members, more than {MAX_MEMBERS}", fix)
    names: set[str] = set()
    for info in infos:
        try:
            name = checked_path(info.filename).as_posix()
        except Refused as refused:
            raise Refused("archive-unsafe", f"a member of the archive would leave it: {refused.message}", fix) from None
        if name in names:
            raise Refused("archive-unsafe", f"the archive has two members {name!r}", fix)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Refused("archive-unsafe", f"the member {name!r} is a symbolic link", fix)
        if info.flag_bits & 0x1:
            raise Refused("archive-unsafe", f"the member {name!r} is encrypted", fix)
        if info.file_size > SMALL_MEMBER and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            message = f"the member {name!r} would grow from {info.compress_size} to {info.file_size} bytes"
            raise Refused("archive-unsafe", message, fix)
        names.add(name)
    total, packed = sum(info.file_size for info in infos), path.stat().st_size
    if total > MAX_UNPACKED or total > max(MAX_RATIO * packed, MANY_MEMBERS):  # members may share their bytes
        raise Refused("archive-unsafe", f"the archive would grow from {packed} to {total} bytes", fix)
    prefix = _archive_prefix(names)
    members = {
        PurePosixPath(info.filename).as_posix().removeprefix(prefix): info
        for info in infos
        if PurePosixPath(info.filename).as_posix().startswith(prefix)
    }
    return Archive(archive=archive, members=members, shown=shown)


def _archive_prefix(names: set[str]) -> str:
    """Return the folder that holds the descriptor: the top, that of a wheel, or the only folder at the top that has one."""
    if DESCRIPTOR in names:
        return ""
    if f"{IN_WHEEL}{DESCRIPTOR}" in names:
        return IN_WHEEL
    holders = [name for name in names if name.count("/") == 1 and name.endswith(f"/{DESCRIPTOR}")]
    return holders[0].removesuffix(DESCRIPTOR) if len(holders) == 1 else ""
