"""The words of a date yield the day: of a date value, and of the day at which a fact holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.quantities.lexicon import WEEKDAYS
from swf_facts.rules.checks import Explanation
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import (
    rows_of,
    sound_in,
    spans_of,
    standing,
    statements,
    text_number_of,
    text_numbers_of_articles,
)
from swf_facts.rules.mentions import mentions, overlapping
from swf_facts.rules.overlaps import pairs, sharing
from swf_facts.rules.quotes import facts, layouts, misplaced_values
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.quantities import Mention
    from swf_facts.rules.checks import Check
    from swf_facts.rules.quotes import Layout, Span
    from swf_facts.rules.tables import Tables

NEEDS = ("evidence", "articles")
_WORD = re.compile("[A-Za-z]+")
WHOLE = 10  # characters of a date with year, month and day


def _dates(found: tuple[Mention, ...], start: int, end: int) -> tuple[Mention, ...]:
    return tuple(mention for mention in overlapping(found, start, end) if mention.kind == "date")


def _cuts(mention: Mention, start: int, end: int) -> bool:
    """Whether a span cuts a date: by more than the weekday before it."""
    lost = mention.exact[: max(0, start - mention.start)]
    return (
        mention.end > end
        or any(character.isdigit() for character in lost)
        or not set(_WORD.findall(lost)) <= WEEKDAYS.keys()
    )


def printed_dates(tables: Tables) -> pl.DataFrame:
    """Every date of the English texts: ``article_id``, the ``number`` of the text, ``start``, ``end`` and what it says."""
    dates = [
        (article, mention.start, mention.end, mention.date)
        for article, found in tables.view(mentions).items()
        for mention in found
        if mention.kind == "date"
    ]
    printed = pl.DataFrame(
        dates, {"article_id": pl.String, "start": pl.Int64, "end": pl.Int64, "date": pl.String}, orient="row"
    )
    return printed.join(tables.view(text_numbers_of_articles), on="article_id", maintain_order="left")


def _unlike_dates(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    """Return those of *spans* that are not one date to the letter: such a one holds it, cuts none, and has no other words."""
    return spans.join(tables.view(printed_dates), on=["article_id", "start", "end"], how="anti")


def _as_of_spans(tables: Tables) -> pl.DataFrame:
    """The sound spans of the role ``as_of`` that are not one date to the letter."""
    return _unlike_dates(tables, sound_in(tables, "as_of"))


def _values(tables: Tables) -> Iterator[tuple[int, str, str, str | None, str | None, tuple[Mention, ...]]]:
    """Yield row, words, day, day of publication, note and mentions of the date values that do not print their day to the letter."""
    found = tables.view(mentions)
    dated = tables.view(facts).filter(
        (pl.col("value_type") == "date") & pl.col("value_date").is_not_null() & pl.col("english") & pl.col("here")
        & ~pl.col("fact_row").is_in(list(tables.view(misplaced_values)))
    )  # fmt: skip
    if dated.is_empty():
        return
    spans = rows_of(tables, dated["fact_row"]).filter(pl.col("role") == "value").drop("row", "role", "article_id")
    columns = ["fact_row", "article_id", "value_date", "published", "note"]
    quoted = dated.select(columns).join(spans, on="fact_row", maintain_order="left_right")
    plain = tables.view(printed_dates).rename({"date": "value_date"})
    rest = quoted.join(plain, on=["article_id", "start", "end", "value_date"], how="anti", maintain_order="left")
    for row, article, day, published, note, start, end, exact in rest.iter_rows():
        yield row, exact, day, published, note, _dates(found[article], start, end)


@RUNG.rule()
def date_unread(tables: Tables) -> Iterator[Check]:
    """A date value is the day that its ``value`` span prints.

    A year that is not printed, or day and month that could be exchanged, need a note; the year is then that of publication.

    Breaks on: ``1999-03-02`` for ``1 March 1999``.
    Fix: write the day that the words say, or quote the words that say it.
    """
    faults: dict[int, str | Explanation] = {}
    for row, words, day, published, note, found in _values(tables):
        if len(found) != 1:
            faults[row] = f"“{words}” holds {'no date' if not found else 'more than one date'}"
            continue
        (mention,) = found
        said = mention.date
        if said is not None and said.startswith("XXXX"):
            said = f"{(published or '')[:4]}{said[4:]}" if note else None
        if said is None and mention.date is None and note:
            said = day if _may_be(mention.exact, day) else None
        if said != day:
            faults[row] = Explanation(
                message=f"“{mention.exact}” says {mention.date or 'two days'}", expected=said or ""
            )
    yield at_fault(tables, "facts", "value_date", faults, needs=NEEDS)


def _may_be(exact: str, day: str) -> bool:
    """Whether numbers in either order say a day."""
    numbers = sorted(int(part) for part in exact.replace("-", "/").replace(".", "/").split("/") if part.isdigit())
    return numbers == sorted(int(part) for part in day.split("-"))


@RUNG.rule()
def date_cut(tables: Tables) -> Iterator[Check]:
    """A ``value`` or ``as_of`` span does not cut a printed date; a weekday before it may be left out.

    Breaks on: the span ``May 25`` where the text reads ``May 25, 2025``.
    Fix: quote the whole date.
    """
    found = tables.view(mentions)
    dated = tables.view(facts).filter(pl.col("value_type") == "date")["fact_row"]
    of_day = (pl.col("role") == "as_of") | ((pl.col("role") == "value") & pl.col("fact_row").is_in(dated.implode()))
    spans = _unlike_dates(tables, tables.view(standing).filter(of_day))
    faults: dict[int, str | Explanation] = {}
    for row, article, start, end in spans.select("row", "article_id", "start", "end").iter_rows():
        for mention in _dates(found.get(article, ()), start, end):
            if _cuts(mention, start, end):
                faults[row] = Explanation(
                    message=f"the text reads “{mention.exact}” at {mention.start}:{mention.end}",
                    expected=mention.exact,
                )
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles"))


@RUNG.rule()
def as_of_span_idle(tables: Tables) -> Iterator[Check]:
    """An ``as_of`` span holds a date.

    Breaks on: the words ``trades at`` with the role as_of.
    Fix: quote the date, or give the span the role of what it says.
    """
    found = tables.view(mentions)
    spans = tables.view(_as_of_spans)
    faults: dict[int, str | Explanation] = {}
    for row, article, start, end, exact in spans.select("row", "article_id", "start", "end", "exact").iter_rows():
        if article in found and not _dates(found[article], start, end):
            faults[row] = f"“{exact}” holds no date"
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles"))


@RUNG.rule(severity="warning")
def as_of_loose(tables: Tables) -> Iterator[Check]:
    """An ``as_of`` span holds no words beside the date.

    Breaks on: the span ``As of May 25, 2025``.
    Fix: quote the date alone.
    """
    found = tables.view(mentions)
    spans = tables.view(_as_of_spans)
    faults: dict[int, str | Explanation] = {}
    for row, article, start, end in spans.select("row", "article_id", "start", "end").iter_rows():
        dates = _dates(found.get(article, ()), start, end)
        if dates and (start < dates[0].start or dates[-1].end < end):
            faults[row] = f"the date is “{dates[0].exact}”, at {dates[0].start}:{dates[0].end}"
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles"))


# --- the day at which a fact holds ------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The dates that the words of one fact's ``as_of`` print, by where they stand.

    ``beside``: in the passage of a statement, or at the head of its list; ``before``: in an earlier passage; ``dateline``: there.
    """

    beside: tuple[str, ...]
    before: tuple[str, ...]
    dateline: tuple[str, ...]
    words: str


def _dated(spans: Sequence[Span], layout: Layout, dates: tuple[Mention, ...]) -> Dated | None:
    """Return the dates of a fact, None where its passages are not known."""
    statements = [span for span in spans if span.role == "statement"]
    numbers = [layout.at(span.start, span.end) for span in statements]
    known = [number for number in numbers if number is not None]
    if not known or len(known) != len(numbers):
        return None
    governing = layout.governing(known)
    values = [span for span in spans if span.role == "value"]
    own = [span for span in spans if span.role == "as_of"]
    places: dict[str, list[str]] = {"beside": [], "before": [], "dateline": []}
    for span in own or statements:
        number = layout.at(span.start, span.end)
        for mention in overlapping(dates, span.start, span.end):
            if own or not any(value.start < mention.end and mention.start < value.end for value in values):
                place = "beside" if number in governing else "before"
                if number is not None and layout.kinds[number] == "dateline":
                    place = "dateline"
                places[place].append(mention.date or "")
    words = ", ".join(f"“{span.exact}”" for span in own) or "the statement"
    return Dated(**{name: tuple(said) for name, said in places.items()}, words=words)


def _day(dated: Dated) -> tuple[str | None, str | None]:
    """Return the day that the dates say and its basis, none where they say none or several."""
    beside = {said for said in dated.beside if len(said) == WHOLE and not said.startswith("X")}
    partial = {said[4:] for said in dated.beside if said.startswith("XXXX")}
    if len(beside) == 1 and partial <= {day[4:] for day in beside}:
        return beside.pop(), "stated"
    if beside:
        return None, None
    if partial:
        years = {said[:4] for said in (*dated.dateline, *dated.before) if said and not said.startswith("X")}
        return (f"{years.pop()}{partial.pop()}", "inferred") if len(years) == len(partial) == 1 else (None, None)
    before = {said for said in dated.before if len(said) == WHOLE and not said.startswith("X")}
    return (before.pop(), "inferred") if len(before) == 1 else (None, None)


def _days(tables: Tables) -> dict[int, tuple[str | None, str | None, str]]:
    """Return for every fact with a day what its words say: day, basis, and the words."""
    cut = tables.view(layouts)
    dates = {
        article: tuple(mention for mention in found if mention.kind == "date")
        for article, found in tables.view(mentions).items()
    }
    view = tables.view(facts).filter(pl.col("as_of").is_not_null() & pl.col("here") & pl.col("english"))
    spans = spans_of(tables, view["fact_row"], roles=("statement", "value", "as_of"))
    days = {}
    for row, article in view.select("fact_row", "article_id").iter_rows():
        dated = _dated(spans[row], cut[article], dates[article]) if row in spans else None
        if dated is not None:
            days[row] = (*_day(dated), dated.words)
    return days


@RUNG.rule()
def as_of_unread(tables: Tables) -> Iterator[Check]:
    """The day at which a fact holds is printed: in its ``as_of`` spans, else in a statement.

    A year that is not printed beside day and month is quoted from the dateline or an earlier passage. A day is never taken from
    the dateline whole: that is the day of publication.

    Breaks on: ``2025-05-24`` for ``As of May 25, 2025``.
    Fix: write the day that the words say, or quote the words that say it.
    """
    given = tables["facts"].raw["as_of"].to_list()
    faults: dict[int, str | Explanation] = {}
    for row, (day, _, words) in tables.view(_days).items():
        if day != given[row]:
            faults[row] = Explanation(
                message=f"{words} {f'says {day}' if day else 'does not say one whole day'}", expected=day or ""
            )
    yield at_fault(tables, "facts", "as_of", faults, needs=(*NEEDS, "passages"))


@RUNG.rule()
def as_of_basis_differs(tables: Tables) -> Iterator[Check]:
    """A day is ``stated`` where the statement's passage or the head of its list prints it whole, else ``inferred``.

    Breaks on: ``stated`` for a year that is taken from the dateline.
    Fix: write the basis that the finding gives; an inferred one needs a note.
    """
    given, bases = (tables["facts"].raw[name].to_list() for name in ("as_of", "as_of_basis"))
    faults: dict[int, str | Explanation] = {}
    for row, (day, basis, words) in tables.view(_days).items():
        written = bases[row]
        if day == given[row] and written in {"stated", "inferred"} and written != basis:
            faults[row] = Explanation(message=f"{words} makes it {basis}", expected=basis or "")
    yield at_fault(tables, "facts", "as_of_basis", faults, needs=(*NEEDS, "passages"))


@RUNG.rule(severity="warning")
def as_of_unsaid(tables: Tables) -> Iterator[Check]:
    """A fact whose statement prints a day outside its value says the day at which it holds.

    Breaks on: an empty ``as_of`` for ``held over $2.15 billion on 5 January 2024``.
    Fix: fill `as_of` with the day, or shorten the statement where the day governs something else.
    """
    cells = tables.view(facts).select("fact_row", "value_type", "as_of", "here", "english")
    undated = cells.filter(pl.col("as_of").is_null() & pl.col("here") & pl.col("english"))
    # What a date value says is not looked at where it is misplaced.
    misplaced = (pl.col("value_type") == "date") & pl.col("fact_row").is_in(list(tables.view(misplaced_values)))
    wanted = undated.filter(~misplaced.fill_null(value=False)).select("fact_row")
    days = tables.view(printed_dates).filter(pl.col("date").str.len_chars() == WHOLE)
    stated = tables.view(statements).join(wanted, on="fact_row", how="semi")
    stated = stated.with_columns(number=text_number_of(tables, stated)) if days.height else stated.clear()
    if stated.is_empty():
        yield at_fault(tables, "facts", "as_of", {}, needs=NEEDS)
        return
    said = pairs(stated, days)
    # Of each fact by itself: a date that its own value holds is what it says, not when.
    values = (
        rows_of(tables, said["fact_row"]).filter(pl.col("role") == "value").select("start", "end", number="fact_row")
    )
    inside = sharing(said.select(number="fact_row", start="low", end="high"), values)
    beside = said.filter(~inside).sort("row", "low")
    faults: dict[int, str | Explanation] = {
        row: f"the statement prints “{tables.texts[article][low:high]}”"
        for row, article, low, high in beside.select("fact_row", "article_id", "low", "high").iter_rows()
    }
    yield at_fault(tables, "facts", "as_of", faults, needs=NEEDS)
