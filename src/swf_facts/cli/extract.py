"""What ``swf-facts extract`` reads and prints: the quantities and dates of one text, with their spans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from swf_facts.errors import SwfFactsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from swf_facts.quantities import Mention

__all__ = ["mentions_json", "mentions_text", "read_text"]

MOST_BYTES = 4 * 2**20  # the longest articles have a few hundred thousand
LONGEST_SHOWN = 60  # characters of a mention in a table
_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_SAVE = "save it as UTF-8 without a byte order mark"
_VISIBLE = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}  # no text drives a terminal


def read_text(name: str) -> str:
    """Return the text of a file, every character kept, so that spans count what stands in it.

    Raises
    ------
    SwfFactsError
        It is no file that can be read, larger than any article, not UTF-8, or begins with a byte order mark.
    """
    path = Path(name)
    try:
        if path.is_dir():
            raise SwfFactsError(f"{name} is a folder", "name one text file")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise SwfFactsError(f"there is no file {name}", "check the name") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise SwfFactsError(f"{name} cannot be read: {reason}", "check the file and its permissions") from None
    if len(content) > MOST_BYTES:
        raise SwfFactsError(f"{name} has more than {MOST_BYTES // 2**20} MiB", "give the text of one article")
    if content.startswith(b"\xef\xbb\xbf"):
        raise SwfFactsError(f"{name} begins with a byte order mark, which would shift every span by one", _SAVE)
    if content[:2] in _ENCODINGS:
        raise SwfFactsError(f"{name} is {_ENCODINGS[content[:2]]}, not UTF-8", _SAVE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SwfFactsError(f"{name} is not UTF-8: byte {error.start}, on line {line}", _SAVE) from None


def mentions_json(mentions: Sequence[Mention]) -> str:
    """Return the mentions as a JSON array; numbers are strings, so that no reader rounds them."""
    return json.dumps([mention.to_dict() for mention in mentions], ensure_ascii=False, indent=2)


def mentions_text(mentions: Sequence[Mention]) -> str:
    """Return the mentions as a table for a person."""
    if not mentions:
        return "No quantity and no date found."
    rows = [("span", "kind", "comparator", "number or date", "unit", "lower", "upper", "words"), *map(_row, mentions)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    right = {0, 3, 5, 6}
    return "\n".join(
        "  ".join(
            f"{cell:>{width}}" if column in right else f"{cell:<{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(mention: Mention) -> tuple[str, ...]:
    cells = mention.to_dict()
    value = "date" if mention.kind == "date" else "number"
    words = mention.exact if len(mention.exact) <= LONGEST_SHOWN else f"{mention.exact[: LONGEST_SHOWN - 1]}…"
    return (
        f"{mention.start}:{mention.end}",
        mention.kind,
        "" if mention.kind == "date" else mention.comparator,
        *(str(cells[name] or "") for name in (value, "unit", "lower", "upper")),
        words.translate(_VISIBLE),
    )
