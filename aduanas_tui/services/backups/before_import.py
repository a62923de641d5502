"""The backup before a large import."""

from __future__ import annotations

from aduanas_tui.services.backups.making import NoRoomError, back_up
from aduanas_tui.services.output_file import OutputError
from aduanas_tui.store import backup
from aduanas_tui.store.backup import Progress
from aduanas_tui.store.backup_places import BEFORE_IMPORT, BEFORE_RESTORE, backups
from aduanas_tui.store.connection import database_path, rows

LARGE = 1_000
"""Rows to write from which an import is large."""


def back_up_before_import(count: int, progress: Progress) -> str:
    """Back the open database up if ``count`` rows are many and it changed since the last backup.

    Returns the sentence that says why there is none, when there is no room for it; else nothing.

    Raises:
        ServiceError: the copy is not whole, so that the database is not either.

    """
    if count < LARGE or _has_fresh_one():
        return ""
    try:
        back_up(database_path(), reason=BEFORE_IMPORT, progress=progress)
    except (NoRoomError, OutputError) as error:
        return f"Sin respaldo de antes de importar. {error}"
    return ""


def _has_fresh_one() -> bool:
    """Tell whether the newest checked backup has all that is in the audit log."""
    for one in backups(database_path()):
        if one.reason != BEFORE_RESTORE:
            ((newest,),) = rows("SELECT coalesce(max(id), 0) FROM audit_entry")
            return backup.last_entry_of(one.path) == int(newest)
    return False
