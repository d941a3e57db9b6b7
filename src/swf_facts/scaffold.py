"""Begin a new package of facts: an empty one of the profile, ready for its first article."""

from __future__ import annotations

import datetime
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError
from swf_facts.package import DESCRIPTOR, governing_schema, governing_tables, installed_package, required_tables
from swf_facts.refresh import refresh

if TYPE_CHECKING:
    import os

__all__ = ["begin_package"]


def begin_package(folder: str | os.PathLike[str]) -> Path:
    """Write an empty package to *folder*, whole or not at all.

    The tables have their header line and no rows. The package is valid as it is; rows are added by hand, and what
    follows from them by ``swf-facts refresh``.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty. Its name becomes the name of the package.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SwfFactsError
        Something is there already, or the folder cannot be written.
    """
    target = Path(folder)
    name = re.sub(r"[^a-z0-9]+", "-", target.resolve().name.lower()[:200]).strip("-") or "facts"
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise SwfFactsError(f"{target} exists and is not an empty folder", "name a new folder; nothing was written")
        beside = target if target.exists() else target.parent
        beside.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=beside, prefix=".swf-facts-new.") as work:
            draft = Path(work, "draft")
            _write(draft, name)
            refresh(draft)
            _move(draft, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SwfFactsError(f"{target} cannot be written: {reason}", "choose a folder that you may write to") from None
    return target


def _move(draft: Path, target: Path) -> None:
    """Move the finished package to its place: an existing folder stays the one it is, and is empty again if that fails."""
    if not target.exists():
        draft.rename(target)
        return
    moved: list[Path] = []
    try:
        for child in sorted(draft.iterdir()):
            child.rename(target / child.name)
            moved.append(target / child.name)
    except OSError:
        for path in moved:
            path.rename(draft / path.name)
        raise


def _write(root: Path, name: str) -> None:
    (root / "data" / "texts").mkdir(parents=True)
    for table in required_tables():
        header = ",".join(field["name"] for field in governing_schema(table)["fields"])
        (root / "data" / f"{table}.csv").write_bytes(f"{header}\n".encode())
    (root / "schemas").mkdir()
    for schema in (*governing_tables(), "profile"):
        content = (installed_package() / "schemas" / f"{schema}.json").read_bytes()
        (root / "schemas" / f"{schema}.json").write_bytes(content)
    now = datetime.datetime.now(datetime.UTC)
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": name,
        "description": "Facts that articles state, with the exact words that state them.",
        "version": "0.1.0",
        "created": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0 International",
            }
        ],
        "contributors": [{"title": f"{name} contributors"}],
        "resources": [],
    }
    (root / DESCRIPTOR).write_bytes(f"{json.dumps(descriptor, indent=2)}\n".encode())
