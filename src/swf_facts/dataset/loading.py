"""Loading: which packages are refused, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swf_facts.dataset.dataset import Dataset
from swf_facts.errors import PackageError, nearest
from swf_facts.package import DESCRIPTOR, describe_hash, read_package, required_tables

if TYPE_CHECKING:
    import os

    from swf_facts.package import Package

__all__ = ["load"]


def load(source: str | os.PathLike[str] | None = None) -> Dataset:
    """Load a package of facts and check the hash of every file in it.

    Parameters
    ----------
    source : path, optional
        A folder, a ``datapackage.json`` or a ``.zip``; by default the package that this installation carries.

    Returns
    -------
    Dataset
        Its tables are parsed when they are first asked for.

    Raises
    ------
    NotAPackage
        There is no package at *source*.
    PackageError
        A file is missing, unsafe to read, or not the one that the descriptor describes. A missing text is no error:
        the article's ``text`` is None then, and the quotes in the evidence remain.

    Examples
    --------
    >>> import swf_facts
    >>> data = swf_facts.load()
    >>> data.name
    'swf-facts'
    """
    package = read_package(source)
    dataset = Dataset(package, installed=source is None)
    for problem in package.problems:
        listed = package.resources.get(_resource_at(package, problem.key))
        if problem.rule != "resource-missing" or listed is None or listed.is_table:
            raise PackageError(f"{package.shown}: {problem.message}", f"{problem.fix}; {dataset.advice}")
    _check_tables(package, dataset.advice)
    _check_hashes(package, dataset)
    return dataset


def _resource_at(package: Package, key: str) -> str:
    """Return the name of the resource that a problem's JSON path means."""
    entries = package.descriptor.get("resources")
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if key == f"$.resources[{index}]":
            return str(entry.get("name"))
    return ""


def _check_tables(package: Package, advice: str) -> None:
    """Refuse a descriptor that does not list all tables of the profile."""
    missing = [table for table in required_tables() if table not in package.resources]
    if missing:
        message = f"{package.shown}: {DESCRIPTOR} lists no resource named {', '.join(repr(table) for table in missing)}"
        hint = nearest(missing[0], package.resources)
        raise PackageError(message, f"{hint} {advice}".strip())


def _check_hashes(package: Package, dataset: Dataset) -> None:
    """Refuse a file that is not the one that the descriptor describes."""
    for name, content in package.contents.items():
        resource = package.resources[name]
        expected = resource.descriptor.get("hash")
        got = describe_hash(content)
        if expected == got:
            continue
        if not isinstance(expected, str) or not expected.startswith("sha256:"):
            raise PackageError(
                f"{package.shown}: {DESCRIPTOR} gives no sha256 hash for {resource.path}", dataset.advice
            )
        if describe_hash(content.replace(b"\r\n", b"\n")) == expected:
            cause = "its line ends were changed to CR LF, as git does on Windows unless .gitattributes says `-text`"
            fix = "restore the line ends, or fetch the package again"
        elif dataset.installed:
            cause = "a file of the installation was changed"
            fix = "install it again: `pip install --force-reinstall swf-facts`"
        else:
            cause = "it was edited after the hashes were made, or it arrived incomplete"
            fix = f"after an edit of yours run `swf-facts refresh {dataset.place}`, else fetch the package again"
        raise PackageError(
            f"{package.shown}: {resource.path} is not the file that {DESCRIPTOR} describes:"
            f" expected {expected}, got {got} ({len(content)} bytes); likely {cause}",
            fix,
        )
