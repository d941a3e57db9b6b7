"""Reading a package: what is opened, what is refused, and what is said."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from package_copies import copy_good
from swf_facts.errors import NotAPackage
from swf_facts.package import installed_package, read_package, required_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def members_of(folder: Path, prefix: str = "") -> dict[str, bytes]:
    """Return the files of a folder by path, for an archive."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {prefix + path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def pack(place: Path, members: Mapping[str, bytes]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return place


def said(place: Path) -> list[str]:
    """Return the problems of a package as lines."""
    return [str(problem) for problem in read_package(place).problems]


# --- what is there ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["", "datapackage.json"])
def test_a_folder_or_its_descriptor_can_be_named(good: Path, name: str) -> None:
    """Both give the package with the bytes of every resource."""
    package = read_package(good / name)

    assert (package.name, package.version, package.problems) == ("isle-facts", "1.0.0", ())
    assert (
        set(package.resources) == set(package.contents) == {*required_tables(), "text-gazette2024", "text-lantern2024"}
    )
    assert package.contents["units"] == (good / "data" / "units.csv").read_bytes()


@pytest.mark.parametrize("prefix", ["", "isle-facts-1.0.0/"])
def test_an_archive_may_have_the_package_at_its_top_or_in_one_folder(good: Path, tmp_path: Path, prefix: str) -> None:
    """What a system adds beside that folder does not matter."""
    members = members_of(good, prefix) | ({"__MACOSX/._x": b"x"} if prefix else {})
    package = read_package(pack(tmp_path / "package.zip", members))

    assert package.contents == read_package(good).contents
    assert package.problems == ()


def test_without_a_place_the_installed_package_is_read() -> None:
    """The installation carries a package."""
    assert read_package().shown == str(installed_package())


# --- what is not there ------------------------------------------------------------------------------
def test_nothing_at_the_place(tmp_path: Path) -> None:
    """A path that does not exist is said to be so."""
    with pytest.raises(NotAPackage, match=r"there is nothing at .*nowhere"):
        read_package(tmp_path / "nowhere")


@pytest.mark.parametrize("place", ["a\0b", "x" * 5000])
def test_a_name_that_can_be_no_path(place: str) -> None:
    """A name that the system refuses is no package."""
    with pytest.raises(NotAPackage):
        read_package(place)


def test_a_folder_without_descriptor(tmp_path: Path) -> None:
    """An empty folder is no package."""
    with pytest.raises(NotAPackage, match=r"there is no file 'datapackage\.json'"):
        read_package(tmp_path)


def test_a_file_that_is_no_package(good: Path) -> None:
    """A table is no package, nor is a descriptor of another name."""
    with pytest.raises(NotAPackage, match=r"neither a folder nor a \.json or \.zip file"):
        read_package(good / "data" / "units.csv")
    with pytest.raises(NotAPackage, match=r"is not named datapackage\.json"):
        read_package(good / "schemas" / "units.json")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_never_waited_for(good: Path) -> None:
    """A pipe in the place of a descriptor, an archive or a resource is not opened."""
    (good / "data" / "units.csv").unlink()
    os.mkfifo(good / "data" / "units.csv")

    assert said(good) == [
        "datapackage.json $.resources[5] path: 'data/units.csv' is not a regular file [resource-missing]"
    ]

    (good / "datapackage.json").unlink()
    os.mkfifo(good / "datapackage.json")
    os.mkfifo(good / "package.zip")
    with pytest.raises(NotAPackage, match=r"'datapackage\.json' is not a regular file"):
        read_package(good)
    with pytest.raises(NotAPackage, match="neither a folder nor"):
        read_package(good / "package.zip")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(good: Path) -> None:
    """A file without permission is said to be unreadable."""
    (good / "data" / "units.csv").chmod(0)

    assert said(good) == [
        "datapackage.json $.resources[5] path: 'data/units.csv' cannot be read: Permission denied [resource-missing]"
    ]


def test_a_link_to_itself(good: Path) -> None:
    """A loop of links is a file that is not there."""
    (good / "data" / "units.csv").unlink()
    (good / "data" / "units.csv").symlink_to("units.csv")

    assert said(good) == ["datapackage.json $.resources[5] path: there is no file 'data/units.csv' [resource-missing]"]


# --- the descriptor -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b'{"name": "a", "resou', "it is not JSON: unterminated string starting at line 1, column 15"),
        (b"{]", "it is not JSON: expecting property name enclosed in double quotes at line 1, column 2"),
        (b'{"name": "\xff"}', "byte 10 is not UTF-8"),
        (b"[1]", "it holds a list, not an object"),
        (b"null", "it holds null, not an object"),
        (b'"x"', "it holds a string, not an object"),
        (b"5", "it holds a number or a truth value, not an object"),
        (b"[" * 100_000, "it is nested deeper than 32 levels"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "it is nested deeper than 32 levels"),
        (b'{"a": NaN}', "it is not JSON: NaN is no number of JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "it has a number of more than 4300 digits"),
        (b'{"name": "a", "name": "b"}', "it is not JSON: the name 'name' stands twice in one object"),
        (b'{"name": "\\ud800"}', "it escapes half of a surrogate pair, which is no character"),
    ],
)
def test_a_descriptor_that_cannot_be_read_is_one_problem(tmp_path: Path, content: bytes, message: str) -> None:
    """Whatever the bytes are, one sentence says what is wrong, and the package has nothing else."""
    (tmp_path / "datapackage.json").write_bytes(content)
    package = read_package(tmp_path)

    assert [str(problem) for problem in package.problems] == [f"datapackage.json: {message} [descriptor-unreadable]"]
    assert not package.readable
    assert not package.descriptor


def test_a_huge_descriptor_is_not_read(tmp_path: Path) -> None:
    """The size is looked at before the content."""
    (tmp_path / "datapackage.json").touch()
    os.truncate(tmp_path / "datapackage.json", 2**36)

    assert said(tmp_path) == [
        "datapackage.json: 'datapackage.json' has 68719476736 bytes, more than the 16777216 that are read [resource-too-large]"
    ]


# --- archives -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../../outside.csv", "a member of the archive would leave it: '../../outside.csv' leaves the package"),
        ("/etc/outside.csv", "a member of the archive would leave it: '/etc/outside.csv' is not a relative path"),
        ("data/../../outside", "a member of the archive would leave it"),
    ],
)
def test_an_archive_with_a_member_outside_is_refused_as_a_whole(
    good: Path, tmp_path: Path, name: str, message: str
) -> None:
    """Nothing is read from an archive that has such a member, and nothing is ever written."""
    place = pack(tmp_path / "package.zip", members_of(good) | {name: b"x"})
    before = sorted(tmp_path.rglob("*"))
    (line,) = said(place)

    assert message in line
    assert line.endswith("[archive-unsafe]")
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_that_grows_beyond_reason_is_refused(good: Path, tmp_path: Path) -> None:
    """One member that grows a thousandfold is a trap, and so are many small ones."""
    one = pack(tmp_path / "one.zip", members_of(good) | {"data/zeros": bytes(50_000_000)})
    many = pack(tmp_path / "many.zip", members_of(good) | {f"data/{index}": bytes(1_000_000) for index in range(70)})

    assert "the member 'data/zeros' would grow from" in said(one)[0]
    assert "the archive would grow from" in said(many)[0]


@pytest.mark.parametrize("damage", ["no archive", "cut off"])
def test_an_archive_that_cannot_be_read_is_one_problem(good: Path, tmp_path: Path, damage: str) -> None:
    """A file that only has the name of an archive, and one that was cut off, are said to be unreadable."""
    place = pack(tmp_path / "package.zip", members_of(good))
    place.write_bytes(b"no archive" if damage == "no archive" else place.read_bytes()[:-100])

    assert said(place) == ["datapackage.json: the archive cannot be read: File is not a zip file [archive-unsafe]"]


def test_a_damaged_member_is_one_problem(good: Path, tmp_path: Path) -> None:
    """A table whose bytes in the archive were changed is not read; the others are."""
    place = pack(tmp_path / "package.zip", members_of(good))
    with zipfile.ZipFile(place) as archive:
        info = archive.getinfo("data/units.csv")
    content = bytearray(place.read_bytes())
    at = info.header_offset + 30 + len("data/units.csv") + 5
    content[at : at + 20] = bytes(20)
    place.write_bytes(content)
    package = read_package(place)

    assert [(problem.rule, problem.found) for problem in package.problems] == [("archive-unsafe", "data/units.csv")]
    assert package.readable
    assert "facts" in package.contents


def test_a_link_in_an_archive_is_refused(good: Path, tmp_path: Path) -> None:
    """A member that is a symbolic link could be anything."""
    place = pack(tmp_path / "package.zip", members_of(good))
    with zipfile.ZipFile(place, "a") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    assert said(place) == ["datapackage.json: the member 'link' is a symbolic link [archive-unsafe]"]


def test_two_members_with_one_name_are_refused(good: Path, tmp_path: Path) -> None:
    """Which of the two is meant cannot be known."""
    place = pack(tmp_path / "package.zip", members_of(good))
    with zipfile.ZipFile(place, "a") as archive:
        archive.writestr("./data/units.csv", b"x")

    assert said(place) == ["datapackage.json: the archive has two members 'data/units.csv' [archive-unsafe]"]


def test_an_archive_without_descriptor_is_no_package(tmp_path: Path) -> None:
    """An archive of something else is no package."""
    with pytest.raises(NotAPackage, match=r"there is no file 'datapackage\.json'"):
        read_package(pack(tmp_path / "package.zip", {"readme.txt": b"x"}))


# --- schemas ------------------------------------------------------------------------------------------
def test_the_schema_of_a_resource_may_be_a_path_or_an_object(tmp_path: Path) -> None:
    """Both give the same table schema."""
    folder = copy_good(tmp_path)
    package = read_package(folder)
    copy = package.schema_copy(package.resources["units"])

    assert copy == json.loads((folder / "schemas" / "units.json").read_text("utf-8"))
    assert package.schema_copy(package.resources["text-lantern2024"]) is None
