"""A Sphinx project with documents outside its source folder.

Articles are rows of a table and the standard pages belong to this extension, so neither is a file of the publisher.
Nothing is written into the source folder: Sphinx computes ``source folder / path``, and an absolute path wins there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.project import Project

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from sphinx.util._pathlib import _StrPath

__all__ = ["FactProject", "write_if_changed"]


class FactProject(Project):
    """A project whose documents include some that live elsewhere; a file of the publisher's own goes first.

    Parameters
    ----------
    srcdir : path
        The source folder.
    source_suffix : iterable of str
        What the names of source files end in.
    elsewhere : mapping of str to Path
        Absolute path of each document that is not in the source folder.
    hidden : Path
        A folder in which no documents are looked for, even inside the source folder.
    """

    def __init__(
        self,
        srcdir: str | os.PathLike[str],
        source_suffix: Iterable[str],
        elsewhere: Mapping[str, Path],
        hidden: Path,
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self.elsewhere = dict(elsewhere)
        self._by_path: dict[Path, str] = {}
        self.hidden = hidden

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find the documents of the source folder, and add the others."""
        if self.hidden.is_relative_to(self.srcdir):
            exclude_paths = [*exclude_paths, f"{self.hidden.relative_to(self.srcdir).as_posix()}/**"]
        super().discover(exclude_paths, include_paths)
        self.elsewhere = {name: path for name, path in self.elsewhere.items() if name not in self.docnames}
        self._by_path = {path: name for name, path in self.elsewhere.items()}
        self.docnames.update(self.elsewhere)
        return self.docnames

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the name of the document in *filename*."""
        return self._by_path.get(Path(filename)) or super().path2doc(filename)

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the file of *docname*; as a relative path, where it would be in the source folder."""
        if docname not in self.elsewhere:
            return super().doc2path(docname, absolute)
        path = self.elsewhere[docname]
        kind = type(self.srcdir)  # a path that is a string too, as Sphinx wants
        return kind(path) if absolute else kind(docname + path.suffix)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what each build finds anew, so that the saved environment holds no absolute path."""
        return {**self.__dict__, "elsewhere": {}, "_by_path": {}}


def write_if_changed(path: Path, text: str) -> bool:
    """Write *text* to *path* unless it is there already, and return whether it was written.

    An untouched file keeps its time, which is what tells Sphinx that nothing has to be read again.
    """
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
    return True
