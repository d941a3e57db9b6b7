"""How FAIR a package is: what the table claims, and that it would say so if it were otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import package_copies
import swf_facts
from swf_facts.export.fair import METRICS, assess
from swf_facts.export.json_ld import dataset_node, document

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = {f"FsF-{name}" for name in (
    "F3-01M-2", "A1-02MD-1", "A1-02MD-2", "A1.1-01MD-1", "A1.1-01MD-2", "A1.2-01MD-1", "A1.2-01MD-2",
)}  # fmt: skip
IDENTIFIER = {"FsF-F1-02MD-1", "FsF-F1-02MD-2"}


def answers(node: dict[str, Any]) -> dict[str, str]:
    """Return the answers by test."""
    return {metric.test: answer for metric, answer in assess(node)}


def test_package_without_an_address_or_a_doi() -> None:
    """Everything that needs neither is met by the installed package."""
    data = swf_facts.load()
    assert not data.descriptor["doi"]
    assert not data.descriptor["homepage"]

    found = answers(document(dataset_node(data)))
    assert {test for test, answer in found.items() if answer == "needs a registered identifier"} == IDENTIFIER
    assert {test for test, answer in found.items() if answer == "needs an address"} == ADDRESS
    assert {answer for test, answer in found.items() if test not in IDENTIFIER | ADDRESS} == {"yes"}


def test_package_with_both(good: Path) -> None:
    """One field for each, and every test is met."""
    package_copies.edit_descriptor(
        good, doi="10.5555/12345678", homepage="https://facts.example/", keywords=["funds"], description="Facts."
    )

    assert set(answers(document(dataset_node(swf_facts.load(good)))).values()) == {"yes"}


def test_no_answer_is_given_away() -> None:
    """A page that says nothing to machines meets no test at all."""
    assert "yes" not in answers({}).values()


def test_each_metric_of_version_0_8_is_asked() -> None:
    """The seventeen metrics that F-UJI lists, each by at least one of its tests."""
    assert {metric.test.rpartition("-")[0] for metric in METRICS} == {f"FsF-{name}" for name in (
        "F1-01MD", "F1-02MD", "F2-01M", "F3-01M", "F4-01M", "A1-01M", "A1-02MD", "A1.1-01MD", "A1.2-01MD",
        "I1-01M", "I2-01M", "I3-01M", "R1-01M", "R1.1-01M", "R1.2-01M", "R1.3-01M", "R1.3-02D",
    )}  # fmt: skip
