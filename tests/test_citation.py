"""Citations: what they say, and that the programs that read them read the same again."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st

import package_copies
import swf_facts
from swf_facts import UnknownChoice
from swf_facts.citation import Work, cite, escape_bibtex

if TYPE_CHECKING:
    from pathlib import Path

    from swf_facts import Dataset

# What CSL-JSON (csl-data.json, version 1.0) says of the variables that are used here.
CSL_ITEM = {
    "type": "object",
    "required": ["type", "id"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": ["dataset", "article-newspaper", "entry"]},
        "id": {"type": ["string", "number"]},
        "author": {
            "type": "array",
            "items": {"type": "object", "properties": {"literal": {"type": "string"}}, "additionalProperties": False},
        },
        "issued": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "date-parts": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 2,
                    "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": ["string", "number"]}},
                }
            },
        },
        **{
            name: {"type": "string"}
            for name in ("title", "container-title", "version", "DOI", "URL", "language", "note", "number")
        },
    },
}


@pytest.fixture
def data(good: Path) -> Dataset:
    """Load the good package."""
    return swf_facts.load(good)


def read_bibtex(text: str) -> dict[str, str]:
    """Return the fields of the only entry as a BibTeX parser reads them, TeX decoded."""
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    (entry,) = library.entries
    return {"ENTRYTYPE": entry.entry_type, "ID": entry.key, **{field.key: field.value for field in entry.fields}}


def read_csl(text: str) -> dict[str, Any]:
    """Return the only item of a CSL-JSON text, after checking its shape."""
    (item,) = json.loads(text)
    jsonschema.validate(item, CSL_ITEM)
    checked: dict[str, Any] = item
    return checked


# --- the three kinds ------------------------------------------------------------------------------------
def test_dataset_in_words() -> None:
    """The installed dataset is cited by its contributors, year, title and version."""
    data = swf_facts.load()

    year = str(data.descriptor["created"])[:4]
    assert data.cite() == f"swf-facts contributors ({year}). {data.title} (Version {data.version}) [Data set]."


def test_dataset_in_bibtex_keeps_its_author_whole() -> None:
    """The author is one organization, so its name stands in braces and is not cut into given and family name."""
    data = swf_facts.load()

    assert "author = {{swf-facts contributors}}" in data.cite("bibtex")
    entry = read_bibtex(data.cite("bibtex"))
    assert entry["ENTRYTYPE"] == "misc"
    assert entry["title"] == data.title
    assert entry["version"] == data.version


def test_dataset_in_csl_json() -> None:
    """CSL-JSON has the literal author, the date of this version, and no address while there is none."""
    data = swf_facts.load()

    item = read_csl(data.cite("csl-json"))

    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": "swf-facts contributors"}]
    assert item["issued"]["date-parts"] == [[int(part) for part in str(data.descriptor["created"])[:10].split("-")]]
    assert not {"URL", "DOI"} & item.keys()


def test_doi_and_homepage_appear_once_the_descriptor_has_them(good: Path) -> None:
    """The three styles give DOI and address as soon as there are any."""
    data = swf_facts.load(
        package_copies.edit_descriptor(good, doi="10.5281/zenodo.1", homepage="https://facts.example/a_b")
    )

    assert data.cite().endswith(" https://doi.org/10.5281/zenodo.1")
    assert read_bibtex(data.cite("bibtex"))["doi"] == "10.5281/zenodo.1"
    assert "url = {https://facts.example/a_b}" in data.cite("bibtex")
    assert read_csl(data.cite("csl-json"))["DOI"] == "10.5281/zenodo.1"


def test_article_gives_only_what_is_known(data: Dataset) -> None:
    """An article has its publisher, and author, date and address only where they are known."""
    known, unknown = data.articles["lantern2024"], data.articles["gazette2024"]

    assert known.cite() == "Isle Fund looks out to sea (2024-01-08). The Lantern. https://lantern.example/isle-fund"
    assert unknown.cite() == "A fund with a past. The Gazette."
    assert set(read_csl(unknown.cite("csl-json"))) == {"id", "type", "title", "container-title", "language"}
    assert set(read_bibtex(unknown.cite("bibtex"))) == {"ENTRYTYPE", "ID", "title", "howpublished"}


def test_article_with_author(good: Path) -> None:
    """A printed author leads the citation."""
    article = swf_facts.load(package_copies.set_cell(good, "articles", "lantern2024", "author", "Ada Quill")).articles[
        "lantern2024"
    ]

    assert article.cite().startswith("Ada Quill (2024-01-08). Isle Fund looks out to sea. The Lantern.")


def test_supplied_title_is_declared(data: Dataset) -> None:
    """A title that the article does not print is cited with a note that says so."""
    assert "The article prints no title" in data.articles["ledger2024"].cite()
    assert "The article prints no title" not in data.articles["lantern2024"].cite()


def test_fact_cites_its_dataset_its_words_and_its_article(data: Dataset) -> None:
    """A fact is an entry of the dataset, with the quote and where it stands."""
    fact = data.facts["lantern2024.003"]

    text = fact.cite()
    assert text.index("lantern2024.003: Isle Fund – considers buying – Port of Quay (speculated).") > 0
    assert f"In {data.title} (Version {data.version}) [Data set]." in text
    assert (
        "Stated as “the fund may buy the port of Quay” in “Isle Fund looks out to sea” (The Lantern, lantern2024)."
        in text
    )
    assert read_bibtex(fact.cite("bibtex"))["ID"] == "lantern2024.003"
    assert read_csl(fact.cite("csl-json"))["container-title"] == data.title


@pytest.mark.parametrize("style", ["text", "bibtex", "csl-json"])
def test_everything_in_the_installed_package_can_be_cited(style: str) -> None:
    """Every article and fact has a citation in every style that its reader accepts."""
    data = swf_facts.load()

    for work in (*data.articles, *data.facts):
        citation = work.cite(style)

        if style == "bibtex":
            assert "title" in read_bibtex(citation)
        elif style == "csl-json":
            assert "title" in read_csl(citation)
        else:
            assert "\n" not in citation


def test_unknown_style_names_the_nearest(data: Dataset) -> None:
    """A misspelt style is refused with the nearest one."""
    with pytest.raises(UnknownChoice, match="there is no citation style 'bibtx'; did you mean 'bibtex'"):
        data.cite("bibtx")  # type: ignore[arg-type]  # that is the point


def test_descriptor_without_date_or_contributors_is_cited_without(good: Path) -> None:
    """What a descriptor does not say is left out, not guessed."""
    data = swf_facts.load(package_copies.edit_descriptor(good, created="soon", contributors="us"))

    assert data.cite() == f"{data.title} (Version {data.version}) [Data set]."


# --- escapes ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "title",
    [
        "R&D at 100% for $5 #1 a_b",
        'The "big" {Fund} and ~ approx',
        "a \\ b",
        "日本のソブリン・ファンド – «Фонд» “quoted” ’s",
        "U.S.-Japan: what's the plan?",
        "A -- B --- C",
        "``old'' quotes",
    ],
)
def test_bibtex_parser_reads_the_same_title(title: str) -> None:
    """Signs that mean something to TeX are escaped, letters of any script stay, and a parser reads the title back."""
    entry = read_bibtex(cite(Work(kind="article", key="a2024", title=title), "bibtex"))

    assert entry["title"] == title


def test_bibtex_escapes_are_those_of_tex() -> None:
    """Every sign that TeX would act on is written so that it prints."""
    escaped = escape_bibtex("R&D 100% $5 #1 a_b {c} ~ ^ \\ é\n日")

    assert escaped == r"R\&D 100\% \$5 \#1 a\_b \{c\} \textasciitilde{} \textasciicircum{} \textbackslash{} é 日"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1))
def test_bibtex_value_is_balanced_whatever_the_title(title: str) -> None:
    """No title can end its field early: braces balance as BibTeX counts them, and the entry parses."""
    escaped = escape_bibtex(title)

    depth = 0
    for sign in escaped:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert read_bibtex(cite(Work(kind="article", key="a2024", title=title), "bibtex"))["ID"] == "a2024"


@pytest.mark.parametrize(
    ("title", "escaped"), [("a } b", r"a \textbraceright{} b"), ("} {", r"\textbraceright{} \textbraceleft{}")]
)
def test_lone_brace_is_spelt_out(title: str, escaped: str) -> None:
    """BibTeX counts a brace even after a backslash, so one without a partner becomes a command."""
    assert escape_bibtex(title) == escaped


def test_address_cannot_leave_its_field() -> None:
    """Braces in an address are percent-encoded, its other signs stay."""
    work = Work(kind="article", key="a", title="t", url="https://x.example/a_b?c=%20&d={}#e")

    assert "url = {https://x.example/a_b?c=%20&d=%7B%7D#e}" in cite(work, "bibtex")


def test_key_cannot_leave_its_place() -> None:
    """A name that BibTeX could not take as key is made one that it can."""
    assert cite(Work(kind="dataset", key="my facts, {1}", title="t"), "bibtex").startswith("@misc{my-facts---1-,")


def test_article_year_and_month_come_from_its_date() -> None:
    """The date of publication gives year and month."""
    entry = read_bibtex(cite(Work(kind="article", key="a", title="t", issued=date(987, 3, 1)), "bibtex"))

    assert (entry["year"], entry["month"]) == ("0987", "3")
