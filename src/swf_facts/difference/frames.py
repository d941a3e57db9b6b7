"""Rows held against each other with polars: as :mod:`swf_facts.difference.rows` does, for a million rows and for Parquet."""

from __future__ import annotations

import io
from contextlib import contextmanager
from functools import reduce
from operator import xor
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.difference.rows import Rows, twice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.difference.rows import Row
    from swf_facts.difference.sides import Sheet

__all__ = ["compare", "header"]

DIGEST = "\x00digest"  # a name that no column has
NEW = "\x00new"


def header(sheet: Sheet) -> list[str]:
    """Return the names of the columns of a table."""
    for piece in sheet.pieces():
        with _reading(sheet):
            return _scan(sheet, piece).collect_schema().names()
    raise sheet.damaged("it has no file")


def compare(old: Sheet, new: Sheet, key: Sequence[str], fields: Sequence[str]) -> Rows:
    """Hold the rows of two tables against each other; see :func:`swf_facts.difference.rows.compare`."""
    before, after = _digests(old, key, fields), _digests(new, key, fields)
    counts = before.height, after.height
    joined = before.join(after, on=list(key), how="full", coalesce=True, suffix=NEW)
    del before, after
    differing = joined.filter(pl.col(DIGEST).ne_missing(pl.col(f"{DIGEST}{NEW}")))
    del joined
    were, are = (
        {
            tuple(row[name] for name in key): row
            for row in _taken(sheet, key, fields, differing.filter(there).select(key))
        }
        for sheet, there in ((old, pl.col(DIGEST).is_not_null()), (new, pl.col(f"{DIGEST}{NEW}").is_not_null()))
    )
    return Rows(
        old_count=counts[0],
        new_count=counts[1],
        removed=[row for identity, row in were.items() if identity not in are],
        added=[row for identity, row in are.items() if identity not in were],
        changed=[(row, are[identity]) for identity, row in were.items() if identity in are],
    )


def _scan(sheet: Sheet, piece: bytes) -> pl.LazyFrame:
    """Return the columns of one file as text, as they would stand in a CSV file: empty cells are ``""``."""
    if sheet.parquet:
        return pl.scan_parquet(io.BytesIO(piece)).with_columns(pl.all().cast(pl.String).fill_null(""))
    return pl.scan_csv(io.BytesIO(piece), infer_schema=False).with_columns(pl.all().fill_null(""))


@contextmanager
def _reading(sheet: Sheet) -> Iterator[None]:
    """Say in our words what polars has against a file."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise sheet.damaged(f"it cannot be read: {lines[0]}") from None


def _digests(sheet: Sheet, key: Sequence[str], fields: Sequence[str]) -> pl.DataFrame:
    """Return the key of every row, with a hash of all its cells."""
    hashed = reduce(xor, (pl.col(name).hash(seed=seed) for seed, name in enumerate(fields)))
    frames = [pl.DataFrame(schema=dict.fromkeys(key, pl.String) | {DIGEST: pl.UInt64})]
    for piece in sheet.pieces():
        with _reading(sheet):
            frames.append(_scan(sheet, piece).select(*key, hashed.alias(DIGEST)).collect(engine="streaming"))
    frame = pl.concat(frames).filter(pl.any_horizontal(pl.col(key) != ""))  # an empty line is no row
    if frame.select(key).n_unique() < frame.height:
        (first, *_) = frame.filter(pl.struct(key).is_duplicated()).select(key).rows()
        raise twice(sheet, first)
    return frame


def _taken(sheet: Sheet, key: Sequence[str], fields: Sequence[str], wanted: pl.DataFrame) -> list[Row]:
    """Return the rows with the wanted keys, in file order."""
    rows: list[Row] = []
    if wanted.is_empty():
        return rows
    for piece in sheet.pieces():
        with _reading(sheet):
            columns = _scan(sheet, piece).select(fields)
            chosen = columns.join(wanted.lazy(), on=list(key), how="semi", maintain_order="left")
            rows += chosen.collect(engine="streaming").rows(named=True)
    return rows
