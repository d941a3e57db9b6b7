"""How soon a process gives freed memory back: polars asks its allocator once, as it is first imported."""

from __future__ import annotations

import os

__all__ = ["GIVING_BACK", "give_back_soon"]

GIVING_BACK = ("_RJEM_MALLOC_CONF", "dirty_decay_ms:100,muzzy_decay_ms:0,narenas:1")
"""The environment variable and what it says; without it 30 to 60 MB more are kept for ten seconds, and no time is won."""


def give_back_soon() -> None:
    """Let this process give memory back soon, unless the user says otherwise; once polars is imported, it is too late."""
    os.environ.setdefault(*GIVING_BACK)
