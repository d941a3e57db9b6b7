"""Measure a command: seconds of a fresh process, and the most memory that it and its children held at a time."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["Run", "Spread", "machine", "measure", "spread", "versions"]

PYTHON = sys.executable
_EVERY = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command.

    Attributes
    ----------
    seconds : float
        From start to end of the process, imports included.
    processor : float
        Processor seconds of the process and its children.
    memory : float
        The most megabytes that the processes held together at any look; pages that they share count once for each.
    said : dict
        The JSON object that the command printed last, empty if none.
    """

    seconds: float
    processor: float
    memory: float
    said: dict[str, Any]


def measure(command: list[str], **environment: str) -> Run:
    """Run a command and measure it.

    Raises
    ------
    SystemExit
        The command failed; its words are shown.
    """
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    most = 0.0
    while True:
        try:
            output, errors = process.communicate(timeout=_EVERY)
            break
        except subprocess.TimeoutExpired:
            most = max(most, sum(_resident(number) for number in _family(process.pid)))
    seconds = time.perf_counter() - started
    after, said = resource.getrusage(resource.RUSAGE_CHILDREN), _said(output)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{errors[-2000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds=seconds, processor=processor, memory=max(most, float(said.pop("memory", 0.0))), said=said)


def _said(output: str) -> dict[str, Any]:
    """Return the JSON object on the last line of what a command printed."""
    lines = output.strip().splitlines()
    try:
        found = json.loads(lines[-1]) if lines else {}
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _family(number: int) -> list[int]:
    """Return a process and all below it."""
    family, waiting = [], [number]
    while waiting:
        one = waiting.pop()
        family.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
    return family


def _resident(number: int) -> float:
    """Return the megabytes that a process holds, 0 if it has ended."""
    try:
        pages = int(Path(f"/proc/{number}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Several runs of one command: the median, and how far they lie apart."""

    runs: int
    seconds: float
    least: float
    most: float
    processor: float
    memory: float


def spread(runs: list[Run]) -> Spread:
    """Return the median of several runs; of the memory the most."""
    seconds = sorted(run.seconds for run in runs)
    return Spread(
        runs=len(runs), seconds=median(seconds), least=seconds[0], most=seconds[-1],
        processor=median(run.processor for run in runs), memory=max(run.memory for run in runs),
    )  # fmt: skip


def machine() -> dict[str, Any]:
    """Return what is measured on, without a name of it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return {"cores": cores, "memory_gb": round(memory), "processor": platform.machine(), "system": platform.system(), "load": round(os.getloadavg()[1], 1), "python": platform.python_version()}  # fmt: skip


def versions(names: list[str]) -> dict[str, str]:
    """Return the installed releases of libraries, those aside that are not installed."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
