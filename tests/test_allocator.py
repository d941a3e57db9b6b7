"""How soon memory is given back: said before polars is there to read it, and left to the user who says it himself."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from swf_facts.allocator import GIVING_BACK, give_back_soon
from swf_facts.buckets import executors

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PROGRAM = (
    "import os, sys; from swf_facts.allocator import GIVING_BACK; from swf_facts.cli import main\n"
    "class Watch:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    "        if name == 'polars': print(os.environ.get(GIVING_BACK[0]))\n"
    "sys.meta_path.insert(0, Watch()); main(['validate', sys.argv[1]])"
)


def test_the_command_says_it_before_polars_is_imported(good: Path) -> None:
    """When `validate` comes to import polars, the variable is set."""
    bare = {name: cell for name, cell in os.environ.items() if name != GIVING_BACK[0]}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(good)], capture_output=True, text=True, check=True, env=bare
    )

    assert ended.stdout.splitlines()[0] == GIVING_BACK[1]


def test_what_the_user_says_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set already is left alone."""
    monkeypatch.setenv(GIVING_BACK[0], "dirty_decay_ms:5")
    give_back_soon()

    assert os.environ[GIVING_BACK[0]] == "dirty_decay_ms:5"


def test_other_processes_are_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What polars has said for this process comes first, so that ours counts; afterwards the environment is as it was."""
    monkeypatch.setenv(GIVING_BACK[0], "dirty_decay_ms:500")
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    with executors._environment_for_each(2):
        within = {name: os.environ.get(name) for name in (GIVING_BACK[0], "POLARS_MAX_THREADS")}

    assert within[GIVING_BACK[0]] == f"dirty_decay_ms:500,{GIVING_BACK[1]}"
    assert within["POLARS_MAX_THREADS"] is not None
    assert os.environ[GIVING_BACK[0]] == "dirty_decay_ms:500"
    assert "POLARS_MAX_THREADS" not in os.environ
