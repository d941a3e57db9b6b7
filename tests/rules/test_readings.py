"""What quoted words name."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_facts.rules.readings import AliasIndex, occurrences

INDEX = AliasIndex.of(
    [
        ("SoftBank", "softbank"),
        ("SoftBank’s CEO", "masayoshi-son"),
        ("US", "united-states"),
        ("U.S.", "united-states"),
        ("US-Japan fund", "us-japan-fund"),
        ("🇯🇵", "japan"),
        ("the fund", "isle-fund"),
    ]
)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("SoftBank’s CEO has proposed", {"masayoshi-son"}),
        ("SoftBank’s plan", {"softbank"}),
        ("a US-Japan fund", {"us-japan-fund"}),
        ("the US and a US-Japan fund", {"united-states", "us-japan-fund"}),
        ("U.S.-based", {"united-states"}),
        ("🇺🇸 + 🇯🇵 Pooling", {"japan"}),
        ("a USB port", set()),
        ("the funds", set()),
        ("The fund", set()),
        ("", set()),
    ],
)
def test_aliases_are_read_as_whole_phrases_leftmost_and_longest(words: str, read: set[str]) -> None:
    """A longer alias hides the one inside it, a part of a word is none, and capitals count."""
    assert INDEX.readings(words) == read


@given(st.text(max_size=200), st.text(max_size=200))
def test_an_alias_between_blanks_is_read_in_any_text(before: str, after: str) -> None:
    """Whatever stands around it, an alias between line breaks is read, unless a longer one starts before it."""
    assert "softbank" in INDEX.readings(f"{before}\nSoftBank\n{after}")


def test_a_phrase_occurs_where_no_letter_or_digit_touches_it() -> None:
    """An occurrence is no part of a longer word."""
    assert list(occurrences("US, USA, (US) and US’s", "US")) == [0, 10, 18]


def test_a_million_letters_without_a_space_are_read_in_time_linear_in_their_number() -> None:
    """Ten times the text takes at most about ten times as long, and under a second."""
    started = time.perf_counter()

    assert INDEX.readings("x" * 1_000_000) == set()
    assert list(occurrences("x" * 1_000_000, "x")) == []
    assert time.perf_counter() - started < 5
