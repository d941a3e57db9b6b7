"""How a text is cut into blocks."""

from __future__ import annotations

from swf_facts.model import Passage
from swf_facts.sphinx.layout import blocks, groups

TEXT = "A title\n\n  • one\n  • two\n\nFirst sentence. Second,\non two lines.\nLast.\n"


def passage(number: int, words: str, kind: str) -> Passage:
    """Return the passage that holds *words*."""
    start = TEXT.index(words)
    return Passage(
        passage_id=f"a2024.p{number:03}",
        article_id="a2024",
        start=start,
        end=start + len(words),
        kind=kind,
        treatment="facts",
        reason=None,
    )


PASSAGES = [
    passage(1, "A title", "title"),
    passage(2, "one", "bullet"),
    passage(3, "two", "bullet"),
    passage(4, "First sentence.", "sentence"),
    passage(5, "Second,\non two lines.", "sentence"),
    passage(6, "Last.", "sentence"),
]


def test_each_line_is_a_block_of_the_kind_that_its_first_passage_has() -> None:
    """The lines are the publisher's, the kinds are the table's."""
    found = [(TEXT[block.start : block.end], block.kind) for block in blocks(TEXT, PASSAGES)]

    assert found == [
        ("A title", "title"),
        ("• one", "bullet"),
        ("• two", "bullet"),
        ("First sentence. Second,\non two lines.", "sentence"),
        ("Last.", "sentence"),
    ]


def test_a_passage_that_runs_over_a_line_break_is_not_cut() -> None:
    """A text wrapped at a fixed width still shows whole sentences."""
    (both,) = [block for block in blocks(TEXT, PASSAGES) if len(block.passages) == 2]

    assert [item.passage_id for item in both.passages] == ["a2024.p004", "a2024.p005"]
    assert TEXT[both.start : both.end] == "First sentence. Second,\non two lines."


def test_nothing_that_prints_is_dropped() -> None:
    """Characters outside every passage, such as the sign of a bullet, are shown too."""
    shown = "".join(TEXT[block.start : block.end] for block in blocks(TEXT, PASSAGES[:1]))

    assert "".join(shown.split()) == "".join(TEXT.split())


def test_neighbouring_bullets_are_one_list() -> None:
    """And every other block stands alone, also next to one of its kind."""
    found = [(kind, len(members)) for kind, members in groups(blocks(TEXT, PASSAGES))]

    assert found == [("title", 1), ("bullet", 2), ("sentence", 1), ("sentence", 1)]
