"""The nodes that docutils lacks: marked words, and notes that fold."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import SphinxTranslator
    from sphinx.writers.html5 import HTML5Translator

__all__ = ["disclosure", "evidence", "printed", "register", "summary"]


class evidence(nodes.Inline, nodes.TextElement):  # noqa: N801  # docutils names visitors after the class
    """A piece of text that supports facts: ``<mark>`` in HTML, plain text elsewhere."""


class printed(nodes.Part, nodes.TextElement):  # noqa: N801
    """A block of an article as it is printed: a heading where the article has one, else a paragraph."""


class disclosure(nodes.General, nodes.Element):  # noqa: N801
    """Something that folds: ``<details>`` in HTML, open unless ``closed``; its first child is a ``summary``."""


class summary(nodes.General, nodes.TextElement):  # noqa: N801
    """The line that stays when a ``disclosure`` is folded."""


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value)


def _visit_evidence(translator: HTML5Translator, node: evidence) -> None:
    first, *others = node["ids"] or [""]
    translator.body += [f'<span id="{escape(anchor)}"></span>' for anchor in others]
    values = {"id": first, "class": " ".join(node["classes"]), "style": node.get("style", ""), **node.get("data", {})}
    translator.body.append(f"<mark{_attributes(values)}>")


def _depart_evidence(translator: HTML5Translator, node: evidence) -> None:  # noqa: ARG001
    translator.body.append("</mark>")


def _visit_printed(translator: HTML5Translator, node: printed) -> None:
    translator.body.append(f"<{node['tag']}{_attributes({'class': ' '.join(node['classes'])})}>")


def _depart_printed(translator: HTML5Translator, node: printed) -> None:
    translator.body.append(f"</{node['tag']}>\n")


def _visit_disclosure(translator: HTML5Translator, node: disclosure) -> None:
    opened = "" if node.get("closed") else " open"
    translator.body.append(f"<details{_attributes({'class': ' '.join(node['classes'])})}{opened}>")


def _depart_disclosure(translator: HTML5Translator, node: disclosure) -> None:  # noqa: ARG001
    translator.body.append("</details>\n")


def _visit_summary(translator: HTML5Translator, node: summary) -> None:  # noqa: ARG001
    translator.body.append("<summary>")


def _depart_summary(translator: HTML5Translator, node: summary) -> None:  # noqa: ARG001
    translator.body.append("</summary>\n")


def _nothing(translator: SphinxTranslator, node: nodes.Node) -> None:
    """Other builders keep the words only."""


def register(app: Sphinx) -> None:
    """Make the nodes known to every builder."""
    for node, visit, depart in (
        (evidence, _visit_evidence, _depart_evidence),
        (printed, _visit_printed, _depart_printed),
        (disclosure, _visit_disclosure, _depart_disclosure),
        (summary, _visit_summary, _depart_summary),
    ):
        app.add_node(
            node,
            html=(visit, depart),
            latex=(_nothing, _nothing),
            text=(_nothing, _nothing),
            man=(_nothing, _nothing),
            texinfo=(_nothing, _nothing),
        )
