"""What importing and loading brings into a process, and how long it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from time import perf_counter

import pytest

LOADING = "import swf_facts; data = swf_facts.load()"
READING = f"{LOADING}; [(fact.value, fact.quote, repr(fact), fact.cite('bibtex')) for fact in data.facts]"


def modules_after(program: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after *program* and had not before."""
    # What a site's .pth files load is none of ours; -S would hide the installation itself.
    listing = f"import sys; before = set(sys.modules)\n{program}\nprint(*{{name.partition('.')[0] for name in set(sys.modules) - before}})"
    return set(
        subprocess.run([sys.executable, "-c", listing], capture_output=True, check=True, text=True).stdout.split()
    )


@pytest.mark.parametrize("program", [LOADING, READING, "import swf_facts.cli"])
def test_loading_and_reading_need_the_standard_library_only(program: str) -> None:
    """No third-party module is loaded by loading, by reading every fact, or by the command line's start."""
    loaded = modules_after(program)

    assert "swf_facts" in loaded
    assert loaded - sys.stdlib_module_names == {"swf_facts"}


def test_loading_leaves_out_what_only_some_need() -> None:
    """Archives, the command line, citations and the nearest match are imported when they are used."""
    loaded = modules_after(LOADING)

    assert not loaded & {"argparse", "zipfile", "difflib", "csv", "html", "shlex", "textwrap"}


def test_loading_takes_at_most_a_tenth_of_a_second_over_a_bare_interpreter() -> None:
    """Start, import and load, less the start of a bare interpreter: the best of runs in turn, as a busy machine only adds."""
    bare = loading = float("inf")
    for _ in range(30):
        bare, loading = min(bare, _seconds("pass")), min(loading, _seconds(LOADING))

    assert loading - bare < 0.1


def _seconds(program: str) -> float:
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env=compiled)
    return perf_counter() - started


def test_public_names_are_all_there() -> None:
    """Everything in ``__all__`` can be imported, and the list is sorted."""
    program = (
        "import json, swf_facts; print(json.dumps([[name, hasattr(swf_facts, name)] for name in swf_facts.__all__]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    names = json.loads(done.stdout)
    assert [name for name, there in names if not there] == []
    assert [name for name, _ in names] == sorted(name for name, _ in names)
