"""The command line: parse, call, print, exit code.

A command is a function from its arguments to an :class:`Outcome`; only :func:`main` prints and decides how to end.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from swf_facts.errors import NotCurrentWarning, SwfFactsError, UnknownChoice, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["COMMANDS", "main"]

FINE, FOUND, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
MOST_JOBS = 256


class Outcome(NamedTuple):
    """What a command has to say, whole or line by line, and the exit code that says it in one number."""

    text: str | Iterable[str]
    code: int = FINE


class Command(NamedTuple):
    """One command: its one-line help, its arguments, and what it does."""

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Outcome]


# --- validate -----------------------------------------------------------------------------------------
def _package_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "package", nargs="?", metavar="PACKAGE", help="folder, datapackage.json or .zip; default: the installed package"
    )


def _validate_arguments(parser: argparse.ArgumentParser) -> None:
    _package_argument(parser)
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="default: text")
    parser.add_argument(
        "--rung", nargs="+", action="extend", metavar="NAME", help="climb only these rungs of the ladder"
    )
    parser.add_argument(
        "--jobs", type=_jobs, metavar="N", help="check a large package with this many processes; default: at most 2"
    )
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="check a package in parts with the workers of this Dask scheduler"
    )


def _jobs(given: str) -> int:
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= MOST_JOBS):
        raise argparse.ArgumentTypeError(f"{given!r} is not a number of processes from 1 to {MOST_JOBS}")
    return int(given)


def _validate(arguments: argparse.Namespace) -> Outcome:
    from swf_facts.allocator import give_back_soon

    give_back_soon()  # before anything imports polars
    from swf_facts.report import render
    from swf_facts.rules import RUNGS
    from swf_facts.validation import validate

    package, rungs = arguments.package, arguments.rung
    if package is None and rungs and rungs[-1] not in RUNGS and Path(rungs[-1]).exists():
        package = rungs.pop()  # `--rung units FOLDER`: argparse gives the option all that follows it
    report = validate(package, rungs=rungs or None, jobs=arguments.jobs, progress=_progress, dask=arguments.dask)
    code = INTERRUPTED if report.stopped else FINE if report.valid else FOUND
    if arguments.format == "json":
        return Outcome(report.json_lines(), code)
    return Outcome(render(report, format=arguments.format, colour=_colour()), code)


def _progress(done: int, total: int, rows: int) -> None:
    """Show how far a large check has come; the library for that is there by now."""
    from swf_facts.buckets import shown_progress

    if not done:
        _shown[:] = [shown_progress()]
    _shown[0](done, total, rows)


_shown: list[Callable[[int, int, int], None]] = []


# --- show ---------------------------------------------------------------------------------------------
def _package_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--package", metavar="PACKAGE", help="folder, datapackage.json or .zip; default: the installed package"
    )


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "id",
        metavar="ID",
        help="id of a fact, article, passage, entity, property or unit; TABLE/ID where two tables have it",
    )
    _package_option(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def _show(arguments: argparse.Namespace) -> Outcome:
    from swf_facts.cli.show import find, show_json, show_text
    from swf_facts.dataset import load

    data = load(arguments.package)
    record = find(data, arguments.id)
    return Outcome(show_json(record) if arguments.format == "json" else show_text(record, data, colour=_colour()))


# --- cite ---------------------------------------------------------------------------------------------
def _cite_arguments(parser: argparse.ArgumentParser) -> None:
    from swf_facts.citation import STYLES

    parser.add_argument("id", nargs="?", metavar="ID", help="id of a fact or an article; default: the dataset")
    parser.add_argument("--style", choices=STYLES, default="text", help="default: text")
    _package_option(parser)


def _cite(arguments: argparse.Namespace) -> Outcome:
    from swf_facts.cli.show import find
    from swf_facts.dataset import load
    from swf_facts.dataset.records import Article, Fact

    data = load(arguments.package)
    if arguments.id is None:
        return Outcome(data.cite(arguments.style))
    record = find(data, arguments.id)
    if not isinstance(record, Article | Fact):
        message = f"{arguments.id!r} is neither a fact nor an article"
        raise UnknownChoice(message, "name one of these, or nothing for the dataset")
    return Outcome(record.cite(arguments.style))


# --- agreements -----------------------------------------------------------------------------------------
def _agreements_arguments(parser: argparse.ArgumentParser) -> None:
    _package_argument(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def _agreements(arguments: argparse.Namespace) -> Outcome:
    from swf_facts.cli.agreements import agreements_json, agreements_text
    from swf_facts.dataset import load

    data = load(arguments.package)
    return Outcome(agreements_json(data) if arguments.format == "json" else agreements_text(data, colour=_colour()))


# --- export ---------------------------------------------------------------------------------------------
def _export_arguments(parser: argparse.ArgumentParser) -> None:
    from swf_facts.export.formats import FORMATS

    words = "; ".join(f"{name}: {writer.summary}" for name, writer in FORMATS.items())
    parser.add_argument("format", metavar="FORMAT", help=words)
    parser.add_argument(
        "folder",
        metavar="DIR",
        help="a folder that does not exist yet, is empty, or holds an export, which is replaced",
    )
    _package_option(parser)


def _export(arguments: argparse.Namespace) -> Outcome:
    from swf_facts.export import export

    written = export(arguments.format, arguments.folder, source=arguments.package)
    return Outcome("\n".join(f"wrote {path}" for path in written))


# --- diff -----------------------------------------------------------------------------------------------
def _diff_arguments(parser: argparse.ArgumentParser) -> None:
    what = "folder, datapackage.json, .zip or wheel; or `installed`, or the version that is installed"
    parser.add_argument("old", metavar="OLD", help=f"the older package: {what}")
    parser.add_argument("new", metavar="NEW", help="the newer package, likewise")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def _diff(arguments: argparse.Namespace) -> Outcome:
    from swf_facts.difference import diff

    difference = diff(arguments.old, arguments.new)
    code = FINE if difference.same else FOUND
    if arguments.format == "json":
        return Outcome(difference.to_json(), code)
    from swf_facts.cli.diff import diff_text

    return Outcome(diff_text(difference, colour=_colour()), code)


# --- making a package: new, extract, refresh ------------------------------------------------------------
def _new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="a folder that does not exist yet, or is empty")


def _new(arguments: argparse.Namespace) -> Outcome:
    import shlex

    from swf_facts.scaffold import begin_package

    folder = shlex.quote(str(begin_package(arguments.folder)))
    return Outcome(
        f"{folder} is an empty package. Put a text into {folder}/data/texts, list what it says with `swf-facts extract`,"
        f" fill the tables in {folder}/data, then `swf-facts refresh {folder}` and `swf-facts validate {folder}`."
    )


def _extract_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT.txt", help="a text in UTF-8; spans count its Unicode code points")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def _extract(arguments: argparse.Namespace) -> Outcome:
    from swf_facts.cli.extract import mentions_json, mentions_text, read_text
    from swf_facts.quantities import extract

    mentions = extract(read_text(arguments.text))
    return Outcome(mentions_json(mentions) if arguments.format == "json" else mentions_text(mentions))


def _refresh_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "package", nargs="?", default=".", metavar="PACKAGE", help="folder or datapackage.json; default: this folder"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a file is stale")
    parser.add_argument(
        "--release",
        action="store_true",
        help="record all facts in the ledger under the package's version; freezes them",
    )


def _refresh(arguments: argparse.Namespace) -> Outcome:
    import shlex

    from swf_facts.refresh import refresh

    changed = refresh(arguments.package, check=arguments.check, release=arguments.release)
    if not changed:
        return Outcome("Everything that is derived is up to date.")
    if not arguments.check:
        return Outcome("\n".join(f"wrote {path}" for path in changed))
    mend = f"`swf-facts refresh {'--release ' * arguments.release}{shlex.quote(arguments.package)}` brings {'it' if len(changed) == 1 else 'them'} up to date"
    return Outcome("\n".join([*(f"stale: {path}" for path in changed), mend]), FOUND)


# --- version ------------------------------------------------------------------------------------------
def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def _version(_arguments: argparse.Namespace) -> Outcome:
    from swf_facts.package import read_package

    package = read_package()
    return Outcome(f"{package.name} {package.version}")


COMMANDS = {
    "validate": Command("check a package, rung by rung", _validate_arguments, _validate),
    "show": Command("show a fact, article, passage, entity, property or unit", _show_arguments, _show),
    "cite": Command("cite the dataset, an article or a fact", _cite_arguments, _cite),
    "agreements": Command(
        "show where articles agree, refine and contradict each other", _agreements_arguments, _agreements
    ),
    "export": Command("write a package in another format", _export_arguments, _export),
    "diff": Command("show what changed between two packages, and which version that demands", _diff_arguments, _diff),
    "new": Command("begin an empty package", _new_arguments, _new),
    "extract": Command("list the quantities and dates of a text with their spans", _extract_arguments, _extract),
    "refresh": Command("bring what is derived in a package up to date", _refresh_arguments, _refresh),
    "version": Command("print the version of data and code", _no_arguments, _version),
}


# --- the edge -----------------------------------------------------------------------------------------
class _Parser(argparse.ArgumentParser):
    """A parser whose last line says what to do."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(COULD_NOT_RUN, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def _parser() -> _Parser:
    parser = _Parser(
        prog="swf-facts",
        description="Facts that news articles state about sovereign wealth funds, each provable from exact words.",
        epilog="exit codes: 0 fine, 1 findings of severity error or a difference, 2 could not run (the last line says why)",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="the same as the command `version`")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, command in COMMANDS.items():
        summary = command.help
        subparser = commands.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False
        )
        command.arguments(subparser)
    return parser


def _run(words: Sequence[str]) -> Outcome:
    """Parse *words* and run the command that they name."""
    parser = _parser()
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        hint = nearest(words[0], COMMANDS) or f"choose from {', '.join(COMMANDS)}"
        raise UnknownChoice(f"there is no command {words[0]!r}", hint)
    arguments = parser.parse_args(words)
    if arguments.version:
        return COMMANDS["version"].run(arguments)
    if arguments.command is None:
        parser.print_help(sys.stderr)
        raise SwfFactsError("no command given", "name one, such as `swf-facts validate`")
    return COMMANDS[arguments.command].run(arguments)


def _colour() -> bool:
    """Whether to colour: on a terminal, unless the user said no (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says: quotes are full of curly apostrophes and dashes."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # None when the shell closed it  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a stream that replaces them, as in a notebook, may lack it
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Parameters
    ----------
    words : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        0 fine, 1 findings of severity error, 2 could not run, 130 interrupted.
    """
    _speak_utf8()
    code = COULD_NOT_RUN
    try:
        with warnings.catch_warnings(record=True) as said:  # the place in the code is no user's business
            warnings.simplefilter("always", NotCurrentWarning)
            outcome = _run(sys.argv[1:] if words is None else words)
        code = outcome.code
        sys.stderr.write("".join(f"swf-facts: {warning.message}\n" for warning in said))
        for line in [outcome.text] if isinstance(outcome.text, str) else outcome.text:
            sys.stdout.write(line if line.endswith("\n") else f"{line}\n")
        sys.stdout.flush()
    except SwfFactsError as error:
        sys.stderr.write(f"swf-facts: {error}\n")
    except BrokenPipeError:  # the reader, such as head, has had enough
        pass
    except OSError as error:  # a full disk; what is wrong with a package comes as an error of ours
        code = COULD_NOT_RUN
        sys.stderr.write(f"swf-facts: {error}; check where the output goes\n")
    except KeyboardInterrupt:
        code = INTERRUPTED
    return code
