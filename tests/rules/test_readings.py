"""What quoted words name."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_facts.rules.readings import AliasIndex, occurrences, stands_alone

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


def plainly(pairs: list[tuple[str, str]], words: str) -> set[str]:
    """Return what the aliases read that stand alone in *words*, leftmost first and then longest."""
    found, at = set(), 0
    while at < len(words):
        here = [
            (len(alias), target)
            for alias, target in pairs
            if not alias[0].isspace() and words.startswith(alias, at) and stands_alone(words, at, at + len(alias))
        ]
        size, target = max(here, key=lambda pair: pair[0], default=(1, None))
        found |= {target} if target else set()
        at += size
    return found


@given(
    pairs=st.lists(st.tuples(st.text("ab ’", min_size=1, max_size=4), st.sampled_from("xyz")), max_size=6),
    words=st.text("ab ’.", max_size=12),
)
def test_what_is_read_is_what_a_look_at_every_alias_finds(pairs: list[tuple[str, str]], words: str) -> None:
    """Of two with the same words the first in the table is read."""
    assert AliasIndex.of(pairs).readings(words) == plainly(pairs, words)


def test_many_aliases_with_one_first_word_are_as_few_to_try_as_they_have_lengths() -> None:
    """An alias is looked up by its words, not by going through those that begin alike."""
    index = AliasIndex.of([(f"Bank {number:04}", f"bank-{number}") for number in range(5_000)])

    assert index.lengths == {"Bank": (9,)}
    assert index.readings("of Bank 4711 and Bank 47110") == {"bank-4711"}


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
