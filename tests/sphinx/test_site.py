"""The site that three lines of ``conf.py`` make of a package."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import package_copies
import swf_facts
from swf_facts.export.json_ld import claim, dataset_node, document
from swf_facts.package import governing_schema, governing_tables

if TYPE_CHECKING:
    from sites import Site

FACTS = [
    "gazette2024.001",
    "gazette2024.002",
    "lantern2024.001",
    "lantern2024.002",
    "lantern2024.003",
    "lantern2024.004",
]
# What would be markup in HTML, Markdown, reStructuredText, Jinja and TeX, and quotes that typography would curl.
MARKUP = (
    "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} *_$a^2$_* **b** `c` [d](e) |f| <b>\"g\"</b> -- 'h' &amp; ![i](j)"
)


def words(page: str) -> str:
    """Return what a page shows, without its markup."""
    return unescape(re.sub(r"<[^>]+>", "", page))


def structured(page: str) -> dict[str, Any]:
    """Return the structured data of a page."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    return data


def test_every_fact_and_every_article_has_a_page(built: Site) -> None:
    """Withheld articles too; and the tables have theirs."""
    pages = {path.relative_to(built.output).with_suffix("").as_posix() for path in built.output.rglob("*.html")}

    assert {f"facts/{fact_id}" for fact_id in FACTS} <= pages
    assert {"articles/lantern2024", "articles/gazette2024", "articles/ledger2024", "articles/index"} <= pages
    assert {"facts/index", "reference/dictionary"} <= pages


def test_the_package_names_the_site(built: Site) -> None:
    """A publisher need not say twice what the descriptor says."""
    assert "Facts about the Isle Fund 1.0.0" in built.page("index")


def test_the_home_page_has_counts_a_fact_and_links(built: Site) -> None:
    """Numbers in prose come from the tables."""
    page = built.page("index")

    assert "The count is 6, the fact" in words(page)
    assert 'href="facts/lantern2024.001.html"' in page
    assert 'href="reference/dictionary.html#facts.modality"' in page
    assert "over $2.15 billion on 5 January 2024" in words(page)


def test_the_text_of_an_article_is_shown_whole(built: Site) -> None:
    """Every character that prints, in order, with nothing of ours between but the numbers of the facts."""
    page = built.page("articles/lantern2024")
    body = page[page.index('<div class="article-text') :]
    printed = re.sub(r"<details.*?</details>|<sup class=\"fact-numbers.*?</sup>", "", body, flags=re.DOTALL)
    text = (Path(__file__).parents[1] / "packages" / "good" / "data" / "texts" / "lantern2024.txt").read_text("utf-8")

    assert words(printed).split()[: len(text.split())] == text.split()


def test_every_fact_is_marked_noted_and_linked_on_its_article(built: Site) -> None:
    """The marks have anchors, the notes lead to the page of the fact, and that leads back."""
    for fact_id in FACTS:
        article = built.page(f"articles/{fact_id.partition('.')[0]}")

        assert f'id="ev-{fact_id}"' in article
        assert f'id="note-{fact_id}"' in article
        assert f'href="../facts/{fact_id}.html"' in article
        assert f"#ev-{fact_id}" in built.page(f"facts/{fact_id}")


def test_every_link_inside_the_site_leads_somewhere(built: Site) -> None:
    """Sphinx checks the links of documents; fact pages and anchors of marks are checked here."""
    for path in built.output.rglob("*.html"):
        for link in re.findall(r'href="([^"]+)"', path.read_text("utf-8")):
            address, _, anchor = unescape(link).partition("#")
            if re.match(r"[a-z]+:", address):
                continue
            target = (path.parent / address.partition("?")[0]).resolve() if address else path

            assert target.exists(), f"{path.name} links to {link}"
            assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), f"{path.name} links to {link}"


def test_every_id_is_given_once_on_its_page(built: Site) -> None:
    """An anchor that stands twice leads to the wrong place."""
    for path in built.output.rglob("*.html"):
        ids = re.findall(r'\sid="([^"]+)"', path.read_text("utf-8"))

        assert len(ids) == len(set(ids)), f"{path.name}: {sorted(name for name in ids if ids.count(name) > 1)}"


def test_no_page_asks_another_site_for_anything(built: Site) -> None:
    """Links may leave the site; scripts, styles, fonts and pictures may not."""
    for path in [*built.output.rglob("*.html"), *built.output.rglob("*.css")]:
        text = path.read_text("utf-8")

        assert not re.search(r"<(script|img|iframe)[^>]+src=\"(https?:)?//", text), path
        assert not re.search(r"<link[^>]+(stylesheet|icon|font)[^>]+href=\"(https?:)?//", text), path
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", text), path


def test_headings_of_a_page_are_in_order(built: Site) -> None:
    """One first heading, and no level is left out."""
    for path in built.output.glob("*/*.html"):  # the search page, at the top, is the theme's own
        levels = [
            int(level) for level in re.findall(r"<h([1-6])[ >]", path.read_text("utf-8").partition("<article")[2])
        ]

        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_the_dictionary_has_every_table_and_field_with_its_words(built: Site) -> None:
    """Each field is an anchor ``table.field``, and nothing of its schema is left out."""
    page = built.page("reference/dictionary")
    shown = words(page)

    for table in governing_tables():
        assert f'id="{table}"' in page
        for field in governing_schema(table)["fields"]:
            assert f'id="{table}.{field["name"]}"' in page
            assert " ".join(field["description"].replace("`", "").split()[:4]).replace("'", "’") in shown
            for choice in field.get("categories", ()):
                assert f"{choice['value']} – {choice['label'].replace('`', '')}".replace("'", "’") in shown


def test_other_sites_can_link_to_facts_articles_and_fields(built: Site) -> None:
    """They are in the inventory that Sphinx offers to other projects."""
    head, _, packed = (built.output / "objects.inv").read_bytes().partition(b"zlib.\n")
    names = {tuple(line.split(" ")[:2]) for line in zlib.decompress(packed).decode("utf-8").splitlines()}

    assert head.startswith(b"# Sphinx inventory version 2")
    assert {name for name, kind in names if kind == "fact:fact"} == set(FACTS)
    assert {name for name, kind in names if kind == "fact:article"} == {"gazette2024", "lantern2024", "ledger2024"}
    assert ("facts.value_number", "fact:field") in names


def test_the_search_knows_facts_by_id_and_by_a_word_of_the_quote(built: Site) -> None:
    """Fact pages are no documents, so they are fed to the index."""
    index = json.loads(
        (built.output / "searchindex.js").read_text("utf-8").removeprefix("Search.setIndex(").removesuffix(")")
    )
    number = index["docnames"].index("facts/lantern2024.004")

    assert "lantern2024.004" in index["titles"][number]
    assert number in index["terms"]["unchart"]


def test_the_rows_of_the_table_are_the_facts(built: Site) -> None:
    """They come as a script, because a browser does not fetch a file from a folder."""
    script = (built.output / "facts" / "rows.js").read_text("utf-8")
    table = json.loads(script.removeprefix("window.factTable=").removesuffix(";\n"))
    rows = [dict(zip(table["fields"], row, strict=True)) for row in table["rows"]]

    assert [row["fact"] for row in rows] == FACTS
    assert rows[4] | {"quote": ""} == {
        "fact": "lantern2024.003",
        "article": "lantern2024",
        "subject": "Isle Fund",
        "property": "considers buying",
        "value": "Port of Quay",
        "kind": "entity",
        "unit": "",
        "modality": "speculated",
        "voice": "Morning Ledger",
        "status": "current",
        "quote": "",
    }


def test_the_page_of_a_fact_says_where_each_cell_comes_from(built: Site) -> None:
    """Number, unit, interval and date of a quantity, with the words they are read from."""
    page = built.page("facts/lantern2024.001")
    rows = {
        words(head): " ".join(words(rest).split())
        for head, rest in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    }

    assert rows["Subject"].startswith("Isle Fund isle-fund The Isle Fund 43:56")
    assert rows["Number"].startswith("2.15 billion 2150000000 over $2.15 billion 77:95")
    assert rows["Comparator"].startswith("more than gt over $2.15 billion")
    assert rows["Lower bound"].startswith("2.15 billion 2150000000 follows from the comparator")
    assert rows["Upper bound"].startswith("open above")
    assert rows["As of"].startswith("5 January 2024 2024-01-05 5 January 2024 99:113")


def test_the_page_of_a_fact_cites_it_and_carries_structured_data(built: Site) -> None:
    """In words, as BibTeX, and as JSON-LD for machines."""
    page = built.page("facts/lantern2024.003")
    fact = swf_facts.load(Path(__file__).parents[1] / "packages" / "good").facts["lantern2024.003"]

    assert fact.cite("text") in words(page)
    assert fact.cite("bibtex") in words(page)
    assert structured(page) == document(claim(fact))
    assert structured(page)["appearance"]["url"] == "https://lantern.example/isle-fund"


def test_the_home_page_carries_the_package_as_structured_data(site: Site) -> None:
    """As a schema.org ``Dataset``, written anew when the descriptor says something else."""
    site.build()
    data = swf_facts.load(site.source / "package")

    assert structured(site.page("index")) == document(dataset_node(data))
    assert structured(site.page("index"))["version"] == "1.0.0"
    package_copies.edit_descriptor(site.source / "package", description="Something else.")
    assert site.build().returncode == 0
    assert structured(site.page("index"))["description"] == "Something else."


def test_a_package_with_a_home_is_served_beside_its_pages(site: Site) -> None:
    """Each download lies where the home page says it does, and together they are the package."""
    package_copies.edit_descriptor(site.source / "package", homepage="https://facts.example/isle")
    assert site.build().returncode == 0
    for download in structured(site.page("index"))["distribution"]:
        path = download["contentUrl"].removeprefix("https://facts.example/isle/")
        assert hashlib.sha256((site.output / path).read_bytes()).hexdigest() == download["sha256"]

    assert len(swf_facts.load(site.output).facts) == len(FACTS)


def test_a_second_build_changes_nothing(site: Site) -> None:
    """Not one document is read again, and not one page is written anew; the theme's own search page always is."""
    assert site.build().returncode == 0
    before = {path: path.stat().st_mtime_ns for path in site.output.glob("*/*.html")}
    again = site.build()

    assert again.returncode == 0
    assert "0 added, 0 changed, 0 removed" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in site.output.glob("*/*.html")} == before


def test_an_edited_row_changes_its_article_its_fact_and_the_pages_that_cite_it(site: Site) -> None:
    """And no other page."""
    site.build()
    before = {path: path.read_text("utf-8") for path in site.output.rglob("*.html")}
    package_copies.set_cell(site.source / "package", "facts", "lantern2024.001", "modality", "forecast")
    again = site.build()
    changed = {
        path.relative_to(site.output).as_posix() for path, text in before.items() if path.read_text("utf-8") != text
    }

    # The article, the charts, the home page with its counts, the lists of articles, entities, properties and agreements, and the
    # note that only links to the fact.
    assert "0 added, 8 changed, 0 removed" in again.stdout
    assert changed == {
        "articles/lantern2024.html",
        "charts.html",
        "entities/isle-fund.html",
        "facts/lantern2024.001.html",
        "index.html",
        "properties/assets-held.html",
        "units/USD.html",
    }


def test_the_page_of_a_fact_that_is_gone_is_deleted(site: Site) -> None:
    """And the other pages of that folder stay."""
    site.build()
    package = site.source / "package"
    for table in ("facts", "evidence"):
        header, rows = package_copies.read_table(package, table)
        package_copies.write_table(package, table, header, [row for row in rows if row[0] != "gazette2024.002"])
    site.build()

    assert not (site.output / "facts" / "gazette2024.002.html").exists()
    assert (site.output / "facts" / "gazette2024.001.html").exists()
    assert (site.output / "facts" / "index.html").exists()


def test_a_withdrawn_fact_keeps_its_page_and_leaves_the_article(site: Site) -> None:
    """The page says why, and what replaced it."""
    package = site.source / "package"
    package_copies.set_cell(package, "facts", "lantern2024.002", "status", "superseded")
    package_copies.set_cell(package, "facts", "lantern2024.002", "superseded_by", "lantern2024.003")
    package_copies.set_cell(package, "facts", "lantern2024.002", "status_reason", "The country had been misread.")
    assert site.build().returncode == 0
    page = site.page("facts/lantern2024.002")

    assert "This fact is superseded" in words(page)
    assert "The country had been misread." in words(page)
    assert 'href="lantern2024.003.html"' in page
    assert "note-lantern2024.002" not in site.page("articles/lantern2024")


def test_markup_in_a_package_shows_as_text(site: Site) -> None:
    """In an article, its title, a name, a quote, a text value, a note and a reason."""
    package = site.source / "package"
    text = package / "data" / "texts" / "gazette2024.txt"
    before = text.read_text("utf-8")
    text.write_text(f"{before}\n{MARKUP}\n\nOutside every passage: {MARKUP}\n", "utf-8")
    start, end = len(before) + 1, len(before) + 1 + len(MARKUP)
    package_copies.set_cell(package, "articles", "gazette2024", "title", MARKUP)
    package_copies.set_cell(package, "articles", "gazette2024", "note", MARKUP)
    package_copies.set_cell(package, "entities", "isle-fund", "name", MARKUP)
    package_copies.set_cell(package, "entities", "isle-fund", "description", MARKUP)
    package_copies.set_cell(package, "properties", "opened", "label", MARKUP)
    package_copies.set_cell(package, "passages", "lantern2024.p006", "reason", MARKUP)
    package_copies.set_cell(package, "facts", "lantern2024.004", "note", MARKUP)
    for table, more in {
        "passages": [["gazette2024.p004", "gazette2024", str(start), str(end), "sentence", "facts", ""]],
        "evidence": [
            ["gazette2024.001", "statement", "gazette2024", str(start), str(end), MARKUP],
            ["gazette2024.001", "subject", "gazette2024", str(start + 3), str(start + 9), MARKUP[3:9]],
        ],
    }.items():
        header, rows = package_copies.read_table(package, table)
        package_copies.write_table(package, table, header, [*rows, *more])
    result = site.build()

    assert result.returncode == 0, result.stderr
    for name in (
        "articles/gazette2024",
        "articles/lantern2024",
        "articles/index",
        "entities/index",
        "entities/isle-fund",
        "facts/gazette2024.001",
        "facts/lantern2024.004",
        "index",
        "properties/index",
        "properties/opened",
    ):
        page = site.page(name)
        assert "<script>alert" not in page, name
        assert '<b>"g"' not in page, name
        assert MARKUP in words(page), name
    assert structured(site.page("facts/gazette2024.001"))["about"]["observationAbout"]["name"] == MARKUP


def test_a_page_of_the_publisher_replaces_a_standard_page(site: Site) -> None:
    """By its name alone."""
    (site.source / "facts").mkdir()
    (site.source / "facts" / "index.md").write_text("# All that we know\n\n```{fact:table}\n```\n", "utf-8")

    assert site.build().returncode == 0
    assert "All that we know" in site.page("facts/index")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{fact:ref}`lantern2024.999`", "no fact has the id 'lantern2024.999'"),
        ("{fact:article}`lantern2023`", "there is no article 'lantern2023'"),
        ("{fact:field}`facts.mood`", "there is no field 'facts.mood'"),
        ("{fact:count}`fact`", "no table is called 'fact'"),
        ("```{fact:card} lantern2024.04\n```", "did you mean 'lantern2024.004'?"),
    ],
)
def test_naming_what_does_not_exist_fails_the_build(site: Site, source: str, message: str) -> None:
    """With a sentence that says what is wrong and where."""
    (site.source / "index.md").write_text(
        f"# Home\n\n{source}\n\n```{{toctree}}\narticles/index\nfacts/index\nreference/dictionary\n```\n", "utf-8"
    )
    result = site.build()

    assert result.returncode == 1
    assert message in result.stderr
    assert "index.md" in result.stderr


def test_a_quote_that_the_text_does_not_bear_out_fails_the_build(site: Site) -> None:
    """A site never shows evidence that is none."""
    key = "lantern2024.002/statement/43/71"
    package_copies.set_cell(site.source / "package", "evidence", key, "exact", "The Isle Fund of Norland")
    result = site.build()

    assert result.returncode == 1
    assert "evidence of lantern2024.002: the text reads “The Isle Fund 👩\u200d🚀 of Norland” at 43:71" in result.stderr


def test_a_package_that_cannot_be_read_is_an_error_of_the_configuration(site: Site) -> None:
    """The message names the setting, what is wrong with it, and what to do."""
    (site.source / "conf.py").write_text('extensions = ["swf_facts.sphinx"]\nfact_package = "pakage"\n', "utf-8")
    result = site.build()

    assert result.returncode == 2
    assert "Configuration error!" in result.stderr
    assert re.search(r"fact_package: there is nothing at .*pakage; name a folder", result.stderr)


def test_a_table_that_cannot_be_read_is_an_error_of_the_configuration_too(site: Site) -> None:
    """Tables are read when they are needed, and a build needs them all: it does not begin without."""
    package = site.source / "package"
    header, rows = package_copies.read_table(package, "facts")
    package_copies.write_table(package, "facts", header, [*rows, ["gazette2024.003"]])
    result = site.build()

    assert result.returncode == 2
    assert re.search(r"fact_package: data/facts\.csv line 8: 1 cells? where the header has", result.stderr)


def test_a_text_that_was_removed_leaves_a_site_that_says_so(site: Site) -> None:
    """The facts keep their quotes; the article says that its text is withheld."""
    package = site.source / "package"
    for field, value in {"text_status": "withheld", "text_path": "", "text_sha256": "", "text_length": ""}.items():
        package_copies.set_cell(package, "articles", "lantern2024", field, value)
    assert site.build().returncode == 0

    assert "withheld" in words(site.page("articles/lantern2024"))
    assert "the fund may buy the port of Quay" in words(site.page("facts/lantern2024.003"))
