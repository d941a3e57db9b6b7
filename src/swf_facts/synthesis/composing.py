"""Blocks filled by columns: all places where one block stands at once, its spans counted by sums of lengths."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from swf_facts.synthesis.draws import draw
from swf_facts.synthesis.filling import Request, fill
from swf_facts.synthesis.markup import Slot, parse
from swf_facts.synthesis.vocabulary import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from swf_facts.synthesis.draws import Integers, Keys
    from swf_facts.synthesis.filling import Filled
    from swf_facts.synthesis.markup import Block, Claim, Pattern

__all__ = [
    "ROLES", "VARYING", "Composed", "Spans", "Stated", "Stretch", "compose", "fixed_cells", "passage_cells", "source_cells",
]  # fmt: skip

ROLES = ("statement", "value", "subject", "property", "unit", "as_of", "attribution", "modality")
_TYPES = {row[0]: row[3] for row in PROPERTIES}
_KINDS = {"dataset": "document_or_dataset", "person": "named_person", "chair": "named_person", "analysts": "unnamed", "Analysts": "unnamed", "insiders": "unnamed"}  # fmt: skip
SOURCES = ("named_organization", "document_or_dataset", "named_person", "unnamed")
"""The kinds of sources, the usual one first."""
VARYING = (
    "subject_id", "value_number", "value_entity_id", "value_date", "value_text", "unit_id", "comparator", "lower", "upper", "as_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """A block cut into pieces once: one pattern over all its passages, and where each passage begins and ends."""

    pattern: Pattern
    passages: tuple[tuple[int, int], ...]


@cache
def cut(block: Block) -> Cut:
    """Return the pieces of a block; a passage's own span has the name of its number."""
    text = "".join(
        f"{passage.gap if number else ''}<{number}|{passage.text}>" for number, passage in enumerate(block.passages)
    )
    pattern = parse(text)
    return Cut(pattern, tuple(pattern.spans[str(number)] for number in range(len(block.passages))))


@dataclass(frozen=True, slots=True)
class Spans:
    """One span wherever a block stands: ``place`` of the block, and where it starts and ends, counted from the block ``base``.

    ``code``, the same for all, says which role the span has, and ``claim`` and ``rank`` to which fact it belongs and where in
    its row.
    """

    place: Integers
    base: Integers
    start: Integers
    end: Integers
    words: pl.Series
    code: int = 0
    claim: int = 0
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Stated:
    """One row of a table wherever a block stands: the ``place`` of the block, the number of the claim in it, and cells.

    ``uid`` numbers the cells that are the same for all; those in ``cells`` vary, and cells that are in neither are empty.
    """

    place: Integers
    claim: int
    uid: int
    cells: Mapping[str, pl.Series]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One passage wherever a block stands, counted from the start of the block; ``uid`` numbers what is the same for all."""

    place: Integers
    start: Integers
    end: Integers
    uid: int


@dataclass(slots=True)
class Composed:
    """What the blocks of some articles hold; ``place`` is the number of a block among all, positions count from its start.

    Attributes
    ----------
    texts : list of tuple
        Places, texts and their lengths.
    facts, attributions : list of Stated
        Rows; what all facts of a claim have in common is in `fixed_cells`, and that of sources in `source_cells`.
    evidence : list of Spans
        Coded by the role in `ROLES`; the block ``base`` is another one for dates and repetitions.
    passages : list of Stretch
        What all have in common is in `passage_cells`.
    exclusions : list of polars.DataFrame
        Rows with ``place``, counted from the start of the block.
    credits : list of tuple
        Places, ``title`` or ``author``, and what is printed there.
    entity_aliases : set of int
        Positions of the aliases that name a cell somewhere.
    property_aliases : set of tuple
        Properties with the words that stand for them somewhere.
    """

    texts: list[tuple[Integers, pl.Series, Integers]] = field(default_factory=list)
    passages: list[Stretch] = field(default_factory=list)
    facts: list[Stated] = field(default_factory=list)
    evidence: list[Spans] = field(default_factory=list)
    attributions: list[Stated] = field(default_factory=list)
    exclusions: list[pl.DataFrame] = field(default_factory=list)
    credits: list[tuple[Integers, str, pl.Series]] = field(default_factory=list)
    entity_aliases: set[int] = field(default_factory=set)
    property_aliases: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class _Datelines:
    """Where the day of publication stands in each article, once its opening is composed."""

    place: Integers
    start: Integers
    end: Integers
    text: NDArray[np.object_]

    @classmethod
    def none(cls, articles: int) -> _Datelines:
        """Return the datelines of articles before any is composed."""
        blank = np.full(articles, -1, dtype=np.int64)
        return cls(blank, blank.copy(), blank.copy(), np.full(articles, None, dtype=object))


def compose(
    blocks: Sequence[Block], which: Integers, article: Integers, articles: Mapping[str, Integers], seeds: Keys
) -> Composed:
    """Fill blocks.

    Parameters
    ----------
    blocks : sequence of Block
        All blocks that there are, the openings first.
    which, article : array of int64, shape (n_places,)
        The block that stands at each place, and the position of its article; the places of an article follow one another.
    articles, seeds
        As in `fill`.
    """
    order = np.argsort(which, kind="stable")
    edges = np.searchsorted(which[order], np.arange(len(blocks) + 1))
    requests: list[Request] = []
    spots: list[tuple[int, Integers, dict[str, int]]] = []
    for number, (start, end) in enumerate(pairwise(edges.tolist())):
        if start == end:
            continue
        places = order[start:end]
        mine = article[places]
        slots = {}
        for at, name in enumerate(cut(blocks[number]).pattern.slots):
            kind, digit = _kind(name)
            slots[name] = len(requests)
            requests.append(Request(kind, digit, mine, draw(seeds[mine], number + 1_000, at)))
        spots.append((number, places, slots))
    filled = fill(requests, articles, seeds)
    composed = Composed()
    datelines = _Datelines.none(len(seeds))
    openings = np.searchsorted(article, np.arange(len(seeds)))
    for number, places, slots in spots:
        content = {name: filled[at] for name, at in slots.items()}
        _Spot(number, blocks[number], places, article[places], content).compose(composed, datelines, openings)
    return composed


def _kind(name: str) -> tuple[str, int]:
    """Return kind and number of a slot."""
    kind = name.rstrip("0123456789")
    return kind, int(name[len(kind) :] or 0)


class _Spot:
    """One block wherever it stands."""

    def __init__(
        self, number: int, block: Block, places: Integers, article: Integers, content: Mapping[str, Filled]
    ) -> None:
        self.number, self.block, self.places, self.article, self.content = number, block, places, article, content
        self.cut = cut(block)
        zero = np.zeros(len(places), dtype=np.int64)
        self.bounds = [zero]
        for piece in self.cut.pattern.pieces:
            size = self.content[piece.name].length if isinstance(piece, Slot) else len(piece)
            self.bounds.append(self.bounds[-1] + size)
        self.read: dict[tuple[int, int], pl.Series] = {}

    def compose(self, composed: Composed, datelines: _Datelines, openings: Integers) -> None:
        """Add everything that the block holds."""
        pieces = self.cut.pattern.pieces
        composed.texts.append((self.places, self._words(0, len(pieces)), self.bounds[-1]))
        if "dateline" in self.content:
            at, _ = self.cut.pattern.spans["dateline"]
            datelines.place[self.article] = self.places
            datelines.start[self.article], datelines.end[self.article] = self.bounds[at], self.bounds[at + 1]
            datelines.text[self.article] = self.content["dateline"].text.to_numpy()
        if "title" in self.cut.pattern.spans:
            composed.credits.append((self.places, "title", self._words(*self.cut.pattern.spans["title"])))
        if "author" in self.content:
            composed.credits.append((self.places, "author", self.content["author"].text))
        for number, (first, last) in enumerate(self.cut.passages):
            composed.passages.append(
                Stretch(self.places, self.bounds[first], self.bounds[last], self.number * 100 + number)
            )
        for claim, stated in enumerate(self.block.claims):
            self._state(claim, stated, composed, datelines)
        for span, reason in self.block.exclusions:
            found = self._span(span)
            composed.exclusions.append(
                pl.DataFrame({
                    "place": found.place, "start": found.start, "end": found.end, "exact": found.words, "reason": reason,
                })
            )  # fmt: skip
        for span in self.block.repeats:
            composed.evidence.append(replace(self._span(span), place=openings[self.article], rank=9))

    def _words(self, first: int, last: int) -> pl.Series:
        """Return what the pieces from one to before another read, wherever the block stands."""
        if (first, last) not in self.read:
            self.read[first, last] = self._joined(first, last)
        return self.read[first, last]

    def _joined(self, first: int, last: int) -> pl.Series:
        pieces = self.cut.pattern.pieces[first:last]
        if last - first == 1 and isinstance(pieces[0], Slot):
            return self.content[pieces[0].name].text
        if all(isinstance(piece, str) for piece in pieces):
            return pl.Series(["".join(map(str, pieces))], dtype=pl.String).new_from_index(0, len(self.places))
        parts = [pl.lit(piece) if isinstance(piece, str) else self.content[piece.name].text for piece in pieces]
        return pl.select(pl.concat_str(parts)).to_series()

    def _span(self, name: str) -> Spans:
        """Return a span wherever the block stands."""
        first, last = self.cut.pattern.spans[name]
        return Spans(self.places, self.places, self.bounds[first], self.bounds[last], self._words(first, last))

    def _state(self, claim: int, stated: Claim, composed: Composed, datelines: _Datelines) -> None:
        """Add a fact with its evidence."""
        spans = [(name, "statement") for name in stated.statements]
        spans += [(stated.value, "value"), (stated.subject, "subject"), (stated.wording, "property")]
        spans += [(name, "as_of") for name in stated.as_of]
        spans += [(name, "attribution") for name in stated.sources]
        spans += [(stated.cue, "modality")] if stated.cue else []
        for rank, (name, role) in enumerate(spans):
            span = self._dateline(datelines) if name == "dateline" else self._span(name)
            code = ROLES.index(role)
            composed.evidence.append(replace(span, code=code, claim=claim, rank=10 * code + rank))
        composed.facts.append(self._fact(claim, stated))
        for level, name in enumerate(stated.sources, 1):
            kind, _ = _kind(name)
            uid = 10 * level + SOURCES.index(_KINDS.get(kind, SOURCES[0]))
            composed.attributions.append(
                Stated(self.places, claim, uid, {"entity_id": self.content[name].cells["entity"]})
            )
        for name in (stated.subject, stated.value, *stated.sources):
            alias = self.content[name].alias if name in self.content else None
            if alias is not None:
                composed.entity_aliases.update(np.unique(alias).tolist())
        first, last = self.cut.pattern.spans[stated.wording]
        composed.property_aliases.add((stated.property, self._words(first, last)[0]))

    def _dateline(self, datelines: _Datelines) -> Spans:
        """Return the span of each article's dateline."""
        words = pl.Series(datelines.text[self.article].tolist(), dtype=pl.String)
        at = self.article
        return Spans(self.places, datelines.place[at], datelines.start[at], datelines.end[at], words)

    def _fact(self, claim: int, stated: Claim) -> Stated:
        """Return the cells that vary with the place, and which claim the others are of."""
        kind = _TYPES[stated.property]
        value = self.content.get(stated.number or stated.value)
        cells = {"subject_id": self.content[stated.subject].cells["entity"]}
        if kind == "quantity" and value is not None:
            cells |= {name: value.cells[name] for name in ("value_number", "unit_id", "comparator", "lower", "upper")}
        elif kind == "entity" and value is not None:
            cells["value_entity_id"] = value.cells["entity"]
        elif kind == "date" and value is not None:
            cells["value_date"] = value.cells["value_date"]
        elif kind == "text":
            cells["value_text"] = self._words(*self.cut.pattern.spans[stated.value])
        if stated.as_of:
            cells["as_of"] = self.content[stated.as_of[0]].cells["value_date"]
        for name, cell in stated.cells.items():
            if name in VARYING:
                cells[name] = pl.Series([cell], dtype=pl.String).new_from_index(0, len(self.places))
        return Stated(self.places, claim, self.number * 100 + claim, cells)


def source_cells() -> pl.DataFrame:
    """Return the cells of sources that are the same wherever a block stands, by ``uid`` of level and kind."""
    rows = [(10 * level + number, level, kind) for level in range(1, 10) for number, kind in enumerate(SOURCES)]
    return pl.DataFrame(rows, {"uid": pl.Int64, "level": pl.Int64, "kind": pl.String}, orient="row")


def passage_cells(blocks: Sequence[Block]) -> pl.DataFrame:
    """Return the cells of passages that are the same wherever a block stands, by ``uid`` of the passage."""
    rows = [
        (number * 100 + at, passage.kind, passage.treatment, passage.reason)
        for number, block in enumerate(blocks)
        for at, passage in enumerate(block.passages)
    ]
    text = dict.fromkeys(("kind", "treatment", "reason"), pl.String)
    return pl.DataFrame(rows, {"uid": pl.Int64, **text}, orient="row")


def fixed_cells(blocks: Sequence[Block]) -> pl.DataFrame:
    """Return the cells of facts that are the same wherever a block stands, by ``uid`` of the claim."""
    rows = []
    for number, block in enumerate(blocks):
        for claim, stated in enumerate(block.claims):
            kind = _TYPES[stated.property]
            slot, _ = _kind(stated.number or stated.value)
            basis = ("absent" if slot in {"count", "words"} else "stated") if kind == "quantity" else None
            rows.append({
                "uid": number * 100 + claim, "property_id": stated.property, "value_type": kind,
                "unit_basis": stated.cells.get("unit_basis", basis), "direction": stated.cells.get("direction"),
                "as_of_basis": stated.cells.get("as_of_basis", "stated") if stated.as_of else None,
                "modality": stated.cells.get("modality", "asserted"), "polarity": stated.cells.get("polarity", "positive"),
                "status": stated.cells.get("status", "current"), "successor": int(stated.cells.get("superseded_by", "0")),
                "status_reason": stated.cells.get("status_reason"), "flags": stated.cells.get("flags"), "note": stated.cells.get("note"),
            })  # fmt: skip
    text = dict.fromkeys(rows[0], pl.String)
    return pl.DataFrame(rows, {**text, "uid": pl.Int64, "successor": pl.Int64})
