"""A package about something else gets the same site, from three lines of ``conf.py``."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import package_copies
import swf_facts
from swf_facts.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Site


def words(page: str) -> str:
    """Return what a page shows, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_the_package_is_a_valid_one_with_words_of_its_own(tmp_path: Path) -> None:
    """It shares no entity and no property with the package of this project."""
    folder = package_copies.copy_package("lighthouse", tmp_path / "package")
    data, own = swf_facts.load(folder), swf_facts.load()

    assert validate(folder).findings == ()
    assert not {entity.entity_id for entity in data.entities} & {entity.entity_id for entity in own.entities}
    assert not {item.property_id for item in data.properties} & {item.property_id for item in own.properties}


def test_three_lines_of_configuration_are_enough(lighthouse: Site) -> None:
    """Articles, facts and dictionary are there, and the site is named by the package."""
    conf = (lighthouse.source / "conf.py").read_text("utf-8").splitlines()
    data = swf_facts.load(lighthouse.source / "package")

    assert len(conf) == 3
    assert "What two papers wrote about a lighthouse 2.1.0" in words(lighthouse.page("index"))
    for article in data.articles:
        assert article.title in words(lighthouse.page(f"articles/{article.article_id}"))
    for fact in data.facts:
        assert fact.quote in words(lighthouse.page(f"facts/{fact.fact_id}"))
    assert "facts.modality" in lighthouse.page("reference/dictionary")


def test_nothing_of_this_project_shows_on_the_site_of_another(lighthouse: Site) -> None:
    """Neither its name nor its subject; the dictionary describes the profile, which both share."""
    for path in {*lighthouse.output.rglob("*.html")} - {*lighthouse.output.glob("reference/*.html")}:
        page = words(path.read_text("utf-8").partition("<body")[2]).lower()

        assert "swf-facts" not in page, path
        assert "sovereign wealth" not in page, path
