"""SARIF 2.1.0, the format in which code hosts and editors read findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from swf_facts.package import DESCRIPTOR
from swf_facts.rules import ladder

if TYPE_CHECKING:
    from swf_facts.findings import Finding, Report
    from swf_facts.rules.registry import Rule

__all__ = ["sarif"]


def sarif(report: Report) -> str:
    """Return *report* as SARIF, with the documentation of every rule."""
    rules = [rule for rung in ladder() for rule in rung.rules]
    index = {rule.name: position for position, rule in enumerate(rules)}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "swf-facts", "rules": [_rule(rule) for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, index[finding.rule], report) for finding in report.findings],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    details = f"{rule.summary} {rule.details}".strip()
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": details},
        "help": {"text": f"Breaks on: {rule.breaks_on} Fix: {rule.fix}"},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"rung": rule.rung},
    }


def _result(finding: Finding, index: int, report: Report) -> dict[str, Any]:
    path = report.paths.get(finding.resource, finding.resource) if finding.resource != DESCRIPTOR else DESCRIPTOR
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path)}}
    if finding.row is not None:
        physical["region"] = {"startLine": finding.row}
    location: dict[str, Any] = {"physicalLocation": physical}
    named = "/".join(part for part in (finding.key, finding.field) if part)
    if named:
        location["logicalLocations"] = [{"fullyQualifiedName": named}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{finding.message}. {finding.fix}"},
        "locations": [location],
    }
