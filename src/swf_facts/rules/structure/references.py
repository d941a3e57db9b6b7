"""References from one row to another: they have a target, and no end in themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.errors import nearest
from swf_facts.ledger import number_of
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.constraints import bad_cells
from swf_facts.rules.gathering import gathered
from swf_facts.rules.homes import articles_of, homes
from swf_facts.rules.structure.rung import RUNG
from swf_facts.rules.table import changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.table import Table
    from swf_facts.rules.tables import Tables

__all__ = [
    "MOST_CANDIDATES",
    "Dangling",
    "dangling",
    "facts_elsewhere",
    "first_articles",
    "going_on",
    "is_elsewhere",
    "known_articles",
    "named_articles",
    "steps",
    "unknown_references",
]

# Of more than some hundreds that are missing from the same long list none is guessed.
MOST_COMPARED = 1_000_000  # ids, for all that are missing in a bucket
MOST_CANDIDATES = 5000  # ids among which the one that was meant is sought
MOST_ROUNDS = 20  # in which references that lead nowhere are left out, those farthest on first


@dataclass(frozen=True, slots=True, kw_only=True)
class Dangling:
    """A value to which no row of the target answers: where it stands first, and how often.

    Attributes
    ----------
    silent : bool
        Whether the first cell has another finding already, so that nothing is said of the value.
    hint : str
        What else may be meant.
    like : str
        The article whose like is sought among all of the package, where it may be meant; else empty.
    elsewhere : bool
        Whether the value is the id of a fact that another bucket may have.
    """

    table: str
    field: str
    target: str
    value: str
    place: Mapping[str, Any]
    times: int
    silent: bool
    hint: str
    like: str
    elsewhere: bool


Key = tuple[str, str, str]


def _merged(one: Mapping[Key, Dangling], other: Mapping[Key, Dangling]) -> Mapping[Key, Dangling]:
    """Count what both groups of buckets have together; the place is the earlier one."""
    merged = dict(one)
    for key, found in other.items():
        merged[key] = replace(one[key], times=one[key].times + found.times) if key in one else found
    return merged


@gathered(_merged)
def dangling(tables: Tables) -> Mapping[Key, Dangling]:
    """Return by table, field and value every foreign key without target."""
    found: dict[Key, Dangling] = {}
    bad = tables.view(bad_cells)
    hints = _Hints()
    for table, field, target, known in tables.view(_failing):
        if not (tables.is_judged(table.name) and table.whole and tables[target].whole):
            continue
        lost = table.raw.with_row_index("row").filter(~_refers(pl.col(field), known))
        for value, row, times in (
            lost.group_by(field, maintain_order=True).agg(pl.col("row").first(), pl.len()).iter_rows()
        ):
            elsewhere = is_elsewhere(tables, target, value)
            if elsewhere and target == "articles":
                continue
            hint, like = ("", "") if elsewhere else hints.of(target, value, known)
            found[table.name, field, value] = Dangling(
                table=table.name,
                field=field,
                target=target,
                value=value,
                place=table.place(row),
                times=times,
                silent=row in table.damaged or (table.name, row, field) in bad,
                hint=hint,
                like=like,
                elsewhere=elsewhere,
            )
    return found


def is_elsewhere(tables: Tables, target: str, value: str) -> bool:
    """Whether another bucket has the row, or must be asked for it."""
    if tables.siblings is None or target not in {"articles", "facts"}:
        return False
    article = value if target == "articles" else value.rpartition(".")[0]
    return article not in tables.view(_own_articles) and article in tables.view(_referred_articles)


def known_articles(tables: Tables, ids: pl.Series) -> pl.Series:
    """Return which articles of *ids* there are in the package; of a long list of articles only strangers are sought in it."""
    named = ids.drop_nulls().unique().alias("article_id").to_frame()
    own = tables["articles"].raw.select("article_id")
    strange = named.join(own, on="article_id", how="anti")
    here = named.join(own, on="article_id", how="semi")["article_id"]
    if tables.siblings is None or not strange.height:
        return here
    there = tables.siblings["article_id"]
    return pl.concat([here, there.filter(there.is_in(strange["article_id"].implode())).unique()])


class _Hints:
    """Which rows may be meant by ids that are not there, as long as it does not take too many comparisons."""

    def __init__(self) -> None:
        self._looked_up: dict[tuple[str, str], list[str]] = {}
        self._left = MOST_COMPARED

    def of(self, target: str, value: str, known: pl.Series) -> tuple[str, str]:
        """Return which row may be meant: of facts one of the same article; else, empty, and the article whose like is meant."""
        if target not in {"articles", "facts"}:
            return self._nearest(value, self._candidates(target, known)), ""
        article = value.rpartition(".")[0] if target == "facts" else value
        beside = self._candidates(target, known, f"{article}.") if target == "facts" else []
        return (self._nearest(value, beside), "") if beside else ("", article)

    def _candidates(self, target: str, known: pl.Series, prefix: str = "") -> list[str]:
        """Return the first ids of a table that begin with a prefix, looked up once."""
        if (target, prefix) not in self._looked_up:
            own = known.filter(known.str.starts_with(prefix)) if prefix else known
            self._looked_up[target, prefix] = own.head(MOST_CANDIDATES).to_list()
        return self._looked_up[target, prefix]

    def _nearest(self, value: str, candidates: list[str]) -> str:
        self._left -= len(candidates)
        return nearest(value, candidates) if self._left >= 0 else ""


def first_articles(tables: Tables) -> list[str]:
    """Return the ids among which one that was meant is sought; whoever joins the buckets settles this view."""
    return tables.all_articles["article_id"].drop_nulls().head(MOST_CANDIDATES).to_list()


def nearest_fact(value: str, beside: Iterable[str]) -> str:
    """Return which of the facts of an article may be meant."""
    return nearest(value, list(beside)[:MOST_CANDIDATES])


def facts_elsewhere(tables: Tables) -> Mapping[str, list[str]]:
    """Return the facts of articles in other buckets that references mean, by article.

    Whoever joins the buckets looks them up and settles this view.
    """
    del tables
    return {}


def _own_articles(tables: Tables) -> frozenset[str]:
    return frozenset(tables["articles"].raw["article_id"].drop_nulls())


def _referred_articles(tables: Tables) -> frozenset[str]:
    """Return which articles of the package the references to articles and facts mean."""
    return frozenset(known_articles(tables, pl.concat(tables.view(_meant))))


def _meant(tables: Tables) -> list[pl.Series]:
    """Return the articles that the references to articles and facts mean, whether there are such articles or not."""
    return [
        articles_of(table.raw[field]) if target == "facts" else table.raw.select(changes(pl.col(field))).to_series()
        for table, field, target, _ in _references(tables)
        if target in {"articles", "facts"}
    ]


def named_articles(tables: Tables) -> pl.Series:
    """Return the articles with which rows lie by their ids, and those that they refer to."""
    return pl.concat([*tables.view(homes).values(), *tables.view(_meant)]).drop_nulls().unique()


@RUNG.rule(scope="package", gathers=(dangling,))
def foreign_key_unknown(tables: Tables) -> Iterator[Finding]:
    """What a cell refers to is there. Each missing target is reported once a field, at the first row that names it.

    Breaks on: a fact about an entity that ``entities`` does not have.
    Fix: add the missing row, or mend the reference.
    """
    for found in tables.view(dangling).values():
        lost = found
        if lost.elsewhere:
            article = lost.value.rpartition(".")[0]
            beside = tables.view(facts_elsewhere).get(article, [])
            if lost.value in beside:
                continue
            lost = replace(lost, hint=nearest_fact(lost.value, beside) if beside else nearest(article, [article]))
        if not lost.silent:
            hint = nearest(lost.like, tables.view(first_articles)) if lost.like else lost.hint
            rows = f" ({lost.times} rows refer to it)" if lost.times > 1 else ""
            fix = (
                f"{hint} Else add the row to {lost.target}"
                if hint
                else f"add the row to {lost.target}, or mend the reference"
            )
            message = f"{lost.target} has no row {lost.value!r}{rows}"
            yield foreign_key_unknown.finding(
                **lost.place, field=lost.field, found=lost.value, message=message, fix=fix
            )


def _references(tables: Tables) -> Iterator[tuple[Table, str, str, pl.Series]]:
    """Yield every foreign key: table, field, the table it refers to, and the ids there."""
    for name, table in tables.tables.items():  # a derived table may be left out
        for key in table.schema.get("foreignKeys", []):
            target = key["reference"].get("resource") or name
            yield table, key["fields"][0], target, tables[target].raw[key["reference"]["fields"][0]].drop_nulls()


def unknown_references(tables: Tables) -> Iterator[tuple[str, int]]:
    """Yield table and row of every foreign key without target, where the rule names the first only."""
    for table, field, _, known in tables.view(_failing):
        for index in table.raw.select(~_refers(pl.col(field), known)).to_series().arg_true():
            yield table.name, index


def _failing(tables: Tables) -> list[tuple[Table, str, str, pl.Series]]:
    """Return the foreign keys, as `_references` has them, of which some cell has no target; of good tables none."""
    found = []
    for _, of_table in groupby(_references(tables), key=lambda reference: reference[0].name):
        keys = list(of_table)
        table = keys[0][0]
        hold = table.raw.select(
            _refers(changes(pl.col(field)), known).all().alias(str(number))
            for number, (_, field, _, known) in enumerate(keys)
        )
        found += [key for key, holds in zip(keys, hold.row(0), strict=True) if not holds]
    return found


def _refers(cell: pl.Expr, known: pl.Series) -> pl.Expr:
    return cell.is_null() | cell.is_in(known.implode())


def _unknown(table: Table, field: str, target: str, known: pl.Series, row: Mapping[str, Any]) -> Explanation:
    times = int((table.raw[field] == row[field]).sum())
    rows = f" ({times} rows refer to it)" if times > 1 else ""
    hint = nearest(row[field], known.head(5000))
    fix = f"{hint} Else add the row to {target}" if hint else f"add the row to {target}, or mend the reference"
    return Explanation(message=f"{target} has no row {row[field]!r}{rows}", fix=fix)


@RUNG.rule()
def alias_target_unknown(tables: Tables) -> Iterator[Check]:
    """An alias stands for an entity or a property that is there.

    Breaks on: ``entity,masayoshi-sun,Masayoshi Son``.
    Fix: mend the target, or add it.
    """
    for kind, target in (("entity", "entities"), ("property", "properties")):
        known = tables[target].raw[f"{kind}_id"].drop_nulls()
        first = pl.struct("target_kind", "target_id").is_first_distinct()
        wrong = (pl.col("target_kind") == kind) & ~pl.col("target_id").is_in(known.implode()) & first
        yield Check(
            table="aliases",
            view=tables["aliases"].raw,
            holds=~wrong.fill_null(value=False),
            field="target_id",
            explain=partial(_unknown, tables["aliases"], "target_id", target, known),
            needs=(target,),
        )


def _joined(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([one, other])


@gathered(_joined)
def steps(tables: Tables) -> pl.DataFrame:
    """Return references of rows to others of their table, in file order: table, id, target, line, whether the cell is sound.

    Left out are those that no rule asks about, as nearly all are: they lead to a row here that refers no further, of facts to a
    later one of the same article.
    """
    schema = {"table": pl.String, "id": pl.String, "target": pl.String, "line": pl.Int64, "sound": pl.Boolean}
    found = [pl.DataFrame(schema=schema)]
    for name, key, field in (("facts", "fact_id", "superseded_by"), ("articles", "article_id", "derived_from")):
        table = tables[name]
        bad = [row for of, row, cell in tables.view(bad_cells) if of == name and cell == field]
        pairs = table.raw.select(table=pl.lit(name), id=key, target=field, line=table.lines).with_row_index("row")
        sound = ~pl.col("row").is_in([*bad, *table.damaged])
        pairs = pairs.drop_nulls().select("table", "id", "target", "line", sound=sound)
        kept = going_on(pairs, table.raw[key])
        if name == "facts":
            kept = pl.concat([kept, _not_later(pairs)])
        found.append(pairs.filter(pl.col("id").is_in(kept.implode())))
    return pl.concat(found)


def going_on(pairs: pl.DataFrame, here: pl.Series) -> pl.Series:
    """Return the ids of rows whose references may lead round, or out of what is *here*; of long chains some that do not, too."""
    left = pairs.select("id", "target")
    for _ in range(MOST_ROUNDS):
        height, target = left.height, pl.col("target")
        on = left.filter(target.is_in(left["id"].implode()) | ~target.is_in(here.implode()))["id"]
        left = left.filter(pl.col("id").is_in(on.implode()))
        if left.height == height:
            break
    return left["id"]


def _not_later(pairs: pl.DataFrame) -> pl.Series:
    """Return the ids of facts that are replaced by one which is no later fact of the same article."""
    numbered = ((fact, number_of(fact), number_of(target)) for fact, target in pairs.select("id", "target").iter_rows())
    doubtful = [fact for fact, (article, number), (other, later) in numbered if article != other or later <= number]
    return pl.Series("id", doubtful, dtype=pl.String)


@RUNG.rule(scope="package", gathers=(steps,))
def reference_loop(tables: Tables) -> Iterator[Finding]:
    """Nothing supersedes or derives from itself, directly or by way of others. Each loop is reported once.

    Breaks on: a fact whose ``superseded_by`` is its own id.
    Fix: let the reference end at a row that refers no further.
    """
    for name, field in (("facts", "superseded_by"), ("articles", "derived_from")):
        pairs = tables.view(steps).filter(pl.col("table") == name).select("id", "target", "line")
        size = -1
        while size != pairs.height:  # what leads to a row that refers no further is in no loop, and most do
            size, pairs = pairs.height, pairs.filter(pl.col("target").is_in(pairs["id"].implode()))
        follows = {row: target for row, target, _ in pairs.iter_rows()}
        lines = {row: line for row, _, line in reversed(pairs.rows())}
        seen: set[str] = set()
        for row, target in pairs.select("id", "target").iter_rows():
            path = {row: None}
            while target in follows and target not in path and target not in seen:
                path[target] = None
                target = follows[target]  # noqa: PLW2901
            if target in path:
                loop = list(path)[list(path).index(target) :]
                message = f"it leads back to itself: {' → '.join([*loop, loop[0]])}"
                yield reference_loop.finding(
                    resource=name, key=loop[0], row=lines[loop[0]], field=field, found=follows[loop[0]], message=message
                )
            seen.update(path)
