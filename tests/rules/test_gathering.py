"""What is gathered from the buckets of a package is what the rules look at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from looking import PACKAGE

from swf_facts.rules import ladder
from swf_facts.rules.consistency.vocabulary import usage
from swf_facts.rules.gathering import GATHERED, Gathered, shares
from swf_facts.rules.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from swf_facts.rules.registry import Rule

TABLES = Tables.of(PACKAGE)
RULES = [rule for rung in ladder() for rule in rung.rules]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_what_it_gathers(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gathered view that a rule, or its condition, looks at is among those that it says it gathers: else it would lack its shares."""
    looked: set[Callable[..., Any]] = set()
    view = Tables.view

    def noted(tables: Tables, make: Callable[[Tables], Any]) -> Any:  # as the view
        looked.add(make)
        return view(tables, make)

    monkeypatch.setattr(Tables, "view", noted)
    tables = replace(TABLES, _views={})
    if rule.where is not None:
        rule.where(tables)
    list(rule(tables))

    assert {make for make in looked if isinstance(make, Gathered) and not make.always} == set(rule.gathers)


def test_what_no_rule_looks_at_is_not_gathered() -> None:
    """Of a ladder without the rules that look at a gathered view its shares are not made; what is always wanted is."""
    rungs = [rung for rung in ladder() if rung.name == "consistency"]

    asked, none = shares(TABLES, rungs), shares(TABLES, [])

    assert {name for name, view in GATHERED.items() if view is usage or view.always} < asked.keys()
    assert none.keys() == {name for name, view in GATHERED.items() if view.always}
    assert "swf_facts.rules.entailment.aliases.standing_aliases" not in asked
