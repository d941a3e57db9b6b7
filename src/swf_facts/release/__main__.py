"""``python -m swf_facts.release``: check, build, prove, and put in its place; the last line on stderr says what is in the way."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError
from swf_facts.export.placing import SUMS, place, sums
from swf_facts.release.building import build
from swf_facts.release.commit import Commit
from swf_facts.release.conditions import Previous, previous_release, problems_of, write_ledger
from swf_facts.release.proving import prove

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, REFUSED = 0, 2


def main(words: Sequence[str] | None = None) -> int:
    """Make a release of the commit that is checked out, and return the exit code: 0 done, 2 not."""
    parser = argparse.ArgumentParser(prog="nox -s release --", description="Make a release of the commit.")
    parser.add_argument("--dry-run", action="store_true", help="do everything, and keep nothing")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where releases lie; default: dist")
    parser.add_argument("--previous", type=Path, metavar="PACKAGE", help="the package of the release before this one")
    arguments = parser.parse_args(words)
    try:
        _release(arguments.out or Path("dist"), arguments.previous, rehearsal=arguments.dry_run)
    except SwfFactsError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    return FINE


def _release(releases: Path, given: Path | None, *, rehearsal: bool) -> None:
    root = Path(Commit(Path.cwd()).git("rev-parse", "--show-toplevel").decode().strip())
    commit = Commit(root)
    version = commit.version
    with tempfile.TemporaryDirectory(prefix="swf-facts-release.") as work:
        tree = commit.lay_out(Path(work, "tree"))
        previous = previous_release(commit, releases, Path(work, "earlier"))
        if given:
            previous = Previous(previous.version if previous else "the version before", given)
        _say(f"{version} at {commit.git('log', '-1', '--format=%h %s').decode().strip()}")
        _say(f"the release before: {previous.version if previous else 'none'}")
        problems = list(problems_of(commit, tree, previous, rehearsal=rehearsal))
        if problems:
            raise SwfFactsError("\n".join(f"{version} cannot be released: {problem}" for problem in problems))
        _enter_in_ledger(root, tree, rehearsal=rehearsal)
        out = Path(work, "rehearsal") if rehearsal else releases
        files = place(out / version, lambda draft: _make(tree, commit.moment, draft, releases / version))
        for path in files:
            _say(f"{'built' if rehearsal else 'wrote'} {path.relative_to(out)}, {path.stat().st_size} bytes")
    _say("nothing was kept" if rehearsal else f"next: `git tag v{version}`, and push it")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _enter_in_ledger(root: Path, tree: Path, *, rehearsal: bool) -> None:
    """Freeze the facts of the version: a release is made of a commit whose ledger has them."""
    if not write_ledger(tree) or rehearsal:
        return
    changed = write_ledger(root)
    message = f"the facts of the version were entered in the ledger: {', '.join(changed)}"
    raise SwfFactsError(message, "commit that, and run `nox -s release` again")


def _make(tree: Path, moment: int, draft: Path, released: Path) -> None:
    """Build and prove the artefacts; those of a version that was released already must be the same to the last byte."""
    build(tree, moment, draft)
    if (released / SUMS).is_file():
        _refuse_other_bytes(draft, released)
    with tempfile.TemporaryDirectory() as work:
        for line in prove(draft, Path(work)):
            _say(line)


def _refuse_other_bytes(draft: Path, released: Path) -> None:
    before = set((released / SUMS).read_text("utf-8").splitlines())
    now = set(sums(draft, tuple(sorted(path.name for path in draft.iterdir()))).splitlines())
    if now != before:
        other = sorted({line.partition("  ")[2] for line in now ^ before})
        message = f"{released.name} was released already with other bytes: {', '.join(other)}"
        raise SwfFactsError(message, 'raise "version" in datapackage.json; what was released stays as it is')


if __name__ == "__main__":
    sys.exit(main())
