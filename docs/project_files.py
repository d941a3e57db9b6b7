"""Write what follows from the package: parts of README.md, CITATION.cff, a page of the site; ``--check`` only compares.

README.md keeps its part between the two comments named ``generated``; the other files are generated whole. The page on the
mutation score is made from ``mutation-score.json``, which ``nox -s mutate -- --json docs/mutation-score.json`` measures; the one
on speed from ``bench.json``, which ``nox -s bench -- --json docs/bench.json`` measures.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from mutation_page import page, table
from performance_page import performance

import swf_facts
from swf_facts.export.fair import assess
from swf_facts.export.json_ld import dataset_node, document
from swf_facts.package import governing_schema, governing_tables

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- generated: counts -->", "<!-- /generated: counts -->"


def counts(data: swf_facts.Dataset) -> str:
    """Return the sentence and the table of what the package holds."""
    rows = [
        (name, len(data.table(name)), governing_schema(name)["description"].split(". ")[0].rstrip(".") + ".")
        for name in governing_tables()
    ]
    width = max(len(name) for name, _, _ in rows) + 2
    lines = [f"| {'table':<{width}} | rows | what |", f"| {'-' * width} | ---: | --- |"]
    lines += [f"| {f'`{name}`':<{width}} | {number:>4} | {what} |" for name, number, what in rows]
    return "\n".join(lines)


def readme(data: swf_facts.Dataset) -> str:
    """Return README.md with its generated part made anew."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{counts(data)}\n{END}{after}"


def citation() -> str:
    """Return CITATION.cff: YAML, of which JSON strings are a part."""
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    lines = [
        "# generated from datapackage.json by `nox -s refresh`",
        "cff-version: 1.2.0",
        "message: If you use this dataset, cite it with its version.",
        "type: dataset",
        f"title: {json.dumps(descriptor['name'] + ': ' + descriptor['title'], ensure_ascii=False)}",
        f"abstract: {json.dumps(descriptor['description'], ensure_ascii=False)}",
        "authors:",
        *(f"  - name: {json.dumps(person['title'], ensure_ascii=False)}" for person in descriptor["contributors"]),
        f"version: {json.dumps(descriptor['version'])}",
        f"date-released: {json.dumps(descriptor['created'][:10])}",
        f"license: {descriptor['licenses'][0]['name']}",
        "keywords:",
        *(f"  - {json.dumps(word, ensure_ascii=False)}" for word in descriptor["keywords"]),
    ]
    fields = {"url": descriptor["homepage"], "repository-code": descriptor["repository"], "doi": descriptor["doi"]}
    lines += [f"{name}: {json.dumps(value)}" for name, value in fields.items() if value]
    return "\n".join(lines) + "\n"


def fair(data: swf_facts.Dataset) -> str:
    """Return the page on the tests of F-UJI."""
    answers = assess(document(dataset_node(data)))
    numbers = Counter(answer for _, answer in answers)
    rows = [[metric.test, metric.question, answer, metric.evidence] for metric, answer in answers]
    lines = [
        "<!-- generated from the package by `nox -s refresh` -->",
        "# How FAIR it is",
        "",
        "[F-UJI](https://www.f-uji.net) looks at the page of a dataset as a program would, and asks whether the data can be found,",
        "reached, combined and reused. The table puts the tests of its metrics, version 0.8, to what the home page of this site says",
        f"for machines: **{numbers['yes']} of {len(answers)} are met**. The others wait for two things that nobody should make up:",
        "",
        f"- {numbers['needs a registered identifier']} need a registered identifier. A DOI is entered in one place, `doi` in",
        "  `datapackage.json`; citations, `CITATION.cff` and every export follow.",
        f"- {numbers['needs an address']} need an address. It is entered in one place, `homepage` in `datapackage.json`; a site that is",
        "  built then serves the files of the package beside its pages.",
        "",
        "Where F-UJI takes one of several tests for enough, the table may have that one only. Tests that it does not score are",
        "left out, but for one: what is measured.",
        "",
        *table(["test", "question", "answer", "by"], rows),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write both files, or with ``--check`` name those that are stale."""
    data = swf_facts.load(ROOT)
    wanted = {
        ROOT / "README.md": readme(data),
        ROOT / "CITATION.cff": citation(),
        ROOT / "docs" / "explanation" / "fair.md": fair(data),
        ROOT / "docs" / "explanation" / "mutation.md": page(
            json.loads((ROOT / "docs" / "mutation-score.json").read_text("utf-8"))
        ),
        ROOT / "docs" / "explanation" / "performance.md": performance(),
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.name} is stale: run `nox -s refresh`\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
