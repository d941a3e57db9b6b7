"""One large CSV file, read once, some megabytes at a time; its rows are written to files of our own, by bucket.

Any process can do this for any table once all articles are registered: so each table is cut by one of them.
"""

from __future__ import annotations

import errno
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.buckets.database import no_space
from swf_facts.buckets.judging import DAMAGED, LINE, Base, local_schema, vocabulary
from swf_facts.buckets.records import Records, records
from swf_facts.buckets.register import Register
from swf_facts.package.files import Refused
from swf_facts.rules.flaws import Flaw, header_flaw
from swf_facts.rules.homes import home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from swf_facts.package import Package

__all__ = ["Large", "Spilled", "Uncut", "spill", "waiting_for_rows"]

WAITING = "waiting"  # a file that is there as long as anybody waits for rows
MOST_HELD = 16 * 2**20  # bytes of rows that are held before they are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncut:
    """A table to be cut.

    Attributes
    ----------
    name : str
        The table.
    folder : Path
        Where the articles are registered, and where the rows go.
    buckets : int
        How many buckets there are.
    """

    name: str
    folder: Path
    buckets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spilled:
    """The rows of a table, in files of our own.

    Attributes
    ----------
    name : str
        The table.
    files : tuple of tuple of str
        The files that hold the rows of each bucket, in their order.
    flaws : tuple of Flaw
        What is wrong with the table's file.
    measure : (str, int)
        Its hash and size.
    """

    name: str
    files: tuple[tuple[str, ...], ...] = field(repr=False)
    flaws: tuple[Flaw, ...]
    measure: tuple[str, int]


class Large:
    """The file of a table, read piece by piece.

    Parameters
    ----------
    package : Package
        The package.
    name : str
        The table.
    """

    def __init__(self, package: Package, name: str) -> None:
        self._package, self._name = package, name
        self._digest, self._bytes = hashlib.sha256(), 0
        self.flaws: list[Flaw] = []

    @property
    def measure(self) -> tuple[str, int]:
        """Hash and size of what was read."""
        return f"sha256:{self._digest.hexdigest()}", self._bytes

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows, with the line of each and whether it is damaged.

        Raises
        ------
        Refused
            The file cannot be read, which was said where the package was read.
        """
        names = [str(item["name"]) for item in local_schema(self._package, self._name)["fields"]]
        if self._package.files is None:
            return
        with self._package.files.open(self._package.resources[self._name].path) as stream:
            for batch in records(stream):
                self._digest.update(batch.content)
                self._bytes += len(batch.content)
                self.flaws += batch.flaws
                if batch.is_first and batch.header != names and batch.header:
                    self.flaws.append(header_flaw(batch.header, names))
                yield _frame(batch, names)


def _frame(batch: Records, names: list[str]) -> pl.DataFrame:
    absent = [name for name in names if name not in batch.frame.columns]
    frame = batch.frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    damaged = pl.Series(DAMAGED, [False], dtype=pl.Boolean).new_from_index(0, frame.height)
    if batch.damaged:
        damaged = pl.Series(DAMAGED, [row in batch.damaged for row in range(frame.height)], dtype=pl.Boolean)
    return frame.select(*names, batch.lines.alias(LINE), damaged)


@contextmanager
def waiting_for_rows(folder: Path) -> Iterator[None]:
    """Let whoever writes rows in *folder* know that they are waited for; after an error or Ctrl-C they are not."""
    sign = folder / WAITING
    sign.touch()
    try:
        yield
    finally:
        sign.unlink()


def spill(base: Base, uncut: Uncut) -> Spilled | None:
    """Write the rows of a table by bucket; return None where its file cannot be read, or nobody waits for them any more.

    Raises
    ------
    NoSpace
        There is no room for them.
    """
    large = Large(vocabulary(base).package, uncut.name)
    articles = Register(uncut.folder, is_new=False)
    rows = _Rows(uncut)
    try:
        for frame in large.frames():
            if not (uncut.folder / WAITING).exists():
                return None
            rows.add(_placed(frame, uncut.name, articles))
    except Refused:  # said already where the package was read
        return None
    finally:
        articles.close()
    return Spilled(name=uncut.name, files=rows.files(), flaws=tuple(large.flaws), measure=large.measure)


def _placed(frame: pl.DataFrame, name: str, articles: Register) -> pl.DataFrame:
    """Add the bucket of each row: that of the article of its id, else that of its article, else the first."""
    by_id = _buckets(frame.select(article_id=home(name)), articles)
    if "article_id" in frame.columns and by_id.null_count():
        by_id = by_id.zip_with(by_id.is_not_null(), _buckets(frame.select("article_id"), articles))
    return frame.with_columns(bucket=by_id.fill_null(0))


def _buckets(ids: pl.DataFrame, articles: Register) -> pl.Series:
    """Return the bucket of the article in each row, null where there is none."""
    known = articles.buckets(ids["article_id"])
    return ids.join(known, on="article_id", how="left", maintain_order="left")["bucket"]


class _Rows:
    """Rows by bucket, which are written when enough of them have come."""

    def __init__(self, uncut: Uncut) -> None:
        self._uncut = uncut
        self._held: dict[int, list[pl.DataFrame]] = {}
        self._written: dict[int, list[str]] = {number: [] for number in range(uncut.buckets)}
        self._size = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Take rows with the number of their bucket."""
        for (number,), rows in frame.partition_by(
            "bucket", as_dict=True, include_key=False, maintain_order=True
        ).items():
            self._held.setdefault(int(str(number)), []).append(rows)
        self._size += int(frame.estimated_size())
        if self._size > MOST_HELD:
            self._write()

    def files(self) -> tuple[tuple[str, ...], ...]:
        """Return the files that hold the rows of each bucket."""
        self._write()
        return tuple(map(tuple, self._written.values()))

    def _write(self) -> None:
        for number, frames in self._held.items():
            done = self._written[number]
            place = self._uncut.folder / f"{self._uncut.name}-{number:06}-{len(done):04}.arrow"
            try:
                # Lightly compressed they are a fifth as large: a disk has less to do than a processor saves without.
                pl.concat(frames).write_ipc(place, compression="lz4")
            except OSError as error:
                if error.errno not in {errno.ENOSPC, errno.EDQUOT} and "space" not in str(error):
                    raise
                raise no_space(self._uncut.folder) from None
            done.append(str(place))
        self._held.clear()
        self._size = 0
