"""The sectors that a fund is said to invest in: who says so, in which words, and how firmly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from swf_facts.model import Entity
from swf_facts.sphinx.charts.chart import Chart, left_out
from swf_facts.sphinx.charts.drawing import circle, line, link, path, shorten, words, wrap
from swf_facts.sphinx.source import fact_document
from swf_facts.sphinx.wording import headline, voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Fact
    from swf_facts.sphinx.charts.drawing import Sheet

__all__ = ["chart"]

MOST_FACTS = 60
MOST_COLUMNS = 4  # more voices than that are listed under each sector
FIELDS = ("fund", "sector", "property", "polarity", "modality", "said_by", "article", "fact")
_FIRM = frozenset({"asserted", "proposed", "forecast"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """A fact that links a fund to a sector."""

    fact: Fact
    sector: Entity

    @property
    def voice(self) -> str:
        """Who says it, and in which article where that is someone else."""
        publisher, said_by = self.fact.article.publisher.name, voice(self.fact)
        return f"{said_by}, in {publisher}" if said_by else publisher

    @property
    def denied(self) -> str:
        """A word in front of the property, where the article says that it is not so."""
        return "not: " if self.fact.polarity == "negative" else ""

    @property
    def kind(self) -> str:
        """Class of its mark."""
        return "dot" if self.fact.modality in _FIRM else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fund:
    """One fund with the facts that link it to sectors, sector by sector; those of most facts first."""

    name: str
    sectors: tuple[tuple[str, tuple[_Link, ...]], ...]

    @property
    def links(self) -> list[_Link]:
        return [item for _, links in self.sectors for item in links]

    @property
    def voices(self) -> list[str]:
        """Who says something of it, in the order of the articles."""
        order = sorted(self.links, key=lambda item: item.fact.fact_id)
        return sorted(dict.fromkeys(item.voice for item in order), key=lambda said: (_first(order, said), said))


def _first(order: Sequence[_Link], said: str) -> tuple[str, bool]:
    """Return the place of a voice among columns: by article, the article's own voice first."""
    fact = next(item.fact for item in order if item.voice == said)
    return fact.article_id, bool(fact.attributions)


def chart(data: Dataset) -> Chart:
    """Return the chart of the facts whose subject is a fund and whose value is a sector."""
    found = [
        _Link(fact=fact, sector=fact.value)
        for fact in data.facts.where(value_type="entity")
        if isinstance(fact.value, Entity) and fact.value.kind == "sector" and fact.subject.kind == "fund"
    ]
    drawn = found[:MOST_FACTS]
    funds = list(_by_fund(drawn))
    return Chart(
        title="The sectors of a fund, and who says so",
        caption="A filled dot: asserted, proposed or forecast. A ring: speculated, hypothetical, asked or judged. The words "
        f"beside it are the property, which says what the fund has to do with the sector.{left_out(drawn, found, 'facts')}",
        summary=" ".join(_sentence(fund) for fund in funds) or "No fact of this package links a fund to a sector.",
        fields=FIELDS,
        rows=tuple(
            (
                fund.name,
                item.sector.name,
                item.fact.property.label,
                item.fact.polarity,
                item.fact.modality,
                item.voice,
                item.fact.article_id,
                item.fact.fact_id,
            )
            for fund in funds
            for item in fund.links
        ),
        draw=partial(_draw, funds=funds),
    )


def _by_fund(drawn: Sequence[_Link]) -> Iterator[_Fund]:
    funds: dict[str, dict[str, list[_Link]]] = {}  # by id, as two may have one name
    for item in drawn:
        funds.setdefault(item.fact.subject_id, {}).setdefault(item.sector.entity_id, []).append(item)
    for sectors in funds.values():
        order = sorted(sectors.values(), key=lambda links: (-len({item.voice for item in links}), -len(links)))
        name = order[0][0].fact.subject.name
        yield _Fund(name=name, sectors=tuple((links[0].sector.name, tuple(links)) for links in order))


def _sentence(fund: _Fund) -> str:
    said = "; ".join(
        f"{sector}: "
        + ", ".join(f"{item.denied}{item.fact.property.label} ({item.fact.modality}, {item.voice})" for item in links)
        for sector, links in fund.sectors
    )
    return f"{fund.name}. {said}."


def _draw(sheet: Sheet, funds: Sequence[_Fund]) -> None:
    for fund in funds:
        for one in wrap(fund.name, sheet.width):
            sheet.add(words(0, sheet.y + 14, one, "panel"))
            sheet.y += 18
        sheet.y += 6
        if sheet.narrow or len(fund.voices) > MOST_COLUMNS:
            _draw_list(sheet, fund)
        else:
            _draw_columns(sheet, fund)
        sheet.y += 22


def _draw_columns(sheet: Sheet, fund: _Fund) -> None:
    """Draw a row a sector and a column a voice."""
    left = 158
    width = (sheet.width - left) / len(fund.voices)
    columns = [(left + number * width, said) for number, said in enumerate(fund.voices)]
    heads = [(x, wrap(said, width - 10, 12, most=5)) for x, said in columns]
    deepest = max(len(head) for _, head in heads)
    for x, head in heads:
        lines = enumerate(head, start=deepest - len(head))
        sheet.add(*(words(x, sheet.y + 12 + row * 15, one, "small") for row, one in lines))
    sheet.y += deepest * 15 + 6
    for sector, links in fund.sectors:
        top = sheet.y
        sheet.add(line(0, top, sheet.width, top, "rule"))
        names = wrap(sector, left - 14, most=3)
        sheet.add(*(words(0, top + 17 + row * 15, one, "strong") for row, one in enumerate(names)))
        ends = [top + 8 + len(names) * 15]
        for x, said in columns:
            sheet.y = top
            for item in (item for item in links if item.voice == said):
                _draw_item(sheet, item, item.fact.modality, x, width - 8)
            ends.append(sheet.y)
        sheet.y = max(ends) + 7


def _draw_list(sheet: Sheet, fund: _Fund) -> None:
    """Draw a block a sector, which says of each fact who says so."""
    for sector, links in fund.sectors:
        sheet.add(line(0, sheet.y, sheet.width, sheet.y, "rule"))
        for one in wrap(sector, sheet.width):
            sheet.add(words(0, sheet.y + 18, one, "strong"))
            sheet.y += 17
        sheet.y += 3
        for item in links:
            _draw_item(sheet, item, f"{item.fact.modality}, {item.voice}", 0, sheet.width)
        sheet.y += 8


def _draw_item(sheet: Sheet, item: _Link, said: str, x: float, room: float) -> None:
    """Draw the mark of one fact with the property beside it, and what else is *said* of it below."""
    fact, y = item.fact, sheet.y
    parts = [circle(x + 5, y + 13, 4.5, item.kind)]
    if item.denied:
        parts.append(path(f"M{x - 1:.2f} {y + 19:.2f}l12 -12", "arrow"))
    parts.append(words(x + 16, y + 17, shorten(item.denied + fact.property.label, room - 16)))
    for one in wrap(said, room - 16, 12):
        parts.append(words(x + 16, y + 32, one, "small"))
        y += 15
    address = sheet.address(fact_document(fact.fact_id))
    sheet.add(link(address, f"{fact.fact_id}: {headline(fact)}, {item.voice}", parts))
    sheet.y = y + 19
