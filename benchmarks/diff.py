"""How long ``diff`` takes for a pair of packages with a million facts, and how much memory.

Usage: ``python benchmarks/diff.py [--facts N] [--format csv|parquet]``. Both packages are written to a folder that is
removed again; then ``diff`` runs in a process of its own, whose time and peak of memory are printed. Of the second package
one fact in a thousand has another number, one in a thousand is withdrawn, one in a thousand is new, and the spans of one in
a thousand have moved; what is found is held against that.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import polars as pl

from swf_facts.package import governing_schema, required_tables

OFTEN = 1000  # one fact in so many has each of the changes
FACTS_AN_ARTICLE = 20


def facts_of(count: int, *, changed: bool) -> pl.DataFrame:
    """Return *count* facts as they would stand in a CSV file; where *changed*, with the changes that are to be found."""
    number = pl.int_range(count)
    article = pl.format("paper{}2025", number // FACTS_AN_ARTICLE)
    every = {name: number % OFTEN == place for place, name in enumerate(("number", "withdrawn"), 1)} if changed else {}
    never = pl.lit(value=False)
    price = pl.format("{}.{}", number + 100_000 + every.get("number", never).cast(pl.Int64), (number % 90) + 10)
    withdrawn = every.get("withdrawn", never)
    cells = {
        "fact_id": pl.format("{}.{}", article, (number % FACTS_AN_ARTICLE + 1).cast(pl.String).str.zfill(3)),
        "article_id": article,
        "subject_id": pl.format("fund-{}", number % 500),
        "property_id": pl.format("property-{}", number % 60),
        "value_type": pl.lit("quantity"),
        "value_number": price,
        "unit_id": pl.lit("USD"),
        "unit_basis": pl.lit("stated"),
        "comparator": pl.lit("eq"),
        "lower": price,
        "upper": price,
        "as_of": pl.lit("2025-05-25"),
        "as_of_basis": pl.lit("stated"),
        "modality": pl.lit("asserted"),
        "polarity": pl.lit("positive"),
        "status": pl.when(withdrawn).then(pl.lit("withdrawn")).otherwise(pl.lit("current")),
        "status_reason": pl.when(withdrawn).then(pl.lit("It was misread.")),
    }
    names = [field["name"] for field in governing_schema("facts")["fields"]]
    return pl.select(cells.get(name, pl.lit(None, dtype=pl.String)).alias(name) for name in names)


def evidence_of(facts: pl.DataFrame, *, changed: bool) -> pl.DataFrame:
    """Return one statement for each fact; where *changed*, one in so many has moved."""
    number = pl.int_range(pl.len())
    start = number % FACTS_AN_ARTICLE * 200 + (number % OFTEN == 4).cast(pl.Int64) * int(changed)
    return facts.select(
        "fact_id",
        role=pl.lit("statement"),
        article_id="article_id",
        start=start,
        end=start + 60,
        exact=pl.format("The fund of the year traded at {} dollars on 25 May 2025", "value_number"),
    )


def write(folder: Path, *, count: int, kind: str, changed: bool) -> None:
    """Write a package whose large tables are facts and evidence; the others have their header only."""
    data = folder / "data"
    data.mkdir(parents=True)
    facts = facts_of(count, changed=changed)
    if changed:
        more = facts_of(count + count // OFTEN, changed=False).tail(count // OFTEN)
        facts = pl.concat([facts, more])
    large = {"facts": facts, "evidence": evidence_of(facts, changed=changed)}
    resources = []
    for table in required_tables():
        names = [field["name"] for field in governing_schema(table)["fields"]]
        frame = large.get(table, pl.DataFrame(schema=dict.fromkeys(names, pl.String)))
        path = f"data/{table}.{kind if table in large else 'csv'}"
        if path.endswith(".csv"):
            frame.write_csv(folder / path)
        else:
            frame.write_parquet(folder / path, compression="zstd", statistics=False)
        size = (folder / path).stat().st_size
        resources.append({"name": table, "path": path, "format": path.rpartition(".")[2], "bytes": size})
    version = "1.1.0" if changed else "1.0.0"
    descriptor = {"name": "bench", "version": version, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor))


def run(old: str, new: str, count: int) -> None:
    """Compare two packages in this process, print what that took, and hold what is found against what was written."""
    from swf_facts import diff

    started = perf_counter()
    difference = diff(old, new)
    seconds, busy = perf_counter() - started, process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts, evidence = difference.tables["facts"], difference.tables["evidence"]
    each = count // OFTEN
    found = [facts.count("changed"), facts.count("withdrawn"), facts.count("added"), evidence.count("moved")]
    rows = facts.old_rows + evidence.old_rows
    print(
        f"{rows:,} rows a side: {seconds:.2f} s ({busy:.2f} s of processor), peak {peak:,.0f} MB; found {found}, {difference.bump.level}"
    )
    if found != [each] * 4:
        raise SystemExit(f"expected {each} of each")


def main() -> None:
    """Write the pair, and compare it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--pair", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.pair:
        old, new = arguments.pair
        run(old, new, arguments.facts)
        return
    with TemporaryDirectory() as place:
        pair = [str(Path(place, name)) for name in ("old", "new")]
        for folder, changed in zip(pair, (False, True), strict=True):
            write(Path(folder), count=arguments.facts, kind=arguments.format, changed=changed)
        subprocess.run([sys.executable, __file__, "--facts", str(arguments.facts), "--pair", *pair], check=True)


if __name__ == "__main__":
    main()
