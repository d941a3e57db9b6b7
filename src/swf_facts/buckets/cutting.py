"""How a package is cut into buckets: by its parts, or, where a table is one large file, by reading that once, piece by piece."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.buckets.judging import Bucket, Piece
from swf_facts.buckets.register import NARROW, Register
from swf_facts.buckets.spilling import Large, Uncut, spill, waiting_for_rows
from swf_facts.package import LOCAL_TABLES, governing_schema
from swf_facts.package.files import Refused
from swf_facts.rules.parquet import read_columns
from swf_facts.rules.table import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from swf_facts.buckets.executors import Processes
    from swf_facts.buckets.judging import Base
    from swf_facts.buckets.spilling import Spilled
    from swf_facts.package import Package
    from swf_facts.rules.flaws import Flaw

__all__ = ["ARTICLES_IN_BUCKET", "Cut", "cut", "expected"]

ARTICLES_IN_BUCKET = 700
BYTES_OF_ARTICLE = 20_000  # about, with all its rows in CSV


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


def expected(package: Package, size: int = ARTICLES_IN_BUCKET) -> int:
    """Return about how many buckets *package* has, before it is cut."""
    if package.in_parts:
        return _most_parts(package)
    return sum(_bytes(package, name) for name in LOCAL_TABLES) // (size * BYTES_OF_ARTICLE)


def cut(package: Package, folder: Path, base: Base, processes: Processes, *, size: int = ARTICLES_IN_BUCKET) -> Cut:
    """Cut *package* into buckets.

    Parameters
    ----------
    folder : Path
        An empty folder for the list of articles, and the rows of tables that are one file. Parts are read where they are.
    base : Base
        The package as others read it, who cut some of these tables.
    processes : Processes
        Who cuts them.
    size : int
        Articles in a bucket, where the package does not say it by its parts.

    Raises
    ------
    NoSpace
        There is no room in *folder*.
    """
    articles = Register(folder)
    if package.in_parts:
        return Cut(buckets=_by_parts(package, articles), articles=articles)
    count = max(1, -(-_registered(package, articles, size) // size))
    tables = sorted(
        (name for name in LOCAL_TABLES if name in package.resources), key=lambda name: -_bytes(package, name)
    )
    uncut = iter([Uncut(name=name, folder=folder, buckets=count) for name in tables])
    # The largest first, and none given out before another is done, so that all are done at about the same time.
    with waiting_for_rows(folder):
        made = processes.share(spill, base, lambda: next(uncut, None), ahead=1)
        done = {one.name: one for one in made if one is not None}
    spilled = [done[name] for name in LOCAL_TABLES if name in done]
    return Cut(
        buckets=_by_articles(package, spilled, count),
        articles=articles,
        flaws={one.name: one.flaws for one in spilled},
        hashes={one.name: one.measure for one in spilled},
    )


# --- a package in parts -------------------------------------------------------------------------------
def _by_parts(package: Package, articles: Register) -> tuple[Bucket, ...]:
    listed = {name: package.resources[name] for name in LOCAL_TABLES if name in package.resources}
    refused = {problem.found for problem in package.problems if problem.field == "path"}
    buckets = []
    for number in range(_most_parts(package)):
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
    articles.complete()
    return tuple(buckets)


def _most_parts(package: Package) -> int:
    return max(len(package.resources[name].parts) for name in LOCAL_TABLES if name in package.resources)


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
def _registered(package: Package, articles: Register, size: int) -> int:
    """Put all articles on the list, in buckets of *size*; return how many different ones there are."""
    different = 0
    if "articles" in package.resources:
        with suppress(Refused):  # said already where the package was read
            for frame in Large(package, "articles").frames():
                different += _added(articles, frame.select(NARROW), different, size)
    articles.complete()
    return different


def _bytes(package: Package, name: str) -> int:
    """Return the size of a table of one file, 0 where it cannot be read."""
    try:
        return package.files.size(package.resources[name].path) if package.files and name in package.resources else 0
    except Refused:
        return 0


def _added(articles: Register, frame: pl.DataFrame, different: int, size: int) -> int:
    """Put articles on the list, in buckets of *size*; return how many there are that were not among the *different* before."""
    ids = frame.select("article_id").drop_nulls().unique(maintain_order=True)
    known = articles.buckets(ids["article_id"])
    new = ids.join(known, on="article_id", how="anti", maintain_order="left").with_row_index("bucket", offset=different)
    homes = pl.concat([known, new.select("article_id", (pl.col("bucket") // size).cast(pl.Int32))])
    articles.add(frame.join(homes, on="article_id", maintain_order="left"))
    return new.height


def _by_articles(package: Package, tables: list[Spilled], count: int) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(
            number=number,
            pieces={
                table.name: Piece(
                    path=package.resources[table.name].path, first=0, descriptor={}, spilled=table.files[number]
                )
                for table in tables
            },
        )
        for number in range(count)
    )
