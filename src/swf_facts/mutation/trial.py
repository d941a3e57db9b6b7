"""A mutant tried as a user would: written into a folder, refreshed, validated with all rules."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from swf_facts.errors import PackageError
from swf_facts.mutation.mutant import CRASH
from swf_facts.mutation.press import DERIVED
from swf_facts.mutation.source import TEXTS
from swf_facts.mutation.trying import fingerprint, new_rules
from swf_facts.package import DESCRIPTOR, describe_hash
from swf_facts.refresh import refresh
from swf_facts.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.mutation.mutant import Mutant, Noticed
    from swf_facts.mutation.source import Source
    from swf_facts.mutation.trying import Fingerprint

__all__ = ["try_in_folder"]

LEDGER = "ledger"
DERIVED_FIELDS = frozenset({("articles", "text_sha256"), ("articles", "text_length")})


def try_in_folder(source: Source, mutants: Sequence[Mutant]) -> Iterator[Noticed]:
    """Yield what ``validate`` notices of each mutant in a folder.

    Everything derived is brought up to date by ``refresh``, but what the mutant itself is in: there, and where ``refresh``
    refuses, only sizes and hashes of the files are.

    Parameters
    ----------
    source : Source
        The unchanged package.
    mutants : sequence of Mutant
        What to try, one after the other.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(source, folder)
        unchanged = _validated(folder)
        for mutant in mutants:
            if mutant.table != LEDGER:
                _leave_out_ledger(source, folder)
            _edit(source, folder, mutant)
            if (mutant.table, mutant.field) in DERIVED_FIELDS or mutant.table in DERIVED:
                _describe(folder)
            else:
                try:
                    refresh(folder)
                except PackageError:
                    _describe(folder)
            try:
                found = _validated(folder)
            except Exception:  # noqa: BLE001  # a defect of a rule, which is to be listed with the mutant that shows it
                yield CRASH
            else:
                yield new_rules(found.elements(), unchanged)
            _write(source, folder)


def _validated(folder: Path) -> Counter[Fingerprint]:
    return Counter(map(fingerprint, validate(folder).findings))


def _write(source: Source, folder: Path) -> None:
    """Write the unchanged package."""
    package = source.package
    _put(folder / DESCRIPTOR, json.dumps(package.descriptor, ensure_ascii=False, indent=2).encode())
    for resource in package.resources.values():
        _put(folder / resource.path, package.contents[resource.name])
        schema = package.schema_copy(resource)
        if schema is not None and isinstance(resource.descriptor["schema"], str):
            _put(folder / resource.descriptor["schema"], json.dumps(schema, ensure_ascii=False).encode())


def _put(place: Path, content: bytes) -> None:
    if not place.exists() or place.read_bytes() != content:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _leave_out_ledger(source: Source, folder: Path) -> None:
    """Remove the ledger, which notices every change of a released fact: what counts is what is noticed of a new one."""
    if LEDGER not in source.package.resources:
        return
    listed = [entry for entry in source.package.descriptor["resources"] if entry["name"] != LEDGER]
    descriptor = {**source.package.descriptor, "resources": listed}
    _put(folder / DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=2).encode())
    (folder / source.package.resources[LEDGER].path).unlink()


def _edit(source: Source, folder: Path, mutant: Mutant) -> None:
    """Write the rows of a mutant."""
    for table in {edit.table for edit in mutant.edits}:
        original = source.tables[table]
        rows = dict(enumerate(original.rows))
        for edit in mutant.edits:
            if edit.table != table:
                continue
            if edit.cells is None and edit.row is not None:
                del rows[edit.row]
            else:
                rows[len(original.rows) + len(rows) if edit.row is None else edit.row] = edit.cells or ()
        if table == TEXTS:
            articles = source.tables["articles"]
            paths = dict(zip(articles.column("article_id"), articles.column("text_path"), strict=True))
            for article, text in rows.values():
                _put(folder / paths[article], text.encode())
        else:
            with (folder / source.package.resources[table].path).open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows([original.header, *rows.values()])


def _describe(folder: Path) -> None:
    """Bring sizes and hashes of the files up to date, and nothing else."""
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    for entry in descriptor["resources"]:
        content = (folder / entry["path"]).read_bytes()
        entry |= {"bytes": len(content), "hash": describe_hash(content)}
    _put(folder / DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=2).encode())
