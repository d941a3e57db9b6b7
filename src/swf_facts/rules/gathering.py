"""Views of a whole package that are put together from those of its buckets.

A rule about one article looks at one bucket of articles at a time. A rule about the package, such as that every entity is used,
looks at a gathered view: each bucket gives its share, the shares are merged, and the rule sees what it would have seen
if all tables had been in memory at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from swf_facts.rules.registry import Rung
    from swf_facts.rules.tables import Tables

__all__ = ["GATHERED", "Gathered", "gathered", "shares"]

T = TypeVar("T")

GATHERED: dict[str, Gathered[Any]] = {}
"""All gathered views by name, as the modules of the rules define them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gathered(Generic[T]):
    """A view that each bucket has a share of.

    Attributes
    ----------
    make : callable
        Returns the share of the tables given; its values can be pickled.
    merge : callable
        Returns the share of two groups of buckets from the share of each, the earlier one first.
    always : bool
        Whether it is gathered also where no rule looks at it, for whoever joins the buckets.
    """

    make: Callable[[Tables], T]
    merge: Callable[[T, T], T]
    always: bool = False

    def __call__(self, tables: Tables) -> T:
        """Return the share of *tables*."""
        return self.make(tables)


def gathered(merge: Callable[[T, T], T], *, always: bool = False) -> Callable[[Callable[[Tables], T]], Gathered[T]]:
    """Make a gathered view from a function of the tables; *merge* and *always* as in `Gathered`."""

    def register(make: Callable[[Tables], T]) -> Gathered[T]:
        view = Gathered(make=make, merge=merge, always=always)
        GATHERED[f"{make.__module__}.{make.__name__}"] = view
        return view

    return register


def shares(tables: Tables, rungs: Iterable[Rung]) -> dict[str, Any]:
    """Return by name the share that *tables* have of each view that a rule of *rungs* gathers."""
    wanted = {view for rung in rungs for rule in rung.rules for view in rule.gathers}
    return {name: tables.view(view) for name, view in GATHERED.items() if view.always or view in wanted}
