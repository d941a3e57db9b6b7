"""A row of evidence belongs to the fact that its id names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from looking import tables_of

from swf_facts.rules.spans import fact_rows

IDS = st.lists(st.sampled_from(["a2024.001", "a2024.002", "b2024.001", None]), max_size=8)


@given(IDS, IDS)
def test_evidence_is_for_the_first_fact_with_its_id(facts: list[str | None], spans: list[str | None]) -> None:
    """In whatever order the rows stand, each is for the first fact with its id, and for none where it or its fact has no id."""
    tables = tables_of(
        {"facts": [{"fact_id": fact} for fact in facts], "evidence": [{"fact_id": fact} for fact in spans]}, {}
    )

    assert tables.view(fact_rows).to_list() == [facts.index(fact) if fact and fact in facts else None for fact in spans]
