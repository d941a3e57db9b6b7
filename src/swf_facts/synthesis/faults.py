"""Known faults, planted into the rows of synthetic articles: one an article, each with the one finding that it must give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from swf_facts.package import DESCRIPTOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from swf_facts.synthesis.tables import Rows

__all__ = ["KINDS", "Fault", "Planter"]

_OTHER_UNIT = {"USD": "EUR", "EUR": "USD", "GBP": "USD", "JPY": "USD"}
_OTHER_MODALITY = {
    "forecast": "proposed",
    "proposed": "forecast",
    "speculated": "hypothetical",
    "hypothetical": "speculated",
}
_ALIKE = {
    "assets-held": "payout", "payout": "assets-held", "running-costs": "payout", "annual-return": "vote-share",
    "vote-share": "annual-return", "employees": "offices", "goal": "motto", "owner-of": "partner-of", "partner-of": "owner-of",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault that was planted.

    Attributes
    ----------
    kind : str
        Its name in `KINDS`.
    rule : str
        The rule that must find it.
    table, key, field : str
        Where the finding is: the resource, the key of the row, the field.
    """

    kind: str
    rule: str
    table: str
    key: str
    field: str


@dataclass(slots=True)
class _Article:
    """The rows of one article, and the changes that are made to them; rows count over all articles at hand."""

    rows: Rows
    bounds: dict[str, tuple[int, int]]
    cells: dict[tuple[str, str], dict[int, Any]] = field(default_factory=dict)
    dropped: dict[str, set[int]] = field(default_factory=dict)

    def each(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the rows of a table with their numbers."""
        start, end = self.bounds[table]
        for offset, row in enumerate(self.rows[table][0][start:end].iter_rows(named=True)):
            yield start + offset, row

    def set(self, table: str, row: int, column: str, value: object) -> None:
        """Change a cell."""
        self.cells.setdefault((table, column), {})[row] = value

    def drop(self, table: str, row: int) -> None:
        """Leave a row out."""
        self.dropped.setdefault(table, set()).add(row)

    def evidence_of(self, fact: str, role: str) -> list[int]:
        """Return the rows of a fact's evidence with one role."""
        return [at for at, row in self.each("evidence") if row["fact_id"] == fact and row["role"] == role]

    @property
    def record(self) -> tuple[int, dict[str, Any]]:
        """The row of the article itself."""
        return next(self.each("articles"))


Found = tuple[str, str, str, str]
"""Rule, table, key and field of the finding that a planted fault must give."""
KINDS: dict[str, Callable[[_Article], Found | None]] = {}
"""The kinds of faults by name; each changes an article and says what must be found, or finds nothing in it to change."""


def _kind(plant: Callable[[_Article], Found | None]) -> Callable[[_Article], Found | None]:
    KINDS[plant.__name__.replace("_", "-")] = plant
    return plant


def _fact_cell(name: str, rule: str, column: str, value: Callable[[dict[str, Any]], object], *, at: str = "") -> None:
    """Add a kind that changes one cell of the first fact for which *value* gives another than what stands there."""

    def plant(article: _Article) -> Found | None:
        for row, fact in article.each("facts"):
            if fact["status"] == "current" and (new := value(fact)) not in (_SAME, fact[column]):
                article.set("facts", row, column, new)
                return rule, "facts", fact["fact_id"], at or column
        return None

    KINDS[name] = plant


def _article_cell(
    name: str, rule: str, column: str, value: Callable[[dict[str, Any]], object], *, at: str = ""
) -> None:
    """Add a kind that changes one cell of the article's own row."""

    def plant(article: _Article) -> Found | None:
        row, record = article.record
        if record["text_status"] == "withheld" or (new := value(record)) in (_SAME, record[column]):
            return None
        article.set("articles", row, column, new)
        return rule, "articles", record["article_id"], at or column

    KINDS[name] = plant


_SAME = object()
"""What a kind gives for a row that it does not change."""


def _when(cell: str, wanted: object, new: object) -> Callable[[dict[str, Any]], object]:
    """Return what gives *new* where *cell* has what is *wanted*."""
    return lambda row: new if row[cell] == wanted else _SAME


def _day(shift: int) -> Callable[[str | None], str | None]:
    return lambda day: None if day is None else (date.fromisoformat(day) + timedelta(shift)).isoformat()


# --- cells of facts ----------------------------------------------------------------------------------
_fact_cell("enum", "enum", "modality", _when("modality", "asserted", "certain"))
_fact_cell("required", "required", "polarity", _when("polarity", "positive", None))
_fact_cell("note-lost", "note-missing", "note", lambda row: None if row["as_of_basis"] == "inferred" else row["note"])
_fact_cell("unit-missing", "unit-basis", "unit_id", _when("unit_basis", "stated", None))
_fact_cell("unit-of-other-dimension", "unit-dimension", "unit_id", _when("unit_id", "USD", "percent"))
_fact_cell("unit-other", "unit-unread", "unit_id", lambda row: _OTHER_UNIT.get(row["unit_id"], row["unit_id"]) if row["unit_basis"] == "stated" else row["unit_id"], at="unit_basis")  # fmt: skip
_fact_cell("unit-basis-other", "unit-stated", "unit_basis", lambda row: "inferred" if row["unit_basis"] == "stated" and row["note"] else row["unit_basis"])  # fmt: skip
_fact_cell("number-larger", "number-differs", "value_number", lambda row: f"{row['value_number']}0" if row["comparator"] in {"gt", "ge"} and "." not in row["value_number"] and row["flags"] is None else row["value_number"])  # fmt: skip
_fact_cell("interval-wider", "interval-differs", "lower", lambda row: "1" if row["comparator"] == "eq" and row["unit_id"] in _OTHER_UNIT else row["lower"])  # fmt: skip
_fact_cell("comparator-lost", "comparator-differs", "comparator", _when("comparator", "ap", "eq"))
_fact_cell("direction-turned", "direction-unread", "direction", _when("direction", "increase", "decrease"))
_fact_cell("direction-lost", "direction-unsaid", "direction", _when("direction", "decrease", None))
_fact_cell(
    "subject-other", "subject-unread", "subject_id",
    lambda row: row["value_entity_id"] if row["property_id"] in {"rivals", "orders-review-by"} else _SAME,
)  # fmt: skip
_fact_cell("property-other", "property-unread", "property_id", lambda row: _ALIKE.get(row["property_id"], row["property_id"]))  # fmt: skip
_fact_cell(
    "value-other", "value-entity-unread", "value_entity_id",
    lambda row: row["subject_id"] if row["property_id"] in {"rivals", "orders-review-by"} else _SAME,
)  # fmt: skip
_fact_cell("modality-other", "modality-unread", "modality", lambda row: _OTHER_MODALITY.get(row["modality"], row["modality"]))  # fmt: skip
_fact_cell("polarity-turned", "negation-unsaid", "polarity", _when("polarity", "positive", "negative"))
_fact_cell("negation-lost", "negation-unread", "polarity", _when("polarity", "negative", "positive"))
_fact_cell("day-moved", "as-of-unread", "as_of", lambda row: _day(-1)(row["as_of"]))
_fact_cell("day-basis-other", "as-of-basis-differs", "as_of_basis", _when("as_of_basis", "inferred", "stated"))
_fact_cell("text-altered", "text-not-verbatim", "value_text", lambda row: row["value_text"] and f"{row['value_text']}s")
_fact_cell("date-moved", "date-unread", "value_date", lambda row: _day(-1)(row["value_date"]))
_fact_cell("headline-flag-lost", "headline-flag", "flags", _when("flags", "headline_only", None))
_fact_cell("template-flag-lost", "template-flag", "flags", _when("flags", "template_artifact", None))
_fact_cell("formula", "formula-cell", "note", lambda row: "=1+1" if row["note"] is None else row["note"])
_fact_cell("bidi-control", "bidi-control", "note", lambda row: "turned \u202eround" if row["note"] is None else row["note"])  # fmt: skip
_fact_cell("idle-nought", "number-idle-noughts", "value_number", lambda row: f"{row['value_number']}0" if row["value_number"] and "." in row["value_number"] else row["value_number"])  # fmt: skip

# --- cells of articles -------------------------------------------------------------------------------
_article_cell("text-hash", "text-hash-mismatch", "text_sha256", lambda row: row["text_sha256"][::-1])
_article_cell("text-length", "text-length-mismatch", "text_length", lambda row: row["text_length"] + 1)
_article_cell("pattern", "pattern", "url", lambda row: row["url"].replace("https", "gopher"))
_article_cell("published-moved", "published-differs", "published", lambda row: _day(1)(row["published"]))
_article_cell("author-altered", "author-unprinted", "author", lambda row: row["author"] and f"{row['author']} Jr")
_article_cell("title-altered", "title-differs", "title", lambda row: row["title"] if row["title_supplied"] else f"{row['title']} Again")  # fmt: skip
_article_cell("language-other", "language-unlike", "language", lambda _: "de")


@_kind
def rights_holder_other(article: _Article) -> Found | None:
    """The rights in a text are given to a fund of which it tells."""
    row, record = article.record
    for _, fact in article.each("facts"):
        if fact["property_id"] == "invests-in":
            article.set("articles", row, "rights_holder_id", fact["subject_id"])
            return "rights-holder-unlike", "articles", record["article_id"], "rights_holder_id"
    return None


@_kind
def successor_lost(article: _Article) -> Found | None:
    """A superseded fact does not name its successor."""
    for row, fact in article.each("facts"):
        if fact["status"] == "superseded":
            article.set("facts", row, "superseded_by", None)
            return "status-fields", "facts", fact["fact_id"], "superseded_by"
    return None


# --- evidence ----------------------------------------------------------------------------------------
def _key(row: dict[str, Any]) -> str:
    return f"{row['fact_id']}/{row['role']}/{row['start']}/{row['end']}"


@_kind
def quote_altered(article: _Article) -> Found | None:
    """A letter of a quote is another one."""
    for at, row in article.each("evidence"):
        if row["role"] == "property":
            article.set("evidence", at, "exact", f"{row['exact'][:-1]}_")
            return "quote-mismatch", "evidence", _key(row), "exact"
    return None


@_kind
def span_moved(article: _Article) -> Found | None:
    """A span stands one character too far to the right, counted from 1."""
    for at, row in article.each("evidence"):
        if row["role"] == "subject":
            moved = {**row, "start": row["start"] + 1, "end": row["end"] + 1}
            article.set("evidence", at, "start", moved["start"])
            article.set("evidence", at, "end", moved["end"])
            return "quote-mismatch", "evidence", _key(moved), "exact"
    return None


@_kind
def span_beyond(article: _Article) -> Found | None:
    """A span ends beyond the text."""
    for at, row in article.each("evidence"):
        if row["role"] == "property":
            article.set("evidence", at, "end", 99_999)
            return "span-out-of-range", "evidence", _key({**row, "end": 99_999}), "end"
    return None


@_kind
def span_turned(article: _Article) -> Found | None:
    """Start and end of a span are exchanged."""
    for at, row in article.each("evidence"):
        if row["role"] == "property":
            article.set("evidence", at, "start", row["end"])
            article.set("evidence", at, "end", row["start"])
            return "span-reversed", "evidence", _key({**row, "start": row["end"], "end": row["start"]}), "end"
    return None


@_kind
def value_dropped(article: _Article) -> Found | None:
    """The span of a quantity's value is missing."""
    for _, fact in article.each("facts"):
        if fact["value_type"] == "quantity" and fact["flags"] is None and fact["as_of"] is None:
            for at in article.evidence_of(fact["fact_id"], "value"):
                article.drop("evidence", at)
            return "value-span-missing", "facts", fact["fact_id"], "value_type"
    return None


@_kind
def statement_dropped(article: _Article) -> Found | None:
    """The words that state a fact are missing."""
    for _, fact in article.each("facts"):
        rows = article.evidence_of(fact["fact_id"], "statement")
        if fact["property_id"] in {"kept-in", "partner-of", "audited-by"} and len(rows) == 1:
            article.drop("evidence", rows[0])
            return "statement-missing", "facts", fact["fact_id"], "fact_id"
    return None


@_kind
def source_words_dropped(article: _Article) -> Found | None:
    """The words that name a source are missing."""
    for _, row in article.each("attributions"):
        rows = article.evidence_of(row["fact_id"], "attribution")
        if len(rows) == 1:
            article.drop("evidence", rows[0])
            return "attribution-span-missing", "facts", row["fact_id"], "fact_id"
    return None


# --- other tables ------------------------------------------------------------------------------------
@_kind
def source_dropped(article: _Article) -> Found | None:
    """A fact has words for a source, and no source."""
    for at, row in article.each("attributions"):
        spans = article.evidence_of(row["fact_id"], "attribution")
        if len(spans) == 1:
            article.drop("attributions", at)
            quote = article.rows["evidence"][0].row(spans[0], named=True)
            return "span-without-cell", "evidence", _key(quote), "role"
    return None


@_kind
def source_of_other_kind(article: _Article) -> Found | None:
    """A newspaper is called a person."""
    for at, row in article.each("attributions"):
        if row["kind"] == "named_organization":
            article.set("attributions", at, "kind", "named_person")
            return "source-kind", "attributions", f"{row['fact_id']}/{row['level']}", "kind"
    return None


@_kind
def source_unknown(article: _Article) -> Found | None:
    """A source is no entity of the package."""
    for at, row in article.each("attributions"):
        article.set("attributions", at, "entity_id", f"nobody-{row['fact_id'].replace('.', '-')}")
        return "foreign-key-unknown", "attributions", f"{row['fact_id']}/{row['level']}", "entity_id"
    return None


@_kind
def exclusion_dropped(article: _Article) -> Found | None:
    """A number is neither in a fact nor excluded."""
    for at, row in article.each("exclusions"):
        if row["exact"] in {"101", "6G"}:
            article.drop("exclusions", at)
            end = row["start"] + len(row["exact"].rstrip("G"))
            return "number-uncovered", "texts", f"{row['article_id']}/{row['start']}:{end}", ""
    return None


@_kind
def treatment_untrue(article: _Article) -> Found | None:
    """A sentence that states nothing is said to state facts."""
    for at, row in article.each("passages"):
        if row["kind"] == "sentence" and row["treatment"] == "rhetoric":
            article.set("passages", at, "treatment", "facts")
            return "treatment-untrue", "passages", row["passage_id"], "treatment"
    return None


@_kind
def passages_overlap(article: _Article) -> Found | None:
    """A passage begins inside the one before it."""
    for (_, row), (below, following) in pairwise(article.each("passages")):
        if row["kind"] == following["kind"] == "sentence" and following["start"] == row["end"] + 1:
            article.set("passages", below, "start", row["end"] - 1)
            return "passages-overlap", "passages", following["passage_id"], "start"
    return None


def _licence_lost(descriptor: dict[str, Any]) -> Fault:
    """The rights of a table are not stated."""
    number = next(number for number, entry in enumerate(descriptor["resources"]) if entry["name"] == "units")
    del descriptor["resources"][number]["licenses"]
    return Fault(
        kind="licence-lost", rule="profile-mismatch", table=DESCRIPTOR, key=f"$.resources[{number}]", field="resources"
    )


def _version_malformed(descriptor: dict[str, Any]) -> Fault:
    """The version is no semantic one."""
    descriptor["version"] = "1"
    return Fault(kind="version-malformed", rule="profile-mismatch", table=DESCRIPTOR, key="$.version", field="version")


def _hash_other(descriptor: dict[str, Any]) -> Fault:
    """The hash of a table is that of another file."""
    entry = next(entry for entry in descriptor["resources"] if entry["name"] == "units")
    entry["hash"] = f"sha256:{'0' * 64}"
    return Fault(kind="hash-other", rule="hash-mismatch", table="units", key="", field="")


def _size_other(descriptor: dict[str, Any]) -> Fault:
    """The size of a table is another one."""
    entry = next(entry for entry in descriptor["resources"] if entry["name"] == "properties")
    entry["bytes"] += 1
    return Fault(kind="size-other", rule="size-mismatch", table="properties", key="", field="")


_OF_PACKAGE = (_licence_lost, _version_malformed, _hash_other, _size_other)
"""The kinds of faults of the package as a whole, each of which is planted once."""


class Planter:
    """Plants faults into some of the articles of a package, as evenly as they go.

    Parameters
    ----------
    faults : int
        How many to plant.
    articles : int
        How many articles there are; a fault takes one of its own.
    """

    def __init__(self, faults: int, articles: int) -> None:
        self._of_package = min(len(_OF_PACKAGE), faults // 10)
        faults -= self._of_package
        self.wanted = {int((number + 0.5) * articles / faults) for number in range(faults)} if faults else set()
        self.planted: list[Fault] = []
        self._used = dict.fromkeys(KINDS, 0)
        self._owed = 0

    def plant(self, rows: Rows, first: int, count: int) -> Rows:
        """Return the rows of the articles from number *first* on with their share of the faults."""
        edges = {table: np.searchsorted(owner, np.arange(count + 1)) for table, (_, owner) in rows.items()}
        changes = _Article(rows, {})
        for number in range(count):
            self._owed += (first + number) in self.wanted
            if self._owed:
                changes.bounds = {table: (int(edge[number]), int(edge[number + 1])) for table, edge in edges.items()}
                self._owed -= self._plant(changes)
        return _changed(rows, changes)

    def plant_in_descriptor(self, descriptor: dict[str, Any]) -> list[Fault]:
        """Change the descriptor, a tenth of the faults at most, and return what was planted there."""
        return [plant(descriptor) for plant in _OF_PACKAGE[: self._of_package]]

    def _plant(self, article: _Article) -> bool:
        """Plant the kind that was planted least often and goes with the article; return whether there is one."""
        for kind in sorted(KINDS, key=lambda name: self._used[name]):
            found = KINDS[kind](article)
            if found is not None:
                rule, table, key, name = found
                self.planted.append(Fault(kind=kind, rule=rule, table=table, key=key, field=name))
                self._used[kind] += 1
                return True
        return False


def _changed(rows: Rows, changes: _Article) -> Rows:
    """Return the rows with all changes made."""
    changed = dict(rows)
    for (table, column), cells in changes.cells.items():
        frame, owner = changed[table]
        values = frame[column].to_list()
        for row, value in cells.items():
            values[row] = value
        changed[table] = frame.with_columns(pl.Series(column, values, dtype=frame[column].dtype)), owner
    for table, dropped in changes.dropped.items():
        frame, owner = changed[table]
        kept = np.ones(frame.height, dtype=np.bool_)
        kept[list(dropped)] = False
        changed[table] = frame.filter(pl.Series(kept)), owner[kept]
    return changed
