"""Reports as people and programs read them: text, JSON and SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from swf_facts.errors import UnknownChoice, nearest

if TYPE_CHECKING:
    from swf_facts.findings import Report

__all__ = ["Format", "render"]

Format = Literal["text", "json", "sarif"]


def render(report: Report, *, format: Format = "text", colour: bool = False) -> str:  # noqa: A002  # the option's name
    """Return *report* as text, without a line end after the last line.

    Parameters
    ----------
    report : Report
        What to render.
    format : {"text", "json", "sarif"}
        For a person, for a program in the published layout, or for tools that show findings beside code (SARIF 2.1.0).
    colour : bool, default False
        Whether text is coloured for a terminal.

    Raises
    ------
    UnknownChoice
        There is no such format; the message names the nearest.
    """
    known = get_args(Format)
    if format not in known:
        raise UnknownChoice(
            f"there is no format {format!r}", nearest(str(format), known) or f"choose from {', '.join(known)}"
        )
    if format == "json":
        return report.to_json()
    if format == "sarif":
        from swf_facts.report.sarif import sarif

        return sarif(report)
    from swf_facts.report.text import text

    return text(report, colour=colour)
