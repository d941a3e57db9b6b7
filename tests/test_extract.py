"""``swf-facts extract``: the quantities and dates of a text with spans in code points, and clear words for what is no text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from swf_facts import cli
from swf_facts.cli.extract import MOST_BYTES, mentions_text
from swf_facts.package import installed_package
from swf_facts.quantities import extract

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ["start", "end", "exact", "kind", "number", "unit", "comparator", "lower", "upper", "date"]


def test_json_is_a_list_in_the_promised_layout(capsys: pytest.CaptureFixture[str]) -> None:
    """Every mention has the ten members, in order, and its span gives its words."""
    path = installed_package() / "data" / "texts" / "coincu2025.txt"
    text = path.read_bytes().decode()

    assert cli.main(["extract", str(path), "--format", "json"]) == 0

    mentions = json.loads(capsys.readouterr().out)
    assert mentions
    assert all(list(mention) == KEYS for mention in mentions)
    assert all(text[mention["start"] : mention["end"]] == mention["exact"] for mention in mentions)
    price = next(mention for mention in mentions if mention["exact"] == "$108,029.56")
    assert (price["kind"], price["number"], price["unit"], price["comparator"]) == (
        "currency",
        "108029.56",
        "USD",
        "eq",
    )
    assert (price["lower"], price["upper"], price["date"]) == ("108029.555", "108029.565", None)


def test_spans_count_code_points_and_every_line_end(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An emoji is one, a CR LF is two: nothing is converted while the file is read."""
    (tmp_path / "text.txt").write_bytes("👩 one\r\n\rpaid $5 million".encode())

    cli.main(["extract", str(tmp_path / "text.txt"), "--format", "json"])

    mention = json.loads(capsys.readouterr().out)[-1]
    assert (mention["exact"], mention["start"], mention["end"]) == ("$5 million", 13, 23)


def test_text_is_an_aligned_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A person gets one line a mention, numbers to the right and words to the left."""
    (tmp_path / "text.txt").write_text("Over $1.64 trillion on May 25, 2025 and around 7%.", "utf-8")

    assert cli.main(["extract", str(tmp_path / "text.txt")]) == 0

    assert capsys.readouterr().out.splitlines() == [
        " span  kind      comparator  number or date  unit             lower  upper  words",
        " 0:19  currency  gt           1640000000000  USD      1640000000000         Over $1.64 trillion",
        "23:35  date                      2025-05-25                                 May 25, 2025",
        "40:49  percent   ap                       7  percent            6.5    7.5  around 7%",
    ]


@pytest.mark.parametrize("content", ["", "No figures here."])
def test_text_without_quantities_is_said_to_be_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    """Nothing found is no error: exit code 0, a sentence, or an empty JSON list."""
    (tmp_path / "text.txt").write_text(content, "utf-8")

    assert cli.main(["extract", str(tmp_path / "text.txt")]) == 0
    assert capsys.readouterr().out == "No quantity and no date found.\n"
    assert cli.main(["extract", str(tmp_path / "text.txt"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_table_is_not_driven_by_what_a_text_holds() -> None:
    """A line break inside a mention is shown as a sign, and words that fill a line are cut."""
    long = "more than three hundred and twenty-seven million four hundred thousand dollars"
    _, broken, cut = mentions_text([*extract("$5\nmillion"), *extract(long)]).splitlines()

    assert broken.endswith("$5\\x0amillion")
    assert cut.endswith("  more than three hundred and twenty-seven million four hundr…")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbf$5", "begins with a byte order mark, which would shift every span by one; save it as UTF-8"),
        ("$5".encode("utf-16"), "is UTF-16, not UTF-8; save it as UTF-8 without a byte order mark"),
        (b"a\nb \xa3 5", "is not UTF-8: byte 4, on line 2; save it as UTF-8"),
        (b"5" * (MOST_BYTES + 1), "has more than 4 MiB; give the text of one article"),
    ],
)
def test_file_that_is_no_text_of_an_article_ends_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, message: str
) -> None:
    """What cannot be read is said in one line, with what to do about it."""
    (tmp_path / "text.txt").write_bytes(content)

    assert cli.main(["extract", str(tmp_path / "text.txt")]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere.txt", "there is no file"), (".", "is a folder; name one text file"), ("a\0b", "cannot be read")],
)
def test_place_without_a_text_ends_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, message: str
) -> None:
    """No such file, a folder, a name that no file can have."""
    assert cli.main(["extract", f"{tmp_path}/{name}"]) == 2
    assert message in capsys.readouterr().err


def test_text_without_a_space_is_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A text of one word of a hundred thousand letters and digits is a text like others."""
    (tmp_path / "text.txt").write_text("a1" * 50_000, "utf-8")

    assert cli.main(["extract", str(tmp_path / "text.txt")]) == 0
    assert capsys.readouterr().out
