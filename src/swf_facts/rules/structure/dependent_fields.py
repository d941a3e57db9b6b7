"""Fields of one row that depend on one another: what one says, the other must have or must not have."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.decimals import at_most
from swf_facts.rules.structure.references import known_articles
from swf_facts.rules.structure.rung import RUNG
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.tables import Tables

VALUES = {"quantity": "value_number", "entity": "value_entity_id", "date": "value_date", "text": "value_text"}
QUANTITY_ONLY = ("unit_id", "unit_basis", "comparator", "lower", "upper", "direction")


def _filled(field: str) -> pl.Expr:
    return pl.col(field).is_not_null()


def _any_of(field: str, *values: str) -> pl.Expr:
    """Whether the field has one of *values*; an empty cell has none."""
    return pl.any_horizontal(pl.col(field) == value for value in values).fill_null(value=False)


def _facts(tables: Tables) -> pl.DataFrame:
    """Every fact as written, with the value type of its property."""
    properties = tables["properties"].raw.select("property_id", pl.col("value_type").alias("property_value_type"))
    known = properties.drop_nulls("property_id").unique("property_id", keep="first", maintain_order=True)
    return tables["facts"].raw.join(known, on="property_id", how="left", maintain_order="left")


# Where the value type is in doubt, what depends on it is not looked at.
SETTLED = _any_of("value_type", *VALUES) & (
    pl.col("property_value_type").eq_missing(pl.col("value_type")) | pl.col("property_value_type").is_null()
)


@RUNG.rule()
def property_type_mismatch(tables: Tables) -> Iterator[Check]:
    """The value type of a fact is that of its property.

    Breaks on: ``bitcoin / price`` with a text value.
    Fix: choose the right property, or give the value the type that the property asks for.
    """
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=pl.col("property_value_type").is_null() | pl.col("value_type").is_null()
        | (pl.col("value_type") == pl.col("property_value_type")),
        field="value_type",
        explain=lambda row: f"the value type of {row['property_id']!r} is {row['property_value_type']!r}",
        needs=("properties",),
    )  # fmt: skip


@RUNG.rule()
def value_misplaced(tables: Tables) -> Iterator[Check]:
    """Exactly one value field is filled, the one that ``value_type`` names.

    Breaks on: an entity value with a ``value_text`` beside it.
    Fix: fill the value field of the type, and empty the others.
    """
    right = pl.all_horizontal(_filled(field) == _any_of("value_type", kind) for kind, field in VALUES.items())
    yield Check(table="facts", view=tables.view(_facts), holds=~SETTLED | right, field="value_type", explain=_misplaced)


def _misplaced(row: Mapping[str, Any]) -> Explanation:
    wanted = VALUES[row["value_type"]]
    extra = next((field for field in VALUES.values() if field != wanted and row[field] is not None), None)
    if row[wanted] is None:
        return Explanation(field=wanted, message=f"the value type is {row['value_type']!r}, and `{wanted}` is empty")
    return Explanation(
        field=extra or wanted, message=f"the value type is {row['value_type']!r}, and `{extra}` is filled too"
    )


@RUNG.rule()
def quantity_fields(tables: Tables) -> Iterator[Check]:
    """A quantity says its comparator and where its unit comes from; no other value has a unit, a comparator, an interval or a direction.

    Breaks on: a quantity without comparator.
    Fix: fill `comparator` and `unit_basis` for a quantity; empty the fields of quantities for other values.
    """
    quantity = _any_of("value_type", "quantity")
    complete = _filled("unit_basis") & _filled("comparator")
    empty = ~pl.any_horizontal(_filled(field) for field in QUANTITY_ONLY)
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=~SETTLED | pl.when(quantity).then(complete).otherwise(empty),
        field="value_type",
        explain=_quantity_fields,
    )


def _quantity_fields(row: Mapping[str, Any]) -> Explanation:
    if row["value_type"] == "quantity":
        field = next(field for field in ("unit_basis", "comparator") if row[field] is None)
        return Explanation(field=field, message="the value is a quantity, and the cell is empty", fix=f"fill `{field}`")
    field = next(field for field in QUANTITY_ONLY if row[field] is not None)
    return Explanation(field=field, message="the value is no quantity, and the cell is filled", fix=f"empty `{field}`")


@RUNG.rule()
def interval_reversed(tables: Tables) -> Iterator[Check]:
    """The number of a quantity lies in its interval. Decimals are compared exactly.

    Breaks on: ``lower`` 108029.6 for the number 108029.56.
    Fix: mend the end of the interval that the number is beyond.
    """
    numbers = tables.view(_plain_numbers)
    for low, high in (("lower", "value_number"), ("value_number", "upper"), ("lower", "upper")):
        wrong = _doubtful(numbers, low, high)
        if (low, high) == ("lower", "upper"):
            wrong = wrong.filter(pl.col("value_number").is_null())  # else one of the two above says so
        wrong = wrong.filter(~at_most(low, high)) if wrong.height else wrong
        faults: dict[int, str | Explanation] = {
            row: f"`{low}` is {less}, more than `{high}`, {more}"
            for row, less, more in wrong.select("row", low, high).iter_rows()
        }
        yield at_fault(tables, "facts", low if low == "lower" else high, faults)


def _plain_numbers(tables: Tables) -> pl.DataFrame:
    """The numbers of every fact as written, where they are plain decimals; a signed number has its finding already."""
    facts, names = tables["facts"], ("value_number", "lower", "upper")
    plain = facts.raw.select(pl.when(facts.typed[name].is_not_null()).then(pl.col(name)).alias(name) for name in names)
    unsigned = pl.when(~pl.col("value_number").str.starts_with("-")).then(pl.col("value_number"))
    return plain.with_columns(unsigned, *(facts.typed[name].alias(_near(name)) for name in names)).with_row_index("row")


def _near(name: str) -> str:
    """Return the column of the nearest floating point numbers: of two decimals the smaller never has the larger."""
    return f"near {name}"


def _doubtful(numbers: pl.DataFrame, low: str, high: str) -> pl.DataFrame:
    """Return the rows with two numbers that are not written alike, nor ordered already as floating point numbers."""
    ordered = pl.col(_near(low)) < pl.col(_near(high))
    return numbers.filter((pl.col(low) != pl.col(high)) & ~ordered)


@RUNG.rule()
def as_of_basis(tables: Tables) -> Iterator[Check]:
    """A date at which a fact holds says where it comes from, and only such a date does.

    Breaks on: ``as_of`` without ``as_of_basis``.
    Fix: fill both cells, or empty both.
    """
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=_filled("as_of") == _filled("as_of_basis"),
        field="as_of_basis",
        explain=lambda row: "`as_of` is " + ("empty" if row["as_of"] is None else "filled") + ", and the cell is not",
    )


@RUNG.rule()
def status_fields(tables: Tables) -> Iterator[Check]:
    """A superseded fact names its successor, a superseded or withdrawn one its reason, a current one neither.

    Breaks on: the status ``superseded`` with an empty ``superseded_by``.
    Fix: fill what the status asks for, and empty the rest.
    """
    known = _any_of("status", "current", "superseded", "withdrawn")
    successor = _filled("superseded_by") == _any_of("status", "superseded")
    reason = _filled("status_reason") == _any_of("status", "superseded", "withdrawn")
    for field, right in (("superseded_by", successor), ("status_reason", reason | ~successor)):  # one finding a row
        yield Check(
            table="facts",
            view=tables.view(_facts),
            holds=~known | right,
            field=field,
            explain=partial(_stands, "status", field),
        )


def _stands(cause: str, field: str, row: Mapping[str, Any]) -> str:
    return f"the {cause.replace('_', ' ')} is {row[cause]!r}, and the cell is {'empty' if row[field] is None else 'filled'}"


@RUNG.rule()
def note_missing(tables: Tables) -> Iterator[Check]:
    """A fact with an inferred unit or date, or with a flag, has a note that says why.

    Breaks on: ``unit_basis`` ``inferred`` without a note.
    Fix: say in `note` what the cell is inferred from, or what the flag is about.
    """
    marked = _any_of("unit_basis", "inferred") | _any_of("as_of_basis", "inferred") | _filled("flags")
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=~marked | _filled("note"),
        field="note",
        explain=lambda row: (
            f"the note is empty, and the flag {row['flags']!r} is set"
            if row["flags"]
            else "the note is empty, and a cell is inferred"
        ),
    )


@RUNG.rule()
def flag_repeated(tables: Tables) -> Iterator[Check]:
    """No flag stands twice in one cell.

    Breaks on: ``presupposed presupposed``.
    Fix: name each flag once.
    """
    flags = pl.col("flags").str.split(" ")
    yield Check(
        table="facts",
        view=tables.view(_facts),
        holds=pl.col("flags").is_null() | (flags.list.n_unique() == flags.list.len()),
        field="flags",
        explain="a flag stands twice",
    )


@RUNG.rule()
def id_of_other_article(tables: Tables) -> Iterator[Check]:
    """The id of a fact or passage begins with the id of its article.

    Breaks on: the fact ``coincu2025.007`` in a row of ``athlive2025``.
    Fix: mend the article; an id that was published is never changed.
    """
    for name, field in (("facts", "fact_id"), ("passages", "passage_id")):
        rows, prefix = tables[name].raw, pl.concat_str("article_id", pl.lit("."))
        strange = rows.select(field, "article_id").with_row_index("row").filter(~pl.col(field).str.starts_with(prefix))
        known = known_articles(tables, strange["article_id"])  # an article that is not there has its finding
        wrong = strange.filter(pl.col("article_id").is_in(known.implode()))
        faults: dict[int, str | Explanation] = {
            row: f"the row's id, {key}, is of another article" for row, key in wrong.select("row", field).iter_rows()
        }
        yield at_fault(tables, name, "article_id", faults, needs=("articles",))


@RUNG.rule()
def passage_reason(tables: Tables) -> Iterator[Check]:
    """A passage without facts says why.

    A passage with facts may say something there too: why its question mark asks nothing.

    Breaks on: a passage treated as ``rhetoric`` without reason.
    Fix: fill `reason` unless the treatment is facts.
    """
    known = _any_of("treatment", "facts", "rhetoric", "boilerplate")
    yield Check(
        table="passages",
        view=tables["passages"].raw,
        holds=~known | _filled("reason") | _any_of("treatment", "facts"),
        field="reason",
        explain=partial(_stands, "treatment", "reason"),
    )


@RUNG.rule()
def property_dimension(tables: Tables) -> Iterator[Check]:
    """A property whose values are quantities has a dimension, and only such a property has one.

    Breaks on: ``price`` without dimension.
    Fix: fill `dimension` for quantities, and empty it for other properties.
    """
    yield Check(
        table="properties",
        view=tables["properties"].raw,
        holds=~_any_of("value_type", *VALUES) | (_filled("dimension") == _any_of("value_type", "quantity")),
        field="dimension",
        explain=partial(_stands, "value_type", "dimension"),
    )


@RUNG.rule()
def text_status_fields(tables: Tables) -> Iterator[Check]:
    """An included text has a path, a hash and a length; a withheld one has no path.

    Breaks on: a withheld article with a ``text_path``.
    Fix: fill the three cells for an included text; empty `text_path` for a withheld one.
    """
    for field in ("text_path", "text_sha256", "text_length"):
        good = ~_any_of("text_status", "included") | _filled(field)
        if field == "text_path":
            good = good & (~_any_of("text_status", "withheld") | ~_filled(field))
        yield Check(
            table="articles",
            view=tables["articles"].raw,
            holds=good,
            field=field,
            explain=partial(_stands, "text_status", field),
        )


@RUNG.rule()
def attribution_levels(tables: Tables) -> Iterator[Check]:
    """The levels of a fact's attributions count from 1 without a gap.

    Breaks on: levels 1 and 3.
    Fix: number the levels from 1, the source nearest to the article first.
    """
    levels = tables["attributions"].typed.select("fact_id", "level")
    below = levels.drop_nulls().unique().select("fact_id", pl.col("level") + 1, follows=pl.lit(value=True))
    view = levels.join(below, on=["fact_id", "level"], how="left", maintain_order="left")
    yield Check(
        table="attributions",
        view=view,
        holds=pl.col("level").is_null() | (pl.col("level") == 1) | pl.col("follows").fill_null(value=False),
        field="level",
        explain=lambda row: f"the fact has no attribution of level {row['level'] - 1}",
    )


@RUNG.rule()
def lei_checksum(tables: Tables) -> Iterator[Check]:
    """The last two digits of a Legal Entity Identifier check the others (ISO 7064, MOD 97-10).

    Breaks on: an LEI with two digits exchanged.
    Fix: copy the LEI from its register.
    """
    right = [lei is None or _lei_is_right(lei) for lei in tables["entities"].raw["lei"]]
    yield Check(
        table="entities",
        view=pl.DataFrame({"right": right}, {"right": pl.Boolean}),
        holds=pl.col("right"),
        field="lei",
        explain="its check digits do not fit",
    )


def _lei_is_right(lei: str) -> bool:
    if not re.fullmatch("[A-Z0-9]{18}[0-9]{2}", lei):
        return True  # the pattern says so
    return int("".join(str(int(character, 36)) for character in lei)) % 97 == 1
