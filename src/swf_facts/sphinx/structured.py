"""Structured data for search engines: what the page of a fact and the home page say, as JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swf_facts.export.json_ld import claim, dataset_node, document, dumps
from swf_facts.sphinx.source import dataset

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from swf_facts.dataset.records import Fact

__all__ = ["as_json_ld", "connect"]


def as_json_ld(fact: Fact) -> str:
    """Return *fact* as a schema.org ``Claim``; what is not known is left out."""
    return dumps(document(claim(fact)))


def connect(app: Sphinx) -> None:
    """Have the home page carry the package as a schema.org ``Dataset``."""
    app.connect("env-get-outdated", _outdated)
    app.connect("html-page-context", _describe)


def _described(app: Sphinx) -> str:
    return dumps(document(dataset_node(dataset(app.config))))


def _outdated(app: Sphinx, env: BuildEnvironment, *_documents: set[str]) -> list[str]:
    """Have the home page written again when what it says of the package changed."""
    before, now = getattr(env, "swf_facts_dataset", None), _described(app)
    env.swf_facts_dataset = now  # type: ignore[attr-defined]  # kept with the environment
    return [] if before in {None, now} else [app.config.root_doc]


def _describe(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001  # the signature is Sphinx's
    context: dict[str, Any],
    doctree: object,  # noqa: ARG001
) -> None:
    if pagename == app.config.root_doc:
        script = f'<script type="application/ld+json">{_described(app)}</script>'
        context["metatags"] = f"{context.get('metatags', '')}{script}"
