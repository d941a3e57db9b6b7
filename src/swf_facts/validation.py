"""Validation: climb the ladder of rules and report everything that they find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from swf_facts.errors import PackageError, UnknownChoice, nearest
from swf_facts.findings import Report
from swf_facts.package import LOCAL_TABLES, read_package
from swf_facts.rules import RUNGS, ladder

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable


__all__ = ["validate"]


def validate(  # each is an option of the command
    source: str | os.PathLike[str] | None = None,
    *,
    rungs: Iterable[str] | None = None,
    jobs: int | None = 1,
    progress: Callable[[int, int, int], None] | None = None,
    dask: str | None = None,
) -> Report:
    """Check a package of facts against the rules, and report all that is wrong with it.

    Nothing is written, and nothing outside the package is read or fetched. A package that is kept in parts, or has tables
    of more than 20 MiB, is checked bucket by bucket of articles, in memory that does not grow with it; files that this needs
    are in the folder for temporary files, and are gone with the report.

    Parameters
    ----------
    source : path, optional
        A folder, a ``datapackage.json`` or a ``.zip``; by default the package that this installation carries.
    rungs : iterable of str, optional
        The rungs to climb; by default all. A descriptor that cannot be read is reported in any case,
        and then no other rung is climbed.
    jobs : int or None, default 1
        How many processes check the buckets of a large package; None for two where there are processors and at least six buckets.
        A script that asks for more than one is run again by each, so what it does must stand below
        ``if __name__ == "__main__"``.
    progress : callable, optional
        Is told, while a large package is checked, how many buckets are done, how many there are, and how many facts that were.
    dask : str, optional
        The address of a Dask scheduler, such as ``tcp://10.0.0.1:8786``: its workers check the buckets of a package in parts,
        which they read from *source*, a folder or an address that all of them reach.

    Returns
    -------
    Report
        With ``valid``, ``findings`` sorted by file and line, and the time that each rung took.

    Raises
    ------
    NotAPackage
        There is nothing to check: no such path, no descriptor, or neither folder, descriptor nor archive.
    UnknownChoice
        There is no such rung; the message names the nearest.
    MissingExtra
        A library that the rules need is not installed.
    NoSpace, WorkersEnded, Unreachable
        There is no room for temporary files, a process of a large check ended, or no scheduler answers.

    Examples
    --------
    >>> from swf_facts import validate
    >>> validate().valid
    True
    """
    chosen = _known(rungs)
    package = read_package(source, in_pieces=True)
    ladder()  # a library that is missing is missed before anything is counted
    from swf_facts.rules.checks import climb, without_collecting
    from swf_facts.rules.tables import Tables

    if not package.readable:
        chosen = ["descriptor"]
    if dask is not None and not package.in_parts:
        message = f"the tables of {package.shown} are not in parts, so there is nothing to share among workers"
        raise PackageError(message, "check it without Dask, or keep its tables in parts")
    if package.is_bucketed and package.readable:
        from swf_facts.buckets import on_cluster, silent, validate_in_buckets

        shared = {name: content for name, content in package.contents.items() if name not in LOCAL_TABLES}
        package = replace(package, contents=shared)  # the others are read piece by piece
        place = None if source is None else str(source)
        place = place if place is None or "://" in place else str(Path(place).resolve())  # for others who read it
        executor = None if dask is None else on_cluster(dask)
        return validate_in_buckets(package, place, chosen, jobs=jobs, executor=executor, progress=progress or silent)
    started = perf_counter()
    with without_collecting():
        findings, results = climb([rung for rung in ladder() if rung.name in chosen], Tables.of(package), started)
    return Report(
        package=package.name,
        version=package.version,
        rungs=results,
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        paths={name: resource.path for name, resource in package.resources.items()},
    )


def _known(rungs: Iterable[str] | None) -> list[str]:
    chosen = list(RUNGS) if rungs is None else list(rungs)
    for name in chosen:
        if name not in RUNGS:
            raise UnknownChoice(f"there is no rung {name!r}", nearest(name, RUNGS) or f"choose from {', '.join(RUNGS)}")
    return chosen
