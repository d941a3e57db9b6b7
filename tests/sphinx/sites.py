"""Sites for the tests of the Sphinx extension, built by the command that a publisher would type."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import package_copies

if TYPE_CHECKING:
    from pathlib import Path

CONF = 'extensions = ["myst_parser", "swf_facts.sphinx"]\nfact_package = "package"\nhtml_theme = "furo"\n'
BARE_INDEX = """# Home

```{toctree}
articles/index
facts/index
reference/dictionary
```
"""
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


def make_bare_site(folder: Path, package: str) -> Site:
    """Write a site of three lines of ``conf.py`` and the shortest first page, with a copy of a package to show."""
    package_copies.copy_package(package, folder / "package")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(BARE_INDEX, "utf-8")
    return Site(folder)


def make_site(folder: Path) -> Site:
    """Write a site of the good package, with pages that use what the extension has for prose."""
    package_copies.copy_good(folder / "package")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    (folder / "note.md").write_text("---\norphan: true\n---\n\n# Note\n\nSee {fact:ref}`lantern2024.001`.\n", "utf-8")
    return Site(folder)
