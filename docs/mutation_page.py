"""The page on the mutation score, made from ``mutation-score.json``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

INTRODUCTION = """\
A rule that never speaks proves nothing. So the rules of the [ladder](method.md) are tried on wrong data: `nox -s mutate`
takes the published tables, changes **one cell** as a careless or a dishonest editor would, brings hashes and derived tables
up to date, and asks whether `swf-facts validate` now has a finding that it did not have before. If so, the change is
*killed*; if not, it *survives*. The share that is killed is the mutation score.

Changes are made in every field of every table and in the texts. A number loses its scale or two of its digits change places, a
comparator or a hedge goes, a date moves by a day, a currency becomes a percentage, an entity or a property is exchanged for
another one that exists, a span is counted in bytes or in UTF-16 units or moves to the next place where the same words stand,
a quote is tidied (a straight apostrophe, a hyphen for a dash), a row is deleted or entered twice, a character of a text changes.
While other tables are changed the ledger of released facts is left out: it would notice every change of a fact that was
published, and of no other.
"""

APART = """\
The following changes are made and counted as well, but they are no part of the score, because no rule could be asked to notice
them without knowing more than the articles say. *Unprovable*: the cell rests on the word of people or of a public register.
*Equivalent*: after the change the package still says nothing untrue.
"""


def table(header: list[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |" for cells in lines]


def page(score: Mapping[str, Any]) -> str:
    """Return the page in Markdown."""
    lines = [
        "<!-- generated from mutation-score.json by `nox -s refresh` -->",
        "# How much a checker would notice",
        "",
        INTRODUCTION,
        *_result(score),
        "",
        "## Table by table",
        "",
        *_tables(score),
        "",
        "## What survived",
        "",
        *_survivors(score),
        "",
        "## What no machine can see",
        "",
        APART,
        *_apart(score),
        "",
        "## Field by field",
        "",
        "*By a warning* counts the changes of which the ladder only warns; all others make it fail.",
        "",
        *_fields(score),
        "",
        "## Change by change",
        "",
        *_classes(score),
    ]
    return "\n".join(lines) + "\n"


def _share(killed: int, tried: int) -> str:
    """Return a share in percent, rounded down, so that only all is 100."""
    return f"{int(10_000 * killed / tried) / 100:.2f}%" if tried else "–"


def _result(score: Mapping[str, Any]) -> Iterator[str]:
    total, possible = score["total"], score["possible"]
    yield f"**{total['killed']:,} of {total['tried']:,} wrong cells were noticed: {_share(total['killed'], total['tried'])}.**"
    made = total["tried"] + total["apart"]
    if score["sample"]:
        yield f"Measured on version {score['version']} with a sample of {made:,} of {possible:,} possible changes (seed {score['seed']}), drawn in turn from"
        yield "every kind of change in every field. `nox -s mutate` without `--sample` makes them all."
    else:
        yield f"Measured on version {score['version']} with all {possible:,} changes (seed {score['seed']})."
    yield f"Apart from these stand {total['apart']:,} changes that no rule is asked to notice, listed below."


def _tables(score: Mapping[str, Any]) -> list[str]:
    sums: dict[str, Counter[str]] = {}
    for row in score["fields"]:
        sums.setdefault(row["table"], Counter()).update({name: row[name] for name in ("killed", "tried", "apart")})
    rows = [
        (
            f"`{name}`",
            f"{one['killed']:,}",
            f"{one['tried']:,}",
            _share(one["killed"], one["tried"]),
            f"{one['apart']:,}",
        )
        for name, one in sums.items()
    ]
    return table(["table", "killed", "tried", "score", "apart"], rows)


def _survivors(score: Mapping[str, Any]) -> list[str]:
    counts = Counter((row["table"], row["field"], row["class"]) for row in score["survivors"])
    if not counts:
        return ["Nothing."]
    examples = {(row["table"], row["field"], row["class"]): row for row in reversed(score["survivors"])}
    rows = [
        (f"`{key[0]}`", f"`{key[1]}`", _words(key[2]), str(count), f"`{examples[key]['key']}`: {_cut(examples[key]['old'])} → {_cut(examples[key]['new'])}")
        for key, count in sorted(counts.items())
    ]  # fmt: skip
    return table(["table", "field", "change", "survivors", "such as"], rows)


def _apart(score: Mapping[str, Any]) -> list[str]:
    found: dict[tuple[str, str, str, str], Counter[str]] = {}
    for row in score["apart"]:
        key = (row["table"], row["field"], row["kind"], row["reason"])
        found.setdefault(key, Counter()).update({name: row[name] for name in ("tried", "killed")})
    rows = [
        (f"`{name}`", f"`{field}`", kind, reason, f"{one['tried']:,}", f"{one['killed']:,}")
        for (name, field, kind, reason), one in found.items()
    ]
    return table(["table", "field", "kind", "why", "tried", "noticed all the same"], rows)


def _fields(score: Mapping[str, Any]) -> list[str]:
    rows = [
        (f"`{row['table']}`", f"`{row['field']}`", f"{row['killed']:,}", f"{row['tried']:,}", _share(row["killed"], row["tried"]), f"{row['byWarning']:,}", f"{row['apart']:,}")
        for row in score["fields"]
    ]  # fmt: skip
    return table(["table", "field", "killed", "tried", "score", "by a warning", "apart"], rows)


def _classes(score: Mapping[str, Any]) -> list[str]:
    rows = [
        (_words(row["class"]), f"{row['killed']:,}", f"{row['tried']:,}", _share(row["killed"], row["tried"]))
        for row in score["classes"]
        if row["tried"]
    ]
    return table(["change", "killed", "tried", "score"], rows)


def _words(name: str) -> str:
    return name.replace("-", " ")


def _cut(text: str) -> str:
    short = text if len(text) <= 40 else f"{text[:39]}…"
    return f"“{short}”" if short else "nothing"
