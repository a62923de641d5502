"""The backup without which no older database is brought up to this program's schema."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from aduanas_tui.domain.sizes import show_size
from aduanas_tui.store import backup, backup_places
from aduanas_tui.store.backup import CopyError, Progress
from aduanas_tui.store.backup_places import BEFORE_SCHEMA
from aduanas_tui.store.errors import UnusableError
from aduanas_tui.store.schema import SCHEMA_VERSION


def keep_older(path: Path, progress: Progress) -> Path:
    """Back the database at ``path`` up beside it, and return where to.

    Where updating failed before, for want of room, what was backed up then still counts.

    Raises:
        UnusableError: there is no room, or the database is damaged; the sentence says what to do.
        OSError: the folder cannot be written.
        sqlite3.Error: the database cannot be read, or the disk is full.

    """
    try:
        folder = backup_places.make_folder(path)
    except NotADirectoryError as error:
        raise UnusableError(
            f"La base «{path}» es de una versión anterior y se respalda antes de actualizarla, "
            f"pero «{error.filename}» es un archivo, y ahí va la carpeta de los respaldos: póngale "
            "otro nombre y ábrala de nuevo."
        ) from error
    kept = _kept_already(path, progress)
    needed = backup.size_of(path) * (1 if kept else 2)
    free = backup.free_bytes(folder)
    if free < needed:
        is_kept = "ya está respaldada" if kept else "se respalda antes de actualizarla"
        raise UnusableError(
            f"La base «{path}» es de una versión anterior y {is_kept}, "
            f"pero en «{folder}» hay {show_size(free)} libres y hacen falta {show_size(needed)}. "
            "Libere espacio y ábrala de nuevo."
        )
    if kept is not None:
        return kept
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


def _kept_already(path: Path, progress: Progress) -> Path | None:
    """Return the newest backup made before this update, if it is whole and nothing came after."""
    reason = f"{BEFORE_SCHEMA}{SCHEMA_VERSION}"
    made = [one for one in backup_places.backups(path) if one.reason == reason][:1]
    for one in made:
        with suppress(CopyError, OSError, sqlite3.DatabaseError):
            backup.check(one.path, None, progress)
            if backup.last_entry_of(one.path) == backup.newest_entry(path):
                return one.path
    return None
