"""CSV that is plain, read by polars: where it is proven that every record has its cells, any reader reads the same.

Where there are no quotes each line is a record and each comma parts two cells, so it is enough to count them. Else the proof is that
polars, asked to write what it read, writes the same bytes: what a writer of CSV wrote every reader reads as it was. Where a file
puts more cells into quotes than it must, a pattern proves it.
"""

from __future__ import annotations

import io
from functools import lru_cache

import polars as pl

from swf_facts.rules.csv_reading import LONGEST_CELL

__all__ = ["plain_frame"]

MARK = b"\xef\xbb\xbf"  # of a byte order, which polars drops
CELLS = pl.all().str
CELL = r'(?:[^",\r\n]*|"(?:[^"\r]|"")*")'


@lru_cache(maxsize=64)
def _pattern(width: int) -> str:
    """Return the pattern of a file of records with *width* cells, for an engine whose time is linear."""
    return rf"\A(?:{CELL}(?:,{CELL}){{{width - 1}}}\n)*\z"


def plain_frame(content: bytes, header: list[str] | None = None) -> tuple[pl.DataFrame, pl.Series] | None:
    """Return the rows of a CSV file and the lines on which they start, None where it must be read with more care.

    Parameters
    ----------
    content : bytes
        Whole records.
    header : list of str, optional
        The names of the columns; by default the first record has them.
    """
    first, end, rest = content.partition(b"\n") if header is None else (b"", b"\n", content)
    if not end or b'"' in first or b"\r" in content or content.startswith(MARK) or rest.startswith(MARK):
        return None
    try:
        names = first.decode("utf-8").split(",") if header is None else header
    except UnicodeDecodeError:
        return None
    if len(names) < 2 or len(set(names)) != len(names) or max(map(len, names)) > LONGEST_CELL:
        return None
    frame = _frame(rest, names)
    if frame is None or all(_longest(frame, size) > LONGEST_CELL for size in (CELLS.len_bytes(), CELLS.len_chars())):
        return None
    frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())
    has_breaks = rest.count(b"\n") > frame.height
    breaks = pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0)) if has_breaks else pl.lit(0)
    taken = frame.select(pl.int_range(pl.len()) + breaks.cast(pl.Int64).cum_sum().shift(1, fill_value=0)).to_series()
    return frame, taken + (2 if header is None else 1)


def _frame(rows: bytes, names: list[str]) -> pl.DataFrame | None:
    """Return the rows of a file, None where it is not certain that they are those."""
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    try:
        frame = pl.read_csv(io.BytesIO(rows), has_header=False, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if frame.width != len(names) or not frame.height:
        return None
    if _is_proven(rows, frame):
        return frame.rename(dict(zip(frame.columns, names, strict=True)))
    return None


def _longest(frame: pl.DataFrame, lengths: pl.Expr) -> int:
    return int(frame.select(pl.max_horizontal(lengths.max())).item() or 0)


def _is_proven(rows: bytes, frame: pl.DataFrame) -> bool:
    """Whether every record has its cells, as polars read them."""
    if b'"' not in rows:
        return rows.count(b"\n") == frame.height and rows.count(b",") == frame.height * (frame.width - 1)
    written = io.BytesIO()
    frame.write_csv(written, include_header=False)
    return written.getvalue() == rows or _is_regular(rows, frame.width)


def _is_regular(rows: bytes, width: int) -> bool:
    """Whether every record has its cells, however many of them stand in quotes."""
    try:
        text = rows.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(pl.Series([text]).str.contains(_pattern(width)).item())
