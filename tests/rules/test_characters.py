"""The characters that rules may mean are found in every file, row, text and cell that has one."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from looking import tables_of

from swf_facts.package import governing_schema, governing_tables
from swf_facts.rules.characters import (
    BIDI,
    FORMULA,
    LOOSE,
    ODD_IN_ROW,
    UNSEEN,
    _allows_nothing_odd,
    _loose,
    _sought,
    marked_cells,
)

FIELDS = [
    pytest.param(field, id=f"{table}.{field['name']}")
    for table in governing_tables()
    for field in governing_schema(table)["fields"]
    if field["type"] == "string" and _allows_nothing_odd(field)
]
SOUGHT = "|".join([ODD_IN_ROW, LOOSE, BIDI.pattern, f"[{UNSEEN}]", FORMULA])


@pytest.mark.parametrize("field", FIELDS)
@settings(max_examples=10)
@given(data=st.data())
def test_a_column_that_is_not_looked_at_can_hold_nothing_odd(field: dict[str, Any], data: st.DataObject) -> None:
    """What is listed, or matches the pattern, has no character that a rule could mean."""
    asked = field["constraints"]
    cell = data.draw(
        st.sampled_from(asked["enum"]) if "enum" in asked else st.from_regex(asked["pattern"], fullmatch=True)
    )

    assert not pl.Series([cell]).str.contains(SOUGHT).item()


@pytest.mark.parametrize(
    ("pattern", "cell"),
    [
        ("^[a-z]*-x$", "-x"),
        ("^[a-z]?-x$", "-x"),
        ("^[a-z]{0,1}-x$", "-x"),
        ("^[a-z-]+$", "-x"),
        ("^[a-z]+|-x$", "-x"),
        ("^[a-z](?i)k$", "a\u212a"),
        ("^(?i)[a-z]$", "\u212a"),
        ("^[a-z].$", "a\u202e"),
        ("^[a-z][^a]$", "a\u202e"),
        ("^[a-z][[:cntrl:]]$", "a\x00"),
        (r"^[a-z]\x00$", "a\x00"),
        ("[a-z]", "=a"),
        ("^[a-z]", "a\x00"),
    ],
)
def test_a_pattern_that_something_odd_matches_proves_nothing(pattern: str, cell: str) -> None:
    """A cell that matches it may still have a character that a rule could mean."""
    assert pl.Series([cell]).str.contains(pattern).item()
    assert pl.Series([cell]).str.contains(SOUGHT).item()
    assert not _allows_nothing_odd({"name": "x", "constraints": {"pattern": pattern}})


def test_what_normalization_may_change_is_in_the_blocks_that_are_looked_at() -> None:
    """No other character is changed by it, stands in an order that it may change, or joins with the one before it."""
    everything = [chr(code) for code in (*range(0xD800), *range(0xE000, 0x110000))]
    loose = set(pl.Series(everything).filter(pl.Series(everything).str.contains(LOOSE)))
    joining = {second for one in everything for second in unicodedata.normalize("NFD", one)[1:]}

    assert [one for one in everything if not unicodedata.is_normalized("NFC", one) and one not in loose] == []
    assert [one for one in everything if unicodedata.combining(one) and one not in loose] == []
    assert joining - loose == set()


@given(st.lists(st.text("aeé각가\u11a8\u0301\u0316\u212bक\u093cΩ 한", max_size=8), max_size=4))
def test_a_text_that_is_not_normalized_is_seen_by_its_pieces(texts: list[str]) -> None:
    """Every text that normalization would change has a piece that it would change."""
    found = [index for index, text in enumerate(texts) if not unicodedata.is_normalized("NFC", text)]

    assert _loose(pl.Series(texts, dtype=pl.String)) == found


CELLS = st.none() | st.sampled_from(
    [
        "",
        "a",
        "a-b",
        "2024-01-01",
        "1",
        "-1",
        "quantity",
        "=1",
        "a\u200bb",
        "\u202e",
        "a\rb",
        "\x00",
        "a\u0301",
        "né",
        "\ta",
    ]
)


@settings(max_examples=30)
@given(data=st.data())
@pytest.mark.parametrize("by_row", [False, True])
def test_every_cell_with_a_character_that_a_rule_could_mean_is_marked(by_row: bool, data: st.DataObject) -> None:
    """Columns and cells that are passed over have no character that is sought in them."""
    fields = governing_schema("facts")["fields"]
    row = st.fixed_dictionaries({field["name"]: CELLS for field in fields})
    tables = tables_of({"facts": data.draw(st.lists(row, min_size=1, max_size=3))}, {})
    tables = replace(tables, package=replace(tables.package, contents={})) if by_row else tables
    facts = tables["facts"]
    odd = {
        (field["name"], index)
        for field in fields
        if (patterns := _sought(tables, facts, field))
        for index in facts.raw[field["name"]].str.contains("|".join(patterns)).arg_true()
    }
    marked = {(name, row) for (_, name), cells in tables.view(marked_cells).items() for row in cells["row"]}

    assert marked == odd
