"""What the entailment rules drop before they look: never a row about which they have something to say.

Each rule that looks at many rows in one expression is held against the same rule written plainly, over random texts and spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from looking import tables_of
from polars.testing import assert_frame_equal

from swf_facts.findings import Finding
from swf_facts.quantities import extract
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.coverage import passages as tiling
from swf_facts.rules.cues import direction_words, hedges, modality_cues, negation_cues
from swf_facts.rules.entailment import dates, directions, placing, stating, units, wording
from swf_facts.rules.entailment.standing import in_passages, standing, standing_twice, statements
from swf_facts.rules.places import places_in
from swf_facts.rules.quotes import Extent, Layout, Span, layouts
from swf_facts.rules.readings import UNKNOWN, alias_index, listed_aliases, occurrences
from swf_facts.rules.spans import LONG, VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from swf_facts.rules.cues import Cues
    from swf_facts.rules.registry import Rule
    from swf_facts.rules.tables import Tables

TREATMENTS = {
    "title": "facts",
    "sentence": "facts",
    "dateline": "facts",
    "bullet": "rhetoric",
    "heading": "boilerplate",
}
ROLES = ["statement", "value", "subject", "property", "as_of", "attribution"]


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A random text with random spans of two facts, of which one may be misquoted."""

    text: str
    spans: list[tuple[str, str, int, int]]
    passages: list[tuple[int, int, str]]
    misquoted: int | None = None

    @cached_property
    def tables(self) -> Tables:
        """The tables of a package with this one article."""
        rows: dict[str, list[dict[str, Any]]] = {
            "articles": [{"article_id": "a2024", "text_status": "included", "language": "en"}],
            "facts": [
                {"fact_id": f"a2024.00{number}", "article_id": "a2024", "value_type": "text"} for number in (1, 2)
            ],
            "evidence": [
                {"fact_id": fact, "role": role, "article_id": "a2024", "start": start, "end": end, "exact": exact}
                for fact, role, start, end, exact in self.quotes()
            ],
            "passages": [
                {
                    "passage_id": f"a2024.p{number:03}", "article_id": "a2024", "start": start, "end": end, "kind": kind,
                    "treatment": TREATMENTS[kind],
                }
                for number, (start, end, kind) in enumerate(self.passages)
            ],
        }  # fmt: skip
        return tables_of(rows, {"a2024": self.text})

    def quotes(self) -> Iterator[tuple[str, str, int, int, str]]:
        """Yield the cells of each span."""
        for row, (fact, role, start, end) in enumerate(self.spans):
            yield fact, role, start, end, "misquoted" if row == self.misquoted else self.text[start:end]

    @property
    def by_fact(self) -> dict[int, list[Span]]:
        """The spans of each fact whose spans all stand, by the fact's row."""
        found = {}
        for fact, name in enumerate(("a2024.001", "a2024.002")):
            spans = [Span(row, *cells[1:]) for row, cells in enumerate(self.quotes()) if cells[0] == name]
            if self.misquoted not in [span.row for span in spans]:
                found[fact] = spans
        return found

    @property
    def facts(self) -> Iterable[list[Span]]:
        """The spans of each fact whose spans all stand."""
        return self.by_fact.values()

    @property
    def layout(self) -> Layout:
        """The passages as the rules that read them in Python have them."""
        return self.tables.view(layouts)["a2024"]


TEXTS = st.lists(st.sampled_from("aab  .\n🌊"), max_size=16).map("".join)


@st.composite
def quoted_in(draw: st.DrawFn, text: str, longest: int = 6) -> list[tuple[str, str, int, int]]:
    """Draw spans of two facts, anywhere in a text."""
    starts, lengths = st.integers(0, len(text) - 1), st.integers(1, longest)
    facts, roles = st.sampled_from(["a2024.001", "a2024.001", "a2024.002"]), st.sampled_from(["statement", *ROLES])
    drawn = draw(st.lists(st.tuples(facts, roles, starts, lengths), min_size=2, max_size=8))
    return [(fact, role, start, min(len(text), start + length)) for fact, role, start, length in drawn]


@st.composite
def quoted(draw: st.DrawFn) -> Quoted:
    """Draw a text of few letters, so that words stand often, with spans anywhere and passages that need not fit."""
    text = draw(TEXTS.filter(lambda text: len(text) > 1))
    spans = draw(quoted_in(text))
    kinds = st.sampled_from([*TREATMENTS])
    places = draw(st.lists(st.tuples(st.integers(-2, len(text)), st.integers(1, 8), kinds), max_size=4))
    fitting = draw(st.lists(st.tuples(st.sampled_from(spans), kinds), max_size=2))
    passages = {start: (start, start + length, kind) for start, length, kind in places}
    passages |= {start: (start, end, kind) for (*_, start, end), kind in fitting}
    return Quoted(
        text=text, spans=spans, passages=list(passages.values()),
        misquoted=draw(st.none() | st.none() | st.integers(0, len(spans) - 1)),
    )  # fmt: skip


def said(rule: Rule, tables: Tables) -> dict[int, str]:
    """Return what a rule says, by the row at fault."""
    found = {}
    for check in rule(tables):
        assert isinstance(check, Check)
        assert callable(check.explain)
        for row in check.view.filter(~check.holds).iter_rows(named=True):
            why = check.explain(row)
            found[row["row"]] = why.message if isinstance(why, Explanation) else why
    return found


# --- the same rules, span by span -------------------------------------------------------------------
def words_nearer(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every span whose words stand nearer to the statement that holds most words of the fact."""
    for spans in case.facts:
        stated = [span for span in spans if span.role == "statement"]
        others = [span for span in spans if span.role != "statement"]
        if not stated:
            continue
        main = max(stated, key=lambda held: (sum(held.start <= span.start < held.end for span in others), -held.start))
        for span in others:
            places = list(occurrences(case.text, span.exact))
            far = [distance(Span(0, "", at, at + len(span.exact), ""), main, stated) for at in (*places, span.start)]
            nearest, best = min(zip(far[:-1], places, strict=True), default=(far[-1], 0))
            if span.role != "as_of" and len(places) > 1 and nearest < far[-1]:
                yield span.row, f"the same words stand nearer to the statement, at {best}:{best + len(span.exact)}"


def distance(place: Span, main: Span, stated: list[Span]) -> tuple[bool, bool, bool, int, int]:
    """Return by what a place is farther than another."""
    inside = any(held.holds(place) for held in stated)
    gap = max(0, main.start - place.end, place.start - main.end)
    return not main.holds(place), not inside, not inside and place.start > main.start, gap, place.start


def value_beyond_statement(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every value outside the statements, but not outside their passages."""
    for spans in case.facts:
        stated = [span for span in spans if span.role == "statement"]
        around = {case.layout.at(held.start, held.end) for held in stated}
        for span in spans:
            if span.role == "value" and stated and not any(held.holds(span) for held in stated):
                here = case.layout.at(span.start, span.end)
                if here is None or here in around:
                    yield span.row, f"the span {span.start}:{span.end} lies in no statement of the fact"


def attribution_far(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every source that stands in no passage that governs a statement, where all have one."""
    for spans in case.facts:
        numbers = [case.layout.at(span.start, span.end) for span in spans if span.role == "statement"]
        governing = case.layout.governing([number for number in numbers if number is not None])
        for span in spans:
            far = span.role == "attribution" and case.layout.at(span.start, span.end) not in governing
            if far and governing and None not in numbers:
                yield span.row, f"“{span.exact}” stands in no passage of a statement, nor at the head of its list"


def statement_nested(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every statement that lies inside another; of several it is the first of those that end last."""
    for spans in case.facts:
        stated = [span for span in spans if span.role == "statement"]
        for span in stated:
            around = [held for held in stated if held is not span and held.holds(span)]
            for held in sorted(around, key=lambda held: (-held.end, held.start))[:1]:
                yield span.row, f"the span lies inside the statement at {held.start}:{held.end}"


def repetition_unquoted(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every statement that names the subject and stands elsewhere too."""
    for spans in case.facts:
        stated = [span for span in spans if span.role == "statement"]
        names = [span.exact for span in spans if span.role == "subject"][:1]
        for span in stated:
            places, size = list(occurrences(case.text, span.exact)), len(span.exact)
            for at in places if len(places) > 1 and any(name in span.exact for name in names) else ():
                if not any(held.start <= at and at + size <= held.end for held in stated):
                    yield span.row, f"the same words stand at {at}:{at + size} and are no statement of the fact"


def treatment_untrue(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every passage that is not treated as the sound spans in it say; one of an article with others is not called bare."""
    quotes = [cells for row, cells in enumerate(case.quotes()) if row != case.misquoted]
    for number, (row, kind) in enumerate(zip(case.layout.rows, case.layout.kinds, strict=True)):
        roles = {role for _, role, start, end, _ in quotes if case.layout.at(start, end) == number}
        if TREATMENTS[kind] != "facts":
            if roles & {"statement", "value"}:
                yield row, "a fact is stated in the passage"
        elif not (roles - {"as_of"} if kind == "dateline" else roles) and case.misquoted is None:
            yield row, "no fact quotes the passage" + (" but for its date" if roles else "")


def overlapping(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every passage that begins before one before it ends; of several it is the first of those that end last."""
    spans = list(zip(case.layout.starts, case.layout.ends, case.layout.rows, strict=True))
    for place, (start, _, row) in enumerate(spans):
        _, reach, other = max(spans[:place], key=lambda span: span[1], default=(0, start, 0))
        if start < reach:
            yield row, f"the passage begins at {start}, before a2024.p{other:03} ends at {reach}"


def passage_edge(case: Quoted) -> Iterator[tuple[int, str]]:
    """Yield every passage in the text with white space at an edge, or an edge between two letters."""
    for start, end, row in zip(case.layout.starts, case.layout.ends, case.layout.rows, strict=True):
        words = case.text[start:end]
        edges = [case.text[at - 1 : at + 1] for at in (start, end) if at > 0]
        cut = any(len(edge) == 2 and edge.isalnum() for edge in edges)
        if start >= 0 and end <= len(case.text) and (cut or words != words.strip()):
            yield row, f"the passage reads {words!r} … {words!r}"


def uncovered(case: Quoted) -> set[int]:
    """Return where characters stand that lie in no passage, white space aside, in a text that has passages."""
    held = {at for start, end in zip(case.layout.starts, case.layout.ends, strict=True) for at in range(start, end)}
    return {at for at, sign in enumerate(case.text) if held and at not in held and not sign.isspace()}


PLAIN: dict[Rule, Callable[[Quoted], Iterator[tuple[int, str]]]] = {
    placing.words_nearer: words_nearer,
    placing.value_beyond_statement: value_beyond_statement,
    placing.attribution_far: attribution_far,
    stating.statement_nested: statement_nested,
    stating.repetition_unquoted: repetition_unquoted,
    tiling.treatment_untrue: treatment_untrue,
    tiling.passage_edge: passage_edge,
}


OVERLAPPING = [("a2024.001", "statement", 0, 5), ("a2024.001", "subject", 2, 4)]


@given(case=quoted())
@example(case=Quoted(text="a   b", spans=OVERLAPPING, passages=[]))
def test_a_rule_says_what_it_says_span_by_span(case: Quoted) -> None:
    """Whatever the text and wherever its spans, the screens drop no span at fault, and add none."""
    for rule, plain in PLAIN.items():
        assert said(rule, case.tables) == dict(plain(case))


@given(case=quoted())
@example(case=Quoted(text="a  b", spans=[], passages=[(0, 1, "title"), (3, 4, "title")]))
@example(case=Quoted(text="aa", spans=[], passages=[(-1, 2, "title")]))
@example(case=Quoted(text="a🌊b", spans=[], passages=[(0, 1, "title"), (2, 3, "title")]))
def test_passages_that_do_not_tile_are_found(case: Quoted) -> None:
    """An article is passed over only where white space, and nothing else, lies between its passages."""
    found = list(tiling.passages_gap(case.tables))

    assert all(isinstance(finding, Finding) for finding in found)
    assert bool(found) is bool(uncovered(case))
    assert said(tiling.passages_overlap, case.tables) == dict(overlapping(case))


@given(case=quoted())
@example(case=Quoted(text="a \nb\n\nc", spans=[], passages=[(0, 1, "title"), (3, 4, "title"), (6, 7, "title")]))
def test_a_passage_between_line_breaks_has_lines_of_its_own(case: Quoted) -> None:
    """No passage is taken for one that has lines of its own where other words stand on them."""
    lined = set(case.tables.view(tiling._lined))

    for start, end, row in zip(case.layout.starts, case.layout.ends, case.layout.rows, strict=True):
        assert row not in lined or tiling._has_lines_of_its_own(case.text, start, end)


@given(case=quoted())
def test_a_span_lies_in_the_passage_that_holds_it(case: Quoted) -> None:
    """Looked up for all spans at once, the passages are those of the layout, also where they overlap or leave the text."""
    tables = case.tables
    placed = in_passages(tables, tables.view(statements))
    at = [case.layout.at(start, end) for start, end in placed.select("start", "end").iter_rows()]

    assert placed["kind"].to_list() == [None if number is None else case.layout.kinds[number] for number in at]
    assert placed["passage"].to_list() == at


@pytest.mark.parametrize("most", [LONG, 0], ids=["short", "long"])
@given(case=quoted())
def test_words_that_stand_at_two_places_are_kept(case: Quoted, most: int) -> None:
    """No span is dropped whose words have two places in the text, be they overlapping; and every other one is, in file order."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("swf_facts.rules.entailment.standing.LONG", most)
        found = standing_twice(case.tables, case.tables.view(standing))

    assert found["row"].to_list() == sorted(
        span.row for spans in case.facts for span in spans if case.text.find(span.exact) != case.text.rfind(span.exact)
    )


@given(case=quoted())
def test_spans_of_a_long_text_read_as_those_of_a_short_one(case: Quoted) -> None:
    """What a span reads, and what stands around it, does not depend on how it is cut out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("swf_facts.rules.spans.LONG", 0)
        cut = VIEWS["evidence"](case.tables)

    assert_frame_equal(cut, VIEWS["evidence"](case.tables))


SPARSE = st.lists(st.sampled_from("a......."), min_size=8, max_size=16).map("".join)


@settings(max_examples=1_000)
@given(text=SPARSE, words=st.sampled_from(["a", ".a", "a."]), cuts=st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_the_nearest_place_is_among_those_looked_at(text: str, words: str, cuts: list[int]) -> None:
    """Of all places of some words the one nearest to the statements is kept, wherever these stand."""
    main, other = ((low, high + 1) for low, high in (sorted(cuts[:2]), sorted(cuts[2:])))
    stated = [Span(row, "statement", low, high, "") for row, (low, high) in enumerate((main, other))]
    places = list(occurrences(text, words))

    def far(at: int) -> tuple[bool, bool, bool, int, int]:
        return distance(Span(0, "", at, at + len(words), ""), stated[0], stated)

    kept = placing.nearest_places(places, len(words), main, Extent(stated))
    assert min(map(far, kept), default=None) == min(map(far, places), default=None)


@given(text=st.text("aab .ñ🌊", max_size=16), sought=st.lists(st.text("aab .ñ🌊", min_size=1, max_size=4), max_size=4))
def test_places_found_in_one_pass_are_those_of_each_words(text: str, sought: list[str]) -> None:
    """Whatever else is sought, words have the places at which they stand, also where these overlap and what is before is not of ASCII."""
    found = places_in(text, sought)

    assert {words: list(places) for words, places in found.items()} == {
        words: [at for at in range(len(text)) if text.startswith(words, at)] for words in sought
    }


DATED = "a 5 May 2024, b 6 May 2024. c on 7 May 2024 d"


@given(spans=quoted_in(DATED, longest=24))
def test_a_day_in_a_statement_is_said_wherever_the_spans_stand(spans: list[tuple[str, str, int, int]]) -> None:
    """A fact without day whose statement shares a character with a printed one, and its value none, has the last such day."""
    case = Quoted(text=DATED, spans=spans, passages=[])
    found = {}
    for fact, of_fact in case.by_fact.items():
        values = [span for span in of_fact if span.role == "value"]
        for span in of_fact:
            for day in extract(DATED) if span.role == "statement" else ():
                shared = span.start < day.end and day.start < span.end
                if shared and not any(value.start < day.end and day.start < value.end for value in values):
                    found[fact] = f"the statement prints “{day.exact}”"

    assert said(dates.as_of_unsaid, case.tables) == found


PIECES = ["up", "fell", "group", "setup", "rise", " by ", "5%", "$", ", ", ". ", "price", " "]


@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), data=st.data())
def test_words_without_a_word_of_change_say_no_direction(pieces: list[str], data: st.DataObject) -> None:
    """Wherever the words are cut, a direction is read only where a form stands in them, be it in a longer word."""
    text = "".join(pieces)
    places = st.lists(st.integers(0, len(text)), min_size=4, max_size=4)
    before, start, end, after = sorted(data.draw(places))
    form = direction_words().pattern.search(text, before, after)

    assert form or directions._direction(text, before, start, end, after) == (None, None)


UNITS = [
    {"symbol": "US$", "unit_id": "USD", "label": "US dollar"},
    {"symbol": None, "unit_id": "percent", "label": None},
]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit["unit_id"])
@given(
    pieces=st.lists(st.sampled_from(["US", "$", " ", "5", "USD", "dollar", "percent", "10,000", "x", "-"]), max_size=8)
)
def test_words_that_say_a_unit_beside_their_figures_have_its_parts(
    unit: dict[str, str | None], pieces: list[str]
) -> None:
    """What stands there once the figures are blank stood there before, in parts at least."""
    words = "".join(pieces)

    assert units._has_parts(words, unit) or not units._says_unit(units._without_figures(words), unit, alone=False)


@given(
    st.lists(
        st.tuples(st.sampled_from(["entity", "property"]), st.sampled_from("xy"), TEXTS | st.just("\x1ca")), max_size=6
    )
)
def test_the_listed_aliases_are_those_of_the_index(rows: list[tuple[str, str, str]]) -> None:
    """The frame and the index hold the same aliases of known targets; one that begins with a blank is in neither."""
    given_rows = [{"target_kind": kind, "target_id": target, "alias": alias or None} for kind, target, alias in rows]
    vocabulary: dict[str, list[dict[str, Any]]] = {
        "entities": [{"entity_id": "x"}],
        "properties": [{"property_id": "y"}],
        "aliases": given_rows,
    }
    tables = tables_of(vocabulary, {})
    index = tables.view(alias_index)

    assert set(tables.view(listed_aliases).iter_rows()) == {
        (kind, target, alias)
        for kind in ("entity", "property")
        for target, aliases in index[kind].aliases.items()
        for alias in aliases
        if target != UNKNOWN
    }


LEXICONS = [negation_cues(), hedges(), modality_cues(), direction_words()]


@pytest.mark.parametrize("cues", LEXICONS)
@given(data=st.data())
def test_words_with_a_cue_pass_its_screen(cues: Cues, data: st.DataObject) -> None:
    """Whatever stands around a form, words in which it is a cue match the pattern that other engines look with."""
    piece = st.sampled_from([*cues.meanings, " ", "\n", "\u00a0", "\x1c", "é", "x", "7", "-", "’"])
    form, blank_after = st.sampled_from([*cues.meanings]), st.sampled_from(["", " ", "\n", "\x1c", "\u2003"])
    words = "".join([*data.draw(st.lists(piece, max_size=4)), data.draw(form), data.draw(blank_after)])
    flat = words.encode("ascii", errors="replace").decode()

    assert pl.Series([flat]).str.contains(wording._ending(cues)).item() or wording._last(cues, words) is None
    assert not list(cues.find(words)) or pl.Series([words]).str.contains(cues.screen).item()
