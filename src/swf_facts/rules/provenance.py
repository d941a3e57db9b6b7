"""Rung 5: every quote stands where its row says, and every fact has the quotes that it needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.anchors import JOINING, explain_misquote, splits_cluster
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.registry import Rung

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Tables

__all__ = ["RUNG"]

SPANS = ("evidence", "exclusions", "passages")

RUNG = Rung("provenance", lambda tables: sum(tables[name].raw.height for name in SPANS))


# --- spans ------------------------------------------------------------------------------------------
def _texts(tables: Tables) -> pl.DataFrame:
    schema = {"article_id": pl.String, "text": pl.String}
    texts = pl.DataFrame({"article_id": list(tables.texts), "text": list(tables.texts.values())}, schema)
    return texts.with_columns(length=pl.col("text").str.len_chars().cast(pl.Int64))


# A cut can split a grapheme cluster only before a character that joins, and inside the line end of Windows; before a letter, but for
# some of Thai, Lao and Japanese, a pictograph or half a flag only after a character that may join it. Looked at are the first two and
# the last two of the words and their neighbours.
APART = r"[\p{L}\p{Extended_Pictographic}\U0001f1e6-\U0001f1ff--[\u0e33\u0eb3\uff9e\uff9f]]"
SPLIT = f"(?:[{JOINING}]{{2}}|(?s:.)[{JOINING}--{APART}]|\r\n)"
DOUBTFUL = {
    "start": (pl.col("start") > 0) & pl.col("around").str.contains(f"^{SPLIT}"),
    "end": (pl.col("end") < pl.col("length")) & pl.col("around").str.contains(f"{SPLIT}$"),
}


LONG = 100_000  # characters from which a text is cut and searched otherwise, so that time grows with its length and no faster


def _spans(name: str, tables: Tables) -> pl.DataFrame:
    """Every row of a table of spans with its text and what stands there; null where the article has no text here.

    ``around`` is what stands there with the character before and the one after it; ``matches`` is false where the row quotes
    something else.
    """
    view = tables[name].typed.join(tables.view(_texts), on="article_id", how="left", maintain_order="left")
    start, end = pl.col("start"), pl.col("end")
    first = (start - 1).clip(0)
    size = (end + 1 - first).clip(0).cast(pl.UInt64)
    inside = (start >= 0) & (start < end) & (end <= pl.col("length"))
    view = view.with_columns(inside=inside, first=first, size=size)
    view = view.with_columns(around=_around(view, tables.texts)).drop("first", "size")
    view = view.with_columns(
        *(_cut(side, view, tables.texts) for side in ("start", "end")),
        reads=pl.col("around").str.slice(start - first, (end - start).clip(0).cast(pl.UInt64)),
    )
    matches = (
        (pl.col("reads") == pl.col("exact")).fill_null(value=True) if "exact" in view.columns else pl.lit(value=True)
    )
    return view.with_columns(matches=matches)


def _around(view: pl.DataFrame, texts: Mapping[str, str]) -> pl.Expr | pl.Series:
    """Return what stands around each span; polars counts the characters of a text from its beginning, which takes long in a long one."""
    if not (view["length"] > LONG).any():
        return pl.when("inside").then(pl.col("text").str.slice("first", "size"))
    places = view.select("inside", "article_id", "first", "size").iter_rows()
    words = [texts[article][first : first + size] if inside else None for inside, article, first, size in places]
    return pl.Series(words, dtype=pl.String)


def _cut(side: str, view: pl.DataFrame, texts: Mapping[str, str]) -> pl.Series:
    """Return which spans begin, or end, inside a grapheme cluster."""
    rows = view.select(DOUBTFUL[side]).to_series().arg_true()
    places = view.select("article_id", side)[rows].iter_rows()
    split = [row for row, (article, at) in zip(rows, places, strict=True) if splits_cluster(texts[article], at)]
    return pl.Series(f"{side}_cut", [False], pl.Boolean).new_from_index(0, view.height).scatter(split, values=True)


VIEWS: Mapping[str, Callable[[Tables], pl.DataFrame]] = {name: partial(_spans, name) for name in SPANS}


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
            explain=_out_of_range,
            needs=("articles",),
        )


def _out_of_range(row: Mapping[str, Any]) -> Explanation:
    at = row["text"].find(row["exact"]) if row.get("exact") else -1
    fix = f"the quote stands at {at}:{at + len(row['exact'])}; move the span" if at >= 0 else ""
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
            explain=_misquoted,
            needs=("articles",),
        )


def _misquoted(row: Mapping[str, Any]) -> Explanation:
    cause = explain_misquote(row["text"], row["start"], row["end"], row["exact"])
    reads = cause.reads if len(cause.reads) <= 60 else f"{cause.reads[:59]}…"
    message = f"the text reads '{reads}' at {row['start']}:{row['end']}"
    return Explanation(message=message, fix=cause.fix, expected=cause.reads, mark=cause.mark)


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
def fact_rows(tables: Tables) -> pl.Series:
    """Return the row of each span's fact, the first that has its id; null where none has."""
    ids = tables["facts"].raw.select("fact_id").with_row_index("fact_row").drop_nulls()
    known = ids.filter(pl.col("fact_id").is_first_distinct())
    spans = tables["evidence"].raw.select("fact_id")
    return spans.join(known, on="fact_id", how="left", maintain_order="left")["fact_row"]


def _evidence(tables: Tables) -> pl.DataFrame:
    """Every span of evidence with its fact's cells, and the passage that a statement or value lies in."""
    attributed = pl.col("fact_id").is_in(tables["attributions"].raw["fact_id"].drop_nulls().unique().implode())
    facts = tables["facts"].raw.select(
        "unit_id", "as_of", fact_article_id="article_id", attributed=pl.when(attributed).then(pl.lit(value=True))
    )
    spans = tables["evidence"].typed.with_row_index("row").with_columns(
        tables.view(VIEWS["evidence"])["inside"].fill_null(value=True), tables.view(fact_rows)
    )  # fmt: skip
    return pl.concat(
        [spans, facts.select(pl.all().gather(spans["fact_row"]))], how="horizontal"
    ).join(tables.view(_passage_of_span), on="row", how="left", maintain_order="left")  # fmt: skip


def _passage_of_span(tables: Tables) -> pl.DataFrame:
    """The passage around each statement and value, where one passage holds all of it; and whether the article has any."""
    spans = tables["evidence"].typed.with_row_index("row").filter(pl.col("role").is_in(["statement", "value"]))
    passages = tables["passages"].typed.select("passage_id", "article_id", "start", passage_end="end").drop_nulls()
    cut = passages.select("article_id", passaged=pl.lit(value=True)).unique()
    last_before = spans.select("row", "article_id", "start", "end").drop_nulls().sort("start").join_asof(
        passages.sort("start"), on="start", by="article_id", strategy="backward", check_sortedness=False
    )  # fmt: skip
    within = pl.when(pl.col("end") <= pl.col("passage_end")).then(pl.col("passage_id"))
    return last_before.join(cut, on="article_id", how="left").select("row", "passaged", passage_id=within)


@RUNG.rule()
def evidence_of_other_article(tables: Tables) -> Iterator[Check]:
    """Evidence comes from the article that states the fact.

    Breaks on: evidence for ``coincu2025.007`` from ``athlive2025``.
    Fix: quote the fact's own article; another article's statement is another fact.
    """
    view = tables.view(_evidence)
    own = pl.concat_str(
        "fact_article_id", pl.lit(".")
    )  # where the id is of yet another article the fact's row is at fault
    strange = view.filter(pl.col("article_id") != pl.col("fact_article_id")).filter(
        pl.col("fact_id").str.starts_with(own)
    )
    yield Check(
        table="evidence",
        view=view,
        holds=~pl.col("row").is_in(strange["row"].implode()),
        field="article_id",
        explain=lambda row: f"the fact {row['fact_id']} is stated by {row['fact_article_id']}",
        needs=("facts",),
    )  # fmt: skip


def _facts(tables: Tables) -> pl.DataFrame:
    """Every fact with the number of its spans by role, whether it is attributed, and whether its id is sound.

    A span that stands in two rows counts once.
    """
    roles, place = ("statement", "value", "attribution"), ("fact_row", "role", "start", "end")
    spans = tables["evidence"].raw.select("role", "start", "end").with_columns(tables.view(fact_rows))
    spans = spans.filter(pl.col("role").is_in(roles) & pl.col("fact_row").is_not_null())
    if spans.select(
        pl.struct(place).hash().n_unique() < pl.len()
    ).item():  # where all spans differ, so do most of their hashes
        spans = spans.unique(place)
    counts = spans.group_by("fact_row").agg((pl.col("role") == role).sum().alias(role) for role in roles)
    attributed = tables["attributions"].raw.group_by("fact_id").agg(pl.len().alias("attributions"))
    facts = tables["facts"].raw.select("fact_id", "value_type", first=pl.col("fact_id").is_first_distinct())
    return (
        facts.with_row_index("fact_row")
        .join(counts, on="fact_row", how="left", maintain_order="left")
        .join(attributed, on="fact_id", how="left", maintain_order="left")
        .with_columns(pl.col(*roles, "attributions").fill_null(0))
    )


# A repeated or missing id is said once; its evidence is not told apart.
UNSOUND = pl.col("fact_id").is_null() | ~pl.col("first")


@RUNG.rule()
def statement_missing(tables: Tables) -> Iterator[Check]:
    """Every fact has a ``statement``: the words that state it.

    Breaks on: a fact without evidence.
    Fix: add the words that state the fact to `evidence`, or remove the fact before it is published.
    """
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=UNSOUND | (pl.col("statement") > 0),
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
        | (pl.col("value") > 0) | (pl.col("statement") == 0),
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
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=UNSOUND | (pl.col("value") <= 1),
        field="fact_id",
        explain=lambda row: f"the fact has {row['value']} spans with the role value",
        needs=("evidence",),
    )


@RUNG.rule()
def statement_across_passages(tables: Tables) -> Iterator[Check]:
    """A statement lies inside one passage; a list head and one of its bullets are two spans.

    Breaks on: a statement that runs over two bullets.
    Fix: shorten the span to one passage, and give the rest as a further span.
    """
    yield Check(
        table="evidence",
        view=tables.view(_evidence),
        holds=(pl.col("role") != "statement").fill_null(value=True) | pl.col("passaged").is_null()
        | pl.col("passage_id").is_not_null() | ~pl.col("inside"),
        field="end",
        explain=lambda row: f"the span {row['start']}:{row['end']} does not lie inside one passage",
        needs=("passages",),
    )  # fmt: skip


@RUNG.rule()
def value_outside_statement(tables: Tables) -> Iterator[Check]:
    """A value lies in a passage in which the fact is stated.

    Breaks on: a value from the paragraph after the statement.
    Fix: quote the value from the statement's passage, or add the statement of the value's passage.
    """
    view = tables.view(_evidence)
    stated = view.filter(pl.col("role") == "statement").select("fact_id", "passage_id").drop_nulls()
    values = view.filter((pl.col("role") == "value") & pl.col("inside")).select("row", "fact_id", "passage_id")
    # A fact whose statements are all amiss has its findings there.
    elsewhere = values.join(stated, on=["fact_id", "passage_id"], how="anti")
    outside = elsewhere.join(stated, on="fact_id", how="semi")
    yield Check(
        table="evidence",
        view=view,
        holds=~pl.col("row").is_in(outside["row"].implode()),
        field="start",
        explain=lambda row: f"the span {row['start']}:{row['end']} is in no passage in which {row['fact_id']} is stated",
        needs=("passages",),
    )  # fmt: skip


@RUNG.rule()
def attribution_span_missing(tables: Tables) -> Iterator[Check]:
    """A fact that is attributed quotes the words that name its source.

    Breaks on: a row in ``attributions`` for a fact without a span of the role ``attribution``.
    Fix: add the words that name the source to `evidence` with the role attribution.
    """
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=UNSOUND | (pl.col("attributions") == 0) | (pl.col("attribution") > 0),
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
    filled = {"attribution": "attributed", "as_of": "as_of", "unit": "unit_id"}
    empty = pl.any_horizontal((pl.col("role") == role) & pl.col(cell).is_null() for role, cell in filled.items())
    what = {
        "attribution": "the fact has no attribution",
        "as_of": "its `as_of` is empty",
        "unit": "its `unit_id` is empty",
    }
    yield Check(
        table="evidence",
        view=tables.view(_evidence),
        holds=pl.col("fact_article_id").is_null() | ~empty.fill_null(value=False),
        field="role",
        explain=lambda row: what[row["role"]],
        needs=("facts", "attributions"),
    )


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
