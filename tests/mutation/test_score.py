"""The score: what is counted, what is counted apart, and how it is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from swf_facts.mutation.__main__ import main
from swf_facts.mutation.catalogue import mutants_of
from swf_facts.mutation.limits import LIMITS, limit_of
from swf_facts.mutation.mutant import Mutant
from swf_facts.mutation.score import CERTAIN, Score, Tally, Tried
from swf_facts.mutation.source import Source, read_source

if TYPE_CHECKING:
    from pathlib import Path

    from swf_facts.mutation.mutant import Noticed


@pytest.fixture(scope="module")
def ours() -> Source:
    """Return the package of this repository, read."""
    return read_source()


@pytest.fixture(scope="module")
def mutants(ours: Source) -> list[Mutant]:
    """Return all its mutants."""
    return list(mutants_of(ours))


def _mutant(field: str, change: str = "digit-changed", table: str = "facts") -> Mutant:
    return Mutant(change=change, table=table, field=field, key="ft2025.001", old="1", new="2", edits=())


def _score(*tried: Tried) -> Score:
    return Score(package="some", version="1.0.0", seed=0, sample=None, possible=len(tried), seconds=1.0, tried=tried)


ERROR: Noticed = (("quote-mismatch", "error"),)
WARNING: Noticed = (("alias-unused", "warning"),)
BOTH: Noticed = (("alias-unused", "warning"), ("quote-mismatch", "error"))


def test_errors_and_warnings_are_counted_apart() -> None:
    """A mutant counts as killed by an error if there is one, else by a warning; what is counted apart is in neither."""
    some = [Tried(mutant=_mutant("upper"), noticed=noticed) for noticed in (ERROR, WARNING, BOTH, ())]
    other = Tried(mutant=_mutant("note"), noticed=ERROR, limit=LIMITS[0])
    tally = Tally.of([*some, other])

    assert tally == Tally(tried=4, killed=3, by_error=2, by_warning=1, apart=1)
    assert tally.score == 0.75
    assert Tally.of([other]).score is None


def test_targets() -> None:
    """One survivor in a field of which all must be killed misses the targets; in another field one in a hundred may live."""
    killed = [Tried(mutant=_mutant("modality"), noticed=ERROR)] * 99

    assert ("facts", "upper") in CERTAIN
    assert ("facts", "modality") not in CERTAIN
    assert _score(*killed).reached
    assert _score(*killed, Tried(mutant=_mutant("modality"), noticed=())).reached
    assert not _score(*killed, Tried(mutant=_mutant("upper"), noticed=())).reached
    assert not _score(*killed, *[Tried(mutant=_mutant("modality"), noticed=())] * 2).reached
    assert not _score().reached


def test_json_has_the_documented_layout() -> None:
    """The JSON names every survivor, and every limit with its reason."""
    score = _score(
        Tried(mutant=_mutant("upper"), noticed=()),
        Tried(mutant=_mutant("upper"), noticed=BOTH),
        Tried(mutant=_mutant("note", "letter-changed"), noticed=(), limit=LIMITS[0]),
    )
    read = json.loads(score.to_json())

    assert {*read} == {
        "package", "version", "seed", "sample", "possible", "seconds", "reached", "total", "fields", "classes", "rules", "survivors", "apart",
    }  # fmt: skip
    assert read["total"] == {"tried": 2, "killed": 1, "byError": 1, "byWarning": 0, "score": 0.5, "apart": 1}
    assert read["fields"][0] == {"table": "facts", "field": "upper", **read["total"], "apart": 0}
    assert read["survivors"] == [
        {
            "class": "digit-changed",
            "table": "facts",
            "field": "upper",
            "key": "ft2025.001",
            "old": "1",
            "new": "2",
            "crash": False,
        }
    ]
    assert read["rules"] == [
        {"rule": "alias-unused", "noticed": 1, "alone": 0},
        {"rule": "quote-mismatch", "noticed": 1, "alone": 0},
    ]
    assert read["apart"][0]["reason"] == LIMITS[0].reason
    assert read["apart"][0]["classes"] == {"letter-changed": 1}


def test_text_shows_fields_survivors_and_limits() -> None:
    """The printed tables mark a field that misses its target, give an example of a survivor, and end with the score."""
    killed = [Tried(mutant=_mutant("upper"), noticed=ERROR)] * 99_999
    text = _score(*killed, Tried(mutant=_mutant("upper"), noticed=())).to_text()

    assert "99.99%" in text
    assert "100.00%" not in text
    assert "must be all" in text
    assert "facts.upper digit-changed, such as ft2025.001: '1' → '2'" in text
    assert text.splitlines()[-1].endswith("the targets are missed")


def test_every_limit_is_needed(ours: Source, mutants: list[Mutant]) -> None:
    """No limit is declared for mutants that the package does not have."""
    used = {limit_of(ours, mutant) for mutant in mutants}

    assert [limit for limit in LIMITS if limit not in used] == []


def test_no_limit_excuses_a_certain_field(ours: Source, mutants: list[Mutant]) -> None:
    """Of values, units, dates, positions, quotes and keys nothing is counted apart, but of spans chosen otherwise."""
    excused = {(one.table, one.field) for one in mutants if limit_of(ours, one) is not None}

    assert not excused & CERTAIN


def test_reasons_are_sentences() -> None:
    """A reason is printed, so it is a sentence."""
    for limit in LIMITS:
        assert limit.reason[0].isupper()
        assert limit.reason.endswith(".")


# --- the command --------------------------------------------------------------------------------------
def test_command_writes_the_score(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints the tables and writes the JSON; its exit code says whether the targets are reached."""
    place = tmp_path / "score.json"
    code = main([str(good), "--sample", "12", "--seed", "2", "--jobs", "1", "--json", str(place)])
    read = json.loads(place.read_text("utf-8"))

    assert code == (0 if read["reached"] else 1)
    assert (read["sample"], read["seed"]) == (12, 2)
    assert read["total"]["tried"] + read["total"]["apart"] == 12
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{read['package']} {read['version']}: ")


def test_command_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A package that is not there is an error in one line."""
    assert main([str(tmp_path / "nothing")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_command_refuses_an_empty_sample(capsys: pytest.CaptureFixture[str]) -> None:
    """A sample has at least one mutant."""
    with pytest.raises(SystemExit) as stopped:
        main(["--sample", "0"])

    assert stopped.value.code == 2
    assert "not a whole number above 0" in capsys.readouterr().err
