"""Lists to browse a package by: its entities, its properties and units, and the pairs of facts in which its articles meet."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from swf_facts.dataset.meetings import meetings
from swf_facts.sphinx.cells import label_of
from swf_facts.sphinx.meeting import RELATIONS, shown
from swf_facts.sphinx.shell import templates
from swf_facts.sphinx.source import dataset
from swf_facts.sphinx.staging import package_digest
from swf_facts.sphinx.vocabulary_pages import Mentions, document_of

if TYPE_CHECKING:
    from swf_facts.dataset import Dataset

__all__ = ["Agreements", "Entities", "Properties", "Units"]

MOST_SHOWN = 200  # pairs on one page; the page of each fact has its own


class _Listing(SphinxDirective):
    """A directive that shows a template, filled from the whole package."""

    has_content: ClassVar[bool] = False
    template: ClassVar[str]

    def values(self, data: Dataset) -> dict[str, Any]:
        """Return what the template shows."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Return the filled template; the page is read again when anything in the package changes."""
        self.env.note_dependency(package_digest(self.env.app.doctreedir))
        self.env.metadata[self.env.docname]["hide-toc"] = True
        root = "../" * self.env.docname.count("/")
        values = self.values(dataset(self.config))
        page = templates().get_template(self.template).render(**values, root=root, document_of=document_of)
        return [nodes.raw("", page, format="html")]


class Entities(_Listing):
    """``{fact:entities}``: every entity by its kind, with what is said of it."""

    template = "entities.html"

    def values(self, data: Dataset) -> dict[str, Any]:
        """Return the entities, kind by kind, with the number of facts about each."""
        mentions = Mentions(data)
        ordered = sorted(data.entities, key=lambda entity: (entity.kind, entity.name.casefold()))
        kinds = [
            (kind, label_of("entities", "kind", kind), [(entity, mentions.of(entity)) for entity in members])
            for kind, members in groupby(ordered, key=lambda entity: entity.kind)
        ]
        return {"kinds": kinds}


class Properties(_Listing):
    """``{fact:properties}``: every property with its definition."""

    template = "properties.html"

    def values(self, data: Dataset) -> dict[str, Any]:
        """Return the properties with the number of facts that have each."""
        mentions = Mentions(data)
        ordered = sorted(data.properties, key=lambda item: item.label.casefold())
        return {"properties": [(item, mentions.of(item)) for item in ordered]}


class Units(_Listing):
    """``{fact:units}``: every unit with its symbol."""

    template = "units.html"

    def values(self, data: Dataset) -> dict[str, Any]:
        """Return the units with the number of facts in each."""
        mentions = Mentions(data)
        return {"units": [(unit, mentions.of(unit)) for unit in data.units]}


class Agreements(_Listing):
    """``{fact:agreements}``: the pairs of facts in which articles meet, side by side; conflicts first."""

    template = "agreements.html"

    def values(self, data: Dataset) -> dict[str, Any]:
        """Return the pairs, relation by relation."""
        order = {relation: place for place, relation in enumerate(RELATIONS)}
        found = sorted(meetings(data), key=lambda meeting: order[meeting.agreement.relation])
        counted = Counter(meeting.agreement.relation for meeting in found)
        groups = [
            (relation, *RELATIONS[relation], counted[relation], [shown(meeting) for meeting in members])
            for relation, members in groupby(found[:MOST_SHOWN], key=lambda meeting: meeting.agreement.relation)
        ]
        return {
            "groups": groups,
            "total": len(found),
            "shown": min(len(found), MOST_SHOWN),
            "single": sum(meeting.agreement.roots == 1 for meeting in found),
        }
