"""Measure what the site of a package costs to build: from nothing, again without a change, and after one edited row.

Run ``python benchmarks/docs_build.py [--facts 0 1000 10000] [--keep FOLDER]``. For each number of facts a package of articles
with 20 facts each is made up, and its site is built with three lines of ``conf.py`` by the command that a publisher would type;
0 stands for the package that this installation carries. Printed is a JSON array with one object a build: wall and processor
seconds, peak memory of the process, files of the site and their size, and how many files the build wrote.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import swf_facts
from swf_facts.package import governing_schema, installed_package
from swf_facts.refresh import refresh
from swf_facts.scaffold import begin_package

CONF = 'extensions = ["swf_facts.sphinx"]\nfact_package = "package"\nhtml_theme = "furo"\n'
INDEX = "# Home\n\n```{toctree}\narticles/index\nfacts/index\nreference/dictionary\n```\n"
FACTS_AN_ARTICLE = 20
SENTENCES = FACTS_AN_ARTICLE // 2  # each states two facts, whose spans overlap
MEETINGS = 2  # articles that state the same of one fund


def make_package(folder: Path, facts: int) -> Path:
    """Write a package with *facts* facts, the same for the same number, and return its folder."""
    begin_package(folder)
    articles = range(-(-facts // FACTS_AN_ARTICLE))
    funds = SENTENCES * len(articles) // MEETINGS
    tables: dict[str, list[dict[str, object]]] = {
        "entities": [
            _entity("paper", "The Daily Paper", "publication"),
            *(_entity(f"fund-{number}", f"{_name(number)} Fund", "fund") for number in range(funds)),
            *(_entity(f"place-{number}", _name(number), "country") for number in range(funds)),
        ],
        "properties": [
            _property("assets-held", "assets held", "quantity", "currency"),
            _property("base", "based in", "entity", ""),
        ],
        "units": [
            {
                "unit_id": "USD",
                "label": "US dollar",
                "dimension": "currency",
                "symbol": "$",
                "code_system": "iso4217",
                "code": "USD",
            }
        ],
        **{name: [] for name in ("articles", "passages", "facts", "evidence")},
    }
    for article in articles:
        _add_article(folder, tables, article, funds)
    for name, rows in tables.items():
        header = [field["name"] for field in governing_schema(name)["fields"]]
        with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    refresh(folder)
    return folder


def _entity(entity_id: str, name: str, kind: str) -> dict[str, object]:
    return {"entity_id": entity_id, "name": name, "kind": kind, "description": f"{name}, made up for a measurement."}


def _name(number: int) -> str:
    """Return an invented name, another for each number."""
    syllables = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "ru")
    return "".join(syllables[int(digit)] for digit in f"{number:03}").capitalize()


def _property(property_id: str, label: str, value_type: str, dimension: str) -> dict[str, object]:
    definition = "Made up for a measurement."
    return {
        "property_id": property_id,
        "label": label,
        "definition": definition,
        "value_type": value_type,
        "dimension": dimension,
    }


def _add_article(folder: Path, tables: dict[str, list[dict[str, object]]], number: int, funds: int) -> None:
    article_id = f"paper{1900 + number % 120}{chr(97 + number // 120)}"
    path = f"data/texts/{article_id}.txt"
    title = f"What article {number} says of funds"
    tables["articles"].append(
        {
            "article_id": article_id,
            "title": title,
            "title_supplied": "false",
            "publisher_id": "paper",
            "published": datetime.date(2020, 1, 1) + datetime.timedelta(days=number),
            "language": "en",
            "text_status": "included",
            "text_path": path,
            "rights_holder_id": "paper",
        }
    )
    text = f"{title}\n\n"
    tables["passages"].append(_passage(article_id, 1, 0, len(title), "title"))
    for index in range(SENTENCES):
        fund = (number * SENTENCES + index) % funds
        place = _name(fund)
        amount = 1 + fund % 90
        sentence = (
            f"{place} Fund, which {place} set up for years without oil, held ${amount} billion at its last count."
        )
        start = len(text)
        tables["passages"].append(_passage(article_id, index + 2, start, start + len(sentence), "sentence"))
        shared = {
            "article_id": article_id,
            "subject_id": f"fund-{fund}",
            "modality": "asserted",
            "polarity": "positive",
        }
        shared["status"] = "current"
        held, based = (f"{article_id}.{2 * index + offset:03}" for offset in (1, 2))
        quantity = {
            "value_number": amount * 10**9,
            "lower": (2 * amount - 1) * 10**9 // 2,
            "upper": (2 * amount + 1) * 10**9 // 2,
            "unit_id": "USD",
            "unit_basis": "stated",
            "comparator": "eq",
        }
        tables["facts"] += [
            {"fact_id": held, "property_id": "assets-held", "value_type": "quantity", **quantity, **shared},
            {
                "fact_id": based,
                "property_id": "base",
                "value_type": "entity",
                "value_entity_id": f"place-{fund}",
                **shared,
            },
        ]
        for fact_id, role, words in (
            (held, "statement", sentence.removesuffix(" at its last count.")),
            (held, "value", f"${amount} billion"),
            (based, "statement", sentence.partition(" set up")[0]),
            (based, "value", place),
        ):
            begin = start + sentence.rindex(words)
            tables["evidence"].append(
                {
                    "fact_id": fact_id,
                    "role": role,
                    "article_id": article_id,
                    "start": begin,
                    "end": begin + len(words),
                    "exact": words,
                }
            )
        text += sentence + ("\n\n" if index % 3 == 2 else " ")
    (folder / path).write_text(text, "utf-8", newline="\n")


def _passage(article_id: str, number: int, start: int, end: int, kind: str) -> dict[str, object]:
    return {
        "passage_id": f"{article_id}.p{number:03}",
        "article_id": article_id,
        "start": start,
        "end": end,
        "kind": kind,
        "treatment": "facts",
    }


def edit_one_row(package: Path) -> None:
    """Change how firmly the middle fact of a package is said, and bring what is derived up to date."""
    path = package / "data" / "facts.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    place = header.index("modality")
    row = rows[len(rows) // 2]
    row[place] = "forecast" if row[place] == "asserted" else "asserted"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    refresh(package)


def build(site: Path) -> dict[str, Any]:
    """Build the site, and return what that took."""
    output = site / "_build"
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "-b", "html", "-d", str(site / "doctrees")]
    started = time.perf_counter()
    with subprocess.Popen([*command, str(site), str(output)]) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"the build failed with {process.returncode}")
    after = {path: path.stat() for path in output.rglob("*") if path.is_file()}
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),  # kilobytes on Linux
        "files": len(after),
        "site_mb": round(sum(found.st_size for found in after.values()) / 1e6, 1),
        "written": sum(before.get(path) != found.st_mtime_ns for path, found in after.items()),
    }


def measure(folder: Path, facts: int) -> list[dict[str, Any]]:
    """Build the site of one package three times: from nothing, without a change, and after one edited row."""
    if facts:
        package = make_package(folder / "package", facts)
    else:
        # The installed files alone: beside a checkout's lies much that is no part of the package.
        package = folder / "package"
        for part in ("data", "schemas"):
            shutil.copytree(installed_package() / part, package / part)
        shutil.copy(installed_package() / "datapackage.json", package)
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    data = swf_facts.load(package)
    size = {"package": data.name if not facts else "made up", "facts": len(data.facts), "articles": len(data.articles)}
    results = [{**size, "build": "cold", **build(folder)}, {**size, "build": "no change", **build(folder)}]
    edit_one_row(package)
    return [*results, {**size, "build": "one row", **build(folder)}]


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, nargs="+", default=[0, 1000, 10000], help="sizes to measure")
    parser.add_argument("--keep", type=Path, help="an empty folder to build in, which stays")
    arguments = parser.parse_args()
    results: list[dict[str, Any]] = []
    for facts in arguments.facts:
        if arguments.keep:
            results += measure(arguments.keep / str(facts), facts)
        else:
            with tempfile.TemporaryDirectory() as folder:
                results += measure(Path(folder), facts)
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
