"""Citations of a dataset, an article or a fact: as text, BibTeX or CSL-JSON.

Nothing is invented: a part that is not known is left out, and a name is never cut into given name and family name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from swf_facts.errors import UnknownChoice, nearest

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Mapping

__all__ = ["STYLES", "Style", "Work", "cite"]

Style = Literal["text", "bibtex", "csl-json"]
STYLES: tuple[Style, ...] = get_args(Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is known of a thing that can be cited.

    Attributes
    ----------
    kind : {"dataset", "article", "fact"}
        What it is.
    key : str
        Citation key, unique among the works of a package.
    title : str
        Title as it stands; nothing is escaped yet.
    authors : tuple of str
        Names as they are printed.
    container : str or None
        The publication an article stands in, the dataset that a fact belongs to.
    issued : date or None
        Date of publication.
    version : str or None
        Version of a dataset.
    number : str or None
        Identifier inside the container.
    doi, url, language : str or None
        As they are written.
    note : str or None
        One sentence for the reader.
    """

    kind: Literal["dataset", "article", "fact"]
    key: str
    title: str
    authors: tuple[str, ...] = ()
    container: str | None = None
    issued: datetime.date | None = None
    version: str | None = None
    number: str | None = None
    doi: str | None = None
    url: str | None = None
    language: str | None = None
    note: str | None = None


def cite(work: Work, style: str = "text") -> str:
    """Return the citation of *work*, without a newline at its end.

    Raises
    ------
    UnknownChoice
        There is no such style.
    """
    if style not in _WRITERS:
        hint = nearest(style, _WRITERS) or f"choose from {', '.join(_WRITERS)}"
        raise UnknownChoice(f"there is no citation style {style!r}", hint)
    return _WRITERS[style](work)


# --- text ---------------------------------------------------------------------------------------------
def _text(work: Work) -> str:
    """Return one paragraph: who, when, what, where."""
    doi = f"https://doi.org/{work.doi}" if work.doi else ""
    # A DOI stands for a dataset's address, but not for that of a fact in it.
    links = (doi, work.url) if work.kind == "fact" else (doi or work.url,)
    version = f" (Version {work.version}) [Data set]" if work.version else ""
    issued = ""
    if work.issued:
        issued = f" ({work.issued if work.kind == 'article' else work.issued.year})"
    title = f"{work.title}{version if work.kind == 'dataset' else ''}"
    container = f"In {work.container}{version}" if work.kind == "fact" else work.container or ""
    lead = (f"{'; '.join(work.authors)}{issued}", title) if work.authors else (f"{title}{issued}",)
    sentences = (part if part.endswith((".", "?", "!")) else f"{part}." for part in (*lead, container) if part)
    return " ".join((*sentences, *(part for part in (*links, work.note) if part)))


# --- BibTeX -------------------------------------------------------------------------------------------
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
_LONE_BRACES = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_LIGATURES = {"--": "-{}-", "``": "`{}`", "''": "'{}'"}  # which TeX would join to a dash or a quotation mark


def _balanced(words: str) -> bool:
    depth = 0
    for sign in words if "{" in words or "}" in words else "":
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def escape_bibtex(words: str) -> str:
    """Return *words* so that BibTeX and TeX read them back; letters of any script stay as they are.

    BibTeX counts a brace even after a backslash, so braces without a partner are spelt out.
    """
    table: dict[str, str | int | None] = {**_TEX, **({} if _balanced(words) else _LONE_BRACES)}
    escaped = " ".join(words.split()).translate(str.maketrans(table))
    for joined, apart in _LIGATURES.items():
        while joined in escaped:
            escaped = escaped.replace(joined, apart)
    return escaped


def _verbatim_url(url: str) -> str:
    """Return an address for a field that TeX reads verbatim, where only braces and backslashes would break out."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _bibtex(work: Work) -> str:
    """Return one ``@misc`` entry, which BibTeX and biblatex both know."""
    title = escape_bibtex(work.title)
    fields = {
        # a second pair of braces keeps capitals, and keeps the name of an organization whole
        "author": " and ".join(f"{{{escape_bibtex(author)}}}" for author in work.authors),
        "title": f"{{{title}}}",
        "howpublished": escape_bibtex(work.container or ("Data set" if work.kind == "dataset" else "")),
        "year": f"{work.issued.year:04d}" if work.issued else "",
        "month": str(work.issued.month) if work.issued and work.kind == "article" else "",
        "version": escape_bibtex(work.version or ""),
        "number": escape_bibtex(work.number or ""),
        "doi": _verbatim_url(work.doi or ""),
        "url": _verbatim_url(work.url or ""),
        "note": escape_bibtex(work.note or ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".:-") else "-" for sign in work.key)
    return "\n".join([f"@misc{{{key},", *lines, "}"])


# --- CSL-JSON -----------------------------------------------------------------------------------------
_CSL_TYPES = {"dataset": "dataset", "article": "article-newspaper", "fact": "entry"}


def _csl_json(work: Work) -> str:
    """Return a CSL-JSON array with one item."""
    issued = work.issued
    date_parts = [] if issued is None else [issued.year, issued.month, issued.day]
    item: dict[str, object] = {
        "id": work.key,
        "type": _CSL_TYPES[work.kind],
        "title": work.title,
        "author": [{"literal": author} for author in work.authors],
        "container-title": work.container,
        "issued": {"date-parts": [date_parts]} if date_parts else None,
        "version": work.version,
        "number": work.number,
        "DOI": work.doi,
        "URL": work.url,
        "language": work.language,
        "note": work.note,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


_WRITERS: Mapping[str, Callable[[Work], str]] = {"text": _text, "bibtex": _bibtex, "csl-json": _csl_json}
