"""A package that is checked bucket by bucket gives the findings that it gives when it is held at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bucket_packages import changed, copies, dropped, write_package
from swf_facts.buckets import validate_in_buckets
from swf_facts.package import read_package
from swf_facts.rules import RUNGS
from swf_facts.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from bucket_packages import Tables
    from swf_facts.findings import Report

COUNT = 5  # copies, of three articles each


def damage(tables: Tables) -> None:
    """Plant faults of many kinds: of rows, of articles, of the vocabulary, and between articles."""
    changed(tables, "evidence", {"fact_id": "lantern2024.001", "role": "value"}, exact="over $2.51 billion")
    changed(tables, "evidence", {"fact_id": "gazette2025.002", "role": "statement"}, start="88", end="126")
    changed(tables, "evidence", {"fact_id": "gazette2026.001", "role": "attribution"}, exact="the Mourning Ledger")
    changed(tables, "evidence", {"fact_id": "gazette2026.002", "role": "subject"}, start="9999", end="10012")
    changed(tables, "facts", {"fact_id": "lantern2025.001"}, value_number="NaN")
    changed(tables, "facts", {"fact_id": "lantern2026.001"}, value_number="2160000000", lower="2160000000")
    changed(tables, "facts", {"fact_id": "lantern2027.001"}, unit_id="EUR")
    changed(tables, "facts", {"fact_id": "lantern2025.002"}, value_entity_id="atlantis")
    changed(tables, "facts", {"fact_id": "lantern2027.002"}, value_entity_id="atlantis")
    changed(tables, "facts", {"fact_id": "lantern2026.003"}, modality="asserted")
    changed(
        tables,
        "facts",
        {"fact_id": "gazette2024.001"},
        status="superseded",
        superseded_by="gazette2028.001",
        status_reason="?",
    )
    changed(
        tables,
        "facts",
        {"fact_id": "gazette2028.001"},
        status="superseded",
        superseded_by="gazette2024.001",
        status_reason="?",
    )
    changed(
        tables,
        "facts",
        {"fact_id": "gazette2027.001"},
        status="superseded",
        superseded_by="gazette2024.777",
        status_reason="?",
    )
    changed(tables, "facts", {"fact_id": "gazette2026.002"}, article_id="lantern2028")
    changed(tables, "facts", {"fact_id": "gazette2025.002"}, note='=HYPERLINK("x")', polarity="maybe")
    changed(tables, "articles", {"article_id": "gazette2027"}, derived_from="lantern2024", published="2024-01-01")
    changed(tables, "articles", {"article_id": "lantern2028"}, derived_from="nowhere2024", text_length="7")
    changed(tables, "articles", {"article_id": "gazette2026"}, title="Another title", derived_from=None)
    changed(
        tables,
        "texts",
        {"article_id": "gazette2025"},
        text="A f\u0075\u0308nd with a past\n\nNothing of 7 of\u200b it.\n",
    )
    changed(tables, "attributions", {"fact_id": "lantern2026.004"}, entity_id="nobody", kind="named_person")
    changed(tables, "passages", {"passage_id": "lantern2024.p004"}, end="170")
    dropped(tables, "evidence", {"fact_id": "lantern2028.002"})
    dropped(tables, "exclusions", {"article_id": "lantern2027"})
    tables["facts"] = tables["facts"].vstack(tables["facts"].tail(1))
    for name in ("lantern2024.002", "lantern2025.002", "lantern2026.002", "lantern2027.002", "lantern2028.002"):
        changed(tables, "facts", {"fact_id": name}, property_id="opened")


@pytest.fixture
def damaged(tmp_path: Path) -> tuple[Path, Tables]:
    """Return a folder with a package of single CSV files that has faults of many kinds, and its tables."""
    tables = copies(tmp_path / "one", COUNT)
    damage(tables)
    return write_package(tmp_path / "one", tables), tables


def rows(report: Report) -> list[tuple[object, ...]]:
    """Return everything that a report says, finding by finding in its order."""
    return [
        (one.rule, one.severity, one.resource, one.key, one.row, one.field, one.found, one.message, one.fix)
        for one in report.findings
    ]


@pytest.mark.parametrize("articles", [15, 6, 5, 2])
def test_a_package_of_single_files_gives_the_same_findings_in_any_number_of_buckets(
    damaged: tuple[Path, Tables], articles: int
) -> None:
    """One, three, three and eight buckets of a package with many faults: every finding is the same, its line too."""
    folder, _ = damaged
    expected = validate(folder)
    found = validate_in_buckets(read_package(folder), str(folder), list(RUNGS), articles=articles)

    assert len({finding.rule for finding in expected.findings}) > 25
    assert rows(found) == rows(expected)
    assert {name: rung.checked for name, rung in found.rungs.items()} == {
        name: rung.checked for name, rung in expected.rungs.items()
    }


@pytest.mark.parametrize(
    ("form", "articles"), [("parquet", 15), ("parquet", 6), ("parquet", 2), ("csv", 6), ("csv", 2)]
)
def test_a_package_in_parts_gives_the_findings_of_its_single_files(
    damaged: tuple[Path, Tables], tmp_path: Path, form: str, articles: int
) -> None:
    """Rows of tables in parts are counted over all parts, as lines of one file; what is said of whole files is said of parts."""
    folder, tables = damaged
    copies(tmp_path / "parts", 1)  # for the vocabulary
    parted = write_package(tmp_path / "parts", tables, form=form, articles=articles)  # type: ignore[arg-type]

    assert rows(validate(parted)) == rows(validate(folder))
