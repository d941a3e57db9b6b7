"""Documents that lie outside the source folder."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.sphinx.project import FactProject, write_if_changed

if TYPE_CHECKING:
    from sphinx.project import Project


def make_project(folder: Path) -> FactProject:
    """Return a source folder with two pages, and two documents elsewhere, one of which has the name of a page."""
    source, other = folder / "docs", folder / "other"
    for path in (
        source / "index.md",
        source / "facts" / "index.md",
        source / "_build" / "rows" / "a.article",
        other / "row.article",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", "utf-8")
    elsewhere = {"articles/a2024": other / "row.article", "facts/index": other / "row.article"}
    return FactProject(source, [".md", ".article"], elsewhere, source / "_build" / "rows")


def test_documents_elsewhere_are_found_beside_those_of_the_source_folder(tmp_path: Path) -> None:
    """And what lies in the hidden folder is none, even inside the source folder."""
    assert make_project(tmp_path).discover() == {"index", "facts/index", "articles/a2024"}


def test_a_page_of_the_publisher_replaces_one_from_elsewhere(tmp_path: Path) -> None:
    """So a standard page can be rewritten by putting a file of its name into the source folder."""
    project = make_project(tmp_path)
    project.discover()

    assert project.doc2path("facts/index", absolute=True) == tmp_path / "docs" / "facts" / "index.md"


def test_a_document_elsewhere_has_its_own_path_and_a_name_in_the_source_folder(tmp_path: Path) -> None:
    """Sphinx reads the one and shows the other."""
    project = make_project(tmp_path)
    project.discover()

    assert project.doc2path("articles/a2024", absolute=True) == tmp_path / "other" / "row.article"
    assert project.doc2path("articles/a2024", absolute=False) == Path("articles/a2024.article")
    assert project.path2doc(tmp_path / "other" / "row.article") == "articles/a2024"


def test_a_saved_project_holds_no_absolute_path_of_a_row(tmp_path: Path) -> None:
    """The cache of a build can be moved; each build finds the rows anew."""
    project = make_project(tmp_path)
    project.discover()

    saved: Project = pickle.loads(pickle.dumps(project))  # noqa: S301  # our own bytes
    assert saved.docnames == project.docnames
    assert "articles/a2024" not in getattr(saved, "elsewhere")  # noqa: B009  # Sphinx's type does not know it


def test_an_unchanged_file_keeps_its_time(tmp_path: Path) -> None:
    """The time is what tells Sphinx to read a document again."""
    path = tmp_path / "rows" / "a.article"

    assert write_if_changed(path, "one")
    os.utime(path, (1, 1))
    assert not write_if_changed(path, "one")
    assert path.stat().st_mtime == 1
    assert write_if_changed(path, "two")
    assert path.stat().st_mtime > 1
