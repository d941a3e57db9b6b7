"""Tables in other formats: the same rows come back, with their types, keys and descriptions."""

from __future__ import annotations

import datetime
import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import package_copies
import swf_facts
from swf_facts.export import export
from swf_facts.export.ddl import string
from swf_facts.export.parquet import arrow_table
from swf_facts.export.tables import PRECISION, Column, TableCopy, decimal_places
from swf_facts.package import governing_schema, governing_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from swf_facts.export.formats import Format
    from swf_facts.model import TableName

    Rows = list[tuple[Any, ...]]

TABLES = cast("tuple[TableName, ...]", governing_tables())
READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": lambda text: text in {"1", "True"},
    "date": datetime.date.fromisoformat,
}


def rows_of(source: Path | None, table: TableName) -> Rows:
    """Return the typed rows that the loader has."""
    return list(zip(*(cells for _, cells in swf_facts.load(source).table(table).columns().values()), strict=True))


def typed(table: TableName, rows: Iterable[Sequence[object]], source: Path | None) -> Rows:
    """Read cells as the Table Schema types them, from whatever a format made of them."""
    kinds = [field.type for field, _ in swf_facts.load(source).table(table).columns().values()]
    return [
        tuple(None if cell is None else READ[kind](str(cell)) for kind, cell in zip(kinds, row, strict=True))
        for row in rows
    ]


def from_parquet(folder: Path, table: TableName, source: Path | None) -> Rows:
    """Read the rows of a table back."""
    return typed(table, (tuple(row.values()) for row in pq.read_table(folder / f"{table}.parquet").to_pylist()), source)


def from_sqlite(folder: Path, table: TableName, source: Path | None) -> Rows:
    """Read the rows of a table back."""
    (path,) = folder.glob("*.sqlite")
    with closing(sqlite3.connect(path)) as database:
        return typed(table, database.execute(f'SELECT * FROM "{table}"').fetchall(), source)  # noqa: S608


def from_duckdb(folder: Path, table: TableName, source: Path | None) -> Rows:
    """Read the rows of a table back, in the order of the package: DuckDB was given them in another."""
    (path,) = folder.glob("*.duckdb")
    with duckdb.connect(path, read_only=True) as database:
        found = typed(table, database.execute(f'SELECT * FROM "{table}"').fetchall(), source)  # noqa: S608
    order = rows_of(source, table)
    return sorted(found, key=order.index)


def from_xlsx(folder: Path, table: TableName, source: Path | None) -> Rows:
    """Read the rows of a table back."""
    (path,) = folder.glob("*.xlsx")
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        _, *rows = [
            [cell.date() if isinstance(cell, datetime.datetime) else cell for cell in row]
            for row in book[table].iter_rows(values_only=True)
        ]
    width = len(swf_facts.load(source).table(table).columns())
    return typed(table, (row + [None] * (width - len(row)) for row in rows), source)


READERS: dict[Format, Callable[[Path, TableName, Path | None], Rows]] = {
    "parquet": from_parquet,
    "sqlite": from_sqlite,
    "duckdb": from_duckdb,
    "xlsx": from_xlsx,
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the installed package to each of these formats."""
    folder = tmp_path_factory.mktemp("exported")
    for format_ in READERS:
        export(format_, folder / format_)
    return folder


@pytest.mark.parametrize("format_", READERS)
def test_every_row_of_every_table_comes_back(exported: Path, format_: Format) -> None:
    """What is read back is, cell by cell, what the loader has."""
    for table in TABLES:
        assert READERS[format_](exported / format_, table, None) == rows_of(None, table), table


def hard(folder: Path) -> Path:
    """Make a package whose cells are hard to keep: long numbers, signs that a format has its own meaning for."""
    package = package_copies.copy_good(folder)
    for key, number in {"gazette2024.002": "0.1000000000000000055511151231257827", "lantern2024.001": "9" * 40}.items():
        package_copies.set_cell(package, "facts", key, "value_number", number)
    package_copies.set_cell(package, "facts", "lantern2024.001", "lower", "-123456789012345678901234.5")
    package_copies.set_cell(package, "facts", "lantern2024.004", "note", '=1+1 "quoted" _x0041_ \'; --\nnext 👩‍🚀\t')
    header, rows = package_copies.read_table(package, "facts")
    first = dict(zip(header, rows[0], strict=True))
    rows[0] = list(
        (first | {"status": "superseded", "superseded_by": "lantern2024.002", "status_reason": "x"}).values()
    )
    return package_copies.write_table(package, "facts", header, rows)


@pytest.mark.parametrize("format_", READERS)
def test_hard_cells_come_back(tmp_path: Path, format_: Format) -> None:
    """Forty digits, formulas, quotes, line breaks, a fact that names a later one: nothing is rounded, run or lost."""
    source = hard(tmp_path / "hard")
    export(format_, tmp_path / "out", source=source)

    assert READERS[format_](tmp_path / "out", "facts", source) == rows_of(source, "facts")


digits = st.text("0123456789", max_size=30)
numbers = st.builds("{}0{}.{}0".format, st.sampled_from(["", "-"]), digits, digits).map(Decimal)


@given(st.lists(numbers, max_size=5))
def test_numbers_arrive_exactly(cells: list[Decimal]) -> None:
    """A column is a decimal that holds every number to its last digit, or text where there is no such decimal."""
    column = Column(name="x", title="x", description="", type="number", cells=list(cells))
    table = TableCopy(name="t", title="t", description="", columns=(column,), primary_key=(), foreign_keys=())
    arrived = arrow_table(table).column("x")

    if decimal_places(cells) is None:
        parts = [f"{cell.copy_abs():f}".partition(".") for cell in cells]
        whole, places = max(len(a.lstrip("0")) for a, _, _ in parts), max(len(c.rstrip("0")) for _, _, c in parts)
        assert whole + places > PRECISION
        assert arrived.type == pa.string()
    assert [Decimal(str(cell)) for cell in arrived.to_pylist()] == cells


def test_ordinary_columns_have_one_type() -> None:
    """Two versions of a package have the same types, whatever their numbers, unless one is extraordinary."""
    assert decimal_places([Decimal(1)]) == decimal_places([Decimal("0.123456789"), None]) == decimal_places([]) == 9


def test_parquet_carries_types_and_descriptions(exported: Path) -> None:
    """The schema of the file says what the Table Schema says."""
    schema = pq.read_schema(exported / "parquet" / "facts.parquet")
    table_schema = governing_schema("facts")

    assert json.loads(schema.metadata[b"table_schema"]) == table_schema
    assert [schema.field(name).type for name in ("value_number", "as_of", "fact_id")] == [
        pa.decimal128(38, 9),
        pa.date32(),
        pa.string(),
    ]
    assert not schema.field("fact_id").nullable
    for entry in table_schema["fields"]:
        assert schema.field(entry["name"]).metadata[b"description"].decode() == entry["description"]


def test_databases_carry_descriptions(exported: Path) -> None:
    """DuckDB has them as comments; SQLite, which has none, in the table ``_fields`` and in its own statements."""
    described = {
        (table, entry["name"]): entry["description"] for table in TABLES for entry in governing_schema(table)["fields"]
    }
    with duckdb.connect(exported / "duckdb" / "swf-facts.duckdb", read_only=True) as database:
        comments = database.execute("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
        assert {(table, field): comment for table, field, comment in comments.fetchall()} == described
    with closing(sqlite3.connect(exported / "sqlite" / "swf-facts.sqlite")) as database:
        rows = database.execute('SELECT "table", "field", description FROM _fields').fetchall()
        (statement,) = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'facts'").fetchone()
    assert {(table, field): description for table, field, description in rows} == described
    assert f'"unit_id" TEXT, -- {described["facts", "unit_id"]}' in statement


BREACHES = {
    "primary key": "INSERT INTO units SELECT * FROM units",
    "foreign key": "UPDATE facts SET subject_id = 'nobody'",
    "required": "UPDATE facts SET modality = NULL",
    "enum": "UPDATE facts SET modality = 'shouted'",
    "minimum": "UPDATE facts SET value_number = '-1' WHERE value_number IS NOT NULL",
    "date": "UPDATE facts SET as_of = '2025-13-01'",
    "number": "UPDATE facts SET lower = 'many'",
    "boolean": "UPDATE articles SET title_supplied = 7.5",
}


@pytest.mark.parametrize("breach", BREACHES)
def test_sqlite_holds_the_constraints(tmp_path: Path, breach: str) -> None:
    """A row that breaks the Table Schema is refused by the database itself."""
    export("sqlite", tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "swf-facts.sqlite")) as database:
        database.execute("PRAGMA foreign_keys = ON")

        with pytest.raises(sqlite3.IntegrityError):
            database.executescript(f"BEGIN; {BREACHES[breach]}; COMMIT;")


@pytest.mark.parametrize("breach", sorted(set(BREACHES) - {"boolean"}))  # where 7.5 is true
def test_duckdb_holds_the_constraints(tmp_path: Path, breach: str) -> None:
    """A row that breaks the Table Schema is refused by the database itself."""
    export("duckdb", tmp_path / "out")
    with (
        duckdb.connect(tmp_path / "out" / "swf-facts.duckdb") as database,
        pytest.raises((duckdb.ConstraintException, duckdb.ConversionException)),
    ):
        database.execute(BREACHES[breach])


def test_sqlite_counts_with_numbers(exported: Path) -> None:
    """The view ``facts_real`` has numbers where the table has their digits."""
    with closing(sqlite3.connect(exported / "sqlite" / "swf-facts.sqlite")) as database:
        query = "SELECT value_number FROM {} WHERE fact_id = 'coincu2025.048'"
        assert database.execute(query.format("facts")).fetchone() == ("108029.56",)
        assert database.execute(query.format("facts_real")).fetchone() == (108029.56,)


def test_workbook_says_what_its_fields_are(exported: Path) -> None:
    """One sheet describes every field; a header row stays in sight; a number is a number."""
    book = openpyxl.load_workbook(exported / "xlsx" / "swf-facts.xlsx")
    facts = book["facts"]
    header = [cell.value for cell in facts[1]]
    (price,) = [row for row in facts.iter_rows(min_row=2, values_only=True) if row[0] == "coincu2025.048"]

    assert ("facts", "unit_id", "string", "Unit") in {row[:4] for row in book["_fields"].iter_rows(values_only=True)}
    assert facts.freeze_panes == "A2"
    assert dict(zip(header, price, strict=False))["value_number"] == 108029.56


@pytest.mark.parametrize("format_", ["sqlite", "duckdb"])
def test_rows_that_break_a_key_are_refused_in_words(good: Path, tmp_path: Path, format_: Format) -> None:
    """A damaged package gives no database, and the message says how to see what is wrong with it."""
    package_copies.set_cell(good, "facts", "gazette2024.001", "subject_id", "nobody")

    with pytest.raises(swf_facts.PackageError, match=r"the rows do not fit their schema: .*swf-facts validate"):
        export(format_, tmp_path / "out", source=good)
    assert not (tmp_path / "out").exists()


def test_sql_strings_are_quoted() -> None:
    """A quotation mark in a description ends nothing."""
    assert string("the fund's") == "'the fund''s'"
