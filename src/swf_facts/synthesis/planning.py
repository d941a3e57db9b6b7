"""Which articles a package has, and which blocks each of them: worked out from numbers alone, before a word is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from swf_facts.synthesis.blocks import BLOCKS, CLOSINGS, FOOTERS, HEADINGS, OPENINGS, SECTIONS
from swf_facts.synthesis.draws import below, draw
from swf_facts.synthesis.markup import Block, heading
from swf_facts.synthesis.names import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from swf_facts.synthesis.draws import Integers, Keys

__all__ = ["ALL_BLOCKS", "Plan", "Planned", "plan_package", "planned"]

_FIRST_YEAR, _YEARS = 2005, 20
_LETTERS = 27  # none, a to z
_LEAST, _MOST = 0.16, 0.95  # share of the themes that an article has
_USUAL_PER_ARTICLE = 21.0  # facts, for a first guess of how many articles are needed
_PER_PAPER = 24

_FOOTER_BLOCKS = tuple(Block(theme="footer", section="footer", passages=(passage,)) for passage in FOOTERS)
_HEADING_BLOCKS = tuple(
    Block(theme=f"heading-{section}", section=section, passages=(heading(text),)) for section, texts in HEADINGS.items() for text in texts
)  # fmt: skip
ALL_BLOCKS: tuple[Block, ...] = (*OPENINGS, *BLOCKS, *CLOSINGS, *_FOOTER_BLOCKS, *_HEADING_BLOCKS)
"""Every block that an article may have, the openings first."""


@dataclass(frozen=True, slots=True)
class _Theme:
    name: str
    section: int
    variants: Integers
    dateless: Integers  # those that need a dateline
    free: int  # one that needs none


@cache
def _themes() -> tuple[_Theme, ...]:
    """Return the themes of the body; a theme's blocks are the variants that an article chooses from."""
    found: dict[str, list[int]] = {}
    for number, block in enumerate(ALL_BLOCKS):
        if block in BLOCKS and block.theme != "origin":
            found.setdefault(block.theme, []).append(number)
    themes = []
    for name, numbers in found.items():
        dateless = [number for number in numbers if ALL_BLOCKS[number].needs == "dateline"]
        free = next(number for number in numbers if number not in dateless)
        section = SECTIONS.index(ALL_BLOCKS[numbers[0]].section)
        themes.append(_Theme(name, section, np.array(numbers), np.array(dateless, dtype=np.int64), free))
    return tuple(themes)


@cache
def _claims() -> Integers:
    return np.array([len(block.claims) for block in ALL_BLOCKS], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Planned:
    """Some articles of a plan, by position from the first.

    Attributes
    ----------
    table : polars.DataFrame
        ``article_id``, ``publisher_id``, ``published`` (null where it is not printed), ``derived_from``, ``withheld``.
    numbers : dict of str to array of int64
        ``day`` of publication or near it, and ``origin``, the position of the paper from which each derives, -1 for none.
    seeds : array of uint64
        A key for each article.
    which, article : array of int64
        The block at each place, and its article.
    """

    table: pl.DataFrame
    numbers: dict[str, Integers]
    seeds: Keys
    which: Integers
    article: Integers


@dataclass(frozen=True, slots=True)
class Plan:
    """How many articles there are, and how many of them each newspaper has.

    Attributes
    ----------
    seed : int
        What everything is drawn from.
    articles : int
        Articles in all, withheld ones included.
    per_paper : int
        Articles of one newspaper.
    """

    seed: int
    articles: int
    per_paper: int


def planned(plan: Plan, start: int, end: int) -> Planned:
    """Return the articles from number *start* to before *end*."""
    drawn = _drawn(plan, start, end)
    paper, turn = np.divmod(np.arange(start, end, dtype=np.int64), plan.per_paper)
    letters = -(-plan.per_paper // _YEARS)
    year, letter = np.divmod(turn, letters)
    first_paper, _ = names().groups["paper"]
    year_start = (_FIRST_YEAR - 1970 + year).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    day = year_start + 1 + below(draw(drawn.seeds, 3), 363)
    ids = names().entities["entity_id"]
    publisher = ids.gather(first_paper + paper)
    suffix = pl.Series(["", *"abcdefghijklmnopqrstuvwxyz"])
    article = publisher.str.replace_all("-", "", literal=True) + pl.Series(_FIRST_YEAR + year).cast(pl.String) + suffix.gather(letter)  # fmt: skip
    before = ids.gather(np.maximum(first_paper, first_paper + paper - 1)).str.replace_all("-", "", literal=True) + str(_FIRST_YEAR)  # fmt: skip
    frame = pl.DataFrame({
        "article_id": article, "publisher_id": publisher, "before": before, "derives": drawn.derives, "dated": drawn.dated,
        "withheld": drawn.withheld, "day": pl.Series(day, dtype=pl.Int32).cast(pl.Date),
    }).select(
        "article_id", "publisher_id", "withheld",
        published=pl.when("dated").then(pl.col("day").dt.strftime("%Y-%m-%d")),
        derived_from=pl.when("derives").then("before"),
    )  # fmt: skip
    which, places = _layout(drawn)
    origin = np.where(drawn.derives, first_paper + paper - 1, -1)
    return Planned(frame, {"day": day, "origin": origin}, drawn.seeds, which, places)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What decides which blocks some articles have."""

    seeds: Keys
    dated: NDArray[np.bool_]
    derives: NDArray[np.bool_]
    withheld: NDArray[np.bool_]


def _drawn(plan: Plan, start: int, end: int) -> _Drawn:
    number = np.arange(start, end, dtype=np.int64)
    seeds = draw(plan.seed, number)
    paper, turn = np.divmod(number, plan.per_paper)
    # A paper's first article may be withheld; some of the next paper's articles then derive from it.
    withheld = (turn == 0) & _withholds(plan, paper) & (number + plan.per_paper + 1 < plan.articles)
    derives = (paper > 0) & _withholds(plan, paper - 1) & (turn > 0) & ((turn == 1) | (below(draw(seeds, 1), 6) == 0))
    return _Drawn(seeds, (below(draw(seeds, 2), 8) > 0) & ~withheld, derives, withheld)


def _withholds(plan: Plan, paper: Integers) -> NDArray[np.bool_]:
    chosen: NDArray[np.bool_] = below(draw(plan.seed, 77, np.maximum(paper, 0)), 2) == 0
    return chosen


@dataclass(frozen=True, slots=True)
class _Column:
    """A block that articles may have.

    Attributes
    ----------
    there : array of bool
        In which articles it is.
    which : array of int64
        The variant that each would have.
    order : int
        Where it stands, among all blocks or in its section.
    section : int
        Its section, whose place differs from article to article; -1 for none.
    theme : int
        Its theme, whose place in the section differs too; -1 for none.
    """

    there: NDArray[np.bool_]
    which: Integers
    order: int = 0
    section: int = -1
    theme: int = -1


def _layout(drawn: _Drawn) -> tuple[Integers, Integers]:
    """Return the blocks of all articles in text order, and the article of each."""
    columns, seeds = list(_columns(drawn)), drawn.seeds
    positions = np.arange(len(seeds))
    keys = np.stack([draw(seeds, 13, number) for number in range(len(SECTIONS))])
    sections = 10_000 * (1 + np.argsort(np.argsort(keys, axis=0), axis=0))

    def order(column: _Column) -> Integers:
        place = np.full(len(seeds), column.order)
        if column.section >= 0:
            place += sections[column.section]
        if column.theme >= 0:
            place += 1 + below(draw(seeds, 16, column.theme), 9_000)
        return place[column.there]

    article = np.concatenate([positions[column.there] for column in columns])
    which = np.concatenate([column.which[column.there] for column in columns])
    sorting = np.argsort(article * 10_000_000 + np.concatenate([order(column) for column in columns]), kind="stable")
    return which[sorting], article[sorting]


def _columns(drawn: _Drawn) -> Iterator[_Column]:
    """Yield everything that articles may have."""
    seeds, dated, included = drawn.seeds, drawn.dated, ~drawn.withheld
    count = len(seeds)
    opening = np.where(dated, below(draw(seeds, 10), len(OPENINGS) - 1), len(OPENINGS) - 1)
    yield _Column(included, opening)
    origins = np.array([number for number, block in enumerate(ALL_BLOCKS) if block.needs == "origin"])
    yield _Column(drawn.derives & included, origins[below(draw(seeds, 11), len(origins))], 1)
    share = 1_000 * (_LEAST + (_MOST - _LEAST) * (below(draw(seeds, 12), 1_000) / 1_000) ** 1.8)
    present = np.zeros((len(SECTIONS), count), dtype=np.bool_)
    for number, theme in enumerate(_themes()):
        there = (below(draw(seeds, 14, number), 1_000) < share) & included
        which = theme.variants[below(draw(seeds, 15, number), len(theme.variants))]
        which = np.where(~dated & np.isin(which, theme.dateless), theme.free, which)
        present[theme.section] |= there
        yield _Column(there, which, section=theme.section, theme=number)
    for number, variants in enumerate(_headings()):
        headed = present[number] & (below(draw(seeds, 17, number), 4) > 0)
        yield _Column(headed, variants[below(draw(seeds, 18, number), len(variants))], section=number)
    closed = (opening == 0) & (below(draw(seeds, 19), 2) == 0) & included
    yield _Column(closed, np.full(count, ALL_BLOCKS.index(CLOSINGS[0])), 1_000_000)
    for number, block in enumerate(_FOOTER_BLOCKS):
        there = (below(draw(seeds, 20, number), 2) == 0) & included
        yield _Column(there, np.full(count, ALL_BLOCKS.index(block)), 1_000_001 + number)


@cache
def _headings() -> tuple[Integers, ...]:
    """Return the headings of each section."""
    return tuple(
        np.array([at for at, block in enumerate(ALL_BLOCKS) if block.theme == f"heading-{section}"]) for section in SECTIONS
    )  # fmt: skip


def _facts_of(drawn: _Drawn) -> Integers:
    """Return how many facts each article states, without its text."""
    stated = np.zeros(len(drawn.seeds), dtype=np.int64)
    for column in _columns(drawn):
        stated += np.where(column.there, _claims()[column.which], 0)
    return stated


def plan_package(facts: int, seed: int) -> Plan:
    """Return the plan of the fewest articles that state a number of facts.

    Raises
    ------
    ValueError
        There are not enough names of newspapers for so many.
    """
    first, last = names().groups["paper"]
    guess = max(1, int(facts / _USUAL_PER_ARTICLE))
    per_paper = max(_PER_PAPER, -(-guess * 2 // (last - first)))
    if per_paper > _YEARS * _LETTERS:
        raise ValueError(f"{facts} facts need more newspapers than there are names for")
    stated, articles, step = 0, 0, 5_000
    open_end = Plan(seed, 2**62, per_paper)
    while stated < facts:
        reached = stated + np.cumsum(_facts_of(_drawn(open_end, articles, articles + step)))
        if reached[-1] >= facts:
            return Plan(seed, articles + int(np.searchsorted(reached, facts)) + 1, per_paper)
        stated, articles = int(reached[-1]), articles + step
    return Plan(seed, 1, per_paper)
