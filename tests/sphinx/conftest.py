"""Sites for the tests of the Sphinx extension: built once, by the command that a publisher would type."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

import package_copies

# The extra `docs` brings Sphinx; `nox -s docs` runs these tests, and without the extra there is nothing to test.
collect_ignore_glob = [] if find_spec("sphinx") else ["test_*.py"]

HERE = Path(__file__).parent
CONF = 'extensions = ["myst_parser", "swf_facts.sphinx"]\nfact_package = "package"\nhtml_theme = "furo"\n'
INDEX = """# Home

The count is {fact:count}`facts`, the fact {fact:ref}`lantern2024.001`, the field {fact:field}`facts.modality`.

```{fact:description}
```

```{fact:counts}
```

```{fact:card} lantern2024.001
```

```{toctree}
articles/index
facts/index
reference/dictionary
```
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder: they need the extra ``docs``."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.docs)


@dataclass(frozen=True, slots=True)
class Site:
    """A source folder and what Sphinx makes of it."""

    source: Path

    @property
    def output(self) -> Path:
        """The folder of the pages."""
        return self.source / "_build"

    def build(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Build the site as strictly as Sphinx can, and return how it went."""
        command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-b", "html", *options]
        return subprocess.run(
            [*command, str(self.source), str(self.output)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def page(self, name: str) -> str:
        """Return a page as text."""
        return (self.output / f"{name}.html").read_text("utf-8")


def make_site(folder: Path) -> Site:
    """Write a site of three lines of ``conf.py`` and one page, with a copy of the good package to show."""
    package_copies.copy_good(folder / "package")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    (folder / "note.md").write_text("---\norphan: true\n---\n\n# Note\n\nSee {fact:ref}`lantern2024.001`.\n", "utf-8")
    return Site(folder)


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
