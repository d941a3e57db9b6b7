"""What the slots of all articles are filled with, one kind of slot at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from swf_facts.synthesis import words
from swf_facts.synthesis.days import DATELINES, PARTIAL, WHOLE, days
from swf_facts.synthesis.draws import below, draw
from swf_facts.synthesis.figures import CELLS, FORMS, figures
from swf_facts.synthesis.names import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swf_facts.synthesis.draws import Integers, Keys

__all__ = ["Filled", "Request", "fill"]

_GROUPS = {"flag": "country", "chair": "person", "author": "person", "rival": "fund", "Analysts": "analysts"}
_FORMS = {"country": 0, "flag": 1, "analysts": 0, "Analysts": 1}
"""The alias that a kind of slot prints; other kinds print any."""
_STEPS = {"flag": 30, "author": 40, "person": 50, "rival": 7}
"""What is added to a group's draw, so that kinds of slots that share a group name different entities in one article."""
_ONE = frozenset({"fund", "chair", "agency", "dataset", "author"})
"""Kinds that name one entity in an article, whatever digit follows."""
_PHRASES: dict[str, tuple[tuple[str, ...], ...]] = {
    "aim": (words.AIMS, words.AIM_QUALITIES, words.AIM_OBJECTS),
    "trait": (words.TRAITS,),
    "mood": (words.MOODS,),
    "motto": (words.MOTTOES, words.MOTTOES, words.MOTTO_ENDS),
    "question": (words.QUESTIONS,),
}
_LONGEST_PAST, _LONGEST_FUTURE = 3_000, 300  # days


@dataclass(frozen=True, slots=True)
class Request:
    """The same slot of one block wherever it stands: the articles' positions and a key for each."""

    kind: str
    digit: int
    article: Integers
    keys: Keys


@dataclass(frozen=True, slots=True)
class _Many:
    """All requests for one kind: the digits, articles and keys, and what is known of the articles."""

    kind: str
    digit: Integers
    article: Integers
    keys: Keys
    articles: Mapping[str, Integers]
    seeds: Keys


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a slot: texts, their lengths in code points, cells of facts, and the alias that is printed, if any."""

    text: pl.Series
    length: Integers
    cells: Mapping[str, pl.Series]
    alias: Integers | None = None


def fill(requests: list[Request], articles: Mapping[str, Integers], seeds: Keys) -> list[Filled]:
    """Fill slots.

    Parameters
    ----------
    requests : list of Request
        In any order.
    articles : mapping of str to array of int64, shape (n_articles,)
        ``day``, of publication or near it; ``dated``, whether the day is printed; ``origin``, the paper from which each derives.
    seeds : array of uint64, shape (n_articles,)
        A key for each article.

    Returns
    -------
    list of Filled
        One for each request.
    """
    by_kind: dict[str, list[int]] = {}
    for number, request in enumerate(requests):
        by_kind.setdefault(request.kind, []).append(number)
    filled: dict[int, Filled] = {}
    for kind, numbers in by_kind.items():
        many = [requests[number] for number in numbers]
        article = np.concatenate([request.article for request in many])
        keys = np.concatenate([request.keys for request in many])
        digit = np.concatenate([np.full(len(request.article), request.digit) for request in many])
        whole = _fill(_Many(kind, digit, article, keys, articles, seeds))
        at = 0
        for number, request in zip(numbers, many, strict=True):
            size = len(request.article)
            filled[number] = Filled(
                whole.text[at : at + size],
                whole.length[at : at + size],
                {name: column[at : at + size] for name, column in whole.cells.items()},
                None if whole.alias is None else whole.alias[at : at + size],
            )
            at += size
    return [filled[number] for number in range(len(requests))]


def _fill(many: _Many) -> Filled:
    kind, keys = many.kind, many.keys
    if kind in FORMS or kind == "words":
        frame = figures(kind, keys)
        return _of(frame["text"], {name: frame[name] for name in CELLS})
    if kind in {"date", "day", "dateline", "later"}:
        return _day(kind, keys, many.articles["day"][many.article])
    if kind in _PHRASES:
        parts = [
            pl.Series(choices).gather(below(draw(keys, place), len(choices)))
            for place, choices in enumerate(_PHRASES[kind])
        ]
        return _of(pl.select(pl.concat_str(parts, separator=" ")).to_series(), {})
    return _entity(many)


def _of(text: pl.Series, cells: Mapping[str, pl.Series], alias: Integers | None = None) -> Filled:
    return Filled(text, text.str.len_chars().cast(pl.Int64).to_numpy(), cells, alias)


def _day(kind: str, keys: Keys, own: Integers) -> Filled:
    """Print a day before the article's, one of its year, its own, or one after it."""
    if kind == "dateline":
        frame = days(DATELINES, keys, own)
    elif kind == "day":
        new_year = own.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
        frame = days(PARTIAL, keys, new_year + below(draw(keys, 1), own - new_year + 1))
    elif kind == "later":
        frame = days(WHOLE, keys, own + 1 + below(draw(keys, 1), _LONGEST_FUTURE))
    else:
        frame = days(WHOLE, keys, own - below(draw(keys, 1), _LONGEST_PAST))
    return _of(frame["text"], {"value_date": frame["day"]})


def _entity(many: _Many) -> Filled:
    """Name an entity: the same one wherever an article has the same kind and digit."""
    kind, article = many.kind, many.article
    known = names()
    if kind == "origin":
        entities = many.articles["origin"][article]
    else:
        group = _GROUPS.get(kind, kind)
        start, end = known.groups[group]
        step = _STEPS.get(kind, 0) + many.digit * (kind not in _ONE)
        first = below(draw(many.seeds[article], _number(group)), end - start)
        entities = start + (first + step) % (end - start)
    form = _FORMS.get(kind)
    alias = known.forms(entities, many.keys) if form is None else known.first[entities] + form
    text = known.aliases["alias"].gather(alias)
    return _of(text, {"entity": known.entities["entity_id"].gather(entities)}, alias)


def _number(name: str) -> int:
    """Return a number for a name, the same in every process."""
    return int.from_bytes(name.encode()[:8], "little") % 2**31
