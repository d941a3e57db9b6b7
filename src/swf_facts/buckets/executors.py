"""Who judges the buckets: this process, several, or the workers of a Dask cluster. Outcomes come back in order."""

from __future__ import annotations

import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

from swf_facts.buckets.judging import Base, Bucket, Outcome, judge
from swf_facts.errors import SwfFactsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["WorkersEnded", "in_processes", "in_this_process"]

AHEAD = 3  # buckets given out for each process, so that none waits and few outcomes do

_base: Base | None = None  # of a process that judges for another


class WorkersEnded(SwfFactsError):  # noqa: N818  # reads as what it is
    """The processes that judged the buckets are gone."""


def in_this_process(base: Base, buckets: Sequence[Bucket]) -> Iterator[Outcome]:
    """Judge one bucket after another."""
    return (judge(base, bucket) for bucket in buckets)


def in_processes(base: Base, buckets: Sequence[Bucket], jobs: int) -> Iterator[Outcome]:
    """Judge with *jobs* processes, each started afresh.

    Raises
    ------
    WorkersEnded
        A process ended before its bucket was judged.
    """
    with _threads_for_each(jobs):
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(base,))
        waiting, given = iter(buckets), deque()  # type: ignore[var-annotated]  # of futures
        try:
            for bucket in waiting:
                given.append(pool.submit(_judge, bucket))
                if len(given) >= AHEAD * jobs:
                    yield given.popleft().result()
            while given:
                yield given.popleft().result()
        except BrokenProcessPool:
            raise WorkersEnded(
                "a process that judged part of the package ended, perhaps for lack of memory", "use fewer --jobs"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _threads_for_each(jobs: int) -> Iterator[None]:
    """Give each process its share of the threads, which polars reads from the environment as it starts."""
    name = "POLARS_MAX_THREADS"
    before = os.environ.get(name)
    os.environ[name] = before or str(max(1, (os.cpu_count() or 1) // jobs))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]


def _start(base: Base) -> None:
    global _base  # noqa: PLW0603  # once, as the process starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who gave the work hears it, and ends us
    _base = base


def _judge(bucket: Bucket) -> Outcome:
    if _base is None:
        raise RuntimeError("the process was not started for this")
    return judge(_base, bucket)
