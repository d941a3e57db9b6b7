"""Reports as people and programs read them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package_copies import read_table, set_cell, write_table
from swf_facts.errors import UnknownChoice
from swf_facts.findings import Finding, Report, RungResult
from swf_facts.report import render
from swf_facts.report.text import printable, width
from swf_facts.rules import RUNGS, ladder
from swf_facts.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

RUNG = {"structure": RungResult(seconds=0.125, checked=1204, findings=1)}


def report_of(**finding: object) -> Report:
    """Return a report with one finding."""
    values: dict[str, object] = {"rule": "enum", "resource": "facts", "message": "it is wrong", "fix": "mend it"}
    only = Finding(**{**values, **finding})  # type: ignore[arg-type]  # the members are those of a finding
    return Report(
        package="isle-facts", version="1.0.0", rungs=RUNG, findings=(only,), paths={"facts": "data/my facts.csv"}
    )


def test_a_report_without_findings_is_a_line_a_rung_and_a_verdict(good: Path) -> None:
    """Each rung says what it counted; the last line says that the package is valid."""
    *lines, empty, verdict = render(validate(good)).splitlines()

    assert len(lines) == len(RUNGS)
    for line, (name, noun) in zip(lines, RUNGS.items(), strict=True):
        assert re.fullmatch(rf"  ✓ {name} +[0-9,]+ {noun} +[0-9]+\.[0-9]{{2}} s", line)
    assert len({len(line) for line in lines}) == 1
    assert not empty
    assert re.fullmatch(r"isle-facts 1\.0\.0 is valid: no findings, [0-9]+\.[0-9]{2} s", verdict)


def test_a_misquote_shows_quote_and_text_with_a_caret_under_the_first_difference(good: Path) -> None:
    """Emoji before the difference do not shift the caret."""
    quote = "The Isle Fund 👩\u200d🚀 of Norland held over $2.51 billion on 5 January 2024"
    set_cell(good, "evidence", "lantern2024.001/statement/43/113", "exact", quote)
    text = render(validate(good, rungs=["provenance"]))

    assert (
        "data/evidence.csv\n"
        "  line 8  lantern2024.001/statement/43/113  exact  quote-mismatch\n"
        "      the text reads 'The Isle Fund 👩\u200d🚀 of Norland held over $2.15 billion on 5 J…' at 43:113\n"
        "      found │ The Isle Fund 👩\u200d🚀 of Norland held over $2.51 billion on 5 January 2024\n"
        "            │                                          ^\n"
        "      reads │ The Isle Fund 👩\u200d🚀 of Norland held over $2.15 billion on 5 January 2024\n"
        "    → copy the quote from the text, or move the span\n"
    ) in text
    assert "  – descriptor           not climbed\n" in text
    assert re.search(r"\nisle-facts 1\.0\.0 is not valid: 1 error in 1 file, [0-9.]+ s$", text)


def test_a_warning_is_marked_and_the_package_is_valid(good: Path) -> None:
    """A warning has its own sign and word."""
    set_cell(good, "articles", "gazette2024", "text_status", "withheld")
    set_cell(good, "articles", "gazette2024", "text_path", "")
    text = render(validate(good))

    assert "  ! provenance" in text
    assert "quotes-unprovable (warning)\n" in text
    assert "isle-facts 1.0.0 is valid: 1 warning in 1 file" in text


def test_colour_is_used_only_when_asked_for(good: Path) -> None:
    """Without colour there is no escape sequence, and with colour there is nothing else new."""
    set_cell(good, "facts", "lantern2024.004", "modality", "rumour")
    report = validate(good)
    plain, coloured = render(report), render(report, colour=True)

    assert "\x1b" not in plain
    assert "\x1b[31m✗\x1b[0m structure" in coloured
    assert re.sub(r"\x1b\[[0-9]+m", "", coloured) == plain


def test_of_many_findings_of_one_rule_in_one_file_some_are_shown_and_all_are_counted(good: Path) -> None:
    """The text stays readable; JSON has them all."""
    header, rows = read_table(good, "aliases")
    write_table(good, "aliases", header, [*rows, *([*rows[0][:2], f"A{index}\u202e"] for index in range(50))])
    report = validate(good, rungs=["integrity"])
    text = render(report)

    assert text.count("  bidi-control\n") == 20
    assert "  … and 30 more findings of bidi-control; all of them: --format json\n" in text
    assert "50 errors in 1 file" in text
    assert len(json.loads(render(report, format="json"))["findings"]) == 50


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_printed(words: str) -> None:
    """Control, format, private and unassigned characters are escaped, and so are lines within a cell."""
    shown = printable(words)

    assert shown.replace("\u200d", "").isprintable()
    assert "\n" not in render(report_of(found=words, mark=0 if words else None)).partition("│ ")[2].partition("\n")[0]


@given(st.text(min_size=1), st.data())
def test_a_report_of_any_cell_can_be_rendered(cell: str, data: st.DataObject) -> None:
    """Whatever stands in a cell, and wherever the mark is, all formats are written."""
    report = report_of(found=cell, expected=data.draw(st.text()), mark=data.draw(st.integers(0, len(cell))))

    assert all(render(report, format=format) for format in ("text", "json", "sarif"))  # noqa: A001


def test_a_long_cell_is_shown_around_its_mark() -> None:
    """The caret is under the marked character, though what stands before it is cut."""
    text = render(report_of(found="x" * 500 + "!" + "y" * 500, mark=500))
    cell, caret = (line.partition("│ ")[2] for line in text.splitlines() if "│" in line)

    assert cell[caret.index("^")] == "!"
    assert cell.startswith("…")
    assert cell.endswith("…")
    assert width(cell) <= 80


@pytest.mark.parametrize(
    ("words", "columns"),
    [("abc", 3), ("日本", 4), ("é", 1), ("e\u0301", 1), ("👩\u200d🚀", 2), ("👍🏽", 2), ("🇯🇵", 2), ("", 0)],
)
def test_the_width_of_what_is_shown(words: str, columns: int) -> None:
    """Wide characters take two columns, marks none, and a joined emoji as much as one."""
    assert width(words) == columns


def test_sarif_has_every_rule_and_the_place_of_every_finding() -> None:
    """A code host can show the finding in its file, with the documentation of its rule."""
    log = json.loads(render(report_of(row=7, key="lantern2024.004", field="modality"), format="sarif"))
    (run,) = log["runs"]
    (result,) = run["results"]
    rules = [rule for rung in ladder() for rule in rung.rules]

    assert (log["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "swf-facts")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.name for rule in rules]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "enum"
    assert result["message"] == {"text": "it is wrong. mend it"}
    assert result["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "data/my%20facts.csv"}, "region": {"startLine": 7}},
            "logicalLocations": [{"fullyQualifiedName": "lantern2024.004/modality"}],
        }
    ]


def test_a_finding_about_a_whole_file_has_no_region() -> None:
    """A finding without a line names the file alone."""
    result = json.loads(render(report_of(resource="datapackage.json"), format="sarif"))["runs"][0]["results"][0]

    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "datapackage.json"}}}]


def test_an_unknown_format_is_told_the_nearest() -> None:
    """A misspelt format renders nothing."""
    with pytest.raises(UnknownChoice, match="there is no format 'jsn'; did you mean 'json'"):
        render(report_of(), format="jsn")  # type: ignore[arg-type]  # what the test is about
