"""What the standards say of units, and how an author gives one that a text prints and a package lacks."""

from __future__ import annotations

import csv
import io
from functools import cache

from swf_facts.quantities.lexicon import CODES_AFTER, NAMES_AFTER, SIGNS_AFTER, SIGNS_BEFORE, rows

__all__ = ["FIELDS", "how_to_give", "known_units", "parts_of_currencies"]

FIELDS = ("unit_id", "label", "dimension", "symbol", "code_system", "code", "factor")


@cache
def known_units() -> dict[str, dict[str, str]]:
    """Return what the standards say of the units that are known here, by ``unit_id``."""
    return {row["unit_id"]: {field: row[field] for field in FIELDS} for row in rows("known_units")}


@cache
def parts_of_currencies() -> dict[str, str]:
    """Return the part of its currency that each minor unit is: 0.01 for a cent."""
    tables = (SIGNS_BEFORE, SIGNS_AFTER, CODES_AFTER, NAMES_AFTER)
    return {
        entry.unit: f"{entry.part}"
        for table in tables
        for entry in table.values()
        if entry.unit and entry.part is not None
    }


def how_to_give(unit: str) -> str:
    """Say what to do about a unit that a text prints and `units` may lack; nothing where no standard is known here.

    Examples
    --------
    >>> how_to_give("cent")
    'give the number in the currency that the cent is a part of, 0.01 each: 50 are 0.5'
    >>> how_to_give("basis-point")
    'add the row `basis-point,basis point,ratio,,ucum,10*-4,0.0001` to units'
    """
    if unit in parts_of_currencies():
        part = parts_of_currencies()[unit]
        return f"give the number in the currency that the {unit} is a part of, {part} each: 50 are {50 * float(part):g}"
    if unit not in known_units():
        return ""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(known_units()[unit].values())
    return f"add the row `{line.getvalue()}` to units"
