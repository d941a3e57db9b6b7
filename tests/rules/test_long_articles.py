"""An article may have a million facts: what the rules do grows with the length of an article, not with its square.

Time is not measured but work counted: the instructions that the interpreter runs, the characters over which texts are searched
and the rows that joins make. From one size to twice that, the work that is added doubles; if it grew with the square it would
be four times as much.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from looking import tables_of

from swf_facts.rules import ladder
from swf_facts.rules.checks import run
from swf_facts.rules.entailment.aliases import doubtful_words
from swf_facts.rules.registry import Rung
from swf_facts.rules.structure.references import dangling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from swf_facts.rules.tables import Tables

ARTICLE = "a2024"
SIZES = (60, 120, 240)
RUNGS = ("structure", "units", "provenance", "entailment", "coverage", "consistency")
FRAMES = ("join", "join_where", "explode")


class Counted(str):
    """A text that counts over how many characters it is searched."""

    __slots__ = ()
    passed = 0

    def find(self, words: str, first: int = 0, behind: int | None = None, /) -> int:  # type: ignore[override]  # positions, as we give them
        """Search from the left."""
        at = super().find(words, first, behind)
        Counted.passed += (at if at >= 0 else len(self) if behind is None else behind) - first
        return at

    def rfind(self, words: str, first: int = 0, behind: int | None = None, /) -> int:  # type: ignore[override]  # positions, as we give them
        """Search from the right."""
        at = super().rfind(words, first, behind)
        Counted.passed += (len(self) if behind is None else behind) - (at if at >= 0 else first)
        return at

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Encode the whole text."""
        Counted.passed += len(self)
        return super().encode(encoding, errors)

    def translate(self, table: Any, /) -> str:
        """Exchange characters of the whole text."""
        Counted.passed += len(self)
        return super().translate(table)


@dataclass
class Work:
    """What was done."""

    steps: int = 0
    rows: int = 0

    def trace(self, frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        """Count the instructions of our own code."""
        if event == "call":
            frame.f_trace_opcodes = "swf_facts" in frame.f_code.co_filename
            frame.f_trace_lines = False
        elif event == "opcode":
            self.steps += 1
        return self.trace


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Count what is done."""
    work, tracing = Work(), sys.gettrace()

    def counting(make: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
        def made(*given: Any, **named: Any) -> pl.DataFrame:
            frame = make(*given, **named)
            work.rows += frame.height
            return frame

        return made

    with patch.context() as patched:
        for name in FRAMES:
            patched.setattr(pl.DataFrame, name, counting(getattr(pl.DataFrame, name)))
        Counted.passed = 0
        sys.settrace(work.trace)
        try:
            yield work
        finally:
            sys.settrace(tracing)
    work.steps += Counted.passed


@dataclass
class Article:
    """One article that grows by sentences."""

    text: str = ""
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"facts": [], "evidence": [], "passages": [], "exclusions": [], "attributions": []}
    )

    def passage(self, words: str, kind: str = "sentence", **cells: str) -> int:
        """Add words, and return where they begin."""
        start = len(self.text)
        self.text += f"{words}\n"
        place = {"article_id": ARTICLE, "start": start, "end": start + len(words), "kind": kind, "treatment": "facts"}
        number = len(self.rows["passages"]) + 1
        self.rows["passages"].append({"passage_id": f"{ARTICLE}.p{number:03}", **place, **cells})
        return start

    def fact(self, spans: list[tuple[str, int, str]], **cells: str) -> None:
        """Add a fact with the words that it quotes, each with its role and the place at which they begin."""
        name = f"{ARTICLE}.{len(self.rows['facts']) + 1:03}"
        given = {"subject_id": "fund", "property_id": "change", "modality": "asserted", "polarity": "positive"}
        self.rows["facts"].append({"fact_id": name, "article_id": ARTICLE, "value_type": "text", **given, **cells})
        for role, start, words in spans:
            place = {"article_id": ARTICLE, "start": start, "end": start + len(words), "exact": words}
            self.rows["evidence"].append({"fact_id": name, "role": role, **place})

    def accented(self) -> Article:
        """Return the article with a text of which some characters are not of ASCII."""
        exact = [{**row, "exact": row["exact"].replace("u", "ü")} for row in self.rows["evidence"]]
        return Article(self.text.replace("u", "ü"), {**self.rows, "evidence": exact})

    @property
    def tables(self) -> Tables:
        """The tables of a package with this one article."""
        row = {
            "article_id": ARTICLE,
            "text_status": "included",
            "language": "en",
            "title": "A",
            "published": "2024-05-05",
        }
        return tables_of({"articles": [row], **self.rows}, {ARTICLE: Counted(self.text)})


def changes(count: int) -> Article:
    """Every sentence states a change in percent on a day, which no cell has."""
    article = Article()
    for number in range(count):
        words = f"On 5 May 2024 fund {number} rose by {number}.5%."
        at, value = article.passage(words), f"{number}.5%"
        spans = [("statement", at, words), ("value", at + words.index(value), value)]
        article.fact(spans, value_type="quantity", value_number=f"{number}.5", direction="increase")
    return article


def births(count: int) -> Article:
    """Every sentence prints one day, which is what the fact says and not when it holds."""
    article = Article()
    for number in range(count):
        words = f"Fund {number} was begun on 5 May 2024."
        at = article.passage(words)
        spans = [("statement", at, words), ("value", at + words.index("5 May"), "5 May 2024")]
        article.fact(spans, value_type="date", value_date="2024-05-05")
    return article


def days(count: int) -> Article:
    """Every fact has the day that its sentence prints, and every sentence its dateline."""
    article = Article()
    for number in range(count):
        article.passage("5 May 2024", "dateline")
        words = f"Fund {number} was held on 6 May 2024."
        at = article.passage(words)
        spans = [("statement", at, words), ("as_of", at + words.index("6 May"), "6 May 2024")]
        article.fact(spans, as_of="2024-05-06", as_of_basis="stated")
    return article


def repeated(count: int) -> Article:
    """Every sentence stands again at the end of the text, and its subject is quoted from there."""
    article = Article()
    sentences = [f"The fund {number} is large." for number in range(count)]
    first = [article.passage(words) for words in sentences]
    again = [article.passage(words) for words in sentences]
    for number, words in enumerate(sentences):
        name = f"fund {number}"
        article.fact([("statement", first[number], words), ("subject", again[number] + 4, name)])
        article.fact([("statement", first[number], words), ("subject", first[number] + 4, name)])
    return article


def stated_twice(count: int) -> Article:
    """Every fact is stated at the beginning and at the end of the text, and quotes a word that all sentences have from elsewhere."""
    article = Article()
    sentences = [f"The fund {number} is large." for number in range(count)]
    first = [article.passage(words) for words in sentences]
    again = [article.passage(words) for words in sentences]
    for number, words in enumerate(sentences):
        spans = [("statement", first[number], words), ("statement", again[number], words)]
        article.fact([*spans, ("subject", again[0] + 4, "fund")])
    return article


def bullets(count: int) -> Article:
    """All sentences are bullets of one list, and each asks something; every other question is quoted."""
    article = Article()
    article.passage("The fund asks:")
    for number in range(count):
        at, words = article.passage(f"• Is it {number}? Why?", "bullet"), f"Is it {number}?"
        spans = [("statement", at + 2, words), ("attribution", at + 2, "Is")]
        article.fact(spans, modality="question", as_of="2024-05-05")
    return article


def one_line(count: int) -> Article:
    """All sentences stand on one line, which begins with a heading."""
    article = days(count)
    article.text = article.text.replace("\n", " ")
    for row in article.rows["passages"]:
        row["kind"] = "heading"
    return article


def misquoted(count: int) -> Article:
    """Every other quote is one that does not stand at its span, for each reason that is looked for."""
    article = changes(count)
    for number, row in enumerate(article.rows["evidence"]):
        if number % 2:
            row["start"] += number % 5
        else:
            row["exact"] = row["exact"].replace("fund", ("Fund", "fund\u00a0", "bond")[number % 3])
    for number, row in enumerate(article.rows["passages"]):
        row["end"] += (0, 3, 10**9)[number % 3]
    return article


def without_passages(count: int) -> Article:
    """No passage holds any of many sentences, and no fact their numbers."""
    article = changes(count)
    article.rows |= {"facts": [], "evidence": [], "passages": article.rows["passages"][:1]}
    return article


def one_fact(count: int) -> Article:
    """Every sentence is a statement of one fact and gives its cells, the next says who said so, and the last are the first again."""
    article = Article()
    spans = []
    sentences = [f"On 5 May 2024 fund {number} rose by 3.5%." for number in range(count)]
    for words in sentences:
        at = article.passage(words)
        cells = {"value": "3.5%", "as_of": "5 May 2024", "subject": "fund", "property": "rose"}
        spans += [(role, at + words.index(said), said) for role, said in {"statement": words, **cells}.items()]
        spans.append(("attribution", article.passage("Reuters said so."), "Reuters"))
    for words in sentences:
        article.passage(words)
    article.fact(spans, value_type="quantity", value_number="3.5", as_of="2024-05-05", direction="increase")
    return article


def one_chain(count: int) -> Article:
    """One fact has a chain of many sources, each named by a sentence, of which none has an alias."""
    article = changes(1)
    for number in range(count):
        name = f"Paper {number:05}"
        at = article.passage(f"{name} said so.")
        fact = {"fact_id": f"{ARTICLE}.001"}
        place = {"article_id": ARTICLE, "start": at, "end": at + len(name), "exact": name}
        article.rows["evidence"].append({**fact, **place, "role": "attribution"})
        article.rows["attributions"].append({**fact, "level": number + 1, "entity_id": f"paper-{number}"})
    return article


SHAPES = [
    changes,
    births,
    days,
    repeated,
    stated_twice,
    bullets,
    one_line,
    misquoted,
    without_passages,
    one_fact,
    one_chain,
]


def works(patch: pytest.MonkeyPatch, tables: Tables) -> dict[str, int]:
    """Return how much work each rule takes, in the order in which they run."""
    done = {}
    for rung in ladder():
        for rule in rung.rules if rung.name in RUNGS else ():
            if rule.scope == "sample":
                continue
            alone = Rung(rung.name, rung.counts, [rule])
            with counted(patch) as work:
                run(alone, tables)
            done[rule.name] = work.steps + work.rows
    return done


@pytest.mark.parametrize("accented", [False, True], ids=["ascii", "accented"])
def test_a_misquote_of_a_long_text_is_explained_as_that_of_a_short_one(
    monkeypatch: pytest.MonkeyPatch, accented: bool
) -> None:
    """Sought with all others in one pass, a quote stands where it stands when it is sought by itself."""
    article = misquoted(20).accented() if accented else misquoted(20)
    (rung,) = (rung for rung in ladder() if rung.name == "provenance")
    short = run(rung, article.tables)
    for module in ("spans", "places", "provenance"):
        monkeypatch.setattr(f"swf_facts.rules.{module}.LONG", 0)

    assert {finding.rule for finding in short} >= {"quote-mismatch", "span-out-of-range"}
    assert run(rung, article.tables) == short


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize("accented", [False, True], ids=["ascii", "accented"])
def test_work_grows_with_the_article(
    monkeypatch: pytest.MonkeyPatch, shape: Callable[[int], Article], accented: bool
) -> None:
    """No rule takes work that grows with the square of an article, whatever it holds, is it long or short."""
    for module in ("spans", "places", "provenance", "entailment.standing"):
        monkeypatch.setattr(f"swf_facts.rules.{module}.LONG", 0)
    articles = [shape(size).accented() if accented else shape(size) for size in (2, *SIZES)]
    _, small, middle, large = (
        works(monkeypatch, article.tables) for article in articles
    )  # the first time things are made to keep

    grown = {name: (middle[name] - small[name], large[name] - middle[name]) for name in small}
    assert {name: added for name, added in grown.items() if added[1] > 2.5 * added[0] + 2_000} == {}


def test_words_around_spans_as_long_as_the_text_are_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of spans that end behind the text are one place and not as many texts."""
    monkeypatch.setattr("swf_facts.rules.entailment.aliases._WIDE", 500)
    article = changes(200)
    for row in article.rows["evidence"]:
        row["end"] = 10**9
    words = doubtful_words(article.tables)

    assert article.text in words
    assert sum(map(len, words)) < 3 * len(article.text)


def repeats(count: int) -> Article:
    """Every fact has the id of the one before."""
    article = changes(count)
    for number, row in enumerate(article.rows["facts"]):
        row["fact_id"] = f"{ARTICLE}.{number // 2 + 1:03}"
    return article


def test_repeated_ids_are_found_without_a_look_at_all_rows_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ids stand twice, columns are looked through as often."""
    (rung,) = (rung for rung in ladder() if rung.name == "structure")
    rule = Rung("structure", rung.counts, [rule for rule in rung.rules if rule.name == "not-unique"])
    select, looks = pl.DataFrame.select, []

    def looked(frame: pl.DataFrame, *given: Any, **named: Any) -> pl.DataFrame:
        looks.append(frame.height)
        return select(frame, *given, **named)

    monkeypatch.setattr(pl.DataFrame, "select", looked)
    few = len(run(rule, repeats(10).tables)), len(looks)
    looks.clear()

    assert few[0] == 5
    assert (len(run(rule, repeats(20).tables)), len(looks)) == (10, few[1])


def test_ids_that_may_be_meant_are_sought_while_that_is_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the first missing facts of a long article the finding names the nearest, of the rest none."""
    article = changes(20)
    for row in article.rows["evidence"]:
        row["fact_id"] = row["fact_id"].replace(".0", ".9")
    monkeypatch.setattr("swf_facts.rules.structure.references.MOST_COMPARED", 100)
    lost = article.tables.view(dangling).values()

    assert [bool(found.hint) for found in lost if found.target == "facts"] == [True] * 5 + [False] * 15
