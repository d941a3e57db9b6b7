"""What the table of articles says of a text is printed in it: title, day, author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.coverage.rung import RUNG
from swf_facts.rules.mentions import mentions, overlapping
from swf_facts.rules.quotes import layouts
from swf_facts.rules.readings import occurrences
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.rules.tables import Tables

NEEDS = ("passages",)


def _titles(tables: Tables) -> Iterator[tuple[int, str | None, bool | None, list[str]]]:
    """Yield row, title, whether it is supplied, and the printed titles of every article whose text is here and cut."""
    columns = ["row", "article_id", "title", "title_supplied"]
    for row, article, title, supplied in tables["articles"].typed.with_row_index("row").select(columns).iter_rows():
        layout = tables.view(layouts).get(article)
        if layout is not None and layout.starts:
            text = tables.texts[article]
            printed = [
                text[start:end]
                for start, end, kind in zip(layout.starts, layout.ends, layout.kinds, strict=True)
                if kind == "title"
            ]
            yield row, title, supplied, printed


@RUNG.rule()
def title_differs(tables: Tables) -> Iterator[Check]:
    """The title of an article is its title passage, to the letter; a supplied title means that the text has none.

    Breaks on: a title in the table with a straight apostrophe where the text prints a curly one.
    Fix: copy the title from the text; set title_supplied where the text prints none.
    """
    faults: dict[int, str | Explanation] = {}
    for row, title, supplied, printed in _titles(tables):
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
        for row, _, supplied, printed in _titles(tables)
        if supplied is False and not printed
    }
    yield at_fault(tables, "articles", "title_supplied", faults, needs=NEEDS)


def _days(tables: Tables) -> Iterator[tuple[int, str | None, set[str]]]:
    """Yield row, day of publication and the days of the dateline of every English article that is here."""
    for row, article, published in (
        tables["articles"].raw.with_row_index("row").select("row", "article_id", "published").iter_rows()
    ):
        found = tables.view(mentions).get(article)
        layout = tables.view(layouts).get(article)
        if found is None or layout is None:
            continue
        spans = [
            span
            for span, kind in zip(zip(layout.starts, layout.ends, strict=True), layout.kinds, strict=True)
            if kind == "dateline"
        ]
        datelines = {
            mention.date
            for span in spans
            for mention in overlapping(found, *span)
            if mention.kind == "date" and mention.date
        }
        yield row, published, datelines


@RUNG.rule()
def published_differs(tables: Tables) -> Iterator[Check]:
    """The day of publication is the one that the dateline prints.

    Breaks on: ``2025-05-26`` under the dateline ``Sun May 25 2025``.
    Fix: write the day of the dateline.
    """
    faults: dict[int, str | Explanation] = {}
    for row, published, datelines in _days(tables):
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
    for row, published, datelines in _days(tables):
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
_COMMONEST = (b" the ", b" of ", b" and ", b" to ", b" in ", b" for ", b" that ")
_ASCII_SPACES = b" \t\n\v\f\r\x1c\x1d\x1e\x1f"


def _reads_as_english(text: str) -> bool | None:
    """Return whether enough words of a text are function words of English; None of a text of few words."""
    if _is_surely_english(text):
        return True
    words = text.lower().split()
    if len(words) < _FEW_WORDS:
        return None
    return sum(word in _FUNCTION_WORDS for word in words) >= _ENGLISH_SHARE * len(words)


def _is_surely_english(text: str) -> bool:
    """Return whether the commonest words alone are enough, were there a word after each white space and each other character.

    True of nearly all English texts, and said without cutting them into words.
    """
    content = text.encode(errors="replace")
    most_words = 1 + len(content) - len(content.translate(None, _ASCII_SPACES)) + len(content) - len(text)
    return sum(map(content.count, _COMMONEST)) >= max(_FEW_WORDS, _ENGLISH_SHARE * most_words)


@RUNG.rule(severity="warning")
def language_unlike(tables: Tables) -> Iterator[Check]:
    """A text that says it is English has English function words, and no other text has.

    The number grammar and the lexicons are for English, so a wrong language hides what they find.

    Breaks on: the language ``de`` of an English text.
    Fix: write the language of the text as a BCP 47 tag.
    """
    faults: dict[int, str | Explanation] = {}
    for row, article, language in (
        tables["articles"].raw.with_row_index("row").select("row", "article_id", "language").iter_rows()
    ):
        english = None if language is None else _reads_as_english(tables.texts.get(article, "")[:20_000])
        if language is None or english is None:
            continue
        if english != (language.partition("-")[0] == "en"):
            faults[row] = "the text reads as English" if english else "the text does not read as English"
    yield at_fault(tables, "articles", "language", faults)
