"""A synthetic package on disk: whole as CSV, or in parts of so many articles as Parquet or CSV, in constant memory."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from swf_facts.errors import SwfFactsError
from swf_facts.package import DESCRIPTOR, governing_schema, installed_package, required_tables
from swf_facts.synthesis.composing import compose
from swf_facts.synthesis.faults import Planter
from swf_facts.synthesis.names import names
from swf_facts.synthesis.planning import ALL_BLOCKS, plan_package, planned
from swf_facts.synthesis.tables import LOCAL, assemble
from swf_facts.synthesis.vocabulary import PROPERTIES, UNITS

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from _typeshed import ReadableBuffer

    from swf_facts.synthesis.faults import Fault
    from swf_facts.synthesis.planning import Plan
    from swf_facts.synthesis.tables import Rows

__all__ = ["FORMATS", "Format", "Written", "write_package"]

Format = Literal["parquet", "csv-parts", "csv", "csv-files"]
FORMATS: tuple[Format, ...] = ("parquet", "csv-parts", "csv", "csv-files")
"""Parts by article as Parquet or CSV; one CSV a table, the texts in one too; the same with a file for each text."""

_ARTICLES_AT_ONCE = 3_000
_LICENCE = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0 Universal"}  # fmt: skip
_TEXTS = {"fields": [{"name": "article_id", "type": "string"}, {"name": "text", "type": "string"}], "primaryKey": ["article_id"]}  # fmt: skip
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written.

    Attributes
    ----------
    folder : Path
        The package.
    articles, facts, parts : int
        How many there are.
    """

    folder: Path
    articles: int
    facts: int
    parts: int


@dataclass(slots=True)
class _Counts:
    """What is counted over all articles."""

    facts: int = 0
    entity_aliases: set[int] = field(default_factory=set)
    property_aliases: set[tuple[str, str]] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of a table."""

    path: str
    size: int
    hash: str
    rows: int

    @property
    def entry(self) -> dict[str, Any]:
        """What the descriptor says of it."""
        return {"path": self.path, "bytes": self.size, "hash": self.hash, "rows": self.rows}


def write_package(  # noqa: PLR0913  # what can be asked for
    folder: str | os.PathLike[str],
    facts: int,
    *,
    seed: int = 0,
    stored: Format = "parquet",
    articles_per_part: int = 700,
    faults: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write a synthetic package that states a number of facts.

    The same arguments give the same bytes. Memory does not grow with the number of facts.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty.
    facts : int
        At least so many facts; the last article is whole, so that there can be a few dozen more.
    seed : int, default 0
        What everything is drawn from.
    stored : {"parquet", "csv-parts", "csv", "csv-files"}, default "parquet"
        How the article-local tables are kept: in parts by article; each in one file with the texts in a table; or each in one
        file with every text in a file of its own. The vocabulary is CSV always.
    articles_per_part : int, default 700
        Articles of one part.
    faults : int, default 0
        Plant so many known faults, and say in ``faults.json`` what must be found where.
    progress : callable, optional
        Called with the number of articles that are written, and of all.

    Raises
    ------
    SwfFactsError
        The folder is not empty or cannot be written, or there are too many facts.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SwfFactsError(f"{target} exists and is not an empty folder", "name a new folder; nothing was written")
    try:
        plan = plan_package(facts, seed)
    except ValueError as error:
        raise SwfFactsError(str(error), "ask for fewer facts") from None
    files = _Files(target, stored)
    try:
        target.mkdir(parents=True, exist_ok=True)
        counts, planter = _Counts(), Planter(faults, plan.articles)
        size = articles_per_part if files.parted else _ARTICLES_AT_ONCE
        step = max(1, _ARTICLES_AT_ONCE // size) * size
        for start in range(0, plan.articles, step):
            end = min(start + step, plan.articles)
            rows = _rows(plan, start, end, counts, planter)
            for low in range(0, end - start, size):
                files.add(rows, low, min(low + size, end - start))
            del rows  # before there are others
            if progress is not None:
                progress(end, plan.articles)
        descriptor = files.finish(counts, seed)
        if faults:
            planted = [*planter.plant_in_descriptor(descriptor), *(files.as_stored(fault) for fault in planter.planted)]
            (target / "faults.json").write_text(
                json.dumps([asdict(fault) for fault in planted], indent=2) + "\n", "utf-8"
            )
        (target / DESCRIPTOR).write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise SwfFactsError(f"{target} cannot be written: {error.strerror or error}", "choose another folder") from None
    finally:
        files.close()
    return Written(folder=target, articles=plan.articles, facts=counts.facts, parts=files.part)


def _rows(plan: Plan, start: int, end: int, counts: _Counts, planter: Planter) -> Rows:
    """Return the rows of some articles, with their faults, and count what is in them."""
    piece = planned(plan, start, end)
    composed = compose(ALL_BLOCKS, piece.which, piece.article, piece.numbers, piece.seeds)
    rows = assemble(piece, composed)
    if planter.wanted:
        rows = planter.plant(rows, start, end - start)
    counts.facts += rows["facts"][0].height
    counts.entity_aliases |= composed.entity_aliases
    counts.property_aliases |= composed.property_aliases
    counts.entities |= set(piece.table["publisher_id"])
    counts.units |= set(rows["facts"][0]["unit_id"].drop_nulls().unique())
    return rows


class _Measured(io.BufferedWriter):
    """A file that is measured while it is written."""

    def __init__(self, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(place.open("wb", buffering=0))
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, content: ReadableBuffer, /) -> int:
        """Write bytes and return how many they were."""
        self._digest.update(content)
        done = super().write(content)
        self.size += done
        return done

    @property
    def hash(self) -> str:
        """The digest of what was written."""
        return f"sha256:{self._digest.hexdigest()}"


class _Files:
    """The files of a package while they are written."""

    def __init__(self, root: Path, stored: Format) -> None:
        self.root = root
        self.parted, self.text_files = stored in {"parquet", "csv-parts"}, stored == "csv-files"
        self.suffix = "parquet" if stored == "parquet" else "csv"
        self.part = 0
        self.parts: dict[str, list[_Part]] = {name: [] for name in LOCAL}
        self.whole: dict[str, _Measured] = {}  # tables that are one file
        self.text_entries: list[dict[str, Any]] = []

    def add(self, rows: Rows, low: int, high: int) -> None:
        """Write the rows of the articles from *low* to before *high*."""
        for name, (frame, owner) in rows.items():
            if name == "texts" and self.text_files:
                self._text_files(frame[slice(*np.searchsorted(owner, [low, high]))])
                continue
            path = self._path(name)
            piece = frame[slice(*np.searchsorted(owner, [low, high]))]
            if name == "articles":
                piece = piece.with_columns(text_path=self._text_path())
            self._write(name, path, piece)
        self.part += 1

    def as_stored(self, fault: Fault) -> Fault:
        """Return a fault as it is found: one in a text has the resource that holds the text."""
        if fault.table != "texts" or not self.text_files:
            return fault
        return replace(fault, table=f"text-{fault.key.partition('/')[0]}")

    def _path(self, name: str) -> str:
        return f"data/{name}/{self.part:05}.{self.suffix}" if self.parted else f"data/{name}.csv"

    def _text_path(self) -> pl.Expr:
        if self.text_files:
            path = pl.concat_str([pl.lit("data/texts/"), pl.col("article_id"), pl.lit(".txt")])
        else:
            path = pl.lit(self._path("texts"))
        return pl.when(pl.col("text_status") == "included").then(path)

    def _write(self, name: str, path: str, frame: pl.DataFrame) -> None:
        if not self.parted:
            header = name not in self.whole
            stream = self.whole.setdefault(name, _Measured(self.root / path)) if header else self.whole[name]
            frame.write_csv(stream, include_header=header)
            return
        with _Measured(self.root / path) as stream:
            if path.endswith("parquet"):
                # By way of memory: of a full disk polars tells as if the file were damaged.
                held = io.BytesIO()
                frame.write_parquet(held, compression="zstd", statistics=False, row_group_size=max(1, frame.height))
                stream.write(held.getbuffer())
            else:
                frame.write_csv(stream)
        self.parts[name].append(_Part(path, stream.size, stream.hash, frame.height))

    def _text_files(self, texts: pl.DataFrame) -> None:
        folder = self.root / "data" / "texts"
        folder.mkdir(parents=True, exist_ok=True)
        for article, text in texts.iter_rows():
            content = text.encode()
            (folder / f"{article}.txt").write_bytes(content)
            self.text_entries.append({
                "name": f"text-{article}", "title": f"Text of {article}", "path": f"data/texts/{article}.txt", "format": "txt",
                "mediatype": "text/plain", "encoding": "utf-8", "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "licenses": [_LICENCE],
            })  # fmt: skip

    def close(self) -> None:
        """Close the files that are still open because they could not be written."""
        for stream in self.whole.values():
            with suppress(OSError):
                stream.close()

    def finish(self, counts: _Counts, seed: int) -> dict[str, Any]:
        """Write the vocabulary and the schemas, and return the descriptor."""
        vocabulary = _vocabulary(counts)
        schemas = installed_package() / "schemas"
        (self.root / "schemas").mkdir(exist_ok=True)
        resources = []
        for name in [*required_tables(), *([] if self.text_files else ["texts"])]:
            if name in vocabulary:
                (self.root / "data" / f"{name}.csv").write_bytes(vocabulary[name].write_csv().encode())
            if name != "texts":
                shutil.copyfile(schemas / f"{name}.json", self.root / "schemas" / f"{name}.json")
            resources.append(self._resource(name, local=name not in vocabulary))
        return {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": f"synthetic-facts-{seed}",
            "title": "Synthetic facts",
            "description": "Facts of invented articles, made by a program to test and to measure; nothing in them is true.",
            "version": "1.0.0",
            "created": "2026-01-01T00:00:00Z",
            "keywords": ["synthetic", "facts"],
            "licenses": [_LICENCE],
            "contributors": [{"title": "swf-facts contributors", "roles": ["creator"]}],
            "resources": [*resources, *self.text_entries],
        }

    def _resource(self, name: str, *, local: bool) -> dict[str, Any]:
        parted = local and self.parted
        suffix = self.suffix if parted else "csv"
        texts = name == "texts"
        schema = {"title": "Texts", "description": "The texts of the articles."} if texts else governing_schema(name)
        entry: dict[str, Any] = {"name": name, "type": "table", "title": schema["title"], "description": schema["description"]}  # fmt: skip
        if parted:
            entry["path"] = [part.path for part in self.parts[name]]
            measured: dict[str, Any] = {
                "bytes": sum(part.size for part in self.parts[name]), "parts": [part.entry for part in self.parts[name]],
            }  # fmt: skip
        else:
            entry["path"] = f"data/{name}.csv"
            if local:
                self.whole[name].close()
                measured = {"bytes": self.whole[name].size, "hash": self.whole[name].hash}
            else:
                content = (self.root / entry["path"]).read_bytes()
                measured = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        entry |= {"format": suffix, "mediatype": _MEDIA[suffix], "encoding": "utf-8", **measured}
        return {**entry, "schema": _TEXTS if texts else f"schemas/{name}.json", "licenses": [_LICENCE]}


def _vocabulary(counts: _Counts) -> dict[str, pl.DataFrame]:
    """Return the tables of the vocabulary, with what is used of it."""
    known = names()
    used = known.aliases[sorted(counts.entity_aliases)]
    owners = known.entities["entity_id"].gather(used["owner"])
    entities = known.entities.filter(
        pl.col("entity_id").is_in(owners.implode()) | pl.col("entity_id").is_in(sorted(counts.entities))
    )
    wordings = sorted(counts.property_aliases)
    aliases = pl.concat([
        pl.select(target_kind=pl.lit("entity"), target_id=owners, alias=used["alias"]),
        pl.DataFrame(
            [("property", name, words) for name, words in wordings],
            {"target_kind": pl.String, "target_id": pl.String, "alias": pl.String}, orient="row",
        ),
    ])  # fmt: skip
    stated = {name for name, _ in wordings}
    properties = _frame("properties", [(*row[:5], None, *row[5:]) for row in PROPERTIES if row[0] in stated])
    units = _frame("units", [row for row in UNITS if row[0] in counts.units])
    return {"entities": entities, "aliases": aliases, "properties": properties, "units": units}


def _frame(table: str, rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    """Return rows as the table that they are of; all cells are text."""
    names = [str(item["name"]) for item in governing_schema(table)["fields"]]
    return pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
