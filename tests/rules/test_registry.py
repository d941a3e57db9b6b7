"""What makes a function a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from swf_facts.rules.registry import Rung

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Tables


def test_a_docstring_becomes_the_documentation_of_the_rule() -> None:
    """Summary, details, example and fix are taken from the docstring, each on one line and the fix without full stop."""
    rung = Rung("units", lambda _: 0)

    @rung.rule(severity="warning")
    def no_such_thing(_tables: Tables) -> Iterator[Finding]:
        """Nothing is amiss.

        More about
        it.

        Breaks on: a thing that
        is amiss.
        Fix: mend it.
        """
        return iter(())

    assert rung.rules == [no_such_thing]
    assert (no_such_thing.name, no_such_thing.rung, no_such_thing.severity) == ("no-such-thing", "units", "warning")
    assert (no_such_thing.summary, no_such_thing.details) == ("Nothing is amiss.", "More about it.")
    assert (no_such_thing.breaks_on, no_such_thing.fix) == ("a thing that is amiss.", "mend it")


def test_a_rule_without_example_or_fix_is_refused() -> None:
    """A rule whose docstring does not say what breaks it cannot be registered."""

    def undocumented(_tables: Tables) -> Iterator[Finding]:
        """Nothing is amiss."""
        return iter(())

    with pytest.raises(TypeError, match="undocumented lacks 'Breaks on: ' or 'Fix: '"):
        Rung("units", lambda _: 0).rule()(undocumented)


def test_a_finding_carries_no_more_than_two_thousand_characters_of_a_cell() -> None:
    """A huge cell does not make a huge report."""
    rung = Rung("units", lambda _: 0)

    @rung.rule()
    def huge(_tables: Tables) -> Iterator[Finding]:
        """Nothing is huge.

        Breaks on: a huge cell.
        Fix: shorten it.
        """
        return iter(())

    finding = huge.finding(resource="facts", message="it is huge", found="x" * 5000)

    assert finding.found == "x" * 2000 + "…"
    assert finding.fix == "shorten it"
