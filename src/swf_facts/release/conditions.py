"""What a release asks of a commit before anything is built."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from swf_facts.dataset import load
from swf_facts.difference import diff
from swf_facts.refresh import refresh
from swf_facts.validation import validate
from swf_facts.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from swf_facts.release.commit import Commit

__all__ = [
    "Previous",
    "Problem",
    "in_tree",
    "previous_release",
    "problems_of",
    "stale",
    "unclean",
    "underrated",
    "undescribed",
    "unproved",
    "write_ledger",
]

SHOWN = 5  # paths or findings in a message


class Problem(NamedTuple):
    """Why a commit cannot be released, and what to do about it."""

    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.message}; {self.fix}"


class Previous(NamedTuple):
    """The release before this one: its version, and a folder or zip of its package, None where that is not to be had."""

    version: str
    package: Path | None


def problems_of(commit: Commit, tree: Path, previous: Previous | None, *, rehearsal: bool) -> Iterator[Problem]:
    """Yield everything that keeps a commit from being released.

    Parameters
    ----------
    commit : Commit
        The commit.
    tree : Path
        Its files, laid out.
    previous : Previous or None
        The release before it.
    rehearsal : bool
        Whether nothing is going to be published: then a previous release may be missing.
    """
    yield from unclean(commit)
    yield from unproved(tree)
    yield from stale(tree)
    yield from undescribed(tree, commit.version)
    yield from underrated(tree, previous, rehearsal=rehearsal)


def _some(lines: list[str]) -> str:
    more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    return ", ".join(lines[:SHOWN]) + more


def unclean(commit: Commit) -> Iterator[Problem]:
    """Refuse a working tree that differs from the commit: what is seen would not be what is released."""
    changes = [line[3:] for line in commit.changes()]
    if changes:
        yield Problem(f"the working tree differs from the commit: {_some(changes)}", "commit or remove what differs")


def unproved(tree: Path) -> Iterator[Problem]:
    """Refuse a package in which the ladder finds an error."""
    report = validate(tree)
    if not report.valid:
        errors = [str(finding) for finding in report.findings if finding.severity == "error"]
        yield Problem(f"the ladder finds {len(errors)} errors: {_some(errors)}", "mend them: `nox -s validate`")


def stale(tree: Path) -> Iterator[Problem]:
    """Refuse hashes, tables and generated files that do not follow from what they are derived from."""
    found = refresh(tree, check=True)
    if not found:
        done = in_tree(tree, "docs/project_files.py", "--check")
        found = f"{done.stdout}{done.stderr}".splitlines() if done.returncode else []
    if found:
        yield Problem(f"what is derived is stale: {_some(found)}", "run `nox -s refresh` and commit")


def in_tree(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a Python program of the laid-out commit, with its own code and data."""
    environment = os.environ | {"PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(  # noqa: S603  # our own programs
        [sys.executable, *words], cwd=tree, env=environment, capture_output=True, check=False, encoding="utf-8"
    )


def undescribed(tree: Path, version: str) -> Iterator[Problem]:
    """Refuse a version that the changelog has no section for."""
    changelog = (tree / "CHANGELOG.md").read_text("utf-8")
    if not re.search(rf"^## {re.escape(version)}(?![\w.-])", changelog, re.MULTILINE):
        yield Problem(f"CHANGELOG.md has no section `## {version}`", "write what changed for users")


def underrated(tree: Path, previous: Previous | None, *, rehearsal: bool) -> Iterator[Problem]:
    """Refuse a version that is raised by less than the differences from the release before demand."""
    if previous is None:
        return
    if previous.package is None:
        if not rehearsal:
            message = f"the package of {previous.version}, the release before, is not here"
            yield Problem(message, "name it with --previous, or fetch the tags: `git fetch --tags`")
        return
    bump = diff(previous.package, tree).bump
    if bump.satisfied is False:
        reasons = [f"{reason.what} ({reason.example})" for reason in bump.reasons if reason.level == bump.level]
        yield Problem(
            f"the version must be {bump.least_version} or more after {previous.version}: {_some(reasons)}",
            'raise "version" in datapackage.json',
        )


def previous_release(commit: Commit, released: Path, work: Path) -> Previous | None:
    """Return the newest release before the version of *commit*, None when there was none.

    Looked for are the folders of *released*, the tags, and the versions in the ledger; its package is laid out in *work*
    where only the repository has it.
    """
    now = Version.parse(commit.version)
    folders = {
        str(version): path for path in sorted(released.glob("*/")) if (version := Version.parse(path.name)) is not None
    }
    ledger = load(commit.lay_out(work / "commit", "datapackage.json", "data", "schemas")).ledger
    known = {Version.parse(name) for name in folders}
    known |= {Version.parse(entry.introduced) for entry in ledger} | {Version.parse(row.last_changed) for row in ledger}
    known |= set(commit.tagged_versions())
    earlier = [version for version in known if version is not None and now is not None and version < now]
    if not earlier:
        return None
    newest = str(max(earlier, key=lambda version: version.order))
    archives = sorted(folders[newest].glob(f"*-{newest}.zip")) if newest in folders else []
    if archives:
        return Previous(newest, archives[0])
    holder = commit.with_version(newest)
    paths = ("datapackage.json", "data", "schemas")
    return Previous(newest, None if holder is None else holder.lay_out(work / "previous", *paths))


def write_ledger(root: Path) -> list[str]:
    """Enter the facts of the version into the ledger of the package at *root*, and return the files that changed."""
    changed = refresh(root, release=True)
    if changed:
        in_tree(root, "docs/project_files.py")
    return changed
