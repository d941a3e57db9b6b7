"""Every rule has an example that breaks it and one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from package_copies import PACKAGES, climb_to, copy_bad, read_expected
from swf_facts.rules import RUNGS, ladder
from swf_facts.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

RULES = [rule for rung in ladder() for rule in rung.rules]


def test_the_good_package_gives_no_finding_on_any_rung(good: Path) -> None:
    """The good package is the passing example of every rule."""
    report = validate(good)

    assert report.findings == ()
    assert list(report.rungs) == list(RUNGS)
    assert all(rung.checked for rung in report.rungs.values())


def test_every_rule_has_one_example_that_breaks_it_and_no_example_is_left_over() -> None:
    """A new rule without a folder in tests/packages/bad fails here, and so does a folder without a rule."""
    folders = {path.name for path in (PACKAGES / "bad").iterdir()}

    assert folders == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_the_example_gives_exactly_its_finding_word_for_word(rule: object, tmp_path: Path) -> None:
    """One fault gives one finding, of the rule that the example is named for, and of its severity."""
    name, rung, severity = (str(getattr(rule, part)) for part in ("name", "rung", "severity"))
    expected = read_expected(name)
    folder = copy_bad(name, tmp_path / "bad")
    report = climb_to(rung, folder / expected.get("source", ""))

    assert [finding.to_dict() for finding in report.findings] == expected["findings"]
    assert [(finding.rule, finding.severity) for finding in report.findings] == [(name, severity)]
    assert report.valid == (severity == "warning")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_the_documentation_of_a_rule_is_complete(rule: object) -> None:
    """A rule says in one sentence what holds, what breaks it, and what to do."""
    for part in ("summary", "breaks_on", "fix"):
        assert getattr(rule, part)
    assert str(getattr(rule, "summary", "")).count("\n") == 0


def test_the_names_of_rules_are_unique() -> None:
    """A finding names its rule, so no two rules share a name."""
    names = [rule.name for rule in RULES]

    assert len(names) == len(set(names))
