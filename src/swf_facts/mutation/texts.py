"""What becomes of a text in which one character is edited; the hash and length of the text are brought up to date."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from swf_facts.mutation.cells import DIGITS, LETTERS, TIDIED
from swf_facts.mutation.mutant import Edit, Mutant
from swf_facts.mutation.source import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.mutation.source import Source

__all__ = ["PLACES", "change_texts"]

PLACES = ("quoted", "excluded", "unquoted", "no-facts", "between-passages")
"""Where a character stands: in a quote of evidence; in an exclusion; in a passage of facts but in no quote;
in a passage without facts; between passages."""

EVERY_LETTER = 2  # one letter is like another, so every second will do; digits and signs are all exchanged
EVERY_PLACE = 16  # a character that is dropped or added moves all that follows


def change_texts(source: Source, seed: int) -> Iterator[Mutant]:
    """Yield the mutants of every text: characters exchanged for others of their kind, some dropped and some doubled."""
    for row, (article, text) in enumerate(source.tables[TEXTS].rows):
        places = _places(source, article, len(text))
        random = Random(f"{seed}/{TEXTS}/{article}")  # noqa: S311  # a choice of changes, no secret
        for at, character in enumerate(text):
            for change, new in _changes(character, at, random):
                cells = (article, f"{text[:at]}{new}{text[at + 1 :]}")
                yield Mutant(
                    change=change,
                    table=TEXTS,
                    field=places[at],
                    key=f"{article}/{at}",
                    old=character,
                    new=new,
                    edits=(Edit(table=TEXTS, row=row, cells=cells),),
                )


def _changes(character: str, at: int, random: Random) -> Iterator[tuple[str, str]]:
    if character in DIGITS:
        yield "digit-changed", random.choice([digit for digit in DIGITS if digit != character])
    elif character.isascii() and character.isalpha() and at % EVERY_LETTER:
        return
    elif character.isascii() and character.isalpha():
        other = random.choice([letter for letter in LETTERS if letter != character.lower()])
        yield "letter-changed", other.upper() if character.isupper() else other
    elif character == "\n":
        yield "line-break-made-space", " "
    else:
        tidied = [(change, replacement) for change, characters, replacement in TIDIED if character in characters]
        yield from tidied or [("sign-changed", "*")]
    if at % EVERY_PLACE == 0:
        yield "character-dropped", ""
        yield "character-doubled", character * 2


def _places(source: Source, article: str, length: int) -> list[str]:
    """Return for every position where it stands."""
    places = ["between-passages"] * length
    passages, evidence, exclusions = (source.tables[name] for name in ("passages", "evidence", "exclusions"))
    for row in range(len(passages.rows)):
        record = passages.record(row)
        if record["article_id"] == article:
            place = "unquoted" if record["treatment"] == "facts" else "no-facts"
            _mark(places, record, place)
    for rows, place in ((exclusions, "excluded"), (evidence, "quoted")):
        for row in range(len(rows.rows)):
            record = rows.record(row)
            if record["article_id"] == article:
                _mark(places, record, place)
    return places


def _mark(places: list[str], record: dict[str, str], place: str) -> None:
    start, end = int(record["start"]), int(record["end"])
    places[start:end] = [place] * (end - start)
