"""The descriptor rung on descriptors that are wrong in other ways than its examples."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from package_copies import climb_to, edit_descriptor, read_descriptor, read_table, write_descriptor, write_table
from swf_facts.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FACTS = 6  # position of the resource in the descriptor


def said(folder: Path) -> list[str]:
    """Return the findings of the descriptor rung as lines."""
    return [str(finding) for finding in validate(folder, rungs=["descriptor"]).findings]


def with_resource(folder: Path, **changes: Any) -> Path:
    """Change members of the resource ``facts``."""
    descriptor = read_descriptor(folder)
    descriptor["resources"][FACTS].update(changes)
    return write_descriptor(folder, descriptor)


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (None, "$.resources resources: `resources` is null, not a list"),
        ({"facts": "facts.csv"}, "$.resources resources: `resources` is an object, not a list"),
        ("facts.csv", "$.resources resources: `resources` is a string, not a list"),
        ([1, 2], "$.resources[1] resources: it is a number, not an object"),
        ([None], "$.resources[0] resources: it is null, not an object"),
        ([[]], "$.resources[0] resources: it is a list, not an object"),
        ([{"name": 1, "path": "x"}], "$.resources[0].name name: `name` is a number, not a string"),
        ([{"name": "facts", "path": ["a", 2]}], "$.resources[0].path[1] path: it is a number, not a string"),
        ([{"name": {}, "path": {}}], "$.resources[0].path path: `path` is an object, not a string or a list"),
    ],
)
def test_resources_of_a_wrong_type_are_said_to_be_so(good: Path, listed: object, message: str) -> None:
    """Whatever stands where the list of resources should be is named, with its place."""
    edit_descriptor(good, resources=listed)

    assert f"datapackage.json {message} [profile-mismatch]" in said(good)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bytes": "12"}, "`bytes` is a string, not a whole number"),
        ({"bytes": True}, "`bytes` is a truth value, not a whole number"),
        ({"hash": "0" * 32}, "`hash` is not of the form ^sha256:[0-9a-f]{64}$"),
        ({"encoding": "latin-1"}, '`encoding` is "latin-1", not "utf-8"'),
        ({"format": "xlsx"}, '`format` is "xlsx", not "csv"'),
        ({"mediatype": 5}, "`mediatype` is a number, not a string"),
        ({"licenses": []}, "`licenses` is empty"),
        ({"licenses": [{"name": "MIT"}]}, "`title` is missing"),
        ({"licenses": [{"title": "MIT"}]}, "it has neither `name` nor `path`"),
        ({"data": [1]}, "the resource has `data`"),
        ({"dialect": {"delimiter": ";"}, "profile": "x"}, "the resource has `dialect`, `profile`"),
    ],
)
def test_a_member_that_breaks_the_profile_is_explained_in_words(
    good: Path, changes: dict[str, object], message: str
) -> None:
    """No finding is a dump of the JSON Schema's error, and each fault has one."""
    with_resource(good, **changes)
    (line,) = said(good)

    assert message in line
    assert line.startswith(f"datapackage.json $.resources[{FACTS}]")


def test_all_members_that_are_missing_are_named_at_once(good: Path) -> None:
    """An empty object has one finding."""
    write_descriptor(good, {})
    (line,) = said(good)

    assert "`$schema`, `name`, `title`, `description`, `version`, `created`" in line
    assert line.endswith("`resources` are missing [profile-mismatch]")


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../x.csv", "data/../../x.csv", "https://example.org/x.csv", "file:///etc/passwd", "//host/x", "~/x",
     "C:\\x.csv", "data\\facts.csv", "a\0b", ""],
)  # fmt: skip
def test_a_path_that_does_not_stay_in_the_package_is_refused(good: Path, path: str) -> None:
    """Absolute, upward, remote and unprintable paths are never opened."""
    with_resource(good, path=path)
    findings = [item for item in climb_to("provenance", good).findings if item.rule != "profile-mismatch"]

    assert [item.rule for item in findings] == ["path-unsafe"]
    assert findings[0].found == path


def test_a_link_that_leaves_the_package_is_refused(good: Path, tmp_path: Path) -> None:
    """A symbolic link to a file outside is not followed; one inside the package is."""
    outside = tmp_path / "outside.csv"
    (good / "data" / "units.csv").rename(outside)
    (good / "data" / "units.csv").symlink_to(outside)

    assert said(good) == [
        "datapackage.json $.resources[5] path: 'data/units.csv' is a link that leaves the package [path-unsafe]"
    ]

    outside.rename(good / "data" / "units2.csv")
    (good / "data" / "units.csv").unlink()
    (good / "data" / "units.csv").symlink_to("units2.csv")

    assert climb_to("provenance", good).valid


@pytest.mark.parametrize(
    ("schema", "rule", "message"),
    [
        ("https://example.org/facts.json", "schema-unreadable", "is an address, not a path; nothing is fetched"),
        ("../facts.json", "schema-unreadable", "leaves the package through '..'"),
        ("schemas/none.json", "schema-unreadable", "there is no file 'schemas/none.json'"),
        ("data/facts.csv", "schema-unreadable", "it is not JSON"),
        ({}, "schema-differs", "facts: the table schema has no list of fields"),
        ({"fields": 5}, "schema-differs", "facts: the table schema has no list of fields"),
    ],
)
def test_a_table_schema_that_cannot_be_used_is_reported_and_nothing_is_fetched(
    good: Path, schema: object, rule: str, message: str
) -> None:
    """The governing schema is used in its place, so the data are still checked."""
    with_resource(good, schema=schema)
    report = climb_to("provenance", good)
    (finding,) = report.findings

    assert finding.rule == rule
    assert message in finding.message
    assert report.rungs["structure"].checked > 400


def loosened(change: Callable[[dict[str, Any]], None], folder: Path) -> list[str]:
    """Change the package's copy of the schema of ``facts``, and return what is said."""
    place = folder / "schemas" / "facts.json"
    schema = json.loads(place.read_text("utf-8"))
    change(schema)
    place.write_text(json.dumps(schema), "utf-8")
    return [finding.message for finding in validate(folder, rungs=["descriptor"]).findings]


def field(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one field of a table schema."""
    found: dict[str, Any] = next(item for item in schema["fields"] if item["name"] == name)
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda schema: field(schema, "modality")["constraints"].pop("required"),
         "facts: the table schema drops the constraint 'required' of `modality`; the profile has True"),
        (lambda schema: field(schema, "modality")["constraints"]["enum"].append("rumour"),
         "facts: the constraint 'enum' of `modality` is ['asserted', 'forecast', 'proposed', 'speculated', 'hypothetical', "),
        (lambda schema: field(schema, "value_number")["constraints"].update(minimum=-1),
         "facts: the constraint 'minimum' of `value_number` is -1; the profile has 0"),
        (lambda schema: field(schema, "value_number").update(type="string"),
         "facts: the type of `value_number` is 'string'; the profile has 'number'"),
        (lambda schema: field(schema, "value_number").update(decimalChar=","),
         "facts: the decimalChar of `value_number` is ','; the profile has absent"),
        (lambda schema: field(schema, "note")["constraints"].update(pattern="(a+)+$"),
         "facts: the table schema gives `note` a constraint 'pattern' that the profile has not"),
        (lambda schema: schema.update(missingValues=["", "n/a"]),
         "facts: the missingValues is ['', 'n/a']; the profile has ['']"),
        (lambda schema: schema.pop("primaryKey"), "facts: the primaryKey is []; the profile has ['fact_id']"),
        (lambda schema: schema["foreignKeys"].pop(), "facts: the table schema drops the foreign key of `superseded_by`"),
        (lambda schema: schema["fields"].reverse(), "facts: the first 24 fields are not in the profile's order, fact_id"),
        (lambda schema: schema["fields"].pop(), "facts: the table schema lacks the field 'note'"),
        (lambda schema: schema.update(fieldsMatch=["subset"]), "facts: the fieldsMatch is ['subset']"),
    ],
)  # fmt: skip
def test_a_copy_that_asks_for_less_names_field_and_constraint(
    good: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    """Whatever a copy changes is one finding that says what the profile has."""
    (said_of_it,) = loosened(change, good)

    assert said_of_it.startswith(message)


def test_a_copy_may_say_things_in_other_words_and_write_keys_in_the_standards_other_forms(good: Path) -> None:
    """Titles, descriptions and examples may differ; a key of one field may be a string; a table may name itself."""

    def reword(schema: dict[str, Any]) -> None:
        for item in schema["fields"]:
            item.update(title="x", description="y", example=None)
        schema["primaryKey"] = "fact_id"
        schema["foreignKeys"] = [
            {"fields": key["fields"][0], "reference": {"resource": "", **key["reference"]}}
            for key in schema["foreignKeys"]
        ]

    assert loosened(reword, good) == []


def test_the_governing_schema_is_used_whatever_the_copy_says(good: Path) -> None:
    """A loosened copy does not let a bad cell through."""
    header, rows = read_table(good, "facts")
    rows[0][header.index("modality")] = "rumour"
    write_table(good, "facts", header, rows)
    loosened(lambda schema: field(schema, "modality")["constraints"]["enum"].append("rumour"), good)

    assert {finding.rule for finding in climb_to("provenance", good).findings} == {"schema-differs", "enum"}


def added(folder: Path, cell: str, **constraints: object) -> list[tuple[str, str]]:
    """Add a field to ``units`` with *constraints*, fill it with *cell*, and return rule and message of what is found."""
    place = folder / "schemas" / "units.json"
    schema = json.loads(place.read_text("utf-8"))
    schema["fields"].append({"name": "added", "type": constraints.pop("type", "string"), "constraints": constraints})
    place.write_text(json.dumps(schema), "utf-8")
    header, rows = read_table(folder, "units")
    write_table(folder, "units", [*header, "added"], [[*row, cell] for row in rows])
    return [(finding.rule, finding.message) for finding in climb_to("provenance", folder).findings]


def test_a_pattern_of_an_added_field_takes_linear_time(good: Path) -> None:
    """A pattern that takes a backtracking engine ages is matched at once, and the cells that break it are found."""
    started = perf_counter()
    findings = added(good, "a" * 50_000 + "!", pattern="(a+)+$")

    assert perf_counter() - started < 10
    assert findings == [("pattern", "it is not of the form (a+)+$")] * 2


@pytest.mark.parametrize("pattern", ["(a+)\\1", "(?=a)a", "((a{1000}){1000}){1000}", "(", "a" * 1001, 5])
def test_a_pattern_that_cannot_be_run_safely_is_refused(good: Path, pattern: object) -> None:
    """Back-references, lookaround, patterns of huge size and broken ones are a finding, and are not run."""
    ((rule, message),) = added(good, "a", pattern=pattern)

    assert rule == "constraint-refused"
    assert message.startswith("units: the constraint 'pattern' of `added` ")


@pytest.mark.parametrize(
    ("constraints", "cell", "rules"),
    [
        ({"type": "integer", "minimum": 5}, "3", ["out-of-range", "out-of-range"]),
        ({"type": "integer"}, "x", ["type-mismatch", "type-mismatch"]),
        ({"type": "date", "minimum": "2024-01-01"}, "2023-12-31", ["out-of-range", "out-of-range"]),
        ({"type": "date", "minimum": "2024-02-30"}, "2023-12-31", ["constraint-refused"]),
        ({"enum": ["a"]}, "b", ["enum", "enum"]),
        ({"enum": []}, "b", ["constraint-refused"]),
        ({"type": "integer", "enum": [10**30]}, "1", ["constraint-refused"]),
        ({"unique": True}, "b", ["not-unique"]),
        ({"required": True}, "", ["required", "required"]),
        ({"minLength": -1}, "b", ["constraint-refused"]),
        ({"colour": "red"}, "b", ["constraint-refused"]),
        ({"type": "geopoint", "minimum": "x"}, "1,2", []),
    ],
)
def test_added_fields_are_checked_against_the_packages_own_schema(
    good: Path, constraints: dict[str, object], cell: str, rules: list[str]
) -> None:
    """What a package adds to a table is held to what it says of it, as far as that makes sense."""
    assert [rule for rule, _ in added(good, cell, **constraints)] == rules


def test_an_added_table_is_checked_against_its_own_schema(good: Path) -> None:
    """A further table is read and checked; the profile's rules do not look at it."""
    (good / "data" / "more.csv").write_text("id,n\na,1\na,x\n", "utf-8")
    descriptor = read_descriptor(good)
    entry = {**descriptor["resources"][5], "name": "more", "path": "data/more.csv"}
    schema = {
        "fields": [{"name": "id", "type": "string", "constraints": {"unique": True}}, {"name": "n", "type": "integer"}]
    }
    descriptor["resources"].append({**entry, "schema": schema})
    write_descriptor(good, descriptor)
    findings = [item for item in climb_to("provenance", good).findings if item.rule != "hash-mismatch"]

    assert [str(item) for item in findings] == [
        "more:3 a id: the row of line 2 has the same value [not-unique]",
        "more:3 a n: it is no integer [type-mismatch]",
    ]


def test_a_long_list_of_mixed_keywords_does_not_take_quadratic_time(good: Path) -> None:
    """JSON Schema compares values that cannot be sorted pair by pair, so only some are looked at."""
    edit_descriptor(good, keywords=[index if index % 2 else str(index) for index in range(200_000)])
    started = perf_counter()

    assert len(said(good)) == 500
    assert perf_counter() - started < 10
