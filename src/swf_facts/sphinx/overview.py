"""Small pieces for pages of prose: counts, one fact with its quote, the list of articles, the package in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from sphinx import addnodes
from swf_facts.errors import SwfFactsError
from swf_facts.package import governing_tables
from swf_facts.sphinx.banner import quoted_share
from swf_facts.sphinx.domain import reference
from swf_facts.sphinx.prose import inline
from swf_facts.sphinx.source import article_document, dataset, rows_of
from swf_facts.sphinx.staging import MOST_LISTED, article_row, package_digest
from swf_facts.sphinx.wording import date_in_words, phrase, voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.dataset.records import Article

__all__ = ["Articles", "Card", "Count", "Counts", "Description"]


class _Generated(SphinxDirective):
    """A directive whose result depends on the whole package."""

    has_content: ClassVar[bool] = False

    def note_package(self) -> None:
        """Have the page read again when anything in the package changes."""
        self.env.note_dependency(package_digest(self.env.app.doctreedir))


class Count(SphinxRole):
    """``{fact:count}`table```: how many rows a table has."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number."""
        data = dataset(self.config)
        if self.text not in governing_tables():
            message = self.inliner.reporter.error(
                f"no table is called {self.text!r}; there are {', '.join(governing_tables())}"
            )
            return [], [message]
        return [nodes.Text(f"{rows_of(data, self.text):,}")], []


class Counts(_Generated):
    """``{fact:counts}``: what the package holds, as a row of figures."""

    def run(self) -> list[nodes.Node]:
        """Return the figures."""
        self.note_package()
        data = dataset(self.config)
        texts = sum(article.text is not None for article in data.articles)
        figures = [
            (len(data.facts), "facts"),
            (len(data.facts.where(value_type="quantity")), "quantities"),
            (texts, "articles with their text"),
            (len(data.passages), "passages"),
            (len(data.evidence), "quoted spans"),
            (len(data.entities), "entities"),
        ]
        box = nodes.bullet_list(classes=["figures"])
        for number, noun in figures:
            words = [inline(f"{number:,}", "figure"), nodes.Text(" "), inline(noun, "figure-noun")]
            box += nodes.list_item("", nodes.paragraph("", "", *words))
        return [box]


class Card(_Generated):
    """``{fact:card} fact_id``: a fact with its quote; without an id, the first fact of the package."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the card."""
        self.note_package()
        data = dataset(self.config)
        try:
            fact = data.facts[self.arguments[0]] if self.arguments else next(iter(data.facts), None)
        except SwfFactsError as error:
            raise self.error(str(error)) from None
        if fact is None:
            return []
        words = phrase(fact)
        box = nodes.container(classes=["fact-card", f"kind-{fact.value_type}"], support_smartquotes=False)
        line = nodes.inline(classes=["card-words"])
        line += [
            inline(words.subject, "phrase-subject"),
            nodes.Text(" "),
            inline(words.property, "phrase-property"),
            nodes.Text(" "),
            inline(("not " if words.denied else "") + words.value, "phrase-value"),
        ]
        box += nodes.paragraph("", "", reference("ref", fact.fact_id, self.env.docname, line), classes=["card-head"])
        box += nodes.block_quote("", nodes.paragraph("", f"“{fact.quote}”"))
        said = [inline(fact.modality, "chip"), nodes.Text(f" by {voice(fact) or fact.article.publisher.name}, in ")]
        link = reference("article", fact.article_id, self.env.docname, nodes.inline("", fact.article.title))
        place = f" at {fact.statement.start}:{fact.statement.end}"
        box += nodes.paragraph("", "", *said, link, nodes.Text(place), classes=["card-source"])
        return [box]


class Articles(_Generated):
    """``{fact:articles}``: every article of the package, with what it is and how much of it is quoted."""

    def run(self) -> list[nodes.Node]:
        """Return the list, and the navigation to its articles."""
        self.note_package()
        data = dataset(self.config)
        listing = nodes.bullet_list(classes=["article-list"], support_smartquotes=False)
        for article in data.articles:
            listing += nodes.list_item("", *self._entry(article))
        return [listing, *([self._navigation()] if len(data.articles) <= MOST_LISTED else [])]

    def _entry(self, article: Article) -> Iterator[nodes.Node]:
        link = reference("article", article.article_id, self.env.docname, nodes.inline("", article.title))
        yield nodes.paragraph("", "", link, classes=["card-head"])
        parts = [article.publisher.name, date_in_words(article.published) if article.published else "no date is known"]
        if article.text is None:
            parts.append("text withheld")
        else:
            share = quoted_share(article_row(dataset(self.config), article), article.text)
            parts += [f"{len(article.facts)} facts", f"{share:.0%} of the text quoted"]
        if article.derived_from:
            parts.append(f"rests on {article.derived_from}")
        yield nodes.paragraph("", " · ".join(parts), classes=["card-source"])

    def _navigation(self) -> addnodes.toctree:
        """Return the hidden table of contents that puts the articles into the navigation."""
        documents = [article_document(article.article_id) for article in dataset(self.config).articles]
        return addnodes.toctree(
            "",
            parent=self.env.docname,
            entries=[(None, document) for document in documents],
            includefiles=documents,
            maxdepth=1,
            caption=None,
            glob=False,
            hidden=True,
            includehidden=False,
            numbered=0,
            titlesonly=True,
        )


class Description(_Generated):
    """``{fact:description}``: the package's own description of itself."""

    def run(self) -> list[nodes.Node]:
        """Return the description as a paragraph."""
        self.note_package()
        words = str(dataset(self.config).descriptor.get("description") or "")
        return [nodes.paragraph("", words)] if words else []
