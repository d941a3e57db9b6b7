"""Agreement between articles: intervals, identity, what cannot be compared, and how many origins stand behind a pair."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import swf_facts
from swf_facts.comparison import FIELDS, Interval, derive_agreements, derive_from_rows, relate
from swf_facts.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from swf_facts.model import Agreement

COMPARATORS = ("eq", "gt", "ge", "lt", "le", "ap")
QUANTITY = {"value_type": "quantity", "property_id": "price", "unit_id": "USD", "unit_basis": "stated"}


def _fact(fact_id: str, **cells: str) -> dict[str, str]:
    """Return a row of ``facts``: by default a current, asserted, positive fact about one entity that is the value ``tech``."""
    row = dict.fromkeys(FIELDS["facts"], "")
    row |= {"subject_id": "fund", "property_id": "focus", "value_type": "entity", "modality": "asserted"}
    row |= {"polarity": "positive", "status": "current", "fact_id": fact_id, "article_id": fact_id.partition(".")[0]}
    if "value_type" not in cells:
        row["value_entity_id"] = "tech"
    return row | cells


def _quantity(fact_id: str, lower: str = "", upper: str = "", comparator: str = "eq", **cells: str) -> dict[str, str]:
    return _fact(fact_id, **(QUANTITY | {"lower": lower, "upper": upper, "comparator": comparator} | cells))


def _articles(**derived_from: str) -> list[dict[str, str]]:
    """Return rows of ``articles`` by id and what they derive from; each has its own publisher."""
    return [
        {"article_id": article, "publisher_id": f"press-{article[:-4]}", "derived_from": origin}
        for article, origin in derived_from.items()
    ]


def _named(**sources: str) -> list[dict[str, str]]:
    """Return rows of ``attributions``: for each article's fact 001 who is named, nearest first."""
    return [
        {"fact_id": f"{article}.001", "level": str(level), "entity_id": source}
        for article, named in sources.items()
        for level, source in enumerate(named.split(), 1)
    ]


def _derive(
    *facts: Mapping[str, str],
    attributions: Iterable[Mapping[str, str]] = (),
    articles: Iterable[Mapping[str, str]] = (),
) -> tuple[Agreement, ...]:
    return derive_from_rows(facts, attributions, articles or _articles(one2024="", two2024=""))


def _only(*facts: Mapping[str, str], **tables: Iterable[Mapping[str, str]]) -> Agreement:
    (agreement,) = _derive(*facts, **tables)
    return agreement


# --- intervals ----------------------------------------------------------------------------------------
@st.composite
def _intervals(draw: st.DrawFn) -> Interval:
    """Intervals with ends among few numbers, so that they meet, touch and coincide often; never an empty one."""
    comparator = draw(st.sampled_from(COMPARATORS))
    low, high = sorted(draw(st.tuples(st.integers(0, 4), st.integers(0, 4))))
    lower = None if comparator in {"lt", "le"} else Decimal(low)
    upper = None if comparator in {"gt", "ge"} else Decimal(high)
    direction = draw(st.sampled_from((None, None, "increase", "decrease", "unspecified")))
    return Interval.of(lower, upper, comparator, direction)


def _members(interval: Interval) -> set[tuple[Decimal, str]]:
    """Return which of the quarters around all possible ends lie in an interval, read from the definition itself."""
    found = set()
    for step, direction in product(range(-4, 21), interval.directions):
        number = Decimal(step) / 4
        above = interval.lower is None or number > interval.lower or (number == interval.lower and interval.holds_lower)
        below = interval.upper is None or number < interval.upper or (number == interval.upper and interval.holds_upper)
        if above and below:
            found.add((number, direction))
    return found


@given(_intervals(), _intervals())
def test_relation_is_that_of_the_sets_of_numbers(one: Interval, other: Interval) -> None:
    """Equal or overlapping sets agree, one inside the other refines, disjoint ones conflict: one of the three, always."""
    here, there = _members(one), _members(other)

    if here == there:
        expected = "agrees"
    elif not here & there:
        expected = "conflicts"
    elif here < there or there < here:
        expected = "refines"
    else:
        expected = "agrees"
    assert relate(one, other) == expected


@given(_intervals(), _intervals())
def test_relation_is_the_same_from_both_sides(one: Interval, other: Interval) -> None:
    """Which of two facts comes first does not change how they are related."""
    assert relate(one, other) == relate(other, one)


@given(_intervals(), _intervals(), _intervals())
def test_being_within_is_transitive(one: Interval, other: Interval, third: Interval) -> None:
    """What lies within an interval lies within all that hold that one."""
    assert not (one.within(other) and other.within(third)) or one.within(third)


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        (("5", None, "gt"), ("5", None, "ge"), "refines"),  # more than 5, at least 5
        (("5", None, "gt"), (None, "5", "le"), "conflicts"),  # more than 5, at most 5
        (("5", None, "ge"), (None, "5", "le"), "agrees"),  # exactly 5 meets both
        (("4.5", "5.5", "eq"), ("5.5", "6.5", "eq"), "conflicts"),  # 5 and 6
        (("4.5", "5.5", "eq"), ("5.45", "5.55", "eq"), "agrees"),  # 5 and 5.5
        (("4.5", "5.5", "ap"), ("5.5", "6.5", "ap"), "conflicts"),  # about 5, about 6
        (("5", "5", "eq"), ("4.5", "5.5", "eq"), "refines"),  # exactly 5, and 5
        (("5.0", "5.50", "eq"), ("5.00", "5.5", "eq"), "agrees"),  # the same numbers, written otherwise
        ((None, None, "eq"), ("1", None, "ge"), "refines"),
    ],
)
def test_ends_are_held_as_the_comparator_says(
    one: tuple[str | None, str | None, str], other: tuple[str | None, str | None, str], relation: str
) -> None:
    """Where intervals touch, the comparators decide whether they have the end in common."""
    first, second = (
        Interval.of(lower and Decimal(lower), upper and Decimal(upper), comparator)  # type: ignore[arg-type]  # "" is not among them
        for lower, upper, comparator in (one, other)
    )

    assert relate(first, second) == relation


# --- the two articles ---------------------------------------------------------------------------------
def _of_installed(fact_b: str) -> Agreement:
    (agreement,) = [row for row in derive_agreements(swf_facts.load()) if row.fact_b == fact_b]
    return agreement


def test_norways_fund_is_refined() -> None:
    """Over $1.64 trillion lies within over 1.6 trillion; the unit of the coarser is inferred and no date is given."""
    agreement = _of_installed("coincu2025.044")

    assert (agreement.fact_a, agreement.relation, agreement.roots) == ("athlive2025.042", "refines", 1)
    assert agreement.basis.startswith(
        "coincu2025.044 is the finer: more than 1,640,000,000,000 USD lies within more than"
    )
    assert "the unit of athlive2025.042 is inferred; neither is dated" in agreement.basis


def test_bitcoin_price_is_refined() -> None:
    """$108,029.56 lies within around 108K; nothing shows that two articles with one origin got it from two places."""
    agreement = _of_installed("coincu2025.048")

    assert (agreement.fact_a, agreement.relation, agreement.roots) == ("athlive2025.096", "refines", 1)
    assert "108,029.555 to 108,029.565 USD lies within 107,500 to 108,500 USD" in agreement.basis
    assert agreement.basis.endswith("neither fact names another source, so nothing shows them to be independent")


def test_proposal_has_one_root() -> None:
    """That Masayoshi Son proposes the fund is told by two articles and comes from one report, which one of them names."""
    agreement = _of_installed("coincu2025.002")

    assert (agreement.fact_a, agreement.relation, agreement.roots) == ("athlive2025.005", "agrees", 1)
    assert agreement.basis == (
        "the same entity, us-japan-fund;"
        " one root: coincu2025.002 names financial-times, which published ft2025, from which athlive2025 derives"
    )


def test_list_of_sectors_meets_value_by_value() -> None:
    """Of seven fields of investment in one article and two in the other, the two common ones are rows and nothing else is."""
    data = swf_facts.load()
    sectors = {fact.fact_id for fact in data.facts.where(subject="us-japan-fund", property="investment-focus")}
    rows = [row for row in derive_agreements(data) if row.fact_a in sectors]

    assert [(row.fact_a, row.fact_b, row.relation) for row in rows] == [
        ("athlive2025.007", "coincu2025.005", "agrees"),
        ("athlive2025.008", "coincu2025.008", "agrees"),
    ]


def test_rows_are_in_file_order_and_about_the_same_thing() -> None:
    """In each row the facts are current, of different articles, about one subject and property, and in file order."""
    data = swf_facts.load()
    order = list(data.facts.ids())
    rows = derive_agreements(data)

    assert rows
    assert list(rows) == sorted(rows, key=lambda row: (order.index(row.fact_a), order.index(row.fact_b)))
    for row in rows:
        first, second = data.facts[row.fact_a], data.facts[row.fact_b]
        assert order.index(row.fact_a) < order.index(row.fact_b)
        assert first.article_id != second.article_id
        assert (first.subject_id, first.property_id) == (second.subject_id, second.property_id)
        assert first.status == second.status == "current"


# --- identity -----------------------------------------------------------------------------------------
def test_different_entities_are_no_row() -> None:
    """To state one value is not to deny another."""
    assert not _derive(_fact("one2024.001"), _fact("two2024.001", value_entity_id="chips"))


def test_statement_and_denial_conflict() -> None:
    """One article denies what the other states."""
    row = _only(_fact("one2024.001"), _fact("two2024.001", polarity="negative"))

    assert row.relation == "conflicts"
    assert row.basis.startswith("two2024.001 denies what one2024.001 states: the same entity, tech;")


def test_two_denials_agree() -> None:
    """Both articles deny the same."""
    row = _only(_fact("one2024.001", polarity="negative"), _fact("two2024.001", polarity="negative"))

    assert row.relation == "agrees"
    assert row.basis.startswith("both deny the same entity, tech;")


@pytest.mark.parametrize(("words", "rows"), [("a new  MODEL", 1), ("a novel model", 0)])
def test_texts_agree_by_their_words(words: str, rows: int) -> None:
    """The same words agree, letter case and spacing aside; other words are no row, as they may say the same."""
    found = _derive(
        _fact("one2024.001", value_type="text", value_text="A new model"),
        _fact("two2024.001", value_type="text", value_text=words),
    )

    assert [row.relation for row in found] == ["agrees"] * rows


@pytest.mark.parametrize(("day", "relation"), [("1999-03-01", "agrees"), ("1999-03-02", "conflicts")])
def test_dates_are_the_same_or_conflict(day: str, relation: str) -> None:
    """A day is a value of which there is one."""
    row = _only(
        _fact("one2024.001", value_type="date", value_date="1999-03-01"),
        _fact("two2024.001", value_type="date", value_date=day),
    )

    assert row.relation == relation


# --- what is incomparable -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"unit_id": "", "unit_basis": "absent"}, "two2024.001 has no unit"),
        ({"unit_id": "JPY"}, "other units: USD and JPY"),
        ({"as_of": "2024-01-06"}, "as of other dates: 2024-01-05 and 2024-01-06"),
        ({"as_of": ""}, "only one2024.001 is dated"),
        ({"modality": "forecast"}, "one2024.001 is asserted, two2024.001 is forecast"),
        ({"modality": "question"}, "two2024.001 only asks"),
        ({"modality": "hypothetical"}, "two2024.001 is only imagined"),
        ({"direction": "decrease"}, "only two2024.001 is a change"),
        ({"polarity": "negative", "lower": "9", "upper": "9"}, "two2024.001 denies another value and gives none"),
        ({"unit_id": "", "as_of": ""}, "only one2024.001 is dated; two2024.001 has no unit"),
    ],
)
def test_incomparable_with_the_reason(cells: dict[str, str], reason: str) -> None:
    """Facts that cannot be held against each other give one row that says why."""
    row = _only(
        _quantity("one2024.001", "1", "2", as_of="2024-01-05"),
        _quantity("two2024.001", "1", "2", as_of="2024-01-05") | cells,
    )

    assert row.relation == "incomparable"
    assert row.basis == f"{reason}; two roots: nothing known connects them"


def test_fact_with_a_comparable_one_has_no_incomparable_row() -> None:
    """Prices of other days are not listed as incomparable while each day has its counterpart."""
    days = ("2024-01-05", "2024-01-06", "2024-01-07")
    facts = [
        _quantity(f"{article}.00{number}", "1", "2", as_of=day)
        for article in ("one2024", "two2024")
        for number, day in enumerate(days, 1)
    ]

    assert [(row.fact_a[-1], row.fact_b[-1], row.relation) for row in _derive(*facts)] == [
        (number, number, "agrees") for number in "123"
    ]


def test_several_values_of_one_article_do_not_conflict() -> None:
    """Where an article itself gives two amounts, only the equal one of the other article is matched."""
    rows = _derive(
        _quantity("one2024.001", "5", "6"),
        _quantity("one2024.002", "3", "4"),
        _quantity("two2024.001", "5", "6"),
    )

    assert [(row.fact_a, row.fact_b, row.relation) for row in rows] == [
        ("one2024.001", "two2024.001", "agrees"),
        ("one2024.002", "two2024.001", "incomparable"),
    ]
    assert rows[1].basis.startswith("one2024 gives several values, which need not exclude one another;")


def test_denial_of_one_of_several_values_conflicts() -> None:
    """An article that denies one of two amounts contradicts the statement of that one."""
    rows = _derive(
        _quantity("one2024.001", "5", "6"),
        _quantity("one2024.002", "3", "4"),
        _quantity("two2024.001", "3", "4", polarity="negative"),
    )

    assert ("one2024.002", "two2024.001", "conflicts") in [(row.fact_a, row.fact_b, row.relation) for row in rows]


def test_denial_of_another_value_is_one_row_however_many_state_theirs() -> None:
    """What is comparable to nothing meets the nearest fact, not every one."""
    rows = _derive(
        _quantity("one2024.001", "1", "2"),
        _quantity("two2024.001", "9", "9", polarity="negative"),
        _quantity("three2024.001", "1", "2"),
    )

    assert [(row.fact_a, row.fact_b, row.relation) for row in rows] == [
        ("one2024.001", "two2024.001", "incomparable"),
        ("one2024.001", "three2024.001", "agrees"),
    ]


def test_several_values_are_said_rather_than_another_date() -> None:
    """A fact without a counterpart meets one of the same date before the nearest of another."""
    rows = _derive(
        _quantity("two2024.001", "9", "9", as_of="2024-01-05"),
        _quantity("two2024.002", "9", "9", as_of="2024-01-06"),
        _quantity("one2024.001", "5", "6", as_of="2024-01-05"),
        _quantity("one2024.002", "3", "4", as_of="2024-01-05"),
    )
    basis = {(row.fact_a, row.fact_b): row.basis.partition(";")[0] for row in rows}

    assert basis["two2024.001", "one2024.001"] == "one2024 gives several values, which need not exclude one another"
    assert basis["two2024.002", "one2024.001"] == "as of other dates: 2024-01-06 and 2024-01-05"


def test_what_an_article_says_twice_counts_once() -> None:
    """A second row of the same article that says the same makes no second agreement."""
    rows = _derive(_fact("one2024.001"), _fact("one2024.002"), _fact("two2024.001"))

    assert [(row.fact_a, row.fact_b) for row in rows] == [("one2024.001", "two2024.001")]


def test_only_current_facts_count() -> None:
    """A superseded or withdrawn fact is no longer what the article is taken to say."""
    assert not _derive(_fact("one2024.001"), _fact("two2024.001", status="withdrawn"))


def test_facts_of_one_article_never_meet() -> None:
    """An article does not agree with itself."""
    assert not _derive(_quantity("one2024.001", "1", "2"), _quantity("one2024.002", "1", "3"))


@pytest.mark.parametrize(
    ("one", "two", "relation", "words"),
    [
        ("decrease", "decrease", "agrees", "the same interval, a decrease of 4 to 5 percent"),
        (
            "decrease",
            "increase",
            "conflicts",
            "nothing is both a decrease of 4 to 5 percent and an increase of 4 to 5 percent",
        ),
        (
            "unspecified",
            "decrease",
            "refines",
            "two2024.001 is the finer: a decrease of 4 to 5 percent lies within a change of 4 to 5 percent",
        ),
    ],
)
def test_direction_is_part_of_a_change(one: str, two: str, relation: str, words: str) -> None:
    """A rise is no fall, and a fall says more than a change."""
    row = _only(
        _quantity("one2024.001", "4", "5", unit_id="percent", direction=one),
        _quantity("two2024.001", "4", "5", unit_id="percent", direction=two),
    )

    assert row.relation == relation
    assert row.basis.startswith(f"{words}; neither is dated;")


def test_end_that_is_no_number_is_refused_with_its_fact() -> None:
    """A damaged cell is named, not guessed at."""
    with pytest.raises(
        PackageError, match=r"fact two2024\.001: lower is '1,5', which is not a number; write a plain decimal"
    ):
        _derive(_quantity("one2024.001", "1", "2"), _quantity("two2024.001", "1,5", "2"))


# --- roots --------------------------------------------------------------------------------------------
ONE_ORIGIN = {"one2024": "wire2024", "two2024": "wire2024", "wire2024": ""}


@pytest.mark.parametrize(
    ("articles", "sources", "roots", "words"),
    [
        ({"one2024": "", "two2024": ""}, {}, 2, "two roots: nothing known connects them"),
        (
            ONE_ORIGIN,
            {},
            1,
            "both articles derive from wire2024, and neither fact names another source, so nothing shows",
        ),
        ({"one2024": "", "two2024": "one2024"}, {}, 1, "two2024 derives from one2024, and neither fact names another"),
        (
            {"one2024": "mid2024", "mid2024": "wire2024", "two2024": "wire2024", "wire2024": ""},
            {},
            1,
            "both articles derive from wire2024",
        ),
        ({"one2024": "lost2024", "two2024": "lost2024"}, {}, 1, "both articles derive from lost2024"),
        ({"one2024": "two2024", "two2024": "one2024"}, {}, 1, "two2024 derives from one2024"),
        (ONE_ORIGIN, {"one2024": "minister"}, 1, "only one2024.001 names another source"),
        (ONE_ORIGIN, {"one2024": "minister", "two2024": "bank"}, 2, "two roots: nothing known connects them"),
        (ONE_ORIGIN, {"one2024": "minister", "two2024": "bank minister"}, 1, "both name minister"),
        ({"one2024": "", "two2024": ""}, {"one2024": "bank", "two2024": "bank"}, 1, "both name bank"),
        (
            ONE_ORIGIN,
            {"one2024": "minister", "two2024": "press-wire insider"},
            1,
            "two2024.001 names press-wire, which published wire2024, from which one2024 derives",
        ),
        (
            {"one2024": "", "two2024": ""},
            {"one2024": "press-two"},
            1,
            "one2024.001 names press-two, which published two2024",
        ),
        (
            {"one2024": "", "two2024": "wire2024", "mid2024": "wire2024", "wire2024": ""},
            {"one2024": "press-mid"},
            1,
            "one2024.001 names press-mid, which published mid2024, and two2024 goes back to wire2024 too",
        ),
    ],
)
def test_roots(articles: dict[str, str], sources: dict[str, str], roots: int, words: str) -> None:
    """One root where anything in the tables connects two facts, two where nothing does."""
    row = _only(
        _fact("one2024.001"), _fact("two2024.001"), articles=_articles(**articles), attributions=_named(**sources)
    )

    assert row.roots == roots
    assert words in row.basis


def test_source_nearest_to_the_article_is_named_first() -> None:
    """The level of an attribution counts, not the order of the rows."""
    sources = _named(one2024="zeta alpha", two2024="alpha zeta")[::-1]

    assert _only(_fact("one2024.001"), _fact("two2024.001"), attributions=sources).basis.endswith("both name zeta")


def test_articles_of_one_publisher_have_one_root() -> None:
    """A paper that repeats itself is one witness."""
    articles = [{**row, "publisher_id": "press"} for row in _articles(one2024="", two2024="")]
    row = _only(_fact("one2024.001"), _fact("two2024.001"), articles=articles)

    assert row.roots == 1
    assert "one root: both articles come from press, and neither fact names another source" in row.basis


# --- size ---------------------------------------------------------------------------------------------
def test_two_articles_with_thousands_of_values_do_not_blow_up() -> None:
    """Two articles of 3,000 amounts each, all overlapping, give a row a fact at most, not nine million."""
    numbers = sorted(map(str, range(3000)), key=lambda number: number[::-1])
    facts = [
        _quantity(f"{article}.{number}", number, "", "gt") for article in ("one2024", "two2024") for number in numbers
    ]

    rows = _derive(*facts)

    assert len(rows) == 3000
    assert {row.relation for row in rows} == {"agrees"}


@pytest.mark.parametrize("number", [101, 102, 400])
def test_article_is_held_against_the_hundred_before_it(number: int) -> None:
    """Up to 101 articles about one thing give all pairs; with more, the rows grow with the articles and not with their square."""
    rows = _derive(*(_quantity(f"a{article:05}.001", "1", "2") for article in range(number)))

    assert len(rows) == 100 * 101 // 2 + (number - 101) * 100


def test_cells_may_be_typed_or_text() -> None:
    """Decimals, dates and None from a dataset give the same rows as the text of the files."""
    data = swf_facts.load()

    def plain(table: str) -> list[dict[str, str]]:
        rows = getattr(data, table).rows()
        return [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]

    assert derive_from_rows(*(plain(table) for table in ("facts", "attributions", "articles"))) == derive_agreements(
        data
    )
