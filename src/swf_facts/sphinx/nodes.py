"""The nodes that docutils lacks: marked words, and notes that fold."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from swf_facts.sphinx.source import fact_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.util.docutils import SphinxTranslator
    from sphinx.writers.html5 import HTML5Translator

__all__ = ["attributes", "disclosure", "evidence", "fact_note", "printed", "register", "summary"]


class evidence(nodes.Inline, nodes.TextElement):  # noqa: N801  # docutils names visitors after the class
    """Words marked as evidence is: ``<mark>`` in HTML, plain text elsewhere."""


class printed(nodes.Part, nodes.TextElement):  # noqa: N801
    """A block of an article as it is printed: a heading where the article has one, else a paragraph.

    It is one node with its text, and its ``markup`` is the same text in HTML with every mark. Sphinx goes over a node some
    hundred times and keeps a kilobyte for it, and a paragraph has more marks than words worth a node of their own.
    """


class disclosure(nodes.General, nodes.Element):  # noqa: N801
    """Something that folds: ``<details>`` in HTML, open unless ``closed``; its first child is a ``summary``."""


class summary(nodes.General, nodes.TextElement):  # noqa: N801
    """The line that stays when a ``disclosure`` is folded."""


class fact_note(nodes.General, nodes.TextElement):  # noqa: N801
    """What a side note says of one fact, linked to its page; plain text elsewhere than in HTML.

    One node and not the dozen that it is made of, because Sphinx goes over every node some hundred times and articles
    have as many notes as facts. Its attributes are those of a staged note, with ``fact_id`` and ``same_subject``.
    """


def attributes(values: Mapping[str, str]) -> str:
    """Return the attributes of an element, without empty ones."""
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value)


def _visit_evidence(translator: HTML5Translator, node: evidence) -> None:
    values = {"class": " ".join(node["classes"]), "style": node.get("style", "")}
    translator.body.append(f"<mark{attributes(values)}>")


def _depart_evidence(translator: HTML5Translator, node: evidence) -> None:  # noqa: ARG001
    translator.body.append("</mark>")


def _visit_printed(translator: HTML5Translator, node: printed) -> None:
    tag = node["tag"]
    translator.body.append(f"<{tag}{attributes({'class': ' '.join(node['classes'])})}>{node['markup']}</{tag}>\n")
    raise nodes.SkipNode


def _visit_disclosure(translator: HTML5Translator, node: disclosure) -> None:
    opened = "" if node.get("closed") else " open"
    translator.body.append(f"<details{attributes({'class': ' '.join(node['classes'])})}{opened}>")


def _depart_disclosure(translator: HTML5Translator, node: disclosure) -> None:  # noqa: ARG001
    translator.body.append("</details>\n")


def _visit_summary(translator: HTML5Translator, node: summary) -> None:  # noqa: ARG001
    translator.body.append("<summary>")


def _depart_summary(translator: HTML5Translator, node: summary) -> None:  # noqa: ARG001
    translator.body.append("</summary>\n")


def _visit_fact_note(translator: HTML5Translator, node: fact_note) -> None:
    note, builder = node["note"], translator.builder
    address = builder.get_relative_uri(builder.current_docname, fact_document(node["fact_id"]))
    subject = "note-subject same" if node["same_subject"] else "note-subject"
    words = [
        ("note-number", note["number"]),
        (subject, note["subject"]),
        ("note-property", note["property"]),
        ("note-value", note["denied"] + note["value"]),
        ("note-modality", said_how(note)),
    ]
    spans = " ".join(f'<span class="{name}">{escape(text)}</span>' for name, text in words if text)
    anchor = escape(f"note-{node['fact_id']}")
    translator.body.append(
        f'<li class="note kind-{note["kind"]}" id="{anchor}"><p><a class="reference internal" href="{escape(address)}">'
        f'<span class="note-words">{spans}</span></a></p></li>\n'
    )
    raise nodes.SkipNode


def said_how(note: Mapping[str, str]) -> str:
    """Return how firmly a fact is said and by whom, where that is not plain assertion by the article."""
    said = [] if note["modality"] == "asserted" else [note["modality"]]
    if note["voice"]:
        said.append(f"says {note['voice']}")
    return " · ".join(said)


def _depart(translator: HTML5Translator, node: nodes.Node) -> None:
    """Do nothing: a visitor that has written the whole node never comes here."""


def _nothing(translator: SphinxTranslator, node: nodes.Node) -> None:
    """Other builders keep the words only."""


def register(app: Sphinx) -> None:
    """Make the nodes known to every builder."""
    for node, visit, depart in (
        (evidence, _visit_evidence, _depart_evidence),
        (printed, _visit_printed, _depart),
        (disclosure, _visit_disclosure, _depart_disclosure),
        (summary, _visit_summary, _depart_summary),
        (fact_note, _visit_fact_note, _depart),
    ):
        app.add_node(
            node,
            html=(visit, depart),
            latex=(_nothing, _nothing),
            text=(_nothing, _nothing),
            man=(_nothing, _nothing),
            texinfo=(_nothing, _nothing),
        )
