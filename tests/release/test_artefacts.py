"""The artefacts of a release: the same everywhere, and noticed when they are not what they should be."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from clones import clone_to

from swf_facts.errors import SwfFactsError
from swf_facts.release import prove
from swf_facts.release.proving import Unreadable, proofs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BUILD = """
import os, sys
from pathlib import Path
from swf_facts.release import Commit, build
os.umask(int(sys.argv[2], 8))
commit, out = Commit(Path.cwd()), Path(sys.argv[1])
out.mkdir(parents=True)
build(commit.lay_out(out.parent / "tree"), commit.moment, out)
"""


def test_same_commit_same_bytes(tmp_path: Path) -> None:
    """Twice, in folders of other names, at other times, in other time zones and languages, for other users."""
    surroundings = {
        "one": ("022", {"TZ": "UTC", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}),
        "another, with a longer name": ("077", {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}),
    }
    built = []
    for name, (umask, environment) in surroundings.items():
        clone = clone_to(tmp_path / name / "clone")
        out = tmp_path / name / "out" / "artefacts"
        before = os.umask(int(umask, 8))
        try:
            subprocess.run(
                [sys.executable, "-c", BUILD, str(out), umask],
                cwd=clone,
                env={**{key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}, **environment},
                check=True,
            )
        finally:
            os.umask(before)
        built.append({path.name: path.read_bytes() for path in out.iterdir()})

    assert len(built[0]) == 11
    assert [name for name in built[0] if built[0][name] != built[1].get(name)] == []
    assert built[0].keys() == built[1].keys()


def test_no_artefact_goes_unread(artefacts: Path, tmp_path: Path) -> None:
    """Each is somebody's to read; the sdist is read together with the wheel."""
    read = {artefact for artefact, _ in proofs(artefacts, tmp_path)}

    assert {path.name for path in artefacts.iterdir()} - read == {next(artefacts.glob("*.tar.gz")).name}


def without(path: Path, member: str) -> None:
    """Take a member out of an archive."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != member}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def edited(path: Path, ending: str, edit: Callable[[str], str]) -> None:
    """Change a text in an archive."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    (member,) = [name for name in files if name.endswith(ending)]
    files[member] = edit(files[member].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def damage_sqlite(path: Path) -> None:
    """Take away what other rows refer to."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM properties")
        database.commit()


def without_root_name(text: str) -> str:
    """Take the name off the root of a crate."""
    crate = json.loads(text)
    for node in crate["@graph"]:
        if node["@id"] == "./":
            del node["name"], node["license"]
    return json.dumps(crate)


def damage_text(old: str, new: str) -> Callable[[Path], None]:
    """Replace words in a file."""

    def damage(path: Path) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return damage


def without_first_line(path: Path) -> None:
    """Take the first line off a file."""
    path.write_text(path.read_text("utf-8").partition("\n")[2], "utf-8")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "twine": lambda path: edited(
        path, "/METADATA", lambda text: text.replace("Metadata-Version: 2", "Metadata-Version: 9")
    ),
    "check-wheel-contents": lambda path: edited(path, "/RECORD", lambda text: f"{text}tests/__init__.py,,\n"),
    "frictionless": lambda path: edited(path, "data/units.csv", lambda text: f"{text}USD\n"),
    "swf-facts": lambda path: edited(path, "data/units.csv", lambda text: text.replace("dollar", "pound")),
    "duckdb": lambda path: without(path, "units.parquet"),
    "sqlite3": damage_sqlite,
    "mlcroissant": lambda path: without(path, "data/units.csv"),
    "roc-validator": lambda path: edited(path, "ro-crate-metadata.json", without_root_name),
    "rdflib": damage_text('"Claim"', '"Opinion"'),
    "json": without_first_line,
    "check-jsonschema": damage_text("title: ", "tittle: "),
    "datacite": damage_text('"titles"', '"tittles"'),
}


@pytest.mark.parametrize("program", DAMAGE)
def test_damaged_artefact_is_noticed(artefacts: Path, tmp_path: Path, program: str) -> None:
    """Each program says no to what is not right: its word is worth something."""
    folder = shutil.copytree(artefacts, tmp_path / "artefacts")
    tried = proofs(folder, tmp_path / "work")
    ((name, proof),) = ((artefact, proof) for (artefact, by), proof in tried.items() if by == program)
    DAMAGE[program](folder / name)

    with pytest.raises(Unreadable):
        proof()


def test_error_names_the_artefact(artefacts: Path, tmp_path: Path) -> None:
    """The release stops with words."""
    folder = shutil.copytree(artefacts, tmp_path / "artefacts")
    DAMAGE["twine"](next(folder.glob("*.whl")))

    with pytest.raises(SwfFactsError, match=r"\.whl is not what it should be: twine says: "):
        list(prove(folder, tmp_path / "work"))
