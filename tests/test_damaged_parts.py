"""A part that is damaged, missing or of another shape is said once, and the other parts are judged as ever."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from bucket_packages import changed, copies, write_package
from swf_facts.buckets import judging, running
from swf_facts.buckets.cutting import cut
from swf_facts.package import LOCAL_TABLES
from swf_facts.validation import validate
from test_streaming import rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bucket_packages import Form
    from swf_facts.package import Package

COUNT = len(LOCAL_TABLES) + 1  # parts: one for each table to be damaged in, and the last, which stays whole
LAST = f"lantern{2024 + COUNT - 1}.001"


def parted(folder: Path, form: Form) -> Path:
    """Return a package in parts with a fault in a fact of the last part."""
    tables = copies(folder, COUNT)
    changed(tables, "facts", {"fact_id": LAST}, polarity="maybe")
    return write_package(folder, tables, form=form, articles=3)


def damaged(folder: Path, damage: Callable[[Path], None], form: Form) -> list[str]:
    """Damage the first part of the first table, the second of the second and so on, and return the paths."""
    paths = [f"data/{table}/{number:05}.{form}" for number, table in enumerate(LOCAL_TABLES)]
    for path in paths:
        damage(folder / path)
    return paths


def said(folder: Path) -> Counter[str]:
    """Return how often each rule finds something, an odd publisher aside, which every readable part has."""
    return Counter(one.rule for one in validate(folder).findings if one.rule != "publisher-unlike-id")


def measured_anew(folder: Path) -> None:
    """Write sizes and hashes of the parts as they are into the descriptor, so that nothing is wrong with these."""
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        for part in resource.get("parts", ()):
            if (folder / part["path"]).exists():
                content = (folder / part["path"]).read_bytes()
                part |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        if "parts" in resource:
            resource["bytes"] = sum(part["bytes"] for part in resource["parts"])
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


def truncated(place: Path) -> None:
    """Leave half of the bytes of a file."""
    os.truncate(place, place.stat().st_size // 2)


def emptied(place: Path) -> None:
    """Leave no byte of a file."""
    os.truncate(place, 0)


def removed(place: Path) -> None:
    """Remove a file."""
    place.unlink()


def frame(place: Path) -> pl.DataFrame:
    """Return the rows of a part."""
    return pl.read_parquet(place) if place.suffix == ".parquet" else pl.read_csv(place, infer_schema=False)


def write(place: Path, table: pl.DataFrame) -> None:
    """Write the rows of a part."""
    table.write_parquet(place) if place.suffix == ".parquet" else table.write_csv(place)


def without_column(place: Path) -> None:
    """Remove a column of a part."""
    write(place, frame(place).select(pl.exclude(frame(place).columns[1])))


def other_names(place: Path) -> None:
    """Give a column of a part another name."""
    write(place, frame(place).rename({frame(place).columns[1]: "other"}))


def without_rows(place: Path) -> None:
    """Leave the columns of a part and none of its rows."""
    write(place, frame(place).clear())


UNREADABLE = {"parquet": "parquet-unreadable", "csv": "csv-unreadable"}


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize(
    ("damage", "rule"),
    [(emptied, "unreadable"), (removed, "resource-missing"), (without_column, "header-mismatch"), (other_names, "header-mismatch")],
    ids=lambda value: getattr(value, "__name__", value),
)  # fmt: skip
def test_a_part_that_cannot_be_read_is_said_once(
    tmp_path: Path, form: Form, damage: Callable[[Path], None], rule: str
) -> None:
    """Whichever table it is of: one finding of the file, and not one for every row that is missing because of it."""
    folder = parted(tmp_path, form)
    paths = damaged(folder, damage, form)
    measured_anew(folder)

    assert said(folder) == {UNREADABLE[form] if rule == "unreadable" else rule: len(paths), "enum": 1}


def test_truncated_parquet_parts_are_said_once_each(tmp_path: Path) -> None:
    """Half a Parquet file has no rows; its hash is said to differ, and nothing else."""
    folder = parted(tmp_path, "parquet")
    paths = damaged(folder, truncated, "parquet")

    assert said(folder) == {"parquet-unreadable": len(paths), "hash-mismatch": len(paths), "enum": 1}


def test_truncated_csv_parts_lose_rows_and_no_other_part_does(tmp_path: Path) -> None:
    """What half a CSV file still holds is judged, and the whole part after it as ever, with the lines that it has."""
    folder = parted(tmp_path, "csv")
    expected = [row for row in rows(validate(folder)) if LAST[:-4][-4:] in str(row)]
    paths = damaged(folder, truncated, "csv")
    found = validate(folder)

    assert [one.rule for one in found.findings].count("hash-mismatch") == len(paths)
    assert [row for row in rows(found) if LAST[:-4][-4:] in str(row)] == expected != []


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_part_without_rows_is_another_number_of_rows(tmp_path: Path, form: Form) -> None:
    """The descriptor says how many there must be; the lines of the parts after it stay what they are."""
    folder = parted(tmp_path, form)
    expected = [one.row for one in validate(folder).findings if one.rule == "enum"]
    paths = damaged(folder, without_rows, form)
    measured_anew(folder)
    findings = validate(folder).findings
    differ = {one.message.partition(" rows")[0] for one in findings if one.rule == "part-rows-differ"}

    assert differ == {f"part {number + 1}, {path}, has 0" for number, path in enumerate(paths)}
    assert [one.row for one in findings if one.rule == "enum"] == expected


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_finding_about_a_file_says_which_part_it_is(tmp_path: Path, form: Form) -> None:
    """There is no row with a key to look for, so the words name the file that cannot be read."""
    folder = parted(tmp_path, form)
    paths = damaged(folder, emptied, form)
    measured_anew(folder)
    messages = [one.message for one in validate(folder).findings if one.rule == UNREADABLE[form]]

    assert sorted(message.partition(": ")[0] for message in messages) == sorted(
        f"part {number + 1}, {path}" for number, path in enumerate(paths)
    )


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_part_that_is_there_and_cannot_be_read_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    """A package is never found valid because nobody could look: here every part is larger than what is read."""
    folder = parted(tmp_path, form)
    monkeypatch.setattr(judging, "MAX_PART", 1)
    found = [one for one in validate(folder).findings if one.rule == UNREADABLE[form]]

    assert len(found) == COUNT * len(LOCAL_TABLES)
    assert all("more than the 1 that are read" in one.message for one in found)
    assert all(f"'data/{one.resource}/" in one.message for one in found)


def test_a_part_that_goes_while_the_others_are_read_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there when the package was opened, so nothing else says that its facts were not looked at."""
    folder = parted(tmp_path, "parquet")

    def gone_by_then(package: Package, *rest: Any, **more: Any) -> object:
        (folder / "data/facts/00001.parquet").unlink()
        return cut(package, *rest, **more)

    monkeypatch.setattr(running, "cut", gone_by_then)
    found = [one for one in validate(folder).findings if one.rule == "parquet-unreadable"]

    assert [(one.resource, one.message) for one in found] == [("facts", "there is no file 'data/facts/00001.parquet'")]


def test_a_line_of_a_part_is_said_with_the_file_that_it_is_in(tmp_path: Path) -> None:
    """A carriage return in the second part is in line 2 of that file, whose name stands in the message."""
    folder = parted(tmp_path, "csv")
    place = folder / "data/facts/00001.csv"
    place.write_bytes(place.read_bytes().replace(b",positive,", b",positive\r,", 1))
    measured_anew(folder)
    found = {one.rule: (one.row, one.message) for one in validate(folder).findings}

    assert found["carriage-return"] == (
        2,
        "part 2, data/facts/00001.csv: a carriage return stands in the file once, first here",
    )


def test_a_table_with_a_part_more_than_the_texts_is_one_finding_of_the_descriptor(tmp_path: Path) -> None:
    """The part beyond the others is judged too, without texts."""
    folder = parted(tmp_path, "parquet")
    _described(folder, lambda facts: [facts[key].append(facts[key][0]) for key in ("path", "parts")])
    findings = validate(folder).findings

    assert [one.message for one in findings if one.rule == "parts-uneven" and one.found == ""] == [
        f"{name} has {COUNT} parts, and another table has {COUNT + 1} parts" for name in LOCAL_TABLES if name != "facts"
    ]


@pytest.mark.parametrize("rows", [10**30, -3])
def test_a_number_of_rows_that_no_file_can_have_is_a_finding(tmp_path: Path, rows: int) -> None:
    """It is not counted with, so the lines of later parts stay numbers; the part is said to have another number of rows."""
    folder = parted(tmp_path, "parquet")
    _described(folder, lambda facts: facts["parts"][1].update(rows=rows))
    findings = validate(folder).findings

    assert [one.found for one in findings if one.rule == "part-rows-differ"] == [str(rows)]


def test_the_size_of_a_table_in_parts_is_that_of_its_parts(tmp_path: Path) -> None:
    """``bytes`` of the table is checked as ``bytes`` of each part is."""
    folder = parted(tmp_path, "csv")
    _described(folder, lambda facts: facts.update(bytes=facts["bytes"] + 1))
    found = [one for one in validate(folder).findings if one.rule == "parts-uneven"]

    assert [(one.field, one.message) for one in found] == [
        ("bytes", f"the parts of facts have {int(found[0].found) - 1} bytes together")
    ]


def _described(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what the descriptor says of the facts."""
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    change(next(resource for resource in descriptor["resources"] if resource["name"] == "facts"))
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
