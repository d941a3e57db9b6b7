"""The structure rung on tables that are broken in other ways than its examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from package_copies import climb_to, read_table, refresh, replace, set_cell, write_table
from swf_facts.package import required_tables
from swf_facts.rules.structure.references import going_on

if TYPE_CHECKING:
    from pathlib import Path


def said(folder: Path) -> list[str]:
    """Return the findings as lines."""
    return [str(finding) for finding in climb_to("provenance", folder).findings]


@pytest.mark.parametrize("table", required_tables())
def test_a_missing_column_is_one_finding(good: Path, table: str) -> None:
    """What follows from a column that is not there is not reported."""
    header, rows = read_table(good, table)
    write_table(good, table, header[1:], [row[1:] for row in rows])

    assert said(good) == [f"{table}:1: the header lacks `{header[0]}` [header-mismatch]"]


@pytest.mark.parametrize("table", required_tables())
def test_an_extra_column_is_one_finding(good: Path, table: str) -> None:
    """A column that no table schema describes is one finding."""
    header, rows = read_table(good, table)
    write_table(good, table, [*header, "extra"], [[*row, "1"] for row in rows])

    assert said(good) == [f"{table}:1: the header adds `extra` [header-mismatch]"]


@pytest.mark.parametrize("table", required_tables())
def test_a_column_that_stands_twice_is_one_finding(good: Path, table: str) -> None:
    """Of two columns with one name the first is read."""
    header, rows = read_table(good, table)
    write_table(good, table, [*header, header[0]], [[*row, row[0]] for row in rows])

    assert said(good) == [f"{table}:1: the header repeats `{header[0]}` [header-mismatch]"]


@pytest.mark.parametrize("table", required_tables())
def test_a_table_that_is_gone_is_one_finding(good: Path, table: str) -> None:
    """References into a table that cannot be read are not reported."""
    (good / "data" / f"{table}.csv").unlink()
    (line,) = said(good)

    assert line.endswith(f"there is no file 'data/{table}.csv' [resource-missing]")


@pytest.mark.parametrize("table", ["facts", "articles", "units"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file has no header [csv-unreadable]"),
        (b"\n\n", "the file has no header [csv-unreadable]"),
        (b'"', "a quote that opens in this row is never closed [csv-unreadable]"),
        (b"x" * 200_000, "the header lacks"),
    ],
)
def test_a_file_that_is_no_table_is_one_finding(good: Path, table: str, content: bytes, message: str) -> None:
    """An empty file, a lone quote and a huge cell are said to be what they are."""
    (good / "data" / f"{table}.csv").write_bytes(content)
    (line,) = said(refresh(good))

    assert message in line


def test_a_table_with_a_header_alone_is_read(good: Path) -> None:
    """A table without rows is a table."""
    header, _ = read_table(good, "exclusions")
    write_table(good, "exclusions", header, [])

    assert said(good) == []


def test_rows_before_an_unclosed_quote_are_still_checked(good: Path) -> None:
    """A quote that is never closed hides the rest of the file, not what stands before it."""
    replace(good, "data/entities.csv", "gazette,The Gazette,publication", "gazette,The Gazette,shop")
    replace(good, "data/entities.csv", "norland,Norland", 'norland,"Norland')

    assert said(good) == [
        "entities:3 gazette kind: the field has no such value [enum]",
        "entities:7: a quote that opens in this row is never closed [csv-unreadable]",
    ]


def test_the_line_of_a_row_is_right_after_cells_with_line_breaks(good: Path) -> None:
    """A finding names the line on which its row starts, counted as an editor counts."""
    set_cell(good, "facts", "gazette2024.001", "note", "one\ntwo\nthree")
    set_cell(good, "facts", "lantern2024.004", "modality", "rumour")
    (finding,) = climb_to("provenance", good).findings
    lines = (good / "data" / "facts.csv").read_text("utf-8").split("\n")

    assert finding.row == 9
    assert lines[9 - 1].startswith("lantern2024.004")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("value_number", "NaN", "the number is not a plain decimal [number-not-plain]"),
        ("value_number", "INF", "the number is not a plain decimal [number-not-plain]"),
        ("value_number", "+5", "the number is not a plain decimal [number-not-plain]"),
        ("value_number", "007", "the number is not a plain decimal [number-not-plain]"),
        ("value_number", ".5", "the number is not a plain decimal [number-not-plain]"),
        ("value_number", "1e400", "the number is not a plain decimal [number-not-plain]"),
        ("value_number", "1" + "0" * 400, "the number is not a plain decimal [number-not-plain]"),
        ("value_number", "2,150,000,000", "it is no number [type-mismatch]"),
        ("value_number", "٢١٥", "it is no number [type-mismatch]"),
        ("value_number", " 5", "it is no number [type-mismatch]"),
        ("value_number", "-5", "it is less than 0 [out-of-range]"),
        ("as_of", "2024-02-30", "there is no such day [type-mismatch]"),
        ("as_of", "0000-01-01", "there is no such day [type-mismatch]"),
        ("as_of", "05/01/2024", "it is no date [type-mismatch]"),
        ("as_of", "2024-1-5", "it is no date [type-mismatch]"),
        ("as_of", "٢٠٢٤-٠١-٠٥", "it is no date [type-mismatch]"),
        ("unit_basis", "STATED", "the field has no such value [enum]"),
        ("direction", "up", "the field has no such value [enum]"),
    ],
)
def test_a_cell_without_a_value_of_its_type_is_one_finding(good: Path, field: str, value: str, message: str) -> None:
    """The cell is named with what stands in it; that it has no value then is not reported again."""
    set_cell(good, "facts", "lantern2024.001", field, value)
    (finding,) = climb_to("provenance", good).findings

    assert message in str(finding)
    assert (finding.resource, finding.row, finding.key, finding.field) == ("facts", 4, "lantern2024.001", field)
    assert finding.found == value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1" + "0" * 30, "it is beyond the largest integer, 9223372036854775807 [type-mismatch]"),
        ("-5", "it is less than 0 [out-of-range]"),
        ("77.0", "it is no integer [type-mismatch]"),
        ("007", "it is no integer [type-mismatch]"),
        ("٧٧", "it is no integer [type-mismatch]"),
        ("", "the field is required, and the cell is empty [required]"),
    ],
)
def test_a_position_that_is_none_is_one_finding(good: Path, value: str, message: str) -> None:
    """A span whose start is no position is not compared with the text."""
    set_cell(good, "evidence", "lantern2024.001/value/77/95", "start", value)
    (line,) = said(good)

    assert line.endswith(message)


def test_a_value_matches_its_pattern_up_to_the_last_character(good: Path) -> None:
    """A line break after an id is no part of the form, though a Python pattern would let it pass."""
    set_cell(good, "entities", "norland", "wikidata", "Q1\n")
    (line,) = said(good)

    assert line == "entities:7 norland wikidata: it is not of the form ^Q[1-9][0-9]*$ [pattern]"


def test_a_reference_without_target_is_reported_once_and_names_the_nearest(good: Path) -> None:
    """Many rows that name the same missing row are one finding, with their number."""
    rows = sum(row[0] == "lantern2024.001" for row in read_table(good, "evidence")[1])
    set_cell(good, "facts", "lantern2024.001", "fact_id", "lantern2024.010")
    first, second = climb_to("provenance", good).findings

    assert rows > 1
    assert str(first).endswith(f"facts has no row 'lantern2024.001' ({rows} rows refer to it) [foreign-key-unknown]")
    assert first.fix == "did you mean 'lantern2024.010'? Else add the row to facts"
    assert second.rule == "statement-missing"


def test_a_loop_of_several_rows_is_reported_once(good: Path) -> None:
    """Articles that derive from one another in a circle are one finding that shows the circle."""
    set_cell(good, "articles", "ledger2024", "derived_from", "gazette2024")

    assert said(good) == [
        "articles:2 gazette2024 derived_from: it leads back to itself: gazette2024 → ledger2024 → gazette2024 [reference-loop]"
    ]


@pytest.mark.parametrize(
    ("number", "lower", "upper", "ordered"),
    [
        ("42", "41.5", "42.5", True),
        ("42", "42", "42", True),
        ("42", "42.00", "42.0", True),
        ("42", "42.0000000000000000000000000001", "", False),
        ("42", "", "41.9999999999999999999999999999", False),
        ("9", "10", "", False),
        ("10", "9", "", True),
        ("0", "-0.5", "0.5", True),
        ("0", "-0.5", "-0.6", False),
        ("123456789012345678901234567890.1", "123456789012345678901234567890.2", "", False),
        ("123456789012345678901234567890.1", "123456789012345678901234567890.10", "", True),
    ],
)
def test_an_interval_is_compared_exactly(good: Path, number: str, lower: str, upper: str, ordered: bool) -> None:
    """No digit is lost to floating point, at any length."""
    for field, value in (("value_number", number), ("lower", lower), ("upper", upper)):
        set_cell(good, "facts", "gazette2024.002", field, value)

    assert (
        [finding.rule for finding in climb_to("provenance", good).findings] == [] if ordered else ["interval-reversed"]
    )


@pytest.mark.parametrize(
    ("table", "key", "field", "value", "rules"),
    [
        ("facts", "gazette2024.001", "value_type", "text", ["property-type-mismatch"]),
        ("facts", "gazette2024.001", "value_type", "number", ["enum"]),
        ("facts", "gazette2024.001", "value_date", "", ["value-misplaced"]),
        ("facts", "gazette2024.001", "unit_id", "USD", ["quantity-fields"]),
        ("facts", "gazette2024.002", "unit_basis", "", ["quantity-fields"]),
        ("facts", "gazette2024.002", "unit_basis", "inferred", ["note-missing"]),
        ("facts", "lantern2024.001", "as_of", "", ["as-of-basis", "span-without-cell"]),
        ("facts", "lantern2024.001", "as_of_basis", "inferred", ["note-missing"]),
        ("facts", "gazette2024.001", "status_reason", "Why not.", ["status-fields"]),
        ("facts", "gazette2024.001", "status", "withdrawn", ["status-fields"]),
        ("facts", "gazette2024.001", "article_id", "lantern2024", ["id-of-other-article"]),
        ("passages", "gazette2024.p002", "reason", "Why not.", []),
        ("properties", "opened", "dimension", "time", ["property-dimension"]),
        ("articles", "lantern2024", "text_sha256", "", ["text-status-fields"]),
        ("attributions", "lantern2024.004/1", "level", "3", ["attribution-levels"]),
        ("entities", "isle-fund", "lei", "5493003BZYYYCDIO0R13", []),
        ("entities", "isle-fund", "lei", "5493003BZYYYCDIO0R31", ["lei-checksum"]),
    ],
)
def test_fields_that_depend_on_one_another(  # the parameters say it
    good: Path, table: str, key: str, field: str, value: str, rules: list[str]
) -> None:
    """A cell that does not fit its row is one finding, of the rule that is nearest to the fault."""
    set_cell(good, table, key, field, value)

    assert sorted(finding.rule for finding in climb_to("provenance", good).findings) == rules


ROWS = st.sampled_from("abcdefgh")


@given(pairs=st.lists(st.tuples(ROWS, ROWS), max_size=12), more=st.sets(ROWS))
def test_no_reference_is_left_out_that_may_be_part_of_a_loop(pairs: list[tuple[str, str]], more: set[str]) -> None:
    """Of references between rows here, those stay that lead round, or out of here; and all of the rows that they come from."""
    here = {row for row, _ in pairs} | more
    kept = set(
        going_on(pl.DataFrame(pairs, {"id": pl.String, "target": pl.String}, orient="row"), pl.Series(list(here)))
    )

    def leads_on(row: str, path: tuple[str, ...] = ()) -> bool:
        if row in path or row not in here:
            return True
        return any(leads_on(target, (*path, row)) for of, target in pairs if of == row)

    assert kept == {row for row, _ in pairs if leads_on(row)}
