"""Making a release: what it asks of a commit, what it builds of it, and the programs of others that must be able to read it.

Only the repository has this; ``nox -s release`` runs it. Everything is made from the commit and not from the working tree,
in a folder of its own, so that the same commit gives the same bytes wherever, whenever and by whomever it is built.
"""

from __future__ import annotations

from swf_facts.release.building import build
from swf_facts.release.commit import Commit
from swf_facts.release.conditions import problems_of
from swf_facts.release.proving import prove

__all__ = ["Commit", "build", "problems_of", "prove"]
