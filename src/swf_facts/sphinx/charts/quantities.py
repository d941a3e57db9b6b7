"""Every quantity with its interval: one panel a unit, and a closer look where several articles state the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from swf_facts.model import Quantity
from swf_facts.sphinx.charts.chart import Chart, left_out
from swf_facts.sphinx.charts.drawing import bar, circle, line, link, path, shorten, width_of, words, wrap
from swf_facts.sphinx.charts.scales import LinearScale, Scale, fitting_scale
from swf_facts.sphinx.source import fact_document
from swf_facts.sphinx.wording import COMPARATORS, headline, number_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Fact
    from swf_facts.model import Agreement
    from swf_facts.sphinx.charts.drawing import Sheet

__all__ = ["chart"]

MOST_ROWS = 60
FIELDS = ("unit", "subject", "property", "comparator", "number", "lower", "upper", "direction", "article", "fact")
_DIRECTIONS = {"increase": ", up", "decrease": ", down", "unspecified": ", up or down"}
_RELATIONS = {
    "agrees": "They agree",
    "refines": "One lies within the other",
    "conflicts": "They conflict",
    "incomparable": "They cannot be compared",
}
_LOGARITHMIC = "each line ten times the one before"
_RADIUS = 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """A fact whose value is a quantity."""

    fact: Fact
    quantity: Quantity

    @property
    def subject(self) -> tuple[str, str]:
        """What two facts that state the same have in common."""
        return self.fact.subject_id, self.fact.property_id

    @property
    def bounds(self) -> list[Decimal]:
        """The numbers that have a place on a scale."""
        ends = (self.quantity.lower, self.quantity.number, self.quantity.upper)
        return [number for number in ends if number is not None]

    @property
    def value(self) -> str:
        """The value in few words; its unit stands at the head of the panel."""
        said = "not " if self.fact.polarity == "negative" else ""
        said += COMPARATORS[self.quantity.comparator] + number_in_words(self.quantity.number)
        said += "%" if self.fact.unit_id == "percent" else ""
        return said + _DIRECTIONS.get(self.quantity.direction or "", "")

    @property
    def remark(self) -> str:
        """Who says it, and what the mark cannot show."""
        basis = "unit inferred" if self.quantity.unit_basis == "inferred" else ""
        firmness = "" if self.fact.modality == "asserted" else self.fact.modality
        return " · ".join(part for part in (self.fact.article.publisher.name, firmness, basis) if part)

    @property
    def row(self) -> tuple[str, ...]:
        """The row of the published data."""
        quantity = self.quantity
        ends = [f"{end:f}" if end is not None else "" for end in (quantity.number, quantity.lower, quantity.upper)]
        cells = (quantity.unit.label if quantity.unit else "", self.fact.subject.name, self.fact.property.label)
        return (*cells, quantity.comparator, *ends, quantity.direction or "", self.fact.article_id, self.fact.fact_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Panel:
    """Quantities on one scale.

    Attributes
    ----------
    head : str
        Unit of the quantities, or what they all say.
    quantities : tuple of _Stated
        In the order in which they are drawn.
    remark : str
        What else there is to say of all of them.
    closer : bool
        Whether they are all of one thing, which is named in the head.
    """

    head: str
    quantities: tuple[_Stated, ...]
    remark: str = ""
    closer: bool = False

    @property
    def percent(self) -> bool:
        """Whether its numbers have a percent sign."""
        return self.quantities[0].fact.unit_id == "percent"


def chart(data: Dataset) -> Chart:
    """Return the chart of the quantities that stand."""
    found = [
        _Stated(fact=fact, quantity=fact.value)
        for fact in data.facts.where(value_type="quantity")
        if isinstance(fact.value, Quantity)
    ]
    drawn = found[:MOST_ROWS]
    panels = list(_by_unit(drawn))
    closer = list(_stated_again(data, drawn))
    return Chart(
        title="Every quantity, with the interval that its words imply",
        caption="A filled dot is a value meant as printed. The bar around it, where it is wide enough to be seen, spans "
        "the numbers that would be printed so. An arrow has no end: it starts at a ring where the printed number is itself "
        "left out (“more than”), at a dot where it is included (“at least”)."
        f"{left_out(drawn, found, 'quantities')}",
        summary=_summary(panels, closer) if drawn else "No fact of this package has a quantity as its value.",
        fields=FIELDS,
        rows=tuple(stated.row for panel in panels for stated in panel.quantities),
        draw=partial(_draw, panels=panels, closer=closer),
    )


def _summary(panels: Sequence[_Panel], closer: Sequence[_Panel]) -> str:
    parts = [
        f"{panel.head}: " + "; ".join(f"{headline(stated.fact)}, {stated.remark}" for stated in panel.quantities)
        for panel in panels
    ]
    if closer:
        parts.append(f"Stated by more than one article: {'; '.join(panel.head for panel in closer)}")
    return ". ".join(parts) + "."


def _by_unit(drawn: Sequence[_Stated]) -> Iterator[_Panel]:
    """Yield a panel a unit: the one with the most rows first, quantities without unit last; large numbers on top."""
    units: dict[str | None, list[_Stated]] = {}
    largest: dict[tuple[str | None, tuple[str, str]], Decimal] = {}
    for stated in drawn:
        unit, number = stated.fact.unit_id, stated.quantity.number
        units.setdefault(unit, []).append(stated)
        largest[unit, stated.subject] = max(largest.get((unit, stated.subject), number), number)
    for _, same in sorted(units.items(), key=lambda item: (item[0] is None, -len(item[1]), item[0] or "")):
        label = same[0].quantity.unit.label if same[0].quantity.unit else "no unit given"
        order = sorted(same, key=lambda stated: (-largest[stated.fact.unit_id, stated.subject], stated.subject))
        yield _Panel(head=label[:1].upper() + label[1:], quantities=tuple(order))


def _stated_again(data: Dataset, drawn: Sequence[_Stated]) -> Iterator[_Panel]:
    """Yield a panel for what more than one article states of the same thing in the same unit."""
    groups: dict[tuple[str, str, str | None], list[_Stated]] = {}
    for stated in drawn:
        groups.setdefault((*stated.subject, stated.fact.unit_id), []).append(stated)
    for group in groups.values():
        ids = {stated.fact.fact_id for stated in group}
        if len({stated.fact.article_id for stated in group}) > 1:
            fact = group[0].fact
            unit = f", {fact.unit.label}" if fact.unit else ""
            relations = [row for row in data.agreements if {row.fact_a, row.fact_b} <= ids]
            yield _Panel(
                head=f"{fact.subject.name}: {fact.property.label}{unit}",
                quantities=tuple(group),
                remark="; ".join(dict.fromkeys(_relation(row) for row in relations)),
                closer=True,
            )


def _relation(row: Agreement) -> str:
    return f"{_RELATIONS[row.relation]}, with {'one origin' if row.roots == 1 else 'two origins'} behind both"


# --- drawing -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Where names end, where the plot is, and where values begin; a narrow sheet has names and values above the plot."""

    names: float
    left: float
    right: float
    values: float

    @classmethod
    def on(cls, sheet: Sheet) -> _Columns:
        if sheet.narrow:
            return cls(names=sheet.width, left=8, right=sheet.width - 8, values=0)
        return cls(names=196, left=218, right=sheet.width - 200, values=sheet.width - 178)


def _draw(sheet: Sheet, panels: Sequence[_Panel], closer: Sequence[_Panel]) -> None:
    columns = _Columns.on(sheet)
    for panel in panels:
        numbers = [number for stated in panel.quantities for number in stated.bounds]
        scale = fitting_scale(numbers, columns.left, columns.right)
        named = panel if isinstance(scale, LinearScale) else replace(panel, head=f"{panel.head}, {_LOGARITHMIC}")
        _draw_panel(sheet, named, scale)
    if closer:
        sheet.add(words(0, sheet.y + 14, "A closer look where articles state the same", "heading"))
        sheet.y += 30
    for panel in closer:
        _draw_panel(sheet, panel, _close_scale(panel.quantities, columns))


def _close_scale(group: Iterable[_Stated], columns: _Columns) -> LinearScale:
    """Return a scale that shows nothing but the numbers of *group*, so that they can be told apart."""
    numbers = [number for stated in group for number in stated.bounds]
    low, high = min(numbers), max(numbers)
    room = (high - low) / 4 or high / 20 or Decimal(1)
    return LinearScale(low=low - room, high=high + room, left=columns.left, right=columns.right)


def _draw_panel(sheet: Sheet, panel: _Panel, scale: Scale) -> None:
    for one in wrap(panel.head, sheet.width, most=3):
        sheet.add(words(0, sheet.y + 14, one, "panel"))
        sheet.y += 18
    if panel.remark:
        sheet.add(words(0, sheet.y + 12, shorten(panel.remark, sheet.width, 12), "small"))
        sheet.y += 18
    ticks = scale.ticks(max(2, int((scale.right - scale.left) // 85)))
    sheet.add(*(_tick(scale, tick, sheet.y + 14, "%" if panel.percent else "") for tick in ticks))
    top, under = sheet.y + 20, len(sheet.elements)
    sheet.y = top
    for _, group in groupby(panel.quantities, key=lambda stated: stated.subject):
        _draw_group(sheet, list(group), scale, named=not panel.closer)
    lines = dict.fromkeys((*scale.lines(), *ticks))
    sheet.elements[under:under] = [line(scale(number), top, scale(number), sheet.y, "grid") for number in lines]
    sheet.y += 24


def _tick(scale: Scale, number: Decimal, y: float, sign: str) -> str:
    """Return the label of a line, moved to stay over the plot."""
    at, label = scale(number), number_in_words(number) + sign
    half = width_of(label, 12) / 2
    if at - half < scale.left - 8:
        return words(scale.left - 8, y, label, "tick")
    if at + half > scale.right + 8:
        return words(scale.right + 8, y, label, "tick", anchor="end")
    return words(at, y, label, "tick", anchor="middle")


def _draw_group(sheet: Sheet, group: Sequence[_Stated], scale: Scale, *, named: bool) -> None:
    """Draw the quantities that say the same of the same thing, under or beside its name."""
    fact, room = group[0].fact, _Columns.on(sheet).names
    sheet.add(line(0, sheet.y, sheet.width, sheet.y, "rule"))
    if sheet.narrow:
        for one in wrap(f"{fact.subject.name}: {fact.property.label}", room) if named else ():
            sheet.add(words(0, sheet.y + 18, one, "strong halo"))
            sheet.y += 17
        for stated in group:
            _draw_row(sheet, stated, scale, 46)
        sheet.y += 6
        return
    names = [(one, "strong") for one in wrap(fact.subject.name, room)] if named else []
    names += [(one, "small") for one in wrap(fact.property.label, room, 12)] if named else []
    sheet.add(*(words(0, sheet.y + 18 + 16 * number, one, kind) for number, (one, kind) in enumerate(names)))
    height = max(42.0, (len(names) * 16 + 12) / len(group))
    for stated in group:
        _draw_row(sheet, stated, scale, height)


def _draw_row(sheet: Sheet, stated: _Stated, scale: Scale, height: float) -> None:
    fact, y = stated.fact, sheet.y
    if sheet.narrow:
        room = sheet.width - width_of(stated.value) - 8
        value = words(0, y + 18, stated.value, "halo")
        remark = words(sheet.width, y + 18, shorten(stated.remark, room, 12), "small halo", anchor="end")
        mark = _mark(stated.quantity, scale, y + 34)
    else:
        left = _Columns.on(sheet).values
        value = words(left, y + 18, shorten(stated.value, sheet.width - left), "strong")
        remark = words(left, y + 34, shorten(stated.remark, sheet.width - left, 12), "small")
        mark = _mark(stated.quantity, scale, y + 21)
    address = sheet.address(fact_document(fact.fact_id))
    sheet.add(link(address, f"{fact.fact_id}: {headline(fact)}", (value, remark, *mark)))
    sheet.y += height


def _mark(quantity: Quantity, scale: Scale, y: float) -> Iterator[str]:
    """Yield the mark of one quantity: its interval, its ends, its number."""
    left = scale.left if quantity.lower is None else scale(quantity.lower)
    right = scale.right if quantity.upper is None else scale(quantity.upper)
    wide = right - left > 2 * _RADIUS
    if wide:
        yield bar(left, y - 3, right - left, 6, "interval")
    for bound, end, back in ((quantity.lower, left, 8), (quantity.upper, right, -8)):
        if bound is None:
            yield path(f"M{end + back:.2f} {y - 6:.2f}L{end:.2f} {y:.2f}l{back} 6", "arrow")
        elif wide and bound != quantity.number:
            yield line(end, y - 6, end, y + 6, "end")
    yield circle(scale(quantity.number), y, _RADIUS, "open" if quantity.comparator in {"gt", "lt"} else "dot")
