"""At which places of a text words stand: of a long text found for all words that are sought in it at once.

To look for the words of each span by themselves takes the product of the length of the text and the number of spans.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.readings import occurrences, stands_alone
from swf_facts.rules.spans import LONG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from swf_facts.rules.tables import Tables

__all__ = ["places_alone", "places_in"]


def places_alone(tables: Tables, spans: pl.DataFrame) -> Mapping[tuple[str, str], Sequence[int]]:
    """Return where the words of *spans* stand alone, in text order, by ``article_id`` and ``exact``."""
    sought = spans.select("article_id", "exact").unique(maintain_order=True).group_by("article_id", maintain_order=True)
    found: dict[tuple[str, str], Sequence[int]] = {}
    for article, words in sought.agg("exact").iter_rows():
        text = tables.texts[article]
        if len(text) <= LONG:
            found |= {(article, form): list(occurrences(text, form)) for form in words}
            continue
        found |= {
            (article, form): [at for at in places if stands_alone(text, at, at + len(form))]
            for form, places in places_in(text, words).items()
        }
    return found


def places_in(text: str, sought: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """Return where each of some words stands in a text, in text order; the places of one may overlap.

    In one pass over the text, however many words are sought.
    """
    found: dict[str, list[int]] = {words: [] for words in sought if words}
    if not found:
        return found
    held, forms = pl.Series([text], dtype=pl.String).str, pl.Series([*found], dtype=pl.String).implode()
    offsets = held.find_many(forms, overlapping=True).explode().drop_nulls()
    words = held.extract_many(forms, overlapping=True).explode().drop_nulls()
    starts = offsets if text.isascii() else offsets.replace_strict(*_code_points(text, offsets))
    for form, at in pl.DataFrame({"words": words, "at": starts}).sort("at").iter_rows():
        found[form].append(at)
    return found


def _code_points(text: str, offsets: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return some positions in bytes, each once and in order, and those in code points."""
    ordered = offsets.unique().sort()
    return ordered, pl.Series(_counted(text.encode(), [0, *ordered]), dtype=pl.Int64)


def _counted(content: bytes, offsets: list[int]) -> Iterator[int]:
    at = 0
    for before, offset in pairwise(offsets):
        at += len(content[before:offset].decode())
        yield at
