"""``data.agreements`` and ``swf-facts agreements``: the derived table as users meet it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import package_copies
import swf_facts
from swf_facts import Agreement, PackageError, cli, validate
from swf_facts.cli.agreements import agreements_text
from swf_facts.comparison import derive_agreements
from swf_facts.dataset.meetings import interval_words, meetings, value_words
from swf_facts.refresh import refresh

if TYPE_CHECKING:
    from pathlib import Path

    from swf_facts import Dataset


def _meeting(folder: Path) -> Path:
    """Let the second article state assets too, so that the good package has one agreement, which refines."""
    header, rows = package_copies.read_table(folder, "facts")
    assets = dict(zip(header, next(row for row in rows if row[0] == "lantern2024.001"), strict=True))
    finer = assets | {"fact_id": "gazette2024.003", "article_id": "gazette2024", "lower": "2200000000"}
    package_copies.write_table(folder, "facts", header, [*rows, list(finer.values())])
    refresh(folder)
    return folder


@pytest.fixture
def data(good: Path) -> Dataset:
    """Load the good package with one agreement."""
    return swf_facts.load(_meeting(good))


def test_table_is_read_like_any_other(data: Dataset) -> None:
    """Rows are records, found by the ids of both facts or by any cell."""
    row = data.agreements["lantern2024.001", "gazette2024.003"]

    assert isinstance(row, Agreement)
    assert (row.relation, row.roots) == ("refines", 1)
    assert data.agreements.where(relation="refines", fact_a=data.facts["lantern2024.001"]) == (row,)
    assert data.frame("agreements")["roots"].to_list() == [1]


def test_agreements_are_derived_where_the_package_has_no_such_table(good: Path) -> None:
    """A package may do without the table: the rows are the same, and it is valid."""
    _meeting(good)
    written = tuple(swf_facts.load(good).agreements)
    descriptor = package_copies.read_descriptor(good)
    kept = [entry for entry in descriptor["resources"] if entry["name"] != "agreements"]
    package_copies.edit_descriptor(good, resources=kept)
    (good / "data" / "agreements.csv").unlink()
    data = swf_facts.load(good)

    assert tuple(data.agreements) == written == derive_agreements(data)
    assert len(data.frame("agreements")) == len(data.table("agreements")) == 1
    assert not [finding for finding in validate(good).findings if "agreements" in str(finding)]


def test_damaged_table_is_named_with_its_line(good: Path) -> None:
    """A relation that there is not is refused where it stands."""
    _meeting(good)
    package_copies.set_cell(good, "agreements", "lantern2024.001/gazette2024.003", "relation", "refutes")

    with pytest.raises(PackageError, match=r"data/agreements\.csv line 2, field 'relation': 'refutes' is not one of"):
        list(swf_facts.load(good).agreements)


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("relation", "refutes", "enum"),
        ("roots", "0", "out-of-range"),
        ("fact_b", "gazette2024.999", "foreign-key-unknown"),
    ],
)
def test_validator_checks_the_table_where_it_is(good: Path, field: str, value: str, rule: str) -> None:
    """The structure rung holds the derived table to its Table Schema."""
    _meeting(good)
    package_copies.set_cell(good, "agreements", "lantern2024.001/gazette2024.003", field, value)
    found = [(finding.rule, finding.field) for finding in validate(good, rungs=["structure"]).findings]

    assert (rule, field) in found


def test_meetings_have_both_facts_in_words(data: Dataset) -> None:
    """What the docs and the command show: topic, values, intervals."""
    (meeting,) = meetings(data)

    assert meeting.topic == "Isle Fund – assets held"
    assert value_words(meeting.first) == "> 2,150,000,000 USD"
    assert interval_words(meeting.first) == "from 2,150,000,000"
    assert interval_words(data.facts["gazette2024.002"]) == "41.5 to 42.5"
    assert interval_words(data.facts["lantern2024.002"]) == ""
    assert value_words(data.facts["lantern2024.004"]) == "“uncharted water”"


def test_direction_and_denial_are_part_of_the_words(good: Path) -> None:
    """A decrease and a denied value are worded as what they are."""
    package_copies.set_cell(good, "facts", "gazette2024.002", "direction", "decrease")
    package_copies.set_cell(good, "facts", "lantern2024.004", "polarity", "negative")
    data = swf_facts.load(good)

    assert value_words(data.facts["gazette2024.002"]) == "decrease of ≈ 42%"
    assert value_words(data.facts["lantern2024.004"]) == "not “uncharted water”"


def test_command_puts_two_articles_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """The Bitcoin price of both articles stands in one line, with relation and roots, and the basis below."""
    assert cli.main(["agreements"]) == 0

    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("Bitcoin – price"))
    assert lines[0].split() == ["Subject", "–", "property", "athlive2025", "coincu2025", "Relation", "Roots"]
    assert lines[at].split()[-2:] == ["refines", "1"]
    assert "≈ 108,000 USD" in lines[at]
    assert "108,029.56 USD" in lines[at]
    assert "107,500 to 108,500" in lines[at + 1]
    assert lines[at + 3].strip().startswith("coincu2025.048 is the finer:")
    assert "One root behind" in lines[-1]
    assert all(len(line) <= 100 for line in lines)


def test_command_gives_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Each row has its cells, what it is about, and both values in words."""
    assert cli.main(["agreements", "--format", "json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    row = next(row for row in rows if row["fact_b"] == "coincu2025.044")
    assert list(row) == ["fact_a", "fact_b", "relation", "roots", "basis", "subject", "property", "value_a", "value_b"]
    assert (row["value_a"], row["value_b"]) == ("> 1,600,000,000,000 USD", "> 1,640,000,000,000 USD")


def test_command_says_that_nothing_meets(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """Articles without a common subject and property are no error."""
    assert cli.main(["agreements", str(good)]) == 0
    assert capsys.readouterr().out == "No two articles state anything about the same subject and property.\n"


def test_command_with_a_table_that_names_a_fact_that_is_not_there(
    capsys: pytest.CaptureFixture[str], good: Path
) -> None:
    """A damaged table ends with 2 and says which row."""
    _meeting(good)
    package_copies.set_cell(good, "agreements", "lantern2024.001/gazette2024.003", "fact_b", "gazette2024.999")

    assert cli.main(["agreements", str(good)]) == 2
    assert (
        "an agreement with lantern2024.001 names the fact 'gazette2024.999', which is not in facts"
        in capsys.readouterr().err
    )


def test_colour_marks_the_relation_only(data: Dataset) -> None:
    """On a terminal the relation has a colour; the words are the same."""
    plain, coloured = (agreements_text(data, colour=colour) for colour in (False, True))

    assert coloured.replace("\033[36m", "").replace("\033[0m", "") == plain
    assert coloured.count("\033[36mrefines\033[0m") == 1


def test_package_cannot_drive_the_terminal(good: Path) -> None:
    """A control character in a name is shown as its code."""
    _meeting(good)
    package_copies.set_cell(good, "entities", "isle-fund", "name", "Isle\x1b[31m Fund")

    assert "\x1b" not in agreements_text(swf_facts.load(good), colour=False)
