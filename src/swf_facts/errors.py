"""What can go wrong, as exceptions for the person who must mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "MissingExtra",
    "NotAPackage",
    "NotCurrentWarning",
    "PackageError",
    "SwfFactsError",
    "UnknownChoice",
    "UnknownField",
    "UnknownId",
    "nearest",
]


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'X'?`` for the known name closest to *name*, or an empty string."""
    from difflib import SequenceMatcher  # not worth its start-up cost while nothing is wrong

    matcher = SequenceMatcher(b=name)
    best, closest = 0.4, ""
    for other in known:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue  # the cheap bounds say so before the ratio is counted out
        ratio = matcher.ratio()
        best, closest = max((best, closest), (ratio, other))
    return f"did you mean {closest!r}?" if closest else ""


class SwfFactsError(Exception):
    """Base class of every error that this package raises on purpose.

    Attributes
    ----------
    message : str
        What is wrong, and where.
    fix : str
        What to do about it.
    """

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message, fix)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message}; {self.fix}" if self.fix else self.message


class NotAPackage(SwfFactsError):  # noqa: N818  # reads as the sentence it is
    """There is no data package at the given place, so nothing could be run."""


class PackageError(SwfFactsError):
    """The package is there, but it is damaged or unsafe to read."""


class MissingExtra(SwfFactsError, ImportError):  # noqa: N818
    """A library is needed that an extra of this package brings."""


class UnknownId(SwfFactsError, KeyError):  # noqa: N818
    """No row has this id; the message names the nearest one."""

    __str__ = SwfFactsError.__str__  # KeyError would print the repr of a tuple


class UnknownField(SwfFactsError, TypeError):  # noqa: N818
    """The table has no field of this name; the message names the nearest one."""


class UnknownChoice(SwfFactsError, ValueError):  # noqa: N818
    """The value is none of the few that are allowed here; the message names the nearest one."""


class NotCurrentWarning(UserWarning):
    """A fact was asked for that was superseded or withdrawn; the message names what stands in its place."""
