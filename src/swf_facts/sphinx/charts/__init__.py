"""Charts of a package, drawn when its site is built: ```` ```{fact:chart} quantities ````.

Each chart is a module with a function ``chart(data)``, which returns its words, the rows that it draws, and how to draw
them. It is drawn twice into the page, for wide and for narrow room, and the style sheet shows the one that fits.

The drawings are our own SVG, made of lines, bars and words (see :mod:`~swf_facts.sphinx.charts.drawing`), and not those of
a plotting library. Altair with vl-convert was tried: its pictures have fixed colours, so that light and dark need a copy
each; its words shrink with the picture on a phone; its marks lead nowhere; it takes seconds to start, and brings a
JavaScript engine to everybody who makes a site. Here a mark is a link, words keep their size, and colours are those of
the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.sphinx.charts.figure import ChartDirective, register
from swf_facts.sphinx.charts.gallery import CHARTS, stage, write_data
from swf_facts.sphinx.domain import FactDomain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["CHARTS", "setup"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the charts to *app*."""
    register(app)
    app.add_directive_to_domain(FactDomain.name, "chart", ChartDirective)
    app.add_css_file("swf_facts/charts.css")
    app.connect("builder-inited", stage)
    app.connect("build-finished", write_data)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
