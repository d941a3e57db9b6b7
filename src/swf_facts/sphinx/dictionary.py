"""The data dictionary: a section for each table and an anchor ``table.field`` for each field, from the Table Schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from swf_facts.package import governing_schema, governing_tables, installed_package
from swf_facts.sphinx.domain import FactDomain, reference
from swf_facts.sphinx.prose import definitions, inline, prose, section, term
from swf_facts.sphinx.source import dataset, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Dictionary"]

# Constraints that have a value of their own; `required` and `unique` are badges, and `enum` is given with its labels.
_WORDS = {
    "minimum": "Minimum",
    "maximum": "Maximum",
    "minLength": "Minimum length",
    "maxLength": "Maximum length",
    "pattern": "Pattern",
}


class Dictionary(SphinxDirective):
    """``{fact:dictionary}``: every table of the profile, with all that its Table Schema says of its fields."""

    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """Return the sections of the tables."""
        return [self._table(name) for name in governing_tables()]

    def _table(self, name: str) -> nodes.section:
        self.env.note_dependency(installed_package() / "schemas" / f"{name}.json")
        schema = governing_schema(name)
        domain = FactDomain.of(self.env)
        domain.note("table", name, self.env.docname, name)
        part = section(name, nodes.literal("", name))
        self.state.document.note_explicit_target(part)
        part += nodes.paragraph("", "", *prose(schema["description"]))
        part += definitions(self._keys(name, schema), "table-keys")
        for field in schema["fields"]:
            domain.note("field", f"{name}.{field['name']}", self.env.docname, f"{name}.{field['name']}")
            part += self._field(name, schema, field)
        return part

    def _keys(self, name: str, schema: Mapping[str, Any]) -> Iterator[nodes.definition_list_item]:
        rows = rows_of(dataset(self.env.config), name)
        yield term("Rows in this package", nodes.Text(f"{rows:,}"))
        links = [
            reference("field", f"{name}.{key}", self.env.docname, nodes.literal("", key))
            for key in _primary_key(schema)
        ]
        yield term("Primary key", *_joined(links))

    def _field(self, table: str, schema: Mapping[str, Any], field: Mapping[str, Any]) -> nodes.container:
        name, constraints = field["name"], field.get("constraints", {})
        key = f"{table}.{name}"
        entry = nodes.container(classes=["field-entry"], ids=[key])
        head = nodes.paragraph(
            "", "", reference("field", key, self.env.docname, nodes.literal("", name)), classes=["field-head"]
        )
        head += inline(" " + field["type"], "field-type")
        if name in _primary_key(schema):
            head += inline(" key", "badge")
        head += inline(
            " required" if constraints.get("required") else " may be empty",
            "badge" if constraints.get("required") else "field-type",
        )
        if constraints.get("unique"):
            head += inline(" unique", "badge")
        body = nodes.container(classes=["field-body"])
        body += nodes.paragraph("", "", *prose(field["description"]))
        body += definitions(self._details(table, schema, field), "field-details")
        entry += [head, body]
        return entry

    def _details(
        self, table: str, schema: Mapping[str, Any], field: Mapping[str, Any]
    ) -> Iterator[nodes.definition_list_item]:
        for key in schema.get("foreignKeys", ()):
            if field["name"] in key["fields"]:
                position = key["fields"].index(field["name"])
                target = f"{key['reference'].get('resource') or table}.{key['reference']['fields'][position]}"
                yield term("Points to", reference("field", target, self.env.docname, nodes.literal("", target)))
        for name, value in field.get("constraints", {}).items():
            if name in _WORDS:
                yield term(_WORDS[name], nodes.literal("", _as_cell(value)))
        if categories := field.get("categories"):
            choices = [
                nodes.list_item(
                    "",
                    nodes.paragraph("", "", nodes.literal("", item["value"]), nodes.Text(" – "), *prose(item["label"])),
                )
                for item in categories
            ]
            yield nodes.definition_list_item(
                "", nodes.term("", "One of"), nodes.definition("", nodes.bullet_list("", *choices))
            )
        if "example" in field:
            yield term("Example", nodes.literal("", _as_cell(field["example"])))


def _primary_key(schema: Mapping[str, Any]) -> list[str]:
    key = schema["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


def _as_cell(value: object) -> str:
    """Return *value* as a cell of the table spells it."""
    return value if isinstance(value, str) else json.dumps(value)


def _joined(links: Sequence[nodes.Node]) -> list[nodes.Node]:
    separated: list[nodes.Node] = []
    for link in links:
        separated += [nodes.Text(" + "), link] if separated else [link]
    return separated
