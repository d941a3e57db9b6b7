"""What share of each text is quoted: a bar for every passage, as long as the passage, filled where a fact quotes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from swf_facts.sphinx.charts.chart import Chart, left_out
from swf_facts.sphinx.charts.drawing import bar, link, shorten, width_of, words
from swf_facts.sphinx.source import article_document
from swf_facts.sphinx.spans import Mark, coverage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Article
    from swf_facts.model import Passage
    from swf_facts.sphinx.charts.drawing import Sheet

__all__ = ["chart"]

MOST_ARTICLES = 6
FIELDS = ("article", "passage", "kind", "treatment", "characters", "quoted", "facts", "supports")
_ROW = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strip:
    """One passage with what is quoted of it.

    Attributes
    ----------
    passage : Passage
        The passage.
    text : str
        Its words.
    stretches : tuple of (int, int)
        The parts of it that stand in the statement of a fact.
    facts : int
        How many facts it states.
    supports : int
        How many facts it supports that are stated elsewhere, as the head of a list does.
    """

    passage: Passage
    text: str
    stretches: tuple[tuple[int, int], ...]
    facts: int
    supports: int

    @property
    def quoted(self) -> int:
        """How many of its printed characters are quoted."""
        return sum(_printed(self.text[start:end]) for start, end in self.stretches)

    @property
    def said(self) -> str:
        """How many facts quote it, or why none does."""
        if self.facts:
            return str(self.facts)
        if self.passage.treatment != "facts":
            return self.passage.treatment
        return f"supports {self.supports}" if self.supports else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The strips of one article."""

    article: Article
    strips: tuple[_Strip, ...]

    @property
    def share(self) -> float:
        """Which part of its printed characters is quoted."""
        printed = _printed(self.article.text or "")
        return sum(strip.quoted for strip in self.strips) / printed if printed else 0.0


def _printed(text: str) -> int:
    return sum(not character.isspace() for character in text)


def chart(data: Dataset) -> Chart:
    """Return the chart of the passages of the texts that the package has."""
    with_text = [article for article in data.articles if article.text is not None and article.passages]
    drawn = [_text(article) for article in with_text[:MOST_ARTICLES]]
    return Chart(
        title="How much of each text is quoted",
        caption="A bar is a passage, from the first of the article to the last, and as long as the passage. It is filled where "
        "a fact is stated; the number counts these facts. A passage that only supports facts stated elsewhere says so, and a "
        "dashed bar is left out on purpose."
        f"{left_out(drawn, with_text, 'texts')}",
        summary=" ".join(_sentence(text) for text in drawn)
        or "This package has no text whose passages could be drawn.",
        fields=FIELDS,
        rows=tuple(
            (
                text.article.article_id,
                strip.passage.passage_id,
                strip.passage.kind,
                strip.passage.treatment,
                str(_printed(strip.text)),
                str(strip.quoted),
                str(strip.facts),
                str(strip.supports),
            )
            for text in drawn
            for strip in text.strips
        ),
        draw=partial(_draw, texts=drawn),
    )


def _text(article: Article) -> _Text:
    text = article.text or ""
    marks = [
        Mark(start=item.start, end=item.end, fact_id=fact.fact_id, role=item.role)
        for fact in article.facts
        for item in fact.evidence
    ]
    return _Text(article=article, strips=tuple(_strip(text, passage, marks) for passage in article.passages))


def _strip(text: str, passage: Passage, marks: Sequence[Mark]) -> _Strip:
    start, end = passage.start, passage.end
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    covered = coverage(len(text), [mark for mark in inside if mark.role == "statement"])
    stated = {mark.fact_id for mark in inside if mark.role == "statement"}
    return _Strip(
        passage=passage,
        text=text[start:end],
        stretches=tuple((max(left, start) - start, min(right, end) - start) for left, right in covered),
        facts=len(stated),
        supports=len({mark.fact_id for mark in inside} - stated),
    )


def _sentence(text: _Text) -> str:
    quoted = sum(strip.facts > 0 for strip in text.strips)
    return (
        f"{text.article.publisher.name} ({text.article.article_id}): {text.share:.0%} of the printed characters stand in the "
        f"statement of a fact; {quoted} of {len(text.strips)} passages have one."
    )


def _draw(sheet: Sheet, texts: Sequence[_Text]) -> None:
    """Draw the texts side by side, or below each other on a narrow sheet; one character is as long in all of them."""
    beside = 1 if sheet.narrow or len(texts) == 1 else 2
    gap = 36
    width = (sheet.width - gap * (beside - 1)) / beside
    strips = [strip for text in texts for strip in text.strips if strip.text]
    scale = min((width - 5 - width_of(strip.said, 12)) / len(strip.text) for strip in strips)
    for first in range(0, len(texts), beside):
        top, ends = sheet.y, []
        for number, text in enumerate(texts[first : first + beside]):
            sheet.y = top
            _draw_text(sheet, text, number * (width + gap), width, scale)
            ends.append(sheet.y)
        sheet.y = max(ends) + 24


def _draw_text(sheet: Sheet, text: _Text, x: float, width: float, scale: float) -> None:
    article = text.article
    address = sheet.address(article_document(article.article_id))
    name = words(x, sheet.y + 14, shorten(article.publisher.name, width), "strong")
    share = words(x, sheet.y + 31, f"{text.share:.0%} quoted, {len(article.facts)} facts", "small")
    sheet.add(link(address, f"{article.title}, {article.publisher.name}", (name, share)))
    sheet.y += 42
    for strip in text.strips:
        said = f"states {strip.facts}" if strip.facts else strip.said
        # The table below the chart and the article itself can be reached by keyboard; eighty more stops are no help.
        label = f"{strip.passage.passage_id}, {strip.passage.kind}: {said}"
        parts = _bars(strip, x, sheet.y + _ROW / 2, scale)
        sheet.add(link(f"{address}#{strip.passage.passage_id}", label, parts, stop=False))
        sheet.y += _ROW


def _bars(strip: _Strip, x: float, y: float, scale: float) -> Iterator[str]:
    """Yield the bar of one passage, with the number of its facts or the reason why it has none."""
    length = len(strip.text) * scale
    yield bar(x, y - 4.5, length, 9, "unquoted" if strip.passage.treatment == "facts" else "left-out")
    for start, end in strip.stretches:
        yield bar(x + start * scale, y - 4.5, (end - start) * scale, 9, "bar")
    yield words(x + length + 5, y + 4, strip.said, "tiny")
