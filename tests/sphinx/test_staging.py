"""Articles as source files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import swf_facts
from swf_facts.sphinx.articles import runs
from swf_facts.sphinx.banner import quoted_share
from swf_facts.sphinx.staging import Row, article_row

if TYPE_CHECKING:
    from pathlib import Path


def row_of(package: Path, article_id: str) -> Row:
    """Return the staged row of an article."""
    data = swf_facts.load(package)
    return article_row(data, data.articles[article_id])


def test_a_row_is_read_back_as_it_was_written(good: Path) -> None:
    """A staged row is a file that holds everything of its page."""
    row = row_of(good, "lantern2024")

    assert Row.from_json(row.to_json()) == row


def test_a_row_has_the_facts_that_stand_and_all_their_evidence(good: Path) -> None:
    """Each with its number, which is that of its id."""
    row = row_of(good, "lantern2024")

    assert [note["number"] for note in row.facts.values()] == ["1", "2", "3", "4"]
    assert {mark.fact_id for mark in row.marks} == set(row.facts)
    assert sum(mark.role == "value" for mark in row.marks) == 2


def test_a_withheld_article_has_a_row_without_text(good: Path) -> None:
    """It names the articles that report on it."""
    row = row_of(good, "ledger2024")

    assert row.text is None
    assert [article_id for article_id, _ in row.about["derived"]] == ["gazette2024", "lantern2024"]


def test_the_share_of_a_text_that_is_quoted_counts_what_prints(good: Path) -> None:
    """White space is neither quoted nor left out."""
    row = row_of(good, "gazette2024")
    text = row.text or ""
    quoted = "The Isle Fund opened on 1 March 1999" + "It holds about 42% of the port of Quay"

    assert quoted_share(row, text) == len("".join(quoted.split())) / len("".join(text.split()))


def test_three_neighbouring_numbers_are_joined_and_two_are_not() -> None:
    """Twelve facts of one sentence take the room of one number."""
    assert list(runs([1, 2, 4, 5, 6, 9])) == [(1, 1), (2, 2), (4, 6), (9, 9)]
