"""What a dataset, an article and a fact have to say for their citation."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from swf_facts.citation import Work

if TYPE_CHECKING:
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
        note=f"The article prints no title; this one is supplied by {article.dataset.name}."
        if article.title_supplied
        else None,
    )


def fact_work(fact: Fact) -> Work:
    """Return a fact as an entry of its dataset, with the words and the article that state it."""
    dataset = fact.dataset
    article = fact.article
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
        url=_field(dataset, "homepage"),
        note=f"Stated as “{fact.quote}” in “{article.title}” ({article.publisher.name}, {article.article_id}).",
    )
