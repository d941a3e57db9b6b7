"""The charts: what is drawn is what the tables say, and everybody can get at it."""

from __future__ import annotations

import csv
import io
import math
import re
import xml.etree.ElementTree as ET  # what it reads was written by our own build
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING

import pytest

import package_copies
import swf_facts
from swf_facts.model import Quantity
from swf_facts.sphinx import STATIC
from swf_facts.sphinx.banner import quoted_share
from swf_facts.sphinx.charts import CHARTS
from swf_facts.sphinx.charts.drawing import Sheet, shorten, width_of, wrap
from swf_facts.sphinx.charts.scales import LinearScale, LogScale, fitting_scale
from swf_facts.sphinx.staging import article_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sites import Site

    from swf_facts.sphinx.charts.chart import Chart

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def drawn(chart: Chart, width: int = 720) -> ET.Element:
    """Return a chart as a tree; addresses are the names of documents."""
    sheet = Sheet(width=width, address=str)
    chart.draw(sheet)
    return ET.fromstring(sheet.svg(label=chart.title, description=chart.summary, anchor="a", kind="wide"))  # noqa: S314


def own(name: str) -> Chart:
    """Return a chart of the project's own package."""
    return CHARTS[name](swf_facts.load())


def marks(tree: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    """Yield the address and the element of each mark."""
    for mark in tree.iter(f"{SVG}a"):
        yield mark.attrib["href"], mark


def number(element: ET.Element, name: str) -> float:
    """Return a position."""
    return float(element.attrib[name])


def words(element: ET.Element) -> list[str]:
    """Return the words that are drawn in an element, line by line."""
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def as_number(label: str) -> float:
    """Read the label of a line of a scale."""
    digits, _, scale = label.rstrip("%").partition(" ")
    return float(digits.replace(",", "")) * NUMBERS.get(scale, 1)


# --- what every chart has --------------------------------------------------------------------------------
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", [340, 720])
def test_a_drawing_is_well_formed_and_stays_inside_its_sheet(name: str, width: int) -> None:
    """At both widths, with room for every word in a face that is wider than most."""
    chart = own(name)
    tree = drawn(chart, width)
    _, _, right, bottom = map(float, tree.attrib["viewBox"].split())

    assert tree.find(f"{SVG}desc") is not None
    assert tree.attrib["aria-label"] == chart.title
    for element in tree.iter():
        for place, size, limit in (("x", "width", right), ("y", "height", bottom)):
            if place in element.attrib:
                assert 0 <= number(element, place) <= limit, ET.tostring(element)
                assert number(element, place) + float(element.attrib.get(size, "0")) <= limit + 0.01, ET.tostring(
                    element
                )
    for text in tree.iter(f"{SVG}text"):
        points = 12 if re.search("small|tick|tiny", text.attrib["class"]) else 13
        length = width_of("".join(text.itertext()), points)
        left = number(text, "x") - {"middle": length / 2, "end": length}.get(text.attrib.get("text-anchor", ""), 0)
        assert left >= -1, ET.tostring(text)
        assert left + length <= right + 1, ET.tostring(text)


def test_every_mark_says_what_it_is_and_leads_to_a_page(built: Site) -> None:
    """Its tooltip is its name, and the file and the place in it that it leads to are part of the site."""
    page = built.page("charts")
    links = re.findall(r'<a class="mark" href="([^"]+)" aria-label="([^"]+)"[^>]*><title>([^<]+)</title>', page)

    assert len(links) == page.count('<a class="mark"') > 40
    for address, label, tooltip in links:
        path, _, anchor = unescape(address).partition("?")[0].partition("#")
        assert label == tooltip
        assert (built.output / path).is_file()
        assert not anchor or f'id="{anchor}"' in (built.output / path).read_text("utf-8")


@pytest.mark.parametrize("name", sorted(set(CHARTS) - {"sectors"}))  # which this package has none of
def test_every_chart_has_a_caption_its_data_and_words(name: str, built: Site) -> None:
    """The figure is named by its title, the data are a file of the site, and the table has the same rows."""
    place = "reference/dictionary" if name == "relations" else "charts"
    page = built.page(place)
    (figure,) = re.findall(rf'<figure class="facts-chart" id="chart-{name}".*?</figure>', page, re.DOTALL)
    chart = CHARTS[name](swf_facts.load(built.source / "package"))
    (file,) = re.findall(r'<p class="chart-data"><a href="([^"]+)" download>', figure)
    header, *rows = csv.reader(io.StringIO((built.output / place).parent.joinpath(file).read_text("utf-8")))
    table = re.findall(r"<tr[^>]*>(.*?)</tr>", figure, re.DOTALL)
    cells = [
        [unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in table
    ]

    assert f'aria-labelledby="chart-{name}-title"' in figure
    assert f'id="chart-{name}-title"' in figure
    assert unescape(re.sub("<[^>]+>", "", figure)).count(chart.caption) == 1
    assert "<figcaption>" in figure
    assert tuple(header) == chart.fields
    assert tuple(map(tuple, rows)) == chart.rows == tuple(map(tuple, cells[1:]))
    assert figure.count(f'<desc id="chart-{name}-') == 2
    assert "<details" in figure
    assert "open>" not in figure


def test_a_chart_is_the_same_to_the_byte_in_another_build(built: Site, site: Site) -> None:
    """Another build in another folder gives the same page and the same data."""
    assert site.build().returncode == 0
    names = ["charts.html", *(str(path.relative_to(built.output)) for path in built.output.glob("charts/*.csv"))]

    assert len(names) == len(CHARTS)  # the page, and the data of all but the sectors, which this package has none of
    for name in names:
        assert (site.output / name).read_bytes() == (built.output / name).read_bytes()


# --- what is drawn is what the tables say -----------------------------------------------------------------
def test_every_quantity_stands_where_the_lines_of_its_panel_say() -> None:
    """Places are worked out from two labelled lines, and compared with the places of the dots."""
    data = swf_facts.load()
    tree = drawn(own("quantities"))
    ticks: list[tuple[float, float]] = []  # place and number, of the panel that is being read
    seen: list[str] = []
    positions: dict[str, list[tuple[float, list[tuple[float, float]]]]] = {}
    for element in tree:
        if element.tag == f"{SVG}text" and element.attrib["class"] == "panel":
            ticks = []
        elif element.tag == f"{SVG}text" and element.attrib["class"] == "tick":
            ticks.append((number(element, "x"), as_number("".join(element.itertext()))))
        elif element.tag == f"{SVG}a":
            fact_id = element.attrib["href"].removeprefix("facts/")
            circle = element.find(f"{SVG}circle")
            assert circle is not None
            seen.append(fact_id)
            positions.setdefault(fact_id, []).append((number(circle, "cx"), list(ticks)))

    quantities = data.facts.where(value_type="quantity")
    assert set(seen) == {fact.fact_id for fact in quantities}
    for fact in quantities:
        for place, lines in positions[fact.fact_id]:
            assert isinstance(fact.value, Quantity)
            (x1, n1), (x2, n2) = _middle_two(lines)
            logarithmic = n1 > 0 and n2 / n1 >= 1000
            read = math.log10 if logarithmic else float
            expected = x1 + (read(float(fact.value.number)) - read(n1)) / (read(n2) - read(n1)) * (x2 - x1)
            assert place == pytest.approx(expected, abs=0.6), fact.fact_id


def _middle_two(lines: list[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return two lines whose labels are centred; the outermost labels may be moved to stay over the plot."""
    inner = [(x, n) for x, n in lines if 226 < x < 512]
    if len(inner) > 1:
        return inner[0], inner[-1]
    return (218, 0), inner[0]  # a linear scale begins at nought


def test_an_open_end_is_an_arrow_and_a_ring_where_the_number_is_left_out() -> None:
    """More than: ring and arrow. At least: dot and arrow. Exactly: dot, and no arrow."""
    found = {href.removeprefix("facts/"): mark for href, mark in marks(drawn(own("quantities")))}

    def signs(fact_id: str) -> list[str]:
        return [
            element.attrib["class"]
            for element in found[fact_id]
            if element.attrib.get("class") in {"dot", "open", "arrow"}
        ]

    assert signs("coincu2025.044") == ["arrow", "open"]  # more than 1.64 trillion
    assert signs("athlive2025.012") == ["arrow", "dot"]  # a billion or more
    assert signs("coincu2025.048") == ["dot"]


def test_quantities_that_two_articles_state_stand_side_by_side() -> None:
    """Once among all, once on a scale of their own, with the relation that the table of agreements gives."""
    tree = drawn(own("quantities"))
    places = [href for href, _ in marks(tree)]

    for pair in ({"athlive2025.042", "coincu2025.044"}, {"athlive2025.096", "coincu2025.048"}):
        at = [index for index, href in enumerate(places) if href.removeprefix("facts/") in pair]
        assert [at[1] - at[0], at[3] - at[2]] == [1, 1]
    assert words(tree).count("One lies within the other, with one origin behind both") == 2


def test_the_bars_of_modality_are_as_long_as_their_shares() -> None:
    """All on one scale, with the count at the end."""
    chart = own("modality")
    lengths = {}
    for href, mark in marks(drawn(chart)):
        box = mark.find(f"{SVG}rect")
        if box is not None:
            article, modality = re.findall(r"article=(\w+)&modality=(\w+)", href)[0]
            lengths[article, modality] = (number(box, "width"), words(mark))
    rows = {(row[0], row[2]): row for row in chart.rows if row[3] != "0"}
    scale = {lengths[key][0] / float(row[4]) for key, row in rows.items()}

    assert lengths.keys() == rows.keys()
    assert max(scale) == pytest.approx(min(scale), rel=0.01)
    for key, row in rows.items():
        assert lengths[key][1] == [row[3], f"{float(row[4]):.0%}"]
    data = swf_facts.load()
    assert sum(int(row[3]) for row in chart.rows) == len(data.facts.where())


def test_the_voices_of_the_sources_count_every_fact_once() -> None:
    """The longest bar is the most cited voice, and the others are in proportion."""
    chart = own("sources")
    bars = {}
    for href, mark in marks(drawn(chart)):
        box = mark.find(f"{SVG}rect")
        if box is not None:
            bars[href] = (number(box, "width"), int(words(mark)[-1]))
    scale = {width / count for width, count in bars.values()}

    assert max(scale) == pytest.approx(min(scale), rel=0.01)
    assert sorted(count for _, count in bars.values()) == sorted(int(row[5]) for row in chart.rows if row[4])
    assert sum(int(row[5]) for row in chart.rows) == len(swf_facts.load().facts.where())


def test_the_tree_has_a_branch_for_every_article_that_reports_on_another() -> None:
    """And a root for the one whose text is withheld, drawn as a ring."""
    tree = drawn(own("sources"))
    circles = [element.attrib["class"] for element in tree.iter(f"{SVG}circle")]

    assert circles == ["open", "dot", "dot"]
    assert sum(element.attrib.get("class") == "branch" for element in tree.iter(f"{SVG}path")) == 2


def test_the_filled_part_of_a_text_is_the_share_that_its_page_names() -> None:
    """The chart and the banner of the article say the same, and a bar is as long as its passage."""
    data = swf_facts.load()
    tree = drawn(own("coverage"))
    for article in data.articles:
        if article.text is not None:
            share = quoted_share(article_row(data, article), article.text)
            assert f"{share:.0%} quoted, {len(article.facts)} facts" in words(tree)
    lengths = {}
    for href, mark in marks(tree):
        box = mark.find(f"{SVG}rect")
        if box is not None:
            lengths[href.partition("#")[2]] = number(box, "width")
    scale = {lengths[passage.passage_id] / (passage.end - passage.start) for passage in data.passages}

    assert max(scale) == pytest.approx(min(scale), rel=0.01)


def test_every_sector_of_a_fund_has_its_facts() -> None:
    """One mark for each fact whose subject is a fund and whose value is a sector, a ring where it is not planned."""
    data = swf_facts.load()
    expected = {
        fact.fact_id: "dot" if fact.modality in {"asserted", "proposed", "forecast"} else "open"
        for fact in data.facts.where(value_type="entity")
        if fact.subject.kind == "fund" and data.entities[str(fact.value_entity_id)].kind == "sector"
    }
    for width in (340, 720):
        found = {
            href.removeprefix("facts/"): next(mark.iter(f"{SVG}circle")).attrib["class"]
            for href, mark in marks(drawn(own("sectors"), width))
        }
        assert found == expected


# --- other packages ----------------------------------------------------------------------------------------
def test_a_package_without_something_says_so_in_place_of_the_chart(site: Site) -> None:
    """One article without text, no quantity, no source, no sector: sentences and no empty drawing."""
    package = site.source / "package"
    for table in ("facts", "evidence", "attributions", "passages", "exclusions", "agreements"):
        if (package / "data" / f"{table}.csv").is_file():
            header, rows = package_copies.read_table(package, table)
            package_copies.write_table(package, table, header, [])
    header, rows = package_copies.read_table(package, "articles")
    package_copies.write_table(package, "articles", header, [row for row in rows if row[0] == "ledger2024"])
    (site.source / "index.md").write_text(
        "# Home\n\n```{toctree}\narticles/index\nfacts/index\nreference/dictionary\n```\n", "utf-8"
    )
    (site.source / "note.md").unlink()
    result = site.build()
    page = site.page("charts")

    assert result.returncode == 0, result.stderr
    assert page.count('<svg class="chart-drawing') == 2  # the one article is the tree of sources
    for sentence in (
        "No fact of this package has a quantity as its value.",
        "No fact of this package links a fund to a sector.",
        "No article of this package states a fact.",
        "This package has no text whose passages could be drawn.",
    ):
        assert sentence in page


def test_a_package_about_something_else_has_its_charts(lighthouse: Site) -> None:
    """Its unit, its articles, and what both state."""
    page = lighthouse.page("charts")

    assert "Pound sterling" in page
    assert "Lamp of the Brae lighthouse: cost, pound sterling" in page
    assert "harbour2023.002" not in page  # superseded
    assert "harbour2023.007" not in page  # withdrawn


def test_a_chart_that_does_not_exist_fails_the_build(site: Site) -> None:
    """The message names those that do."""
    (site.source / "note.md").write_text("---\norphan: true\n---\n\n# Note\n\n```{fact:chart} quantity\n```\n", "utf-8")
    result = site.build()

    assert result.returncode == 1
    assert "there is no chart 'quantity'; there are quantities, sources, sectors, modality, coverage" in result.stderr


def test_markup_in_a_name_shows_as_text_in_a_chart(good: Path) -> None:
    """A name is escaped in words, tooltips and descriptions."""
    package_copies.set_cell(good, "entities", "isle-fund", "name", '<script>alert("1")</script> & {{ x }}')
    chart = CHARTS["quantities"](swf_facts.load(good))
    sheet = Sheet(width=720, address=str)
    chart.draw(sheet)
    svg = sheet.svg(label=chart.title, description=chart.summary, anchor="a", kind="wide")

    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


# --- words -------------------------------------------------------------------------------------------------
def test_words_that_do_not_fit_are_broken_and_then_cut() -> None:
    """With an ellipsis where something is missing; a single long word is cut too."""
    assert wrap("one two three", 1000) == ["one two three"]
    assert wrap("one two three", width_of("one two ")) == ["one two", "three"]
    assert wrap("one two three four", width_of("one two "), most=2) == ["one two", "three f…"]
    assert shorten("sovereign", width_of("sove…")) == "sove…"
    assert all(width_of(one) <= 60 for one in wrap("supercalifragilistic and expialidocious words", 60))


def test_quantities_far_apart_have_a_logarithmic_scale_and_others_begin_at_nought() -> None:
    """A factor of a hundred is where a linear scale stops being legible."""
    near = fitting_scale([Decimal(3), Decimal(250)], 0, 100)
    far = fitting_scale([Decimal(3), Decimal(301)], 0, 100)

    assert isinstance(near, LinearScale)
    assert (near.low, near.high) == (Decimal(0), Decimal(500))
    assert near.ticks(4) == [0, 200, 400]
    assert isinstance(far, LogScale)
    assert (far.low, far.high) == (0, 3)
    assert far(Decimal(10)) == pytest.approx(100 / 3)
    assert fitting_scale([Decimal(0)], 0, 100)(Decimal(0)) == 0
    assert LogScale(low=5, high=13, left=0, right=1).ticks(4) == [10**6, 10**9, 10**12]


# --- colours -----------------------------------------------------------------------------------------------
def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("scheme", "paper"), [("light", ("#ffffff", "#f8f9fb")), ("dark", ("#131416", "#1a1c1e"))])
def test_the_hues_can_be_read_as_words_on_the_page_and_on_cards(scheme: str, paper: tuple[str, str]) -> None:
    """4.5 to 1, in light and in dark; the papers are those of the theme."""
    style = (STATIC / "swf_facts" / "facts.css").read_text("utf-8")
    rule = style.partition('body[data-theme="dark"]')[2] if scheme == "dark" else style
    hues = dict(re.findall(r"--(quantity|entity|date|text): (#[0-9a-f]{6});", rule.partition("}")[0]))

    assert len(hues) == 4
    for hue in hues.values():
        for page in paper:
            assert contrast(hue, page) >= 4.5
