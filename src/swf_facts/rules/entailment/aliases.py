"""An alias names one thing, and stands in a quote that names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.entailment.naming import EXACT, PROPERTY, SUBJECT, VALUE, VIEWS
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.sources import unread_sources
from swf_facts.rules.gathering import gathered
from swf_facts.rules.quotes import quotes
from swf_facts.rules.readings import alias_index, known_targets, occurrences, stands_alone
from swf_facts.rules.spans import all_texts
from swf_facts.rules.verdicts import all_whole, at_fault, in_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.checks import Explanation
    from swf_facts.rules.tables import Tables


def doubtful_words(tables: Tables) -> frozenset[str]:
    """Return the quotes of facts that have a finding about what they name or quote: what stands in them may be used once it is mended."""
    doubtful = pl.Series("fact_id", [], dtype=pl.String)
    known = tables.view(known_targets)
    for field, make in VIEWS.items():
        kind = "property" if field == "property_id" else "entity"
        unknown = pl.col("target").is_not_null() & ~pl.col("target").is_in(list(known[kind]))
        named = tables.view(make)
        amiss = pl.col("fact_row").is_in(list(named.unread)) | unknown if named.unread else unknown
        doubtful.append(named.cells.select("fact_id", "fact_row", "target").filter(amiss)["fact_id"])
    doubtful.append(named.cells.filter("mistyped")["fact_id"])  # alike for all three
    attributed = tables["attributions"].raw.with_row_index("row")
    no_source = pl.col("row").is_in(list(tables.view(unread_sources)))
    doubtful.append(attributed.filter(no_source | ~pl.col("entity_id").is_in(list(known["entity"])))["fact_id"])
    evidence = tables["evidence"].typed.select("fact_id", "role", "article_id", "start", "end", "exact")
    credited = evidence.filter(pl.col("role") == "attribution")["fact_id"]
    doubtful.append(credited.filter(~credited.is_in(attributed["fact_id"].drop_nulls().implode())))
    loose = evidence.filter(~tables.view(quotes)["sound"]).filter(pl.col("article_id").is_in(list(tables.texts)))
    doubtful.append(loose["fact_id"])
    facts = doubtful.drop_nulls().unique()
    of_facts = evidence.filter(pl.col("fact_id").is_in(facts.implode())) if facts.len() else facts.to_frame("exact")
    words = pl.concat([loose["exact"], of_facts["exact"]])
    around = {tables.texts[article][start:end] for article, start, end in _around(tables, loose)}
    # A fact without statement has lost its words; they can stand anywhere in its article.
    stated = evidence.filter(pl.col("role") == "statement")["fact_id"].drop_nulls()
    lost = tables["facts"].raw.filter(~pl.col("fact_id").is_in(stated.implode()))["article_id"].drop_nulls().unique()
    return (
        frozenset(words.drop_nulls()) | around | {tables.texts[article] for article in lost if article in tables.texts}
    )


_WIDE = 10_000  # characters of a span that is no quote any more


def _around(tables: Tables, spans: pl.DataFrame) -> Iterable[tuple[str, int, int]]:
    """Return the places around some spans, article, start and end; of wide ones those that share a character are one.

    So words are looked through about once, however many of the spans are as long as the text.
    """
    if spans.is_empty():
        return ()
    start, end, article = pl.col("start"), pl.col("end"), pl.col("article_id")
    lengths = tables.view(all_texts).select("article_id", "length")
    sound = spans.drop_nulls(["start", "end"]).filter(start >= 0).join(lengths, on="article_id")
    ends = pl.min_horizontal(end + 200, "length")
    places = sound.select(article, (start - 200).clip(0), ends).filter(start < end).sort("article_id", "start")
    wide = places.filter(end - start > _WIDE)
    apart = (start >= end.cum_max().shift(1).over("article_id")).fill_null(value=True)
    joined = wide.group_by(wide.select(apart).to_series().cum_sum().alias("part"), maintain_order=True).agg(
        article.first(), start.first(), end.max()
    )
    return pl.concat([places.filter(end - start <= _WIDE), joined.drop("part")]).iter_rows()


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
def alias_possessive(tables: Tables) -> Iterator[Check]:
    """An alias of an entity is not the possessive of another's alias: what belongs to somebody is named with the words after it.

    Breaks on: ``SoftBank’s`` as an alias of the company's chief executive.
    Fix: add the words that follow, or remove the alias.
    """
    aliases = tables["aliases"].raw.select("target_kind", "alias", owner="target_id").drop_nulls()
    named = aliases.unique(["target_kind", "alias"], keep="first").rename({"alias": "stem"})
    view = (
        tables["aliases"]
        .raw.with_columns(stem=pl.col("alias").str.extract("^(.+)[’']s?$"))
        .join(named, on=["target_kind", "stem"], how="left", maintain_order="left")
    )
    yield Check(
        table="aliases",
        view=view,
        holds=(pl.col("target_kind") != "entity").fill_null(value=True)
        | (pl.col("owner") == pl.col("target_id")).fill_null(value=True),
        field="alias",
        explain=lambda row: f"“{row['stem']}” is an alias of {row['owner']}",
    )


@RUNG.rule()
def alias_padded(tables: Tables) -> Iterator[Check]:
    """An alias begins and ends with a character that is not blank.

    Breaks on: ``Proposed`` with a space behind it, which looks the same and fits other words.
    Fix: remove the blank characters at its ends.
    """
    yield Check(
        table="aliases",
        view=tables["aliases"].raw,
        holds=(pl.col("alias") == pl.col("alias").str.strip_chars()).fill_null(value=True),
        field="alias",
        explain="it has blank characters at an end",
    )


def _named(tables: Tables) -> pl.DataFrame:
    """Every cell that names something, with the role of the spans from which it is read."""
    facts = tables["facts"].raw
    cells = [
        *(
            facts.select("fact_id", role=pl.lit(cell.role), target_kind=pl.lit(cell.kind), target_id=cell.field)
            for cell in (SUBJECT, PROPERTY, VALUE)
        ),
        tables["attributions"].raw.select(
            "fact_id", role=pl.lit("attribution"), target_kind=pl.lit("entity"), target_id="entity_id"
        ),
    ]
    return pl.concat(cells).drop_nulls()


def _spans(tables: Tables) -> pl.DataFrame:
    return tables["evidence"].typed.select("fact_id", "role", "start", "end", "exact").drop_nulls()


def _exactly_quoted(tables: Tables, aliases: pl.DataFrame) -> pl.Series:
    """Return the rows of *aliases* that are a span of the role of a cell that names their target."""
    forms = aliases.select("target_kind", "target_id", exact="alias", alias_row="row")
    spans = tables.view(_spans).join(forms, on="exact")
    cells = tables["facts"].raw.select("fact_id", *(cell.field for cell in (SUBJECT, PROPERTY, VALUE)))
    reads = pl.any_horizontal(
        (pl.col("role") == cell.role)
        & (pl.col("target_kind") == cell.kind)
        & (pl.col("target_id") == pl.col(cell.field))
        for cell in (SUBJECT, PROPERTY, VALUE)
    )
    of_sources = spans.filter((pl.col("role") == "attribution") & (pl.col("target_kind") == "entity"))
    sources = tables["attributions"].raw.select("fact_id", target_id="entity_id")
    return pl.concat([
        spans.join(cells, on="fact_id").filter(reads)["alias_row"],
        of_sources.join(sources, on=["fact_id", "target_id"], how="semi")["alias_row"],
    ])  # fmt: skip


def _read_words(tables: Tables, targets: pl.DataFrame) -> pl.DataFrame:
    """Return the words from which cells that name *targets* are read: the spans of their role, and the statements without one."""
    named = tables.view(_named).join(targets, on=["target_kind", "target_id"], how="semi").unique()
    spans = tables.view(_spans)
    own = named.join(spans, on=["fact_id", "role"])
    stated = named.join(spans.filter(pl.col("role") == "statement").drop("role"), on="fact_id")
    held = stated.join(own, on=["fact_id", "role", "target_kind", "target_id"], suffix="_own").filter(
        (pl.col("start_own") < pl.col("end")) & (pl.col("start") < pl.col("end_own"))
    )
    key = ["fact_id", "role", "target_kind", "target_id", "start", "end"]
    columns = ["target_kind", "target_id", "exact"]
    bare = stated.join(held.select(key).unique(), on=key, how="anti")
    return pl.concat([own.select(columns), bare.select(columns)]).unique()


_SHORT_FORM = re.compile(r"\(([A-Z][A-Z0-9]{1,9})\)")
_REACH = 80  # characters before a parenthesis in which the alias that it shortens is sought


def short_forms(tables: Tables) -> Mapping[tuple[str, str], tuple[str, tuple[int, int]]]:
    """Return entity and short form of every “Bitcoin (BTC)”, with the article and the span of the short form."""
    aliases = tables["aliases"].raw.drop_nulls().filter(pl.col("target_kind") == "entity")
    targets = dict(zip(aliases["alias"], aliases["target_id"], strict=True))
    endings = {alias[-2:] for alias in targets}
    found: dict[tuple[str, str], tuple[str, tuple[int, int]]] = {}
    for article, text in tables.texts.items():
        for match in _SHORT_FORM.finditer(text):
            before = text[max(0, match.start() - _REACH) : match.start()].rstrip()
            if before[-2:] not in endings:
                continue
            starts = [at for at in range(len(before)) if stands_alone(before, at, len(before))]
            target = next((targets[before[at:]] for at in starts if before[at:] in targets), None)
            if target is not None:
                found.setdefault((target, match[1]), (article, match.span(1)))
    return found


def _either(one: frozenset[int], other: frozenset[int]) -> frozenset[int]:
    return one | other


@gathered(_either)
def standing_aliases(tables: Tables) -> frozenset[int]:
    """Return the rows of the aliases that stand where `alias_unused` looks for them."""
    aliases = tables["aliases"].raw.with_row_index("row").drop_nulls()
    # Most are what sound spans are to the letter; then all spans are looked at for the others.
    sound = pl.concat([tables.view(make)["alias_row"] for make in EXACT.values()]).unique()
    rest = aliases.filter(~pl.col("row").is_in(sound.implode()))
    found = {*sound, *_exactly_quoted(tables, rest)}
    rest = rest.filter(~pl.col("row").is_in(list(found)))
    if rest.is_empty():
        return frozenset(found)
    key = ["target_kind", "target_id"]
    quoted = rest.join(_read_words(tables, rest.select(key).unique()), on=key)
    within = quoted.filter(pl.col("exact").str.contains(pl.col("alias"), literal=True))
    found |= {
        row for row, alias, words in within.select("row", "alias", "exact").iter_rows() if _stands(alias, [words])
    }
    published: dict[str, list[str]] = {}
    for article, publisher in tables["articles"].raw.select("article_id", "publisher_id").iter_rows():
        published.setdefault(publisher, []).append(tables.texts.get(article, ""))
    doubtful, short = tables.view(doubtful_words), tables.view(short_forms)
    for row, kind, target, alias in rest.select("row", "target_kind", "target_id", "alias").iter_rows():
        own = published.get(target, ()) if kind == "entity" else ()
        if (kind == "entity" and (target, alias) in short) or _stands(alias, [*doubtful, *own]):
            found.add(row)
    return frozenset(found)


def _stands(alias: str, texts: Iterable[str]) -> bool:
    """Return whether an alias stands alone in one of some texts."""
    return any(next(occurrences(text, alias), None) is not None for text in texts)


@RUNG.rule(severity="warning", scope="package", gathers=(standing_aliases,))
def alias_unused(tables: Tables) -> Iterator[Check]:
    """An alias stands in words from which a cell that names its target is read: a span of its role, or a statement without one.

    Two more are of use: a short form in parentheses after another alias, and the name of a publication in a text of its own.

    Breaks on: the alias ``Norweigan fund``, which no quote has.
    Fix: write the form as the texts print it, or remove it.
    """
    aliases = tables["aliases"].raw.with_row_index("row").drop_nulls()
    known, stand = tables.view(known_targets), tables.view(standing_aliases)
    faults: dict[int, str | Explanation] = {
        row: f"“{alias}” stands in no words from which {target} is read"
        for row, kind, target, alias in aliases.select("row", "target_kind", "target_id", "alias").iter_rows()
        if row not in stand and target in known.get(kind, ())
    }
    yield at_fault(tables, "aliases", "alias", faults, needs=("facts", "evidence", "attributions", "articles"))


def _earlier(
    one: Mapping[tuple[str, str], Finding], other: Mapping[tuple[str, str], Finding]
) -> Mapping[tuple[str, str], Finding]:
    return {**other, **one}


@gathered(_earlier)
def unlisted_short_forms(tables: Tables) -> Mapping[tuple[str, str], Finding]:
    """Return a finding for the first place of every short form that is no alias."""
    index = tables.view(alias_index)["entity"]
    return {
        (target, form): in_text(
            short_form_unlisted, tables, article, span, f"“{form}” is short for {target}, and no alias of it"
        )
        for (target, form), (article, span) in tables.view(short_forms).items()
        if form not in index.aliases.get(target, ())
    }


@RUNG.rule(severity="warning", scope="package", gathers=(unlisted_short_forms,))
def short_form_unlisted(tables: Tables) -> Iterator[Finding]:
    """A short form in parentheses after an alias, as in “Bitcoin (BTC)”, is an alias of the same entity.

    Breaks on: a text that prints ``Isle Fund (IF)``, without the alias ``IF``.
    Fix: add the short form to `aliases`.
    """
    if all_whole(tables, "aliases", "entities", "articles"):
        yield from tables.view(unlisted_short_forms).values()


@RUNG.rule(severity="warning")
def publisher_unlisted(tables: Tables) -> Iterator[Check]:
    """A text that prints the name of the publication in which it appeared has that name among the aliases.

    Breaks on: a text with ``The Gazette`` in its last line, where no alias is ``The Gazette``.
    Fix: add the name to the aliases of the publisher.
    """
    index = tables.view(alias_index)["entity"]
    names = dict(tables["entities"].raw.select("entity_id", "name").drop_nulls().iter_rows())
    faults: dict[int, str | Explanation] = {}
    for row, (article, publisher) in enumerate(tables["articles"].raw.select("article_id", "publisher_id").iter_rows()):
        name, text = names.get(publisher, ""), tables.texts.get(article, "")
        if name and name not in index.aliases.get(publisher, ()) and next(occurrences(text, name), None) is not None:
            faults[row] = f"the text prints “{name}”, which is no alias of {publisher}"
    yield at_fault(tables, "articles", "publisher_id", faults, needs=("aliases", "entities"))
