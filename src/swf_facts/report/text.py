"""The report that a person reads: a line a rung, then the findings file by file."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

from swf_facts.package import DESCRIPTOR
from swf_facts.rules import RUNGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from swf_facts.findings import Finding, Report

__all__ = ["printable", "text"]

COLUMNS = 76  # of a cell that is shown
MOST = 20  # findings of one rule in one file that are shown; all of them are in the other formats
COLOURS = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class _Paint:
    """Puts colour on text, or does not."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, words: str) -> str:
        return f"\x1b[{COLOURS[style]}m{words}\x1b[0m" if self.colour and words else words


def text(report: Report, *, colour: bool = False) -> str:
    """Return *report* for a person."""
    paint = _Paint(colour)
    lines = [*_rungs(report, paint)]
    for resource, findings in groupby(report.findings, key=lambda finding: finding.resource):
        lines += ["", paint("bold", printable(_path(resource, report)))]
        lines += _file(findings, paint)
    return "\n".join([*lines, "", _summary(report, paint)])


# --- the ladder -------------------------------------------------------------------------------------
def _rungs(report: Report, paint: _Paint) -> Iterator[str]:
    from swf_facts.rules import ladder

    rung_of = {rule.name: rung.name for rung in ladder() for rule in rung.rules}
    for name, noun in RUNGS.items():
        if name not in report.rungs:
            yield paint("dim", f"  – {name:<12}{'not climbed':>20}")
            continue
        result = report.rungs[name]
        errors, warnings = (
            sum(count for (rule, what, _), count in report.tally.items() if what == severity and rung_of[rule] == name)
            for severity in ("error", "warning")
        )
        sign, style = ("✗", "red") if errors else ("!", "yellow") if warnings else ("✓", "green")
        counted = f"{result.checked:,} {noun}"
        line = f"  {paint(style, sign)} {name:<12}{counted:>20}{result.seconds:>8.2f} s"
        yield line + (f"   {paint(style, _number(errors, warnings))}" if errors or warnings else "")


def _number(errors: int, warnings: int) -> str:
    parts = [
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return " and ".join(parts)


def _summary(report: Report, paint: _Paint) -> str:
    name = printable(f"{report.package or 'the package'} {report.version}".strip())
    errors, warnings = (
        sum(count for (_, what, _), count in report.tally.items() if what == severity)
        for severity in ("error", "warning")
    )
    seconds = sum(rung.seconds for rung in report.rungs.values())
    files = len({resource for _, _, resource in report.tally})
    said = (
        f": {_number(errors, warnings)} in {files} file{'' if files == 1 else 's'}"
        if report.findings
        else ": no findings"
    )
    verdict = paint("green", "is valid") if report.valid else paint("red", "is not valid")
    if report.valid and len(report.rungs) < len(RUNGS):
        verdict = paint("yellow", f"holds on {len(report.rungs)} of {len(RUNGS)} rungs")
    if report.stopped:
        verdict = paint("yellow", f"was not checked to the end ({report.stopped})")
    return f"{paint('bold', name)} {verdict}{said}, {seconds:.2f} s"


# --- findings ---------------------------------------------------------------------------------------
def _path(resource: str, report: Report) -> str:
    return DESCRIPTOR if resource == DESCRIPTOR else report.paths.get(resource, resource)


def _file(findings: Iterable[Finding], paint: _Paint) -> Iterator[str]:
    shown: dict[str, int] = {}
    for finding in findings:
        shown[finding.rule] = shown.get(finding.rule, 0) + 1
        if shown[finding.rule] <= MOST:
            yield from _finding(finding, paint)
    for rule, count in shown.items():
        if count > MOST:
            yield paint("dim", f"  … and {count - MOST:,} more findings of {rule}; all of them: --format json")


def _finding(finding: Finding, paint: _Paint) -> Iterator[str]:
    style = "red" if finding.severity == "error" else "yellow"
    line = f"line {finding.row}" if finding.row is not None else ""
    place = "  ".join(part for part in (line, printable(finding.key), printable(finding.field)) if part)
    rule = paint(style, finding.rule) + (" (warning)" if finding.severity == "warning" else "")
    yield f"  {place}  {rule}" if place else f"  {rule}"
    yield f"      {printable(finding.message)}"
    yield from _cell(finding, paint)
    yield f"    {paint('cyan', '→')} {printable(finding.fix)}"


def _cell(finding: Finding, paint: _Paint) -> Iterator[str]:
    """Show what stands in the cell, with a caret under the first wrong character and what should stand there."""
    if not finding.found:
        return
    label, other = ("found", "reads") if finding.expected else ("", "")
    begin = _window(finding.found, finding.mark or 0)
    bar = paint("dim", "│")
    yield f"      {label:<5} {bar} {_clipped(finding.found, begin)}"
    if finding.mark is not None:
        before = ("…" if begin else "") + finding.found[begin : finding.mark]
        yield f"      {'':<5} {bar} {' ' * width(printable(before))}{paint('red', '^')}"
    if finding.expected:
        yield f"      {other:<5} {bar} {_clipped(finding.expected, begin)}"


def _window(cell: str, mark: int) -> int:
    """Return where to begin so that the marked character is seen, with some of what stands before it."""
    return max(0, mark - COLUMNS // 2) if width(printable(cell)) > COLUMNS and mark > COLUMNS // 2 else 0


def _clipped(cell: str, begin: int) -> str:
    shown, columns = ["…"] if begin else [], 0
    for character in cell[begin:]:
        piece = printable(character)
        columns += width(piece)
        if columns > COLUMNS:
            return "".join([*shown, "…"])
        shown.append(piece)
    return "".join(shown)


# --- characters -------------------------------------------------------------------------------------
def printable(words: str) -> str:
    """Return *words* with everything escaped that a terminal would obey, hide or turn around."""
    return "".join(character if _is_shown(character) else _escape(character) for character in words)


def _is_shown(character: str) -> bool:
    return character.isprintable() or character == "\u200d"  # the joiner of emoji


def _escape(character: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return named.get(character) or (
        f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
    )


def width(words: str) -> int:
    """Return how many columns *words* takes on a terminal, near enough for a caret."""
    columns, joined = 0, False
    for character in words:
        if joined or "\U0001f3fb" <= character <= "\U0001f3ff":  # shown as part of the emoji before
            joined = False
        elif character == "\u200d":
            joined = True
        elif unicodedata.category(character) not in {"Mn", "Me", "Cf"}:
            columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns
