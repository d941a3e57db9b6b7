"""Beginning a package: an empty one that is valid, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import swf_facts
from swf_facts import SwfFactsError, cli, validate
from swf_facts.package import governing_tables
from swf_facts.refresh import refresh
from swf_facts.scaffold import begin_package

if TYPE_CHECKING:
    from pathlib import Path


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_new_package_is_valid_loads_and_is_up_to_date(tmp_path: Path) -> None:
    """An empty package validates without a finding, has all tables without rows, and nothing in it is stale."""
    folder = begin_package(tmp_path / "My Funds (2026)")
    data = swf_facts.load(folder)

    assert validate(folder).findings == ()
    assert refresh(folder, check=True) == []
    assert data.name == "my-funds-2026"
    assert [len(table) for table in data.tables()] == [0] * len(governing_tables())


@pytest.mark.parametrize(("name", "expected"), [("データ", "facts"), ("--x--", "x"), ("a" * 220, "a" * 200)])
def test_name_of_the_package_is_made_of_that_of_the_folder(tmp_path: Path, name: str, expected: str) -> None:
    """Whatever the folder is called, the package has a name that the profile allows."""
    folder = begin_package(tmp_path / name)

    assert swf_facts.load(folder).name == expected
    assert validate(folder).valid


def test_folders_above_are_made(tmp_path: Path) -> None:
    """A path of several new folders is made, and holds nothing else."""
    begin_package(tmp_path / "a" / "b" / "funds")

    assert _names(tmp_path / "a" / "b") == ["funds"]
    assert _names(tmp_path / "a" / "b" / "funds") == ["data", "datapackage.json", "schemas"]


def test_empty_folder_is_filled_and_stays_the_folder_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``new .`` in an empty folder fills it; the folder is not replaced under the shell that stands in it."""
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino

    begin_package(".")

    assert tmp_path.stat().st_ino == before
    assert _names(tmp_path) == ["data", "datapackage.json", "schemas"]
    assert validate(tmp_path).valid


def test_folder_with_anything_in_it_is_refused(tmp_path: Path) -> None:
    """Nothing that is there is touched."""
    (tmp_path / ".hidden").write_text("mine")

    with pytest.raises(
        SwfFactsError, match="exists and is not an empty folder; name a new folder; nothing was written"
    ):
        begin_package(tmp_path)

    assert _names(tmp_path) == [".hidden"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("file", "exists and is not an empty folder"),
        ("file/inside", "cannot be written"),
        ("x" * 300, "cannot be written"),
    ],
)
def test_place_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, name: str, message: str) -> None:
    """A file in the way, or a name that is too long: an error in words, and no half-made folder."""
    (tmp_path / "file").write_text("mine")

    with pytest.raises(SwfFactsError, match=message):
        begin_package(tmp_path / name)

    assert _names(tmp_path) == ["file"]


def test_command_says_what_comes_next(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """``swf-facts new`` ends with 0 and names the commands that follow."""
    assert cli.main(["new", str(tmp_path / "my funds")]) == 0

    said = capsys.readouterr().out
    assert f"'{tmp_path}/my funds' is an empty package." in said
    assert f"`swf-facts validate '{tmp_path}/my funds'`" in said


def test_command_refuses_with_exit_code_2(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """A folder that holds a package already is refused in one line."""
    assert cli.main(["new", str(good)]) == 2
    assert capsys.readouterr().err.endswith("name a new folder; nothing was written\n")
