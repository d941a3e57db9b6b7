"""How firmly each article says what it says: the modalities of its facts, side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from swf_facts.model import Modality
from swf_facts.sphinx.cells import label_of
from swf_facts.sphinx.charts.chart import Chart, left_out
from swf_facts.sphinx.charts.drawing import bar, line, link, shorten, width_of, words
from swf_facts.sphinx.source import article_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Article
    from swf_facts.sphinx.charts.drawing import Sheet

__all__ = ["chart"]

MOST_ARTICLES = 12
FIELDS = ("article", "publisher", "modality", "facts", "share")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """The facts of one article, counted."""

    article: Article
    counts: Counter[Modality]

    @property
    def total(self) -> int:
        return self.counts.total()

    def share(self, modality: Modality) -> float:
        return self.counts[modality] / self.total


def chart(data: Dataset) -> Chart:
    """Return the chart of the modalities of the facts that stand, article by article."""
    found = [
        _Column(article=article, counts=Counter(fact.modality for fact in article.facts))
        for article in data.articles
        if article.facts
    ]
    drawn = found[:MOST_ARTICLES]
    used = [modality for modality in get_args(Modality) if any(column.counts[modality] for column in drawn)]
    return Chart(
        title="How firmly it is said",
        caption="How many facts of an article have each modality, and which share of its facts that is. What is not asserted "
        f"is planned, expected, imagined, judged or asked.{left_out(drawn, found, 'articles')}",
        summary=" ".join(_sentence(column, used) for column in drawn) or "No article of this package states a fact.",
        fields=FIELDS,
        rows=tuple(
            (
                column.article.article_id,
                column.article.publisher.name,
                modality,
                str(column.counts[modality]),
                f"{column.share(modality):.4f}",
            )
            for column in drawn
            for modality in used
        ),
        draw=partial(_draw, columns=drawn, modalities=used),
    )


def _sentence(column: _Column, used: Sequence[Modality]) -> str:
    counted = ", ".join(f"{column.counts[modality]} {modality}" for modality in used if column.counts[modality])
    return f"{column.article.publisher.name} ({column.article.article_id}), {column.total} facts: {counted}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """Articles side by side: where the first begins, how wide each is, and how long a bar of all facts would be."""

    columns: Sequence[_Column]
    left: float
    width: float
    whole: float


def _draw(sheet: Sheet, columns: Sequence[_Column], modalities: Sequence[Modality]) -> None:
    """Draw a column of bars for each article, in bands of as many as fit; all bars have one scale."""
    names = [width_of(modality) for modality in modalities]
    if not sheet.narrow:
        names += [width_of(label_of("facts", "modality", modality), 12) for modality in modalities]
    left = min(max(names) + 12, sheet.width * 0.36)
    beside = min(2 if sheet.narrow else 3, len(columns))
    width = (sheet.width - left) / beside
    largest = max(column.share(modality) for column in columns for modality in modalities)
    whole = (width - width_of("100 100%") - 12) / largest
    for first in range(0, len(columns), beside):
        band = _Band(columns=columns[first : first + beside], left=left, width=width, whole=whole)
        _draw_band(sheet, band, modalities)


def _draw_band(sheet: Sheet, band: _Band, modalities: Sequence[Modality]) -> None:
    places = [band.left + number * band.width for number in range(len(band.columns))]
    for x, column in zip(places, band.columns, strict=True):
        article = column.article
        name = words(x, sheet.y + 14, shorten(article.publisher.name, band.width - 8), "strong")
        count = words(x, sheet.y + 30, f"{column.total} facts", "small")
        address = sheet.address(article_document(article.article_id))
        sheet.add(link(address, f"{article.title}, {article.publisher.name}", (name, count)))
    sheet.y += 42
    top, height = sheet.y, 30 if sheet.narrow else 38
    for modality in modalities:
        middle = sheet.y + height / 2
        sheet.add(line(0, sheet.y, sheet.width, sheet.y, "rule"))
        sheet.add(words(0, middle + (5 if sheet.narrow else -1), modality, "strong"))
        if not sheet.narrow:
            meaning = shorten(label_of("facts", "modality", modality), band.left - 8, 12)
            sheet.add(words(0, middle + 14, meaning, "small"))
        for x, column in zip(places, band.columns, strict=True):
            sheet.add(_bar(sheet, column, modality, x, middle, band.whole))
        sheet.y += height
    sheet.add(*(line(x, top, x, sheet.y, "base") for x in places))
    sheet.y += 22


def _bar(sheet: Sheet, column: _Column, modality: Modality, x: float, y: float, whole: float) -> str:  # noqa: PLR0913, PLR0917  # what and where
    """Return the bar of one modality in one article, with its count and its share."""
    count, share = column.counts[modality], column.share(modality)
    if not count:
        return words(x + 6, y + 4, "none", "small")
    end = x + share * whole
    parts = (
        bar(x, y - 8, end - x, 16, "bar"),
        words(end + 6, y + 5, str(count), "strong"),
        words(end + 10 + width_of(str(count)), y + 5, f"{share:.0%}", "small"),
    )
    query = urlencode({"article": column.article.article_id, "modality": modality})
    label = f"{count} of {column.total} facts of {column.article.article_id}: {modality}"
    return link(f"{sheet.address('facts/index')}?{query}", label, parts)
