"""Write the parts of README.md and CITATION.cff that follow from the package; ``--check`` only compares.

README.md keeps them between the two comments named ``generated``; CITATION.cff is generated whole.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import swf_facts
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


def main(arguments: list[str]) -> int:
    """Write both files, or with ``--check`` name those that are stale."""
    wanted = {ROOT / "README.md": readme(swf_facts.load(ROOT)), ROOT / "CITATION.cff": citation()}
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
