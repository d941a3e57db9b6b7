"""Clones of this repository, for tests to commit in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import swf_facts

ROOT = Path(__file__).parents[2]
MOMENT = 1_700_000_000  # of the commits that tests make


def commit_all(clone: Path, message: str) -> None:
    """Commit whatever a test changed, as somebody at some time."""
    who = {"NAME": "A", "EMAIL": "a@example.org", "DATE": f"{MOMENT} +0000"}
    environment = os.environ | {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()
    }
    subprocess.run(["git", "add", "--all"], cwd=clone, check=True)
    subprocess.run(["git", "commit", "--quiet", "--allow-empty", "-m", message], cwd=clone, env=environment, check=True)


def clone_to(folder: Path) -> Path:
    """Clone the commit that is checked out, and see to it that its changelog knows the version."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    version = swf_facts.load(folder).version
    changelog = folder / "CHANGELOG.md"
    if f"## {version}" not in changelog.read_text("utf-8"):
        changelog.write_text(f"{changelog.read_text('utf-8')}\n## {version}\n", "utf-8")
    commit_all(folder, "Release")
    return folder
