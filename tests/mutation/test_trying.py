"""Mutants in company: the short cut says what a validation of a folder says."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from swf_facts.mutation.catalogue import mutants_of
from swf_facts.mutation.measuring import measure, sample_of
from swf_facts.mutation.mutant import Edit, Mutant
from swf_facts.mutation.press import Press, home
from swf_facts.mutation.source import TEXTS, Source, read_source
from swf_facts.mutation.trial import try_in_folder
from swf_facts.mutation.trying import LEFT_OUT_RULES, Bench
from swf_facts.rules import ladder

if TYPE_CHECKING:
    from pathlib import Path

    from swf_facts.mutation.mutant import Noticed


@pytest.fixture
def small(good: Path) -> Source:
    """Return the good package, read."""
    return read_source(good)


@pytest.fixture(scope="module")
def ours() -> Source:
    """Return the package of this repository, read."""
    return read_source()


def _void(source: Source) -> list[Mutant]:
    """Return mutants that write every row of evidence and every text as it is."""
    evidence, texts = source.tables["evidence"], source.tables[TEXTS]
    rows = [(table, row, cells) for table in (evidence, texts) for row, cells in enumerate(table.rows)]
    return [
        Mutant(
            change="none",
            table=name,
            field="row",
            key="",
            old="",
            new="",
            edits=(Edit(table=name, row=row, cells=cells),),
        )
        for (table, row, cells), name in zip(
            rows, ["evidence"] * len(evidence.rows) + [TEXTS] * len(texts.rows), strict=True
        )
    ]


def test_unchanged_copies_have_no_finding(small: Source) -> None:
    """A copy of an article under another id is as good as the article."""
    bench = Bench(small)
    void = _void(small)

    assert all(home(small, mutant) for mutant in void)
    assert bench.try_many(void) == [()] * len(void)
    assert not bench.unchanged


def test_unchanged_copies_of_ours_have_no_new_finding(ours: Source) -> None:
    """The same holds for the package of this repository."""
    void = _void(ours)[::60]

    assert Bench(ours).try_many(void) == [()] * len(void)


def _without_left_out(noticed: Noticed) -> set[str]:
    return {rule for rule, _ in noticed} - LEFT_OUT_RULES


def test_company_changes_no_verdict(small: Source) -> None:
    """Mutants that share a package get the verdict that each gets alone in a folder, refreshed and validated."""
    mutants = sample_of(list(mutants_of(small)), 48, 7)
    bench = Bench(small)
    quick = {
        mutant: rules for some in bench.plan(mutants) for mutant, rules in zip(some, bench.try_many(some), strict=True)
    }
    slow = dict(zip(mutants, try_in_folder(small, mutants), strict=True))

    assert quick.keys() == slow.keys()
    differing = [mutant for mutant in mutants if bool(quick[mutant]) != bool(_without_left_out(slow[mutant]))]
    assert differing == []
    assert 0 < sum(not rules for rules in slow.values()) < len(mutants) / 2


def test_company_changes_no_verdict_of_ours(ours: Source) -> None:
    """The same holds for mutants of the package of this repository, drawn at random."""
    mutants = Random(3).sample(list(mutants_of(ours, seed=3)), 240)  # noqa: S311  # draws for a test, no secret
    bench = Bench(ours)
    quick = {
        mutant: rules for some in bench.plan(mutants) for mutant, rules in zip(some, bench.try_many(some), strict=True)
    }
    checked = mutants[:8]
    slow = dict(zip(checked, try_in_folder(ours, checked), strict=True))

    assert [bool(quick[mutant]) for mutant in checked] == [bool(_without_left_out(slow[mutant])) for mutant in checked]


def test_left_out_rules_exist() -> None:
    """What is left out in memory is a rule of the ladder, or leaving it out would say nothing."""
    assert {rule.name for rung in ladder() for rule in rung.rules} >= LEFT_OUT_RULES


def test_hashes_are_brought_up_to_date(small: Source) -> None:
    """Integrity does not notice an edited text or table, because an editor brings hash and length up to date."""
    article, text = small.tables[TEXTS].rows[0]
    edit = Edit(table=TEXTS, row=0, cells=(article, f"{text} More words."))
    mutant = Mutant(change="words-added", table=TEXTS, field="unquoted", key=article, old="", new="", edits=(edit,))
    alone, packed = Bench(small).try_alone(mutant), Bench(small).try_many((mutant, *_void(small)))[0]
    (slow,) = try_in_folder(small, [mutant])

    integrity = {rule.name for rung in ladder() if rung.name == "integrity" for rule in rung.rules}
    for noticed in (alone, packed, slow):
        assert not integrity & {rule for rule, _ in noticed}


def test_an_edited_hash_is_noticed(small: Source) -> None:
    """The cell that holds a hash is not brought up to date when it is what was changed."""
    mutant = next(one for one in mutants_of(small) if one.field == "text_sha256" and one.change == "mistyped")
    (slow,) = try_in_folder(small, [mutant])

    assert slow == Bench(small).try_alone(mutant) == (("text-hash-mismatch", "error"),)


def test_lines_lead_to_rows(small: Source) -> None:
    """A line of a package with mutants leads to the row that stands there, also after a deleted one and a line break."""
    facts = small.tables["facts"]
    deleted = Edit(table="facts", row=0, cells=None)
    broken = Edit(table="facts", row=1, cells=facts.changed(1, note="one\ntwo"))
    mutants = [
        Mutant(change="deleted", table="facts", field="row", key="", old="", new="", edits=(deleted,)),
        Mutant(change="letter-changed", table="facts", field="note", key="", old="", new="", edits=(broken,)),
    ]
    pressed = Press(small).together(mutants)

    assert [pressed.part("facts", line) for line in (2, 3, 4)] == [1, 1, 2]


def test_measuring_is_deterministic(good: Path) -> None:
    """The same seed gives the same score, in one process or in two."""
    one = measure(good, sample=16, seed=5, jobs=1)
    two = measure(good, sample=16, seed=5, jobs=2)

    assert one.tried == two.tried
    assert len(one.tried) == 16


def test_a_sample_has_every_class(small: Source) -> None:
    """A sample draws from every class of every field in turn, and all that a small class has."""
    mutants = list(mutants_of(small))
    groups = {(one.table, one.field, one.change) for one in mutants}
    sample = sample_of(mutants, len(groups), 1)

    assert {(one.table, one.field, one.change) for one in sample} == groups
    assert sample_of(mutants, len(mutants) + 1, 1) == mutants
