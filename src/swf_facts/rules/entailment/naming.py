"""Subject, property and entity value are named by the quoted words, each by one of its aliases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import sound_in, words_in
from swf_facts.rules.quotes import facts
from swf_facts.rules.readings import UNKNOWN, alias_index, known_targets
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from swf_facts.rules.checks import Check, Explanation
    from swf_facts.rules.tables import Tables

NEEDS = ("aliases", "evidence", "articles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a fact that quoted words name."""

    field: str
    role: str
    kind: str


SUBJECT = Cell(field="subject_id", role="subject", kind="entity")
PROPERTY = Cell(field="property_id", role="property", kind="property")
VALUE = Cell(field="value_entity_id", role="value", kind="entity")


# --- the view ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the words of all facts say of one cell.

    Attributes
    ----------
    cells : polars.DataFrame
        Every fact with the cell as ``target``; ``exact`` where a span is an alias of it to the letter, ``mistyped`` where the fact
        has another type of value than its property.
    unread : mapping of int to sequence of str
        The words of the facts in which no alias of the target stands: of its span, else of the statement.
    others : mapping of int to tuple
        The same of the facts whose words name more than their cells, with what else they name.
    """

    cells: pl.DataFrame
    unread: Mapping[int, Sequence[str]]
    others: Mapping[int, tuple[Sequence[str], str]]


def _named(cell: Cell, tables: Tables) -> Named:
    """Read the words of all facts for one cell; those aside that are an alias of its target to the letter."""
    view = tables.view(_cells).with_columns(
        target=cell.field, exact=pl.col("fact_row").is_in(tables.view(EXACT[cell.field])["fact_row"].unique().implode())
    )
    # What a cell refers to in vain, or has another type than its property, has its finding already.
    wanted = pl.col("here") & ~pl.col("exact") & pl.col("target").is_not_null()
    open_rows = view.filter(wanted & ~pl.col("mistyped") if cell.kind == "property" else wanted)
    open_rows = open_rows.filter(pl.col("target").is_in(list(tables.view(known_targets)[cell.kind])))
    for role, suffix in ((cell.role, ""), ("statement", "_stated"), ("attribution", "_credited")):
        words = words_in(tables, role)
        open_rows = open_rows.join(words, on="fact_row", how="left", maintain_order="left", suffix=suffix)
    index = tables.view(alias_index)[cell.kind]
    unread: dict[int, Sequence[str]] = {}
    others: dict[int, tuple[Sequence[str], str]] = {}
    for row in open_rows.filter(pl.coalesce("sound", "sound_stated")).iter_rows(named=True):
        quoted = row["words"] or row["words_stated"]
        read = set().union(*(index.readings(words) for words in quoted))
        if row["target"] in read:
            if more := _others(cell, row, read, tables):
                others[row["fact_row"]] = quoted, ", ".join(sorted(more))
        elif UNKNOWN not in read:
            unread[row["fact_row"]] = quoted
    return Named(cells=view, unread=unread, others=others)


def _cells(tables: Tables) -> pl.DataFrame:
    """Every fact with what its words may name, and whether it has another type of value than its property asks for."""
    types = tables["properties"].raw.select("property_id", asked="value_type").drop_nulls()
    cells = ["fact_row", "fact_id", "article_id", "here", "property_id", "value_type", "subject_id", "value_entity_id"]
    asked = pl.col("property_id").replace_strict(*_first_of_each(types), default=None, return_dtype=pl.String)
    mistyped = (asked != pl.col("value_type")).fill_null(value=False)
    return tables.view(facts).select(*cells, mistyped=mistyped)


def _first_of_each(pairs: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return the first column without what stood before, and what the second has beside it."""
    first = pairs.filter(pairs.to_series(0).is_first_distinct())
    return first.to_series(0), first.to_series(1)


def _exact(cell: Cell, tables: Tables) -> pl.DataFrame:
    """The spans that are an alias of the cell's target to the letter: ``fact_row``, and the ``alias`` by its row."""
    spans = sound_in(tables, cell.role)
    targets = tables["facts"].raw[cell.field].gather(spans["fact_row"])
    named = spans.select("fact_row", "exact", target_id=targets)
    return named.join(tables.view(_forms)[cell.kind], on=["target_id", "exact"]).select("fact_row", "alias_row")


def _forms(tables: Tables) -> Mapping[str, pl.DataFrame]:
    """The aliases with their rows, by the kind of their target."""
    aliases = tables["aliases"].raw.with_row_index("alias_row")
    forms = aliases.select("alias_row", "target_kind", "target_id", exact="alias")
    return {kind: forms.filter(pl.col("target_kind") == kind) for kind in ("entity", "property")}


EXACT: Mapping[str, Callable[[Tables], pl.DataFrame]] = {
    cell.field: partial(_exact, cell) for cell in (SUBJECT, PROPERTY, VALUE)
}
VIEWS: Mapping[str, Callable[[Tables], Named]] = {
    cell.field: partial(_named, cell) for cell in (SUBJECT, PROPERTY, VALUE)
}


def sources_by_fact(tables: Tables) -> dict[str, set[str]]:
    """Return the sources of every attributed fact."""
    found: dict[str, set[str]] = {}
    for fact, entity in tables["attributions"].raw.select("fact_id", "entity_id").drop_nulls().iter_rows():
        found.setdefault(fact, set()).add(entity)
    return found


def _others(cell: Cell, row: Mapping[str, Any], read: set[str], tables: Tables) -> set[str]:
    """Return what else the words of a cell could mean, nothing where one of the fact's cells means nothing that is known."""
    if cell.kind == "property":
        return (read if row["words"] else read & tables.view(_alike_properties).get(row["target"], set())) - {
            row["target"]
        }
    cells = {row["subject_id"], row["value_entity_id"], *tables.view(sources_by_fact).get(row["fact_id"], ())} - {None}
    for words in row["words_credited"] or ():  # a source that is quoted, whether or not it is attributed
        cells |= tables.view(alias_index)["entity"].readings(words)
    return set() if UNKNOWN in read or cells - tables.view(known_targets)["entity"] else read - cells


def _alike_properties(tables: Tables) -> dict[str, set[str]]:
    """Return for every property those with values of the same type and dimension, with which it could be confused."""
    groups: dict[tuple[str, str], set[str]] = {}
    frame = tables["properties"].raw.select("property_id", "value_type", "dimension")
    for name, kind, dimension in frame.iter_rows():
        groups.setdefault((kind, dimension), set()).add(name)
    return {name: group for group in groups.values() for name in group}


def _unread(cell: Cell, tables: Tables) -> Check:
    index, named = tables.view(alias_index)[cell.kind], tables.view(VIEWS[cell.field])
    targets = tables["facts"].raw[cell.field]
    faults: dict[int, str | Explanation] = {}
    for row, words in named.unread.items():
        known = sorted(index.aliases.get(targets[row], ()))
        has = quoted_words(known) if known else "none"
        faults[row] = f"no alias of {targets[row]} stands in {quoted_words(words)}; it has {has}"
    return at_fault(tables, "facts", cell.field, faults, needs=NEEDS)


def quoted_words(words: Sequence[str]) -> str:
    """Return words in quotation marks, the first three of many."""
    shown = [f"“{text if len(text) <= 60 else text[:59] + '…'}”" for text in words[:3]]
    return ", ".join(shown) + (f" and {len(words) - 3} more" if len(words) > 3 else "")


def _ambiguous(cell: Cell, tables: Tables) -> Check:
    # Where the words of a fact do not name one of its cells, what else they name may be it.
    unread = set().union(*(tables.view(make).unread for make in VIEWS.values()))
    faults: dict[int, str | Explanation] = {
        row: f"{quoted_words(words)} also reads {others}"
        for row, (words, others) in tables.view(VIEWS[cell.field]).others.items()
        if row not in unread
    }
    return at_fault(tables, "facts", cell.field, faults, needs=(*NEEDS, "attributions", "properties"))


# --- the rules --------------------------------------------------------------------------------------
@RUNG.rule()
def subject_unread(tables: Tables) -> Iterator[Check]:
    """The subject is named by one of its aliases: in its ``subject`` span, else in a statement.

    An alias counts as a whole phrase, leftmost first and then longest: “SoftBank’s CEO” names the person and not the company.

    Breaks on: the subject ``bitcoin`` where the quoted word is ``Investors``.
    Fix: name the subject that the words name, quote the words that name it, or add the printed form to `aliases`.
    """
    yield _unread(SUBJECT, tables)


@RUNG.rule()
def property_unread(tables: Tables) -> Iterator[Check]:
    """The property is worded by one of its aliases: in its ``property`` span, else in a statement.

    Breaks on: the property ``market-dominance`` where the quoted words are ``trades at``.
    Fix: choose the property that the words state, quote the words that state it, or add their form to `aliases`.
    """
    yield _unread(PROPERTY, tables)


@RUNG.rule()
def value_entity_unread(tables: Tables) -> Iterator[Check]:
    """An entity value is named by one of its aliases: in the ``value`` span, else in a statement.

    Breaks on: the value ``japan`` where the quoted word is ``U.S.``.
    Fix: give the entity that the words name, quote the words that name it, or add the printed form to `aliases`.
    """
    yield _unread(VALUE, tables)


@RUNG.rule(severity="warning")
def subject_ambiguous(tables: Tables) -> Iterator[Check]:
    """The words in which the subject is sought name nothing else that could be it.

    Other cells of the same fact, its value and its sources, do not count.

    Breaks on: a fact without ``subject`` span whose statement names two funds.
    Fix: quote the words that name the subject with the role subject.
    """
    yield _ambiguous(SUBJECT, tables)


@RUNG.rule(severity="warning")
def property_ambiguous(tables: Tables) -> Iterator[Check]:
    """The words in which the property is sought word no other property.

    In a statement only properties with values of the same type and dimension count.

    Breaks on: a fact without ``property`` span whose statement has the words of two properties.
    Fix: quote the words of the property with the role property.
    """
    yield _ambiguous(PROPERTY, tables)


@RUNG.rule(severity="warning")
def value_entity_ambiguous(tables: Tables) -> Iterator[Check]:
    """The words in which an entity value is sought name nothing else that could be it.

    Breaks on: a fact without ``value`` span whose statement names two countries beside the subject.
    Fix: quote the words that name the value with the role value.
    """
    yield _ambiguous(VALUE, tables)


_USUAL = 0.9  # share of an article's spans that makes a form usual there
_ENOUGH = 10  # spans below which nothing is usual


@RUNG.rule(severity="warning")
def name_inexact(tables: Tables) -> Iterator[Check]:
    """Where nine in ten of an article's spans for names are an alias to the letter, ten at least, all are.

    A span may hold more than the alias, such as an article before it. But where none does, one that does has lost its alias.

    Breaks on: the span ``Analysts at Coincu`` where the alias is ``Analysts at``.
    Fix: add the words of the span to `aliases`, or quote the alias alone.
    """
    for cell in (SUBJECT, PROPERTY, VALUE):
        named, spans = tables.view(VIEWS[cell.field]), words_in(tables, cell.role).filter("sound")
        unread = pl.col("fact_row").is_in(list(named.unread))
        quoted = named.cells.filter(pl.col("here") & pl.col("target").is_not_null() & ~pl.col("mistyped") & ~unread)
        inexact = quoted.filter(~pl.col("exact")).join(spans, on="fact_row", maintain_order="left")
        if inexact.is_empty():
            yield at_fault(tables, "facts", cell.field, {}, needs=NEEDS)
            continue
        theirs = quoted.join(inexact.select("article_id").unique(), on="article_id", how="semi")
        usual = theirs.join(spans, on="fact_row", how="semi").group_by("article_id").agg(
            count=pl.len(), share=pl.col("exact").sum()
        ).filter((pl.col("count") >= _ENOUGH) & (pl.col("share") >= _USUAL * pl.col("count")))  # fmt: skip
        columns = ["fact_row", "words", "target", "share", "count", "article_id"]
        faults: dict[int, str | Explanation] = {
            row: f"{quoted_words(words)} is no alias of {target} to the letter, as {share} of {count} such spans of {article} are"
            for row, words, target, share, count, article in inexact.join(usual, on="article_id")
            .select(columns)
            .iter_rows()
        }
        yield at_fault(tables, "facts", cell.field, faults, needs=NEEDS)
