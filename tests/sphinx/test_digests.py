"""What pages follow from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import package_copies
import swf_facts
from swf_facts.sphinx.digests import Digests, combined

if TYPE_CHECKING:
    from pathlib import Path


def digests(package: Path) -> Digests:
    """Return the digests of a package."""
    return Digests(swf_facts.load(package))


@pytest.mark.parametrize(
    ("table", "key", "field"),
    [
        ("entities", "isle-fund", "description"),
        ("aliases", "entity/analysts/Analysts", "alias"),
        ("properties", "opened", "definition"),
        ("units", "USD", "label"),
    ],
)
def test_an_edit_of_the_vocabulary_concerns_every_page(good: Path, table: str, key: str, field: str) -> None:
    """Its names stand anywhere."""
    before = digests(good)
    after = digests(package_copies.set_cell(good, table, key, field, "Other"))

    assert after.vocabulary != before.vocabulary
    assert after.of_article == before.of_article
    assert after.of(["gazette2024"]) != before.of(["gazette2024"])


@pytest.mark.parametrize(
    ("table", "key", "field", "value"),
    [
        ("articles", "lantern2024", "author", "A. B."),
        ("passages", "lantern2024.p003", "kind", "bullet"),
        ("facts", "lantern2024.001", "note", "A note."),
        ("evidence", "lantern2024.001/value/77/95", "role", "unit"),
        ("attributions", "lantern2024.004/1", "kind", "named_person"),
        ("exclusions", "lantern2024/208/210", "reason", "No figure."),
    ],
)
def test_an_edit_of_an_article_concerns_that_article(good: Path, table: str, key: str, field: str, value: str) -> None:
    """And no other."""
    before = digests(good)
    after = digests(package_copies.set_cell(good, table, key, field, value))

    assert after.vocabulary == before.vocabulary
    assert {name for name in after.of_article if after.of_article[name] != before.of_article[name]} == {"lantern2024"}


def test_an_edit_of_a_text_concerns_its_article(good: Path) -> None:
    """Also where the row that describes the text would stay the same."""
    before = digests(good)
    after = digests(package_copies.replace(good, "data/texts/gazette2024.txt", "holds", "keeps"))

    assert after.of(["gazette2024"]) != before.of(["gazette2024"])
    assert after.of(["lantern2024"]) == before.of(["lantern2024"])


def test_texts_do_not_run_into_each_other() -> None:
    """Moving a letter from one to the next is another digest."""
    assert combined(["ab", "c"]) != combined(["a", "bc"]) != combined(["abc"])
