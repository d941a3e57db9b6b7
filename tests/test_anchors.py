"""Spans in a text: where characters may be cut, and why a quote is not what stands there."""

from __future__ import annotations

import polars as pl
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from swf_facts.anchors import (
    EMOJI,
    JOINING,
    cluster_interiors,
    explain_misquote,
    first_difference,
    splits_cluster,
    stray_invisibles,
)

# Characters that join, and some that do not, so that clusters are common.
PIECES = st.sampled_from(
    [*"aé’—\r\n 1©‼", "\u0301", "\u200d", "👩", "🚀", "\ufe0f", "🇯", "🇵", "🏽", "⚠", "각", "ᄀ", "ᅡ", "ก", "ำ", "ʼ"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_interiors_are_what_the_unicode_standard_says_of_the_whole_text(text: str) -> None:
    """Looking only where characters can join finds the same boundaries as cutting the whole text into clusters."""
    inside = [at for cluster in regex.finditer(r"\X", text) for at in range(cluster.start() + 1, cluster.end())]

    assert cluster_interiors(text) == inside


@given(st.lists(PIECES | st.sampled_from(["각" * 31, "각" * 32, "🇯🇵" * 16, "\u0301" * 40]), max_size=30).map("".join))
def test_a_cut_splits_a_cluster_inside_it_alone(text: str) -> None:
    """Looking at a few characters around a position tells what cutting the whole text into clusters tells."""
    split = [at for at in range(len(text) + 1) if splits_cluster(text, at)]

    assert split == cluster_interiors(text)


def test_no_character_that_joins_or_is_a_pictograph_is_passed_over() -> None:
    """The blocks in which clusters are sought hold every mark and every pictograph that Unicode has."""
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    joining = set(regex.findall(r"[\p{Extended_Pictographic}\p{M}\p{Grapheme_Extend}\u200d]", everything))

    assert len(joining) > 5000
    assert joining - set(regex.findall(f"[{JOINING}]", everything)) == set()


def test_a_text_without_joining_characters_has_no_interiors() -> None:
    """Curly quotes and dashes join nothing."""
    assert cluster_interiors("“Don’t” — said 1.64…") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("plain", []),
        ("👩\u200d🚀", []),
        ("🏴\U000e0067\U000e0062\U000e007f", []),
        ("a\u200bb", [1]),
        ("a\u200d", [1]),
        ("\ufeffab\u00ad", [0, 3]),
        ("می\u200cخواهم", []),
        ("👩\u200d a\u2060", [1, 4]),
    ],
)
def test_invisible_characters_are_stray_outside_emoji_and_scripts_that_need_them(text: str, places: list[int]) -> None:
    """A joiner that joins an emoji or two letters of a joining script is in its place; at the end it joins nothing."""
    assert stray_invisibles(text) == places


DRAWN = st.sampled_from(
    [*"a 👩🚀❤🏴🏽🏳é", "\u200d", "\u200d", "\ufe0f", "\u200b", "\U000e0067", "\U000e007f", "👩\u200d🚀", "\r\n"]
)


@given(st.lists(DRAWN, max_size=30).map("".join))
def test_no_character_in_a_well_formed_emoji_is_stray(text: str) -> None:
    """A text from which nothing without width is left when its emoji are taken out has none that is stray."""
    rest = pl.Series([text]).str.replace_all(EMOJI, "").item()

    assert set(rest) & set("\u200b\u200d\U000e0067\U000e007f") or stray_invisibles(text) == []


def test_an_emoji_is_made_of_pictographs() -> None:
    """What may stand before a joiner in the pattern of emoji is a pictograph by the Unicode standard."""
    everything = pl.Series([chr(code) for code in [*range(0xD800), *range(0xE000, 0x110000)]])
    pictures = everything.filter((everything + "\u200d🚀").str.contains(f"^(?:{EMOJI})$")).to_list()

    assert len(pictures) > 500
    assert [picture for picture in pictures if not regex.match(r"\p{Extended_Pictographic}", picture)] == []


@given(st.text(), st.text(), st.text())
def test_the_first_difference_is_where_a_common_beginning_ends(begin: str, one: str, other: str) -> None:
    """Everything before it is equal, and the next characters, if there are, are not."""
    left, right = begin + one, begin + other
    at = first_difference(left, right)

    assert at >= len(begin)
    assert left[:at] == right[:at]
    assert at == min(len(left), len(right)) or left[at] != right[at]


@given(st.text(min_size=1), st.data())
def test_a_quote_that_stands_elsewhere_is_found(text: str, data: st.DataObject) -> None:
    """Whatever is quoted from a text under a wrong span, the advice names a span of the same words."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wrong = data.draw(st.integers(0, len(text)))
    exact = text[start:end]
    if text[wrong : wrong + 1] != exact:
        span = regex.search(r"(\d+):(\d+)", explain_misquote(text, wrong, wrong + 1, exact).fix)

        assert span is not None
        assert text[int(span[1]) : int(span[2])] == exact
