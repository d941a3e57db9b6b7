"""The ledger: which facts were ever released, in which version, and the digest that proves each unchanged.

A released fact never changes silently. Its row is frozen, with its evidence and its attributions, but for one step: it may
be superseded or withdrawn, once, with a reason. A new MAJOR version may change what it must, and the ledger says that it did.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Literal

from swf_facts.errors import PackageError
from swf_facts.model import LedgerEntry
from swf_facts.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = Mapping[str, str | None]

__all__ = ["LIFE", "Change", "Frozen", "change_since", "digest", "ledger_after", "number_of"]

Change = Literal["none", "ended", "rewritten", "changed", "gone"]
"""What became of a released fact: nothing; superseded or withdrawn; changed by a new MAJOR version; changed; lost. The last two may not be."""

LIFE = ("status", "superseded_by", "status_reason")
"""The cells that say where a fact stands in its life: the only ones that may change after its release."""


def _canonical(value: object) -> str:
    """Return *value*, which holds strings only, as JSON in the form of RFC 8785: field names are ASCII, so any sorting of them agrees."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _filled(row: Row) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if cell}


def digest(fact: Row, evidence: Iterable[Row], attributions: Iterable[Row]) -> str:
    """Return the digest of a fact, as the Table Schema of the ledger describes it.

    Parameters
    ----------
    fact, evidence, attributions
        The rows as they are written: the cells as strings, empty ones as None or ``""``. The order of rows and of
        fields, and fields that are empty, make no difference.

    Examples
    --------
    >>> digest({"fact_id": "paper2024.001", "note": ""}, [], [])
    'sha256:ae59e1e2505dfed0e21243e40ed2e5234bd660ba36130aa5d2fa1a0841778e15'
    """
    parts = ",".join(
        f'"{name}":[{",".join(sorted(_canonical(_filled(row)) for row in rows))}]'
        for name, rows in (("attributions", attributions), ("evidence", evidence))
    )
    text = f'{{{parts},"fact":{_canonical(_filled(fact))}}}'
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


class Frozen:
    """The facts of a package as they would be frozen: the rows that belong to each, and their digests.

    Parameters
    ----------
    facts, evidence, attributions
        The rows of the three tables.
    """

    def __init__(self, facts: Iterable[Row], evidence: Iterable[Row], attributions: Iterable[Row]) -> None:
        self.facts = {str(row["fact_id"]): row for row in facts}
        self._evidence = _by_fact(evidence)
        self._attributions = _by_fact(attributions)

    def digest(self, fact_id: str) -> str:
        """Return the digest of a fact as it is."""
        return self._digest(fact_id, self.facts[fact_id])

    def digest_when_current(self, fact_id: str) -> str:
        """Return the digest that a fact had before it was superseded or withdrawn."""
        row = {name: cell for name, cell in self.facts[fact_id].items() if name not in LIFE}
        return self._digest(fact_id, {**row, "status": "current"})

    def _digest(self, fact_id: str, row: Row) -> str:
        return digest(row, self._evidence.get(fact_id, ()), self._attributions.get(fact_id, ()))


def _by_fact(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["fact_id"]), []).append(row)
    return found


def number_of(fact_id: str) -> tuple[str, int]:
    """Return the article and the number that an id is made of."""
    article, _, number = fact_id.rpartition(".")
    return article, int(number) if number.isdecimal() else 0


def change_since(entry: LedgerEntry, frozen: Frozen, version: Version) -> Change:
    """Say what became of a released fact in a package of *version*."""
    if entry.fact_id not in frozen.facts:
        return "gone"
    if frozen.digest(entry.fact_id) == entry.digest:
        return "none"
    if frozen.facts[entry.fact_id]["status"] != "current" and frozen.digest_when_current(entry.fact_id) == entry.digest:
        return "ended"
    recorded = Version.parse(entry.last_changed or "")  # a cell of a damaged ledger may be empty
    return "rewritten" if recorded is not None and recorded.major < version.major else "changed"


def ledger_after(entries: Sequence[LedgerEntry], frozen: Frozen, version: str) -> list[LedgerEntry]:
    """Return the ledger as the release of *version* leaves it.

    Parameters
    ----------
    entries : sequence of LedgerEntry
        The ledger so far; empty before the first release.
    frozen : Frozen
        The facts of the package that is released.
    version : str
        Its version.

    Returns
    -------
    list of LedgerEntry
        The entries so far in their order, brought up to date, then one for each new fact, in file order.

    Raises
    ------
    PackageError
        A released fact is gone or changed, the version is older than the ledger, or it was released already with other facts.
    """
    releasing = Version.parse(version)
    if releasing is None:
        raise PackageError(f"{version!r} is no version to release", "write it as 1.2.3 into datapackage.json")
    newest = max(
        (recorded for entry in entries for recorded in _versions(entry)), key=lambda one: one.order, default=None
    )
    if newest is not None and releasing < newest:
        raise PackageError(
            f"the ledger records version {newest}, and {version} is older", "raise the version in datapackage.json"
        )
    after = [_brought_up(entry, frozen, releasing) for entry in entries]
    known = {entry.fact_id for entry in entries}
    after += [
        LedgerEntry(
            fact_id=fact_id,
            introduced=version,
            last_changed=version,
            withdrawn=version if row["status"] == "withdrawn" else None,
            digest=frozen.digest(fact_id),
        )
        for fact_id, row in frozen.facts.items()
        if fact_id not in known
    ]
    if releasing == newest and after != list(entries):
        raise PackageError(
            f"version {version} was released already, with other facts", "raise the version in datapackage.json"
        )
    return after


def _versions(entry: LedgerEntry) -> list[Version]:
    cells = (entry.introduced, entry.last_changed, entry.withdrawn)
    return [version for cell in cells if cell and (version := Version.parse(cell)) is not None]


def _brought_up(entry: LedgerEntry, frozen: Frozen, version: Version) -> LedgerEntry:
    """Return an entry as the release of *version* leaves it."""
    change = change_since(entry, frozen, version)
    if change in {"gone", "changed"}:
        became = "is no longer there" if change == "gone" else "was changed"
        raise PackageError(
            f"the fact {entry.fact_id}, released in {entry.last_changed}, {became}",
            "restore its row, evidence and attributions; supersede or withdraw it instead",
        )
    if change == "none":
        return entry
    status = frozen.facts[entry.fact_id]["status"]
    return LedgerEntry(
        fact_id=entry.fact_id,
        introduced=entry.introduced,
        last_changed=str(version),
        withdrawn=(entry.withdrawn or str(version)) if status == "withdrawn" else None,
        digest=frozen.digest(entry.fact_id),
    )
