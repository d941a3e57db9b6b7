"""The unchanged package as rows of strings, which mutants are made from."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from swf_facts.package import governing_schema, governing_tables, read_package

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from swf_facts.package import Package

__all__ = ["TEXTS", "Rows", "Source", "read_source"]

TEXTS = "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One table as it is written: a header and rows of strings.

    Attributes
    ----------
    schema : mapping
        The Table Schema that governs it.
    header : tuple of str
        Names of the columns.
    rows : tuple of tuple of str
        The cells, empty ones as empty strings.
    """

    schema: Mapping[str, Any]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def at(self, row: int, name: str) -> str:
        """Return one cell."""
        return self.rows[row][self.header.index(name)]

    def column(self, name: str) -> tuple[str, ...]:
        """Return the cells of one field."""
        position = self.header.index(name)
        return tuple(row[position] for row in self.rows)

    def key(self, cells: tuple[str, ...]) -> str:
        """Return the primary key of a row, parts joined by ``/``."""
        return "/".join(cells[self.header.index(name)] for name in self.schema["primaryKey"])

    def record(self, row: int) -> dict[str, str]:
        """Return one row by field name."""
        return dict(zip(self.header, self.rows[row], strict=True))

    def changed(self, row: int, **cells: str) -> tuple[str, ...]:
        """Return one row with some cells written anew."""
        return tuple({**self.record(row), **cells}.values())


@dataclass(frozen=True, kw_only=True)
class Source:
    """The unchanged package.

    Attributes
    ----------
    package : Package
        The package as it was read.
    tables : mapping of str to Rows
        Its tables, and ``texts`` with the fields ``article_id`` and ``text``.
    """

    package: Package
    tables: Mapping[str, Rows]
    _named: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The included texts by article."""
        pairs = zip(self.tables[TEXTS].column("article_id"), self.tables[TEXTS].column("text"), strict=True)
        return dict(pairs)

    @cached_property
    def statements(self) -> Mapping[str, tuple[str, ...]]:
        """The statements of every fact, by its id."""
        found: dict[str, list[str]] = {}
        evidence = self.tables["evidence"]
        for fact, role, exact in zip(*(evidence.column(name) for name in ("fact_id", "role", "exact")), strict=True):
            if role == "statement":
                found.setdefault(fact, []).append(exact)
        return {fact: tuple(quotes) for fact, quotes in found.items()}

    @cached_property
    def _aliases(self) -> Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]:
        found: dict[str, list[tuple[re.Pattern[str], str]]] = {"entity": [], "property": []}
        for kind, target, alias in self.tables["aliases"].rows:
            found.setdefault(kind, []).append((re.compile(rf"(?<!\w){re.escape(alias)}(?!\w)"), target))
        return {kind: tuple(pairs) for kind, pairs in found.items()}

    def names(self, kind: str, target: str, words: str) -> bool:
        """Return whether an alias of an entity or a property stands in *words* as a whole phrase."""
        return any(one == target and pattern.search(words) for pattern, one in self._aliases[kind])

    def named_in(self, kind: str, fact: str) -> tuple[str, ...]:
        """Return the entities or properties of which an alias stands in a statement of *fact*: what is easily confused."""
        if (kind, fact) not in self._named:
            quotes = self.statements.get(fact, ())
            found = (target for pattern, target in self._aliases[kind] if any(map(pattern.search, quotes)))
            self._named[kind, fact] = tuple(dict.fromkeys(found))
        return self._named[kind, fact]


def read_source(place: str | os.PathLike[str] | None = None) -> Source:
    """Read the package at *place*, by default the one that this installation carries.

    Raises
    ------
    NotAPackage
        There is nothing to read.
    """
    package = read_package(place)
    tables = {
        name: _rows(name, package.contents[name])
        for name in package.resources
        if name in governing_tables() and name in package.contents
    }
    paths = dict(zip(tables["articles"].column("article_id"), tables["articles"].column("text_path"), strict=True))
    contents = {article: package.content_at(path) for article, path in paths.items() if path}
    texts = tuple((article, content.decode()) for article, content in contents.items() if content is not None)
    schema = {"name": TEXTS, "fields": [{"name": "article_id"}, {"name": "text"}], "primaryKey": ["article_id"]}
    tables[TEXTS] = Rows(schema=schema, header=("article_id", "text"), rows=texts)
    return Source(package=package, tables=tables)


def _rows(name: str, content: bytes) -> Rows:
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    return Rows(schema=governing_schema(name), header=tuple(header), rows=tuple(map(tuple, rows)))
