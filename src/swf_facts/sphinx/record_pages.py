"""The page of every fact, entity, property and unit, and the twin of every fact, written when the documents are done."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.sphinx.digests import Digests, combined
from swf_facts.sphinx.domain import FactDomain
from swf_facts.sphinx.fact_pages import Citations, Company, company, fact_body
from swf_facts.sphinx.meeting import meetings_by_fact
from swf_facts.sphinx.search import feed_search
from swf_facts.sphinx.shell import Page, Shell, write_pages
from swf_facts.sphinx.source import dataset, fact_document
from swf_facts.sphinx.structured import as_json_ld
from swf_facts.sphinx.twin import twin
from swf_facts.sphinx.vocabulary_pages import Mentions, body, document_of, name_of
from swf_facts.sphinx.wording import headline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Fact
    from swf_facts.model import Entity, Property, Unit

__all__ = ["write_record_pages"]


def write_record_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages whose data changed, and delete those of records that are gone. Connected to ``build-finished``."""
    if exception or app.builder.name != "html":
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]  # the builder named html is this one
    data = dataset(app.config)
    records = _Records(data, builder)
    manifest = Path(app.doctreedir, "swf_facts", "record-pages.json")
    write_pages(Path(app.outdir), manifest, chain(records.facts(), records.vocabulary()))
    feed_search(builder, data)


class _Records:
    """The pages of one package, not made yet, each with what it follows from."""

    def __init__(self, data: Dataset, builder: StandaloneHTMLBuilder) -> None:
        self.data = data
        self.builder = builder
        self.digests = Digests(data)

    def facts(self) -> Iterator[Page]:
        """Yield the page and the twin of every fact, those that no longer stand included."""
        shell = Shell(self.builder, "facts")
        dictionary = _dictionary(self.builder, fact_document("x"))  # the same for all: they lie in one folder
        around = combined([shell.digest, repr(sorted(dictionary.items()))])
        for fact, among in company(list(self.data.facts), meetings_by_fact(self.data)):
            told = self.digests.of([fact.article_id, *sorted(among.articles() - {fact.article_id})])
            beside = [neighbour.fact_id if neighbour else "" for neighbour in (among.previous, among.following)]
            document = fact_document(fact.fact_id)
            citations = Citations(fact)
            yield Page(
                path=f"{document}.html",
                key=combined([around, told, *beside, *among.replaces]),
                make=partial(_fact_page, shell, fact, among, citations, dictionary),
            )
            yield Page(
                path=f"{document}.json",
                key=combined([told, *among.replaces]),
                make=partial(twin, fact, among, citations),
            )

    def vocabulary(self) -> Iterator[Page]:
        """Yield the page of every entity, property and unit."""
        mentions = Mentions(self.data)
        for table in (self.data.entities, self.data.properties, self.data.units):
            shell = Shell(self.builder, table.name)
            for item in table:
                yield Page(
                    path=f"{document_of(item)}.html",
                    key=combined([shell.digest, self.digests.of(mentions.of(item).articles())]),
                    make=partial(_vocabulary_page, shell, item, mentions),
                )


def _fact_page(shell: Shell, fact: Fact, among: Company, citations: Citations, dictionary: Mapping[str, str]) -> str:
    title = f"{fact.fact_id}: {headline(fact)}"
    twin_link = f'<link rel="alternate" type="application/json" href="{fact.fact_id}.json">'
    linked = f'<script type="application/ld+json">{as_json_ld(fact)}</script>'
    return shell.page(fact.fact_id, title, fact_body(fact, among, citations, dictionary), twin_link + linked)


def _vocabulary_page(shell: Shell, item: Entity | Property | Unit, mentions: Mentions) -> str:
    return shell.page(document_of(item).rpartition("/")[2], name_of(item), body(item, mentions))


def _dictionary(builder: StandaloneHTMLBuilder, document: str) -> dict[str, str]:
    """Return the address of each field in the data dictionary, as seen from *document*."""
    return {
        name: f"{builder.get_relative_uri(document, place)}#{anchor}"
        for (kind, name), (place, anchor) in FactDomain.of(builder.env).noted.items()
        if kind == "field"
    }
