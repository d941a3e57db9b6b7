"""A Sphinx extension that makes a site of a package of facts.

.. code-block:: python

    extensions = ["myst_parser", "swf_facts.sphinx"]
    fact_package = "../my-package"  # a folder, a datapackage.json or a .zip; by default the installed package
    html_theme = "furo"

These three lines of ``conf.py`` give a page for every article with its evidence lit up, a page for every fact, entity,
property and unit, the agreements between articles, charts, a searchable table and a data dictionary. A page of the same
name in the source folder replaces a standard one.
In pages of prose, ``{fact:ref}`coincu2025.007``` links to a fact and ``{fact:field}`facts.modality``` to a field;
a link to what does not exist fails a build with ``-n -W``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from swf_facts.sphinx import structured
from swf_facts.sphinx.articles import ArticleParser
from swf_facts.sphinx.browse import Agreements, Entities, Properties, Units
from swf_facts.sphinx.command_line import CommandLine
from swf_facts.sphinx.dictionary import Dictionary
from swf_facts.sphinx.domain import FactDomain
from swf_facts.sphinx.fact_table import FactTable, write_rows
from swf_facts.sphinx.mutation_score import SETTING, locate
from swf_facts.sphinx.nodes import register
from swf_facts.sphinx.overview import Articles, Card, Count, Counts, Description
from swf_facts.sphinx.record_pages import write_record_pages
from swf_facts.sphinx.rule_catalogue import RuleCatalogue
from swf_facts.sphinx.search import feed_faster
from swf_facts.sphinx.source import dataset, forget
from swf_facts.sphinx.staging import SUFFIX, spare_memory, stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["setup"]

STATIC = Path(__file__).parent / "static"


def _configure(app: Sphinx, config: Config) -> None:
    """Load the package, and let it name the site where ``conf.py`` does not."""
    if config.fact_package:
        config.fact_package = str(Path(app.confdir, config.fact_package).resolve())
    forget()
    data = dataset(config)
    if config.project == config.values["project"].default:
        config.project = data.title
    config.version = config.version or data.version
    config.release = config.release or data.version
    config.html_static_path.append(str(STATIC))
    config.html_favicon = config.html_favicon or str(STATIC / "swf_facts" / "favicon.svg")


def _level_captions(
    app: Sphinx,  # noqa: ARG001  # the signature is Sphinx's
    pagename: str,  # noqa: ARG001
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: object,  # noqa: ARG001
) -> None:
    """Give the captions of the navigation the level that Sphinx leaves out, which makes them no headings at all."""
    draw = context.get("toctree")
    if draw:
        context["toctree"] = lambda **options: draw(**options).replace(
            'role="heading"', 'role="heading" aria-level="2"'
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to *app*."""
    app.setup_extension("myst_parser")
    app.setup_extension("sphinx_design")
    app.add_config_value("fact_package", "", "", types=str)
    app.add_config_value(SETTING, "", "env", types=str)
    app.add_source_suffix(SUFFIX, SUFFIX.removeprefix("."))
    app.add_source_parser(ArticleParser)
    app.add_domain(FactDomain)
    for name, directive in {
        "agreements": Agreements,
        "articles": Articles,
        "card": Card,
        "command": CommandLine,
        "counts": Counts,
        "description": Description,
        "dictionary": Dictionary,
        "entities": Entities,
        "properties": Properties,
        "rules": RuleCatalogue,
        "table": FactTable,
        "units": Units,
    }.items():
        app.add_directive_to_domain(FactDomain.name, name, directive)
    app.add_role_to_domain(FactDomain.name, "count", Count())
    register(app)
    app.setup_extension("swf_facts.sphinx.charts")
    app.add_css_file("swf_facts/facts.css")
    app.add_js_file("swf_facts/article.js", loading_method="defer")
    app.add_js_file("swf_facts/page.js", loading_method="defer")
    app.connect("config-inited", _configure)
    app.connect("config-inited", locate)
    app.connect("builder-inited", stage)
    app.connect("html-page-context", _level_captions, priority=400)  # before a theme draws its navigation
    app.connect("doctree-resolved", feed_faster)
    app.connect("doctree-resolved", spare_memory)
    app.connect("env-purge-doc", spare_memory)
    app.connect("build-finished", write_record_pages)
    app.connect("build-finished", write_rows)
    structured.connect(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
