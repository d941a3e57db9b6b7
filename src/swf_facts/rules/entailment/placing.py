"""Spans stand where they prove most: whole words, one span a role, nearest to the statement."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import (
    by_fact,
    flat_texts,
    in_passages,
    placed_statements,
    rows_of,
    sound_in,
    spans_in,
    spans_of,
    standing,
    standing_twice,
    statements,
    statements_of,
    text_number_of,
    text_numbers,
)
from swf_facts.rules.overlaps import begun_in, inside
from swf_facts.rules.places import places_alone
from swf_facts.rules.quotes import facts, layouts, quotes
from swf_facts.rules.spans import all_texts
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.rules.quotes import Extent
    from swf_facts.rules.tables import Tables

NEEDS = ("facts", "articles")

# Scripts that part words by spaces; in others a span may begin anywhere.
_LETTER = r"[\p{Latin}\p{Greek}\p{Cyrillic}0-9]"
_BEFORE, _AFTER = ",;:.!?)”–—/-", ",;:(“‘–—/?!-"  # signs that belong to what stands around a span
_FULL_STOP = r"[^.\p{Lu}]\.$"  # not that of an abbreviation in capitals
_USUAL = 0.9  # share of an article's facts that makes a span usual there
_ENOUGH = 10  # facts of an article below which nothing is usual


def _edged(tables: Tables) -> pl.DataFrame:
    """The sound spans that may cut a word, or begin or end with white space or a sign, or with the text."""
    spans, start, end, around = tables.view(quotes), pl.col("start"), pl.col("end"), pl.col("around").str
    # The character before a span and the one after it stand around it.
    begins = around.contains(rf"(?s)^(?:{_LETTER}{{2}}|.[\s{_BEFORE}])")
    ends = around.contains(rf"(?s)(?:{_LETTER}{{2}}|[\s{_AFTER}].)$")
    whole = (start == 0) | (end == pl.col("length"))
    lengths = tables.view(all_texts)["length"].gather(tables.view(text_numbers).gather(spans["fact_row"]))
    marked = spans.select("sound", "start", "end", "around", length=lengths).select(
        pl.col("sound") & (begins | ends | whole)
    )
    return spans.filter(marked.to_series())


@RUNG.rule()
def span_cuts_word(tables: Tables) -> Iterator[Check]:
    """A span begins and ends between words, and not with white space.

    Breaks on: the span ``onsors`` inside ``sponsors``.
    Fix: move the edge of the span to the edge of the word.
    """
    view, around, inner = tables.view(_edged), pl.col("around"), pl.col("end") - pl.col("start")
    before = (pl.col("start") > 0) & around.str.contains(f"^{_LETTER}{{2}}")
    behind = around.str.len_chars().cast(pl.Int64) - inner - (pl.col("start") > 0).cast(pl.Int64)
    after = around.str.contains(f"{_LETTER}{{2}}$")
    blank = pl.col("exact") != pl.col("exact").str.strip_chars()
    loose = view.filter(before | (after & (behind > 0)) | blank)
    faults: dict[int, str | Explanation] = {
        row: "the span begins or ends with white space" if white else f"the text reads {words!r} around the span"
        for row, white, words in loose.select("row", blank, "around").iter_rows()
    }
    yield at_fault(tables, "evidence", "exact", faults, needs=NEEDS)


@RUNG.rule(severity="warning")
def span_edge(tables: Tables) -> Iterator[Check]:
    """A span neither begins nor ends with punctuation that belongs to the sentence around it.

    A sign that an alias or a date has is part of it. The full stop counts where an article's statements usually leave it out.

    Breaks on: the span ``bankrolling:``.
    Fix: leave the sign out.
    """
    spans, exact = tables.view(_edged), pl.col("exact")
    name = pl.col("role").is_in(["subject", "property", "attribution", "as_of"])
    begins, asks = exact.str.contains(f"^[{_BEFORE}]"), exact.str.contains(r"[?!]$")
    known = tables["aliases"].raw.select(exact="alias")
    marked = spans.filter(begins | exact.str.contains(f"[{_AFTER}]$"))
    loose = marked.filter((begins | ~asks | name) & (exact.str.len_chars() > 1)).join(known, on="exact", how="anti")
    stop = exact.str.contains(_FULL_STOP)
    statements = sound_in(tables, "statement").select("row", "article_id", "exact")
    stopped = statements.filter(stop)
    near = statements.join(stopped.select("article_id").unique(), on="article_id", how="semi")
    around = tables.view(quotes)["around"].gather(near["row"])
    left_out = ~stop & pl.col("around").str.contains(r"[^.]\.$")
    usual = (
        near.with_columns(around=around).group_by("article_id").agg(stop.sum().alias("stop"), left_out=left_out.sum())
    )
    usual = usual.filter(pl.col("stop") <= pl.col("left_out") * (1 - _USUAL))
    uneven = stopped.join(usual, on="article_id", how="semi")
    faults: dict[int, str | Explanation] = {
        row: f"the span reads “{words if len(words) < 60 else '…' + words[-40:]}”"
        for part in (loose, uneven)
        for row, words in part.select("row", "exact").iter_rows()
    }
    yield at_fault(tables, "evidence", "exact", faults, needs=(*NEEDS, "aliases"))


@RUNG.rule(severity="warning")
def role_repeated(tables: Tables) -> Iterator[Check]:
    """A fact has one span of each of the roles ``subject``, ``property``, ``unit`` and ``modality``: one cell is read from one place.

    Breaks on: a fact with two ``subject`` spans.
    Fix: keep the span from which the cell is read; words that state the fact again are a further statement.
    """
    faults: dict[int, str | Explanation] = {}
    for role in ("subject", "property", "unit", "modality"):
        again = spans_in(tables, role).filter(~pl.col("fact_row").is_first_distinct())
        for row, fact in again.select("row", "fact_id").iter_rows():
            faults[row] = f"{fact} has a span of the role {role} already"
    yield at_fault(tables, "evidence", "role", faults, needs=NEEDS)


@RUNG.rule(severity="warning")
def span_left_out(tables: Tables) -> Iterator[Check]:
    """What an article's facts usually quote, they all quote: subject, property, entity value, modality.

    A cell may be read from the statement. But where nine in ten of an article's facts, ten at least, have a span of their own
    for it, one without has lost it.

    Breaks on: one fact without ``subject`` span among two hundred that have one.
    Fix: add the words that name the cell to `evidence` with its role.
    """
    cells = tables.view(facts).select("fact_row", "article_id", "value_entity_id", "modality", "here").filter("here")
    for role, field, concerned in (
        ("subject", "subject_id", pl.lit(value=True)),
        ("property", "property_id", pl.lit(value=True)),
        ("value", "value_entity_id", pl.col("value_entity_id").is_not_null()),
        ("modality", "modality", pl.col("modality").is_not_null() & (pl.col("modality") != "asserted")),
    ):
        given = pl.col("fact_row").is_in(spans_in(tables, role)["fact_row"].unique().implode())
        seen = cells.filter(concerned).select("fact_row", "article_id", given=given)
        lost = seen.filter(~pl.col("given"))
        if lost.is_empty():
            yield at_fault(tables, "facts", field, {}, needs=("evidence", "articles"))
            continue
        usual = seen.group_by("article_id").agg(count=pl.len(), share=pl.col("given").sum()).filter(
            (pl.col("count") >= _ENOUGH) & (pl.col("share") >= _USUAL * pl.col("count"))
        )  # fmt: skip
        lost = lost.join(usual, on="article_id")
        faults: dict[int, str | Explanation] = {
            row: f"{share} of {count} such facts of {article} have a {role} span, and this one has none"
            for row, article, count, share in lost.select("fact_row", "article_id", "count", "share").iter_rows()
        }
        yield at_fault(tables, "facts", field, faults, needs=("evidence", "articles"))


# --- where the words stand --------------------------------------------------------------------------
def main_statements(tables: Tables) -> pl.DataFrame:
    """The statement of each fact in which most of its spans begin, the first of several: ``statement``, ``low`` and ``high``."""
    held = tables.view(statements).select("fact_row", statement="row", low="start", high="end")
    alone = ~held["fact_row"].is_duplicated()
    if alone.all():
        return held
    several = held.filter(~alone)
    others = rows_of(tables, several["fact_row"]).filter(pl.col("role") != "statement")
    counts = begun_in(several.select(number="fact_row", start="low", end="high"), by_fact(others))
    ordered = several.with_columns(count=counts).sort("count", "low", "statement", descending=[True, False, False])
    first = ordered.unique("fact_row", keep="first", maintain_order=True)
    return pl.concat([held.filter(alone), first.drop("count")])


_INSIDE = (pl.col("low") <= pl.col("start")) & (pl.col("end") <= pl.col("high"))


def beside_main(tables: Tables) -> pl.DataFrame:
    """The standing spans, row by row as `standing` has them, with ``low`` and ``high`` of the main statement of their fact."""
    spans, mains = tables.view(standing), tables.view(main_statements).select("fact_row", "low", "high")
    of_facts = tables.view(facts).select("fact_row").join(mains, on="fact_row", how="left", maintain_order="left")
    ends = of_facts.select(pl.col("low", "high").gather(spans["fact_row"]))
    return spans.select("row", "fact_row", "role", "start", "end").hstack(ends)


def _distance(at: int, length: int, main: tuple[int, int], stated: Extent) -> tuple[bool, bool, bool, int, int]:
    """Return by what a place is farther than another: not in the main statement, in none, after it, by how much."""
    end, (low, high) = at + length, main
    inside = low <= at and end <= high
    held = stated.holds(at, end)
    gap = max(0, low - end, at - high)
    return not inside, not held, not held and at > low, gap, at


def nearest_places(places: Sequence[int], size: int, main: tuple[int, int], stated: Extent) -> Iterator[int]:
    """Yield some of the places of words of a size; of all of them the one with the least `_distance` is among them.

    These are in each statement, and in the whole text, the last that ends before the main statement and the next; where none
    is held, that may be farther than the first after it. Where they are fewer than the statements, all are yielded.
    """
    if len(places) < len(stated.spans):
        yield from places
        return
    low, _ = main
    yield from places[(after := bisect_right(places, low)) : after + 1]
    near = bisect_left(places, low - size)
    held = ((bisect_left(places, span.start), bisect_right(places, span.end - size)) for span in stated.spans)
    for first, behind in ((0, len(places)), *held):
        if first < behind:
            yield from (places[max(first, min(at, behind - 1))] for at in (near - 1, near))


def _maybe_farther(tables: Tables) -> pl.DataFrame:
    """The spans that may not quote the nearest place: no place is nearer than where the words first stand in the main statement."""
    start, end, low, text = pl.col("start"), pl.col("end"), pl.col("low"), pl.col("text").bin
    looked = ~pl.col("role").is_in(["statement", "as_of"])
    # Words that begin the main statement stand nowhere in it before.
    places = tables.view(beside_main).with_row_index("at").filter(
        looked & low.is_not_null() & (~_INSIDE | (start > low))
    ).drop("row", "role")  # fmt: skip
    flat = tables.view(flat_texts).gather(text_number_of(tables, places))
    size = pl.when(_INSIDE).then(end - low - 1).otherwise(0)  # the slices are copies
    before = text.slice(low, size).bin.contains(text.slice(start, end - start))
    found = places.with_columns(text=flat).filter(~_INSIDE | before).drop("text")
    return tables.view(standing).select(pl.all().gather(found["at"])).hstack(found.select("low", "high"))


@RUNG.rule(severity="warning")
def words_nearer(tables: Tables) -> Iterator[Check]:
    """Of several places with the same words, a span quotes the one that the statement means.

    That is the first in the statement which holds most of the fact's words, else in another statement of it, else the last
    before it, as a pronoun has it, else the first after it.

    Breaks on: a subject quoted from the title where the sentence before the statement has the same name.
    Fix: move the span to the place that the finding gives.
    """
    again = standing_twice(tables, _maybe_farther(tables))
    stated, places = statements_of(tables, again["fact_row"]), places_alone(tables, again)
    nearest: dict[tuple[int, str], tuple[bool, bool, bool, int, int]] = {}
    faults: dict[int, str | Explanation] = {}
    columns = ["fact_row", "row", "article_id", "start", "exact", "low", "high"]
    for fact_row, row, article, start, exact, low, high in again.select(columns).iter_rows():
        found, size = places[article, exact], len(exact)
        if len(found) < 2:
            continue
        main, others = (low, high), stated[fact_row]
        distance = partial(_distance, length=size, main=main, stated=others)
        if (fact_row, exact) not in nearest:
            nearest[fact_row, exact] = min(map(distance, nearest_places(found, size, main, others)))
        least = nearest[fact_row, exact]
        if least < distance(start):
            best = least[-1]
            faults[row] = Explanation(
                message=f"the same words stand nearer to the statement, at {best}:{best + size}",
                fix=f"move the span to {best}:{best + size}",
            )
    yield at_fault(tables, "evidence", "start", faults, needs=NEEDS)


@RUNG.rule()
def value_beyond_statement(tables: Tables) -> Iterator[Check]:
    """A value lies inside a statement of its fact, not merely in its passage.

    Breaks on: the value ``108K`` beside the statement ``heavy daily trading``.
    Fix: widen the statement to the words of the value, or quote the value from it.
    """
    astray = tables.view(beside_main).filter((pl.col("role") == "value") & ~_INSIDE)["row"]
    values = tables.view(standing).filter(pl.col("row").is_in(astray.implode()))
    beyond = values.filter(~inside(by_fact(values), by_fact(tables.view(statements))))
    # A value from another passage is a finding of the rung below.
    around = tables.view(placed_statements).select("fact_row", "passage").drop_nulls().unique()
    placed = in_passages(tables, beyond)
    near = pl.concat(
        [placed.filter(pl.col("passage").is_null()), placed.join(around, on=["fact_row", "passage"], how="semi")]
    )
    faults: dict[int, str | Explanation] = {
        row: f"the span {start}:{end} lies in no statement of the fact"
        for row, start, end in near.select("row", "start", "end").iter_rows()
    }
    yield at_fault(tables, "evidence", "start", faults, needs=(*NEEDS, "passages"))


@RUNG.rule(severity="warning")
def attribution_far(tables: Tables) -> Iterator[Check]:
    """A source is named in the passage of a statement, or at the head of the list in which it stands.

    A source does not spread to the sentences beside the one that names it.

    Breaks on: a sentence attributed to the analysts of the sentence before.
    Fix: quote the source from the sentence that it governs, or remove the attribution.
    """
    placed = tables.view(placed_statements)
    passages = tables.view(layouts)
    sources = in_passages(tables, tables.view(standing).filter(pl.col("role") == "attribution"))
    elsewhere = sources.join(placed.select("fact_row", "passage").unique(), on=["fact_row", "passage"], how="anti")
    spans = spans_of(tables, elsewhere["fact_row"], roles=("statement",))
    governing: dict[int, set[int]] = {}
    faults: dict[int, str | Explanation] = {}
    for fact_row, row, article, start, end, exact in elsewhere.select(
        "fact_row", "row", "article_id", "start", "end", "exact"
    ).iter_rows():
        layout = passages[article]
        if fact_row not in governing:
            numbers = [layout.at(span.start, span.end) for span in spans.get(fact_row, ())]
            known = [number for number in numbers if number is not None]
            governing[fact_row] = layout.governing(known) if None not in numbers else set()
        if governing[fact_row] and layout.at(start, end) not in governing[fact_row]:
            faults[row] = f"“{exact}” stands in no passage of a statement, nor at the head of its list"
    yield at_fault(tables, "evidence", "start", faults, needs=(*NEEDS, "passages"))
