"""Read the value of printed numerals, in digits or in words, exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from math import gcd
from typing import NamedTuple

from swf_facts.quantities.lexicon import FRACTIONS, SCALE_WORDS, TENS, UNITS
from swf_facts.quantities.mention import EXACT
from swf_facts.quantities.pattern import VULGAR_FRACTIONS

LONGEST_NUMERAL = 30
"""More digits than this are an identifier, not a quantity."""

_ONE, _TEN = Decimal(1), Decimal(10)
_SEPARATORS = str.maketrans("", "", ", \u00a0\u2009\u202f")


class Numeral(NamedTuple):
    """A printed number before any scale that follows it.

    ``step`` is the worth of one unit of the last printed digit; ``length`` the characters that were read; ``scale`` the scale
    inside a spelled number, 1 if none.
    """

    number: Decimal
    step: Decimal
    length: int
    scale: Decimal


def read_digits(printed: str) -> Numeral | None:
    """Return the value of digits with separators, or of a fraction whose decimal is exact; None for anything else.

    Examples
    --------
    >>> read_digits("108,029.56").number
    Decimal('108029.56')
    >>> read_digits("1/3") is None
    True
    """
    if "/" in printed:
        return _read_fraction(printed)
    if printed[-1] in VULGAR_FRACTIONS:
        part = Decimal(VULGAR_FRACTIONS[printed[-1]])
        number = EXACT.add(Decimal(printed[:-1] or 0), part)
        return Numeral(number, last_digit(number), len(printed), _ONE)
    value = read_plain(printed if printed.isdigit() else printed.translate(_SEPARATORS))
    return None if value is None else Numeral(*value, len(printed), _ONE)


def read_plain(bare: str) -> tuple[Decimal, Decimal] | None:
    """Return number and step of digits with a point or none between; None for what is too long to be a quantity."""
    point = bare.find(".")
    if len(bare) - (point >= 0) > LONGEST_NUMERAL:
        return None
    return Decimal(bare), _unit_of(point - len(bare) + 1 if point >= 0 else 0)


def last_digit(number: Decimal) -> Decimal:
    """Return the worth of one unit of the last digit of a number as printed: 0.01 for 108029.56."""
    return _unit_of(int(number.as_tuple().exponent))


@cache
def _unit_of(exponent: int) -> Decimal:
    """Return the worth of one unit of a digit."""
    return Decimal((0, (1,), exponent))


def _read_fraction(printed: str) -> Numeral | None:
    """Return the value of "1/2" or "5 1/2"; a fraction that is not proper, not reduced or not exact is none."""
    *whole, top, bottom = (int(part) for part in re.findall("[0-9]+", printed))
    if not 0 < top < bottom or gcd(top, bottom) > 1 or 10**9 % bottom:
        return None
    number = EXACT.add(Decimal(whole[0] if whole else 0), EXACT.divide(Decimal(top), Decimal(bottom)))
    return Numeral(number, last_digit(number), len(printed), _ONE)


def read_words(printed: str) -> Numeral | None:
    """Return the value of the longest spelled number at the beginning of *printed*; None if there is none.

    "one thousand and two thousand" holds two numbers; the first ends where the scales stop descending.

    Examples
    --------
    >>> read_words("two hundred and five thousand people").number
    Decimal('205000')
    """
    return _Words(printed).read()


class _Words:
    """A reader of spelled numbers that walks over the words of a text once."""

    def __init__(self, printed: str) -> None:
        self._coming = re.finditer("[A-Za-z]+", printed)
        self._words: list[tuple[str, int]] = []
        self._at = 0

    def _peek(self, ahead: int = 0) -> str:
        while len(self._words) <= self._at + ahead:
            word = next(self._coming, None)
            if word is None:
                return ""
            self._words.append((word[0], word.end()))
        return self._words[self._at + ahead][0]

    def _small(self) -> Decimal | None:
        """Read a number below one hundred."""
        word = self._peek()
        if word in UNITS:
            self._at += 1
            return UNITS[word]
        if word not in TENS:
            return None
        self._at += 1
        ones = UNITS.get(self._peek(), Decimal(0))
        if 0 < ones < 10:
            self._at += 1
            return TENS[word] + ones
        return TENS[word]

    def _skip(self, *words: str) -> bool:
        """Step over *words* if they come next."""
        if all(self._peek(ahead).lower() == word for ahead, word in enumerate(words)):
            self._at += len(words)
            return True
        return False

    def _group(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """Read a number below one thousand and its scales; return value, scale and step."""
        small = self._small()
        if small is None and self._peek() in ("a", "A", "an", "An") and self._peek(1) in SCALE_WORDS:
            self._at += 1
            small = Decimal(1)
        step = Decimal(1)
        if self._peek() in SCALE_WORDS and SCALE_WORDS[self._peek()].factor == 100:
            self._at += 1
            small = (Decimal(1) if small is None else small) * 100
            before = self._at
            self._skip("and")
            rest = self._small()
            follower = SCALE_WORDS.get(self._peek())
            if rest is None or (follower is not None and follower.factor == 100):
                self._at = before
            else:
                small += rest
        elif small is not None and self._skip("and", "a", "half"):
            small, step = small + Decimal("0.5"), Decimal("0.1")
        if small is not None and step == 1:
            small, step = self._decimals(small)
        scale = Decimal(1)
        while (word := SCALE_WORDS.get(self._peek())) is not None:
            self._at += 1
            scale = EXACT.multiply(scale, word.factor)
        if small is None:
            if scale == 1:
                return None
            small = Decimal(1)
        if scale > 1 and self._skip("and", "a", "half"):
            small, step = small + Decimal("0.5"), Decimal("0.1")
        return EXACT.multiply(small, scale), scale, EXACT.multiply(step, scale)

    def _decimals(self, whole: Decimal) -> tuple[Decimal, Decimal]:
        """Read "point" and digits in words after a number; return the number with them, and the worth of its last digit."""
        digits = ""
        if self._peek() == "point" and UNITS.get(self._peek(1), _TEN) < _TEN:
            self._at += 1
            while (digit := UNITS.get(self._peek(), _TEN)) < _TEN:
                self._at += 1
                digits += f"{digit}"
        number = Decimal(f"{whole}.{digits}") if digits else whole
        return number, last_digit(number)

    def _fraction(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """Read "half a billion" or "three quarters of a million"; return value, scale and step."""
        top = Decimal(1)
        if self._peek() in UNITS and self._peek(1) in FRACTIONS:
            top = UNITS[self._peek()]
            self._at += 1
        elif self._peek().lower() in ("a", "an") and self._peek(1) in FRACTIONS:
            self._at += 1
        elif self._peek().lower() != "half":
            return None
        number = EXACT.multiply(top, FRACTIONS[self._peek()])
        self._at += 1
        before = self._at
        self._skip("of")
        if not self._skip("a"):
            self._skip("an")
        step = last_digit(number)
        word = SCALE_WORDS.get(self._peek())
        if word is None:
            self._at = before
            return number, Decimal(1), step
        self._at += 1
        return EXACT.multiply(number, word.factor), word.factor, EXACT.multiply(step, word.factor)

    def read(self) -> Numeral | None:
        """Read groups as long as their scales descend."""
        fraction = self._fraction()
        if fraction is not None:
            number, scale, step = fraction
            return Numeral(number=number, step=step, length=self._words[self._at - 1][1], scale=scale)
        total, end = Decimal(0), 0
        last: Decimal | None = None
        first_scale, step = Decimal(1), Decimal(1)
        while last is None or last > 1:
            if last is not None:
                self._skip("and")
            group = self._group()
            if group is None or (last is not None and group[0] >= last):
                break
            number, last, step = group
            total = EXACT.add(total, number)
            end = self._words[self._at - 1][1]
            first_scale = max(first_scale, last)
        if end == 0:
            return None
        return Numeral(number=total, step=step, length=end, scale=first_scale)
