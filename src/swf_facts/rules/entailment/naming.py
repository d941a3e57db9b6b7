"""Subject, property and entity value are named by the quoted words, each by one of its aliases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import sound_in, words_in
from swf_facts.rules.quotes import facts
from swf_facts.rules.readings import UNKNOWN, alias_index, known_targets
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swf_facts.rules.checks import Explanation
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

    ``exact`` is true where a span is an alias of the cell's target to the letter. Only the other facts are read word by word:
    ``unread`` is true where no alias of the target stands in the words; ``others`` lists what else stands there that is no other
    cell of the fact; ``words`` are those of the span,
    ``words_stated`` those of the statement.
    """
    # What a cell refers to in vain, or has another type than its property, has its finding already.
    cells = ["fact_row", "fact_id", "article_id", "here", "property_id", "value_type", "subject_id", "value_entity_id"]
    view = (
        tables.view(facts)
        .select(*cells, target=cell.field)
        .join(tables.view(_asked_types), on="property_id", how="left", maintain_order="left")
        .with_columns(
            mistyped=(pl.col("asked") != pl.col("value_type")).fill_null(value=False),
            exact=pl.col("fact_row").is_in(_exact_facts(cell, tables).implode()),
        )
    )
    wanted = pl.col("here") & ~pl.col("exact") & pl.col("target").is_in(list(tables.view(known_targets)[cell.kind]))
    if cell.kind == "property":
        wanted &= ~pl.col("mistyped")
    open_rows = view.filter(wanted)
    for role, suffix in ((cell.role, ""), ("statement", "_stated"), ("attribution", "_credited")):
        words = words_in(tables, role)
        open_rows = open_rows.join(words, on="fact_row", how="left", maintain_order="left", suffix=suffix)
    index = tables.view(alias_index)[cell.kind]
    unread, others = [False] * view.height, [""] * view.height
    for row in open_rows.filter(pl.coalesce("sound", "sound_stated")).iter_rows(named=True):
        read = set().union(*(index.readings(words) for words in row["words"] or row["words_stated"]))
        if row["target"] in read:
            others[row["fact_row"]] = ", ".join(sorted(_others(cell, row, read, tables)))
        elif UNKNOWN not in read:
            unread[row["fact_row"]] = True
    return view.with_columns(
        unread=pl.Series(unread, dtype=pl.Boolean), others=pl.Series(others, dtype=pl.String)
    ).join(
        open_rows.select("fact_row", "words", "words_stated"), on="fact_row", how="left", maintain_order="left"
    )  # fmt: skip


def _asked_types(tables: Tables) -> pl.DataFrame:
    """The type of value that each property asks for."""
    types = tables["properties"].raw.select("property_id", asked="value_type")
    return types.drop_nulls().unique("property_id", keep="first")


def _exact_facts(cell: Cell, tables: Tables) -> pl.Series:
    """Return the facts with a span that is an alias of the cell's target to the letter."""
    aliases = tables["aliases"].raw.select("target_kind", "target_id", exact="alias")
    spans = sound_in(tables, cell.role)
    named = spans.select("fact_row", "exact", target=tables["facts"].raw[cell.field].gather(spans["fact_row"]))
    exact = (pl.col("target") == pl.col("target_id")) & (pl.col("target_kind") == cell.kind)
    return named.join(aliases, on="exact").filter(exact)["fact_row"].unique()


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
    index = tables.view(alias_index)[cell.kind]

    def message(row: Mapping[str, Any]) -> str:
        where = f"in {quoted_words(row['words'] or row['words_stated'])}"
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
        explain=lambda row: f"{quoted_words(row['words'] or row['words_stated'])} also reads {row['others']}",
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
        spans = words_in(tables, cell.role).filter("sound")
        quoted = tables.view(VIEWS[cell.field]).filter(
            pl.col("here") & pl.col("fact_row").is_in(spans["fact_row"].implode()) & ~pl.col("unread")
            & pl.col("target").is_not_null() & ~pl.col("mistyped")
        ).select("fact_row", "article_id", "target", "exact")  # fmt: skip
        usual = quoted.group_by("article_id").agg(count=pl.len(), share=pl.col("exact").sum()).filter(
            (pl.col("count") >= _ENOUGH) & (pl.col("share") >= _USUAL * pl.col("count"))
        )  # fmt: skip
        inexact = quoted.filter(~pl.col("exact")).join(usual, on="article_id").join(spans, on="fact_row")
        columns = ["fact_row", "words", "target", "share", "count", "article_id"]
        faults: dict[int, str | Explanation] = {
            row: f"{quoted_words(words)} is no alias of {target} to the letter, as {share} of {count} such spans of {article} are"
            for row, words, target, share, count, article in inexact.select(columns).iter_rows()
        }
        yield at_fault(tables, "facts", cell.field, faults, needs=NEEDS)
