"""Validation as a whole: which rungs are climbed, what is promised of the report, and that nothing breaks it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import swf_facts
from package_copies import climb_to, copy_good, edit_descriptor, read_table, refresh, set_cell, write_table
from swf_facts.errors import NotAPackage, UnknownChoice
from swf_facts.report import render
from swf_facts.rules import RUNGS
from swf_facts.validation import validate

if TYPE_CHECKING:
    from swf_facts.findings import Report


def test_the_package_that_this_installation_carries_is_valid() -> None:
    """What is published has no finding, not even a warning about anything but withheld texts."""
    report = validate()

    assert report.findings == ()
    assert list(report.rungs) == list(RUNGS)


def test_only_the_named_rungs_are_climbed(good: Path) -> None:
    """The order is that of the ladder, whatever order they are named in."""
    set_cell(good, "facts", "lantern2024.001", "unit_id", "percent")
    set_cell(good, "facts", "lantern2024.001", "modality", "rumour")
    report = validate(good, rungs=["provenance", "units"])

    assert list(report.rungs) == ["units", "provenance"]
    assert [finding.rule for finding in report.findings] == ["unit-dimension"]


def test_an_unknown_rung_is_told_the_nearest() -> None:
    """A misspelt rung runs nothing."""
    with pytest.raises(UnknownChoice, match="there is no rung 'provenence'; did you mean 'provenance'"):
        validate(rungs=["provenence"])


def test_a_descriptor_that_cannot_be_read_is_reported_whatever_rungs_are_named(good: Path) -> None:
    """No report on an unreadable package says that it is valid."""
    (good / "datapackage.json").write_text("{", "utf-8")
    report = validate(good, rungs=["units"])

    assert not report.valid
    assert list(report.rungs) == ["descriptor"]
    assert (report.package, report.version) == ("", "")


def test_nothing_to_validate_is_an_error_of_the_caller(tmp_path: Path) -> None:
    """A place without a package is no report."""
    with pytest.raises(NotAPackage, match="there is nothing at"):
        validate(tmp_path / "nowhere")


def test_findings_are_sorted_by_file_and_line_and_counted_by_rung(good: Path) -> None:
    """A report does not depend on the order in which rules run."""
    for key in ("lantern2024.004", "gazette2024.001"):
        set_cell(good, "facts", key, "modality", "rumour")
    set_cell(good, "evidence", "lantern2024.001/value/77/95", "exact", "over $2.51 billion")
    report = climb_to("provenance", good)

    assert [(finding.resource, finding.row) for finding in report.findings] == [
        ("evidence", 9),
        ("facts", 2),
        ("facts", 7),
    ]
    assert {name: rung.findings for name, rung in report.rungs.items()} == {
        "descriptor": 0, "integrity": 0, "structure": 2, "units": 0, "provenance": 1,
    }  # fmt: skip


def test_the_published_layout_of_a_report(good: Path) -> None:
    """JSON has the members that were promised, and no others."""
    set_cell(good, "facts", "lantern2024.004", "modality", "rumour")
    report = json.loads(climb_to("provenance", good).to_json())

    assert list(report) == ["package", "version", "valid", "rungs", "findings"]
    assert (report["package"], report["version"], report["valid"]) == ("isle-facts", "1.0.0", False)
    assert list(report["rungs"]["units"]) == ["seconds", "checked", "findings"]
    assert report["findings"] == [
        {
            "rule": "enum",
            "severity": "error",
            "resource": "facts",
            "key": "lantern2024.004",
            "row": 7,
            "field": "modality",
            "found": "rumour",
            "message": "the field has no such value",
            "fix": "choose one of asserted, forecast, proposed, speculated, hypothetical, question, opinion",
        }
    ]


def test_validating_writes_nothing(good: Path) -> None:
    """A package is read, and left as it is."""
    before = {path: path.stat().st_mtime_ns for path in good.rglob("*")}
    validate(good)

    assert {path: path.stat().st_mtime_ns for path in good.rglob("*")} == before


def test_a_hostile_name_does_no_harm(good: Path) -> None:
    """Control characters in the descriptor are escaped wherever a person sees them."""
    edit_descriptor(good, name="x\x1b[31m\u202ey")
    report = validate(good)

    assert "\x1b" not in render(report)
    assert "\u202e" not in render(report)
    assert json.loads(render(report, format="json"))["package"] == "x\x1b[31m\u202ey"


def test_validate_loads_no_pandas_by_itself() -> None:
    """The libraries of the rules are polars, pandera, frictionless, jsonschema and regex; ours import no other."""
    code = (
        "import sys; import pandera.polars, frictionless, jsonschema, regex; before = set(sys.modules);"
        "import swf_facts; swf_facts.validate(); new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new & {'pandas', 'numpy', 'pyarrow', 'dask', 'requests'}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(swf_facts.__file__).parents[1])}
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    assert shown.stdout == "[]\n"


# --- whatever the bytes -------------------------------------------------------------------------------
def serialises(report: Report) -> bool:
    """Whether the report can be written in every format and encoded."""
    formats = (render(report), render(report, format="json"), render(report, format="sarif"))
    return all(text.encode("utf-8") for text in formats) and json.loads(formats[1])["valid"] == report.valid


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the good package by path."""
    folder = copy_good(tmp_path_factory.mktemp("pristine"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Without shrinking: a package takes half a second, and the files of a failing one stay where the test wrote them.
FUZZ = settings(
    max_examples=30,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
NASTY = st.sampled_from(
    [b"", b"\0", b'"', b"\n", b"\r", b",", b"\xff", b"\xef\xbb\xbf", "\u202e".encode(), b"9" * 40, b"{"]
)


@FUZZ
@given(data=st.data())
def test_damage_to_any_file_is_reported_and_never_raised(
    data: st.DataObject, pristine: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes changed, cut out or put in anywhere give a report, or say that there is no package."""
    folder = tmp_path_factory.mktemp("damaged")
    path = data.draw(st.sampled_from(sorted(pristine)))
    content = pristine[path]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        content = content[:start] + data.draw(NASTY | st.binary(max_size=6)) + content[end:]
    for name, whole in pristine.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if name == path else whole)
    if data.draw(st.booleans()) and path != "datapackage.json":
        refresh(folder)
    report = validate(folder)

    assert serialises(report)


@FUZZ
@given(data=st.data())
def test_any_value_in_any_cell_is_reported_and_never_raised(
    data: st.DataObject, pristine: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A cell that holds anything, or the words of another cell, gives a report."""
    folder = tmp_path_factory.mktemp("odd")
    for name, whole in pristine.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        table = data.draw(
            st.sampled_from(["facts", "evidence", "articles", "passages", "attributions", "units", "properties"])
        )
        header, rows = read_table(folder, table)
        row = data.draw(st.sampled_from(rows))
        odd = st.sampled_from(["", "-1", "0", "1e5", "9" * 30, "NaN", "2024-02-30", "x" * 300, *row])
        characters = st.characters(exclude_categories=["Cs"])
        row[data.draw(st.integers(0, len(header) - 1))] = data.draw(odd | st.text(characters, max_size=8))
        write_table(folder, table, header, rows)
    report = validate(folder)

    assert serialises(report)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@FUZZ
@given(data=st.data())
def test_any_json_in_any_place_of_the_descriptor_or_a_schema_is_reported_and_never_raised(
    data: st.DataObject, pristine: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A member that holds anything gives a report."""
    folder = tmp_path_factory.mktemp("descriptor")
    path = data.draw(st.sampled_from(["datapackage.json", "schemas/facts.json", "schemas/units.json"]))
    for name, whole in pristine.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(whole)
    value = json.loads(pristine[path])
    for _ in range(data.draw(st.integers(1, 2))):
        place = value
        while True:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
                break
            place = place[key]
        place[key] = data.draw(JSON)
    (folder / path).write_text(json.dumps(value), "utf-8")
    report = validate(folder)

    assert serialises(report)
