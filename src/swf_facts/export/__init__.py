"""A package in the formats of others: written whole or not at all, with the same bytes each time.

Each format has one module, whose ``write`` fills an empty folder; the libraries that some of them need are imported
only then.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from swf_facts.dataset import load
from swf_facts.errors import MissingExtra, UnknownChoice, nearest
from swf_facts.export.formats import FORMATS
from swf_facts.export.placing import place
from swf_facts.package import read_package

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from swf_facts.export.formats import Format

__all__ = ["FORMATS", "export"]


def export(
    format: Format,  # noqa: A002  # as on the command line
    folder: str | os.PathLike[str],
    *,
    source: str | os.PathLike[str] | None = None,
) -> tuple[Path, ...]:
    """Write a package to *folder* in another format.

    Parameters
    ----------
    format : {"parquet", "sqlite", "duckdb", "xlsx", "croissant", "ro-crate", "annotations", "jsonld"}
        All rows are written, superseded and withdrawn facts included; ``status`` tells them apart.
    folder : path
        A folder that does not exist yet, is empty, or holds an unchanged export, which is replaced whole.
    source : path, optional
        A folder, a ``datapackage.json`` or a ``.zip``; by default the package that this installation carries.

    Returns
    -------
    tuple of Path
        The files that were written; the last is ``SHA256SUMS`` of the others.

    Raises
    ------
    UnknownChoice
        There is no such format; the message names the nearest.
    MissingExtra
        The format needs a library of the extra ``export``.
    NotAPackage, PackageError
        There is no package at *source*, or it is damaged.
    SwfFactsError
        *folder* holds anything else, or cannot be written. What was there is as it was.

    Examples
    --------
    >>> from swf_facts.export import export
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in export("sqlite", f"{folder}/out")]
    ['swf-facts.sqlite', 'SHA256SUMS']
    """
    if format not in FORMATS:
        hint = nearest(str(format), FORMATS) or f"choose from {', '.join(FORMATS)}"
        raise UnknownChoice(f"there is no format {format!r} to export to", hint)
    module, library, _ = FORMATS[format]
    if library:
        try:
            import_module(library)
        except ModuleNotFoundError as error:
            if error.name != library:
                raise  # it is installed, but something that it needs is not
            message = f"an export to {format} needs {library}, which is not installed"
            raise MissingExtra(message, 'run `pip install "swf-facts[export]"`') from None
    data, package = load(source), read_package(source)
    write = import_module(f"swf_facts.export.{module}").write
    return place(folder, lambda draft: write(data, package, draft))
