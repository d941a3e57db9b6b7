"""What a mutant is: a package in which one cell, span, row or character was changed, as an editor might."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CRASH", "Edit", "Mutant", "Noticed"]

Noticed = tuple[tuple[str, str], ...]
"""The rules that give a finding which the unchanged package does not give, each with its severity, in order of name."""

CRASH: Noticed = (("crash", "crash"),)
"""What is said of a mutant on which the rules fall over: it counts as a survivor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One row written anew.

    Attributes
    ----------
    table : str
        Name of the table, or ``texts``.
    row : int or None
        Position of the row in its table, from 0. None for a row that is appended.
    cells : tuple of str or None
        The cells of the row, empty ones as empty strings. None for a row that is deleted.
    """

    table: str
    row: int | None
    cells: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change to a package.

    Attributes
    ----------
    change : str
        Class of the change, such as ``digits-transposed``.
    table : str
        Name of the table, or ``texts``.
    field : str
        Name of the field; several joined by ``+`` where a span is changed as one; ``row`` for a whole row;
        for a character of a text, where it stands, such as ``quoted``.
    key : str
        Primary key of the row, parts joined by ``/``; article and position for a character of a text.
    old : str
        What stands there.
    new : str
        What is written instead.
    edits : tuple of Edit
        The rows that the change writes anew.
    """

    change: str
    table: str
    field: str
    key: str
    old: str
    new: str
    edits: tuple[Edit, ...]
