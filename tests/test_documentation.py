"""What the documentation shows is what happens: its commands run, its examples print what stands below them."""

from __future__ import annotations

import doctest
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer
from sybil.parsers.myst.lexers import DirectiveLexer
from sybil.parsers.rest import DocTestParser

import swf_facts
from swf_facts import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sybil.typing import Parser

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    + [path for path in DOCS.rglob("*.md") if "_build" not in path.relative_to(DOCS).parts]
)
# A page that goes on where another ends: its commands start with what the other's commands have made.
GOES_ON_FROM = {
    "how-to/add-an-article.md": "how-to/own-package.md",
    "how-to/compare-versions.md": "how-to/correct-a-fact.md",
    "how-to/correct-a-fact.md": "how-to/own-package.md",
    "how-to/export.md": "how-to/own-package.md",
    "how-to/publish-a-site.md": "how-to/own-package.md",
    "how-to/withhold-a-text.md": "how-to/own-package.md",
}
# What a page needs beside the package; a session that lacks it skips the page and says so.
NEEDS = {
    "how-to/publish-a-site.md": ("sphinx", "furo"),
    "how-to/export.md": ("polars", "pyarrow"),
    "how-to/other-tools.md": ("duckdb", "pandas", "polars"),
    "tutorial/first-plot.md": ("matplotlib", "polars"),
}
ELLIPSIS = doctest.ELLIPSIS | doctest.REPORT_NDIFF
SECONDS = re.compile(r" +\d+\.\d\d s\b")
INSTALLS = re.compile(r"(pip|nox)\b")
FENCE = RawFencedCodeBlockLexer(re.compile(r"(?P<info>[^\n]*)$\n", re.MULTILINE), mapping={"info": "info"})


class Command(NamedTuple):
    """What is typed, and what is shown below it; an empty string where nothing is."""

    typed: str
    shown: str


class Shell:
    """A shell that goes from block to block of a page, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.status = 0
        tools = folder.parent / f"{folder.name}-tools"
        tools.mkdir()
        for name, module in {"swf-facts": "swf_facts", "python": "", "sphinx-build": "sphinx"}.items():
            call = f"{shlex.quote(sys.executable)} {f'-m {module} ' if module else ''}"
            (tools / name).write_text(f'#!/bin/sh\nexec {call}"$@"\n')
            (tools / name).chmod(0o755)
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        self.environment = os.environ | {"PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}
        # A plot is drawn to the same bytes each time.
        (tools / "matplotlibrc").write_text("svg.fonttype: none\nsvg.hashsalt: swf-facts\n")
        self.environment |= {"MATPLOTLIBRC": str(tools / "matplotlibrc"), "MPLBACKEND": "svg", "SOURCE_DATE_EPOCH": "0"}
        self.notes = tools / "folder"

    def evaluate(self, example: Example) -> str | None:
        """Run the commands of a block in order, and return what differs from what the block shows."""
        commands = list(read_commands(example.parsed))
        for number, command in enumerate(commands):
            typed = " && ".join(
                part for part in command.typed.split(" && ") if not (INSTALLS.match(part) and check_installation(part))
            )
            if not typed:
                continue
            got = self.run(typed)
            asked = number + 1 < len(commands) and commands[number + 1].typed == "echo $?"
            if self.status and not asked:
                return f"$ {command.typed}\nended with {self.status}, and the page does not say so:\n{got}"
            want, got = SECONDS.sub(" 0.00 s", command.shown), SECONDS.sub(" 0.00 s", got)
            if want and not (checker := doctest.OutputChecker()).check_output(want, got, ELLIPSIS):
                shown = doctest.Example(command.typed, want)
                return f"$ {command.typed}\n{checker.output_difference(shown, got, ELLIPSIS)}"
        return None

    def run(self, typed: str) -> str:
        """Return what a terminal would show; a plain call of our own command does not pay for a new interpreter."""
        if typed.startswith("swf-facts ") and not re.search(r"[|&;<>$*`\n]", typed):
            output = io.StringIO()
            with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(output):
                patch.chdir(self.folder)
                patch.setenv("COLUMNS", self.environment["COLUMNS"])
                self.status = cli.main(shlex.split(typed)[1:])
            return output.getvalue()
        script = f"(exit {self.status})\n{typed}\nstatus=$?\npwd > {shlex.quote(str(self.notes))}\nexit $status\n"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.status = done.returncode
        self.folder = Path(self.notes.read_text("utf-8").strip())
        return done.stdout

    def write(self, example: Example) -> None:
        """Save a block that has the name of a file as its caption."""
        (self.folder / example.region.lexemes["options"]["caption"]).write_text(example.parsed, "utf-8")


def read_commands(block: str) -> Iterator[Command]:
    """Split a console block: a command follows ``$``, with the document that it takes in, then comes what it prints."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        typed, _, shown = part.partition("\n")
        if typed.endswith("<<'EOF'"):
            document, _, shown = shown.partition("\nEOF\n")
            typed = f"{typed}\n{document}\nEOF"
        shown = shown.strip("\n")
        yield Command(typed, f"{shown}\n" if shown else "")


def check_installation(typed: str) -> bool:
    """Hold what is not run here to the project, and return True: ``.ci/run`` installs, and nox runs its sessions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    name, *words = shlex.split(typed.partition("#")[0].partition(" -- ")[0])
    if name == "nox":
        sessions = set(re.findall(r"^def ([a-z]+)\(session", (ROOT / "noxfile.py").read_text("utf-8"), re.MULTILINE))
        assert set(words) - {"-s", "-l"} <= sessions, f"{typed}: no such session"
        return True
    groups = [word for before, word in pairwise(words) if before == "--group"]
    assert set(groups) <= set(project["dependency-groups"]), f"{typed}: no such group"
    for requirement in [word for word in words[1:] if not word.startswith("-") and word not in groups]:
        wanted, _, extras = requirement.rstrip("]").partition("[")
        if wanted == ".":
            known = project["project"]["optional-dependencies"]
            assert set(extras.split(",")) - {""} <= set(known), f"{typed}: no such extra"
        else:
            assert wanted == "nox" or importlib.util.find_spec(wanted), f"{typed}: a later block may need {wanted}"
    return True


def named_blocks(evaluator: Callable[[Example], None]) -> Callable[[Document], Iterable[Region]]:
    """Return the parser of blocks whose caption is the name of a file."""
    lexer = DirectiveLexer("code-block")

    def parse(document: Document) -> Iterable[Region]:
        for region in lexer(document):
            if "caption" in region.lexemes["options"]:
                region.parsed, region.evaluator = region.lexemes["source"], evaluator
                yield region

    return parse


@pytest.fixture(scope="module")
def run_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return what runs every block of a page, each page once, and returns the folder in which it began."""

    @cache
    def run(page: Path) -> Path:
        folder = tmp_path_factory.mktemp(page.stem)
        if before := GOES_ON_FROM.get(relative(page)):
            shutil.copytree(run(DOCS / before), folder, dirs_exist_ok=True)
        if "$ cd swf-facts\n" in page.read_text("utf-8"):
            copy_checkout(folder / "swf-facts")
        shell = Shell(folder)
        parsers: list[Parser] = [
            CodeBlockParser("console", shell.evaluate),
            PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
            named_blocks(shell.write),
        ]
        for example in Sybil(parsers, pattern=page.name).parse(page).examples():
            with chdir(shell.folder):
                example.evaluate()
        return folder

    return run


def copy_checkout(folder: Path) -> None:
    """Copy what commands need of a checkout."""
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)


def relative(page: Path) -> str:
    """Return the name of a page as its links have it."""
    return page.relative_to(DOCS if page.is_relative_to(DOCS) else ROOT).as_posix()


def blocks(page: Path) -> list[str]:
    """Return what follows the fence of every block on a page."""
    document = Document(page.read_text("utf-8"), str(page))
    return [region.lexemes["info"].strip() for region in FENCE(document)]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=relative)
def test_what_a_page_shows_is_what_happens(page: Path, run_page: Callable[[Path], Path]) -> None:
    """Commands and Python of a page, in order, from top to bottom, with the output that stands below them."""
    for needed in NEEDS.get(relative(page), ()):
        pytest.importorskip(needed, reason=f"the page needs {needed}; `nox -s docs` has it")

    run_page(page)


def test_the_picture_of_the_tutorial_is_what_its_code_draws(run_page: Callable[[Path], Path]) -> None:
    """Text for text and line for line, to a tenth of a point; the page would otherwise promise another plot."""
    pytest.importorskip("matplotlib")
    page = DOCS / "tutorial" / "first-plot.md"
    drawn, shown = (
        re.sub(
            r"\d+\.\d+",
            lambda number: f"{float(number[0]):.1f}",
            re.sub(r"<metadata>.*</metadata>", "", (folder / "two-articles.svg").read_text("utf-8"), flags=re.DOTALL),
        )
        for folder in (run_page(page), page.parent)
    )

    assert drawn == shown


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize("page", [page for page in PAGES if "r" in blocks(page)], ids=relative)
def test_what_a_page_says_of_r_is_what_happens(page: Path) -> None:
    """A block of R, run in a checkout, prints the block of text below it."""
    pairs = re.findall(r"^```r\n(.*?)^```\n\n```text\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for script, shown in pairs:
        done = subprocess.run(
            ["Rscript", "-e", f"options(width = 120)\n{script}"],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

        assert done.stdout == shown
    assert len(pairs) == blocks(page).count("r") == blocks(page).count("text")


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_no_block_is_left_out(page: Path) -> None:
    """A block is a command, Python, R with what it prints, JSON, a file with its name, or a directive of the site."""
    for info in blocks(page):
        directive = re.fullmatch(r"\{([a-z:-]+)\}.*", info)

        assert info in {"console", "python", "r", "text", "json"} or (directive and directive[1] != "code"), (
            f"{page.name}: {info}"
        )
    for source in re.findall(r"^```json\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        assert json.loads(source)
    for source in re.findall(r"^`{3,}\{code-block\}.*\n((?:.*\n)*?)`{3,}$", page.read_text("utf-8"), re.MULTILINE):
        assert source.startswith(":caption: "), f"{page.name}: a block of code without the name of its file"


MODULES = [path for path in sorted((ROOT / "src").rglob("*.py")) if ">>> " in path.read_text("utf-8")]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_examples_in_docstrings_print_what_they_say(module: Path) -> None:
    """Every example of a docstring, in its module."""
    document = PythonDocStringDocument.parse(str(module), DocTestParser(ELLIPSIS))
    examples = list(document.examples())
    for example in examples:
        example.evaluate()

    assert examples


def test_the_datasheet_answers_every_question() -> None:
    """Of the seven sections of "Datasheets for Datasets" none is left out, and each has an answer to each of its questions."""
    datasheet = (DOCS / "explanation" / "datasheet.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", datasheet, re.MULTILINE))
    answers = {name: re.findall(r"^### .+\n\n(?!#)\S.*", section, re.MULTILINE) for name, section in sections.items()}

    assert {name: len(found) for name, found in answers.items()} == {
        "Motivation": 4,
        "Composition": 16,
        "Collection process": 12,
        "Preprocessing, cleaning, labelling": 4,
        "Uses": 6,
        "Distribution": 7,
        "Maintenance": 8,
    }


def test_the_table_of_the_readme_counts_the_rows() -> None:
    """The rows that it names are those of the package."""
    words = (ROOT / "README.md").read_text("utf-8")
    data = swf_facts.load()

    for table in ("facts", "evidence", "passages", "entities", "agreements"):
        cells = next(line for line in words.splitlines() if line.startswith(f"| `{table}`")).split("|")
        assert int(cells[2]) == len(data.table(table))
