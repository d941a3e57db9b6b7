"""What is planted is found, all of it and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import swf_facts
from swf_facts.rules import ladder
from swf_facts.synthesis import write_package
from swf_facts.synthesis.faults import KINDS, Planter

if TYPE_CHECKING:
    from pathlib import Path

Place = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a package with each kind of fault in it, most of them twice."""
    folder = tmp_path_factory.mktemp("synthetic") / "faulty"
    write_package(folder, 4_000, seed=4, stored="csv-files", faults=95)
    return folder


def _planted(folder: Path) -> list[dict[str, str]]:
    planted: list[dict[str, str]] = json.loads((folder / "faults.json").read_text())
    return planted


def test_validator_finds_exactly_what_was_planted(faulty: Path) -> None:
    """Every planted fault has its finding: rule, table, key and field; there is no other finding."""
    planted = {(fault["rule"], fault["table"], fault["key"], fault["field"]) for fault in _planted(faulty)}
    found = {(finding.rule, finding.resource, finding.key, finding.field) for finding in swf_facts.validate(faulty).findings}  # fmt: skip

    assert found == planted


def test_every_kind_is_planted(faulty: Path) -> None:
    """The faults are as many as asked for, of all kinds, those of the descriptor included."""
    planted = _planted(faulty)

    assert len(planted) == 95
    assert {fault["kind"] for fault in planted} == {
        *KINDS,
        "licence-lost",
        "version-malformed",
        "hash-other",
        "size-other",
    }


def test_faults_are_of_every_rung_but_the_last(faulty: Path) -> None:
    """Each rung has a fault of its own, except history: a synthetic package has no past."""
    rules = {fault["rule"] for fault in _planted(faulty)}
    climbed = {rung.name for rung in ladder() if rules & {rule.name for rule in rung.rules}}

    assert climbed == {rung.name for rung in ladder()} - {"history"}


def test_faults_do_not_depend_on_how_tables_are_kept(faulty: Path, tmp_path: Path) -> None:
    """The same faults stand in the same places whether the package is in parts or not."""
    write_package(tmp_path / "parts", 4_000, seed=4, stored="parquet", articles_per_part=50, faults=95)

    def places(folder: Path) -> list[tuple[str, str]]:
        return [(fault["kind"], fault["key"]) for fault in _planted(folder) if fault["table"] != "datapackage.json"]

    assert places(tmp_path / "parts") == places(faulty)


def test_no_faults_are_wanted_where_none_are_asked_for() -> None:
    """Without faults no article is touched."""
    assert Planter(0, 100).wanted == set()
