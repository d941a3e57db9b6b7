"""What stands above the text of an article: where it comes from, whose it is, and how much of it is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from swf_facts.sphinx.domain import reference
from swf_facts.sphinx.nodes import evidence
from swf_facts.sphinx.prose import definitions, inline, term
from swf_facts.sphinx.spans import coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from swf_facts.sphinx.staging import Row

__all__ = ["banner", "legend", "quoted_share"]

KINDS = {"quantity": "a quantity", "entity": "an entity", "date": "a date", "text": "words"}


def banner(row: Row, docname: str) -> nodes.container:
    """Return the source of an article, its date, its rights and its root."""
    box = nodes.container(classes=["article-banner"])
    head = nodes.paragraph(classes=["kicker"])
    head += [nodes.Text("Article "), nodes.literal("", row.article_id)]
    box += head
    box += definitions(_details(row, docname), "facts-list")
    if row.text is not None:
        box += nodes.raw("", _strip(row, row.text), format="html")
    return box


def _details(row: Row, docname: str) -> Iterator[nodes.definition_list_item]:
    about = row.about
    yield term("Publisher", nodes.Text(about["publisher"]))
    yield term("Author", nodes.Text(about["author"] or "none is printed"))
    yield term("Published", nodes.Text(about["published"] or "no date is known"))
    if about["url"]:
        yield term("Address", nodes.reference("", about["url"].partition("://")[2], refuri=about["url"]))
    if about["title_supplied"]:
        yield term("Title", nodes.Text("ours; the text prints none"))
    if about["origin"]:
        article_id, title, publisher = about["origin"]
        link = reference("article", article_id, docname, nodes.inline("", title))
        yield term("Rests on", link, nodes.Text(f" ({publisher})"))
    if about["derived"]:
        yield nodes.definition_list_item(
            "", nodes.term("", "Reported by"), nodes.definition("", nodes.paragraph("", "", *_derived(row, docname)))
        )
    holder = f"© {about['rights_holder']}" if about["rights_holder"] else "rights holder not known"
    rights: list[nodes.Node] = [nodes.Text(holder)]
    if about["rights_uri"]:
        rights += [nodes.Text(", "), nodes.reference("", "rights statement", refuri=about["rights_uri"])]
    yield term("Rights", *rights)
    if row.text is None:
        yield term("Text", nodes.Text("withheld: it is not part of this package, and no quote from it can be checked"))
    if about["note"]:
        yield term("Note", nodes.Text(about["note"]))


def _derived(row: Row, docname: str) -> Iterator[nodes.Node]:
    for position, (article_id, title) in enumerate(row.about["derived"]):
        if position:
            yield nodes.Text("; ")
        yield reference("article", article_id, docname, nodes.inline("", title))


def quoted_share(row: Row, text: str) -> float:
    """Return which part of the printed characters stands in a statement."""
    printed = sum(not character.isspace() for character in text)
    quoted = (
        not character.isspace()
        for start, end in coverage(len(text), [mark for mark in row.marks if mark.role == "statement"])
        for character in text[start:end]
    )
    return sum(quoted) / printed if printed else 0.0


def _strip(row: Row, text: str) -> str:
    """Return the coverage strip: the text from left to right, with what is quoted filled in."""
    share = f"{quoted_share(row, text):.0%}"
    quoted = coverage(len(text), [mark for mark in row.marks if mark.role == "statement"])
    left_out = [(passage.start, passage.end) for passage in row.passages if passage.treatment != "facts"]
    bars = "".join(
        f'<rect class="{name}" x="{start}" y="0" width="{end - start}" height="10"/>'
        for name, stretches in (("left-out", left_out), ("quoted", quoted))
        for start, end in stretches
    )
    said = f"{share} of the printed characters stand in the statement of a fact, from the start of the text on the left to its end"
    return (
        f'<figure class="coverage"><svg role="img" aria-label="{said}" viewBox="0 0 {len(text)} 10" preserveAspectRatio="none">'
        f"{bars}</svg><figcaption><strong>{share}</strong> of the text is quoted by "
        f"<strong>{len(row.facts)}</strong> facts; passages left out on purpose are grey.</figcaption></figure>"
    )


def legend(row: Row) -> nodes.container:
    """Return what the marks mean, for the kinds of value that the article has."""
    box = nodes.container(classes=["legend"])
    line = nodes.paragraph("", "", nodes.Text("Each fact underlines the words that state it; its value is filled: "))
    present = {note["kind"] for note in row.facts.values()}
    for kind, words in KINDS.items():
        if kind in present:
            line += [
                evidence(
                    "", nodes.Text(words), classes=["evidence", f"fill-{kind}"], style=f"--lane0:var(--{kind}-solid)"
                ),
                nodes.Text(" "),
            ]
    line += [
        nodes.Text("Stroke: "),
        inline("stated as so", "stroke", "stroke-solid"),
        nodes.Text(" "),
        inline("planned, guessed, judged or asked", "stroke", "stroke-dashed"),
    ]
    box += line
    return box
