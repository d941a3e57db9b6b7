"""The charts of the page on speed and memory: ```` ```{bench-chart} rates ````, drawn as those of the package are."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from performance_page import BENCH, NAMES, STORED, measured
from sphinx.util.docutils import SphinxDirective

from swf_facts.sphinx.charts.chart import Chart
from swf_facts.sphinx.charts.drawing import Sheet, bar, line, shorten, width_of, words
from swf_facts.sphinx.charts.scales import fitting_scale

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROW, GAP, WIDTHS = 22, 6, {"wide": 720, "narrow": 340}


def _label(case: dict[str, Any]) -> str:
    more = f", {case['jobs']} processes" if case["jobs"] > 1 else ""
    return f"{NAMES[case['engine']].partition(',')[0]}, {STORED[case['stored']]}, {case['facts']:,} facts{more}"


def _bars(rows: list[tuple[str, Decimal]], unit: str) -> Any:  # noqa: ANN401  # a function that draws
    """Return what draws one bar a row, its words above it, on one scale from nought or of powers of ten."""

    def draw(sheet: Sheet) -> None:
        scale = fitting_scale([value for _, value in rows], 0.0, float(sheet.width - 90))
        height = len(rows) * (ROW + 16 + GAP)
        for tick in scale.lines():
            sheet.add(line(scale(tick), 0, scale(tick), height, "grid"))
        for number, (label, value) in enumerate(rows):
            top = number * (ROW + 16 + GAP)
            sheet.add(words(0, top + 13, shorten(label, sheet.width), "small"))
            sheet.add(bar(0, top + 18, max(2.0, scale(value)), ROW - 6, "bar"))
            said = f"{value:,.0f} {unit}"
            sheet.add(words(min(scale(value) + 5, sheet.width - width_of(said, 12)), top + 31, said, "small"))
        sheet.y = height

    return draw


def chart(name: str) -> Chart:
    """Return a chart of what was measured."""
    cases = measured()["check"]
    largest = max(case["facts"] for case in cases)
    if name == "rates":
        shared = max(case["facts"] for case in cases if case["engine"] == "frictionless")
        chosen = [
            case
            for case in cases
            if case["engine"] != "ours-main"
            and (case["facts"] == shared or (case["facts"] == largest and case["engine"] == "ours"))
        ]
        rows = sorted(((_label(case), Decimal(str(round(case["rate"])))) for case in chosen), key=lambda row: -row[1])
        title, unit = "Facts a second", "facts/s"
        caption = "Longer is faster; each line is ten times the one before. DuckDB only reads, frictionless checks structure only."
    else:
        chosen = [case for case in cases if case["engine"] == "ours"]
        rows = [(_label(case), Decimal(str(round(case["memory"])))) for case in sorted(chosen, key=lambda case: (case["stored"], case["jobs"], case["facts"]))]  # fmt: skip
        title, unit = "Memory by size of the package", "MB"
        caption = "The most that all processes of a check held together; shorter is less."
    summary = "; ".join(f"{label}: {value:,.0f} {unit}" for label, value in rows) + "."
    return Chart(
        title=title, caption=caption, summary=summary, fields=("what", unit),
        rows=tuple((label, f"{value:,.0f}") for label, value in rows), draw=_bars(rows, unit),
    )  # fmt: skip


class BenchChart(SphinxDirective):
    """``{bench-chart} NAME``: a chart of ``bench.json``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the chart as a figure; its rows are in the tables of the page."""
        self.env.note_dependency(str(BENCH))
        shown, anchor = chart(self.arguments[0]), f"bench-{self.arguments[0]}"
        drawings = []
        for kind, width in WIDTHS.items():
            sheet = Sheet(width=width, address=str)
            shown.draw(sheet)
            drawings.append(
                sheet.svg(label=shown.title, description=shown.summary, anchor=f"{anchor}-{kind}", kind=kind)
            )
        html = (
            f'<figure class="facts-chart" id="{anchor}" aria-labelledby="{anchor}-title"><figcaption>'
            f'<p class="chart-title" id="{anchor}-title">{escape(shown.title)}</p><p>{escape(shown.caption)}</p></figcaption>'
            f"{''.join(drawings)}</figure>\n"
        )
        return [nodes.raw("", html, format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("bench-chart", BenchChart)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
