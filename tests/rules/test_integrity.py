"""The integrity rung on files that are damaged in other ways than its examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from package_copies import climb_to, read_table, refresh, replace, set_cell, write_table

if TYPE_CHECKING:
    from pathlib import Path


def said(folder: Path) -> list[str]:
    """Return the findings as lines."""
    return [str(finding) for finding in climb_to("provenance", folder).findings]


def test_a_bad_byte_in_a_table_stops_neither_its_other_rows_nor_the_other_tables(good: Path) -> None:
    """A row that is not UTF-8 is one finding, and every other row is checked as ever."""
    place = good / "data" / "entities.csv"
    place.write_bytes(place.read_bytes().replace(b"Norland,country,", b"Norl\xe4nd,country,"))
    refresh(good)
    set_cell_in_another_row = replace(good, "data/facts.csv", "opinion", "rumour")

    assert said(set_cell_in_another_row) == [
        "entities:7 : byte 13 of the line, 0xE4, is not UTF-8 [not-utf8]".replace(" :", ":"),
        "facts:7 lantern2024.004 modality: the field has no such value [enum]",
    ]


def test_a_text_that_is_not_utf8_is_one_finding(good: Path) -> None:
    """Spans of a text that cannot be decoded are compared with nothing."""
    place = good / "data" / "texts" / "lantern2024.txt"
    place.write_bytes(place.read_bytes().replace("“".encode(), b"\x93"))
    refresh(good)

    assert [line.rpartition(" ")[2] for line in said(good)] == ["[not-utf8]"]


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("👩\u200d🚀 club", []),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f team", []),
        ("می\u200cخواهم", []),
        ("Nor\u200dland", ["invisible-character"]),
        ("Nor\u00adland", ["invisible-character"]),
        ("\ufeffNorland", ["invisible-character"]),
        ("Nor\U000e0061land", ["invisible-character"]),
        ("Nor\u2067land", ["bidi-control"]),
        ("=Norland", ["formula-cell"]),
        ("+Norland", ["formula-cell"]),
        ("-Norland", ["formula-cell"]),
        ("@Norland", ["formula-cell"]),
        ("\tNorland", ["formula-cell"]),
        ("Nor\x1b[31mland", ["control-character"]),
        ("Nor\x85land", ["control-character"]),
    ],
)
def test_characters_that_deceive_are_found_and_others_are_not(good: Path, name: str, rules: list[str]) -> None:
    """Joiners and tags belong to emoji and to scripts that need them; elsewhere they hide."""
    set_cell(good, "entities", "norland", "name", name)

    assert [finding.rule for finding in climb_to("provenance", good).findings] == rules


def test_quoted_words_may_begin_like_a_formula(good: Path) -> None:
    """The article's own words are kept to the letter, so a quote may begin with a minus."""
    text = (good / "data" / "texts" / "lantern2024.txt").read_text("utf-8") + "-5 points\n"
    (good / "data" / "texts" / "lantern2024.txt").write_text(text, "utf-8")
    header, rows = read_table(good, "exclusions")
    start = text.index("-5 points")
    write_table(good, "exclusions", header, [*rows, ["lantern2024", str(start), str(start + 2), "-5", "Invented."]])

    assert said(good) == []


def test_a_number_below_nought_is_no_formula(good: Path) -> None:
    """A cell of type number is a number to a spreadsheet too."""
    set_cell(good, "facts", "gazette2024.002", "lower", "-0.5")

    assert said(good) == []


def test_where_a_file_differs_from_its_hash_its_size_and_its_row_are_not_reported_too(good: Path) -> None:
    """An edited text is one hash mismatch; what follows from the edit is told by the spans alone."""
    place = good / "data" / "texts" / "gazette2024.txt"
    place.write_text(place.read_text("utf-8") + "More.\n", "utf-8")
    (line,) = said(good)

    assert line.startswith("text-gazette2024: the file data/texts/gazette2024.txt is not the one")
