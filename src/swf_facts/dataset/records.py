"""The two records that reach beyond their row: an article knows its text, a fact knows its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from swf_facts.errors import PackageError, SwfFactsError
from swf_facts.model import Quantity

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal
    from typing import Literal

    from swf_facts.citation import Style
    from swf_facts.dataset import Dataset
    from swf_facts.model import (
        Attribution,
        Comparator,
        Direction,
        Entity,
        Evidence,
        LedgerEntry,
        Modality,
        Passage,
        Polarity,
        Property,
        Status,
        Unit,
        UnitBasis,
        Value,
        ValueType,
    )

__all__ = ["Article", "Fact"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Article:
    """One row of ``articles``, with its text where the package has it."""

    article_id: str
    title: str
    title_supplied: bool
    publisher_id: str
    author: str | None
    published: datetime.date | None
    language: str
    url: str | None
    derived_from: str | None
    text_status: Literal["included", "withheld"]
    text_path: str | None
    text_sha256: str | None
    text_length: int | None
    rights_holder_id: str | None
    rights_uri: str | None
    note: str | None
    dataset: Dataset = field(compare=False)

    @property
    def text(self) -> str | None:
        """The text, or None when it is withheld or was removed; the quotes in ``evidence`` remain."""
        return self.dataset.text(self)

    @property
    def publisher(self) -> Entity:
        """The entity that published the article."""
        return self.dataset.entities.linked(self.publisher_id, by=f"article {self.article_id}")

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the text, in file order."""
        return self.dataset.passages.where(article_id=self.article_id)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that the article states and that stand, in file order."""
        return self.dataset.facts.where(article_id=self.article_id)

    def cite(self, style: Style = "text") -> str:
        """Return a citation of the article, as ``text``, ``bibtex`` or ``csl-json``."""
        from swf_facts.citation import cite
        from swf_facts.dataset.works import article_work

        return cite(article_work(self), style)

    def __str__(self) -> str:
        return self.title

    def __repr__(self) -> str:
        text = "text not in this package" if self.text is None else f"{len(self.text)} characters"
        return f"<Article {self.article_id}: {self.title!r}, {text}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fact:
    """One row of ``facts``, with everything that belongs to it.

    ``flags`` is a tuple of words, empty when there are none.
    """

    fact_id: str
    article_id: str
    subject_id: str
    property_id: str
    value_type: ValueType
    value_number: Decimal | None
    value_entity_id: str | None
    value_date: datetime.date | None
    value_text: str | None
    unit_id: str | None
    unit_basis: UnitBasis | None
    comparator: Comparator | None
    lower: Decimal | None
    upper: Decimal | None
    direction: Direction | None
    as_of: datetime.date | None
    as_of_basis: Literal["stated", "inferred"] | None
    modality: Modality
    polarity: Polarity
    status: Status
    superseded_by: str | None
    status_reason: str | None
    flags: tuple[str, ...]
    note: str | None
    dataset: Dataset = field(compare=False)

    @property
    def article(self) -> Article:
        """The article that states the fact."""
        return self.dataset.articles.linked(self.article_id, by=f"fact {self.fact_id}")

    @property
    def subject(self) -> Entity:
        """The entity that the fact is about."""
        return self.dataset.entities.linked(self.subject_id, by=f"fact {self.fact_id}")

    @property
    def unit(self) -> Unit | None:
        """The unit of a quantity, None for other values and where the article prints none."""
        if self.unit_id is None:
            return None
        return self.dataset.units.linked(self.unit_id, by=f"fact {self.fact_id}")

    @property
    def value(self) -> Value:
        """The value as a Quantity, an Entity, a date, or the article's own words as text.

        Raises
        ------
        PackageError
            The cell that ``value_type`` names is empty, or names an entity that is not there.
        """
        number, basis, comparator = self.value_number, self.unit_basis, self.comparator
        if self.value_type == "quantity" and number is not None and basis is not None and comparator is not None:
            return Quantity(
                number=number,
                unit=self.unit,
                unit_basis=basis,
                comparator=comparator,
                lower=self.lower,
                upper=self.upper,
                direction=self.direction,
            )
        if self.value_type == "entity" and self.value_entity_id is not None:
            return self.dataset.entities.linked(self.value_entity_id, by=f"fact {self.fact_id}")
        if self.value_type == "date" and self.value_date is not None:
            return self.value_date
        if self.value_type == "text" and self.value_text is not None:
            return self.value_text
        raise PackageError(f"fact {self.fact_id} has no value of type {self.value_type}", self.dataset.advice)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The words that the fact rests on, in file order."""
        return self.dataset.evidence.where(fact_id=self.fact_id)

    @property
    def quote(self) -> str:
        """The words that state the fact, taken from its first statement.

        Raises
        ------
        PackageError
            The fact has no statement.
        """
        return self.statement.exact

    @property
    def statement(self) -> Evidence:
        """The first of the spans that state the fact."""
        for evidence in self.evidence:
            if evidence.role == "statement":
                return evidence
        raise PackageError(f"fact {self.fact_id} has no statement among its evidence", self.dataset.advice)

    @property
    def passage(self) -> Passage | None:
        """The passage that the statement stands in, None when no passage holds it."""
        return self.passage_of(self.statement)

    def passage_of(self, evidence: Evidence) -> Passage | None:
        """Return the passage that holds the span of *evidence*, None when no passage does."""
        for passage in self.dataset.passages.where(article_id=evidence.article_id):
            if passage.start <= evidence.start and evidence.end <= passage.end:
                return passage
        return None

    @property
    def replacement(self) -> Fact | None:
        """The current fact at the end of the chain that ``superseded_by`` begins; None where none stands in its place.

        Raises
        ------
        PackageError
            The chain leads nowhere, or in a circle.
        """
        fact, seen = self, {self.fact_id}
        while fact.superseded_by is not None:
            fact = self.dataset.facts.linked(fact.superseded_by, by=f"fact {fact.fact_id}")
            if fact.fact_id in seen:
                raise PackageError(f"fact {self.fact_id} is superseded in a circle", self.dataset.advice)
            seen.add(fact.fact_id)
        return fact if fact is not self and fact.status == "current" else None

    @property
    def history(self) -> LedgerEntry | None:
        """The versions that introduced, last changed and withdrew the fact, None for one that is not released."""
        return self.dataset.ledger.get(self.fact_id)

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        """Who is said to say it, nearest to the article first; empty for the article's own voice."""
        return tuple(
            sorted(self.dataset.attributions.where(fact_id=self.fact_id), key=lambda attribution: attribution.level)
        )

    def cite(self, style: Style = "text") -> str:
        """Return a citation of the fact, as ``text``, ``bibtex`` or ``csl-json``."""
        from swf_facts.citation import cite
        from swf_facts.dataset.works import fact_work

        return cite(fact_work(self), style)

    def __str__(self) -> str:
        value = self.value
        words = f"“{value}”" if isinstance(value, str) else str(value)
        if self.direction in {"increase", "decrease"}:
            words = f"{self.direction} of {words}"
        denied = "not " if self.polarity == "negative" else ""
        hedged = f" ({self.modality})" if self.modality != "asserted" else ""
        return f"{self.subject} – {self.property} – {denied}{words}{hedged}"

    def __repr__(self) -> str:
        try:
            return f"<Fact {self.fact_id}: {self}>"
        except SwfFactsError:  # of a damaged package: a repr must work where it is needed most
            return f"<Fact {self.fact_id}: {self.subject_id} – {self.property_id}>"

    def _repr_html_(self) -> str:
        from swf_facts.dataset.notebook import fact_html

        return fact_html(self)

    # The last in the class, because from here on the name no longer means the decorator.
    @property
    def property(self) -> Property:
        """What the fact says of its subject."""
        return self.dataset.properties.linked(self.property_id, by=f"fact {self.fact_id}")
