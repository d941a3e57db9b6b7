"""``python -m swf_facts.mutation``: measure, print the tables, write the JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError
from swf_facts.mutation.measuring import measure

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, MISSED, COULD_NOT_RUN = 0, 1, 2


def _positive(word: str) -> int:
    number = int(word) if word.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is not a whole number above 0")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m swf_facts.mutation",
        description="Change the cells of a package one at a time, and count how many changes the rules notice.",
        epilog="exit codes: 0 the targets are reached, 1 they are missed, 2 could not run (the last line says why)",
        allow_abbrev=False,
    )
    parser.add_argument(
        "package", nargs="?", metavar="PACKAGE", help="folder of the package; default: the installed one"
    )
    parser.add_argument("--sample", type=_positive, metavar="N", help="try N mutants of all classes; default: all")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of all draws; default: 0")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the score with every survivor as JSON")
    parser.add_argument("--jobs", type=_positive, metavar="N", help="processes; default: one for each processor")
    return parser


def _show_progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} of {total} mutants tried")
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
        0 the targets are reached, 1 they are missed, 2 could not run.
    """
    arguments = _parser().parse_args(words)
    progress = _show_progress if sys.stderr.isatty() else None
    try:
        score = measure(
            arguments.package, sample=arguments.sample, seed=arguments.seed, jobs=arguments.jobs, progress=progress
        )
        if progress:
            sys.stderr.write("\n")
        sys.stdout.write(f"{score.to_text()}\n")
        if arguments.json:
            arguments.json.write_text(f"{score.to_json()}\n", "utf-8")
    except SwfFactsError as error:
        sys.stderr.write(f"swf-facts mutation: {error}\n")
        return COULD_NOT_RUN
    except OSError as error:
        sys.stderr.write(f"swf-facts mutation: {error}; check where the JSON goes\n")
        return COULD_NOT_RUN
    return FINE if score.reached else MISSED


if __name__ == "__main__":
    sys.exit(main())
