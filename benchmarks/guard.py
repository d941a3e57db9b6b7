"""Guard against a slower ladder without a clock: calls counted, and ratios of processor time within one run.

A count of the calls of this project's own functions is the same on every machine and in every minute. It sees rules that loop
where they looked at columns, and work done twice; what polars does inside it cannot see, for which there is the ratio: processor
seconds of the check by those of a fixed piece of work of the same kind, measured in turns in one process.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

ON_FILE = Path(__file__).with_name("guard.json")
_INLINED = frozenset({"<listcomp>", "<dictcomp>", "<setcomp>"})  # no calls any more from Python 3.12 on
FACTS = 1_000
MORE_CALLS = 1.10  # what an upper limit leaves for honest growth
MORE_TIME = 1.60  # the ratio of processor times varies by a fifth on a busy machine
TWICE = 2.15  # calls for twice the facts, at most: linear
LOOSE = 0.6  # of a limit: what stays below guards nothing any more


def _counted(folder: Path) -> Counter[str]:
    """Return how often each module of the project called a function while a package was checked."""
    import swf_facts
    from swf_facts import validate

    home = str(Path(swf_facts.__file__).parent)
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(home) and code.co_name not in _INLINED:
            calls[code.co_filename[len(home) + 1 : -3]] += 1

    sys.setprofile(count)
    try:
        validate(folder)
    finally:
        sys.setprofile(None)
    return calls


def _work() -> int:
    """Do what the ladder does at bottom: search, cut and compare words."""
    words = " ".join(f"over ${number}.{number % 10} billion in {number % 97} funds" for number in range(20_000))
    pattern = re.compile(r"(?:over|about) ?\$([0-9]+(?:\.[0-9]+)?) (?:billion|million)|\b([0-9]+)\b")
    seen: dict[str, int] = {}
    for match in pattern.finditer(words):
        seen[match[0]] = seen.get(match[0], 0) + len(words[match.start() - 5 : match.end()])
    return len(seen)


def _ratio(folder: Path) -> float:
    """Return processor seconds of a check by those of the fixed work, each the least of five turns: what others do only adds."""
    from swf_facts import validate

    works, checks = [], []
    for _ in range(5):
        started = time.process_time()
        _work()
        middle = time.process_time()
        validate(folder)
        works.append(middle - started)
        checks.append(time.process_time() - middle)
    return min(checks) / min(works)


def look() -> dict[str, Any]:
    """Return all counts and ratios."""
    from swf_facts import validate
    from swf_facts.synthesis import write_package

    with tempfile.TemporaryDirectory() as temporary:
        places = {}
        for name, facts, stored in (
            ("one", FACTS, "csv-files"),
            ("two", 2 * FACTS, "csv-files"),
            ("parts", FACTS, "parquet"),
        ):
            places[name] = Path(temporary, name)
            write_package(places[name], facts, stored=stored, articles_per_part=20)  # type: ignore[arg-type]  # names of formats
        validate(places["one"])  # what is cached at the first use is there
        validate(places["parts"])
        counts = {name: _counted(place) for name, place in places.items()}
        total = {name: sum(calls.values()) for name, calls in counts.items()}
        return {
            "calls per fact": round(total["one"] / FACTS, 1),
            "calls per fact, in parts": round(total["parts"] / FACTS, 1),
            "calls for twice the facts": round(total["two"] / total["one"], 3),
            "processor time by that of fixed work": round(_ratio(places["two"]), 2),
            "most calls": dict(counts["one"].most_common(5)),
        }


def main(*, update: bool) -> int:
    """Compare with what is on file, and return the exit code: 0 fine, 1 something grew."""
    found = look()
    if update:
        ON_FILE.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    limits = json.loads(ON_FILE.read_text("utf-8"))
    worst = 0
    for name, factor in (("calls per fact", MORE_CALLS), ("calls per fact, in parts", MORE_CALLS), ("processor time by that of fixed work", MORE_TIME)):  # fmt: skip
        worst |= _said(name, found[name], limits[name] * factor)
    worst |= _said("calls for twice the facts", found["calls for twice the facts"], TWICE)
    print("most calls:", ", ".join(f"{name} {calls:,}" for name, calls in found["most calls"].items()))
    return worst


def _said(name: str, value: float, limit: float) -> int:
    """Print one line and return whether the limit is broken."""
    broken = value > limit
    print(f"{'✗' if broken else '✓'} {name}: {value:,} (at most {limit:,.2f})")
    if value < limit * LOOSE:
        print("  far below: hold it there with `nox -s bench -- --guard --update`")
    return int(broken)
