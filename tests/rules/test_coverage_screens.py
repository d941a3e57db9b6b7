"""The short cuts of the coverage rung pass over nothing that a rule would find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from swf_facts.quantities import extract
from swf_facts.quantities.lexicon import MONTHS, WEEKDAYS
from swf_facts.rules.coverage.bibliography import (
    _reads_as_english,
    _surely_english,
)
from swf_facts.rules.coverage.numbers import _untouched
from swf_facts.rules.coverage.passages import _LONGEST_DATE

if TYPE_CHECKING:
    from collections.abc import Sequence


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12))), st.integers(0, 4))
def test_a_mention_is_untouched_where_no_span_shares_a_character_with_it(
    spans: Sequence[tuple[int, int]], first: int
) -> None:
    """One walk over sorted spans gives what comparing every mention with every span gives."""
    found = tuple(extract("12 of 345 and 6, 78; 9"[first:]))
    placed = sorted((start, start + length) for start, length in spans)

    assert list(_untouched(found, placed)) == [
        mention for mention in found if not any(start < mention.end and end > mention.start for start, end in placed)
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["the", "of", "The", "fund", "fonds", "né", "ſ", "İ", "a", "“to”", "in"]),
            st.sampled_from([" ", " ", "\n", "\u00a0", "\u2003", "\x1c", "\x85", "  "]),
        ),
        max_size=120,
    ).map(lambda pairs: "".join(part for pair in pairs for part in pair))
)
@example(" ".join(["fund"] * 180 + ["the fund of"] * 10))
@example("\u2003".join(["fund"] * 380) + " the fund of the fund" * 12)
def test_what_is_surely_english_is_english(text: str) -> None:
    """The commonest words are counted short and all words long, so that a text is taken for English only where it is."""
    assert not _surely_english([text])[0] or _reads_as_english(text)


def test_no_date_is_longer_than_the_longest_that_is_looked_at() -> None:
    """The longest weekday, month and blanks make a date that is shorter."""
    weekday, month = max(WEEKDAYS, key=len), max(MONTHS, key=len)
    dates = [
        f"{weekday}.\u202f,\u202f{month}\u202f.\u202f30th\u202f,\u202f2025",
        f"{weekday}.\u202f,\u202f30th\u202fof\u202f{month}.\u202f,\u202f2025",
    ]

    for date in dates:
        assert [mention.exact for mention in extract(date)] == [date]
        assert len(date) < _LONGEST_DATE
