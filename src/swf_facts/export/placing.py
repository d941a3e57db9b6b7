"""Putting an export in its place: written whole beside it, then swapped in, so that a failure leaves what was there."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["SUMS", "place", "sums"]

SUMS = "SHA256SUMS"
ELSEWHERE = "name a folder that does not exist yet; nothing was written"


def place(folder: str | os.PathLike[str], write: Callable[[Path], None]) -> tuple[Path, ...]:
    """Have *write* fill a new folder, add the checksums of its files, and put it in the place of *folder*.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, is empty, or holds an earlier export and nothing else: what ``SHA256SUMS`` in it
        lists, unchanged.
    write : callable
        Writes the files of the export into the empty folder that it is given.

    Returns
    -------
    tuple of Path
        The files that are now in *folder*, sorted.

    Raises
    ------
    SwfFactsError
        *folder* is a file, holds anything else, or cannot be written. What was there is as it was.
    """
    shown = str(folder)
    try:
        target = Path(folder).resolve()
        _refuse_foreign(target, shown)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:40]}.") as work:
            draft = Path(work, "new")
            draft.mkdir()
            write(draft)
            files = _files(draft)
            (draft / SUMS).write_text(sums(draft, files), encoding="utf-8", newline="\n")
            _settle(draft)
            _swap(draft, target, Path(f"{work}.previous"))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        fix = "make room, or name a folder that you may write to; what was there is as it was"
        raise SwfFactsError(f"{shown} cannot be written: {reason}", fix) from None
    return tuple(Path(folder, name) for name in (*files, SUMS))


def sums(folder: Path, files: tuple[str, ...]) -> str:
    """Return the text of ``SHA256SUMS`` for *files* of *folder*, as ``sha256sum --check`` reads it."""
    return "".join(f"{_digest(folder / name)}  {name}\n" for name in files)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def _refuse_foreign(target: Path, shown: str) -> None:
    """Refuse a place that holds anything but an earlier export as it was written."""
    if not target.exists():
        return
    if not target.is_dir():
        raise SwfFactsError(f"{shown} is a file, not a folder", ELSEWHERE)
    if Path.cwd().is_relative_to(target) or target.is_mount():
        raise SwfFactsError(f"{shown} is the folder you stand in, or a whole disk, and cannot be replaced", ELSEWHERE)
    expected = _listed(target / SUMS)
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        if path.is_dir() and not path.is_symlink() and any(path.iterdir()):
            continue  # its files are looked at
        if name not in expected or path.is_symlink() or not path.is_file():
            raise SwfFactsError(f"{shown} holds {name!r}, which no export put there", ELSEWHERE)
        if name != SUMS and _digest(path) != expected[name]:
            raise SwfFactsError(f"{shown} holds {name!r}, which was changed since it was exported", ELSEWHERE)


def _listed(path: Path) -> Mapping[str, str]:
    """Return the digests in a file of checksums by name, its own name included; empty when there is no such file."""
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return {SUMS: ""} | {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _settle(folder: Path) -> None:
    """Wait until everything in *folder* is on the disk; a rename that came first would survive a crash alone."""
    for path in (*folder.rglob("*"), folder):
        if path.is_dir() and os.name == "nt":
            continue  # no folder can be opened there
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _swap(draft: Path, target: Path, previous: Path) -> None:
    """Put *draft* in the place of *target*, whose old content stays in *previous* until that is done."""
    if not target.exists():
        draft.rename(target)
        return
    draft.chmod(target.stat().st_mode & 0o777)
    target.rename(previous)
    try:
        draft.rename(target)
    except BaseException:
        previous.rename(target)
        raise
    shutil.rmtree(previous, ignore_errors=True)  # the export is in its place, whatever becomes of the old one
