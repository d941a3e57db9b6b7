"""Rung 2: every file is the one that the descriptor means, and its characters are what they seem."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.anchors import first_difference, stray_invisibles
from swf_facts.package import describe_hash
from swf_facts.rules.characters import (
    BIDI,
    CONTROL,
    FORMULA,
    QUOTED,
    UNSEEN,
    Words,
    all_words,
    cells_with,
    plain_texts,
)
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.csv_reading import lines_with_bad_bytes
from swf_facts.rules.registry import Rung
from swf_facts.rules.table import TEXTS
from swf_facts.rules.tables import is_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.registry import Rule
    from swf_facts.rules.tables import Tables

__all__ = ["RUNG", "measures"]

RUNG = Rung("integrity", lambda tables: len(tables.view(measures)))


# --- hashes -----------------------------------------------------------------------------------------
def measures(tables: Tables) -> Mapping[str, tuple[str, int]]:
    """Return hash and size of every file that is judged."""
    return {name: (describe_hash(content), len(content)) for name, content in tables.files()}


@RUNG.rule()
def hash_mismatch(tables: Tables) -> Iterator[Finding]:
    """The SHA-256 of every resource is the ``hash`` that the descriptor gives.

    Breaks on: a table that was edited after the descriptor was written.
    Fix: if the change is meant, bring the descriptor up to date; else restore the file.
    """
    package = tables.package
    for name, (found, _) in tables.view(measures).items():
        given = package.resources[name].descriptor.get("hash")
        if isinstance(given, str) and given.startswith("sha256:") and given != found:
            yield hash_mismatch.finding(
                resource=name,
                found=found,
                message=f"the file {package.resources[name].path} is not the one that the descriptor describes: its hash is "
                f"{found[:19]}…, the descriptor has {given[:19]}…",
            )


@RUNG.rule()
def size_mismatch(tables: Tables) -> Iterator[Finding]:
    """The size of every resource is the ``bytes`` that the descriptor gives. Not looked at where the hash differs already.

    Breaks on: ``"bytes": 1`` for a table of 900 bytes.
    Fix: bring the descriptor up to date.
    """
    package = tables.package
    for name, (found, size) in tables.view(measures).items():
        entry = package.resources[name].descriptor
        given = entry.get("bytes")
        if type(given) is int and given != size and entry.get("hash") == found:
            message = f"the file has {size} bytes, the descriptor says {given}"
            yield size_mismatch.finding(resource=name, found=str(size), message=message)


# --- bytes and characters of a file -----------------------------------------------------------------
def _line(text: str, at: int) -> tuple[int, str, int]:
    """Return number and words of the line at a position, and the position in it."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text.count("\n", 0, at) + 1, text[start : end if end >= 0 else len(text)], at - start


def _at(rule: Rule, words: Words, at: int, message: str) -> Finding:
    number, line, mark = _line(words.text, at)
    begin = max(0, mark - 40)
    return rule.finding(
        resource=words.resource,
        key=words.key,
        row=words.line - 1 + number,
        found=line[begin : mark + 40],
        mark=mark - begin,
        message=message,
    )


@RUNG.rule()
def not_utf8(tables: Tables) -> Iterator[Finding]:
    """Text is UTF-8. A row with a byte that is not is not looked at further; the other rows are.

    Breaks on: a table saved as Latin-1.
    Fix: save the file as UTF-8.
    """
    for name, content in tables.files():
        if is_text(tables.package.resources[name]):
            bad = lines_with_bad_bytes(content)
            if bad:
                line, at = next(iter(bad.items()))
                byte = content.split(b"\n")[line - 1][at]
                more = f", and so {len(bad) - 1} more lines" if len(bad) > 1 else ""
                message = f"byte {at + 1} of the line, 0x{byte:02X}, is not UTF-8{more}"
                yield not_utf8.finding(resource=name, row=line, found=f"0x{byte:02X}", message=message)
    for name, flaw in tables.flaws(not_utf8.name):
        yield not_utf8.finding(resource=name, row=flaw.row, found=flaw.found, message=flaw.message)


@RUNG.rule()
def byte_order_mark(tables: Tables) -> Iterator[Finding]:
    """No file begins with a byte order mark, which would shift positions and hide in the first field's name.

    Breaks on: a table saved as "UTF-8 with BOM".
    Fix: save the file as UTF-8 without BOM.
    """
    for name, content in tables.files():
        if content.startswith(b"\xef\xbb\xbf") and is_text(tables.package.resources[name]):
            message = "the file begins with a byte order mark"
            yield byte_order_mark.finding(resource=name, row=1, found="U+FEFF", message=message)
    for name, flaw in tables.flaws(byte_order_mark.name):
        yield byte_order_mark.finding(resource=name, row=1, found=flaw.found, message=flaw.message)


@RUNG.rule()
def carriage_return(tables: Tables) -> Iterator[Finding]:
    """Lines end with a line feed alone.

    Breaks on: a table saved with the line ends of Windows.
    Fix: save the file with LF line ends.
    """
    for words in tables.view(all_words):
        if count := words.text.count("\r"):
            times = "once" if count == 1 else f"{count} times"
            message = f"a carriage return stands in the {words.noun} {times}, first here"
            yield _at(carriage_return, words, words.text.index("\r"), message)


@RUNG.rule()
def control_character(tables: Tables) -> Iterator[Finding]:
    """No control characters but line feed and tab.

    Breaks on: a NUL in a note.
    Fix: remove the character.
    """
    for words in tables.view(all_words):
        found = CONTROL.findall(words.text)
        if found:
            more = f", and {len(found) - 1} more in the {words.noun}" if len(found) > 1 else ""
            message = f"the control character U+{ord(found[0]):04X} stands in the {words.noun}{more}"
            yield _at(control_character, words, words.text.index(found[0]), message)


@RUNG.rule()
def not_normalized(tables: Tables) -> Iterator[Finding]:
    """Text is in Unicode normalization form C, so that what looks equal is equal.

    Breaks on: an accent typed as a character of its own after its letter.
    Fix: normalize the file to NFC, and place the spans of a text anew.
    """
    for words in tables.view(all_words):
        if not unicodedata.is_normalized("NFC", words.text):
            at = first_difference(words.text, unicodedata.normalize("NFC", words.text))
            yield _at(not_normalized, words, at, "the text is not in normalization form C")


# --- characters that deceive ------------------------------------------------------------------------
@RUNG.rule()
def bidi_control(tables: Tables) -> Iterator[Finding]:
    """No cell has a character that changes the direction of writing: it can make a value look like another one.

    Breaks on: an id with U+202E in it.
    Fix: remove the character.
    """
    for table, index, name, cell in cells_with(tables, BIDI.pattern, {}):
        mark = BIDI.search(cell).start()  # type: ignore[union-attr]  # the same pattern found it
        message = f"the cell has U+{ord(cell[mark]):04X}, which changes the direction of writing"
        yield bidi_control.finding(**table.place(index), field=name, found=cell, mark=mark, message=message)


@RUNG.rule(severity="warning")
def bidi_control_in_text(tables: Tables) -> Iterator[Finding]:
    """A text has no character that changes the direction of writing. It is kept as published, so this is a warning.

    Breaks on: a text with U+200F in it.
    Fix: compare the text with the publication; quote around the character.
    """
    for words in plain_texts(tables):
        if match := BIDI.search(words.text):
            message = f"the text has U+{ord(match.group()):04X}, which changes the direction of writing"
            yield _at(bidi_control_in_text, words, match.start(), message)


@RUNG.rule()
def invisible_character(tables: Tables) -> Iterator[Finding]:
    """Outside quoted words, no cell has a character without width, such as U+200B, except inside an emoji.

    Breaks on: a name with a zero-width space in it.
    Fix: remove the character.
    """
    for table, index, name, cell in cells_with(tables, f"[{UNSEEN}]", QUOTED):
        for mark in stray_invisibles(cell)[:1]:
            message = f"the cell has U+{ord(cell[mark]):04X}, which cannot be seen"
            yield invisible_character.finding(**table.place(index), field=name, found=cell, mark=mark, message=message)


@RUNG.rule(severity="warning")
def invisible_character_in_text(tables: Tables) -> Iterator[Finding]:
    """A text has no character without width outside emoji. It is kept as published, so this is a warning.

    Breaks on: a text with a zero-width space in it.
    Fix: compare the text with the publication; quote around the character.
    """
    for words in plain_texts(tables):
        places = stray_invisibles(words.text.removeprefix("\ufeff"))
        if places:
            at = places[0] + words.text.startswith("\ufeff")
            message = f"the text has U+{ord(words.text[at]):04X}, which cannot be seen"
            yield _at(invisible_character_in_text, words, at, message)


@RUNG.rule()
def formula_cell(tables: Tables) -> Iterator[Finding]:
    """Outside quoted words, no cell begins with ``=``, ``+``, ``-``, ``@`` or a tab: a spreadsheet would run it as a formula.

    Breaks on: the note ``=HYPERLINK("http://…")``.
    Fix: begin the cell with another character.
    """
    for table, index, name, cell in cells_with(tables, FORMULA, QUOTED):
        message = f"a spreadsheet would read the cell as a formula, because it begins with {cell[0]!r}"
        yield formula_cell.finding(**table.place(index), field=name, found=cell, mark=0, message=message)


# --- texts of articles ------------------------------------------------------------------------------
def _articles(tables: Tables) -> pl.DataFrame:
    """Every article with its text as it is: whether a resource has its path, hash and length."""
    package, articles = tables.package, tables["articles"]
    if TEXTS in tables.tables:
        return _articles_with_table(tables)
    by_path = {item.path: item for item in package.resources.values()}
    rows = []
    for path in articles.raw["text_path"]:
        resource = by_path.get(path) if path else None
        content = package.contents.get(resource.name) if resource else None
        stale = (
            content is not None and resource is not None and resource.descriptor.get("hash") != describe_hash(content)
        )
        text = content.decode("utf-8", errors="replace") if content is not None else None
        rows.append(
            {
                "listed": resource is not None,
                "stale": stale,
                "sha256": describe_hash(content).removeprefix("sha256:") if content is not None else None,
                "length": len(text) if text is not None else None,
            }
        )
    found = pl.DataFrame(rows, {"listed": pl.Boolean, "stale": pl.Boolean, "sha256": pl.String, "length": pl.Int64})
    return pl.concat([articles.typed, found], how="horizontal")


def _articles_with_table(tables: Tables) -> pl.DataFrame:
    """Every article with its text as it is in a table of texts."""
    texts = tables.texts
    hashes = [describe_hash(text.encode()).removeprefix("sha256:") for text in texts.values()]
    lengths = [len(text) for text in texts.values()]
    found = pl.DataFrame(
        {"article_id": list(texts), "sha256": hashes, "length": lengths},
        {"article_id": pl.String, "sha256": pl.String, "length": pl.Int64},
    ).with_columns(listed=pl.lit(value=True), stale=pl.lit(value=False))
    view = tables["articles"].typed.join(found, on="article_id", how="left", maintain_order="left")
    missing = tables[TEXTS].whole  # of a table that cannot be read, nobody knows which texts it has
    return view.with_columns(pl.col("listed").fill_null(value=not missing), pl.col("stale").fill_null(value=False))


@RUNG.rule()
def text_unlisted(tables: Tables) -> Iterator[Check]:
    """The text of an included article is a resource of the package.

    Breaks on: an article whose ``text_path`` no resource has.
    Fix: list the text as a resource, or make the article withheld.
    """
    yield Check(
        table="articles",
        view=tables.view(_articles),
        holds=(pl.col("text_status").ne_missing("included")) | pl.col("text_path").is_null() | pl.col("listed"),
        field="text_path",
        explain="no resource has this path",
    )


@RUNG.rule()
def text_hash_mismatch(tables: Tables) -> Iterator[Check]:
    """The SHA-256 of an article's text is the one in its row. Not looked at where the resource's own hash differs already.

    Breaks on: a text that was edited after its spans were placed.
    Fix: restore the text; if the change is meant, update the row and place every span of the article anew.
    """
    yield Check(
        table="articles",
        view=tables.view(_articles),
        holds=pl.col("sha256").is_null() | pl.col("stale") | pl.col("text_sha256").is_null()
        | (pl.col("text_sha256") == pl.col("sha256")),
        field="text_sha256",
        explain=lambda row: Explanation(
            message="the text is not the one that the row describes", expected=row["sha256"],
            mark=first_difference(row["text_sha256"], row["sha256"]),
        ),
    )  # fmt: skip


@RUNG.rule()
def text_length_mismatch(tables: Tables) -> Iterator[Check]:
    """The length of an article's text in code points is the one in its row. Not looked at where the hash differs already.

    Breaks on: a length counted in bytes or in UTF-16 units.
    Fix: count Unicode code points.
    """
    yield Check(
        table="articles",
        view=tables.view(_articles),
        holds=pl.col("length").is_null() | pl.col("stale") | pl.col("text_length").is_null()
        | pl.col("text_sha256").ne_missing(pl.col("sha256")) | (pl.col("text_length") == pl.col("length")),
        field="text_length",
        explain=lambda row: f"the text has {row['length']} code points",
    )  # fmt: skip
