"""The data dictionary: complete, for fields and for rules, and honest about what is not proved."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from swf_facts.package import governing_schema, governing_tables
from swf_facts.rules import ladder
from swf_facts.sphinx.proofs import rules_of_fields, rules_of_files

if TYPE_CHECKING:
    from sites import Site

SCORE = Path(__file__).parents[2] / "docs" / "mutation-score.json"
FIELDS = [(table, field["name"]) for table in governing_tables() for field in governing_schema(table)["fields"]]


def entry(page: str, table: str, field: str) -> str:
    """Return what the page says of one field, without markup but links."""
    start = page.index(f'id="{table}.{field}"')
    following = re.compile(r'<div class="field-entry|</section>').search(page, start)
    return page[start : following.start() if following else None]


def words(markup: str) -> str:
    """Return what is shown, with straight quotes."""
    apart = re.sub("</(dt|dd|p|li|div)>", " ", markup)
    shown = " ".join(unescape(re.sub("<[^>]+>", "", apart)).split())
    return re.sub("[‘’]", "'", re.sub("[“”]", '"', shown))


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with a mutation score, built."""
    from sites import make_site

    site = make_site(tmp_path_factory.mktemp("scored") / "docs")
    (site.source / "score.json").write_text(SCORE.read_text("utf-8"), "utf-8")
    with (site.source / "conf.py").open("a", encoding="utf-8") as stream:
        stream.write('swf_facts_mutation_score = "score.json"\n')
    result = site.build()
    assert result.returncode == 0, result.stderr
    return site


def test_every_field_has_its_address_type_meaning_and_proof(built: Site) -> None:
    """Description, constraints and example come from the Table Schema; each field is held by a rule at least."""
    page = built.page("reference/dictionary")
    for table, name in FIELDS:
        field = next(field for field in governing_schema(table)["fields"] if field["name"] == name)
        said = words(entry(page, table, name))
        assert field["type"] in said
        assert words(escape(field["description"].replace("`", ""))) in said, f"{table}.{name}"
        assert ("required" if field.get("constraints", {}).get("required") else "may be empty") in said
        for item in field.get("categories", ()):
            assert words(escape(f"{item['value']} – {item['label'].replace('`', '')}")) in said
        if "example" in field:
            example = field["example"]
            shown = example if isinstance(example, str) else json.dumps(example)
            assert words(escape(f"Example {shown}")) in said
        for rule in rules_of_fields()[table, name]:
            assert f'href="rules.html#rule-{rule.name}"' in entry(page, table, name)


def test_every_rule_is_linked(built: Site) -> None:
    """At the fields that it looks at, or among those that look at files."""
    page = built.page("reference/dictionary")

    for rule in (rule for rung in ladder() for rule in rung.rules):
        assert f'href="rules.html#rule-{rule.name}"' in page, rule.name


def test_the_rules_of_a_field_are_those_that_would_report_it() -> None:
    """Of the Table Schema where it has a constraint, and of every rung that reads the cell."""
    found = {place: [rule.name for rule in rules] for place, rules in rules_of_fields().items()}

    assert found["facts", "comparator"] == ["enum", "quantity-fields", "comparator-differs"]
    assert {"type-mismatch", "number-not-plain", "number-differs"} <= set(found["facts", "value_number"])
    assert {"required", "foreign-key-unknown", "subject-unread"} <= set(found["facts", "subject_id"])
    assert "reference-loop" in found["articles", "derived_from"]
    assert "reference-loop" not in found["articles", "publisher_id"]
    assert {"hash-mismatch", "passages-gap", "profile-mismatch"} <= {rule.name for rule in rules_of_files()}


def test_the_examples_of_the_rules_agree_with_the_dictionary() -> None:
    """A finding of a rule names a field at which the dictionary names that rule, unless it is one of files."""
    files = {rule.name for rule in rules_of_files()}
    wrong = []
    for expected in sorted((SCORE.parents[1] / "tests" / "packages" / "bad").glob("*/expected.json")):
        for finding in json.loads(expected.read_text("utf-8"))["findings"]:
            place = finding["resource"], finding["field"]
            if place in rules_of_fields() and finding["rule"] not in files:
                names = {rule.name for rule in rules_of_fields()[place]}
                if finding["rule"] not in names:
                    wrong.append((finding["rule"], *place))

    assert wrong == []


def test_the_score_of_a_field_is_the_measured_one(scored: Site) -> None:
    """Killed of tried, with the reasons why some changes are not asked for."""
    page = scored.page("reference/dictionary")
    score = json.loads(SCORE.read_text("utf-8"))

    assert f"{score['total']['killed']:,} of {score['total']['tried']:,} changes noticed" in words(page)
    for row in score["fields"]:
        if (row["table"], row["field"]) in FIELDS:
            said = words(entry(page, row["table"], row["field"]))
            assert (f"Changes noticed {row['killed']} of {row['tried']}" in said) == bool(row["tried"])
    for apart in score["apart"]:
        if (apart["table"], apart["field"]) in FIELDS:
            assert apart["reason"] in words(entry(page, apart["table"], apart["field"]))


def test_without_a_score_nothing_is_claimed(built: Site) -> None:
    """Another publisher has not measured."""
    assert "Changes noticed" not in words(built.page("reference/dictionary"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "swf_facts_mutation_score: score.json cannot be read"),
        ("{", "swf_facts_mutation_score: score.json cannot be read"),
        ('{"fields": 1}', "swf_facts_mutation_score: score.json is no mutation score; write one with"),
        ("[]", "swf_facts_mutation_score: score.json is no mutation score"),
    ],
)
def test_a_score_that_cannot_be_read_is_an_error_of_the_configuration(
    site: Site, content: str | None, message: str
) -> None:
    """The message names the setting and the file."""
    if content is not None:
        (site.source / "score.json").write_text(content, "utf-8")
    with (site.source / "conf.py").open("a", encoding="utf-8") as stream:
        stream.write('swf_facts_mutation_score = "score.json"\n')
    result = site.build()

    assert result.returncode == 2
    assert message in " ".join(result.stderr.split())


def test_the_picture_of_the_tables_has_every_key(built: Site) -> None:
    """Each foreign key of the Table Schemas is a row of its data, and a link in its words."""
    page = built.page("reference/dictionary")
    expected = {
        (f"{table}.{field}", f"{key['reference'].get('resource') or table}.{target}")
        for table in governing_tables()
        for key in governing_schema(table).get("foreignKeys", ())
        for field, target in zip(key["fields"], key["reference"]["fields"], strict=True)
    }
    rows = (built.output / "charts" / "relations.csv").read_text("utf-8").splitlines()[1:]

    assert {tuple(row.split(",")) for row in rows} == expected
    for field, target in expected:
        assert f"{field} points to {target}" in words(page)


def test_the_snippets_of_a_table_stand_in_tabs(built: Site) -> None:
    """As many as the table has; a language that is chosen once is chosen everywhere."""
    page = built.page("reference/dictionary")

    assert page.count('class="sd-tab-set') == len(governing_tables())
    assert page.count('data-sync-id="duckdb"') == page.count('data-sync-id="r"') > 8
    assert page.count('data-sync-id="polars"') == len(governing_tables())
