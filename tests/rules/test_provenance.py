"""The provenance rung on quotes that are wrong in the usual ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from looking import tables_of

from package_copies import climb_to, read_table, set_cell, write_table
from swf_facts.anchors import cluster_interiors
from swf_facts.rules.spans import APART, VIEWS

if TYPE_CHECKING:
    from pathlib import Path

COPY = "; copy it from the text to the letter"
VALUE = "lantern2024.001/value/77/95"  # over $2.15 billion, after an emoji of three code points


def moved(folder: Path, key: str, start: int, end: int) -> Path:
    """Move the span of one row of evidence."""
    header, rows = read_table(folder, "evidence")
    for row in rows:
        if "/".join(row[header.index(name)] for name in ("fact_id", "role", "start", "end")) == key:
            row[header.index("start")], row[header.index("end")] = str(start), str(end)
    return write_table(folder, "evidence", header, rows)


@pytest.mark.parametrize(
    ("start", "end", "rule", "fix"),
    [
        (79, 97, "quote-mismatch", "the span was counted in UTF-16 units; in code points the quote stands at 77:95"),
        (85, 103, "quote-mismatch", "the span was counted in UTF-8 bytes; in code points the quote stands at 77:95"),
        (78, 96, "quote-mismatch", "the span was counted from 1; counted from 0 it is 77:95"),
        (78, 95, "quote-mismatch", "the start was counted from 1; counted from 0 the span is 77:95"),
        (77, 94, "quote-mismatch", "the end must be the position after the last character; the span is 77:95"),
        (44, 62, "quote-mismatch", "the quote stands at 77:95; move the span"),
        (77, 9999, "span-out-of-range", "the quote stands at 77:95; move the span"),
        (95, 77, "span-reversed", "exchange start and end, or place the span anew"),
        (77, 77, "span-reversed", "exchange start and end, or place the span anew"),
    ],
)
def test_a_span_that_is_wrong_in_a_usual_way_is_told_the_right_one(
    good: Path, start: int, end: int, rule: str, fix: str
) -> None:
    """One finding says what the text reads there, and where the quote stands."""
    moved(good, VALUE, start, end)
    (finding,) = climb_to("provenance", good).findings

    assert (finding.rule, finding.fix) == (rule, fix)


@pytest.mark.parametrize("end", ["9x", str(2**63)])
def test_a_span_whose_end_is_no_number_is_in_no_wrong_passage(good: Path, end: str) -> None:
    """That it is no number is said already; where it would lie, nobody knows."""
    set_cell(good, "evidence", VALUE, "end", end)

    assert {finding.rule for finding in climb_to("provenance", good).findings} == {"type-mismatch"}


@pytest.mark.parametrize(
    ("quote", "fix"),
    [
        (
            "Analysts call the fund's 5G plan “uncharted water”",
            "the quote has a straight apostrophe (U+0027) where the text has a curly apostrophe (U+2019)" + COPY,
        ),
        (
            "Analysts call the fund’s 5G\u00a0plan “uncharted water”",
            "the quote has a no-break space (U+00A0) where the text has a space (U+0020)" + COPY,
        ),
        (
            "Analysts call the fund’s 5G  plan “uncharted water”",
            "only white space differs; copy the quote from the text to the letter",
        ),
        ("Analysts call the fund’s 6G plan “uncharted water”", "copy the quote from the text, or move the span"),
    ],
)
def test_a_quote_that_is_nearly_right_is_told_what_differs(good: Path, quote: str, fix: str) -> None:
    """The finding knows the first character that differs and names the usual look-alikes."""
    set_cell(good, "evidence", "lantern2024.004/statement/183/233", "exact", quote)
    (finding,) = climb_to("provenance", good).findings

    assert finding.fix == fix
    assert finding.mark is not None
    assert finding.found[: finding.mark] == finding.expected[: finding.mark]
    assert finding.found[finding.mark] != finding.expected[finding.mark]


@pytest.mark.parametrize(("start", "end"), [(43, 58), (43, 59), (58, 71), (59, 71)])
def test_a_span_may_not_cut_an_emoji(good: Path, start: int, end: int) -> None:
    """A quote that is right but begins or ends inside a character as a reader sees it is found."""
    text = (good / "data" / "texts" / "lantern2024.txt").read_text("utf-8")
    set_cell(good, "evidence", "lantern2024.002/statement/43/71", "exact", text[start:end])
    moved(good, "lantern2024.002/statement/43/71", start, end)

    assert [finding.rule for finding in climb_to("provenance", good).findings] == ["grapheme-cut"]


@pytest.mark.parametrize("table", ["passages", "exclusions"])
def test_spans_of_passages_and_exclusions_are_held_to_the_text_too(good: Path, table: str) -> None:
    """A span that ends beyond the text is found wherever it stands."""
    header, rows = read_table(good, table)
    rows[-1][header.index("end")] = "9999"
    write_table(good, table, header, rows)

    assert [(finding.rule, finding.resource) for finding in climb_to("provenance", good).findings] == [
        ("span-out-of-range", table)
    ]


def test_a_row_that_is_written_twice_is_a_repeated_key_and_nothing_else(good: Path) -> None:
    """The same evidence twice does not make a second value."""
    header, rows = read_table(good, "evidence")
    write_table(good, "evidence", header, [*rows, rows[1]])

    assert [finding.rule for finding in climb_to("provenance", good).findings] == ["not-unique"]


def test_evidence_of_a_withheld_article_is_one_warning_and_the_package_stays_valid(good: Path) -> None:
    """Removing a text leaves a package that says what it can no longer prove."""
    quotes = sum(row[2] == "lantern2024" for row in read_table(good, "evidence")[1])
    set_cell(good, "articles", "lantern2024", "text_status", "withheld")
    set_cell(good, "articles", "lantern2024", "text_path", "")
    report = climb_to("provenance", good)
    (finding,) = report.findings

    assert report.valid
    assert (finding.rule, finding.severity) == ("quotes-unprovable", "warning")
    assert finding.message == f"the text of lantern2024 is withheld, so its {quotes} quotes cannot be checked"


# Characters that join others in every way that the Unicode standard has, pictographs, flags, and some that join nothing.
PIECES = st.sampled_from(
    [*"ab’ ©‼🚀👩⚠각가กำ🇯🇵", "\r\n", "\r\n", "\r", "\u00ad", "\u0301", "\u200d", "\ufe0f", "🏽", "\u0600", "각" * 32]
)


@given(text=st.lists(PIECES, min_size=1, max_size=12).map("".join), data=st.data())
def test_a_span_is_cut_where_a_position_is_inside_a_character(text: str, data: st.DataObject) -> None:
    """No edge of a span is passed over that splits a grapheme cluster of the text."""
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8)), min_size=1, max_size=8))
    spans = [(start, min(len(text), start + size)) for start, size in spans]
    rows = [{"article_id": "a2024", "start": start, "end": end} for start, end in spans]
    view = tables_of({"exclusions": rows}, {"a2024": text}).view(VIEWS["exclusions"])
    inside = cluster_interiors(text)

    assert view["reads"].to_list() == [text[start:end] for start, end in spans]
    assert view["around"].to_list() == [text[max(0, start - 1) : end + 1] for start, end in spans]
    assert view["start_cut"].to_list() == [start in inside for start, _ in spans]
    assert view["end_cut"].to_list() == [end in inside for _, end in spans]


def test_before_no_letter_pictograph_or_half_of_a_flag_a_cut_splits_what_does_not_join() -> None:
    """Of the characters that are left out of the look at the edges of spans none joins a character from outside the blocks."""
    everything = pl.Series([chr(code) for code in [*range(0xD800), *range(0xE000, 0x110000)]])
    apart = everything.filter(everything.str.contains(APART)).to_list()
    others = ["a", " ", "\n", "\r", "\u00ad", "’", "—", "\u200b"]

    assert len(apart) > 100_000
    for one in others:
        assert [
            found for found in regex.findall(r"\X", "\n".join(one + other for other in apart)) if len(found) > 1
        ] == []
