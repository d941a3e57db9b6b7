"""What a chart is: words, the rows that are drawn, and a function that draws them at any width."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from swf_facts.sphinx.charts.drawing import Sheet

__all__ = ["Chart", "left_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of one package.

    Attributes
    ----------
    title : str
        What it shows, on one line.
    caption : str
        How to read it, and what not to read into it.
    summary : str
        What can be seen in it, for those who cannot see it; where there are no rows, why there is no chart.
    fields : tuple of str
        Names of the columns of *rows*. What stands in one named ``fact``, ``article``, ``field`` or ``points_to`` has a page.
    rows : tuple of tuple of str
        Exactly what is drawn, as it is published beside the chart; empty where the package has nothing of the kind.
    draw : callable
        Draws the rows on a sheet of any width.
    """

    title: str
    caption: str
    summary: str
    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    draw: Callable[[Sheet], None]

    def to_csv(self) -> str:
        """Return the rows as CSV, with a header."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.fields)
        writer.writerows(self.rows)
        return stream.getvalue()


def left_out(drawn: Sequence[object], found: Sequence[object], noun: str) -> str:
    """Return a sentence for the caption where a chart shows only the first of many; else nothing."""
    return "" if len(drawn) == len(found) else f" The first {len(drawn)} of {len(found):,} {noun} are drawn."
