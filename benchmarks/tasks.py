"""One thing to measure in a process of its own: ``python benchmarks/tasks.py NAME FOLDER``; prints a JSON object.

Every task reads the same package and says how many findings it has. ``ours`` climbs the whole ladder; ``ours-main`` has the rules
of `pandas_rules` only; ``frictionless`` checks structure only; ``pandera-pandas`` has the rules of `pandas_rules`; ``duckdb`` checks
nothing and merely reads every column.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES = ("articles", "passages", "facts", "evidence", "attributions", "exclusions", "texts")


def ours(folder: str, jobs: str = "1") -> int:
    """Climb the whole ladder."""
    from swf_facts import validate

    return len(validate(folder, jobs=int(jobs)).findings)


def keep_main_rules() -> None:
    """Take from the ladder all rules but those that `pandas_rules` has."""
    from same_rules import SAME

    from swf_facts.rules import ladder

    main = {rule for rules in SAME.values() for rule in rules}
    known = {rule.name for rung in ladder() for rule in rung.rules}
    if not main <= known:
        raise SystemExit(f"no such rules: {', '.join(sorted(main - known))}")
    for rung in ladder():
        rung.rules[:] = [rule for rule in rung.rules if rule.name in main]


def frictionless(folder: str) -> int:
    """Check structure with frictionless: types, constraints, primary and foreign keys, sizes and hashes."""
    from frictionless import Package

    report = Package(f"{folder}/datapackage.json").validate()
    return sum(len(task.errors) for task in report.tasks)


def pandera_pandas(folder: str) -> int:
    """Check with pandera over pandas."""
    from pandas_rules import findings

    return len(findings(Path(folder)))


def duckdb(folder: str) -> int:
    """Read every column of every table, and check nothing."""
    import duckdb

    resources = {
        entry["name"]: entry for entry in json.loads(Path(folder, "datapackage.json").read_text())["resources"]
    }
    for name in TABLES:
        path = resources[name]["path"]
        files = [f"{folder}/{part}" for part in ([path] if isinstance(path, str) else path)]
        if resources[name]["format"] == "csv":
            table = duckdb.read_csv(files, header=True, all_varchar=True)
        else:
            table = duckdb.read_parquet(files)
        table.aggregate("bit_xor(hash(COLUMNS(*)))").fetchall()  # a hash cannot be had without reading
    return 0


def grammar(folder: str) -> int:
    """Find the quantities of a million characters."""
    from swf_facts.quantities import extract

    text = "".join(place.read_text("utf-8") for place in sorted(Path(folder, "data", "texts").iterdir()))[:1_000_000]
    started = time.process_time()  # of one thread, so that other work beside it does not count
    found = sum(len(extract(text[at : at + 4_000])) for at in range(0, len(text), 4_000))
    print(json.dumps({"inside": time.process_time() - started, "bytes": len(text.encode()), "found": found}))
    return 0


def peak() -> float:
    """Return the most megabytes that this process held; unlike ``getrusage``, not those of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


TASKS: dict[str, Callable[..., int]] = {
    "ours": ours,
    "ours-main": ours,
    "frictionless": frictionless,
    "pandera-pandas": pandera_pandas,
    "duckdb": duckdb,
    "grammar": grammar,
}


def main(words: list[str]) -> None:
    """Run one task and print what it took."""
    name, *arguments = words
    started = time.perf_counter()
    found = TASKS[name](*arguments)
    if name == "grammar":
        return
    said = {"findings": found, "inside": time.perf_counter() - started, "memory": peak()}
    print(json.dumps(said))


if "ours-main" in sys.argv[1:2]:  # also in the processes that are started for it, which load this file anew
    keep_main_rules()
if __name__ == "__main__":
    main(sys.argv[1:])
