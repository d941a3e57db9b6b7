"""Structured data for search engines: what the page of a fact and the home page say, as JSON-LD."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from swf_facts.export.copying import package_files
from swf_facts.export.json_ld import claim, dataset_node, document, dumps
from swf_facts.package import read_package
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
    """Have the home page carry the package as a schema.org ``Dataset``, and its files lie where that says they are."""
    app.connect("env-get-outdated", _outdated)
    app.connect("html-page-context", _describe)
    app.connect("build-finished", _serve)


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


def _serve(app: Sphinx, exception: Exception | None) -> None:
    """Copy the files of a package that has a home on the web beside the pages."""
    if exception or app.builder.name != "html" or not dataset(app.config).descriptor.get("homepage"):
        return
    for path, content in package_files(read_package(app.config.fact_package or None)).items():
        place = Path(app.outdir, path)
        if not place.is_file() or place.read_bytes() != content:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
