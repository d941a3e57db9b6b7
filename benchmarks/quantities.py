"""Measure the number grammar on sentences whose quantities are known: precision and recall, exact span and value.

Run ``python benchmarks/quantities.py [FILE] [--misses]``. FILE is JSON lines with ``kind``, ``input`` and ``results``; without
it, ``../shared/benchmarks/quantities-dev.jsonl`` beside the repository. The sentences are other people's work and are never
part of this repository; where they are absent the script says so and succeeds. ``--speed`` measures the time that long texts
without structure take, at two lengths, to show that it grows with the length and no faster.

The policy that makes the two conventions comparable, fixed before any tuning:

- A result without a value (a bare "dollar") is no quantity here, and is left out.
- currency, percent: the span is the mention's core, without comparator words; a range counts as its printed text, so it misses.
  The value must be equal as a decimal; where the result names an ISO 4217 code the unit must be that code.
- number_range: a mention counts if a comparator or two ends make it an interval; of bare numbers only. The span includes the
  comparator words, except those of closeness ("about"). Both ends must be equal as decimals; whether an end belongs to the
  interval is not compared, since ``lower`` and ``upper`` do not say it for a range of two ends.
- In sentences of one kind, mentions of other kinds are not counted.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from swf_facts.quantities import Mention, comparator_before, extract

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "quantities-dev.jsonl"


class Answer(NamedTuple):
    """One quantity in the terms of the comparison; ``unit`` is empty where it is not compared."""

    start: int
    end: int
    value: str
    unit: str


def expected(kind: str, results: list[dict[str, str | int | None]]) -> Iterator[Answer]:
    """Yield the known quantities of one sentence."""
    for result in results:
        value = result["value"]
        if value is None or value == "null":
            continue
        start, end = int(result["start"] or 0), int(result["end"] or 0)
        if kind == "number_range":
            ends = str(value)[1:-1].split(",")
            yield Answer(start, end, " ".join(_plain(one) for one in ends), "")
        elif kind == "percent":
            yield Answer(start, end, _plain(str(value).removesuffix("%")), "")
        else:
            yield Answer(start, end, _plain(str(value)), str(result["iso4217"] or ""))


def found(kind: str, text: str) -> Iterator[tuple[Answer, Mention]]:
    """Yield the mentions of one sentence that the comparison counts."""
    for mention in extract(text):
        if kind == "number_range":
            bounded = mention.comparator not in ("eq", "ap") or mention.number is None or mention.lower == mention.upper
            if mention.kind in ("count", "number_range") and bounded:
                start = _without_closeness(text, mention)
                ends = f"{_plain(mention.lower)} {_plain(mention.upper)}"
                yield Answer(start, mention.end, ends, ""), mention
        elif mention.kind == kind:
            yield Answer(mention.core_start, mention.core_end, _plain(mention.number), mention.unit or ""), mention


def _without_closeness(text: str, mention: Mention) -> int:
    """Return where a mention starts without "about" and its like."""
    for space in range(mention.core_start, mention.start, -1):
        if text[space - 1].isspace() and comparator_before(text, space) == "ap":
            return space
    return mention.start


def _plain(number: str | Decimal | None) -> str:
    """Return a number so that equal decimals are equal strings; empty for an open end."""
    return "" if number in (None, "") else f"{Decimal(str(number)).normalize():f}"


def compare(path: Path, *, misses: bool) -> None:
    """Print precision and recall of each kind."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        kind, text = case["kind"], case["input"]
        wanted = list(expected(kind, case["results"]))
        answers = [answer for answer, _ in found(kind, text)]
        counts[kind]["sentences"] += 1
        counts[kind]["expected"] += len(wanted)
        counts[kind]["found"] += len(answers)
        missed = []
        for want in wanted:
            same = [a for a in answers if a[:3] == want[:3] and want.unit in ("", a.unit)]
            counts[kind]["right"] += bool(same)
            missed += [] if same else [want]
            if same:
                answers.remove(same[0])
        if misses and (missed or answers):
            print(f"{kind}: {text!r}")
            for label, wrong in (("missed", missed), ("not asked", answers)):
                for one in wrong:
                    print(f"    {label:9} {text[one.start : one.end]!r} {one.value} {one.unit}")
    print(f"{'kind':14} {'sentences':>9} {'expected':>8} {'found':>6} {'precision':>9} {'recall':>7}")
    for kind, count in sorted(counts.items()):
        precision, recall = count["right"] / max(1, count["found"]), count["right"] / max(1, count["expected"])
        print(
            f"{kind:14} {count['sentences']:9} {count['expected']:8} {count['found']:6} {precision:9.3f} {recall:7.3f}"
        )


LONG_TEXTS = {
    "letters": "a",
    "digits": "1",
    "1,1,1,…": "1,",
    "1-1-1-…": "1-",
    "11,11,…": "11,",
    "between between …": "between ",
    "over over …": "over ",
    "one one …": "one ",
    "one hundred and …": "one hundred and ",
    "1 to 1 to …": "1 to ",
    "$$$": "$",
    "a$1": "a$1",
    "camelCase(": "aB(1,",
    "May May": "May ",
    "http://http://": "http://",
    "news": "Assets of over $1.64 trillion, up 4.29% since May 25, 2025, went to two of the funds. ",
}


def speed(size: int) -> None:
    """Print seconds at *size* and at twice the size; a ratio near 2 is linear."""
    print(f"{'text':20} {f'{size:,}':>10} {f'{2 * size:,}':>10} {'ratio':>6}")
    for name, unit in LONG_TEXTS.items():
        seconds = []
        for length in (size, 2 * size):
            text = (unit * (length // len(unit) + 1))[:length]
            begin = time.process_time()
            extract(text)
            seconds.append(time.process_time() - begin)
        print(f"{name:20} {seconds[0]:10.3f} {seconds[1]:10.3f} {seconds[1] / seconds[0]:6.1f}")


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description="Measure the number grammar.")
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--misses", action="store_true", help="print every sentence that went wrong")
    parser.add_argument("--speed", action="store_true", help="also measure the time long texts take")
    parser.add_argument("--size", type=int, default=500_000, help="length of the shorter text of --speed")
    arguments = parser.parse_args()
    if arguments.file.is_file():
        compare(arguments.file, misses=arguments.misses)
    else:
        print(f"no benchmark at {arguments.file}: nothing measured")
    if arguments.speed:
        speed(arguments.size)


if __name__ == "__main__":
    main()
