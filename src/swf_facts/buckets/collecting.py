"""Findings as they come, however many: a few are held, more go to a file of our own, and either way they come back sorted."""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, overload

from swf_facts.buckets.cutting import no_space
from swf_facts.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Collected", "Stored"]

MOST_HELD = 50_000
_COLUMNS = "rule, resource, key, line, field, message, cells"
_ORDER = "resource, line, field, rule, key, message"


class Stored(Sequence[Finding]):
    """Findings in a file, sorted; each is made when it is asked for.

    Attributes
    ----------
    tally : Counter
        How many findings there are by rule, severity and resource.
    """

    def __init__(self, collected: Collected, database: sqlite3.Connection) -> None:
        self._collected = collected  # closes the file when nobody needs it any more
        self._database = database
        self.tally = collected.tally

    def __len__(self) -> int:
        return self.tally.total()

    def __iter__(self) -> Iterator[Finding]:
        for (cells,) in self._database.execute(f"SELECT cells FROM findings ORDER BY {_ORDER}"):  # noqa: S608  # a constant
            yield Finding(**json.loads(cells))

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        places = range(len(self))[index]
        if isinstance(places, int):
            return self._at(places)
        return [self._at(place) for place in places]

    def _at(self, place: int) -> Finding:
        query = f"SELECT cells FROM findings ORDER BY {_ORDER} LIMIT 1 OFFSET ?"  # noqa: S608  # a constant
        (cells,) = self._database.execute(query, (place,)).fetchone()
        return Finding(**json.loads(cells))


class Collected:
    """What was found so far.

    Parameters
    ----------
    folder : Path
        Where the file is made, if there are many.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[Finding] = []
        self._database: sqlite3.Connection | None = None
        self.tally: Counter[tuple[str, str, str]] = Counter()

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings, in any order."""
        for finding in findings:
            self._held.append(finding)
            self.tally[finding.rule, finding.severity, finding.resource] += 1
        if len(self._held) > MOST_HELD:
            self._write()

    def drop(self, rule: str) -> None:
        """Forget the findings of a rule, which do not stand."""
        self._held = [finding for finding in self._held if finding.rule != rule]
        for key in [key for key in self.tally if key[0] == rule]:
            del self.tally[key]
        if self._database is not None:
            self._run("DELETE FROM findings WHERE rule = ?", [(rule,)])

    def findings(self) -> tuple[Finding, ...] | Stored:
        """Return all findings, sorted by file and line."""
        if self._database is None:
            return tuple(sorted(self._held, key=lambda finding: finding.order))
        self._write()
        self._run(f"CREATE INDEX sorted ON findings ({_ORDER})", [()])
        self._database.commit()
        return Stored(self, self._database)

    def _write(self) -> None:
        if self._database is None:
            # Read by one thread after another: the one that writes the report need not be the one that ran the rules.
            path = self._folder / "findings.sqlite"
            path.unlink(missing_ok=True)  # of a first going through, whose findings do not count
            self._database = sqlite3.connect(path, check_same_thread=False)
            weakref.finalize(self, self._database.close)
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("PRAGMA synchronous = OFF")
            self._run(f"CREATE TABLE findings ({_COLUMNS})", [()])
        rows = [
            (one.rule, one.resource, one.key, one.row or 0, one.field, one.message, json.dumps(asdict(one)))
            for one in self._held
        ]
        self._run("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._held.clear()

    def _run(self, command: str, rows: Sequence[tuple[object, ...]]) -> None:
        try:
            if self._database is not None:
                self._database.executemany(command, rows) if rows != [()] else self._database.execute(command)
        except sqlite3.OperationalError as error:
            if "full" not in str(error) and "disk" not in str(error):
                raise
            raise no_space(self._folder) from None
