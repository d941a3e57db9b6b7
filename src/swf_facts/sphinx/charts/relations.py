"""How the tables of a package hang together: their keys, and which field points to which, from the Table Schemas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from swf_facts.package import governing_schema, governing_tables
from swf_facts.sphinx.charts.chart import Chart
from swf_facts.sphinx.charts.drawing import bar, line, link, path, shorten, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from swf_facts.dataset import Dataset
    from swf_facts.sphinx.charts.drawing import Sheet

__all__ = ["chart"]

DICTIONARY = "reference/dictionary"
FIELDS = ("field", "points_to")
_HEAD, _ROW, _GAP = 26, 20, 14  # heights
_HUES = 4  # kinds of line that the style sheet tells apart


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table with the fields that it is identified by and those that point to another table.

    Attributes
    ----------
    name : str
        Its name.
    fields : mapping of str to (str, bool)
        By name, what the field points to, as ``table.field`` or empty, and whether it is part of the primary key.
    titles : mapping of str to str
        Titles of its fields, by name.
    """

    name: str
    fields: Mapping[str, tuple[str, bool]]
    titles: Mapping[str, str]


def chart(data: Dataset) -> Chart:  # noqa: ARG001  # the tables of the profile are those of every package
    """Return the picture of the tables of the profile."""
    tables = [_table(name, governing_schema(name)) for name in governing_tables()]
    rows = tuple(
        (f"{table.name}.{name}", target) for table in tables for name, (target, _) in table.fields.items() if target
    )
    return Chart(
        title="How the tables hang together",
        caption="Each table with the fields of its primary key, in bold, and the fields that point to the key of a table.",
        summary="; ".join(f"{field} points to {target}" for field, target in rows) + ".",
        fields=FIELDS,
        rows=rows,
        draw=partial(_draw, tables=tables),
    )


def _table(name: str, schema: Mapping[str, Any]) -> _Table:
    targets = {
        field: f"{key['reference'].get('resource') or name}.{target}"
        for key in schema.get("foreignKeys", ())
        for field, target in zip(key["fields"], key["reference"]["fields"], strict=True)
    }
    key = schema["primaryKey"]
    shown = [field["name"] for field in schema["fields"] if field["name"] in key or field["name"] in targets]
    titles = {field["name"]: field["title"] for field in schema["fields"]}
    return _Table(name=name, fields={field: (targets.get(field, ""), field in key) for field in shown}, titles=titles)


def _draw(sheet: Sheet, tables: Sequence[_Table]) -> None:
    """Draw the tables below each other, and beside them a lane for each table that others point to."""
    room = 208 if sheet.narrow else 500
    heights = _heights(tables)
    pointing: dict[str, list[float]] = {}
    for table in tables:
        for name, (target, _) in table.fields.items():
            if target:
                pointing.setdefault(target, []).append(heights[f"{table.name}.{name}"])
    # A short lane runs near to the tables, so that few lines cross.
    length = {target: max(abs(y - heights[target]) for y in ends) for target, ends in pointing.items()}
    lanes = sorted(pointing, key=lambda target: (length[target], target))
    step = min((sheet.width - room - 14) / max(len(lanes), 1), 34)
    for number, target in reversed([*enumerate(lanes)]):
        x = room + 8 + (number + 0.7) * step
        end = heights[target]
        course = "".join(_course(room, x, y, end) for y in pointing[target])
        arrow = f"M{room + 8} {end - 5:.2f}L{room + 1} {end:.2f}l7 5"
        # The edge interrupts the lines that it crosses. One path a lane, so that no part of it is painted twice.
        sheet.add(path(course, "lane-edge"), path(course + arrow, f"lane lane-{number % _HUES}"))
    for table in tables:
        _draw_table(sheet, table, room, {target: number % _HUES for number, target in enumerate(lanes)})


def _heights(tables: Sequence[_Table]) -> dict[str, float]:
    """Return the middle of the row of each field, by ``table.field``."""
    found: dict[str, float] = {}
    y = 0.0
    for table in tables:
        y += _HEAD
        for name in table.fields:
            found[f"{table.name}.{name}"] = y + _ROW / 2
            y += _ROW
        y += _GAP
    return found


def _course(left: float, x: float, start: float, end: float) -> str:
    """Return a line from one row out to the lane, along it, and back to another row."""
    turn = 6 if end > start else -6
    return f"M{left} {start:.2f}H{x - 6:.2f}q6 0 6 {turn}V{end - turn:.2f}q0 {turn} -6 {turn}H{left + 2}"


def _draw_table(sheet: Sheet, table: _Table, room: float, hues: Mapping[str, int]) -> None:
    """Draw one table at the height that :func:`_heights` gives it."""
    top = sheet.y
    page = sheet.address(DICTIONARY)
    sheet.add(bar(0, top, room, _HEAD + _ROW * len(table.fields) + 4, "card"))
    sheet.add(link(f"{page}#{table.name}", f"The table {table.name}", [words(9, top + 18, table.name, "strong")]))
    sheet.add(line(0, top + _HEAD - 1, room, top + _HEAD - 1, "rule"))
    sheet.y += _HEAD
    for name, (target, key) in table.fields.items():
        base = sheet.y + _ROW / 2 + 4
        parts = [words(9, base, name, "small code key" if key else "small code")]
        if not sheet.narrow:
            parts.append(words(190, base, shorten(table.titles[name], 180, 12), "small"))
        if target:
            kind = f"small code hue-{hues[target]}"
            parts.append(words(room - 9, base, f"→ {target.partition('.')[0]}", kind, anchor="end"))
        label = f"{table.name}.{name}" + (f", points to {target}" if target else "")
        # The table below the picture leads there too; forty more stops of the tab key are no help.
        sheet.add(link(f"{page}#{table.name}.{name}", label, parts, stop=False))
        sheet.y += _ROW
    sheet.y += _GAP
