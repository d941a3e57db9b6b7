"""All charts by name: worked out once a build, noted where Sphinx looks for changes, and published with their data."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from swf_facts.sphinx.charts import coverage, modality, quantities, relations, sectors, sources
from swf_facts.sphinx.charts.drawing import Sheet
from swf_facts.sphinx.project import write_if_changed
from swf_facts.sphinx.source import dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

    from swf_facts.dataset import Dataset
    from swf_facts.sphinx.charts.chart import Chart

__all__ = ["CHARTS", "WIDTHS", "chart_of", "data_file", "stage", "staged_file", "write_data"]

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
WIDTHS: Mapping[str, int] = MappingProxyType({"wide": 720, "narrow": 340})


@lru_cache(maxsize=len(CHARTS))
def chart_of(data: Dataset, name: str) -> Chart:
    """Return a chart of a package; it is worked out once a build, as that takes a second where facts are many."""
    return CHARTS[name](data)


def data_file(name: str) -> str:
    """Return the file of the site that has the rows of a chart."""
    return f"charts/{name}.csv"


def staged_file(doctreedir: Path, name: str) -> Path:
    """Return the file that changes when a chart does."""
    return Path(doctreedir).resolve() / "swf_facts" / "charts" / name


def stage(app: Sphinx) -> None:
    """Note what each chart shows, so that pages are read again when it changes and only then."""
    for name in CHARTS:
        chart = chart_of(dataset(app.config), name)
        sheet = Sheet(width=WIDTHS["wide"], address=str)
        if chart.rows:
            chart.draw(sheet)
        shown = "\n".join((chart.title, chart.caption, chart.summary, chart.to_csv(), *sheet.elements))
        write_if_changed(staged_file(Path(app.doctreedir), name), shown)


def write_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the rows of each chart into the site. Connected to ``build-finished``."""
    if exception or app.builder.format != "html":
        return
    for name in CHARTS:
        chart = chart_of(dataset(app.config), name)
        if chart.rows:
            write_if_changed(Path(app.outdir, data_file(name)), chart.to_csv())
