"""Subjects and values are of the kinds that their properties are about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.consistency.rung import RUNG
from swf_facts.rules.gathering import gathered
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.checks import Explanation
    from swf_facts.rules.tables import Tables

ROLES = (("subject_id", "subject_kinds"), ("value_entity_id", "value_kinds"))


def kinds_of_facts(tables: Tables) -> pl.DataFrame:
    """Every fact with the kinds of its subject and its value, and those that its property lists; null where not known."""
    entities = tables["entities"].raw.select("entity_id", "kind").drop_nulls().unique("entity_id", keep="first")
    properties = tables["properties"].raw.select("property_id", "subject_kinds", "value_kinds")
    view = tables["facts"].raw.select("property_id", *(cell for cell, _ in ROLES))
    for cell, _ in ROLES:
        named = entities.rename({"entity_id": cell, "kind": f"kind_of_{cell}"})
        view = view.join(named, on=cell, how="left", maintain_order="left")
    known = properties.drop_nulls("property_id").unique("property_id", keep="first")
    return view.join(known, on="property_id", how="left", maintain_order="left")


def _of_kind(tables: Tables, cell: str, listed: str) -> Check:
    kind = f"kind_of_{cell}"
    return Check(
        table="facts",
        view=tables.view(kinds_of_facts),
        holds=pl.col(kind).is_null() | pl.col(listed).str.split(" ").list.contains(pl.col(kind)).fill_null(value=True),
        field=cell,
        explain=lambda row: (
            f"{row[cell]} is of the kind {row[kind]}, and {row['property_id']!r} lists {row[listed].replace(' ', ', ')}"
        ),
        needs=("entities", "properties"),
    )


@RUNG.rule()
def subject_kind(tables: Tables) -> Iterator[Check]:
    """The subject of a fact is of a kind that its property lists in ``subject_kinds``.

    Breaks on: the price of a person.
    Fix: choose the right subject or property, mend the kind of the entity, or list the kind where the definition covers it.
    """
    yield _of_kind(tables, "subject_id", "subject_kinds")


@RUNG.rule()
def value_kind(tables: Tables) -> Iterator[Check]:
    """The entity that is the value of a fact is of a kind that its property lists in ``value_kinds``.

    Breaks on: a person as the place of an investment.
    Fix: choose the right value or property, mend the kind of the entity, or list the kind where the definition covers it.
    """
    yield _of_kind(tables, "value_entity_id", "value_kinds")


def _either(
    one: frozenset[tuple[str, str, str]], other: frozenset[tuple[str, str, str]]
) -> frozenset[tuple[str, str, str]]:
    return one | other


@gathered(_either)
def kinds_met(tables: Tables) -> frozenset[tuple[str, str, str]]:
    """Return cell, property and kind of everything that facts are about."""
    view = tables.view(kinds_of_facts)
    return frozenset(
        (cell, name, kind)
        for cell, _ in ROLES
        for name, kind in view.select("property_id", f"kind_of_{cell}").drop_nulls().unique().iter_rows()
    )


@RUNG.rule(severity="warning", scope="package", gathers=(kinds_met,))
def kind_idle(tables: Tables) -> Iterator[Check]:
    """Every kind that a property lists stands there once, and is that of a subject, or of a value, of one of its facts.

    Breaks on: the kind ``country`` for the subjects of ``price``, where only assets have a price.
    Fix: remove the kind; it is listed again with the first fact that needs it.
    """
    for cell, listed in ROLES:
        used: dict[str, set[str]] = {}
        for where, name, kind in tables.view(kinds_met):
            if where == cell:
                used.setdefault(name, set()).add(kind)
        faults: dict[int, str | Explanation] = {}
        for row, (name, cells) in enumerate(tables["properties"].raw.select("property_id", listed).iter_rows()):
            kinds = (cells or "").split(" ") if name in used else []
            if not used.get(name, set()).issubset(kinds):
                continue  # a fact of a kind that is not listed has its finding, and may mean the one that is idle
            idle = [kind for kind in kinds if kind not in used[name]]
            if idle:
                what = "subject" if cell == "subject_id" else "value"
                faults[row] = f"no {what} of a fact with {name!r} is of the kind {idle[0]}"
            elif len(set(kinds)) < len(kinds):
                faults[row] = "a kind stands twice"
        yield at_fault(tables, "properties", listed, faults, needs=("facts", "entities"))


@RUNG.rule(severity="warning")
def kinds_unlisted(tables: Tables) -> Iterator[Check]:
    """A package that lists kinds for one property lists them for all: of subjects, and of values that are entities.

    Breaks on: ``price`` without kinds of subject, beside ``assets-held`` with the kind ``fund``.
    Fix: list the kinds that the definition is about; empty `value_kinds` where the value is no entity.
    """
    properties = tables["properties"].raw
    for _, listed in ROLES:
        asked = pl.lit(value=True) if listed == "subject_kinds" else pl.col("value_type").eq_missing(pl.lit("entity"))
        lists = properties.select(pl.any_horizontal(pl.col("subject_kinds", "value_kinds").is_not_null()).any()).item()
        yield Check(
            table="properties",
            view=properties,
            holds=pl.lit(value=not lists) | (pl.col(listed).is_not_null() == asked),
            field=listed,
            explain=partial(_unlisted, listed),
        )


def _unlisted(listed: str, row: Mapping[str, Any]) -> str:
    return "other properties list kinds" if row[listed] is None else f"the value type is {row['value_type']!r}"


@RUNG.rule()
def publisher_kind(tables: Tables) -> Iterator[Check]:
    """The publisher of an article is a publication.

    Breaks on: an article published by a fund.
    Fix: write publication as the kind of the entity, or name the publication in which the article stood.
    """
    kinds = tables["entities"].raw.select(publisher_id="entity_id", kind="kind").drop_nulls()
    view = tables["articles"].raw.select("publisher_id").join(
        kinds.unique("publisher_id", keep="first"), on="publisher_id", how="left", maintain_order="left"
    )  # fmt: skip
    yield Check(
        table="articles",
        view=view,
        holds=(pl.col("kind") == "publication").fill_null(value=True),
        field="publisher_id",
        explain=lambda row: f"{row['publisher_id']} is of the kind {row['kind']}",
        needs=("entities",),
    )
