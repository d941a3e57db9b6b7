"""Synthetic packages: valid ones of any size, to test and to measure with, and known faults in them.

This is a tool of the repository and no part of the installed package.
"""

from __future__ import annotations

from swf_facts.synthesis.writing import Written, write_package

__all__ = ["Written", "write_package"]
