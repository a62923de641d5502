"""What an error of SQLite means to an operator."""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from peewee import PeeweeException

from aduanas_tui.store.connection import database
from aduanas_tui.store.errors import UnusableError
from aduanas_tui.store.filesystem import is_full, obstacle
from aduanas_tui.store.locks import busy_sentence

DISK_FULL = "El disco está lleno: libere espacio e intente de nuevo."
NO_MEMORY = "Al equipo no le queda memoria: cierre otros programas e intente de nuevo."


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and, as long as they are of the database or the system, what led to it.

    SQLite undoes a transaction by itself when the disk is full; the next to undo it then fails
    with "cannot rollback - no transaction is active", which hides the reason.
    """
    following: BaseException | None = error
    while following is not None:
        yield following
        if not isinstance(following, (sqlite3.Error, PeeweeException, OSError)):
            return
        following = following.__cause__ or following.__context__


def sentence(error: BaseException, path: Path | None = None) -> str | None:
    """Return what an error of the database at ``path``, or of the open one, means to an operator.

    ``None`` when it is no such error, or one that means a mistake in the program.
    """
    path = path or _opened_path()
    for one in causes(error):
        if isinstance(one, UnusableError):
            return str(one)
        if isinstance(one, sqlite3.Error):
            found = _of_sqlite(one, path)
            if found is not None:
                return found
    return None


def _opened_path() -> Path | None:
    return None if database.deferred else Path(str(database.database))


def _of_sqlite(error: sqlite3.Error, path: Path | None) -> str | None:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    match code:
        case sqlite3.SQLITE_FULL:
            return DISK_FULL
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return busy_sentence(path) if path else None
        case sqlite3.SQLITE_NOMEM:
            return NO_MEMORY
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _unwritable(path)
        case sqlite3.SQLITE_IOERR:
            return _unwritable(path, _unreadable(path))
    return None


def damaged(path: Path | None) -> str:
    """Say that the file is damaged, and how to go on."""
    which = f" «{path}»" if path else ""
    option = f" --base {shlex.quote(str(path))}" if path else ""
    return (
        f"La base{which} está dañada y no se cambió nada: revísela con aduanas verificar{option}, "
        "o restaure un respaldo con aduanas restaurar."
    )


def _unreadable(path: Path | None) -> str:
    which = f" «{path}»" if path else ""
    return (
        f"El disco no dejó leer o escribir la base{which} y no se guardó nada: "
        "avise a quien administra el equipo, que puede estar fallando."
    )


def _unwritable(path: Path | None, otherwise: str = "") -> str:
    """Look at the place itself: SQLite does not tell these apart."""
    if path is not None:
        if path == _opened_path() and not path.exists():
            return (
                f"La base «{path}» ya no está en su lugar y no se guardó nada: "
                "devuélvala allí o restaure un respaldo, y abra el programa de nuevo."
            )
        found = obstacle(path)
        if found is not None:
            return found
        if is_full(path.parent):
            return DISK_FULL
    return otherwise or (
        "No se puede abrir o escribir la base y no se guardó nada: "
        "revise los permisos de su carpeta e intente de nuevo."
    )
