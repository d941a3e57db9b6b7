"""The pandera schemas that are built from the Table Schemas, for polars and for pandas."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pandera.errors
import polars as pl
import pytest

from swf_facts import load
from swf_facts.errors import UnknownChoice
from swf_facts.package import governing_schema, governing_tables
from swf_facts.schemas import build_polars_schema, pandas_schema, polars_schema

if TYPE_CHECKING:
    from pathlib import Path

    from swf_facts.model import TableName

# One cell that breaks one constraint: table, field, value, what is said.
BAD_CELLS: list[tuple[TableName, str, Any, str]] = [
    ("facts", "modality", "rumour", "enum:modality"),
    ("facts", "modality", None, "not_nullable"),
    ("facts", "value_number", -1.0, "minimum:value_number"),
    ("facts", "value_number", float("inf"), "finite:value_number"),
    ("facts", "fact_id", "coincu2025.7", "pattern:fact_id"),
    ("facts", "note", "", "minLength:note"),
    ("attributions", "level", 10, "maximum:level"),
    ("entities", "wikidata", "Q1\n", "pattern:wikidata"),
    ("articles", "title_supplied", None, "not_nullable"),
]


def checks_of(error: pandera.errors.SchemaErrors) -> set[str]:
    """Return the names of the checks that failed."""
    return {str(check) for check in error.failure_cases["check"]}


@pytest.mark.parametrize("table", governing_tables())
def test_the_good_tables_pass_in_polars(good: Path, table: TableName) -> None:
    """A frame of the loader has the types that the schema asks for."""
    frame = load(good).frame(table)

    assert polars_schema(table).validate(frame).equals(frame)


@pytest.mark.parametrize(("table", "field", "value", "said"), BAD_CELLS)
def test_a_bad_cell_fails_in_polars(good: Path, table: TableName, field: str, value: object, said: str) -> None:
    """The failure names constraint and field."""
    frame = load(good).frame(table)
    cells = [value, *frame[field][1:]]
    bad = frame.with_columns(pl.Series(field, cells, dtype=frame[field].dtype))
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        polars_schema(table).validate(bad, lazy=True)

    assert checks_of(caught.value) == {said}


def test_a_repeated_primary_key_fails_in_polars(good: Path) -> None:
    """Two rows with one key are found."""
    frame = load(good).frame("evidence")
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        polars_schema("evidence").validate(pl.concat([frame, frame[:1]]), lazy=True)

    assert checks_of(caught.value) == {"multiple_fields_uniqueness"}


def test_a_date_outside_the_calendar_or_the_limits_of_a_table_schema_fails() -> None:
    """Limits of dates are dates, not text."""
    schema = build_polars_schema(
        {"fields": [{"name": "day", "type": "date", "constraints": {"minimum": "2024-01-01"}}]}
    )
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        schema.validate(pl.DataFrame({"day": [datetime.date(2023, 12, 31)]}), lazy=True)

    assert checks_of(caught.value) == {"minimum:day"}


@pytest.mark.parametrize("table", governing_tables())
def test_the_good_tables_pass_in_pandas(good: Path, table: TableName) -> None:
    """A pandas frame of the loader passes, and comes back with the same cells filled."""
    pytest.importorskip("pandas", reason="pandas comes with an extra of its own")
    frame = load(good).frame(table, library="pandas")

    assert pandas_schema(table).validate(frame).notna().equals(frame.notna())


@pytest.mark.parametrize(("table", "field", "value", "said"), BAD_CELLS)
def test_a_bad_cell_fails_in_pandas(good: Path, table: TableName, field: str, value: object, said: str) -> None:
    """Both libraries are held to the same constraints, and say the same of them."""
    pytest.importorskip("pandas", reason="pandas comes with an extra of its own")
    frame = load(good).frame(table, library="pandas")
    frame[field] = [value, *frame[field][1:]]
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        pandas_schema(table).validate(frame, lazy=True)

    assert checks_of(caught.value) == {said}


def test_both_libraries_have_every_field_and_constraint() -> None:
    """The two schemas come from one translation, so they have the same checks on the same columns."""
    pytest.importorskip("pandas", reason="pandas comes with an extra of its own")
    for table in governing_tables():
        name: TableName = table  # type: ignore[assignment]  # the profile's tables are those of the model
        ours, theirs = polars_schema(name).columns, pandas_schema(name).columns

        assert list(ours) == list(theirs) == [field["name"] for field in governing_schema(table)["fields"]]
        for column in ours:
            assert [check.error for check in ours[column].checks] == [check.error for check in theirs[column].checks]
            assert ours[column].nullable == theirs[column].nullable


def test_an_unknown_table_is_told_the_nearest() -> None:
    """A misspelt table has an error that says what was meant."""
    with pytest.raises(UnknownChoice, match="there is no table 'fact'; did you mean 'facts'"):
        polars_schema("fact")  # type: ignore[arg-type]  # what the test is about
