"""The backup without which no older database is brought up to this program's schema."""

from __future__ import annotations

from pathlib import Path

from aduanas_tui.domain.sizes import show_size
from aduanas_tui.store import backup, backup_places
from aduanas_tui.store.backup import CopyError, Progress
from aduanas_tui.store.backup_places import BEFORE_SCHEMA
from aduanas_tui.store.errors import UnusableError
from aduanas_tui.store.schema import SCHEMA_VERSION


def keep_older(path: Path, progress: Progress) -> Path:
    """Back the database at ``path`` up beside it, and return where to.

    Raises:
        UnusableError: there is no room, or the database is damaged; the sentence says what to do.
        OSError: the folder cannot be written.
        sqlite3.Error: the database cannot be read, or the disk is full.

    """
    folder = backup_places.make_folder(path)
    size, free = backup.size_of(path), backup.free_bytes(folder)
    if free < 2 * size:
        raise UnusableError(
            f"La base «{path}» es de una versión anterior y se respalda antes de actualizarla, "
            f"pero en «{folder}» hay {show_size(free)} libres y hacen falta {show_size(2 * size)}. "
            "Libere espacio y ábrala de nuevo."
        )
    place = backup_places.free_place(path, folder, f"{BEFORE_SCHEMA}{SCHEMA_VERSION}")
    try:
        with backup.checked_copy(path, folder, progress) as (copy, _):
            backup.put(copy, place)
    except CopyError as error:
        raise UnusableError(
            f"La base «{path}» está dañada y no se actualizó: restaure un respaldo con "
            "aduanas restaurar."
        ) from error
    backup_places.rotate(path)
    return place
