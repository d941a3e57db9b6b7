"""Tables as one Excel workbook: a sheet a table, one that describes the fields, one that says what the package is."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError
from swf_facts.export.tables import copies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.reading import Cell
    from swf_facts.package import Package

__all__ = ["write"]

KEPT_DIGITS = 15  # of a number in a spreadsheet
MOST_ROWS = 1_048_576  # of a sheet
LONGEST_CELL = 32_767  # characters
INSTEAD = "export to sqlite or parquet instead"
_SETTINGS = {
    "in_memory": True,  # no files of its own
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LONG_AGO = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)  # as the parts of the archive say


def write(data: Dataset, _package: Package, folder: Path) -> None:
    """Write ``<name>.xlsx`` to *folder*.

    A number is a number where a spreadsheet keeps all of its digits, and text where it has more than 15. A text that
    begins with ``=`` stays a text.

    Raises
    ------
    SwfFactsError
        A table has more rows, or a cell more characters, than a sheet holds.
    OSError
        The file cannot be written.
    """
    import xlsxwriter

    stream = io.BytesIO()
    tables = copies(data)
    with xlsxwriter.Workbook(stream, _SETTINGS) as book:
        book.set_properties({"title": data.title, "created": _LONG_AGO})
        about = [("name", data.name), ("title", data.title), ("version", data.version)]
        described = [
            (table.name, column.name, column.type, column.title, column.description)
            for table in tables
            for column in table.columns
        ]
        sheets: list[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]] = [
            ("_package", ("name", "value"), about),
            ("_fields", ("table", "field", "type", "title", "description"), described),
            *((table.name, [column.name for column in table.columns], table.rows()) for table in tables),
        ]
        for name, header, rows in sheets:
            _write_sheet(book, name, header, rows)
    (folder / f"{data.name}.xlsx").write_bytes(stream.getvalue())


def _write_sheet(book: Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(header):
        sheet.write_string(0, place, title, bold)
    for number, row in enumerate(rows, start=1):
        if number >= MOST_ROWS:
            raise SwfFactsError(f"{name} has more rows than the {MOST_ROWS} of a sheet", INSTEAD)
        for place, value in enumerate(row):
            _write_cell(sheet, number, place, value, day)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Cell, day: Format) -> None:
    shown = _number(value) if isinstance(value, Decimal) else value
    match shown:
        case None:
            return
        case bool():
            sheet.write_boolean(row, place, shown)
        case str() if len(shown) > LONGEST_CELL:
            raise SwfFactsError(f"{sheet.name} has a cell of more characters than a sheet holds", INSTEAD)
        case str():
            sheet.write_string(row, place, shown)
        case datetime.date() if shown.year < 1900:
            sheet.write_string(row, place, shown.isoformat())  # a spreadsheet has no earlier date
        case datetime.date():
            sheet.write_datetime(row, place, shown, day)
        case _:
            sheet.write_number(row, place, shown)


def _number(number: Decimal) -> str | float:
    """Return a number that a spreadsheet keeps to its last digit, else its text."""
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    return float(number) if len(digits) <= KEPT_DIGITS and Decimal(str(float(number))) == number else f"{number:f}"
