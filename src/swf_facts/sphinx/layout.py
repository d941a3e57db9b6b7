"""How an article lies on the page: its text cut into blocks, as its publisher broke the lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.model import Passage

__all__ = ["Block", "blocks", "groups"]

BlockKind = Literal["title", "dateline", "heading", "bullet", "sentence", "boilerplate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of an article, or several where a passage runs on over the line break.

    Attributes
    ----------
    start, end : int
        Its span, without the white space around it.
    kind : str
        Kind of the passage it begins with.
    passages : tuple of Passage
        The passages in it, in order.
    """

    start: int
    end: int
    kind: str
    passages: tuple[Passage, ...]


def blocks(text: str, passages: Sequence[Passage]) -> Iterator[Block]:
    """Yield the blocks of *text*; blank lines are dropped, and no character that prints is."""
    ordered = sorted(passages, key=lambda passage: passage.start)
    start = 0
    for end in _line_ends(text, ordered):
        line = text[start:end]
        left, right = start + len(line) - len(line.lstrip()), start + len(line.rstrip())
        if left < right:
            inside = tuple(passage for passage in ordered if passage.start < right and passage.end > left)
            yield Block(start=left, end=right, kind=inside[0].kind if inside else "sentence", passages=inside)
        start = end


def _line_ends(text: str, passages: Sequence[Passage]) -> Iterator[int]:
    """Yield the positions where a line ends and no passage goes on."""
    held = {
        position for passage in passages for position in range(passage.start, passage.end) if text[position] == "\n"
    }
    for position, character in enumerate(text):
        if character == "\n" and position not in held:
            yield position
    yield len(text)


def groups(found: Iterator[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Join neighbouring bullets into one list; every other block stands alone."""
    for kind, members in groupby(found, key=lambda block: block.kind if block.kind == "bullet" else block.start):
        together = list(members)
        yield ("bullet" if kind == "bullet" else together[0].kind), together
