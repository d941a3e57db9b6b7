"""Numbers that look random and are a function of where they are drawn: no state, so any piece of a package can be made alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Integers", "Keys", "below", "draw"]

Keys: TypeAlias = "NDArray[np.uint64]"
Integers: TypeAlias = "NDArray[np.int64]"

# The constants of SplitMix64 (Steele, Lea and Flood 2014), whose output passes the usual tests of randomness.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)


def draw(first: Keys | int, *places: Keys | Integers | int) -> Keys:
    """Return a key for each combination of a seed, or keys drawn before, and the *places* where it is used.

    Parameters
    ----------
    first : int or array
        The seed, or keys that were drawn already.
    *places : int or array
        Numbers of an article, a theme, a slot and so on; arrays broadcast.

    Returns
    -------
    array of uint64
        The same for the same arguments on every machine, and otherwise unlike its neighbours.
    """
    key = np.atleast_1d(np.asarray(first, dtype=np.uint64))
    with np.errstate(over="ignore"):  # the arithmetic is modulo 2**64
        for place in places:
            key = _mixed(key * _FIRST + np.asarray(place).astype(np.uint64) + _GOLDEN)
    return key


def _mixed(key: Keys) -> Keys:
    key = (key ^ (key >> _S30)) * _FIRST
    key = (key ^ (key >> _S27)) * _SECOND
    return key ^ (key >> _S31)


def below(keys: Keys, bound: int | Integers) -> Integers:
    """Return for each key a number from 0 to *bound* - 1, which is below 2**32."""
    return (((keys >> _S32) * np.asarray(bound).astype(np.uint64)) >> _S32).astype(np.int64)
