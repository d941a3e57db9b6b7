"""Rung 5: every quote stands where its row says, and every fact has the quotes that it needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.anchors import MOST_PLACES, Elsewhere, explain_misquote, folded
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.places import places_in
from swf_facts.rules.registry import Rung
from swf_facts.rules.spans import LONG, SPANS, VIEWS, fact_rows
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Tables

__all__ = ["RUNG"]

MOST_READ = 10_000  # characters of what a span reads that a finding keeps: the span may be as long as the text

RUNG = Rung("provenance", lambda tables: sum(tables[name].raw.height for name in SPANS))


# --- spans ----------------------------------------------------------------------------------------
@RUNG.rule()
def span_reversed(tables: Tables) -> Iterator[Check]:
    """A span ends after it starts.

    Breaks on: the span 2059:2048.
    Fix: exchange start and end, or place the span anew.
    """
    for name in SPANS:
        yield Check(
            table=name,
            view=tables.view(VIEWS[name]),
            holds=(pl.col("start") < pl.col("end")).fill_null(value=True),
            field="end",
            explain=lambda row: f"the span {row['start']}:{row['end']} has no characters",
            needs=("articles",),
        )


@RUNG.rule()
def span_out_of_range(tables: Tables) -> Iterator[Check]:
    """A span lies inside its article's text.

    Breaks on: a span that ends at 9999 in a text of 2553 code points.
    Fix: place the span anew, counting Unicode code points.
    """
    for name in SPANS:
        yield Check(
            table=name,
            view=tables.view(VIEWS[name]),
            holds=(pl.col("end") <= pl.col("length")).fill_null(value=True) | (pl.col("start") >= pl.col("end")),
            field="end",
            explain=partial(_out_of_range, tables),
            needs=("articles",),
        )


def _elsewhere(tables: Tables) -> Mapping[tuple[str, str], Elsewhere]:
    """Return where the quotes of long texts stand that do not stand at their spans, by article and quote."""
    lost = ~pl.col("matches") | (pl.col("end") > pl.col("length"))
    spans = (tables.view(VIEWS[name]).filter(lost & (pl.col("length") > LONG)) for name in ("evidence", "exclusions"))
    quotes = pl.concat(part.select("article_id", "exact") for part in spans).drop_nulls().unique()
    found = {}
    for article, sought in quotes.group_by("article_id").agg("exact").iter_rows():
        text = tables.texts[article]
        like = {quote: folded(quote) for quote in sought}
        places, alike = places_in(text, sought), places_in(folded(text), like.values())
        for quote in sought:
            found[article, quote] = Elsewhere(
                places=places.get(quote, ())[:MOST_PLACES], alike=next(iter(alike.get(like[quote], ())), -1)
            )
    return found


def _out_of_range(tables: Tables, row: Mapping[str, Any]) -> Explanation:
    quote, text = row.get("exact") or "", tables.texts[row["article_id"]]
    known = tables.view(_elsewhere).get((row["article_id"], quote)) or Elsewhere.of(text, quote)
    at = next(iter(known.places), -1)
    fix = f"the quote stands at {at}:{at + len(quote)}; move the span" if at >= 0 else ""
    message = f"the span {row['start']}:{row['end']} ends beyond the text, which has {row['length']} code points"
    return Explanation(message=message, fix=fix)


@RUNG.rule()
def quote_mismatch(tables: Tables) -> Iterator[Check]:
    """A quote is what stands in the text at its span, code point for code point.

    Where a usual cause is seen, the finding says so: positions counted in UTF-16 units, in bytes or from 1,
    a straight apostrophe for a curly one, a no-break space, a quote that stands elsewhere.

    Breaks on: ``108,092.56`` where the text reads ``108,029.56``.
    Fix: copy the quote from the text, or move the span.
    """
    for name in ("evidence", "exclusions"):
        yield Check(
            table=name,
            view=tables.view(VIEWS[name]),
            holds=pl.col("matches"),
            field="exact",
            explain=partial(_misquoted, tables),
            needs=("articles",),
        )


def _misquoted(tables: Tables, row: Mapping[str, Any]) -> Explanation:
    article, start, end, exact = (row[name] for name in ("article_id", "start", "end", "exact"))
    cause = explain_misquote(tables.texts[article], start, end, exact, tables.view(_elsewhere).get((article, exact)))
    reads = cause.reads if len(cause.reads) <= 60 else f"{cause.reads[:59]}…"
    message = f"the text reads '{reads}' at {row['start']}:{row['end']}"
    return Explanation(message=message, fix=cause.fix, expected=cause.reads[:MOST_READ], mark=cause.mark)


@RUNG.rule()
def grapheme_cut(tables: Tables) -> Iterator[Check]:
    """A span does not begin or end inside a character as a reader sees it, such as an emoji of several code points.

    Breaks on: a span that ends between the two halves of a flag.
    Fix: widen the span to the whole character, or leave it out.
    """
    for name in SPANS:
        for side in ("start", "end"):
            yield Check(
                table=name,
                view=tables.view(VIEWS[name]),
                holds=~pl.col(f"{side}_cut") | ~pl.col("matches"),
                field=side,
                explain=partial(_inside_character, side),
                needs=("articles",),
            )


def _inside_character(side: str, row: Mapping[str, Any]) -> str:
    return f"position {row[side]} is inside a character of several code points"


# --- what a fact needs ------------------------------------------------------------------------------
def _facts(tables: Tables) -> pl.DataFrame:
    """Every fact with whether spans have it ``stated``, ``valued`` and ``credited``, and whether it is ``attributed``.

    Of facts with one id only the ``first`` has spans.
    """
    rows, roles = tables.view(fact_rows), tables["evidence"].raw["role"]
    quoted = {"stated": "statement", "valued": "value", "credited": "attribution"}
    attributions = tables["attributions"].raw["fact_id"].drop_nulls().unique()
    facts = tables["facts"].raw.select(
        "fact_id",
        "value_type",
        first=pl.col("fact_id").is_first_distinct(),
        attributed=pl.col("fact_id").is_in(attributions.implode()).fill_null(value=False),
    )
    none = pl.repeat(value=False, n=facts.height, dtype=pl.Boolean, eager=True)
    return facts.with_columns(
        none.clone().scatter(rows.filter(roles == role).drop_nulls(), values=True).alias(name)
        for name, role in quoted.items()
    )


# A repeated or missing id is said once; its evidence is not told apart.
UNSOUND = pl.col("fact_id").is_null() | ~pl.col("first")


@RUNG.rule()
def evidence_of_other_article(tables: Tables) -> Iterator[Check]:
    """Evidence comes from the article that states the fact.

    Breaks on: evidence for ``coincu2025.007`` from ``athlive2025``.
    Fix: quote the fact's own article; another article's statement is another fact.
    """
    stated_by = tables["facts"].raw["article_id"].gather(tables.view(fact_rows))
    spans = tables["evidence"].raw.select("fact_id", "article_id", stated_by.alias("stated_by")).with_row_index("row")
    # Where the id is of yet another article the fact's row is at fault.
    own = pl.concat_str("stated_by", pl.lit("."))
    strange = spans.filter(pl.col("article_id") != pl.col("stated_by")).filter(pl.col("fact_id").str.starts_with(own))
    faults: dict[int, str | Explanation] = {
        row: f"the fact {fact} is stated by {article}"
        for row, fact, article in strange.select("row", "fact_id", "stated_by").iter_rows()
    }
    yield at_fault(tables, "evidence", "article_id", faults, needs=("facts",))


@RUNG.rule()
def statement_missing(tables: Tables) -> Iterator[Check]:
    """Every fact has a ``statement``: the words that state it.

    Breaks on: a fact without evidence.
    Fix: add the words that state the fact to `evidence`, or remove the fact before it is published.
    """
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=UNSOUND | pl.col("stated"),
        field="fact_id",
        explain="no words of the article are given that state the fact",
        needs=("evidence",),
    )


@RUNG.rule()
def value_span_missing(tables: Tables) -> Iterator[Check]:
    """A quantity, a date and a text value have one ``value`` span: the words of the value with all that qualifies them.

    Not looked at where the fact has no statement either.

    Breaks on: a quantity whose evidence is a statement alone.
    Fix: add the words of the value to `evidence` with the role value.
    """
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=UNSOUND | ~pl.col("value_type").is_in(["quantity", "date", "text"]).fill_null(value=False)
        | pl.col("valued") | ~pl.col("stated"),
        field="value_type",
        explain=lambda row: f"no words of the article are given for the {row['value_type']}",
        needs=("evidence",),
    )  # fmt: skip


@RUNG.rule()
def value_span_repeated(tables: Tables) -> Iterator[Check]:
    """No fact has two ``value`` spans: one value is read from one place.

    Breaks on: a price with a ``value`` span in the title and one in the text.
    Fix: keep the span that the value was read from; the other place is a further statement.
    """
    rows = tables.view(fact_rows)
    values = tables["evidence"].raw.select("role", "start", "end", rows).filter(pl.col("role") == "value")
    several = values.drop_nulls("fact_row").filter(pl.col("fact_row").is_duplicated())
    # A span that stands in two rows counts once.
    counts = several.unique().group_by("fact_row").len().filter(pl.col("len") > 1)
    faults: dict[int, str | Explanation] = {
        row: f"the fact has {count} spans with the role value" for row, count in counts.iter_rows()
    }
    yield at_fault(tables, "facts", "fact_id", faults, needs=("evidence",))


# --- the passages in which a fact is stated ---------------------------------------------------------
def _in_passages(tables: Tables) -> pl.DataFrame:
    """Every statement and value with whether it lies ``inside`` its text, and the passage that holds all of it.

    ``passaged`` is null where the article has no passages.
    """
    spans = tables["evidence"].typed.with_row_index("row").with_columns(
        tables.view(VIEWS["evidence"])["inside"].fill_null(value=True)
    ).filter(pl.col("role").is_in(["statement", "value"]))  # fmt: skip
    passages = tables["passages"].typed.select("passage_id", "article_id", "start", passage_end="end").drop_nulls()
    cut = passages.select("article_id", passaged=pl.lit(value=True)).unique()
    last_before = spans.select("row", "article_id", "start", "end").drop_nulls().sort("start").join_asof(
        passages.sort("start"), on="start", by="article_id", strategy="backward", check_sortedness=False
    )  # fmt: skip
    within = pl.when(pl.col("end") <= pl.col("passage_end")).then(pl.col("passage_id"))
    held = last_before.join(cut, on="article_id", how="left").select("row", "passaged", passage_id=within)
    return spans.join(held, on="row", how="left", maintain_order="left")


@RUNG.rule()
def statement_across_passages(tables: Tables) -> Iterator[Check]:
    """A statement lies inside one passage; a list head and one of its bullets are two spans.

    Breaks on: a statement that runs over two bullets.
    Fix: shorten the span to one passage, and give the rest as a further span.
    """
    across = tables.view(_in_passages).filter(
        (pl.col("role") == "statement") & pl.col("inside") & pl.col("passaged") & pl.col("passage_id").is_null()
    )
    faults: dict[int, str | Explanation] = {
        row: f"the span {start}:{end} does not lie inside one passage"
        for row, start, end in across.select("row", "start", "end").iter_rows()
    }
    yield at_fault(tables, "evidence", "end", faults, needs=("passages",))


@RUNG.rule()
def value_outside_statement(tables: Tables) -> Iterator[Check]:
    """A value lies in a passage in which the fact is stated.

    Breaks on: a value from the paragraph after the statement.
    Fix: quote the value from the statement's passage, or add the statement of the value's passage.
    """
    spans = tables.view(_in_passages)
    stated = spans.filter(pl.col("role") == "statement").select("fact_id", "passage_id").drop_nulls()
    placed = pl.col("start").is_not_null() & pl.col("end").is_not_null()
    values = spans.filter((pl.col("role") == "value") & pl.col("inside") & placed)
    # A fact whose statements are all amiss has its findings there.
    elsewhere = values.join(stated, on=["fact_id", "passage_id"], how="anti")
    outside = elsewhere.join(stated, on="fact_id", how="semi")
    faults: dict[int, str | Explanation] = {
        row: f"the span {start}:{end} is in no passage in which {fact} is stated"
        for row, start, end, fact in outside.select("row", "start", "end", "fact_id").iter_rows()
    }
    yield at_fault(tables, "evidence", "start", faults, needs=("passages",))


# --- the sources --------------------------------------------------------------------------------------
@RUNG.rule()
def attribution_span_missing(tables: Tables) -> Iterator[Check]:
    """A fact that is attributed quotes the words that name its source.

    Breaks on: a row in ``attributions`` for a fact without a span of the role ``attribution``.
    Fix: add the words that name the source to `evidence` with the role attribution.
    """
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=UNSOUND | ~pl.col("attributed") | pl.col("credited"),
        field="fact_id",
        explain="the fact is attributed, and no words of the article are given that name the source",
        needs=("evidence", "attributions"),
    )


@RUNG.rule()
def span_without_cell(tables: Tables) -> Iterator[Check]:
    """A span of the role ``attribution``, ``as_of`` or ``unit`` supports a cell that is filled.

    Breaks on: a span of the role ``as_of`` for a fact whose ``as_of`` is empty.
    Fix: fill the cell that the words support, or remove the span.
    """
    attributed = pl.col("fact_id").is_in(tables["attributions"].raw["fact_id"].drop_nulls().unique().implode())
    facts = tables["facts"].raw.select(
        "article_id", "as_of", "unit_id", attribution=pl.when(attributed).then("fact_id")
    )
    spans = tables["evidence"].raw.select("role", tables.view(fact_rows)).with_row_index("row")
    faults: dict[int, str | Explanation] = {}
    for role, cell, message in (
        ("attribution", "attribution", "the fact has no attribution"),
        ("as_of", "as_of", "its `as_of` is empty"),
        ("unit", "unit_id", "its `unit_id` is empty"),
    ):
        held = spans.filter(pl.col("role") == role).drop_nulls()
        cells = facts.select(pl.col("article_id", cell).gather(held["fact_row"]))
        empty = held.filter(cells["article_id"].is_not_null() & cells[cell].is_null())
        faults |= dict.fromkeys(empty["row"], message)
    yield at_fault(tables, "evidence", "role", faults, needs=("facts", "attributions"))


@RUNG.rule(severity="warning")
def quotes_unprovable(tables: Tables) -> Iterator[Finding]:
    """The text of every quoted article is here. Where it is withheld, its quotes can be compared with nothing, said once an article.

    Breaks on: evidence from an article with the text status ``withheld``.
    Fix: obtain the text and make the article included; until then take its quotes on trust.
    """
    articles = tables["articles"]
    quoted = dict(tables["evidence"].raw.group_by("article_id").len().iter_rows())
    for index, (article, status) in enumerate(articles.raw.select("article_id", "text_status").iter_rows()):
        if status == "withheld" and quoted.get(article):
            message = f"the text of {article} is withheld, so its {quoted[article]} quotes cannot be checked"
            yield quotes_unprovable.finding(**articles.place(index), field="text_status", found=status, message=message)
