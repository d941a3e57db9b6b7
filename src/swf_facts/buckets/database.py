"""A file of our own in which SQLite keeps what would not stay small in memory."""

from __future__ import annotations

import sqlite3
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from swf_facts.errors import SwfFactsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Database", "NoSpace", "no_space"]


class NoSpace(SwfFactsError):  # noqa: N818  # reads as what it is
    """There is no room for the files that a large package needs while it is checked."""


def no_space(folder: Path) -> NoSpace:
    """Return the error that says that there is no room, and what to do."""
    return NoSpace(
        f"there is no space left in {folder}, where a large package is kept while it is checked",
        "free some, name another folder with the environment variable TMPDIR, or keep the tables as Parquet parts",
    )


class Database:
    """A database that nobody needs once the check is over, so that nothing is written twice or awaited.

    Parameters
    ----------
    path : Path
        Where its file is made; a file that is there already is replaced.
    is_new : bool
        Whether it is made; else it is only read, and another process may read it too.
    """

    def __init__(self, path: Path, *, is_new: bool = True) -> None:
        self._folder = path.parent
        if is_new:
            path.unlink(missing_ok=True)
        place = path.as_uri() + ("?mode=rwc" if is_new else "?mode=ro")
        # Read by one thread after another: the one that writes the report need not be the one that ran the rules.
        self._connection = sqlite3.connect(place, uri=True, check_same_thread=False)
        self.close = weakref.finalize(self, self._connection.close)  # also where an error leaves nobody to do it
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")

    def run(self, command: str, cells: tuple[object, ...] = ()) -> None:
        """Run one command.

        Raises
        ------
        NoSpace
            There is no room for what it writes.
        """
        with self._in_words():
            self._connection.execute(command, cells)

    def run_for_each(self, command: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a command for each of some rows; raises as `run` does."""
        with self._in_words():
            self._connection.executemany(command, rows)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "full" not in str(error) and "disk" not in str(error):
                raise
            raise no_space(self._folder) from None

    def rows(self, query: str, cells: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a query finds."""
        yield from self._connection.execute(query, cells)

    def commit(self) -> None:
        """Let others see what was written."""
        self._connection.commit()
