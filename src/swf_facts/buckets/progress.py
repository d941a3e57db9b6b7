"""A line on a terminal that says how far a long check has come."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["shown_progress", "silent"]

WIDTH = 24
EVERY = 0.1  # seconds


def silent(done: int, total: int, rows: int) -> None:
    """Say nothing."""


def shown_progress(stream: TextIO | None = None) -> Callable[[int, int, int], None]:
    """Return a function that shows how many buckets of how many are done, at what rate, and how long the rest will take.

    Nothing is shown where *stream*, by default the standard error, is no terminal.
    """
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        return silent
    started = perf_counter()
    last = 0.0

    def show(done: int, total: int, rows: int) -> None:
        nonlocal last
        now = perf_counter()
        if done < total and now - last < EVERY:
            return
        last = now
        seconds = max(now - started, 1e-9)
        filled = WIDTH * done // max(total, 1)
        left = (total - done) * seconds / done if done else 0.0
        line = f"[{'█' * filled}{'·' * (WIDTH - filled)}] {done:,}/{total:,} buckets  {rows / seconds:,.0f} facts/s  {_span(left)} left"
        out.write(f"\r{line}\x1b[K" if done < total else "\r\x1b[K")
        out.flush()

    return show


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
