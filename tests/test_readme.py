"""The README keeps its word: its example runs and prints what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import swf_facts

README = Path(__file__).parents[1] / "README.md"


def test_the_example_prints_what_it_says() -> None:
    """Every line of the example gives the output that stands below it."""
    failed, tried = doctest.testfile(str(README), module_relative=False, optionflags=doctest.REPORT_NDIFF)

    assert tried >= 7
    assert failed == 0


def test_the_table_counts_the_rows() -> None:
    """The rows that the table names are those of the package."""
    words = README.read_text("utf-8")
    data = swf_facts.load()

    for table in ("facts", "evidence", "passages", "entities", "agreements"):
        cells = next(line for line in words.splitlines() if line.startswith(f"| `{table}`")).split("|")
        assert int(cells[2]) == len(data.table(table))
