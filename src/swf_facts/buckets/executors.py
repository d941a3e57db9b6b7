"""Who judges the buckets: this process, several, or the workers of a Dask cluster. Outcomes come back in order."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.allocator import GIVING_BACK
from swf_facts.buckets.judging import Base, Bucket, Outcome, judge
from swf_facts.errors import SwfFactsError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Take", "WorkersEnded", "in_processes", "in_this_process", "processors", "worthwhile"]

MOST = 2  # processes that start unasked: with a third they would need more than 600 MB together
WORTH = 3  # buckets that a process must have to do before it is worth its start of about a second
AHEAD = 2  # buckets given out for each other process: one more while this one judges, and few left at the end

Take = Callable[[], "Bucket | None"]
"""Gives the next bucket to judge, or none where there is none now; after an outcome there may be one again."""

_base: Base | None = None  # of a process that judges for another


class WorkersEnded(SwfFactsError):  # noqa: N818  # reads as what it is
    """The processes that judged the buckets are gone."""


def worthwhile(buckets: int) -> int:
    """Return with how many processes so many buckets are judged where nobody says it."""
    return max(1, min(MOST, processors(), buckets // WORTH))


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_this_process(base: Base, take: Take) -> Iterator[Outcome]:
    """Judge one bucket after another."""
    while (bucket := take()) is not None:
        yield judge(base, bucket)


def in_processes(base: Base, take: Take, jobs: int) -> Iterator[Outcome]:
    """Judge with *jobs* processes, this one among them; the others are started afresh.

    Raises
    ------
    WorkersEnded
        A process ended before its bucket was judged.
    """
    others = jobs - 1
    with _environment_for_each(jobs), _written(base) as place:
        pool = ProcessPoolExecutor(others, mp_context=get_context("spawn"), initializer=_start, initargs=(place,))
        given = deque[Future[Outcome]]()
        try:
            while True:
                while len(given) < AHEAD * others and (bucket := take()) is not None:
                    with _unheard():
                        given.append(pool.submit(_judge, bucket))
                if given and given[0].done():
                    yield given.popleft().result()
                elif (bucket := take()) is not None:
                    yield judge(base, bucket)
                elif given:
                    yield given.popleft().result()
                else:
                    break
        except BrokenProcessPool:
            raise WorkersEnded(
                "a process that judged part of the package ended, perhaps for lack of memory", "use fewer --jobs"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _unheard() -> Iterator[None]:
    """Let no process that starts now hear an interrupt, which a terminal sends to all: one that is still importing would complain.

    It is put off, not lost: who gave the work hears it afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # where there are no masks, a process is deaf once it is ready
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environment_for_each(jobs: int) -> Iterator[None]:
    """Give each process its share of the threads, and let it give memory back soon; polars reads both as it starts."""
    variable, wish = GIVING_BACK
    wanted = {
        "POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS", str(max(1, processors() // jobs))),
        variable: ",".join(filter(None, (os.environ.get(variable), wish))),  # polars has set it for this process
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, said in before.items():
            if said is None:
                del os.environ[name]
            else:
                os.environ[name] = said


@contextmanager
def _written(base: Base) -> Iterator[str]:
    """Write down what all processes need: through a pipe each would have to be awaited before the next could start."""
    file, place = tempfile.mkstemp(prefix="swf-facts-", suffix=".pickle")
    try:
        with os.fdopen(file, "wb") as stream:
            pickle.dump(base, stream)
        yield place
    finally:
        Path(place).unlink(missing_ok=True)


def _start(place: str) -> None:
    global _base  # noqa: PLW0603  # once, as the process starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who gave the work hears it, and ends us
    with suppress(FileNotFoundError):  # the others have done all the work before this process was ready
        _base = pickle.loads(Path(place).read_bytes())  # noqa: S301  # our own file


def _judge(bucket: Bucket) -> Outcome:
    if _base is None:
        raise RuntimeError("the process was not started for this")
    return judge(_base, bucket)
