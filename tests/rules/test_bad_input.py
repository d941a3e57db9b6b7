"""What a careless hand may leave in a package gives a finding or a result, never a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from looking import add_row, add_sentence, look

from package_copies import copy_bad
from swf_facts import cli
from swf_facts.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000
RUNS = {"letters": "a", "digits": "1", "flags": "🇯🇵", "money": "$1", "short forms": "a(AB)"}  # fmt: skip


@pytest.mark.parametrize(
    "rule", ["alias-shared", "passages-gap", "passages-overlap", "passages-missing", "agreements-stale"]
)
def test_a_damaged_table_is_a_finding_of_the_command(
    rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints the finding and ends with 1; standard error stays empty."""
    folder = copy_bad(rule, tmp_path / "bad")

    assert cli.main(["validate", str(folder), "--format", "json"]) == 1

    printed = capsys.readouterr()
    assert rule in {finding["rule"] for finding in json.loads(printed.out)["findings"]}
    assert "Traceback" not in printed.err


def test_an_alias_of_two_properties_is_shared_as_one_of_two_entities_is(good: Path) -> None:
    """The finding names the property that has the alias already."""
    add_row(good, "aliases", target_kind="property", target_id="opened", alias="held")
    (finding,) = [found for found in look(good, "entailment") if found.rule == "alias-shared"]

    assert finding.message == "“held” is an alias of assets-held already"


def test_one_form_may_be_an_alias_of_an_entity_and_of_a_property(good: Path) -> None:
    """What names a thing and what words a statement are sought in different cells."""
    add_row(good, "aliases", target_kind="entity", target_id="norland", alias="held")

    assert "alias-shared" not in {found.rule for found in look(good, "entailment")}


@pytest.mark.parametrize("run", RUNS)
def test_a_megabyte_without_a_space_is_listed(run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``extract`` has an answer for any text; how long it takes is measured in ``benchmarks/long_texts.py``."""
    place = tmp_path / "long.txt"
    place.write_text((RUNS[run] * MEGABYTE)[: MEGABYTE // len(RUNS[run].encode())], "utf-8")

    assert cli.main(["extract", str(place), "--format", "json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


@pytest.mark.parametrize("run", ["letters", "flags", "short forms"])
def test_a_package_with_a_megabyte_without_a_space_is_valid(run: str, good: Path) -> None:
    """One passage of a million letters that states nothing has no finding, on any rung."""
    words = (RUNS[run] * MEGABYTE)[: MEGABYTE // len(RUNS[run].encode())]
    add_sentence(good, "gazette2024", words, treatment="rhetoric")

    assert validate(good).findings == ()
