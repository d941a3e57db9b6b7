"""The wheel that is built from the sdist, installed far from the checkout, serves everything."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

import swf_facts

CHECKOUT = Path(__file__).parents[1]
LIMIT = 600_000  # bytes: data and loader take half, the site, comparisons and exports of any such package the rest

# What a user's first session would ask, answered as JSON.
PROGRAM = """
import json, sys
before = set(sys.modules)  # a fresh environment may load modules of its own at its start
import swf_facts
from swf_facts.package import installed_package
data = swf_facts.load()
fact = next(iter(data.facts))
loaded = {name.partition(".")[0] for name in set(sys.modules) - before} - sys.stdlib_module_names
print(json.dumps({
    "counts": {table.name: sum(1 for _ in table) for table in data.tables()},
    "texts": {article.article_id: len(article.text or "") for article in data.articles},
    "quote": fact.quote,
    "version": swf_facts.__version__,
    "place": str(installed_package()),
    "imported from": swf_facts.__file__,
    "third party": sorted(loaded - {"swf_facts"}),
}))
"""


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the sdist from the checkout and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("distributions")
    # Without --sdist or --wheel, build makes the wheel from the sdist that it has just made.
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="session")
def elsewhere(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone in a fresh environment outside the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "environment", with_pip=True)
    subprocess.run(
        [
            folder / "environment" / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-index",
            distributions[1],
        ],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    return folder


def run(elsewhere: Path, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the fresh environment, with nothing of this one's environment variables."""
    return subprocess.run(
        [elsewhere / "environment" / "bin" / program, *words],
        capture_output=True,
        check=False,
        cwd=elsewhere,
        env={},
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def answers(elsewhere: Path) -> dict[str, Any]:
    """Return what the installed wheel answers to a user's first session."""
    done = run(elsewhere, "python", "-c", PROGRAM)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_installed_wheel_serves_every_row_of_every_table(answers: dict[str, Any]) -> None:
    """``load()`` in another directory finds all rows and texts that this checkout has."""
    here = swf_facts.load()

    assert answers["counts"] == {table.name: len(table) for table in here.tables()}
    assert answers["texts"] == {article.article_id: len(article.text or "") for article in here.articles}
    assert answers["quote"] == next(iter(here.facts)).quote
    assert answers["version"] == here.version


def test_installed_wheel_reads_its_own_files(answers: dict[str, Any], elsewhere: Path) -> None:
    """Code and data come from the fresh environment, not from the checkout."""
    assert Path(answers["place"]).is_relative_to(elsewhere)
    assert Path(answers["imported from"]).is_relative_to(elsewhere)


def test_installed_wheel_needs_nothing_else(answers: dict[str, Any]) -> None:
    """Loading works with no other distribution, and imports none."""
    assert answers["third party"] == []


def test_console_script_works(elsewhere: Path) -> None:
    """``swf-facts`` is on the path, prints its version, shows a fact, and names the extra that ``validate`` needs."""
    (price,) = swf_facts.load().facts.where(article="coincu2025", property="price")
    version = run(elsewhere, "swf-facts", "version")
    shown = run(elsewhere, "swf-facts", "show", price.fact_id)
    validated = run(elsewhere, "swf-facts", "validate")

    assert version.stdout == f"swf-facts {swf_facts.load().version}\n"
    assert f"⟦{price.quote}⟧" in shown.stdout
    assert validated.returncode == 2
    assert validated.stdout == ""
    assert 'pip install "swf-facts[validate]"' in validated.stderr.splitlines()[-1]
    assert "Traceback" not in validated.stderr


def test_wheel_is_small_and_complete(distributions: tuple[Path, Path]) -> None:
    """Under 500 kB, with types, descriptor, tables, texts, schemas, the site's files and both licences; without tests."""
    _, wheel = distributions
    names = zipfile.ZipFile(wheel).namelist()
    descriptor = json.loads((CHECKOUT / "datapackage.json").read_text("utf-8"))

    assert wheel.stat().st_size < LIMIT
    assert "swf_facts/py.typed" in names
    assert "swf_facts/package_data/datapackage.json" in names
    assert {f"swf_facts/package_data/{resource['path']}" for resource in descriptor["resources"]} <= set(names)
    assert {f"swf_facts/package_data/{path.relative_to(CHECKOUT)}" for path in CHECKOUT.glob("schemas/*.json")} <= set(
        names
    )
    assert {str(path.relative_to(CHECKOUT / "src")) for path in _site_files()} <= set(names)
    assert {"LICENSE", "LICENSE-DATA"} <= {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def _site_files() -> list[Path]:
    """Return what the Sphinx extension is made of: code, templates, pages, style sheets and scripts."""
    folder = CHECKOUT / "src" / "swf_facts" / "sphinx"
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def test_sdist_has_what_a_packager_needs(distributions: tuple[Path, Path]) -> None:
    """The sdist carries code, data, schemas, tests and the documents of the project."""
    sdist, _ = distributions
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}

    assert {
        "src",
        "data",
        "schemas",
        "tests",
        "datapackage.json",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "LICENSE-DATA",
    } <= tops
