"""Articles agree with each other and with their ids: who published them, what they derive from, in what order."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.consistency.rung import RUNG
from swf_facts.rules.readings import alias_index, occurrences
from swf_facts.rules.verdicts import at_fault

__all__ = ["publishers", "reliances"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from swf_facts.rules.checks import Explanation
    from swf_facts.rules.tables import Tables


MOST_NAMED = 5  # articles of a publisher that a finding names


def _articles(tables: Tables) -> dict[str, Mapping[str, str | None]]:
    """Return the articles that are judged by id, each with its ``row``."""
    columns = ["article_id", "publisher_id", "published", "derived_from", "rights_holder_id"]
    named = tables["articles"].raw.select(columns).with_row_index("row").drop_nulls("article_id")
    frame = named.unique("article_id", keep="first")
    return {row["article_id"]: row for row in frame.sort("row").iter_rows(named=True)}


def _origins(tables: Tables) -> pl.DataFrame:
    """Every article from which one that is judged derives: ``derived_from`` and what is known of it, as ``origin_…``."""
    wanted = tables["articles"].raw["derived_from"].drop_nulls().unique()
    return (
        tables.all_articles.filter(pl.col("article_id").is_in(wanted.implode()))
        .unique("article_id", keep="first")
        .select(derived_from="article_id", origin_published="published", origin_publisher="publisher_id")
    )


@RUNG.rule()
def origin_unnamed(tables: Tables) -> Iterator[Check]:
    """An article that derives from another names the publisher of that one in its text.

    Breaks on: an article derived from a report of a paper that it does not mention.
    Fix: name the origin that the article gives, or leave `derived_from` empty where it gives none.
    """
    articles = tables.view(_articles)
    names = dict(tables["entities"].raw.select("entity_id", "name").drop_nulls().iter_rows())
    known = tables.view(alias_index)["entity"].aliases
    faults: dict[int, str | Explanation] = {}
    publishers = dict(tables.view(_origins).select("derived_from", "origin_publisher").drop_nulls().iter_rows())
    for article, row in articles.items():
        publisher = publishers.get(row["derived_from"] or "")
        if publisher is None or article not in tables.texts:
            continue
        forms: Iterable[str] = known.get(publisher) or {names.get(publisher) or publisher}
        if not any(next(occurrences(tables.texts[article], form), None) is not None for form in forms):
            faults[int(row["row"] or 0)] = f"the text does not name {publisher}, which published {row['derived_from']}"
    yield at_fault(tables, "articles", "derived_from", faults, needs=("entities", "aliases"))


@RUNG.rule(severity="warning")
def origin_unsaid(tables: Tables) -> Iterator[Check]:
    """An article that relies on the publisher of another article of the package says from which it derives.

    It relies on whom it names as a source, or gives as the value of a fact.

    Breaks on: an empty ``derived_from`` for an article whose facts are attributed to a paper with a report in the package.
    Fix: fill `derived_from`, or leave the publisher's article out.
    """
    articles, relied = tables.view(_articles), tables.view(reliances)
    wanted = pl.Series([entity for _, entity in relied], dtype=pl.String).unique()
    theirs = tables.all_articles.filter(pl.col("publisher_id").is_in(wanted.implode())).drop_nulls("article_id")
    first = theirs.unique("article_id", keep="first").sort("published", "article_id", nulls_last=False)
    dated: dict[str, list[tuple[str, str]]] = {}
    for article, publisher, day in first.select("article_id", "publisher_id", "published").iter_rows():
        dated.setdefault(publisher, []).append((day or "", article))
    reported = set(first.select("publisher_id", "derived_from").drop_nulls().iter_rows())
    faults: dict[int, str | Explanation] = {}
    for article, entity in relied:
        row, reports = articles[article], dated.get(entity, [])
        others = len(reports) - (row["publisher_id"] == entity)
        if others > 0 and (entity, article) not in reported:
            named = _named(reports, article, row["published"])
            more = f" and {others - len(named):,} more" if len(named) < others else ""
            faults[int(row["row"] or 0)] = f"it relies on {entity}, which published {', '.join(named)}{more}"
    yield at_fault(tables, "articles", "derived_from", faults, needs=("facts", "attributions"))


def _named(reports: list[tuple[str, str]], article: str, day: str | None) -> list[str]:
    """Return the articles among *reports*, by day, from which one may derive: all of a few, else the last before it."""
    first = [name for _, name in reports[: MOST_NAMED + 1] if name != article]
    behind = bisect_right(reports, day, key=lambda report: report[0]) if day else len(reports)
    few = len(reports) <= MOST_NAMED + 1 and len(first) <= MOST_NAMED
    if few or behind == 0:
        return sorted(first[:MOST_NAMED])
    before = [name for _, name in reports[max(0, behind - MOST_NAMED - 1) : behind] if name != article]
    return sorted(before[-MOST_NAMED:])


def publishers(tables: Tables) -> pl.Series:
    """Return the publishers of all articles of the package."""
    return tables.all_articles["publisher_id"].drop_nulls().unique()


def reliances(tables: Tables) -> list[tuple[str, str]]:
    """Return the articles that derive from none and rely on the publisher of one, each with such a publisher."""
    articles = tables.view(_articles)
    publishes = pl.col("entity").is_in(tables.view(publishers).implode())
    facts = tables["facts"].raw
    values = facts.select("article_id", entity="value_entity_id").filter(publishes)
    sources = tables["attributions"].raw.select("fact_id", entity="entity_id").filter(publishes)
    theirs = facts.select("fact_id", "article_id").filter(
        pl.col("fact_id").is_in(sources["fact_id"].unique().implode())
    )
    named = sources.join(theirs.unique("fact_id", keep="first"), on="fact_id").select("article_id", "entity")
    return [
        (article, entity)
        for article, entity in pl.concat([values, named]).unique().sort("article_id", "entity").iter_rows()
        if article in articles and articles[article]["derived_from"] is None
    ]


@RUNG.rule()
def origin_later(tables: Tables) -> Iterator[Check]:
    """No article was published before the one that it derives from.

    Breaks on: an article of 25 May that derives from one of 26 May.
    Fix: mend the day that is wrong, or the origin.
    """
    view = tables["articles"].raw.join(tables.view(_origins), on="derived_from", how="left", maintain_order="left")
    yield Check(
        table="articles",
        view=view,
        holds=(pl.col("origin_published") <= pl.col("published")).fill_null(value=True),
        field="published",
        explain=lambda row: f"{row['derived_from']}, from which it derives, was published on {row['origin_published']}",
    )


@RUNG.rule(severity="warning")
def publisher_unlike_id(tables: Tables) -> Iterator[Check]:
    """The id of an article begins with words or initials of its publisher's id, and has the year of its publication.

    Breaks on: the publisher ``coincu`` of ``athlive2025``.
    Fix: name the publisher of the article; an id once published stays.
    """
    faults: dict[int, str | Explanation] = {}
    names = cache(_short_names)
    for article, row in tables.view(_articles).items():
        publisher, published = row["publisher_id"], row["published"]
        stem = article.rstrip("abcdefghijklmnopqrstuvwxyz")
        prefix, year = stem[:-4], stem[-4:]
        if publisher and prefix not in names(publisher):
            faults[int(row["row"] or 0)] = f"{article} does not begin as an article of {publisher} does"
        elif published and published[:4] != year:
            faults[int(row["row"] or 0)] = f"{article} is of the year {year}, and was published on {published}"
    yield at_fault(tables, "articles", "publisher_id", faults)


def _short_names(publisher: str) -> set[str]:
    """Return what an id may call a publisher: neighbouring words of its id joined, or their initials."""
    words = publisher.split("-")
    runs = [words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
    return {"".join(run) for run in runs} | {"".join(word[0] for word in run if word) for run in runs if len(run) > 1}


@RUNG.rule(severity="warning")
def article_idle(tables: Tables) -> Iterator[Check]:
    """Every article states a fact of the package, or another derives from it.

    Breaks on: a withheld article from which none derives.
    Fix: add its facts, name it in the `derived_from` of those that report on it, or remove it.
    """
    used = pl.concat([
        tables["facts"].raw.select("article_id"),
        tables.all_articles.select(article_id="derived_from"),
        tables["passages"].raw.select("article_id"),
    ]).drop_nulls().unique()["article_id"]  # fmt: skip
    yield Check(
        table="articles",
        view=tables["articles"].raw,
        holds=pl.col("article_id").is_null() | pl.col("article_id").is_in(used.implode()),
        field="article_id",
        explain="no fact is stated by it, and no article derives from it",
        needs=("facts", "passages"),
    )


@RUNG.rule(severity="warning")
def rights_holder_unlike(tables: Tables) -> Iterator[Check]:
    """The rights in a text are held by its publisher, or by a party that the text names.

    Breaks on: the holder ``pacific`` of an article of ``coincu``.
    Fix: name the holder, or leave the cell empty where it is not known.
    """
    known = tables.view(alias_index)["entity"].aliases
    faults: dict[int, str | Explanation] = {}
    for article, row in tables.view(_articles).items():
        holder = row["rights_holder_id"]
        if holder is None or holder == row["publisher_id"]:
            continue
        text = tables.texts.get(article, "")
        kinds = dict(tables["entities"].raw.select("entity_id", "kind").iter_rows())
        party = kinds.get(holder) in {"person", "organization", "publication", None}
        if not party or not any(next(occurrences(text, form), None) is not None for form in known.get(holder, ())):
            faults[int(row["row"] or 0)] = (
                f"{row['publisher_id']} published the article, and its text names no {holder} that could hold rights"
            )
    yield at_fault(tables, "articles", "rights_holder_id", faults, needs=("entities", "aliases"))
