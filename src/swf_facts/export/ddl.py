"""Tables as SQL: the types, keys and constraints of a Table Schema in the words of two databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swf_facts.export.tables import Column, ForeignKey, TableCopy

__all__ = ["Dialect", "create_table", "quoted", "string"]

_LIMITS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}


class Dialect(NamedTuple):
    """What differs from database to database.

    Attributes
    ----------
    type : callable
        Returns the SQL type of a column.
    form : mapping of str to str
        A condition on ``{}``, the quoted name, that cells of a Table Schema type meet where the SQL type does not say so.
    number : str
        How the cells of a number column are compared with a number.
    key_suffix : str
        What is written after a foreign key.
    table_suffix : str
        What is written after the columns.
    """

    type: Callable[[Column], str]
    form: Mapping[str, str]
    number: str
    key_suffix: str = ""
    table_suffix: str = ""


def quoted(name: str) -> str:
    """Return *name* as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def string(words: str) -> str:
    """Return *words* as an SQL string."""
    return "'" + words.replace("'", "''") + "'"


def create_table(table: TableCopy, dialect: Dialect) -> str:
    """Return the statement that creates *table*; each field's description stands beside it as a comment."""
    keys = [
        f"PRIMARY KEY ({_names(table.primary_key)})",
        *(_foreign_key(key, dialect) for key in table.foreign_keys),
    ]
    lines = [
        f"  -- {' '.join(table.description.split())}",
        *(
            f"  {_column(column, table, dialect)}, -- {' '.join(column.description.split())}".rstrip(" -")
            for column in table.columns
        ),
        "  " + ",\n  ".join(keys),
    ]
    return f"CREATE TABLE {quoted(table.name)} (\n" + "\n".join(lines) + f"\n){dialect.table_suffix};"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(quoted(name) for name in names)


def _foreign_key(key: ForeignKey, dialect: Dialect) -> str:
    return (
        f"FOREIGN KEY ({_names(key.fields)}) REFERENCES {quoted(key.table)} ({_names(key.references)})"
        f"{dialect.key_suffix}"
    )


def _column(column: Column, table: TableCopy, dialect: Dialect) -> str:
    parts = [quoted(column.name), dialect.type(column)]
    if column.constraints.get("required") or column.name in table.primary_key:
        parts.append("NOT NULL")
    if column.constraints.get("unique") and table.primary_key != (column.name,):
        parts.append("UNIQUE")
    return " ".join([*parts, *(f"CHECK ({condition})" for condition in _conditions(column, dialect))])


def _conditions(column: Column, dialect: Dialect) -> Iterator[str]:
    """Yield the constraints of a field; a pattern is left out, as databases disagree on patterns."""
    name, constraints = quoted(column.name), column.constraints
    if column.type in dialect.form:
        yield dialect.form[column.type].format(name)
    if "enum" in constraints:
        yield f"{name} IN ({', '.join(string(value) for value in constraints['enum'])})"
    if "minLength" in constraints:
        yield f"length({name}) >= {constraints['minLength']}"
    if column.type in {"integer", "number"}:
        measured = dialect.number.format(name) if column.type == "number" else name
        yield from (
            f"{measured} {sign} {constraints[limit]}" for limit, sign in _LIMITS.items() if limit in constraints
        )
