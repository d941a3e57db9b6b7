"""The ledger: what a digest covers, how a release freezes facts, and what becomes of them after it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import package_copies
import swf_facts
from swf_facts import NotCurrentWarning, PackageError, cli
from swf_facts.ledger import digest
from swf_facts.package import installed_package, read_package
from swf_facts.refresh import refresh
from swf_facts.rules.digests import digests
from swf_facts.rules.table import table_of_columns
from swf_facts.rules.tables import Tables
from swf_facts.validation import validate
from swf_facts.versions import Version

if TYPE_CHECKING:
    from pathlib import Path

CELLS = st.dictionaries(st.sampled_from(["fact_id", "start", "exact", "note"]), st.text(max_size=4), max_size=4)


@pytest.fixture
def released(good: Path) -> Path:
    """Return the good package, released as 1.0.0 and on its way to 1.1.0."""
    refresh(good, release=True)
    return package_copies.edit_descriptor(good, version="1.1.0")


def _rules(folder: Path) -> list[str]:
    return [finding.rule for finding in validate(folder, rungs=["history"]).findings]


def _ledger(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "data" / "ledger.csv").read_text("utf-8"))))


def _end(folder: Path, fact: str, status: str, by: str = "") -> None:
    """Supersede or withdraw a fact."""
    for field, cell in (("status", status), ("superseded_by", by), ("status_reason", "It was misread.")):
        package_copies.set_cell(folder, "facts", fact, field, cell)


# --- the digest ---------------------------------------------------------------------------------------
def test_a_stranger_can_recompute_the_digests_we_publish() -> None:
    """With csv, json and hashlib alone, from what the Table Schema says of the digest, every digest comes out as published."""

    def rows(name: str) -> list[dict[str, str]]:
        content = (installed_package() / "data" / f"{name}.csv").read_text("utf-8")
        found = csv.DictReader(io.StringIO(content, newline=""))
        return [{field: cell for field, cell in row.items() if cell} for row in found]

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    facts = {row["fact_id"]: row for row in rows("facts") if row["status"] == "current"}
    parts = {name: rows(name) for name in ("evidence", "attributions")}
    published = {row["fact_id"]: row["digest"] for row in rows("ledger")}

    assert facts.keys() & published.keys()
    for fact in facts.keys() & published.keys():
        whole: dict[str, object] = {
            name: sorted((row for row in part if row["fact_id"] == fact), key=text) for name, part in parts.items()
        }
        whole["fact"] = facts[fact]
        assert published[fact] == f"sha256:{hashlib.sha256(text(whole).encode()).hexdigest()}"


ODD = st.text(st.sampled_from('a"\\\n\t\x00\x1f\x7f\u2028é🌊'), min_size=1, max_size=4)
ROW = st.dictionaries(st.sampled_from(["role", "start", "end", "exact", "note", "extra"]), ODD, max_size=4)


@given(facts=st.lists(ROW, min_size=1, max_size=2), rows=st.lists(st.tuples(st.sampled_from("001"), ROW), max_size=8))
def test_digests_of_all_facts_are_those_of_each(
    facts: list[dict[str, str]], rows: list[tuple[str, dict[str, str]]]
) -> None:
    """Made for a whole table at once, whatever its cells hold, a digest is that of the rows of one fact."""
    named = [{"fact_id": str(number), **row} for number, row in enumerate(facts)]
    evidence, attributions = ([{"fact_id": of, **row} for of, row in rows[part::2]] for part in (0, 1))
    columns = dict.fromkeys(("fact_id", "role", "start", "end", "exact", "note", "extra"), pl.String)
    given_rows = {"facts": named, "evidence": evidence, "attributions": attributions}
    tables = {
        name: table_of_columns(name, {"fields": [{"name": column} for column in columns]}, pl.DataFrame(part, columns))
        for name, part in given_rows.items()
    }
    made = digests(Tables(package=read_package(installed_package()), tables=tables, texts={}))

    assert dict(made.iter_rows()) == {
        fact["fact_id"]: digest(
            fact, *([row for row in part if row["fact_id"] == fact["fact_id"]] for part in (evidence, attributions))
        )
        for fact in named
    }


@given(CELLS, st.lists(CELLS, max_size=3), st.lists(CELLS, max_size=3))
def test_order_and_empty_cells_make_no_difference(
    fact: dict[str, str], evidence: list[dict[str, str]], attributions: list[dict[str, str]]
) -> None:
    """Rows and fields in another order, and new fields that are empty, give the same digest."""
    more = dict(reversed([*fact.items(), ("added", "")]))

    assert digest(fact, evidence, attributions) == digest(more, evidence[::-1], attributions[::-1])


@given(CELLS, CELLS, st.sampled_from(["fact", "evidence", "attributions"]))
def test_other_cells_give_another_digest(one: dict[str, str], other: dict[str, str], place: str) -> None:
    """Two rows that differ in a filled cell have different digests, wherever they belong."""

    def digest_with(row: dict[str, str]) -> str:
        rows = {name: [row] if name == place else [] for name in ("fact", "evidence", "attributions")}
        return digest(row if place == "fact" else {}, rows["evidence"], rows["attributions"])

    same = {name: cell for name, cell in one.items() if cell} == {name: cell for name, cell in other.items() if cell}
    assert (digest_with(one) == digest_with(other)) == same


def test_versions_are_in_the_order_of_semver() -> None:
    """The example of semver.org, and a tenth minor version after the ninth."""
    order = [
        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
        "1.0.0", "1.9.0", "1.10.0", "2.0.0",
    ]  # fmt: skip
    versions = [Version.parse(text) for text in order]

    assert sorted(versions, key=lambda one: one.order if one else ()) == versions
    assert [str(version) for version in versions] == order
    assert [Version.parse(text) for text in ("", "1.0", "01.0.0", "1.0.0-", "1.0.0+5", "v1.0.0", "1" * 200)] == [
        None
    ] * 7


# --- a release ----------------------------------------------------------------------------------------
def test_first_release_records_every_fact(good: Path) -> None:
    """Before it there is no ledger; after it every fact is in it, the package is valid, and a second release changes nothing."""
    assert refresh(good)
    assert not (good / "data" / "ledger.csv").exists()
    assert refresh(good, release=True) == ["data/ledger.csv", "datapackage.json"]
    assert refresh(good, release=True) == []

    data = swf_facts.load(good)
    assert [entry.fact_id for entry in data.ledger] == [fact.fact_id for fact in data.facts]
    assert {(entry.introduced, entry.last_changed, entry.withdrawn) for entry in data.ledger} == {
        ("1.0.0", "1.0.0", None)
    }
    assert data.facts["gazette2024.001"].history == data.ledger["gazette2024.001"]
    assert validate(good).findings == ()


def test_a_package_without_ledger_has_an_empty_one(good: Path) -> None:
    """A fact that was not released has no history."""
    data = swf_facts.load(good)

    assert len(data.ledger) == 0
    assert data.facts["gazette2024.001"].history is None


def test_next_release_records_what_was_added_and_ended(released: Path) -> None:
    """A withdrawn, a superseded and a new fact are lawful, and the next release writes them down."""
    header, rows = package_copies.read_table(released, "facts")
    (row,) = [row for row in rows if row[0] == "lantern2024.002"]
    package_copies.write_table(released, "facts", header, [*rows, ["lantern2024.005", *row[1:]]])
    _end(released, "lantern2024.002", "superseded", by="lantern2024.005")
    _end(released, "lantern2024.004", "withdrawn")

    assert _rules(released) == []

    refresh(released, release=True)
    ledger = {row["fact_id"]: row for row in _ledger(released)}

    assert _rules(released) == []
    assert [
        (ledger[fact]["introduced"], ledger[fact]["last_changed"], ledger[fact]["withdrawn"]) for fact in ledger
    ] == [
        ("1.0.0", "1.0.0", ""),
        ("1.0.0", "1.0.0", ""),
        ("1.0.0", "1.0.0", ""),
        ("1.0.0", "1.1.0", ""),
        ("1.0.0", "1.0.0", ""),
        ("1.0.0", "1.1.0", "1.1.0"),
        ("1.1.0", "1.1.0", ""),
    ]


@pytest.mark.parametrize(
    ("table", "key", "field", "cell"),
    [
        ("facts", "lantern2024.001", "note", "It says so."),
        ("evidence", "lantern2024.001/value/77/95", "end", "94"),
        ("evidence", "lantern2024.001/subject/43/56", "role", "property"),
        ("attributions", "lantern2024.003/1", "entity_id", "lantern"),
    ],
)
def test_every_part_of_a_fact_is_frozen(released: Path, table: str, key: str, field: str, cell: str) -> None:
    """A changed row, a moved span, another role, another speaker: each is found, and no release records it."""
    package_copies.set_cell(released, table, key, field, cell)

    assert _rules(released) == ["released-fact-changed"]
    with pytest.raises(PackageError, match=r"released in 1\.0\.0, was changed; restore its row"):
        refresh(released, release=True)


def test_what_has_ended_stays_so(released: Path) -> None:
    """A withdrawn fact keeps its row and its reason: it is not current again, and the reason is not reworded."""
    _end(released, "lantern2024.004", "withdrawn")
    refresh(released, release=True)
    package_copies.edit_descriptor(released, version="1.2.0")
    package_copies.set_cell(released, "facts", "lantern2024.004", "status_reason", "For no reason.")

    assert _rules(released) == ["released-fact-changed"]

    package_copies.set_cell(released, "facts", "lantern2024.004", "status_reason", "")
    package_copies.set_cell(released, "facts", "lantern2024.004", "status", "current")

    assert _rules(released) == ["released-fact-changed"]


def test_a_new_major_version_may_rewrite(released: Path) -> None:
    """What is forbidden in 1.1.0 is lawful in 2.0.0, and the ledger says that it happened."""
    package_copies.set_cell(released, "facts", "lantern2024.001", "note", "It says so.")
    package_copies.edit_descriptor(released, version="2.0.0")

    assert _rules(released) == []
    refresh(released, release=True)
    assert [row["fact_id"] for row in _ledger(released) if row["last_changed"] == "2.0.0"] == ["lantern2024.001"]
    assert _rules(released) == []


def test_a_lost_fact_cannot_be_released(released: Path) -> None:
    """A release with a fact less is refused, and the ledger stays as it was."""
    before = (released / "data" / "ledger.csv").read_bytes()
    header, rows = package_copies.read_table(released, "facts")
    package_copies.write_table(released, "facts", header, rows[:-1])

    with pytest.raises(PackageError, match=r"the fact lantern2024\.004, released in 1\.0\.0, is no longer there"):
        refresh(released, release=True)
    assert (released / "data" / "ledger.csv").read_bytes() == before
    assert _rules(released) == ["released-fact-gone"]


def test_a_version_is_released_once(released: Path) -> None:
    """An older version, and the same version with other facts, are refused with what to do."""
    package_copies.edit_descriptor(released, version="0.9.0")
    with pytest.raises(
        PackageError, match=r"the ledger records version 1\.0\.0, and 0\.9\.0 is older; raise the version"
    ):
        refresh(released, release=True)
    package_copies.edit_descriptor(released, version="1.0.0")
    _end(released, "lantern2024.004", "withdrawn")
    with pytest.raises(
        PackageError, match=r"version 1\.0\.0 was released already, with other facts; raise the version"
    ):
        refresh(released, release=True)

    assert _rules(released) == ["release-reopened"]


def test_the_command_releases(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``refresh --release`` writes the ledger; with ``--check`` it says that it is stale, and how to mend it."""
    refresh(good)
    assert cli.main(["refresh", "--release", "--check", str(good)]) == 1
    assert f"`swf-facts refresh --release {good}` brings them up to date" in capsys.readouterr().out
    assert cli.main(["refresh", "--release", str(good)]) == 0
    assert "wrote data/ledger.csv" in capsys.readouterr().out
    assert cli.main(["refresh", "--release", "--check", str(good)]) == 0


def test_a_package_from_before_ledgers_gets_its_table_schema(good: Path) -> None:
    """The schema comes with the first release."""
    (good / "schemas" / "ledger.json").unlink()

    assert "schemas/ledger.json" in refresh(good, release=True)


def test_the_facts_of_our_first_release_are_frozen(tmp_path: Path) -> None:
    """The ledger of this package begins with the 174 facts of 0.1.0, and one changed cell among them is found."""
    shutil.copytree(installed_package() / "data", tmp_path / "data")
    shutil.copytree(installed_package() / "schemas", tmp_path / "schemas")
    shutil.copy(installed_package() / "datapackage.json", tmp_path)

    assert sum(row["introduced"] == "0.1.0" for row in _ledger(tmp_path)) == 174
    assert _rules(tmp_path) == []
    package_copies.set_cell(tmp_path, "facts", "coincu2025.048", "note", "A note.")
    assert _rules(tmp_path) == ["released-fact-changed"]


# --- asking for what no longer stands -----------------------------------------------------------------
def test_a_superseded_fact_comes_with_a_warning_once(good: Path) -> None:
    """The warning names the fact at the end of the chain; the second look at it is quiet, and so is the current one."""
    for fact, by in (("lantern2024.001", "lantern2024.002"), ("lantern2024.002", "lantern2024.003")):
        _end(good, fact, "superseded", by=by)
    data = swf_facts.load(good)

    with pytest.warns(
        NotCurrentWarning,
        match=r"^the fact lantern2024\.001 was superseded \(It was misread\.\); lantern2024\.003 stands in its place$",
    ) as caught:
        first = data.facts["lantern2024.001"]
    assert [warning.filename for warning in caught] == [__file__]
    assert first.replacement is data.facts["lantern2024.003"]
    assert data.facts["lantern2024.001"] is data.facts.get("lantern2024.001") is first
    assert data.facts["lantern2024.003"].replacement is None


def test_a_withdrawn_fact_comes_with_a_warning(good: Path) -> None:
    """Nothing replaces it, nor what it had replaced before."""
    _end(good, "lantern2024.002", "superseded", by="lantern2024.003")
    _end(good, "lantern2024.003", "withdrawn")
    data = swf_facts.load(good)

    with pytest.warns(NotCurrentWarning, match=r"was withdrawn \(It was misread\.\); nothing replaces it$") as caught:
        fact = data.facts.get("lantern2024.003")
    assert [warning.filename for warning in caught] == [__file__]
    assert fact is not None
    assert fact.status == "withdrawn"
    with pytest.warns(NotCurrentWarning, match=r"was superseded .* and what replaced it was withdrawn"):
        assert data.facts["lantern2024.002"].replacement is None


def test_the_table_keeps_what_where_leaves_out(good: Path) -> None:
    """``len``, ``in``, ``ids`` and iterating are about every fact; ``where`` is about those that stand."""
    _end(good, "lantern2024.003", "withdrawn")
    data = swf_facts.load(good)

    assert len(data.facts) == len(list(data.facts)) == len(data.facts.ids()) == 6
    assert "lantern2024.003" in data.facts
    assert len(data.facts.where()) == 5
    assert len(data.facts.where(status=None)) == 6


def test_going_through_the_table_warns_of_nothing(good: Path) -> None:
    """Who reads every fact with its evidence has asked for none that no longer stands; a warning would be an error here."""
    _end(good, "lantern2024.003", "withdrawn")

    assert [fact.quote for fact in swf_facts.load(good).facts if fact.attributions and fact.history is None]


def test_a_circle_of_replacements_is_refused(good: Path) -> None:
    """A damaged package is named as such, and the search for a replacement ends."""
    _end(good, "lantern2024.001", "superseded", by="lantern2024.001")
    (fact,) = swf_facts.load(good).facts.where(status="superseded")

    with pytest.raises(PackageError, match=r"fact lantern2024\.001 is superseded in a circle"):
        _ = fact.replacement
    with pytest.warns(NotCurrentWarning, match=r"\(It was misread\.\) by lantern2024\.001$"):
        assert swf_facts.load(good).facts["lantern2024.001"] == fact


def test_the_command_line_says_it_in_one_line(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``show`` shows the fact, and stderr has the warning without file names and code."""
    _end(good, "lantern2024.003", "withdrawn")

    assert cli.main(["show", "lantern2024.003", "--package", str(good)]) == 0
    said = capsys.readouterr()
    assert "lantern2024.003" in said.out
    assert said.err == "swf-facts: the fact lantern2024.003 was withdrawn (It was misread.); nothing replaces it\n"


def test_a_circle_is_reported_once(tmp_path: Path) -> None:
    """A fact that supersedes itself is the business of the structure; the history has nothing to add."""
    assert _rules(package_copies.copy_bad("reference-loop", tmp_path)) == []
