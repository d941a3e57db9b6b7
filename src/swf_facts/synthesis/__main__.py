"""``python -m swf_facts.synthesis``: write a synthetic package, and say what was written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError
from swf_facts.synthesis.writing import FORMATS, write_package

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, COULD_NOT_RUN = 0, 2


def _positive(word: str) -> int:
    number = int(word) if word.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is not a whole number above 0")
    return number


def _seed(word: str) -> int:
    number = int(word) if word.isdecimal() else -1
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"{word!r} is not a whole number from 0 to 2**63")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m swf_facts.synthesis",
        description="Write a valid package of invented facts, to test and to measure with.",
        epilog="exit codes: 0 fine, 2 could not run (the last line says why)",
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--facts", type=_positive, default=1_000, metavar="N", help="facts, at least; default: 1000")
    parser.add_argument("--seed", type=_seed, default=0, metavar="S", help="seed of all draws; default: 0")
    parser.add_argument(
        "--format", choices=FORMATS, default="parquet",
        help="parts by article as Parquet or CSV; one CSV a table; the same with a file for every text; default: parquet",
    )  # fmt: skip
    parser.add_argument("--buckets", type=_positive, default=700, metavar="N", help="articles in a part; default: 700")
    parser.add_argument(
        "--faults", type=_positive, default=0, metavar="K", help="known faults to plant; faults.json says where"
    )
    return parser


def _show_progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} of {total} articles written")
    sys.stderr.flush()


def main(words: Sequence[str] | None = None) -> int:
    """Run the command and return the exit code.

    Parameters
    ----------
    words : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        0 fine, 2 could not run.
    """
    arguments = _parser().parse_args(words)
    progress = _show_progress if sys.stderr.isatty() else None
    started = perf_counter()
    try:
        written = write_package(
            arguments.folder, arguments.facts, seed=arguments.seed, stored=arguments.format,
            articles_per_part=arguments.buckets, faults=arguments.faults, progress=progress,
        )  # fmt: skip
    except SwfFactsError as error:
        sys.stderr.write(f"swf-facts synthesis: {error}\n")
        return COULD_NOT_RUN
    seconds = perf_counter() - started
    sys.stderr.write("\n" if progress else "")
    sys.stdout.write(
        f"{written.folder}: {written.facts} facts of {written.articles} articles in {seconds:.1f} s, "
        f"{written.facts / seconds:,.0f} facts a second\n"
    )
    return FINE


if __name__ == "__main__":
    sys.exit(main())
