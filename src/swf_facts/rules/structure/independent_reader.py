"""The tables as another reader of the standard sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.rules.conformance import frictionless_errors
from swf_facts.rules.constraints import bad_cells
from swf_facts.rules.structure.references import unknown_references
from swf_facts.rules.structure.rung import RUNG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.findings import Finding
    from swf_facts.rules.tables import Tables


@RUNG.rule(scope="sample")
def conformance(tables: Tables) -> Iterator[Finding]:
    """frictionless, an independent reader of the Table Schema standard, finds nothing that the other rules did not.

    Of each table it reads the first 200 rows, of tables in parts those of the first part: how a file is laid out shows there,
    and the other rules read every row. Where lines are blank it reads up to 20,000. It is given rows that are kept in Parquet as
    text, as they would stand in CSV.

    Breaks on: a blank line between two rows.
    Fix: mend what the message names; a blank line must go.
    """
    said: set[tuple[str, int | None]] = set()
    for table in tables.judged_tables():
        said.update((table.name, int(table.lines[index])) for index in table.damaged)
    for name, index, _ in tables.view(bad_cells):
        said.add((name, int(tables[name].lines[index])))
    for name, index in unknown_references(tables):
        said.add((name, int(tables[name].lines[index])))
    for name, line, field, note in frictionless_errors(tables):
        if (name, line) not in said:
            said.add((name, line))
            yield conformance.finding(
                resource=name, row=line, field=field, message=f"frictionless says: {note.rstrip('.')}"
            )
