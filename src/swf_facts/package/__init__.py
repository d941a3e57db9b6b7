"""Data packages on disk: where they are, what their descriptor lists, and the bytes of their files.

Everything that touches the file system on behalf of a reader is here, and nothing here reads outside the package.
Only the standard library is used. What is wrong with a package is collected as findings, so that a validator
can report all of it and a loader can refuse with the first.
"""

from __future__ import annotations

from swf_facts.package.files import DESCRIPTOR
from swf_facts.package.profile import governing_schema, governing_tables, installed_package, profile, required_tables
from swf_facts.package.reading import LOCAL_TABLES, Package, Part, Resource, describe_hash, read_package

__all__ = [
    "DESCRIPTOR",
    "LOCAL_TABLES",
    "Package",
    "Part",
    "Resource",
    "describe_hash",
    "governing_schema",
    "governing_tables",
    "installed_package",
    "profile",
    "read_package",
    "required_tables",
]
