"""Rung 4: a quantity has a unit of the dimension that its property asks for, or says that it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check
from swf_facts.rules.registry import Rung

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.rules.tables import Tables

__all__ = ["RUNG"]

RUNG = Rung("units", lambda tables: int(tables["facts"].raw["value_type"].eq_missing("quantity").sum()))


def _quantities(tables: Tables) -> pl.DataFrame:
    """Every fact with the dimension of its unit and the one that its property asks for; null where either is not known."""
    units = tables["units"].raw.select("unit_id", pl.col("dimension").alias("unit_dimension"))
    properties = tables["properties"].raw.select("property_id", pl.col("dimension").alias("property_dimension"))
    facts = tables["facts"].raw.select("property_id", "value_type", "unit_id", "unit_basis")
    return facts.join(
        units.drop_nulls().unique("unit_id", keep="first"), on="unit_id", how="left", maintain_order="left"
    ).join(
        properties.drop_nulls().unique("property_id", keep="first"), on="property_id", how="left", maintain_order="left"
    )


@RUNG.rule()
def unit_dimension(tables: Tables) -> Iterator[Check]:
    """A quantity's unit has the dimension that its property asks for.

    Breaks on: ``bitcoin / price / 108029.56 percent``.
    Fix: choose a unit of the property's dimension, or the right property.
    """
    yield Check(
        table="facts",
        view=tables.view(_quantities),
        holds=(pl.col("unit_dimension") == pl.col("property_dimension")).fill_null(value=True),
        field="unit_id",
        explain=lambda row: (
            f"{row['unit_id']} measures {row['unit_dimension']}, the property {row['property_id']!r} asks for "
            f"{row['property_dimension']}"
        ),
        needs=("units", "properties"),
    )


@RUNG.rule()
def unit_basis(tables: Tables) -> Iterator[Check]:
    """A quantity has a unit, or its ``unit_basis`` says ``absent``; never both.

    Breaks on: a quantity with an empty ``unit_id`` whose ``unit_basis`` is ``stated``.
    Fix: give the unit, or write absent.
    """
    quantity = (pl.col("value_type") == "quantity").fill_null(value=False)
    known = pl.col("unit_basis").is_in(["stated", "inferred", "absent"]).fill_null(value=False)
    yield Check(
        table="facts",
        view=tables.view(_quantities),
        holds=~quantity | ~known | (pl.col("unit_id").is_null() == (pl.col("unit_basis") == "absent")),
        field="unit_id",
        explain=lambda row: (
            f"the basis of the unit is {row['unit_basis']!r}, and the unit is {row['unit_id'] or 'empty'}"
        ),
    )


@RUNG.rule()
def unit_code(tables: Tables) -> Iterator[Check]:
    """A currency has its ISO 4217 code as code and as id, and nothing else has one.

    Breaks on: the unit ``dollar`` with the code ``USD``.
    Fix: name a currency by its three-letter code, and take other codes from UCUM.
    """
    currency, iso = pl.col("dimension") == "currency", pl.col("code_system") == "iso4217"
    code = (pl.col("unit_id") == pl.col("code")) & pl.col("code").str.contains("^[A-Z]{3}$")
    yield Check(
        table="units",
        view=tables["units"].raw,
        holds=((currency == iso) & (~iso | code)).fill_null(value=True),
        field="code",
        explain=lambda row: (
            f"the unit {row['unit_id']} measures {row['dimension']} and has the code {row['code']} of {row['code_system']}"
        ),
    )
