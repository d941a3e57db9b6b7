"""The characters that rules may mean, in files, in rows, in texts and in cells: found at once for all rules, and rarely there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from swf_facts.anchors import EMOJI
from swf_facts.package import LOCAL_TABLES
from swf_facts.rules.constraints import cell_failures
from swf_facts.rules.table import TEXTS, changes
from swf_facts.rules.tables import is_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from swf_facts.rules.table import Table
    from swf_facts.rules.tables import Tables

__all__ = [
    "BIDI",
    "CONTROL",
    "FORMULA",
    "QUOTED",
    "UNSEEN",
    "Words",
    "all_words",
    "cells_with",
    "marked_cells",
    "plain_texts",
]

# Cells that hold the article's own words may begin and contain what the article prints.
QUOTED = {"evidence": {"exact"}, "exclusions": {"exact"}, "facts": {"value_text"}, "aliases": {"alias"}}
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
UNSEEN = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\U000e0000-\U000e007f"
ODD = f"[\r{CONTROL.pattern[1:-1]}{BIDI.pattern[1:-1]}{UNSEEN}]"
ODD_IN_ROW = f"[\r{CONTROL.pattern[1:-1]}]"
FORMULA = "^[=+@\t\r-]"
# What matches such a list or pattern begins with a letter or digit, and has only ASCII that can be seen.
PLAIN_WORD = re.compile("[A-Za-z0-9][A-Za-z0-9 _-]*")
PLAIN_PATTERN = re.compile(r"\^\[(?:a-z|A-Z|0-9)+\](?![?*{])(?:[\[\]A-Za-z0-9_+*?{},-]|\((?!\?)|\)|\\\.)*\$")
# All characters that normalization may change, or that may change with the one before them, are in these blocks.
LOOSE = (
    "[\u0300-\u1fff\u2000\u2001\u20d0-\u20ff\u2126\u212a\u212b\u2329\u232a\u2adc\u2c00-\u2fff\u302a-\u302f\u3099\u309a"
    "\ua000-\uabff\uf900-\ufaff\ufb1d-\ufb4f\ufe20-\ufe2f\U00010000-\U0001efff\U0002f800-\U0002fa1f]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is judged character by character: a file, a row of a table that is no text, or a text in a table of texts."""

    resource: str
    noun: str
    text: str
    key: str = ""
    line: int = 1


def all_words(tables: Tables) -> list[Words]:
    """Return all text that is UTF-8; of rows and of texts in tables only those with a character that any rule could mean."""
    found = []
    for name, content in tables.files():
        if is_text(tables.package.resources[name]) and name != TEXTS:
            try:
                found.append(Words(resource=name, noun="file", text=content.decode("utf-8")))
            except UnicodeDecodeError:
                continue  # not_utf8 says so
    for table in tables.judged_tables():
        if _is_judged_by_row(tables, table):
            for index in _odd_rows(tables, table):
                text = table.raw[index].write_csv(include_header=False)
                line = int(table.lines[index])
                found.append(Words(resource=table.name, noun="row", text=text, key=table.key(index), line=line))
    if tables.is_judged(TEXTS) and TEXTS in tables.tables:
        texts = pl.Series(list(tables.texts.values()), dtype=pl.String)
        marked = texts.str.contains(ODD).arg_true()
        stray = texts.gather(marked).str.replace_all(EMOJI, "").str.contains(ODD)
        odd = {*marked.filter(stray), *_loose(texts)}
        found += [
            Words(resource=TEXTS, noun="text", text=text, key=article)
            for index, (article, text) in enumerate(tables.texts.items())
            if index in odd
        ]
    return found


def _is_judged_by_row(tables: Tables, table: Table) -> bool:
    """Whether characters are sought row by row, because the file of the table is no text, or not looked at as a whole."""
    if table.name not in LOCAL_TABLES or table.name == TEXTS:
        return False
    return table.name not in tables.package.contents or not is_text(tables.package.resources[table.name])


def _odd_rows(tables: Tables, table: Table) -> list[int]:
    """Return the rows in which a rule about rows could mean a character."""
    rows: set[int] = set()
    for name in table.field_names:
        marked = tables.view(marked_cells).get((table.name, name))
        if marked is not None:
            rows.update(marked["row"].filter(marked["cell"].str.contains(ODD_IN_ROW)))
            rows.update(marked["row"].gather(_loose(marked["cell"])))
    return sorted(rows)


def marked_cells(tables: Tables) -> Mapping[tuple[str, str], pl.DataFrame]:
    """Return by table and field the cells with a character that a rule could mean, and their rows; most columns have none.

    All cells of a column are looked at as the lines of one string, without those that are like the one before; not those of a
    column whose schema allows no such character, where all cells are as the schema asks.
    """
    failing = {(failure.table.name, failure.field) for failure in tables.view(cell_failures)}
    found: dict[tuple[str, str], pl.DataFrame] = {}
    for table in tables.judged_tables():
        if table.name == TEXTS:
            continue
        sought: dict[str, str] = {}
        for field in table.schema["fields"]:
            name, patterns = field["name"], _sought(tables, table, field)
            proven = not table.damaged and (table.name, name) not in failing
            if patterns and not (proven and _allows_nothing_odd(field)):
                sought[name] = "|".join(patterns)
        holds = table.raw.select(
            changes(pl.col(name)).str.join("\n").str.contains(f"(?m){pattern}") for name, pattern in sought.items()
        )
        for name in holds.columns:
            if holds[name].item():
                cells = table.raw.select(cell=name).with_row_index("row")
                marked = cells.filter(pl.col("cell").str.contains(sought[name]))
                if marked.height:
                    found[table.name, name] = marked
    return found


def _sought(tables: Tables, table: Table, field: Mapping[str, Any]) -> list[str]:
    """Return the patterns that some rule seeks in the cells of a field."""
    patterns = [ODD_IN_ROW, LOOSE] if _is_judged_by_row(tables, table) else []
    if field.get("type", "string") == "string":
        patterns.append(BIDI.pattern)
        if field["name"] not in QUOTED.get(table.name, ()):
            patterns += [f"[{UNSEEN}]", FORMULA]
    return patterns


def _allows_nothing_odd(field: Mapping[str, Any]) -> bool:
    """Whether no cell that is as its field asks has a character that a rule could mean; what is no string is ASCII."""
    constraints = field.get("constraints", {})
    if field.get("type", "string") != "string":
        return True
    if "enum" in constraints:
        return all(map(PLAIN_WORD.fullmatch, constraints["enum"]))
    return PLAIN_PATTERN.fullmatch(constraints.get("pattern", "")) is not None


def _loose(cells: pl.Series) -> list[int]:
    """Return which cells are not normalized. In a cell that is not, one of the pieces that normalization may change is not."""
    doubtful = cells.str.contains(LOOSE).arg_true()
    marked = cells.gather(doubtful)
    pieces = marked.str.extract_all(f"(?s).?{LOOSE}+").explode().unique()
    if all(unicodedata.is_normalized("NFC", piece) for piece in pieces.drop_nulls()):
        return []
    return [index for index, cell in zip(doubtful, marked, strict=True) if not unicodedata.is_normalized("NFC", cell)]


def cells_with(tables: Tables, pattern: str, skip: Mapping[str, set[str]]) -> Iterator[tuple[Table, int, str, str]]:
    """Yield table, row, field and cell wherever a cell of type string matches *pattern*, one of those that are sought."""
    for (table_name, name), marked in tables.view(marked_cells).items():
        table = tables[table_name]
        kinds = {item["name"]: item.get("type", "string") for item in table.schema["fields"]}
        if kinds[name] == "string" and name not in skip.get(table_name, ()):
            for index, cell in marked.filter(pl.col("cell").str.contains(pattern)).iter_rows():
                if index not in table.damaged:
                    yield table, index, name, cell


def plain_texts(tables: Tables) -> Iterator[Words]:
    """Yield the texts, and the files that are no tables."""
    return (words for words in tables.view(all_words) if words.noun == "text" or words.resource not in tables.tables)
