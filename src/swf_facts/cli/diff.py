"""What ``swf-facts diff`` prints: the tables that differ in numbers, then what differs, then what that demands of the version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.report.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from swf_facts.difference import Bump, CellChange, Difference, RowChange, Side
    from swf_facts.difference.records import Change

__all__ = ["diff_text"]

MOST = 12  # lines of one section; all of them are in JSON
WIDTH = 44  # of a cell that is shown
CHANGES: Mapping[Change, tuple[str, str]] = {
    "added": ("+", "32"),
    "removed": ("-", "31"),
    "changed": ("~", "33"),
    "moved": ("↔", "36"),
    "superseded": ("→", "35"),
    "withdrawn": ("×", "35"),
}
"""The sign and the colour of each change."""

VALUES = ("value_number", "value_entity_id", "value_date", "value_text")


def diff_text(difference: Difference, *, colour: bool) -> str:
    """Return *difference* for a person."""
    if difference.same:
        return _same(difference.old, difference.new)
    page = _Page(colour=colour)
    lines = [_title(difference), "", *page.counts(difference)]
    for table, changes in difference.tables.items():
        lines += page.section(table, (_row(table, row) for row in changes.changes), len(changes.changes))
    lines += page.section("texts", page.texts(difference), len(difference.texts))
    lines += page.section("schema", _schema(difference), len(difference.schema))
    lines += page.section(
        "resources", ((each.change, each.name) for each in difference.resources), len(difference.resources)
    )
    lines += page.section("metadata", _metadata(difference), len(difference.metadata))
    lines += ["", *_demand(difference)]
    if page.cut:
        lines.append("Lists were cut short; `--format json` has all of them.")
    return "\n".join(lines)


def _same(old: Side, new: Side) -> str:
    both = (
        f"both are {printable(old.place)}"
        if old.place == new.place
        else f"{printable(old.place)} and {printable(new.place)}"
    )
    return f"Nothing differs: {printable(new.name)} {printable(new.version)}, {both}."


def _title(difference: Difference) -> str:
    old, new = difference.old, difference.new
    first = f"{old.name} {old.version}"
    second = new.version if old.name == new.name else f"{new.name} {new.version}"
    return printable(f"{first} → {second}   ({old.place} → {new.place})")


class _Page:
    """Lays out lines, and notes whether any were left out."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour
        self.cut = False

    def paint(self, code: str, words: str) -> str:
        return f"\x1b[{code}m{words}\x1b[0m" if self.colour else words

    def counts(self, difference: Difference) -> Iterator[str]:
        """Yield a table of the tables that differ."""
        tables = {name: table for name, table in difference.tables.items() if table.changes}
        if not tables:
            return
        columns = [change for change in CHANGES if any(table.count(change) for table in tables.values())]
        yield "".join([f"  {'table':<14}{'old':>10}{'new':>10}", *(f"{change:>12}" for change in columns)])
        for name, table in tables.items():
            cells = (table.count(change) for change in columns)
            counted = "".join(f"{count:>12,}" if count else f"{'·':>12}" for count in cells)
            yield f"  {name:<14}{table.old_rows:>10,}{table.new_rows:>10,}{counted}"

    def section(self, title: str, entries: Iterable[tuple[Change, str]], count: int) -> Iterator[str]:
        """Yield a heading and the first of its entries."""
        if not count:
            return
        yield ""
        yield self.paint("1", title)
        for number, (change, words) in enumerate(entries):
            if number == MOST:
                self.cut = True
                yield f"  … and {count - MOST:,} more"
                return
            sign, code = CHANGES[change]
            yield f"  {self.paint(code, sign)} {words}"

    def texts(self, difference: Difference) -> Iterator[tuple[Change, str]]:
        for text in difference.texts:
            length = " → ".join(f"{one:,}" for one in (text.old_length, text.new_length) if one is not None)
            lines = [f"{text.article_id}  {length} characters"]
            for line in text.lines[:MOST]:
                code = {"+": "32", "-": "31"}.get(line[:1], "2")
                lines.append(f"      {self.paint(code, printable(line if len(line) <= 90 else line[:89] + '…'))}")
            if len(text.lines) > MOST:
                self.cut = True
                lines.append(f"      … and {len(text.lines) - MOST:,} more lines")
            yield text.change, "\n".join(lines)


# --- rows ---------------------------------------------------------------------------------------------
def _shown(cell: str | None) -> str:
    if cell is None:
        return "empty"
    return printable(cell if len(cell) <= WIDTH else f"{cell[: WIDTH - 1]}…")


def _row(table: str, row: RowChange) -> tuple[Change, str]:
    """Return what to say of one row."""
    cells = {cell.field: cell for cell in row.cells}
    key = printable(row.key)
    if row.change == "superseded":
        return row.change, f"{key}  superseded by {_shown(cells['superseded_by'].new)}{_reason(cells)}"
    if row.change == "withdrawn":
        return row.change, f"{key}  withdrawn{_reason(cells)}"
    if row.change == "moved":
        return row.change, f"{key}  {_moved(cells)}"
    if row.change == "changed":
        return row.change, f"{key}  {'; '.join(map(_cell, row.cells))}"
    side = "new" if row.change == "added" else "old"
    filled = {name: str(getattr(cell, side)) for name, cell in cells.items()}
    return row.change, f"{key}  {_words(table, filled, row.key)}".rstrip()


def _reason(cells: Mapping[str, CellChange]) -> str:
    reason = cells["status_reason"].new if "status_reason" in cells else None
    return f": {_shown(reason)}" if reason else ""


def _moved(cells: Mapping[str, CellChange]) -> str:
    """Return the ends of the span that differ."""
    return ", ".join(f"{name} {cell.old} → {cell.new}" for name, cell in cells.items())


def _cell(cell: CellChange) -> str:
    return f"{printable(cell.field)} {_shown(cell.old)} → {_shown(cell.new)}"


def _words(table: str, cells: Mapping[str, str], key: str) -> str:
    """Return a row that came or went in a few words: a fact as a statement, another by what is not in its key."""
    if table == "facts":
        value = next((cells[name] for name in VALUES if name in cells), "")
        said = [
            cells.get("subject_id", ""),
            cells.get("property_id", ""),
            " ".join([value, cells.get("unit_id", "")]).strip(),
        ]
        return " – ".join(map(_shown, said))
    parts = key.split("/")
    rest = [_shown(cell) for name, cell in cells.items() if cell not in parts]
    return "  ".join(rest[:3])


# --- schema and metadata ------------------------------------------------------------------------------
def _change_of(old: str | None, new: str | None) -> Change:
    return "added" if old is None else "removed" if new is None else "changed"


def _schema(difference: Difference) -> Iterator[tuple[Change, str]]:
    for change in difference.schema:
        where = f"{change.table}.{change.field}" if change.field else change.table
        what = (
            "" if change.what in {"field", "table"} else f" {change.what} {_shown(change.old)} → {_shown(change.new)}"
        )
        whole = f"  {change.what}" if not what else ""
        yield _change_of(change.old, change.new), printable(f"{where}{what}{whole}  ({change.level})")


def _metadata(difference: Difference) -> Iterator[tuple[Change, str]]:
    for change in difference.metadata:
        words = f"{change.member}  {_shown(change.old)} → {_shown(change.new)}"
        yield _change_of(change.old, change.new), printable(words)


# --- the version --------------------------------------------------------------------------------------
def _demand(difference: Difference) -> Iterator[str]:
    """Yield what the changes demand of the version, and why."""
    bump = difference.bump
    yield _verdict(bump, difference)
    for reason in bump.reasons:
        times = f"{reason.count:,} × " if reason.count > 1 else ""
        first = "first " if reason.count > 1 else ""
        yield f"  {reason.level:<6} {times}{printable(reason.what)}, {first}{printable(reason.example)}"


def _verdict(bump: Bump, difference: Difference) -> str:
    level = bump.level.upper() if bump.level != "none" else "no new"
    if bump.least_version is None:
        named = difference.old.name == difference.new.name
        why = f"{difference.old.version!r} is no version" if named else "the packages have different names"
        return printable(f"The changes demand a {level} version; which one nobody can say, as {why}.")
    before = difference.old.version.startswith("0.") and bump.level == "major"
    note = ", since before 1.0.0 a MAJOR change raises the second number" if before else ""
    fits = {True: "fits", False: "is too low", None: "is none"}[bump.satisfied]
    said = f"The changes demand a {level} version: {bump.least_version} or later{note}. NEW's {difference.new.version} {fits}."
    return printable(said)
