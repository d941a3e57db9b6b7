"""Tables as collections of records: look up by id, iterate in file order, select by cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from swf_facts.dataset.reading import parse_cell
from swf_facts.errors import NotCurrentWarning, PackageError, UnknownChoice, UnknownId, nearest
from swf_facts.model import Entity, Passage, Property, Unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import TypeAlias

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.reading import Cell, Field, Rows
    from swf_facts.dataset.records import Article, Fact
    from swf_facts.model import TableName

__all__ = ["Criterion", "FactTable", "Key", "Table"]

Record_co = TypeVar("Record_co", covariant=True)
Default = TypeVar("Default")

Key: TypeAlias = "str | tuple[str | int, ...]"
"""What identifies a row: its id, or the cells of the primary key where that has several fields."""

Single: TypeAlias = "str | int | float | Decimal | date | Article | Entity | Fact | Passage | Property | Unit | None"
Criterion: TypeAlias = "Single | Collection[Single]"
"""What a cell is compared with: a value, a record that stands for its id, None for an empty cell, or several of these."""

LISTS = frozenset({"flags", "subject_kinds", "value_kinds"})  # fields whose cells hold several words

NOUNS = {
    "articles": "article",
    "passages": "passage",
    "entities": "entity",
    "aliases": "alias",
    "properties": "property",
    "units": "unit",
    "facts": "fact",
    "evidence": "evidence",
    "attributions": "attribution",
    "exclusions": "exclusion",
    "agreements": "agreement",
    "ledger": "ledger entry",
}


class Table(Generic[Record_co]):  # no base of Collection: a type checker would then refuse `id in table`
    """One table of a package, read-only.

    Iterating yields the records in file order; ``table[id]``, ``id in table`` and ``table.get(id)`` take the id of a row,
    which is a tuple of cells where the primary key has several fields (``in`` also takes a record). A record is made when it is first asked for.
    """

    def __init__(self, dataset: Dataset, rows: Rows, make: Callable[..., Record_co]) -> None:
        self._dataset = dataset
        self._rows = rows
        self._make = make
        self._records: dict[int, Record_co] = {}
        self._indexes: dict[str, dict[Cell, list[int]]] = {}

    @property
    def name(self) -> str:
        """Name of the table."""
        return self._rows.table

    @property
    def dataset(self) -> Dataset:
        """The dataset that the table belongs to."""
        return self._dataset

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Record_co]:
        return (self._record(row) for row in range(len(self._rows)))

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str | tuple):
            return key in self._places
        return any(record == key for record in self)  # a record, or something foreign

    def __getitem__(self, key: Key) -> Record_co:
        if key in self:
            return self._record(self._places[key])
        noun = NOUNS[self.name]
        hint = nearest(key, (known for known in self._places if isinstance(known, str))) if isinstance(key, str) else ""
        example = next(iter(self._places), "")
        raise UnknownId(
            f"there is no {noun} {key!r}",
            hint or (f"ids look like {example!r}" if example else f"{self.name} is empty"),
        )

    def get(self, key: Key, default: Default | None = None) -> Record_co | Default | None:
        """Return the record with this id, or *default*."""
        row = self._places.get(key)
        return default if row is None else self._record(row)

    def linked(self, key: Key, *, by: str) -> Record_co:
        """Return the record that the row called *by* names.

        Raises
        ------
        PackageError
            There is none: the package is damaged.
        """
        if key not in self:
            raise PackageError(
                f"{by} names the {NOUNS[self.name]} {key!r}, which is not in {self.name}", self._dataset.advice
            )
        return self._record(self._places[key])

    def ids(self) -> tuple[Key, ...]:
        """Return the ids of all rows, in file order."""
        return tuple(self._places)

    def where(self, **cells: Criterion) -> tuple[Record_co, ...]:
        """Return the records whose cells are as asked, in file order.

        Parameters
        ----------
        **cells
            Fields of the table, with or without their ``_id``, and what they must hold: a value, a record that stands
            for its id, None for an empty cell, or a collection of these, any of which will do.
            A field that holds several words, such as flags, must have the one asked for.

        Raises
        ------
        UnknownField
            The table has no such field.
        UnknownId, UnknownChoice
            No row could ever hold that value: the id does not exist, or the field allows a few values and this is none of them.
        """
        return tuple(self._record(row) for row in self.positions(**cells))

    def positions(self, **cells: Criterion) -> Sequence[int]:
        """Return the positions of the rows whose cells are as asked, from 0 and in file order; see :meth:`where`."""
        found: set[int] | None = None
        for name, wanted in cells.items():
            field = self._rows.field(name)
            index = self._index(field)
            if (
                isinstance(wanted, str) and wanted in index
            ):  # the usual question, of an id that is there: nothing to check
                rows = set(index[wanted])
            else:
                rows = {row for value in self._wanted(field, wanted) for row in index.get(value, ())}
            found = rows if found is None else found & rows
        return range(len(self)) if found is None else sorted(found)

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields of the Table Schema, in its order."""
        return tuple(field.name for field in self._rows.governed)

    def rows(self) -> Iterator[dict[str, Cell]]:
        """Yield the typed cells of each row by field, in file order: what a record is made from."""
        return (self._rows.record(row) for row in range(len(self._rows)))

    def columns(self) -> dict[str, tuple[Field, list[Cell]]]:
        """Return all typed cells, field by field."""
        return {name: (field, self._rows.column(field)) for name, field in self._rows.fields.items()}

    def _record(self, row: int) -> Record_co:
        if row not in self._records:
            self._records[row] = self._make(**self._rows.record(row))
        return self._records[row]

    @cached_property
    def _places(self) -> dict[Key, int]:
        """Where each id stands."""
        places: dict[Key, int] = {}
        for row in range(len(self._rows)):
            key = cast("Key", self._rows.key(row))
            if key in places:
                raise self._rows.damaged(row, self._rows.primary_key[0], f"the id {key!r} stands twice")
            places[key] = row
        return places

    def _index(self, field: Field) -> dict[Cell, list[int]]:
        """Return the rows by what they hold in *field*; a row with several words in a cell is under each."""
        if field.name not in self._indexes:
            index: dict[Cell, list[int]] = {}
            for row, cell in enumerate(self._rows.column(field)):
                parts = cell.split() if field.name in LISTS and isinstance(cell, str) else (cell,)
                for part in parts:
                    index.setdefault(part, []).append(row)
            self._indexes[field.name] = index
        return self._indexes[field.name]

    def _wanted(self, field: Field, wanted: Criterion) -> list[Cell]:
        """Return the cells that meet a criterion."""
        if isinstance(wanted, Collection) and not isinstance(wanted, str):
            return [self._wanted_cell(field, value) for value in wanted]
        return [self._wanted_cell(field, wanted)]

    def _wanted_cell(self, field: Field, value: object) -> Cell:
        if value is None:
            return None
        text = str(value).lower() if isinstance(value, bool) else str(_identifier(value))
        if field.references:
            known = self._dataset.table(cast("TableName", field.references))
            if text not in known:
                known[text]  # raises, naming the nearest; a fact that no longer stands is no reason to warn here
        if field.type == "number":
            return Decimal(text) if isinstance(value, int | float | Decimal) else self._parsed(field, text)
        return self._parsed(field, text)

    def _parsed(self, field: Field, text: str) -> Cell:
        try:
            return parse_cell(field, text)
        except ValueError as error:
            hint = nearest(text, field.enum)
            raise UnknownChoice(f"{self.name}.{field.name}: {text!r} {error}", hint) from None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} of {self._dataset.name} {self._dataset.version}: {len(self)} rows>"

    def _repr_html_(self) -> str:
        from swf_facts.dataset.notebook import table_html

        return table_html(self)


class FactTable(Table["Fact"]):
    """The table of facts: as any other, but made for those that stand.

    ``where`` and data frames leave out superseded and withdrawn facts unless they are asked for. Iterating, ``len``,
    ``ids`` and ``in`` are about the table as it is, with every fact that was ever released. ``facts[id]`` and
    ``facts.get(id)`` return any fact, and warn once of one that was superseded or withdrawn, with what replaces it.
    """

    def __getitem__(self, key: Key) -> Fact:
        fact = super().__getitem__(key)
        self._warn(fact)
        return fact

    def get(self, key: Key, default: Default | None = None) -> Fact | Default | None:
        """Return the fact with this id, or *default*; warn once if it was superseded or withdrawn."""
        row = self._places.get(key)
        if row is None:
            return default
        self._warn(self._record(row))
        return self._record(row)

    def _warn(self, fact: Fact) -> None:
        """Warn the caller's caller of a fact that no longer stands, once in the life of the dataset."""
        if fact.status == "current" or fact.fact_id in self._warned:
            return
        import warnings

        self._warned.add(fact.fact_id)
        warnings.warn(_ended(fact), NotCurrentWarning, stacklevel=3)

    @cached_property
    def _warned(self) -> set[str]:
        return set()

    def where(self, *, status: Criterion = "current", **cells: Criterion) -> tuple[Fact, ...]:
        """Return the facts whose cells are as asked, in file order.

        Parameters
        ----------
        status
            Superseded and withdrawn facts are left out unless they are asked for: ``status="withdrawn"``,
            or ``status=None`` for every fact whatever its status.
        **cells
            As for any table: ``subject="bitcoin"``, ``property="price"``, ``modality={"forecast", "proposed"}``, ``as_of=None``.

        Raises
        ------
        UnknownField, UnknownId, UnknownChoice
            As for any table; the message names the nearest.
        """
        return super().where(**cells) if status is None else super().where(status=status, **cells)


def _ended(fact: Fact) -> str:
    """Say what became of a fact that no longer stands, and what stands in its place."""
    reason = f" ({fact.status_reason})" if fact.status_reason else ""
    if fact.status == "withdrawn":
        return f"the fact {fact.fact_id} was withdrawn{reason}; nothing replaces it"
    try:
        last = fact.replacement
    except PackageError:  # the package is damaged, which is for the validator to say
        return f"the fact {fact.fact_id} was superseded{reason} by {fact.superseded_by}"
    if last is None:
        return f"the fact {fact.fact_id} was superseded{reason}, and what replaced it was withdrawn; nothing stands in its place"
    return f"the fact {fact.fact_id} was superseded{reason}; {last.fact_id} stands in its place"


def _identifier(value: object) -> object:
    """Return the id of a record, or the value itself."""
    from swf_facts.dataset.records import Article, Fact

    match value:
        case Article(article_id=identifier) | Passage(passage_id=identifier) | Fact(fact_id=identifier):
            return identifier
        case Entity(entity_id=identifier) | Property(property_id=identifier) | Unit(unit_id=identifier):
            return identifier
    return value
