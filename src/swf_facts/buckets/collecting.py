"""Findings as they come, however many: a few are held, more go to a file of our own, and either way they come back sorted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, overload

from swf_facts.buckets.database import Database
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

    def __init__(self, database: Database, tally: Counter[tuple[str, str, str]]) -> None:
        self._database = database
        self.tally = tally

    def __len__(self) -> int:
        return self.tally.total()

    def __iter__(self) -> Iterator[Finding]:
        for (cells,) in self._database.rows(f"SELECT cells FROM findings ORDER BY {_ORDER}"):  # noqa: S608  # a constant
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
        (cells,) = next(self._database.rows(query, (place,)))
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
        self._database: Database | None = None
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
            self._database.run("DELETE FROM findings WHERE rule = ?", (rule,))

    def findings(self) -> tuple[Finding, ...] | Stored:
        """Return all findings, sorted by file and line."""
        if self._database is None:
            return tuple(sorted(self._held, key=lambda finding: finding.order))
        database = self._write()
        database.run(f"CREATE INDEX sorted ON findings ({_ORDER})")
        database.commit()
        return Stored(database, self.tally)

    def _write(self) -> Database:
        if self._database is None:
            self._database = Database(self._folder / "findings.sqlite")
            self._database.run(f"CREATE TABLE findings ({_COLUMNS})")
        rows = [
            (one.rule, one.resource, one.key, one.row or 0, one.field, one.message, json.dumps(asdict(one)))
            for one in self._held
        ]
        self._database.run_for_each("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._held.clear()
        return self._database
