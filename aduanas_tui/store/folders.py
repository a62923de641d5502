"""Folders beside the database, open to whom the database is open to."""

from __future__ import annotations

import errno
import stat
from contextlib import suppress
from pathlib import Path


def folder_beside(path: Path, name: str) -> Path:
    """Return the folder ``name`` beside a database file, creating it.

    In a folder of a group (setgid) the group may use it, elsewhere only its owner.

    Raises:
        OSError: it cannot be created; ``NotADirectoryError`` when something else has that name.

    """
    folder = path.parent / name
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "no es una carpeta", str(folder)) from error
        return folder
    if path.parent.stat().st_mode & stat.S_ISGID:
        with suppress(PermissionError):
            folder.chmod(0o2770)
    return folder
