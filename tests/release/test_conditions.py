"""What a commit must be to be released, and that each of it is asked."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from clones import commit_all

import package_copies
from swf_facts.refresh import refresh
from swf_facts.release.__main__ import main
from swf_facts.release.commit import Commit
from swf_facts.release.conditions import (
    Previous,
    in_tree,
    previous_release,
    stale,
    unclean,
    underrated,
    undescribed,
    unproved,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_clean_tree_has_no_problem_and_any_other_has(clone: Path) -> None:
    """A changed file and a new one are both named."""
    assert list(unclean(Commit(clone))) == []
    (clone / "LICENSE").write_text("mine", "utf-8")
    (clone / "new.txt").write_text("mine", "utf-8")

    (problem,) = unclean(Commit(clone))
    assert str(problem) == ("the working tree differs from the commit: LICENSE, new.txt; commit or remove what differs")


def test_failing_ladder(good: Path) -> None:
    """The first findings are in the message."""
    assert list(unproved(good)) == []
    package_copies.set_cell(good, "facts", "gazette2024.002", "value_number", "43")

    (problem,) = unproved(good)
    assert problem.message.startswith("the ladder finds ")
    assert "gazette2024.002" in problem.message


def test_stale_hash(good: Path) -> None:
    """A table that was edited after its hash was made."""
    with (good / "data" / "units.csv").open("a", encoding="utf-8") as stream:
        stream.write("JPY,yen,currency,¥,iso4217,JPY,\n")

    (problem,) = stale(good)
    assert "what is derived is stale: " in problem.message
    assert "datapackage.json" in problem.message


def test_stale_generated_file(tree: Path, tmp_path: Path) -> None:
    """A file of the project that does not say what the package says."""
    copy = shutil.copytree(tree, tmp_path / "tree")
    assert list(stale(copy)) == []
    (copy / "CITATION.cff").write_text("title: other\n", "utf-8")

    (problem,) = stale(copy)
    assert "CITATION.cff" in problem.message


@pytest.mark.parametrize("heading", ["## 1.0.0", "## 1.0.0 (2026-11-22)"])
def test_changelog_with_the_version(tmp_path: Path, heading: str) -> None:
    """A section of the version is enough."""
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n", "utf-8")

    assert list(undescribed(tmp_path, "1.0.0")) == []


@pytest.mark.parametrize("heading", ["## 1.0.0-rc.1", "## 11.0.0", "## 1.0.01", "### 1.0.0", "1.0.0"])
def test_changelog_without_the_version(tmp_path: Path, heading: str) -> None:
    """What only looks like the version is another."""
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n", "utf-8")

    (problem,) = undescribed(tmp_path, "1.0.0")
    assert problem.message == "CHANGELOG.md has no section `## 1.0.0`"


def raised(folder: Path, version: str) -> Path:
    """Make a package that has a new alias, and so must be a minor version."""
    package_copies.copy_good(folder)
    header, rows = package_copies.read_table(folder, "aliases")
    package_copies.write_table(folder, "aliases", header, [*rows, ["entity", "isle-fund", "the Isle Fund itself"]])
    return package_copies.edit_descriptor(folder, version=version)


def test_version_that_is_raised_too_little(good: Path, tmp_path: Path) -> None:
    """The message says which version it must be, and what demands it."""
    previous = Previous("1.0.0", good)
    assert list(underrated(raised(tmp_path / "minor", "1.1.0"), previous, rehearsal=False)) == []

    (problem,) = underrated(raised(tmp_path / "patch", "1.0.1"), previous, rehearsal=False)
    assert problem.message.startswith("the version must be 1.1.0 or more after 1.0.0: ")


def test_previous_release_that_is_not_here(good: Path) -> None:
    """A rehearsal goes on without it, a release does not."""
    previous = Previous("0.9.0", None)

    assert list(underrated(good, previous, rehearsal=True)) == []
    (problem,) = underrated(good, previous, rehearsal=False)
    assert problem.message == "the package of 0.9.0, the release before, is not here"


def test_previous_release_is_found_in_the_history(clone: Path, tmp_path: Path) -> None:
    """Without tags and folders, the ledger names the version and the history has its package."""
    previous = previous_release(Commit(clone), clone / "dist", tmp_path / "work")

    assert previous is not None
    assert previous.package is not None
    assert package_copies.read_descriptor(previous.package)["version"] == previous.version


def test_previous_release_is_found_among_the_folders(clone: Path, tmp_path: Path) -> None:
    """The newest of the releases that lie there, as long as it is older."""
    for version in ("0.0.9", "0.1.0", "99.0.0"):
        (tmp_path / "dist" / version).mkdir(parents=True)
        (tmp_path / "dist" / version / f"swf-facts-{version}.zip").touch()

    previous = previous_release(Commit(clone), tmp_path / "dist", tmp_path / "work")
    assert previous == Previous("0.1.0", tmp_path / "dist" / "0.1.0" / "swf-facts-0.1.0.zip")


def test_tag_is_preferred(clone: Path) -> None:
    """The tag says which commit was released, even when later ones have its version."""
    version = Commit(clone).version
    commit_all(clone, "Empty")
    subprocess.run(["git", "tag", f"v{version}", "HEAD~1"], cwd=clone, check=True)

    assert Commit(clone).with_version(version) == Commit(clone, f"v{version}")
    assert Commit(clone).with_version("77.0.0") is None


def test_release_from_the_ledger_to_the_checksums(
    clone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the facts enter the ledger, then the artefacts are built and proved; other bytes are refused ever after."""
    monkeypatch.chdir(clone)
    version = Commit(clone).version
    ledger = clone / "data" / "ledger.csv"
    ledger.write_text("".join(ledger.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    refresh(clone)
    in_tree(clone, "docs/project_files.py")
    commit_all(clone, "Have a fact that was not released yet")

    assert main([]) == 2
    assert "were entered in the ledger: data/ledger.csv, datapackage.json; commit that" in capsys.readouterr().err
    assert not (clone / "dist").exists()
    commit_all(clone, "Enter the facts in the ledger")
    assert main([]) == 0, capsys.readouterr().err
    out = clone / "dist" / version
    read = [line.partition(": ")[0] for line in capsys.readouterr().out.splitlines() if line.startswith("swf")]
    assert f"swf-facts-{version}.sqlite" in read
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=out, check=True, capture_output=True)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (clone / "LICENSE-DATA").write_text("other words\n", "utf-8")
    commit_all(clone, "Change a file of the package")
    assert main([]) == 2
    assert f"{version} was released already with other bytes: " in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_every_problem_is_told_at_once(
    clone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One run lists all that is in the way, and nothing is written."""
    monkeypatch.chdir(clone)
    (clone / "CHANGELOG.md").write_text("# Changelog\n", "utf-8")
    (clone / "CITATION.cff").write_text("title: other\n", "utf-8")
    commit_all(clone, "Break two things")
    (clone / "new.txt").touch()

    assert main(["--dry-run"]) == 2
    said = capsys.readouterr().err
    assert said.count(" cannot be released: ") == 3
    assert not (clone / "dist").exists()
