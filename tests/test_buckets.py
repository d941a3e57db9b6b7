"""Large checks: who judges the buckets, what they cost, and how they end."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bucket_packages import changed, copies, write_package
from package_copies import read_descriptor, set_cell, write_descriptor
from swf_facts.buckets import NoSpace, collecting, judge, judging, running, shown_progress
from swf_facts.buckets.collecting import Collected, Stored
from swf_facts.buckets.cutting import expected
from swf_facts.buckets.executors import worthwhile
from swf_facts.buckets.records import records
from swf_facts.cli import main
from swf_facts.findings import Finding, Report
from swf_facts.package import LOCAL_TABLES, read_package
from swf_facts.report import render
from swf_facts.rules import RUNGS
from swf_facts.rules.csv_reading import parse_bytes
from swf_facts.rules.plain_csv import plain_frame
from swf_facts.validation import validate
from test_streaming import damage, rows

if TYPE_CHECKING:
    from bucket_packages import Form
    from swf_facts.buckets import Base, Bucket, Outcome


def parted(folder: Path, count: int = 3, *, form: Form = "parquet", articles: int = 3) -> Path:
    """Return a package in parts, a copy of the good one in each."""
    return write_package(folder, copies(folder, count), form=form, articles=articles)


def finding(number: int, *, rule: str = "enum") -> Finding:
    """Return one of many findings."""
    return Finding(rule=rule, resource="facts", key=f"f{number}", row=number, field="polarity", message="m", fix="f")


# --- other judges ------------------------------------------------------------------------------------
def test_processes_give_the_findings_of_one(tmp_path: Path) -> None:
    """Two processes, started afresh, give the same report, row for row."""
    tables = copies(tmp_path, 5)
    damage(tables)
    folder = write_package(tmp_path, tables, form="parquet", articles=4)

    assert rows(validate(folder, jobs=2)) == rows(validate(folder))


def test_processes_that_cut_tables_give_the_findings_of_one(tmp_path: Path) -> None:
    """Of a package of one file a table each process cuts some, and what is wrong with a file is said all the same."""
    tables = copies(tmp_path, 5)
    damage(tables)
    tables["facts"] = tables["facts"].sample(fraction=1.0, shuffle=True, seed=7)
    folder = write_package(tmp_path, tables)
    with (folder / "data/evidence.csv").open("ab") as file:
        file.write(b'x\xff,"\n')
    package = read_package(folder)
    expected, found = (
        running.validate_in_buckets(package, str(folder), list(RUNGS), jobs=jobs, articles=4) for jobs in (1, 2)
    )

    assert {"not-utf8", "csv-unreadable"} < {one.rule for one in expected.findings}
    assert rows(found) == rows(expected)


def test_of_two_processes_this_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It judges what no other is at work on; nothing is judged twice."""
    here: list[int] = []

    def seen(base: Base, bucket: Bucket) -> Outcome:
        here.append(bucket.number)
        return judged(base, bucket)

    judged = judging._judge
    monkeypatch.setattr(judging, "_judge", seen)
    folder = parted(tmp_path, 8)

    assert rows(validate(folder, jobs=2)) == rows(validate(folder, jobs=1))
    together = here[:-8]
    assert together
    assert len(set(together)) == len(together) < 8


def test_a_package_is_read_anew_by_every_check(tmp_path: Path) -> None:
    """An entity that was removed since the last check of the same folder is missed."""
    folder = parted(tmp_path, 1)
    before = validate(folder, rungs=["structure"])
    place = folder / "data/entities.csv"
    place.write_text(
        "".join(line for line in place.read_text("utf-8").splitlines(True) if "norland" not in line), "utf-8"
    )
    after = validate(folder, rungs=["structure"])

    assert before.findings == ()
    assert {one.found for one in after.findings if one.rule == "foreign-key-unknown"} == {"norland"}


# --- faults of parts ----------------------------------------------------------------------------------
def test_a_part_that_is_missing_is_said_once_and_the_others_are_judged(tmp_path: Path) -> None:
    """The rows of the bucket that need it are not held against it."""
    folder = parted(tmp_path)
    (folder / "data/evidence/00001.parquet").unlink()

    found = [(one.rule, one.found) for one in validate(folder).findings if one.rule != "publisher-unlike-id"]

    assert found == [("resource-missing", "data/evidence/00001.parquet")]


def test_a_column_of_another_type_is_named(tmp_path: Path) -> None:
    """A binary fraction where a decimal must stand is a fault of the file, said once."""
    folder = parted(tmp_path, 1)
    place = folder / "data/facts/00000.parquet"
    pl.read_parquet(place).with_columns(pl.col("value_number").cast(pl.Float64)).write_parquet(place)
    found = [one for one in validate(folder).findings if one.rule != "hash-mismatch"]

    assert [(one.rule, one.message) for one in found] == [
        (
            "parquet-unreadable",
            "part 1, data/facts/00000.parquet: the column `value_number` has the type Float64, not String",
        )
    ]


def test_one_article_may_have_very_many_facts(tmp_path: Path) -> None:
    """What does not fit its bucket evenly makes the bucket larger, and nothing else."""
    tables = copies(tmp_path, 1)
    many = pl.concat([tables["facts"].tail(1)] * 3000).with_columns(
        fact_id=pl.format("lantern2024.{}", pl.int_range(1000, 4000)),
        status=pl.lit("withdrawn"),
        status_reason=pl.lit("?"),
    )
    tables["facts"] = tables["facts"].vstack(many)
    folder = write_package(tmp_path, tables, form="parquet", articles=2)
    found = validate(folder).tally

    assert found[("statement-missing", "error", "facts")] == 3000


# --- many findings ------------------------------------------------------------------------------------
def test_findings_beyond_memory_come_back_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They go to a file, and are counted, sorted and found by their place there."""
    monkeypatch.setattr(collecting, "MOST_HELD", 100)
    collected = Collected(tmp_path)
    for start in (600, 300, 0):
        collected.add(finding(number) for number in range(start, start + 300))
    collected.add(finding(number, rule="pattern") for number in range(5))
    collected.drop("pattern")
    found = collected.findings()

    assert isinstance(found, Stored)
    assert list(found) == [finding(number) for number in range(900)]
    assert (found[7], found[-1], found[2:4]) == (finding(7), finding(899), [finding(2), finding(3)])
    assert found.tally == {("enum", "error", "facts"): 900}


def test_a_report_is_written_line_by_line_as_it_is_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON is complete, text shows the first of each rule in a file and counts the others."""
    monkeypatch.setattr(collecting, "MOST_HELD", 100)
    collected = Collected(tmp_path)
    collected.add(finding(number) for number in range(500))
    report = Report(package="p", version="1.0.0", findings=collected.findings())

    assert "\n".join(report.json_lines()) == report.to_json()
    assert len(json.loads(report.to_json())["findings"]) == 500
    assert "… and 480 more findings of enum" in render(report)


def test_no_room_for_temporary_files_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither rows nor findings that find no room raise anything but the error that says what to do."""
    monkeypatch.setattr(collecting, "MOST_HELD", 1)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")

    def write(_frame: pl.DataFrame, _place: Path, **_: object) -> None:
        with full.open("wb") as stream:
            stream.write(b"0" * 10_000)

    monkeypatch.setattr(pl.DataFrame, "write_ipc", write)
    folder = write_package(tmp_path, copies(tmp_path, 1))
    with pytest.raises(NoSpace, match=r"no space left .*; free some"):
        running.validate_in_buckets(read_package(folder), str(folder), ["structure"])


# --- how it ends --------------------------------------------------------------------------------------
def test_an_interrupted_check_reports_what_it_found_and_says_that_this_is_not_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C after two of four buckets: the findings so far, no verdict on the whole, exit code 130."""
    tables = copies(tmp_path, 4)
    changed(tables, "facts", {"fact_id": "lantern2024.001"}, polarity="maybe")
    changed(tables, "facts", {"fact_id": "lantern2027.001"}, polarity="maybe")
    folder = write_package(tmp_path, tables, form="parquet", articles=3)

    def interrupted(base: Base, bucket: Bucket) -> Outcome:
        if bucket.number == 2:
            raise KeyboardInterrupt
        return judge(base, bucket)

    monkeypatch.setattr(running, "judge", interrupted)
    code = main(["validate", str(folder)])
    text = capsys.readouterr().out

    assert code == 130
    assert "was not checked to the end (stopped after 2 of 4 buckets of articles)" in text
    assert "lantern2024.001" in text
    assert "lantern2027.001" not in text
    assert "unused" not in text


@pytest.mark.parametrize(
    ("processors", "buckets", "processes"), [(8, 1, 1), (8, 5, 1), (8, 6, 2), (8, 600, 2), (1, 600, 1)]
)
def test_unasked_processes_start_where_they_are_worth_it(
    monkeypatch: pytest.MonkeyPatch, processors: int, buckets: int, processes: int
) -> None:
    """Few buckets start none, and many no more than the memory that is promised has room for."""
    monkeypatch.setattr("swf_facts.buckets.executors.processors", lambda: processors)

    assert worthwhile(buckets) == processes


def test_the_number_of_buckets_is_known_about_before_they_are_cut(tmp_path: Path) -> None:
    """A package in parts has as many; of one file a table the bytes tell, also where a table is missing."""
    parts = parted(tmp_path / "parts", 8)
    files = write_package(tmp_path / "files", copies(tmp_path / "files", 2))
    (files / "data/exclusions.csv").unlink()
    bytes_of = sum((files / f"data/{name}.csv").stat().st_size for name in LOCAL_TABLES if name != "exclusions")

    assert expected(read_package(parts)) == 8
    assert expected(read_package(files), 1) == bytes_of // 20_000
    assert expected(read_package(files)) == 0


def test_ctrl_c_ends_a_check_by_two_processes(tmp_path: Path) -> None:
    """The signal goes to all, as from a terminal: the report says that it is not whole, and no process or file stays."""
    place = tmp_path / "temporary"
    place.mkdir()
    folder = parted(tmp_path / "package", 8)
    program = (
        "import os, signal, sys; from swf_facts.cli import main; import swf_facts.cli as cli\n"
        "cli._progress = lambda done, total, rows: os.killpg(0, signal.SIGINT) if done == 2 else None\n"
        "if __name__ == '__main__': sys.exit(main(['validate', sys.argv[1], '--jobs', '2', '--format', 'json']))"
    )
    (tmp_path / "check.py").write_text(program, "utf-8")
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "check.py"), str(folder)], capture_output=True, text=True, check=False,
        start_new_session=True, env={**os.environ, "TMPDIR": str(place)}, timeout=120,
    )  # fmt: skip

    assert ended.returncode == 130, ended.stderr
    assert ended.stderr == ""
    assert json.loads(ended.stdout)["stopped"] == "stopped after 2 of 8 buckets of articles"
    assert list(place.iterdir()) == []


def test_ctrl_c_is_not_heard_by_a_process_that_is_still_starting(tmp_path: Path) -> None:
    """While it imports what it needs, nothing of ours runs in it that could keep it from complaining."""
    program = (
        "import os, signal, sys, time; from swf_facts.buckets import judging; from swf_facts.cli import main\n"
        "def interrupt(*_):\n"
        "    time.sleep(0.3)\n"
        "    os.killpg(0, signal.SIGINT)\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    judging._judge = interrupt\n"
        "    sys.exit(main(['validate', sys.argv[1], '--jobs', '2', '--format', 'json']))"
    )
    (tmp_path / "check.py").write_text(program, "utf-8")
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "check.py"), str(parted(tmp_path / "package", 8))],
        capture_output=True, text=True, check=False, start_new_session=True, timeout=120,
    )  # fmt: skip

    assert (ended.returncode, ended.stderr) == (130, "")
    assert json.loads(ended.stdout)["stopped"] == "stopped after 0 of 8 buckets of articles"


CUTS = """
import os, signal, sys, time
from multiprocessing import parent_process
import polars as pl
import swf_facts.package.reading
from swf_facts.cli import main

swf_facts.package.reading.MAX_AT_ONCE = 1000  # so the tables are cut
written = pl.DataFrame.write_ipc

def write(frame, place, **options):
    if parent_process() is None:
        time.sleep(0.3)  # the other process gets a table to cut, too
    else:
        {what}
    return written(frame, place, **options)

pl.DataFrame.write_ipc = write
if __name__ == "__main__":
    sys.exit(main(["validate", sys.argv[1], "--jobs", "2"]))
"""


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        ("open('/dev/full', 'wb', buffering=0).write(b'0')", 2, r"swf-facts: there is no space left in .*; free some, .*\n"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 2, r"swf-facts: a process that judged part .* ended, .*; use fewer --jobs\n"),
        ("os.killpg(0, signal.SIGINT)", 130, ""),
    ],
)  # fmt: skip
def test_what_ends_another_process_that_cuts_a_table_ends_the_check(
    tmp_path: Path, what: str, code: int, said: str
) -> None:
    """A full disk, a process that is killed, or Ctrl-C: this is said as if it had happened here, and nothing stays behind."""
    if "/dev/full" in what and not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    place = tmp_path / "temporary"
    place.mkdir()
    folder = write_package(tmp_path / "package", copies(tmp_path / "package", 2))
    (tmp_path / "check.py").write_text(CUTS.format(what=what), "utf-8")
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "check.py"), str(folder)], capture_output=True, text=True, check=False,
        start_new_session=True, env={**os.environ, "TMPDIR": str(place)}, timeout=120,
    )  # fmt: skip

    assert ended.returncode == code, ended.stderr
    assert re.fullmatch(said, ended.stderr)
    assert ended.stdout == ""
    assert list(place.iterdir()) == []


def test_progress_is_shown_on_a_terminal_only() -> None:
    """A line with buckets, rate and time left, which is gone at the end; elsewhere nothing."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, file = Terminal(), io.StringIO()
    for stream in (screen, file):
        show = shown_progress(stream)
        for done in (0, 5, 10):
            show(done, 10, done * 1000)
            time.sleep(0.11)

    assert "5/10 buckets" in screen.getvalue()
    assert "facts/s" in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")
    assert file.getvalue() == ""


@pytest.mark.parametrize("given", ["0", "-1", "two", "1000"])
def test_a_number_of_processes_that_is_none_is_refused(given: str) -> None:
    """The command says what it takes, and runs nothing."""
    ended = subprocess.run(
        [sys.executable, "-m", "swf_facts", "validate", "--jobs", given], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert "is not a number of processes" in ended.stderr


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a large check needs are gone with it."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    folder = write_package(tmp_path, copies(tmp_path, 2))
    running.validate_in_buckets(read_package(folder), str(folder), ["structure"], articles=2)

    assert list(place.iterdir()) == []


# --- CSV, some megabytes at a time -----------------------------------------------------------------------
@pytest.mark.parametrize("batch", [16, 64, 10_000])
def test_a_file_is_cut_between_records_wherever_a_batch_ends(batch: int) -> None:
    """Quotes with line breaks, empty cells and doubled quotes are read as in one piece, with their lines."""
    content = b'a,b\n1,"x\ny"\n"",2\n"say ""no""\n\n",3\n4,\n' * 1 + b'5,"last"\n'
    whole = parse_bytes(content)
    found = list(records(io.BytesIO(content), batch=batch))

    assert b"".join(part.content for part in found) == content
    assert [row for part in found for row in part.frame.iter_rows()] == [
        tuple(cell or None for cell in row) for row in whole.rows
    ]
    assert [line for part in found for line in part.lines] == whole.lines


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1\n",
        b"a,b\n1,2,3\n",
        b'a,b\n1,x"y\n',
        b'a,b\n1,"x"y\n',
        b"a,b\r\n1,2\r\n",
        b"a,b\n1,\xff\n",
        b'a,b\n1,"x\n',
        b"a,b\n1,2",
    ],
)
def test_csv_that_is_not_plain_is_left_to_the_careful_reader(content: bytes) -> None:
    """Ragged rows, stray quotes, other line ends and bad bytes are not guessed at."""
    assert plain_frame(content) is None


def test_a_part_that_has_no_rows_but_its_header_is_plain() -> None:
    """A header alone is a table without rows."""
    plain = plain_frame(b"a,b\n")

    assert plain is not None
    assert plain[0].shape == (0, 2)


def test_rows_in_no_order_are_brought_to_their_article(tmp_path: Path) -> None:
    """Facts and evidence shuffled through the file give the findings of the file, with its lines."""
    tables = copies(tmp_path, 4)
    for name in ("facts", "evidence", "passages"):
        tables[name] = tables[name].sample(fraction=1.0, shuffle=True, seed=7)
    changed(tables, "facts", {"fact_id": "lantern2026.001"}, polarity="maybe")
    folder = write_package(tmp_path, tables)
    expected = validate(folder)
    found = running.validate_in_buckets(read_package(folder), str(folder), list(expected.rungs), articles=3)

    assert rows(found) == rows(expected)


def test_tables_with_many_bytes_together_are_checked_in_buckets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that could each be held are not held all at once; the vocabulary's findings are those of the whole, none twice."""
    tables = copies(tmp_path, 4)
    changed(tables, "facts", {"fact_id": "lantern2026.001"}, polarity="maybe")
    folder = write_package(tmp_path, tables)
    set_cell(folder, "units", "percent", "dimension", "Ratio!")
    expected = validate(folder)
    monkeypatch.setattr("swf_facts.package.reading.MAX_AT_ONCE", 1000)
    found = validate(folder)

    assert expected.findings
    assert read_package(folder).is_bucketed
    assert rows(found) == rows(expected)


@pytest.mark.parametrize("name", ["articles", "exclusions"])
def test_a_large_table_that_is_missing_is_said_and_the_others_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The findings are those of the package as a whole."""
    tables = copies(tmp_path, 4)
    changed(tables, "facts", {"fact_id": "lantern2026.001"}, polarity="maybe")
    folder = write_package(tmp_path, tables)
    (folder / f"data/{name}.csv").unlink()
    expected = validate(folder)
    monkeypatch.setattr("swf_facts.package.reading.MAX_AT_ONCE", 1000)

    assert "resource-missing" in [finding.rule for finding in expected.findings]
    assert rows(validate(folder)) == rows(expected)


@pytest.mark.parametrize(("most", "held"), [(1000, False), (10**6, True)])
def test_tables_that_are_read_in_pieces_are_not_read_before(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    held: bool,
) -> None:
    """The sizes of the files tell that they are too large together; a file that is missing is said all the same."""
    folder = write_package(tmp_path, copies(tmp_path, 4))
    (folder / "data/exclusions.csv").unlink()
    monkeypatch.setattr("swf_facts.package.reading.MAX_AT_ONCE", most)
    package = read_package(folder, in_pieces=True)

    assert package.is_bucketed is not held
    assert ("facts" in package.contents) is held
    assert "units" in package.contents
    assert [problem.rule for problem in package.problems] == ["resource-missing"]


def test_a_descriptor_without_parts_is_told_what_it_lacks(tmp_path: Path) -> None:
    """A list of paths alone does not say what the files must be."""
    folder = parted(tmp_path, 1)
    descriptor = read_descriptor(folder)
    del descriptor["resources"][0]["parts"]
    write_descriptor(folder, descriptor)
    said = {one.rule: one.message for one in validate(folder, rungs=["descriptor"]).findings}
    shutil.rmtree(folder / "data")

    assert said["profile-mismatch"] == "`parts` is missing"
