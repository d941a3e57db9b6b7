"""The lexicons of hedges, denials and directions."""

from __future__ import annotations

import pickle
import re
import time

import pytest

from swf_facts.quantities.lexicon import rows
from swf_facts.quantities.pattern import SPACE
from swf_facts.rules.cues import (
    Cues,
    LexiconOverlap,
    chain_words,
    direction_words,
    hedges,
    modality_cues,
    negation_cues,
)

BLANKS = [chr(code) for code in range(0x10000) if re.fullmatch(SPACE, chr(code))]

LEXICONS = {
    "modality_cues": ("modality", "reason"),
    "negation_cues": ("effect", "reason"),
    "direction_words": ("direction", "reason"),
    "chain_words": ("nearer", "reason"),
    "flag_notes": ("flag", "reason"),
    "known_units": ("dimension", "reason"),
    "identities": ("product", "reason"),
}


@pytest.mark.parametrize("name", LEXICONS)
def test_every_entry_says_why_it_is_there(name: str) -> None:
    """No row of a lexicon lacks its meaning or its reason."""
    assert rows(name)
    for row in rows(name):
        assert all(row[field] for field in LEXICONS[name])


@pytest.mark.parametrize("name", ["modality_cues", "negation_cues", "direction_words", "chain_words", "flag_notes"])
def test_no_form_stands_twice_in_a_lexicon(name: str) -> None:
    """One form has one meaning and one row, whatever its case."""
    forms = [row["form"] if row["form"] == "No." else row["form"].lower() for row in rows(name)]

    assert sorted(forms) == sorted(set(forms))


def test_a_form_with_two_meanings_is_an_error_when_the_lexicon_is_read() -> None:
    """The error names the form and both meanings, and keeps its message through pickle."""
    with pytest.raises(LexiconOverlap, match="the form 'may' means 'speculated' and 'proposed'") as caught:
        Cues.of([("may", "speculated"), ("may", "proposed")])

    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # our own bytes


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("it could become", {"speculated"}),
        ("Could reshape", {"speculated"}),
        ("the fund may buy", {"speculated"}),
        ("As of May 25", set()),
        ("on 25 May", set()),
        ("in May 2025", set()),
        ("dismay", set()),
        ("has proposed", {"proposed"}),
        ("What’s the Plan?", {"proposed", "question"}),
        ("whether it works", {"question"}),
        ("is going to rise", {"forecast"}),
        ("a willing buyer", set()),
        ("if done right", {"hypothetical"}),
        ("Innovation is expensive", set()),
    ],
)
def test_modalities_are_known_by_whole_words(words: str, found: set[str]) -> None:
    """A cue inside another word is none, and the month of May is no hedge."""
    assert modality_cues().meanings_in(words) == found


def test_what_may_be_asserted_is_no_hedge() -> None:
    """The act of proposing is asserted, and so are wishes; what merely could be is not."""
    assert hedges().meanings_in("SoftBank has proposed and wants a fund") == set()
    assert hedges().meanings_in("the fund would buy") == {"hypothetical"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("This isn’t theory", {"negates"}),
        ("This isn't theory", {"negates"}),
        ("Tech ≠ National", {"negates"}),
        ("Not just about profit", {"negates"}),
        ("not only cheap", {"spares"}),
        ("no less than 5%", {"spares"}),
        ("a notable note", set()),
        ("the north", set()),
    ],
)
def test_denials_are_told_from_phrases_that_only_look_so(words: str, found: set[str]) -> None:
    """A comparator with a denying word in it denies nothing."""
    assert negation_cues().meanings_in(words) == found


def test_directions_and_chains_have_their_words() -> None:
    """A change of unsaid direction is told from a rise and a fall; the party that cites is told from the one cited."""
    assert [cue.meaning for cue in direction_words().find("rose, fell and shifted")] == [
        "increase",
        "decrease",
        "unspecified",
    ]
    assert [cue.meaning for cue in chain_words().find("cited by")] == ["after"]
    assert [cue.meaning for cue in chain_words().find(", citing")] == ["before"]


def test_a_million_letters_without_a_space_are_searched_in_linear_time() -> None:
    """No lexicon takes long over a text that has no words."""
    started = time.perf_counter()
    for cues in (modality_cues(), negation_cues(), direction_words()):
        assert list(cues.find("noma" * 250_000)) == []

    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("blank", BLANKS)
def test_any_blank_of_a_text_may_part_the_words_of_a_cue(blank: str) -> None:
    """A form of two words is found with whatever blank stands between them, and is named as the lexicon has it."""
    (cue,) = negation_cues().find(f"where no{blank}one asks")

    assert (cue.start, cue.end, cue.form) == (6, 12, "no one")
