"""The passages tile the text, and each was treated as its row says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.coverage.rung import RUNG
from swf_facts.rules.entailment.dates import printed_dates
from swf_facts.rules.entailment.standing import PLACED, flat_texts, in_passages, numbered_passages
from swf_facts.rules.mentions import english_articles
from swf_facts.rules.overlaps import sharing
from swf_facts.rules.quotes import layouts, passages, quotes
from swf_facts.rules.spans import VIEWS
from swf_facts.rules.verdicts import all_whole, at_fault, in_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.quotes import Layout
    from swf_facts.rules.tables import Tables

_INK = re.compile(
    "[^\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)  # what has no width is a finding of another rung
_BULLET = re.compile(r"[•‣◦▪●■□◆▸►➤➢*·∙-]\s")
_ITEM = re.compile(r"(?:[–—✓✔→]|\(?(?:[0-9]{1,3}|[a-zA-Z])[.)])\s")
_LINE_END = re.compile(r"[^\S\n]*(?:\n|\Z)")
_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_SENTENCE_END = ".:;,"
_LONGEST_DATE = 80  # characters, more than any date has: "Wednesday, the 30th of September, 2025"
_LONG_WORD = 4  # letters from which titles write a word with a capital
_HEADLINE = 0.6  # share of the long words with a capital that makes words look like a headline


# --- tiling -----------------------------------------------------------------------------------------
def _uneven(tables: Tables) -> Mapping[str, Layout]:
    """Return the articles whose passages are not each parted from the next by white space, and by nothing else.

    In all others no passage overlaps another or begins or ends inside a word, and no words lie between two.
    """
    gap, rest = pl.col("gap"), pl.col("rest").fill_null("")
    parted = (gap.str.strip_chars() == "") & (pl.col("begins") | (gap != "")) & (pl.col("start") >= 0)
    found = tables.view(_gaps).filter(~(parted & (rest.str.strip_chars() == "")))["article_id"]
    return {article: tables.view(layouts)[article] for article in found.unique(maintain_order=True)}


def _gaps(tables: Tables) -> pl.DataFrame:
    """The passages with what stands in the flat text between each and the one before, and at the ends of the text.

    ``begins`` is true of the first passage of a text, and ``rest`` is what stands after the last. A blank that is not of ASCII is
    a question mark there.
    """
    start, end, text = pl.col("start"), pl.col("end"), pl.col("text").bin
    cut = tables.view(numbered_passages).select("row", "article_id", "number", "start", "end")
    new = cut["number"].ne_missing(cut["number"].shift(1))
    low, last = pl.when(new).then(0).otherwise(end.shift(1)), new.shift(-1, fill_value=True)
    gaps = cut.with_columns(text=tables.view(flat_texts).gather(cut["number"]), begins=new, low=low).with_columns(
        gap=text.slice("low", (start - pl.col("low")).clip(0)).cast(pl.String),
        rest=pl.when(last).then(text.slice(end)).cast(pl.String),
    )
    return gaps.drop("text", "low")


@RUNG.rule()
def passages_missing(tables: Tables) -> Iterator[Check]:
    """An article whose text is here has passages.

    Breaks on: an included article without a row in ``passages``.
    Fix: cut the text into passages and say what was made of each.
    """
    cut = tables["passages"].raw["article_id"].unique()
    yield Check(
        table="articles",
        view=tables["articles"].raw,
        holds=pl.col("article_id").is_null()
        | ~pl.col("article_id").is_in(list(tables.texts))
        | pl.col("article_id").is_in(cut.implode()),
        field="article_id",
        explain="the text is included, and no passage says what was made of it",
        needs=("passages",),
    )


@RUNG.rule()
def passages_gap(tables: Tables) -> Iterator[Finding]:
    """Every character that is not white space lies in a passage.

    Breaks on: a sentence between two passages that no passage holds.
    Fix: widen a passage to the words, or add one for them.
    """
    if not all_whole(tables, "passages", "articles"):
        return
    for article, layout in tables.view(_uneven).items():
        text, reach = tables.texts[article], 0
        for start, end in [*zip(layout.starts, layout.ends, strict=True), (len(text), len(text))]:
            if (
                start > reach
                and not text[reach:start].isspace()
                and (ink := _INK.search(text, reach, start)) is not None
            ):
                last = max(found.end() for found in _INK.finditer(text, reach, start))
                message = f"the words at {ink.start()}:{last} lie in no passage"
                yield in_text(passages_gap, tables, article, (ink.start(), last), message)
            reach = max(reach, end)


@RUNG.rule()
def passages_overlap(tables: Tables) -> Iterator[Check]:
    """No two passages of an article overlap.

    Breaks on: a passage that begins before the one before it ends.
    Fix: end the first where the second begins.
    """
    faults: dict[int, str | Explanation] = {}
    ids = tables["passages"].raw["passage_id"]
    for layout in tables.view(_uneven).values():
        reach, last = layout.starts[0], -1
        for start, end, row in zip(layout.starts, layout.ends, layout.rows, strict=True):
            if start < reach:
                faults[row] = f"the passage begins at {start}, before {ids[last]} ends at {reach}"
            if end > reach:
                reach, last = end, row
    yield at_fault(tables, "passages", "start", faults, needs=("articles",))


@RUNG.rule(severity="warning")
def passage_edge(tables: Tables) -> Iterator[Check]:
    """A passage neither begins nor ends with white space, nor inside a word.

    Breaks on: a passage that runs on into the blank line after it.
    Fix: move its edge to the words.
    """
    reads = pl.col("reads")
    cut = pl.col("row").is_in(list(_cut_rows(tables)))
    read = tables.view(VIEWS["passages"]).select("reads").with_row_index("row")
    edged = read.filter((reads != reads.str.strip_chars()) | (cut & reads.is_not_null()))
    faults: dict[int, str | Explanation] = {
        row: f"the passage reads {words[:20]!r} … {words[-20:]!r}" for row, words in edged.iter_rows()
    }
    yield at_fault(tables, "passages", "start", faults, needs=("articles",))


def _cut_rows(tables: Tables) -> Iterator[int]:
    """Yield the passages with an edge between two letters of one word."""
    for article, layout in tables.view(_uneven).items():
        text = tables.texts[article]
        for start, end, row in zip(layout.starts, layout.ends, layout.rows, strict=True):
            if _is_within(text[max(0, start - 1) : start + 1]) or _is_within(text[max(0, end - 1) : end + 1]):
                yield row


def _is_within(edge: str) -> bool:
    """Return whether the characters on the two sides of an edge belong to one word."""
    return edge.isalnum() and edge.isascii() and len(edge) > 1


@RUNG.rule(severity="warning")
def passages_unordered(tables: Tables) -> Iterator[Check]:
    """The passages of an article are numbered from 1 in the order of its text, without a gap.

    Breaks on: ``p005`` after ``p003``.
    Fix: number the passages anew.
    """
    faults: dict[int, str | Explanation] = {}
    ids = tables["passages"].raw["passage_id"]
    cut = tables.view(passages).select("row", "article_id")
    number = cut["article_id"].rle_id()
    place = pl.int_range(cut.height, eager=True) - number.search_sorted(number, side="left").cast(pl.Int64)
    most = max((len(layout.rows) for layout in tables.view(layouts).values()), default=0)
    endings = pl.Series([f".p{at + 1:03}" for at in range(most)], dtype=pl.String)
    ordered = (cut["article_id"] + endings.gather(place)) == ids.gather(cut["row"])
    for article in cut.filter(~ordered.fill_null(value=False))["article_id"].unique():
        before = 0
        for row in tables.view(layouts)[article].rows:
            given = (ids[row] or "").removeprefix(f"{article}.p")
            if given.isascii() and given.isdigit():
                expected = f"{article}.p{before + 1:03}"
                if int(given) != before + 1:
                    faults[row] = Explanation(message=f"the passage after number {before} has it", expected=expected)
                before = int(given)
            else:
                before += 1  # the id of another article is a finding of another rung
    yield at_fault(tables, "passages", "passage_id", faults, needs=("articles",))


# --- treatment --------------------------------------------------------------------------------------
@RUNG.rule()
def treatment_untrue(tables: Tables) -> Iterator[Check]:
    """A passage treated as ``facts`` has evidence in it, a dateline more than the date; no other passage states a fact.

    Breaks on: a passage called rhetoric in which a fact is stated.
    Fix: write the treatment that the passage had, or add the facts that it states.
    """
    unsound = tables.view(quotes).filter(~pl.col("sound"))["article_id"].unique()
    cut = tables.view(numbered_passages).select("row", "article_id", "kind", "treatment").with_row_index("passage")
    told = pl.concat([tables.view(make)["passage"] for make in PLACED.values()]).drop_nulls().unique()
    stated = pl.col("passage").is_in(told.implode())
    # Where a fact is stated, there is more than a date.
    open_rows = cut.with_columns(stated=stated).filter(pl.col("stated") != (pl.col("treatment") == "facts"))
    bare = open_rows.filter(~pl.col("stated") & ~pl.col("article_id").is_in(unsound.implode()))
    quoted, dated = _quoted(tables, bare)
    faults: dict[int, str | Explanation] = {
        row: "no fact quotes the passage" + (" but for its date" if passage in quoted else "")
        for passage, row, kind in bare.select("passage", "row", "kind").iter_rows()
        if passage not in quoted or (kind == "dateline" and passage not in dated)
    }
    wrong = open_rows.filter(pl.col("stated") & pl.col("treatment").is_in(["rhetoric", "boilerplate"]))
    faults |= dict.fromkeys(wrong["row"], "a fact is stated in the passage")
    yield at_fault(tables, "passages", "treatment", faults, needs=("evidence", "articles", "facts"))


def _quoted(tables: Tables, bare: pl.DataFrame) -> tuple[set[int], set[int]]:
    """Return those of the passages in which nothing is stated that have any sound span, and any but of a date."""
    if bare.is_empty():
        return set(), set()
    here = pl.col("article_id").is_in(bare["article_id"].unique().implode())
    other = ~pl.col("role").is_in(list(PLACED)).fill_null(value=False)
    spans = tables.view(quotes).select("fact_row", "role", "article_id", "start", "end", "sound")
    placed = in_passages(tables, spans.filter(pl.col("sound") & other & here)).select("passage", "role")
    found = placed.filter(pl.col("passage").is_in(bare["passage"].implode())).unique()
    return set(found["passage"]), set(found.filter(pl.col("role").ne_missing("as_of"))["passage"])


@RUNG.rule()
def treatment_unlike_kind(tables: Tables) -> Iterator[Check]:
    """The treatment ``boilerplate`` goes with the kind ``boilerplate``, each with the other.

    A title or a dateline may be treated as boilerplate, its content being recorded with the article; a dateline is never rhetoric.

    Breaks on: a sentence treated as boilerplate.
    Fix: write the kind or the treatment that the passage has; words that state nothing are rhetoric.
    """
    kind, treatment = pl.col("kind"), pl.col("treatment")
    same = (kind == "boilerplate") == (treatment == "boilerplate")
    title, dateline = kind == "title", (kind == "dateline") & (treatment != "rhetoric")
    yield Check(
        table="passages",
        view=tables["passages"].raw,
        holds=(pl.when(kind.is_in(["title", "dateline"])).then(title | dateline).otherwise(same)).fill_null(value=True),
        field="treatment",
        explain=lambda row: f"the kind is {row['kind']}, and the treatment {row['treatment']}",
    )


# --- kinds ------------------------------------------------------------------------------------------
def _passages(tables: Tables, screen: pl.Expr) -> Iterator[tuple[str, str, int, int, int, str]]:
    """Yield article, text, start, end, row and kind of the passages in a text that pass a screen; ``reads`` are their words."""
    for article, start, end, row, kind in (
        tables.view(_read).filter(screen).select("article_id", "start", "end", "row", "kind").iter_rows()
    ):
        yield article, tables.texts[article], start, end, row, kind


def _read(tables: Tables) -> pl.DataFrame:
    """The passages that lie in their text, with their words as ``reads``."""
    cut = tables.view(passages)
    return cut.with_columns(tables.view(VIEWS["passages"])["reads"].gather(cut["row"])).drop_nulls("reads")


@RUNG.rule(severity="warning")
def bullet_unlike(tables: Tables) -> Iterator[Check]:
    """A bullet begins with a bullet sign or a number, and what begins with a bullet sign is a bullet.

    Breaks on: the sentence ``• Investors are watching``.
    Fix: write the kind that the passage has in the layout, or let its span begin with the sign.
    """
    faults: dict[int, str | Explanation] = {}
    signs = pl.col("reads").str.contains(r"^[•‣◦▪●■□◆▸►➤➢*·∙-]")
    for _, text, start, _, row, kind in _passages(tables, signs | (pl.col("kind") == "bullet")):
        signed = _BULLET.match(text, start) is not None
        if kind == "bullet" and not signed and not _ITEM.match(text, start):
            faults[row] = "the passage begins with no bullet sign"
        elif signed and kind in {"sentence", "heading", "dateline"}:
            faults[row] = f"the passage begins with “{text[start]}”, as a bullet does"
    yield at_fault(tables, "passages", "kind", faults, needs=("articles",))


def _looks_like_headline(words: str) -> bool:
    """Whether most of the long words are written with a capital, the first aside."""
    long = [word for word in _WORD.findall(words)[1:] if len(word) >= _LONG_WORD]
    return bool(long) and sum(word[0].isupper() for word in long) >= _HEADLINE * len(long)


def _has_lines_of_its_own(text: str, start: int, end: int) -> bool:
    first = start
    while first > 0 and text[first - 1].isspace() and text[first - 1] != "\n":
        first -= 1
    return (first == 0 or text[first - 1] == "\n") and _LINE_END.match(text, end) is not None


def _lined(tables: Tables) -> pl.Series:
    """Return the passages that surely have lines of their own: white space with a line break stands before them and behind."""
    gap, rest = pl.col("gap"), pl.col("rest")
    blank = (gap.str.strip_chars() == "") & (gap.str.contains("\n", literal=True) | pl.col("begins"))
    ended = pl.when(rest.is_null()).then(blank.shift(-1)).otherwise(rest.str.strip_chars() == "")
    return tables.view(_gaps).filter(blank & ended & (pl.col("start") >= 0))["row"]


@RUNG.rule(severity="warning")
def heading_unlike(tables: Tables) -> Iterator[Check]:
    """A heading has lines of its own and, in English, capitals or no full stop; a sentence does not look like one.

    A title is held to the same.

    Breaks on: the heading ``Building a joint SWF isn’t easy.``
    Fix: write the kind that the passage has in the layout.
    """
    english = tables.view(english_articles)
    faults: dict[int, str | Explanation] = {}
    headed, ends = pl.col("kind").is_in(["heading", "title"]), pl.col("reads").str.contains("[.:;,]$")
    bare = (pl.col("kind") == "sentence") & ~pl.col("reads").str.contains("[.;,]$")
    lined = pl.col("row").is_in(tables.view(_lined).implode())
    for article, text, start, end, row, kind in _passages(tables, (headed & ~(lined & ~ends)) | bare):
        alone, last = _has_lines_of_its_own(text, start, end), text[end - 1]
        if kind == "sentence":
            if alone and article in english and _looks_like_headline(text[start:end]):
                faults[row] = "the sentence has a line of its own, capitals and no full stop, as a heading does"
        elif not alone:
            faults[row] = f"the {kind} shares its line with other words"
        elif article in english and last in _SENTENCE_END and not _looks_like_headline(text[start:end]):
            faults[row] = f"the {kind} has no capitals and ends with “{last}”, as a sentence does"
    yield at_fault(tables, "passages", "kind", faults, needs=("articles",))


@RUNG.rule(severity="warning")
def dateline_unlike(tables: Tables) -> Iterator[Check]:
    """A dateline holds a date, and a passage that is nothing but a whole date is a dateline.

    Breaks on: the sentence ``Sun May 25 2025``.
    Fix: write the kind that the passage has in the layout.
    """
    read = tables.view(_read).filter(pl.col("article_id").is_in(list(tables.view(english_articles))))
    short = (pl.col("end") - pl.col("start") <= _LONGEST_DATE) & pl.col("kind").is_in(_NO_DATELINE)
    dates = read.filter(short).join(tables.view(printed_dates), on=["article_id", "start", "end"], how="semi")
    faults: dict[int, str | Explanation] = {
        row: f"the {kind} is nothing but a date" for row, kind in dates.select("row", "kind").iter_rows()
    }
    datelines = tables.view(_datelines)
    undated = datelines.filter(~sharing(datelines, tables.view(printed_dates)))
    bare = read.join(undated, on="row", how="semi")
    faults |= dict.fromkeys(bare["row"], "the dateline holds no date")
    yield at_fault(tables, "passages", "kind", faults, needs=("articles",))


_NO_DATELINE = ("sentence", "heading", "boilerplate", "title")


def _datelines(tables: Tables) -> pl.DataFrame:
    """The datelines: ``row`` of the passage, ``number`` of the text, ``start`` and ``end``."""
    return tables.view(numbered_passages).filter(pl.col("kind") == "dateline").select("row", "number", "start", "end")


def dates_of_datelines(tables: Tables) -> pl.DataFrame:
    """The dates that share a character with a dateline, each once: ``article_id`` and the ``date``."""
    dates = tables.view(printed_dates)
    return dates.filter(sharing(dates, tables.view(_datelines))).select("article_id", "date").drop_nulls().unique()
