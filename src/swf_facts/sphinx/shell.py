"""Pages that are no documents: the theme is drawn once a folder around placeholders, and the text of each page is put there.

Sphinx takes about 30 ms for a document, this about 1 ms for a page, and a package may have ten thousand facts. A page
whose inputs are those of the last build is not even made.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from swf_facts.sphinx.project import write_if_changed
from swf_facts.sphinx.wording import date_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.builders.html import StandaloneHTMLBuilder

__all__ = ["Page", "Shell", "templates", "write_pages"]

_PLACES = ("title", "body", "head", "page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of the site that follows from the data.

    Attributes
    ----------
    path : str
        Its path in the site.
    key : str
        What it follows from: as long as that is the same, the file of the last build stands.
    make : callable
        Returns its text.
    """

    path: str
    key: str
    make: Callable[[], str]


@cache
def templates() -> Environment:
    """Return the templates of this extension; everything that comes from the data is escaped in them."""
    environment = Environment(
        loader=PackageLoader("swf_facts.sphinx", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates do not change while a site is built
    )
    environment.filters["date"] = date_in_words
    environment.filters["capitalize_first"] = lambda words: words[:1].upper() + words[1:]
    return environment


class Shell:
    """The theme around the pages of one folder, drawn once; every page there has the same links to other places."""

    def __init__(self, builder: StandaloneHTMLBuilder, folder: str) -> None:
        self._place = {place: f"p{secrets.token_hex(12)}" for place in _PLACES}
        name = f"{folder}/{self._place['page']}"
        context = {
            "title": self._place["title"],
            "body": self._place["body"],
            "metatags": self._place["head"],
            "toc": "",
            "display_toc": False,
            "sourcename": "",
            "page_source_suffix": "",
        }
        builder.handle_page(name, context, "page.html")
        drawn = Path(builder.outdir, f"{name}.html")
        # The shell is cut once: what a page says is never searched for placeholders.
        self._parts = re.split(f"({'|'.join(self._place.values())})", drawn.read_text("utf-8"))
        drawn.unlink()
        names = {token: place for place, token in self._place.items()}
        shown = "\0".join(names.get(part, part) for part in self._parts)
        self.digest = hashlib.sha256(shown.encode()).hexdigest()

    def page(self, name: str, title: str, body: str, head: str = "") -> str:
        """Return the page *name* of the folder; *title* is text, *body* and *head* are markup."""
        texts = {
            self._place["title"]: escape(title),
            self._place["body"]: body,
            self._place["head"]: head,
            self._place["page"]: name,
        }
        return "".join(texts.get(part, part) for part in self._parts)


def write_pages(out: Path, manifest: Path, pages: Iterable[Page]) -> None:
    """Write the pages whose inputs changed, and delete those of an earlier build that are gone.

    *manifest* remembers what was written, so that no other file is ever touched.
    """
    before: dict[str, str] = json.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}
    after: dict[str, str] = {}
    for page in pages:
        path = out / page.path
        if before.get(page.path) != page.key or not path.is_file():
            write_if_changed(path, page.make())
        after[page.path] = page.key
    for gone in before.keys() - after.keys():
        (out / gone).unlink(missing_ok=True)
    write_if_changed(manifest, json.dumps(after, indent=0))
