"""Who does the work: this process, several, or the workers of a Dask cluster. Results come back in the order of what is given out."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from swf_facts.allocator import GIVING_BACK
from swf_facts.errors import SwfFactsError
from swf_facts.rules import ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.buckets.judging import Base, Bucket

__all__ = ["Processes", "Take", "WorkersEnded", "processes", "processors", "worthwhile"]

MOST = 2  # processes that start unasked: with a third they would need more than 600 MB together
WORTH = 3  # buckets that a process must have to do before it is worth its start of about a second
AHEAD = 2  # buckets given out for each other process: one more while this one judges, and few left at the end

Item = TypeVar("Item")
Result = TypeVar("Result")
Take = Callable[[], "Bucket | None"]
"""Gives the next bucket to judge, or none where there is none now; after an outcome there may be one again."""


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


@dataclass(frozen=True, slots=True)
class Processes:
    """One process, this, and any number of others that do a share of its work."""

    others: int = 0
    pool: ProcessPoolExecutor | None = None

    def share(
        self,
        work: Callable[[Base, Item], Result],
        base: Base,
        take: Callable[[], Item | None],
        *,
        ahead: int = AHEAD,
    ) -> Iterator[Result]:
        """Yield what *work* makes of each item, done here or by another process.

        Parameters
        ----------
        work : callable
            A function of a module, which any process can import.
        base : Base
            What all items have in common.
        take : callable
            Gives the next item, or none where there is none now; after a result there may be one again.
        ahead : int
            Items given out for each other process.
        """
        given = deque[Future[Result]]()
        while True:
            while self.pool is not None and len(given) < ahead * self.others and (item := take()) is not None:
                given.append(self.pool.submit(work, base, item))
            if given and given[0].done():
                yield given.popleft().result()
            elif (item := take()) is not None:
                yield work(base, item)
            elif given:
                yield given.popleft().result()
            else:
                break


@contextmanager
def processes(jobs: int) -> Iterator[Processes]:
    """Start as many processes as make *jobs* with this one: what they import is imported while this one is at work.

    Raises
    ------
    WorkersEnded
        A process ended before its work was done.
    """
    if jobs < 2:
        yield Processes()
        return
    pool = ProcessPoolExecutor(jobs - 1, mp_context=get_context("spawn"), initializer=_start)
    try:
        with _environment_for_each(jobs), _unheard():
            for _ in range(jobs - 1):  # a process starts when there is something to do
                pool.submit(int)
        yield Processes(jobs - 1, pool)
    except BaseException as error:
        pool.shutdown(cancel_futures=True)  # what they are at may be in files that go now
        if isinstance(error, BrokenProcessPool):
            raise WorkersEnded(
                "a process that judged part of the package ended, perhaps for lack of memory", "use fewer --jobs"
            ) from None
        raise
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


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who gave the work hears it, and ends us
    ladder()
