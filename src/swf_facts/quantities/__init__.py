"""The number grammar: quantities and dates in English news text, exact, with their spans.

One pattern (`quantity_pattern`) and small lexicons (CSV files in ``swf_facts/lexicons``) say what a candidate is, ``search`` finds
them where a number stands; the surroundings decide (``context``); what the words around one number say is kept for the next that
they stand around (``forms``); ranges and amounts are put together (``composition``). Standard library only, exact decimals, ASCII
digits, linear time.
"""

from swf_facts.quantities.extraction import comparator_after, comparator_before, extract, read_quantity, stray_digits
from swf_facts.quantities.lexicon import Comparator
from swf_facts.quantities.mention import Kind, Mention, interval
from swf_facts.quantities.pattern import DATE, quantity_pattern

__all__ = [
    "DATE",
    "Comparator",
    "Kind",
    "Mention",
    "comparator_after",
    "comparator_before",
    "extract",
    "interval",
    "quantity_pattern",
    "read_quantity",
    "stray_digits",
]
