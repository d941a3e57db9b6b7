"""The charts in a real browser: their words keep their size, stay inside, and each part can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from screens import Screen

SMALLEST = 11  # pixels

MEASURE = """() => [...document.querySelectorAll("figure.facts-chart")].map((figure) => {
  const shown = [...figure.querySelectorAll("svg.chart-drawing")].filter((svg) => svg.getBoundingClientRect().width);
  const words = shown.flatMap((svg) => [...svg.querySelectorAll("text")].map((text) => {
    const box = text.getBoundingClientRect(), frame = svg.getBoundingClientRect();
    return {
      text: text.textContent,
      size: parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a,
      inside: box.left >= frame.left - 1 && box.right <= frame.right + 1,
    };
  }));
  return { id: figure.id, drawings: shown.length, words };
})"""


@pytest.mark.parametrize("page", ["charts", "reference/dictionary"])
def test_the_words_of_a_drawing_keep_their_size_and_stay_inside(screen: Screen, address: str, page: str) -> None:
    """One drawing of the two is shown, the one that fits; nothing in it is smaller than 11 pixels or cut off."""
    screen.open(f"{address}/{page}.html")
    figures: list[dict[str, Any]] = screen.page.evaluate(MEASURE)

    assert len(figures) == (5 if page == "charts" else 1)
    for figure in figures:
        assert figure["drawings"] == 1, figure["id"]
        assert figure["words"]
        for word in figure["words"]:
            assert word["size"] >= SMALLEST, word
            assert word["inside"], word


def test_a_mark_is_reached_by_keyboard_and_leads_to_its_fact(screen: Screen, address: str) -> None:
    """The first mark of the first chart, with its name."""
    screen.open(f"{address}/charts.html")
    mark = screen.page.locator("figure.facts-chart svg.chart-drawing:visible a.mark").first
    name = mark.get_attribute("aria-label") or ""
    mark.focus()
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/facts/*.html")

    assert name.partition(":")[0] in screen.page.url
    assert screen.errors == []


def test_the_words_of_a_chart_unfold(screen: Screen, address: str) -> None:
    """The summary and the table are a click away, and the page does not begin to scroll sideways."""
    screen.open(f"{address}/charts.html")
    for fold in screen.page.locator("details.chart-words > summary").all():
        fold.click()

    assert screen.page.locator("table.chart-table:visible").count() == 5
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
