"""What a notebook shows for a fact, a table and a dataset: plain HTML that works in light and dark, with no outside resource."""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from swf_facts.dataset.excerpts import excerpts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from swf_facts.dataset.dataset import Dataset
    from swf_facts.dataset.records import Fact
    from swf_facts.dataset.tables import Table

__all__ = ["dataset_html", "fact_html", "table_html"]

SHOWN_ROWS = 10
_MARK = '<mark style="background: #ffe08a; color: #1a1a1a">'  # both colours, so that it reads on light and dark
_FAINT = 'style="opacity: 0.75"'
_CELL = 'style="text-align: left"'


def fact_html(fact: Fact) -> str:
    """Return the fact in words, its quote in its passage, and how firmly who says it."""
    sources = [
        fact.dataset.entities.linked(each.entity_id, by=f"fact {fact.fact_id}").name for each in fact.attributions
    ]
    rows = [
        ("Stated by", f"{fact.article.title} ({fact.article.publisher}, {fact.article_id})"),
        ("Attributed to", ", citing ".join(sources) or "nobody: the article’s own voice"),
        ("Modality", fact.modality if fact.polarity == "positive" else f"{fact.modality}, denied"),
        ("As of", str(fact.as_of) if fact.as_of else ""),
        ("Status", fact.status if fact.status != "current" else ""),
        ("Flags", ", ".join(fact.flags)),
        ("Note", fact.note or ""),
    ]
    stated = excerpts(fact)
    quotes = "".join(f"<blockquote><p>{_marked(shown.parts)}</p></blockquote>" for shown in stated)
    remark = next((f"<p {_FAINT}>{escape(shown.remark)}</p>" for shown in stated if shown.remark), "")
    return (
        f"<div><p><strong>{escape(str(fact))}</strong> <code>{escape(fact.fact_id)}</code></p>"
        f"{quotes}{remark}{_table((), ((label, text) for label, text in rows if text))}</div>"
    )


def _marked(parts: Iterable[tuple[str, bool]]) -> str:
    return "".join(f"{_MARK}{escape(words)}</mark>" if quoted else escape(words) for words, quoted in parts)


def table_html(table: Table[object]) -> str:
    """Return the first rows of a table, without the columns that are empty in all of them."""
    records = list(islice(table.rows(), SHOWN_ROWS))
    names = [name for name in table.fields if any(record[name] is not None for record in records)]
    more = f"{len(records)} of {len(table)} rows" if len(table) > len(records) else f"{len(table)} rows"
    body = (["" if record[name] is None else str(record[name]) for name in names] for record in records)
    return f"<div><p><strong>{escape(table.name)}</strong>, {more}</p>{_table(names, body)}</div>"


def dataset_html(dataset: Dataset) -> str:
    """Return name, version, counts, and how to cite."""
    counts = [(table.name, str(len(table))) for table in dataset.tables()]
    absent = [article.article_id for article in dataset.articles if article.text is None]
    remark = f"<p {_FAINT}>Without text here: {escape(', '.join(absent))}.</p>" if absent else ""
    return (
        f"<div><p><strong>{escape(dataset.title)}</strong><br><code>{escape(dataset.name)}</code> {escape(dataset.version)}</p>"
        f"{_table(('table', 'rows'), counts)}{remark}<p>Cite as: {escape(dataset.cite())}</p></div>"
    )


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th {_CELL}>{escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td {_CELL}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    colour = 'style="color: inherit"'  # in quirks mode a table would not take the page's colour, and be black on black
    return f"<table {colour}>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"
