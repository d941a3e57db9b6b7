"""The page on speed and memory, made from ``bench.json``, which ``nox -s bench`` measures."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parent / "bench.json"
NAMES = {
    "ours": "swf-facts, the whole ladder", "ours-main": "swf-facts, the main rules only", "frictionless": "frictionless, structure only",
    "pandera-pandas": "pandera over pandas, the main rules", "duckdb": "DuckDB, merely reading",
}  # fmt: skip
STORED = {"parquet": "Parquet", "csv": "CSV"}
GUARDED = "`nox -s bench -- --guard`"


def measured() -> dict[str, Any]:
    """Return what was measured last."""
    result: dict[str, Any] = json.loads(BENCH.read_text("utf-8"))
    return result


def _case(
    result: dict[str, Any], engine: str, stored: str, facts: int, jobs: int | None = None
) -> dict[str, Any] | None:
    """Return one case; without *jobs* the fastest."""
    found = [
        case for case in result["check"]
        if (case["engine"], case["stored"], case["facts"]) == (engine, stored, facts) and jobs in (None, case["jobs"])
    ]  # fmt: skip
    return max(found, key=lambda case: float(case["rate"]), default=None)


def _largest(result: dict[str, Any], engine: str, stored: str) -> int:
    return max(
        (case["facts"] for case in result["check"] if (case["engine"], case["stored"]) == (engine, stored)), default=0
    )


def targets(result: dict[str, Any]) -> list[list[str]]:
    """Return the targets with what was measured, and whether that reaches them."""
    rows: list[list[str]] = []

    def add(what: str, target: str, value: float, *, reached: bool, form: str = ",.0f") -> None:
        rows.append([what, target, format(value, form), "yes" if reached else "**no**"])

    for stored, wanted in (("parquet", 500_000), ("csv", 200_000)):
        facts = _largest(result, "ours", stored)
        case = _case(result, "ours", stored, facts)
        if case:
            add(
                f"facts a second, {facts:,} facts from {STORED[stored]}",
                f"{wanted:,}",
                case["rate"],
                reached=case["rate"] >= wanted,
            )
    for engine, mine, stored, wanted in (
        ("frictionless", "ours", "csv", 20),
        ("pandera-pandas", "ours-main", "csv", 8),
        ("pandera-pandas", "ours-main", "parquet", 8),
    ):
        facts = _largest(result, engine, stored)
        ours, theirs = _case(result, mine, stored, facts), _case(result, engine, stored, facts)
        if ours and theirs:
            same = ", the same rules" if mine == "ours-main" else ""
            what = (
                f"times the rate of {engine}{same}, {facts:,} facts from {STORED[stored]}{_by_processor(theirs, ours)}"
            )
            ratio = ours["rate"] / theirs["rate"]
            add(what, str(wanted), ratio, reached=ratio >= wanted, form=".1f")
    facts = _largest(result, "duckdb", "parquet")
    ours, theirs = _case(result, "ours", "parquet", facts), _case(result, "duckdb", "parquet", facts)
    if ours and theirs:
        what = f"times the seconds of DuckDB's reading, {facts:,} facts from Parquet{_by_processor(ours, theirs)}"
        ratio = ours["seconds"] / theirs["seconds"]
        add(what, "at most 10", ratio, reached=ratio <= 10, form=".1f")
    for few, many in _pairs(result):
        jobs = "one process" if many["jobs"] == 1 else f"{many['jobs']} processes"
        ratio = many["rate"] / few["rate"]
        what = f"rate at {many['facts']:,} by rate at {few['facts']:,} from Parquet, {jobs}"
        add(what, "0.85", ratio, reached=ratio >= 0.85, form=".2f")
    for case in result["check"]:
        if case["engine"] == "ours" and case["facts"] >= 100_000:
            who = "one process" if case["jobs"] == 1 else f"{case['jobs']} processes together"
            what = f"megabytes at most, {case['facts']:,} facts from {STORED[case['stored']]}, {who}"
            add(what, "600", case["memory"], reached=case["memory"] < 600)
    small = min(result["small"], key=lambda row: float(row["seconds"]))
    add(
        "seconds to check the package that is carried",
        "1.5",
        small["seconds"],
        reached=small["seconds"] < 1.5,
        form=".2f",
    )
    made = min(result["written"], key=lambda row: float(row["seconds"]), default=None)
    if made:
        rate = made["facts"] / made["seconds"]
        add(
            f"synthetic facts written a second, {made['facts']:,} as {STORED[made['format']]}",
            "100,000",
            rate,
            reached=rate >= 100_000,
        )
    return rows


def _by_processor(slower: dict[str, Any], faster: dict[str, Any]) -> str:
    """Say how many times the processor seconds of one case those of another are, where that is another number."""
    return f" ({slower['processor'] / faster['processor']:.1f} by processor seconds)"


def _pairs(result: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return our checks of Parquet at each size from 100,000 facts on, beside those with as many processes at the next smaller."""
    found = []
    for jobs in (1, 2):
        sizes = sorted(
            (case for case in result["check"] if (case["engine"], case["stored"], case["jobs"]) == ("ours", "parquet", jobs) and case["facts"] >= 100_000),
            key=lambda case: int(case["facts"]),
        )  # fmt: skip
        found += list(pairwise(sizes))
    return found


def _spread(row: dict[str, Any], *, digits: int) -> list[str]:
    seconds = [f"{row[name]:.{digits}f}" for name in ("seconds", "least", "most")]
    return [
        row["name"],
        seconds[0],
        f"{seconds[1]} to {seconds[2]}",
        f"{row['processor']:.2f}",
        f"{row['memory']:,.0f}",
    ]


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    align = ["---" if number == 0 else "---:" for number in range(len(header))]
    return [f"| {' | '.join(cells)} |" for cells in (header, align, *rows)]


def _runs(result: dict[str, Any]) -> int:
    """Return how often a check was run, those aside that take minutes and were run once."""
    return max(int(case["runs"]) for case in result["check"])


def _load(machine: dict[str, Any]) -> list[str]:
    """Say so where other work ran beside: the check itself wants all processors."""
    if machine["load"] < machine["cores"] + 1:
        return []
    return [
        "",
        f"**Other work ran on the machine**: on average {machine['load']:.0f} processes wanted one of its {machine['cores']} processors. So",
        "seconds are several times too long, and rates by seconds as much too low; the processor seconds, which count only the time that",
        "a process really ran, are nearer to what an idle machine takes.",
    ]


def _section(title: str, header: list[str], rows: list[list[str]]) -> list[str]:
    """Return a section with a table, nothing where nothing was measured."""
    return [f"## {title}", "", *_table(header, rows), ""] if rows else []


def _who(case: dict[str, Any]) -> str:
    return NAMES[case["engine"]] + (f", {case['jobs']} processes" if case["jobs"] > 1 else "")


def _by_size(result: dict[str, Any], stored: str, what: str, form: str) -> list[str]:
    """Return a table of one measure: a row for each who checks, a column for each size."""
    cases = [case for case in result["check"] if case["stored"] == stored]
    sizes = sorted({case["facts"] for case in cases})
    rows: dict[str, dict[int, str]] = {}
    for case in sorted(cases, key=lambda case: (list(NAMES).index(case["engine"]), case["jobs"])):
        rows.setdefault(_who(case), {})[case["facts"]] = format(case[what], form)
    header = [f"from {STORED[stored]}", *(f"{size:,}" for size in sizes)]
    return _table(header, [[who, *(cells.get(size, "–") for size in sizes)] for who, cells in rows.items()])


def _every(result: dict[str, Any]) -> list[list[str]]:
    """Return all that was measured of each check."""
    return [
        [
            _who(case), STORED[case["stored"]], f"{case['facts']:,}",
            f"{case['seconds']:.2f}", f"{case['least']:.2f} to {case['most']:.2f}" if case["runs"] > 1 else "once",
            f"{case['processor']:.2f}", f"{case['rate']:,.0f}", f"{case['memory']:,.0f}",
        ]
        for case in sorted(result["check"], key=lambda case: (case["facts"], case["stored"], -case["rate"]))
    ]  # fmt: skip


STAGES = {
    "reading": "reading the tables", "grammar": "the number grammar: finding and reading every quantity and date", "views": "views: what tables know about one another",
    "rules": "rules: what they do beside their conditions", "conditions": "conditions: one expression for each rule, over all rows",
    "frictionless": "frictionless, over the first rows of each table", "rest": "start, imports, and what is done once a package",
}  # fmt: skip


def _stages(result: dict[str, Any]) -> list[str]:
    """Say where the time of a check goes, and what would be left of it if most of it cost nothing."""
    measured = result.get("stages")
    if not measured:
        return []
    facts, seconds = measured["facts"], measured["seconds"]
    each = {part: seconds[part] / facts * 1e6 for part in STAGES}
    whole, least = sum(seconds.values()), each["reading"] + each["conditions"]
    return [
        "## Where the time goes",
        "",
        f"Processor seconds of a check of {facts:,} facts from Parquet with one process, by what spends them; each part without those that it",
        f"calls for; medians of {measured['runs']} runs of `benchmarks/stages.py`, which costs a little itself.",
        "",
        *_table(
            ["what", "processor seconds", "of all", "microseconds a fact"],
            [[STAGES[part], f"{seconds[part]:.2f}", f"{seconds[part] / whole:.0%}", f"{each[part]:.1f}"] for part in STAGES],
        ),
        "",
        "This bounds what can be reached. Two processors that check 500,000 facts a second have 4 microseconds for each fact. To read the",
        f"tables with polars, and to look at the conditions when everything that they ask about is known, takes {least:.1f} microseconds: at most",
        f"{2e6 / least:,.0f} facts a second, if finding the words of each quote, joining them to their facts and reading their numbers cost nothing.",
        f"With the number grammar, which reads each number in its surroundings in Python, it is at most {2e6 / (least + each['grammar']):,.0f}.",
        "",
    ]  # fmt: skip


def _billion(result: dict[str, Any]) -> list[str]:
    """Return the arithmetic of what a billion facts would cost."""
    facts = _largest(result, "ours", "parquet")
    case, size = _case(result, "ours", "parquet", facts), result["sizes"].get(f"parquet {facts}")
    alone = [one for one in result["check"] if (one["engine"], one["stored"], one["jobs"]) == ("ours", "parquet", 1)]
    if not case or not size or not alone:
        return []
    worker = max(alone, key=lambda one: int(one["facts"]))
    rate = facts / case["processor"]
    hours = 1e9 / rate / 3600
    return [
        f"- One processor checks {rate:,.0f} facts a second: {facts:,} facts took {case['processor']:,.1f} processor seconds.",
        f"- A billion facts are 1,000,000,000 / {rate:,.0f} / 3,600 = **{hours:,.1f} processor hours**; at 0.05 dollars an hour, an",
        f"  assumed price, {hours * 0.05:,.2f} dollars.",
        f"- On 64 processors that is {hours / 64 * 60:,.0f} minutes if no time is lost in waiting; nothing of that size was run.",
        f"- They take {size / facts:,.0f} bytes a fact, texts included: {size / facts:,.0f} GB of Parquet to read once.",
        f"- A worker holds one bucket of articles at a time, {worker['memory']:,.0f} MB at most with {worker['facts']:,} facts.{_growth(result)}",
    ]


def _growth(result: dict[str, Any]) -> str:
    """Say what the memory would grow to, from the two largest sizes."""
    pairs = _pairs(result)
    if not pairs:
        return ""
    few, many = max(pairs, key=lambda pair: int(pair[1]["facts"]))
    more = (many["memory"] - few["memory"]) / (many["facts"] - few["facts"]) * 1e9 / 1000
    who = "One process" if many["jobs"] == 1 else f"{many['jobs']} processes together"
    sizes = (
        f" {who} took {many['memory'] - few['memory']:+,.0f} MB with {many['facts']:,} facts beside {few['facts']:,}"
    )
    if more <= 1:
        return f"{sizes}."
    return f"{sizes}; if it went on like that, a billion would take {more:,.0f} GB more: cut it into several packages."


def performance() -> str:
    """Return the page."""
    result = measured()
    machine, grammar = result["machine"], result["grammar"]
    of = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    lines = [
        "<!-- generated from bench.json by `nox -s refresh` -->",
        "# Speed and memory",
        "",
        "`nox -s bench` makes packages of invented facts, checks them, and has others do what they can with the same files, in turns",
        f"and each in a fresh process. Of the checks these are medians of {_runs(result)} runs, those that take minutes aside, which were run once, on {machine['cores']} processors ({machine['processor']}) with",
        f"{machine['memory_gb']} GB, Python {machine['python']}; seconds are those of the whole process, start and imports included. On another",
        "machine the seconds are others; the ratios are what to look at.",
        *_load(machine),
        "",
        "```{bench-chart} rates",
        "```",
        "",
        "## Against the targets",
        "",
        *_table(["what", "target", "measured", "reached"], targets(result)),
        "",
        "## Checking a package",
        "",
        "All read the same files. *swf-facts* climbs all rungs. *frictionless* checks types, constraints, keys, sizes and hashes of the",
        "tables, and knows nothing of texts. *pandera over pandas* is our own rewrite of the main rules as a user of these libraries",
        "would write them (`benchmarks/pandas_rules.py`); of the kinds of faults that `nox -s synth` can plant it finds more than half.",
        "With *the main rules only* we check what that rewrite does, and nothing else. *DuckDB* checks nothing: it reads every column",
        "once, which is as little as any checker can do. Memory is that of all processes together; what they share, such as the",
        "libraries, counts once for each.",
        "",
        "Seconds from the prompt to the prompt, by the number of facts:",
        "",
        *_by_size(result, "parquet", "seconds", ".2f"),
        "",
        *_by_size(result, "csv", "seconds", ".2f"),
        "",
        "Megabytes at most:",
        "",
        *_by_size(result, "parquet", "memory", ",.0f"),
        "",
        *_by_size(result, "csv", "memory", ",.0f"),
        "",
        "<details><summary>Every check, with its spread, its processor seconds and its rate</summary>",
        "",
        *_table(["who", "from", "facts", "seconds", "from … to", "processor seconds", "facts a second", "MB at most"], _every(result)),
        "",
        "</details>",
        "",
        "```{bench-chart} memory",
        "```",
        "",
        *_stages(result),
        "## Starting",
        "",
        "A fresh interpreter imports a data package and loads its data once. The first row is the interpreter alone, which is in all others.",
        "",
        *_table(
            ["what", "seconds", "from … to", "processor seconds", "MB"],
            [_spread(row, digits=3) for row in result["load"]],
        ),
        "",
        "`swf-facts validate` of the package that is carried, from the prompt to the prompt, in an environment with pandas and in one",
        "without: pandera loads what is there.",
        "",
        *_table(
            ["environment", "seconds", "from … to", "processor seconds", "MB"],
            [_spread(row, digits=2) for row in result["small"]],
        ),
        "",
        "## The number grammar",
        "",
        f"Finds {grammar['found']:,} quantities and dates in {grammar['bytes'] / 1e6:.2f} MB of synthetic articles, {grammar['mb_per_second']:.2f} MB a",
        "processor second. Each number is read in its surroundings, in Python.",
        "",
        *_section("Comparing two packages", ["facts", "rows a side", "from", "seconds", "MB at most"], [
            [f"{row['facts']:,}", f"{row['rows']:,}", STORED[row["format"]], f"{row['seconds']:.2f}", f"{row['memory']:,.0f}"] for row in result["diff"]
        ]),
        *_section("Building the site", ["package", "facts", "build", "seconds", "MB at most", "files written"], [
            [row["package"], f"{row['facts']:,}", row["build"], f"{row['seconds']:.1f}", f"{row['peak_mb']:,}", f"{row['written']:,}"]
            for row in result["site"]
        ]),
        "## What a billion facts would cost",
        "",
        "Nearly every rule about a fact looks at its own article only, so buckets of articles are checked apart. From the figures above:",
        "",
        *_billion(result),
        "",
        "How to do it on a cluster is told in [Publish a large package](../how-to/large-package.md).",
        "",
        "## That it stays so",
        "",
        f"Seconds on a busy machine prove nothing, so no test looks at them. {GUARDED} counts the calls of this project's own functions",
        "for each fact, which are the same on every machine, holds that twice the facts make twice the calls, and takes the processor",
        "time of a check by that of a fixed piece of work in the same process. It fails where one of them grew.",
        "",
        f"Measured with {of}.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
