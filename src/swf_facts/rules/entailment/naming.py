"""Subject, property and entity value are named by the quoted words, each by one of its aliases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.quotes import facts, quotes, words_of
from swf_facts.rules.readings import UNKNOWN, alias_index, known_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
def _named(cell: Cell, tables: Tables) -> pl.DataFrame:
    """Every fact with what its words say of one cell.

    ``unread`` is true where no alias of the cell's target stands in the words; ``others`` lists what else stands there that is
    no other cell of the fact. Most spans are an alias to the letter, which one join decides; only the rest is read word by word.
    """
    view = (
        tables.view(facts)
        .select(
            "fact_row",
            "fact_id",
            "article_id",
            "here",
            "property_id",
            "subject_id",
            "value_entity_id",
            target=cell.field,
        )
        .hstack(words_of(tables, cell.role).select("words", "sound"))
        .hstack(words_of(tables, "attribution").select(credited="words"))
        .hstack(words_of(tables, "statement").select(stated="words", stated_sound="sound"))
    )
    aliases = tables["aliases"].raw.drop_nulls().filter(pl.col("target_kind") == cell.kind)
    spans = (
        tables.view(quotes).filter((pl.col("role") == cell.role) & pl.col("sound")).select("fact_row", alias="exact")
    )
    exact = spans.drop_nulls().join(aliases, on="alias").select("fact_row", target="target_id").unique()
    view = view.join(
        exact.with_columns(exact=pl.lit(value=True)), on=["fact_row", "target"], how="left", maintain_order="left"
    )
    # What a cell refers to in vain, or has another type than its property, has its finding already.
    types = (
        tables["properties"]
        .raw.select("property_id", asked="value_type")
        .drop_nulls()
        .unique("property_id", keep="first")
    )
    view = view.join(types, on="property_id", how="left", maintain_order="left").with_columns(
        mistyped=(pl.col("asked") != tables["facts"].raw["value_type"]).fill_null(value=False)
    )
    open_rows = (
        pl.col("here") & pl.col("target").is_in(list(tables.view(known_targets)[cell.kind])) & pl.col("exact").is_null()
        & ~(pl.col("mistyped") & (cell.kind == "property"))
        & pl.coalesce("sound", "stated_sound").fill_null(value=False)
    )  # fmt: skip
    index = tables.view(alias_index)[cell.kind]
    unread, others = [False] * view.height, [""] * view.height
    for row in view.filter(open_rows).iter_rows(named=True):
        read = set().union(*(index.readings(words) for words in row["words"] or row["stated"]))
        if row["target"] in read:
            others[row["fact_row"]] = ", ".join(sorted(_others(cell, row, read, tables)))
        elif UNKNOWN not in read:
            unread[row["fact_row"]] = True
    return view.with_columns(unread=pl.Series(unread, dtype=pl.Boolean), others=pl.Series(others, dtype=pl.String))


VIEWS: Mapping[str, Callable[[Tables], pl.DataFrame]] = {
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
    for words in row["credited"] or ():  # a source that is quoted, whether or not it is attributed
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
    index = tables.view(alias_index)[cell.kind]

    def message(row: Mapping[str, Any]) -> str:
        where = f"in {quoted_words(row['words'] or row['stated'])}"
        known = sorted(index.aliases.get(row["target"], ()))
        return f"no alias of {row['target']} stands {where}; it has {quoted_words(known) if known else 'none'}"

    return Check(
        table="facts",
        view=tables.view(VIEWS[cell.field]),
        holds=~pl.col("unread"),
        field=cell.field,
        explain=message,
        needs=NEEDS,
    )


def quoted_words(words: list[str]) -> str:
    """Return words in quotation marks, the first three of many."""
    shown = [f"“{text if len(text) <= 60 else text[:59] + '…'}”" for text in words[:3]]
    return ", ".join(shown) + (f" and {len(words) - 3} more" if len(words) > 3 else "")


def _unread_rows(tables: Tables) -> pl.Series:
    """Whether the words of a fact do not name one of its cells: what else they name may be it."""
    unread = [tables.view(make)["unread"].alias(field) for field, make in VIEWS.items()]
    return pl.DataFrame(unread).select(pl.any_horizontal(pl.all())).to_series()


def _ambiguous(cell: Cell, tables: Tables) -> Check:
    return Check(
        table="facts",
        view=tables.view(VIEWS[cell.field]),
        holds=(pl.col("others") == "") | tables.view(_unread_rows),
        field=cell.field,
        explain=lambda row: f"{quoted_words(row['words'] or row['stated'])} also reads {row['others']}",
        needs=(*NEEDS, "attributions", "properties"),
    )


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
        quoted = pl.col("here") & pl.col("words").is_not_null() & pl.col("sound") & ~pl.col("unread")
        quoted &= pl.col("target").is_not_null() & ~pl.col("mistyped")
        exact = pl.col("exact").fill_null(value=False)
        count, share = (of.sum().over("article_id") for of in (quoted, quoted & exact))
        yield Check(
            table="facts",
            view=tables.view(VIEWS[cell.field]).with_columns(
                quoted=quoted, usual=(count >= _ENOUGH) & (share >= _USUAL * count), count=count, share=share
            ),
            holds=(~pl.col("quoted") | exact | ~pl.col("usual")).fill_null(value=True),
            field=cell.field,
            explain=lambda row: (
                f"{quoted_words(row['words'])} is no alias of {row['target']} to the letter, as "
                f"{row['share']} of {row['count']} such spans of {row['article_id']} are"
            ),
            needs=NEEDS,
        )
