"""Small builders of docutils nodes, for texts that come from schemas, rules and argument parsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["code_block", "definitions", "inline", "prose", "section", "term"]

_CODE = re.compile(r"``([^`]+)``|`([^`]+)`")


def prose(text: str) -> list[nodes.Node]:
    """Turn *text* into nodes; words between backticks become code, and nothing else is markup."""
    found: list[nodes.Node] = []
    position = 0
    for match in _CODE.finditer(text):
        if match.start() > position:
            found.append(nodes.Text(text[position : match.start()]))
        found.append(nodes.literal("", match[1] or match[2]))
        position = match.end()
    if position < len(text):
        found.append(nodes.Text(text[position:]))
    return found


def inline(text: str, *classes: str) -> nodes.inline:
    """Return *text* as an inline node with *classes*."""
    return nodes.inline("", text, classes=list(classes))


def section(anchor: str, *title: nodes.Node) -> nodes.section:
    """Return a section with its title, reachable as ``#anchor`` to the letter."""
    return nodes.section("", nodes.title("", "", *title), ids=[anchor], names=[anchor])


def term(label: str, *body: nodes.Node) -> nodes.definition_list_item:
    """Return one item of a definition list; *body* is inline."""
    return nodes.definition_list_item("", nodes.term("", label), nodes.definition("", nodes.paragraph("", "", *body)))


def definitions(items: Iterable[nodes.definition_list_item], *classes: str) -> nodes.definition_list:
    """Return a definition list with *classes*."""
    return nodes.definition_list("", *items, classes=list(classes))


def code_block(text: str, language: str) -> nodes.literal_block:
    """Return *text* as a highlighted block."""
    return nodes.literal_block(text, text, language=language, classes=[f"highlight-{language}"])
