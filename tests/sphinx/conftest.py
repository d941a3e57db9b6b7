"""What the tests of the Sphinx extension share: sites that are built once."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from sites import Site, make_site

# The extra `docs` brings Sphinx; `nox -s docs` runs these tests, and without the extra there is nothing to test.
collect_ignore_glob = [] if find_spec("sphinx") else ["test_*.py"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder: they need the extra ``docs``."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.docs)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site of the good package, built; tests only read it."""
    site = make_site(tmp_path_factory.mktemp("built") / "docs")
    result = site.build()
    assert result.returncode == 0, result.stdout + result.stderr
    return site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site of the good package, not built yet; a test may edit it."""
    return make_site(tmp_path / "docs")
