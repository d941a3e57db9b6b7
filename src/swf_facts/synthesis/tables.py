"""Composed blocks put together to articles, and all that is said of them to the rows of tables."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from swf_facts.package import governing_schema
from swf_facts.synthesis.composing import ROLES, VARYING, fixed_cells, passage_cells, source_cells
from swf_facts.synthesis.draws import below, draw
from swf_facts.synthesis.planning import ALL_BLOCKS

if TYPE_CHECKING:
    from swf_facts.synthesis.composing import Composed, Spans, Stated, Stretch
    from swf_facts.synthesis.draws import Integers
    from swf_facts.synthesis.planning import Planned

__all__ = ["LOCAL", "Rows", "assemble"]

LOCAL = ("articles", "passages", "facts", "evidence", "attributions", "exclusions", "texts")
Rows = dict[str, tuple[pl.DataFrame, "Integers"]]
"""The rows of each table in article order, and the article of each row."""

_GAPS = pl.Series(["", " ", "\n\n", "\n"])
_NONE, _SPACE, _PARAGRAPH, _LINE = range(4)
_RIGHTS = "http://rightsstatements.org/vocab/NoC-OKLR/1.0/"


@cache
def _is_prose() -> Integers:
    """Whether each block is one line of prose, which may follow another one."""
    return np.array(
        [all(passage.kind == "sentence" and "\n" not in passage.gap for passage in block.passages) for block in ALL_BLOCKS],
        dtype=np.int64,
    )  # fmt: skip


@cache
def _is_heading() -> Integers:
    return np.array([block.passages[0].kind == "heading" for block in ALL_BLOCKS], dtype=np.int64)


@cache
def _claims() -> Integers:
    return np.array([len(block.claims) for block in ALL_BLOCKS], dtype=np.int64)


@cache
def _fixed() -> pl.DataFrame:
    return fixed_cells(ALL_BLOCKS)


@cache
def _fixed_of_passages() -> pl.DataFrame:
    return passage_cells(ALL_BLOCKS)


def assemble(articles: Planned, composed: Composed) -> Rows:
    """Return the rows of all article-local tables.

    Parameters
    ----------
    articles : Planned
        Some articles, with the blocks that they have.
    composed : Composed
        Those blocks, filled.

    Returns
    -------
    Rows
        For each of `LOCAL` its frame, whose columns have the types of the Table Schema with decimals and days as text. The
        table ``articles`` lacks ``text_path``, which is known when it is written.
    """
    which, article = articles.which, articles.article
    count = len(articles.seeds)
    start, texts = _texts(articles, composed)
    first = np.concatenate([[0], np.cumsum(_claims()[which])])  # facts before each place
    ids = articles.table["article_id"]
    owner = np.repeat(article, _claims()[which])
    number = np.arange(len(owner)) - np.searchsorted(owner, owner)
    fact_ids = ids.gather(owner) + "." + pl.Series(number + 1).cast(pl.String).str.zfill(3)
    rows: Rows = {"facts": (_facts(composed.facts, first, fact_ids, ids.gather(owner)), owner)}
    evidence, fact = _evidence(composed.evidence, start, first)
    rows["evidence"] = evidence.select(
        fact_id=fact_ids.gather(fact), role="role", article_id=ids.gather(owner[fact]), start="start", end="end", exact="exact"
    ), owner[fact]  # fmt: skip
    sources, fact, order = _stacked(composed.attributions, first, source_cells())
    entity = _column(composed.attributions, "entity_id", order)
    rows["attributions"] = sources.select(fact_id=fact_ids.gather(fact), level="level", entity_id=entity, kind="kind"), owner[fact]  # fmt: skip
    rows["passages"] = _passages(composed.passages, start, article, ids)
    rows["exclusions"] = _exclusions(composed.exclusions, start, article, ids)
    here = np.flatnonzero(~articles.table["withheld"].to_numpy())
    rows["texts"] = pl.DataFrame({"article_id": ids.gather(here), "text": texts.gather(here)}), here
    rows["articles"] = _articles(articles, composed, texts), np.arange(count)
    return rows


def _stacked(rows: list[Stated], first: Integers, fixed: pl.DataFrame) -> tuple[pl.DataFrame, Integers, Integers]:
    """Return the fixed cells of rows in the order of the facts, the fact of each, and the order among all rows stacked."""
    sizes = [len(row.place) for row in rows]
    fact = first[np.concatenate([row.place for row in rows])] + np.repeat([row.claim for row in rows], sizes)
    order = np.argsort(fact, kind="stable")
    return _of_uid(fixed, np.repeat([row.uid for row in rows], sizes)[order]), fact[order], order


def _of_uid(fixed: pl.DataFrame, uid: Integers) -> pl.DataFrame:
    """Return for each *uid* the row of a table of fixed cells."""
    return fixed.drop("uid")[np.searchsorted(fixed["uid"].to_numpy(), uid)]


def _column(rows: list[Stated], name: str, order: Integers) -> pl.Series:
    """Return one varying column of rows that are stacked, in an order; rows without the cell have null."""
    # The first of the values is the null that rows without the cell point at.
    values, at, where = [pl.Series([None], dtype=pl.String)], 1, []
    for row in rows:
        size = len(row.place)
        if name in row.cells:
            values.append(row.cells[name])
            where.append(np.arange(at, at + size))
            at += size
        else:
            where.append(np.zeros(size, dtype=np.int64))
    return pl.concat(values).gather(np.concatenate(where)[order])


def _evidence(spans: list[Spans], start: Integers, first: Integers) -> tuple[pl.DataFrame, Integers]:
    """Return all spans of evidence in the order of the facts, and the fact of each."""
    sizes = [len(span.place) for span in spans]
    place = np.concatenate([span.place for span in spans])
    fact = first[place] + np.repeat([span.claim for span in spans], sizes)
    order = np.argsort(fact * 1_000 + np.repeat([span.rank for span in spans], sizes), kind="stable")
    base = start[np.concatenate([span.base for span in spans])]
    frame = pl.DataFrame({
        "role": pl.Series(ROLES).gather(np.repeat([span.code for span in spans], sizes)[order]),
        "start": (base + np.concatenate([span.start for span in spans]))[order],
        "end": (base + np.concatenate([span.end for span in spans]))[order],
        "exact": pl.concat([span.words for span in spans]).gather(order),
    })  # fmt: skip
    return frame, fact[order]


def _sorted(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame[np.argsort(frame[key].to_numpy(), kind="stable")]


def _texts(articles: Planned, composed: Composed) -> tuple[Integers, pl.Series]:
    """Return where each block starts in its article, and the texts of all articles."""
    order = np.argsort(np.concatenate([place for place, _, _ in composed.texts]))  # each place is there once
    blocks = pl.concat([words for _, words, _ in composed.texts]).gather(order)
    length = np.concatenate([length for _, _, length in composed.texts])[order]
    which, article = articles.which, articles.article
    leads = np.concatenate([[True], article[1:] != article[:-1]])
    before = np.concatenate([[0], which[:-1]])
    loose = below(draw(articles.seeds[article], 30, which), 3) > 0
    gap = np.where(_is_heading()[before] == 1, _LINE, _PARAGRAPH)
    gap = np.where((_is_prose()[which] & _is_prose()[before]).astype(bool) & loose, _SPACE, gap)
    gap = np.where(leads, _NONE, gap)
    size = np.array([0, 1, 2, 1])[gap] + length
    end = np.cumsum(size)
    lead = (end - size)[np.searchsorted(article, article)]
    start = end - length - lead
    joined = (
        pl.DataFrame({"article": article, "text": _GAPS.gather(gap) + blocks})
        .group_by("article", maintain_order=True)
        .agg(pl.col("text").str.join(""))
    )
    numbers = pl.DataFrame({"article": np.arange(len(articles.seeds))})
    texts = numbers.join(joined, on="article", how="left", maintain_order="left")["text"]
    return start, texts + "\n"


def _facts(stated: list[Stated], first: Integers, fact_ids: pl.Series, article_ids: pl.Series) -> pl.DataFrame:
    fixed, fact, order = _stacked(stated, first, _fixed())
    successor = fixed["successor"].to_numpy()
    succeeded = pl.select(
        pl.when(pl.Series(successor > 0)).then(fact_ids.gather(np.minimum(fact + successor, len(fact_ids) - 1)))
    ).to_series()
    varying = {name: _column(stated, name, order) for name in VARYING}
    frame = fixed.with_columns(fact_id=fact_ids, article_id=article_ids, superseded_by=succeeded, **varying)
    return frame.select(_fields("facts"))


def _fields(table: str) -> list[str]:
    return [str(field["name"]) for field in governing_schema(table)["fields"]]


def _passages(
    stretches: list[Stretch], start: Integers, article: Integers, ids: pl.Series
) -> tuple[pl.DataFrame, Integers]:
    place = np.concatenate([stretch.place for stretch in stretches])
    begin = np.concatenate([stretch.start for stretch in stretches])
    order = np.argsort(place * 100_000 + begin, kind="stable")
    uid = np.repeat([stretch.uid for stretch in stretches], [len(stretch.place) for stretch in stretches])
    place = place[order]
    owner = article[place]
    number = np.arange(len(owner)) - np.searchsorted(owner, owner) + 1
    base = start[place]
    article_ids = ids.gather(owner)
    return _of_uid(_fixed_of_passages(), uid[order]).select(
        passage_id=article_ids + ".p" + pl.Series(number).cast(pl.String).str.zfill(3), article_id=article_ids,
        start=pl.Series(base + begin[order]), end=pl.Series(base + np.concatenate([stretch.end for stretch in stretches])[order]),
        kind="kind", treatment="treatment", reason="reason",
    ), owner  # fmt: skip


def _exclusions(
    frames: list[pl.DataFrame], start: Integers, article: Integers, ids: pl.Series
) -> tuple[pl.DataFrame, Integers]:
    exclusions = _sorted(pl.concat(frames), "place")
    place = exclusions["place"].to_numpy()
    base = pl.Series(start[place])
    return pl.select(
        article_id=ids.gather(article[place]), start=exclusions["start"] + base, end=exclusions["end"] + base,
        exact=exclusions["exact"], reason=exclusions["reason"],
    ), article[place]  # fmt: skip


def _articles(articles: Planned, composed: Composed, texts: pl.Series) -> pl.DataFrame:
    """Return the table of articles without the path of the text."""
    count = len(articles.seeds)
    table, here = articles.table, ~articles.table["withheld"].to_numpy()
    title, author = [None] * count, [None] * count
    for place, name, words in composed.credits:
        column = title if name == "title" else author
        for at, said in zip(articles.article[place].tolist(), words.to_list(), strict=True):
            column[at] = said
    text = texts.to_list()
    included = pl.Series(here)
    supplied = pl.Series("title", title, dtype=pl.String).is_null() & included
    ids = table["article_id"]
    slug = table["publisher_id"]
    printed = pl.Series("title", title, dtype=pl.String)
    return pl.select(
        article_id=ids,
        title=pl.coalesce(printed, pl.when(included).then(pl.concat_str([pl.lit("A report of "), slug])).otherwise(pl.concat_str([pl.lit("An earlier report of "), slug]))),
        title_supplied=supplied, publisher_id=slug, author=pl.Series(author, dtype=pl.String), published=table["published"],
        language=pl.lit("en"), url=pl.concat_str([pl.lit("https://example.org/"), slug, pl.lit("/"), ids]),
        derived_from=table["derived_from"], text_status=pl.when(included).then(pl.lit("included")).otherwise(pl.lit("withheld")),
        text_path=pl.lit(None, pl.String),
        text_sha256=pl.Series([None if words is None else hashlib.sha256(words.encode()).hexdigest() for words in text], dtype=pl.String),
        text_length=texts.str.len_chars().cast(pl.Int64), rights_holder_id=slug,
        rights_uri=pl.when(included).then(pl.lit(_RIGHTS)), note=pl.lit("Synthetic: made by a program for tests and measurements."),
    ).select(_fields("articles"))  # fmt: skip
