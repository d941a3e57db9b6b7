"""Where the time of a check goes: ``python benchmarks/stages.py FOLDER`` prints processor seconds by what spends them.

What a part takes is its own time, without that of the parts it calls for. Everything runs in one process with one thread, as each
of several processes does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

os.environ["POLARS_MAX_THREADS"] = "1"  # read as polars starts

from swf_facts.buckets import judging
from swf_facts.rules import checks
from swf_facts.rules.gathering import Gathered
from swf_facts.rules.registry import Rule
from swf_facts.rules.tables import Tables
from swf_facts.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("reading", "grammar", "views", "rules", "conditions", "frictionless", "rest")


class Clock:
    """Adds up the processor seconds of functions, those of what they call aside."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def timed(self, part: str, function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401  # whatever it takes and gives
        """Call a function and add what it took to a part."""
        started = time.process_time()
        self._inner.append(0.0)
        try:
            return function(*arguments)
        finally:
            took = time.process_time() - started
            self.seconds[part] += took - self._inner.pop()
            self._inner[-1] += took


def _module(make: Any) -> str:  # noqa: ANN401  # a function, or what holds one
    while isinstance(make, partial | Gathered):
        make = make.func if isinstance(make, partial) else make.make
    return str(make.__module__)


def stages(folder: str) -> dict[str, float]:
    """Return processor seconds by part of a check with one process; the rest is the start and what is done once a package."""
    clock = Clock()
    view, call, tables, run = Tables.view, Rule.__call__, judging._tables, checks.run  # noqa: SLF001  # where buckets are read

    def timed_view(self: Tables, make: Any) -> Any:  # noqa: ANN401  # as views are
        if make in self._views:
            return self._views[make]
        return clock.timed("grammar" if _module(make).endswith(".mentions") else "views", view, self, make)

    def timed_call(self: Rule, tables: Tables) -> list[Any]:
        part = "frictionless" if self.name == "conformance" else "rules"
        return list(clock.timed(part, lambda: list(call(self, tables))))

    Tables.view = timed_view  # type: ignore[method-assign]
    Rule.__call__ = timed_call  # type: ignore[method-assign]
    judging._tables = lambda *some: clock.timed("reading", tables, *some)  # noqa: SLF001  # as above
    checks.run = lambda *some: clock.timed("conditions", run, *some)
    if validate(folder, jobs=1).findings:
        raise SystemExit(f"{folder} has faults")
    clock.seconds["rest"] = time.process_time() - sum(clock.seconds.values())
    return {part: clock.seconds[part] for part in PARTS}


if __name__ == "__main__":
    print(json.dumps(stages(sys.argv[1])))
