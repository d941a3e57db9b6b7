"""Measure everything side by side in one run, print it, and write it as JSON.

Run ``python benchmarks/bench.py [--facts N ...] [--runs 3] [--keep FOLDER] [--json docs/bench.json]``. The packages are made by
``swf_facts.synthesis`` first; then every case is run once in a fresh process, then every case again, so that a slow minute of the
machine hits all alike. A rate is facts by seconds of the whole process, imports included. ``--guard`` measures nothing in
seconds: see `guard`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import guard
from measuring import PYTHON, Run, machine, measure, spread, versions

from swf_facts.synthesis import write_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
OURS = ("ours", "ours-main")
LARGE = 1_000_000
"""Facts from which we check with all processors only, and those who take minutes are run once."""
MINUTES = ("frictionless", "pandera-pandas")
MOST = {"frictionless": 2_000_000, "pandera-pandas": 1_000_000}
"""Facts beyond which an engine would take more than ten minutes, or more memory than there is; its rate does not rise with size."""
FAR = (("ours", "parquet", 2), ("duckdb", "parquet", 1))
"""What is run at the sizes at which the others are left out."""
LIBRARIES = ["polars", "pandera", "frictionless", "pandas", "pyarrow", "duckdb", "numpy", "palmerpenguins", "vega_datasets", "country_converter", "sphinx", "dask"]  # fmt: skip
LOADS = {
    "python alone": "pass",
    "swf_facts": "import swf_facts; swf_facts.load()",
    "palmerpenguins": "from palmerpenguins import load_penguins; load_penguins()",
    "vega_datasets": "from vega_datasets import data; data.cars()",
    "country_converter": "import country_converter; country_converter.CountryConverter()",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that checks or reads a package."""

    engine: str
    stored: str
    facts: int
    jobs: int = 1

    def command(self, folder: Path) -> list[str]:
        """Return what runs it."""
        more = [str(self.jobs)] if self.engine in OURS else []
        return [PYTHON, str(HERE / "tasks.py"), self.engine, str(folder), *more]


def cases(sizes: list[int]) -> list[Case]:
    """Return all cases, the same engine on the same files wherever two are compared."""
    found = []
    for facts in sizes:
        for stored in ("parquet", "csv"):
            for engine in (*OURS, "frictionless", "pandera-pandas", "duckdb"):
                if facts > MOST.get(engine, facts) or (engine == "frictionless" and stored == "parquet"):
                    continue
                alone = engine not in OURS or facts < LARGE
                both = engine in OURS and facts >= 100_000
                found += [
                    Case(engine=engine, stored=stored, facts=facts, jobs=jobs) for jobs in [1] * alone + [2] * both
                ]
    return found


def far_cases(sizes: list[int]) -> list[Case]:
    """Return the cases of sizes at which the others are left out, each to be run once."""
    return [
        Case(engine=engine, stored=stored, facts=facts, jobs=jobs) for facts in sizes for engine, stored, jobs in FAR
    ]


def make(folder: Path, sizes: list[int], far: list[int]) -> dict[tuple[str, int], Path]:
    """Write the packages, those aside that are there already, and return where they are."""
    wanted = {(stored, facts) for facts in sizes for stored in ("parquet", "csv")}
    wanted |= {(stored, facts) for facts in far for _, stored, _ in FAR}
    return {(stored, facts): _made(folder, facts, stored) for stored, facts in sorted(wanted)}


def _made(folder: Path, facts: int, stored: str) -> Path:
    """Write a package unless it is there already, and return where it is."""
    place = folder / f"{stored}-{facts}"
    if not (place / "datapackage.json").exists():
        show(f"writing {facts:,} facts as {stored}")
        measure(_writing(place, facts, stored))
    return place


def _writing(place: Path, facts: int, stored: str) -> list[str]:
    return [PYTHON, "-m", "swf_facts.synthesis", "--facts", str(facts), "--format", stored, str(place)]


def writing(facts: int, runs: int) -> list[dict[str, Any]]:
    """Measure how fast synthetic packages are written."""
    found = []
    for stored in ("parquet", "csv"):
        done = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                done.append(measure(_writing(Path(folder, "package"), facts, stored)))
        found.append({"format": stored, "facts": facts, **asdict(spread(done))})
    return found


def show(words: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def check_packages(
    places: dict[tuple[str, int], Path], many: list[Case], once: list[Case], runs: int
) -> Iterator[list[dict[str, Any]]]:
    """Run every case of *many* so many times, in turns, those of *once* in the first; yield what is known after each turn."""
    found: dict[Case, list[Run]] = {case: [] for case in [*many, *once]}
    for turn in range(runs):
        for case in [*many, *(once if turn == 0 else ())]:
            done = found[case]
            run = measure(case.command(places[case.stored, case.facts]))
            if run.said.get("findings"):
                raise SystemExit(f"{case} found {run.said['findings']} faults in a package that has none")
            done.append(run)
            show(f"{turn + 1}/{runs} {case.engine} {case.stored} {case.facts:,} jobs {case.jobs}: {run.seconds:.2f} s, {case.facts / run.seconds:,.0f} facts/s, {run.memory:,.0f} MB")  # fmt: skip
        yield [
            {**asdict(case), **asdict(spread(done)), "rate": case.facts / spread(done).seconds}
            for case, done in found.items()
        ]


def load_times(runs: int) -> list[dict[str, Any]]:
    """Measure import and load of data packages, in turns."""
    done: dict[str, list[Run]] = {name: [] for name in LOADS}
    for _ in range(runs):
        for name, code in LOADS.items():
            done[name].append(measure([PYTHON, "-c", code]))
    return [{"name": name, **asdict(spread(many))} for name, many in done.items()]


def small_package(alone: Path | None, runs: int) -> list[dict[str, Any]]:
    """Measure the check of the package that is carried, as a user waits for it: beside pandas, and in an environment without."""
    pythons = {"beside pandas": PYTHON} | ({"without pandas": str(alone)} if alone else {})
    done: dict[str, list[Run]] = {name: [] for name in pythons}
    for _ in range(runs):
        for name, python in pythons.items():
            done[name].append(measure([python, "-m", "swf_facts", "validate"]))
    return [{"name": name, **asdict(spread(many))} for name, many in done.items()]


def grammar(folder: Path, runs: int) -> dict[str, Any]:
    """Measure the number grammar on the texts of a synthetic package."""
    place = folder / "grammar"
    if not (place / "datapackage.json").exists():
        write_package(place, 8_000, stored="csv-files")
    done = [measure([PYTHON, str(HERE / "tasks.py"), "grammar", str(place)]).said for _ in range(runs)]
    rates = [said["bytes"] / 1e6 / said["inside"] for said in done]
    return {"mb_per_second": median(rates), "bytes": done[0]["bytes"], "found": done[0]["found"], "runs": runs}


def stages(folder: Path, runs: int) -> dict[str, Any]:
    """Measure what spends the time of a check, by the script that measures it."""
    done = [json.loads(_printed([PYTHON, str(HERE / "stages.py"), str(folder)])) for _ in range(runs)]
    return {"runs": runs, "seconds": {part: median(one[part] for one in done) for part in done[0]}}


_DIFF = re.compile(r"(?P<rows>[0-9,]+) rows a side: (?P<seconds>[0-9.]+) s \([^)]*\), peak (?P<memory>[0-9,]+) MB")


def comparisons(sizes: list[int], runs: int) -> list[dict[str, Any]]:
    """Measure the comparison of two packages, by the script that measures it."""
    found = []
    for facts in sizes:
        for stored in ("csv", "parquet"):
            done = []
            for _ in range(runs):
                output = _printed([PYTHON, str(HERE / "diff.py"), "--facts", str(facts), "--format", stored])
                said = _DIFF.search(output)
                if said is None:
                    raise SystemExit(f"benchmarks/diff.py said what is not understood: {output}")
                done.append((float(said["seconds"]), float(said["memory"].replace(",", "")), said["rows"]))
            found.append({
                "facts": facts, "format": stored, "rows": int(done[0][2].replace(",", "")), "runs": runs,
                "seconds": median(one[0] for one in done), "memory": max(one[1] for one in done),
            })  # fmt: skip
            show(f"compared {facts:,} facts as {stored}: {found[-1]['seconds']:.2f} s")
    return found


def site_builds(sizes: list[int]) -> list[dict[str, Any]]:
    """Measure builds of the site, by the script that measures them; each is built once."""
    built: list[dict[str, Any]] = json.loads(
        _printed([PYTHON, str(HERE / "docs_build.py"), "--facts", *map(str, sizes)])
    )
    return built


def _printed(command: list[str]) -> str:
    import subprocess

    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, nargs="+", default=[100_000, 1_000_000], help="sizes of the packages")
    parser.add_argument(
        "--far", type=int, nargs="*", default=[], help="sizes at which we and DuckDB read Parquet, once"
    )
    parser.add_argument(
        "--diff", type=int, nargs="*", default=[100_000, 1_000_000], help="sizes of the packages compared"
    )
    parser.add_argument("--site", type=int, nargs="*", default=[0, 1_000], help="facts of the sites built")
    parser.add_argument("--write", type=int, default=1_000_000, help="facts of the packages written to measure writing")
    parser.add_argument(
        "--only", nargs="+", metavar="SECTION", help="measure these sections again, and keep the others of --json"
    )
    parser.add_argument("--runs", type=int, default=3, help="of each case; the median is reported")
    parser.add_argument("--keep", type=Path, help="a folder for the packages, which stay and are used again")
    parser.add_argument(
        "--alone", type=Path, metavar="PYTHON", help="Python of an environment with swf-facts[validate] alone"
    )
    parser.add_argument("--json", type=Path, help="file to write")
    parser.add_argument("--guard", action="store_true", help="hold counts and ratios against the ones on file instead")
    parser.add_argument("--update", action="store_true", help="with --guard: put the new ones on file")
    arguments = parser.parse_args()
    if arguments.guard:
        return guard.main(update=arguments.update)
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        checks = not arguments.only or "check" in arguments.only
        places = make(folder, arguments.facts, arguments.far) if checks else {}
        result: dict[str, Any] = {
            "machine": machine(), "versions": versions(LIBRARIES), "runs": arguments.runs,
            "sizes": {
                f"{stored} {facts}": sum(place.stat().st_size for place in whole.rglob("*") if place.is_file())
                for (stored, facts), whole in places.items()
            },
        }  # fmt: skip
        middle = min(max(arguments.facts), 100_000)
        sections: dict[str, Callable[[], Any]] = {
            "stages": lambda: {"facts": middle, **stages(_made(folder, middle, "parquet"), arguments.runs)},
            "written": lambda: writing(arguments.write, arguments.runs),
            "load": lambda: load_times(max(5, arguments.runs)),
            "small": lambda: small_package(arguments.alone, arguments.runs),
            "grammar": lambda: grammar(folder, arguments.runs),
            "diff": lambda: comparisons(arguments.diff, arguments.runs),
            "site": lambda: site_builds(arguments.site) if arguments.site else [],
        }
        if arguments.only:
            result = {**json.loads(arguments.json.read_text("utf-8")), "machine": machine()} | (
                {"sizes": result["sizes"]} if checks else {}
            )
        for name, section in sections.items():
            if not arguments.only or name in arguments.only:
                result[name] = section()
                _save(result, arguments.json)
        wanted = cases(arguments.facts)
        once = [case for case in wanted if case.facts >= LARGE and case.engine in MINUTES]
        many = [case for case in wanted if case not in once]
        turns = check_packages(places, many, [*once, *far_cases(arguments.far)], arguments.runs)
        for result["check"] in turns if checks else ():
            _save(result, arguments.json)
        result["machine"] = machine()  # its load is that of the last minutes, in which this ran
        _save(result, arguments.json)
    print(json.dumps(result, indent=1))
    return 0


def _save(result: dict[str, Any], place: Path | None) -> None:
    """Write what is measured so far, so that it stays if what follows fails."""
    if place is not None:
        place.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
