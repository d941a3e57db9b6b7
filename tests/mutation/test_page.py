"""The page on the mutation score says what was measured, of how much, and what is left open."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"
SURVIVOR = {
    "class": "letter-changed",
    "table": "aliases",
    "field": "alias",
    "key": "entity/a|b",
    "old": "ab",
    "new": "",
}


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """Load the module, which stands beside the documentation and is no part of the package."""
    spec = importlib.util.spec_from_file_location("mutation_page", DOCS / "mutation_page.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def score() -> dict[str, Any]:
    """Return the published score."""
    found: dict[str, Any] = json.loads((DOCS / "mutation-score.json").read_text("utf-8"))
    return found


def test_a_sample_says_of_how_many_changes_it_is_one(pages: ModuleType, score: dict[str, Any]) -> None:
    """A sample never passes for the whole."""
    made = score["total"]["tried"] + score["total"]["apart"]

    assert f"a sample of {made:,} of {score['possible']:,} possible" in pages.page(score | {"sample": made})
    assert "a sample of" not in pages.page(score | {"sample": None})


def test_a_share_is_never_rounded_up_to_all(pages: ModuleType, score: dict[str, Any]) -> None:
    """One survivor in a hundred thousand is not 100%."""
    total = score["total"] | {"tried": 100_000, "killed": 99_999}

    assert "99,999 of 100,000 wrong cells were noticed: 99.99%" in pages.page(score | {"total": total})


def test_survivors_are_listed_with_their_kind_of_change_and_an_example(
    pages: ModuleType, score: dict[str, Any]
) -> None:
    """Where nothing survived the page says so; a bar in a cell does not break the table."""
    assert "| `aliases` | `alias` | letter changed | 2 | `entity/a&#124;b`: “ab” → nothing |" in pages.page(
        score | {"survivors": [SURVIVOR, SURVIVOR]}
    )
    assert "## What survived\n\nNothing.\n" in pages.page(score | {"survivors": []})


def test_what_is_counted_apart_is_listed_with_its_reason(pages: ModuleType, score: dict[str, Any]) -> None:
    """Nothing is silently left out."""
    page = pages.page(score)

    assert score["apart"]
    for row in score["apart"]:
        assert f"| `{row['table']}` | `{row['field']}` | {row['kind']} | {row['reason']} |" in page
