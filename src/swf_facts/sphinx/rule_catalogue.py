"""The rules catalogue: every rung with its rules, as their docstrings document them, and an example that breaks each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from swf_facts.rules import RUNGS, ladder
from swf_facts.sphinx.domain import FactDomain
from swf_facts.sphinx.prose import code_block, definitions, inline, prose, section, term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.rules.registry import Rule, Rung

__all__ = ["RuleCatalogue"]


class RuleCatalogue(SphinxDirective):
    """``{fact:rules}``: the rules, rung by rung.

    With ``:examples:``, a folder that has an ``expected.json`` for each rule, every rule shows the finding of its example.
    """

    option_spec: ClassVar = {"examples": directives.path}

    def run(self) -> list[nodes.Node]:
        """Return the sections of the rungs."""
        return [self._rung(rung) for rung in ladder()]

    def _rung(self, rung: Rung) -> nodes.section:
        part = section(f"rung-{rung.name}", nodes.Text(rung.name.capitalize()))
        self.state.document.note_explicit_target(part)
        part += nodes.paragraph("", f"{len(rung.rules)} rules. The report counts {RUNGS[rung.name]}.")
        for rule in rung.rules:
            part += self._rule(rule)
        return part

    def _rule(self, rule: Rule) -> nodes.section:
        FactDomain.of(self.env).note("rule", rule.name, self.env.docname, f"rule-{rule.name}")
        part = section(f"rule-{rule.name}", nodes.literal("", rule.name))
        part["classes"].append("rule")
        self.state.document.note_explicit_target(part)
        summary = nodes.paragraph("", "", *prose(rule.summary))
        if rule.severity != "error":
            summary += [nodes.Text(" "), inline(rule.severity, "badge")]
        part += summary
        if rule.details:
            part += nodes.paragraph("", "", *prose(rule.details))
        part += definitions(
            [term("Breaks on", *prose(rule.breaks_on)), term("Fix", *prose(rule.fix)), *self._example(rule.name)],
            "field-details",
        )
        return part

    def _example(self, name: str) -> Iterator[nodes.definition_list_item]:
        """Yield the finding that the example of a rule gives."""
        if "examples" not in self.options:
            return
        path = Path(self.env.relfn2path(self.options["examples"])[1], name, "expected.json")
        if not path.is_file():
            raise self.error(
                f"the rule {name!r} has no example: add {name}/expected.json to {self.options['examples']}"
            )
        self.env.note_dependency(path)
        expected: dict[str, Any] = json.loads(path.read_text("utf-8"))
        found = [finding for finding in expected["findings"] if finding["rule"] == name]
        if not found:
            raise self.error(f"the example of the rule {name!r} expects no finding of it")
        yield nodes.definition_list_item(
            "", nodes.term("", "Finding"), nodes.definition("", code_block(_as_line(found[0]), "text"))
        )


def _as_line(finding: dict[str, Any]) -> str:
    """Return a finding as the report prints it: place, field, message, and what to do."""
    place = finding["resource"] + (f":{finding['row']}" if finding.get("row") is not None else "")
    key = f" {finding['key']}" if finding.get("key") else ""
    field = f" {finding['field']}" if finding.get("field") else ""
    return f"{place}{key}{field}: {finding['message']}\n→ {finding['fix']}"
