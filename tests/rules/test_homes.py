"""The articles of many rows, found at once, are those of each."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from swf_facts.rules.homes import articles_of, home

IDS = st.none() | st.text("a2.p1", max_size=6) | st.from_regex(r"[a-b][0-9]{4}[a-b]?\.p?[0-9]{3,4}", fullmatch=True)


@given(st.lists(IDS, max_size=8))
def test_ids_begin_with_the_articles_with_whose_rows_theirs_lie(ids: list[str | None]) -> None:
    """The articles that ids begin with, whatever they look like, are those at home of which their rows are, each once."""
    rows = pl.DataFrame({"fact_id": pl.Series(ids, dtype=pl.String)})

    found = articles_of(rows["fact_id"]).to_list()

    assert len(found) == len(set(found))
    assert set(found) == set(rows.select(home("facts")).to_series().drop_nulls())
