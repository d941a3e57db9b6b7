"""The spans of the facts whose spans all stand: a frame of all of them, and records of the few that a screen leaves.

A screen is an expression over all rows that drops those about which a rule has surely nothing to say; what it leaves is looked
at in Python. It may leave a row that is good, and never drops one that is not.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.overlaps import along
from swf_facts.rules.quotes import Extent, Span, facts, passages, quotes
from swf_facts.rules.spans import LONG, all_texts
from swf_facts.rules.table import changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from swf_facts.rules.tables import Tables

__all__ = [
    "PLACED",
    "by_fact",
    "flat_texts",
    "in_passages",
    "numbered_passages",
    "placed_statements",
    "rows_of",
    "sound_in",
    "spans_in",
    "spans_of",
    "standing",
    "standing_twice",
    "statements",
    "statements_of",
    "text_number_of",
    "text_numbers",
    "text_numbers_of_articles",
    "words_in",
]

_CELLS = ("fact_row", "row", "role", "start", "end", "exact")


def _broken(tables: Tables) -> pl.Series:
    """The facts with a span that does not stand."""
    spans = tables.view(quotes)
    unsound = spans.select(*_CELLS, "sound").filter(~pl.col("sound")) if not spans["sound"].all() else spans.clear()
    return unsound.drop_nulls(_CELLS)["fact_row"].unique()


def _unbroken(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    broken = tables.view(_broken)
    return spans if broken.is_empty() else spans.filter(~pl.col("fact_row").is_in(broken.implode()))


def standing(tables: Tables) -> pl.DataFrame:
    """Every span of the facts whose spans all stand, in file order."""
    spans = tables.view(quotes)
    sound = spans if spans["sound"].all() else spans.filter("sound")
    return _unbroken(tables, sound.select(*_CELLS, "article_id").filter(pl.col("role").is_not_null()))


def statements(tables: Tables) -> pl.DataFrame:
    """The statements among the standing spans."""
    return tables.view(standing).filter(pl.col("role") == "statement")


def _by_fact(tables: Tables) -> pl.DataFrame:
    """The standing spans with those of one fact together."""
    spans = tables.view(standing)
    return spans if spans["fact_row"].is_sorted() else spans.sort("fact_row", maintain_order=True)


def rows_of(tables: Tables, fact_rows: pl.Series) -> pl.DataFrame:
    """The standing spans of some facts, those of one fact together and in file order."""
    ordered, wanted = tables.view(_by_fact), fact_rows.unique().sort()
    first, behind = (ordered["fact_row"].search_sorted(wanted, side=side) for side in ("left", "right"))
    return ordered.select(pl.all().gather(pl.int_ranges(first, behind, eager=True).explode().drop_nulls()))


def spans_of(tables: Tables, fact_rows: pl.Series, *, roles: tuple[str, ...] = ()) -> Mapping[int, tuple[Span, ...]]:
    """Return the standing spans of some facts, in file order, by the fact's row; of all roles where none are named."""
    if fact_rows.is_empty():
        return {}
    spans = rows_of(tables, fact_rows)
    if roles:
        spans = spans.filter(pl.col("role").is_in(roles))
    records = map(Span, *(spans[cell].to_list() for cell in _CELLS[1:]))
    counts = spans["fact_row"].rle().struct.unnest()
    return {fact_row: tuple(islice(records, count)) for count, fact_row in counts.iter_rows()}


def statements_of(tables: Tables, fact_rows: pl.Series) -> Mapping[int, Extent]:
    """Return the standing statements of some facts by the fact's row."""
    return {fact: Extent(spans) for fact, spans in spans_of(tables, fact_rows, roles=("statement",)).items()}


def by_fact(spans: pl.DataFrame) -> pl.DataFrame:
    """Return where *spans* lie, those of each fact apart, as those are held against each other that share a number."""
    return spans.select("start", "end", number="fact_row")


def _of_roles(tables: Tables) -> Mapping[str, pl.DataFrame]:
    """The spans of each role of facts whose text is here, in file order."""
    columns = ["row", "fact_id", "fact_row", "role", "article_id", "start", "end", "exact", "sound"]
    spans = tables.view(quotes).select(columns).drop_nulls(["fact_row", "role"])
    none = spans.clear().drop("role")
    parts = spans.partition_by("role", as_dict=True, include_key=False)
    return defaultdict(lambda: none, {str(role): part for (role,), part in parts.items()})


def spans_in(tables: Tables, role: str) -> pl.DataFrame:
    """The spans of a role, in file order, whether or not they stand."""
    return tables.view(_of_roles)[role]


def sound_in(tables: Tables, role: str) -> pl.DataFrame:
    """The sound spans of a role, in file order, also those of facts of which others do not stand."""
    spans = spans_in(tables, role)
    return spans if spans["sound"].all() else spans.filter("sound")


def words_in(tables: Tables, role: str) -> pl.DataFrame:
    """The facts with spans of a role, whether or not they stand: ``words``, all of them, and whether all are ``sound``."""
    return tables.view(_WORDS[role])


def _words(role: str, tables: Tables) -> pl.DataFrame:
    spans = spans_in(tables, role).select("fact_row", "start", "sound", words="exact")
    alone = ~spans["fact_row"].is_duplicated()
    words = spans.filter(alone).select("fact_row", pl.concat_list("words"), "sound")
    if alone.all():
        return words
    several = spans.filter(~alone).sort("start", maintain_order=True).group_by("fact_row", maintain_order=True)
    return pl.concat([words, several.agg("words", pl.col("sound").all())])


_WORDS: Mapping[str, Callable[[Tables], pl.DataFrame]] = {
    role: partial(_words, role)
    for role in ("statement", "value", "subject", "property", "unit", "attribution", "modality")
}


# --- the texts --------------------------------------------------------------------------------------
def text_numbers_of_articles(tables: Tables) -> pl.DataFrame:
    """The ``article_id`` and the ``number`` of every text."""
    return tables.view(all_texts).select("article_id", "number")


def flat_texts(tables: Tables) -> pl.Series:
    """The texts by number with one byte a character, a question mark for what is not of ASCII: like words stay alike."""
    order = tables.view(all_texts)["article_id"]
    flat = [tables.texts[article].encode("ascii", errors="replace") for article in order]
    return pl.Series(flat, dtype=pl.Binary)


def text_numbers(tables: Tables) -> pl.Series:
    """The number of the text of every fact, null where it is not here."""
    numbers = tables.view(text_numbers_of_articles)
    return (
        tables.view(facts)
        .select("article_id")
        .join(numbers, on="article_id", how="left", maintain_order="left")["number"]
    )


def text_number_of(tables: Tables, spans: pl.DataFrame) -> pl.Series:
    """Return the number of the text in which each sound span stands: that of its fact."""
    return tables.view(text_numbers).gather(spans["fact_row"])


_TAIL = 28  # characters; words of up to 32 bytes are found several times faster than longer ones
_AT_ONCE = 2_000  # spans, beside which the texts stay near the processor; for all of a bucket they would take 35 MB


def standing_twice(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    """Return those of some sound *spans* whose words stand at another place of the text too, be it as a part of longer words."""
    numbers = text_number_of(tables, spans)
    long = (tables.view(all_texts)["length"] > LONG).gather(numbers)
    if not long.any():
        return _twice_in_short(tables, spans)
    texts = tables.view(all_texts)["text"]
    parts = spans.with_row_index("at").filter(long).with_columns(number=numbers.filter(long))
    found = [
        _twice_in_long(texts[number], part) for (number,), part in parts.partition_by("number", as_dict=True).items()
    ]
    short = _twice_in_short(tables, spans.with_row_index("at").filter(~long))
    twice = pl.concat([*(part["at"] for part in found), short["at"]]).sort()
    return spans.select(pl.all().gather(twice))


def _twice_in_long(text: str, spans: pl.DataFrame) -> pl.DataFrame:
    """Find the words of all spans in one pass: as many passes as spans take the square of the length of the text."""
    left = spans
    exact = pl.col("exact")
    for words in (exact.str.tail(_TAIL), exact):  # the second pass has few words, but as long as sentences
        sought = left.select(words=words)
        places = pl.Series([text]).str.extract_many(sought["words"].unique().implode(), overlapping=True).explode()
        counts = places.value_counts(name="places")
        twice = counts.filter(pl.col("places") > 1).to_series()
        left = left.filter(sought["words"].is_in(twice.implode()))
    return left


def _twice_in_short(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    # Where the end of the words stands once in the flat text, so do all of them, there and in the text.
    left = spans
    for start in (pl.max_horizontal("start", pl.col("end") - _TAIL), pl.col("start")):
        if left.is_empty():
            return left
        texts = tables.view(flat_texts).gather(text_number_of(tables, left))
        maybe = map(_stand_elsewhere, left.select("end", start=start, text=texts).iter_slices(_AT_ONCE))
        left = left.filter(pl.concat(maybe))
    if left.is_empty():
        return left
    texts = tables.view(all_texts)["text"].gather(text_number_of(tables, left))
    end, text = pl.col("end"), pl.col("text").str
    elsewhere = pl.any_horizontal(
        part.str.contains(pl.col("exact"), literal=True)
        for part in (text.slice(0, end - 1), text.slice(pl.col("start") + 1))
    )
    return pl.concat(part.filter(elsewhere) for part in left.with_columns(text=texts).iter_slices(_AT_ONCE)).drop(
        "text"
    )


def _stand_elsewhere(places: pl.DataFrame) -> pl.Series:
    """Whether the words at each place also stand where they end before it does, or begin after theirs."""
    start, end, text = pl.col("start"), pl.col("end"), pl.col("text").bin
    sides = (text.slice(0, end - 1), text.slice(start + 1))
    again = pl.any_horizontal(side.bin.contains(pl.col("words")) for side in sides)
    return places.with_columns(words=text.slice(start, end - start)).select(again).to_series()


# --- the passages -----------------------------------------------------------------------------------
def numbered_passages(tables: Tables) -> pl.DataFrame:
    """The passages of every text that is here, as `passages` has them, with the number of the text and the place along all texts."""
    ordered = tables.view(passages)
    articles = ordered.select(changes(pl.col("article_id"))).join(
        tables.view(text_numbers_of_articles), on="article_id", maintain_order="left"
    )
    number = articles["number"].gather(ordered["article_id"].rle_id())
    return ordered.with_columns(number=number).with_columns(along=along(pl.col("start")))


def in_passages(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    """Return some sound *spans* with ``passage``, a number, and ``kind`` of the passage that holds each, null where no single one does.

    As `Layout.at` has it, at once for all spans. The number is the row in `numbered_passages`.
    """
    if spans.is_empty():
        return spans.with_columns(passage=pl.lit(None, pl.Int64), kind=pl.lit(None, pl.String))
    ordered = tables.view(numbered_passages)
    placed = spans.select("start", "end", number=text_number_of(tables, spans))
    before = ordered["along"].search_sorted(placed.select(along(pl.col("start"))).to_series(), side="right")
    placed = placed.select("number", "end", passage=pl.when(before > 0).then(before.cast(pl.Int64) - 1))
    around = ordered.select(pl.col("number", "end", "kind").gather(placed["passage"]))
    holds = (around["number"] == placed["number"]) & (placed["end"] <= around["end"])
    held = pl.when(holds)
    return spans.with_columns(passage=held.then(placed["passage"]), kind=held.then(around["kind"]))


def _placed(role: str, tables: Tables) -> pl.DataFrame:
    return in_passages(tables, sound_in(tables, role))


PLACED: Mapping[str, Callable[[Tables], pl.DataFrame]] = {
    role: partial(_placed, role) for role in ("statement", "value")
}
"""Views of the sound spans of a role with their passages."""


def placed_statements(tables: Tables) -> pl.DataFrame:
    """The standing statements with their passages."""
    return _unbroken(tables, tables.view(PLACED["statement"]))
