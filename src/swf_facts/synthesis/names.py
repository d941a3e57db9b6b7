"""The vocabulary on which synthetic articles draw: entities with the forms in which texts print them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from swf_facts.synthesis import words
from swf_facts.synthesis.draws import below

if TYPE_CHECKING:
    from collections.abc import Iterable

    from swf_facts.synthesis.draws import Integers, Keys

__all__ = ["Names", "names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Entities of all groups, one after another, and their aliases, one after another.

    Attributes
    ----------
    entities : polars.DataFrame
        The columns of the table ``entities``.
    aliases : polars.DataFrame
        ``alias`` and ``owner``, the position of its entity.
    first, count : array of int64
        Where the aliases of each entity begin, and how many there are.
    groups : dict
        Where the entities of each group begin, and where they end.
    """

    entities: pl.DataFrame
    aliases: pl.DataFrame
    first: Integers
    count: Integers
    groups: dict[str, tuple[int, int]]

    def of(self, group: str, keys: Keys, *, step: int = 0) -> Integers:
        """Return an entity of *group* for each key; different *steps* with the same keys give different entities."""
        start, end = self.groups[group]
        return start + (below(keys, end - start) + step) % (end - start)

    def forms(self, entities: Integers, keys: Keys) -> Integers:
        """Return one of the aliases of each entity."""
        return self.first[entities] + below(keys, self.count[entities])


@dataclass(slots=True)
class _Register:
    rows: list[dict[str, str | None]] = field(default_factory=list)
    aliases: list[tuple[str, ...]] = field(default_factory=list)
    groups: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, group: str, entries: Iterable[tuple[str, str, str, str, str | None, tuple[str, ...]]]) -> None:
        """Add a group of entities: id, name, kind, description, country code, aliases."""
        start = len(self.rows)
        for entity, name, kind, description, iso, aliases in entries:
            self.rows.append({"entity_id": entity, "name": name, "kind": kind, "description": description, "wikidata": None, "lei": None, "iso": iso})  # fmt: skip
            self.aliases.append(aliases)
        self.groups[group] = start, len(self.rows)


def _slug(*parts: str) -> str:
    return "-".join(parts).lower().replace("’", "").replace(" ", "-").replace("ü", "u").replace("ô", "o")


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


@cache
def names() -> Names:
    """Return the vocabulary, the same at every call."""
    register = _Register()
    register.add("fund", [
        (_slug(place, kind), f"{place} {kind}", "fund", f"Invented sovereign wealth fund of {place}.", None, (f"{place} {kind}", f"{place}’s {lower}"))
        for place, (kind, lower) in product(words.PLACES, words.FUND_KINDS)
    ])  # fmt: skip
    people = []
    for gap, given, family in words.PEOPLE:
        for one, other in product(given.split(), family.split()):
            (first, first_id), (last, last_id) = one.split(":"), other.split(":")
            people.append((f"{first_id}-{last_id}", f"{first}{gap}{last}", "person", "Invented person.", None, (f"{first}{gap}{last}",)))  # fmt: skip
    register.add("person", people)
    register.add("company", [
        (_slug(stem, trade), f"{stem} {trade}", "organization", "Invented company.", None, (f"{stem} {trade}",))
        for stem, trade in product(words.COMPANY_STEMS, words.COMPANY_TRADES)
    ])  # fmt: skip
    countries = [(code, name.replace("_", " ")) for code, name in words.COUNTRIES]
    register.add("country", [
        (f"country-{code.lower()}", name, "country", f"The country {name}.", code, (name, _flag(code))) for code, name in countries
    ])  # fmt: skip
    register.add("sector", [(_slug(name), name.capitalize(), "sector", f"The field of {name}.", None, (name,)) for name in words.SECTORS])  # fmt: skip
    register.add("dataset", [
        (_slug(place, "fund index"), f"{place} Fund Index", "dataset", "Invented index of funds.", None, (f"{place} Fund Index",))
        for place in words.PLACES[::9]
    ])  # fmt: skip
    register.add("agency", [
        (_slug(place, "wire"), f"{place} Wire", "publication", "Invented news agency.", None, (f"{place} Wire",))
        for place in words.PLACES[::5]
    ])  # fmt: skip
    register.add("analysts", [
        ("unnamed-analysts", "Unnamed analysts", "group", "Analysts whom articles cite without a name.", None, ("analysts", "Analysts"))
    ])  # fmt: skip
    register.add("insiders", [
        ("unnamed-officials", "Unnamed officials", "group", "Officials whom articles cite without a name.", None, ("officials", "people close to the talks"))
    ])  # fmt: skip
    papers = [
        (_slug(place, time, paper), f"{place} {time} {paper}", "publication", "Invented newspaper.", None, (f"{place} {time} {paper}",))
        for place, time, paper in product(words.PLACES, words.PAPER_TIMES, words.PAPERS)
    ]  # fmt: skip
    register.add("paper", sorted(papers, key=lambda entry: entry[0].replace("-", "")))
    count = np.array([len(aliases) for aliases in register.aliases], dtype=np.int64)
    flat = [(alias, owner) for owner, aliases in enumerate(register.aliases) for alias in aliases]
    return Names(
        entities=pl.DataFrame(register.rows, dict.fromkeys(register.rows[0], pl.String)),
        aliases=pl.DataFrame(flat, {"alias": pl.String, "owner": pl.Int64}, orient="row"),
        first=np.concatenate([[0], np.cumsum(count)[:-1]]),
        count=count,
        groups=register.groups,
    )
