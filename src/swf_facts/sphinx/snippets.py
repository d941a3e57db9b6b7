"""How to load one table, in five languages: one template a language, filled from the Table Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from swf_facts.package import governing_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.dataset import Dataset

__all__ = ["Snippet", "snippets"]

_SQL = {"number": "DOUBLE", "integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}
_R = {"number": "as.numeric({})", "integer": "as.integer({})", "date": "as.Date({})", "boolean": '{} == "true"'}

PYTHON = """\
import swf_facts

data = swf_facts.load({place})
for row in data.{table}:
    print(row)
"""
FRAME = """\
import swf_facts

{table} = swf_facts.load({place}).frame("{table}", library="{library}")
print({table})
"""
DUCKDB = """\
-- in the folder of the package
SELECT *{types}
FROM read_csv('{path}', header = true, all_varchar = true){where};
"""
DUCKDB_PARQUET = """\
-- in the folder of the package
SELECT *
FROM read_parquet('{path}'){where};
"""
R = """\
# in the folder of the package
{table} <- read.csv("{path}", colClasses = "character", na.strings = "", encoding = "UTF-8")
{conversions}{subset}str({table})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of code that loads a table.

    Attributes
    ----------
    label : str
        What a reader looks for: a language or a library.
    language : str
        Language of the code.
    code : str
        The code, which runs as it stands.
    """

    label: str
    language: str
    code: str


def snippets(data: Dataset, table: str, *, installed: bool) -> Iterator[Snippet]:
    """Yield the snippets for one table of a package.

    Parameters
    ----------
    data : Dataset
        The package.
    table : str
        Name of the table.
    installed : bool
        Whether this is the package that the installation carries; another one is named by a path.
    """
    place = "" if installed else f'"path/to/{data.name}"'
    schema = governing_schema(table)
    yield Snippet(label="Python", language="python", code=PYTHON.format(place=place, table=table))
    for library in ("pandas", "polars"):
        code = FRAME.format(place=place, table=table, library=library)
        yield Snippet(label=library, language="python", code=code)
    path = _path(data, table)
    if path is None:  # a derived table that the package does without: there is no file to read
        return
    current = any(field["name"] == "status" for field in schema["fields"])
    where = "\nWHERE status = 'current'" if current else ""
    if path.endswith(".parquet"):
        yield Snippet(label="DuckDB", language="sql", code=DUCKDB_PARQUET.format(path=path, where=where))
        return  # R itself does not read Parquet
    casts = ",\n  ".join(
        f'CAST("{field["name"]}" AS {_SQL[field["type"]]}) AS "{field["name"]}"' for field in _typed(schema)
    )
    types = f" REPLACE (\n  {casts}\n)" if casts else ""
    yield Snippet(label="DuckDB", language="sql", code=DUCKDB.format(path=path, types=types, where=where))
    columns = [(f"{table}${field['name']}", field["type"]) for field in _typed(schema)]
    conversions = "".join(f"{column} <- {_R[kind].format(column)}\n" for column, kind in columns)
    subset = f'{table} <- subset({table}, status == "current")\n' if current else ""
    code = R.format(table=table, path=path, conversions=conversions, subset=subset)
    yield Snippet(label="R", language="r", code=code)


def _typed(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the fields that are no strings."""
    return (field for field in schema["fields"] if field["type"] != "string")


def _path(data: Dataset, table: str) -> str | None:
    """Return the file of a table, or a pattern for its parts, from the folder of the package."""
    resources: Any = data.descriptor["resources"]
    for resource in resources:
        if resource["name"] == table:
            path = resource["path"]
            return str(path) if isinstance(path, str) else re.sub(r"[0-9]+(\.\w+)$", r"*\1", str(path[0]))
    return None
