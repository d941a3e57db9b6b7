"""CSV that is plain, read by polars: where one pattern proves that every record has its cells, any reader reads the same."""

from __future__ import annotations

import io
from functools import lru_cache

import polars as pl

from swf_facts.rules.csv_reading import LONGEST_CELL

__all__ = ["plain_frame"]

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
    first, end, _ = content.partition(b"\n") if header is None else (b"", b"\n", b"")
    if not end or b'"' in first or b"\r" in first or content.startswith(b"\xef\xbb\xbf"):
        return None
    try:
        text = content.decode("utf-8")
        names = first.decode("utf-8").split(",") if header is None else header
    except UnicodeDecodeError:
        return None
    if (
        len(names) < 2
        or len(set(names)) != len(names)
        or not pl.Series([text]).str.contains(_pattern(len(names))).item()
    ):
        return None
    rows = content[len(first) + 1 :] if header is None else content
    if not rows:
        empty = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        return empty, pl.Series([], dtype=pl.Int64)
    frame = pl.read_csv(io.BytesIO(rows), has_header=False, new_columns=names, infer_schema=False)
    if (frame.select(pl.max_horizontal(pl.all().str.len_chars().max())).item() or 0) > LONGEST_CELL:
        return None
    frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())
    breaks = (
        pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0)) if b'"' in rows else pl.lit(0)
    )
    taken = frame.select(pl.int_range(pl.len()) + breaks.cast(pl.Int64).cum_sum().shift(1, fill_value=0)).to_series()
    return frame, taken + (2 if header is None else 1)
