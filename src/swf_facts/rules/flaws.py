"""What keeps a file from being read as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Flaw", "header_flaw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What kept a table, or one of its rows, from being read as it should be; the rule says what that means."""

    rule: str
    message: str
    row: int | None = None
    found: str = ""
    fix: str = ""


def header_flaw(header: Sequence[str], expected: Sequence[str]) -> Flaw:
    """Return what to say of a header, or of the columns of a file, that is not the one that the table schema asks for."""
    missing = [name for name in expected if name not in header]
    added = [name for name in header if name not in expected]
    twice = [name for name in dict.fromkeys(header) if list(header).count(name) > 1]
    said = [
        f"{what} {_listed(names)}" for what, names in (("lacks", missing), ("adds", added), ("repeats", twice)) if names
    ]
    message = (
        f"the header {', '.join(said)}" if said else "the header has the fields in another order than the table schema"
    )
    fix = f"write the header as {','.join(expected)}" if not added else ""
    return Flaw(rule="header-mismatch", row=1, message=message, found=",".join(header), fix=fix)


def _listed(names: Sequence[str]) -> str:
    """Name a few of *names*."""
    shown = ", ".join(f"`{name if len(name) <= 40 else name[:39] + '…'}`" for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
