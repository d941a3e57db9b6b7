"""Measure how long texts without a space take: the number grammar, all rules, and ``swf-facts extract``.

Each text is measured at one, two and four times a size; ratios near 2 are linear. Run it from the repository::

    python benchmarks/long_texts.py [--size 1000000] [--text NAME ...]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from random import Random
from string import ascii_letters, digits, punctuation
from typing import TYPE_CHECKING

from swf_facts.package import governing_tables, installed_package
from swf_facts.quantities import extract
from swf_facts.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = Path(__file__).resolve().parents[1] / "tests" / "packages" / "good"
ARTICLE = "gazette2024"
REPEATED = {
    "letters": "a",
    "digits": "1",
    "money": "$1",
    "joined words": "one-hundred-",
    "camel case": "aB(1,",
    "flags": "🇯🇵",
    "joined emoji": "👩‍🚀",
    "short forms": "a(AB)",
    "questions": "a?",
}
DRAWN = {"letters and digits": ascii_letters + digits, "all that prints": ascii_letters + digits + punctuation}


def text_of(name: str, size: int) -> str:
    """Return a text of *size* bytes without a space."""
    if name in DRAWN:
        return "".join(Random(0).choices(DRAWN[name], k=size))  # noqa: S311  # a text, no secret
    unit = REPEATED[name]
    return unit * (size // len(unit.encode()))


def package_with(folder: Path, text: str) -> Path:
    """Write the small package of the tests with *text* as one more passage of an article, which states nothing."""
    shutil.copytree(GOOD, folder)
    (folder / "schemas").mkdir()
    for table in governing_tables():
        shutil.copy(installed_package() / "schemas" / f"{table}.json", folder / "schemas")
    place = folder / "data" / "texts" / f"{ARTICLE}.txt"
    before = place.read_text("utf-8")
    content = f"{before}{text}\n".encode()
    place.write_bytes(content)
    header, *rows = csv.reader((folder / "data" / "passages.csv").open(encoding="utf-8", newline=""))
    number = sum(row[1] == ARTICLE for row in rows) + 1
    span = [str(len(before)), str(len(before) + len(text))]
    rows.append([f"{ARTICLE}.p{number:03}", ARTICLE, *span, "sentence", "rhetoric", "It states nothing."])
    _write(folder / "data" / "passages.csv", [header, *rows])
    header, *rows = csv.reader((folder / "data" / "articles.csv").open(encoding="utf-8", newline=""))
    for row in rows:
        if row[0] == ARTICLE:
            row[header.index("text_sha256")] = hashlib.sha256(content).hexdigest()
            row[header.index("text_length")] = str(len(content.decode()))
    _write(folder / "data" / "articles.csv", [header, *rows])
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for entry in descriptor["resources"]:
        held = (folder / entry["path"]).read_bytes()
        entry |= {"bytes": len(held), "hash": f"sha256:{hashlib.sha256(held).hexdigest()}"}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder


def _write(place: Path, rows: list[list[str]]) -> None:
    with place.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def grammar(text: str) -> float:
    """Return the seconds that the number grammar takes."""
    begin = time.process_time()
    extract(text)
    return time.process_time() - begin


def rules(text: str) -> float:
    """Return the seconds that all rules take on a package with the text in an article."""
    with tempfile.TemporaryDirectory() as folder:
        package = package_with(Path(folder) / "package", text)
        begin = time.process_time()
        validate(package)
        return time.process_time() - begin


def command(text: str) -> float:
    """Return the seconds that ``swf-facts extract`` takes, with the start of the interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "text.txt"
        place.write_text(text, "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([sys.executable, "-m", "swf_facts", "extract", str(place)], check=True, capture_output=True)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


MEASURES: dict[str, Callable[[str], float]] = {"grammar": grammar, "rules": rules, "extract": command}


def main() -> None:
    """Read the arguments and print a line for each text and measure."""
    parser = argparse.ArgumentParser(description="Measure long texts without a space.")
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of the shortest text; default: a million")
    parser.add_argument("--text", nargs="+", choices=[*REPEATED, *DRAWN], default=[*REPEATED, *DRAWN])
    parser.add_argument("--measure", nargs="+", choices=MEASURES, default=[*MEASURES])
    arguments = parser.parse_args()
    sizes = [arguments.size * times for times in (1, 2, 4)]
    validate(installed_package())  # so that imports are in no measure
    print(f"{'text':20} {'measure':8} {''.join(f'{size:>12,}' for size in sizes)}{'ratios':>12}")
    for name in arguments.text:
        texts = [text_of(name, size) for size in sizes]
        for measure in arguments.measure:
            seconds = [MEASURES[measure](text) for text in texts]
            ratios = [f"{after / before:.1f}" for before, after in pairwise(seconds)]
            print(f"{name:20} {measure:8} {''.join(f'{second:12.2f}' for second in seconds)}{' '.join(ratios):>12}")


if __name__ == "__main__":
    main()
