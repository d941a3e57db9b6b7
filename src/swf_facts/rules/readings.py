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
    """The aliases of one kind of target.

    Attributes
    ----------
    targets : mapping of str to tuple of str
        By alias what it names, in the order of the table.
    aliases : mapping of str to frozenset of str
        By target what names it.
    lengths : mapping of str to tuple of int
        By first token how long the aliases are that begin with it, the longest first.
    """

    targets: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, frozenset[str]]
    lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> AliasIndex:
        """Return the index of pairs of alias and target."""
        targets: dict[str, list[str]] = {}
        aliases: dict[str, set[str]] = {}
        lengths: dict[str, set[int]] = {}
        for alias, target in pairs:
            first = _TOKEN.match(alias)
            if first is not None:
                targets.setdefault(alias, []).append(target)
                aliases.setdefault(target, set()).add(alias)
                lengths.setdefault(first[0], set()).add(len(alias))
        return cls(
            targets={alias: tuple(named) for alias, named in targets.items()},
            aliases={target: frozenset(found) for target, found in aliases.items()},
            lengths={token: tuple(sorted(found, reverse=True)) for token, found in lengths.items()},
        )

    def readings(self, words: str) -> set[str]:
        """Return the targets whose aliases stand in *words*, leftmost first and then longest.

        "SoftBank’s CEO" reads the person whose alias that is, not the company. Takes time linear in the words, however many
        aliases begin with one of them.
        """
        found: set[str] = set()
        position = 0
        for token in _TOKEN.finditer(words):
            start = token.start()
            if start < position:
                continue
            for length in self.lengths.get(token[0], ()):
                end = min(start + length, len(words))
                if words[start:end] in self.targets and stands_alone(words, start, end):
                    found.add(self.targets[words[start:end]][0])
                    position = end
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
