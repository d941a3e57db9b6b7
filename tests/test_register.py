"""What a bucket is told of articles in other buckets: all that its rules ask about, and no more."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bucket_packages import changed, copies, write_package
from swf_facts.buckets import Base, Bucket, Outcome, judge
from swf_facts.buckets.cutting import cut
from swf_facts.buckets.database import Database
from swf_facts.buckets.executors import Processes
from swf_facts.buckets.judging import Asked
from swf_facts.buckets.queue import Queue
from swf_facts.buckets.register import ARTICLES, Register
from swf_facts.package import read_package
from swf_facts.rules import RUNGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bucket_packages import Tables
    from swf_facts.buckets.cutting import Cut


def articles(rows: Sequence[tuple[str | None, ...]]) -> pl.DataFrame:
    """Return articles in order, two in a bucket: id, publisher and origin."""
    cells = [
        (article, publisher, "2025-05-25", origin, at // 2) for at, (article, publisher, origin) in enumerate(rows)
    ]
    return pl.DataFrame(cells, ARTICLES, orient="row")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Callable[[pl.DataFrame], Register]]:
    """Return a function that puts articles on a list."""
    made: list[Register] = []

    def filled(frame: pl.DataFrame) -> Register:
        place = tmp_path / str(len(made))
        place.mkdir()
        made.append(Register(place))
        made[-1].add(frame)
        made[-1].complete()
        return made[-1]

    yield filled
    for one in made:
        one.close()


NAMES = st.sampled_from(["a2025", "b2025", "c2025", "d2025", "e2025", "2025", "0x1", "é2025", None])


@given(rows=st.lists(st.tuples(NAMES, NAMES, NAMES), min_size=1, max_size=9), wanted=st.sets(NAMES), data=st.data())
def test_a_bucket_is_told_of_all_that_it_has_to_do_with(
    tmp_path_factory: pytest.TempPathFactory,
    rows: Sequence[tuple[str | None, ...]],
    wanted: set[str | None],
    data: st.DataObject,
) -> None:
    """It is told of its articles, those of the same id, their origins, what derives from them, and what it asked for, in order."""
    frame = articles(rows)
    number = data.draw(st.integers(0, (len(rows) - 1) // 2))
    names = frozenset(name for name in wanted if name is not None)
    listed = Register(tmp_path_factory.mktemp("register"))
    listed.add(frame)
    listed.complete()
    told = listed.around(number, Asked(articles=names, publishers=names))
    own = frame.filter(pl.col("bucket") == number)
    meant = [*own["article_id"].drop_nulls(), *own["derived_from"].drop_nulls(), *names]
    listed.close()

    assert told.rows() == [
        row
        for row in frame.iter_rows()
        if row[0] in meant or (row[3] is not None and row[3] in own["article_id"]) or row[1] in names
    ]


def test_a_bucket_is_told_no_more_of_a_larger_package(register: Callable[[pl.DataFrame], Register]) -> None:
    """Of six articles or of six thousand, it hears of its own and of those which they have to do with."""
    few = [(f"a{number}", "paper", f"a{number - 1}" if number else None) for number in range(6)]
    many = [(f"a{number}", "paper", f"a{number - 1}" if number else None) for number in range(6000)]
    told = register(articles(many)).around(1)

    assert told.rows() == register(articles(few)).around(1).rows()
    assert told["article_id"].to_list() == ["a1", "a2", "a3", "a4"]


def test_the_bucket_of_an_article_is_that_of_the_first_with_its_id(
    register: Callable[[pl.DataFrame], Register],
) -> None:
    """An id that stands twice is at home where it stands first; one that does not stand there has no home."""
    listed = register(articles([("a", None, None), ("b", None, None), ("c", None, None), ("a", None, None)]))
    homes = dict(listed.buckets(pl.Series(["c", "a", None, "x", "a"])).iter_rows())

    assert homes == {"a": 0, "c": 1}


def test_a_complete_list_is_read_by_others(tmp_path: Path) -> None:
    """Whoever opens it again finds the buckets, and changes nothing."""
    listed = Register(tmp_path)
    listed.add(articles([("a", None, None), ("b", None, None), ("c", None, None)]))
    listed.complete()
    other = Register(tmp_path, is_new=False)
    homes = dict(other.buckets(pl.Series(["c", "a", "x"])).iter_rows())
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        other.add(articles([("d", None, None)]))
    other.close()
    listed.close()

    assert homes == {"a": 0, "c": 1}


# --- buckets that ask ---------------------------------------------------------------------------------
def planned(folder: Path, tables: Tables) -> tuple[Cut, Base]:
    """Return a package in parts of three articles, cut, and what its buckets have in common."""
    place = write_package(folder, tables, form="parquet", articles=3)
    base = Base(source=str(place), rungs=tuple(RUNGS), publishers=(), run=str(folder))
    plan = cut(read_package(place), folder, base, Processes())
    return plan, replace(base, publishers=plan.articles.publishers())


def test_a_good_bucket_asks_for_nothing(tmp_path: Path) -> None:
    """What goes with the buckets of a good package is enough to judge them, so that none is read twice."""
    plan, base = planned(tmp_path, copies(tmp_path, 3))
    queue = Queue(plan)
    outcomes = [judge(base, bucket) for bucket in iter(queue.take, None)]

    assert [outcome.asked for outcome in outcomes] == [None, None, None]


def test_a_bucket_that_asks_is_judged_with_the_answer_and_keeps_its_turn(tmp_path: Path) -> None:
    """The article that a cell names wrongly is looked for elsewhere; the outcomes come in the order of the buckets all the same."""
    tables = copies(tmp_path, 3)
    changed(tables, "facts", {"fact_id": "gazette2024.002"}, article_id="lantern2026")
    plan, base = planned(tmp_path, tables)
    queue, seen = Queue(plan), []

    def judged() -> Iterator[Outcome]:
        given: list[Bucket] = []
        while True:
            given += [bucket for bucket in (queue.take(), queue.take()) if bucket is not None]
            if not given:
                return
            seen.append(given[0].number)
            yield judge(base, given.pop(0))

    outcomes = list(queue.settled(judged()))
    said = [(one.rule, one.found) for one in outcomes[0].findings]

    assert seen == [0, 1, 0, 2]
    assert [outcome.number for outcome in outcomes] == [0, 1, 2]
    assert ("id-of-other-article", "lantern2026") in said


def test_a_database_that_nobody_closes_is_closed(tmp_path: Path) -> None:
    """An error on the way leaves no open file: the last one who has the database closes it."""
    database = Database(tmp_path / "one.sqlite")
    connection = database._connection
    del database

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
