"""Which rules of the ladder the rewrite in `pandas_rules` has; apart from it, so that who needs the names alone need not load pandas."""

from __future__ import annotations

__all__ = ["SAME"]

SAME = {
    "hash-mismatch": ("hash-mismatch", "size-mismatch"),
    "columns": ("type-mismatch", "number-not-plain", "required", "enum", "pattern", "out-of-range", "not-unique"),
    "foreign-key": ("foreign-key-unknown",),
    "text-hash": ("text-hash-mismatch",),
    "text-length": ("text-length-mismatch",),
    "property-type": ("property-type-mismatch",),
    "value-misplaced": ("value-misplaced",),
    "quantity-fields": ("quantity-fields",),
    "as-of-basis": ("as-of-basis",),
    "status-fields": ("status-fields",),
    "note-missing": ("note-missing",),
    "id-of-other-article": ("id-of-other-article",),
    "unit-dimension": ("unit-dimension",),
    "unit-basis": ("unit-basis",),
    "duplicate-fact": ("duplicate-fact",),
    "as-of-after-published": ("as-of-after-published",),
    "quote-mismatch": ("quote-mismatch",),
    "span-reversed": ("span-reversed",),
    "span-out-of-range": ("span-out-of-range",),
    "statement-missing": ("statement-missing",),
    "value-span-missing": ("value-span-missing", "value-span-repeated"),
    "attribution-span-missing": ("attribution-span-missing",),
    "evidence-of-other-article": ("evidence-of-other-article",),
    "subject-unread": ("subject-unread",),
    "property-unread": ("property-unread",),
    "value-unread": ("value-entity-unread",),
    "source-unread": ("source-unread",),
    "text-not-verbatim": ("text-not-verbatim",),
    "modality": ("modality-unread", "hedge-asserted"),
    "polarity": ("negation-unread", "negation-unsaid"),
    "number-differs": ("number-unread", "number-differs"),
    "comparator-differs": ("comparator-differs",),
    "interval-differs": ("interval-differs", "interval-reversed"),
    "unit-differs": ("unit-unread",),
    "day-differs": ("date-unread",),
    "as-of-unread": ("as-of-unread",),
    "passages-tile": ("passages-gap", "passages-overlap"),
    "number-uncovered": ("number-uncovered",),
}
"""The rules of the ladder that do what each rule here does, or more."""
