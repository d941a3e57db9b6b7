"""Findings: what a rule has to say about a package, as sortable values."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Finding", "Report", "RungResult", "Severity"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that one rule found wrong at one place.

    Attributes
    ----------
    rule : str
        Name of the rule, in kebab case.
    severity : {"error", "warning"}
        An error makes the package invalid; a warning does not.
    resource : str
        Name of the resource, or ``datapackage.json``.
    key : str
        Primary key of the row (parts joined by ``/``), or the JSON path in a descriptor. Empty for a whole file.
    row : int or None
        Line in the file, where the header is line 1. None where the finding is about the whole file.
    field : str
        Name of the field. Empty where the finding is about the whole row or file.
    found : str
        What stands there.
    message : str
        What is wrong with it.
    fix : str
        What to do about it.
    expected : str
        What *found* should read, where that is known; shown to people, not part of the published layout.
    mark : int or None
        Index of the first character of *found* that is wrong, for a caret below it; not published either.
    """

    rule: str
    severity: Severity = "error"
    resource: str
    key: str = ""
    row: int | None = None
    field: str = ""
    found: str = ""
    message: str
    fix: str
    expected: str = ""
    mark: int | None = None

    @property
    def order(self) -> tuple[str, int, str, str, str, str]:
        """What findings are sorted by, which is file, line, field, rule, then the rest."""
        return (self.resource, self.row or 0, self.field, self.rule, self.key, self.message)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, in the published layout."""
        values = asdict(self)
        del values["expected"], values["mark"]
        return values

    def __str__(self) -> str:
        place = self.resource + (f":{self.row}" if self.row is not None else "") + (f" {self.key}" if self.key else "")
        return f"{place}{' ' + self.field if self.field else ''}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class RungResult:
    """What one rung of the ladder did.

    Attributes
    ----------
    seconds : float
        Wall time.
    checked : int
        How many things were checked: rows, cells, files or spans, as the rung defines it.
    findings : int
        How many findings the rung has.
    """

    seconds: float
    checked: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a validation.

    Attributes
    ----------
    package : str
        Name of the package, empty when its descriptor could not be read.
    version : str
        Its version, empty when unknown.
    rungs : mapping of str to RungResult
        The rungs that were climbed, in order.
    findings : sequence of Finding
        All findings, sorted by file and line; a tuple, unless there are more than fit into memory.
    paths : mapping of str to str
        Where each resource lies, relative to the descriptor; not part of the published layout.
    stopped : str
        How far the check had come when it was interrupted; empty where it came to its end. Then the report holds what was
        found until then, and rules about the whole package have not been looked at.
    """

    package: str
    version: str
    rungs: Mapping[str, RungResult] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    paths: Mapping[str, str] = field(default_factory=dict)
    stopped: str = ""

    @property
    def valid(self) -> bool:
        """Whether the check came to its end and no finding is an error."""
        return not self.stopped and not any(severity == "error" for _, severity, _ in self.tally)

    @property
    def tally(self) -> Mapping[tuple[str, str, str], int]:
        """How many findings there are by rule, severity and resource."""
        counted: Mapping[tuple[str, str, str], int] | None = getattr(self.findings, "tally", None)
        if counted is not None:  # findings beyond memory were counted as they came
            return counted
        return Counter((finding.rule, finding.severity, finding.resource) for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, in the published layout."""
        return {**self._head(), "findings": [finding.to_dict() for finding in self.findings]}

    def _head(self) -> dict[str, Any]:
        stopped = {"stopped": self.stopped} if self.stopped else {}
        rungs = {name: asdict(rung) for name, rung in self.rungs.items()}
        return {"package": self.package, "version": self.version, "valid": self.valid, **stopped, "rungs": rungs}

    def to_json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def json_lines(self) -> Iterator[str]:
        """Yield the lines of `to_json` one after another, without holding all findings."""
        *head, last = json.dumps({**self._head(), "findings": []}, ensure_ascii=False, indent=2).splitlines()
        if not self.findings:
            yield from (*head, last)
            return
        yield from (*head[:-1], head[-1].replace("[]", "["))
        for number, finding in enumerate(self.findings, 1):
            *lines, end = json.dumps(finding.to_dict(), ensure_ascii=False, indent=2).splitlines()
            yield from (f"    {line}" for line in lines)
            yield f"    {end}{'' if number == len(self.findings) else ','}"
        yield from ("  ]", last)
