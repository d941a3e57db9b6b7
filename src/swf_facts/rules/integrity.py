"""Rung 2: every file is the one that the descriptor means, and its characters are what they seem."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from swf_facts.anchors import first_difference, stray_invisibles
from swf_facts.package import describe_hash
from swf_facts.rules.checks import Check, Explanation
from swf_facts.rules.registry import Rung
from swf_facts.rules.tables import is_text, lines_with_bad_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.findings import Finding
    from swf_facts.rules.registry import Rule
    from swf_facts.rules.tables import Table, Tables

__all__ = ["RUNG"]

RUNG = Rung("integrity", lambda tables: len(tables.package.contents))

# Cells that hold the article's own words may begin and contain what the article prints.
QUOTED = {"evidence": {"exact"}, "exclusions": {"exact"}, "facts": {"value_text"}, "aliases": {"alias"}}
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
FORMULA = "^[=+@\t\r-]"


# --- hashes -----------------------------------------------------------------------------------------
@RUNG.rule()
def hash_mismatch(tables: Tables) -> Iterator[Finding]:
    """The SHA-256 of every resource is the ``hash`` that the descriptor gives.

    Breaks on: a table that was edited after the descriptor was written.
    Fix: if the change is meant, bring the descriptor up to date; else restore the file.
    """
    package = tables.package
    for name, content in package.contents.items():
        given, found = package.resources[name].descriptor.get("hash"), describe_hash(content)
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
    for name, content in package.contents.items():
        entry = package.resources[name].descriptor
        given = entry.get("bytes")
        if type(given) is int and given != len(content) and entry.get("hash") == describe_hash(content):
            message = f"the file has {len(content)} bytes, the descriptor says {given}"
            yield size_mismatch.finding(resource=name, found=str(len(content)), message=message)


# --- bytes and characters of a file -----------------------------------------------------------------
def _texts(tables: Tables) -> Mapping[str, str]:
    """Return the decoded content of every resource that holds text and is UTF-8."""
    decoded = {}
    for name, content in tables.package.contents.items():
        if is_text(tables.package.resources[name]):
            try:
                decoded[name] = content.decode("utf-8")
            except UnicodeDecodeError:
                continue  # not_utf8 says so
    return decoded


def _line(text: str, at: int) -> tuple[int, str, int]:
    """Return number and words of the line at a position, and the position in it."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text.count("\n", 0, at) + 1, text[start : end if end >= 0 else len(text)], at - start


def _at(rule: Rule, resource: str, text: str, at: int, message: str) -> Finding:
    number, line, mark = _line(text, at)
    begin = max(0, mark - 40)
    return rule.finding(
        resource=resource, row=number, found=line[begin : mark + 40], mark=mark - begin, message=message
    )


@RUNG.rule()
def not_utf8(tables: Tables) -> Iterator[Finding]:
    """Text is UTF-8. A row with a byte that is not is not looked at further; the other rows are.

    Breaks on: a table saved as Latin-1.
    Fix: save the file as UTF-8.
    """
    for name, content in tables.package.contents.items():
        if is_text(tables.package.resources[name]):
            bad = lines_with_bad_bytes(content)
            if bad:
                line, at = next(iter(bad.items()))
                byte = content.split(b"\n")[line - 1][at]
                more = f", and so {len(bad) - 1} more lines" if len(bad) > 1 else ""
                message = f"byte {at + 1} of the line, 0x{byte:02X}, is not UTF-8{more}"
                yield not_utf8.finding(resource=name, row=line, found=f"0x{byte:02X}", message=message)


@RUNG.rule()
def byte_order_mark(tables: Tables) -> Iterator[Finding]:
    """No file begins with a byte order mark, which would shift positions and hide in the first field's name.

    Breaks on: a table saved as "UTF-8 with BOM".
    Fix: save the file as UTF-8 without BOM.
    """
    for name, content in tables.package.contents.items():
        if content.startswith(b"\xef\xbb\xbf") and is_text(tables.package.resources[name]):
            message = "the file begins with a byte order mark"
            yield byte_order_mark.finding(resource=name, row=1, found="U+FEFF", message=message)


@RUNG.rule()
def carriage_return(tables: Tables) -> Iterator[Finding]:
    """Lines end with a line feed alone.

    Breaks on: a table saved with the line ends of Windows.
    Fix: save the file with LF line ends.
    """
    for name, text in tables.view(_texts).items():
        if count := text.count("\r"):
            times = "once" if count == 1 else f"{count} times"
            yield _at(
                carriage_return,
                name,
                text,
                text.index("\r"),
                f"a carriage return stands in the file {times}, first here",
            )


@RUNG.rule()
def control_character(tables: Tables) -> Iterator[Finding]:
    """No control characters but line feed and tab.

    Breaks on: a NUL in a note.
    Fix: remove the character.
    """
    for name, text in tables.view(_texts).items():
        found = CONTROL.findall(text)
        if found:
            more = f", and {len(found) - 1} more in the file" if len(found) > 1 else ""
            message = f"the control character U+{ord(found[0]):04X} stands in the file{more}"
            yield _at(control_character, name, text, text.index(found[0]), message)


@RUNG.rule()
def not_normalized(tables: Tables) -> Iterator[Finding]:
    """Text is in Unicode normalization form C, so that what looks equal is equal.

    Breaks on: an accent typed as a character of its own after its letter.
    Fix: normalize the file to NFC, and place the spans of a text anew.
    """
    for name, text in tables.view(_texts).items():
        if not unicodedata.is_normalized("NFC", text):
            normal = unicodedata.normalize("NFC", text)
            yield _at(
                not_normalized, name, text, first_difference(text, normal), "the text is not in normalization form C"
            )


# --- characters that deceive ------------------------------------------------------------------------
def _cells(tables: Tables, pattern: str, skip: Mapping[str, set[str]]) -> Iterator[tuple[Table, int, str, str]]:
    """Yield table, row, field and cell wherever a cell of type string matches *pattern*."""
    for table in tables.tables.values():
        kinds = {item["name"]: item.get("type", "string") for item in table.schema["fields"]}
        for name in table.raw.columns:
            if kinds[name] == "string" and name not in skip.get(table.name, set()):
                for index in table.raw[name].str.contains(pattern).fill_null(value=False).arg_true():
                    if index not in table.damaged:
                        yield table, index, name, table.raw[name][index]


def _plain_texts(tables: Tables) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in tables.view(_texts).items() if name not in tables.tables)


@RUNG.rule()
def bidi_control(tables: Tables) -> Iterator[Finding]:
    """No cell has a character that changes the direction of writing: it can make a value look like another one.

    Breaks on: an id with U+202E in it.
    Fix: remove the character.
    """
    for table, index, name, cell in _cells(tables, BIDI.pattern, {}):
        mark = BIDI.search(cell).start()  # type: ignore[union-attr]  # the same pattern found it
        message = f"the cell has U+{ord(cell[mark]):04X}, which changes the direction of writing"
        yield bidi_control.finding(**table.place(index), field=name, found=cell, mark=mark, message=message)


@RUNG.rule(severity="warning")
def bidi_control_in_text(tables: Tables) -> Iterator[Finding]:
    """A text has no character that changes the direction of writing. It is kept as published, so this is a warning.

    Breaks on: a text with U+200F in it.
    Fix: compare the text with the publication; quote around the character.
    """
    for name, text in _plain_texts(tables):
        if match := BIDI.search(text):
            message = f"the text has U+{ord(match.group()):04X}, which changes the direction of writing"
            yield _at(bidi_control_in_text, name, text, match.start(), message)


@RUNG.rule()
def invisible_character(tables: Tables) -> Iterator[Finding]:
    """Outside quoted words, no cell has a character without width, such as U+200B, except inside an emoji.

    Breaks on: a name with a zero-width space in it.
    Fix: remove the character.
    """
    for table, index, name, cell in _cells(
        tables, "[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\U000e0000-\U000e007f]", QUOTED
    ):
        for mark in stray_invisibles(cell)[:1]:
            message = f"the cell has U+{ord(cell[mark]):04X}, which cannot be seen"
            yield invisible_character.finding(**table.place(index), field=name, found=cell, mark=mark, message=message)


@RUNG.rule(severity="warning")
def invisible_character_in_text(tables: Tables) -> Iterator[Finding]:
    """A text has no character without width outside emoji. It is kept as published, so this is a warning.

    Breaks on: a text with a zero-width space in it.
    Fix: compare the text with the publication; quote around the character.
    """
    for name, text in _plain_texts(tables):
        places = stray_invisibles(text.removeprefix("\ufeff"))
        if places:
            at = places[0] + text.startswith("\ufeff")
            message = f"the text has U+{ord(text[at]):04X}, which cannot be seen"
            yield _at(invisible_character_in_text, name, text, at, message)


@RUNG.rule()
def formula_cell(tables: Tables) -> Iterator[Finding]:
    """Outside quoted words, no cell begins with ``=``, ``+``, ``-``, ``@`` or a tab: a spreadsheet would run it as a formula.

    Breaks on: the note ``=HYPERLINK("http://…")``.
    Fix: begin the cell with another character.
    """
    for table, index, name, cell in _cells(tables, FORMULA, QUOTED):
        message = f"a spreadsheet would read the cell as a formula, because it begins with {cell[0]!r}"
        yield formula_cell.finding(**table.place(index), field=name, found=cell, mark=0, message=message)


# --- texts of articles ------------------------------------------------------------------------------
def _articles(tables: Tables) -> pl.DataFrame:
    """Every article with its text as it is: whether a resource has its path, hash and length."""
    package, articles = tables.package, tables["articles"]
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
