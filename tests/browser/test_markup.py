"""A package whose every name is an attack: a reader's browser runs none of it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import package_copies

if TYPE_CHECKING:
    from pathlib import Path

    from screens import Screen

ATTACK = '<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }} "><svg onload=alert(3)> *_$a^2$_*'
CONF = 'extensions = ["myst_parser", "swf_facts.sphinx"]\nfact_package = "package"\nhtml_theme = "furo"\n'
INDEX = "# Home\n\n```{fact:card} lantern2024.001\n```\n\n```{toctree}\narticles/index\nfacts/index\nreference/dictionary\n```\n"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a package with markup wherever an author can write."""
    source = tmp_path_factory.mktemp("hostile")
    package = package_copies.copy_good(source / "package")
    for table, key, field in (
        ("articles", "gazette2024", "title"),
        ("articles", "lantern2024", "title"),
        ("entities", "isle-fund", "name"),
        ("entities", "isle-fund", "description"),
        ("properties", "opened", "label"),
        ("properties", "opened", "definition"),
        ("passages", "lantern2024.p006", "reason"),
        ("facts", "lantern2024.004", "note"),
    ):
        package_copies.set_cell(package, table, key, field, ATTACK)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "index.md").write_text(INDEX, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "-q", "-b", "html", str(source), str(source / "_build")]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return source / "_build"


def test_no_page_runs_what_an_author_wrote(screen: Screen, hostile: Path) -> None:
    """No dialog opens and nothing fails to load, on any page, in any window; the words show as words."""
    for path in sorted(hostile.rglob("*.html")):
        screen.open(path.as_uri())

        assert screen.errors == [], path.name
        assert [url for url in screen.requests if not url.startswith(("file:", "data:"))] == [], path.name
    screen.open((hostile / "facts" / "index.html").as_uri())

    assert ATTACK in screen.page.locator("table.fact-rows").inner_text()
