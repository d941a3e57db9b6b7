"""Fact pages in Sphinx's own search, which works from ``file://`` too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document

from swf_facts.sphinx.source import fact_document
from swf_facts.sphinx.wording import headline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.builders.html import StandaloneHTMLBuilder

    from swf_facts.dataset.records import Fact

__all__ = ["feed_search"]


def feed_search(builder: StandaloneHTMLBuilder, facts: Iterable[Fact]) -> None:
    """Add the page of each fact to the search index.

    ``builder.dump_search_index()`` would drop pages that are no documents, so the index is written here.
    """
    if builder.indexer is None:  # the site has no search
        return
    settings = get_default_settings()  # once, because it takes about a millisecond
    for fact in facts:
        document = new_document("", settings)
        document += nodes.section(
            "", nodes.title("", fact.fact_id), nodes.paragraph("", f"{headline(fact)} {fact.quote}"), ids=[fact.fact_id]
        )
        page = fact_document(fact.fact_id)
        builder.indexer.feed(page, f"{page}.md", f"{fact.fact_id}: {headline(fact)}", document)
    path = Path(builder.outdir, builder.searchindex_filename)
    with path.open("w", encoding="utf-8") as stream:
        builder.indexer.dump(stream, builder.indexer_format)
