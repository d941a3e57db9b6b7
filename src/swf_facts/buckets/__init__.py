"""Packages that are too large to hold in memory, judged bucket by bucket.

A bucket holds some articles with all their rows: the rules see one bucket at a time, with the vocabulary beside it, so memory
does not grow with the package. What a rule must know of the whole package is gathered from the buckets and judged at the end.
"""

from __future__ import annotations

from swf_facts.buckets.cluster import Unreachable, on_cluster
from swf_facts.buckets.database import NoSpace
from swf_facts.buckets.judging import Base, Bucket, Outcome, Piece, judge
from swf_facts.buckets.progress import shown_progress, silent
from swf_facts.buckets.running import validate_in_buckets

__all__ = [
    "Base",
    "Bucket",
    "NoSpace",
    "Outcome",
    "Piece",
    "Unreachable",
    "judge",
    "on_cluster",
    "shown_progress",
    "silent",
    "validate_in_buckets",
]
