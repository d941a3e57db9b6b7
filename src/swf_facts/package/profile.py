"""The profile itself: the descriptor's JSON Schema and the governing Table Schemas, wherever this installation has them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["governing_schema", "governing_tables", "installed_package", "profile", "required_tables"]


@cache
def installed_package() -> Path:
    """Return the folder of the package that this installation carries.

    In a wheel it lies inside the import package; an editable install reads the repository.
    """
    inside = Path(__file__).parents[1] / "package_data"
    return inside if inside.is_dir() else Path(__file__).parents[3]


@cache
def governing_tables() -> tuple[str, ...]:
    """Return the names of the profile's tables, in the order in which they are documented."""
    return tuple(profile()["$defs"]["resource"]["if"]["properties"]["name"]["enum"])


@cache
def required_tables() -> tuple[str, ...]:
    """Return the names of the tables that every package has; the others follow from these, and may be left out."""
    required = profile()["properties"]["resources"]["allOf"]
    return tuple(clause["contains"]["properties"]["name"]["const"] for clause in required)


@cache
def governing_schema(table: str) -> Mapping[str, Any]:
    """Return the profile's Table Schema of *table*, whatever a package says of it."""
    content = (installed_package() / "schemas" / f"{table}.json").read_bytes()
    schema: dict[str, Any] = json.loads(content)
    return schema


@cache
def profile() -> Mapping[str, Any]:
    """Return the JSON Schema that the descriptor of every such package meets."""
    content = (installed_package() / "schemas" / "profile.json").read_bytes()
    schema: dict[str, Any] = json.loads(content)
    return schema
