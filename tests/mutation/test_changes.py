"""Which changes are made, and that each of them is one."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_facts.mutation.catalogue import mutants_of
from swf_facts.mutation.cells import change_date, change_number, change_quote, mistype, transpose
from swf_facts.mutation.source import TEXTS, Source, read_source
from swf_facts.mutation.spans import change_position, miscount_span, requote_span
from swf_facts.mutation.texts import PLACES
from swf_facts.package import governing_schema, required_tables

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from swf_facts.mutation import Mutant


def _draws(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # draws for a test, no secret


FLAGGED = "👩‍🚀 SoftBank’s Masayoshi Son wants over $1.6 trillion – “soon”. SoftBank waits."


@pytest.fixture(scope="module")
def ours() -> Source:
    """Return the package of this repository, read."""
    return read_source()


@pytest.fixture(scope="module")
def mutants(ours: Source) -> list[Mutant]:
    """Return all its mutants."""
    return list(mutants_of(ours))


def test_every_field_is_changed(mutants: list[Mutant]) -> None:
    """Every column of every table has mutants, and so have whole rows, spans as one, and texts wherever they are looked at."""
    fields = {(mutant.table, mutant.field) for mutant in mutants}

    for table in required_tables():
        assert (table, "row") in fields
        for field in governing_schema(table)["fields"]:
            assert (table, field["name"]) in fields
    assert {("evidence", "start+end+exact"), ("exclusions", "start+end+exact"), ("passages", "start+end")} <= fields
    assert {place for table, place in fields if table == TEXTS} == set(PLACES)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        (
            "value_number",
            {"digits-transposed", "digit-changed", "scale-lost", "scale-gained", "rounded", "digit-added"},
        ),
        ("unit_id", {"swapped-with-confusable", "emptied", "mistyped", "filled"}),
        ("comparator", {"comparator-dropped", "comparator-changed", "emptied", "filled"}),
        ("upper", {"interval-narrowed", "taken-from-another-row", "filled", "emptied"}),
        ("as_of", {"day-moved", "month-moved", "year-moved", "filled", "emptied"}),
        ("modality", {"hedge-dropped", "modality-changed"}),
        ("subject_id", {"swapped-with-confusable", "swapped", "mistyped"}),
        ("value_text", {"apostrophe-straightened", "space-made-no-break", "dash-made-hyphen", "case-changed"}),
        ("polarity", {"polarity-changed"}),
        ("status", {"status-changed"}),
        ("flags", {"flag-dropped", "flag-added", "emptied", "filled"} - {"flag-dropped"}),
        ("row", {"deleted", "duplicated", "duplicated-with-evidence"}),
    ],
)
def test_facts_are_changed_as_editors_do(mutants: list[Mutant], field: str, changes: set[str]) -> None:
    """The classes of change that careless and dishonest editors make are there for the cells of a fact."""
    found = {mutant.change for mutant in mutants if (mutant.table, mutant.field) == ("facts", field)}

    assert changes <= found


def test_every_mutant_differs(ours: Source, mutants: list[Mutant]) -> None:
    """No mutant leaves the package as it is, and no two make the same rows."""
    assert max(Counter(mutant.edits for mutant in mutants).values()) == 1
    for mutant in mutants:
        for edit in mutant.edits:
            assert edit.row is None or edit.cells != ours.tables[edit.table].rows[edit.row]


def test_the_seed_decides(ours: Source, mutants: list[Mutant]) -> None:
    """The same seed draws the same changes, another one others."""
    assert list(mutants_of(ours)) == mutants
    assert list(mutants_of(ours, seed=1)) != mutants


def test_confusable_entities_stand_in_the_statement(ours: Source) -> None:
    """What a statement names beside the subject is tried as subject, because it is the likeliest mistake."""
    assert set(ours.named_in("entity", "coincu2025.044")) >= {"norway-fund"}


def test_a_new_row_has_a_new_id(mutants: list[Mutant], ours: Source) -> None:
    """A row that is written twice has an id that none had; with a fact go its evidence and attributions."""
    fact = next(one for one in mutants if one.change == "duplicated-with-evidence" and one.key == "coincu2025.002")
    (added, *others) = fact.edits

    assert added.cells is not None
    assert added.cells[0] == "coincu2025.057"
    evidence = ours.tables["evidence"].column("fact_id").count("coincu2025.002")
    attributions = ours.tables["attributions"].column("fact_id").count("coincu2025.002")
    assert len(others) == evidence + attributions
    assert all(edit.cells is not None and edit.cells[0] == "coincu2025.057" for edit in others)


# --- single cells -------------------------------------------------------------------------------------
def test_digits_that_touch_are_transposed() -> None:
    """Digits side by side change places, also over the point, and equal ones do not."""
    assert [new for _, new in transpose("108.029")] == ["018.029", "180.029", "100.829", "108.209", "108.092"]
    assert list(transpose("11")) == []


@given(st.decimals(min_value=0, max_value=10**15, allow_nan=False, places=3), st.integers())
def test_numbers_change(number: Decimal, seed: int) -> None:
    """Every change of a number is another string, and all but those written otherwise are plain decimals."""
    cell = f"{number.normalize():f}"
    changes = list(change_number(cell, _draws(seed)))

    assert changes
    assert all(new != cell for _, new in changes)
    assert all("e" not in new.lower() for _, new in changes)


def test_scales_are_lost() -> None:
    """A trillion becomes a billion, a million and so on."""
    lost = {new for change, new in change_number("1640000000000", _draws(0)) if change == "scale-lost"}

    assert lost == {"164000000000", "16400000000", "1640000000", "1640000", "1640", "1.64"}


def test_dates_move() -> None:
    """A date moves by a day, a month and a year, and its day and month change places."""
    changes = dict.fromkeys(new for _, new in change_date("2025-05-06", _draws(0)))

    assert {"2025-05-07", "2025-05-05", "2025-06-06", "2025-04-06", "2026-05-06", "2024-05-06", "2025-06-05"} <= set(
        changes
    )


def test_quotes_are_tidied() -> None:
    """Tidying replaces the signs that editors replace."""
    changes = dict(change_quote("SoftBank’s wish – now", _draws(0)))

    assert changes["apostrophe-straightened"] == "SoftBank's wish – now"
    assert changes["dash-made-hyphen"] == "SoftBank’s wish - now"
    assert "\u00a0" in changes["space-made-no-break"]


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True), st.integers())
def test_identifiers_are_mistyped(cell: str, seed: int) -> None:
    """A mistyped identifier keeps its form and differs in one place."""
    new = mistype(cell, _draws(seed))

    assert sum(one != other for one, other in zip(cell, new, strict=True)) == 1
    assert cell.replace("-", "").isalnum() == new.replace("-", "").isalnum()


# --- spans --------------------------------------------------------------------------------------------
def test_positions_are_counted_in_other_units() -> None:
    """A position after an emoji is also given in UTF-16 units and in bytes."""
    start = FLAGGED.index("Masayoshi")
    changes = {change: int(new) for change, new in change_position(FLAGGED, str(start), _draws(0))}

    assert changes["counted-in-utf16-units"] == start + 2
    assert changes["counted-in-bytes"] == len(FLAGGED[:start].encode())
    miscounted = {change: one for change, one, _ in miscount_span(FLAGGED, start, start + 9)}
    assert miscounted["counted-in-utf16-units"] == start + 2


def test_words_are_chosen_otherwise() -> None:
    """A span is grown and cut by a word and by a character, and moved to where the same words stand."""
    start = FLAGGED.index("over")
    quotes = {change: FLAGGED[one:other] for change, one, other in requote_span(FLAGGED, start, start + 18)}
    assert quotes["first-word-cut"] == "$1.6 trillion"
    assert quotes["grown-to-the-left"] == "wants over $1.6 trillion"
    assert quotes["last-character-cut"] == "over $1.6 trillio"

    first = FLAGGED.index("SoftBank")
    moved = [one for change, one, _ in requote_span(FLAGGED, first, first + 8) if change == "moved-to-other-occurrence"]
    assert moved == [FLAGGED.rindex("SoftBank")]


def test_a_source_is_read(good: Path) -> None:
    """Tables and texts of a package are read as rows of strings."""
    source = read_source(good)

    assert {*required_tables(), TEXTS} == set(source.tables)
    assert all(isinstance(cell, str) for rows in source.tables.values() for row in rows.rows for cell in row)
