"""The artefacts of a release, each made from the files of one commit and from its moment alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.dataset import load
from swf_facts.errors import SwfFactsError
from swf_facts.export import export
from swf_facts.export.archive import pack
from swf_facts.export.placing import SUMS
from swf_facts.release.datacite import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from swf_facts.export.formats import Format

__all__ = ["build"]

PACKAGE_FILES = ("datapackage.json", "data", "schemas", "README.md", "CITATION.cff", "LICENSE-DATA")
FOLDERS: tuple[Format, ...] = ("parquet", "croissant", "ro-crate")  # become one archive each
FILES: tuple[Format, ...] = ("sqlite", "annotations", "jsonld")


def build(tree: Path, moment: int, folder: Path) -> None:
    """Write every artefact to *folder*.

    Parameters
    ----------
    tree : Path
        The files of the commit, laid out.
    moment : int
        When the commit was made, in seconds since 1970.
    folder : Path
        An empty folder.

    Raises
    ------
    SwfFactsError
        The distributions could not be built.
    """
    data = load(tree)
    name = f"{data.name}-{data.version}"
    day = time.gmtime(moment)[:6]
    _distributions(tree, moment, folder)
    files = _below(tree, PACKAGE_FILES)
    (folder / f"{name}.zip").write_bytes(pack(files, day))
    with tempfile.TemporaryDirectory() as work:
        for format_ in FOLDERS:
            out = Path(work, format_)
            export(format_, out, source=tree)
            (folder / f"{name}-{format_}.zip").write_bytes(pack(_below(out, ["."]), day))
        for format_ in FILES:
            made, _ = export(format_, Path(work, format_), source=tree)
            ending = made.name.removeprefix(f"{data.name}.")
            (folder / f"{name}.{ending}").write_bytes(made.read_bytes())
    (folder / "CITATION.cff").write_bytes(files["CITATION.cff"])
    (folder / "datacite.json").write_text(
        f"{json.dumps(metadata(data), ensure_ascii=False, indent=2)}\n", encoding="utf-8", newline="\n"
    )


def _below(root: Path, paths: Iterable[str]) -> Mapping[str, bytes]:
    """Return the files at or below *paths*, sorted; checksums of an export stay out, as those of the release hold its archive."""
    found = (
        path
        for start in paths
        for path in ([root / start] if (root / start).is_file() else (root / start).rglob("*"))
        if path.is_file() and path.name != SUMS
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}


def _distributions(tree: Path, moment: int, folder: Path) -> None:
    """Build the sdist from the files of the commit, and the wheel from the sdist."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(moment), "TZ": "UTC"}
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(tree)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8")  # noqa: S603
    if done.returncode:
        raise SwfFactsError(f"wheel and sdist cannot be built: {done.stdout}{done.stderr}", "mend pyproject.toml")
