"""What the pages of a site follow from, as digests: a page is made again only when one of its own changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import swf_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from swf_facts.dataset import Dataset
    from swf_facts.model import TableName

__all__ = ["Digests", "combined"]

_OF_ARTICLES: tuple[TableName, ...] = (
    "articles",
    "passages",
    "facts",
    "evidence",
    "attributions",
    "exclusions",
    "ledger",
)
_VOCABULARY: tuple[TableName, ...] = ("entities", "aliases", "properties", "units")


class Digests:
    """The digests of one package.

    Attributes
    ----------
    vocabulary : str
        Of all that is no article's: the shared tables, what the descriptor says of the package, and the code that makes pages.
    of_article : mapping of str to str
        Of all rows that belong to an article, the agreements of its facts, and its text.
    """

    def __init__(self, data: Dataset) -> None:
        told = {name: value for name, value in data.descriptor.items() if name != "resources"}
        vocabulary = [repr(row) for name in _VOCABULARY for row in data.table(name).rows()]
        self.vocabulary = combined([_code(), repr(told), *vocabulary])
        rows: defaultdict[str, list[str]] = defaultdict(list)
        for name in _OF_ARTICLES:
            for row in data.table(name).rows():
                rows[str(row.get("article_id") or _article_of(str(row["fact_id"])))].append(repr(row))
        for agreement in data.agreements:
            for fact_id in (agreement.fact_a, agreement.fact_b):
                rows[_article_of(fact_id)].append(repr(agreement))
        for article in data.articles:
            rows[article.article_id].append(article.text or "")
        self.of_article = {article_id: combined(found) for article_id, found in rows.items()}

    def of(self, articles: Iterable[str]) -> str:
        """Return what follows from the vocabulary and from some articles; one that is not there counts as empty."""
        return combined([self.vocabulary, *(self.of_article.get(article_id, "") for article_id in articles)])


def combined(parts: Iterable[str]) -> str:
    """Return one digest of several texts, which cannot run into each other."""
    found = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()[:32]


def _article_of(fact_id: str) -> str:
    return fact_id.rpartition(".")[0]


@cache
def _code() -> str:
    """Return the digest of this package's modules and templates."""
    root = Path(swf_facts.__file__).parent
    files = sorted(path for kind in ("*.py", "*.html") for path in root.rglob(kind))
    return combined(f"{path.relative_to(root)}\n{path.read_text('utf-8')}" for path in files)
