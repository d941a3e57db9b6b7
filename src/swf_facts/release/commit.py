"""A commit of the repository: its files laid out in a folder, its moment, and earlier versions of the package."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError
from swf_facts.package import DESCRIPTOR
from swf_facts.versions import Version

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Commit"]


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a repository.

    Attributes
    ----------
    root : Path
        The folder of the repository.
    name : str
        What git calls the commit.
    """

    root: Path
    name: str = "HEAD"

    def git(self, *words: str) -> bytes:
        """Return what a git command prints.

        Raises
        ------
        SwfFactsError
            It failed, or there is no git.
        """
        try:
            return subprocess.run(["git", *words], cwd=self.root, capture_output=True, check=True).stdout  # noqa: S603, S607
        except FileNotFoundError:
            raise SwfFactsError("there is no git, which a release is made with", "install git") from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip()
            raise SwfFactsError(f"`git {' '.join(words)}` failed: {said}", "run it in the repository") from None

    @property
    def moment(self) -> int:
        """When the commit was made, in seconds since 1970: the only clock that a release looks at."""
        return int(self.git("log", "-1", "--format=%ct", self.name))

    @property
    def version(self) -> str:
        """The version that the descriptor of the commit gives."""
        return str(json.loads(self.git("show", f"{self.name}:{DESCRIPTOR}")).get("version"))

    def changes(self) -> list[str]:
        """Return what differs between the working tree and the commit, one path a line."""
        return self.git("status", "--porcelain").decode(errors="replace").splitlines()

    def lay_out(self, folder: Path, *paths: str) -> Path:
        """Write the files of the commit to *folder*, and return it; only *paths*, if any are given."""
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(self.git("archive", "--format=tar", self.name, *paths))) as archive:
            archive.extractall(folder, filter="data")
        return folder

    def with_version(self, version: str) -> Commit | None:
        """Return the commit that holds *version* of the package: its tag, else the last that has the version; None without any.

        Every change of the data changes the hashes in the descriptor, so the last commit that touched the descriptor of
        a version holds the data of that version.
        """
        if self.git("tag", "--list", f"v{version}").strip():
            return Commit(self.root, f"v{version}")
        for name in self.git("log", "--format=%H", self.name, "--", DESCRIPTOR).decode().split():
            commit = Commit(self.root, name)
            if commit.version == version:
                return commit
        return None

    def tagged_versions(self) -> list[Version]:
        """Return the versions that tags name, such as ``v0.1.0``."""
        tags = self.git("tag", "--list", "v*").decode().split()
        return [version for version in (Version.parse(tag.removeprefix("v")) for tag in tags) if version]
