#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.5"]
# ///
"""One door to everything that is run on this project: ``nox -l`` lists it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False

ROOT = Path(__file__).parent
PYPROJECT = nox.project.load_toml("pyproject.toml")


def _present(version: str) -> bool:
    """Whether this Python starts; a version manager may put names on the path that do not."""
    command = shutil.which(f"python{version}")
    return command is not None and subprocess.run([command, "-c", ""], capture_output=True, check=False).returncode == 0


PYTHONS = [version for version in ("3.11", "3.12", "3.13") if _present(version)]
NEWEST = PYTHONS[-1] if PYTHONS else None
PARALLEL = ("--numprocesses=auto", "--dist=worksteal")  # for tests that take minutes


def _group(name: str) -> tuple[str, ...]:
    return nox.project.dependency_groups(PYPROJECT, name)


@nox.session(python=PYTHONS or None, default=True)
def tests(session: nox.Session) -> None:
    """Run the tests against the installed package."""
    session.install(".[validate,pandas,arrow,export,dask]", *_group("test"), *_group("cluster"))
    # These need more than the package brings; `nox -s docs`, `nox -s mutate`, `synth`, `browser` and `release` run them.
    elsewhere = ("sphinx", "mutation", "synthesis", "browser", "release")
    ignored = (f"--ignore=tests/{folder}" for folder in elsewhere)
    session.run("pytest", *PARALLEL, *ignored, *session.posargs)


@nox.session(default=True)
def lint(session: nox.Session) -> None:
    """Check style, layers, spelling and the shape of the repository."""
    session.install("-e", ".", *_group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports")
    session.run("typos")
    session.run("repo-review", "--format", "rich")
    session.run("zizmor", "--offline", "--no-progress", ".github")
    for name, schema in {"workflows/*.yml": "github-workflows", "dependabot.yml": "dependabot"}.items():
        files = [str(path) for path in sorted((ROOT / ".github").glob(name))]
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)


@nox.session(default=True)
def typecheck(session: nox.Session) -> None:
    """Check the types of the package, its tests and this file."""
    session.install("-e", ".[validate,docs,pandas,arrow,export]", *_group("typecheck"))
    session.run("mypy")
    for folder in ("tests/sphinx", "tests/browser", "tests/release"):
        session.run("mypy", f"{folder}/conftest.py", env={"MYPYPATH": f"src:tests:{folder}"})


@nox.session(default=True)
def validate(session: nox.Session) -> None:
    """Prove the package from its built wheel, and check that nothing derived is stale."""
    session.install(".[validate]")
    with session.chdir(session.create_tmp()):
        session.run("swf-facts", "validate", *session.posargs)
    session.run("swf-facts", "refresh", "--check", ".")
    session.run("python", "docs/project_files.py", "--check")


@nox.session(default=False)
def refresh(session: nox.Session) -> None:
    """Bring hashes, sizes, the list of resources and generated text up to date after an edit."""
    session.install("-e", ".")
    session.run("swf-facts", "refresh", ".")
    session.run("python", "docs/project_files.py")


@nox.session(python=NEWEST, default=False)
def docs(session: nox.Session) -> None:
    """Build the site twice: without a warning, and the second time without a change."""
    # Not as an editable install: the site is built by what a publisher gets, the wheel.
    session.install(".[validate,docs,pandas,arrow]", *_group("test"))
    output = ROOT / "docs" / "_build"
    shutil.rmtree(output, ignore_errors=True)
    build = ["sphinx-build", "-W", "-n", "--keep-going", "-b", "html", "-d", str(output / "doctrees"), "docs"]
    session.run(*build, str(output / "html"))
    second = session.run(*build, str(output / "html"), silent=True) or ""
    if "0 added, 0 changed, 0 removed" not in str(second):
        session.error(f"the second build changed something:\n{second}")
    session.run("pytest", *PARALLEL, "tests/sphinx", "tests/test_documentation.py")


@nox.session(python=NEWEST, default=False)
def browser(session: nox.Session) -> None:
    """Look at the built site in a real browser: every type of page, light and dark, on a desk and on a phone."""
    session.install("-e", ".[validate,docs,polars]", *_group("browser"))
    site = Path(session.create_tmp()) / "site"
    session.run("sphinx-build", "-W", "-n", "-q", "-b", "html", "-d", f"{site}.doctrees", "docs", str(site))
    session.run("pytest", *PARALLEL, "tests/browser", "--site", str(site), *session.posargs)


@nox.session(default=False)
def mutate(session: nox.Session) -> None:
    """Change the data one cell at a time; print, and write as JSON, how much of that the ladder notices."""
    session.install("-e", ".[validate]", *_group("test"))
    session.run("pytest", "tests/mutation")
    written = () if "--json" in session.posargs else ("--json", f"{session.create_tmp()}/mutation-score.json")
    session.run("python", "-m", "swf_facts.mutation", *session.posargs, *written)


@nox.session(default=False)
def synth(session: nox.Session) -> None:
    """Write a synthetic package: ``nox -s synth -- --facts 1000000 DIR``; without arguments, run its tests."""
    session.install("-e", ".[validate]", *_group("test"), *_group("synth"))
    if session.posargs:
        session.run("python", "-m", "swf_facts.synthesis", *session.posargs)
    else:
        session.run("pytest", "tests/synthesis")


# Not the newest: two of the programs that read a release ask for different versions of rich on Python 3.12 and later.
@nox.session(python="3.11", default=False)
def release(session: nox.Session) -> None:
    """Check, build and prove a release, and put it into dist/; with ``-- --dry-run`` nothing is kept."""
    session.install("-e", ".[validate,export]", *_group("release"))
    session.run("pytest", "tests/release")
    session.run("python", "-m", "swf_facts.release", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure side by side with others: ``nox -s bench -- --json docs/bench.json``; with ``--guard``, counts and ratios only."""
    session.install("-e", ".[validate,polars,docs]", *_group("bench"), *_group("synth"))
    if "--guard" in session.posargs:
        session.run("python", "benchmarks/bench.py", *session.posargs)
        return
    alone = Path(session.create_tmp()) / "alone"
    session.run("python", "-m", "venv", str(alone))
    python = str(alone / "bin" / "python")
    session.run(python, "-m", "pip", "install", "--quiet", ".[validate]", external=True)
    session.run("python", "benchmarks/bench.py", "--alone", python, *session.posargs)


if __name__ == "__main__":
    nox.main()
