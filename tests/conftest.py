"""What several test modules share: a copy of the good package that a test may edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import package_copies

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return the folder of a fresh copy of ``tests/packages/good``, complete with its schemas."""
    return package_copies.copy_good(tmp_path / "good")
