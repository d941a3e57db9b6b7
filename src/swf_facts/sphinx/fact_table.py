"""The searchable table of all facts, and its rows as a script: a browser refuses to fetch a file from ``file://``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from swf_facts.sphinx.project import write_if_changed
from swf_facts.sphinx.source import dataset
from swf_facts.sphinx.wording import phrase, voice

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from swf_facts.dataset.records import Fact

__all__ = ["FactTable", "write_rows"]

ROWS = "facts/rows.js"
FIELDS = ("fact", "article", "subject", "property", "value", "kind", "unit", "modality", "voice", "status", "quote")


class FactTable(SphinxDirective):
    """``{fact:table}``: the place where the script draws the table."""

    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """Return the place of the table, and the scripts that fill it."""
        self.env.metadata[self.env.docname]["hide-toc"] = True
        depth = "../" * self.env.docname.count("/")
        page = (
            f'<div id="fact-table" data-root="{depth}"><noscript><p>This table needs JavaScript. '
            "Every fact is also linked from the article that states it.</p></noscript></div>"
            f'<script defer src="{depth}{ROWS}"></script>'
            f'<script defer src="{depth}_static/swf_facts/fact-table.js"></script>'
        )
        return [nodes.raw("", page, format="html")]


def _row(fact: Fact) -> tuple[str, ...]:
    words = phrase(fact)
    value = ("not " if words.denied else "") + words.value
    said_by = voice(fact) or "the article itself"
    return (
        fact.fact_id,
        fact.article_id,
        words.subject,
        words.property,
        value,
        fact.value_type,
        fact.unit_id or "",
        fact.modality,
        said_by,
        fact.status,
        fact.quote,
    )


def write_rows(app: Sphinx, exception: Exception | None) -> None:
    """Write the rows of the table. Connected to ``build-finished``."""
    if exception or app.builder.format != "html":
        return
    table: dict[str, Any] = {"fields": FIELDS, "rows": [_row(fact) for fact in dataset(app.config).facts]}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    write_if_changed(Path(app.outdir, ROWS), f"window.factTable={text};\n")
