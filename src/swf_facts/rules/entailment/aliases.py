"""An alias names one thing, and stands in a quote that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.entailment.naming import VIEWS
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.sources import unread_sources
from swf_facts.rules.quotes import quotes
from swf_facts.rules.readings import known_targets, occurrences
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.rules.checks import Explanation
    from swf_facts.rules.tables import Tables


def doubtful_words(tables: Tables) -> frozenset[str]:
    """Return the quotes of facts that have a finding about what they name or quote: what stands in them may be used once it is mended."""
    doubtful = pl.Series("fact_id", [], dtype=pl.String)
    known = tables.view(known_targets)
    for field, make in VIEWS.items():
        kind = "property" if field == "property_id" else "entity"
        unknown = pl.col("target").is_not_null() & ~pl.col("target").is_in(list(known[kind]))
        doubtful.append(tables.view(make).filter(pl.col("unread") | pl.col("mistyped") | unknown)["fact_id"])
    attributed = tables["attributions"].raw.with_row_index("row")
    unread = pl.col("row").is_in(list(tables.view(unread_sources)))
    doubtful.append(attributed.filter(unread | ~pl.col("entity_id").is_in(list(known["entity"])))["fact_id"])
    evidence = tables["evidence"].raw
    credited = evidence.filter(pl.col("role") == "attribution")["fact_id"]
    doubtful.append(credited.filter(~credited.is_in(attributed["fact_id"].drop_nulls().implode())))
    loose = (~tables.view(quotes)["sound"]) & evidence["article_id"].is_in(list(tables.texts))
    doubtful.append(evidence.filter(loose)["fact_id"])
    frame = evidence.filter(loose | evidence["fact_id"].is_in(doubtful.drop_nulls().unique().implode()))
    texts = tables["evidence"].typed.filter(loose).select("article_id", "start", "end").drop_nulls()
    around = {
        tables.texts[article][max(0, start - 200) : end + 200]
        for article, start, end in texts.iter_rows()
        if start >= 0
    }
    # A fact without statement has lost its words; they can stand anywhere in its article.
    stated = evidence.filter(pl.col("role") == "statement")["fact_id"].drop_nulls()
    lost = tables["facts"].raw.filter(~pl.col("fact_id").is_in(stated.implode()))["article_id"].drop_nulls().unique()
    return (
        frozenset(frame["exact"].drop_nulls())
        | around
        | {tables.texts[article] for article in lost if article in tables.texts}
    )


@RUNG.rule()
def alias_shared(tables: Tables) -> Iterator[Check]:
    """An alias stands for one entity and for one property at most.

    Breaks on: ``the fund`` as an alias of two funds.
    Fix: give each the longer form that tells them apart, or keep the alias where its quotes are.
    """
    view = tables["aliases"].raw.with_columns(
        owner=pl.col("target_id").first().over("target_kind", "alias"),
    )
    yield Check(
        table="aliases",
        view=view,
        holds=pl.any_horizontal(pl.all().is_null()) | (pl.col("owner") == pl.col("target_id")),
        field="alias",
        explain=lambda row: f"“{row['alias']}” is an alias of {row['owner']} already",
    )


@RUNG.rule(severity="warning")
def alias_unused(tables: Tables) -> Iterator[Check]:
    """An alias stands in a quote of a fact that names its target, or in an article that its target published.

    Breaks on: the alias ``Norweigan fund``, which no quote has.
    Fix: write the form as the texts print it, or remove it.
    """
    aliases = tables["aliases"].raw.with_row_index("row").drop_nulls()
    spans = tables["evidence"].raw.select("fact_id", "exact").drop_nulls()
    named = pl.concat([
        tables["facts"].raw.select("fact_id", target_id="subject_id", target_kind=pl.lit("entity")),
        tables["facts"].raw.select("fact_id", target_id="value_entity_id", target_kind=pl.lit("entity")),
        tables["facts"].raw.select("fact_id", target_id="property_id", target_kind=pl.lit("property")),
        tables["attributions"].raw.select("fact_id", target_id="entity_id", target_kind=pl.lit("entity")),
    ]).drop_nulls().unique()  # fmt: skip
    whole = named.join(spans, on="fact_id").select("target_kind", "target_id", alias="exact").unique()
    rest = aliases.join(whole, on=["target_kind", "target_id", "alias"], how="anti")
    faults: dict[int, str | Explanation] = {}
    if rest.height:
        wanted = rest.select("target_kind", "target_id").unique()
        words = named.join(wanted, on=["target_kind", "target_id"]).join(spans, on="fact_id")
        quoted = {key[:2]: set(frame["exact"]) for key, frame in words.group_by("target_kind", "target_id")}
        published: dict[str, list[str]] = {}
        for article, publisher in tables["articles"].raw.select("article_id", "publisher_id").iter_rows():
            published.setdefault(publisher, []).append(tables.texts.get(article, ""))
        known, doubtful = tables.view(known_targets), tables.view(doubtful_words)
        for row, kind, target, alias in rest.select("row", "target_kind", "target_id", "alias").iter_rows():
            if target not in known.get(kind, ()):
                continue
            places = [
                *doubtful,
                *quoted.get((kind, target), ()),
                *(published.get(target, ()) if kind == "entity" else ()),
            ]
            if not any(next(occurrences(text, alias), None) is not None for text in places):
                faults[row] = f"“{alias}” stands in no quote of a fact about {target}"
    yield at_fault(tables, "aliases", "alias", faults, needs=("facts", "evidence", "attributions", "articles"))
