"""One bucket: its tables are read and climbed like a package's; plain values go in and come out, so any process can do it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.package import LOCAL_TABLES, Package, Resource, governing_schema, governing_tables, read_package
from swf_facts.package.files import Refused
from swf_facts.rules import ladder
from swf_facts.rules.checks import climb, without_collecting
from swf_facts.rules.consistency.origins import publishers, reliances
from swf_facts.rules.flaws import Flaw
from swf_facts.rules.gathering import shares
from swf_facts.rules.history import released
from swf_facts.rules.homes import home
from swf_facts.rules.readings import alias_index, known_targets
from swf_facts.rules.structure.parts import strays
from swf_facts.rules.structure.references import named_articles
from swf_facts.rules.table import (
    TEXT_SCHEMA,
    TEXTS,
    Table,
    empty_table,
    parquet_table,
    read_table,
    table_of_columns,
    widened,
)
from swf_facts.rules.tables import Tables, read_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swf_facts.findings import Finding, RungResult

__all__ = ["LEDGER", "Asked", "Base", "Bucket", "Outcome", "Piece", "judge", "local_schema", "read_piece", "vocabulary"]

LEDGER = "ledger"
MAX_PART = 512 * 2**20  # bytes
LINE = "line of the file"  # the column of our own files that says where a row stood
DAMAGED = "damaged"  # and the one that says whether bytes or cells of it are missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The rows of one table that are in one bucket.

    Attributes
    ----------
    path : str
        The file, as the package names it.
    first : int
        Rows of the table in the buckets before.
    descriptor : mapping
        What the descriptor says of the file.
    spilled : tuple of str or None
        Our own files that hold the rows, where they were cut from a large one; None where *path* is read.
    refused : bool
        Whether a finding says already that there is no such file.
    """

    path: str
    first: int
    descriptor: Mapping[str, Any] = field(repr=False)
    spilled: tuple[str, ...] | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Some articles with all their rows.

    Attributes
    ----------
    number : int
        Its place among the buckets.
    pieces : mapping of str to Piece
        The rows by table.
    siblings : polars.DataFrame or None
        What whoever judges it knows of articles in other buckets, as `Tables` has it.
    answered : bool
        Whether that includes all that it asked for.
    """

    number: int
    pieces: Mapping[str, Piece]
    siblings: pl.DataFrame | None = field(default=None, repr=False)
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What must be known of other buckets before one can be judged: some articles by id, and all those of some publishers."""

    articles: frozenset[str]
    publishers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What all buckets of a package have in common.

    Attributes
    ----------
    source : str or None
        The package, as `read_package` takes it.
    rungs : tuple of str
        The rungs to climb.
    publishers : tuple of str
        The publishers of all articles of the package.
    run : str
        What tells this check from others of the same package.
    without : frozenset of str
        Articles that are not looked at, because their rows are scattered.
    """

    source: str | None
    rungs: tuple[str, ...]
    publishers: tuple[str, ...] = field(repr=False)
    run: str
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was found in one bucket, or what must be known before anything can be."""

    number: int
    rows: int = 0
    findings: tuple[Finding, ...] = ()
    rungs: Mapping[str, RungResult] = field(default_factory=dict)
    shares: Mapping[str, Any] = field(default_factory=dict, repr=False)
    asked: Asked | None = None


def vocabulary(base: Base) -> Tables:
    """Return the package with the tables that all buckets share; the local ones are empty."""
    return _vocabulary(base.source, base.run)


@lru_cache(maxsize=2)
def _vocabulary(source: str | None, run: str) -> Tables:
    """Read what all buckets share, once a run: a worker lives on, and the package may be another by then."""
    del run
    package = _without_parts(read_package(source, shared_only=True))
    shared = Tables.of(package)
    return replace(shared, tables={name: _emptied(package, table) for name, table in shared.tables.items()})


def _without_parts(package: Package) -> Package:
    """Return a package that does not list its parts, of which a large one has thousands: each comes with its bucket."""
    resources = {
        name: replace(
            item,
            parts=(),
            descriptor={key: cell for key, cell in item.descriptor.items() if key not in {"path", "parts"}},
        )
        for name, item in package.resources.items()
    }
    described = {key: cell for key, cell in package.descriptor.items() if key != "resources"}
    return replace(package, descriptor=described, resources=resources)


def _emptied(package: Package, table: Table) -> Table:
    if table.name not in LOCAL_TABLES:
        return table
    resource = package.resources.get(table.name)
    schema = governing_schema(table.name)
    return empty_table(
        table.name, widened(schema, package, resource) if resource else schema, whole=resource is not None
    )


def judge(base: Base, bucket: Bucket) -> Outcome:
    """Climb the rungs with one bucket, and return what they found and what the whole package must know."""
    with without_collecting():
        return _judge(base, bucket)


def _judge(base: Base, bucket: Bucket) -> Outcome:
    started = perf_counter()
    shared = vocabulary(base)
    tables = _tables(base, bucket, shared)
    asked = None if bucket.answered else _asked(tables)
    if asked is not None:
        return Outcome(number=bucket.number, asked=asked)
    if base.without:
        tables = _without(base, tables)
    wanted = [rung for rung in ladder() if rung.name in base.rungs and rung.name != "descriptor"]
    found, rungs = climb(wanted, tables, started)
    return Outcome(
        number=bucket.number,
        rows=tables["facts"].raw.height,
        findings=tuple(_placed(one, bucket) for one in found),
        rungs=rungs,
        shares=shares(tables, wanted),
    )


def _placed(finding: Finding, bucket: Bucket) -> Finding:
    """Return a finding about a file with the part that it is about; other findings have a key, which is in one part only."""
    piece = bucket.pieces.get(finding.resource)
    if finding.key or finding.field or piece is None or piece.spilled is not None or piece.path in finding.message:
        return finding
    return replace(finding, message=f"part {bucket.number + 1}, {piece.path}: {finding.message}")


def _asked(tables: Tables) -> Asked | None:
    """Return what the rules must know of articles that they have not been told of; of a good package that is nothing."""
    told = set(tables.all_articles["article_id"])
    strange = frozenset(article for article in named_articles(tables) if article not in told)
    relied = frozenset(publisher for _, publisher in tables.view(reliances))
    return Asked(articles=strange, publishers=relied) if strange or relied else None


def read_piece(package: Package, bucket: Bucket, name: str, contents: dict[str, bytes] | None = None) -> Table | None:
    """Return the rows of one local table in a bucket, None where they cannot be read.

    The bytes they are read from are put into *contents*, unless they are our own.
    """
    listed, piece = package.resources.get(name), bucket.pieces.get(name)
    if listed is None or piece is None or package.files is None:
        return None
    schema = local_schema(package, name)
    if piece.spilled is not None:
        names = [str(item["name"]) for item in schema["fields"]]
        none = pl.DataFrame(schema={**dict.fromkeys(names, pl.String), LINE: pl.Int64, DAMAGED: pl.Boolean})
        frame = pl.concat([none, *(pl.read_ipc(file) for file in piece.spilled)], rechunk=True)
        table = table_of_columns(name, schema, frame.drop(LINE, DAMAGED), lines=frame[LINE])
        return replace(table, damaged=frozenset(frame[DAMAGED].arg_true()))
    try:
        content = package.files.read(piece.path, limit=MAX_PART)
    except Refused as refused:  # it is too large, or may be looked at and not read, or is gone since
        return None if piece.refused else _unread(name, schema, refused, listed)
    if contents is not None:
        contents[name] = content
    make = parquet_table if listed.descriptor.get("format") == "parquet" else read_table
    return make(name, schema, content, first=piece.first)


def _unread(name: str, schema: Mapping[str, Any], refused: Refused, listed: Resource) -> Table:
    rule = "parquet-unreadable" if listed.descriptor.get("format") == "parquet" else "csv-unreadable"
    flaw = Flaw(rule=rule, message=refused.message, fix=refused.fix)
    return replace(empty_table(name, schema, whole=False), flaws=(flaw,))


def local_schema(package: Package, name: str) -> Mapping[str, Any]:
    """Return the schema of a local table, with the fields that the package adds."""
    listed = package.resources.get(name)
    if name == TEXTS:
        return TEXT_SCHEMA
    return governing_schema(name) if listed is None else widened(governing_schema(name), package, listed)


def _without(base: Base, tables: Tables) -> Tables:
    """Return the tables without the rows of articles that are not looked at."""
    kept = {name: _others(base, table) for name, table in tables.tables.items()}
    made = replace(tables, tables=kept, _views={})
    for view in (strays, released, alias_index, known_targets, publishers):
        made.settle(view, tables.view(view))
    return made


def _others(base: Base, table: Table) -> Table:
    if table.name not in LOCAL_TABLES:
        return table
    scattered = table.raw.select(home(table.name).is_in(sorted(base.without)).fill_null(value=False)).to_series()
    return table.keep(~scattered)


def _tables(base: Base, bucket: Bucket, shared: Tables) -> Tables:
    """Return the tables of a bucket with the vocabulary beside them."""
    package = shared.package
    contents = {name: content for name, content in package.contents.items() if name not in governing_tables()}
    resources = {name: item for name, item in package.resources.items() if name not in LOCAL_TABLES}
    tables: dict[str, Table] = {}
    for name in (*governing_tables(), TEXTS):
        if name not in LOCAL_TABLES:
            if name in shared.tables and name != LEDGER:
                tables[name] = shared.tables[name]
            continue
        listed, piece = package.resources.get(name), bucket.pieces.get(name)
        if listed is not None and piece is not None:
            resources[name] = Resource(name=name, path=piece.path, descriptor={**listed.descriptor, **piece.descriptor})
        elif name == TEXTS and listed is None:
            continue
        table = read_piece(package, bucket, name, contents)
        tables[name] = table or empty_table(name, local_schema(package, name), whole=False)
    if LEDGER in shared.tables:  # is one table, and each row is judged with its fact
        ledger, own = shared.tables[LEDGER], tables["articles"].raw["article_id"].drop_nulls()
        tables[LEDGER] = ledger.keep(
            ledger.raw.select(home(LEDGER).is_in(own.implode()).fill_null(value=False)).to_series()
        )
    made = Tables(
        package=replace(package, resources=resources, contents=contents),
        tables=tables,
        texts=read_texts(replace(package, resources=resources), tables["articles"], tables.get(TEXTS)),
        judged=frozenset({*LOCAL_TABLES, LEDGER}),
        whole=False,
        sampled=bucket.number == 0 and not base.without,
        number=bucket.number,
        heights={name: table.raw.height for name, table in tables.items()},
        siblings=bucket.siblings,
    )
    made.settle(publishers, pl.Series(base.publishers, dtype=pl.String))
    made.settle(released, LEDGER in shared.tables and shared.view(released))
    made.settle(alias_index, shared.view(alias_index))
    made.settle(known_targets, shared.view(known_targets))
    return made
