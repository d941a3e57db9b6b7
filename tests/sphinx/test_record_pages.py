"""The pages of facts, entities, properties and units, the twins of facts, and the page of agreements."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

import package_copies
import swf_facts
from swf_facts.dataset.meetings import meetings
from swf_facts.sphinx.meeting import bars

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Site

OLD, NEW, WITHDRAWN = "harbour2023.002", "harbour2023.003", "harbour2023.007"


def words(page: str) -> str:
    """Return what a page shows, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def section(page: str, anchor: str) -> str:
    """Return one section of a page."""
    return page[page.index(f'id="{anchor}"') :].partition("</section>")[0]


def twin(site: Site, fact_id: str) -> dict[str, Any]:
    """Return the twin of a fact's page."""
    found: dict[str, Any] = json.loads((site.output / "facts" / f"{fact_id}.json").read_text("utf-8"))
    return found


# --- facts ----------------------------------------------------------------------------------------------
def test_a_fact_shows_what_another_article_says_of_the_same_thing(lighthouse: Site) -> None:
    """Relation, value, quote, both intervals, the reason and the number of origins."""
    page = lighthouse.page(f"facts/{NEW}")
    shown = words(section(page, "agreement"))

    assert "⊂ refines The price of a lamp , Island Tidings about 400,000 GBP" in shown
    assert "About £0.4 million was the cost of the lamp" in shown
    assert "harbour2023 412,499.5 to 412,500.5 tidings2023 350,000 to 450,000" in shown
    assert "harbour2023.003 is the finer" in shown
    assert "1 independent origin: tidings2023.001 names harbour-post" in shown
    assert 'href="tidings2023.001.html"' in section(page, "agreement")


def test_a_fact_that_meets_no_other_has_no_such_section(lighthouse: Site) -> None:
    """An empty heading would say nothing."""
    assert 'id="agreement"' not in lighthouse.page("facts/harbour2023.006")


def test_a_superseded_fact_keeps_its_page_and_names_its_successor(lighthouse: Site) -> None:
    """Each leads to the other."""
    old, new = lighthouse.page(f"facts/{OLD}"), lighthouse.page(f"facts/{NEW}")

    assert "This fact is superseded The quote held a word too many." in words(old)
    assert f'<dt>Replaced by</dt><dd><a href="{NEW}.html">' in old
    assert f'<dt>Replaces</dt><dd><a href="{OLD}.html">' in new


def test_a_withdrawn_fact_keeps_its_page_and_stands_in_no_list(lighthouse: Site) -> None:
    """The page says that it is withdrawn and why; lists have the facts that stand."""
    assert "This fact is withdrawn The lamp was paid for; it paid nothing." in words(
        lighthouse.page(f"facts/{WITHDRAWN}")
    )
    for name in ("entities/lamp", "properties/share-paid", "units/percent"):
        assert WITHDRAWN not in lighthouse.page(name)


def test_the_history_of_a_fact_is_that_of_the_ledger(site: Site) -> None:
    """The versions that introduced, changed and withdrew it; a fact that the ledger lacks is not released yet."""
    digest = f"sha256:{'0' * 64}"
    ledger = f"fact_id,introduced,last_changed,withdrawn,digest\nlantern2024.001,0.9.0,1.0.0,,{digest}\n"
    _add_table(site.source / "package", "ledger", ledger)
    assert site.build().returncode == 0

    assert "Introduced version 0.9.0 Last changed version 1.0.0 Digest" in words(site.page("facts/lantern2024.001"))
    assert "not released yet; 1.0.0 will be its first version" in words(site.page("facts/lantern2024.002"))
    assert twin(site, "lantern2024.001")["history"]["ledger"]["digest"] == digest
    assert twin(site, "lantern2024.002")["history"]["ledger"] is None


def _add_table(package: Path, name: str, content: str) -> None:
    """Add a table to a package."""
    (package / "data" / f"{name}.csv").write_text(content, "utf-8", newline="\n")
    descriptor = package_copies.read_descriptor(package)
    descriptor["resources"].append({**descriptor["resources"][0], "name": name, "path": f"data/{name}.csv"})
    package_copies.write_descriptor(package, descriptor)
    package_copies.refresh(package)


def test_a_fact_is_cited_in_three_forms_that_can_be_copied(lighthouse: Site) -> None:
    """Each button names the element whose text it copies; the version is that of the package."""
    page = lighthouse.page(f"facts/{NEW}")
    fact = swf_facts.load(lighthouse.source / "package").facts[NEW]

    for style in ("text", "bibtex", "csl-json"):
        (cited,) = re.findall(rf'<(?:p|pre)[^>]* id="cite-{style}">(.*?)</', page, re.DOTALL)
        assert unescape(cited) == fact.cite(style)
        assert f'data-copy="cite-{style}"' in page
    assert "(Version 2.1.0)" in words(section(page, "cite"))
    assert "https://lighthouse.example/facts/harbour2023.003.html" in section(page, "cite")


def test_the_twin_of_a_fact_has_every_cell_and_row_of_it(lighthouse: Site) -> None:
    """Also of facts that no longer stand; the page names it."""
    data = swf_facts.load(lighthouse.source / "package")
    for fact, cells in zip(data.facts, data.facts.rows(), strict=True):
        found = twin(lighthouse, fact.fact_id)

        for name in set(cells) - {"flags"}:
            expected = cells[name]
            if isinstance(expected, Decimal):
                assert Decimal(str(found[name])) == expected, name
            else:
                assert found[name] == (
                    None if expected is None else expected if isinstance(expected, str) else str(expected)
                )
        assert [(item["role"], item["start"], item["exact"]) for item in found["evidence"]] == [
            (item.role, item.start, item.exact) for item in fact.evidence
        ]
        assert [item["entity_id"] for item in found["attributions"]] == [said.entity_id for said in fact.attributions]
        assert found["citation"]["bibtex"] == fact.cite("bibtex")
        assert found["permalink"] == f"https://lighthouse.example/facts/{fact.fact_id}.html"
        assert found["package"]["version"] == "2.1.0"
        assert f'type="application/json" href="{fact.fact_id}.json"' in lighthouse.page(f"facts/{fact.fact_id}")


def test_the_twin_of_a_fact_has_its_agreements_and_its_place_in_the_chain(lighthouse: Site) -> None:
    """Each agreement with the words of the other fact."""
    (agreement,) = twin(lighthouse, NEW)["agreements"]

    assert (agreement["relation"], agreement["roots"], agreement["other"]["fact_id"]) == (
        "refines",
        1,
        "tidings2023.001",
    )
    assert agreement["other"]["quote"] == "About £0.4 million was the cost of the lamp"
    assert twin(lighthouse, NEW)["history"]["replaces"] == [OLD]
    assert twin(lighthouse, OLD)["history"]["replaced_by"] == NEW


# --- entities, properties, units ------------------------------------------------------------------------
def test_the_page_of_an_entity_has_all_that_is_said_of_it(lighthouse: Site) -> None:
    """Facts about it, valued by it and attributed to it, its printed forms, and what it published."""
    keeper, paper = lighthouse.page("entities/una-moar"), lighthouse.page("entities/harbour-post")

    assert "Una Moar person Invented keeper of the invented lighthouse." in words(keeper)
    assert "Printed as Una Moar , The keeper" in words(keeper)
    assert {"harbour2023.005", "harbour2023.006", "tidings2023.003", "tidings2023.004"} == facts_in(keeper, "about")
    assert facts_in(keeper, "said") == {"harbour2023.006"}
    assert facts_in(lighthouse.page("entities/brae-lighthouse"), "valued") == {"harbour2023.005", "tidings2023.003"}
    assert facts_in(paper, "said") == {"tidings2023.001", "tidings2023.002"}
    assert 'href="../articles/harbour2023.html">Brae light shines again</a>, 4 May 2023' in section(paper, "published")


def facts_in(page: str, anchor: str) -> set[str]:
    """Return the facts that a list on a page has."""
    return set(re.findall(r'facts/([a-z0-9]+\.[0-9]+)\.html"', section(page, anchor)))


def test_identifiers_of_an_entity_lead_to_their_registers(site: Site) -> None:
    """Wikidata and the register of legal entities."""
    package = site.source / "package"
    for name, value in {"wikidata": "Q42", "lei": "5493003BZYYYCDIO0R13", "iso": "IF"}.items():
        package_copies.set_cell(package, "entities", "isle-fund", name, value)
    assert site.build().returncode == 0
    page = site.page("entities/isle-fund")

    assert 'href="https://www.wikidata.org/wiki/Q42"' in page
    assert 'href="https://search.gleif.org/#/record/5493003BZYYYCDIO0R13"' in page
    assert "<code>IF</code>" in page


def test_the_page_of_a_property_has_its_definition_and_its_facts(lighthouse: Site) -> None:
    """With the words that texts use for it."""
    page = lighthouse.page("properties/cost")

    assert "Price that was paid for the subject." in words(page)
    assert "Dimension currency Worded as cost" in words(page)
    assert facts_in(page, "about") == {NEW, "tidings2023.001"}


def test_the_page_of_a_unit_has_its_code_and_its_facts(lighthouse: Site) -> None:
    """Symbol, code with its system, factor."""
    page = lighthouse.page("units/percent")

    assert "Symbol % Code % (UCUM) Factor 0.01" in words(page)
    assert facts_in(page, "measured") == {"harbour2023.004", "tidings2023.005"}


def test_every_record_of_the_vocabulary_is_listed_and_can_be_linked_to(lighthouse: Site) -> None:
    """The lists lead to each page."""
    data = swf_facts.load(lighthouse.source / "package")

    for page, table in (
        ("entities/index", data.entities),
        ("properties/index", data.properties),
        ("properties/index", data.units),
    ):
        for key in table.ids():
            assert f'{table.name}/{key}.html"' in lighthouse.page(page)
            assert (lighthouse.output / table.name / f"{key}.html").is_file()


def test_an_entity_called_index_does_not_take_the_page_of_the_list(site: Site) -> None:
    """Its id is a good one, and its page lies beside the list."""
    package = site.source / "package"
    header, rows = package_copies.read_table(package, "entities")
    package_copies.write_table(
        package, "entities", header, [*rows, ["index", "The Index", "concept", "A list.", "", "", ""]]
    )
    assert site.build().returncode == 0

    assert "Everything that the facts are about" in site.page("entities/index")
    assert "A list." in words(site.page("entities/index_"))


# --- agreements -----------------------------------------------------------------------------------------
def test_the_page_of_agreements_has_every_pair_side_by_side(lighthouse: Site) -> None:
    """Conflicts first, each with both quotes."""
    page = lighthouse.page("agreements")
    found = meetings(swf_facts.load(lighthouse.source / "package"))
    order = re.findall(r'id="relation-(\w+)"', page)

    assert order == ["conflicts", "refines", "agrees"]
    assert len(found) == page.count('<article class="meeting"') == 4
    for meeting in found:
        pair = page[page.index(f'id="{meeting.first.fact_id}--{meeting.second.fact_id}"') :].partition("</article>")[0]
        for fact in (meeting.first, meeting.second):
            assert fact.quote in words(pair)
            assert f'href="facts/{fact.fact_id}.html"' in pair


def test_markup_in_names_shows_as_text_where_articles_meet(tmp_path: Path, lighthouse: Site) -> None:
    """On the page of agreements and on that of a fact, in a name, a title and a label."""
    markup = "<script>alert(1)</script> {{ 7 * 7 }} *_$a$_* <b>b</b> &amp;"
    site = type(lighthouse)(shutil.copytree(lighthouse.source, tmp_path / "docs"))
    package = site.source / "package"
    package_copies.set_cell(package, "entities", "lamp", "name", markup)
    package_copies.set_cell(package, "properties", "cost", "label", markup)
    package_copies.set_cell(package, "articles", "tidings2023", "title", markup)
    assert site.build().returncode == 0

    for name in ("agreements", f"facts/{NEW}", "entities/lamp", "properties/cost"):
        page = site.page(name)
        assert "<script>alert" not in page, name
        assert "<b>b</b>" not in page, name
        assert markup in unescape(page), name


def test_intervals_are_drawn_on_one_scale(lighthouse: Site) -> None:
    """The finer one lies within the coarser one, and is never too narrow to be seen."""
    facts = swf_facts.load(lighthouse.source / "package").facts
    fine, coarse = bars(facts[NEW], facts["tidings2023.001"])

    assert float(coarse.left) < float(fine.left)
    assert float(fine.left) + float(fine.width) < float(coarse.left) + float(coarse.width)
    assert float(fine.width) == pytest.approx(1.2)
    assert not coarse.opens_left
    assert not coarse.opens_right


def test_an_open_interval_reaches_the_edge(built: Site) -> None:
    """An end that nothing bounds is drawn as open."""
    fact = swf_facts.load(built.source / "package").facts["lantern2024.001"]
    first, second = bars(fact, fact)

    assert first == second
    assert first.opens_right
    assert float(first.left) + float(first.width) == pytest.approx(100)
    assert first.words == "more than 2.15 billion"


def test_quantities_in_different_units_share_no_scale(lighthouse: Site) -> None:
    """Units are never converted, so there is nothing to draw; nor is there for other values."""
    facts = swf_facts.load(lighthouse.source / "package").facts

    assert bars(facts[NEW], facts["harbour2023.004"]) == []
    assert bars(facts["harbour2023.001"], facts["tidings2023.002"]) == []


# --- what is made again ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("table", "key", "field", "value"),
    [
        ("entities", "una-moar", "name", "Una M."),
        ("articles", "harbour2023", "title", "Light again"),
        ("evidence", "harbour2023.003/value/121/129", "role", "unit"),
    ],
)
def test_an_edit_leaves_no_page_behind(
    tmp_path: Path, lighthouse: Site, table: str, key: str, field: str, value: str
) -> None:
    """After any edit the site is the same as one built from nothing: no page was taken to be up to date that is not."""
    edited, fresh = (
        type(lighthouse)(shutil.copytree(lighthouse.source, tmp_path / name)) for name in ("edited", "fresh")
    )
    shutil.rmtree(fresh.output)
    for site in (edited, fresh):
        package_copies.set_cell(site.source / "package", table, key, field, value)
        result = site.build()
        assert result.returncode == 0, result.stderr
    pages = {
        path.relative_to(site.output)
        for site in (edited, fresh)
        for path in site.output.rglob("*.*")
        if "doctree" not in str(path)
    }
    differing = [path for path in sorted(pages) if path.suffix in {".html", ".json"} and not _same(edited, fresh, path)]

    assert differing == []


def _same(edited: Site, fresh: Site, path: Path) -> bool:
    return (edited.output / path).is_file() and (edited.output / path).read_bytes() == (
        fresh.output / path
    ).read_bytes()


def test_an_id_that_would_lead_out_of_the_site_is_refused(site: Site) -> None:
    """Nothing is written outside the folder of the site, whatever a package says."""
    package = site.source / "package"
    header, rows = package_copies.read_table(package, "entities")
    package_copies.write_table(
        package, "entities", header, [*rows, ["../../out", "Out", "concept", "A way out.", "", "", ""]]
    )
    result = site.build()

    assert result.returncode == 2
    assert "the id '../../out' in entities cannot be part of an address" in result.stderr
    assert not list(site.source.parent.rglob("out*.html"))
