"""The command line: what it prints where, how it ends, and that no bad input ever shows a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

import package_copies
import swf_facts
from swf_facts import cli
from swf_facts.cli.show import find, show_json, show_text

if TYPE_CHECKING:
    from pathlib import Path


class Ended(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def command(*words: str | Path, **environment: str) -> Ended:
    """Run ``swf-facts`` in a process of its own, with *environment* set."""
    done = subprocess.run(
        [sys.executable, "-m", "swf_facts", *map(str, words)],
        capture_output=True,
        check=False,
        env=os.environ | environment,
        timeout=60,
    )
    return Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def called(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Ended:
    """Call ``main`` in this process, where a parser that refuses exits."""
    try:
        code = cli.main([str(word) for word in words])
    except SystemExit as ended:
        code = int(ended.code or 0)
    return Ended(code, *capsys.readouterr())


# --- validate -----------------------------------------------------------------------------------------
def test_validate_good_package_ends_with_0(good: Path) -> None:
    """A valid package: a line a rung, exit code 0, nothing on stderr."""
    ended = command("validate", good)

    assert ended.code == 0
    assert ended.err == ""
    for rung in ("descriptor", "integrity", "structure", "units", "provenance"):
        assert rung in ended.out
    assert "\033" not in ended.out


def test_validate_bad_package_ends_with_1_and_json_only_on_stdout(good: Path) -> None:
    """A package with errors: exit code 1, and with ``--format json`` stdout is one JSON object in the published layout."""
    ended = command(
        "validate", package_copies.set_cell(good, "facts", "gazette2024.002", "unit_id", "USD"), "--format", "json"
    )

    report = json.loads(ended.out)
    assert ended.code == 1
    assert list(report) == ["package", "version", "valid", "rungs", "findings"]
    assert report["valid"] is False
    assert set(report["findings"][0]) == {
        "rule", "severity", "resource", "key", "row", "field", "found", "message", "fix",
    }  # fmt: skip


def test_validate_sarif_is_json(good: Path) -> None:
    """``--format sarif`` prints one SARIF log."""
    ended = command("validate", good, "--format", "sarif")

    assert json.loads(ended.out)["version"] == "2.1.0"
    assert ended.code == 0


def test_part_of_the_ladder_is_no_verdict(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """Of a package of which only some rungs were climbed nobody says that it is valid."""
    ended = called(capsys, "validate", "--rung", "units", "provenance", "--", good)
    verdict = ended.out.splitlines()[-1]

    assert verdict.startswith("isle-facts 1.0.0 holds on 2 of 9 rungs: no findings, ")


@pytest.mark.parametrize("words", [["--rung", "units", "provenance"], ["--rung", "units", "--rung", "provenance"]])
def test_validate_climbs_only_the_rungs_asked_for(
    capsys: pytest.CaptureFixture[str], good: Path, words: list[str]
) -> None:
    """Rungs are named after one option or after several."""
    ended = called(capsys, "validate", good, "--format", "json", *words)

    assert list(json.loads(ended.out)["rungs"]) == ["units", "provenance"]


def test_validate_takes_the_package_after_the_rungs_too(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """``--rung units FOLDER`` means what it looks like."""
    ended = called(capsys, "validate", "--format", "json", "--rung", "units", good)

    assert json.loads(ended.out)["package"] == swf_facts.load(good).name
    assert list(json.loads(ended.out)["rungs"]) == ["units"]


def test_validate_unknown_rung_ends_with_2(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """A misspelt rung is refused with the nearest."""
    ended = called(capsys, "validate", good, "--rung", "unit")

    assert ended == (2, "", "swf-facts: there is no rung 'unit'; did you mean 'units'?\n")


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_validate_nothing_there_ends_with_2_and_an_empty_stdout(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    """Where nothing could be run there is nothing on stdout, and the last line on stderr says why and what to do."""
    ended = called(capsys, "validate", tmp_path / "nowhere", "--format", form)

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.splitlines()[-1].startswith(
        f"swf-facts: there is nothing at {tmp_path / 'nowhere'}; name a folder"
    )


def test_validate_without_its_extra_names_it(good: Path, tmp_path: Path) -> None:
    """Without the libraries of the validator: exit code 2, and the extra that brings them."""
    for library in ("polars", "pandera", "frictionless", "jsonschema", "regex"):
        (tmp_path / f"{library}.py").write_text("raise ModuleNotFoundError(name=__name__)\n")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))

    ended = command("validate", good, PYTHONPATH=path)

    assert ended.code == 2
    assert ended.out == ""
    assert 'pip install "swf-facts[validate]"' in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err


# --- show ---------------------------------------------------------------------------------------------
def test_show_fact_puts_each_cell_beside_the_words_that_prove_it(
    capsys: pytest.CaptureFixture[str], good: Path
) -> None:
    """A fact in words, its quote marked in its passage, each filled cell with its proof, sources and article."""
    ended = called(capsys, "show", "lantern2024.001", "--package", good)

    assert ended.code == 0
    assert ended.out == (
        "lantern2024.001  Isle Fund – assets held – > 2,150,000,000 USD\n"
        "\n"
        "             ⟦The Isle Fund 👩‍🚀 of Norland held over $2.15 billion on 5 January 2024⟧.\n"
        "\n"
        "subject      Isle Fund (isle-fund) ← “The Isle Fund” 43:56\n"
        "property     assets held (assets-held) ← the statement\n"
        "value        2,150,000,000 ← “over $2.15 billion” 77:95\n"
        "unit         US dollar (USD), stated ← “over $2.15 billion” 77:95\n"
        "comparator   gt ← “over $2.15 billion” 77:95\n"
        "interval     2,150,000,000 to open\n"
        "as of        2024-01-05, stated ← “5 January 2024” 99:113\n"
        "modality     asserted ← the statement\n"
        "polarity     positive\n"
        "attributed   to nobody: the article's own voice\n"
        "article      Isle Fund looks out to sea, The Lantern, 2024-01-08\n"
    )


def test_show_fact_with_source_flags_and_note(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """The chain of sources, flags and note are shown where there are any, and a status that is not current."""
    for field, value in {"status": "withdrawn", "status_reason": "Misread.", "polarity": "negative"}.items():
        package_copies.set_cell(good, "facts", "lantern2024.004", field, value)

    ended = called(capsys, "show", "lantern2024.004", "--package", good)

    assert "attributed   Analysts (unnamed) ← “Analysts” 183:191" in ended.out
    assert "flags        scope_uncertain" in ended.out
    assert "note         The words may be said of the plan alone." in ended.out
    assert "status       withdrawn: Misread." in ended.out
    assert "polarity     negative ← the statement" in ended.out


def test_show_direction_and_missing_unit(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """A change shows its direction, an absent unit that it is absent, an open interval that it is open."""
    for field, value in {"direction": "decrease", "unit_id": "", "unit_basis": "absent", "lower": ""}.items():
        package_copies.set_cell(good, "facts", "gazette2024.002", field, value)

    ended = called(capsys, "show", "gazette2024.002", "--package", good)

    assert "direction    decrease ← “about 42%” 96:105" in ended.out
    assert "unit         none, absent\n" in ended.out
    assert "interval     open to 42.5" in ended.out


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (
            "lantern2024",
            ["Isle Fund looks out to sea", "publisher    The Lantern (lantern)", "facts: 4", "text         260 char"],
        ),
        ("ledger2024", ["title        supplied by this package", "text         not in this package"]),
        ("lantern2024.p004", ["sentence at 115:182", "According to the Morning Ledger", "facts: 1", "lantern2024.003"]),
        ("lantern2024.p001", ["reason       Wordplay"]),
        ("morning-ledger", ["kind         publication", "facts attributed to it: 2"]),
        ("norland", ["facts with it as value: 1", "printed as   “Norland”"]),
        ("described-as", ["definition   Words in which", "value        text", "facts: 1"]),
        ("share-of-port", ["value        quantity of dimension ratio"]),
        ("percent", ["factor       0.01", "code         % (ucum)", "gazette2024.002"]),
    ],
)
def test_show_other_records(
    capsys: pytest.CaptureFixture[str], good: Path, identifier: str, expected: list[str]
) -> None:
    """Articles, passages, entities, properties and units show what they are, and their facts."""
    ended = called(capsys, "show", identifier, "--package", good)

    assert ended.code == 0
    for words in expected:
        assert words in ended.out


def test_show_after_a_text_was_removed(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """Without the text the quoted words are shown, with a remark that the rest cannot be."""
    (good / "data" / "texts" / "lantern2024.txt").unlink()

    fact = called(capsys, "show", "lantern2024.003", "--package", good).out
    passage = called(capsys, "show", "lantern2024.p004", "--package", good).out

    assert "⟦the fund may buy the port of Quay⟧\n" in fact
    assert "only the quoted words can be shown" in fact
    assert "The text is not in this package." in passage


def test_show_json_is_one_object_with_the_cells(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """JSON has numbers as numbers, dates as ISO, flags as a list, evidence and attributions."""
    shown = json.loads(called(capsys, "show", "lantern2024.001", "--package", good, "--format", "json").out)
    other = json.loads(called(capsys, "show", "gazette2024.002", "--package", good, "--format", "json").out)

    assert shown["value_number"] == 2150000000
    assert shown["as_of"] == "2024-01-05"
    assert shown["flags"] == []
    assert [each["role"] for each in shown["evidence"]] == ["statement", "value", "subject", "as_of"]
    assert shown["attributions"] == []
    assert other["lower"] == 41.5


def test_every_id_of_the_installed_package_can_be_shown() -> None:
    """Every fact, article, passage, entity, property and unit prints as text and as JSON."""
    data = swf_facts.load()

    for table in (data.facts, data.articles, data.passages, data.entities, data.properties, data.units):
        for identifier in table.ids():
            record = find(data, f"{table.name}/{identifier}")

            assert show_text(record, data, colour=False).startswith(str(identifier))
            assert str(identifier) in json.loads(show_json(record)).values()


def test_show_unknown_id_names_the_nearest(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """An unknown id ends with 2 and the nearest id of any table, or of the table that was named."""
    anywhere = called(capsys, "show", "isle-fnd", "--package", good)
    in_units = called(capsys, "show", "units/percnt", "--package", good)
    nowhere = called(capsys, "show", "☃", "--package", good)

    assert anywhere == (2, "", "swf-facts: nothing has the id 'isle-fnd'; did you mean 'isle-fund'?\n")
    assert in_units == (2, "", "swf-facts: there is no unit 'percnt'; did you mean 'percent'?\n")
    assert nowhere == (2, "", "swf-facts: nothing has the id '☃'; ids look like 'gazette2024.001'\n")


def test_show_id_of_two_tables_asks_which(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """An id that an entity and a property share is asked for with the table's name."""
    header, rows = package_copies.read_table(good, "properties")
    package_copies.write_table(
        good, "properties", header, [*rows, ["norland", "Norland", "x", "text", *[""] * (len(header) - 4)]]
    )

    both = called(capsys, "show", "norland", "--package", good)
    one = called(capsys, "show", "entities/norland", "--package", good)

    assert both.err == (
        "swf-facts: 'norland' stands in entities and in properties; write entities/norland or properties/norland\n"
    )
    assert one.out.startswith("norland  Norland\n")


def test_show_damaged_package_says_where(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """A damaged cell ends ``show`` with 2 and one line that names file, line, field and remedy."""
    package_copies.set_cell(good, "facts", "lantern2024.001", "as_of", "2024-02-30")

    ended = called(capsys, "show", "lantern2024.001", "--package", good)

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("swf-facts: data/facts.csv line 4, field 'as_of': '2024-02-30' is not a date")
    assert ended.err.count("\n") == 1


def test_package_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """Control characters in a package are shown, not sent to the terminal."""
    package_copies.set_cell(good, "entities", "norland", "description", "a \x1b[31mred\x07 \x9b1m land")

    ended = called(capsys, "show", "norland", "--package", good)

    assert r"a \x1b[31mred\x07 \x9b1m land" in ended.out


def test_colour_marks_the_quote_line_by_line() -> None:
    """With colour the quote is highlighted on each of its lines, and no indentation is."""
    data = swf_facts.load()
    longest = max(data.facts, key=lambda fact: len(fact.quote))
    lines = [line for line in show_text(longest, data, colour=True).split("\n") if "\033" in line]

    assert len(lines) > 1
    for line in lines:
        assert line.startswith(" ")
        assert not line.lstrip(" ").startswith("\033[30;43m ")
        assert line.count("\033[30;43m") == line.count("\033[0m") > 0


@pytest.mark.parametrize(
    ("terminal", "environment", "expected"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_only_on_a_terminal_that_wants_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    good: Path,
    terminal: bool,
    environment: dict[str, str],
    expected: bool,
) -> None:
    """Colour needs a terminal, and yields to NO_COLOR and to a dumb terminal."""
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)

    ended = called(capsys, "show", "lantern2024.003", "--package", good)

    assert ("\033[" in ended.out) is expected
    assert ("⟦" in ended.out) is not expected


# --- cite and version -----------------------------------------------------------------------------------
def test_cite_prints_what_the_library_gives(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """The dataset, an article or a fact, in the style asked for."""
    data = swf_facts.load(good)

    assert called(capsys, "cite", "--package", good).out == f"{data.cite()}\n"
    assert called(capsys, "cite", "lantern2024", "--package", good, "--style", "bibtex").out == (
        data.articles["lantern2024"].cite("bibtex") + "\n"
    )
    assert called(capsys, "cite", "lantern2024.001", "--package", good, "--style", "csl-json").out == (
        data.facts["lantern2024.001"].cite("csl-json") + "\n"
    )


def test_cite_of_what_cannot_be_cited_says_so(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """An entity has no citation."""
    ended = called(capsys, "cite", "norland", "--package", good)

    assert ended == (
        2,
        "",
        "swf-facts: 'norland' is neither a fact nor an article; name one of these, or nothing for the dataset\n",
    )


@pytest.mark.parametrize("word", ["version", "--version"])
def test_version_is_that_of_the_data(capsys: pytest.CaptureFixture[str], word: str) -> None:
    """Command and option print name and version of the package."""
    assert called(capsys, word) == (0, f"swf-facts {swf_facts.load().version}\n", "")


# --- bad arguments ------------------------------------------------------------------------------------
def test_no_command_prints_help_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command: the help on stderr, and a last line that says what to type."""
    ended = called(capsys)

    assert ended.code == 2
    assert ended.out == ""
    for name in cli.COMMANDS:
        assert f"\n    {name}" in ended.err
    assert ended.err.splitlines()[-1] == "swf-facts: no command given; name one, such as `swf-facts validate`"


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (["vaildate"], "swf-facts: there is no command 'vaildate'; did you mean 'validate'?"),
        (["☃"], f"swf-facts: there is no command '☃'; choose from {', '.join(cli.COMMANDS)}"),
        (["show"], "swf-facts show: the following arguments are required: ID; see `swf-facts show --help`"),
        (["--colour"], "swf-facts: unrecognized arguments: --colour; see `swf-facts --help`"),
        (["version", "now"], "swf-facts: unrecognized arguments: now; see `swf-facts --help`"),
        (["cite", "--sty", "text"], "swf-facts: unrecognized arguments: --sty; see `swf-facts --help`"),
    ],
)
def test_bad_arguments_end_with_2_and_a_last_line_that_helps(
    capsys: pytest.CaptureFixture[str], words: list[str], last: str
) -> None:
    """The last line on stderr says what is wrong and what to do."""
    ended = called(capsys, *words)

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.splitlines()[-1] == last


def test_bad_choice_names_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown format or style is answered with those that there are."""
    ended = called(capsys, "validate", "--format", "xml")

    assert ended.code == 2
    for choice in ("text", "json", "sarif", "see `swf-facts validate --help`"):
        assert choice in ended.err.splitlines()[-1]


@pytest.mark.parametrize("name", [None, *cli.COMMANDS])
def test_help_ends_with_0(capsys: pytest.CaptureFixture[str], name: str | None) -> None:
    """The program and each command explain themselves on stdout."""
    ended = called(capsys, *([name] if name else []), "--help")

    assert ended.code == 0
    assert ended.out.startswith("usage: swf-facts")
    assert ended.err == ""


# --- the process ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1:strict"}],
)
def test_output_is_utf8_whatever_the_locale(good: Path, environment: dict[str, str]) -> None:
    """Curly quotes and emoji come out as UTF-8, on stdout and on stderr."""
    assert "👩‍🚀" in command("show", "lantern2024.001", "--package", good, **environment).out
    assert "'☃'" in command("show", "☃", "--package", good, **environment | {"PYTHONUTF8": "1"}).err


def test_argument_that_is_not_text_is_answered(good: Path) -> None:
    """An argument of bytes that are no UTF-8 is shown escaped, without a traceback."""
    done = subprocess.run(
        [sys.executable.encode(), b"-m", b"swf_facts", b"show", b"\xff", b"--package", os.fsencode(good)],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.startswith(b"swf-facts: nothing has the id '\\udcff'")


def test_reader_that_stops_is_no_error() -> None:
    """``| head`` ends a long output in silence."""
    with subprocess.Popen(
        [sys.executable, "-m", "swf_facts", "show", "athlive2025"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()

    assert complaint == b""
    assert process.returncode == 0


def test_full_disk_is_one_line(good: Path) -> None:
    """Output that cannot be written ends with 2 and says why."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "swf_facts", "show", "norland", "--package", good],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr.startswith(b"swf-facts: [Errno 28] No space left on device")
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_closed_output_is_no_traceback(good: Path) -> None:
    """A shell that closed stdout and stderr gets the exit code alone."""
    line = f'"{sys.executable}" -m swf_facts show norland --package "{good}" >&- 2>&-'

    assert subprocess.run(line, shell=True, check=False).returncode == 0  # noqa: S602  # a redirection needs a shell


def test_interrupt_ends_quietly_with_130(tmp_path: Path) -> None:
    """Ctrl-C: exit code 130, no traceback."""
    fifo = tmp_path / "datapackage.json"  # the command waits here until somebody writes
    program = (
        "import signal, sys; from swf_facts import cli; import swf_facts.dataset.loading as loading;"
        "loading.read_package = lambda source: (print('ready', file=sys.stderr, flush=True), signal.pause());"
        "sys.exit(cli.main(['show', 'x', '--package', sys.argv[1]]))"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(fifo)], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"ready\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        complaint = process.stderr.read()

    assert process.returncode == 130
    assert complaint == b""
