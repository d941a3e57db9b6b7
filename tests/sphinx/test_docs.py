"""The project's own site: its reference pages leave nothing out, and its examples run."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import swf_facts
from swf_facts.cli import _parser
from swf_facts.rules import ladder

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the project's site, built as strictly as Sphinx can."""
    output = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-b", "html", "-d", str(output / "doctrees")]
    result = subprocess.run(
        [*command, str(DOCS), str(output / "html")], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stderr
    return output / "html"


def read(pages: Path, name: str) -> str:
    """Return what a page shows, without its markup."""
    return unescape(re.sub(r"<[^>]+>", "", (pages / f"{name}.html").read_text("utf-8")))


def test_the_catalogue_has_every_rule_with_its_example(pages: Path) -> None:
    """Summary, what breaks it, what to do, and the finding of its example."""
    page = (pages / "reference" / "rules.html").read_text("utf-8")
    shown = re.sub(r"[`’'“”\"]", "", read(pages, "reference/rules"))

    for rule in (rule for rung in ladder() for rule in rung.rules):
        assert f'id="rule-{rule.name}"' in page
        for words in (rule.summary, rule.breaks_on, rule.fix):
            assert re.sub(r"[`’'“”\"]", "", words) in shown.replace("–", "--"), rule.name
    assert page.count("<dt>Finding") == sum(len(rung.rules) for rung in ladder())


def test_the_command_line_page_has_every_command_and_option(pages: Path) -> None:
    """A command that the parser knows is a command that the page knows."""
    shown = read(pages, "reference/commands")
    (commands,) = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]

    for name, parser in commands.choices.items():
        assert f"swf-facts {name}" in shown
        for option in (
            option for action in parser._actions for option in action.option_strings if option not in {"-h", "--help"}
        ):
            assert option in shown, f"{name} {option}"


def test_the_python_page_has_every_public_name(pages: Path) -> None:
    """What can be imported is documented."""
    page = (pages / "reference" / "python.html").read_text("utf-8")

    for name in swf_facts.__all__:
        assert re.search(rf'id="(module-)?swf_facts\.{name}"', page), name


def test_the_counts_on_the_first_page_are_those_of_the_data(pages: Path) -> None:
    """They are generated, so they cannot go stale."""
    shown = " ".join(read(pages, "index").split())

    assert f"{len(swf_facts.load().facts)} facts" in shown
    assert shown.index("demonstrator of the method, not a corpus") < shown.index("Where to go")
