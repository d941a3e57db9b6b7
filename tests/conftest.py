"""What several test modules share: a copy of the good package that a test may edit, and properties that no clock ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import package_copies

if TYPE_CHECKING:
    from pathlib import Path


def pytest_configure(config: pytest.Config) -> None:
    """Let no property fail on a slow machine: how long things take is measured in a benchmark."""
    if config.pluginmanager.hasplugin("hypothesispytest"):  # is not there where a browser or a release is tested
        from hypothesis import settings

        settings.register_profile("untimed", parent=settings(), deadline=None)
        settings.load_profile("untimed")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return the folder of a fresh copy of ``tests/packages/good``, complete with its schemas."""
    return package_copies.copy_good(tmp_path / "good")
