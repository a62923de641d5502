"""Making a backup: whole, checked and on the disk, or not there at all."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aduanas_tui.domain.sizes import show_size
from aduanas_tui.services import failures
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.output_file import refusal, refuse_existing
from aduanas_tui.services.roles import Right, require
from aduanas_tui.store import backup, backup_places
from aduanas_tui.store.backup import CopyError, Progress
from aduanas_tui.store.backup_places import BY_HAND
from aduanas_tui.store.connection import database_path
from aduanas_tui.store.locks import shared_mode
from aduanas_tui.store.paths import expanded

_TIMES_THE_SIZE = 2
"""How much room there must be: a disk that a backup fills stops the office."""

_LOCK = ".respaldando"
_PAUSE = 0.2


class BackupError(ServiceError):
    """No backup was made; nothing of it is left, and the database is as it was."""


class NoRoomError(BackupError):
    """The disk has less room than a backup should leave."""


class UnderWayError(BackupError):
    """Another session is making one at this moment."""

    def __init__(self) -> None:
        super().__init__("Otra sesión está haciendo un respaldo: espere a que termine.")


def in_the_way(error: OSError, base: Path) -> BackupError:
    """Return what to say when a file is where a folder of the program belongs."""
    there = Path(os.fsdecode(error.filename or base))
    blocks = next((one for one in (there, *there.parents) if one.is_file()), there)
    return BackupError(
        f"«{blocks}» es un archivo, y ahí va una carpeta del programa: quítelo o póngale otro "
        "nombre e intente otra vez."
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    path: Path
    clients: int
    size: int
    """Bytes."""
    removed: tuple[Path, ...] = ()
    """Older ones that were not kept any longer."""


def back_up(
    base: Path,
    destination: Path | None = None,
    *,
    operator: str | None = None,
    reason: str = BY_HAND,
    replace: bool = False,
    wait: bool = True,
    progress: Progress | None = None,
) -> Made:
    """Copy the database at ``base``, check the copy, and return where it is.

    Others go on working meanwhile.

    Args:
        base: the database file; it need not be the open one.
        destination: a file, or a folder that is there; without it the backup goes into
            ``respaldos`` beside the database, and older ones that are not kept any longer go.
        operator: who asks for it; the program itself needs no leave.
        reason: becomes part of the name.
        replace: whether a file at ``destination`` may be replaced.
        wait: for another session that is making one; else that is an error.
        progress: is told what is being done; what it raises ends the work.

    Raises:
        NoRoomError: less than twice the size of the database is free.
        NotAllowedError: the role of the operator does not allow it.
        UnderWayError: another session is making one, and ``wait`` is false.
        ServiceError: it cannot be written, or the copy is not whole; the sentence says why.

    """
    if operator is not None:
        require(operator, Right.BACKUP)
    progress = progress or _say_nothing
    base = expanded(base).absolute()
    if destination is not None:
        place = _place_at(base, expanded(destination).absolute(), reason, replace=replace)
        return _make(base, place, progress)
    try:
        folder = backup_places.make_folder(base)
        backup.remove_unfinished(base.parent)  # of a restoration that was killed
        with _one_at_a_time(folder, progress, wait=wait):
            made = _make(base, backup_places.free_place(base, folder, reason), progress)
            removed = backup_places.rotate(base)
    except NotADirectoryError as error:
        raise in_the_way(error, base) from error
    except OSError as error:
        raise refusal(backup_places.backup_folder(base) / base.name, error.errno or 0) from error
    return Made(made.path, made.clients, made.size, tuple(removed))


def back_up_open(operator: str, progress: Progress | None = None) -> Made:
    """Back the open database up beside itself, because ``operator`` asks for it; see `back_up`."""
    return back_up(database_path(), operator=operator, progress=progress)


def require_room(base: Path, folder: Path) -> None:
    """Refuse a backup for which there is not room enough in ``folder``.

    Raises:
        NoRoomError: the sentence says how much there is and how much is wanted.
        OSError: there is no such folder or database.

    """
    wanted, free = _TIMES_THE_SIZE * backup.size_of(base), backup.free_bytes(folder)
    if free < wanted:
        raise NoRoomError(
            f"No se hizo el respaldo: en «{folder}» hay {show_size(free)} libres y hacen falta "
            f"{show_size(wanted)}, el doble de la base. Libere espacio o elija otra carpeta con "
            "aduanas respaldar CARPETA."
        )


def _place_at(base: Path, wanted: Path, reason: str, *, replace: bool) -> Path:
    if wanted.is_dir():
        return backup_places.free_place(base, wanted, reason)
    if wanted.exists() and wanted.samefile(base):
        raise BackupError(f"«{wanted}» es la base misma: elija otro lugar para el respaldo.")
    refuse_existing(wanted, replace=replace)
    return wanted


def _make(base: Path, place: Path, progress: Progress) -> Made:
    try:
        require_room(base, place.parent)
        with backup.checked_copy(base, place.parent, progress) as (copy, content):
            backup.put(copy, place)
    except CopyError as error:
        raise BackupError(
            f"El respaldo de «{base}» no sirve y se descartó ({error}): "
            "revise la base con aduanas verificar."
        ) from error
    except OSError as error:
        raise refusal(place, error.errno or 0) from error
    except sqlite3.Error as error:
        why = failures.explained(error) or f"No se pudo leer la base «{base}»."
        raise BackupError(f"No se hizo el respaldo. {why}") from error
    return Made(place, content.counts.get("client", 0), place.stat().st_size)


@contextmanager
def _one_at_a_time(folder: Path, progress: Progress, *, wait: bool) -> Iterator[None]:
    lock = folder / _LOCK
    try:
        handle = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        handle = os.open(lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with suppress(PermissionError):  # of two who create it at once, it is the other's
            os.fchmod(handle, shared_mode(folder))
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not wait:
                    raise UnderWayError from None
                progress("Esperando a otra sesión que respalda", None)
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def made_on(base: Path, day: datetime) -> bool:
    """Tell whether there is a checked backup of ``base`` of that day."""
    return any(
        one.at.date() == day.date() and one.reason != backup_places.BEFORE_RESTORE
        for one in backup_places.backups(base)
    )


def _say_nothing(_what: str, _percent: int | None) -> None:
    """Ignore how far it is."""
