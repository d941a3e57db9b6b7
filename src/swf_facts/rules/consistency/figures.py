"""Facts agree with each other: none stands twice, and printed figures that must multiply do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.quantities.lexicon import rows
from swf_facts.quantities.mention import EXACT
from swf_facts.rules.checks import Check
from swf_facts.rules.consistency.rung import RUNG
from swf_facts.rules.quotes import facts
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.checks import Explanation
    from swf_facts.rules.tables import Tables

_SAID = (
    "article_id",
    "subject_id",
    "property_id",
    "value_number",
    "value_entity_id",
    "value_date",
    "value_text",
    "unit_id",
    "as_of",
    "polarity",
    "modality",
)


@RUNG.rule()
def duplicate_fact(tables: Tables) -> Iterator[Check]:
    """No two current facts of one article say the same: subject, property, value, day, modality and polarity.

    Breaks on: a fact entered twice under two ids.
    Fix: keep one, and give it the statements of both.
    """
    cells = tables["facts"].raw.select("fact_id", *_SAID, "status").with_row_index("row")
    alike = cells.filter(pl.struct(_SAID[:5]).hash().is_duplicated())  # these cells tell most apart already
    alike = alike.filter(pl.col("status") == "current")
    alike = alike.filter(pl.struct(_SAID).hash().is_duplicated())  # as are all that say the same
    first = alike.with_columns(first=pl.col("fact_id").first().over([pl.col(name).fill_null("") for name in _SAID]))
    valued = pl.any_horizontal(pl.col(_SAID[3:7]).is_not_null())
    faults: dict[int, str | Explanation] = {
        row: f"{earlier} says the same already"
        for row, earlier in first.filter(valued & (pl.col("first") != pl.col("fact_id")))
        .select("row", "first")
        .iter_rows()
    }
    yield at_fault(tables, "facts", "fact_id", faults)


@RUNG.rule()
def as_of_after_published(tables: Tables) -> Iterator[Check]:
    """A fact that is asserted does not hold at a day after its article was published.

    Breaks on: the day ``2025-06-25`` in an article of ``2025-05-25``.
    Fix: write the day that the words say; what is yet to come is a forecast or a plan.
    """
    view = tables.view(facts)
    later = (pl.col("as_of") > pl.col("published")).fill_null(value=False)
    yield Check(
        table="facts",
        view=view,
        holds=~later | (pl.col("modality") != "asserted").fill_null(value=True),
        field="as_of",
        explain=lambda row: f"{row['article_id']} was published on {row['published']}",
        needs=("articles",),
    )


# --- figures that must multiply ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One property is the product of two others; of one subject the second factor has bounds from a day on."""

    product: str
    factor: str
    other: str
    subject: str
    lower: Decimal
    upper: Decimal
    since: str


@cache
def identities() -> tuple[Identity, ...]:
    """Return the identities that are looked at."""
    return tuple(
        Identity(
            product=row["product"], factor=row["factor"], other=row["other"], subject=row["subject"],
            lower=Decimal(row["lower"]), upper=Decimal(row["upper"]), since=row["since"],
        )
        for row in rows("identities")
    )  # fmt: skip


Interval = tuple[Decimal, Decimal]


def _interval(row: Mapping[str, str | None]) -> Interval | None:
    """Return the interval of a quantity whose ends are both printed, None for one that is open."""
    try:
        lower, upper = Decimal(row["lower"] or "NaN"), Decimal(row["upper"] or "NaN")
    except InvalidOperation:
        return None
    return None if lower.is_nan() or upper.is_nan() else (lower, upper)


@RUNG.rule()
def figures_disagree(tables: Tables) -> Iterator[Check]:
    """Figures of one article and day that must multiply do, within their printed precision.

    Looked at are the identities of a small list: market capitalization is price times circulating supply. Where no supply is
    stated, that of Bitcoin has known bounds. Open intervals and different units prove nothing.

    Breaks on: a market capitalization of 2.15 billion dollars beside a price of 108,029.56, with 19 to 21 million coins.
    Fix: compare the figures with their quotes; where the article itself errs, withdraw none and say so in the notes of both.
    """
    columns = ["fact_row", "article_id", "subject_id", "property_id", "unit_id", "lower", "upper", "as_of", "note"]
    names = {name for identity in identities() for name in (identity.product, identity.factor, identity.other)}
    stated = tables.view(facts).filter(
        pl.col("property_id").is_in(list(names)) & (pl.col("status") == "current") & (pl.col("polarity") == "positive")
        & (pl.col("modality") == "asserted")
    )  # fmt: skip
    groups: dict[tuple[str, str, str | None], dict[str, Mapping[str, str | None]]] = {}
    at: dict[tuple[str, str, str | None, str], int] = {}
    for row in stated.select(columns).iter_rows(named=True):
        key = row["article_id"], row["subject_id"], row["as_of"]
        groups.setdefault(key, {}).setdefault(row["property_id"], row)
        at.setdefault((*key, row["property_id"]), row["fact_row"])
    faults: dict[int, str | Explanation] = {}
    for key, group in groups.items():
        for identity in identities():
            why = _disagreement(identity, group, key)
            if why:
                faults[at[(*key, identity.product)]] = why
    yield at_fault(tables, "facts", "value_number", faults, needs=("articles",))


def _disagreement(
    identity: Identity, group: Mapping[str, Mapping[str, str | None]], key: tuple[str, str, str | None]
) -> str:
    product, factor = group.get(identity.product), group.get(identity.factor)
    if product is None or factor is None or product["unit_id"] != factor["unit_id"]:
        return ""
    whole, one = _interval(product), _interval(factor)
    other = _interval(group[identity.other]) if identity.other in group else None
    if other is None and key[1] == identity.subject and (key[2] or "") >= identity.since:
        other = identity.lower, identity.upper
    if whole is None or one is None or other is None:
        return ""
    low, high = EXACT.multiply(one[0], other[0]), EXACT.multiply(one[1], other[1])
    if low <= whole[1] and whole[0] <= high:
        return ""
    return f"{identity.factor} times {identity.other} is {low:f} to {high:f}"
