"""What the rules cannot be asked to notice, declared beforehand with the reason, and counted apart.

``unprovable``: the cell rests on no words of an article, so that no machine without outside knowledge can tell.
``equivalent``: the changed package says nothing that is untrue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from swf_facts.mutation.source import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from swf_facts.mutation.mutant import Mutant
    from swf_facts.mutation.source import Source

__all__ = ["LIMITS", "Limit", "limit_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Changes of one field that are counted apart.

    Attributes
    ----------
    kind : {"unprovable", "equivalent"}
        Why: nobody can tell, or nothing is wrong.
    table, field : str
        The field.
    reason : str
        The reason, in one sentence.
    changes : frozenset of str or None
        The classes of change that it holds for; None for all.
    holds : callable or None
        Whether it holds for a mutant; None for always.
    """

    kind: Literal["unprovable", "equivalent"]
    table: str
    field: str
    reason: str
    changes: frozenset[str] | None = None
    holds: Callable[[Source, Mutant], bool] | None = None

    def covers(self, source: Source, mutant: Mutant) -> bool:
        """Return whether a mutant is counted apart for this reason."""
        return (
            (mutant.table, mutant.field) == (self.table, self.field)
            and (self.changes is None or mutant.change in self.changes)
            and (self.holds is None or self.holds(source, mutant))
        )


def limit_of(source: Source, mutant: Mutant) -> Limit | None:
    """Return why a mutant is counted apart, or None if the rules are asked to notice it."""
    return next((limit for limit in LIMITS if limit.covers(source, mutant)), None)


def _before(source: Source, mutant: Mutant) -> dict[str, str]:
    (edit, *_) = mutant.edits
    return source.tables[edit.table].record(edit.row) if edit.row is not None else {}


def _withheld(source: Source, mutant: Mutant) -> bool:
    return _before(source, mutant).get("text_status") == "withheld"


def _title_not_printed(source: Source, mutant: Mutant) -> bool:
    record = _before(source, mutant)
    return record.get("title_supplied") == "true" or record.get("text_status") == "withheld"


def _note_not_needed(source: Source, mutant: Mutant) -> bool:
    record = _before(source, mutant)
    return not record["flags"] and "inferred" not in {record["unit_basis"], record["as_of_basis"]}


def _of_role(*roles: str) -> Callable[[Source, Mutant], bool]:
    """Return whether the mutant is in evidence of one of the roles."""
    return lambda source, mutant: _before(source, mutant).get("role") in roles


def _also_of_kind(source: Source, mutant: Mutant) -> bool:
    """Whether an entity has only to do with properties that list its new kind as well, and is no source and no publisher."""
    facts, properties = source.tables["facts"], source.tables["properties"]
    listed = {
        name: (subjects.split(), values.split())
        for name, subjects, values in zip(
            *(properties.column(field) for field in ("property_id", "subject_kinds", "value_kinds")), strict=True
        )
    }
    said = zip(*(facts.column(field) for field in ("property_id", "subject_id", "value_entity_id")), strict=True)
    used = [
        listed[name][side]
        for name, *cells in said
        for side, cell in enumerate(cells)
        if cell == mutant.key and name in listed
    ]
    elsewhere = (("attributions", "entity_id"), ("articles", "publisher_id"))
    spoken = any(mutant.key in source.tables[table].column(field) for table, field in elsewhere)
    coded = bool(_before(source, mutant)["iso"]) and mutant.new != "country"
    return not spoken and not coded and all(mutant.new in kinds for kinds in used)


def _never_with_unit(source: Source, mutant: Mutant) -> bool:
    """Whether no fact of a property has a unit, so that any dimension fits."""
    facts = source.tables["facts"]
    pairs = zip(facts.column("property_id"), facts.column("unit_id"), strict=True)
    return bool(_before(source, mutant)["dimension"]) and not any(unit for one, unit in pairs if one == mutant.key)


CELLS = {"subject": "subject_id", "property": "property_id", "value": "value_entity_id"}


def _targets(source: Source, record: dict[str, str]) -> set[tuple[str, str]]:
    """Return the entities or the property that a span of evidence is to name, with their kind."""
    facts, attributions = source.tables["facts"], source.tables["attributions"]
    if record["role"] == "attribution":
        pairs = zip(attributions.column("fact_id"), attributions.column("entity_id"), strict=True)
        return {("entity", entity) for fact, entity in pairs if fact == record["fact_id"]}
    if record["role"] not in CELLS or record["fact_id"] not in facts.column("fact_id"):
        return set()
    target = facts.at(facts.column("fact_id").index(record["fact_id"]), CELLS[record["role"]])
    return {("property" if record["role"] == "property" else "entity", target)} if target else set()


def _still_names(source: Source, mutant: Mutant) -> bool:
    """Whether the new words of a span that names something still hold an alias of it, and all of it as before."""
    (edit,) = mutant.edits
    rows = source.tables[edit.table]
    if edit.cells is None:
        return False
    after = dict(zip(rows.header, edit.cells, strict=True))
    targets = _targets(source, after)
    return bool(targets) and all(source.names(kind, target, after["exact"]) for kind, target in targets)


def _named_in_statement(source: Source, mutant: Mutant) -> bool:
    """Whether what a span names is also named in a statement, where it is sought when the span is gone."""
    record = _before(source, mutant)
    quotes = source.statements.get(record["fact_id"], ())
    targets = _targets(source, record)
    return bool(targets) and all(any(source.names(kind, target, quote) for quote in quotes) for kind, target in targets)


def _one_of_many(source: Source, mutant: Mutant) -> bool:
    """Whether a statement is one of several of its fact."""
    record = _before(source, mutant)
    return record["role"] == "statement" and len(source.statements[record["fact_id"]]) > 1


WORDS = frozenset({"letter-changed", "letters-transposed", "word-dropped", "taken-from-another-row", "filled"})
OTHER_WORDS = WORDS | {"emptied"}
IDENTIFIER = frozenset({"mistyped", "taken-from-another-row", "filled", "emptied", "character-dropped", "case-changed"})


def _prose(table: str, field: str, reason: str, changes: frozenset[str] = WORDS) -> Limit:
    return Limit(kind="unprovable", table=table, field=field, reason=reason, changes=changes)


SPAN = "start+end+exact"
GROWN = frozenset({"grown-to-the-left", "grown-to-the-right"})
WORD_CUT = frozenset({"first-word-cut", "last-word-cut"})
CUT = WORD_CUT | {"first-character-cut", "last-character-cut"}
MOVED = frozenset({"moved-to-other-occurrence"})
OURS = "Words of ours, not of an article."
REGISTER = "Knowledge of a public register, not of an article; only the form can be checked."

LIMITS: tuple[Limit, ...] = (
    # Words of the project
    _prose("facts", "note", OURS),
    Limit(
        kind="unprovable", table="facts", field="note", changes=frozenset({"emptied"}), holds=_note_not_needed,
        reason="A note that no flag and no inferred cell asks for may be left out.",
    ),
    _prose("facts", "status_reason", OURS),
    _prose("passages", "reason", OURS),
    _prose("exclusions", "reason", OURS),
    _prose("articles", "note", OURS, OTHER_WORDS),
    _prose("entities", "name", OURS),
    _prose("entities", "description", OURS),
    _prose("properties", "label", OURS),
    _prose("properties", "definition", OURS),
    _prose("units", "label", OURS),
    # Registers
    _prose("entities", "wikidata", REGISTER, IDENTIFIER),
    _prose("entities", "lei", REGISTER, IDENTIFIER),
    _prose("entities", "iso", REGISTER, IDENTIFIER),
    _prose("properties", "same_as", REGISTER, IDENTIFIER),
    # Judgements and classifications
    Limit(
        kind="unprovable", table="entities", field="kind", changes=frozenset({"kind-changed"}), holds=_also_of_kind,
        reason="Everything that is said of the entity could be said of one of the other kind as well.",
    ),
    Limit(
        kind="unprovable", table="properties", field="dimension", changes=frozenset({"taken-from-another-row"}),
        holds=_never_with_unit, reason="No fact of the property has a unit that could tell.",
    ),
    # Where and by whom an article was published
    Limit(
        kind="unprovable", table="articles", field="title", changes=WORDS, holds=_title_not_printed,
        reason="The title is ours, or that of a text that is not here.",
    ),
    Limit(
        kind="unprovable", table="articles", field="title_supplied", changes=frozenset({"flipped"}), holds=_withheld,
        reason="The text is not here.",
    ),
    _prose("articles", "author", "A text has no certain place for the name of its author.", OTHER_WORDS),
    _prose("articles", "url", "The address of a publication does not stand in its text.", IDENTIFIER),
    _prose("articles", "rights_uri", "Rights are stated outside the text.", IDENTIFIER),
    Limit(
        kind="unprovable", table="articles", field="rights_holder_id", reason="Rights are stated outside the text.",
        changes=frozenset({"swapped", "swapped-with-confusable", "emptied", "filled"}),
    ),
    Limit(
        kind="unprovable", table="articles", field="published", holds=_withheld, changes=frozenset({"filled"}),
        reason="The text is not here.",
    ),
    Limit(
        kind="unprovable", table="articles", field="text_sha256", holds=_withheld, changes=frozenset({"filled"}),
        reason="The text is not here.",
    ),
    Limit(
        kind="unprovable", table="articles", field="text_length", holds=_withheld, changes=frozenset({"filled"}),
        reason="The text is not here.",
    ),
    _prose("articles", "language", "The language is not recognized; only its form can be checked.", IDENTIFIER),
    # Spans: another choice of words that support the cell as well
    Limit(
        kind="equivalent", table="evidence", field=SPAN, changes=GROWN, holds=_of_role("statement", "modality", "as_of"),
        reason="More words are quoted, and they state it as well.",
    ),
    Limit(
        kind="equivalent", table="evidence", field=SPAN, changes=GROWN | CUT, holds=_still_names,
        reason="Other words are quoted, and they still name what the cell names.",
    ),
    Limit(
        kind="unprovable", table="evidence", field=SPAN, changes=WORD_CUT, holds=_of_role("statement", "modality"),
        reason="How many words a statement or a judgement needs is for people to say; what the cells need of them is checked.",
    ),
    Limit(
        kind="equivalent", table="evidence", field=SPAN, changes=MOVED, holds=_of_role("subject", "property", "attribution", "as_of"),
        reason="The same words elsewhere in the article name the same.",
    ),
    Limit(
        kind="equivalent", table="evidence", field=SPAN, changes=MOVED, holds=_of_role("statement"),
        reason="The same words elsewhere in the article state the same.",
    ),
    Limit(
        kind="equivalent", table="exclusions", field=SPAN, changes=GROWN,
        reason="The words around a number that is no fact are no fact either.",
    ),
    Limit(
        kind="equivalent", table="evidence", field="row", changes=frozenset({"deleted"}), holds=_named_in_statement,
        reason="The statement itself names what the span named.",
    ),
    Limit(
        kind="unprovable", table="evidence", field="row", changes=frozenset({"deleted"}), holds=_one_of_many,
        reason="That the article says it once more cannot be told from the facts.",
    ),
    # Texts: what no quote holds
    Limit(
        kind="unprovable", table=TEXTS, field="unquoted",
        reason="No quote holds the character; the hash in a release that was published is what protects it.",
    ),
    Limit(
        kind="unprovable", table=TEXTS, field="no-facts",
        reason="The passage has no facts; the hash in a release that was published is what protects it.",
    ),
    Limit(
        kind="unprovable", table=TEXTS, field="between-passages",
        reason="Blank characters between passages; the hash in a release that was published is what protects them.",
    ),
)  # fmt: skip
