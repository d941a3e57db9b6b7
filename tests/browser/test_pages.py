"""Every type of page, as a reader sees it: at rest, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    import pytest
    from screens import Screen

FACTS = Path(__file__).parents[2] / "data" / "facts.csv"
ONE_OF_MANY = ("facts", "entities", "properties", "units", "how-to")  # folders of pages that are all of one type


def _facts_of_each_kind() -> set[str]:
    """Return the page of the first fact of each type of value and each status."""
    first: dict[tuple[str, str], str] = {}
    with FACTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for field in ("value_type", "status"):
                first.setdefault((field, row[field]), row["fact_id"])
    return {f"facts/{fact_id}.html" for fact_id in first.values()}


def pages_to_open(site: Path) -> list[str]:
    """Return every page of the site, of those that are all alike a few."""
    every = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    chosen = _facts_of_each_kind() & set(every)
    for folder in ONE_OF_MANY:
        alike = [page for page in every if page.startswith(f"{folder}/")]
        biggest = sorted(alike, key=lambda page: (site / page).stat().st_size)[-2:]
        chosen |= {*alike[:2], *biggest, f"{folder}/index.html"} & set(every)
    chosen |= {page for page in every if page.partition("/")[0] not in ONE_OF_MANY}
    return sorted(chosen)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every page."""
    if "path" in metafunc.fixturenames:
        metafunc.parametrize("path", pages_to_open(metafunc.config.getoption("--site").resolve()))


def test_page_keeps_to_itself_and_is_quiet_accessible_and_narrow(screen: Screen, address: str, path: str) -> None:
    """No request leaves the site, nothing is logged, no serious barrier, no sideways scroll."""
    screen.open(f"{address}/{path}")
    barriers = [
        f"{found['id']} ({found['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for found in Axe().run(screen.page).response["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]
    sideways = screen.page.evaluate(
        """() => document.documentElement.scrollWidth > innerWidth
            ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                .map(e => e.outerHTML.slice(0, 120)).slice(0, 5)
            : []"""
    )

    assert [url for url in screen.requests if not url.startswith((f"{address}/", "data:"))] == []
    assert screen.errors == []
    assert barriers == []
    assert sideways == []
