"""What a rule is: a named function whose docstring is its documentation.

::

    RUNG = Rung("units", counts=...)

    @RUNG.rule()
    def unit_dimension(tables: Tables) -> Iterator[Check]:
        \"\"\"A quantity's unit has the dimension that its property asks for.

        Breaks on: a price in percent.
        Fix: choose a unit of the property's dimension, or the right property.
        \"\"\"

The name of a rule is the name of its function with hyphens. A rule looks at the tables and gives findings, or checks:
flags over a view of a table that must all be true (see :mod:`swf_facts.rules.checks`).
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from swf_facts.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from swf_facts.rules.checks import Check
    from swf_facts.rules.gathering import Gathered
    from swf_facts.rules.tables import Tables

__all__ = ["Rule", "Rung", "Scope"]

Scope = Literal["article", "package", "sample"]
"""What a rule looks at: each article with the vocabulary, what is gathered from all articles, or the beginning of each table."""

LONGEST_FOUND = 2000  # characters of a cell that a finding carries


class RuleFunction(Protocol):
    """Looks at the tables and yields findings, or checks that give them."""

    __name__: str

    def __call__(self, tables: Tables, /) -> Iterable[Finding | Check]:
        """Yield what is wrong, or what must hold."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule with its documentation.

    Attributes
    ----------
    name : str
        Name in kebab case.
    rung : str
        Name of the rung that it belongs to.
    severity : {"error", "warning"}
        Severity of its findings.
    scope : {"article", "package", "sample"}
        What it looks at.
    where : callable or None
        Whether the findings stand, by what is gathered from the whole package; None where they always do.
    gathers : tuple of Gathered
        The views that it, or *where*, looks at as they are gathered from the whole package.
    summary : str
        What holds in a good package, in one sentence.
    details : str
        What else a reader should know; may be empty.
    breaks_on : str
        Something that breaks the rule.
    fix : str
        What to do about it.
    """

    name: str
    rung: str
    severity: Severity
    scope: Scope
    where: Callable[[Tables], bool] | None
    gathers: tuple[Gathered[Any], ...]
    summary: str
    details: str
    breaks_on: str
    fix: str
    function: RuleFunction = field(repr=False)

    def __call__(self, tables: Tables) -> Iterable[Finding | Check]:
        """Return what the rule's function finds."""
        return self.function(tables)

    def finding(  # noqa: PLR0913  # as many as a finding has fields
        self,
        *,
        resource: str,
        message: str,
        key: str = "",
        row: int | None = None,
        field: str = "",
        found: str = "",
        fix: str = "",
        expected: str = "",
        mark: int | None = None,
    ) -> Finding:
        """Return a finding of this rule; *fix* is the documented one where nothing better is known."""
        return Finding(
            rule=self.name,
            severity=self.severity,
            resource=resource,
            key=key,
            row=row,
            field=field,
            found=found if len(found) <= LONGEST_FOUND else found[:LONGEST_FOUND] + "…",
            message=message,
            fix=fix or self.fix,
            expected=expected,
            mark=mark,
        )


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: its rules, in the order in which they stand in its module.

    Attributes
    ----------
    name : str
        Name of the rung and of its module.
    counts : callable
        How many things the rung checks, in the noun given beside its name.
    rules : list of Rule
        Its rules.
    """

    name: str
    counts: Callable[[Tables], int]
    rules: list[Rule] = field(default_factory=list)

    def rule(
        self,
        *,
        severity: Severity = "error",
        scope: Scope = "article",
        where: Callable[[Tables], bool] | None = None,
        gathers: tuple[Gathered[Any], ...] = (),
    ) -> Callable[[RuleFunction], Rule]:
        """Make a rule of this rung from a function; *scope*, *where* and *gathers* as in `Rule`."""

        def register(function: RuleFunction) -> Rule:
            summary, details, breaks_on, fix = _documentation(function)
            rule = Rule(
                name=function.__name__.replace("_", "-"),
                rung=self.name,
                severity=severity,
                scope=scope,
                where=where,
                gathers=gathers,
                summary=summary,
                details=details,
                breaks_on=breaks_on,
                fix=fix,
                function=function,
            )
            self.rules.append(rule)
            return rule

        return register


def _documentation(function: RuleFunction) -> tuple[str, str, str, str]:
    """Return summary, details, ``Breaks on:`` and ``Fix:`` of a rule's docstring, each on one line."""
    text = inspect.getdoc(function) or ""
    summary, _, rest = text.partition("\n\n")
    details, found, rest = rest.partition("Breaks on: ")
    breaks_on, found_fix, fix = rest.partition("Fix: ")
    if not (found and found_fix):
        raise TypeError(f"the docstring of {function.__name__} lacks 'Breaks on: ' or 'Fix: '")
    return _one_line(summary), _one_line(details), _one_line(breaks_on), _one_line(fix).removesuffix(".")


def _one_line(text: str) -> str:
    return " ".join(text.split())
