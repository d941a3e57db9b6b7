"""What careless and dishonest editors make of one cell: pure functions from a cell to its changed forms.

Each yields pairs of a class of change and the new cell. The same random generator gives the same forms.
"""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

__all__ = ["change_date", "change_integer", "change_letters", "change_number", "change_quote", "mistype", "transpose"]

DIGITS = "0123456789"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TIDIED = (
    ("apostrophe-straightened", "’‘", "'"),
    ("apostrophe-curled", "'", "’"),
    ("dash-made-hyphen", "–—‑", "-"),
    ("hyphen-made-dash", "-", "–"),
    ("quotation-marks-straightened", "“”", '"'),
    ("ellipsis-spelled", "…", "..."),
    ("space-made-no-break", " ", "\u00a0"),
    ("no-break-made-space", "\u00a0", " "),
)
SCALES = (10, 100, 1000, 10**6, 10**9, 10**12)


# --- numbers ------------------------------------------------------------------------------------------
def transpose(cell: str) -> Iterator[tuple[str, str]]:
    """Yield *cell* with two different digits exchanged that stand side by side, or with a point between them."""
    places = [position for position, character in enumerate(cell) if character in DIGITS]
    for one, other in pairwise(places):
        if cell[one] != cell[other] and cell[one + 1 : other] in {"", "."}:
            new = list(cell)
            new[one], new[other] = cell[other], cell[one]
            yield "digits-transposed", "".join(new)


def _change_digits(cell: str, random: Random, most: int) -> Iterator[tuple[str, str]]:
    places = [position for position, character in enumerate(cell) if character in DIGITS]
    for place in sorted(random.sample(places, min(most, len(places)))):
        other = random.choice([digit for digit in DIGITS if digit != cell[place]])
        yield "digit-changed", f"{cell[:place]}{other}{cell[place + 1 :]}"


def change_number(cell: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield a plain decimal with digits transposed and changed, its scale or decimals lost, written otherwise, with a sign."""
    yield from transpose(cell)
    yield from _change_digits(cell, random, 6)
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return
    for scale in SCALES:
        if number and number / scale >= Decimal("0.001"):
            yield "scale-lost", _plain(number / scale)
    for scale in SCALES[:4]:
        if number:
            yield "scale-gained", _plain(number * scale)
    whole, point, decimals = cell.partition(".")
    if point:
        yield "decimals-dropped", whole
        yield "rounded", _plain(number.quantize(Decimal(1).scaleb(1 - len(decimals))))
    yield "digit-added", f"{cell}{random.choice(DIGITS[1:])}" if point else f"{cell}.{random.choice(DIGITS[1:])}"
    yield "sign-added", f"-{cell}"
    yield "written-otherwise", f"{number:,f}" if number >= 1000 else f"+{cell}"


def _plain(number: Decimal) -> str:
    """Return a number as the canonical plain decimal."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def change_integer(cell: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield a whole number one more and one less, with digits transposed and changed, and with a sign."""
    if not cell.isdecimal():
        return
    yield "one-more", str(int(cell) + 1)
    yield "one-less", str(int(cell) - 1)
    transposed = list(transpose(cell))
    yield from random.sample(transposed, min(1, len(transposed)))
    yield from _change_digits(cell, random, 1)


# --- dates --------------------------------------------------------------------------------------------
def change_date(cell: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield a date moved by a day, a month, a year, with day and month exchanged, and written otherwise."""
    try:
        date = datetime.date.fromisoformat(cell)
    except ValueError:
        return
    for days in (1, -1):
        yield "day-moved", (date + datetime.timedelta(days)).isoformat()
    yield "day-moved", date.replace(day=random.choice([day for day in range(1, 29) if day != date.day])).isoformat()
    for months in (1, -1):
        yield "month-moved", date.replace(month=(date.month - 1 + months) % 12 + 1, day=min(date.day, 28)).isoformat()
    for years in (1, -1, 10):
        yield "year-moved", date.replace(year=date.year + years, day=min(date.day, 28)).isoformat()
    if date.day <= 12:
        yield "day-and-month-exchanged", date.replace(month=date.day, day=date.month).isoformat()
    yield "written-otherwise", f"{date.day}/{date.month}/{date.year}"


# --- words --------------------------------------------------------------------------------------------
def change_quote(cell: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield quoted words tidied: straight apostrophes, hyphens for dashes, another space, another case, another letter, fewer words."""
    for change, characters, replacement in TIDIED:
        places = [position for position, character in enumerate(cell) if character in characters]
        if places:
            place = random.choice(places)
            yield change, f"{cell[:place]}{replacement}{cell[place + 1 :]}"
    letters = [
        position for position, character in enumerate(cell) if character.isalpha() and character.swapcase() != character
    ]
    if letters:
        place = letters[0]
        yield "case-changed", f"{cell[:place]}{cell[place].swapcase()}{cell[place + 1 :]}"
        yield "case-changed", cell.upper() if not cell.isupper() else cell.lower()
    yield from change_letters(cell, random)
    transposed = list(transpose(cell))
    yield from random.sample(transposed, min(2, len(transposed)))
    yield from _change_digits(cell, random, 2)
    if " " in cell:
        yield "word-dropped", cell.split(" ", 1)[1]
        yield "word-dropped", cell.rsplit(" ", 1)[0]
        place = random.choice([position for position, character in enumerate(cell) if character == " "])
        yield "space-doubled", f"{cell[:place]} {cell[place:]}"
    yield "space-added", f"{cell} "
    if len(cell) > 1:
        yield "character-dropped", cell[:-1]


def change_letters(cell: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield words with one letter changed, and with two neighbouring letters exchanged."""
    letters = [position for position, character in enumerate(cell) if character.isascii() and character.isalpha()]
    if letters:
        place = random.choice(letters)
        other = random.choice([letter for letter in LETTERS if letter != cell[place].lower()])
        yield "letter-changed", f"{cell[:place]}{other.upper() if cell[place].isupper() else other}{cell[place + 1 :]}"
    pairs = [place for place in letters if place + 1 in letters and cell[place] != cell[place + 1]]
    if pairs:
        place = random.choice(pairs)
        yield "letters-transposed", f"{cell[:place]}{cell[place + 1]}{cell[place]}{cell[place + 2 :]}"


def mistype(cell: str, random: Random) -> str:
    """Return an identifier with one letter or digit changed, so that it keeps its form."""
    places = [position for position, character in enumerate(cell) if character.isascii() and character.isalnum()]
    place = random.choice(places)
    alphabet = DIGITS if cell[place].isdecimal() else LETTERS if cell[place].islower() else LETTERS.upper()
    return f"{cell[:place]}{random.choice([one for one in alphabet if one != cell[place]])}{cell[place + 1 :]}"
