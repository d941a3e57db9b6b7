"""The few things that a chart is drawn with: lines, bars, circles, words and links, as elements of an SVG.

Positions are pixels of the drawing at its natural width. A drawing has no colours and no fonts of its own: every element
has a class, and the style sheet of the site says what it looks like in light and in dark.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Sheet", "bar", "circle", "line", "link", "path", "shorten", "width_of", "words", "wrap"]

NARROW = 500  # a drawing that is less wide is for a phone
TEXT = 13  # size of ordinary words; the style sheet gives the classes `small` and `tiny` 12 and 11.5
# Widths in ems, a little more than those of the common faces without serifs.
_EMS = {
    character: ems
    for characters, ems in (("fijlrtI.,:;'’|!()[]/ -·", 0.35), ("ckvxyzsJ", 0.53), ("mwMW@%—…", 0.92))
    for character in characters
}


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What a chart is drawn on, from top to bottom.

    Attributes
    ----------
    width : int
        Width of the drawing.
    address : callable
        Address of a document of the site, as seen from the page that has the drawing.
    y : float
        Down to where it is drawn on.
    elements : list of str
        What is drawn, as elements of an SVG.
    """

    width: int
    address: Callable[[str], str]
    y: float = 0.0
    elements: list[str] = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        """Whether this is the drawing for a phone."""
        return self.width < NARROW

    def add(self, *elements: str) -> None:
        """Draw *elements* over what there is."""
        self.elements += elements

    def svg(self, *, label: str, description: str, anchor: str, kind: str) -> str:
        """Return the drawing as an element of a page.

        Links in it can be followed, so it is a labelled group: the content of an image is hidden from screen readers.
        """
        return (
            f'<svg class="chart-drawing chart-{kind}" role="group" aria-label="{escape(label)}" '
            f'aria-describedby="{anchor}" viewBox="0 0 {self.width} {_number(self.y)}" xmlns="http://www.w3.org/2000/svg">'
            f'<desc id="{anchor}">{escape(description)}</desc>{"".join(self.elements)}</svg>'
        )


def _number(value: float) -> str:
    """Write a position with at most two decimals, the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _element(tag: str, kind: str, content: str | None = None, **values: float | str) -> str:
    written = "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else _number(value)}"'
        for name, value in values.items()
    )
    return (
        f'<{tag} class="{kind}"{written}/>' if content is None else f'<{tag} class="{kind}"{written}>{content}</{tag}>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a straight line."""
    return _element("line", kind, x1=x1, y1=y1, x2=x2, y2=y2)


def bar(x: float, y: float, width: float, height: float, kind: str) -> str:
    """Return a rectangle."""
    return _element("rect", kind, x=x, y=y, width=width, height=height)


def circle(x: float, y: float, radius: float, kind: str) -> str:
    """Return a circle."""
    return _element("circle", kind, cx=x, cy=y, r=radius)


def path(course: str, kind: str) -> str:
    """Return a path of any form."""
    return _element("path", kind, d=course)


def words(x: float, y: float, text: str, kind: str = "ordinary", *, anchor: str = "start") -> str:
    """Return *text* with its base line at *y*. Of the kind ``tick`` it is hidden from screen readers."""
    values: dict[str, float | str] = {"x": x, "y": y}
    if anchor != "start":
        values["text_anchor"] = anchor
    if kind == "tick":
        values["aria_hidden"] = "true"
    return _element("text", kind, escape(text), **values)


def link(address: str, label: str, elements: Iterable[str], *, stop: bool = True) -> str:
    """Return *elements* as a link; *label* is its name and its tooltip. Without *stop*, the tab key passes it by."""
    values: dict[str, float | str] = {"href": address, "aria_label": label}
    if not stop:
        values["tabindex"] = "-1"
    return _element("a", "mark", f"<title>{escape(label)}</title>{''.join(elements)}", **values)


def width_of(text: str, size: float = TEXT) -> float:
    """Return about how wide *text* is; rather too much than too little, as the reader's font is not known."""
    return sum(_ems(character) for character in text) * size


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1.1
    return _EMS.get(character, 0.7 if character.isupper() else 0.58)


def shorten(text: str, room: float, size: float = TEXT) -> str:
    """Cut *text* to what fits into *room*, with an ellipsis where something is left out."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrap(text: str, room: float, size: float = TEXT, most: int = 2) -> list[str]:
    """Break *text* between words into at most *most* lines that fit into *room*; the last is cut if need be."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (width_of(longer, size) <= room or len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return [shorten(one, room, size) for one in lines]
