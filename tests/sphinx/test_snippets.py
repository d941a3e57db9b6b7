"""The snippets of the data dictionary run as they stand, and give the rows of the table."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import package_copies
import swf_facts
from swf_facts.package import governing_schema, governing_tables, installed_package
from swf_facts.sphinx.dictionary import WHERE_INSTALLED
from swf_facts.sphinx.snippets import snippets

if TYPE_CHECKING:
    from collections.abc import Callable

    from swf_facts.dataset import Dataset

TABLES = list(governing_tables())


def snippet(data: Dataset, table: str, label: str) -> str:
    """Return the snippet of one language for the package of the project."""
    (code,) = [found.code for found in snippets(data, table, installed=True) if found.label == label]
    return code


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Return the package of the project."""
    return swf_facts.load()


def rows_in_file(table: str) -> list[dict[str, str]]:
    """Return the rows of a table that stand, as they are written."""
    with (installed_package() / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row.get("status", "current") == "current"]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_snippet_in_five_languages(data: Dataset, table: str) -> None:
    """In the order in which they are shown."""
    assert [found.label for found in snippets(data, table, installed=True)] == [
        "Python",
        "pandas",
        "polars",
        "DuckDB",
        "R",
    ]


@pytest.mark.parametrize("table", TABLES)
def test_the_python_snippet_prints_every_row(data: Dataset, table: str) -> None:
    """Withdrawn ones too, as iterating over a table does."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(snippet(data, table, "Python"), {})  # noqa: S102  # our own code

    assert len(printed.getvalue().splitlines()) >= len(getattr(data, table)) > 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_the_frame_snippets_give_the_rows_and_the_fields(data: Dataset, table: str, library: str) -> None:
    """With the fields of the Table Schema, in order."""
    pytest.importorskip(library, reason=f"the snippet is for {library}")
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(snippet(data, table, library), space)  # noqa: S102
    frame = space[table]

    assert type(frame).__module__.partition(".")[0] == library
    assert list(getattr(frame, "columns"))[: len(fields(table))] == fields(table)  # noqa: B009  # of either library
    assert len(frame) > 0  # type: ignore[arg-type]  # of either library


def fields(table: str) -> list[str]:
    """Return the names of the fields of a table."""
    return [field["name"] for field in governing_schema(table)["fields"]]


@pytest.mark.parametrize("table", TABLES)
def test_the_duckdb_snippet_gives_the_cells_of_the_file_with_their_types(
    data: Dataset, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder of the package; an empty cell is NULL, and a quote that looks like a number stays text."""
    duckdb = pytest.importorskip("duckdb", reason="the snippet is for DuckDB")
    monkeypatch.chdir(installed_package())
    found = duckdb.sql(snippet(data, table, "DuckDB"))
    names = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}
    expected = rows_in_file(table)

    assert found.columns == fields(table)
    assert list(map(str, found.types)) == [names[field["type"]] for field in governing_schema(table)["fields"]]
    assert [[as_cell(value) for value in row] for row in found.fetchall()] == [
        [as_cell_of(field, row[field["name"]]) for field in governing_schema(table)["fields"]] for row in expected
    ]


def as_cell(value: object) -> object:
    """Return a value of DuckDB so that it can be compared with a cell."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def as_cell_of(field: dict[str, str], cell: str) -> object:
    """Return a cell as the type of its field has it."""
    read: dict[str, Callable[[str], object]] = {"number": float, "integer": int, "boolean": lambda word: word == "true"}
    return read.get(field["type"], str)(cell) if cell else None


@pytest.mark.parametrize("table", TABLES)
def test_the_r_snippet_gives_the_rows_of_the_file(data: Dataset, table: str, tmp_path: Path) -> None:
    """R itself is enough; what it has read is written as CSV again and compared cell by cell where it is text."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed; Debian has it as r-base-core")
    out = tmp_path / "out.csv"
    code = (
        snippet(data, table, "R")
        + f'write.csv({table}, "{out.as_posix()}", row.names = FALSE, na = "", fileEncoding = "UTF-8")\n'
    )
    script = tmp_path / "snippet.R"
    script.write_text(code, "utf-8")
    result = subprocess.run(
        ["Rscript", "--vanilla", "--encoding=UTF-8", str(script)], cwd=installed_package(), capture_output=True, text=True, encoding="utf-8",
        check=False, env={"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    with out.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    texts = [field["name"] for field in governing_schema(table)["fields"] if field["type"] == "string"]
    numbers = [field["name"] for field in governing_schema(table)["fields"] if field["type"] in {"number", "integer"}]
    expected = rows_in_file(table)

    assert [[row[name] for name in texts] for row in found] == [[row[name] for name in texts] for row in expected]
    for row, before in zip(found, expected, strict=True):
        for name in numbers:
            assert bool(row[name]) == bool(before[name])
            assert not row[name] or float(row[name]) == pytest.approx(float(before[name]))


def test_the_command_prints_the_folder_in_which_the_snippets_run() -> None:
    """As it is shown on the page; the data lie there under the paths of the descriptor."""
    code = WHERE_INSTALLED.partition(' -c "')[2].removesuffix('"')
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)

    assert (Path(result.stdout.strip()) / "data" / "facts.csv").is_file()


def test_another_package_is_named_by_its_path(good: Path) -> None:
    """And a derived table that it does without has no file to read."""
    package = swf_facts.load(good)
    found = {table: {item.label: item.code for item in snippets(package, table, installed=False)} for table in TABLES}

    assert f'swf_facts.load("path/to/{package.name}")' in found["facts"]["Python"]
    assert "R" in found["facts"]
    missing = {table for table in TABLES if not (good / "data" / f"{table}.csv").is_file()}
    assert missing
    for table in missing:
        assert list(found[table]) == ["Python", "pandas", "polars"]


def test_a_table_in_parts_is_read_by_a_pattern(good: Path) -> None:
    """DuckDB reads all parts at once; R itself does not read Parquet."""
    descriptor = package_copies.read_descriptor(good)
    for resource in descriptor["resources"]:
        if resource["name"] == "facts":
            resource |= {"format": "parquet", "path": ["data/facts/00000.parquet", "data/facts/00001.parquet"]}

    class Described:
        name = "good"

        def __init__(self) -> None:
            self.descriptor = descriptor

    found = {item.label: item.code for item in snippets(Described(), "facts", installed=False)}  # type: ignore[arg-type]  # all that it asks for

    assert "read_parquet('data/facts/*.parquet')" in found["DuckDB"]
    assert "R" not in found
