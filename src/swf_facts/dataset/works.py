"""What a dataset, an article and a fact have to say for their citation."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from swf_facts.citation import Work
from swf_facts.dataset.addresses import permalink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Article, Fact

__all__ = ["article_work", "dataset_work", "fact_work"]


def _created(dataset: Dataset) -> datetime.date | None:
    """Return the day on which this version was made, None when the descriptor does not say."""
    try:
        return datetime.date.fromisoformat(str(dataset.descriptor.get("created"))[:10])
    except ValueError:
        return None


def _contributors(dataset: Dataset) -> tuple[str, ...]:
    listed = dataset.descriptor.get("contributors")
    entries = listed if isinstance(listed, list) else []
    return tuple(str(entry["title"]) for entry in entries if isinstance(entry, dict) and entry.get("title"))


def _field(dataset: Dataset, name: str) -> str | None:
    """Return a text of the descriptor, None when it is absent or empty."""
    value = dataset.descriptor.get(name)
    return value if isinstance(value, str) and value else None


def dataset_work(dataset: Dataset) -> Work:
    """Return what is known of the dataset: its descriptor says all of it."""
    return Work(
        kind="dataset",
        key=f"{dataset.name}-{dataset.version}",
        title=dataset.title,
        authors=_contributors(dataset),
        issued=_created(dataset),
        version=dataset.version,
        doi=_field(dataset, "doi"),
        url=_field(dataset, "homepage"),
    )


def article_work(article: Article) -> Work:
    """Return what is known of an article; what it does not print stays unknown."""
    return Work(
        kind="article",
        key=article.article_id,
        title=article.title,
        authors=(article.author,) if article.author else (),
        container=article.publisher.name,
        issued=article.published,
        url=article.url,
        language=article.language,
        note=" ".join(_article_notes(article)) or None,
    )


def _article_notes(article: Article) -> Iterator[str]:
    """Yield what a reader must know: whose title it is, and which edition of the text the package carries."""
    dataset = article.dataset
    if article.title_supplied:
        yield f"The article prints no title; this one is supplied by {dataset.name}."
    if article.text_path is not None:
        yield f"Text as in {article.text_path} of {dataset.name} {dataset.version}."


def fact_work(fact: Fact) -> Work:
    """Return a fact as an entry of its dataset, with the words and the article that state it."""
    dataset, article, statement = fact.dataset, fact.article, fact.statement
    place = f"{statement.start}:{statement.end} of {article.text_path or article.article_id}"
    return Work(
        kind="fact",
        key=fact.fact_id,
        title=f"{fact.fact_id}: {fact}",
        authors=_contributors(dataset),
        container=dataset.title,
        issued=_created(dataset),
        version=dataset.version,
        number=fact.fact_id,
        doi=_field(dataset, "doi"),
        url=permalink(dataset, "facts", fact.fact_id),
        note=f"Stated as “{fact.quote}” in “{article.title}” ({article.publisher.name}, {article.article_id}),"
        f" at {place}; row {fact.fact_id} of {_path(dataset, 'facts')}.",
    )


def _path(dataset: Dataset, table: str) -> str:
    """Return where a table lies in the package, its name where it lies in several files."""
    listed = dataset.descriptor.get("resources")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    found = next((entry.get("path") for entry in entries if entry.get("name") == table), None)
    return found if isinstance(found, str) else table
