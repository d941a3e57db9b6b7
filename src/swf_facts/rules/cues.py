"""The words that hedge, ask, deny or tell a direction: lexicons read from data, and sought in quoted words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError
from swf_facts.quantities.lexicon import rows
from swf_facts.quantities.pattern import SPACE, alternation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "Cue",
    "Cues",
    "LexiconOverlap",
    "chain_words",
    "direction_words",
    "flag_notes",
    "hedges",
    "modality_cues",
    "negation_cues",
]


class LexiconOverlap(SwfFactsError):  # noqa: N818  # reads as what it is
    """One form stands in a lexicon with two meanings."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue as it stands in some words."""

    start: int
    end: int
    form: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Cues:
    """A lexicon: forms, in all their cases, with one meaning each.

    Attributes
    ----------
    meanings : mapping of str to str
        What each form means.
    pattern : re.Pattern
        Finds the forms in words whose blanks are plain spaces, be it inside other words.
    anywhere : str
        A pattern for any engine that finds the forms, be it inside other words.
    screen : str
        A pattern for any engine that words hold wherever they hold a cue.
    """

    meanings: Mapping[str, str]
    pattern: re.Pattern[str]
    anywhere: str
    screen: str

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Cues:
        """Return the lexicon of pairs of form and meaning.

        Raises
        ------
        LexiconOverlap
            A form, in one of its cases, has two meanings.
        """
        meanings: dict[str, str] = {}
        for form, meaning in pairs:
            for case in _cases(form):
                if meanings.setdefault(case, meaning) != meaning:
                    raise LexiconOverlap(
                        f"the form {case!r} means {meanings[case]!r} and {meaning!r}",
                        "keep one meaning, or a longer form",
                    )
        anywhere = alternation(meanings)
        # A set of blanks, of which two have codes beyond 255, takes longer to compile than the words around it.
        pattern = re.compile(anywhere.replace(SPACE, " "))
        return cls(meanings=meanings, pattern=pattern, anywhere=anywhere, screen=_screen(meanings))

    def find(self, words: str) -> Iterator[Cue]:
        """Yield the cues in *words*, each a whole word or sign, the longest where several begin."""
        position, plain = 0, words
        for blank in _BLANKS:
            plain = plain.replace(blank, " ")
        while (match := self.pattern.search(plain, position)) is not None:
            start, end = match.span()
            form = match[0]
            begins = start == 0 or not (words[start].isalnum() and words[start - 1].isalnum()) or form in _SUFFIXES
            ends = end == len(words) or not (words[end - 1].isalnum() and words[end].isalnum())
            if begins and ends and not _is_month(words, start, end):
                yield Cue(start, end, form, self.meanings[form])
                position = end
            else:
                position = start + 1

    def meanings_in(self, words: str) -> set[str]:
        """Return what the cues in *words* mean."""
        return {cue.meaning for cue in self.find(words)}


_BLANKS = "\t\n\u00a0\u2009\u202f"  # as `SPACE` has them
_SUFFIXES = frozenset({"n't", "n’t"})


_OUTSIDE = "[^A-Za-z0-9]"  # also touches what is no cue, such as a form with an accented letter before it, but no less


def _screen(forms: Iterable[str]) -> str:
    """Return a pattern of *forms* that no letter or digit of ASCII makes part of a longer word."""
    by_edges: dict[tuple[str, str], list[str]] = {}
    for form in forms:
        before = f"(?:^|{_OUTSIDE})" if form[0].isalnum() and form not in _SUFFIXES else ""
        after = f"(?:$|{_OUTSIDE})" if form[-1].isalnum() else ""
        by_edges.setdefault((before, after), []).append(form)
    return "|".join(f"{before}{alternation(found)}{after}" for (before, after), found in by_edges.items())


def _cases(form: str) -> tuple[str, ...]:
    """Return a form as written and, where it can begin a sentence, with a capital first letter."""
    return (form,) if form in _SUFFIXES else tuple(dict.fromkeys((form, form[:1].upper() + form[1:])))


def _is_month(words: str, start: int, end: int) -> bool:
    """Whether "May" has a day or a year beside it."""
    if words[start:end] != "May":
        return False
    return words[end : end + 2].strip()[:1].isdigit() or words[max(0, start - 2) : start].strip()[-1:].isdigit()


def _lexicon(name: str, meaning: str, keep: Callable[[dict[str, str]], bool] = lambda _: True) -> Cues:
    return Cues.of((row["form"], row[meaning]) for row in rows(name) if keep(row))


@cache
def modality_cues() -> Cues:
    """Return the words by which a modality is known."""
    return _lexicon("modality_cues", "modality")


@cache
def hedges() -> Cues:
    """Return the words beside which nothing is asserted."""
    return _lexicon("modality_cues", "modality", lambda row: row["asserted"] == "no")


@cache
def negation_cues() -> Cues:
    """Return the words that deny, and the phrases that only look so."""
    return _lexicon("negation_cues", "effect")


@cache
def direction_words() -> Cues:
    """Return the words that tell a change, with its direction."""
    return _lexicon("direction_words", "direction")


@cache
def chain_words() -> Cues:
    """Return the words that link two sources, with the side on which the nearer one stands."""
    return _lexicon("chain_words", "nearer")


@cache
def flag_notes() -> Cues:
    """Return the words by which a note explains a flag, with the flag."""
    return _lexicon("flag_notes", "flag")
