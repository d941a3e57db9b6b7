"""Tables as data frames of the three common libraries, each imported only when it is asked for."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

from swf_facts.errors import MissingExtra, UnknownChoice, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeAlias

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from swf_facts.dataset.reading import Field
    from swf_facts.dataset.tables import Criterion, Table

    Columns: TypeAlias = "Mapping[str, tuple[Field, list[Any]]]"

__all__ = ["Library", "frame"]

Library = Literal["polars", "pandas", "arrow"]

OF_FACTS = frozenset({"facts", "evidence", "attributions"})

_POLARS = {"string": "String", "integer": "Int64", "number": "Float64", "boolean": "Boolean", "date": "Date"}
_PANDAS = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "datetime64[s]"}
_ARROW = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool_", "date": "date32"}
_MODULES = {"polars": "polars", "pandas": "pandas", "arrow": "pyarrow"}


def frame(
    table: Table[object], library: Library, status: Criterion, metadata: Mapping[str, str]
) -> pl.DataFrame | pd.DataFrame | pa.Table:
    """Return the rows of *table* about facts of *status* as a frame of *library*; *metadata* goes with an Arrow table."""
    if library not in _MAKERS:
        hint = nearest(str(library), get_args(Library)) or f"choose from {', '.join(get_args(Library))}"
        raise UnknownChoice(f"there is no library {library!r} for frames", hint)
    try:
        import_module(_MODULES[library])
    except ModuleNotFoundError as error:
        if error.name != _MODULES[library]:
            raise  # it is installed, but something that it needs is not
        message = f"a data frame of {library} needs {_MODULES[library]}, which is not installed"
        raise MissingExtra(message, f'run `pip install "swf-facts[{library}]"`') from None
    rows = _rows(table, status)
    columns = {
        name: (field, [float(cell) if isinstance(cell := cells[row], Decimal) else cell for row in rows])
        for name, (field, cells) in table.columns().items()
    }
    return _MAKERS[library](columns, metadata)


def _rows(table: Table[object], status: Criterion) -> Sequence[int]:
    """Return the positions of the rows of *table* that are no facts, or belong to facts of *status*."""
    if status is None or table.name not in OF_FACTS:
        return range(len(table))
    facts = table.dataset.facts
    wanted = facts.positions(status=status)
    if table.name == "facts" or len(wanted) == len(facts):
        return wanted if table.name == "facts" else range(len(table))
    ids = facts.ids()
    known = {ids[row] for row in wanted}
    return [row for row, fact in enumerate(table.columns()["fact_id"][1]) if fact in known]


def _polars(columns: Columns, _metadata: Mapping[str, str]) -> pl.DataFrame:
    import polars as pl

    schema = {name: getattr(pl, _POLARS[field.type]) for name, (field, _) in columns.items()}
    return pl.DataFrame({name: cells for name, (_, cells) in columns.items()}, schema=schema)


def _pandas(columns: Columns, _metadata: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(cells, dtype=_PANDAS[field.type]) for name, (field, cells) in columns.items()})


def _arrow(columns: Columns, metadata: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa

    fields = [
        pa.field(
            name, getattr(pa, _ARROW[field.type])(), metadata={"title": field.title, "description": field.description}
        )
        for name, (field, _) in columns.items()
    ]
    schema = pa.schema(fields, metadata=dict(metadata))
    return pa.table({name: cells for name, (_, cells) in columns.items()}, schema=schema)


_MAKERS: Mapping[str, Callable[[Columns, Mapping[str, str]], Any]] = {
    "polars": _polars,
    "pandas": _pandas,
    "arrow": _arrow,
}
