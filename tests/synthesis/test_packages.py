"""Synthetic packages are valid, the same for the same seed, and what was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import swf_facts
from swf_facts.errors import SwfFactsError
from swf_facts.quantities import read_quantity
from swf_facts.quantities.mention import plain
from swf_facts.synthesis import write_package
from swf_facts.synthesis.draws import draw
from swf_facts.synthesis.figures import FORMS as FIGURES
from swf_facts.synthesis.figures import figures
from swf_facts.synthesis.writing import FORMATS


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a package of 2,000 facts with a file for each text."""
    folder = tmp_path_factory.mktemp("synthetic") / "small"
    write_package(folder, 2_000, stored="csv-files")
    return folder


def test_every_rung_finds_nothing(small: Path) -> None:
    """A synthetic package is valid at every rung, without a warning."""
    report = swf_facts.validate(small)

    assert [str(finding) for finding in report.findings[:5]] == []
    assert set(report.rungs) >= {"descriptor", "entailment", "coverage", "consistency"}


def test_facts_are_as_many_as_asked(small: Path) -> None:
    """There are at least as many facts as asked for, and no whole article more."""
    facts = pl.read_csv(small / "data" / "facts.csv", infer_schema=False)

    assert 2_000 <= facts.height < 2_100


def test_facts_have_every_form(small: Path) -> None:
    """Every type, comparator, modality, polarity, status, direction, basis and flag occurs."""
    facts = pl.read_csv(small / "data" / "facts.csv", infer_schema=False)
    fields = {field["name"]: field for field in json.loads((small / "schemas" / "facts.json").read_text())["fields"]}
    for name in (
        "value_type",
        "comparator",
        "modality",
        "polarity",
        "status",
        "direction",
        "as_of_basis",
        "unit_basis",
    ):
        assert set(facts[name].drop_nulls()) == set(fields[name]["constraints"]["enum"]), name

    assert set(facts["flags"].drop_nulls()) == {"template_artifact", "scope_uncertain", "headline_only", "presupposed"}


def test_texts_are_like_published_ones(small: Path) -> None:
    """Texts hold several scripts, emoji of several code points and flags, are normalized, and of many lengths."""
    texts = [place.read_text("utf-8") for place in (small / "data" / "texts").iterdir()]
    every = "".join(texts)
    scripts = {unicodedata.name(character, "?").split()[0] for character in set(every) if character.isalpha()}

    assert {"LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "HANGUL", "ARABIC", "HEBREW", "DEVANAGARI"} <= scripts
    assert "\u200d" in every
    assert "🇯🇵" in every
    assert min(len(text) for text in texts) * 5 < max(len(text) for text in texts)


def test_sentences_are_distinct(small: Path) -> None:
    """Sentences with facts are not repeated, within an article or between articles."""
    passages = pl.read_csv(small / "data" / "passages.csv", infer_schema=False)
    texts = {place.stem: place.read_text("utf-8") for place in (small / "data" / "texts").iterdir()}
    wanted = passages.filter((pl.col("treatment") == "facts") & (pl.col("kind") == "sentence"))
    words = [texts[article][int(start) : int(end)] for article, start, end in wanted.select("article_id", "start", "end").iter_rows()]  # fmt: skip

    assert len(set(words)) > 0.99 * len(words)


def test_same_seed_gives_same_bytes(tmp_path: Path) -> None:
    """The same arguments give the same files, and another seed gives others."""
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        write_package(tmp_path / name, 300, seed=seed)
    one, two, three = ((tmp_path / name / "datapackage.json").read_bytes() for name in ("one", "two", "three"))

    assert one == two
    assert one != three


def test_parts_hold_the_same_rows_as_one_file(tmp_path: Path) -> None:
    """How a package is cut does not change what it says."""
    write_package(tmp_path / "parts", 600, stored="parquet", articles_per_part=7)
    write_package(tmp_path / "whole", 600, stored="csv")
    for table in ("facts", "evidence", "passages", "attributions", "exclusions"):
        parts = [pl.read_parquet(place) for place in sorted((tmp_path / "parts" / "data" / table).iterdir())]
        whole = pl.read_csv(tmp_path / "whole" / "data" / f"{table}.csv", infer_schema=False)

        assert len(parts) > 3
        assert pl.concat(parts).cast(pl.String).equals(whole), table


def test_descriptor_measures_every_part(tmp_path: Path) -> None:
    """Sizes and numbers of rows in the descriptor are those of the parts."""
    write_package(tmp_path / "parts", 600, articles_per_part=7)
    resources = json.loads((tmp_path / "parts" / "datapackage.json").read_text())["resources"]
    parts = [part for resource in resources for part in resource.get("parts", ())]

    assert parts
    assert all((tmp_path / "parts" / part["path"]).stat().st_size == part["bytes"] for part in parts)
    assert all(pl.read_parquet(tmp_path / "parts" / part["path"]).height == part["rows"] for part in parts)


@pytest.mark.parametrize("kind", [*FIGURES, "words"])
def test_figures_are_read_as_they_were_meant(kind: str) -> None:
    """The number grammar reads in every printed form what was worked out without it."""
    import numpy as np

    for row in figures(kind, draw(1, np.arange(500))).iter_rows(named=True):
        mention = read_quantity(f"It was {row['text']} then.")

        assert mention is not None, row["text"]
        read = [mention.exact, mention.comparator, *(None if end is None else plain(end) for end in (mention.lower, mention.upper))]  # fmt: skip
        assert read == [row["text"], row["comparator"], row["lower"], row["upper"]]
        assert mention.unit == row["unit_id"] or kind in {"quote", "digits"}
        assert mention.number is None or plain(mention.number) == row["value_number"]


def test_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds something is refused, and nothing is written."""
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(SwfFactsError, match="not an empty folder"):
        write_package(tmp_path, 100)
    assert [place.name for place in tmp_path.iterdir()] == ["mine.txt"]


def test_every_article_reads_as_english(tmp_path: Path) -> None:
    """However short an article and however many its names, a fair share of its words are those of English grammar."""
    write_package(tmp_path / "many", 40_000)
    words = {"the", "of", "and", "to", "in", "is", "that", "for", "with", "on", "as", "by", "from", "are", "it"}
    texts = pl.concat([pl.read_parquet(place) for place in sorted((tmp_path / "many" / "data" / "texts").iterdir())])["text"]  # fmt: skip
    shares = [sum(word in words for word in text.lower().split()) / len(text.split()) for text in texts]

    assert min(shares) > 0.12


def test_memory_does_not_grow_with_the_facts(tmp_path: Path) -> None:
    """Four times as many facts, which are many batches of articles, need a sixth more at most."""
    program = (
        "import resource, sys; from swf_facts.synthesis import write_package; "
        "write_package(sys.argv[1], int(sys.argv[2])); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    few, many = (
        int(subprocess.check_output([sys.executable, "-c", program, str(tmp_path / facts), facts], text=True))
        for facts in ("150000", "600000")
    )

    assert many < few * 7 / 6


def test_a_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the format, what cannot be written is no traceback."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    opened = Path.open

    def open_full(place: Path, *rest: Any, **options: Any) -> Any:
        return opened(full if "facts" in {place.stem, place.parent.name} else place, *rest, **options)

    monkeypatch.setattr(Path, "open", open_full)
    for stored in FORMATS:
        with pytest.raises(SwfFactsError, match=r"cannot be written: .*No space left on device"):
            write_package(tmp_path / stored, 100, stored=stored)
