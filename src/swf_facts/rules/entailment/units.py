"""A unit that is stated is read from the words, and one that the words say is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.quantities import extract, read_quantity
from swf_facts.rules.entailment.figures import NEEDS, fitting, parts_of_currencies
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import sound_in, words_in
from swf_facts.rules.readings import occurrences
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.checks import Check, Explanation
    from swf_facts.rules.tables import Tables


def _units(tables: Tables) -> dict[int, tuple[str, Mapping[str, Any]]]:
    """Return what is wrong with units, ``unread`` or ``stated``, with the cells and words of the fact, by its row."""
    symbols, asked = (
        tables[name].raw.select(columns).drop_nulls(columns[0]).unique(columns[0], keep="first")
        for name, columns in (
            ("units", ["unit_id", "symbol", "label", "dimension"]),
            ("properties", ["property_id", "dimension"]),
        )
    )
    # Most units are plainly stated, or plainly not there.
    stated = (pl.col("unit_basis") == "stated") & (pl.col("unit_id") == pl.col("m_unit"))
    bare = pl.col("m_unit").is_null() & ~pl.col("m_kind").is_in(["currency", "percent"])
    plain = (stated | ((pl.col("unit_basis") == "absent") & bare)).fill_null(value=False)
    columns = ["fact_row", "m_unit", "m_kind", "unit_id", "unit_basis", "exact", "property_id"]
    rest = tables.view(fitting).filter(pl.col("fits") & pl.col("unit_basis").is_not_null() & ~plain).select(columns)
    # A unit of another dimension than the property asks for has its finding.
    rest = rest.join(symbols, on="unit_id", how="left", maintain_order="left").join(
        asked.rename({"dimension": "asked"}), on="property_id", how="left", maintain_order="left"
    ).filter(pl.col("dimension").is_null() | pl.col("dimension").eq_missing(pl.col("asked")))  # fmt: skip
    looked = pl.col("fact_row").is_in(rest["fact_row"].cast(pl.UInt32).implode())
    for role, name in (("unit", "unit_words"), ("statement", "stated")):
        said = words_in(tables, role).filter(looked).select(
            pl.col("fact_row").cast(pl.Int64), pl.col("words").alias(name), pl.col("sound").alias(f"{role}_sound")
        )  # fmt: skip
        rest = rest.join(said, on="fact_row", how="left", maintain_order="left")
    rows = list(rest.iter_rows(named=True))
    return {row["fact_row"]: (verdict, row) for row in rows if (verdict := _unit_verdict(row)) is not None}


def _unit_verdict(row: Mapping[str, Any]) -> str | None:
    """Say what is wrong with a unit: ``unread``, ``stated`` or nothing."""
    read = _unit_in_value(row)
    if row["unit_basis"] == "absent":
        return "stated" if row["m_unit"] or row["m_kind"] in {"currency", "percent"} else None
    if row["unit_id"] is None or row["unit_sound"] is False:
        return None
    if not read and (row["m_unit"] is None and row["m_kind"] not in {"currency", "percent"}):
        apart = row["unit_words"] or [
            _without_figures(text) for text in row["stated"] or () if text and _has_parts(text, row)
        ]
        read = any(_says_unit(text, row, alone=row["unit_words"] is not None) for text in apart)
    if row["unit_basis"] == "stated":
        return None if read else "unread"
    foreign = not read and row["m_unit"] is not None
    return "stated" if read else "unread" if foreign else None


def _unit_in_value(row: Mapping[str, Any]) -> bool:
    """Return whether the sign or word in the value span stands for the unit."""
    if row["m_unit"] is not None and (
        row["m_unit"] == row["unit_id"] or (row["m_unit"] in parts_of_currencies() and row["dimension"] == "currency")
    ):
        return True
    if row["m_kind"] == "currency" and row["m_unit"] is None:
        return bool(row["dimension"] == "currency")  # a word that several currencies share, such as "francs"
    shared = row["symbol"] is not None and row["symbol"] in row["exact"]
    return bool(shared and row["m_unit"] is not None and row["dimension"] == row["m_kind"] == "currency")


def _without_figures(words: str) -> str:
    """Return *words* without the quantities in them, whose signs are their own."""
    for mention in reversed(extract(words)):
        words = words[: mention.start] + " " * len(mention.exact) + words[mention.end :]
    return words


def _forms(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the sign of a unit and the words for it."""
    return (form for form in (row["symbol"], row["unit_id"], row["label"]) if form)


def _has_parts(words: str, row: Mapping[str, Any]) -> bool:
    """Return whether the parts of a form stand in *words*, as they must where it stands there once the figures are blank."""
    return any(all(part in words for part in form.split()) for form in _forms(row))


def _says_unit(words: str, row: Mapping[str, Any], *, alone: bool) -> bool:
    """Return whether a sign or word for the unit stands in *words*."""
    if any(next(occurrences(words, form), None) is not None for form in _forms(row)):
        return True
    if not alone:
        return False
    readings = (read_quantity(f"{words}5000"), read_quantity(f"5000 {words}"), read_quantity(words))
    return any(mention is not None and mention.unit == row["unit_id"] for mention in readings)


@RUNG.rule()
def unit_unread(tables: Tables) -> Iterator[Check]:
    """A unit that is ``stated`` has its sign or a word for it in the value, in the ``unit`` span, else in a statement.

    A sign beside the number that stands for another unit contradicts an inferred one too.

    Breaks on: ``USD``, stated, for ``around 108K``.
    Fix: write inferred and say why in the note, quote the sign or word with the role unit, or give the unit that the sign says.
    """
    faults: dict[int, str | Explanation] = {
        at: f"the sign in “{row['exact']}” stands for {row['m_unit']}, not for {row['unit_id']}" if row["m_unit"]
        else f"no sign or word for {row['unit_id']} stands in “{row['exact']}”, nor in other words of its fact"
        for at, (verdict, row) in tables.view(_units).items()
        if verdict == "unread"
    }  # fmt: skip
    yield at_fault(tables, "facts", "unit_basis", faults, needs=(*NEEDS, "units"))


@RUNG.rule()
def unit_stated(tables: Tables) -> Iterator[Check]:
    """A unit is ``inferred`` or ``absent`` only where no sign or word for it stands.

    Breaks on: ``USD``, inferred, for ``$108,029.56``.
    Fix: write stated.
    """
    faults: dict[int, str | Explanation] = {}
    for at, (verdict, row) in tables.view(_units).items():
        if verdict == "stated":
            unit = row["unit_id"] or row["m_unit"] or "a currency"
            faults[at] = f"a sign or word for {unit} stands there, and the basis is {row['unit_basis']}"
    yield at_fault(tables, "facts", "unit_basis", faults, needs=(*NEEDS, "units"))


@RUNG.rule()
def unit_span_idle(tables: Tables) -> Iterator[Check]:
    """A ``unit`` span has a sign or word for the unit of its fact.

    Breaks on: the words ``market cap`` with the role unit.
    Fix: quote the sign or word, or give the span the role of what it says.
    """
    units = tables["units"].raw.select("unit_id", "symbol", "label").drop_nulls("unit_id")
    spans = sound_in(tables, "unit").select("row", "fact_row", "exact")
    cells = spans.with_columns(unit_id=tables["facts"].raw["unit_id"].gather(spans["fact_row"]))
    said = cells.drop_nulls("unit_id").join(units.unique("unit_id", keep="first"), on="unit_id", how="left")
    faults: dict[int, str | Explanation] = {}
    for row in said.iter_rows(named=True):
        if not _says_unit(row["exact"], row, alone=True):
            faults[row["row"]] = f"“{row['exact']}” has no sign or word for {row['unit_id']}"
    yield at_fault(tables, "evidence", "exact", faults, needs=("facts", "articles", "units"))
