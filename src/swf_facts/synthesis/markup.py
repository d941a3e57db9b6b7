"""Sentences with slots and spans: how they are written down, and what they are cut into once before any is filled.

``<a|{fund} <p|oversees> {money}>`` has the slots ``fund`` and ``money`` and the spans ``a`` and ``p``; each slot is a span of its
own name too. Spans nest and do not cross.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Block", "Claim", "Passage", "Pattern", "bullet", "heading", "parse", "prose", "sentence"]

_MARK = re.compile(r"<(?P<open>[A-Za-z0-9]+)\||\{(?P<slot>[A-Za-z]+[0-9]*)\}|(?P<close>>)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that is filled; ``name`` is its kind and perhaps a number."""

    name: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text cut into pieces, and spans as runs of pieces: from the first to before the last."""

    pieces: tuple[str | Slot, ...]
    spans: dict[str, tuple[int, int]]

    @property
    def slots(self) -> list[str]:
        """The names of the slots in order."""
        return [piece.name for piece in self.pieces if isinstance(piece, Slot)]


def parse(text: str) -> Pattern:
    """Cut a marked-up text into pieces and spans.

    Raises
    ------
    ValueError
        A span is not closed, or a name stands twice.
    """
    pieces: list[str | Slot] = []
    spans: dict[str, tuple[int, int]] = {}
    opened: list[tuple[str, int]] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            pieces.append(text[at : mark.start()])
        at = mark.end()
        if mark["open"]:
            opened.append((mark["open"], len(pieces)))
            continue
        if mark["slot"]:
            name, start = mark["slot"], len(pieces)
            pieces.append(Slot(name))
        elif opened:
            name, start = opened.pop()
        else:
            raise ValueError(f"a span is closed that was not opened, in {text!r}")
        if name in spans:
            raise ValueError(f"the name {name!r} stands twice in {text!r}")
        spans[name] = start, len(pieces)
    if opened:
        raise ValueError(f"the span {opened[-1][0]!r} is not closed in {text!r}")
    if at < len(text):
        pieces.append(text[at:])
    return Pattern(tuple(pieces), spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One passage of a block: its text with marks, what it is, and what stands before it."""

    text: str
    kind: str
    gap: str = " "
    treatment: str = "facts"
    reason: str | None = None


def sentence(text: str, *, gap: str = " ", reason: str | None = None) -> Passage:
    """Return a sentence that states facts."""
    return Passage(text=text, kind="sentence", gap=gap, reason=reason)


def prose(text: str, reason: str = "Sets a scene and states nothing that could be checked.") -> Passage:
    """Return a sentence that states nothing."""
    return Passage(text=text, kind="sentence", treatment="rhetoric", reason=reason)


def bullet(text: str) -> Passage:
    """Return an item of a list."""
    return Passage(text=f"• {text}", kind="bullet", gap="\n  ")


def heading(text: str) -> Passage:
    """Return a heading that states nothing."""
    return Passage(
        text=text, kind="heading", treatment="rhetoric", reason="Heads the section; the facts stand below it."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One fact that a block states, its cells given by the names of slots and spans.

    Attributes
    ----------
    property : str
        Its property.
    subject : str
        Slot of the subject.
    value : str
        Slot or span of the value.
    wording : str
        Span of the words for the property.
    statements : tuple of str
        Spans that state it.
    cells : dict
        Cells that are the same wherever the block stands.
    cue : str
        Span of the words that make it less than asserted; empty where it is asserted.
    as_of : tuple of str
        Spans with the day at which it holds, the first of a slot; ``dateline`` stands for the one of the article.
    sources : tuple of str
        Slots of those who say it, the nearest first.
    number : str
        Slot of the number where the value is a span around it.
    """

    property: str
    subject: str
    value: str
    wording: str = "p"
    statements: tuple[str, ...] = ("a",)
    cells: dict[str, str] = field(default_factory=dict, hash=False)
    cue: str = ""
    as_of: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Passages that belong together and the facts that they state.

    Attributes
    ----------
    theme : str
        What it is about; an article has one block of a theme at most.
    section : str
        Where it stands in an article.
    needs : str
        ``dateline`` or ``origin`` where only articles with one can have it.
    exclusions : tuple
        Spans of numbers that are no facts, each with the reason.
    repeats : tuple of str
        Spans that state again what the first claim of the article's opening states.
    """

    theme: str
    section: str
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...] = ()
    needs: str = ""
    exclusions: tuple[tuple[str, str], ...] = ()
    repeats: tuple[str, ...] = ()
