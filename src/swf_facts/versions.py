"""Semantic versions: read, put in order, and what a change of them promises (https://semver.org)."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Version"]

FORM = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?")


@dataclass(frozen=True, slots=True)
class Version:
    """A semantic version without build metadata, which a version of data has no use for."""

    major: int
    minor: int
    patch: int
    prerelease: str = ""

    @classmethod
    def parse(cls, text: str) -> Version | None:
        """Return the version that *text* writes, None when it writes none."""
        match = FORM.fullmatch(text) if len(text) <= 100 else None
        if match is None:
            return None
        major, minor, patch = (int(part) for part in match.groups()[:3])
        return cls(major, minor, patch, match[4] or "")

    @property
    def order(self) -> tuple[int, int, int, bool, tuple[tuple[bool, int, str], ...]]:
        """What versions are sorted by: a prerelease comes before its version, and its numbers before its words."""
        parts = tuple(
            (not part.isdecimal(), int(part) if part.isdecimal() else 0, "" if part.isdecimal() else part)
            for part in self.prerelease.split(".")
            if part
        )
        return self.major, self.minor, self.patch, not self.prerelease, parts

    def __lt__(self, other: Version) -> bool:
        return self.order < other.order

    def __le__(self, other: Version) -> bool:
        return self.order <= other.order

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}{f'-{self.prerelease}' if self.prerelease else ''}"
