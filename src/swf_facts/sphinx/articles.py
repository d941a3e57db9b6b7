"""The page of an article: its text as its publisher laid it out, with the evidence lit up and the facts beside it."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.parsers import Parser

from swf_facts.sphinx.banner import banner, legend
from swf_facts.sphinx.layout import Block, blocks, groups
from swf_facts.sphinx.nodes import attributes, disclosure, fact_note, printed, said_how, summary
from swf_facts.sphinx.prose import inline
from swf_facts.sphinx.spans import Mark, Piece, depth, lanes, pieces
from swf_facts.sphinx.staging import SUFFIX, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["ArticleParser", "runs"]

MAX_LANES = 6  # drawn under a line; further overlaps share the last one
_BULLET = re.compile(r"[-*•‣◦▪·–—]\s+")  # the sign that a publisher prints before an item of a list
SHORTEST_RUN = 3  # neighbouring numbers that are joined: 4–6


class ArticleParser(Parser):
    """Reads a staged row into a document. No markup is parsed, so whatever stands in an article shows as text."""

    supported: ClassVar[tuple[str, ...]] = (SUFFIX.removeprefix("."),)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Build the document of one article."""
        env = document.settings.env
        row = Row.from_json(inputstring)
        self.setup_parse(inputstring, document)
        document.settings.smart_quotes = (
            False  # what an article prints is not improved; the settings are this document's own
        )
        env.metadata[env.docname]["hide-toc"] = True
        if not row.listed:
            env.metadata[env.docname]["orphan"] = True
        page = nodes.section("", nodes.title("", row.about["title"]), ids=[row.article_id], classes=["article-page"])
        page += banner(row, env.docname)
        if row.text is not None:
            page += legend(row)
            page += _Body(row, row.text, env.docname).build()
        document += page
        self.finish_parse()


class _Body:
    """The text of one article, row by row: a block or a list of bullets, and the notes that go with it."""

    def __init__(self, row: Row, text: str, docname: str) -> None:
        self.row, self.text, self.docname = row, text, docname
        self.number = {fact_id: int(note["number"]) for fact_id, note in row.facts.items()}
        self.anchored: set[str] = set()  # facts whose first statement has been passed
        self.noted: set[str] = set()  # facts whose note has been written

    def build(self) -> nodes.container:
        box = nodes.container(classes=["article-text"])
        for kind, members in groups(blocks(self.text, self.row.passages)):
            shown: list[nodes.Element] = [self._block(block) for block in members]
            if kind == "bullet":
                shown = [
                    nodes.bullet_list("", *(nodes.list_item("", item) for item in shown), classes=["printed-list"])
                ]
            row = nodes.container(classes=["text-row", f"row-{kind}"])
            row += shown
            row += self._notes(members)
            box += row
        return box

    def _block(self, block: Block) -> printed:
        """Return one block: its passages, cut into pieces at every boundary of a mark."""
        marks = [mark for mark in self.row.marks if mark.start < block.end and mark.end > block.start]
        lane = lanes(mark for mark in marks if mark.role == "statement")
        used = min(depth(lane), MAX_LANES)
        tag = "h2" if block.kind == "heading" else "p"
        sign = _BULLET.match(self.text, block.start, block.end) if block.kind == "bullet" else None
        hanging = sign.end() if sign else block.start
        markup: list[str] = []
        position = block.start
        for passage in block.passages:
            start, end = max(passage.start, block.start), min(passage.end, block.end)
            if position < start:
                markup.append(self._span(position, start, "sign" if start == hanging else "between"))
            markup.append(
                f'<span class="passage treated-{escape(passage.treatment)}" id="{escape(passage.passage_id)}">'
            )
            for piece in pieces(start, end, marks, [hanging]):
                if piece.end <= hanging and not piece.marks:
                    markup.append(self._span(piece.start, piece.end, "sign"))
                else:
                    markup.append(self._piece(piece, lane))
            markup.append("</span>")
            position = end
        if position < block.end:
            markup.append(self._span(position, block.end, "between"))
        words = self.text[block.start : block.end]
        classes = ["printed", f"printed-{block.kind}", f"lanes-{used}"]
        return printed("", nodes.Text(words), tag=tag, classes=classes, markup="".join(markup))

    def _span(self, start: int, end: int, name: str) -> str:
        return f'<span class="{name}">{escape(self.text[start:end])}</span>'

    def _piece(self, piece: Piece, lane: dict[Mark, int]) -> str:
        """Return one piece of text, marked where it is evidence, and the numbers of the facts whose statement ends with it."""
        words = escape(self.text[piece.start : piece.end])
        if not piece.marks:
            return words
        statements = [mark for mark in piece.marks if mark.role == "statement"]
        values = [mark for mark in piece.marks if mark.role == "value"]
        begun = {mark.fact_id for mark in piece.opening if mark.role == "statement"} - self.anchored
        self.anchored |= begun
        first, *others = sorted(f"ev-{fact_id}" for fact_id in begun) or [""]
        classes = "evidence"
        if values:
            shortest = min(values, key=lambda mark: mark.end - mark.start)
            classes += f" fill-{self.row.facts[shortest.fact_id]['kind']}"
        style = ";".join(
            self._lane(mark, lane[mark]) for mark in sorted(statements, key=lane.__getitem__, reverse=True)
        )
        support = (mark for mark in piece.marks if mark.role not in {"statement", "value"})
        shown = attributes(
            {
                "id": first,
                "class": classes,
                "style": style,
                "data-facts": self._numbers(statements),
                "data-values": self._numbers(values),
                "data-support": self._numbers(support),
            }
        )
        anchors = "".join(f'<span id="{escape(anchor)}"></span>' for anchor in others)
        ended = [mark.fact_id for mark in piece.closing if mark.role == "statement"]
        return f"{anchors}<mark{shown}>{words}</mark>{self._references(ended) if ended else ''}"

    def _lane(self, mark: Mark, index: int) -> str:
        """Return the style that draws the underline of one fact: its kind is the colour, how firmly it is said the stroke."""
        note = self.row.facts[mark.fact_id]
        stroke = "solid" if note["modality"] == "asserted" else "dashed"
        return f"--lane{min(index, MAX_LANES - 1)}:var(--{note['kind']}-{stroke})"

    def _numbers(self, marks: Iterable[Mark]) -> str:
        return " ".join(map(str, sorted({self.number[mark.fact_id] for mark in marks})))

    def _references(self, fact_ids: Sequence[str]) -> str:
        """Return the numbers that stand behind a statement; they lead to the notes."""
        ids = {self.number[fact_id]: fact_id for fact_id in fact_ids}
        links = (
            (str(first) if first == last else f"{first}–{last}", escape(f"note-{ids[first]}"))
            for first, last in runs(sorted(ids))
        )
        shown = (
            f'<a class="reference internal" href="#{anchor}" title="Fact {label}">{label}</a>'
            for label, anchor in links
        )
        return f'<sup class="fact-numbers">{"".join(shown)}</sup>'

    def _notes(self, members: Sequence[Block]) -> list[nodes.Node]:
        """Return what is said beside some blocks: facts they state first, facts they repeat, and what they leave out."""
        start, end = members[0].start, members[-1].end
        marks = [mark for mark in self.row.marks if mark.role == "statement" and start <= mark.start < end]
        stated = sorted({mark.fact_id for mark in marks}, key=self.number.__getitem__)
        new = [fact_id for fact_id in stated if fact_id not in self.noted]
        again = [fact_id for fact_id in stated if fact_id in self.noted]
        self.noted.update(new)
        reasons = list(self._reasons(members))
        if not stated and not reasons:
            return []
        fold = disclosure(classes=["notes"])
        fold += summary("", _counted(len(new), "fact", len(again), len(reasons)))
        if new:
            subjects = [self.row.facts[fact_id]["subject"] for fact_id in new]
            notes = [
                self._note(fact_id, subject == before)
                for fact_id, subject, before in zip(new, subjects, ["", *subjects], strict=False)
            ]
            fold += nodes.bullet_list("", *notes, classes=["note-list"])
        if again:
            fold += nodes.paragraph("", "Again: ", *self._again(again), classes=["again"])
        fold += reasons
        return [fold]

    def _note(self, fact_id: str, same_subject: bool) -> fact_note:
        """Return the note of one fact; a subject that the note above names already is shown to machines only."""
        note = self.row.facts[fact_id]
        said = (note["number"], note["subject"], note["property"], note["denied"] + note["value"], said_how(note))
        words = nodes.Text(" ".join(filter(None, said)))
        return fact_note("", words, note=note, fact_id=fact_id, same_subject=same_subject)

    def _again(self, fact_ids: Sequence[str]) -> Iterator[nodes.Node]:
        for position, fact_id in enumerate(fact_ids):
            if position:
                yield nodes.Text(", ")
            label = f"{self.row.facts[fact_id]['number']}"
            yield nodes.reference("", label, refid=f"note-{fact_id}", internal=True, classes=["again-number"])

    def _reasons(self, members: Sequence[Block]) -> Iterator[nodes.Node]:
        """Yield why a passage has no facts, and why a number is none."""
        for passage in (passage for block in members for passage in block.passages):
            if passage.reason and passage.treatment != "facts":
                yield nodes.paragraph(
                    "",
                    "",
                    inline(f"No facts ({passage.treatment}): ", "reason-head"),
                    nodes.Text(passage.reason),
                    classes=["reason"],
                )
            for start, end, exact, reason in self.row.exclusions:
                if passage.start <= start and end <= passage.end and passage.treatment == "facts":
                    head = inline(f"“{exact}” is no figure: ", "reason-head")
                    yield nodes.paragraph("", "", head, nodes.Text(reason), classes=["reason"])


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of neighbouring numbers; a short run is given number by number."""
    cuts = [0, *(index for index, (left, right) in enumerate(pairwise(numbers), 1) if right != left + 1), len(numbers)]
    for begin, end in pairwise(cuts):
        run = numbers[begin:end]
        if len(run) >= SHORTEST_RUN:
            yield run[0], run[-1]
        else:
            yield from ((number, number) for number in run)


def _counted(new: int, noun: str, again: int, reasons: int) -> str:
    """Return the line that stands for folded notes."""
    parts = [f"{new} {noun}{'' if new == 1 else 's'}"] if new else []
    if again:
        parts.append(f"{again} again")
    if reasons:
        parts.append(f"{reasons} remark{'' if reasons == 1 else 's'}")
    return ", ".join(parts)
