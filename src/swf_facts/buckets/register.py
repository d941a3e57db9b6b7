"""The articles of a package in a file of our own, and what a bucket of them must know of those in other buckets.

Nearly all that a rule asks about is in its own bucket. The rest is found here and goes with the bucket to whoever judges it, so
that no process holds all articles, and none that judges need reach the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.buckets.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from swf_facts.buckets.judging import Asked

__all__ = ["NARROW", "Register"]

NARROW = ("article_id", "publisher_id", "published", "derived_from")
ARTICLES = {**dict.fromkeys(NARROW, pl.String), "bucket": pl.Int32}
_COLUMNS = ", ".join(ARTICLES)
_AROUND = f"""
WITH own AS (SELECT article_id, derived_from FROM articles WHERE bucket = ?)
SELECT {_COLUMNS} FROM articles WHERE rowid IN (
    SELECT rowid FROM articles WHERE article_id IN (SELECT article_id FROM own UNION SELECT derived_from FROM own)
    UNION SELECT rowid FROM articles WHERE derived_from IN (SELECT article_id FROM own)
    UNION SELECT rowid FROM articles WHERE article_id IN (SELECT id FROM asked WHERE kind = 'article')
    UNION SELECT rowid FROM articles WHERE publisher_id IN (SELECT id FROM asked WHERE kind = 'publisher')
) ORDER BY rowid"""  # noqa: S608  # constants


class Register:
    """All articles with the number of their bucket, in the order of the files.

    Parameters
    ----------
    folder : Path
        Where the file is made.
    is_new : bool
        Whether it is made; else it is there, complete, and is only read.
    """

    def __init__(self, folder: Path, *, is_new: bool = True) -> None:
        self._database = Database(folder / "articles.sqlite", is_new=is_new)
        self._database.run("CREATE TEMP TABLE asked (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")
        self.close = self._database.close
        if is_new:
            kinds = ", ".join(f"{name} {'INTEGER' if kind == pl.Int32 else 'TEXT'}" for name, kind in ARTICLES.items())
            self._database.run(f"CREATE TABLE articles ({kinds})")
            self._database.run("CREATE INDEX of_article ON articles (article_id)")

    def add(self, articles: pl.DataFrame) -> None:
        """Take articles: the columns of `NARROW` and ``bucket``."""
        places = ", ".join("?" * len(ARTICLES))
        rows = articles.select(list(ARTICLES)).iter_rows()
        self._database.run_for_each(f"INSERT INTO articles VALUES ({places})", rows)  # noqa: S608  # a constant

    def complete(self) -> None:
        """Make it quick to look up what there is, once all articles are here, and let other processes read it."""
        for column in ("bucket", "publisher_id", "derived_from"):
            self._database.run(f"CREATE INDEX of_{column} ON articles ({column})")
        self._database.commit()

    def buckets(self, articles: pl.Series) -> pl.DataFrame:
        """Return which of some ids are those of articles: ``article_id`` and ``bucket``, that of the first with the id."""
        self._ask([("article", article) for article in articles.drop_nulls().unique()])
        query = (
            "SELECT article_id, bucket FROM articles WHERE rowid IN (SELECT min(rowid) FROM articles"
            " WHERE article_id IN (SELECT id FROM asked) GROUP BY article_id)"
        )
        schema = {"article_id": pl.String, "bucket": pl.Int32}
        return pl.DataFrame(list(self._database.rows(query)), schema, orient="row")

    def around(self, bucket: int, asked: Asked | None = None) -> pl.DataFrame:
        """Return the articles of a bucket with those that they have to do with, and what else was asked for.

        They have to do with those of the same id, those from which they derive, and those that derive from them.
        """
        wanted = {"article": asked.articles, "publisher": asked.publishers} if asked else {}
        self._ask([(kind, one) for kind, ids in wanted.items() for one in ids])
        return pl.DataFrame(list(self._database.rows(_AROUND, (bucket,))), ARTICLES, orient="row")

    def publishers(self) -> tuple[str, ...]:
        """Return the ids of all publishers of articles."""
        query = "SELECT DISTINCT publisher_id FROM articles WHERE publisher_id IS NOT NULL"
        return tuple(publisher for (publisher,) in self._database.rows(query))

    def first(self, most: int) -> list[str]:
        """Return the ids of the first articles, *most* at most."""
        return [
            article
            for (article,) in self._database.rows("SELECT article_id FROM articles ORDER BY rowid LIMIT ?", (most,))
        ]

    def _ask(self, wanted: Iterable[tuple[str, str]]) -> None:
        self._database.run("DELETE FROM asked")
        self._database.run_for_each("INSERT INTO asked VALUES (?, ?)", wanted)
