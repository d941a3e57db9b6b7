"""Which rules look at which field: asked of the rules themselves, so that the dictionary cannot lag behind them.

A rule of the Table Schema holds a field to a constraint that the field has. Of every other rule, what counts is the field
that it would report: the rules are run over the package that the installation carries, and each check says which it is.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from swf_facts.package import governing_schema, governing_tables, read_package
from swf_facts.rules import ladder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.registry import Rule

__all__ = ["rules_of_fields", "rules_of_files"]

_BY_CONSTRAINT = {
    "required": "required",
    "enum": "enum",
    "pattern": "pattern",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
    "minLength": "out-of-range",
    "maxLength": "out-of-range",
    "unique": "not-unique",
}
_SLOW = frozenset({"descriptor", "conformance"})  # a rung and a rule that ask another reader, and name no field


@cache
def rules_of_fields() -> Mapping[tuple[str, str], tuple[Rule, ...]]:
    """Return the rules that look at each field, by table and field, in the order of the ladder."""
    rules = {rule.name: rule for rung in ladder() for rule in rung.rules}
    found: dict[tuple[str, str], set[str]] = {}
    for table in governing_tables():
        for field in governing_schema(table)["fields"]:
            found[table, field["name"]] = set(_by_schema(governing_schema(table), field))
    for place, name in _reported():
        if place in found:
            found[place].add(name)
    return {place: tuple(rule for name, rule in rules.items() if name in names) for place, names in found.items()}


def rules_of_files() -> tuple[Rule, ...]:
    """Return the other rules: those of the descriptor, of whole files, of texts, and of what was released."""
    of_fields = {rule.name for rules in rules_of_fields().values() for rule in rules}
    return tuple(rule for rung in ladder() for rule in rung.rules if rule.name not in of_fields)


def _by_schema(schema: Mapping[str, Any], field: Mapping[str, Any]) -> Iterator[str]:
    if field["type"] != "string":
        yield "type-mismatch"
    if field["type"] == "number":
        yield "number-not-plain"
    yield from (_BY_CONSTRAINT[name] for name, value in field.get("constraints", {}).items() if value is not False)
    if field["name"] in schema["primaryKey"]:
        yield "not-unique"
    for key in schema.get("foreignKeys", ()):
        if field["name"] in key["fields"]:
            yield "foreign-key-unknown"
            if "resource" not in key["reference"]:
                yield "reference-loop"


def _reported() -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the field that each check of a rule would report."""
    from swf_facts.rules.checks import Check
    from swf_facts.rules.structure.dependent_fields import QUANTITY_ONLY, VALUES
    from swf_facts.rules.tables import Tables

    # These two name whichever cell is one too many or one too few.
    yield from ((("facts", field), "value-misplaced") for field in VALUES.values())
    yield from ((("facts", field), "quantity-fields") for field in QUANTITY_ONLY)
    tables = Tables.of(read_package())
    rules = (rule for rung in ladder() for rule in rung.rules if rung.name not in _SLOW and rule.name not in _SLOW)
    for rule in rules:
        for item in rule(tables):
            if isinstance(item, Check):
                yield (item.table, item.field), rule.name
