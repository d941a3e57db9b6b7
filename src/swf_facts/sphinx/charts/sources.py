"""The tree of sources: which article reports on which, how many facts each states, and who is said to say them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from swf_facts.sphinx.charts.chart import Chart, left_out
from swf_facts.sphinx.charts.drawing import bar, circle, link, path, shorten, words, wrap
from swf_facts.sphinx.source import article_document
from swf_facts.sphinx.wording import date_in_words, voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from swf_facts.dataset import Dataset
    from swf_facts.dataset.records import Article
    from swf_facts.sphinx.charts.drawing import Sheet

__all__ = ["chart"]

MOST_ARTICLES = 30
OWN_VOICE = "the article itself"  # as the table of facts calls it
FIELDS = ("article", "publisher", "derived_from", "text_status", "said_by", "facts")
_DEEPEST = 5  # steps to the right; what lies deeper stands below each other


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branch:
    """One article in the tree.

    Attributes
    ----------
    article : Article
        The article.
    depth : int
        How many articles lie between it and the root, the root included.
    voices : tuple of (str, int)
        Who says how many of its facts: the article itself first, then whom it cites.
    """

    article: Article
    depth: int
    voices: tuple[tuple[str, int], ...]

    @property
    def about(self) -> str:
        """What there is to know of it, in few words."""
        article = self.article
        parts = [date_in_words(article.published) if article.published else "", f"{len(article.facts)} facts"]
        if article.text is None:
            parts[1:] = ["text withheld"] if not article.facts else [parts[1], "text withheld"]
        return " · ".join(part for part in parts if part)


def chart(data: Dataset) -> Chart:
    """Return the chart of the articles as a tree, each below the one that it reports on."""
    found = list(_branches(data))
    drawn = found[:MOST_ARTICLES]
    return Chart(
        title="Where the facts come from",
        caption="Each article stands below the one that it reports on. The bars count its facts by who is said to say them; "
        "articles that grow from one root are one witness for what they take from it."
        f"{left_out(drawn, found, 'articles')}",
        summary=" ".join(_sentence(branch) for branch in drawn) or "This package has no articles.",
        fields=FIELDS,
        rows=tuple(row for branch in drawn for row in _rows(branch)),
        draw=partial(_draw, branches=drawn),
    )


def _branches(data: Dataset) -> Iterator[_Branch]:
    """Yield the articles in the order of the tree; one whose origin is not here, or leads back to it, is a root."""
    children: dict[str | None, list[Article]] = {}
    for article in data.articles:
        origin = article.derived_from if article.derived_from in data.articles else None
        children.setdefault(origin, []).append(article)
    done: set[str] = set()

    def below(article: Article, depth: int) -> Iterator[_Branch]:
        if article.article_id not in done:
            done.add(article.article_id)
            yield _Branch(article=article, depth=depth, voices=_voices(article))
            for child in children.get(article.article_id, ()):
                yield from below(child, depth + 1)

    for article in (*children.get(None, ()), *data.articles):
        yield from below(article, 0)


def _voices(article: Article) -> tuple[tuple[str, int], ...]:
    counts = Counter(voice(fact) or OWN_VOICE for fact in article.facts)
    return tuple(sorted(counts.items(), key=lambda item: (item[0] != OWN_VOICE, -item[1], item[0])))


def _rows(branch: _Branch) -> Iterator[tuple[str, ...]]:
    article = branch.article
    cells = (article.article_id, article.publisher.name, article.derived_from or "", article.text_status)
    for said_by, facts in branch.voices or (("", 0),):
        yield (*cells, said_by, str(facts))


def _sentence(branch: _Branch) -> str:
    article = branch.article
    origin = f", reports on {article.derived_from}" if article.derived_from else ""
    said = ", ".join(f"{said_by} {count}" for said_by, count in branch.voices)
    return f"{article.article_id}, {article.publisher.name}{origin}: {branch.about}{' – ' + said if said else ''}."


def _draw(sheet: Sheet, branches: Sequence[_Branch]) -> None:
    """Draw the tree from top to bottom: the article on the left and its voices on the right, or below it."""
    most = max((count for branch in branches for _, count in branch.voices), default=1)
    knots: dict[int, tuple[int, float]] = {}  # by depth, the last article drawn
    for branch in branches:
        x = min(branch.depth, _DEEPEST) * 26
        if branch.depth:
            across, down = knots[branch.depth - 1]
            sheet.add(path(f"M{across} {down + 7:.2f}V{sheet.y + 6:.2f}q0 6 6 6H{x}", "branch"))
        knots[branch.depth] = (x + 6, sheet.y + 12)
        _draw_branch(sheet, branch, x, most)
        sheet.y += 16


def _draw_branch(sheet: Sheet, branch: _Branch, x: float, most: int) -> None:
    article, top = branch.article, sheet.y
    left = x + 20
    room = (sheet.width if sheet.narrow else 370) - left
    head = [
        circle(x + 6, top + 12, 5, "dot" if article.text is not None else "open"),
        words(left, top + 17, shorten(article.publisher.name, room), "strong"),
    ]
    end = top + 17
    for one in wrap(article.title, room, most=3):
        end += 17
        head.append(words(left, end, one))
    end += 17
    head.append(words(left, end, shorten(branch.about, room, 12), "small"))
    address = sheet.address(article_document(article.article_id))
    sheet.add(link(address, f"{article.title}, {article.publisher.name}: {branch.about}", head))
    if sheet.narrow:
        sheet.y = end + 4
        _draw_voices(sheet, branch, left, most)
    else:
        sheet.y = top + 2
        _draw_voices(sheet, branch, 400, most)
        sheet.y = max(end, sheet.y)
    sheet.y += 8


def _draw_voices(sheet: Sheet, branch: _Branch, left: float, most: int) -> None:
    """Draw a bar for each voice, its name above it."""
    longest = sheet.width - 36 - left
    for said_by, count in branch.voices:
        parts = []
        for one in wrap(said_by, longest + 36, 12):
            parts.append(words(left, sheet.y + 15, one, "small"))
            sheet.y += 15
        end = left + count / most * longest
        parts += [bar(left, sheet.y + 6, end - left, 10, "bar"), words(end + 6, sheet.y + 16, str(count), "strong")]
        query = urlencode({"article": branch.article.article_id, "voice": said_by})
        label = f"{count} {'fact' if count == 1 else 'facts'} of {branch.article.article_id}, said by {said_by}"
        sheet.add(link(f"{sheet.address('facts/index')}?{query}", label, parts))
        sheet.y += 22
