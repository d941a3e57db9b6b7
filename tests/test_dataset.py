"""Loading a package, and what its tables and records answer."""

from __future__ import annotations

import copy
import json
import pickle
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import package_copies
import swf_facts
from swf_facts import Article, Entity, Fact, PackageError, Property, Quantity, UnknownChoice, UnknownField, UnknownId
from swf_facts.dataset.excerpts import excerpts

if TYPE_CHECKING:
    from pathlib import Path

    from swf_facts import Dataset


@pytest.fixture
def data(good: Path) -> Dataset:
    """Load the good package."""
    return swf_facts.load(good)


# --- loading ------------------------------------------------------------------------------------------
def test_load_without_arguments_serves_the_installed_package() -> None:
    """``load()`` finds the package that the installation carries, with both articles and their facts."""
    data = swf_facts.load()

    assert data.name == "swf-facts"
    assert data.version == swf_facts.__version__
    assert {"athlive2025", "coincu2025", "ft2025"} <= set(data.articles.ids())
    assert {fact.article_id for fact in data.facts} == {"athlive2025", "coincu2025"}


def test_folder_descriptor_and_zip_are_the_same_package(good: Path, tmp_path: Path) -> None:
    """A folder, its descriptor and a zip of it load to equal facts."""
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", good)

    by_folder, by_descriptor, by_zip = (
        list(swf_facts.load(at).facts) for at in (good, good / "datapackage.json", packed)
    )

    assert by_folder
    assert by_folder == by_descriptor == by_zip


def test_zip_with_one_folder_at_its_top_loads(good: Path, tmp_path: Path) -> None:
    """An archive whose only top entry is the package's folder loads."""
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", good.parent, good.name)

    assert len(swf_facts.load(packed).facts) == 6


def test_nothing_there_is_not_a_package(tmp_path: Path) -> None:
    """A path that does not exist is refused with words that name it."""
    with pytest.raises(swf_facts.NotAPackage, match=r"there is nothing at .*nowhere"):
        swf_facts.load(tmp_path / "nowhere")


def test_changed_file_is_refused_with_both_hashes_and_the_likely_cause(good: Path) -> None:
    """A file that differs from its hash: the error gives expected, got, likely cause and what to do."""
    path = good / "data" / "facts.csv"
    expected = package_copies.read_descriptor(good)
    path.write_bytes(path.read_bytes().replace(b"2150000000", b"2160000000"))
    (hashed,) = [entry["hash"] for entry in expected["resources"] if entry["name"] == "facts"]

    with pytest.raises(PackageError) as caught:
        swf_facts.load(good)

    assert "data/facts.csv is not the file that datapackage.json describes" in caught.value.message
    assert f"expected {hashed}, got sha256:" in caught.value.message
    assert "edited after the hashes were made" in caught.value.message
    assert f"swf-facts refresh {good}" in caught.value.fix


def test_converted_line_ends_are_recognised(good: Path) -> None:
    """A file whose line ends became CR LF is refused as just that."""
    path = good / "data" / "facts.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    with pytest.raises(PackageError, match="line ends were changed to CR LF"):
        swf_facts.load(good)


@pytest.mark.parametrize("value", [None, "md5:0123", 7])
def test_resource_without_sha256_is_refused(good: Path, value: object) -> None:
    """Without a sha256 hash a file cannot be checked, so the package is refused."""
    descriptor = package_copies.read_descriptor(good)
    descriptor["resources"][0]["hash"] = value
    package_copies.write_descriptor(good, descriptor)

    with pytest.raises(PackageError, match="gives no sha256 hash"):
        swf_facts.load(good)


def test_missing_table_file_is_refused(good: Path) -> None:
    """A table that the descriptor lists but that is not there is refused by its path."""
    (good / "data" / "units.csv").unlink()

    with pytest.raises(PackageError, match=r"there is no file 'data/units\.csv'.*swf-facts validate"):
        swf_facts.load(good)


def test_unlisted_table_is_refused(good: Path) -> None:
    """A descriptor that lists no resource of a table's name is refused, naming the nearest."""
    descriptor = package_copies.read_descriptor(good)
    (entry,) = [entry for entry in descriptor["resources"] if entry["name"] == "facts"]
    entry["name"] = "fact"
    package_copies.write_descriptor(good, descriptor)

    with pytest.raises(PackageError, match="lists no resource named 'facts'; did you mean 'fact'"):
        swf_facts.load(good)


def test_unsafe_path_is_refused_even_for_a_text(good: Path) -> None:
    """A resource that points outside the package is refused, also when it is no table."""
    descriptor = package_copies.read_descriptor(good)
    (entry, *_) = [entry for entry in descriptor["resources"] if entry["path"].endswith(".txt")]
    entry["path"] = "../outside.txt"
    package_copies.write_descriptor(good, descriptor)

    with pytest.raises(PackageError, match=r"leaves the package through '\.\.'"):
        swf_facts.load(good)


# --- damaged tables -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("table", "key", "field", "value", "message"),
    [
        (
            "facts",
            "lantern2024.001",
            "value_number",
            "2.15e9",
            "line 4, field 'value_number': '2.15e9' is not a plain decimal",
        ),
        ("facts", "lantern2024.001", "value_number", "NaN", "'NaN' is not a plain decimal number"),
        ("facts", "lantern2024.001", "value_number", "٤٢", "'٤٢' is not a plain decimal number"),
        ("facts", "gazette2024.001", "value_date", "2024-02-30", "'2024-02-30' is not a date of the calendar"),
        ("facts", "gazette2024.001", "value_date", "2024-W21-7", "'2024-W21-7' is not a date written YYYY-MM-DD"),
        ("facts", "gazette2024.001", "modality", "certain", "'certain' is not one of asserted, "),
        (
            "facts",
            "gazette2024.001",
            "subject_id",
            "",
            "field 'subject_id': the cell is empty, but the field is required",
        ),
        ("articles", "gazette2024", "title_supplied", "maybe", "'maybe' is neither true nor false"),
        ("passages", "gazette2024.p001", "start", "1_0", "'1_0' is not a whole number"),
    ],
)
def test_damaged_cell_is_named_with_file_line_and_field(
    good: Path, table: str, key: str, field: str, value: str, message: str
) -> None:
    """A cell that is not what its field says is refused by file, line, field, and how to see everything else."""
    data = swf_facts.load(package_copies.set_cell(good, table, key, field, value))

    with pytest.raises(PackageError) as caught:
        list(getattr(data, table))

    assert caught.value.message.startswith(f"data/{table}.csv line ")
    assert message in caught.value.message
    assert f"swf-facts validate {good}" in caught.value.fix


def test_undamaged_tables_of_a_damaged_package_are_readable(good: Path) -> None:
    """A table is parsed when it is first asked for, so damage in one does not hide the others."""
    data = swf_facts.load(package_copies.set_cell(good, "facts", "gazette2024.001", "modality", "certain"))

    assert data.entities["isle-fund"].name == "Isle Fund"


def test_line_numbers_count_lines_of_the_file(good: Path) -> None:
    """A quoted cell over two lines moves the rows below it by one line."""
    package_copies.set_cell(good, "facts", "gazette2024.001", "note", "one\ntwo")
    data = swf_facts.load(package_copies.set_cell(good, "facts", "gazette2024.002", "value_number", "x"))

    with pytest.raises(PackageError, match="line 4, field 'value_number'"):
        list(data.facts)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("unit_id,label", "unit,label", "line 1: the field 'unit_id' is missing (did you mean 'unit'?)"),
        ("symbol,code_system", "symbol,symbol,code_system", "line 1: the field 'symbol' stands twice"),
        ("USD,US dollar,", "USD,", "line 2: 6 cells where the header has 7"),
        ("percent,percent,", 'percent,"percent,', "line 3: this is not CSV"),
        ("percent,percent,", "USD,percent,", "line 3, field 'unit_id': the id 'USD' stands twice"),
    ],
)
def test_damaged_structure_is_named_with_its_line(good: Path, old: str, new: str, message: str) -> None:
    """A header or a row of the wrong shape is refused by its line."""
    data = swf_facts.load(package_copies.replace(good, "data/units.csv", old, new))

    with pytest.raises(PackageError) as caught:
        data.units.ids()

    assert message in str(caught.value)


def test_bytes_that_are_not_utf8_are_named_with_their_line(good: Path) -> None:
    """A table in Latin-1 is refused by line and byte."""
    path = good / "data" / "units.csv"
    path.write_bytes(path.read_bytes().replace(b"US dollar", b"US d\xf6llar"))
    data = swf_facts.load(package_copies.refresh(good))

    with pytest.raises(PackageError, match=r"data/units\.csv line 2: byte \d+ of the file is not UTF-8"):
        list(data.units)


def test_dangling_reference_is_named(good: Path) -> None:
    """A fact whose subject is no entity says so when the subject is asked for, and its repr still works."""
    fact = swf_facts.load(package_copies.set_cell(good, "facts", "gazette2024.001", "subject_id", "nobody")).facts[
        "gazette2024.001"
    ]

    assert repr(fact) == "<Fact gazette2024.001: nobody – opened>"
    with pytest.raises(
        PackageError, match=r"fact gazette2024\.001 names the entity 'nobody', which is not in entities"
    ):
        _ = fact.subject


def test_fact_without_its_value_is_named(good: Path) -> None:
    """A fact whose value cell is empty says so when the value is asked for."""
    fact = swf_facts.load(package_copies.set_cell(good, "facts", "gazette2024.001", "value_date", "")).facts[
        "gazette2024.001"
    ]

    with pytest.raises(PackageError, match=r"fact gazette2024\.001 has no value of type date"):
        _ = fact.value


def test_fact_without_statement_is_named(good: Path) -> None:
    """A fact without a statement has no quote, and says so."""
    header, rows = package_copies.read_table(good, "evidence")
    kept = [row for row in rows if row[:2] != ["lantern2024.002", "statement"]]
    data = swf_facts.load(package_copies.write_table(good, "evidence", header, kept))

    with pytest.raises(PackageError, match=r"fact lantern2024\.002 has no statement"):
        _ = data.facts["lantern2024.002"].quote


def test_further_columns_and_resources_are_allowed(good: Path) -> None:
    """A column that the Table Schema does not know is no trouble; the records do without it."""
    header, rows = package_copies.read_table(good, "units")
    package_copies.write_table(good, "units", [*header, "colour"], [[*row, "green"] for row in rows])

    assert swf_facts.load(good).units["USD"].code == "USD"


# --- texts --------------------------------------------------------------------------------------------
def test_withheld_text_is_none_and_quotes_remain(data: Dataset) -> None:
    """A withheld article loads without text."""
    assert data.articles["ledger2024"].text_status == "withheld"
    assert data.articles["ledger2024"].text is None


def test_text_of_a_withheld_article_is_none_even_if_its_file_is_still_there(good: Path) -> None:
    """An article that is marked as withheld shows no text, whatever lies in the folder."""
    data = swf_facts.load(package_copies.set_cell(good, "articles", "lantern2024", "text_status", "withheld"))

    assert data.articles["lantern2024"].text_path is not None
    assert data.articles["lantern2024"].text is None


@pytest.mark.parametrize("listed", [True, False], ids=["file removed", "file and resource removed"])
def test_package_whose_text_was_removed_loads_and_says_what_it_cannot_show(good: Path, *, listed: bool) -> None:
    """After the removal of a text the facts keep their quotes, and everything that would show the text says that it is gone."""
    (good / "data" / "texts" / "lantern2024.txt").unlink()
    if not listed:
        descriptor = package_copies.read_descriptor(good)
        descriptor["resources"] = [entry for entry in descriptor["resources"] if "lantern2024" not in entry["path"]]
        package_copies.write_descriptor(good, descriptor)

    data = swf_facts.load(good)
    fact = data.facts["lantern2024.001"]

    assert fact.article.text is None
    assert "text not in this package" in repr(fact.article)
    assert fact.quote == "The Isle Fund 👩‍🚀 of Norland held over $2.15 billion on 5 January 2024"
    assert "only the quoted words can be shown" in fact._repr_html_()
    assert "Without text here: lantern2024, ledger2024" in data._repr_html_()
    assert "(1 with text)" in repr(data)


def test_text_is_served_code_point_for_code_point(data: Dataset) -> None:
    """Every quote stands in its article's text at its span."""
    for evidence in data.evidence:
        text = data.articles[evidence.article_id].text

        assert text is not None
        assert text[evidence.start : evidence.end] == evidence.exact


# --- tables -------------------------------------------------------------------------------------------
def test_iterating_yields_records_in_file_order(data: Dataset) -> None:
    """Iterating a table gives its records, ``ids`` their ids, both in file order; ``len`` counts them."""
    assert [fact.fact_id for fact in data.facts] == list(data.facts.ids())
    assert data.facts.ids()[0] == "gazette2024.001"
    assert len(data.facts) == 6


def test_lookup_takes_ids_and_membership_ids_or_records(data: Dataset) -> None:
    """``[]`` and ``get`` take ids, ``in`` ids and records; the same id gives the same object."""
    fact = data.facts["lantern2024.001"]

    assert isinstance(fact, Fact)
    assert data.facts["lantern2024.001"] is fact
    assert "lantern2024.001" in data.facts
    assert fact in data.facts
    assert "lantern2024.999" not in data.facts
    assert 0 not in data.facts
    assert data.facts.get("lantern2024.999") is None
    assert data.facts.get("lantern2024.001") is fact
    assert data.facts.get("lantern2024.999", 7) == 7


def test_unknown_id_is_a_key_error_naming_the_nearest(data: Dataset) -> None:
    """An unknown id raises a KeyError that reads as a sentence with the nearest id, through pickle too."""
    with pytest.raises(KeyError) as caught:
        _ = data.facts["lantern2024.01"]

    expected = "there is no fact 'lantern2024.01'; did you mean 'lantern2024.001'?"
    assert str(caught.value) == expected
    assert str(pickle.loads(pickle.dumps(caught.value))) == expected  # noqa: S301


@pytest.mark.parametrize("key", [0, None, ("a", "b"), "☃"])
def test_key_that_resembles_nothing_shows_what_ids_look_like(data: Dataset, key: object) -> None:
    """A key that is not near any id, or no text at all, is answered with an example."""
    with pytest.raises(UnknownId, match=r"ids look like 'gazette2024\.001'"):
        data.facts[key]  # type: ignore[index]  # that is the point


def test_tables_with_several_key_fields_take_tuples(data: Dataset) -> None:
    """Where the primary key has several fields, the id is the tuple of its cells."""
    assert data.exclusions["lantern2024", 208, 210].exact == "5G"
    assert ("lantern2024.003", 1) in data.attributions


def test_every_table_is_served(data: Dataset) -> None:
    """All tables are there by attribute and by name, with all rows of their files; agreements are derived where they have none."""
    counts = {table.name: len(table) for table in data.tables()}

    assert counts == {
        "articles": 3,
        "passages": 9,
        "entities": 7,
        "aliases": counts["aliases"],
        "properties": 6,
        "units": 2,
        "facts": 6,
        "evidence": 17,
        "attributions": 3,
        "exclusions": 1,
        "agreements": 0,
        "ledger": 0,
    }
    assert data.table("entities") is data.entities


def test_unknown_table_names_the_nearest(data: Dataset) -> None:
    """``table`` refuses an unknown name with the nearest one."""
    with pytest.raises(UnknownChoice, match="there is no table 'fact'; did you mean 'facts'"):
        data.table("fact")  # type: ignore[arg-type]  # that is the point


def test_dataset_is_read_only(data: Dataset) -> None:
    """Records and descriptions cannot be assigned to."""
    with pytest.raises(AttributeError):
        data.facts["lantern2024.001"].note = "x"  # type: ignore[misc]  # that is the point
    with pytest.raises(AttributeError):
        data.version = "9"  # type: ignore[misc]  # that is the point


def test_dataset_and_facts_survive_pickle_and_copy(data: Dataset) -> None:
    """A dataset goes to another process and back, also one from an archive, with its facts equal."""
    again = pickle.loads(pickle.dumps(data))  # noqa: S301

    assert list(again.facts) == list(data.facts)
    assert copy.deepcopy(data.facts["lantern2024.001"]).quote == data.facts["lantern2024.001"].quote


def test_dataset_from_a_zip_survives_pickle(good: Path, tmp_path: Path) -> None:
    """A dataset that was read from an archive can be pickled as one from a folder can."""
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", good)
    data = swf_facts.load(packed)

    assert list(pickle.loads(pickle.dumps(data)).facts) == list(data.facts)  # noqa: S301


# --- facts --------------------------------------------------------------------------------------------
def test_value_of_a_quantity_is_exact(data: Dataset) -> None:
    """A quantity has exact decimals, its unit, comparator and interval."""
    value = data.facts["lantern2024.001"].value

    assert value == Quantity(
        number=Decimal(2150000000),
        unit=data.units["USD"],
        unit_basis="stated",
        comparator="gt",
        lower=Decimal(2150000000),
        upper=None,
        direction=None,
    )


def test_value_of_other_kinds(data: Dataset) -> None:
    """A value is an Entity, a date or text where the fact says so."""
    assert data.facts["lantern2024.002"].value is data.entities["norland"]
    assert data.facts["gazette2024.001"].value == date(1999, 3, 1)
    assert data.facts["lantern2024.004"].value == "uncharted water"


def test_fact_reaches_everything_that_belongs_to_it(data: Dataset) -> None:
    """Subject, property, article, evidence, quote, passage and attributions hang on the fact."""
    fact = data.facts["lantern2024.003"]

    assert fact.subject is data.entities["isle-fund"]
    assert fact.property is data.properties["considers-buying"]
    assert fact.article is data.articles["lantern2024"]
    assert fact.article.publisher.name == "The Lantern"
    assert [evidence.role for evidence in fact.evidence] == ["statement", "property", "attribution"]
    assert fact.quote == "the fund may buy the port of Quay"
    assert fact.passage == data.passages["lantern2024.p004"]
    assert [each.entity_id for each in fact.attributions] == ["morning-ledger"]
    assert fact.modality == "speculated"
    assert fact in fact.article.facts
    assert fact.passage in fact.article.passages


def test_flags_are_a_tuple_of_words(data: Dataset) -> None:
    """Flags are split; without any the tuple is empty."""
    assert data.facts["lantern2024.004"].flags == ("scope_uncertain",)
    assert data.facts["lantern2024.003"].flags == ()


def test_kinds_of_a_property_are_a_tuple_of_words_and_are_found_one_by_one() -> None:
    """A property lists the kinds of entity that its subject and its value may be; none means any."""
    data = swf_facts.load()
    proposes = data.properties["proposes"]

    assert (proposes.subject_kinds, proposes.value_kinds) == (("person", "organization"), ("fund",))
    assert data.properties["price"].value_kinds == ()
    assert proposes in data.properties.where(subject_kinds="person")


def test_a_package_of_an_earlier_version_may_lack_a_field_that_was_added_later(good: Path) -> None:
    """``subject_kinds`` came with 0.2.0; without its column the package loads, validates, and any kind may be meant."""
    header, rows = package_copies.read_table(good, "properties")
    package_copies.write_table(good, "properties", header[:-2], [row[:-2] for row in rows])
    schema = json.loads((good / "schemas" / "properties.json").read_text("utf-8"))
    schema["fields"] = schema["fields"][:-2]
    (good / "schemas" / "properties.json").write_text(json.dumps(schema), "utf-8")

    assert swf_facts.load(good).properties["opened"].subject_kinds == ()
    assert swf_facts.validate(good).findings == ()


def test_attributions_are_in_order_of_level(good: Path) -> None:
    """The chain of sources starts nearest to the article, whatever the order of the file."""
    header, rows = package_copies.read_table(good, "attributions")
    rows.insert(1, ["lantern2024.003", "2", "analysts", "unnamed"])
    data = swf_facts.load(package_copies.write_table(good, "attributions", header, rows))

    assert [each.level for each in data.facts["lantern2024.003"].attributions] == [1, 2]


def test_statement_in_words_says_what_is_not_asserted(good: Path, data: Dataset) -> None:
    """``str(fact)`` says subject, property and value, and also denial, direction and hedge."""
    assert str(data.facts["lantern2024.001"]) == "Isle Fund – assets held – > 2,150,000,000 USD"
    assert str(data.facts["lantern2024.003"]) == "Isle Fund – considers buying – Port of Quay (speculated)"
    package_copies.set_cell(good, "facts", "lantern2024.004", "polarity", "negative")
    changed = swf_facts.load(package_copies.set_cell(good, "facts", "gazette2024.002", "direction", "decrease")).facts
    assert str(changed["lantern2024.004"]) == "Isle Fund – described as – not “uncharted water” (opinion)"
    assert str(changed["gazette2024.002"]) == "Isle Fund – share of the port – decrease of ≈ 42%"


# --- where --------------------------------------------------------------------------------------------
def test_where_takes_fields_with_or_without_id_and_records(data: Dataset) -> None:
    """Ids and the records that they stand for select the same facts, in file order."""
    by_id = data.facts.where(subject="isle-fund", property="assets-held")

    assert [fact.fact_id for fact in by_id] == ["lantern2024.001"]
    assert data.facts.where(subject_id="isle-fund", property_id="assets-held") == by_id
    assert data.facts.where(subject=data.entities["isle-fund"], property=data.properties["assets-held"]) == by_id
    assert data.facts.where(article=data.articles["lantern2024"], unit=data.units["USD"]) == by_id
    assert data.evidence.where(fact=by_id[0], role="value")[0].exact == "over $2.15 billion"
    assert data.facts.where(value_entity="quay-port") == data.facts.where(property="considers-buying")


def test_where_without_criteria_is_every_current_fact_in_file_order(data: Dataset) -> None:
    """Nothing asked, nothing left out but what no longer stands."""
    assert data.facts.where() == tuple(data.facts)
    assert data.entities.where() == tuple(data.entities)


def test_where_takes_several_values(data: Dataset) -> None:
    """A collection means any of its values."""
    found = data.facts.where(modality={"opinion", "speculated"})

    assert [fact.fact_id for fact in found] == ["lantern2024.003", "lantern2024.004"]
    assert data.facts.where(modality=[]) == ()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"value_number": 42}, ["gazette2024.002"]),
        ({"value_number": Decimal("42.0")}, ["gazette2024.002"]),
        ({"lower": 41.5}, ["gazette2024.002"]),
        ({"lower": "41.5"}, ["gazette2024.002"]),
        ({"as_of": date(2024, 1, 5)}, ["lantern2024.001"]),
        ({"as_of": "2024-01-05"}, ["lantern2024.001"]),
        ({"as_of": None, "value_type": "quantity"}, ["gazette2024.002"]),
        ({"flags": "scope_uncertain"}, ["lantern2024.004"]),
        ({"flags": None, "article": "lantern2024"}, ["lantern2024.001", "lantern2024.002", "lantern2024.003"]),
    ],
)
def test_where_compares_typed_cells(data: Dataset, cells: dict[str, str], expected: list[str]) -> None:
    """Numbers, dates, flags and empty cells are compared as what they are."""
    assert [fact.fact_id for fact in data.facts.where(**cells)] == expected


def test_where_compares_booleans(data: Dataset) -> None:
    """A boolean field takes True and False."""
    assert [article.article_id for article in data.articles.where(title_supplied=True)] == ["ledger2024"]


def test_where_finds_one_flag_among_several(good: Path) -> None:
    """A fact with two flags is found by each of them."""
    package_copies.set_cell(good, "facts", "lantern2024.004", "flags", "scope_uncertain presupposed")
    facts = swf_facts.load(good).facts

    assert facts.where(flags="presupposed") == facts.where(flags="scope_uncertain") == (facts["lantern2024.004"],)


@pytest.mark.parametrize(
    ("cells", "error", "message"),
    [
        ({"subjekt": "x"}, UnknownField, "facts has no field 'subjekt'; did you mean 'subject'?"),
        ({"subjekt": "x"}, TypeError, "did you mean 'subject'"),
        ({"subject": "isle-fnd"}, UnknownId, "there is no entity 'isle-fnd'; did you mean 'isle-fund'?"),
        ({"property": "asset-held"}, UnknownId, "there is no property 'asset-held'; did you mean 'assets-held'?"),
        (
            {"modality": "speculate"},
            UnknownChoice,
            "facts.modality: 'speculate' is not one of .*did you mean 'speculated'",
        ),
        ({"as_of": "5 January"}, UnknownChoice, "facts.as_of: '5 January' is not a date written YYYY-MM-DD"),
        ({"status": "curent"}, UnknownChoice, "did you mean 'current'"),
    ],
)
def test_where_refuses_what_no_row_could_hold(
    data: Dataset, cells: dict[str, str], error: type[Exception], message: str
) -> None:
    """A misspelt field, id or choice is an error that names the nearest, not an empty result."""
    with pytest.raises(error, match=message):
        data.facts.where(**cells)


def test_where_leaves_out_what_no_longer_stands_unless_asked(good: Path) -> None:
    """Superseded and withdrawn facts come only when their status is asked for; iterating has all rows."""
    package_copies.set_cell(good, "facts", "lantern2024.004", "status", "withdrawn")
    facts = swf_facts.load(good).facts

    (withdrawn,) = facts.where(status="withdrawn")
    assert withdrawn.fact_id == "lantern2024.004"
    assert withdrawn not in facts.where()
    assert len(facts.where(status=None)) == len(tuple(facts)) == len(facts.where()) + 1


# --- reprs --------------------------------------------------------------------------------------------
def test_reprs_are_one_line_that_helps(data: Dataset) -> None:
    """Dataset, table, fact and article print what they are."""
    assert repr(data) == f"<Dataset {data.name} {data.version}: 6 facts from 3 articles (2 with text), 7 entities>"
    assert repr(data.facts) == f"<FactTable facts of {data.name} {data.version}: 6 rows>"
    assert (
        repr(data.facts["lantern2024.001"]) == "<Fact lantern2024.001: Isle Fund – assets held – > 2,150,000,000 USD>"
    )
    assert repr(data.articles["gazette2024"]) == "<Article gazette2024: 'A fund with a past', 127 characters>"


def test_fact_in_a_notebook_highlights_the_quote_in_its_passage(data: Dataset) -> None:
    """The quote is marked, and the words of the passage around it are there."""
    shown = data.facts["lantern2024.003"]._repr_html_()

    assert "According to the Morning Ledger, <mark" in shown
    assert ">the fund may buy the port of Quay</mark>.</p>" in shown
    assert "Morning Ledger</td>" in shown
    assert "speculated</td>" in shown


def test_fact_stated_in_two_places_shows_both(good: Path) -> None:
    """Each passage that states the fact is shown, and two statements in one passage share it."""
    header, rows = package_copies.read_table(good, "evidence")
    rows += [
        ["lantern2024.002", "statement", "lantern2024", "47", "56", "Isle Fund"],
        ["lantern2024.002", "statement", "lantern2024", "0", "9", "Isle Fund"],
        ["lantern2024.002", "statement", "lantern2024", "77", "81", "over"],
    ]
    shown = (
        swf_facts.load(package_copies.write_table(good, "evidence", header, rows))
        .facts["lantern2024.002"]
        ._repr_html_()
    )

    assert shown.count("<blockquote>") == 2
    assert ">over</mark> $2.15 billion on 5 January 2024.</p>" in shown
    assert ">Isle Fund</mark> looks out to sea</p>" in shown


def test_overlapping_statements_show_each_word_once(good: Path) -> None:
    """Two statements that share words are marked without repeating them."""
    header, rows = package_copies.read_table(good, "evidence")
    rows += [
        ["lantern2024.002", "statement", "lantern2024", "52", "76", "Fund 👩‍🚀 of Norland held"],
        ["lantern2024.002", "statement", "lantern2024", "47", "51", "Isle"],
    ]
    fact = swf_facts.load(package_copies.write_table(good, "evidence", header, rows)).facts["lantern2024.002"]

    (shown,) = excerpts(fact)

    assert (
        "".join(words for words, _ in shown.parts)
        == "The Isle Fund 👩‍🚀 of Norland held over $2.15 billion on 5 January 2024."
    )
    assert "".join(words for words, quoted in shown.parts if quoted) == "The Isle Fund 👩‍🚀 of Norland held"


def test_quote_that_strayed_is_not_shown_in_the_wrong_words(good: Path) -> None:
    """Where the text does not read as quoted, the quoted words stand alone and a remark says so."""
    data = swf_facts.load(
        package_copies.set_cell(good, "evidence", "lantern2024.003/statement/148/181", "start", "147")
    )

    shown = data.facts["lantern2024.003"]._repr_html_()

    assert "do not stand at 147:181" in shown
    assert "According to" not in shown


def test_notebook_reprs_escape_every_text_and_fetch_nothing(good: Path) -> None:
    """A package cannot put markup into a notebook through its cells, and no address is loaded."""
    package_copies.set_cell(good, "entities", "isle-fund", "name", "<script>alert(1)</script>")
    package_copies.set_cell(good, "facts", "lantern2024.004", "note", '"><img src=x>')
    package_copies.replace(good, "data/texts/lantern2024.txt", "According to", "<b>ording to")
    data = swf_facts.load(package_copies.edit_descriptor(good, title="<b>bold</b>"))

    shown = "".join(fact._repr_html_() for fact in data.facts) + data._repr_html_() + data.entities._repr_html_()

    for markup in ("<script", "<img", "<b>", "<a ", "<link", "url("):
        assert markup not in shown
    assert "&lt;script&gt;" in shown


def test_table_in_a_notebook_shows_first_rows_and_counts(data: Dataset) -> None:
    """A long table is cut after ten rows and says how many there are; empty columns are left out."""
    shown = data.evidence._repr_html_()

    assert "10 of 17 rows" in shown
    assert shown.count("<tr>") == 11
    assert "lei" not in data.entities._repr_html_()


def test_dataset_in_a_notebook_counts_tables_and_says_how_to_cite(data: Dataset) -> None:
    """The dataset shows name, version, rows by table and its citation."""
    shown = data._repr_html_()

    assert data.version in shown
    assert ">facts</td>" in shown
    assert "Cite as: " in shown


# --- the package's own data -----------------------------------------------------------------------------
def test_all_records_of_the_installed_package_can_be_made() -> None:
    """Every row of every table becomes a record, and every fact gives its value, words, quote and passage."""
    data = swf_facts.load()

    for table in data.tables():
        assert sum(1 for _ in table) == len(table) > 0
    for fact in data.facts:
        assert fact.value is not None
        assert fact.passage is not None
        assert fact.quote in (fact.article.text or "")
        assert str(fact).startswith(str(fact.subject))


def test_records_are_named_from_the_top() -> None:
    """What users annotate with is importable from the package itself, and listed by ``dir``."""
    assert {"Article", "Fact", "Entity", "Property", "Quantity", "validate"} <= set(dir(swf_facts))
    assert (Article.__name__, Entity.__name__, Property.__name__) == ("Article", "Entity", "Property")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = swf_facts.nothing  # type: ignore[attr-defined]  # that is the point


def test_descriptor_is_served(data: Dataset, good: Path) -> None:
    """Everything that the descriptor says can be read."""
    assert data.descriptor == json.loads((good / "datapackage.json").read_text("utf-8"))


def test_damaged_member_of_an_archive_is_refused(good: Path, tmp_path: Path) -> None:
    """An archive whose member was changed is refused, with the file's name."""
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(good.rglob("*")):
            content = path.read_bytes() if path.is_file() else b""
            archive.writestr(
                path.relative_to(good).as_posix() + ("/" if path.is_dir() else ""), content.replace(b"42,", b"43,")
            )

    with pytest.raises(PackageError, match=r"data/.*\.csv is not the file"):
        swf_facts.load(packed)
