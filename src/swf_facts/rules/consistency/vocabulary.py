"""What the vocabulary defines is used, once, and as the standards have it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.quantities.lexicon import rows
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.consistency.rung import RUNG
from swf_facts.rules.entailment.aliases import doubtful_words
from swf_facts.rules.gathering import gathered
from swf_facts.rules.readings import alias_index
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.tables import Tables


def _repeated() -> pl.Expr:
    """Whether a unit has the code of one before it."""
    known = pl.col("code_system").is_not_null() & pl.col("code").is_not_null()
    return known & ~pl.struct("code_system", "code").is_first_distinct()


USERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "entities": (
        ("facts", "subject_id"), ("facts", "value_entity_id"), ("attributions", "entity_id"),
        ("articles", "publisher_id"), ("articles", "rights_holder_id"),
    ),
    "properties": (("facts", "property_id"),),
    "units": (("facts", "unit_id"),),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the articles need of the vocabulary.

    Attributes
    ----------
    used : mapping of str to frozenset of str
        The ids that cells refer to, by table.
    meant : mapping of str to frozenset of str
        The ids that facts with a finding may mean, by table.
    with_units : frozenset of str
        The properties of facts that have a unit.
    mismatched : bool
        Whether a quantity has a unit of another dimension than its property, or none that is known.
    """

    used: Mapping[str, frozenset[str]]
    meant: Mapping[str, frozenset[str]]
    with_units: frozenset[str]
    mismatched: bool


def _together(one: Usage, other: Usage) -> Usage:
    return Usage(
        used={name: one.used[name] | other.used[name] for name in one.used},
        meant={name: one.meant[name] | other.meant[name] for name in one.meant},
        with_units=one.with_units | other.with_units,
        mismatched=one.mismatched or other.mismatched,
    )


@gathered(_together)
def usage(tables: Tables) -> Usage:
    """Return what the articles need of the vocabulary."""
    used = {
        table: frozenset().union(*(tables[name].raw[field].drop_nulls().unique() for name, field in users))
        for table, users in USERS.items()
    }
    words = pl.Series(list(tables.view(doubtful_words)), dtype=pl.String)
    kinds = {"entities": "entity", "properties": "property"}
    facts = tables["facts"].raw
    return Usage(
        used=used,
        meant={table: _meant(tables, kind, words) for table, kind in kinds.items()} | {"units": frozenset()},
        with_units=frozenset(facts.filter(pl.col("unit_id").is_not_null())["property_id"].drop_nulls().unique()),
        mismatched=_is_mismatched(tables),
    )


def _meant(tables: Tables, kind: str, words: pl.Series) -> frozenset[str]:
    """Return the targets with an alias anywhere in *words*."""
    if words.is_empty():
        return frozenset()
    owners = [(form, name) for name, forms in tables.view(alias_index)[kind].aliases.items() for form in forms]
    forms = pl.Series([form for form, _ in owners], dtype=pl.String).implode()  # none are strings too
    found = words.str.extract_many(forms, overlapping=True).explode().drop_nulls()
    stand = frozenset(found.unique())
    return frozenset(name for form, name in owners if form in stand)


def _is_mismatched(tables: Tables) -> bool:
    properties = (
        tables["properties"]
        .raw.select("property_id", asked="dimension")
        .drop_nulls()
        .unique("property_id", keep="first")
    )
    units = tables["units"].raw.select("unit_id", "dimension").drop_nulls().unique("unit_id", keep="first")
    quantities = (
        tables["facts"].raw.filter(pl.col("value_type") == "quantity").join(properties, on="property_id", how="left")
    )
    given = quantities.join(units, on="unit_id", how="left")
    amiss = ((pl.col("unit_basis") != "absent") & pl.col("dimension").is_null()) | (
        pl.col("dimension") != pl.col("asked")
    )
    return bool(given.select(amiss.any()).item())


def _used(tables: Tables, table: str, key: str, sound: pl.Expr | None = None) -> Check:
    """Return the check that every row of a table is referred to, those aside which a fact with a finding may mean."""
    needed = tables.view(usage)
    return Check(
        table=table,
        view=tables[table].raw,
        holds=pl.col(key).is_null()
        | ~(pl.lit(value=True) if sound is None else sound)
        | pl.col(key).is_in(sorted(needed.used[table] | needed.meant[table])),
        field=key,
        explain=lambda row: f"nothing refers to {row[key]}",
        needs=tuple(dict.fromkeys(name for name, _ in USERS[table])),
    )


@RUNG.rule(severity="warning", scope="package", gathers=(usage,))
def entity_unused(tables: Tables) -> Iterator[Check]:
    """Every entity is the subject, the value or a source of a fact, or has to do with an article.

    Breaks on: the entity ``china`` where no fact speaks of China.
    Fix: remove the entity with its aliases, or add the facts that speak of it.
    """
    yield _used(tables, "entities", "entity_id")


@RUNG.rule(severity="warning", scope="package", gathers=(usage,))
def property_unused(tables: Tables) -> Iterator[Check]:
    """Every property is that of a fact.

    Breaks on: the property ``price`` where no fact states a price.
    Fix: remove the property with its aliases, or add the facts that have it.
    """
    yield _used(tables, "properties", "property_id")


@RUNG.rule(severity="warning", scope="package", gathers=(usage,))
def unit_unused(tables: Tables) -> Iterator[Check]:
    """Every unit is that of a fact.

    Breaks on: the unit ``percent`` where no fact is given in percent.
    Fix: remove the unit.
    """
    if not tables.view(usage).mismatched:  # such a quantity may mean the unit
        yield _used(tables, "units", "unit_id", sound=~_repeated())


@RUNG.rule()
def unit_repeated(tables: Tables) -> Iterator[Check]:
    """No two units have one code.

    Breaks on: the units ``percent`` and ``per-cent``, both with the code ``%``.
    Fix: keep one of them.
    """
    view = tables["units"].raw.with_columns(first=pl.col("unit_id").first().over("code_system", "code"))
    yield Check(
        table="units",
        view=view,
        holds=~_repeated() | (pl.col("unit_id") == pl.col("first")).fill_null(value=True),
        field="code",
        explain=lambda row: f"the unit {row['first']} has the code {row['code']} already",
    )


@cache
def known_units() -> dict[str, dict[str, str]]:
    """Return what the standards say of the units that are known here."""
    return {row["unit_id"]: row for row in rows("known_units")}


@RUNG.rule()
def unit_unlike_standard(tables: Tables) -> Iterator[Check]:
    """A well-known unit has the dimension, sign, code and factor that its standard gives; a currency has no factor.

    Breaks on: the factor ``0.1`` of percent.
    Fix: write what the finding gives.
    """
    faults: dict[str, dict[int, str | Explanation]] = {
        name: {} for name in ("dimension", "symbol", "code_system", "code", "factor")
    }
    for row, unit in enumerate(tables["units"].raw.iter_rows(named=True)):
        for field, expected in _expected(unit).items():
            if (unit[field] or "") != expected:
                faults[field][row] = Explanation(
                    message=f"it is {expected or 'empty'} for {unit['unit_id']}", expected=expected
                )
    for field, found in faults.items():
        yield at_fault(tables, "units", field, found)


def _expected(unit: Mapping[str, str | None]) -> dict[str, str]:
    known = known_units().get(unit["unit_id"] or "")
    if known is None:
        return {"factor": ""} if unit["dimension"] == "currency" else {}
    if known["dimension"] == "currency":  # its code and system are held by a rule of the rung of units
        return {field: known[field] for field in ("symbol", "factor")}
    fields = ("dimension", "symbol", "code_system", "code", "factor")
    return {field: known[field] for field in fields if known["code"] or field in {"dimension", "factor"}}


@RUNG.rule()
def code_of_country(tables: Tables) -> Iterator[Check]:
    """Only a country has a country code.

    Breaks on: the code ``JP`` of a person.
    Fix: remove the code, or write country as the kind.
    """
    yield Check(
        table="entities",
        view=tables["entities"].raw,
        holds=pl.col("iso").is_null() | (pl.col("kind") == "country").fill_null(value=True),
        field="kind",
        explain=lambda row: f"it has the country code {row['iso']}",
    )


@RUNG.rule(severity="warning", scope="package", gathers=(usage,))
def dimension_misspelled(tables: Tables) -> Iterator[Check]:
    """A dimension of no unit is not one letter off that of a unit.

    A property may have a dimension for which no unit is given, such as a count.

    Breaks on: the dimension ``curremcy``.
    Fix: write the dimension that the unit has.
    """
    known = set(tables["units"].raw["dimension"].drop_nulls())
    # Where a quantity has a unit, that the two differ is a finding of the rung of units.
    held = tables.view(usage).with_units
    faults: dict[int, str | Explanation] = {}
    for row, (name, dimension) in enumerate(tables["properties"].raw.select("property_id", "dimension").iter_rows()):
        if dimension and dimension not in known and name not in held:
            near = get_close_matches(dimension, sorted(known), n=1, cutoff=0.8)
            if near:
                faults[row] = Explanation(message=f"no unit has it, and one has {near[0]}", expected=near[0])
    yield at_fault(tables, "properties", "dimension", faults, needs=("units", "facts"))
