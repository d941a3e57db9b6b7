"""What ``swf-facts agreements`` prints: two articles side by side, and what their facts have to do with each other."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from swf_facts.dataset.meetings import interval_words, meetings, value_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.meetings import Meeting
    from swf_facts.dataset.records import Fact
    from swf_facts.model import Relation

__all__ = ["agreements_json", "agreements_text"]

WIDTHS = (23, 26, 26, 12)  # with two spaces between them and "roots" at the end, 100 columns
GAP = "  "
_VISIBLE = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code != 10
}  # no package drives a terminal
COLOURS: dict[Relation, str] = {"agrees": "32", "refines": "36", "conflicts": "31", "incomparable": "33"}


def agreements_json(data: Dataset) -> str:
    """Return the agreements as JSON text: the cells of each row, and both facts in words."""
    shown = [
        asdict(each.agreement)
        | {
            "subject": each.first.subject_id,
            "property": each.first.property_id,
            "value_a": value_words(each.first),
            "value_b": value_words(each.second),
        }
        for each in meetings(data)
    ]
    return json.dumps(shown, ensure_ascii=False, indent=2)


def agreements_text(data: Dataset, *, colour: bool) -> str:
    """Return a table for each pair of articles that have something in common."""
    lines: list[str] = []
    found = meetings(data)
    for _, pair in groupby(found, key=lambda each: (each.first.article_id, each.second.article_id)):
        lines += [*_article_pair(list(pair), colour=colour), ""]
    lines.append(_summary(found))
    return "\n".join(lines)


def _summary(found: Sequence[Meeting]) -> str:
    if not found:
        return "No two articles state anything about the same subject and property."
    relations = [each.agreement.relation for each in found]
    counts = [f"{relations.count(relation)} {relation}" for relation in COLOURS if relation in relations]
    alone = sum(each.agreement.roots == 1 for each in found)
    pairs = "1 pair" if len(found) == 1 else f"{len(found)} pairs"
    return f"{pairs} of facts: {', '.join(counts)}. One root behind {alone}, two behind {len(found) - alone}."


def _article_pair(pair: Sequence[Meeting], *, colour: bool) -> Iterator[str]:
    first, second = pair[0].first, pair[0].second
    header = ("Subject – property", first.article_id, second.article_id, "Relation", "Roots")
    yield _clean(GAP.join(f"{name:<{width}}" for name, width in zip(header, (*WIDTHS, 5), strict=True)).rstrip())
    yield GAP.join("─" * width for width in (*WIDTHS, 5))
    for number, each in enumerate(pair):
        if number:
            yield ""
        relation = each.agreement.relation
        cells = (
            _wrapped(each.topic, WIDTHS[0]),
            _value(each.first, WIDTHS[1]),
            _value(each.second, WIDTHS[2]),
            [relation],
            [f"{each.agreement.roots:>5}"],
        )
        for row, parts in enumerate(zip_longest(*cells, fillvalue="")):
            line = GAP.join(f"{part:<{width}}" for part, width in zip(parts, (*WIDTHS, 5), strict=True)).rstrip()
            if colour and row == 0:
                at = sum(WIDTHS[:3]) + 3 * len(GAP)
                line = f"{line[:at]}\033[{COLOURS[relation]}m{relation}\033[0m{line[at + len(relation) :]}"
            yield line
        yield from (f"    {line}" for line in _wrapped(each.agreement.basis, sum(WIDTHS) + 9))


def _value(fact: Fact, width: int) -> list[str]:
    """Return what a fact says, cut to lines: the value, its interval where it has one, the id."""
    return [
        line for words in (value_words(fact), interval_words(fact), fact.fact_id) for line in _wrapped(words, width)
    ]


def _wrapped(words: str, width: int) -> list[str]:
    return textwrap.wrap(_clean(words), width, break_on_hyphens=False)


def _clean(words: str) -> str:
    return words.translate(_VISIBLE)
