"""Facts in words."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import swf_facts
from swf_facts.model import Comparator, Direction, Quantity
from swf_facts.sphinx.wording import date_in_words, headline, number_in_words, phrase, quantity_in_words, voice

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("108029.56", "108,029.56"),
        ("2150000000000", "2.15 trillion"),
        ("1000000000", "1 billion"),
        ("46430088175", "46,430,088,175"),
        ("1500000", "1.5 million"),
        ("999999", "999,999"),
        ("0", "0"),
    ],
)
def test_a_number_is_scaled_only_where_that_loses_nothing_and_reads_better(number: str, words: str) -> None:
    """No digit is ever dropped."""
    assert number_in_words(Decimal(number)) == words


@pytest.mark.parametrize(
    ("comparator", "direction", "words"),
    [
        ("gt", None, "more than 4.29 (no unit given)"),
        ("ap", None, "about 4.29 (no unit given)"),
        ("eq", "decrease", "a decrease of 4.29 (no unit given)"),
        ("eq", "unspecified", "a change, up or down, of 4.29 (no unit given)"),
    ],
)
def test_a_quantity_says_its_comparator_and_its_direction(
    comparator: Comparator, direction: Direction | None, words: str
) -> None:
    """A reader sees what the number alone does not say."""
    quantity = Quantity(
        number=Decimal("4.29"),
        unit=None,
        unit_basis="absent",
        comparator=comparator,
        lower=None,
        upper=None,
        direction=direction,
    )

    assert quantity_in_words(quantity) == words


def test_a_date_is_written_the_same_in_every_locale() -> None:
    """The build of a site does not depend on who runs it."""
    assert date_in_words(datetime.date(2025, 5, 3)) == "3 May 2025"


def test_each_type_of_value_has_its_words(good: Path) -> None:
    """Quantity, entity, date and words of the article."""
    facts = swf_facts.load(good).facts

    assert headline(facts["lantern2024.001"]) == "Isle Fund – assets held: more than 2.15 billion USD"
    assert headline(facts["lantern2024.002"]) == "Isle Fund – country: Norland"
    assert headline(facts["gazette2024.001"]) == "Isle Fund – opened: 1 March 1999"
    assert headline(facts["lantern2024.004"]) == "Isle Fund – described as: “uncharted water”"


def test_the_voice_is_who_the_article_cites(good: Path) -> None:
    """Empty where it speaks for itself."""
    facts = swf_facts.load(good).facts

    assert voice(facts["lantern2024.003"]) == "Morning Ledger"
    assert voice(facts["lantern2024.001"]) == ""
    assert not phrase(facts["lantern2024.003"]).denied
