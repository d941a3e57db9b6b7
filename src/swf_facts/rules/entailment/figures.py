"""The words of a value yield its number, its comparator and its interval."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.quantities.lexicon import CODES_AFTER, NAMES_AFTER, SIGNS_AFTER, SIGNS_BEFORE
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.decimals import at_most
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.mentions import figures
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.tables import Tables

NEEDS = ("evidence", "articles")
WORDS = {"eq": "exactly", "gt": "more than", "ge": "at least", "lt": "less than", "le": "at most", "ap": "about"}


def fitting(tables: Tables) -> pl.DataFrame:
    """Every fact with what its value span reads, where that is one quantity that the span does not cut."""
    return tables.view(figures).with_columns(fits=pl.col("reading").is_in(["whole", "loose"]).fill_null(value=False))


@RUNG.rule()
def number_unread(tables: Tables) -> Iterator[Check]:
    """The ``value`` span of a quantity holds one printed quantity.

    Breaks on: the value span ``a high price``.
    Fix: quote the number with all that qualifies it: comparator, sign, currency, digits, scale.
    """
    yield Check(
        table="facts",
        view=tables.view(fitting),
        holds=~pl.col("reading").is_in(["none", "several"]).fill_null(value=False),
        field="value_number",
        explain=lambda row: (
            f"“{row['exact']}” holds {'no quantity' if row['reading'] == 'none' else 'more than one quantity'}"
        ),
        needs=NEEDS,
    )


@RUNG.rule()
def value_cut(tables: Tables) -> Iterator[Check]:
    """The ``value`` span does not cut a printed quantity or date: what stands at its edge qualifies it.

    Shortening a quote cannot hide “over”, a scale, a sign or a year.

    Breaks on: the value span ``$1.64 trillion`` where the text reads ``over $1.64 trillion``.
    Fix: quote the whole quantity or date as the finding gives it, and let the cells say what it says.
    """
    faults: dict[int, str | Explanation] = {}
    cut = tables.view(figures).filter(pl.col("reading") == "cut")
    for article, span, start, end in cut.select("article_id", "span_row", "m_start", "m_end").iter_rows():
        whole = tables.texts[article][start:end]
        faults[span] = Explanation(
            message=f"the text reads “{whole}” at {start}:{end}",
            fix="quote it whole, and let the cells say what it says",
            expected=whole,
        )
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles"))


@RUNG.rule(severity="warning")
def value_loose(tables: Tables) -> Iterator[Check]:
    """The ``value`` span of a quantity holds no words beside it.

    Breaks on: the value span ``trades at $108,029.56``.
    Fix: quote the quantity alone, with its comparator, sign, currency and scale.
    """
    faults: dict[int, str | Explanation] = {}
    loose = tables.view(figures).filter(pl.col("reading") == "loose")
    for article, span, start, end in loose.select("article_id", "span_row", "m_start", "m_end").iter_rows():
        faults[span] = f"the quantity is “{tables.texts[article][start:end]}”, at {start}:{end}"
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles"))


@RUNG.rule()
def number_differs(tables: Tables) -> Iterator[Check]:
    """The number is the printed one times its printed scale, without sign.

    A minor unit may be kept or given as a part of its currency; of a range either end is the number.

    Breaks on: ``1640000000`` for ``over $1.64 trillion``.
    Fix: write the number that the words say.
    """
    view = tables.view(fitting)
    equal = (pl.col("number") == pl.col("m_number")) | (
        pl.col("m_number").is_null()
        & ((pl.col("number") == pl.col("m_lower")) | (pl.col("number") == pl.col("m_upper"))).fill_null(value=False)
    )
    part = pl.col("m_unit").replace_strict(parts_of_currencies(), default=None, return_dtype=pl.String)
    view = view.with_columns(equal=equal, part=part)
    divided = view.filter(pl.col("part").is_not_null() & pl.col("number").is_not_null())
    minor = [
        row
        for row, part, number, printed in divided.select("fact_row", "part", "number", "m_number").iter_rows()
        if Decimal(printed or "NaN") * Decimal(part) == Decimal(number)
    ]
    yield Check(
        table="facts",
        view=view.with_columns(minor=pl.col("fact_row").is_in(minor)),
        holds=~pl.col("fits") | pl.col("number").is_null() | pl.col("equal").fill_null(value=False) | pl.col("minor"),
        field="value_number",
        explain=lambda row: Explanation(
            message=f"“{row['exact']}” says {row['m_number'] or ' to '.join((row['m_lower'], row['m_upper']))}",
            expected=row["m_number"] or "",
        ),
        needs=NEEDS,
    )


def parts_of_currencies() -> dict[str, str]:
    """Return the part of its currency that each minor unit is."""
    tables = (SIGNS_BEFORE, SIGNS_AFTER, CODES_AFTER, NAMES_AFTER)
    return {
        entry.unit: f"{entry.part}"
        for table in tables
        for entry in table.values()
        if entry.unit and entry.part is not None
    }


@RUNG.rule()
def comparator_differs(tables: Tables) -> Iterator[Check]:
    """The comparator is the one that the words beside the number say, ``eq`` where they say none.

    Breaks on: ``eq`` for ``over $1.64 trillion``.
    Fix: write the comparator that the words say.
    """
    yield Check(
        table="facts",
        view=tables.view(fitting),
        holds=~pl.col("fits") | pl.col("comparator").is_null() | (pl.col("comparator") == pl.col("m_comparator")),
        field="comparator",
        explain=lambda row: Explanation(
            message=f"“{row['exact']}” says {WORDS[row['m_comparator']]}: {row['m_comparator']}",
            expected=row["m_comparator"],
        ),
        needs=NEEDS,
    )


@RUNG.rule()
def interval_differs(tables: Tables) -> Iterator[Check]:
    """The interval is what comparator and printed precision imply; an open end is empty.

    2.15 trillion is 2.145 to 2.155 trillion; “over 1.6 trillion” starts at 1.6 trillion and has no upper end.

    Breaks on: the lower end ``2100000000000`` for ``$2.15 trillion``.
    Fix: write the end that the finding gives.
    """
    low, high = at_most("lower", "value_number"), at_most("value_number", "upper")
    minor = pl.col("m_unit").is_in(list(parts_of_currencies())).fill_null(value=False)
    for field, mine, theirs, ordered in (("lower", "low", "m_lower", low), ("upper", "high", "m_upper", high)):
        other = tables.view(fitting).filter(pl.col("fits") & pl.col(mine).ne_missing(pl.col(theirs)) & ~minor)
        faults: dict[int, str | Explanation] = {
            row["fact_row"]: _other_end(field, theirs, row)
            for row in other.filter(ordered.fill_null(value=True)).iter_rows(named=True)
        }
        yield at_fault(tables, "facts", field, faults, needs=NEEDS)


@RUNG.rule(severity="warning")
def number_idle_noughts(tables: Tables) -> Iterator[Check]:
    """A number has no noughts at its end after the point: the printed precision is in the interval.

    Breaks on: ``29.460``.
    Fix: leave the noughts out.
    """
    for field in ("value_number", "lower", "upper"):
        yield Check(
            table="facts",
            view=tables["facts"].raw,
            holds=~pl.col(field).str.contains(r"\.[0-9]*0$").fill_null(value=False),
            field=field,
            explain="one way to write a number keeps equal numbers equal as text",
        )


def _other_end(field: str, theirs: str, row: Mapping[str, Any]) -> Explanation:
    end = row[theirs] or "open, so the cell is empty"
    return Explanation(message=f"“{row['exact']}” implies the {field} end {end}", expected=row[theirs] or "")


@RUNG.rule()
def template_flag(tables: Tables) -> Iterator[Check]:
    """A fact has the flag ``template_artifact`` exactly where its value is a leaked template call.

    Breaks on: ``formatNumber(46430088175, 2)`` without the flag.
    Fix: set the flag where the value is a template call, and only there.
    """
    flagged = pl.col("flags").str.split(" ").list.contains("template_artifact").fill_null(value=False)
    template = (pl.col("m_kind") == "template").fill_null(value=False)
    yield Check(
        table="facts",
        view=tables.view(fitting).with_columns(flagged=flagged, template=template),
        holds=~pl.col("here") | (pl.col("flagged") == pl.col("template"))
        | ((pl.col("value_type") == "quantity").fill_null(value=False) & ~pl.col("fits")),
        field="flags",
        explain=lambda row: "the value is a leaked template call" if row["template"] else "the value is no leaked template call",
        needs=NEEDS,
    )  # fmt: skip
