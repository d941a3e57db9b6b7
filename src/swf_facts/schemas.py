"""Table Schemas as pandera schemas: the column rules of a table, for polars and for pandas.

One translation serves both libraries: a constraint of the Table Schema becomes one pandera check whose error text is
``constraint:field``, such as ``enum:modality``. A polars frame must have these types; a pandas frame is brought to them:

===========  ==============  =================
Table Schema polars          pandas
===========  ==============  =================
string       ``String``      ``string``
number       ``Float64``     ``Float64``
integer      ``Int64``       ``Int64``
date         ``Date``        ``datetime64[s]``
boolean      ``Boolean``     ``boolean``
===========  ==============  =================

A missing value is null. Columns that the Table Schema does not name are allowed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from swf_facts.errors import MissingExtra, UnknownChoice, nearest
from swf_facts.package import governing_schema, governing_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandera.pandas
    import pandera.polars
    from pandera.api.checks import Check

    from swf_facts.model import TableName

__all__ = ["LARGEST_NUMBER", "build_polars_schema", "pandas_schema", "polars_schema"]

LARGEST_NUMBER = 1.7e308  # NaN and INF are legal numbers of a Table Schema, and no value of a fact
Backend = Literal["polars", "pandas"]


def _pattern(pattern: str, backend: Backend) -> str:
    """Return *pattern* so that it matches whole values only; in Python ``$`` alone also matches before a final line break."""
    return f"^(?:{pattern})$" if backend == "polars" else rf"^(?:{pattern})$(?!\n)"


def _typed(value: Any, kind: str, backend: Backend) -> Any:  # noqa: ANN401  # JSON
    """Return a limit that a Table Schema gives as JSON, as a value of the field's type."""
    if kind != "date":
        return value
    if backend == "pandas":
        import pandas as pd

        return pd.Timestamp(value)
    import datetime

    return datetime.date.fromisoformat(value)


def _checks(field: Mapping[str, Any], backend: Backend) -> list[Check]:
    """Translate the constraints of one field."""
    from pandera.api.checks import Check

    name, kind, constraints = field["name"], field.get("type", "string"), field.get("constraints", {})
    make: dict[str, Callable[[Any], Check]] = {
        "enum": lambda value: Check.isin([_typed(item, kind, backend) for item in value], error=f"enum:{name}"),
        "pattern": lambda value: Check.str_matches(_pattern(value, backend), error=f"pattern:{name}"),
        "minimum": lambda value: Check.ge(_typed(value, kind, backend), error=f"minimum:{name}"),
        "maximum": lambda value: Check.le(_typed(value, kind, backend), error=f"maximum:{name}"),
        "exclusiveMinimum": lambda value: Check.gt(_typed(value, kind, backend), error=f"exclusiveMinimum:{name}"),
        "exclusiveMaximum": lambda value: Check.lt(_typed(value, kind, backend), error=f"exclusiveMaximum:{name}"),
        "minLength": lambda value: Check.str_length(min_value=value, error=f"minLength:{name}"),
        "maxLength": lambda value: Check.str_length(max_value=value, error=f"maxLength:{name}"),
    }
    checks = [make[constraint](value) for constraint, value in constraints.items() if constraint in make]
    if kind == "number":
        checks.append(Check.in_range(-LARGEST_NUMBER, LARGEST_NUMBER, error=f"finite:{name}"))
    return checks


def _columns(
    schema: Mapping[str, Any], column: Callable[..., Any], dtypes: Mapping[str, Any], backend: Backend
) -> dict[str, Any]:
    key = schema.get("primaryKey")
    return {
        field["name"]: column(
            dtypes[field.get("type", "string")],
            checks=_checks(field, backend),
            nullable=not field.get("constraints", {}).get("required", False),
            # A key of one field is held unique by the table's rule, so one fault is reported once.
            unique=field.get("constraints", {}).get("unique", False) and key != [field["name"]],
        )
        for field in schema["fields"]
    }


def build_polars_schema(schema: Mapping[str, Any]) -> pandera.polars.DataFrameSchema:
    """Translate any Table Schema whose fields have the five types above.

    Parameters
    ----------
    schema : mapping
        A Table Schema, as parsed JSON.

    Raises
    ------
    MissingExtra
        pandera is not installed.
    """
    try:
        import pandera.polars as pa
        import polars as pl
    except ImportError as error:
        raise _missing(error) from None
    dtypes = {"string": pl.String, "number": pl.Float64, "integer": pl.Int64, "date": pl.Date, "boolean": pl.Boolean}
    columns = _columns(schema, pa.Column, dtypes, "polars")
    return pa.DataFrameSchema(columns, name=schema.get("name"), strict=False, unique=schema.get("primaryKey"))


def polars_schema(table: TableName) -> pandera.polars.DataFrameSchema:
    """Return the column rules of *table* for a polars frame.

    Parameters
    ----------
    table : str
        Name of one of the profile's tables.

    Returns
    -------
    pandera.polars.DataFrameSchema
        Validate eager frames with it: of a lazy frame pandera checks the types only, silently.

    Raises
    ------
    UnknownChoice
        There is no such table; the message names the nearest.
    MissingExtra
        pandera is not installed.
    """
    return _polars_schema(table)


@cache
def _polars_schema(table: str) -> pandera.polars.DataFrameSchema:
    return build_polars_schema(_known(table))


def pandas_schema(table: TableName) -> pandera.pandas.DataFrameSchema:
    """Return the column rules of *table* for a pandas frame.

    The schema coerces: a column of Python dates, or of ``object``, is first brought to the type in the table above,
    and what cannot be brought to it is a failure.

    Parameters
    ----------
    table : str
        Name of one of the profile's tables.

    Raises
    ------
    UnknownChoice
        There is no such table; the message names the nearest.
    MissingExtra
        pandera or pandas is not installed.
    """
    schema = _known(table)
    try:
        import pandas as pd
        import pandera.pandas as pa
    except ImportError as error:
        raise _missing(error) from None
    dtypes = {
        "string": pd.StringDtype(),
        "number": pd.Float64Dtype(),
        "integer": pd.Int64Dtype(),
        "date": "datetime64[s]",
        "boolean": pd.BooleanDtype(),
    }
    columns = _columns(schema, pa.Column, dtypes, "pandas")
    return pa.DataFrameSchema(columns, name=schema["name"], strict=False, coerce=True, unique=schema.get("primaryKey"))


def _known(table: str) -> Mapping[str, Any]:
    if table not in governing_tables():
        raise UnknownChoice(f"there is no table {table!r}", nearest(table, governing_tables()))
    return governing_schema(table)


def _missing(error: ImportError) -> MissingExtra:
    return MissingExtra(
        f"{error.name} is not installed", 'run `pip install "swf-facts[validate]"` (and "swf-facts[pandas]" for pandas)'
    )
