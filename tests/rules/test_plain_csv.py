"""CSV that polars reads, against the careful reader: one table, whoever reads it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from swf_facts.rules.csv_reading import parse_bytes
from swf_facts.rules.plain_csv import plain_frame

# Bytes that mean something to some reader of CSV, and a few that mean nothing.
PIECES = [
    b'"',
    b'""',
    b",",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    "é".encode(),
    "\u2028".encode(),
    b"\\",
    b"'",
]
PIECES += [b"#", b"NA", b" ", b"a", b"b c", b"1"]
HEADERS = st.sampled_from([b"", b"a\n", b"a,b\n", b"a,b,c\n", b"a,a\n"])
CELLS = st.text(st.sampled_from("ab\",\n \x00é'#"), max_size=5)


def _reads_the_same(content: bytes) -> bool:
    """Hold what both readers find against each other; and return whether the file was plain."""
    plain = plain_frame(content)
    if plain is None:
        return False
    frame, lines = plain
    careful = parse_bytes(content)

    assert careful.header == frame.columns
    assert (careful.flaws, careful.blank, careful.damaged) == ([], [], set())
    assert [tuple(cell or None for cell in row) for row in careful.rows] == frame.rows()
    assert careful.lines == lines.to_list()
    return True


@given(HEADERS, st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
@example(b"a,b\n", b"1\n2,3,4\n")
@example(b"a,b\n", b"1,2\n\n3,4\n")
@example(b"a,b\n", b'1,"2\n3"\n4,5\n')
@example(b"a,b\n", b'1, "2"\n')
@example(b"a,b\n", b'1,2"3"\n')
def test_any_bytes_that_are_plain_are_read_alike(header: bytes, rows: bytes) -> None:
    """Quotes, line breaks in cells, CR, BOM, NUL, bad bytes and ragged rows: read alike, or left to the careful reader."""
    _reads_the_same(header + rows)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
)
def test_what_a_writer_of_csv_wrote_is_plain(rows: list[list[str]], quoting: int) -> None:
    """Files with no more quotes than they need, and files with quotes everywhere, need no careful reader."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n", quoting=quoting).writerows(rows)  # type: ignore[arg-type]  # one of two constants

    assert _reads_the_same(b"a,b,c\n" + written.getvalue().encode())


@pytest.mark.parametrize("cell", ["x" * (2**20 + 1), '"' + "x" * (2**20 + 1) + '"'])
def test_a_cell_that_is_too_long_is_left_to_the_careful_reader(cell: str) -> None:
    """It says so of it."""
    assert plain_frame(f"a,b\n1,{cell}\n".encode()) is None


@pytest.mark.parametrize("rows", [b"1\n2,3,4\n", b"1,2\n3\n", b"1,2\n\n3,4\n", b"1,2", b"1,2\n,", b"\xef\xbb\xbf1,2\n"])
def test_records_without_quotes_that_are_not_alike_are_left_to_the_careful_reader(rows: bytes) -> None:
    """Too few cells here and too many there, blank lines, no line end, and a mark of byte order that polars would drop."""
    assert plain_frame(b"a,b\n" + rows) is None
