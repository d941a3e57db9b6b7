"""Articles as source files: what the page of an article shows, as JSON under the doctree folder.

A row is written again only when something on its page changes, so Sphinx's own file times give exact incremental builds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from swf_facts.model import Passage
from swf_facts.sphinx.digests import Digests
from swf_facts.sphinx.project import FactProject, write_if_changed
from swf_facts.sphinx.source import article_document, check_addresses, dataset
from swf_facts.sphinx.spans import Mark
from swf_facts.sphinx.wording import date_in_words, phrase, voice

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx

    from swf_facts.dataset import Article, Dataset, Fact

__all__ = ["SUFFIX", "Row", "article_row", "package_digest", "spare_memory", "stage"]

SUFFIX = ".article"
LAYOUT = 1  # of a staged row: a change here makes every article be read again
MOST_LISTED = 30  # articles in the navigation; more would be drawn on every page of the site
MOST_AT_HAND = 20  # documents in memory between reading and writing
PAGES = Path(__file__).parent / "pages"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Everything that the page of an article shows.

    Attributes
    ----------
    article_id : str
        The article.
    listed : bool
        Whether the article is in the navigation.
    about : mapping
        What the banner says of it.
    text : str or None
        None when the text is withheld.
    passages : tuple of Passage
        The passages of the text.
    exclusions : tuple of (start, end, exact, reason)
        The numbers that are no facts.
    facts : mapping of str to mapping
        What the side note of each fact that stands says.
    marks : tuple of Mark
        Their evidence.
    """

    article_id: str
    listed: bool
    about: Mapping[str, Any]
    text: str | None
    passages: tuple[Passage, ...]
    exclusions: tuple[tuple[int, int, str, str], ...]
    facts: Mapping[str, Mapping[str, str]]
    marks: tuple[Mark, ...]

    def to_json(self) -> str:
        """Return the row as the text of a source file."""
        return json.dumps({"layout": LAYOUT, **asdict(self)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, source: str) -> Row:
        """Read a row back."""
        found = json.loads(source)
        del found["layout"]
        found["passages"] = tuple(Passage(**passage) for passage in found["passages"])
        found["exclusions"] = tuple((start, end, exact, reason) for start, end, exact, reason in found["exclusions"])
        found["marks"] = tuple(Mark(**mark) for mark in found["marks"])
        return cls(**found)


def package_digest(doctrees: str | os.PathLike[str]) -> Path:
    """Return the file that changes when anything in the package does."""
    return Path(doctrees).resolve() / "swf_facts" / "package.digest"


def stage(app: Sphinx) -> None:
    """Stage a row for each article whose data changed, and make the rows and the standard pages documents of the project."""
    data = dataset(app.config)
    check_addresses(data)
    folder = Path(app.doctreedir, "swf_facts").resolve()
    digests = Digests(data)
    write_if_changed(package_digest(app.doctreedir), digests.of(sorted(digests.of_article)))
    elsewhere = {path.relative_to(PAGES).with_suffix("").as_posix(): path for path in sorted(PAGES.rglob("*.md"))}
    manifest = folder / "rows.json"
    before: dict[str, str] = json.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}
    after: dict[str, str] = {}
    for article in data.articles:
        name, path = article.article_id, folder / f"{article.article_id}{SUFFIX}"
        related = [article.derived_from or "", *(other.article_id for other in _derived(data, article))]
        after[name] = f"{len(data.articles) <= MOST_LISTED} {digests.of([name, *related])}"
        if before.get(name) != after[name] or not path.is_file():
            write_if_changed(path, article_row(data, article).to_json())
        elsewhere[article_document(name)] = path
    write_if_changed(manifest, json.dumps(after, indent=0))
    project = FactProject(app.srcdir, app.config.source_suffix, elsewhere, folder)
    project.restore(app.project)
    app.project = app.env.project = project


def spare_memory(app: Sphinx, *_: object) -> None:
    """Let go of the documents that Sphinx keeps at hand. Connected to ``env-purge-doc`` and ``doctree-resolved``.

    It keeps each document from reading to writing, a megabyte or two for an article, though all are on disk as well.
    Where a version of Sphinx keeps them elsewhere, this does nothing.
    """
    for name in ("_write_doc_doctree_cache", "_pickled_doctree_cache"):
        kept = getattr(app.env, name, {})
        if len(kept) > MOST_AT_HAND:
            kept.clear()


def _derived(data: Dataset, article: Article) -> tuple[Article, ...]:
    """Return the articles that report on *article*."""
    return data.articles.where(derived_from=article.article_id)


def article_row(data: Dataset, article: Article) -> Row:
    """Return what the page of *article* shows."""
    return Row(
        article_id=article.article_id,
        listed=len(data.articles) <= MOST_LISTED,
        about=_about(data, article),
        text=article.text,
        passages=article.passages,
        exclusions=tuple(
            (item.start, item.end, item.exact, item.reason)
            for item in data.exclusions.where(article_id=article.article_id)
        ),
        facts={fact.fact_id: _note(fact) for fact in article.facts},
        marks=tuple(_proved(article.facts, article.text or "")),
    )


def _about(data: Dataset, article: Article) -> dict[str, Any]:
    origin = data.articles[article.derived_from] if article.derived_from else None
    return {
        "title": article.title,
        "title_supplied": article.title_supplied,
        "publisher": article.publisher.name,
        "author": article.author,
        "published": date_in_words(article.published) if article.published else None,
        "language": article.language,
        "url": article.url,
        "origin": [origin.article_id, origin.title, origin.publisher.name] if origin else None,
        "derived": [[other.article_id, other.title] for other in _derived(data, article)],
        "rights_holder": data.entities[article.rights_holder_id].name if article.rights_holder_id else None,
        "rights_uri": article.rights_uri,
        "note": article.note,
    }


def _note(fact: Fact) -> dict[str, str]:
    """Return what the side note of *fact* says, and what its marks are coloured by."""
    words = phrase(fact)
    return {
        "number": str(int(fact.fact_id.rpartition(".")[2])),
        "kind": fact.value_type,
        "subject": words.subject,
        "property": words.property,
        "value": words.value,
        "denied": "not " if words.denied else "",
        "modality": fact.modality,
        "voice": voice(fact).partition(", citing ")[0],
    }


def _proved(facts: Iterable[Fact], text: str) -> list[Mark]:
    """Return the evidence of *facts* as marks; a quote that the text does not bear out fails a build with ``-W``."""
    marks: list[Mark] = []
    for fact in facts:
        for item in fact.evidence:
            if text and text[item.start : item.end] != item.exact:
                message = "evidence of %s: the text reads “%s” at %d:%d, not “%s”"
                words = (fact.fact_id, text[item.start : item.end], item.start, item.end, item.exact)
                logger.warning(message, *words, type="swf_facts", subtype="evidence")
            else:
                marks.append(Mark(start=item.start, end=item.end, fact_id=item.fact_id, role=item.role))
    return marks
