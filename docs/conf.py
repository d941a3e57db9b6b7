"""Configuration of the documentation site; nearly all of it is the extension that any such package can use."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the charts of the benchmarks are this site's own

project = "swf-facts"
extensions = [
    "myst_parser",
    "swf_facts.sphinx",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "bench_charts",
]
html_theme = "furo"
swf_facts_mutation_score = "mutation-score.json"

exclude_patterns = ["_build"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_title = "swf-facts"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1d3b4d", "color-brand-content": "#0a5a8c"},
    "dark_css_variables": {"color-brand-primary": "#a9cfe4", "color-brand-content": "#82c0ec"},
}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_here_doc_delimiter = "EOF"
copybutton_copy_empty_lines = False

autodoc_typehints = "signature"
autodoc_default_options = {"exclude-members": "__init__, __new__"}
toc_object_entries_show_parents = "hide"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_preprocess_types = True
# The records of a comparison live in a module of their own, and their docstrings name them without it.
napoleon_type_aliases = {
    name: f"~swf_facts.difference.{name}"
    for name in (
        "Bump",
        "CellChange",
        "MetadataChange",
        "Reason",
        "ResourceChange",
        "RowChange",
        "SchemaChange",
        "Side",
        "TableDifference",
        "TextChange",
    )
}
autodoc_class_signature = "separated"  # records and tables are never constructed by hand
# Nothing is fetched to link these: the standard library, the frame libraries, and what numpydoc writes for a reader.
nitpick_ignore_regex = [
    ("py:.*", r"(datetime|decimal|os|pathlib|collections|typing|types|polars|pandas|pyarrow|pandera|pl|pd|pa)\..*"),
    ("py:.*", r"(Mapping|Sequence|Iterable|Iterator|Collection|Decimal|Path|tuple)\b.*"),
    ("py:class", r"(path|mapping|iterable|sequence|callable|shape \(n_rows|n_fields\))"),
    ("py:exc", r"(NoSpace|WorkersEnded)"),  # nobody but a very large package meets them
    # Closed sets of words, which the data dictionary lists, and types that a caller never names.
    (
        "py:class",
        r"(ValueType|UnitBasis|Comparator|Direction|Modality|Polarity|Relation|Status|Style|TableName|Criterion|Key)",
    ),
    ("py:class", r"(.*\.)?(Record_co|Default|Rows|Cell|Field|Package|RungResult|Library)"),
]
