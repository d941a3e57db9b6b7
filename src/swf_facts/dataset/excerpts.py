"""The words that state a fact, in the passages around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from swf_facts.dataset.records import Fact
    from swf_facts.model import Evidence

__all__ = ["Excerpt", "excerpts"]


class Excerpt(NamedTuple):
    """One passage in reading order, each part with whether it is quoted, and a remark where it cannot be shown whole."""

    parts: tuple[tuple[str, bool], ...]
    remark: str = ""


def excerpts(fact: Fact) -> tuple[Excerpt, ...]:
    """Return the passages in which the fact is stated; of a text that is not here, the quoted words alone."""
    text = fact.article.text
    statements = [evidence for evidence in fact.evidence if evidence.role == "statement"]
    if text is None:
        return _bare(
            statements, f"The text of {fact.article_id} is not in this package; only the quoted words can be shown."
        )
    strayed = [evidence for evidence in statements if text[evidence.start : evidence.end] != evidence.exact]
    if strayed:
        where = ", ".join(f"{evidence.start}:{evidence.end}" for evidence in strayed)
        return _bare(statements, f"The quoted words do not stand at {where} of the text; {fact.dataset.advice}.")
    by_passage: dict[tuple[int, int], list[Evidence]] = {}
    for evidence in statements:
        passage = fact.passage_of(evidence)
        span = (passage.start, passage.end) if passage else (evidence.start, evidence.end)
        by_passage.setdefault(span, []).append(evidence)
    return tuple(Excerpt(_parts(text, span, quoted)) for span, quoted in by_passage.items())


def _bare(statements: list[Evidence], remark: str) -> tuple[Excerpt, ...]:
    return tuple(Excerpt(((evidence.exact, True),), remark) for evidence in statements)


def _parts(text: str, span: tuple[int, int], quoted: list[Evidence]) -> tuple[tuple[str, bool], ...]:
    """Cut one passage where quoted words begin and end; spans may overlap."""
    start, end = span
    parts: list[tuple[str, bool]] = []
    done = start
    for evidence in sorted(quoted, key=lambda evidence: evidence.start):
        parts.append((text[done : evidence.start], False))
        parts.append((text[max(done, evidence.start) : evidence.end], True))
        done = max(done, evidence.end)
    parts.append((text[done:end], False))
    return tuple((words, marked) for words, marked in parts if words)
