"""Evidence as annotations, facts as linked data, the package as Croissant and RO-Crate."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING, Any

import pytest

import package_copies
import swf_facts
from swf_facts.export import export
from swf_facts.export.annotations import AROUND
from swf_facts.export.json_ld import claim, dataset_node, document, dumps

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> Any:
    """Return what a file of JSON holds."""
    return json.loads(path.read_text("utf-8"))


@pytest.fixture
def annotated(good: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """Export the evidence of the good package."""
    path, _ = export("annotations", tmp_path / "out", source=good)
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


# --- annotations ----------------------------------------------------------------------------------------
def test_annotations_are_the_evidence(annotated: list[dict[str, Any]], good: Path) -> None:
    """One for each row, in order, each with an address of its own."""
    evidence = list(swf_facts.load(good).evidence)
    selectors = [annotation["target"]["selector"] for annotation in annotated]

    assert [(quote["exact"], place["start"], place["end"]) for quote, place in selectors] == [
        (row.exact, row.start, row.end) for row in evidence
    ]
    assert [annotation["body"][1]["value"] for annotation in annotated] == [row.role for row in evidence]
    assert len({annotation["id"] for annotation in annotated}) == len(evidence)


def test_both_selectors_mean_the_same_words(annotated: list[dict[str, Any]], good: Path) -> None:
    """Prefix, quote and suffix stand around the position, 32 code points each, fewer at the ends of the text."""
    texts = {
        hashlib.sha256((article.text or "").encode()).digest(): article.text or ""
        for article in swf_facts.load(good).articles
    }
    for annotation in annotated:
        name = annotation["target"]["source"]["id"]
        digest = name.removeprefix("ni:///sha-256;").removesuffix("?ct=text/plain")
        text = texts[urlsafe_b64decode(f"{digest}=")]
        quote, place = annotation["target"]["selector"]
        start, end = place["start"], place["end"]

        assert text[start:end] == quote["exact"]
        assert quote["prefix"] == text[:start][-AROUND:]
        assert quote["suffix"] == text[end:][:AROUND]
    assert any(len(annotation["target"]["selector"][0]["prefix"]) == AROUND for annotation in annotated)
    assert any("👩‍🚀" in annotation["target"]["selector"][0]["suffix"] for annotation in annotated)


def test_text_that_is_not_there_has_no_context(good: Path, tmp_path: Path) -> None:
    """The quote and its position remain when the text was taken out of the package."""
    (good / "data" / "texts" / "lantern2024.txt").unlink()
    path, _ = export("annotations", tmp_path / "out", source=good)
    last = json.loads(path.read_text("utf-8").splitlines()[-1])

    assert last["target"]["selector"][0] == {"type": "TextQuoteSelector", "exact": "Analysts"}


# --- linked data ----------------------------------------------------------------------------------------
def test_money_is_a_monetary_amount(good: Path) -> None:
    """More than 2.15 billion dollars: a least value and no value, as the article gives none."""
    observation = claim(swf_facts.load(good).facts["lantern2024.001"])["about"]

    assert observation["value"] == {"@type": "MonetaryAmount", "currency": "USD", "minValue": 2150000000}
    assert observation["observationDate"] == "2024-01-05"


def test_other_quantities_have_their_unit(good: Path) -> None:
    """About 42 percent: the value and the interval that it implies."""
    amount = claim(swf_facts.load(good).facts["gazette2024.002"])["about"]["value"]

    assert amount == {
        "@type": "QuantitativeValue",
        "unitText": "percent",
        "unitCode": "ucum:%",
        "value": 42,
        "minValue": 41.5,
        "maxValue": 42.5,
    }


def test_claim_names_who_says_it_and_the_words(good: Path) -> None:
    """The attributed party is the author, and the statement what the claim was derived from."""
    data = swf_facts.load(good)
    fact = data.facts["lantern2024.003"]
    node = claim(fact)

    assert [party["name"] for party in node["author"]] == [data.entities[fact.attributions[0].entity_id].name]
    assert [quotation["text"] for quotation in node["prov:wasDerivedFrom"]] == [fact.quote]
    assert node["appearance"]["url"] == "https://lantern.example/isle-fund"
    assert node["about"]["value"]["name"] == "Port of Quay"


def test_number_that_a_float_would_round_stays_text(good: Path) -> None:
    """JSON readers keep 15 digits or so; a longer number is a string."""
    package_copies.set_cell(good, "facts", "gazette2024.002", "value_number", "42.00000000000000000001")

    assert claim(swf_facts.load(good).facts["gazette2024.002"])["about"]["value"]["value"] == "42.00000000000000000001"


def test_addresses_follow_the_homepage(good: Path) -> None:
    """With a homepage a fact is its page, without one it has the same name everywhere."""
    fact = swf_facts.load(good).facts["lantern2024.001"]
    before = claim(fact)["@id"]
    package_copies.edit_descriptor(good, homepage="https://facts.example/", doi="10.5555/12345678")
    data = swf_facts.load(good)

    assert before.startswith("urn:uuid:")
    assert before == claim(fact)["@id"]
    assert claim(data.facts["lantern2024.001"])["@id"] == "https://facts.example/facts/lantern2024.001.html"
    assert dataset_node(data)["@id"] == dataset_node(data)["identifier"] == "https://doi.org/10.5555/12345678"


def test_graph_holds_everything(good: Path, tmp_path: Path) -> None:
    """One dataset, every article, every fact; each reference leads to a node."""
    path, _ = export("jsonld", tmp_path / "out", source=good)
    graph = read(path)["@graph"]
    known = {node["@id"] for node in graph}
    data = swf_facts.load(good)

    assert len(graph) == 1 + len(data.articles) + len(data.facts)
    assert {node["appearance"]["@id"] for node in graph if "appearance" in node} <= known
    assert {node["isPartOf"]["@id"] for node in graph if "isPartOf" in node} <= known


def test_nothing_ends_the_script_element(good: Path) -> None:
    """A note with a closing tag in it cannot leave the page's script."""
    package_copies.edit_descriptor(good, title="</script><b>")

    assert "<" not in dumps(document(dataset_node(swf_facts.load(good))))


# --- Croissant and RO-Crate -----------------------------------------------------------------------------
@pytest.mark.parametrize(("format_", "name"), [("croissant", "croissant.json"), ("ro-crate", "ro-crate-metadata.json")])
def test_package_is_copied_whole(tmp_path: Path, format_: Any, name: str) -> None:
    """Beside the description lies a package that loads, and is the same."""
    export(format_, tmp_path / "out")
    copied, here = swf_facts.load(tmp_path / "out"), swf_facts.load()

    assert (tmp_path / "out" / name).is_file()
    assert [list(table.rows()) for table in copied.tables()] == [list(table.rows()) for table in here.tables()]
    assert swf_facts.validate(tmp_path / "out").valid


def test_croissant_lists_fields_keys_and_hashes(good: Path, tmp_path: Path) -> None:
    """Each table is a record set with its key; each file has its hash; a reference leads to another table."""
    export("croissant", tmp_path / "out", source=good)
    found = read(tmp_path / "out" / "croissant.json")
    sets = {entry["name"]: entry for entry in found["recordSet"]}
    fields = {field["name"]: field for field in sets["facts"]["field"]}

    assert sets["attributions"]["key"] == [{"@id": "attributions/fact_id"}, {"@id": "attributions/level"}]
    assert fields["subject_id"]["references"] == {"field": {"@id": "entities/entity_id"}}
    assert fields["article_id"]["references"]["fileObject"] == {"@id": "file/articles"}
    assert fields["as_of"]["dataType"] == "sc:Date"
    for entry in found["distribution"]:
        content = (tmp_path / "out" / entry["contentUrl"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()


def test_crate_describes_each_file(tmp_path: Path) -> None:
    """Every file has its size and its hash; a text has its own rights statement, told apart by its holder."""
    written = export("ro-crate", tmp_path / "out")
    nodes = {node["@id"]: node for node in read(tmp_path / "out" / "ro-crate-metadata.json")["@graph"]}
    names = {path.relative_to(tmp_path / "out").as_posix() for path in written}

    assert {part["@id"] for part in nodes["./"]["hasPart"]} == names - {"SHA256SUMS", "ro-crate-metadata.json"}
    assert int(nodes["data/facts.csv"]["contentSize"]) == (tmp_path / "out" / "data" / "facts.csv").stat().st_size
    rights = [nodes[f"data/texts/{name}.txt"]["license"]["@id"] for name in ("athlive2025", "coincu2025")]
    assert rights == [f"http://rightsstatements.org/vocab/InC/1.0/#{name}" for name in ("ath-live", "coincu")]
    assert nodes[rights[0]]["name"] == "In Copyright; the rights are held by the publisher (ath-live)"
