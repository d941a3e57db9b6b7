"""Days as articles print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.synthesis.draws import below

if TYPE_CHECKING:
    from swf_facts.synthesis.draws import Integers, Keys

__all__ = ["DATELINES", "PARTIAL", "WHOLE", "days"]

WHOLE = ("%B %-d, %Y", "%-d %B %Y", "%Y-%m-%d", "%b %-d, %Y", "%A, %B %-d, %Y")
PARTIAL = ("%B %-d", "%-d %B")
DATELINES = ("%a %b %-d %Y", "%B %-d, %Y", "%A, %-d %B %Y", "%Y-%m-%d")


def days(formats: tuple[str, ...], keys: Keys, numbers: Integers) -> pl.DataFrame:
    """Print days.

    Parameters
    ----------
    formats : tuple of str
        The formats to choose from, as `polars` reads them.
    keys : array of uint64, shape (n,)
        What decides the format.
    numbers : array of int64, shape (n,)
        The days, counted from 1970-01-01.

    Returns
    -------
    polars.DataFrame, shape (n, 2)
        ``text`` and ``day``, the same as ``YYYY-MM-DD``.
    """
    date, chosen = pl.Series(numbers, dtype=pl.Int32).cast(pl.Date), below(keys, len(formats))
    printed = pl.lit(None, pl.String)
    for number, form in enumerate(formats):
        printed = pl.when(pl.col("chosen") == number).then(pl.col("date").dt.strftime(form)).otherwise(printed)
    frame = pl.DataFrame({"date": date, "chosen": chosen})
    return frame.select(text=printed, day=pl.col("date").dt.strftime("%Y-%m-%d"))
