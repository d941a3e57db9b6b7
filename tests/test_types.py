"""What a type checker tells users: exact types of frames, values, tables and records under ``mypy --strict``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import swf_facts

RIGHT = """
    import datetime
    from decimal import Decimal
    from typing import assert_type

    import pandas as pd
    import polars as pl

    import swf_facts
    from swf_facts import Article, Entity, Fact, Property, Quantity, Report

    data = swf_facts.load()
    assert_type(data.frame("facts"), pl.DataFrame)
    assert_type(data.frame("facts", library="polars"), pl.DataFrame)
    assert_type(data.frame("articles", library="pandas"), pd.DataFrame)

    fact = data.facts["coincu2025.001"]
    assert_type(fact, Fact)
    assert_type(fact.value, Quantity | Entity | datetime.date | str)
    assert_type(fact.quote, str)
    assert_type(fact.subject, Entity)
    assert_type(fact.property, Property)
    assert_type(fact.article, Article)
    assert_type(fact.article.text, str | None)
    assert_type(fact.cite("bibtex"), str)
    if isinstance(fact.value, Quantity):
        assert_type(fact.value.number, Decimal)

    assert_type(list(data.entities), list[Entity])
    assert_type(data.entities.get("bitcoin"), Entity | None)
    found = data.facts.where(subject="bitcoin", modality={"asserted", "opinion"}, as_of=None, status=None)
    assert_type(found, tuple[Fact, ...])
    data.facts.where(subject=fact.subject, property=fact.property, article=fact.article, value_number=Decimal(1))
    print("coincu2025.001" in data.facts, fact in data.facts)
    assert_type(swf_facts.validate(), Report)
    assert_type(swf_facts.__version__, str)
"""

WRONG = {
    'swf_facts.load().frame("fact")': "call-overload",
    'swf_facts.load().frame("facts", library="excel")': "call-overload",
    'swf_facts.load().cite("bibtx")': "arg-type",
    "swf_facts.load().facts[7]": "index",
    "swf_facts.load().facts['x'].value.number": "union-attr",
    "swf_facts.laod()": "attr-defined",
    "swf_facts.load().version = ''": "misc",
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which one run of mypy leaves what the next needs not do again."""
    return tmp_path_factory.mktemp("mypy")


def errors(tmp_path: Path, cache: Path, script: str) -> str:
    """Return what mypy has to say of a user's script, with the package found as installed."""
    (tmp_path / "script.py").write_text(dedent(script))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={cache}", "--follow-imports=silent", "script.py"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"MYPYPATH": str(Path(swf_facts.__file__).parents[1])} if _in_a_checkout() else os.environ,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout


def _in_a_checkout() -> bool:
    return Path(swf_facts.__file__).parents[1].name == "src"


def test_right_use_has_exact_types(tmp_path: Path, cache: Path) -> None:
    """A script that uses the promised interface passes ``mypy --strict``, each type being the exact one."""
    assert errors(tmp_path, cache, RIGHT).startswith("Success")


def test_wrong_use_is_refused(tmp_path: Path, cache: Path) -> None:
    """Misspelt tables, libraries, styles and names, and values of an unknown kind, are errors."""
    found = errors(tmp_path, cache, "\n".join(["import swf_facts", *WRONG]))

    for line, code in enumerate(WRONG.values(), start=2):
        assert f"script.py:{line}: error: " in found
        assert f"[{code}]" in "\n".join(each for each in found.splitlines() if each.startswith(f"script.py:{line}:"))


def test_package_is_marked_as_typed() -> None:
    """``py.typed`` lies beside the code."""
    assert (Path(swf_facts.__file__).parent / "py.typed").is_file()
