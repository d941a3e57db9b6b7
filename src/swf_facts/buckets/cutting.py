"""How a package is cut into buckets: by its parts, or, where a table is one large file, by reading that once, piece by piece."""

from __future__ import annotations

import errno
import hashlib
import io
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import polars as pl

from swf_facts.buckets.database import no_space
from swf_facts.buckets.judging import DAMAGED, LINE, Bucket, Piece
from swf_facts.buckets.records import Records, records
from swf_facts.buckets.register import NARROW, Register
from swf_facts.package import LOCAL_TABLES, governing_schema
from swf_facts.package.files import Refused
from swf_facts.rules.flaws import Flaw, header_flaw
from swf_facts.rules.homes import home
from swf_facts.rules.parquet import read_columns
from swf_facts.rules.table import TEXT_SCHEMA, TEXTS, read_table, widened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from swf_facts.package import Package

__all__ = ["ARTICLES_IN_BUCKET", "Cut", "cut"]

ARTICLES_IN_BUCKET = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A package cut into buckets.

    Attributes
    ----------
    buckets : tuple of Bucket
        In the order of the articles.
    articles : Register
        All articles, with the number of their bucket.
    flaws : mapping of str to tuple of Flaw
        What is wrong with a file that was cut as a table, by table.
    hashes : mapping of str to (str, int)
        Hash and size of each file that was cut, by table.
    """

    buckets: tuple[Bucket, ...]
    articles: Register = field(repr=False)
    flaws: Mapping[str, tuple[Flaw, ...]] = field(default_factory=dict)
    hashes: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def cut(package: Package, folder: Path, *, size: int = ARTICLES_IN_BUCKET) -> Cut:
    """Cut *package* into buckets.

    Parameters
    ----------
    folder : Path
        An empty folder for the list of articles, and the rows of tables that are one file. Parts are read where they are.
    size : int
        Articles in a bucket, where the package does not say it by its parts.

    Raises
    ------
    NoSpace
        There is no room in *folder*.
    """
    articles = Register(folder)
    made = _by_parts(package, articles) if package.in_parts else _by_articles(package, articles, folder, size)
    articles.complete()
    return made


# --- a package in parts -------------------------------------------------------------------------------
def _by_parts(package: Package, articles: Register) -> Cut:
    listed = {name: package.resources[name] for name in LOCAL_TABLES if name in package.resources}
    count = max(len(resource.parts) for resource in listed.values())
    refused = {problem.found for problem in package.problems if problem.field == "path"}
    buckets = []
    for number in range(count):
        pieces = {}
        for name, resource in listed.items():
            if number < len(resource.parts):
                part = resource.parts[number]
                pieces[name] = Piece(
                    path=part.path, first=part.first, descriptor=part.descriptor, refused=part.path in refused
                )
        buckets.append(Bucket(number=number, pieces=pieces))
    for bucket in buckets:
        piece = bucket.pieces.get("articles")
        if piece is not None and package.files is not None:
            articles.add(_narrow(package, piece).with_columns(bucket=pl.lit(bucket.number, pl.Int32)))
    return Cut(buckets=tuple(buckets), articles=articles)


def _narrow(package: Package, piece: Piece) -> pl.DataFrame:
    """Return a few columns of the articles in one part; what is wrong with the part is said where it is judged."""
    schema = governing_schema("articles")
    try:
        content = package.files.read(piece.path, limit=2**30) if package.files else b""
    except Refused:
        return pl.DataFrame(schema=dict.fromkeys(NARROW, pl.String))
    if package.resources["articles"].descriptor.get("format") == "parquet":
        frame = read_columns(content, schema).frame
        absent = [name for name in NARROW if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        return frame.select(pl.col(NARROW).cast(pl.String)).drop_nulls("article_id")
    return read_table("articles", schema, content).raw.select(NARROW).drop_nulls("article_id")


# --- tables of one file -------------------------------------------------------------------------------
def _by_articles(package: Package, articles: Register, folder: Path, size: int) -> Cut:
    """Write the rows of each bucket to files of our own, as they come; no more than a few megabytes are held."""
    spill = _Spill(folder)
    flaws: dict[str, tuple[Flaw, ...]] = {}
    hashes: dict[str, tuple[str, int]] = {}
    different = 0
    for name in LOCAL_TABLES:
        resource = package.resources.get(name)
        if resource is None or package.files is None:
            continue
        schema = TEXT_SCHEMA if name == TEXTS else widened(governing_schema(name), package, resource)
        names = [str(item["name"]) for item in schema["fields"]]
        said: list[Flaw] = []
        try:
            for frame in _frames(package, name, names, said, hashes):
                if name == "articles":
                    different += _added(articles, frame.select(NARROW), different, size)
                spill.add(name, _placed(frame, name, articles))
        except Refused:  # said already where the package was read
            continue
        flaws[name] = tuple(said)
    count = max(1, -(-different // size))
    buckets = tuple(
        Bucket(
            number=number,
            pieces={
                name: Piece(
                    path=package.resources[name].path, first=0, descriptor={}, spilled=spill.close(name, number)
                )
                for name in flaws
            },
        )
        for number in range(count)
    )
    return Cut(buckets=buckets, articles=articles, flaws=flaws, hashes=hashes)


def _added(articles: Register, frame: pl.DataFrame, different: int, size: int) -> int:
    """Put articles on the list, in buckets of *size*; return how many there are that were not among the *different* before."""
    ids = frame.select("article_id").drop_nulls().unique(maintain_order=True)
    known = articles.buckets(ids["article_id"])
    new = ids.join(known, on="article_id", how="anti", maintain_order="left").with_row_index("bucket", offset=different)
    homes = pl.concat([known, new.select("article_id", (pl.col("bucket") // size).cast(pl.Int32))])
    articles.add(frame.join(homes, on="article_id", maintain_order="left"))
    return new.height


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


def _frames(
    package: Package, name: str, names: list[str], flaws: list[Flaw], hashes: dict[str, tuple[str, int]]
) -> Iterator[pl.DataFrame]:
    """Yield the rows of one table of one file, some megabytes at a time, with the line of each."""
    if package.files is None:
        return
    digest, bytes_read = hashlib.sha256(), 0
    with _opened(package, name) as stream:
        for batch in records(stream):
            digest.update(batch.content)
            bytes_read += len(batch.content)
            yield _frame(batch, names, flaws)
    hashes[name] = (f"sha256:{digest.hexdigest()}", bytes_read)


def _opened(package: Package, name: str) -> IO[bytes]:
    if name in package.contents:
        return io.BytesIO(package.contents[name])
    if package.files is None:
        raise Refused("resource-missing", f"there is no table {name!r}", "add it")
    return package.files.open(package.resources[name].path)


def _frame(batch: Records, names: list[str], flaws: list[Flaw]) -> pl.DataFrame:
    flaws += batch.flaws
    if batch.is_first and batch.header != names and batch.header:
        flaws.append(header_flaw(batch.header, names))
    absent = [name for name in names if name not in batch.frame.columns]
    frame = batch.frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    damaged = pl.Series(DAMAGED, [False], dtype=pl.Boolean).new_from_index(0, frame.height)
    if batch.damaged:
        damaged = pl.Series(DAMAGED, [row in batch.damaged for row in range(frame.height)], dtype=pl.Boolean)
    return frame.select(*names, batch.lines.alias(LINE), damaged)


class _Spill:
    """Rows by table and bucket in files of our own, which are written when enough of them have come."""

    MOST_HELD = 32 * 2**20  # bytes

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: dict[tuple[str, int], list[pl.DataFrame]] = {}
        self.written: dict[tuple[str, int], list[Path]] = {}
        self.schemas: dict[str, pl.DataFrame] = {}
        self.size = 0

    def add(self, name: str, frame: pl.DataFrame) -> None:
        """Take rows with the number of their bucket."""
        self.schemas.setdefault(name, frame.drop("bucket").clear())
        for (number,), rows in frame.partition_by(
            "bucket", as_dict=True, include_key=False, maintain_order=True
        ).items():
            self.held.setdefault((name, int(str(number))), []).append(rows)
        self.size += int(frame.estimated_size())
        if self.size > self.MOST_HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        for (name, number), frames in self.held.items():
            done = self.written.setdefault((name, number), [])
            place = self.folder / f"{name}-{number:06}-{len(done):04}.arrow"
            self._write(pl.concat(frames), place)
            done.append(place)
        self.held.clear()
        self.size = 0

    def close(self, name: str, number: int) -> str:
        """Return the one file that holds the rows of a table in a bucket."""
        if self.held:
            self.flush()
        done = self.written.get((name, number), [])
        if len(done) == 1:
            return str(done[0])
        place = self.folder / f"{name}-{number:06}.arrow"
        empty = self.schemas.get(name, pl.DataFrame())
        self._write(pl.concat([empty, *(pl.read_ipc(path) for path in done)]), place)
        for path in done:
            path.unlink()
        return str(place)

    def _write(self, frame: pl.DataFrame, place: Path) -> None:
        try:
            frame.write_ipc(place, compression="uncompressed")
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT} and "space" not in str(error):
                raise
            raise no_space(self.folder) from None
