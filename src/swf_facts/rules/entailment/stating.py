"""A statement says something: it is no bare name, lies in no other, and is quoted wherever it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.quantities import extract
from swf_facts.rules.entailment.naming import sources_by_fact
from swf_facts.rules.entailment.placing import NEEDS, beside_main, main_statements
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import by_fact, rows_of, standing, standing_twice, statements, statements_of
from swf_facts.rules.overlaps import other_around, sharing
from swf_facts.rules.places import places_alone
from swf_facts.rules.quotes import facts
from swf_facts.rules.readings import alias_index, occurrences
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.rules.checks import Check, Explanation
    from swf_facts.rules.tables import Tables

_DIGIT = re.compile(r"\d")
_CELLS = (
    "fact_row",
    "fact_id",
    "subject_id",
    "property_id",
    "value_entity_id",
    "value_text",
    "value_number",
    "value_date",
)


def _with_cells(tables: Tables, spans: pl.DataFrame) -> pl.DataFrame:
    """Return *spans* with the cells of their facts."""
    return spans.select("fact_row", "row", "exact").join(
        tables.view(facts).select(_CELLS), on="fact_row", maintain_order="left"
    )


def _no_alias(tables: Tables) -> pl.Expr:
    return ~pl.col("exact").is_in(tables["aliases"].raw["alias"].drop_nulls().unique().implode())


@RUNG.rule(severity="warning")
def statement_nested(tables: Tables) -> Iterator[Check]:
    """No statement of a fact lies inside another of the same fact.

    Breaks on: the statements ``Norway’s fund`` and ``Norway’s fund owns shares``, one inside the other.
    Fix: remove the one that says less, or give it the role of the cell that it names.
    """
    several = tables.view(statements).filter(pl.col("fact_row").is_duplicated())
    around = other_around(by_fact(several))
    nested = several.select("row", low=pl.col("start").gather(around), high=pl.col("end").gather(around)).drop_nulls()
    faults: dict[int, str | Explanation] = {
        row: f"the span lies inside the statement at {low}:{high}" for row, low, high in nested.iter_rows()
    }
    yield at_fault(tables, "evidence", "role", faults, needs=NEEDS)


@RUNG.rule(severity="warning")
def statement_bare(tables: Tables) -> Iterator[Check]:
    """A statement says something: it is more than the name of the subject or of a source, or the words of the property.

    Breaks on: the statement ``Masayoshi Son``.
    Fix: widen the span to the words that state the fact, or give it the role of the cell that it names.
    """
    index, sources = tables.view(alias_index), tables.view(sources_by_fact)
    entity, wording = index["entity"].aliases, index["property"].aliases
    none: frozenset[str] = frozenset()
    faults: dict[int, str | Explanation] = {}
    named = tables.view(statements).filter(~_no_alias(tables))
    for row in _with_cells(tables, named).iter_rows(named=True):
        words = row["exact"]
        parties = (entity.get(name, none) for name in (row["subject_id"], *sources.get(row["fact_id"], ())))
        if words not in wording.get(row["property_id"], none).union(*parties):
            continue
        valued = any(
            next(occurrences(words, alias), None) is not None for alias in entity.get(row["value_entity_id"], none)
        )
        if row["value_text"]:
            valued = row["value_text"] in words or words in row["value_text"]
        if row["value_number"]:
            valued = _DIGIT.search(words) is not None
        if not valued:
            faults[row["row"]] = f"“{words}” names a cell of the fact and states nothing"
    yield at_fault(tables, "evidence", "role", faults, needs=(*NEEDS, "aliases", "attributions"))


@RUNG.rule(severity="warning")
def statement_wordless(tables: Tables) -> Iterator[Check]:
    """Every statement of a fact, a further one too, has words of the property or of the value.

    Words of a number are digits that are no date; words of a date are digits.

    Breaks on: a second statement that only names the subject.
    Fix: widen the span to the words that state the fact, remove it, or add their form to `aliases`.
    """
    index = tables.view(alias_index)
    none: frozenset[str] = frozenset()
    faults: dict[int, str | Explanation] = {}
    named, start, end = pl.col("role").is_in(["property", "value"]), pl.col("start"), pl.col("end")
    # Most main statements have them, so that few statements are left to look for them.
    worded = tables.view(beside_main).filter(named & (start < pl.col("high")) & (pl.col("low") < end))["fact_row"]
    mains = tables.view(main_statements).filter(pl.col("fact_row").is_in(worded.unique().implode()))["statement"]
    left = tables.view(statements).filter(~pl.col("row").is_in(mains.implode()))
    if left.is_empty():
        yield at_fault(tables, "evidence", "exact", {}, needs=(*NEEDS, "aliases"))
        return
    of_cells = rows_of(tables, left["fact_row"]).filter(named)
    # A name by itself has its own finding.
    left = left.filter(~sharing(by_fact(left), by_fact(of_cells)) & _no_alias(tables))
    for row in _with_cells(tables, left).iter_rows(named=True):
        words = row["exact"]
        forms = index["property"].aliases.get(row["property_id"], none) | index["entity"].aliases.get(
            row["value_entity_id"], none
        )
        if (
            not (row["value_date"] and _DIGIT.search(words))
            and not (row["value_number"] and _has_number(words))
            and not any(
                next(occurrences(words, form), None) is not None for form in (*forms, row["value_text"]) if form
            )
        ):
            faults[row["row"]] = f"“{words}” has no words of the property or the value"
    yield at_fault(tables, "evidence", "exact", faults, needs=(*NEEDS, "aliases"))


def _has_number(words: str) -> bool:
    """Return whether there is a digit in *words* that is not part of a date."""
    for mention in reversed(extract(words)):
        if mention.kind == "date":
            words = words[: mention.start] + words[mention.end :]
    return _DIGIT.search(words) is not None


@RUNG.rule(severity="warning")
def repetition_unquoted(tables: Tables) -> Iterator[Check]:
    """Where the words of a statement that names the subject stand again in the article, they are a further statement.

    Breaks on: a sentence that the summary repeats to the letter, quoted once.
    Fix: add the place that the finding gives to `evidence` with the role statement.
    """
    subjects = tables.view(standing).filter(pl.col("role") == "subject").select("fact_row", name="exact")
    subjects = subjects.unique("fact_row", keep="first")  # a further one has its own finding
    naming = tables.view(statements).join(subjects, on="fact_row").filter(
        pl.col("exact").str.contains(pl.col("name"), literal=True)
    )  # fmt: skip
    repeated = standing_twice(tables, naming)
    stated, places = statements_of(tables, repeated["fact_row"]), places_alone(tables, repeated)
    further: dict[tuple[int, str], int | None] = {}
    faults: dict[int, str | Explanation] = {}
    for fact_row, row, article, words in repeated.select("fact_row", "row", "article_id", "exact").iter_rows():
        found, size = places[article, words], len(words)
        if (fact_row, words) not in further:
            holds = stated[fact_row].holds
            unquoted = (at for at in reversed(found) if not holds(at, at + size))
            further[fact_row, words] = next(unquoted, None) if len(found) > 1 else None
        at = further[fact_row, words]
        if at is not None:
            faults[row] = f"the same words stand at {at}:{at + size} and are no statement of the fact"
    yield at_fault(tables, "evidence", "start", faults, needs=NEEDS)
