"""What changed between two packages: every kind of change is found and named, and demands its version."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import package_copies
import swf_facts
from swf_facts import MissingExtra, NotAPackage, PackageError, SwfFactsError, cli, diff
from swf_facts.difference import frames, rows
from swf_facts.difference.bump import least_version
from swf_facts.difference.sides import Sheet
from swf_facts.package import Package, Resource, installed_package
from swf_facts.refresh import refresh
from swf_facts.versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from swf_facts import Difference

FACT = "lantern2024.001"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the good package as version 1.0.0."""
    return package_copies.copy_good(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Return the good package as version 1.1.0."""
    return package_copies.edit_descriptor(package_copies.copy_good(tmp_path / "new"), version="1.1.0")


def _edit_table(folder: Path, table: str, edit: Callable[[list[list[str]]], list[list[str]]]) -> None:
    header, found = package_copies.read_table(folder, table)
    package_copies.write_table(folder, table, header, edit(found))


def _changes(difference: Difference, table: str) -> list[tuple[str, str]]:
    return [(row.change, row.key) for row in difference.tables[table].changes]


def _reasons(difference: Difference) -> list[tuple[str, str, str]]:
    return [(reason.level, reason.what, reason.example) for reason in difference.bump.reasons]


def _schema() -> Any:
    return json.loads((installed_package() / "schemas" / "diff.json").read_text("utf-8"))


# --- what is found ------------------------------------------------------------------------------------
def test_a_package_is_the_same_as_itself(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing differs, no version is demanded, and the exit code is 0."""
    difference = diff(old, old)

    assert difference.same
    assert (difference.bump.level, difference.bump.satisfied, difference.bump.reasons) == ("none", True, ())
    assert cli.main(["diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out == f"Nothing differs: isle-facts 1.0.0, both are {old}.\n"


def test_a_new_version_of_the_same_data_is_a_patch(old: Path, new: Path) -> None:
    """Only the version differs: no row, and the least that a release may raise is enough."""
    difference = diff(old, new)

    assert not difference.same
    assert [change.member for change in difference.metadata] == ["version"]
    assert (difference.bump.level, difference.bump.satisfied) == ("none", True)


def test_every_fact_is_told_by_what_became_of_it(old: Path, new: Path) -> None:
    """Added, removed, changed, superseded, withdrawn; in file order, and with their cells before and after."""
    header, found = package_copies.read_table(new, "facts")
    row = {fact[0]: dict(zip(header, fact, strict=True)) for fact in found}
    row["gazette2024.001"] |= {"value_date": "1999-03-02"}
    row["lantern2024.001"] |= {"status": "superseded", "superseded_by": "lantern2024.005", "status_reason": "Misread."}
    row["lantern2024.002"] |= {"status": "withdrawn", "status_reason": "Untrue."}
    row["lantern2024.003"] |= {"status": "withdrawn", "status_reason": "Untrue.", "note": "And more."}
    del row["lantern2024.004"]
    row["lantern2024.005"] = {**row["gazette2024.002"], "fact_id": "lantern2024.005"}
    package_copies.write_table(new, "facts", header, [list(cells.values()) for cells in row.values()])
    facts = diff(old, new).tables["facts"]

    assert [(change.change, change.key) for change in facts.changes] == [
        ("changed", "gazette2024.001"),
        ("superseded", "lantern2024.001"),
        ("withdrawn", "lantern2024.002"),
        ("changed", "lantern2024.003"),
        ("removed", "lantern2024.004"),
        ("added", "lantern2024.005"),
    ]
    assert facts.changes[0].to_dict()["cells"] == [{"field": "value_date", "old": "1999-03-01", "new": "1999-03-02"}]
    assert facts.changes[-1].cell("value_number").to_dict() == {"field": "value_number", "old": None, "new": "42"}
    assert (facts.old_rows, facts.new_rows, facts.count("withdrawn")) == (6, 6, 1)


def test_moved_spans_are_told_from_changed_quotes(old: Path, new: Path) -> None:
    """The same words elsewhere have moved; other words of the same fact and role have changed; the rest came or went."""

    def edit(found: list[list[str]]) -> list[list[str]]:
        for cells in found:
            if cells[:2] == [FACT, "value"]:
                cells[3:5] = ["78", "96"]
            elif cells[:2] == [FACT, "subject"]:
                cells[3:] = ["47", "56", "Isle Fund"]
            elif cells[:2] == [FACT, "as_of"]:
                cells[1] = "unit"
        return found

    _edit_table(new, "evidence", edit)
    difference = diff(old, new)

    assert _changes(difference, "evidence") == [
        ("moved", f"{FACT}/value/77/95"),
        ("changed", f"{FACT}/subject/43/56"),
        ("removed", f"{FACT}/as_of/99/113"),
        ("added", f"{FACT}/unit/99/113"),
    ]
    assert [cell.field for cell in difference.tables["evidence"].changes[0].cells] == ["start", "end"]
    assert difference.tables["evidence"].changes[1].cell("exact").new == "Isle Fund"
    assert {level for level, *_ in _reasons(difference)} == {"major"}


def test_two_spans_of_one_role_that_swap_words_both_move(old: Path, new: Path) -> None:
    """Where an owner has several spans, those with the same words are paired first."""
    for folder, spans in ((old, (("1", "2", "a"), ("5", "6", "b"))), (new, (("3", "4", "b"), ("7", "8", "a")))):
        header, found = package_copies.read_table(folder, "evidence")
        added = [[FACT, "unit", "lantern2024", *span] for span in spans]
        package_copies.write_table(folder, "evidence", header, [*found, *added])

    assert _changes(diff(old, new), "evidence") == [("moved", f"{FACT}/unit/1/2"), ("moved", f"{FACT}/unit/5/6")]


def test_a_span_that_moved_takes_no_other(old: Path, new: Path) -> None:
    """Beside a span that moved, a new one of the same role is added, and is not what the first has become."""
    for folder, spans in ((old, (("1", "2", "a"),)), (new, (("3", "4", "a"), ("7", "8", "b")))):
        header, found = package_copies.read_table(folder, "evidence")
        added = [[FACT, "unit", "lantern2024", *span] for span in spans]
        package_copies.write_table(folder, "evidence", header, [*found, *added])

    assert _changes(diff(old, new), "evidence") == [("moved", f"{FACT}/unit/1/2"), ("added", f"{FACT}/unit/7/8")]


def test_passages_with_the_same_words_elsewhere_have_moved(old: Path, new: Path) -> None:
    """Where a sentence grew, those after it have moved, and it has changed; without the text nobody can tell."""
    package_copies.replace(new, "data/texts/gazette2024.txt", "opened on", "was opened on")

    def later(found: list[list[str]]) -> list[list[str]]:
        for cells in found:
            if cells[0] == "lantern2024.p001":
                cells[2:4] = ["1", "27"]  # other words
            if cells[1] == "gazette2024" and int(cells[3]) > 44:
                cells[2:4] = [str(int(cells[2]) + 4 * (int(cells[2]) > 44)), str(int(cells[3]) + 4)]
        return found

    _edit_table(new, "passages", later)

    assert _changes(diff(old, new), "passages") == [
        ("changed", "gazette2024.p002"),
        ("moved", "gazette2024.p003"),
        ("changed", "lantern2024.p001"),
    ]
    (new / "data" / "texts" / "gazette2024.txt").unlink()
    assert {change for change, _ in _changes(diff(old, new), "passages")} == {"changed"}


def test_exclusions_move_too(old: Path, new: Path) -> None:
    """An excluded number whose position changed has moved."""
    _edit_table(new, "exclusions", lambda found: [[found[0][0], "209", "211", *found[0][3:]]])

    assert _changes(diff(old, new), "exclusions") == [("moved", "lantern2024/208/210")]


def test_a_changed_text_is_shown_sentence_by_sentence(old: Path, new: Path) -> None:
    """The sentence that changed stands before and after, with one sentence of context; the article's measures follow."""
    package_copies.replace(new, "data/texts/lantern2024.txt", "held over", "had over")
    difference = diff(old, new)
    (text,) = difference.texts

    assert (text.article_id, text.change) == ("lantern2024", "changed")
    assert (text.old_length or 0) - (text.new_length or 0) == 1
    assert [line[:1] for line in text.lines] == ["@", " ", "-", "+", " "]
    assert "held over" in text.lines[2]
    assert "had over" in text.lines[3]
    assert _changes(difference, "articles") == [("changed", "lantern2024")]
    assert difference.bump.level == "minor"


def test_a_text_that_is_taken_out_breaks_a_promise(old: Path, new: Path) -> None:
    """Without the text nobody can check the quotes: MAJOR."""
    descriptor = package_copies.read_descriptor(new)
    descriptor["resources"] = [entry for entry in descriptor["resources"] if entry["name"] != "text-lantern2024"]
    package_copies.write_descriptor(new, descriptor)
    difference = diff(old, new)

    assert [(text.article_id, text.change, text.new_length) for text in difference.texts] == [
        ("lantern2024", "removed", None)
    ]
    assert _reasons(difference)[0] == ("major", "text removed", "lantern2024")


def test_blanks_between_sentences_alone_give_no_lines(old: Path, new: Path) -> None:
    """The text has changed, and no sentence of it."""
    for folder, blanks in ((old, " "), (new, "  ")):
        text = folder / "data" / "texts" / "lantern2024.txt"
        text.write_bytes(text.read_bytes() + f"It is old.{blanks}It is rich.\n".encode())
    (text_change,) = diff(old, new).texts

    assert (text_change.change, text_change.lines) == ("changed", ())


@pytest.mark.parametrize(
    ("edit", "what", "field", "level"),
    [
        (lambda field: field.pop("title"), "title", "note", "patch"),
        (lambda field: field.update(type="integer"), "type", "note", "major"),
        (lambda field: field.update(format="uri"), "format", "note", "major"),
        (lambda field: field.update(constraints={}), "constraints.minLength", "note", "major"),
        (lambda field: field["constraints"].update(maxLength=9), "constraints.maxLength", "note", "minor"),
        (lambda field: field["constraints"].update(required=True), "constraints.required", "note", "minor"),
        (lambda field: field["constraints"].update(minLength=2), "constraints.minLength", "note", "major"),
        (lambda field: field["constraints"].pop("required"), "constraints.required", "modality", "major"),
        (lambda field: field["constraints"]["enum"].append("sworn"), "constraints.enum", "modality", "minor"),
        (lambda field: field["constraints"]["enum"].pop(), "constraints.enum", "modality", "major"),
        (lambda field: field.update(name="memo"), "field", "note", "major"),
    ],
)
def test_every_change_of_a_field_demands_its_version(
    old: Path, new: Path, edit: Callable[[Any], None], what: str, field: str, level: str
) -> None:
    """Words are PATCH; what promises more, or offers one more choice, is MINOR; what breaks a reader is MAJOR."""
    place = new / "schemas" / "facts.json"
    schema = json.loads(place.read_text("utf-8"))
    edit(next(one for one in schema["fields"] if one["name"] == field))
    place.write_text(json.dumps(schema), "utf-8")
    difference = diff(old, new)

    assert (difference.schema[0].table, difference.schema[0].field, difference.schema[0].what) == ("facts", field, what)
    assert difference.schema[0].level == level
    assert difference.bump.level == level


def test_a_field_that_becomes_required_promises_more(old: Path, new: Path) -> None:
    """Whether it said before that it was not required, or said nothing."""
    for folder, required in ((old, False), (new, True)):
        place = folder / "schemas" / "facts.json"
        schema = json.loads(place.read_text("utf-8"))
        schema["fields"][-1]["constraints"]["required"] = required
        place.write_text(json.dumps(schema), "utf-8")

    assert [change.level for change in diff(old, new).schema] == ["minor"]
    package_copies.edit_descriptor(new, version="1.0.0")
    assert [change.level for change in diff(new, old).schema] == ["major"]


def test_tables_that_come_and_go(old: Path, new: Path) -> None:
    """An optional table may come with a MINOR version, and goes with a MAJOR one."""
    refresh(new)
    came, went = diff(old, new), diff(package_copies.edit_descriptor(new, version="1.0.0"), old)

    assert [(change.table, change.what, change.level) for change in came.schema] == [("agreements", "table", "minor")]
    assert [(change.table, change.what, change.level) for change in went.schema] == [("agreements", "table", "major")]
    assert _reasons(went)[0] == ("major", "table removed", "agreements")


def test_other_files_come_go_and_change(old: Path, new: Path) -> None:
    """Files beside tables and texts are told by their hash."""
    for folder, names in ((old, {"map": "a", "list": "b"}), (new, {"list": "c", "plan": "d"})):
        descriptor = package_copies.read_descriptor(folder)
        for name, content in names.items():
            (folder / "data" / f"{name}.json").write_text(content)
            entry = {"name": name, "path": f"data/{name}.json", "mediatype": "application/json"}
            descriptor["resources"].append(entry)
        package_copies.write_descriptor(folder, descriptor)
        package_copies.refresh(folder)

    assert [(each.name, each.change, each.level) for each in diff(old, new).resources] == [
        ("map", "removed", "major"),
        ("list", "changed", "minor"),
        ("plan", "added", "minor"),
    ]


@pytest.mark.parametrize(
    ("member", "value", "level"),
    [
        ("title", "Isle", "patch"),
        ("licenses", [], "major"),
        ("created", "2024-03-01T00:00:00Z", "none"),
        ("doi", "10/x", "patch"),
    ],
)
def test_metadata_is_compared_member_by_member(old: Path, new: Path, member: str, value: object, level: str) -> None:
    """A licence is a promise; words are not; what every release changes demands nothing."""
    package_copies.edit_descriptor(new, **{member: value})
    difference = diff(old, new)

    assert {change.member: change.level for change in difference.metadata} == {member: level, "version": "none"}
    assert difference.bump.level == level


def test_the_licence_of_one_file_is_compared(old: Path, new: Path) -> None:
    """Each resource has its own rights; how it is kept is none of its metadata."""
    descriptor = package_copies.read_descriptor(new)
    descriptor["resources"][0] |= {"licenses": [{"name": "ODbL-1.0"}], "mediatype": "text/x-csv"}
    package_copies.write_descriptor(new, descriptor)

    assert [change.member for change in diff(old, new).metadata if change.level != "none"] == [
        "resources.articles.licenses"
    ]


# --- what it demands ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("table", "key", "field", "cell", "level"),
    [
        ("facts", "lantern2024.004", "note", "Another.", "major"),
        ("attributions", "lantern2024.003/1", "kind", "unnamed", "major"),
        ("entities", "norland", "name", "Norlandia", "minor"),
        ("properties", "opened", "definition", "Began.", "minor"),
        ("properties", "opened", "value_type", "text", "major"),
        ("units", "USD", "code", "EUR", "major"),
        ("articles", "lantern2024", "author", "A. Writer", "minor"),
        ("passages", "lantern2024.p001", "kind", "heading", "minor"),
    ],
)
def test_every_changed_cell_demands_its_version(
    old: Path, new: Path, table: str, key: str, field: str, cell: str, level: str
) -> None:
    """What an id means is fixed; how it is described is not."""
    package_copies.set_cell(new, table, key, field, cell)
    difference = diff(old, new)

    assert difference.bump.level == level
    assert difference.bump.satisfied == (level == "minor")
    assert difference.bump.least_version == {"minor": "1.1.0", "major": "2.0.0"}[level]


def test_an_id_that_is_filled_in_later_is_no_other_entity(old: Path, new: Path) -> None:
    """To say which item of Wikidata it is changes nothing; to say another does."""
    package_copies.set_cell(new, "entities", "isle-fund", "wikidata", "Q1061648")
    assert diff(old, new).bump.level == "minor"
    package_copies.set_cell(old, "entities", "isle-fund", "wikidata", "Q30")
    assert diff(old, new).bump.level == "major"


def test_evidence_comes_and_goes_with_its_fact(old: Path, new: Path) -> None:
    """Of an added fact the evidence is no change of another; of a removed one neither."""
    for table in ("facts", "evidence", "attributions"):
        _edit_table(old, table, lambda found: [cells for cells in found if cells[0] != "lantern2024.003"])

    assert _reasons(diff(old, new)) == [("minor", "facts added", "lantern2024.003")]
    package_copies.edit_descriptor(new, version="1.0.0")
    assert _reasons(diff(new, old)) == [("major", "facts removed", "lantern2024.003")]


def test_the_ledger_demands_nothing(old: Path, new: Path) -> None:
    """It records releases; what it records has its own place in the difference."""
    refresh(old, release=True)
    refresh(new, release=True)
    difference = diff(old, new)

    assert _changes(difference, "ledger")[0] == ("changed", "gazette2024.001")
    assert difference.bump.level == "none"


@pytest.mark.parametrize(
    ("version", "level", "least"),
    [
        ("1.2.3", "none", "1.2.3"), ("1.2.3", "patch", "1.2.4"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "major", "2.0.0"),
        ("0.2.3", "patch", "0.2.4"), ("0.2.3", "minor", "0.3.0"), ("0.2.3", "major", "0.3.0"), ("1.0.0-rc.1", "major", "1.0.0"),
    ],
)  # fmt: skip
def test_the_least_version(version: str, level: Any, least: str) -> None:
    """As semver.org has it; before 1.0.0 a MAJOR change raises the second number."""
    parsed = Version.parse(version)

    assert parsed is not None
    assert str(least_version(parsed, level)) == least


def test_the_same_version_with_other_data_is_not_enough(old: Path, new: Path) -> None:
    """Even where only words changed."""
    package_copies.edit_descriptor(new, version="1.0.0", title="Isle")

    assert diff(old, new).bump.satisfied is False
    assert diff(old, new).bump.least_version == "1.0.1"


def test_packages_of_different_names_have_no_common_version(old: Path, new: Path) -> None:
    """They can be compared, and which is later nobody can say."""
    package_copies.edit_descriptor(new, name="other-facts", version="0.0.1")
    bump = diff(old, new).bump

    assert (bump.level, bump.least_version, bump.satisfied) == ("major", None, None)


# --- where packages are -------------------------------------------------------------------------------
def test_packages_are_found_wherever_they_are(old: Path, tmp_path: Path) -> None:
    """Folder, descriptor, zip, wheel, the installed one by name and by version: each is the same as itself."""
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", old))
    wheel = tmp_path / "swf_facts-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in old.rglob("*"):
            archive.write(path, f"swf_facts/package_data/{path.relative_to(old)}")
        archive.writestr("swf_facts-9.9.9.dist-info/METADATA", "Name: swf-facts")

    for place in (old / "datapackage.json", packed, wheel):
        assert not any(table.changes for table in diff(old, place).tables.values())
    version = swf_facts.load().version
    assert diff("installed", version).same
    assert diff(installed_package(), version).same


def test_a_version_that_is_not_installed_says_how_to_get_it() -> None:
    """What is not here cannot be compared; nothing is fetched."""
    with pytest.raises(
        NotAPackage,
        match=r"version 7\.7\.7 is not installed here, .* is; run `pip download --no-deps swf-facts==7\.7\.7`",
    ):
        diff("7.7.7", "installed")


# --- what cannot be compared --------------------------------------------------------------------------
def _corrupt(folder: Path) -> Path:
    packed = Path(shutil.make_archive(str(folder.parent / "packed"), "zip", folder))
    content = bytearray(packed.read_bytes())
    content[40:400] = b"x" * 360
    packed.write_bytes(content)
    return packed


def _cut_short(folder: Path) -> Path:
    packed = Path(shutil.make_archive(str(folder.parent / "packed"), "zip", folder))
    packed.write_bytes(packed.read_bytes()[:1000])
    return packed


def _another_profile(folder: Path) -> Path:
    return package_copies.edit_descriptor(folder, resources=[])


def _id_twice(folder: Path) -> Path:
    _edit_table(folder, "facts", lambda found: [*found, found[0]])
    return folder


def _row_short(folder: Path) -> Path:
    _edit_table(folder, "facts", lambda found: [*found, ["x"]])
    return folder


def _key_lost(folder: Path) -> Path:
    header, found = package_copies.read_table(folder, "facts")
    return package_copies.write_table(folder, "facts", ["id", *header[1:]], found)


def _not_utf8(folder: Path) -> Path:
    place = folder / "data" / "facts.csv"
    place.write_bytes(place.read_bytes() + b"\xff")
    return folder


def _quote_open(folder: Path) -> Path:
    place = folder / "data" / "facts.csv"
    place.write_bytes(place.read_bytes() + b'"')
    return folder


def _empty(folder: Path) -> Path:
    (folder / "data" / "facts.csv").write_bytes(b"")
    return folder


def _table_gone(folder: Path) -> Path:
    (folder / "data" / "facts.csv").unlink()
    return folder


def _nothing(folder: Path) -> Path:
    return folder / "nowhere"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_corrupt, "cannot be"),
        (_cut_short, "the archive cannot be read"),
        (_another_profile, "is no package of facts: its datapackage.json lists no resource named 'articles'"),
        (_id_twice, "facts: two rows have the key 'gazette2024.001'; `swf-facts validate "),
        (_row_short, "facts: row 8 has 1 cells, the header has 24"),
        (_key_lost, "facts: the field 'fact_id' is missing, which identifies its rows"),
        (_not_utf8, "facts: it is not UTF-8"),
        (_quote_open, "facts: it cannot be read as CSV: "),
        (_empty, "facts: it has no header"),
        (_table_gone, "there is no file 'data/facts.csv'"),
        (_nothing, "there is nothing at "),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(
    old: Path, new: Path, damage: Callable[[Path], Path], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As OLD and as NEW: exit code 2, one line that says what is wrong, and nothing is written."""
    package_copies.edit_descriptor(new, version="1.0.0")
    bad = damage(new)
    before = {path: path.read_bytes() for path in new.parent.rglob("*") if path.is_file()}

    for pair in ((str(old), str(bad)), (str(bad), str(old))):
        assert cli.main(["diff", *pair]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert message in said.err
        assert said.err.count("\n") == 1
    assert {path: path.read_bytes() for path in new.parent.rglob("*") if path.is_file()} == before


def test_the_later_package_comes_second(old: Path, new: Path) -> None:
    """An OLD that is later than NEW is a mistake, not a difference."""
    with pytest.raises(
        SwfFactsError, match=r"OLD is isle-facts 1\.1\.0, which is later than NEW, 1\.0\.0; name the older"
    ):
        diff(new, old)


def test_a_missing_text_is_a_missing_text(old: Path, new: Path) -> None:
    """A package whose text was taken away without a word loads, and can be compared."""
    (new / "data" / "texts" / "lantern2024.txt").unlink()

    assert [text.change for text in diff(old, new).texts] == ["removed"]


# --- a million rows, and Parquet ----------------------------------------------------------------------
def _sheet(content: bytes, *, parquet: bool = False) -> Sheet:
    resource = Resource(name="facts", path="facts", descriptor={"path": "facts"})
    package = Package(shown="here", resources={"facts": resource}, contents={"facts": content})
    return Sheet(table="facts", package=package, paths=("facts",), parquet=parquet)


def _csv(header: list[str], found: Sequence[tuple[str, ...]]) -> bytes:
    import csv
    import io

    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([header, *found])
    return stream.getvalue().encode()


def _parquet(header: list[str], found: Sequence[tuple[str, ...]]) -> bytes:
    import io

    stream = io.BytesIO()
    cells = [[row[at] or None for row in found] for at in range(len(header))]
    pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String)).write_parquet(stream)
    return stream.getvalue()


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5)
TABLE = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.text("012", min_size=1, max_size=3)), st.tuples(CELL, CELL), max_size=12
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(before=TABLE, data=st.data())
def test_exactly_what_was_changed_is_found(before: dict[tuple[str, str], tuple[str, str]], data: st.DataObject) -> None:
    """Rows are removed, changed, added and put into another order at random; both engines find these changes and no other."""
    known = sorted(before)
    removed = data.draw(st.sets(st.sampled_from(known))) if known else set()
    rest = [key for key in known if key not in removed]
    rewritten = data.draw(st.dictionaries(st.sampled_from(rest), st.tuples(CELL, CELL))) if rest else {}
    added = {key: cells for key, cells in data.draw(TABLE).items() if key not in before}
    after = {key: rewritten.get(key, before[key]) for key in data.draw(st.permutations(rest))} | added
    header, key = ["k1", "k2", "x", "y"], ("k1", "k2")
    tables = [[(*key, *cells) for key, cells in table.items()] for table in (before, after)]

    def row(key: tuple[str, str], cells: tuple[str, str]) -> dict[str, str]:
        return dict(zip(header, (*key, *cells), strict=True))

    expected = rows.Rows(
        old_count=len(before),
        new_count=len(after),
        removed=[row(key, cells) for key, cells in before.items() if key in removed],
        added=[row(key, cells) for key, cells in added.items()],
        changed=[
            (row(key, cells), row(key, rewritten[key]))
            for key, cells in before.items()
            if key in rewritten and rewritten[key] != cells
        ],
    )
    sheets = _sheet(_csv(header, tables[0])), _sheet(_csv(header, tables[1]))
    packed = _sheet(_parquet(header, tables[0]), parquet=True), _sheet(_parquet(header, tables[1]), parquet=True)

    assert rows.compare(*sheets, key, header) == expected
    assert frames.compare(*sheets, key, header) == expected
    assert frames.compare(*packed, key, header) == expected
    assert frames.compare(sheets[0], packed[1], key, header) == expected
    assert rows.header(sheets[0]) == frames.header(sheets[0]) == frames.header(packed[0]) == header


def test_a_hash_tells_cells_apart_that_change_places() -> None:
    """Two cells that are exchanged, and a letter that moves to the next cell, are changes."""
    header = ["k", "x", "y"]
    before = [("1", "a", "b"), ("2", "ab", "c"), ("3", "", "d")]
    after = [("1", "b", "a"), ("2", "a", "bc"), ("3", "d", "")]
    pair = _sheet(_csv(header, before)), _sheet(_csv(header, after))

    assert len(frames.compare(*pair, ("k",), header).changed) == 3
    assert len(rows.compare(*pair, ("k",), header).changed) == 3


def test_integers_and_truth_in_parquet_are_read_as_in_csv() -> None:
    """Typed columns of a Parquet table hold what a CSV cell would say."""
    import io

    stream = io.BytesIO()
    pl.DataFrame({"k": ["1"], "start": [7], "supplied": [True]}).write_parquet(stream)
    header = ["k", "start", "supplied"]
    pair = _sheet(_csv(header, [("1", "7", "true")])), _sheet(stream.getvalue(), parquet=True)

    assert frames.compare(*pair, ("k",), header) == rows.Rows(old_count=1, new_count=1)


@pytest.mark.parametrize("content", [b"k,x\n1,2,3\n", b'k,x\n"1,2\n', b"k,x\n\xff,2\n", b""])
def test_polars_speaks_our_words(content: bytes) -> None:
    """What it cannot read is refused as by the other engine."""
    with pytest.raises(PackageError, match=r"^here: facts: it cannot be read: .*; `swf-facts validate here` lists"):
        frames.compare(_sheet(content), _sheet(b"k,x\n"), ("k",), ["k", "x"])
    with pytest.raises(PackageError, match="two rows have the key '1'"):
        frames.compare(_sheet(b"k,x\n1,2\n1,3\n"), _sheet(b"k,x\n"), ("k",), ["k", "x"])


def _packed(folder: Path, tables: list[str]) -> Path:
    """Keep some tables, and the texts, as Parquet in two parts."""
    descriptor = package_copies.read_descriptor(folder)
    texts = {path.stem: path.read_text("utf-8") for path in (folder / "data" / "texts").iterdir()}
    packed = {name: package_copies.read_table(folder, name) for name in tables}
    shutil.rmtree(folder / "data" / "texts")
    packed["texts"] = ["article_id", "text"], [[article, text] for article, text in sorted(texts.items())]
    listed = [
        entry
        for entry in descriptor["resources"]
        if entry["name"] not in packed and not entry["name"].startswith("text-")
    ]
    for name, (header, found) in packed.items():
        (folder / "data" / name).mkdir()
        middle = len(found) // 2
        parts = []
        for number, rows_of_part in enumerate((found[:middle], found[middle:])):
            path = f"data/{name}/{number:05}.parquet"
            (folder / path).write_bytes(_parquet(header, [tuple(cells) for cells in rows_of_part]))
            parts.append({"path": path, "bytes": (folder / path).stat().st_size, "rows": len(rows_of_part)})
        listed.append({"name": name, "path": [part["path"] for part in parts], "format": "parquet", "parts": parts})
        (folder / "data" / f"{name}.csv").unlink(missing_ok=True)
    return package_copies.edit_descriptor(folder, resources=listed)


LOCAL = ["articles", "passages", "facts", "evidence", "attributions", "exclusions"]


def test_a_package_of_parquet_is_compared_as_one_of_csv(old: Path, new: Path) -> None:
    """Tables in parts of Parquet, and texts in a table, give the same changes."""
    package_copies.replace(new, "data/texts/lantern2024.txt", "held over", "had over")
    package_copies.set_cell(new, "facts", FACT, "value_number", "3")
    plain = diff(old, new)
    packed = diff(_packed(old, LOCAL), _packed(new, LOCAL))

    assert packed.tables == plain.tables
    assert packed.texts == plain.texts
    assert packed.bump == plain.bump


def test_a_part_that_is_missing_is_named(old: Path, new: Path) -> None:
    """A table that is not there whole is not compared."""
    _packed(new, LOCAL)
    (new / "data" / "facts" / "00001.parquet").unlink()

    with pytest.raises(PackageError, match=r"there is no file 'data/facts/00001\.parquet'"):
        diff(old, new)


def test_parquet_needs_polars(old: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it there is an error that names the extra; CSV is compared all the same."""
    monkeypatch.delitem(sys.modules, "swf_facts.difference.frames", raising=False)
    monkeypatch.delattr("swf_facts.difference.frames", raising=False)
    monkeypatch.setitem(sys.modules, "polars", None)
    assert not any(table.changes for table in diff(old, new).tables.values())

    _packed(new, LOCAL)
    with pytest.raises(
        MissingExtra,
        match=r'articles is a Parquet table, and polars is not installed; run `pip install "swf-facts\[polars\]"`',
    ):
        diff(old, new)


# --- how it is said -----------------------------------------------------------------------------------
@pytest.fixture
def busy(old: Path, new: Path) -> tuple[Path, Path]:
    """Return a pair with a change of every kind."""
    _edit_table(
        new, "evidence", lambda found: [[*c[:3], "78", "96", c[5]] if c[:2] == [FACT, "value"] else c for c in found]
    )
    _edit_table(new, "aliases", lambda found: [*found, *(["entity", "norland", f"N{number}"] for number in range(20))])
    for field, cell in (("status", "withdrawn"), ("status_reason", "It is\x1b[31m untrue.")):
        package_copies.set_cell(new, "facts", "lantern2024.003", field, cell)
    for field, cell in (("status", "superseded"), ("superseded_by", "lantern2024.005"), ("status_reason", "Misread.")):
        package_copies.set_cell(new, "facts", "lantern2024.001", field, cell)
    header, found = package_copies.read_table(new, "facts")
    fact = dict(zip(header, found[1], strict=True)) | {"fact_id": "lantern2024.005"}
    package_copies.write_table(new, "facts", header, [*found, list(fact.values())])
    package_copies.set_cell(new, "facts", "gazette2024.002", "value_number", "43")
    package_copies.replace(new, "data/texts/lantern2024.txt", "held over", "had over")
    place = new / "schemas" / "facts.json"
    place.write_text(place.read_text("utf-8").replace('"minLength": 1', '"minLength": 2', 1), "utf-8")
    package_copies.edit_descriptor(new, title="Isle")
    return old, new


def test_the_text_says_it_at_a_glance(busy: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Counts first, then what differs, cut short, then the version that it demands; nothing in it drives a terminal."""
    assert cli.main(["diff", *map(str, busy)]) == 1
    said = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in said.splitlines()]

    assert lines[0].startswith("isle-facts 1.0.0 → 1.1.0 (")
    assert lines[2] == "table old new added changed moved superseded withdrawn"
    assert "facts 6 7 1 1 · 1 1" in lines
    for line in (
        "+ lantern2024.005 isle-fund – share-of-port – 42 percent",
        "~ gazette2024.002 value_number 42 → 43",
        "→ lantern2024.001 superseded by lantern2024.005: Misread.",
        "× lantern2024.003 withdrawn: It is\\u001b[31m untrue.",
        "↔ lantern2024.001/value/77/95 start 77 → 78, end 95 → 96",
        "… and 8 more",
        "~ facts.value_text constraints.minLength 1 → 2 (major)",
        '~ title "Facts about the Isle Fund" → "Isle"',
        "The changes demand a MAJOR version: 2.0.0 or later. NEW's 1.1.0 is too low.",
        "major facts changed, gazette2024.002",
        "minor 20 × aliases added, first entity/norland/N0",
        "Lists were cut short; `--format json` has all of them.",
    ):
        assert line in lines
    assert "\x1b" not in said


def test_the_json_meets_its_published_schema(
    busy: tuple[Path, Path], old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every member is described, none is missing, and it says what the text says."""
    jsonschema.Draft202012Validator.check_schema(_schema())
    validator = jsonschema.Draft202012Validator(_schema())
    assert cli.main(["diff", *map(str, busy), "--format", "json"]) == 1
    published = json.loads(capsys.readouterr().out)
    validator.validate(published)
    validator.validate(diff(old, old).to_dict())

    assert published["tables"]["aliases"]["counts"] == {"added": 20}
    assert len(published["tables"]["aliases"]["changes"]) == 20
    assert published["bump"]["leastVersion"] == "2.0.0"
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**published, "more": 1})


def test_colours_only_add_colour(busy: tuple[Path, Path]) -> None:
    """Without its escapes the coloured text is the plain one."""
    import re

    from swf_facts.cli.diff import diff_text

    difference = diff(*busy)
    coloured = diff_text(difference, colour=True)

    assert "\x1b[32m+" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == diff_text(difference, colour=False)
