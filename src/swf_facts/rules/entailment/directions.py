"""Which way a change goes is said by a word beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Explanation
from swf_facts.rules.cues import direction_words
from swf_facts.rules.entailment.figures import NEEDS, fitting
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import sound_in
from swf_facts.rules.mentions import mentions, touched
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.quantities import Mention
    from swf_facts.rules.checks import Check
    from swf_facts.rules.tables import Tables

_LINKS = frozenset({
    "by", "of", "a", "an", "as", "much", "another", "further", "the", "its", "in", "value", "price", "volume", "is", "was", "have", "has", "been",
})  # fmt: skip
_FARTHEST = 80  # characters before a value in which its direction is sought


def _direction(text: str, before: int, start: int, end: int, after: int) -> tuple[str | None, str | None]:
    """Return the direction that words demand of a change, and the nearest direction word, between *before* and *after*.

    A word demands it where nothing but link words stands between it and the value: “a decrease of 29.46%”, “up 5%”, “5% lower”.
    After “rose to” the value is a level and no change.
    """
    words = direction_words()
    lead, tail = text[max(before, start - _FARTHEST) : start], text[end : min(after, end + 40)]
    tail = tail.partition(",")[0].partition(";")[0].partition(". ")[0]
    found = list(words.find(lead))
    demanded = nearest = None
    for cue in reversed(found):
        nearest = nearest or cue.meaning
        between = lead[cue.end :].split()
        if len(between) <= 4 and all(word.strip(",").lower() in _LINKS for word in between):
            demanded = cue.meaning
            break
    following = next(iter(words.find(tail)), None)
    if following is not None:
        if demanded is None and len(tail[: following.start].split()) <= 1:
            demanded = following.meaning if following.meaning != "unspecified" else None
        nearest = nearest or following.meaning
    return demanded, nearest


def _room(found: tuple[Mention, ...], low: int, start: int, end: int, high: int) -> tuple[int, int]:
    """Return what a statement from *low* to *high* leaves of itself to a value between the other mentions in it."""
    before, after = touched(found, start, end)
    low = max(low, found[before - 1].end) if before else low
    return low, min(high, found[after].start) if after < len(found) else high


def _directions(tables: Tables) -> dict[int, tuple[str | None, str | None]]:
    """Return for every quantity with a direction, or with a word of change in its words, what these say of its direction."""
    found = tables.view(mentions)
    columns = ["fact_row", "article_id", "start", "end", "direction", "fits"]
    changes = tables.view(fitting).select(columns).filter("fits")
    quoted = pl.concat([
        sound_in(tables, role).select("fact_row", "start", "end", "exact") for role in ("statement", "property")
    ])  # fmt: skip
    words = quoted.filter(pl.col("fact_row").is_in(changes["fact_row"].cast(pl.UInt32).implode()))
    # Words are cut where they are too far away, maybe inside a longer one: so a form inside a word counts here too.
    moved = words.filter(pl.col("exact").str.contains(direction_words().anywhere))["fact_row"]
    directed = pl.col("direction").is_not_null() | pl.col("fact_row").is_in(moved.cast(pl.Int64).unique().implode())
    view = changes.filter(directed)
    statements: dict[int, list[tuple[int, int]]] = {}
    wanted = words.filter(pl.col("fact_row").is_in(view["fact_row"].cast(pl.UInt32).implode()))
    for row, start, end in wanted.select("fact_row", "start", "end").iter_rows():
        statements.setdefault(row, []).append((start, end))
    said = {}
    for row, article, start, end in view.select("fact_row", "article_id", "start", "end").iter_rows():
        text = tables.texts[article]
        held = [(low, high) for low, high in statements.get(row, ()) if low <= start and end <= high]
        if not held:
            continue
        low, high = held[0]
        before, after = _room(found[article], low, start, end, high)
        demanded, nearest = _direction(text, before, start, end, after)
        for own_start, own_end in statements[row]:  # a property span elsewhere may hold the word
            if nearest is None and not (low <= own_start and own_end <= high):
                nearest = next((cue.meaning for cue in direction_words().find(text[own_start:own_end])), None)
        said[row] = (demanded, nearest)
    return said


@RUNG.rule()
def direction_unread(tables: Tables) -> Iterator[Check]:
    """A direction is said by a word beside the value: “decrease”, “rose”; ``unspecified`` by a word of change that says none.

    No sign is supplied from outside.

    Breaks on: ``increase`` for ``price has shifted by 4.29%``.
    Fix: write the direction that the words say, unspecified where they tell a change without one, nothing where they tell none.
    """
    faults: dict[int, str | Explanation] = {}
    given = tables["facts"].raw["direction"].to_list()
    for row, (_, nearest) in tables.view(_directions).items():
        if given[row] is not None and given[row] != nearest:
            faults[row] = f"the words beside the value say {nearest or 'no change'}"
    yield at_fault(tables, "facts", "direction", faults, needs=NEEDS)


@RUNG.rule()
def direction_unsaid(tables: Tables) -> Iterator[Check]:
    """A quantity that the words call a change, “a decrease of 29.46%”, has its direction.

    Breaks on: an empty direction for ``a decrease of 29.46%``.
    Fix: write the direction that the words say, or unspecified where they say none.
    """
    faults: dict[int, str | Explanation] = {}
    given = tables["facts"].raw["direction"].to_list()
    for row, (demanded, _) in tables.view(_directions).items():
        if demanded is not None and given[row] is None:
            faults[row] = Explanation(message=f"the words beside the value say {demanded}", expected=demanded)
    yield at_fault(tables, "facts", "direction", faults, needs=NEEDS)
