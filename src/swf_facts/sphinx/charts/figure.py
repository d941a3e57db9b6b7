"""A chart on a page: its title and caption, the drawing, a link to its data, and the same in words and as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from swf_facts.sphinx.charts.drawing import Sheet
from swf_facts.sphinx.charts.gallery import CHARTS, WIDTHS, chart_of, data_file, staged_file
from swf_facts.sphinx.domain import reference
from swf_facts.sphinx.nodes import disclosure, summary
from swf_facts.sphinx.source import dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.docutils import SphinxTranslator
    from sphinx.writers.html5 import HTML5Translator

    from swf_facts.sphinx.charts.chart import Chart

__all__ = ["ChartDirective", "register"]

_ROLES = {"fact": "ref", "article": "article", "field": "field", "points_to": "field"}  # columns of what has a page


class chart_figure(nodes.General, nodes.Element):  # noqa: N801  # docutils names visitors after the class
    """A chart with everything that belongs to it: ``<figure>`` in HTML."""


class chart_caption(nodes.General, nodes.Element):  # noqa: N801
    """Title and caption of a chart: ``<figcaption>`` in HTML."""


class chart_drawing(nodes.General, nodes.Element):  # noqa: N801
    """The drawing and the link to its data; only HTML has them."""


class ChartDirective(SphinxDirective):
    """``{fact:chart} NAME``: one chart of the package."""

    has_content: ClassVar[bool] = False
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the chart, or a sentence that says why there is none."""
        name = self.arguments[0]
        if name not in CHARTS:
            raise self.error(f"there is no chart {name!r}; there are {', '.join(CHARTS)}")
        self.env.note_dependency(staged_file(self.env.doctreedir, name))
        chart = chart_of(dataset(self.config), name)
        if not chart.rows:
            return [nodes.paragraph("", chart.summary, classes=["no-chart"])]
        anchor = f"chart-{name}"
        figure = chart_figure(ids=[anchor], support_smartquotes=False)
        caption = chart_caption()
        caption += nodes.paragraph("", chart.title, classes=["chart-title"], ids=[f"{anchor}-title"])
        caption += nodes.paragraph("", chart.caption)
        fold = disclosure(classes=["chart-words"], closed=True)
        fold += summary("", "The same in words and as a table")
        fold += nodes.paragraph("", chart.summary)
        fold += self._table(chart)
        figure += [caption, chart_drawing(chart=name, page=self.env.docname), fold]
        return [figure]

    def _table(self, chart: Chart) -> nodes.table:
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in chart.fields), cols=len(chart.fields))
        group += nodes.thead("", nodes.row("", *(_cell(nodes.Text(field)) for field in chart.fields)))
        group += nodes.tbody("", *(nodes.row("", *self._cells(chart, row)) for row in chart.rows))
        return nodes.table("", group, classes=["chart-table"])

    def _cells(self, chart: Chart, row: tuple[str, ...]) -> Iterator[nodes.entry]:
        for field, value in zip(chart.fields, row, strict=True):
            if field in _ROLES and value:
                yield _cell(reference(_ROLES[field], value, self.env.docname, nodes.inline("", value)))
            else:
                yield _cell(nodes.Text(value))


def _cell(content: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", content))


def _visit_figure(translator: HTML5Translator, node: chart_figure) -> None:
    (anchor,) = node["ids"]
    translator.body.append(f'<figure class="facts-chart" id="{anchor}" aria-labelledby="{anchor}-title">\n')


def _depart_figure(translator: HTML5Translator, node: chart_figure) -> None:  # noqa: ARG001
    translator.body.append("</figure>\n")


def _visit_caption(translator: HTML5Translator, node: chart_caption) -> None:  # noqa: ARG001
    translator.body.append("<figcaption>\n")


def _depart_caption(translator: HTML5Translator, node: chart_caption) -> None:  # noqa: ARG001
    translator.body.append("</figcaption>\n")


def _visit_drawing(translator: HTML5Translator, node: chart_drawing) -> None:
    builder, page, name = translator.builder, node["page"], node["chart"]
    chart = chart_of(dataset(builder.config), name)

    def address(document: str) -> str:
        document, mark, rest = document.partition("#")
        return builder.get_relative_uri(page, document) + mark + rest

    for kind, width in WIDTHS.items():
        sheet = Sheet(width=width, address=address)
        chart.draw(sheet)
        anchor = f"chart-{name}-{kind}"
        translator.body.append(sheet.svg(label=chart.title, description=chart.summary, anchor=anchor, kind=kind))
    data = relative_uri(builder.get_target_uri(page), data_file(name))
    rows = f"{len(chart.rows):,} {'row' if len(chart.rows) == 1 else 'rows'}"
    said = f'<a href="{escape(data)}" download>The data of this chart</a> (CSV, {rows})'
    translator.body.append(f'<p class="chart-data">{said}</p>\n')
    raise nodes.SkipNode


def _skip(translator: SphinxTranslator, node: nodes.Node) -> None:  # noqa: ARG001
    raise nodes.SkipNode


def _nothing(translator: SphinxTranslator, node: nodes.Node) -> None:
    """Other builders keep the words and the table."""


def register(app: Sphinx) -> None:
    """Make the nodes known to every builder."""
    words: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo"), (_nothing, _nothing))
    nothing: dict[str, Any] = dict.fromkeys(words, (_skip, None))
    app.add_node(chart_figure, html=(_visit_figure, _depart_figure), **words)
    app.add_node(chart_caption, html=(_visit_caption, _depart_caption), **words)
    app.add_node(chart_drawing, html=(_visit_drawing, None), **nothing)
