"""What the number grammar reads in the texts, and in the value span of each quantity."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.quantities.extraction import extract_at
from swf_facts.quantities.mention import plain
from swf_facts.quantities.search import NUMBER_WORDS, anchors_at, words_alone
from swf_facts.rules.quotes import facts, misplaced_values, quotes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from swf_facts.quantities import Comparator, Mention
    from swf_facts.quantities.search import Anchor
    from swf_facts.rules.tables import Tables

__all__ = ["anchors_of_all", "english_articles", "figures", "mentions", "overlapping", "touched"]

_START, _END = attrgetter("start"), attrgetter("end")
_SPACED_WORDS = [f" {word} " for word in sorted(NUMBER_WORDS)]
_TURNED: dict[Comparator, Comparator] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_READ = {
    "reading": pl.String(), "m_number": pl.String(), "m_unit": pl.String(), "m_kind": pl.String(), "m_comparator": pl.String(),
    "m_lower": pl.String(), "m_upper": pl.String(), "m_start": pl.Int64(), "m_end": pl.Int64(),
}  # fmt: skip


def english_articles(tables: Tables) -> frozenset[str]:
    """Return the articles with a text here that says it is English."""
    articles = tables["articles"].raw.select("article_id", "language").drop_nulls()
    english = articles.filter(pl.col("language").str.contains("^en(-|$)"))
    return frozenset(english["article_id"]) & tables.texts.keys()


def mentions(tables: Tables) -> Mapping[str, tuple[Mention, ...]]:
    """Return the quantities and dates of every English text, in text order: what `extract` returns for each."""
    articles = sorted(tables.view(english_articles))
    texts = [tables.texts[article] for article in articles]
    return {
        article: tuple(extract_at(text, found))
        for article, text, found in zip(articles, texts, anchors_of_all(texts), strict=True)
    }


def anchors_of_all(texts: Sequence[str]) -> Iterator[list[Anchor]]:
    """Yield what `anchors` returns for each text; polars seeks the number words of all in a third of the time."""
    words = [words_alone(text) for text in texts]
    printed = pl.DataFrame({"words": [alone.decode("ascii") for alone in words]}, {"words": pl.String})
    starts = printed.select(pl.col("words").str.find_many(_SPACED_WORDS, overlapping=True)).to_series().to_list()
    for text, alone, begun in zip(texts, words, starts, strict=True):
        yield anchors_at(text, alone, begun)


def overlapping(found: tuple[Mention, ...], start: int, end: int) -> tuple[Mention, ...]:
    """Return the mentions that share a character with a span."""
    first, behind = touched(found, start, end)
    return found[first:behind]


def touched(found: tuple[Mention, ...], start: int, end: int) -> tuple[int, int]:
    """Return the number of the first mention that ends behind the beginning of a span, and of the first that begins behind its end."""
    return bisect_right(found, start, key=_END), bisect_left(found, end, key=_START)


def _unsigned(mention: Mention) -> tuple[str | int | None, ...]:
    """Return what a mention says, as the cells of a fact have it: without sign, as plain decimals."""
    number, comparator, lower, upper = mention.number, mention.comparator, mention.lower, mention.upper
    if number is not None and number < 0:
        number, comparator = -number, _TURNED.get(comparator, comparator)
        lower, upper = (None if upper is None else -upper), (None if lower is None else -lower)
    return (
        None if number is None else plain(number), mention.unit, mention.kind, comparator,
        None if lower is None else plain(lower), None if upper is None else plain(upper),
        mention.start, mention.end,
    )  # fmt: skip


def _plain(field: str) -> pl.Expr:
    """Return a decimal as written, without idle noughts after its point."""
    column = pl.col(field)
    bare = column.str.strip_chars_end("0").str.strip_suffix(".")
    return pl.when(column.str.contains(".", literal=True)).then(bare).otherwise(column)


def figures(tables: Tables) -> pl.DataFrame:
    """Every fact with what the grammar reads in the value span of a quantity.

    ``reading`` is ``whole`` where the span is one mention, ``loose`` where it holds one and more words, ``cut`` where a mention
    crosses its edge, ``several`` or ``none``; null for what is no quantity, is not English, or has no sound value span.
    """
    spans = tables.view(quotes).filter((pl.col("role") == "value") & pl.col("sound"))
    single = spans.unique("fact_row", keep="none").select(
        pl.col("fact_row").cast(pl.Int64), "start", "end", "exact", span_row="row"
    )
    view = tables.view(facts).with_columns(pl.col("fact_row").cast(pl.Int64)).join(
        single, on="fact_row", how="left", maintain_order="left"
    ).with_columns(
        number=_plain("value_number"), low=_plain("lower"), high=_plain("upper"),
        open=(pl.col("value_type") == "quantity").fill_null(value=False) & pl.col("here") & pl.col("english") & pl.col("start").is_not_null()
        & ~pl.col("fact_row").is_in(list(tables.view(misplaced_values))),
    )  # fmt: skip
    found = tables.view(mentions)
    read: dict[int, tuple[str | int | None, ...]] = {}
    unread = (None,) * (len(_READ) - 1)
    alone = {
        (article, mention.start, mention.end): mention
        for article, printed in found.items()
        for mention in printed
        if mention.kind != "date"
    }
    opened = view.filter("open").select("fact_row", "article_id", "start", "end")
    for row, article, start, end in zip(*(column.to_list() for column in opened), strict=True):
        if mention := alone.get((article, start, end)):  # as of most facts; mentions do not overlap
            read[row] = ("whole", *_unsigned(mention))
            continue
        here = [mention for mention in overlapping(found[article], start, end) if mention.kind != "date"]
        if len(here) == 1:
            (mention,) = here
            state = "loose" if start <= mention.start and mention.end <= end else "cut"
            read[row] = (state, *_unsigned(mention))
        else:
            read[row] = ("several" if here else "none", *unread)
    cells = list(zip(*read.values(), strict=True)) or [()] * len(_READ)
    said = pl.DataFrame([
        pl.Series("fact_row", list(read), pl.Int64),
        *(pl.Series(name, column, kind) for (name, kind), column in zip(_READ.items(), cells, strict=True)),
    ])  # fmt: skip
    return view.join(said, on="fact_row", how="left", maintain_order="left")
