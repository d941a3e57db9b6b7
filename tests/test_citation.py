"""Citations: what they say, and that the programs that read them read the same again."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import citeproc
import jsonschema
import pybtex.database
import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

import package_copies
import swf_facts
from swf_facts import UnknownChoice, cli
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


def test_fact_has_its_permalink_beside_the_doi_of_its_dataset(good: Path) -> None:
    """The DOI leads to the version, the permalink to the fact."""
    package_copies.edit_descriptor(good, doi="10.5555/12345678", homepage="https://facts.example/")
    fact = swf_facts.load(good).facts["lantern2024.003"]
    link = "https://facts.example/facts/lantern2024.003.html"

    assert f" https://doi.org/10.5555/12345678 {link} Stated as" in fact.cite()
    assert read_csl(fact.cite("csl-json"))["URL"] == link
    assert f"url = {{{link}}}" in fact.cite("bibtex")


def test_article_gives_only_what_is_known(data: Dataset) -> None:
    """An article has its publisher, and author, date and address only where they are known."""
    known, unknown = data.articles["lantern2024"], data.articles["gazette2024"]

    assert known.cite() == (
        "Isle Fund looks out to sea (2024-01-08). The Lantern. https://lantern.example/isle-fund"
        f" Text as in data/texts/lantern2024.txt of {data.name} {data.version}."
    )
    assert (
        unknown.cite()
        == f"A fund with a past. The Gazette. Text as in {unknown.text_path} of {data.name} {data.version}."
    )
    assert set(read_csl(unknown.cite("csl-json"))) == {"id", "type", "title", "container-title", "language", "note"}
    assert set(read_bibtex(unknown.cite("bibtex"))) == {"ENTRYTYPE", "ID", "title", "howpublished", "note"}


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
        "Stated as “the fund may buy the port of Quay” in “Isle Fund looks out to sea” (The Lantern, lantern2024),"
        " at 148:181 of data/texts/lantern2024.txt; row lantern2024.003 of data/facts.csv." in text
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


# --- the programs of others -----------------------------------------------------------------------------
# Signs that mean something to TeX, BibTeX, CSL or HTML, and letters of scripts that are none of theirs.
hard_names = (
    st.lists(st.sampled_from([*"ab \"'{}&%$#_~^\\@,=<>`-日本Жé«»“”’", " and ", " et al."]), min_size=1, max_size=20)
    .map(lambda signs: " ".join("".join(signs).split()))
    .filter(bool)
)


def balanced(name: str) -> bool:
    """Whether every brace has a partner; one without is spelt out, which not every reader of TeX reads back."""
    return "textbrace" not in escape_bibtex(name)


def plain(value: str) -> str:
    """Read TeX as a reader of BibTeX shows it."""
    text: str = LatexNodes2Text(keep_comments=True, math_mode="verbatim").latex_to_text(value)
    return text.replace("ˆ", "^")  # which it reads as the accent of that shape


@given(hard_names.filter(balanced), hard_names.filter(balanced))
def test_pybtex_reads_the_same_title_and_the_same_name(title: str, author: str) -> None:
    """Whatever signs they hold: one entry, one person, nothing cut and nothing lost."""
    entries = pybtex.database.parse_string(
        cite(Work(kind="fact", key="a.1", title=title, authors=(author, "B"), version="0.2.0", note=title), "bibtex"),
        "bibtex",
    ).entries
    (entry,) = entries.values()

    assert plain(entry.fields["title"]) == plain(entry.fields["note"]) == title
    assert [plain(str(person)) for person in entry.persons["author"]] == [author, "B"]
    assert entry.fields["version"] == "0.2.0"


@pytest.fixture(scope="module")
def csl_style() -> CitationStylesStyle:
    """Read a style that citeproc-py brings."""
    return CitationStylesStyle("harvard-cite-them-right", validate=False)


@given(hard_names, hard_names)
def test_citeproc_prints_the_same_title_and_the_same_name(
    csl_style: CitationStylesStyle, title: str, author: str
) -> None:
    """A processor of CSL finds the name, the title, the container and the address."""
    work = Work(kind="fact", key="a.1", title=title, authors=(author,), container="C", url="https://facts.example/a")
    source = CiteProcJSON(json.loads(cite(work, "csl-json")))
    bibliography = CitationStylesBibliography(csl_style, source, citeproc.formatter.plain)
    bibliography.register(Citation([CitationItem("a.1")]))
    (printed,) = map(str, bibliography.bibliography())

    assert printed.startswith(author)
    assert title in printed
    assert "https://facts.example/a" in printed


@pytest.mark.parametrize("style", ["text", "bibtex", "csl-json"])
def test_unknown_id_ends_with_words(capsys: pytest.CaptureFixture[str], style: str) -> None:
    """Exit code 2, the nearest id, and no citation of anything else."""
    assert cli.main(["cite", "coincu2025.4", "--style", style]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "coincu2025.4" in said.err
    assert "did you mean" in said.err
