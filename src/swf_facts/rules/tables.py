"""What rules look at: the tables of a package with its texts, and views that are made of them once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

import polars as pl

from swf_facts.package import Package, Resource, governing_schema, governing_tables, required_tables
from swf_facts.rules.copies import extra_fields
from swf_facts.rules.table import TEXT_SCHEMA, TEXTS, Table, empty_table, read_table, widened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swf_facts.rules.flaws import Flaw

__all__ = ["Tables", "is_text", "read_texts"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What rules look at: the package, its tables, and the texts of its articles.

    Attributes
    ----------
    package : Package
        The package as it was read.
    tables : mapping of str to Table
        The profile's tables, then others that the package describes.
    texts : mapping of str to str
        The text of every included article that could be read, by ``article_id``.
    judged : frozenset of str or None
        Names of the resources that findings are about; None for all. A bucket judges its own rows, with the vocabulary beside them.
    whole : bool
        Whether these are all tables of the package, or what is gathered from all of them. A bucket is not.
    sampled : bool
        Whether the rules that look at the beginning of the tables look at these.
    number : int
        Number of the bucket, where these are the tables of one.
    heights : mapping of str to int
        Rows of each table of a bucket as they were read, with those that are not looked at.
    siblings : polars.DataFrame or None
        Articles of the package, in a few columns and with the number of their bucket, where ``articles`` holds those of one:
        its own and those that rules ask about, which have to do with them.
    """

    package: Package
    tables: Mapping[str, Table]
    texts: Mapping[str, str]
    judged: frozenset[str] | None = None
    whole: bool = True
    sampled: bool = True
    number: int = 0
    heights: Mapping[str, int] = field(default_factory=dict)
    siblings: pl.DataFrame | None = field(default=None, repr=False)
    _views: dict[Callable[[Tables], Any], Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def view(self, make: Callable[[Tables], T]) -> T:
        """Return ``make(self)``, computed once however many rules look at it."""
        if make not in self._views:
            self._views[make] = make(self)
        return cast("T", self._views[make])

    def settle(self, make: Callable[[Tables], T], value: T) -> None:
        """Let *value* be the view, as it was computed from other tables or put together from those of buckets."""
        self._views[make] = value

    def is_judged(self, name: str) -> bool:
        """Whether findings are about the resource called *name*."""
        return self.judged is None or name in self.judged

    def flaws(self, rule: str) -> Iterator[tuple[str, Flaw]]:
        """Yield table and flaw, of those that *rule* tells of."""
        return ((table.name, flaw) for table in self.judged_tables() for flaw in table.flaws if flaw.rule == rule)

    def judged_tables(self) -> Iterator[Table]:
        """Yield the tables that findings are about."""
        return (table for table in self.tables.values() if self.is_judged(table.name))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of the files that findings are about."""
        return ((name, content) for name, content in self.package.contents.items() if self.is_judged(name))

    @property
    def all_articles(self) -> pl.DataFrame:
        """All articles of the package that those judged have to do with: ``article_id``, ``publisher_id``, ``published`` and ``derived_from``."""
        columns = ["article_id", "publisher_id", "published", "derived_from"]
        return self.siblings if self.siblings is not None else self["articles"].raw.select(columns)

    @classmethod
    def of(cls, package: Package) -> Tables:
        """Read the tables and texts of *package*."""
        tables = {}
        for name in governing_tables():
            schema, resource = governing_schema(name), package.resources.get(name)
            content = package.contents.get(name)
            if resource is None and name not in required_tables():
                continue
            if resource is None or content is None:
                tables[name] = empty_table(name, schema, whole=False)
            else:
                tables[name] = read_table(name, widened(schema, package, resource), content)
        if TEXTS in package.contents:
            tables[TEXTS] = read_table(TEXTS, TEXT_SCHEMA, package.contents[TEXTS])
        for name, resource in package.resources.items():
            listed = name not in tables and name in package.contents and resource.descriptor.get("format") == "csv"
            added = extra_fields(package, resource, after=None) if listed else ()
            if added:
                tables[name] = read_table(name, {"name": name, "fields": list(added)}, package.contents[name])
        return cls(package=package, tables=tables, texts=read_texts(package, tables["articles"], tables.get(TEXTS)))


def is_text(resource: Resource) -> bool:
    """Whether the resource says that it holds text."""
    mediatype = str(resource.descriptor.get("mediatype", ""))
    if resource.descriptor.get("format") == "parquet":
        return False
    return resource.is_table or mediatype.startswith("text/") or mediatype == "application/json"


def read_texts(package: Package, articles: Table, table: Table | None) -> dict[str, str]:
    """Return the texts of the included articles that are UTF-8; the others have their own finding."""
    if table is not None:
        listed = package.resources.get(TEXTS)
        if listed is None:  # other tables have more parts than the texts, which has its own finding
            return {}
        wanted = pl.col("text_status").eq_missing("included") & pl.col("text_path").eq_missing(listed.path)
        included = articles.raw.filter(wanted).select("article_id").drop_nulls().unique(maintain_order=True)
        found = included.join(table.raw.drop_nulls(), on="article_id", maintain_order="left")
        return dict(
            found.unique("article_id", keep="first", maintain_order=True).select("article_id", "text").iter_rows()
        )
    names = {resource.path: name for name, resource in package.resources.items()}
    texts: dict[str, str] = {}
    for article, status, path in articles.raw.select("article_id", "text_status", "text_path").iter_rows():
        content = package.contents.get(names.get(path, "")) if status == "included" and path else None
        if article is None or article in texts or content is None:
            continue
        try:
            texts[article] = content.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return texts
