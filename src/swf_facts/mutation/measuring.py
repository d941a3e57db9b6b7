"""Try the mutants of a package, on several processors, and confirm what the short cuts found."""

from __future__ import annotations

import os
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from itertools import zip_longest
from multiprocessing import get_context
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Self

from swf_facts.buckets.executors import processors
from swf_facts.mutation.catalogue import mutants_of
from swf_facts.mutation.limits import limit_of
from swf_facts.mutation.mutant import CRASH
from swf_facts.mutation.score import Score, Tried
from swf_facts.mutation.source import read_source
from swf_facts.mutation.trial import try_in_folder
from swf_facts.mutation.trying import Bench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from swf_facts.mutation.mutant import Mutant, Noticed
    from swf_facts.mutation.source import Source

    Task = tuple[str, tuple[int, ...], tuple[Mutant, ...]]

__all__ = ["measure", "sample_of"]

TRIALS = 10  # in one folder, which is written once for all of them


def measure(  # noqa: PLR0913  # one subject and five switches
    place: str | os.PathLike[str] | None = None,
    *,
    sample: int | None = None,
    seed: int = 0,
    jobs: int | None = None,
    confirm: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Score:
    """Measure how many changed cells of a package the rules notice.

    Parameters
    ----------
    place : path, optional
        Folder of the package; by default the one that this installation carries.
    sample : int, optional
        How many mutants to try, drawn in turn from every class of every field, so that small fields count as much as
        large ones; by default all are tried.
    seed : int, default 0
        Seed of all draws. The same seed, package and rules give the same score.
    jobs : int, optional
        How many processes; by default one for each processor.
    confirm : bool, default True
        Try every survivor again alone in a folder with all rules; and of those that were killed in company one of each
        kind, the same table and the same rules, again alone, and if that one survives, all of its kind. Without it the
        score is a first estimate.
    progress : callable, optional
        Called with the number of mutants tried so far and their total.

    Returns
    -------
    Score
        With every mutant and the rules that noticed it.

    Raises
    ------
    NotAPackage
        There is nothing to read.
    """
    started = perf_counter()
    source = read_source(place)
    mutants = list(mutants_of(source, seed=seed))
    possible = len(mutants)
    if sample is not None:
        mutants = sample_of(mutants, sample, seed)
    noticed: dict[int, Noticed] = {}
    number = {id(mutant): position for position, mutant in enumerate(mutants)}
    shuffled = list(mutants)
    Random(seed).shuffle(shuffled)  # noqa: S311  # packages of mixed mutants take about the same time; no secret
    plan = Bench(source).plan(shuffled)
    tasks: list[Task] = [("many", tuple(number[id(one)] for one in some), some) for some in plan]
    limits = [limit_of(source, mutant) for mutant in mutants]
    with _Crew(place, source, processors() if jobs is None else jobs) as crew:
        crew.run(tasks, noticed, progress)
        if confirm:
            kinds = _kinds(mutants, noticed)
            crew.run(_chunks("alone", mutants, [some[0] for some in kinds]), noticed, None)
            mistaken = [position for some in kinds if not noticed[some[0]] for position in some[1:]]
            crew.run(_chunks("alone", mutants, mistaken), noticed, None)
            survivors = [one for one, rules in noticed.items() if rules in {(), CRASH} and limits[one] is None]
            crew.run(_chunks("folder", mutants, sorted(survivors)), noticed, None)
    return Score(
        package=source.package.name,
        version=source.package.version,
        seed=seed,
        sample=sample,
        possible=possible,
        seconds=perf_counter() - started,
        tried=tuple(
            Tried(mutant=mutant, noticed=noticed[position], limit=limits[position])
            for position, mutant in enumerate(mutants)
        ),
    )


def sample_of(mutants: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """Return up to *size* mutants, one of each class of each field in turn until there are enough, in their old order."""
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for position, mutant in enumerate(mutants):
        groups[mutant.table, mutant.field, mutant.change].append(position)
    random = Random(seed)  # noqa: S311  # a sample, no secret
    drawn = [random.sample(group, len(group)) for group in groups.values()]
    random.shuffle(drawn)
    turns = (position for turn in zip_longest(*drawn) for position in turn if position is not None)
    chosen = sorted(position for position, _ in zip(turns, range(size), strict=False))
    return [mutants[position] for position in chosen]


# --- confirmation ---------------------------------------------------------------------------------------
def _kinds(mutants: Sequence[Mutant], noticed: dict[int, Noticed]) -> list[list[int]]:
    """Return those that were killed by their kinds: mutants of one table that the same rules noticed."""
    kinds: dict[tuple[str, Noticed], list[int]] = defaultdict(list)
    for position, rules in sorted(noticed.items()):
        if rules not in {(), CRASH}:
            kinds[mutants[position].table, rules].append(position)
    return list(kinds.values())


def _chunks(how: str, mutants: Sequence[Mutant], positions: Sequence[int]) -> list[Task]:
    groups = [tuple(positions[start : start + TRIALS]) for start in range(0, len(positions), TRIALS)]
    return [(how, group, tuple(mutants[position] for position in group)) for group in groups]


# --- processes ------------------------------------------------------------------------------------------
_BENCH: Bench | None = None  # of a worker process, which reads the package once


def _begin(place: str | None) -> None:
    global _BENCH  # noqa: PLW0603  # the initializer of a process has no other way to leave something for its tasks
    _BENCH = Bench(read_source(place))


def _work(task: Task) -> list[Noticed]:
    if _BENCH is None:
        raise RuntimeError("the process was not begun")
    return _do(_BENCH, task)


def _do(bench: Bench, task: Task) -> list[Noticed]:
    how, _, mutants = task
    if how == "many":
        return bench.try_many(mutants)
    if how == "alone":
        return [bench.try_alone(mutant) for mutant in mutants]
    return list(try_in_folder(bench.source, mutants))


class _Crew:
    """Runs tasks here, or in processes of their own."""

    def __init__(self, place: str | os.PathLike[str] | None, source: Source, jobs: int) -> None:
        self._bench = Bench(source) if jobs == 1 else None
        self._pool: ProcessPoolExecutor | None = None
        if jobs > 1:
            # A forked process could inherit a lock of polars; and two pools of threads would be in each other's way.
            os.environ.setdefault("POLARS_MAX_THREADS", "1")
            name = None if place is None else os.fspath(place)
            self._pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (name,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(
        self, tasks: Sequence[Task], noticed: dict[int, Noticed], progress: Callable[[int, int], None] | None
    ) -> None:
        """Do all tasks, the results into *noticed*."""
        total, done = sum(len(positions) for _, positions, _ in tasks), 0
        for (_, positions, _), results in zip(tasks, self._results(tasks), strict=True):
            noticed.update(zip(positions, results, strict=True))
            done += len(positions)
            if progress:
                progress(done, total)

    def _results(self, tasks: Sequence[Task]) -> Iterable[list[Noticed]]:
        if self._pool is not None:
            return self._pool.map(_work, tasks)
        bench = self._bench
        return (_do(bench, task) for task in tasks) if bench is not None else ()
