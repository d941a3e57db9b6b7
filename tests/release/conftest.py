"""A clone of this repository whose commit can be released, and the artefacts that are built of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from clones import MOMENT, clone_to

from swf_facts.release import Commit, build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone to edit."""
    return clone_to(tmp_path / "clone")


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of the commit; they are read, never written."""
    folder = tmp_path_factory.mktemp("release")
    return Commit(clone_to(folder / "clone")).lay_out(folder / "tree")


@pytest.fixture(scope="session")
def artefacts(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the artefacts of the commit; they are read, never written."""
    folder = tmp_path_factory.mktemp("artefacts")
    build(tree, MOMENT, folder)
    return folder
