"""Refreshing: what is derived, what stays untouched, and that nothing is written by halves."""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

import package_copies
import swf_facts
from swf_facts import NotAPackage, PackageError, cli, validate
from swf_facts.comparison import derive_agreements
from swf_facts.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def fresh(good: Path) -> Path:
    """Return the good package, refreshed."""
    refresh(good)
    return good


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _edit(path: Path, old: str, new: str) -> None:
    before = path.read_text("utf-8")
    assert old in before
    path.write_bytes(before.replace(old, new).encode())


# --- what is derived ----------------------------------------------------------------------------------
def test_installed_package_is_up_to_date() -> None:
    """Nothing in the package that we publish is stale."""
    from swf_facts.package import installed_package

    assert refresh(installed_package(), check=True) == []


def test_second_refresh_changes_nothing(fresh: Path) -> None:
    """What refresh writes is up to date."""
    assert refresh(fresh) == []
    assert refresh(fresh / "datapackage.json", check=True) == []
    assert validate(fresh).findings == ()


def test_edited_table_is_hashed_anew(fresh: Path) -> None:
    """After an edit of a table the descriptor has its new size and hash, and the package loads."""
    _edit(fresh / "data" / "facts.csv", "uncharted water", "uncharted waters")

    assert refresh(fresh) == ["datapackage.json"]
    assert swf_facts.load(fresh).facts["lantern2024.004"].value == "uncharted waters"


def test_edited_text_is_measured_anew(fresh: Path) -> None:
    """After an edit of a text its row in ``articles`` has its new hash and length, in code points."""
    text = fresh / "data" / "texts" / "gazette2024.txt"
    text.write_bytes(text.read_bytes() + "é\n".encode())

    changed = refresh(fresh)
    article = swf_facts.load(fresh).articles["gazette2024"]

    assert changed == ["data/articles.csv", "datapackage.json"]
    assert article.text_sha256 == hashlib.sha256(text.read_bytes()).hexdigest()
    assert article.text_length == len(text.read_text("utf-8"))


def test_agreements_are_written_and_listed(fresh: Path) -> None:
    """The table of agreements follows from the others, and is a resource with hash, title and table schema."""
    header, rows = package_copies.read_table(fresh, "facts")
    country = dict(zip(header, next(row for row in rows if row[0] == "lantern2024.002"), strict=True))
    copied = country | {"fact_id": "gazette2024.003", "article_id": "gazette2024"}
    package_copies.write_table(fresh, "facts", header, [*rows, list(copied.values())])

    assert refresh(fresh) == ["data/agreements.csv", "datapackage.json"]

    data = swf_facts.load(fresh)
    (agreement,) = data.agreements
    (entry,) = [entry for entry in package_copies.read_descriptor(fresh)["resources"] if entry["name"] == "agreements"]
    assert (agreement,) == derive_agreements(data)
    assert (agreement.fact_a, agreement.fact_b, agreement.relation) == ("lantern2024.002", "gazette2024.003", "agrees")
    assert entry["schema"] == "schemas/agreements.json"
    assert entry["title"] == "Agreements"


def test_package_from_before_agreements_gets_the_table_and_its_schema(good: Path) -> None:
    """A package that was begun when there was no such table is brought up to date, and stays valid."""
    (good / "schemas" / "agreements.json").unlink(missing_ok=True)

    assert refresh(good) == ["data/agreements.csv", "schemas/agreements.json", "datapackage.json"]
    assert validate(good).findings == ()


def test_check_writes_nothing(fresh: Path) -> None:
    """With ``check`` the stale files are named and left alone."""
    _edit(fresh / "data" / "facts.csv", "uncharted water", "uncharted waters")
    before = _contents(fresh)

    assert refresh(fresh, check=True) == ["datapackage.json"]
    assert _contents(fresh) == before


# --- what stays as it is ------------------------------------------------------------------------------
def test_what_people_wrote_is_kept(fresh: Path) -> None:
    """Own members, further resources, own licences and schemas, and the layout of a file that is not stale."""
    descriptor = package_copies.read_descriptor(fresh)
    (fresh / "notes.csv").write_bytes(b"a\n1\n")
    extra = {"name": "notes", "path": "notes.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    descriptor |= {"homepage": "https://lantern.example/", "own": {"kept": True}}
    descriptor["resources"][0]["licenses"] = [{"name": "CC0-1.0", "title": "CC0"}]
    descriptor["resources"][1]["schema"] = json.loads((fresh / "schemas" / "passages.json").read_text("utf-8"))
    descriptor["resources"].append(extra)
    package_copies.write_descriptor(fresh, descriptor)

    refresh(fresh)
    after = package_copies.read_descriptor(fresh)
    notes = next(entry for entry in after["resources"] if entry["name"] == "notes")

    assert after["homepage"] == "https://lantern.example/"
    assert after["own"] == {"kept": True}
    assert after["resources"][0]["licenses"] == [{"name": "CC0-1.0", "title": "CC0"}]
    assert after["resources"][1]["schema"]["name"] == "passages"
    assert notes == extra | {
        "bytes": 4,
        "hash": f"sha256:{hashlib.sha256(b'a' + bytes([10]) + b'1' + bytes([10])).hexdigest()}",
    }


def test_layout_of_the_descriptor_is_not_stale(fresh: Path) -> None:
    """A descriptor that says the same in another layout is left as it is."""
    descriptor = package_copies.read_descriptor(fresh)
    (fresh / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")

    assert refresh(fresh, check=True) == []


def test_table_may_lie_elsewhere(fresh: Path) -> None:
    """A table at a path of its own stays there, the table of articles too."""
    descriptor = package_copies.read_descriptor(fresh)
    for name in ("articles", "facts"):
        (fresh / "data" / f"{name}.csv").rename(fresh / f"{name}.csv")
        entry = next(entry for entry in descriptor["resources"] if entry["name"] == name)
        entry["path"] = f"{name}.csv"
    package_copies.write_descriptor(fresh, descriptor)
    text = fresh / "data" / "texts" / "gazette2024.txt"
    text.write_bytes(text.read_bytes() + b"\n")

    assert refresh(fresh) == ["articles.csv", "datapackage.json"]
    assert len(swf_facts.load(fresh).facts) == 6


def test_text_that_became_withheld_is_no_resource_any_more(fresh: Path) -> None:
    """Once its row says so, a removed text is neither listed nor missed."""
    (fresh / "data" / "texts" / "gazette2024.txt").unlink()
    for field, value in (("text_status", "withheld"), ("text_path", "")):
        package_copies.set_cell(fresh, "articles", "gazette2024", field, value)

    refresh(fresh)

    assert "text-gazette2024" not in {entry["name"] for entry in package_copies.read_descriptor(fresh)["resources"]}
    assert swf_facts.load(fresh).articles["gazette2024"].text is None


# --- bad input ----------------------------------------------------------------------------------------
def _set_resources(folder: Path, value: Any) -> None:
    package_copies.edit_descriptor(folder, resources=value)


def _append_resource(folder: Path, **entry: Any) -> None:
    descriptor = package_copies.read_descriptor(folder)
    package_copies.edit_descriptor(folder, resources=[*descriptor["resources"], entry])


def _write(path: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_write("datapackage.json", b"{"), r"datapackage\.json: it is not JSON"),
        (_write("datapackage.json", b" " * (16 * 2**20 + 1)), r"datapackage\.json: .* more than the 16777216"),
        (lambda folder: _set_resources(folder, 7), r"`resources` is not a list of objects; write a list"),
        (lambda folder: _set_resources(folder, ["facts"]), r"`resources` is not a list of objects"),
        (
            lambda folder: _append_resource(folder, name="x"),
            r"the resource at \$\.resources\[\d+\] lacks a name or a path",
        ),
        (lambda folder: _append_resource(folder, name="x", path="x\0y"), r"'x\\x00y' is no file name"),
        (lambda folder: _append_resource(folder, name="x", path="../x"), r"'\.\./x' leads out of the package"),
        (
            lambda folder: _append_resource(folder, name="x", path="x.csv"),
            r"x\.csv cannot be read: No such file .* add the file",
        ),
        (lambda folder: _append_resource(folder, name="x", path="data"), r"data cannot be read: Is a directory"),
        (lambda folder: (folder / "data" / "facts.csv").unlink(), r"data/facts\.csv cannot be read: No such file"),
        (
            lambda folder: (folder / "data" / "texts" / "gazette2024.txt").unlink(),
            r"gazette2024\.txt cannot be read: .* add the file, or make gazette2024 a withheld article",
        ),
        (_write("data/articles.csv", b"\xff\n"), r"data/articles\.csv: byte 0 is not UTF-8"),
        (_write("data/articles.csv", b"article_id\n"), r"data/articles\.csv: the header lacks 'title'"),
        (_write("data/facts.csv", b""), r"data/facts\.csv: the header lacks 'fact_id'"),
        (
            _write("data/attributions.csv", b'fact_id,level,entity_id\n"'),
            r"data/attributions\.csv cannot be read as CSV",
        ),
        (
            _write("data/attributions.csv", b"fact_id,level,entity_id\na,1\n"),
            r"attributions\.csv line 2: its cells do not match",
        ),
        (
            lambda folder: _edit(folder / "data" / "facts.csv", "2150000000", "2.15 billion"),
            r"fact lantern2024\.001: lower is '2\.15 billion', which is not a number",
        ),
    ],
)
def test_bad_input_is_answered_in_words_and_nothing_is_written(
    fresh: Path, damage: Callable[[Path], object], message: str
) -> None:
    """What cannot be read is named with what to do, and every file stays as it was."""
    damage(fresh)
    before = _contents(fresh)

    with pytest.raises(PackageError, match=message):
        refresh(fresh)

    assert _contents(fresh) == before


@pytest.mark.parametrize("name", ["nowhere", "good.zip", "empty"])
def test_what_is_no_folder_with_a_descriptor_is_refused(tmp_path: Path, name: str) -> None:
    """An archive cannot be written to, and an empty folder is not taken for a package."""
    (tmp_path / "good.zip").write_bytes(b"PK")
    (tmp_path / "empty").mkdir()

    with pytest.raises(NotAPackage, match=r"name the folder that holds datapackage\.json"):
        refresh(tmp_path / name)


def test_failing_write_leaves_every_file_as_it_was(fresh: Path) -> None:
    """If the last file cannot be written, the first is not written either, and no draft is left behind."""
    text = fresh / "data" / "texts" / "gazette2024.txt"
    text.write_bytes(text.read_bytes() + b"\n")
    (fresh / "data" / "agreements.csv").unlink()
    (fresh / "data" / "agreements.csv").mkdir()
    before = _contents(fresh)

    with pytest.raises(PackageError, match=r"data/agreements\.csv cannot be written: "):
        refresh(fresh)

    assert _contents(fresh) == before


def test_file_keeps_its_permissions(fresh: Path) -> None:
    """A file that is written anew can be read by those who could read it before."""
    (fresh / "datapackage.json").chmod(0o640)
    _edit(fresh / "data" / "facts.csv", "uncharted water", "uncharted waters")

    refresh(fresh)

    assert (fresh / "datapackage.json").stat().st_mode & 0o777 == 0o640


# --- the command --------------------------------------------------------------------------------------
def test_command_says_what_it_wrote(capsys: pytest.CaptureFixture[str], good: Path) -> None:
    """``swf-facts refresh`` names each file that it wrote, and then that there is nothing to do."""
    (good / "schemas" / "agreements.json").unlink(missing_ok=True)

    assert cli.main(["refresh", str(good)]) == 0
    assert (
        capsys.readouterr().out == "wrote data/agreements.csv\nwrote schemas/agreements.json\nwrote datapackage.json\n"
    )
    assert cli.main(["refresh", str(good)]) == 0
    assert capsys.readouterr().out == "Everything that is derived is up to date.\n"


def test_command_checks_with_exit_code_1(
    capsys: pytest.CaptureFixture[str], fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--check`` in the package's own folder names the stale files and how to mend them."""
    monkeypatch.chdir(fresh)
    assert cli.main(["refresh", "--check"]) == 0
    capsys.readouterr()
    _edit(fresh / "data" / "facts.csv", "uncharted water", "uncharted waters")

    assert cli.main(["refresh", "--check"]) == 1
    assert capsys.readouterr().out == "stale: datapackage.json\n`swf-facts refresh .` brings it up to date\n"


def test_command_answers_bad_input_with_exit_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Nothing there: one line on stderr that says what to do."""
    assert cli.main(["refresh", str(tmp_path / "nowhere")]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith("nowhere is not a folder; name the folder that holds datapackage.json\n")


def test_table_is_read_back_by_a_csv_reader(fresh: Path) -> None:
    """The derived table has the header of its Table Schema and plain line ends."""
    content = (fresh / "data" / "agreements.csv").read_bytes()
    (header,) = csv.reader(content.decode().splitlines())

    assert header == ["fact_a", "fact_b", "relation", "roots", "basis"]
    assert b"\r" not in content
