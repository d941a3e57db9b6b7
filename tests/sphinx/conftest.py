"""What the tests of the Sphinx extension share: sites that are built once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sites import Site, make_bare_site, make_site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of the good package, built; tests only read it."""
    site = make_site(tmp_path_factory.mktemp("built") / "docs")
    result = site.build()
    assert result.returncode == 0, result.stdout + result.stderr
    return site


@pytest.fixture(scope="session")
def lighthouse(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of a package about something else, with superseded and withdrawn facts, built; tests only read it."""
    site = make_bare_site(tmp_path_factory.mktemp("lighthouse") / "docs", "lighthouse")
    result = site.build()
    assert result.returncode == 0, result.stdout + result.stderr
    return site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site of the good package, not built yet; a test may edit it."""
    return make_site(tmp_path / "docs")
