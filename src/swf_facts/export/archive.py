"""Zip archives that depend on their content alone."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EARLIEST", "pack"]

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can name


def pack(files: Mapping[str, bytes], moment: tuple[int, int, int, int, int, int] = EARLIEST) -> bytes:
    """Return a zip archive of *files*, in their order, all of the same *moment* and readable by everybody."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, moment)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, whatever the archive is made on
            member.external_attr = 0o100644 << 16
            archive.writestr(member, content)
    return stream.getvalue()
