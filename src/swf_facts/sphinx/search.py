"""The pages of facts and of the vocabulary in Sphinx's own search, which works from ``file://`` too."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document

from swf_facts.sphinx.source import fact_document
from swf_facts.sphinx.vocabulary_pages import document_of
from swf_facts.sphinx.wording import headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.search import IndexBuilder

    from swf_facts.dataset import Dataset

__all__ = ["feed_faster", "feed_search"]


def feed_search(builder: StandaloneHTMLBuilder, data: Dataset) -> None:
    """Add the pages that are no documents to the search index.

    ``builder.dump_search_index()`` would drop them, so the index is written here. A build that read no document again has no
    indexer, and its index stands.
    """
    if builder.indexer is None:
        return
    _stem_once(builder.indexer)
    settings = get_default_settings()  # once, because it takes about a millisecond
    for page, heading, title, words in _pages(data):
        document = new_document("", settings)
        document += nodes.section("", nodes.title("", heading), nodes.paragraph("", words))
        builder.indexer.feed(page, f"{page}.md", title, document)
    path = Path(builder.outdir, builder.searchindex_filename)
    with path.open("w", encoding="utf-8") as stream:
        builder.indexer.dump(stream, builder.indexer_format)


def feed_faster(app: Sphinx, *_: object) -> None:
    """Prepare the indexer for the documents, as soon as there is one. Connected to ``doctree-resolved``."""
    if indexer := getattr(app.builder, "indexer", None):
        _stem_once(indexer)


def _stem_once(indexer: IndexBuilder) -> None:
    """Have each word stemmed once and not once a page, which is most of the time that feeding takes."""
    if "stem" not in vars(indexer.lang):
        indexer.lang.stem = cache(indexer.lang.stem)  # type: ignore[method-assign]


def _pages(data: Dataset) -> Iterator[tuple[str, str, str, str]]:
    """Yield the document, the words that count as its heading, the title, and further words of each page."""
    for fact in data.facts:
        words = headline(fact)  # no heading: who looks for a name wants its page before those of all facts that have it
        yield fact_document(fact.fact_id), fact.fact_id, f"{fact.fact_id}: {words}", f"{words} {fact.quote}"
    for entity in data.entities:
        yield document_of(entity), entity.name, entity.name, f"{entity.entity_id} {entity.description}"
    for item in data.properties:
        yield document_of(item), item.label, item.label, f"{item.property_id} {item.definition}"
    for unit in data.units:
        yield document_of(unit), unit.label, unit.label, f"{unit.unit_id} {unit.symbol or ''}"
