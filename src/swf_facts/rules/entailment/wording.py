"""How firmly a fact is stated follows from its words: verbatim values, hedges, questions, denials, headlines."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.rules.checks import Explanation
from swf_facts.rules.cues import flag_notes, hedges, modality_cues, negation_cues
from swf_facts.rules.entailment.rung import RUNG
from swf_facts.rules.entailment.standing import (
    flat_texts,
    placed_statements,
    sound_in,
    spans_of,
    statements,
    text_number_of,
    words_in,
)
from swf_facts.rules.gathering import gathered
from swf_facts.rules.quotes import facts, misplaced_values
from swf_facts.rules.verdicts import at_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from swf_facts.rules.checks import Check
    from swf_facts.rules.cues import Cue, Cues
    from swf_facts.rules.quotes import Span
    from swf_facts.rules.tables import Tables

NEEDS = ("evidence", "articles")
_EXPLAINED = frozenset({"presupposed", "scope_uncertain"})
_BLANK = r"\s\x1c-\x1f?"  # what `str.rstrip` takes for white space, as flat texts have it
_HIDDEN = ("subject", "value", "attribution")  # words in these may be anything
_REACH = 24  # characters before a statement in which a word that governs it is sought


@RUNG.rule()
def text_not_verbatim(tables: Tables) -> Iterator[Check]:
    """A text value is the words of its ``value`` span, to the letter.

    Breaks on: the value ``a new economic super-weapon`` for ``a New Economic Superweapon``.
    Fix: copy the value from the quote; what it means belongs in the note.
    """
    words = words_in(tables, "value").filter("sound").select("fact_row", "words")
    misplaced = pl.col("fact_row").is_in(list(tables.view(misplaced_values)))
    valued = tables.view(facts).select("fact_row", "value_text", "here").filter(
        pl.col("value_text").is_not_null() & pl.col("here") & ~misplaced
    )  # fmt: skip
    said = pl.col("words").list.contains(pl.col("value_text"))
    faults: dict[int, str | Explanation] = {
        row: Explanation(message=f"the quote reads “{quoted[0]}”", expected=quoted[0])
        for row, _, _, quoted in valued.join(words, on="fact_row").filter(~said).iter_rows()
    }
    yield at_fault(tables, "facts", "value_text", faults, needs=NEEDS)


# --- modality ---------------------------------------------------------------------------------------
def _readable(tables: Tables) -> pl.DataFrame:
    """The English facts whose text is here and whose statements all stand: ``fact_row`` and ``modality``."""
    cells = tables.view(facts).select("fact_row", "here", "english", "modality")
    stated = words_in(tables, "statement").filter("sound")
    return (
        cells.filter(pl.col("here") & pl.col("english"))
        .select("fact_row", "modality")
        .join(stated, on="fact_row", how="semi")
    )


def _unhedged(words: str, meanings: set[str], modality: str) -> str:
    """Say why the words of a modality span, with these meanings, do not say *modality*; empty where they do."""
    found = meanings - {"opinion"}
    if modality == "opinion":
        return f"“{words}” says {_listed(found)}" if found else ""
    if found == {modality}:
        return ""
    return f"“{words}” says {_listed(found) if found else 'nothing of the kind'}"


def _listed(meanings: set[str]) -> str:
    return " and ".join(sorted(meanings))


@RUNG.rule()
def modality_unread(tables: Tables) -> Iterator[Check]:
    """A modality other than ``asserted`` is said by words: in the ``modality`` span, else in a statement.

    The words of each modality stand in a lexicon; one span has words of one modality. An opinion is known by any other words,
    which its span quotes: what judges needs no list.

    Breaks on: ``speculated`` for ``has proposed``.
    Fix: write the modality that the words say, or quote the words that say it with the role modality.
    """
    known = ["forecast", "proposed", "speculated", "hypothetical", "question", "opinion"]
    meant = tables.view(_readable).filter(pl.col("modality").is_in(known))
    hedged = meant.join(words_in(tables, "modality"), on="fact_row")
    faults: dict[int, str | Explanation] = _unsaid(hedged.filter("sound").drop("sound"))
    bare = meant.join(hedged, on="fact_row", how="anti").join(words_in(tables, "statement"), on="fact_row")
    for row, modality, stated in bare.select("fact_row", "modality", "words").iter_rows():
        if not any(modality in modality_cues().meanings_in(words) for words in stated):
            faults[row] = f"no span has the role modality, and no statement has a word of it: “{stated[0]}”"
    yield at_fault(tables, "facts", "modality", faults, needs=NEEDS)


def _unsaid(hedged: pl.DataFrame) -> dict[int, str | Explanation]:
    """Say why the words of a modality span do not say the modality, by the fact's row; few words say it again and again."""
    spans = hedged.explode("words")
    verdicts = {
        (modality, words): _unhedged(words, modality_cues().meanings_in(words), modality)
        for modality, words in spans.select("modality", "words").unique().iter_rows()
    }
    if not any(verdicts.values()):
        return {}
    faults: dict[int, str | Explanation] = {}
    for row, modality, words in spans.select("fact_row", "modality", "words").iter_rows():
        if verdicts[modality, words]:
            faults.setdefault(row, verdicts[modality, words])
    return faults


@RUNG.rule()
def modality_of_asserted(tables: Tables) -> Iterator[Check]:
    """An asserted fact has no ``modality`` span: there are no words that make it less than asserted.

    Breaks on: ``asserted`` where ``could`` is quoted with the role modality.
    Fix: write the modality that the words say, or remove the span.
    """
    asserted = tables.view(facts).select("fact_row", "here", "modality").filter(
        pl.col("here") & (pl.col("modality") == "asserted")
    )  # fmt: skip
    quoted = words_in(tables, "modality").join(asserted, on="fact_row", how="semi")
    faults: dict[int, str | Explanation] = {
        row: f"“{words[0]}” is quoted for the modality" for row, words in quoted.select("fact_row", "words").iter_rows()
    }
    yield at_fault(tables, "facts", "modality", faults, needs=NEEDS)


def _outside(cues: Cues, spans: Sequence[Span], hidden: Sequence[str]) -> Iterator[tuple[Span, Cue]]:
    """Yield the cues in the statements of a fact, outside its spans of the *hidden* roles: a name or a value may hold any word."""
    masks = [span for span in spans if span.role in hidden]
    for span in spans:
        if span.role == "statement":
            for cue in cues.find(span.exact):
                start, end = span.start + cue.start, span.start + cue.end
                if not any(mask.start <= start and end <= mask.end for mask in masks):
                    yield span, cue


def _looked_at(tables: Tables, wanted: pl.Expr) -> pl.DataFrame:
    """The rows of the wanted facts whose words can be read."""
    return tables.view(facts).select(pl.col("fact_row").filter(pl.col("here") & pl.col("english") & wanted))


def _cued(tables: Tables) -> pl.DataFrame:
    """The statements that may hold a word that hedges or denies."""
    either = f"{hedges().screen}|{negation_cues().screen}"
    return tables.view(statements).filter(pl.col("exact").str.contains(either))


def _screened(tables: Tables, cues: Cues, wanted: pl.Expr) -> Mapping[int, tuple[Span, ...]]:
    """Return the spans of the wanted facts whose statements may hold a cue."""
    held = tables.view(_cued).filter(pl.col("exact").str.contains(cues.screen))
    left = held.filter(pl.col("fact_row").is_in(_looked_at(tables, wanted)["fact_row"].implode()))
    return spans_of(tables, left["fact_row"], roles=("statement", *_HIDDEN))


@RUNG.rule()
def hedge_asserted(tables: Tables) -> Iterator[Check]:
    """No statement of an asserted fact holds a word beside which nothing is asserted, nor begins right after one.

    Words inside the subject or the value do not count.

    Breaks on: ``asserted`` for ``This approach could inspire other nations``.
    Fix: write the modality that the word says, or shorten the statement where the word governs something else.
    """
    faults: dict[int, str | Explanation] = {}
    asserted = pl.col("modality") == "asserted"
    for row, spans in _screened(tables, hedges(), asserted).items():
        for _, cue in _outside(hedges(), spans, _HIDDEN):
            if cue.meaning != "question":
                faults[row] = Explanation(
                    message=f"“{cue.form}” in the statement says {cue.meaning}", expected=cue.meaning
                )
    for row, last in _governed(tables, hedges(), asserted):
        if last.meaning != "question":
            message = f"“{last.form}” right before the statement says {last.meaning}"
            faults.setdefault(row, Explanation(message=message, expected=last.meaning))
    yield at_fault(tables, "facts", "modality", faults, needs=NEEDS)


def _before(tables: Tables) -> pl.DataFrame:
    """The sound statements that may begin right after a word that hedges or denies, with the words ``before`` them."""
    spans = sound_in(tables, "statement").select("fact_row", "article_id", "start").filter(pl.col("start") > 0)
    flat = tables.view(flat_texts).gather(text_number_of(tables, spans))
    first = pl.max_horizontal(0, pl.col("start") - _REACH)
    words = pl.col("text").bin.slice(first, pl.col("start") - first).cast(pl.String)
    maybe = spans.with_columns(text=flat).filter(words.str.contains(_ending(hedges(), negation_cues())))
    places = maybe.select("article_id", "start").iter_rows()
    before = [tables.texts[article][max(0, start - _REACH) : start] for article, start in places]
    return maybe.select("fact_row", before=pl.Series(before, dtype=pl.String))


def _ending(*lexicons: Cues) -> str:
    """Return a pattern that words match where they end with a cue, maybe inside another word, and white space.

    So do they as the flat text has them, in which what is not of ASCII is a question mark.
    """
    pattern = f"(?:{'|'.join(cues.anywhere for cues in lexicons)})[{_BLANK}]+$"
    flat = "".join(sign if sign.isascii() else r"\?" for sign in pattern)
    return f"{pattern}|{flat}"


def _governed(tables: Tables, cues: Cues, wanted: pl.Expr) -> Iterator[tuple[int, Cue]]:
    """Yield row and cue of the wanted facts with a statement that begins right after a cue."""
    held = tables.view(_before).filter(pl.col("before").str.contains(_ending(cues)))
    looked = held.join(_looked_at(tables, wanted), on="fact_row", maintain_order="left")
    for row, words in looked.select("fact_row", "before").iter_rows():
        cue = _last(cues, words)
        if cue is not None:
            yield row, cue


def _last(cues: Cues, words: str) -> Cue | None:
    """Return the cue with which *words* end, white space aside."""
    end = len(words.rstrip())
    return next((cue for cue in cues.find(words) if cue.end == end < len(words)), None)


@RUNG.rule()
def question_asserted(tables: Tables) -> Iterator[Check]:
    """A statement with a question mark is a ``question``.

    Breaks on: ``asserted`` for ``Who controls what gets funded?``.
    Fix: write question, or end the statement before the question mark where that asks nothing.
    """
    asking = sound_in(tables, "statement").filter(pl.col("exact").str.contains("?", literal=True))
    faults: dict[int, str | Explanation] = {}
    if asking.is_empty():
        yield at_fault(tables, "facts", "modality", faults, needs=NEEDS)
        return
    other = tables.view(_readable).filter(pl.col("modality") != "question")
    for row, words in (
        asking.sort("start", maintain_order=True)
        .join(other, on="fact_row", maintain_order="left")
        .select("fact_row", "exact")
        .iter_rows()
    ):
        faults.setdefault(row, f"the statement asks: “{words}”")
    yield at_fault(tables, "facts", "modality", faults, needs=NEEDS)


# --- polarity ---------------------------------------------------------------------------------------
@RUNG.rule()
def negation_unread(tables: Tables) -> Iterator[Check]:
    """A ``positive`` fact has no statement that denies, and none that begins right after a word that does.

    Phrases that only look like a denial, such as “no less than”, and words inside the subject or the value do not count.

    Breaks on: ``positive`` for ``This isn’t venture capital``.
    Fix: write negative, or shorten the statement where the word denies something else.
    """
    faults: dict[int, str | Explanation] = {}
    positive = pl.col("polarity") == "positive"
    for row, spans in _screened(tables, negation_cues(), positive).items():
        for _, cue in _outside(negation_cues(), spans, _HIDDEN):
            if cue.meaning == "negates":
                faults[row] = Explanation(message=f"“{cue.form}” in the statement denies", expected="negative")
    for row, last in _governed(tables, negation_cues(), positive):
        if last.meaning == "negates":
            message = f"“{last.form}” right before the statement denies it"
            faults.setdefault(row, Explanation(message=message, expected="negative"))
    yield at_fault(tables, "facts", "polarity", faults, needs=NEEDS)


@RUNG.rule()
def negation_unsaid(tables: Tables) -> Iterator[Check]:
    """A ``negative`` fact has a word that denies in a statement, outside subject and value.

    Breaks on: ``negative`` for ``Innovation is expensive``.
    Fix: write positive, or widen the statement to the word that denies.
    """
    faults: dict[int, str | Explanation] = {}
    negative = _looked_at(tables, pl.col("polarity") == "negative")["fact_row"]
    for row, spans in spans_of(tables, negative, roles=("statement", *_HIDDEN)).items():
        if any(span.role == "statement" for span in spans):
            cues = _outside(negation_cues(), spans, _HIDDEN)
            if not any(cue.meaning == "negates" for _, cue in cues):
                faults[row] = Explanation(message="no word in a statement denies", expected="positive")
    yield at_fault(tables, "facts", "polarity", faults, needs=NEEDS)


# --- spans and flags --------------------------------------------------------------------------------
@RUNG.rule(severity="warning")
def headline_flag(tables: Tables) -> Iterator[Check]:
    """A fact has the flag ``headline_only`` exactly where all its statements stand in titles and headings.

    Breaks on: the flag for a fact that the lead states again.
    Fix: set the flag where only headlines state the fact, and say so in the note; remove it elsewhere.
    """
    head = pl.col("kind").is_in(["title", "heading"])
    placed = tables.view(placed_statements).select("fact_row", "kind")
    flagged = tables["facts"].raw.with_row_index("fact_row").select(
        "fact_row", flagged=pl.col("flags").str.contains(r"(^|\s)headline_only(\s|$)").fill_null(value=False)
    )  # fmt: skip
    maybe = pl.concat([flagged.filter("flagged"), flagged.join(placed.filter(head), on="fact_row", how="semi")])
    stated = placed.join(maybe.unique(), on="fact_row").group_by("fact_row", "flagged").agg(
        head.all(), placed=pl.col("kind").is_not_null().all()
    )  # fmt: skip
    wrong = stated.filter(pl.col("placed") & (pl.col("kind") != pl.col("flagged")))
    faults: dict[int, str | Explanation] = {
        row: "all statements stand in titles and headings" if headline else "a statement stands in no title or heading"
        for row, headline in wrong.select("fact_row", "kind").iter_rows()
    }
    yield at_fault(tables, "facts", "flags", faults, needs=(*NEEDS, "passages"))


def _explained(tables: Tables) -> list[tuple[int, str, set[str], set[str]]]:
    """Return of every fact the row, the note, the flags that want a reason, and those that the note gives one for."""
    meant = []
    looked = pl.col("flags").is_not_null() | pl.col("note").is_not_null()
    rows = tables["facts"].raw.with_row_index("row").filter(looked).select("row", "flags", "note")
    meanings = cache(flag_notes().meanings_in)
    for row, flags, note in rows.iter_rows():
        meant.append((row, note or "", {*(flags or "").split()} & _EXPLAINED, meanings(note or "")))
    return meant


def _summed(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


@gathered(_summed)
def flag_counts(tables: Tables) -> tuple[int, int]:
    """Return how many flags want a reason, and how many have one."""
    meant = tables.view(_explained)
    return sum(len(flags) for _, _, flags, _ in meant), sum(len(flags & said) for _, _, flags, said in meant)


def _are_explained(tables: Tables) -> bool:
    """Whether the notes of the package explain most of its flags in the words that are known."""
    flagged, said = tables.view(flag_counts)
    return 2 * said >= flagged > 0


@RUNG.rule(severity="warning", where=_are_explained, gathers=(flag_counts,))
def flag_unexplained(tables: Tables) -> Iterator[Check]:
    """The note of a fact with the flag ``presupposed`` or ``scope_uncertain`` says what is taken for granted or left open.

    The words for it stand in a lexicon; a note that has them goes with the flag. A package whose notes explain less than half
    of these flags so has its own words, and is not looked at.

    Breaks on: the flag ``presupposed`` and the note ``The year is taken from the dateline.``
    Fix: set the flag that the note explains, or explain the flag: “taken for granted”, “could also go with”, “is open”.
    """
    faults: dict[int, str | Explanation] = {}
    for row, note, flags, said in tables.view(_explained):
        if note and flags - said:
            faults[row] = f"the note does not say what is {' or '.join(sorted(flags - said))}: “{note[:80]}”"
        elif said - flags:
            faults[row] = (
                f"the note explains {' and '.join(sorted(said - flags))}, and the flag is not set: “{note[:80]}”"
            )
    yield at_fault(tables, "facts", "flags", faults)
