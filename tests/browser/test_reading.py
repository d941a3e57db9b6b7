"""What a reader does: points, follows links, searches, filters, shares, and opens the site from a folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import swf_facts

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

FACT = "coincu2025.048"


@pytest.fixture(params=["served", "from a folder"])
def home(request: pytest.FixtureRequest, address: str, site: Path) -> str:
    """Return the address of the site, by a server and as files."""
    return address if request.param == "served" else site.as_uri()


@pytest.fixture
def errors(page: Page, home: str) -> list[str]:
    """Return what goes wrong on the page, filled while the test runs."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith((home, "data:")) else said.append(asked.url))
    return said


def found_links(page: Page, home: str, query: str) -> list[str]:
    """Return where the search leads."""
    page.goto(f"{home}/search.html?q={query}")
    page.wait_for_function("/found|did not match/i.test(document.querySelector('.search-summary')?.textContent ?? '')")
    links = page.locator("#search-results li a")
    return [str(links.nth(index).get_attribute("href")) for index in range(links.count())]


def test_search_finds_a_fact_by_its_id(page: Page, home: str, errors: list[str]) -> None:
    """A reader who has an id from a paper finds its page."""
    assert any(re.search(rf"facts/{FACT}\.html", link) for link in found_links(page, home, FACT))
    assert errors == []


def test_search_finds_a_fact_by_a_word_of_its_quote(page: Page, home: str, errors: list[str]) -> None:
    """The words of the evidence are in the index."""
    quote = swf_facts.load().facts[FACT].quote

    assert "trades" in quote
    assert any(re.search(rf"facts/{FACT}\.html", link) for link in found_links(page, home, "trades"))
    assert errors == []


def test_table_finds_filters_and_remembers(page: Page, home: str, errors: list[str]) -> None:
    """A view is in the address: what was chosen is there after a reload, and for whoever gets the link."""
    page.goto(f"{home}/facts/index.html")
    page.locator("#fact-search").fill("bitcoin")
    page.get_by_label("Modality").select_option("asserted")
    expect(page.get_by_role("status")).to_contain_text(" of ")
    chosen = page.get_by_role("status").inner_text()
    shown = page.locator("table.fact-rows tbody tr").count()
    page.reload()

    assert "q=bitcoin" in page.url
    assert "modality=asserted" in page.url
    assert page.get_by_role("status").inner_text() == chosen
    assert page.locator("table.fact-rows tbody tr").count() == shown > 0
    assert page.locator("#fact-search").input_value() == "bitcoin"
    assert errors == []


def test_every_filter_chooses_what_it_says(page: Page, home: str) -> None:
    """For every filter, the number that an option announces is the number of rows that it leaves."""
    page.goto(f"{home}/facts/index.html")
    for name in ("article", "subject", "property", "modality", "voice"):
        control = page.locator(f"#fact-{name}")
        label = control.locator("option").nth(1).inner_text()
        announced = re.search(r"\((\d+)\)$", label)
        control.select_option(index=1)

        assert announced
        assert page.get_by_role("status").inner_text().startswith(f"{announced[1]} of ")
        page.get_by_role("button", name="Clear").click()


def test_pointing_at_a_note_lights_its_words(page: Page, home: str, errors: list[str]) -> None:
    """And the words light their note."""
    page.goto(f"{home}/articles/coincu2025.html")
    page.locator(".note").first.hover()

    expect(page.locator("mark.evidence.lit").first).to_be_visible()
    page.locator("mark.evidence").last.hover()
    expect(page.locator(".note.lit").first).to_be_attached()
    assert errors == []


def test_a_key_lights_as_a_pointer_does(page: Page, home: str) -> None:
    """Who has no mouse sees the same."""
    page.goto(f"{home}/articles/coincu2025.html")
    page.locator(".note a").first.focus()

    expect(page.locator("mark.evidence.lit").first).to_be_visible()


def test_a_fact_leads_to_its_words(page: Page, home: str, errors: list[str]) -> None:
    """The link on a fact's page opens the article at the quote, lit."""
    page.goto(f"{home}/facts/{FACT}.html")
    page.locator("a[href*='#ev-']").first.click()
    page.wait_for_url("**/articles/*.html#ev-*")
    lit = page.locator("mark.evidence.lit")

    expect(lit.first).to_be_in_viewport()
    assert "".join(lit.all_inner_texts())
    assert errors == []


def test_notes_fold_on_a_phone(page: Page, home: str) -> None:
    """A narrow screen shows the text first; a note opens under its paragraph."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{home}/articles/coincu2025.html")
    notes = page.locator("details.notes").first

    expect(notes.locator(".note").first).to_be_hidden()
    notes.locator("summary").click()
    expect(notes.locator(".note").first).to_be_visible()
