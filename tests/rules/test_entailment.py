"""The entailment rung: the quoted words yield the cells beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from looking import add_evidence, add_fact, add_row, add_sentence, look, rules_of

import package_copies
from package_copies import read_table, set_cell, write_table
from swf_facts.package import installed_package
from swf_facts.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

QUANTITY = {"property_id": "assets-held", "value_type": "quantity"}
PURCHASE = {"property_id": "considers-buying", "value_type": "entity", "value_entity_id": "quay-port"}


def with_quantity(
    folder: Path, value: str, *, before: str = "The Isle Fund held", after: str = "", **cells: str
) -> Path:
    """Add a sentence with a quantity, and the fact that it states."""
    words = f"{before} {value}{after}"
    add_sentence(folder, "gazette2024", f"{words}.")
    add_fact(folder, "gazette2024.003", {"statement": words, "value": value}, **{**QUANTITY, **cells})
    return folder


def with_purchase(folder: Path, words: str, **cells: str) -> Path:
    """Add a sentence that speaks of buying the port, and the fact that it states."""
    add_sentence(folder, "gazette2024", f"{words}.")
    quotes = {"statement": words, "property": "buy"}
    add_fact(folder, "gazette2024.003", quotes, **{**PURCHASE, **cells})
    return folder


def test_the_shipped_data_gives_no_finding() -> None:
    """Every cell of the package that this installation carries follows from its words."""
    assert look(installed_package(), "entailment") == []


def test_a_number_below_a_millionth_is_read_digit_by_digit(good: Path) -> None:
    """A cell is compared with the plain decimal, which Python would print with an exponent."""
    cells = {
        "value_number": "0.0000001",
        "lower": "0.00000005",
        "upper": "0.00000015",
        "unit_id": "USD",
        "unit_basis": "stated",
        "comparator": "eq",
    }

    found = look(with_quantity(good, "$0.0000001", **cells), "entailment")

    assert [finding for finding in found if finding.field in ("value_number", "lower", "upper")] == []


# --- names ------------------------------------------------------------------------------------------
def test_a_cell_is_read_from_the_statement_where_no_span_has_its_role(good: Path) -> None:
    """A fact with a statement alone is proved if the statement names subject, property and value."""
    header, rows = read_table(good, "evidence")
    kept = [row for row in rows if row[0] != "lantern2024.002"]

    assert [row[1] for row in rows if row not in kept] == ["statement"]
    assert look(write_table(good, "evidence", header, rows), "entailment") == []


def test_a_subject_that_the_statement_lacks_is_unread(good: Path) -> None:
    """“It” names nobody; the span of the role is what proves the subject."""
    package_copies.write_table(
        good,
        "evidence",
        (table := read_table(good, "evidence"))[0],
        [row for row in table[1] if row[:2] != ["gazette2024.002", "subject"]],
    )

    assert rules_of(good, "entailment") == ["subject-unread"]


def test_one_reference_to_nothing_is_not_said_again(good: Path) -> None:
    """What a cell names in vain is a finding of another rung, and leads to none here."""
    set_cell(good, "facts", "lantern2024.003", "value_entity_id", "quay")

    assert rules_of(good, "entailment") == []


def test_nothing_is_read_from_a_quote_that_does_not_stand(good: Path) -> None:
    """A misquoted name is a finding of the rung below alone."""
    set_cell(good, "evidence", "gazette2024.002/subject/20/33", "exact", "The Isle Fond")

    assert rules_of(good, "entailment") == []


def test_a_withheld_text_leads_to_no_finding(good: Path) -> None:
    """What cannot be compared with a text is taken on trust."""
    set_cell(good, "articles", "gazette2024", "text_status", "withheld")
    set_cell(good, "facts", "gazette2024.002", "comparator", "gt")

    assert rules_of(good, "entailment") == []


# --- figures ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("lantern2024.001/value/77/95", 82, 95),  # without "over"
        ("lantern2024.001/value/77/95", 77, 87),  # without the scale
        ("lantern2024.001/value/77/95", 83, 95),  # without the sign
        ("gazette2024.002/value/96/105", 96, 104),  # without the percent sign
        ("gazette2024.002/value/96/105", 102, 105),  # without "about"
    ],
)
def test_shortening_a_value_hides_nothing(good: Path, key: str, start: int, end: int) -> None:
    """Comparator, sign and scale that stand at the edge of the span belong to the value."""
    fact, _, _, _ = key.split("/")
    article = fact.partition(".")[0]
    words = (good / f"data/texts/{article}.txt").read_text("utf-8")[start:end]
    for field, value in (("exact", words), ("start", str(start))):
        set_cell(good, "evidence", key, field, value)
    old = key.replace(key.split("/")[2], str(start), 1)
    set_cell(good, "evidence", old, "end", str(end))

    assert "value-cut" in rules_of(good, "entailment")


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ("at least €5bn", {"value_number": "5000000000", "unit_id": "EUR", "comparator": "ge", "lower": "5000000000"}),
        (
            "34 cents",
            {"value_number": "34", "unit_id": "USD", "comparator": "eq", "lower": "33.5", "upper": "34.5"},
        ),
        ("34 cents", {"value_number": "0.34", "unit_id": "USD", "comparator": "eq", "lower": "0.335", "upper": "0.345"}),
        ("$5-7 billion", {"value_number": "5000000000", "unit_id": "USD", "comparator": "eq", "lower": "5000000000", "upper": "7000000000"}),
        ("$2.150 billion", {"value_number": "2150000000", "unit_id": "USD", "comparator": "eq", "lower": "2149500000", "upper": "2150500000"}),
    ],
)  # fmt: skip
def test_sound_quantities_of_other_kinds_are_accepted(good: Path, value: str, cells: dict[str, str]) -> None:
    """Other currencies, minor units kept or converted, ranges, and idle noughts have no finding."""
    add_row(
        good, "units", unit_id="EUR", label="Euro", dimension="currency", symbol="€", code_system="iso4217", code="EUR"
    )
    with_quantity(good, value, unit_basis="stated", **cells)

    assert rules_of(good, "entailment") == []


def test_a_sign_of_another_currency_contradicts_even_an_inferred_unit(good: Path) -> None:
    """A euro sign is no ground for dollars."""
    cells = {"value_number": "5000000000", "comparator": "eq", "lower": "4500000000", "upper": "5500000000"}
    with_quantity(good, "€5 billion", unit_id="USD", unit_basis="inferred", note="Obvious.", **cells)

    assert [(finding.rule, finding.message) for finding in look(good, "entailment")] == [
        ("unit-unread", "the sign in “€5 billion” stands for EUR, not for USD")
    ]


def test_an_empty_quote_is_said_once_and_read_by_no_rule(good: Path) -> None:
    """The unit of a quantity whose sign is inferred is sought in the statement; an empty one is not read."""
    cells = {"value_number": "5000000000", "comparator": "eq", "lower": "4500000000", "upper": "5500000000"}
    with_quantity(good, "5 billion", unit_id="USD", unit_basis="inferred", note="Dollars before.", **cells)
    header, rows = read_table(good, "evidence")
    write_table(
        good,
        "evidence",
        header,
        [[*row[:-1], ""] if row[:2] == ["gazette2024.003", "statement"] else row for row in rows],
    )
    package_copies.refresh(good)
    report = validate(good)

    assert [(finding.rule, finding.key.split("/")[0]) for finding in report.findings] == [
        ("required", "gazette2024.003")
    ]


def test_a_date_is_no_statement_of_a_number(good: Path) -> None:
    """The digits of a day are not those of the quantity."""
    add_sentence(good, "gazette2024", "On 5 January 2024 it was so.")
    add_evidence(good, "gazette2024.002", "statement", "5 January 2024")

    assert ("statement-wordless", "5 January 2024") in [
        (finding.rule, finding.found) for finding in look(good, "entailment")
    ]


def test_a_unit_may_stand_in_a_span_of_its_own_or_in_the_statement(good: Path) -> None:
    """A word for the unit beside the number makes it stated; the sign of another quantity does not."""
    cells = {"value_number": "5000000000", "comparator": "eq", "lower": "4500000000", "upper": "5500000000"}
    with_quantity(good, "5 billion", before="In USD the Isle Fund held", unit_id="USD", unit_basis="stated", **cells)

    assert rules_of(good, "entailment") == []

    set_cell(good, "facts", "gazette2024.003", "unit_basis", "inferred")

    assert rules_of(good, "entailment") == ["unit-stated"]


@pytest.mark.parametrize(
    ("words", "value", "direction"),
    [
        ("Its share of the port fell by {}", "3%", "decrease"),
        ("Its share of the port rose {}", "3%", "increase"),
        ("Its share of the port is up {}", "3%", "increase"),
        ("Its share of the port saw a {} drop", "3%", "decrease"),
        ("Its share of the port shifted by {}", "3%", "unspecified"),
        ("Its share of the port rose to {}", "3%", ""),
        ("Its share of the port is {}", "3%", ""),
    ],
)
def test_a_direction_is_what_the_words_beside_the_value_say(good: Path, words: str, value: str, direction: str) -> None:
    """The right direction has no finding, every other one has; after “rose to” stands a level, which has none."""
    add_sentence(good, "gazette2024", f"{words.format(value)}.")
    cells = {
        "value_number": "3",
        "unit_id": "percent",
        "unit_basis": "stated",
        "comparator": "eq",
        "lower": "2.5",
        "upper": "3.5",
    }
    quotes = {"statement": words.format(value), "value": value, "subject": "Isle Fund"}
    add_fact(
        good,
        "gazette2024.003",
        quotes,
        property_id="share-of-port",
        value_type="quantity",
        direction=direction,
        **cells,
    )

    assert rules_of(good, "entailment") == []

    wrong = {"decrease": "increase", "increase": "decrease", "unspecified": "decrease", "": "decrease"}[direction]
    set_cell(good, "facts", "gazette2024.003", "direction", wrong)

    assert rules_of(good, "entailment") == ["direction-unread"]

    if direction:
        set_cell(good, "facts", "gazette2024.003", "direction", "")

        assert rules_of(good, "entailment") == ["direction-unsaid"]


# --- days -------------------------------------------------------------------------------------------
def dated(
    folder: Path, sentence: str, words: str, *days: str, as_of: str = "2024-01-07", basis: str = "inferred"
) -> Path:
    """Add a fact of the Lantern that holds at a day, with the words of the day."""
    add_sentence(folder, "lantern2024", sentence)
    cells = {"as_of": as_of, "as_of_basis": basis, "note": "The day is put together."}
    add_fact(
        folder,
        "lantern2024.005",
        {"statement": words, "property": "buy"},
        **{**PURCHASE, "modality": "speculated", **cells},
    )
    for day in days:
        add_evidence(folder, "lantern2024.005", "as_of", day)
    return folder


def test_a_year_may_come_from_the_dateline(good: Path) -> None:
    """Day and month stand beside the statement, the year in the dateline: the day is inferred, and not stated."""
    dated(
        good,
        "As of January 7, the fund may buy the port of Quay.",
        "the fund may buy the port of Quay",
        "January 7",
        "8 January 2024",
    )

    assert rules_of(good, "entailment") == []

    set_cell(good, "facts", "lantern2024.005", "as_of_basis", "stated")

    assert rules_of(good, "entailment") == ["as-of-basis-differs"]


def test_a_day_may_be_carried_over_but_never_from_the_dateline(good: Path) -> None:
    """The day of an earlier sentence may govern; the day of publication never does by default."""
    words = "the fund may buy the port of Quay at last"
    dated(good, f"And {words}.", words, "5 January 2024", as_of="2024-01-05")

    assert rules_of(good, "entailment") == []

    header, rows = read_table(good, "evidence")
    rows = [row for row in rows if row[:2] != ["lantern2024.005", "as_of"]]
    rows.append(["lantern2024.005", "as_of", "lantern2024", "28", "42", "8 January 2024"])
    write_table(good, "evidence", header, rows)
    set_cell(good, "facts", "lantern2024.005", "as_of", "2024-01-08")

    assert rules_of(good, "entailment") == ["as-of-unread"]


def test_a_day_that_is_printed_whole_beside_the_statement_is_stated(good: Path) -> None:
    """A day at the head of a sentence governs it, and is then no inference."""
    words = "the fund may buy the port of Quay at last"
    dated(good, f"On 7 January 2024 {words}.", words, "7 January 2024", basis="stated")

    assert rules_of(good, "entailment") == []

    set_cell(good, "facts", "lantern2024.005", "as_of", "2024-01-06")

    assert rules_of(good, "entailment") == ["as-of-unread"]


# --- wording ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "span", "modality"),
    [
        ("The Isle Fund could buy the port of Quay", "could", "speculated"),
        ("The Isle Fund will buy the port of Quay", "will", "forecast"),
        ("The Isle Fund plans to buy the port of Quay", "plans", "proposed"),
        ("Imagine the Isle Fund would buy the port of Quay", "Imagine", "hypothetical"),
        ("It asked whether the Isle Fund can buy the port of Quay", "whether", "question"),
        ("The Isle Fund is silly to buy the port of Quay", "silly", "opinion"),
    ],
)
def test_a_modality_follows_from_its_words(good: Path, words: str, span: str, modality: str) -> None:
    """The span says one modality, and no other is accepted for it; nor is asserted."""
    with_purchase(good, words, modality=modality)
    add_evidence(good, "gazette2024.003", "modality", span)

    assert rules_of(good, "entailment") == []

    for other in {"speculated", "forecast", "proposed", "hypothetical", "question", "opinion"} - {modality}:
        set_cell(good, "facts", "gazette2024.003", "modality", other)

        assert rules_of(good, "entailment") == ["modality-unread"]

    set_cell(good, "facts", "gazette2024.003", "modality", "asserted")

    assert "modality-of-asserted" in rules_of(good, "entailment")


def test_cutting_a_hedge_from_a_statement_does_not_hide_it(good: Path) -> None:
    """A statement that begins right after “could” is no assertion."""
    add_sentence(good, "gazette2024", "The Isle Fund could buy the port of Quay.")
    add_fact(
        good,
        "gazette2024.003",
        {"statement": "buy the port of Quay", "subject": "Isle Fund", "property": "buy"},
        **PURCHASE,
    )

    assert rules_of(good, "entailment") == ["hedge-asserted"]


def test_a_denial_inside_a_value_is_part_of_the_value(good: Path) -> None:
    """A text value may hold any word; what counts is what is said of it."""
    words = "Analysts call the fund “not for sale”"
    add_sentence(good, "gazette2024", f"{words}.")
    quotes = {"statement": words, "value": "not for sale", "attribution": "Analysts"}
    cells = {"property_id": "described-as", "value_type": "text", "value_text": "not for sale", "modality": "opinion"}
    add_fact(good, "gazette2024.003", quotes, **cells)
    add_row(good, "attributions", fact_id="gazette2024.003", level="1", entity_id="analysts", kind="unnamed")

    assert rules_of(good, "entailment") == []


def test_an_article_in_another_language_is_not_read_as_english(good: Path) -> None:
    """The grammar and the lexicons are for English: elsewhere they say nothing."""
    set_cell(good, "articles", "gazette2024", "language", "de")
    set_cell(good, "facts", "gazette2024.002", "comparator", "gt")
    set_cell(good, "facts", "gazette2024.002", "polarity", "negative")

    assert rules_of(good, "entailment") == []


# --- places -----------------------------------------------------------------------------------------
def test_of_two_places_before_a_statement_the_last_is_meant(good: Path) -> None:
    """A pronoun means the name before it, not one further up, nor one that follows."""
    add_sentence(good, "gazette2024", "The Isle Fund is old.", treatment="rhetoric")
    words = "It may buy the port of Quay"
    add_sentence(good, "gazette2024", f"{words}.")
    add_fact(good, "gazette2024.003", {"statement": words, "property": "buy"}, modality="speculated", **PURCHASE)
    add_row(
        good,
        "evidence",
        fact_id="gazette2024.003",
        role="subject",
        article_id="gazette2024",
        start="20",
        end="33",
        exact="The Isle Fund",
    )
    (finding,) = look(good, "entailment")

    assert (finding.rule, finding.fix) == ("words-nearer", "move the span to 127:140")

    set_cell(good, "evidence", "gazette2024.003/subject/20/33", "end", "140")
    set_cell(good, "evidence", "gazette2024.003/subject/20/140", "start", "127")

    assert rules_of(good, "entailment") == []


def test_a_source_at_the_head_of_a_list_governs_its_bullets(good: Path) -> None:
    """A bullet has the source of its list head; a sentence has not that of the sentence before."""
    add_sentence(good, "gazette2024", "The Morning Ledger lists:", treatment="rhetoric")
    add_sentence(good, "gazette2024", "• the fund may buy the port of Quay", kind="bullet")
    words = "the fund may buy the port of Quay"
    add_fact(
        good,
        "gazette2024.003",
        {"statement": words, "property": "buy", "attribution": "The Morning Ledger"},
        modality="speculated",
        **PURCHASE,
    )
    add_row(
        good,
        "attributions",
        fact_id="gazette2024.003",
        level="1",
        entity_id="morning-ledger",
        kind="named_organization",
    )

    assert rules_of(good, "entailment") == []

    set_cell(good, "passages", "gazette2024.p005", "kind", "sentence")

    assert rules_of(good, "entailment") == ["attribution-far"]
