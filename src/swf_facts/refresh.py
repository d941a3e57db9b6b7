"""Bring what a package says of its own files, and what follows from its tables, up to date after an edit.

Derived are the hash and length of each included text in ``articles``; the whole table ``agreements``; and in ``datapackage.json``
the list of sources and that of resources, with their titles, schemas, sizes, hashes and rights. A release also brings the
``ledger`` up to date, which freezes the facts. Everything else is written by people.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swf_facts.comparison import FIELDS, derive_from_rows
from swf_facts.errors import NotAPackage, PackageError
from swf_facts.ledger import Frozen, ledger_after
from swf_facts.model import Agreement, LedgerEntry
from swf_facts.package import (
    DESCRIPTOR,
    describe_hash,
    governing_schema,
    governing_tables,
    installed_package,
    read_package,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from swf_facts.package import Package

__all__ = ["refresh"]

_MEND = "run `swf-facts validate` to see where, and mend it"
_ARTICLES = ("article_id", "title", "publisher_id", "url", "derived_from", "rights_uri", "rights_holder_id",
             "text_status", "text_path", "text_sha256", "text_length")  # fmt: skip
_RIGHTS_TITLES = {
    "http://rightsstatements.org/vocab/InC/1.0/": "In Copyright",
    "http://rightsstatements.org/vocab/CNE/1.0/": "Copyright Not Evaluated",
    "http://rightsstatements.org/vocab/NoC-US/1.0/": "No Copyright - United States",
}


def refresh(source: str | os.PathLike[str], *, check: bool = False, release: bool = False) -> list[str]:
    """Recompute what is derived in the package at *source* and write the files that changed, all of them or none.

    Parameters
    ----------
    source : path
        Folder of the package, or its ``datapackage.json``.
    check : bool, default False
        Write nothing; only tell which files are stale.
    release : bool, default False
        Also record every fact in the ledger, under the version that the descriptor gives: from then on its row is frozen.

    Returns
    -------
    list of str
        Paths, relative to the package, of the files that changed or are stale.

    Raises
    ------
    NotAPackage
        There is no folder with a descriptor at *source*.
    PackageError
        The descriptor, a table or a text cannot be read, or a file cannot be written; or with *release*, a fact that
        was released before is gone or changed, or the version was released already with other facts.
    """
    root = Path(source)
    root = root.parent if root.name == DESCRIPTOR else root
    if not root.is_dir():
        raise NotAPackage(f"{root} is not a folder", f"name the folder that holds {DESCRIPTOR}")
    package = read_package(root)
    if not package.readable:
        problem = package.problems[0]
        raise PackageError(f"{DESCRIPTOR}: {problem.message}", problem.fix)
    paths = _table_paths(package.descriptor)
    articles = _rows(root, paths["articles"], _ARTICLES)
    fresh: dict[str, bytes] = {}
    changed = [_measure_text(root, row) for row in articles]
    if any(changed):
        fresh[paths["articles"]] = _csv(articles[0], articles)
    fresh[paths["agreements"]] = _agreements(root, paths, articles)
    if release:
        fresh[paths["ledger"]] = _ledger(root, package, paths)
    listed = {entry["name"] for entry in _entries(package.descriptor)}
    if not release and "ledger" not in listed and not (root / paths["ledger"]).is_file():
        del paths["ledger"]  # before the first release there is none
    for table in ("agreements", "ledger"):  # of a package that was begun before there were such tables
        if table in paths and not (root / "schemas" / f"{table}.json").exists():
            fresh[f"schemas/{table}.json"] = (installed_package() / "schemas" / f"{table}.json").read_bytes()
    descriptor = {
        **package.descriptor,
        "sources": [{"title": row["title"]} | ({"path": row["url"]} if row["url"] else {}) for row in articles],
        "resources": _resources(root, package.descriptor, paths, articles, fresh),
    }
    if descriptor != package.descriptor:
        fresh[DESCRIPTOR] = (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()
    stale = [path for path, content in fresh.items() if _content(root / path) != content]
    if not check:
        _write(root, {path: fresh[path] for path in stale})
    return stale


# --- reading ------------------------------------------------------------------------------------------
def _entries(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = descriptor.get("resources", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise PackageError(f"{DESCRIPTOR}: `resources` is not a list of objects", "write a list, which may be empty")
    for index, entry in enumerate(listed):
        if not isinstance(entry.get("name"), str) or not isinstance(entry.get("path"), str):
            message = f"{DESCRIPTOR}: the resource at $.resources[{index}] lacks a name or a path"
            raise PackageError(message, "write both as strings, or remove the resource")
    return listed


def _table_paths(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """Return where each table of the profile lies: where the package says, else at its usual place."""
    usual = {name: f"data/{name}.csv" for name in governing_tables()}
    return usual | {entry["name"]: entry["path"] for entry in _entries(descriptor) if entry["name"] in usual}


def _read(root: Path, path: str, fix: str = "add the file, or remove the resource") -> bytes:
    try:
        place = (root / path).resolve()
        if not place.is_relative_to(root.resolve()):
            raise PackageError(f"{path!r} leads out of the package", "give a path below its folder")
        return place.read_bytes()
    except OSError as error:
        raise PackageError(f"{path} cannot be read: {error.strerror}", fix) from None
    except ValueError:  # a NUL in it
        raise PackageError(f"{path!r} is no file name", fix) from None


def _rows(root: Path, path: str, needed: Collection[str]) -> list[dict[str, str]]:
    """Return the rows of a table, whose header must have the *needed* fields."""
    try:
        reader = csv.DictReader(io.StringIO(_read(root, path, "add the file").decode("utf-8"), newline=""), strict=True)
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise PackageError(f"{path}: the header lacks {', '.join(repr(name) for name in missing)}", _MEND)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise PackageError(f"{path} line {reader.line_num}: its cells do not match the header", _MEND)
            rows.append(row)
    except UnicodeDecodeError as error:
        raise PackageError(f"{path}: byte {error.start} is not UTF-8", _MEND) from None
    except csv.Error as error:
        raise PackageError(f"{path} cannot be read as CSV: {error}", _MEND) from None
    return rows


# --- what is derived ----------------------------------------------------------------------------------
def _measure_text(root: Path, row: dict[str, str]) -> bool:
    """Enter hash and length of an included text into its row of ``articles``, and return whether they changed."""
    if row["text_status"] != "included" or not row["text_path"]:
        return False
    content = _read(root, row["text_path"], f"add the file, or make {row['article_id']} a withheld article")
    length = str(len(content.decode("utf-8", errors="replace")))
    measured = {"text_sha256": hashlib.sha256(content).hexdigest(), "text_length": length}
    changed = not measured.items() <= row.items()
    row.update(measured)
    return changed


def _csv(header: Iterable[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, fieldnames=list(header), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def _agreements(root: Path, paths: Mapping[str, str], articles: Iterable[Mapping[str, str]]) -> bytes:
    """Return the table of agreements, as the other tables have it."""
    facts, attributions = (_rows(root, paths[table], FIELDS[table]) for table in ("facts", "attributions"))
    header = [field.name for field in fields(Agreement)]
    derived = derive_from_rows(facts, attributions, articles)
    return _csv(header, ({name: getattr(row, name) for name in header} for row in derived))


def _ledger(root: Path, package: Package, paths: Mapping[str, str]) -> bytes:
    """Return the ledger as a release of the package's version leaves it."""
    header = [field.name for field in fields(LedgerEntry)]
    rows = _rows(root, paths["ledger"], header) if (root / paths["ledger"]).exists() else []
    entries = [LedgerEntry(**{name: row[name] or None for name in header}) for row in rows]  # type: ignore[arg-type]  # only `withdrawn` may be empty
    frozen = Frozen(*(_rows(root, paths[table], ["fact_id"]) for table in ("facts", "evidence", "attributions")))
    after = ledger_after(entries, frozen, package.version)
    return _csv(header, ({name: getattr(entry, name) or "" for name in header} for entry in after))


def _resources(
    root: Path,
    descriptor: Mapping[str, Any],
    paths: Mapping[str, str],
    articles: Iterable[Mapping[str, str]],
    fresh: Mapping[str, bytes],
) -> list[dict[str, Any]]:
    """Return the resources in order: the profile's tables, what else the package lists, the texts."""
    given = {entry["name"]: entry for entry in reversed(_entries(descriptor))}
    others = [
        {**entry, **_measured(root, entry["path"], fresh)}
        for entry in _entries(descriptor)
        if entry["name"] not in paths and not entry["name"].startswith("text-")
    ]
    licenses = descriptor.get("licenses", [])
    return [
        *(
            _table(name, path, given.get(name, {}), licenses) | _measured(root, path, fresh)
            for name, path in paths.items()
        ),
        *others,
        *(_text(root, row, fresh) for row in articles if row["text_status"] == "included" and row["text_path"]),
    ]


def _measured(root: Path, path: str, fresh: Mapping[str, bytes]) -> dict[str, Any]:
    content = fresh[path] if path in fresh else _read(root, path)
    return {"bytes": len(content), "hash": describe_hash(content)}


def _table(name: str, path: str, given: Mapping[str, Any], licenses: object) -> dict[str, Any]:
    """Return the resource of a table; a schema or licence that the package already gives it is kept."""
    schema = governing_schema(name)
    return {
        "name": name,
        "type": "table",
        "title": schema["title"],
        "description": schema["description"],
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": 0,
        "hash": "",
        "schema": f"schemas/{name}.json",
        "licenses": licenses,
        **{key: value for key, value in given.items() if key not in {"title", "description"}},
    }


def _text(root: Path, row: Mapping[str, str], fresh: Mapping[str, bytes]) -> dict[str, Any]:
    rights = row["rights_uri"]
    holder = f"; the rights are held by the publisher ({row['rights_holder_id']})" if row["rights_holder_id"] else ""
    licence: dict[str, str] = {"title": _RIGHTS_TITLES.get(rights, "Rights as stated at the address") + holder}
    return {
        "name": f"text-{row['article_id']}",
        "title": f"Text of {row['article_id']}",
        "description": f"The text of “{row['title']}”, unchanged; spans count its Unicode code points.",
        "path": row["text_path"],
        "format": "txt",
        "mediatype": "text/plain",
        "encoding": "utf-8",
        **_measured(root, row["text_path"], fresh),
        "licenses": [({"path": rights} if rights else {"name": "other-closed"}) | licence],
        "sources": [{"title": row["title"]} | ({"path": row["url"]} if row["url"] else {})],
    }


# --- writing ------------------------------------------------------------------------------------------
def _write(root: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files, or none: each is written whole beside its place before the first is moved there."""
    path = ""
    try:
        with ExitStack() as undo:
            drafts: dict[str, Path] = {}
            for path, content in contents.items():
                drafts[path] = _draft(root / path, content)
                undo.callback(drafts[path].unlink, missing_ok=True)
            restore = undo.enter_context(ExitStack())
            for path, draft in drafts.items():
                restore.callback(_restore, root / path, _content(root / path))
                draft.replace(root / path)
            restore.pop_all()  # all are in place, and stay
    except OSError as error:
        raise PackageError(
            f"{path} cannot be written: {error.strerror}", "make it writable, and run it again"
        ) from None


def _content(place: Path) -> bytes | None:
    return place.read_bytes() if place.is_file() else None


def _restore(place: Path, content: bytes | None) -> None:
    """Bring a file back to what it held; None where there was none."""
    if content is not None:
        _draft(place, content).replace(place)
    elif place.is_file():
        place.unlink()


def _draft(place: Path, content: bytes) -> Path:
    """Write *content* to a new file beside *place*, with the permissions of the one that is there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as stream:
        draft = Path(stream.name)
        try:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            draft.chmod(mode)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return draft
