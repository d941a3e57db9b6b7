"""The mutation score: change any cell of a package, and see whether the rules notice.

::

    python -m swf_facts.mutation [PACKAGE] [--sample N] [--seed S] [--json FILE] [--jobs N]

Changes are those of a careless or a dishonest editor who brings hashes and derived tables up to date: see
:mod:`swf_facts.mutation.catalogue`. What no machine can notice is declared in :mod:`swf_facts.mutation.limits` and counted
apart. The layout of the JSON is in :mod:`swf_facts.mutation.score`.
"""

from __future__ import annotations

from swf_facts.mutation.catalogue import mutants_of
from swf_facts.mutation.limits import LIMITS, Limit, limit_of
from swf_facts.mutation.measuring import measure
from swf_facts.mutation.mutant import Edit, Mutant
from swf_facts.mutation.score import Score, Tally, Tried
from swf_facts.mutation.source import Source, read_source

__all__ = [
    "LIMITS",
    "Edit",
    "Limit",
    "Mutant",
    "Score",
    "Source",
    "Tally",
    "Tried",
    "limit_of",
    "measure",
    "mutants_of",
    "read_source",
]
