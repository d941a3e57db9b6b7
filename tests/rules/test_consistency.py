"""The consistency rung: what the package says in one place agrees with what it says in another."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from looking import add_fact, look, rules_of, tables_of

from package_copies import read_table, set_cell, write_table
from swf_facts.package import installed_package
from swf_facts.rules.checks import Check
from swf_facts.rules.consistency.figures import Identity, _disagreement, identities
from swf_facts.rules.consistency.origins import _short_names, origin_unsaid

if TYPE_CHECKING:
    from pathlib import Path

KEY = ("coincu2025", "bitcoin", "2025-05-25")
PRICE: dict[str, str | None] = {"unit_id": "USD", "lower": "108029.555", "upper": "108029.565"}
VALUE: dict[str, str | None] = {"unit_id": "USD", "lower": "2145000000000", "upper": "2155000000000"}


def test_the_shipped_data_gives_no_finding() -> None:
    """The shipped package agrees with itself."""
    assert look(installed_package(), "consistency") == []


@pytest.mark.parametrize(("unit", "factor"), [("percentage-point", "0.01"), ("basis-point", "0.0001")])
def test_the_factor_of_a_unit_that_the_grammar_reads_is_known(good: Path, unit: str, factor: str) -> None:
    """No standard has a code for a percentage point or a basis point, and still each is one part of so many."""
    header, rows = read_table(good, "units")
    for given, expected in ((factor, []), ("2.01", ["unit-unlike-standard"])):
        write_table(good, "units", header, [*rows, [unit, "point", "ratio", "", "ucum", "%{difference}", given]])

        assert [rule for rule in rules_of(good, "consistency") if rule != "unit-unused"] == expected


# --- kinds ------------------------------------------------------------------------------------------
def test_a_wrong_kind_of_an_entity_shows_in_its_facts(good: Path) -> None:
    """A country that becomes a person is no longer what the value of ``country`` may be."""
    set_cell(good, "entities", "norland", "kind", "person")

    assert rules_of(good, "consistency") == ["value-kind"]


def test_a_package_need_not_list_kinds(good: Path) -> None:
    """Where no property lists kinds, any kind will do."""
    header, rows = read_table(good, "properties")
    write_table(good, "properties", header, [[*row[:-2], "", ""] for row in rows])
    set_cell(good, "entities", "norland", "kind", "person")

    assert look(good, "consistency") == []


def test_a_kind_stands_once_in_a_list(good: Path) -> None:
    """A repeated kind is a finding."""
    set_cell(good, "properties", "opened", "subject_kinds", "fund fund")

    assert rules_of(good, "consistency") == ["kind-idle"]


def test_kinds_of_value_go_with_entity_values_only(good: Path) -> None:
    """A date has no kind of entity."""
    set_cell(good, "properties", "opened", "value_kinds", "place")

    assert rules_of(good, "consistency") == ["kinds-unlisted"]


# --- figures ----------------------------------------------------------------------------------------
def the_identity() -> Identity:
    """Return market capitalization = price × circulating supply."""
    (identity,) = identities()
    return identity


def test_market_value_is_price_times_a_supply_within_its_bounds() -> None:
    """2.15 trillion dollars at 108,029.56 a coin is 19.9 million coins, of which there are 19 to 21 million."""
    assert _disagreement(the_identity(), {"price": PRICE, "market-capitalization": VALUE}, KEY) == ""


@pytest.mark.parametrize("scale", ["0.001", "0.1", "10", "1000"])
def test_a_lost_scale_shows_in_the_product(scale: str) -> None:
    """A figure that is off by a power of ten no longer multiplies."""
    moved = {end: f"{Decimal(VALUE[end] or 0) * Decimal(scale):f}" for end in ("lower", "upper")}
    wrong: dict[str, str | None] = {**VALUE, **moved}

    assert _disagreement(the_identity(), {"price": PRICE, "market-capitalization": wrong}, KEY)


def test_a_stated_supply_goes_before_the_bounds() -> None:
    """Where the article states the supply, it is the factor."""
    group: dict[str, dict[str, str | None]] = {
        "price": PRICE,
        "market-capitalization": VALUE,
        "circulating-supply": {"unit_id": None, "lower": "1", "upper": "2"},
    }

    assert "circulating-supply is 108029.555 to 216059.130" in _disagreement(the_identity(), group, KEY)


@pytest.mark.parametrize(
    ("price", "value", "key"),
    [
        ({**PRICE, "unit_id": "EUR"}, VALUE, KEY),
        ({**PRICE, "upper": None}, VALUE, KEY),
        (PRICE, {**VALUE, "lower": None}, KEY),
        (PRICE, {**VALUE, "lower": "x"}, KEY),
        (PRICE, {**VALUE, "lower": "1", "upper": "2"}, ("a", "ether", "2025-05-25")),
        (PRICE, {**VALUE, "lower": "1", "upper": "2"}, ("a", "bitcoin", None)),
        (PRICE, {**VALUE, "lower": "1", "upper": "2"}, ("a", "bitcoin", "2015-01-01")),
    ],
)
def test_what_cannot_be_compared_proves_nothing(
    price: dict[str, str | None], value: dict[str, str | None], key: tuple[str, str, str | None]
) -> None:
    """Other units, open intervals, other subjects and days outside the bounds give no finding."""
    assert _disagreement(the_identity(), {"price": price, "market-capitalization": value}, key) == ""


# --- duplicates -------------------------------------------------------------------------------------
def test_a_superseded_fact_is_no_duplicate_of_its_successor(good: Path) -> None:
    """Only current facts are compared, and another modality makes another fact."""
    quotes = {"statement": "The Isle Fund 👩‍🚀 of Norland"}
    add_fact(good, "lantern2024.005", quotes, property_id="country", value_type="entity", value_entity_id="norland")

    assert rules_of(good, "consistency") == ["duplicate-fact"]

    set_cell(good, "facts", "lantern2024.005", "status", "withdrawn")

    assert rules_of(good, "consistency") == []


# --- articles ---------------------------------------------------------------------------------------
def test_what_an_id_may_call_a_publisher() -> None:
    """Neighbouring words of the publisher's id, joined, or their initials."""
    assert {"thenewyorktimes", "times", "nyt", "newyork"} <= _short_names("the-new-york-times")
    assert "coincu" not in _short_names("ath-live")


# --- vocabulary -------------------------------------------------------------------------------------
def test_a_package_may_have_no_aliases(good: Path) -> None:
    """What a fact quotes is then the alias of none, and no entity is used for it."""
    header, _ = read_table(good, "aliases")
    write_table(good, "aliases", header, [])

    assert "entity-unused" not in rules_of(good, "consistency")


# --- origins ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("count", "day", "named"),
    [
        (2, "2024-01-04", "ledger2024a, ledger2024b"),
        (5, "2024-01-02", "ledger2024a, ledger2024b, ledger2024c, ledger2024d, ledger2024e"),
        (6, "2024-01-09", "ledger2024b, ledger2024c, ledger2024d, ledger2024e, ledger2024f and 1 more"),
        (9, "2024-01-07", "ledger2024c, ledger2024d, ledger2024e, ledger2024f, ledger2024g and 4 more"),
        (9, "2024-01-01", "ledger2024a and 8 more"),
        (9, "2023-01-01", "ledger2024a, ledger2024b, ledger2024c, ledger2024d, ledger2024e and 4 more"),
        (9, None, "ledger2024e, ledger2024f, ledger2024g, ledger2024h, ledger2024i and 4 more"),
    ],
)
def test_of_many_articles_of_a_publisher_the_last_before_are_named(count: int, day: str | None, named: str) -> None:
    """A finding names a few articles from which one may derive, and how many there are."""
    reports = [
        {"article_id": f"ledger2024{letter}", "publisher_id": "ledger", "published": f"2024-01-0{number}"}
        for number, letter in enumerate("abcdefghi"[:count], 1)
    ]
    relying = {"article_id": "gazette2024", "publisher_id": "gazette", "published": day}
    fact = {"fact_id": "gazette2024.001", "article_id": "gazette2024", "value_entity_id": "ledger"}
    (check,) = origin_unsaid(tables_of({"articles": [relying, *reports], "facts": [fact]}, {}))

    assert isinstance(check, Check)
    assert callable(check.explain)
    assert check.view.filter(~check.holds)["row"].to_list() == [0]
    assert check.explain({"row": 0}) == f"it relies on ledger, which published {named}"
