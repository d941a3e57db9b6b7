"""Copies of the example packages, for tests to edit: everything in ``tests/packages`` is read, never written."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swf_facts.package import governing_tables, installed_package
from swf_facts.rules import RUNGS
from swf_facts.validation import validate

if TYPE_CHECKING:
    from swf_facts.findings import Report

PACKAGES = Path(__file__).parent / "packages"


def copy_good(folder: Path) -> Path:
    """Copy the good package into *folder*, and return *folder*."""
    return copy_package("good", folder)


def copy_package(name: str, folder: Path) -> Path:
    """Copy a package into *folder* with the profile's table schemas beside it, and return *folder*."""
    shutil.copytree(PACKAGES / name, folder, dirs_exist_ok=True)
    (folder / "schemas").mkdir(exist_ok=True)
    for table in governing_tables():
        shutil.copy(installed_package() / "schemas" / f"{table}.json", folder / "schemas" / f"{table}.json")
    return folder


def copy_bad(rule: str, folder: Path) -> Path:
    """Copy the good package into *folder* with the files of ``bad/<rule>`` laid over it.

    Beside its findings, ``expected.json`` may say ``stale`` (hashes stay as they are), ``sizes`` (empty files of that many
    bytes are added) and ``source`` (what to validate, if not the folder).
    """
    copy_good(folder)
    expected = read_expected(rule)
    shutil.copytree(PACKAGES / "bad" / rule, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.json"))
    for path, size in expected.get("sizes", {}).items():
        (folder / path).touch()
        os.truncate(folder / path, size)
    return folder if expected.get("stale") else refresh(folder)


def read_expected(rule: str) -> dict[str, Any]:
    """Return what ``bad/<rule>/expected.json`` says."""
    expected: dict[str, Any] = json.loads((PACKAGES / "bad" / rule / "expected.json").read_text("utf-8"))
    return expected


def climb_to(rung: str, source: Path) -> Report:
    """Validate with the rungs up to *rung*, for tests of what one of them says, whatever rungs come after it."""
    return validate(source, rungs=list(RUNGS)[: list(RUNGS).index(rung) + 1])


def replace(folder: Path, path: str, old: str, new: str) -> Path:
    """Replace the only occurrence of *old* in a file of the package, and bring hashes and lengths up to date."""
    content = (folder / path).read_bytes()
    if content.count(old.encode()) != 1:
        raise AssertionError(f"{old!r} stands {content.count(old.encode())} times in {path}")
    (folder / path).write_bytes(content.replace(old.encode(), new.encode()))
    return refresh(folder)


def set_cell(folder: Path, table: str, key: str, field: str, value: str) -> Path:
    """Write *value* into one cell, found by its primary key joined with ``/``, and bring hashes up to date."""
    header, rows = read_table(folder, table)
    keys = json.loads((installed_package() / "schemas" / f"{table}.json").read_text("utf-8"))["primaryKey"]
    (row,) = [row for row in rows if "/".join(row[header.index(name)] for name in keys) == key]
    row[header.index(field)] = value
    return write_table(folder, table, header, rows)


def read_table(folder: Path, table: str) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of one table."""
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, rows


def write_table(folder: Path, table: str, header: list[str], rows: list[list[str]]) -> Path:
    """Write one table, and bring hashes up to date."""
    with (folder / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return refresh(folder)


def edit_descriptor(folder: Path, **changes: Any) -> Path:
    """Set members of the descriptor; the hashes stay as they are."""
    descriptor = read_descriptor(folder)
    descriptor.update(changes)
    return write_descriptor(folder, descriptor)


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor."""
    descriptor: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return descriptor


def write_descriptor(folder: Path, descriptor: Any) -> Path:
    """Write the descriptor, and return *folder*."""
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return folder


def refresh(folder: Path) -> Path:
    """Bring the texts' hashes and lengths in ``articles``, then the descriptor's, up to date where files are readable."""
    _refresh_articles(folder)
    try:
        descriptor = read_descriptor(folder)
        files = [part for entry in descriptor["resources"] for part in entry.get("parts", [entry])]
        listed = [(entry, folder / entry["path"]) for entry in files]
    except (ValueError, LookupError, TypeError):
        return folder  # the descriptor is what the test broke
    for entry, place in listed:
        if place.is_file():
            content = place.read_bytes()
            entry |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    for entry in descriptor["resources"]:
        if "parts" in entry:
            entry["bytes"] = sum(part["bytes"] for part in entry["parts"])
    if descriptor != read_descriptor(folder):
        write_descriptor(folder, descriptor)
    return folder


def _refresh_articles(folder: Path) -> None:
    try:
        header, rows = read_table(folder, "articles")
    except (ValueError, OSError, csv.Error):
        return  # the table is what the test broke
    before = [list(row) for row in rows]
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        place = folder / cells.get("text_path", "")
        if cells.get("text_path") and cells.get("text_sha256") and place.is_file():
            content = place.read_bytes()
            row[header.index("text_sha256")] = hashlib.sha256(content).hexdigest()
            row[header.index("text_length")] = str(len(content.decode("utf-8", "replace")))
    if rows != before:
        with (folder / "data" / "articles.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, *rows])
