"""The digests of all facts of a package at once, as the ledger records them."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from swf_facts.rules.tables import Tables

__all__ = ["digests"]

# What JSON writes otherwise than as it is: quotation mark, backslash and control characters.
_ESCAPED = {character: json.dumps(character)[1:-1] for character in ('"', "\\", *map(chr, range(0x20)))}


def digests(tables: Tables) -> pl.DataFrame:
    """The ``digest`` of every fact with its ``fact_id``, as `swf_facts.ledger.digest` makes it of the rows of one.

    Of a fact whose id stands twice it says nothing that means anything.
    """
    facts = tables["facts"].raw
    whole = facts.select("fact_id", fact=_canonical(facts)).drop_nulls("fact_id")
    for name in ("attributions", "evidence"):
        rows = tables[name].raw
        lines = rows.select("fact_id", _canonical(rows).alias(name)).drop_nulls("fact_id")
        joined = lines.group_by("fact_id").agg(name).with_columns(pl.col(name).list.sort().list.join(","))
        whole = whole.join(joined, on="fact_id", how="left", maintain_order="left")
    parts = (
        pl.lit('{"attributions":['), pl.col("attributions").fill_null(""), pl.lit('],"evidence":['),
        pl.col("evidence").fill_null(""), pl.lit('],"fact":'), pl.col("fact"), pl.lit("}"),
    )  # fmt: skip
    texts = whole.select(pl.concat_str(parts).cast(pl.Binary)).to_series()
    found = [f"sha256:{sha256(text).hexdigest()}" for text in texts.to_list()]
    return whole.select("fact_id", digest=pl.Series(found, dtype=pl.String))


def _canonical(rows: pl.DataFrame) -> pl.Expr:
    """Return each row as a JSON object of its filled cells, with sorted names and without blanks."""
    escaped = rows.select(pl.all().str.contains_any(list(_ESCAPED)).any())
    cells = []
    for name in sorted(rows.columns):
        cell = pl.col(name)
        if escaped[name].item():
            cell = cell.str.replace_many(list(_ESCAPED), list(_ESCAPED.values()))
        cells.append(pl.concat_str(pl.lit(f'{json.dumps(name, ensure_ascii=False)}:"'), cell, pl.lit('"')))
    return pl.concat_str(pl.lit("{"), pl.concat_str(cells, separator=",", ignore_nulls=True), pl.lit("}"))
