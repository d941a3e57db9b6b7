"""Every artefact opened again by programs of others, as its users will open it."""

from __future__ import annotations

import importlib.metadata
import json
import logging
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swf_facts.dataset import load
from swf_facts.errors import SwfFactsError
from swf_facts.release.crate_context import served_context
from swf_facts.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from swf_facts.dataset import Dataset

__all__ = ["Unreadable", "proofs", "prove"]

CRATE_PROFILE = "ro-crate-1.3"


class Unreadable(Exception):  # noqa: N818  # becomes one line of the error that names the artefact
    """A program could not read an artefact; carries what it said."""


def prove(folder: Path, work: Path) -> Iterator[str]:
    """Have each artefact in *folder* read by the programs that its users have, and yield a line for each.

    Parameters
    ----------
    folder : Path
        The artefacts of a release.
    work : Path
        An empty folder to unpack archives in.

    Raises
    ------
    SwfFactsError
        A program found something wrong; the message says which and what.
    """
    for (artefact, _), proof in proofs(folder, work).items():
        try:
            yield f"{artefact}: {proof()}"
        except Unreadable as error:
            raise SwfFactsError(f"{artefact} is not what it should be: {error}", "nothing was released") from None


def proofs(folder: Path, work: Path) -> dict[tuple[str, str], Callable[[], str]]:
    """Return what is tried, by artefact and program; each returns what the program made of it, or raises :class:`Unreadable`."""
    (database,) = folder.glob("*.sqlite")
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    name = database.stem
    archive = folder / f"{name}.zip"
    data = load(archive)

    def unpacked(format_: str) -> Path:
        place = work / format_
        with zipfile.ZipFile(folder / f"{name}-{format_}.zip") as opened:
            opened.extractall(place)  # it was made a moment ago
        return place

    return {
        (wheel.name, "twine"): lambda: _twine(wheel, sdist),
        (wheel.name, "check-wheel-contents"): lambda: _wheel_contents(wheel),
        (archive.name, "swf-facts"): lambda: _ladder(archive),
        (archive.name, "frictionless"): lambda: _frictionless(archive),
        (f"{name}-parquet.zip", "duckdb"): lambda: _duckdb(unpacked("parquet"), data),
        (database.name, "sqlite3"): lambda: _sqlite(database, data),
        (f"{name}-croissant.zip", "mlcroissant"): lambda: _croissant(unpacked("croissant"), data),
        (f"{name}-ro-crate.zip", "roc-validator"): lambda: _ro_crate(unpacked("ro-crate")),
        (f"{name}.jsonld", "rdflib"): lambda: _linked_data(folder / f"{name}.jsonld", data),
        (f"{name}.annotations.jsonl", "json"): lambda: _annotations(folder / f"{name}.annotations.jsonl", data),
        ("CITATION.cff", "check-jsonschema"): lambda: _citation(folder / "CITATION.cff"),
        ("datacite.json", "datacite"): lambda: _datacite(folder / "datacite.json"),
    }


def _version(distribution: str) -> str:
    return f"{distribution} {importlib.metadata.version(distribution)}"


def _run(*words: str | Path) -> str:
    """Run a program of this environment, and return what it prints."""
    program, *rest = map(str, words)
    path = Path(sys.executable).with_name(program)
    done = subprocess.run([path, *rest], capture_output=True, check=False, encoding="utf-8")  # noqa: S603  # programs of the environment
    if done.returncode:
        raise Unreadable(f"{program} says: {done.stdout.strip()} {done.stderr.strip()}")
    return done.stdout


@contextmanager
def _words(program: str) -> Iterator[None]:
    """Turn whatever a library raises into what it says; what it has to say of itself is not of interest."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Unreadable:
        raise
    except Exception as error:  # any library, any error: the artefact is not readable with it
        raise Unreadable(f"{program} says: {type(error).__name__}: {error}") from error
    finally:
        logging.disable(logging.NOTSET)


# --- one function a program -----------------------------------------------------------------------------
def _twine(*distributions: Path) -> str:
    _run("twine", "check", "--strict", *distributions)
    return f"{_version('twine')} renders the description of wheel and sdist"


def _wheel_contents(wheel: Path) -> str:
    _run("check-wheel-contents", wheel)
    return f"{_version('check-wheel-contents')} finds nothing that should not be there"


def _ladder(archive: Path) -> str:
    report = validate(archive)
    if not report.valid:
        raise Unreadable(f"the ladder says: {report.findings[0]}")
    return f"valid, {sum(rung.checked for rung in report.rungs.values())} checks"


def _frictionless(archive: Path) -> str:
    import frictionless

    with _words("frictionless"):
        report = frictionless.validate(str(archive), type="package")
        if not report.valid:
            raise Unreadable(f"frictionless says: {report.flatten(['name', 'rowNumber', 'message'])[:3]}")
        rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    return f"{_version('frictionless')} reads {len(report.tasks)} resources, {rows} rows"


def _rows(data: Dataset) -> dict[str, int]:
    return {table.name: len(table) for table in data.tables()}


def _same(program: str, found: dict[str, int], data: Dataset) -> None:
    if found != _rows(data):
        raise Unreadable(f"{program} counts {found}, not {_rows(data)}")


def _duckdb(folder: Path, data: Dataset) -> str:
    import duckdb

    with _words("duckdb"), duckdb.connect() as database:
        query = "SELECT count(*) FROM read_parquet(?)"
        found = {
            path.stem: int(database.execute(query, [str(path)]).fetchall()[0][0]) for path in folder.glob("*.parquet")
        }
        _same("duckdb", found, data)
        total = database.execute(
            "SELECT sum(value_number) FROM read_parquet(?)", [str(folder / "facts.parquet")]
        ).fetchall()[0][0]
        if total != sum(fact.value_number or 0 for fact in data.facts):
            raise Unreadable(f"duckdb adds the numbers of the facts up to {total}")
    return f"{_version('duckdb')} reads {len(found)} tables and adds their numbers up exactly"


def _sqlite(path: Path, data: Dataset) -> str:
    """Look with the library of Python itself: DuckDB would have to download its reader of SQLite files."""
    with _words("sqlite3"), closing(sqlite3.connect(path)) as database:
        problems = [
            *database.execute("PRAGMA integrity_check").fetchall(),
            *database.execute("PRAGMA foreign_key_check").fetchall(),
        ]
        if problems != [("ok",)]:
            raise Unreadable(f"sqlite3 says: {problems[:3]}")
        found = {
            name: int(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608  # a table of the profile
            for name in _rows(data)
        }
        _same("sqlite3", found, data)
    return f"SQLite {sqlite3.sqlite_version} finds its keys whole"


def _croissant(folder: Path, data: Dataset) -> str:
    import mlcroissant

    with _words("mlcroissant"):
        dataset = mlcroissant.Dataset(jsonld=folder / "croissant.json")
        found = {entry.name: sum(1 for _ in dataset.records(entry.id)) for entry in dataset.metadata.record_sets}
        _same("mlcroissant", found, data)
    return f"{_version('mlcroissant')} reads {len(found)} record sets"


def _ro_crate(folder: Path) -> str:
    from rocrate_validator import models, services

    with _words("roc-validator"), served_context():
        result = services.validate(
            services.ValidationSettings(
                rocrate_uri=str(folder),
                profile_identifier=CRATE_PROFILE,
                requirement_severity=models.Severity.REQUIRED,
                no_cache=True,
            )
        )
        if not result.passed():
            raise Unreadable(f"roc-validator says: {[issue.message for issue in result.get_issues()][:3]}")
    return f"{_version('roc-validator')} finds all that {CRATE_PROFILE} requires"


def _linked_data(path: Path, data: Dataset) -> str:
    import rdflib

    with _words("rdflib"):
        graph = rdflib.Graph().parse(path, format="json-ld")
        claims = sum(1 for _ in graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://schema.org/Claim")))
        if claims != len(data.facts):
            raise Unreadable(f"rdflib finds {claims} claims in it, not {len(data.facts)}")
    return f"{_version('rdflib')} reads {claims} claims, {len(graph)} triples"


def _annotations(path: Path, data: Dataset) -> str:
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if len(found) != len(data.evidence):
        raise Unreadable(f"it has {len(found)} annotations, not {len(data.evidence)}")
    return f"{len(found)} annotations, as many as rows of evidence"


def _citation(path: Path) -> str:
    _run("check-jsonschema", "--builtin-schema", "vendor.citation-file-format", path)
    return f"{_version('check-jsonschema')} holds it to the Citation File Format"


def _datacite(path: Path) -> str:
    from datacite import schema45

    found: Any = json.loads(path.read_text("utf-8"))
    errors = [error.message for error in schema45.validator.iter_errors(found)]
    if errors:
        raise Unreadable(f"datacite says: {errors[:3]}")
    return f"{_version('datacite')} holds it to the DataCite schema 4.5"
