"""A package of facts, ready to be read."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar, cast, overload

from swf_facts.errors import PackageError, UnknownChoice, nearest
from swf_facts.package import governing_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Literal

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from swf_facts.citation import Style
    from swf_facts.dataset.frames import Library
    from swf_facts.dataset.reading import Cell, Rows
    from swf_facts.dataset.records import Article, Fact
    from swf_facts.dataset.tables import Criterion, FactTable, Table
    from swf_facts.model import (
        Agreement,
        Alias,
        Attribution,
        Entity,
        Evidence,
        Exclusion,
        LedgerEntry,
        Passage,
        Property,
        TableName,
        Unit,
    )
    from swf_facts.package import Package

__all__ = ["Dataset"]

Record = TypeVar("Record")


class Dataset:
    """A package of facts, ready to be read.

    Each table is an attribute: iterate over it, look up an id in it, or select from it with ``where``.
    """

    def __init__(self, package: Package, *, installed: bool = False) -> None:
        self._package = replace(package, files=None)  # everything is read; an open archive could not be pickled
        self._installed = installed
        self._texts: dict[str, str | None] = {}

    # --- what the descriptor says ---------------------------------------------------------------------
    @property
    def name(self) -> str:
        """Name of the package."""
        return self._package.name

    @property
    def title(self) -> str:
        """Title of the package, its name where it has none."""
        return str(self._package.descriptor.get("title") or self.name)

    @property
    def version(self) -> str:
        """Version of the data, which is also that of the code that ships them."""
        return self._package.version

    @property
    def descriptor(self) -> Mapping[str, object]:
        """Everything that ``datapackage.json`` says."""
        return self._package.descriptor

    @property
    def installed(self) -> bool:
        """Whether this is the package that the installation carries."""
        return self._installed

    @property
    def place(self) -> str:
        """Where the package was found, as it would be typed in a shell."""
        import shlex

        return shlex.quote(self._package.shown)

    @property
    def advice(self) -> str:
        """How to find out everything that is wrong with this package."""
        return f"`swf-facts validate{'' if self.installed else f' {self.place}'}` lists everything that is wrong"

    # --- tables ---------------------------------------------------------------------------------------
    @cached_property
    def articles(self) -> Table[Article]:
        """The articles, by ``article_id``."""
        from swf_facts.dataset.records import Article

        return self._table("articles", partial(Article, dataset=self))

    @cached_property
    def passages(self) -> Table[Passage]:
        """The passages of all texts, by ``passage_id``."""
        from swf_facts.model import Passage

        return self._table("passages", Passage)

    @cached_property
    def entities(self) -> Table[Entity]:
        """The entities, by ``entity_id``."""
        from swf_facts.model import Entity

        return self._table("entities", Entity)

    @cached_property
    def aliases(self) -> Table[Alias]:
        """The printed forms of entities and properties, by ``(target_kind, target_id, alias)``."""
        from swf_facts.model import Alias

        return self._table("aliases", Alias)

    @cached_property
    def properties(self) -> Table[Property]:
        """The properties, by ``property_id``."""
        from swf_facts.model import Property

        def record(*, subject_kinds: str | None, value_kinds: str | None, **cells: Cell) -> Property:
            make: Callable[..., Property] = Property
            return make(**cells, subject_kinds=_words(subject_kinds), value_kinds=_words(value_kinds))

        return self._table("properties", record)

    @cached_property
    def units(self) -> Table[Unit]:
        """The units, by ``unit_id``."""
        from swf_facts.model import Unit

        return self._table("units", Unit)

    @cached_property
    def facts(self) -> FactTable:
        """The facts, by ``fact_id``; ``len`` counts those that were superseded or withdrawn too, ``where`` leaves them out."""
        from swf_facts.dataset.records import Fact
        from swf_facts.dataset.tables import FactTable

        def fact(*, flags: str | None, **cells: Cell) -> Fact:
            make: Callable[..., Fact] = Fact
            return make(**cells, flags=_words(flags), dataset=self)

        return FactTable(self, self._read("facts"), fact)

    @cached_property
    def evidence(self) -> Table[Evidence]:
        """The quoted words, by ``(fact_id, role, start, end)``."""
        from swf_facts.model import Evidence

        return self._table("evidence", Evidence)

    @cached_property
    def attributions(self) -> Table[Attribution]:
        """Who is said to say it, by ``(fact_id, level)``."""
        from swf_facts.model import Attribution

        return self._table("attributions", Attribution)

    @cached_property
    def exclusions(self) -> Table[Exclusion]:
        """The numbers in the texts that are no facts, by ``(article_id, start, end)``."""
        from swf_facts.model import Exclusion

        return self._table("exclusions", Exclusion)

    @cached_property
    def agreements(self) -> Table[Agreement]:
        """What facts of different articles have to do with each other, by ``(fact_a, fact_b)``; derived where the package has no such table."""
        from swf_facts.dataset.tables import Table
        from swf_facts.model import Agreement

        if "agreements" in self._package.resources:
            return self._table("agreements", Agreement)
        from swf_facts.comparison import derive_agreements

        return Table(self, self._made("agreements", derive_agreements(self)), Agreement)

    @cached_property
    def ledger(self) -> Table[LedgerEntry]:
        """What became of every released fact, by ``fact_id``; empty where the package has no such table."""
        from swf_facts.dataset.tables import Table
        from swf_facts.model import LedgerEntry

        if "ledger" in self._package.resources:
            return self._table("ledger", LedgerEntry)
        return Table(self, self._made("ledger", []), LedgerEntry)

    def table(self, name: TableName) -> Table[object]:
        """Return a table by its name.

        Raises
        ------
        UnknownChoice
            There is no such table; the message names the nearest.
        """
        if name not in governing_tables():
            hint = nearest(str(name), governing_tables()) or f"choose from {', '.join(governing_tables())}"
            raise UnknownChoice(f"there is no table {name!r}", hint)
        table: Table[object] = getattr(self, name)
        return table

    def tables(self) -> tuple[Table[object], ...]:
        """Return all tables, in the order in which they are documented."""
        return tuple(self.table(cast("TableName", name)) for name in governing_tables())

    def _table(self, name: TableName, record: Callable[..., Record]) -> Table[Record]:
        from swf_facts.dataset.tables import Table

        return Table(self, self._read(name), record)

    def _read(self, name: TableName) -> Rows:
        from swf_facts.dataset.reading import Origin, read_rows

        origin = Origin(name, self._package.resources[name].path, self.advice)
        if name not in self._package.contents:
            message = f"{self.place}: the table {name!r} is kept in parts, or is too large to be held at once"
            raise PackageError(
                message, "read its files with polars or DuckDB; validate and diff read them part by part"
            )
        return read_rows(origin, self._package.contents[name])

    def _made(self, name: TableName, records: Iterable[object]) -> Rows:
        """Return the rows of a table that the package does without."""
        from swf_facts.dataset.reading import Origin, Rows, table_fields

        header = list(table_fields(name)[0])
        cells = [[str(getattr(record, field)) for field in header] for record in records]
        return Rows(Origin(name, name, self.advice), header, cells, list(range(2, len(cells) + 2)))

    def text(self, article: Article) -> str | None:
        """Return the text of an article, or None when the package does not have it."""
        path = article.text_path
        if article.text_status == "withheld" or path is None:
            return None
        if path not in self._texts:
            content = self._package.content_at(path)
            try:
                self._texts[path] = None if content is None else content.decode("utf-8")
            except UnicodeDecodeError as error:
                raise PackageError(f"{path}: byte {error.start} is not UTF-8", self.advice) from None
        return self._texts[path]

    # --- out of here ----------------------------------------------------------------------------------
    @overload
    def frame(self, table: TableName, *, library: Literal["polars"] = ..., status: Criterion = ...) -> pl.DataFrame: ...
    @overload
    def frame(self, table: TableName, *, library: Literal["pandas"], status: Criterion = ...) -> pd.DataFrame: ...
    @overload
    def frame(self, table: TableName, *, library: Literal["arrow"], status: Criterion = ...) -> pa.Table: ...
    def frame(
        self, table: TableName, *, library: Library = "polars", status: Criterion = "current"
    ) -> pl.DataFrame | pd.DataFrame | pa.Table:
        """Return one table of the package as a data frame.

        Parameters
        ----------
        table : str
            Name of the table, such as ``"facts"``.
        library : {"polars", "pandas", "arrow"}
            What to make the frame with; each comes with the extra of its name.
        status
            As for :meth:`FactTable.where`: superseded and withdrawn facts, their evidence and their attributions are left out
            unless they are asked for; None for all rows. Of no meaning for other tables.

        Returns
        -------
        polars.DataFrame, pandas.DataFrame or pyarrow.Table, shape (n_rows, n_fields)
            The rows in file order. One column a field, in schema order, then further columns of the file as text; empty cells are null.
            Numbers are 64-bit floats (``Fact.value`` has the exact decimals), in the row's ``unit_id``, never converted.
            Dates are dates (``datetime64[s]`` in pandas), booleans booleans.
            An Arrow table has the title and the description of each field as metadata.

        Raises
        ------
        MissingExtra
            *library* is not installed; the message names the extra that brings it.
        UnknownChoice
            There is no such table or library.
        """
        from swf_facts.dataset.frames import frame

        return frame(
            self.table(table), library, status, {"package": self.name, "version": self.version, "table": table}
        )

    def cite(self, style: Style = "text") -> str:
        """Return a citation of the dataset, as ``text``, ``bibtex`` or ``csl-json``."""
        from swf_facts.citation import cite
        from swf_facts.dataset.works import dataset_work

        return cite(dataset_work(self), style)

    def __getstate__(self) -> tuple[Package, bool]:
        return self._package, self._installed

    def __setstate__(self, state: tuple[Package, bool]) -> None:
        self._package, self._installed = state  # tables are parsed again when they are asked for
        self._texts = {}

    def __repr__(self) -> str:
        texts = sum(article.text is not None for article in self.articles)
        return (
            f"<Dataset {self.name} {self.version}: {len(self.facts)} facts from {len(self.articles)} articles"
            f" ({texts} with text), {len(self.entities)} entities>"
        )

    def _repr_html_(self) -> str:
        from swf_facts.dataset.notebook import dataset_html

        return dataset_html(self)


def _words(cell: str | None) -> tuple[str, ...]:
    """Return the words of a cell that holds several."""
    return tuple((cell or "").split())
