"""What the table of articles says of a text is printed in it: title, day, author."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.coverage.passages import dates_of_datelines
from swf_facts.rules.coverage.rung import RUNG
from swf_facts.rules.mentions import english_articles
from swf_facts.rules.quotes import layouts, passages
from swf_facts.rules.readings import occurrences
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.rules.tables import Tables

NEEDS = ("passages",)


def _titles(tables: Tables) -> list[tuple[int, str | None, bool | None, list[str]]]:
    """Return row, title, whether it is supplied, and the printed titles of every article whose text is here and cut."""
    columns = ["row", "article_id", "title", "title_supplied"]
    rows = tables["articles"].typed.with_row_index("row").select(columns)
    cut, printed = tables.view(layouts), tables.view(passages).filter(pl.col("kind") == "title")
    places: dict[str, list[tuple[int, int]]] = {}
    for article, start, end in printed.select("article_id", "start", "end").iter_rows():
        places.setdefault(article, []).append((start, end))
    return [
        (row, title, supplied, [tables.texts[article][start:end] for start, end in places.get(article, ())])
        for row, article, title, supplied in rows.iter_rows()
        if article in cut and cut[article].starts
    ]


@RUNG.rule()
def title_differs(tables: Tables) -> Iterator[Check]:
    """The title of an article is its title passage, to the letter; a supplied title means that the text has none.

    Breaks on: a title in the table with a straight apostrophe where the text prints a curly one.
    Fix: copy the title from the text; set title_supplied where the text prints none.
    """
    faults: dict[int, str | Explanation] = {}
    for row, title, supplied, printed in tables.view(_titles):
        other = next((words for words in printed if words.split() != (title or "").split()), None)
        if supplied is False and other is not None:
            faults[row] = Explanation(message=f"the text prints the title “{other}”", expected=other)
        elif supplied and printed:
            faults[row] = Explanation(
                message="the title is said to be supplied, and the text prints one",
                field="title_supplied",
                expected="false",
            )
    yield at_fault(tables, "articles", "title", faults, needs=NEEDS)


@RUNG.rule(severity="warning")
def title_unprinted(tables: Tables) -> Iterator[Check]:
    """A title that is not supplied is printed by the text: one of its passages is the title.

    Breaks on: ``false`` for an article without a title passage.
    Fix: set title_supplied, or make the passage that is the title one.
    """
    faults: dict[int, str | Explanation] = {
        row: "no passage of the text is its title"
        for row, _, supplied, printed in tables.view(_titles)
        if supplied is False and not printed
    }
    yield at_fault(tables, "articles", "title_supplied", faults, needs=NEEDS)


def _days(tables: Tables) -> list[tuple[int, str | None, set[str]]]:
    """Return row, day of publication and the days of the dateline of every English article that is here."""
    printed: dict[str, set[str]] = {}
    for article, date in tables.view(dates_of_datelines).iter_rows():
        printed.setdefault(article, set()).add(date)
    english = tables.view(english_articles)
    rows = tables["articles"].raw.with_row_index("row").select("row", "article_id", "published")
    return [
        (row, published, printed.get(article, set()))
        for row, article, published in rows.iter_rows()
        if article in english
    ]


@RUNG.rule()
def published_differs(tables: Tables) -> Iterator[Check]:
    """The day of publication is the one that the dateline prints.

    Breaks on: ``2025-05-26`` under the dateline ``Sun May 25 2025``.
    Fix: write the day of the dateline.
    """
    faults: dict[int, str | Explanation] = {}
    for row, published, datelines in tables.view(_days):
        days = {day for day in datelines if len(day) == 10 and not day.startswith("X")}
        if days and published not in days:
            faults[row] = Explanation(message=f"the dateline prints {', '.join(sorted(days))}", expected=min(days))
    yield at_fault(tables, "articles", "published", faults, needs=NEEDS)


@RUNG.rule(severity="warning")
def published_unprinted(tables: Tables) -> Iterator[Check]:
    """A day of publication is printed by the text, in a dateline.

    Any other day that a text prints is one of which it speaks.

    Breaks on: a day for an article whose text has no dateline.
    Fix: leave the day empty where the text does not print it, or make the passage that prints it a dateline.
    """
    faults: dict[int, str | Explanation] = {}
    for row, published, datelines in tables.view(_days):
        if published and not datelines:
            faults[row] = "no dateline of the text prints a day"
    yield at_fault(tables, "articles", "published", faults, needs=NEEDS)


@RUNG.rule(severity="warning")
def author_unprinted(tables: Tables) -> Iterator[Check]:
    """An author is one whom the text names.

    Breaks on: the author ``Leo Hart`` of a text without that name.
    Fix: leave the author empty where the text names none, or write the name as the text prints it.
    """
    faults: dict[int, str | Explanation] = {}
    for row, article, author in (
        tables["articles"].raw.with_row_index("row").select("row", "article_id", "author").iter_rows()
    ):
        if author and article in tables.texts and next(occurrences(tables.texts[article], author), None) is None:
            faults[row] = f"“{author}” does not stand in the text"
    yield at_fault(tables, "articles", "author", faults)


_FUNCTION_WORDS = frozenset(
    {"the", "of", "and", "to", "in", "is", "that", "for", "with", "on", "as", "by", "from", "are", "it"}
)
_ENGLISH_SHARE = 0.1  # of the words of an English text, function words are a fifth to a third
_FEW_WORDS = 20
_COMMONEST = " (?:the|of|and|to|in|for|that|is|on|by) "
_ASCII_SPACES = b" \t\n\v\f\r\x1c\x1d\x1e\x1f"
_SEEN = 20_000  # characters of a text that are looked at


def _reads_as_english(text: str) -> bool | None:
    """Return whether enough words of a text are function words of English; None of a text of few words."""
    words = text.lower().split()
    if len(words) < _FEW_WORDS:
        return None
    return sum(word in _FUNCTION_WORDS for word in words) >= _ENGLISH_SHARE * len(words)


def _surely_english(texts: list[str]) -> list[bool]:
    """Return of each text whether the commonest words alone make it English, were there a word after each white space.

    Other characters than those of ASCII are counted as white space too. Of two function words side by side one may be missed.
    So what is surely English reads as English; of nearly all English texts it is said without cutting them into words.
    """
    counts = pl.Series(texts, dtype=pl.String).str.count_matches(_COMMONEST)
    return [
        count >= max(_FEW_WORDS, _ENGLISH_SHARE * _most_words(text)) for count, text in zip(counts, texts, strict=True)
    ]


def _most_words(text: str) -> int:
    """Return a number that the words of a text do not exceed."""
    content = text.encode(errors="replace")
    return 1 + len(content) - len(content.translate(None, _ASCII_SPACES)) + len(content) - len(text)


@RUNG.rule(severity="warning")
def language_unlike(tables: Tables) -> Iterator[Check]:
    """A text that says it is English has English function words, and no other text has.

    The number grammar and the lexicons are for English, so a wrong language hides what they find.

    Breaks on: the language ``de`` of an English text.
    Fix: write the language of the text as a BCP 47 tag.
    """
    faults: dict[int, str | Explanation] = {}
    rows = tables["articles"].raw.select("article_id", "language").with_row_index("row").drop_nulls("language")
    texts = [tables.texts.get(article, "")[:_SEEN] for article in rows["article_id"]]
    for (row, _, language), text, sure in zip(rows.iter_rows(), texts, _surely_english(texts), strict=True):
        english = sure or _reads_as_english(text)
        if english is not None and english != (language.partition("-")[0] == "en"):
            faults[row] = "the text reads as English" if english else "the text does not read as English"
    yield at_fault(tables, "articles", "language", faults)
