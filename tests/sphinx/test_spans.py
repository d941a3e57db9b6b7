"""Marks over a text: pieces, lanes, coverage."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from swf_facts.sphinx.spans import Mark, coverage, depth, lanes, pieces

LENGTH = 40


@st.composite
def mark(draw: st.DrawFn) -> Mark:
    """Draw any mark on a text of 40 characters."""
    start = draw(st.integers(0, LENGTH - 1))
    end = draw(st.integers(start + 1, LENGTH))
    return Mark(
        start=start,
        end=end,
        fact_id=f"a2024.{draw(st.integers(1, 9)):03}",
        role=draw(st.sampled_from(["statement", "value"])),
    )


MARKS = st.sets(mark(), max_size=12)


def make(start: int, end: int, number: int) -> Mark:
    """Return a statement of fact *number*."""
    return Mark(start=start, end=end, fact_id=f"a2024.{number:03}", role="statement")


@given(MARKS, st.sets(st.integers(0, LENGTH)))
def test_pieces_follow_each_other_without_gap_or_overlap(marks: set[Mark], cuts: set[int]) -> None:
    """Whatever the marks, the pieces together are the text."""
    found = list(pieces(0, LENGTH, marks, cuts))

    assert [piece.start for piece in found] == [0, *(piece.end for piece in found[:-1])]
    assert found[-1].end == LENGTH


@given(MARKS)
def test_every_character_of_a_mark_is_in_a_piece_that_knows_it(marks: set[Mark]) -> None:
    """A piece has exactly the marks that cover it."""
    for piece in pieces(0, LENGTH, marks):
        for position in range(piece.start, piece.end):
            assert set(piece.marks) == {mark for mark in marks if mark.start <= position < mark.end}


@given(MARKS)
def test_every_mark_opens_once_and_closes_once(marks: set[Mark]) -> None:
    """So that each gets one anchor and one number."""
    found = list(pieces(0, LENGTH, marks))

    assert sorted(map(repr, (mark for piece in found for mark in piece.opening))) == sorted(map(repr, marks))
    assert sorted(map(repr, (mark for piece in found for mark in piece.closing))) == sorted(map(repr, marks))


def test_a_mark_that_reaches_beyond_the_stretch_counts_where_it_lies_inside() -> None:
    """A fact whose statement runs over the end of a block is marked up to the end."""
    (piece,) = pieces(5, 8, [make(0, 20, 1)])

    assert (piece.start, piece.end) == (5, 8)
    assert piece.opening == piece.closing == piece.marks == (make(0, 20, 1),)


@given(MARKS)
def test_marks_that_overlap_never_share_a_lane(marks: set[Mark]) -> None:
    """A lane is one underline, so it shows one fact at a time."""
    lane = lanes(marks)

    for one, other in combinations(marks, 2):
        if one.start < other.end and other.start < one.end:
            assert lane[one] != lane[other]


def test_a_lane_is_used_again_when_it_is_free() -> None:
    """Two statements side by side run in one lane."""
    lane = lanes([make(0, 5, 1), make(5, 9, 2)])

    assert set(lane.values()) == {0}
    assert depth(lane) == 1


def test_the_longer_of_two_marks_that_begin_together_runs_next_to_the_words() -> None:
    """The outer statement keeps one lane from end to end."""
    lane = lanes([make(0, 4, 1), make(0, 9, 2)])

    assert lane == {make(0, 9, 2): 0, make(0, 4, 1): 1}


def test_no_marks_need_no_lane() -> None:
    """A paragraph without facts has no space below its lines."""
    assert depth(lanes([])) == 0


@given(MARKS)
def test_coverage_has_each_covered_character_once(marks: set[Mark]) -> None:
    """Overlaps count once, and the stretches are in order and apart."""
    covered = [position for start, end in coverage(LENGTH, list(marks)) for position in range(start, end)]

    assert covered == sorted({position for mark in marks for position in range(mark.start, mark.end)})
