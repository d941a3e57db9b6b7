"""From numbers to places on paper: linear and logarithmic scales, with the ticks that a reader expects."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LinearScale", "LogScale", "Scale", "fitting_scale"]

DECADES_OF_A_LINE = 2  # numbers that lie further apart would crowd at one end of a linear scale


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearScale:
    """Equal steps are equally long.

    Attributes
    ----------
    low, high : Decimal
        Numbers at both ends.
    left, right : float
        Their places.
    """

    low: Decimal
    high: Decimal
    left: float
    right: float

    def __call__(self, number: Decimal) -> float:
        """Return the place of *number*; what lies beyond an end is put there."""
        share = (number - self.low) / (self.high - self.low)
        return self.left + float(min(max(share, Decimal(0)), Decimal(1))) * (self.right - self.left)

    def ticks(self, most: int) -> list[Decimal]:
        """Return at most *most* round numbers between the ends."""
        span = self.high - self.low
        step = Decimal(10) ** math.floor(math.log10(span / most))
        steps = (step * factor for factor in (1, 2, 5, 10, 20, 50))
        step = next(size for size in steps if _first(self.low, size) + (most * size) > self.high)
        found, tick = [], _first(self.low, step)
        while tick <= self.high:
            found.append(tick)
            tick += step
        return found

    def lines(self) -> list[Decimal]:
        """Return the numbers at which a line is drawn without a label: none."""
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class LogScale:
    """Equal factors are equally long. Both ends are powers of ten.

    Attributes
    ----------
    low, high : int
        Exponents at both ends.
    left, right : float
        Their places.
    """

    low: int
    high: int
    left: float
    right: float

    def __call__(self, number: Decimal) -> float:
        """Return the place of *number*; what lies beyond an end is put there."""
        exponent = float(number.log10()) if number > 0 else float(self.low)
        share = (exponent - self.low) / (self.high - self.low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, most: int) -> list[Decimal]:
        """Return at most *most* powers of ten; of a thousand where there is a choice, as these have names."""
        exponents = range(self.low, self.high + 1)
        steps = (1, 3, 6, 9, 12) if len(exponents) > most else (1,)
        chosen = ([exponent for exponent in exponents if exponent % step == 0] for step in steps)
        return [Decimal(10) ** exponent for exponent in next((few for few in chosen if len(few) <= most), [])]

    def lines(self) -> list[Decimal]:
        """Return the numbers at which a line is drawn without a label: every power of ten."""
        return [Decimal(10) ** exponent for exponent in range(self.low, self.high + 1)]


Scale = LinearScale | LogScale


def fitting_scale(numbers: Iterable[Decimal], left: float, right: float) -> Scale:
    """Return a scale for *numbers*, none of them negative: linear from zero, or logarithmic where they lie far apart."""
    listed = sorted(numbers)
    positive = [number for number in listed if number > 0]
    if positive and len(positive) == len(listed) and listed[-1] >= listed[0] * 10**DECADES_OF_A_LINE:
        low, high = positive[0].log10().__floor__(), positive[-1].log10().__ceil__()
        return LogScale(low=low, high=high, left=left, right=right)
    return LinearScale(low=Decimal(0), high=_rounded_up(listed[-1] if positive else Decimal(1)), left=left, right=right)


def _first(low: Decimal, step: Decimal) -> Decimal:
    """Return the first multiple of *step* that is not below *low*."""
    return Decimal(math.ceil(low / step)) * step


def _rounded_up(number: Decimal) -> Decimal:
    """Return the next number with one digit, from 1, 2, 5 and 10, that leaves room above *number*."""
    power = Decimal(10) ** number.log10().__floor__()
    return next(power * factor for factor in (1, 2, 5, 10, 20) if power * factor > number)
