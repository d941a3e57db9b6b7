"""The data dictionary: a section for each table and an anchor ``table.field`` for each field, from the Table Schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from swf_facts.package import governing_schema, governing_tables, installed_package
from swf_facts.sphinx.domain import FactDomain, reference
from swf_facts.sphinx.mutation_score import SETTING, mutation_score
from swf_facts.sphinx.proofs import rules_of_fields, rules_of_files
from swf_facts.sphinx.prose import definitions, inline, prose, section, term
from swf_facts.sphinx.snippets import snippets
from swf_facts.sphinx.source import dataset, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from swf_facts.rules.registry import Rule

__all__ = ["Dictionary"]

# Constraints that have a value of their own; `required` and `unique` are badges, and `enum` is given with its labels.
_WORDS = {
    "minimum": "Minimum",
    "maximum": "Maximum",
    "minLength": "Minimum length",
    "maxLength": "Maximum length",
    "pattern": "Pattern",
}
WHERE_INSTALLED = 'python -c "from swf_facts.package import installed_package; print(installed_package())"'


class Dictionary(SphinxDirective):
    """``{fact:dictionary}``: every table of the profile, with all that its Table Schema says of its fields."""

    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """Return the sections of the tables."""
        self.score = mutation_score(self.config)
        if self.score:
            self.env.note_dependency(self.config[SETTING])
        return [*self._introduction(), *(self._table(name) for name in governing_tables()), self._files()]

    def _introduction(self) -> Iterator[nodes.Node]:
        """Yield where the snippets run, and what the score is, if there is one."""
        if self.config.fact_package:
            yield nodes.paragraph(
                "", "", *prose("The snippets for DuckDB and R read the files: run them in the folder of the package.")
            )
        else:
            words = (
                "The snippets for DuckDB and R read the files: run them in a copy of the repository, or in the folder that "
                f"`{WHERE_INSTALLED}` prints."
            )
            yield nodes.paragraph("", "", *prose(words))
        if self.score:
            words = (
                "Under “Changes noticed” stands how many wrong cells of a field the rules noticed, of those that were tried. "
                f"Of all fields together: {self.score.measured}"
            )
            yield nodes.paragraph("", "", *prose(words))

    def _table(self, name: str) -> nodes.section:
        self.env.note_dependency(installed_package() / "schemas" / f"{name}.json")
        schema = governing_schema(name)
        domain = FactDomain.of(self.env)
        domain.note("table", name, self.env.docname, name)
        part = section(name, nodes.literal("", name))
        self.state.document.note_explicit_target(part)
        part += nodes.paragraph("", "", *prose(schema["description"]))
        part += definitions(self._keys(name, schema), "table-keys")
        part += self._snippets(name)
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
        yield term("Primary key", *_separated(links, " + "))
        if self.score:
            fields = {field["name"] for field in schema["fields"]}
            for (table, changed), (killed, tried) in self.score.tallies.items():
                if table == name and changed not in fields and tried:
                    what = "whole rows" if changed == "row" else changed.replace("+", " with ")
                    yield term(f"Changes noticed, {what}", nodes.Text(f"{killed} of {tried}"))

    def _snippets(self, table: str) -> list[nodes.Node]:
        """Return the snippets of a table as tabs; who chooses a language once sees it at every table."""
        found = snippets(dataset(self.config), table, installed=not self.config.fact_package)
        tabs = "\n".join(
            f"`````{{tab-item}} {snippet.label}\n:sync: {snippet.label.lower()}\n\n"
            f"```{snippet.language}\n{snippet.code}```\n`````"
            for snippet in found
        )
        return self.parse_text_to_nodes(f"``````{{tab-set}}\n:sync-group: language\n\n{tabs}\n``````")

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
        if "since" in field:
            head += inline(f" since {field['since']}", "field-type")
        body = nodes.container(classes=["field-body"])
        body += nodes.paragraph("", "", *prose(field["description"]))
        body += definitions([*self._details(table, schema, field), *self._proof(table, name)], "field-details")
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

    def _proof(self, table: str, field: str) -> Iterator[nodes.definition_list_item]:
        """Yield what proves a cell of the field, rung by rung, and how many wrong cells that noticed."""
        if rules := rules_of_fields()[table, field]:
            yield term("Proved by", *self._by_rung(rules))
        if not self.score:
            return
        place = table, field
        killed, tried = self.score.tallies.get(place, (0, 0))
        if tried:
            yield term("Changes noticed", nodes.Text(f"{killed} of {tried}"))
        for reason in self.score.reasons.get(place, ()):
            yield term("Not asked for" if tried else "Not provable", nodes.Text(reason))

    def _by_rung(self, rules: Iterable[Rule]) -> Iterator[nodes.Node]:
        rungs: dict[str, list[nodes.Node]] = {}
        for rule in rules:
            link = reference("rule", rule.name, self.env.docname, nodes.literal("", rule.name))
            rungs.setdefault(rule.rung, []).append(link)
        for number, (rung, links) in enumerate(rungs.items()):
            yield inline(f"{'; ' if number else ''}{rung}: ", "rung")
            yield from _separated(links, ", ")

    def _files(self) -> nodes.section:
        """Return the section of the rules that look at no single field."""
        part = section("files", nodes.Text("Files, texts and releases"))
        self.state.document.note_explicit_target(part)
        words = (
            "What these rules look at is no cell of one field, but a file, the descriptor, a text, or a release before."
        )
        part += nodes.paragraph("", words)
        items = []
        for rule in rules_of_files():
            link = reference("rule", rule.name, self.env.docname, nodes.literal("", rule.name))
            body = nodes.paragraph("", "", link, nodes.Text(" – "), *prose(rule.summary))
            items.append(nodes.list_item("", body))
        part += nodes.bullet_list("", *items, classes=["rule-list"])
        return part


def _primary_key(schema: Mapping[str, Any]) -> list[str]:
    key = schema["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


def _as_cell(value: object) -> str:
    """Return *value* as a cell of the table spells it."""
    return value if isinstance(value, str) else json.dumps(value)


def _separated(links: Sequence[nodes.Node], separator: str) -> list[nodes.Node]:
    separated: list[nodes.Node] = []
    for link in links:
        separated += [nodes.Text(separator), link] if separated else [link]
    return separated
