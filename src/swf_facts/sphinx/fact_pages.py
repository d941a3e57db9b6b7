"""What the page of a fact shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from swf_facts.citation import cite
from swf_facts.dataset.addresses import permalink
from swf_facts.dataset.works import fact_work
from swf_facts.sphinx.cells import cell_rows, cells, label_of
from swf_facts.sphinx.meeting import shown
from swf_facts.sphinx.shell import templates
from swf_facts.sphinx.source import article_document
from swf_facts.sphinx.spans import Mark, pieces
from swf_facts.sphinx.wording import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from swf_facts.citation import Work
    from swf_facts.dataset.meetings import Meeting
    from swf_facts.dataset.records import Article, Fact
    from swf_facts.model import Evidence, Passage

__all__ = ["Citations", "Company", "company", "fact_body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What the page of a fact says of other facts.

    Attributes
    ----------
    previous, following : Fact or None
        Its neighbours in the table.
    meetings : tuple of Meeting
        The agreements that it is part of.
    replaces : tuple of str
        Ids of the facts that it supersedes.
    """

    previous: Fact | None
    following: Fact | None
    meetings: tuple[Meeting, ...]
    replaces: tuple[str, ...]

    def articles(self) -> set[str]:
        """Return the articles of the facts that it meets."""
        return {fact.article_id for meeting in self.meetings for fact in (meeting.first, meeting.second)}


class Citations:
    """A fact in the three forms of a citation, each made when it is first asked for."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact

    @cached_property
    def _work(self) -> Work:
        return fact_work(self._fact)

    @cached_property
    def text(self) -> str:
        """One paragraph."""
        return cite(self._work, "text")

    @cached_property
    def bibtex(self) -> str:
        """A BibTeX entry."""
        return cite(self._work, "bibtex")

    @cached_property
    def csl_json(self) -> str:
        """A CSL-JSON array."""
        return cite(self._work, "csl-json")


def company(facts: Sequence[Fact], meetings: Mapping[str, Sequence[Meeting]]) -> Iterator[tuple[Fact, Company]]:
    """Yield each fact with its company."""
    replaces: defaultdict[str, list[str]] = defaultdict(list)
    for fact in facts:
        if fact.superseded_by:
            replaces[fact.superseded_by].append(fact.fact_id)
    for previous, fact, following in zip((None, *facts), facts, (*facts[1:], None), strict=False):
        yield (
            fact,
            Company(
                previous=previous,
                following=following,
                meetings=tuple(meetings.get(fact.fact_id, ())),
                replaces=tuple(replaces.get(fact.fact_id, ())),
            ),
        )


def fact_body(fact: Fact, among: Company, citations: Citations, dictionary: Mapping[str, str]) -> str:
    """Return the body of a fact's page; *dictionary* has the address of each field of the data dictionary as seen from it."""
    data, article, evidence = fact.dataset, fact.article, fact.evidence
    return (
        templates()
        .get_template("fact.html")
        .render(
            fact=fact,
            data=data,
            words=phrase(fact),
            article=article,
            article_page=f"../{article_document(fact.article_id)}.html",
            passages=list(_passages(article, evidence)),
            statements=sum(item.role == "statement" for item in evidence),
            modality=label_of("facts", "modality", fact.modality),
            speakers=[data.entities[attribution.entity_id].name for attribution in fact.attributions],
            cell_rows=cell_rows(cells(fact), dictionary),
            meetings=[_seen_from(fact, shown(meeting)) for meeting in among.meetings],
            history=fact.history,
            citations=citations,
            has_ledger=len(data.ledger) > 0,
            replaces=among.replaces,
            permalink=permalink(data, "facts", fact.fact_id),
            previous=among.previous,
            following=among.following,
        )
    )


def _seen_from(fact: Fact, meeting: dict[str, Any]) -> dict[str, Any]:
    """Return a meeting with the side of the other fact set apart."""
    other = next(side for side in meeting["sides"] if side["fact"].fact_id != fact.fact_id)
    return {**meeting, "other": other}


def _passages(article: Article, evidence: Sequence[Evidence]) -> Iterator[dict[str, Any]]:
    """Yield the passages that a fact rests on, each cut into pieces with the roles that they play."""
    text = article.text
    if text is None:
        for item in evidence:
            if item.role == "statement":
                yield {"id": "", "pieces": [{"text": item.exact, "roles": ["statement"]}], "states": True}
        return
    marks = [Mark(start=item.start, end=item.end, fact_id=item.fact_id, role=item.role) for item in evidence]
    for passage in article.passages:
        inside = [mark for mark in marks if mark.start < passage.end and mark.end > passage.start]
        if inside:
            yield {
                "id": passage.passage_id,
                "pieces": list(_pieces(text, passage, inside)),
                "states": any(mark.role == "statement" for mark in inside),
            }


def _pieces(text: str, passage: Passage, marks: Iterable[Mark]) -> Iterator[dict[str, Any]]:
    for piece in pieces(passage.start, passage.end, marks):
        roles = dict.fromkeys(mark.role for mark in piece.marks)
        yield {"text": text[piece.start : piece.end], "roles": list(roles)}
