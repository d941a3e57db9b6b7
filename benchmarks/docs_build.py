"""Measure what the site of a package costs to build: from nothing, again without a change, and after one edited row.

Run ``python benchmarks/docs_build.py [--facts 0 1000 10000] [--keep FOLDER]``. For each number of facts a synthetic package is
written, about 20 facts an article, and its site is built with three lines of ``conf.py`` by the command that a publisher would
type; 0 stands for the package that this installation carries. Printed is a JSON array with one object a build: wall and processor
seconds, peak memory of the process, files of the site and their size, and how many files the build wrote.
"""

from __future__ import annotations

import argparse
import csv
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
from swf_facts.package import installed_package
from swf_facts.refresh import refresh
from swf_facts.synthesis import write_package

CONF = 'extensions = ["swf_facts.sphinx"]\nfact_package = "package"\nhtml_theme = "furo"\n'
INDEX = "# Home\n\n```{toctree}\narticles/index\nfacts/index\nreference/dictionary\n```\n"


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
        package = write_package(folder / "package", facts, stored="csv-files").folder
        refresh(package)  # adds the derived table, so that the edit to come changes no more than it says
    else:
        # The installed files alone: beside a checkout's lies much that is no part of the package.
        package = folder / "package"
        for part in ("data", "schemas"):
            shutil.copytree(installed_package() / part, package / part)
        shutil.copy(installed_package() / "datapackage.json", package)
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    data = swf_facts.load(package)
    size = {
        "package": data.name if not facts else "synthetic",
        "facts": len(data.facts),
        "articles": len(data.articles),
    }
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
