"""A page for every fact: the theme is drawn once around placeholders, and the text of each fact is put in their place.

Sphinx takes about 30 ms for a document, this about 2 ms for a page, and a package may have ten thousand facts.
"""

from __future__ import annotations

import json
import re
import secrets
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from swf_facts.sphinx.cells import cells, label_of
from swf_facts.sphinx.domain import FactDomain
from swf_facts.sphinx.project import write_if_changed
from swf_facts.sphinx.search import feed_search
from swf_facts.sphinx.source import article_document, dataset, fact_document
from swf_facts.sphinx.spans import Mark, pieces
from swf_facts.sphinx.structured import as_json_ld
from swf_facts.sphinx.wording import date_in_words, headline, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Template
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from swf_facts.dataset.records import Fact
    from swf_facts.model import Passage

__all__ = ["fact_body", "write_fact_pages"]

PLACES = ("title", "body", "head", "page")


@cache
def template() -> Template:
    """Return the template of a fact's page; everything that comes from the data is escaped in it."""
    loader = PackageLoader("swf_facts.sphinx", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["date"] = date_in_words
    return environment.get_template("fact.html")


def write_fact_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write the page of every fact, and delete those of facts that are gone. Connected to ``build-finished``."""
    if exception or app.builder.name != "html":
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]  # the builder named html is this one
    facts = list(dataset(app.config).facts)
    out = Path(app.outdir)
    placeholders = {place: f"p{secrets.token_hex(12)}" for place in PLACES}
    shell = re.split(f"({'|'.join(placeholders.values())})", _shell(builder, out, placeholders))
    dictionary = _dictionary(builder, fact_document(placeholders["page"]))  # the same for all: they lie in one folder
    for previous, fact, following in _neighbours(facts):
        document = fact_document(fact.fact_id)
        texts = {
            placeholders["title"]: escape(f"{fact.fact_id}: {headline(fact)}"),
            placeholders["body"]: fact_body(fact, previous, following, dictionary),
            placeholders["head"]: f'<script type="application/ld+json">{as_json_ld(fact)}</script>',
            placeholders["page"]: fact.fact_id,
        }
        # The shell is cut once: what a fact says is never searched for placeholders.
        write_if_changed(out / f"{document}.html", "".join(texts.get(part, part) for part in shell))
    _sweep(out, Path(app.doctreedir, "swf_facts", "fact-pages.json"), [fact_document(fact.fact_id) for fact in facts])
    feed_search(builder, facts)


def _neighbours(facts: list[Fact]) -> Iterator[tuple[Fact | None, Fact, Fact | None]]:
    padded = [None, *facts, None]
    for index, fact in enumerate(facts):
        yield padded[index], fact, padded[index + 2]


def _shell(builder: StandaloneHTMLBuilder, out: Path, placeholders: dict[str, str]) -> str:
    """Draw the theme once, with a placeholder wherever something of a fact will stand."""
    name = fact_document(placeholders["page"])
    context = {
        "title": placeholders["title"],
        "body": placeholders["body"],
        "metatags": placeholders["head"],
        "toc": "",
        "display_toc": False,
        "sourcename": "",
        "page_source_suffix": "",
    }
    builder.handle_page(name, context, "page.html")
    page = out / f"{name}.html"
    shell = page.read_text("utf-8")
    page.unlink()
    return shell


def _dictionary(builder: StandaloneHTMLBuilder, document: str) -> dict[str, str]:
    """Return the address of each field in the data dictionary, as seen from *document*."""
    noted = FactDomain.of(builder.env).noted
    return {
        name: f"{builder.get_relative_uri(document, place)}#{anchor}"
        for (kind, name), (place, anchor) in noted.items()
        if kind == "field"
    }


def fact_body(fact: Fact, previous: Fact | None, following: Fact | None, dictionary: dict[str, str]) -> str:
    """Return the body of a fact's page."""
    return template().render(
        fact=fact,
        words=phrase(fact),
        article=fact.article,
        article_page=f"../{article_document(fact.article_id)}.html",
        passages=list(_passages(fact)),
        statements=sum(item.role == "statement" for item in fact.evidence),
        modality=label_of("facts", "modality", fact.modality),
        speakers=[fact.dataset.entities[attribution.entity_id].name for attribution in fact.attributions],
        cells=list(cells(fact)),
        dictionary=dictionary,
        previous=previous,
        following=following,
    )


def _passages(fact: Fact) -> Iterator[dict[str, Any]]:
    """Yield the passages that the fact rests on, each cut into pieces with the roles that they play."""
    text = fact.article.text
    marks = [Mark(start=item.start, end=item.end, fact_id=item.fact_id, role=item.role) for item in fact.evidence]
    if text is None:
        for item in fact.evidence:
            if item.role == "statement":
                yield {"id": "", "pieces": [{"text": item.exact, "roles": ["statement"]}], "states": True}
        return
    for passage in fact.article.passages:
        inside = [mark for mark in marks if mark.start < passage.end and mark.end > passage.start]
        if inside:
            yield {
                "id": passage.passage_id,
                "pieces": list(_pieces(text, passage, inside)),
                "states": any(mark.role == "statement" for mark in inside),
            }


def _pieces(text: str, passage: Passage, marks: Iterable[Mark]) -> Iterator[dict[str, Any]]:
    for piece in pieces(passage.start, passage.end, marks):
        roles = dict.fromkeys(mark.role for mark in piece.marks)
        yield {"text": text[piece.start : piece.end], "roles": list(roles)}


def _sweep(out: Path, manifest: Path, written: list[str]) -> None:
    """Delete the pages of facts that are gone; only files that an earlier build wrote here are touched."""
    before: list[str] = json.loads(manifest.read_text("utf-8")) if manifest.is_file() else []
    for document in set(before) - set(written):
        (out / f"{document}.html").unlink(missing_ok=True)
    write_if_changed(manifest, json.dumps(sorted(written)))
