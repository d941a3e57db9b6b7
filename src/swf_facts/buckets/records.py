"""A large CSV file, some megabytes at a time: cut between records, read by polars where it is plain and record by record where not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

import polars as pl

from swf_facts.rules.csv_reading import Parsed, lines_with_bad_bytes, parse_bytes
from swf_facts.rules.flaws import Flaw
from swf_facts.rules.plain_csv import plain_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Records", "records"]

BATCH = 8 * 2**20  # bytes
MOST_IN_QUOTES = (
    64 * 2**20
)  # bytes without an end of a record, after which a quote is taken for one that is never closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Some records of a file.

    Attributes
    ----------
    content : bytes
        The bytes that they were read from.
    frame : polars.DataFrame
        A string column for every column of the header, null where a cell is empty.
    lines : polars.Series
        The line on which each row starts.
    header : list of str
        The file's header.
    is_first : bool
        Whether the file begins with these.
    damaged : frozenset of int
        Rows in which bytes or cells are missing.
    flaws : tuple of Flaw
        What kept some from being read.
    """

    content: bytes
    frame: pl.DataFrame
    lines: pl.Series
    header: list[str]
    is_first: bool
    damaged: frozenset[int] = frozenset()
    flaws: tuple[Flaw, ...] = ()


def records(stream: IO[bytes], *, batch: int = BATCH) -> Iterator[Records]:
    """Yield the records of a CSV file whose first is the header."""
    header: list[str] = []
    line, is_first = 1, True
    for content in _batches(stream, batch):
        found = _read(content, header, line, is_first=is_first)
        header, is_first = found.header, False
        line += content.count(b"\n")
        yield found


def _batches(stream: IO[bytes], batch: int) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces that end with a record: at a line end outside quotes."""
    rest = b""
    while True:
        read = stream.read(batch)
        if not read:
            break
        rest += read
        end = _last_record_end(rest)
        if end or len(rest) > MOST_IN_QUOTES:
            yield rest[: end or len(rest)]
            rest = rest[end or len(rest) :]
    if rest:
        yield rest


def _last_record_end(content: bytes) -> int:
    """Return the position after the last line end with an even number of quotes before it; 0 if there is none."""
    quotes, end = content.count(b'"'), len(content)
    while (at := content.rfind(b"\n", 0, end)) >= 0:
        quotes -= content.count(b'"', at, end)
        if quotes % 2 == 0:
            return at + 1
        end = at
    return 0


def _read(content: bytes, header: list[str], line: int, *, is_first: bool) -> Records:
    plain = plain_frame(content, None if is_first else header)
    if plain is not None:
        frame, lines = plain
        names = frame.columns
        return Records(content=content, frame=frame, lines=lines + (line - 1), header=names, is_first=is_first)
    parsed = parse_bytes(content) if is_first else parse_bytes(_with_header(header) + content)
    names = parsed.header or []
    before = line - 1 if is_first else line - 2  # the header that was set before these is no line of theirs
    return Records(
        content=content,
        frame=_frame(parsed, names),
        lines=pl.Series([at + before for at in parsed.lines], dtype=pl.Int64),
        header=names,
        is_first=is_first,
        damaged=frozenset(parsed.damaged),
        flaws=(
            *(replace(flaw, row=None if flaw.row is None else flaw.row + before) for flaw in parsed.flaws),
            *_bad_bytes(content, line),
            *_mark(content, is_first=is_first),
        ),
    )


def _bad_bytes(content: bytes, line: int) -> Iterator[Flaw]:
    """Yield what is said of a line that is not UTF-8, once for these records."""
    bad = lines_with_bad_bytes(content)
    for number, at in list(bad.items())[:1]:
        byte = content.split(b"\n")[number - 1][at]
        more = f", and so {len(bad) - 1} more lines" if len(bad) > 1 else ""
        message = f"byte {at + 1} of the line, 0x{byte:02X}, is not UTF-8{more}"
        yield Flaw(rule="not-utf8", row=line - 1 + number, found=f"0x{byte:02X}", message=message)


def _mark(content: bytes, *, is_first: bool) -> Iterator[Flaw]:
    if is_first and content.startswith(b"\xef\xbb\xbf"):
        yield Flaw(rule="byte-order-mark", row=1, found="U+FEFF", message="the file begins with a byte order mark")


def _with_header(header: list[str]) -> bytes:
    return (",".join(f'"{name}"' for name in header) + "\n").encode()


def _frame(parsed: Parsed, names: list[str]) -> pl.DataFrame:
    rows = [[*row, *[""] * (len(names) - len(row))][: len(names)] for row in parsed.rows]
    return pl.DataFrame(
        {name: [row[at] or None for row in rows] for at, name in enumerate(names)}, dict.fromkeys(names, pl.String)
    )
