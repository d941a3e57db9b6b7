"""Texts held against each other, a sentence a line."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING

from swf_facts.difference.records import TextChange
from swf_facts.difference.rows import records
from swf_facts.difference.sides import sheet, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.difference.records import TableDifference
    from swf_facts.package import Package

__all__ = ["text_changes", "text_paths", "texts_of_table"]

SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[ ]+|\n")


def text_paths(package: Package) -> dict[str, str]:
    """Return the paths of the texts that a package has in files of their own, by article."""
    articles = sheet(package, "articles")
    if articles.parquet:  # then the texts are a table too
        return {}
    paths = {resource.path for name, resource in package.resources.items() if name in package.contents}
    return {article: path for article, path in records(articles, ("article_id", "text_path")) if path in paths}


def text_changes(
    old: Package, new: Package, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[TextChange]:
    """Yield what became of the texts that lie at these paths."""
    for article in dict.fromkeys([*before, *after]):
        yield from _change(article, text_at(old, before.get(article)), text_at(new, after.get(article)))


def texts_of_table(difference: TableDifference) -> Iterator[TextChange]:
    """Yield what became of the texts that are rows of a table."""
    for row in difference.changes:
        cell = row.cell("text")
        yield from _change(row.key, cell.old, cell.new)


def _change(article: str, old: str | None, new: str | None) -> Iterator[TextChange]:
    if old == new:
        return
    yield TextChange(
        article_id=article,
        change="added" if old is None else "removed" if new is None else "changed",
        old_length=None if old is None else len(old),
        new_length=None if new is None else len(new),
        lines=() if old is None or new is None else tuple(_unified(old, new)),
    )


def _unified(old: str, new: str) -> Iterator[str]:
    """Yield the lines of a unified difference, without its header."""
    before, after = SENTENCE_ENDS.split(old), SENTENCE_ENDS.split(new)
    for number, line in enumerate(unified_diff(before, after, lineterm="", n=1)):
        if number >= 2:  # after the header, which would name two files
            yield line
