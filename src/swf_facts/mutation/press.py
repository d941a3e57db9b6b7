"""Packages in memory with mutants in them, written as an editor's refresh would leave them.

Hashes, sizes and lengths are brought up to date, unless the mutant is in the cell that holds one. Derived tables, which a
refresh would write anew, are left out unless the mutant is in one.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from swf_facts.mutation.source import TEXTS
from swf_facts.package import Package, Resource, describe_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from swf_facts.mutation.mutant import Mutant
    from swf_facts.mutation.source import Source

__all__ = ["DERIVED", "Press", "Pressed", "article_of", "home"]

DERIVED = frozenset({"agreements", "ledger"})
"""Tables that a refresh or a release writes anew. The ledger would notice every change of a released fact, and none of a new one."""

IDS: Mapping[str, tuple[str, ...]] = {
    "articles": ("article_id", "text_path"),
    "passages": ("passage_id", "article_id"),
    "facts": ("fact_id", "article_id", "superseded_by"),
    "evidence": ("fact_id", "article_id"),
    "attributions": ("fact_id",),
    "exclusions": ("article_id",),
}
"""Fields that name an article or begin with its id. Only rows of these tables can be repeated for another article."""

COPIED = frozenset({"passages", "evidence", "exclusions", TEXTS})
"""Tables whose mutants are told apart by copies of their article."""

MARK = "\x01"  # stands in a prepared line where the prefix of a copy goes; no cell of a good package has it


def article_of(cell: str) -> str:
    """Return the article that an id belongs to."""
    return cell.rpartition("/")[2].partition(".")[0]


def home(source: Source, mutant: Mutant) -> str:
    """Return the article in whose copy the mutant can stand, or nothing if it must stand in the package itself."""
    articles = set()
    for edit in mutant.edits:
        if edit.table not in COPIED:
            return ""
        rows = source.tables[edit.table]
        cells = rows.rows[edit.row] if edit.row is not None else edit.cells or ()
        articles |= {article_of(cells[rows.header.index(name)]) for name in IDS.get(edit.table, ("article_id",))}
    return articles.pop() if len(articles) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A package with mutants, and what stands on its lines.

    Attributes
    ----------
    package : Package
        The package.
    starts : mapping of str to sequence of int
        The lines on which the parts of each table start, in order. A part is one row, or all rows of one copy.
    parts : mapping of str to sequence of int
        For each of them the row in the unchanged table, or the number of the copy; -1 for neither.
    """

    package: Package
    starts: Mapping[str, Sequence[int]]
    parts: Mapping[str, Sequence[int]]

    def part(self, table: str, line: int) -> int:
        """Return the part in which a line stands."""
        at = bisect_right(self.starts.get(table, ()), line) - 1
        return self.parts[table][at] if at >= 0 else -1


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _marked(table: str, header: Sequence[str], cells: Sequence[str], article: str) -> str:
    """Return a row as it is written, with a mark where the prefix of a copy of *article* goes."""
    marked = list(cells)
    for name in IDS[table]:
        at = header.index(name)
        if article_of(marked[at]) == article:
            folder, slash, last = marked[at].rpartition("/")
            marked[at] = f"{folder}{slash}{MARK}{last}"
    return _line(marked)


class Press:
    """Writes packages in memory; what is unchanged is prepared once.

    Parameters
    ----------
    source : Source
        The unchanged package.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._lines = {name: list(map(_line, rows.rows)) for name, rows in source.tables.items() if name != TEXTS}
        self._blocks: dict[str, dict[str, dict[int, str]]] = {}
        for name, fields in IDS.items():
            rows = source.tables[name]
            for row, cells in enumerate(rows.rows):
                article = article_of(cells[rows.header.index(fields[0])])
                self._blocks.setdefault(article, {}).setdefault(name, {})[row] = _marked(
                    name, rows.header, cells, article
                )

    def together(self, mutants: Iterable[Mutant]) -> Pressed:
        """Return the package with all of *mutants* in it, of which no two edit the same row."""
        lines = {name: dict(enumerate(rows)) for name, rows in self._lines.items()}
        texts = dict(self.source.texts)
        edited = set()
        for mutant in mutants:
            for edit in mutant.edits:
                edited.add(edit.table)
                if edit.table == TEXTS and edit.cells is not None:
                    texts[edit.cells[0]] = edit.cells[1]
                elif edit.cells is None and edit.row is not None:
                    del lines[edit.table][edit.row]
                else:
                    row = edit.row if edit.row is not None else max(lines[edit.table], default=0) + 1_000_000
                    lines[edit.table][row] = _line(edit.cells or ())
        if "articles" not in edited:
            self._measure(lines["articles"], texts)
        kept = {name: rows for name, rows in lines.items() if name not in DERIVED or name in edited}
        parts = {name: [(row, line) for row, line in rows.items()] for name, rows in kept.items()}
        return self._pressed(parts, texts, {})

    def copies(self, mutants: Sequence[tuple[str, Mutant]]) -> Pressed:
        """Return the package with the unchanged articles and, for each mutant, a copy of the article that it is in."""
        parts = {name: [(-1, "".join(rows))] for name, rows in self._lines.items() if name not in DERIVED}
        copies = {}
        for number, (article, mutant) in enumerate(mutants):
            prefix, block = f"m{number:05d}x", self._blocks[article]
            text = self.source.texts.get(article, "")
            lines = {name: dict(block.get(name, {})) for name in IDS}
            for edit in mutant.edits:
                if edit.table == TEXTS and edit.cells is not None:
                    text = edit.cells[1]
                elif edit.cells is None and edit.row is not None:
                    del lines[edit.table][edit.row]
                else:
                    row, header = edit.row if edit.row is not None else -1, self.source.tables[edit.table].header
                    lines[edit.table][row] = _marked(edit.table, header, edit.cells or (), article)
            self._measure(lines["articles"], {article: text}, marked=True)
            for name, rows in lines.items():
                parts[name].append((number, "".join(rows.values()).replace(MARK, prefix)))
            if article in self.source.texts:
                copies[prefix] = (article, text)
        return self._pressed(parts, self.source.texts, copies)

    def _measure(self, lines: dict[int, str], texts: Mapping[str, str], *, marked: bool = False) -> None:
        """Write hash and length of the texts that were edited into the rows of their articles."""
        rows = self.source.tables["articles"]
        for row in lines:
            article = rows.at(row, "article_id")
            text = texts.get(article)
            if text is not None and text != self.source.texts.get(article, ""):
                sha256 = describe_hash(text.encode()).removeprefix("sha256:")
                cells = rows.changed(row, text_sha256=sha256, text_length=str(len(text)))
                lines[row] = _marked("articles", rows.header, cells, article) if marked else _line(cells)

    def _pressed(
        self,
        parts: Mapping[str, Sequence[tuple[int, str]]],
        texts: Mapping[str, str],
        copies: Mapping[str, tuple[str, str]],
    ) -> Pressed:
        base, articles = self.source.package, self.source.tables["articles"]
        contents, resources = dict(base.contents), dict(base.resources)
        for name in DERIVED:
            if name not in parts:
                contents.pop(name, None)
                resources.pop(name, None)
        starts: dict[str, list[int]] = {}
        for name, pieces in parts.items():
            line, content = 2, [_line(self.source.tables[name].header)]
            for _, piece in pieces:
                starts.setdefault(name, []).append(line)
                content.append(piece)
                line += piece.count("\n")
            contents[name] = "".join(content).encode()
            resources[name] = _described(base.resources[name], contents[name])
        by_path = {resource.path: resource for resource in base.resources.values()}
        paths = dict(zip(articles.column("article_id"), articles.column("text_path"), strict=True))
        for article, text in texts.items():
            resource = by_path[paths[article]]
            contents[resource.name] = text.encode()
            resources[resource.name] = _described(resource, contents[resource.name])
        for prefix, (article, text) in copies.items():
            resource, (folder, slash, last) = by_path[paths[article]], paths[article].rpartition("/")
            name = f"text-{prefix}{article}"
            moved = Resource(name=name, path=f"{folder}{slash}{prefix}{last}", descriptor=resource.descriptor)
            contents[name] = text.encode()
            resources[name] = _described(moved, contents[name])
        package = Package(
            shown=base.shown, descriptor=base.descriptor, resources=resources, contents=contents, files=base.files
        )
        numbers = {name: [number for number, _ in pieces] for name, pieces in parts.items()}
        return Pressed(package=package, starts=starts, parts=numbers)


def _described(resource: Resource, content: bytes) -> Resource:
    descriptor = {**resource.descriptor, "bytes": len(content), "hash": describe_hash(content)}
    return Resource(name=resource.name, path=resource.path, descriptor=descriptor)
