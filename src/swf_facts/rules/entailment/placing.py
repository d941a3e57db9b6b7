"""Spans stand where they prove most: whole words, one span a role, nearest to the statement."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.quantities import extract
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.quotes import facts, layouts, quotes, spans_by_fact, words_of
from swf_facts.rules.readings import alias_index, occurrences, stands_again
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from swf_facts.rules.quotes import Span
    from swf_facts.rules.tables import Tables

NEEDS = ("facts", "articles")

# Scripts that part words by spaces; in others a span may begin anywhere.
_LETTER = r"[\p{Latin}\p{Greek}\p{Cyrillic}0-9]"
_LOOSE = r"^[,;:.!?)”–—/-]|[,;:(“‘–—/-]$"
_FULL_STOP = r"[^.\p{Lu}]\.$"  # not that of an abbreviation in capitals
_USUAL = 0.9  # share of an article's facts that makes a span usual there
_ENOUGH = 10  # facts of an article below which nothing is usual


@RUNG.rule()
def span_cuts_word(tables: Tables) -> Iterator[Check]:
    """A span begins and ends between words, and not with white space.

    Breaks on: the span ``onsors`` inside ``sponsors``.
    Fix: move the edge of the span to the edge of the word.
    """
    view = tables.view(quotes)
    edge = f"^{_LETTER}{{2}}"
    before = (
        pl.when(pl.col("start") > 0)
        .then(pl.col("around").str.head(2).str.contains(edge))
        .otherwise(pl.lit(value=False))
    )
    length = pl.col("end") - pl.col("start")
    full = pl.col("around").str.len_chars().cast(pl.Int64) - length - (pl.col("start") > 0).cast(pl.Int64)
    after = pl.when(full > 0).then(pl.col("around").str.tail(2).str.contains(edge)).otherwise(pl.lit(value=False))
    blank = pl.col("exact").str.contains(r"^\s|\s$")
    yield Check(
        table="evidence",
        view=view.with_columns(edges=before | after, blank=blank),
        holds=~pl.col("sound") | ~(pl.col("edges") | pl.col("blank")).fill_null(value=False),
        field="exact",
        explain=lambda row: (
            "the span begins or ends with white space"
            if row["blank"]
            else f"the text reads {row['around']!r} around the span"
        ),
        needs=NEEDS,
    )


@RUNG.rule(severity="warning")
def span_edge(tables: Tables) -> Iterator[Check]:
    """A span neither begins nor ends with punctuation that belongs to the sentence around it.

    A sign that an alias or a date has is part of it. The full stop counts where an article's statements usually leave it out.

    Breaks on: the span ``bankrolling:``.
    Fix: leave the sign out.
    """
    known = tables["aliases"].raw.select(exact="alias").drop_nulls().unique().with_columns(alias=pl.lit(value=True))
    view = tables.view(quotes).join(known, on="exact", how="left", maintain_order="left")
    stop = pl.col("exact").str.contains(_FULL_STOP)
    left_out = ~stop & pl.col("around").str.contains(r"[^.]\.$")
    statement = (pl.col("role") == "statement") & pl.col("sound")
    stops, bare = ((statement & of).sum().over("article_id") for of in (stop, left_out))
    name = pl.col("role").is_in(["subject", "property", "attribution", "as_of"])
    loose = (
        (pl.col("exact").str.contains(_LOOSE) | (name & pl.col("exact").str.contains(r"[?!]$")))
        & pl.col("alias").is_null()
        & (pl.col("exact").str.len_chars() > 1)
    )
    yield Check(
        table="evidence",
        view=view.with_columns(loose=loose, uneven=stop & statement & (stops <= bare * (1 - _USUAL))),
        holds=~pl.col("sound") | ~(pl.col("loose") | pl.col("uneven")).fill_null(value=False),
        field="exact",
        explain=lambda row: f"the span reads “{row['exact'] if len(row['exact']) < 60 else '…' + row['exact'][-40:]}”",
        needs=(*NEEDS, "aliases"),
    )


@RUNG.rule(severity="warning")
def role_repeated(tables: Tables) -> Iterator[Check]:
    """A fact has one span of each of the roles ``subject``, ``property``, ``unit`` and ``modality``: one cell is read from one place.

    Breaks on: a fact with two ``subject`` spans.
    Fix: keep the span from which the cell is read; words that state the fact again are a further statement.
    """
    single = pl.col("role").is_in(["subject", "property", "unit", "modality"])
    yield Check(
        table="evidence",
        view=tables.view(quotes),
        holds=pl.col("fact_row").is_null()
        | ~single.fill_null(value=False)
        | pl.struct("fact_row", "role").is_first_distinct(),
        field="role",
        explain=lambda row: f"{row['fact_id']} has a span of the role {row['role']} already",
        needs=NEEDS,
    )


@RUNG.rule(severity="warning")
def span_left_out(tables: Tables) -> Iterator[Check]:
    """What an article's facts usually quote, they all quote: subject, property, entity value, modality.

    A cell may be read from the statement. But where nine in ten of an article's facts, ten at least, have a span of their own
    for it, one without has lost it.

    Breaks on: one fact without ``subject`` span among two hundred that have one.
    Fix: add the words that name the cell to `evidence` with its role.
    """
    for role, field, concerned in (
        ("subject", "subject_id", pl.lit(value=True)),
        ("property", "property_id", pl.lit(value=True)),
        ("value", "value_entity_id", pl.col("value_entity_id").is_not_null()),
        ("modality", "modality", pl.col("modality").is_not_null() & (pl.col("modality") != "asserted")),
    ):
        given = words_of(tables, role)["words"].is_not_null()
        view = tables.view(facts).with_columns(given=given, concerned=concerned & pl.col("here"))
        count = pl.col("concerned").sum().over("article_id")
        share = (pl.col("concerned") & pl.col("given")).sum().over("article_id")
        yield Check(
            table="facts",
            view=view.with_columns(usual=(count >= _ENOUGH) & (share >= _USUAL * count), count=count, share=share),
            holds=~pl.col("concerned") | pl.col("given") | ~pl.col("usual"),
            field=field,
            explain=partial(_left_out, role),
            needs=("evidence", "articles"),
        )


def _left_out(role: str, row: Mapping[str, Any]) -> str:
    usual = f"{row['share']} of {row['count']} such facts of {row['article_id']}"
    return f"{usual} have a {role} span, and this one has none"


# --- where the words stand --------------------------------------------------------------------------
def _anchor(spans: Sequence[Span], statements: Sequence[Span]) -> Span:
    """Return the statement in which most of a fact's words stand, the first of several."""
    return max(
        statements, key=lambda held: (sum(held.holds(span) for span in spans if span.role != "statement"), -held.start)
    )


def _distance(at: int, length: int, anchor: Span, statements: Sequence[Span]) -> tuple[bool, bool, bool, int, int]:
    """Return by what a place is farther than another: not in the main statement, in none, after it, by how much."""
    end = at + length
    inside = anchor.start <= at and end <= anchor.end
    stated = any(held.start <= at and end <= held.end for held in statements)
    gap = max(0, anchor.start - end, at - anchor.end)
    return not inside, not stated, not stated and at > anchor.start, gap, at


@RUNG.rule(severity="warning")
def words_nearer(tables: Tables) -> Iterator[Check]:
    """Of several places with the same words, a span quotes the one that the statement means.

    That is the first in the statement which holds most of the fact's words, else in another statement of it, else the last
    before it, as a pronoun has it, else the first after it.

    Breaks on: a subject quoted from the title where the sentence before the statement has the same name.
    Fix: move the span to the place that the finding gives.
    """
    articles = dict(tables.view(facts).select("fact_row", "article_id").iter_rows())
    places: dict[tuple[str, str], list[int]] = {}
    faults: dict[int, str | Explanation] = {}
    for fact_row, spans in tables.view(spans_by_fact).items():
        statements = [span for span in spans if span.role == "statement"]
        text = tables.texts[articles[fact_row]]
        if not statements:
            continue
        anchor = None
        for span in spans:
            if span.role in {"statement", "as_of"}:
                continue
            key = articles[fact_row], span.exact
            if key not in places:
                places[key] = list(occurrences(text, span.exact)) if stands_again(text, span.exact) else []
            if len(places[key]) < 2:
                continue
            main = anchor = anchor or _anchor(spans, statements)
            size = len(span.exact)
            nearest = min(_distance(at, size, main, statements) for at in places[key])
            best = nearest[-1]
            if nearest < _distance(span.start, size, main, statements):
                faults[span.row] = Explanation(
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
    passages = tables.view(layouts)
    articles = dict(tables.view(facts).select("fact_row", "article_id").iter_rows())
    faults: dict[int, str | Explanation] = {}
    for fact_row, spans in tables.view(spans_by_fact).items():
        statements = [span for span in spans if span.role == "statement"]
        for span in spans:
            if span.role == "value" and statements and not any(held.holds(span) for held in statements):
                layout = passages[articles[fact_row]]
                here = layout.at(span.start, span.end)
                # A value from another passage is a finding of the rung below.
                if here is None or here in {layout.at(held.start, held.end) for held in statements}:
                    faults[span.row] = f"the span {span.start}:{span.end} lies in no statement of the fact"
    yield at_fault(tables, "evidence", "start", faults, needs=(*NEEDS, "passages"))


@RUNG.rule(severity="warning")
def attribution_far(tables: Tables) -> Iterator[Check]:
    """A source is named in the passage of a statement, or at the head of the list in which it stands.

    A source does not spread to the sentences beside the one that names it.

    Breaks on: a sentence attributed to the analysts of the sentence before.
    Fix: quote the source from the sentence that it governs, or remove the attribution.
    """
    passages = tables.view(layouts)
    articles = dict(tables.view(facts).select("fact_row", "article_id").iter_rows())
    faults: dict[int, str | Explanation] = {}
    for fact_row, spans in tables.view(spans_by_fact).items():
        sources = [span for span in spans if span.role == "attribution"]
        if not sources:
            continue
        layout = passages[articles[fact_row]]
        numbers = [layout.at(span.start, span.end) for span in spans if span.role == "statement"]
        governing = layout.governing([number for number in numbers if number is not None])
        if not governing or None in numbers:
            continue
        for span in sources:
            if layout.at(span.start, span.end) not in governing:
                faults[span.row] = f"“{span.exact}” stands in no passage of a statement, nor at the head of its list"
    yield at_fault(tables, "evidence", "start", faults, needs=(*NEEDS, "passages"))


@RUNG.rule(severity="warning")
def statement_nested(tables: Tables) -> Iterator[Check]:
    """No statement of a fact lies inside another of the same fact.

    Breaks on: the statements ``Norway’s fund`` and ``Norway’s fund owns shares``, one inside the other.
    Fix: remove the one that says less, or give it the role of the cell that it names.
    """
    faults: dict[int, str | Explanation] = {}
    for spans in tables.view(spans_by_fact).values():
        statements = [span for span in spans if span.role == "statement"]
        for span in statements:
            for held in statements:
                if held is not span and held.holds(span):
                    faults[span.row] = f"the span lies inside the statement at {held.start}:{held.end}"
    yield at_fault(tables, "evidence", "role", faults, needs=NEEDS)


_DIGIT = re.compile(r"\d")


@RUNG.rule(severity="warning")
def statement_bare(tables: Tables) -> Iterator[Check]:
    """A statement says something: it is more than the name of the subject or of a source, or the words of the property.

    Breaks on: the statement ``Masayoshi Son``.
    Fix: widen the span to the words that state the fact, or give it the role of the cell that it names.
    """
    index = tables.view(alias_index)
    columns = ["fact_row", "fact_id", "subject_id", "property_id", "value_entity_id", "value_text", "value_number"]
    cells = {row["fact_row"]: row for row in tables.view(facts).select(columns).iter_rows(named=True)}
    sources: dict[str, list[str]] = {}
    for fact, entity in tables["attributions"].raw.select("fact_id", "entity_id").drop_nulls().iter_rows():
        sources.setdefault(fact, []).append(entity)
    entity, wording = index["entity"].aliases, index["property"].aliases
    none: frozenset[str] = frozenset()
    faults: dict[int, str | Explanation] = {}
    for fact_row, spans in tables.view(spans_by_fact).items():
        row = cells[fact_row]
        parties = (entity.get(name, none) for name in (row["subject_id"], *sources.get(row["fact_id"], ())))
        bare = wording.get(row["property_id"], none).union(*parties)
        for span in spans:
            if span.role != "statement" or span.exact not in bare:
                continue
            valued = any(
                next(occurrences(span.exact, alias), None) is not None
                for alias in entity.get(row["value_entity_id"], none)
            )
            if row["value_text"]:
                valued = row["value_text"] in span.exact or span.exact in row["value_text"]
            if row["value_number"]:
                valued = _DIGIT.search(span.exact) is not None
            if not valued:
                faults[span.row] = f"“{span.exact}” names a cell of the fact and states nothing"
    yield at_fault(tables, "evidence", "role", faults, needs=(*NEEDS, "aliases", "attributions"))


@RUNG.rule(severity="warning")
def statement_wordless(tables: Tables) -> Iterator[Check]:
    """Every statement of a fact, a further one too, has words of the property or of the value.

    Words of a number are digits that are no date; words of a date are digits.

    Breaks on: a second statement that only names the subject.
    Fix: widen the span to the words that state the fact, remove it, or add their form to `aliases`.
    """
    index = tables.view(alias_index)
    columns = ["fact_row", "property_id", "value_entity_id", "value_text", "value_number", "value_date"]
    none: frozenset[str] = frozenset()
    faults: dict[int, str | Explanation] = {}
    found = tables.view(spans_by_fact)
    alone = frozenset(tables["aliases"].raw["alias"].drop_nulls())  # a name by itself has its own finding
    for fact_row, name, target, text, number, date in tables.view(facts).select(columns).iter_rows():
        spans = found.get(fact_row, ())
        named = [span for span in spans if span.role in {"property", "value"}]
        forms = index["property"].aliases.get(name, none) | index["entity"].aliases.get(target, none)
        for span in spans:
            if (
                span.role == "statement"
                and span.exact not in alone
                and not any(span.start < one.end and one.start < span.end for one in named)
                and not (date and _DIGIT.search(span.exact))
                and not (number and _has_number(span.exact))
                and not any(next(occurrences(span.exact, form), None) is not None for form in (*forms, text) if form)
            ):
                faults[span.row] = f"“{span.exact}” has no words of the property or the value"
    yield at_fault(tables, "evidence", "exact", faults, needs=(*NEEDS, "aliases"))


def _has_number(words: str) -> bool:
    """Return whether there is a digit in *words* that is not part of a date."""
    for mention in reversed(extract(words)):
        if mention.kind == "date":
            words = words[: mention.start] + words[mention.end :]
    return _DIGIT.search(words) is not None


@RUNG.rule(severity="warning")
def repetition_unquoted(tables: Tables) -> Iterator[Check]:
    """Where the words of a statement that names the subject stand again in the article, they are a further statement.

    Breaks on: a sentence that the summary repeats to the letter, quoted once.
    Fix: add the place that the finding gives to `evidence` with the role statement.
    """
    articles = dict(tables.view(facts).select("fact_row", "article_id").iter_rows())
    places: dict[tuple[str, str], list[int]] = {}
    faults: dict[int, str | Explanation] = {}
    for fact_row, spans in tables.view(spans_by_fact).items():
        statements = [span for span in spans if span.role == "statement"]
        subjects = [span.exact for span in spans if span.role == "subject"]
        for span in statements:
            if not any(name in span.exact for name in subjects):
                continue
            key = articles[fact_row], span.exact
            if key not in places:
                text = tables.texts[key[0]]
                places[key] = list(occurrences(text, span.exact)) if stands_again(text, span.exact) else []
            size = len(span.exact)
            for at in places[key] if len(places[key]) > 1 else ():
                if not any(held.start <= at and at + size <= held.end for held in statements):
                    faults[span.row] = f"the same words stand at {at}:{at + size} and are no statement of the fact"
    yield at_fault(tables, "evidence", "start", faults, needs=NEEDS)
