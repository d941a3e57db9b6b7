"""What quoted words name: the entities and properties whose aliases stand in them, longest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from swf_facts.rules.tables import Tables

__all__ = ["UNKNOWN", "AliasIndex", "alias_index", "known_targets", "listed_aliases", "occurrences", "stands_alone"]

_TOKEN = re.compile(r"[^\W_]+|\S")  # a run of letters and digits, or one sign


@dataclass(frozen=True, slots=True)
class AliasIndex:
    """The aliases of one kind of target by their first token, the longest first."""

    by_token: Mapping[str, tuple[tuple[str, str], ...]]
    aliases: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> AliasIndex:
        """Return the index of pairs of alias and target."""
        tokens: dict[str, list[tuple[str, str]]] = {}
        targets: dict[str, set[str]] = {}
        for alias, target in pairs:
            first = _TOKEN.match(alias)
            if first is not None:
                tokens.setdefault(first[0], []).append((alias, target))
                targets.setdefault(target, set()).add(alias)
        ordered = {token: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for token, found in tokens.items()}
        return cls(by_token=ordered, aliases={target: frozenset(found) for target, found in targets.items()})

    def readings(self, words: str) -> set[str]:
        """Return the targets whose aliases stand in *words*, leftmost first and then longest.

        "SoftBank’s CEO" reads the person whose alias that is, not the company. Takes time linear in the words.
        """
        found: set[str] = set()
        position = 0
        for token in _TOKEN.finditer(words):
            if token.start() < position:
                continue
            for alias, target in self.by_token.get(token[0], ()):
                if words.startswith(alias, token.start()) and stands_alone(
                    words, token.start(), token.start() + len(alias)
                ):
                    found.add(target)
                    position = token.start() + len(alias)
                    break
        return found


UNKNOWN = ""
"""What an alias reads whose target is not there: it may be meant for anything."""


def known_targets(tables: Tables) -> Mapping[str, frozenset[str]]:
    """Return the ids that an alias or a cell can name, by ``target_kind``."""
    return {
        "entity": frozenset(tables["entities"].raw["entity_id"].drop_nulls()),
        "property": frozenset(tables["properties"].raw["property_id"].drop_nulls()),
    }


def alias_index(tables: Tables) -> Mapping[str, AliasIndex]:
    """Return the index of the aliases of entities and of properties, by ``target_kind``."""
    pairs: dict[str, list[tuple[str, str]]] = {"entity": [], "property": []}
    known = tables.view(known_targets)
    for kind, target, alias in (
        tables["aliases"].raw.drop_nulls().select("target_kind", "target_id", "alias").iter_rows()
    ):
        if kind in known:
            pairs[kind].append((alias, target if target in known[kind] else UNKNOWN))
    return {kind: AliasIndex.of(found) for kind, found in pairs.items()}


def listed_aliases(tables: Tables) -> pl.DataFrame:
    """The aliases of known targets that the index holds: ``target_kind``, ``target_id`` and ``alias``."""
    begins = pl.col("alias").str.contains(r"^[^\s\x1c-\x1f]")  # with a token
    known = pl.any_horizontal(
        (pl.col("target_kind") == kind) & pl.col("target_id").is_in(list(ids))
        for kind, ids in tables.view(known_targets).items()
    )
    return tables["aliases"].raw.select("target_kind", "target_id", "alias").filter(begins & known).unique()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a phrase is no part of a longer word: no letter or digit touches one of its own."""
    before = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    return not before and not (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())


def occurrences(text: str, phrase: str) -> Iterator[int]:
    """Yield the positions at which *phrase* stands alone in *text*."""
    at = text.find(phrase)
    while at >= 0:
        if stands_alone(text, at, at + len(phrase)):
            yield at
        at = text.find(phrase, at + 1)
