"""Every number and every question of a text is in evidence, or excluded with a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.quantities import stray_digits
from swf_facts.quantities.lexicon import FRACTIONS, ORDINALS, SCALE_WORDS, TENS, UNITS
from swf_facts.rules.coverage.rung import RUNG
from swf_facts.rules.entailment.standing import text_numbers_of_articles
from swf_facts.rules.mentions import figures, mentions, overlapping
from swf_facts.rules.overlaps import along
from swf_facts.rules.quotes import facts, layouts, misplaced_values, quotes
from swf_facts.rules.readings import occurrences
from swf_facts.rules.verdicts import all_whole, at_fault, in_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from swf_facts.findings import Finding
    from swf_facts.quantities import Mention
    from swf_facts.rules.checks import Check, Explanation
    from swf_facts.rules.tables import Tables

Spans = dict[str, list[tuple[int, int]]]
_NUMBER_WORDS = frozenset(word.lower() for words in (UNITS, TENS, SCALE_WORDS, FRACTIONS, ORDINALS) for word in words)
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_NUMBER = re.compile(r"[0-9.]+")


def _quoted(tables: Tables) -> Spans:
    """Return the spans that account for numbers: values that are no entity, and dates; datelines are recorded with their article.

    A digit in the name of an entity is a number that is no fact. Of a leaked template call the value is the first argument.
    """
    kinds = tables.view(facts).select("fact_row", "value_type")
    spans = tables.view(quotes).filter("sound").join(kinds, on="fact_row", how="left", maintain_order="left")
    unread = tables.view(figures).filter(pl.col("reading") == "none")["fact_row"]
    elsewhere = pl.col("fact_row").is_in([*tables.view(misplaced_values), *unread])
    lost = elsewhere & pl.col("value_type").is_in(["quantity", "date"])
    counted = (
        (pl.col("role") == "as_of") | ((pl.col("role") == "value") & (pl.col("value_type") != "entity"))
        | ((pl.col("role") == "statement") & lost)  # a value that is quoted from elsewhere has its finding
    )  # fmt: skip
    found: Spans = {article: [] for article in tables.texts}
    quoted = spans.filter(counted).select("article_id", "start", "end")
    for article, start, end in zip(*(column.to_list() for column in quoted), strict=True):
        found[article].append((start, end))
    for article, layout in tables.view(layouts).items():
        if "dateline" in layout.kinds:
            printed = zip(layout.starts, layout.ends, layout.kinds, strict=True)
            found[article] += [(start, end) for start, end, kind in printed if kind == "dateline"]
    return found


def _excluded(tables: Tables) -> Spans:
    found: Spans = {article: [] for article in tables.texts}
    for article, start, end in tables["exclusions"].typed.select("article_id", "start", "end").drop_nulls().iter_rows():
        if article in found and start < end:
            found[article].append((start, end))
    return found


@RUNG.rule()
def number_uncovered(tables: Tables) -> Iterator[Finding]:
    """Every number of a text, and every other digit, is in a value or date span, or excluded with a reason.

    A digit in the name of an entity, such as 6G, is excluded, and so are the further arguments of a leaked template call.

    Breaks on: a percentage in a sentence that no fact quotes and no exclusion names.
    Fix: add the fact that the number states, or exclude the number and say why.
    """
    if not all_whole(tables, "evidence", "exclusions", "articles", "facts", "passages"):
        return
    unsound = set(tables.view(quotes).filter(~pl.col("sound"))["article_id"].drop_nulls())
    quoted, excluded = tables.view(_quoted), tables.view(_excluded)
    read, passages = tables.view(mentions), tables.view(layouts)
    for article, text in tables.texts.items():
        if article in unsound or not passages[article].starts:
            continue  # a quote that does not stand has its finding, and would leave its number bare
        found = read.get(article, ())
        for mention in _untouched(found, sorted([*quoted[article], *excluded[article]])):
            yield _uncovered(tables, article, mention.start, mention.end)
        # A mention that a span cuts is covered: the cut has its finding.
        calls = tuple(mention for mention in found if mention.kind == "template")
        numbers = [(mention.start, mention.end) for mention in found if mention.kind != "template"]
        values = quoted[article]
        if calls:
            values = [_without_arguments(text, calls, start, end) for start, end in values]
        covered = [*excluded[article], *numbers, *values]
        for start, end in stray_digits(text, covered):
            yield _uncovered(tables, article, start, end)


def _untouched(found: tuple[Mention, ...], spans: list[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the mentions that share no character with one of the sorted spans."""
    for mention, reach in zip(found, _reaches((mention.end for mention in found), spans), strict=True):
        if reach <= mention.start:
            yield mention


def _reaches(ends: Iterable[int], spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield for each of some ascending positions how far those of the sorted spans reach that begin before it."""
    reach, coming = 0, 0
    for end in ends:
        while coming < len(spans) and spans[coming][0] < end:
            reach = max(reach, spans[coming][1])
            coming += 1
        yield reach


def _without_arguments(text: str, calls: tuple[Mention, ...], start: int, end: int) -> tuple[int, int]:
    """Return a span, of a template call no more than its first argument."""
    call = next(iter(overlapping(calls, start, end)), None)
    number = _FIRST_NUMBER.search(text, call.start + text[call.start : call.end].find("(")) if call else None
    return start, number.end() if number else end


def _uncovered(tables: Tables, article: str, start: int, end: int) -> Finding:
    number = tables.texts[article][start:end]
    message = f"“{number}” at {start}:{end} is in no value or date span, and not excluded"
    return in_text(number_uncovered, tables, article, (start, end), message)


@RUNG.rule()
def exclusion_covers_value(tables: Tables) -> Iterator[Check]:
    """An exclusion does not cover the value of a quantity or a date, wholly or in part.

    It may lie inside one: the second argument of a leaked template call is no part of its number.

    Breaks on: the exclusion of ``63.27%`` beside the fact that states it.
    Fix: remove the exclusion, or withdraw the fact.
    """
    kinds = tables.view(facts).filter(pl.col("value_type").is_in(["quantity", "date"])).select("fact_row", "fact_id")
    values = (
        tables.view(quotes)
        .filter((pl.col("role") == "value") & pl.col("sound"))
        .select("article_id", "fact_row", low="start", high="end")
        .join(kinds, on="fact_row", maintain_order="left")
        .with_row_index("value")
    )
    rows = tables["exclusions"].typed.with_row_index("row").select("row", "article_id", "start", "end").drop_nulls()
    # Along all texts, so that a text with many of both does not pair each with each.
    numbers = tables.view(text_numbers_of_articles)
    rows, values = (
        frame.join(numbers, on="article_id", maintain_order="left").with_columns(
            along(pl.col(first)).alias("first"), along(pl.col(behind)).alias("behind")
        )
        for frame, first, behind in ((rows, "start", "end"), (values, "low", "high"))
    )
    both = rows.join_where(
        values.drop("article_id", "number"),
        pl.col("first") < pl.col("behind_right"),
        pl.col("first_right") < pl.col("behind"),
    ).sort("row", "value")
    faults: dict[int, str | Explanation] = {}
    for row, article, start, end, low, high, fact in both.select(
        "row", "article_id", "start", "end", "low", "high", "fact_id"
    ).iter_rows():
        inside = low <= start and end <= high and (low, high) != (start, end)
        if not (inside and _is_aside(tables, article, start, low, high)):
            faults[row] = f"{fact} has its value at {low}:{high}"
    yield at_fault(tables, "exclusions", "start", faults, needs=("evidence", "facts", "articles"))


def _is_aside(tables: Tables, article: str, start: int, low: int, high: int) -> bool:
    """Whether a position inside a value is past the first argument of a template call."""
    text = tables.texts[article]
    call = text.find("(", low, high)
    number = _FIRST_NUMBER.search(text, call, high) if call >= 0 else None
    return number is not None and start >= number.end()


@RUNG.rule()
def exclusion_without_number(tables: Tables) -> Iterator[Check]:
    """An exclusion holds a number, in digits or in words.

    Breaks on: the exclusion of ``Web``.
    Fix: move the span to the number, or remove the exclusion.
    """
    faults: dict[int, str | Explanation] = {}
    for row, exact in tables["exclusions"].raw.with_row_index("row").select("row", "exact").iter_rows():
        digits = exact and any(character.isdigit() for character in exact)
        if exact and not digits and not any(word.lower() in _NUMBER_WORDS for word in _WORD.findall(exact)):
            faults[row] = f"“{exact}” holds no number"
    yield at_fault(tables, "exclusions", "exact", faults)


@RUNG.rule()
def exclusion_cuts_word(tables: Tables) -> Iterator[Check]:
    """An exclusion begins and ends between words: the name that holds a digit is excluded whole.

    Breaks on: the exclusion of ``6`` where the text reads ``6G``.
    Fix: widen the exclusion to the whole word.
    """
    rows = tables["exclusions"].typed.with_row_index("row").select("row", "article_id", "start", "end").drop_nulls()
    faults: dict[int, str | Explanation] = {}
    for row, article, start, end in rows.iter_rows():
        text = tables.texts.get(article, "")
        edges = [at for at in (start, end) if 0 < at < len(text) and start < end]
        if any(_joined(text[at - 1]) and _joined(text[at]) for at in edges):
            faults[row] = f"the text reads {text[max(0, start - 1) : end + 1]!r} around the span"
    yield at_fault(tables, "exclusions", "exact", faults, needs=("articles",))


def _joined(character: str) -> bool:
    """Whether a character is one that words of spaced scripts are made of."""
    return character.isascii() and character.isalnum()


@RUNG.rule()
def exclusion_overlap(tables: Tables) -> Iterator[Check]:
    """No two exclusions overlap.

    Breaks on: the exclusions of ``6G`` and of ``6G networks``, one inside the other.
    Fix: keep the one that holds the whole number or name.
    """
    rows = tables["exclusions"].typed.with_row_index("row").select("row", "article_id", "start", "end").drop_nulls()
    faults: dict[int, str | Explanation] = {}
    reach: dict[str, int] = {}
    for row, article, start, end in rows.sort("article_id", "start").iter_rows():
        if start < reach.get(article, start) and start < end:
            faults[row] = f"the exclusion before it ends at {reach[article]}"
        reach[article] = max(end, reach.get(article, 0))
    yield at_fault(tables, "exclusions", "start", faults, needs=("articles",))


@RUNG.rule()
def question_mark_unaccounted(tables: Tables) -> Iterator[Finding]:
    """A question mark in a passage with facts is quoted by a question, or the passage's ``reason`` explains it.

    Breaks on: ``This new model?`` in a passage with facts, none of which asks, and without a reason.
    Fix: add the question as a fact, or say in the passage's `reason` what the mark does.
    """
    if not all_whole(tables, "evidence", "passages", "articles", "facts"):
        return
    asked: dict[str, list[tuple[int, int]]] = {}
    marked = pl.col("exact").str.contains("?", literal=True)
    spans = tables.view(quotes).filter(pl.col("sound") & (pl.col("role") == "statement") & marked)
    for article, start, end in spans.select("article_id", "start", "end").iter_rows():
        asked.setdefault(article, []).append((start, end))
    treatments, reasons = tables["passages"].raw["treatment"], tables["passages"].raw["reason"]
    for article, layout in tables.view(layouts).items():
        marks = list(occurrences(tables.texts[article], "?"))
        reaches = _reaches((at + 1 for at in marks), sorted(asked.get(article, ())))
        for at, reach in zip(marks, reaches, strict=True):
            number = layout.at(at, at + 1) if reach <= at else None
            row = layout.rows[number] if number is not None else None
            if row is not None and treatments[row] == "facts" and not reasons[row]:
                message = f"no question quotes the mark at {at}"
                yield in_text(question_mark_unaccounted, tables, article, (at, at + 1), message)
