"""Putting an export in its place: whole, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import package_copies
import swf_facts
from swf_facts import SwfFactsError, cli
from swf_facts.export import export
from swf_facts.export.formats import FORMATS
from swf_facts.export.placing import place

if TYPE_CHECKING:
    from swf_facts.export.formats import Format


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder*, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> list[str]:
    """Return what lies in *folder*, hidden things too."""
    return sorted(path.name for path in folder.iterdir())


def write_new(draft: Path) -> None:
    """Write an export of one file."""
    (draft / "c.txt").write_text("new")


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """Return a folder that holds an export of another package."""
    folder = tmp_path / "out"

    def write_both(draft: Path) -> None:
        (draft / "a.txt").write_text("earlier")
        (draft / "b.txt").write_text("earlier")

    place(folder, write_both)
    return folder


def test_earlier_export_is_replaced_whole(earlier: Path) -> None:
    """What the new export does not have is gone, and nothing is left beside it."""
    written = place(earlier, write_new)

    assert [path.name for path in written] == ["c.txt", "SHA256SUMS"]
    assert sorted(contents(earlier)) == ["SHA256SUMS", "c.txt"]
    assert names(earlier.parent) == ["out"]


def test_failing_writer_leaves_what_was_there(earlier: Path) -> None:
    """An error half way, or an interruption, changes nothing."""
    before = contents(earlier.parent)

    def fail(draft: Path) -> None:
        (draft / "a.txt").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place(earlier, fail)
    assert contents(earlier.parent) == before
    assert names(earlier.parent) == ["out"]


@pytest.mark.parametrize("failing", [1, 2])
def test_failing_rename_leaves_what_was_there(earlier: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """Whichever of the two renames fails, the earlier export is in its place again."""
    before = contents(earlier.parent)
    rename, calls = Path.rename, []

    def renaming(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == failing:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", renaming)

    with pytest.raises(SwfFactsError, match=r"cannot be written: Input/output error; .*what was there is as it was"):
        place(earlier, write_new)
    assert contents(earlier.parent) == before


KILLED = """
import os, signal, sys
from swf_facts.export.placing import place
def write(draft):
    (draft / "a.txt").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
place(sys.argv[1], write)
"""


def test_killed_process_leaves_what_was_there(earlier: Path) -> None:
    """Without a chance to clean up, the earlier export is whole; beside it lies what the new one would have been."""
    before = contents(earlier)
    done = subprocess.run([sys.executable, "-c", KILLED, str(earlier)], check=False)

    assert done.returncode == -9
    assert contents(earlier) == before
    place(earlier, write_new)
    assert sorted(contents(earlier)) == ["SHA256SUMS", "c.txt"]


FULL = """
import resource, sys
from swf_facts.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))  # a write beyond that fails, as on a full disk
sys.exit(main(["export", sys.argv[1], sys.argv[2]]))
"""


@pytest.mark.parametrize("format_", FORMATS)
def test_full_disk_leaves_what_was_there(earlier: Path, format_: Format) -> None:
    """A disk that is full half way: exit code 2, words, no half file, and the earlier export unharmed."""
    before = contents(earlier.parent)
    done = subprocess.run(
        [sys.executable, "-c", FULL, format_, str(earlier)], capture_output=True, check=False, encoding="utf-8"
    )

    assert done.returncode == 2, done.stderr
    assert f"swf-facts: {earlier} cannot be written: " in done.stderr
    assert done.stderr.endswith("what was there is as it was\n")
    assert "Traceback" not in done.stderr
    assert contents(earlier.parent) == before
    assert names(earlier.parent) == ["out"]


@pytest.mark.parametrize(
    "format_", [name for name in FORMATS if name != "duckdb"]
)  # it numbers each database by chance
def test_same_package_same_bytes(tmp_path: Path, format_: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clock, time zone and umask leave no trace."""
    export(format_, tmp_path / "one")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    before = os.umask(0o077)
    try:
        export(format_, tmp_path / "two")
    finally:
        os.umask(before)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_checksums_are_those_of_sha256sum(tmp_path: Path) -> None:
    """The tool that everybody has reads them."""
    export("ro-crate", tmp_path / "out")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run ``swf-facts export`` that must fail, and return what it says."""
    assert cli.main(["export", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()[-1]


def test_folder_that_is_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The file is not touched."""
    (tmp_path / "out").write_text("mine")

    assert "out is a file, not a folder; name a folder" in refusal(capsys, "sqlite", str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("name", ["notes.txt", "swf-facts.sqlite", ".hidden", "folder/notes.txt"])
def test_folder_with_foreign_files(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    """Whatever no export wrote stays, even if it has the name of a file that an export would write."""
    (tmp_path / "out" / name).parent.mkdir(parents=True)
    (tmp_path / "out" / name).write_text("mine")

    assert f"out holds {name!r}, which no export put there; name a folder" in refusal(
        capsys, "sqlite", str(tmp_path / "out")
    )
    assert contents(tmp_path / "out") == {name: b"mine"}


def test_export_that_was_edited_is_kept(capsys: pytest.CaptureFixture[str], earlier: Path) -> None:
    """An export in which somebody worked is theirs."""
    (earlier / "a.txt").write_text("mine")

    assert "holds 'a.txt', which was changed since it was exported" in refusal(capsys, "sqlite", str(earlier))
    assert (earlier / "a.txt").read_text() == "mine"


def test_folder_that_holds_a_link(capsys: pytest.CaptureFixture[str], earlier: Path) -> None:
    """A link that takes the place of an exported file is foreign."""
    (earlier / "a.txt").rename(earlier.parent / "elsewhere")
    (earlier / "a.txt").symlink_to(earlier.parent / "elsewhere")

    assert "holds 'a.txt', which no export put there" in refusal(capsys, "sqlite", str(earlier))


def test_folder_that_may_not_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """No permission, a file in the way, a name that is too long, a NUL: words, and exit code 2."""
    (tmp_path / "file").write_text("mine")
    for name in ("file/out", "x" * 300, "a\0b"):
        assert "cannot be written" in refusal(capsys, "sqlite", str(tmp_path / name))
    if os.geteuid():  # root may write anywhere
        tmp_path.chmod(0o500)
        assert "Permission denied" in refusal(capsys, "sqlite", str(tmp_path / "out"))
        tmp_path.chmod(0o700)
    assert names(tmp_path) == ["file"]


def test_folder_that_one_stands_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell is not left in a folder that is no more."""
    monkeypatch.chdir(tmp_path)

    assert "the folder you stand in" in refusal(capsys, "sqlite", ".")


def test_command_lists_what_it_wrote(capsys: pytest.CaptureFixture[str], good: Path, tmp_path: Path) -> None:
    """Exit code 0, one line a file."""
    assert cli.main(["export", "jsonld", str(tmp_path / "a" / "b"), "--package", str(good)]) == 0

    name = swf_facts.load(good).name
    assert capsys.readouterr().out == f"wrote {tmp_path}/a/b/{name}.jsonld\nwrote {tmp_path}/a/b/SHA256SUMS\n"


@pytest.fixture
def in_parts(good: Path) -> Path:
    """Return a package that keeps its facts in a file for each part."""
    descriptor = package_copies.read_descriptor(good)
    for resource in descriptor["resources"]:
        if resource["name"] == "facts":
            part = {name: resource.pop(name) for name in ("path", "bytes", "hash")}
            resource |= {"path": [part["path"]], "parts": [part], "bytes": part["bytes"]}
    return package_copies.write_descriptor(good, descriptor)


def test_package_in_parts_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], in_parts: Path, tmp_path: Path
) -> None:
    """A table that is kept in parts may be larger than memory, and is not read as a whole."""
    said = refusal(capsys, "sqlite", str(tmp_path / "out"), "--package", str(in_parts))

    assert "the table 'facts' is kept in parts, or is too large to be held at once; read its files with" in said
    assert not (tmp_path / "out").exists()


def test_crate_of_a_package_in_parts_has_them(in_parts: Path, tmp_path: Path) -> None:
    """A format that describes the files has all of them."""
    export("ro-crate", tmp_path / "out", source=in_parts)

    assert (tmp_path / "out" / "data" / "facts.csv").read_bytes() == (in_parts / "data" / "facts.csv").read_bytes()
    assert '"@id": "data/facts.csv"' in (tmp_path / "out" / "ro-crate-metadata.json").read_text("utf-8")


def test_unknown_format_names_the_nearest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Exit code 2, and nothing is written."""
    said = refusal(capsys, "sqllite", str(tmp_path / "out"))

    assert said == "swf-facts: there is no format 'sqllite' to export to; did you mean 'sqlite'?"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("library", [writer.library for writer in FORMATS.values() if writer.library])
def test_missing_library_names_the_extra(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """A format whose library is not installed says how to get it."""
    (format_,) = (name for name, writer in FORMATS.items() if writer.library == library)
    monkeypatch.setitem(sys.modules, library, None)

    assert refusal(capsys, format_, str(tmp_path / "out")) == (
        f'swf-facts: an export to {format_} needs {library}, which is not installed; run `pip install "swf-facts[export]"`'
    )


@pytest.mark.parametrize("format_", [name for name, writer in FORMATS.items() if not writer.library])
def test_other_formats_need_the_standard_library_only(tmp_path: Path, format_: Format) -> None:
    """Five of the eight formats come without any other distribution."""
    program = (
        "import sys; before = set(sys.modules); from swf_facts.export import export; export(sys.argv[1], sys.argv[2]);"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, format_, tmp_path / "out"], capture_output=True, check=True, encoding="utf-8"
    )

    assert set(done.stdout.split()) - sys.stdlib_module_names == {"swf_facts"}
