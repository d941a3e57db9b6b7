"""Data frames of the three libraries: types, nulls, order, and what is said when a library is not there."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import package_copies
import swf_facts
from swf_facts import MissingExtra, UnknownChoice
from swf_facts.model import TableName
from swf_facts.package import governing_schema, governing_tables, required_tables

if TYPE_CHECKING:
    from pathlib import Path

    from swf_facts import Dataset

LIBRARIES = ("polars", "pandas", "arrow")


@pytest.fixture
def data(good: Path) -> Dataset:
    """Load the good package."""
    return swf_facts.load(good)


def _columns(frame: pl.DataFrame | pd.DataFrame | pa.Table) -> list[str]:
    return list(frame.column_names if isinstance(frame, pa.Table) else frame.columns)


def test_names_of_tables_are_those_of_the_profile() -> None:
    """The tables that a type checker accepts are those of the profile."""
    assert get_args(TableName) == governing_tables()


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("table", get_args(TableName))
def test_frame_has_one_column_a_field_in_schema_order_and_all_rows(
    data: Dataset, table: TableName, library: str
) -> None:
    """Each table comes whole, in each library."""
    frame = data.frame(table, library=library)  # type: ignore[call-overload]  # the libraries one after another

    assert _columns(frame) == [field["name"] for field in governing_schema(table)["fields"]]
    assert len(frame) == len(data.table(table))
    assert len(frame) > 0 or table not in required_tables()


def test_polars_types_and_nulls(data: Dataset) -> None:
    """Numbers are Float64, dates Date, integers Int64, booleans Boolean, empty cells null."""
    facts = data.frame("facts")

    assert isinstance(facts, pl.DataFrame)
    assert facts.schema["value_number"] == pl.Float64
    assert facts.schema["as_of"] == pl.Date
    assert data.frame("passages").schema["start"] == pl.Int64
    assert data.frame("articles").schema["title_supplied"] == pl.Boolean
    row = facts.row(by_predicate=pl.col("fact_id") == "lantern2024.001", named=True)
    assert row["value_number"] == 2.15e9
    assert row["as_of"] == datetime.date(2024, 1, 5)
    assert row["upper"] is None
    assert row["note"] is None


def test_pandas_types_and_nulls(data: Dataset) -> None:
    """Types that know nulls: string, Float64, Int64, boolean, and datetime64 for dates."""
    facts = data.frame("facts", library="pandas")

    assert isinstance(facts, pd.DataFrame)
    assert str(facts["fact_id"].dtype) == "string"
    assert str(facts["value_number"].dtype) == "Float64"
    assert str(facts["as_of"].dtype) == "datetime64[s]"
    assert str(data.frame("passages", library="pandas")["start"].dtype) == "Int64"
    assert str(data.frame("articles", library="pandas")["title_supplied"].dtype) == "boolean"
    row = facts.set_index("fact_id").loc["lantern2024.001"]
    assert row["value_number"] == 2.15e9
    assert row["as_of"] == pd.Timestamp("2024-01-05")
    assert pd.isna(row["upper"])


def test_arrow_types_nulls_and_descriptions(data: Dataset) -> None:
    """Arrow tables carry title and description of each field, and where they come from."""
    facts = data.frame("facts", library="arrow")

    assert isinstance(facts, pa.Table)
    assert facts.schema.field("value_number").type == pa.float64()
    assert facts.schema.field("as_of").type == pa.date32()
    assert facts.schema.field("unit_id").metadata[b"title"] == b"Unit"
    assert facts.schema.metadata == {
        b"package": data.name.encode(),
        b"version": data.version.encode(),
        b"table": b"facts",
    }
    assert facts.column("upper").null_count == 5


@pytest.mark.parametrize("library", LIBRARIES)
def test_empty_table_keeps_its_columns(good: Path, library: str) -> None:
    """A table without rows has its columns still, and their types."""
    header, _ = package_copies.read_table(good, "exclusions")
    data = swf_facts.load(package_copies.write_table(good, "exclusions", header, []))

    frame = data.frame("exclusions", library=library)  # type: ignore[call-overload]  # the libraries one after another

    assert len(frame) == 0
    assert _columns(frame) == header
    if library == "polars":
        assert frame.schema["start"] == pl.Int64


def test_further_columns_come_last_as_text(good: Path) -> None:
    """A column that the Table Schema does not know is kept in frames."""
    header, rows = package_copies.read_table(good, "units")
    package_copies.write_table(good, "units", ["colour", *header], [["7", *row] for row in rows])

    frame = swf_facts.load(good).frame("units")

    assert frame.columns == [*header, "colour"]
    assert frame["colour"].to_list() == ["7", "7"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_frames_leave_out_what_no_longer_stands_unless_asked(good: Path, library: Literal["polars"]) -> None:
    """A withdrawn fact, its evidence and its attributions come only when their status is asked for."""
    package_copies.set_cell(good, "facts", "lantern2024.004", "status", "withdrawn")
    data = swf_facts.load(good)

    def facts_in(table: TableName, **asked: str | None) -> list[str]:
        frame = data.frame(table, library=library, **asked)
        return list(dict.fromkeys(str(fact) for fact in frame["fact_id"]))

    every = [str(fact) for fact in data.facts.ids()]
    assert facts_in("facts") == every[:-1]
    assert facts_in("evidence") == every[:-1]
    assert facts_in("attributions") == ["gazette2024.001", "lantern2024.003"]
    assert facts_in("facts", status=None) == facts_in("evidence", status=None) == every
    assert facts_in("attributions", status="withdrawn") == ["lantern2024.004"]
    assert len(data.frame("articles", library=library, status="withdrawn")) == len(data.articles)


@pytest.mark.parametrize(("library", "module"), [("polars", "polars"), ("pandas", "pandas"), ("arrow", "pyarrow")])
def test_missing_library_names_its_extra(
    data: Dataset, monkeypatch: pytest.MonkeyPatch, library: str, module: str
) -> None:
    """Without the library there is an ImportError that says what to install."""
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(ImportError, match=rf'pip install "swf-facts\[{library}\]"') as caught:
        data.frame("facts", library=library)  # type: ignore[call-overload]  # the libraries one after another

    assert isinstance(caught.value, MissingExtra)


@pytest.mark.parametrize(
    ("table", "library", "message"),
    [
        ("fact", "polars", "did you mean 'facts'"),
        ("facts", "panda", "did you mean 'pandas'"),
        ("facts", "xyz", "choose from"),
    ],
)
def test_unknown_table_or_library_names_the_nearest(data: Dataset, table: str, library: str, message: str) -> None:
    """A misspelt table or library is refused with the nearest, or with all that there are."""
    with pytest.raises(UnknownChoice, match=message):
        data.frame(table, library=library)  # type: ignore[call-overload]  # that is the point
