"""Every source is named by the words quoted for it, as what it is, and in the order of the chain."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.cues import chain_words
from swf_facts.rules.entailment.naming import NEEDS, quoted_words, sources_by_fact
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import sound_in, words_in
from swf_facts.rules.gathering import gathered
from swf_facts.rules.quotes import facts
from swf_facts.rules.readings import UNKNOWN, alias_index, known_targets, listed_aliases
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.rules.checks import Explanation
    from swf_facts.rules.tables import Tables

_USUAL, _ENOUGH = 0.8, 10  # the share of spans, and their number, that make a form usual
_LONGEST_LINK = 40  # characters between two sources of one chain


def _to_the_letter(tables: Tables) -> pl.DataFrame:
    """The spans for sources that are an alias to the letter of one that is attributed, with it as ``entity_id``."""
    aliases = tables.view(listed_aliases).filter(pl.col("target_kind") == "entity")
    named = tables["attributions"].raw.select("fact_id", "entity_id").drop_nulls().unique()
    forms = aliases.select(entity_id="target_id", exact="alias")
    return sound_in(tables, "attribution").join(forms, on="exact").join(named, on=["fact_id", "entity_id"], how="semi")


def _loose_spans(tables: Tables) -> pl.DataFrame:
    """The other spans for sources."""
    exact = tables.view(_to_the_letter)["row"].unique()
    return sound_in(tables, "attribution").filter(~pl.col("row").is_in(exact.implode()))


def unread_sources(tables: Tables) -> dict[int, str | Explanation]:
    """Return the rows of attributions whose source no quoted words name, with what to say."""
    known, index = tables.view(known_targets)["entity"], tables.view(alias_index)["entity"]
    here = tables.view(facts).filter("here").select("fact_id", "fact_row")
    quoted = words_in(tables, "attribution").filter("sound").select("fact_row", "words")
    rows = tables["attributions"].raw.with_row_index("at").filter(pl.col("entity_id").is_in(list(known)))
    open_rows = (
        rows.join(tables.view(_to_the_letter), on=["fact_id", "entity_id"], how="anti")
        .join(here, on="fact_id")
        .select("at", "entity_id", "fact_row")
    )
    read = {
        fact_row: (quoted_words(words), set[str]().union(*map(index.readings, words)))
        for fact_row, words in quoted.join(open_rows, on="fact_row", how="semi").iter_rows()
    }
    return {
        at: f"no alias of {entity} stands in {read[fact_row][0]}"
        for at, entity, fact_row in open_rows.iter_rows()
        if fact_row in read and not read[fact_row][1] & {entity, UNKNOWN}
    }


@RUNG.rule()
def source_unread(tables: Tables) -> Iterator[Check]:
    """A source is named by one of its aliases in an ``attribution`` span.

    Breaks on: the source ``financial-times`` where the quoted words are ``Analysts``.
    Fix: name the source that the words name, quote the words that name it, or add the printed form to `aliases`.
    """
    yield at_fault(tables, "attributions", "entity_id", tables.view(unread_sources), needs=("facts", *NEEDS))


@RUNG.rule()
def source_kind(tables: Tables) -> Iterator[Check]:
    """The kind of a source is that of its entity: a person is a named person, a group is unnamed, a dataset is a dataset.

    Any other entity that speaks is a named organization. A document may be an entity of any kind but person and group.

    Breaks on: the person ``masayoshi-son`` as a ``named_organization``.
    Fix: write the kind that goes with the entity, or mend the entity's kind.
    """
    kinds = (
        tables["entities"].raw.select("entity_id", entity_kind="kind").drop_nulls().unique("entity_id", keep="first")
    )
    view = tables["attributions"].raw.join(kinds, on="entity_id", how="left", maintain_order="left")
    expected = pl.col("entity_kind").replace_strict(
        {"person": "named_person", "group": "unnamed", "dataset": "document_or_dataset"}, default="named_organization"
    )
    document = (pl.col("kind") == "document_or_dataset") & pl.col("entity_kind").is_in(["concept", "publication"])
    yield Check(
        table="attributions",
        view=view.with_columns(expected=expected),
        holds=pl.col("entity_kind").is_null() | pl.col("kind").is_null() | (pl.col("kind") == pl.col("expected"))
        | (document & (pl.col("entity_kind") == "concept")),
        field="kind",
        explain=lambda row: f"{row['entity_id']} is a {row['entity_kind']}, which makes it {row['expected']}",
        needs=("entities",),
    )  # fmt: skip


@RUNG.rule()
def source_repeated(tables: Tables) -> Iterator[Check]:
    """No source stands twice in the chain of one fact.

    Breaks on: a fact that is attributed to ``coinmarketcap`` at level 1 and again at level 2.
    Fix: remove the row, or name the source that was meant.
    """
    known = pl.all_horizontal(pl.col("fact_id", "entity_id").is_not_null())
    yield Check(
        table="attributions",
        view=tables["attributions"].raw,
        holds=~known | pl.struct("fact_id", "entity_id").is_first_distinct(),
        field="entity_id",
        explain=lambda row: f"{row['entity_id']} is a source of {row['fact_id']} already",
    )


@RUNG.rule()
def source_span_idle(tables: Tables) -> Iterator[Check]:
    """An ``attribution`` span names a source of its fact.

    Breaks on: the words ``May 25, 2025`` with the role attribution.
    Fix: add the source that the words name to `attributions`, or give the span the role of what it says.
    """
    index, known = tables.view(alias_index)["entity"], tables.view(known_targets)["entity"]
    sources = tables.view(sources_by_fact)
    # A source that no words name may be meant by words that name no source: that is one fault.
    unread = _facts_with_unread(tables)
    faults: dict[int, str | Explanation] = {}
    for row, fact, exact in tables.view(_loose_spans).select("row", "fact_id", "exact").iter_rows():
        named = sources.get(fact, set())  # a fact without any is a finding of the rung below
        if named and fact not in unread and named <= known and not index.readings(exact) & {*named, UNKNOWN}:
            faults[row] = f"“{exact}” names no source of {fact}"
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles", "aliases", "attributions"))


def _facts_with_unread(tables: Tables) -> set[str]:
    """Return the facts with a source that no words name."""
    return {tables["attributions"].raw["fact_id"][row] for row in tables.view(unread_sources)}


@RUNG.rule(severity="warning")
def source_ambiguous(tables: Tables) -> Iterator[Check]:
    """An ``attribution`` span names nobody beside the sources of its fact.

    Breaks on: the words ``analysts of the Isle Fund`` where ``analysts`` is the longest alias.
    Fix: quote the words that name the source alone, or add the whole form to its aliases.
    """
    index, known = tables.view(alias_index)["entity"], tables.view(known_targets)["entity"]
    sources, unread = tables.view(sources_by_fact), _facts_with_unread(tables)
    spans = sound_in(tables, "attribution")
    readings = {words: index.readings(words) for words in spans["exact"].unique()}
    several = [words for words, read in readings.items() if len(read) > 1]
    faults: dict[int, str | Explanation] = {}
    for row, fact, exact in spans.filter(pl.col("exact").is_in(several)).select("row", "fact_id", "exact").iter_rows():
        named, read = sources.get(fact, set()), readings[exact]
        others = read - named
        if others and read & named and UNKNOWN not in read and fact not in unread and named <= known:
            faults[row] = f"“{exact}” also names {', '.join(sorted(others))}"
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles", "aliases", "attributions"))


@RUNG.rule()
def source_order(tables: Tables) -> Iterator[Check]:
    """The levels of a chain of sources follow its words: “sources cited by the Financial Times” makes the paper the nearer one.

    Breaks on: level 1 for the sources and level 2 for the paper that cites them.
    Fix: exchange the levels; level 1 is the source nearest to the article.
    """
    index = tables.view(alias_index)["entity"]
    level_of: dict[str, dict[str, tuple[int, int]]] = {}
    columns = ["fact_id", "level", "row", "entity_id"]
    chains = tables["attributions"].typed.with_row_index("row").select(columns).drop_nulls()
    for fact, level, row, entity in chains.filter(pl.len().over("fact_id") > 1).iter_rows():
        level_of.setdefault(fact, {})[entity] = level, row
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    quoted = sound_in(tables, "attribution").filter(pl.col("fact_id").is_in(list(level_of)))
    for fact, article, start, end, exact in quoted.select("fact_id", "article_id", "start", "end", "exact").iter_rows():
        for entity in level_of[fact].keys() & {*index.targets.get(exact, ()), *index.readings(exact)}:
            spans.setdefault(fact, []).append((start, end, entity, article))
    faults: dict[int, str | Explanation] = {}
    for fact, found in spans.items():
        levels = level_of[fact]
        for (_, end, first, article), (start, _, second, _) in pairwise(sorted(found)):
            words = " ".join(tables.texts[article][end:start].split())
            cue = next(iter(chain_words().find(words)), None) if len(words) <= _LONGEST_LINK else None
            if cue is None or first == second:
                continue
            nearer, farther = (second, first) if cue.meaning == "after" else (first, second)
            if levels[nearer][0] > levels[farther][0]:
                faults[levels[nearer][1]] = f"“{cue.form}” makes {nearer} nearer to the article than {farther}"
    yield at_fault(tables, "attributions", "level", faults, needs=("facts", *NEEDS))


def _summed(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _inexact(tables: Tables) -> dict[int, str]:
    """Return the spans for sources that name one by more than an alias, by row."""
    index = tables.view(alias_index)["entity"]
    sources = tables.view(sources_by_fact)
    return {
        row: exact
        for row, fact, exact in tables.view(_loose_spans).select("row", "fact_id", "exact").iter_rows()
        if fact in sources and sources[fact] & index.readings(exact)
    }


@gathered(_summed)
def source_forms(tables: Tables) -> tuple[int, int]:
    """Return how many spans for sources there are, and how many of them are inexact."""
    return sound_in(tables, "attribution").height, len(tables.view(_inexact))


def _are_exact(tables: Tables) -> bool:
    """Whether it is usual in the package that a span for a source is an alias to the letter."""
    spans, inexact = tables.view(source_forms)
    return spans >= _ENOUGH and inexact <= (1 - _USUAL) * spans


@RUNG.rule(severity="warning", where=_are_exact, gathers=(source_forms,))
def source_inexact(tables: Tables) -> Iterator[Check]:
    """Where four in five of a package's spans for sources are an alias to the letter, ten at least, all are.

    Breaks on: the span ``the Financial Times`` among ten that name a source without article.
    Fix: add the words of the span to `aliases`, or quote the alias alone.
    """
    faults: dict[int, str | Explanation] = {
        row: f"“{exact}” is no alias to the letter, as the other spans for sources are"
        for row, exact in tables.view(_inexact).items()
    }
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles", "aliases", "attributions"))
