"""The same rules on pandas with pandera.pandas, as a careful user of these libraries would write them; only to compare with.

Column rules come from the Table Schemas. Of the rules across tables it has the main ones of every rung: hashes and sizes,
primary and foreign keys, fields that depend on one another, dimensions of units, quotes and spans, what a fact needs, number,
comparator, interval and unit by the same number grammar, names by alias, days, modality and polarity by the same lexicons,
tiling of the text and numbers left bare, duplicates. It finds more than half of the kinds of faults that
``nox -s synth -- --faults`` plants, so the comparison errs on the side of pandas. Joins and comparisons are vectorized; where a rule needs Python, it runs over tuples.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa

from swf_facts.quantities import extract, stray_digits
from swf_facts.quantities.mention import plain
from swf_facts.rules.cues import hedges, modality_cues, negation_cues

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from swf_facts.quantities import Mention

Finding = tuple[str, str, object]
"""Rule, table and key."""

TABLES = (
    "articles",
    "passages",
    "entities",
    "aliases",
    "properties",
    "units",
    "facts",
    "evidence",
    "attributions",
    "exclusions",
)
TYPES = {"integer": "Int64", "boolean": "boolean", "string": "string", "date": "string", "number": "string"}
NUMBER = r"-?(0|[1-9][0-9]{0,59})(\.[0-9]{1,60})?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _read(folder: Path, entry: dict[str, Any]) -> pd.DataFrame:
    paths = [entry["path"]] if isinstance(entry["path"], str) else entry["path"]
    frames = [
        pd.read_csv(folder / path, dtype="string", keep_default_na=False, na_values=[""])
        if entry["format"] == "csv"
        else pd.read_parquet(folder / path)
        for path in paths
    ]
    return pd.concat(frames, ignore_index=True)


def _typed(frame: pd.DataFrame, schema: dict[str, Any]) -> pd.DataFrame:
    columns = {}
    for field in schema["fields"]:
        column = frame[field["name"]]
        if field["type"] == "integer":
            column = pd.to_numeric(column, errors="coerce").astype("Int64")
        elif field["type"] == "boolean":
            column = column.map({"true": True, "false": False, True: True, False: False}).astype("boolean")
        columns[field["name"]] = column
    return pd.DataFrame(columns)


def _schema(table: dict[str, Any]) -> pa.DataFrameSchema:
    """Return a Table Schema as pandera has it."""
    columns = {}
    for field in table["fields"]:
        rules, name = field.get("constraints", {}), field["name"]
        checks = []
        if "enum" in rules:
            checks.append(pa.Check.isin(rules["enum"], error=f"enum:{name}"))
        if "pattern" in rules:
            checks.append(pa.Check.str_matches(f"^(?:{rules['pattern']})$", error=f"pattern:{name}"))
        if "minimum" in rules and field["type"] == "integer":
            checks.append(pa.Check.ge(rules["minimum"], error=f"minimum:{name}"))
        if "minLength" in rules:
            checks.append(pa.Check.str_length(min_value=rules["minLength"], error=f"minLength:{name}"))
        if field["type"] in {"number", "date"}:
            checks.append(
                pa.Check.str_matches(f"^{NUMBER if field['type'] == 'number' else DATE}$", error=f"type:{name}")
            )
        columns[name] = pa.Column(None, checks=checks, nullable=not rules.get("required", False), unique=rules.get("unique", False))  # fmt: skip
    return pa.DataFrameSchema(columns, unique=table.get("primaryKey"), strict=False)


def _columns(name: str, frame: pd.DataFrame, schema: dict[str, Any]) -> Iterator[Finding]:
    try:
        _schema(schema).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        for row in error.failure_cases.itertuples():
            yield str(row.check), name, row.index


def _references(tables: dict[str, pd.DataFrame], name: str, schema: dict[str, Any]) -> Iterator[Finding]:
    for key in schema.get("foreignKeys", ()):
        (field,), (target,) = key["fields"], key["reference"]["fields"]
        known = tables[key["reference"].get("resource") or name][target]
        column = tables[name][field]
        for row in column[column.notna() & ~column.isin(known)].index:
            yield "foreign-key", name, row


def _flagged(rule: str, table: str, frame: pd.DataFrame, key: str, good: pd.Series) -> Iterator[Finding]:
    """Yield the rows in which a column of flags is not true, found by pandera as everything else."""
    flags = pd.DataFrame({"key": frame[key], rule: good.astype("boolean").fillna(value=False).to_numpy()})
    schema = pa.DataFrameSchema({rule: pa.Column(None, pa.Check.isin([True], error=rule))})
    try:
        schema.validate(flags, lazy=True)
    except pa.errors.SchemaErrors as error:
        for row in error.failure_cases.itertuples():
            yield rule, table, flags["key"].iloc[row.index]


def _hashes(folder: Path, resources: dict[str, dict[str, Any]]) -> Iterator[Finding]:
    for name, entry in resources.items():
        for part in entry.get("parts") or [entry]:
            content = (folder / part["path"]).read_bytes()
            if f"sha256:{hashlib.sha256(content).hexdigest()}" != part["hash"] or len(content) != part["bytes"]:
                yield "hash-mismatch", name, part["path"]


def _texts(tables: dict[str, pd.DataFrame], texts: dict[str, str]) -> Iterator[Finding]:
    articles = tables["articles"]
    included = articles[articles["text_status"] == "included"]
    digests = included["article_id"].map(lambda name: hashlib.sha256(texts.get(name, "").encode()).hexdigest())
    yield from _flagged("text-hash", "articles", included, "article_id", digests == included["text_sha256"])
    lengths = included["article_id"].map(lambda name: len(texts.get(name, "")))
    yield from _flagged("text-length", "articles", included, "article_id", lengths == included["text_length"])


def _dependent(tables: dict[str, pd.DataFrame]) -> Iterator[Finding]:
    """Yield the facts whose fields do not go together, and those whose unit has another dimension."""
    facts = tables["facts"].merge(tables["properties"][["property_id", "value_type", "dimension"]], on="property_id", how="left", suffixes=("", "_asked"))  # fmt: skip
    facts = facts.merge(tables["units"][["unit_id", "dimension"]], on="unit_id", how="left", suffixes=("", "_unit"))
    yield from _flagged("property-type", "facts", facts, "fact_id", facts["value_type"] == facts["value_type_asked"])
    values = {"quantity": "value_number", "entity": "value_entity_id", "date": "value_date", "text": "value_text"}
    placed = pd.concat([facts[column].notna() == (facts["value_type"] == kind) for kind, column in values.items()], axis=1).all(axis=1)  # fmt: skip
    yield from _flagged("value-misplaced", "facts", facts, "fact_id", placed)
    quantity = facts["value_type"] == "quantity"
    complete = facts["unit_basis"].notna() & facts["comparator"].notna()
    yield from _flagged("quantity-fields", "facts", facts, "fact_id", quantity == complete)
    yield from _flagged(
        "as-of-basis", "facts", facts, "fact_id", facts["as_of"].notna() == facts["as_of_basis"].notna()
    )
    superseded = facts["status"] == "superseded"
    yield from _flagged("status-fields", "facts", facts, "fact_id", superseded == facts["superseded_by"].notna())
    noted = (
        ~((facts["unit_basis"] == "inferred") | (facts["as_of_basis"] == "inferred") | facts["flags"].notna())
        | facts["note"].notna()
    )
    yield from _flagged("note-missing", "facts", facts, "fact_id", noted.fillna(value=True))
    own = [fact.startswith(f"{article}.") for fact, article in zip(facts["fact_id"], facts["article_id"], strict=True)]
    yield from _flagged("id-of-other-article", "facts", facts, "fact_id", pd.Series(own))
    fits = facts["unit_id"].isna() | (facts["dimension"] == facts["dimension_unit"])
    yield from _flagged("unit-dimension", "facts", facts, "fact_id", fits)
    absent = ~quantity | (facts["unit_id"].isna() == (facts["unit_basis"] == "absent"))
    yield from _flagged("unit-basis", "facts", facts, "fact_id", absent)
    said = ["article_id", "subject_id", "property_id", "value_number", "value_entity_id", "value_date", "value_text", "unit_id", "as_of", "polarity", "modality"]  # fmt: skip
    current = facts[facts["status"] == "current"]
    yield from _flagged("duplicate-fact", "facts", current, "fact_id", ~current.duplicated(said))
    articles = tables["articles"][["article_id", "published"]]
    dated = facts.merge(articles, on="article_id", how="left")
    late = (dated["as_of"] > dated["published"]).fillna(value=False) & (dated["modality"] == "asserted")
    yield from _flagged("as-of-after-published", "facts", dated, "fact_id", ~late)


def _quotes(tables: dict[str, pd.DataFrame], texts: dict[str, str]) -> Iterator[Finding]:
    """Yield the quotes that do not stand where they should, and the facts that lack one."""
    for name in ("evidence", "exclusions"):
        frame = tables[name]
        reads = [
            texts[article][start:end] == exact if article in texts else True
            for article, start, end, exact in zip(
                frame["article_id"], frame["start"], frame["end"], frame["exact"], strict=True
            )
        ]
        key = "fact_id" if name == "evidence" else "article_id"
        yield from _flagged("quote-mismatch", name, frame, key, pd.Series(reads))
        yield from _flagged("span-reversed", name, frame, key, frame["start"] < frame["end"])
        length = frame["article_id"].map({article: len(text) for article, text in texts.items()})
        yield from _flagged("span-out-of-range", name, frame, key, frame["end"] <= length)
    facts, evidence = tables["facts"], tables["evidence"]
    counts = evidence.groupby(["fact_id", "role"]).size().unstack(fill_value=0).reindex(facts["fact_id"], fill_value=0)
    counts = counts.reindex(columns=["statement", "value", "attribution"], fill_value=0).reset_index(drop=True)
    yield from _flagged("statement-missing", "facts", facts, "fact_id", counts["statement"] > 0)
    valued = facts["value_type"].isin(["quantity", "date", "text"])
    yield from _flagged("value-span-missing", "facts", facts, "fact_id", ~valued | (counts["value"] == 1))
    attributed = facts["fact_id"].isin(tables["attributions"]["fact_id"])
    yield from _flagged(
        "attribution-span-missing", "facts", facts, "fact_id", ~attributed | (counts["attribution"] > 0)
    )
    owners = evidence.merge(facts[["fact_id", "article_id"]], on="fact_id", how="left", suffixes=("", "_fact"))
    yield from _flagged("evidence-of-other-article", "evidence", owners, "fact_id", owners["article_id"] == owners["article_id_fact"])  # fmt: skip


def _named(tables: dict[str, pd.DataFrame]) -> Iterator[Finding]:
    """Yield the facts whose subject, property, value or source no alias in the quote names."""
    facts, evidence, aliases = tables["facts"], tables["evidence"], tables["aliases"]
    known: dict[tuple[str, str], list[str]] = {}
    for kind, target, alias in aliases.itertuples(index=False):
        known.setdefault((kind, target), []).append(alias)
    words = {role: frame.groupby("fact_id")["exact"].agg("\n".join) for role, frame in evidence.groupby("role")}
    statements = facts["fact_id"].map(words["statement"])
    for role, column, kind in (
        ("subject", "subject_id", "entity"), ("property", "property_id", "property"), ("value", "value_entity_id", "entity"),
    ):  # fmt: skip
        quoted = facts["fact_id"].map(words[role]).fillna(statements).fillna("")
        read = [
            pd.isna(target) or any(alias in said for alias in known.get((kind, target), ()))
            for target, said in zip(facts[column], quoted, strict=True)
        ]
        yield from _flagged(f"{role}-unread", "facts", facts, "fact_id", pd.Series(read))
    sources = tables["attributions"]
    quoted = sources["fact_id"].map(words["attribution"]).fillna("")
    read = [
        any(alias in said for alias in known.get(("entity", target), ()))
        for target, said in zip(sources["entity_id"], quoted, strict=True)
    ]
    yield from _flagged("source-unread", "attributions", sources, "fact_id", pd.Series(read))
    values = facts["fact_id"].map(words["value"]).fillna("")
    verbatim = [pd.isna(text) or text in said for text, said in zip(facts["value_text"], values, strict=True)]
    yield from _flagged("text-not-verbatim", "facts", facts, "fact_id", pd.Series(verbatim))


def _hedged(tables: dict[str, pd.DataFrame]) -> Iterator[Finding]:
    """Yield the facts whose modality or polarity is not that of their words."""
    facts, evidence = tables["facts"], tables["evidence"]
    spans: dict[str, list[tuple[str, int, int, str]]] = {}
    for fact, role, start, end, exact in zip(evidence["fact_id"], evidence["role"], evidence["start"], evidence["end"], evidence["exact"], strict=True):  # fmt: skip
        spans.setdefault(fact, []).append((role, start, end, exact))
    firm, positive = [], []
    for fact, modality, polarity in zip(facts["fact_id"], facts["modality"], facts["polarity"], strict=True):
        masks = [
            (start, end) for role, start, end, _ in spans.get(fact, ()) if role in {"subject", "value", "attribution"}
        ]
        hedged = denied = False
        read = modality == "asserted"
        for role, start, _, exact in spans.get(fact, ()):
            if role == "modality":
                read = modality_cues().meanings_in(exact) - {"opinion"} in ({modality}, set())
            if role != "statement":
                continue
            for lexicon, denies in ((hedges(), False), (negation_cues(), True)):
                for cue in lexicon.find(exact):
                    if any(low <= start + cue.start and start + cue.end <= high for low, high in masks):
                        continue
                    denied |= denies and cue.meaning == "negates"
                    hedged |= not denies and cue.meaning != "question"
        firm.append(read and not (hedged and modality == "asserted"))
        positive.append(denied == (polarity == "negative"))
    yield from _flagged("modality", "facts", facts, "fact_id", pd.Series(firm))
    yield from _flagged("polarity", "facts", facts, "fact_id", pd.Series(positive))


def _figures(tables: dict[str, pd.DataFrame], found: dict[str, list[Mention]]) -> Iterator[Finding]:
    """Yield the quantities and days that are not what their words say."""
    facts, evidence = tables["facts"], tables["evidence"]
    values = evidence[evidence["role"] == "value"].drop_duplicates("fact_id")
    view = facts.merge(values[["fact_id", "start", "end"]], on="fact_id", how="left")
    by_end = {article: {mention.end: mention for mention in mentions} for article, mentions in found.items()}
    good: dict[str, list[bool]] = {"number": [], "comparator": [], "interval": [], "unit": [], "day": []}
    columns = ("article_id", "value_type", "value_number", "value_date", "unit_id", "unit_basis", "comparator", "lower", "upper", "end")  # fmt: skip
    for article, kind, number, day, unit, basis, comparator, lower, upper, end in view[list(columns)].itertuples(
        index=False
    ):
        mention = None if pd.isna(end) else by_end.get(article, {}).get(int(end))
        says = dict.fromkeys(good, True)
        if kind == "date":
            said = mention.date if mention is not None else None
            says["day"] = said is not None and (said == day or (said.startswith("XXXX") and said[4:] == day[4:]))
        elif kind == "quantity" and mention is None:
            says["number"] = False
        elif kind == "quantity" and mention is not None:
            ends = [None if one is None else plain(one) for one in (mention.lower, mention.upper)]
            says["number"] = number == (plain(mention.number) if mention.number is not None else ends[0])
            says["comparator"] = comparator == mention.comparator
            says["interval"] = [None if pd.isna(one) else one for one in (lower, upper)] == ends
            says["interval"] &= pd.isna(lower) or Decimal(lower) <= Decimal(number)
            says["unit"] = mention.unit == (None if pd.isna(unit) else unit) or basis == "inferred"
        for name, is_good in says.items():
            good[name].append(is_good)
    for name, flags in good.items():
        yield from _flagged(f"{name}-differs", "facts", view, "fact_id", pd.Series(flags))


def _days(tables: dict[str, pd.DataFrame], found: dict[str, list[Mention]]) -> Iterator[Finding]:
    facts, evidence = tables["facts"], tables["evidence"]
    spans = evidence[evidence["role"] == "as_of"].drop_duplicates("fact_id")
    view = facts[facts["as_of"].notna()].merge(spans[["fact_id", "start"]], on="fact_id", how="left")
    by_start = {article: {mention.start: mention.date for mention in mentions} for article, mentions in found.items()}
    read = [
        pd.notna(start) and (by_start.get(article, {}).get(int(start)) or "")[4:] == day[4:]
        for article, day, start in zip(view["article_id"], view["as_of"], view["start"], strict=True)
    ]
    yield from _flagged("as-of-unread", "facts", view, "fact_id", pd.Series(read, dtype="boolean"))


def _coverage(
    tables: dict[str, pd.DataFrame], texts: dict[str, str], found: dict[str, list[Mention]]
) -> Iterator[Finding]:
    """Yield the articles with words in no passage, and with numbers that are in no fact and not excluded."""
    passages, evidence, exclusions = tables["passages"], tables["evidence"], tables["exclusions"]
    tiles: dict[str, list[tuple[int, int, str]]] = {}
    for article, start, end, kind in zip(passages["article_id"], passages["start"], passages["end"], passages["kind"], strict=True):  # fmt: skip
        tiles.setdefault(article, []).append((start, end, kind))
    for article, text in texts.items():
        reach = 0
        for start, end, _ in [*sorted(tiles.get(article, ())), (len(text), len(text), "")]:
            if start < reach or text[reach:start].strip():
                yield "passages-tile", "passages", article
            reach = max(reach, end)
    textual = set(tables["facts"].loc[tables["facts"]["value_type"] == "entity", "fact_id"])
    spans: dict[str, list[tuple[int, int]]] = {}
    for fact, role, article, start, end in zip(evidence["fact_id"], evidence["role"], evidence["article_id"], evidence["start"], evidence["end"], strict=True):  # fmt: skip
        if role == "as_of" or (role == "value" and fact not in textual):
            spans.setdefault(article, []).append((start, end))
    for article, start, end in zip(exclusions["article_id"], exclusions["start"], exclusions["end"], strict=True):
        spans.setdefault(article, []).append((start, end))
    for article, text in texts.items():
        covered = spans.get(article, []) + [
            (start, end) for start, end, kind in tiles.get(article, ()) if kind == "dateline"
        ]
        for mention in found[article]:
            if not any(start < mention.end and mention.start < end for start, end in covered):
                yield "number-uncovered", "texts", article
        for _ in stray_digits(text, [*covered, *((mention.start, mention.end) for mention in found[article])]):
            yield "number-uncovered", "texts", article


def findings(folder: Path) -> list[Finding]:
    """Return everything that is wrong with a package."""
    resources = {entry["name"]: entry for entry in json.loads((folder / "datapackage.json").read_text())["resources"]}
    schemas = {name: json.loads((folder / "schemas" / f"{name}.json").read_text()) for name in TABLES}
    tables = {name: _typed(_read(folder, resources[name]), schemas[name]) for name in TABLES}
    frame = _read(folder, resources["texts"])
    texts: dict[str, str] = dict(zip(frame["article_id"], frame["text"], strict=True))
    found = {article: extract(text) for article, text in texts.items()}
    everything = [*_hashes(folder, resources)]
    for name, schema in schemas.items():
        everything += _columns(name, tables[name], schema)
        everything += _references(tables, name, schema)
    for rules in (_texts, _quotes):
        everything += rules(tables, texts)
    for rules_of_facts in (_dependent, _named, _hedged):
        everything += rules_of_facts(tables)
    everything += _figures(tables, found)
    everything += _days(tables, found)
    everything += _coverage(tables, texts, found)
    return everything
