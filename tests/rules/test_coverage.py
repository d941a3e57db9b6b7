"""The coverage rung: nothing in a text is left unread unnoticed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from looking import add_fact, add_row, add_sentence, look, rules_of

from package_copies import read_table, set_cell, write_table
from swf_facts.package import installed_package

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_data_gives_no_finding() -> None:
    """Every character of the shipped texts is accounted for."""
    assert look(installed_package(), "coverage") == []


def test_a_gap_is_shown_at_its_line_with_its_words(good: Path) -> None:
    """The finding names the text, the line, the span and the words that no passage holds."""
    header, rows = read_table(good, "passages")
    write_table(good, "passages", header, [row for row in rows if row[0] != "gazette2024.p002"])
    gap, *others = look(good, "coverage")

    assert [finding.rule for finding in others] == ["passages-gap"]
    assert (others[0].resource, others[0].row, others[0].key) == ("text-gazette2024", 3, "gazette2024/20:86")
    assert others[0].found.startswith("The Isle Fund opened")
    assert gap.rule == "passages-unordered"


def test_a_digit_of_another_script_is_not_overlooked(good: Path) -> None:
    """A look-alike digit counts as a digit."""
    add_sentence(good, "gazette2024", "The fund has ٣ doors.", treatment="rhetoric")
    (finding,) = look(good, "coverage")

    assert (finding.rule, finding.found) == ("number-uncovered", "٣")


def test_a_number_in_words_is_not_overlooked(good: Path) -> None:
    """The grammar's numbers count without digits too; an exclusion accounts for them."""
    add_sentence(good, "gazette2024", "The fund has five million doors.", treatment="rhetoric")

    assert rules_of(good, "coverage") == ["number-uncovered"]

    add_row(
        good, "exclusions", article_id="gazette2024", start="140", end="152", exact="five million", reason="No fact."
    )

    assert rules_of(good, "coverage") == []


def test_the_further_arguments_of_a_template_call_are_excluded(good: Path) -> None:
    """The value of a leaked call is its first argument; the other digits need a reason, and may have one inside the value."""
    words = "The Isle Fund held formatNumber(46430088175, 2)"
    add_sentence(good, "gazette2024", f"{words}.")
    cells = {
        "property_id": "assets-held",
        "value_type": "quantity",
        "value_number": "46430088175",
        "unit_basis": "absent",
    }
    add_fact(
        good,
        "gazette2024.003",
        {"statement": words, "value": "formatNumber(46430088175, 2)"},
        comparator="eq",
        lower="46430088174.5",
        upper="46430088175.5",
        flags="template_artifact",
        note="The page printed the call.",
        **cells,
    )
    (finding,) = look(good, "coverage")

    assert (finding.rule, finding.found) == ("number-uncovered", "2")

    start = finding.key.partition("/")[2].partition(":")[0]
    add_row(
        good,
        "exclusions",
        article_id="gazette2024",
        start=start,
        end=str(int(start) + 1),
        exact="2",
        reason="Decimals.",
    )

    assert rules_of(good, "coverage") == []


def test_a_reason_accounts_for_a_question_mark(good: Path) -> None:
    """Where the mark asks nothing, the passage says so."""
    add_sentence(good, "gazette2024", "The fund? It may buy the port of Quay.")
    cells = {
        "property_id": "considers-buying",
        "value_type": "entity",
        "value_entity_id": "quay-port",
        "modality": "speculated",
    }
    add_fact(good, "gazette2024.003", {"statement": "It may buy the port of Quay"}, **cells)

    assert rules_of(good, "coverage") == ["question-mark-unaccounted"]

    set_cell(good, "passages", "gazette2024.p004", "reason", "The question mark only introduces the topic.")

    assert rules_of(good, "coverage") == []


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("bullet", ["bullet-unlike"]),
        ("heading", []),
        ("dateline", ["dateline-unlike", "treatment-unlike-kind"]),
        ("boilerplate", ["treatment-unlike-kind"]),
        ("sentence", ["heading-unlike"]),
    ],
)
def test_the_kind_of_a_passage_shows_in_its_words(good: Path, kind: str, rules: list[str]) -> None:
    """A line in capitals without a full stop is a heading, and nothing else."""
    add_sentence(good, "gazette2024", "Sovereign Funds in Global Cooperation", kind=kind, treatment="rhetoric")

    assert rules_of(good, "coverage") == rules


def test_a_text_of_a_megabyte_without_a_space_takes_linear_time(good: Path) -> None:
    """Every rule of the rung is done with it in seconds, though it has three hundred thousand digits of another script."""
    (good / "data/texts/gazette2024.txt").write_bytes("٣a".encode() * 300_000)
    header, rows = read_table(good, "evidence")
    write_table(good, "evidence", header, [row for row in rows if row[2] != "gazette2024"])
    started = time.perf_counter()
    rules = set(rules_of(good, "coverage"))

    assert {"passages-gap", "number-uncovered"} <= rules
    assert time.perf_counter() - started < 60


def test_a_day_in_the_text_is_not_taken_for_that_of_publication(good: Path) -> None:
    """Without a dateline a day of publication is not printed, whatever other days are."""
    set_cell(good, "articles", "gazette2024", "published", "1999-03-01")

    assert rules_of(good, "coverage") == ["published-unprinted"]
