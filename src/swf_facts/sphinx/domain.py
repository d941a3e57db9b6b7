"""The ``fact`` domain: links to facts, articles, tables, fields, rules and commands, which fail when nothing is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinx import addnodes
from swf_facts.sphinx.source import article_document, dataset, fact_document
from swf_facts.sphinx.vocabulary_pages import document_of, name_of
from swf_facts.sphinx.wording import headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from docutils import nodes
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from swf_facts.dataset import Dataset
    from swf_facts.model import Entity, Property, Unit

__all__ = ["FactDomain", "reference"]

_VOCABULARY = ("entity", "property", "unit")
_PLAIN = (*_VOCABULARY, "table", "field", "rule", "command")  # kinds whose role is like that of any domain


class FactRole(XRefRole):
    """A link to a fact or an article; the page that has it is read again when that article's rows change."""

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        data = dataset(env.config)
        article_id = data.facts.linked(target, by="a link").article_id if target in data.facts else target
        if article_id in data.articles:
            env.note_dependency(env.doc2path(article_document(article_id)))
        return super().process_link(env, refnode, has_explicit_title, title, target)


class FactDomain(Domain):
    """Facts and articles come from the package, so they need not be declared; the rest is noted by directives."""

    name = "fact"
    label = "Facts"
    data_version = 1
    object_types: ClassVar[dict[str, ObjType]] = {
        kind: ObjType(kind, role)
        for kind, role in {
            "fact": "ref",
            "article": "article",
            "entity": "entity",
            "property": "property",
            "unit": "unit",
            "table": "table",
            "field": "field",
            "rule": "rule",
            "command": "command",
        }.items()
    }
    roles: ClassVar[dict[str, Any]] = {
        "ref": FactRole(warn_dangling=True),
        "article": FactRole(warn_dangling=True),
        **{kind: XRefRole(warn_dangling=True) for kind in _PLAIN},
    }
    initial_data: ClassVar[dict[str, Any]] = {"noted": {}}
    dangling_warnings: ClassVar[dict[str, str]] = {
        "ref": "no fact has the id %(target)r",
        **{kind: f"there is no {kind} %(target)r" for kind in ("article", *_PLAIN)},
    }

    @classmethod
    def of(cls, env: BuildEnvironment) -> FactDomain:
        """Return the domain of *env*."""
        domain = env.get_domain(cls.name)
        if not isinstance(domain, cls):
            raise TypeError(f"another extension has taken the domain {cls.name!r}")
        return domain

    @property
    def noted(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Document and anchor of each table, field, rule and command, by kind and name."""
        found: dict[tuple[str, str], tuple[str, str]] = self.data["noted"]
        return found

    def note(self, kind: str, name: str, docname: str, anchor: str) -> None:
        """Remember where *name* is documented."""
        self.noted[kind, name] = (docname, anchor)

    def clear_doc(self, docname: str) -> None:
        """Forget what *docname* documented."""
        for key in [key for key, (place, _) in self.noted.items() if place == docname]:
            del self.noted[key]

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader noted."""
        wanted = set(docnames)
        self.noted.update({key: place for key, place in otherdata["noted"].items() if place[0] in wanted})

    def _locate(self, kind: str, target: str) -> tuple[str, str, str] | None:
        """Return document, anchor and title of a target, or None."""
        data = dataset(self.env.config)
        if kind == "ref":
            if target not in data.facts:
                return None
            return fact_document(target), "", headline(data.facts.linked(target, by="a link"))
        if kind == "article":
            return (article_document(target), "", data.articles[target].title) if target in data.articles else None
        if kind in _VOCABULARY:
            item = _vocabulary(data, kind).get(target)
            return (document_of(item), "", name_of(item)) if item else None
        if (kind, target) in self.noted:
            return *self.noted[kind, target], target
        return None

    def resolve_xref(  # noqa: PLR0913, PLR0917  # the signature is Sphinx's
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,  # noqa: ARG002
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Return the link, or None, which fails a build with ``-n -W``."""
        found = self._locate(typ, target)
        return make_refnode(builder, fromdocname, found[0], found[1], contnode, found[2]) if found else None

    def resolve_any_xref(self, *_: object) -> list[tuple[str, nodes.reference]]:
        """Return nothing: ``{any}`` does not reach facts."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield everything that can be linked to, for ``objects.inv`` and the search."""
        data = dataset(self.env.config)
        for fact in data.facts:
            yield fact.fact_id, fact.fact_id, "fact", fact_document(fact.fact_id), fact.fact_id, 1
        for article in data.articles:
            yield (
                article.article_id,
                article.title,
                "article",
                article_document(article.article_id),
                article.article_id,
                1,
            )
        for kind in _VOCABULARY:
            for key, item in _vocabulary(data, kind).items():
                yield key, name_of(item), kind, document_of(item), key, 1
        for (kind, name), (docname, anchor) in sorted(self.noted.items()):
            yield name, name, kind, docname, anchor, 1


def _vocabulary(data: Dataset, kind: str) -> Mapping[str, Entity | Property | Unit]:
    """Return the records of a kind of vocabulary by their ids."""
    if kind == "entity":
        return {entity.entity_id: entity for entity in data.entities}
    if kind == "property":
        return {item.property_id: item for item in data.properties}
    return {unit.unit_id: unit for unit in data.units}


def reference(role: str, target: str, docname: str, child: nodes.Node) -> addnodes.pending_xref:
    """Return a link to be resolved later. It keeps only its first child, so there is exactly one."""
    return addnodes.pending_xref(
        "",
        child,
        refdomain=FactDomain.name,
        reftype=role,
        reftarget=target,
        refexplicit=True,
        refdoc=docname,
        refwarn=True,
    )
