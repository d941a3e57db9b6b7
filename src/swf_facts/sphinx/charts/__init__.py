"""Charts of a package, drawn when its site is built: ```` ```{fact:chart} quantities ````.

Each chart is a module with a function ``chart(data)``, which returns its words, the rows that it draws, and how to draw
them. It is drawn twice into the page, for wide and for narrow room, and the style sheet shows the one that fits.

The drawings are our own SVG, about a hundred lines of lines, bars and words, and not those of a plotting library. Altair
with vl-convert was tried: its pictures have fixed colours, so that light and dark need a copy each; its words shrink with
the picture on a phone; its marks lead nowhere; it takes seconds to start; and every publisher of a package would install
30 MB. Here a mark is a link, words keep their size, and colours are those of the page.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from swf_facts.sphinx.charts import coverage, modality, quantities, relations, sectors, sources
from swf_facts.sphinx.project import write_if_changed
from swf_facts.sphinx.source import dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

    from swf_facts.dataset import Dataset
    from swf_facts.sphinx.charts.chart import Chart

__all__ = ["CHARTS", "setup"]

CHARTS: Mapping[str, Callable[[Dataset], Chart]] = MappingProxyType(
    {
        "quantities": quantities.chart,
        "sources": sources.chart,
        "sectors": sectors.chart,
        "modality": modality.chart,
        "coverage": coverage.chart,
        "relations": relations.chart,
    }
)


def data_file(name: str) -> str:
    """Return the file of the site that has the rows of a chart."""
    return f"charts/{name}.csv"


def staged_file(doctreedir: Path, name: str) -> Path:
    """Return the file that changes when a chart does."""
    return Path(doctreedir).resolve() / "swf_facts" / "charts" / name


def _stage(app: Sphinx) -> None:
    """Note what each chart shows, so that pages are read again when it changes and only then."""
    from swf_facts.sphinx.charts.drawing import Sheet

    data = dataset(app.config)
    for name, make in CHARTS.items():
        chart = make(data)
        sheet = Sheet(width=720, address=str)
        if chart.rows:
            chart.draw(sheet)
        shown = "\n".join((chart.title, chart.caption, chart.summary, chart.to_csv(), *sheet.elements))
        write_if_changed(staged_file(Path(app.doctreedir), name), shown)


def _write_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the rows of each chart into the site. Connected to ``build-finished``."""
    if exception or app.builder.format != "html":
        return
    data = dataset(app.config)
    for name, make in CHARTS.items():
        chart = make(data)
        if chart.rows:
            write_if_changed(Path(app.outdir, data_file(name)), chart.to_csv())


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the charts to *app*."""
    from swf_facts.sphinx.charts.figure import ChartDirective, register
    from swf_facts.sphinx.domain import FactDomain

    register(app)
    app.add_directive_to_domain(FactDomain.name, "chart", ChartDirective)
    app.add_css_file("swf_facts/charts.css")
    app.connect("builder-inited", _stage)
    app.connect("build-finished", _write_data)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
