"""Putting a backup in the place of the database, which is kept aside."""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aduanas_tui.domain.sizes import show_size
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services import failures, office, sessions
from aduanas_tui.services.backups.making import BackupError, NoRoomError, in_the_way
from aduanas_tui.services.errors import NotAllowedError, ServiceError
from aduanas_tui.services.output_file import refusal
from aduanas_tui.services.roles import Right, require
from aduanas_tui.services.sessions import OpenElsewhereError, ReplacingError
from aduanas_tui.store import backup, backup_places, replacing
from aduanas_tui.store.accounts import account_name
from aduanas_tui.store.backup import CopyError, Progress
from aduanas_tui.store.backup_places import BEFORE_RESTORE
from aduanas_tui.store.errors import UnusableError
from aduanas_tui.store.opening import refuse_url
from aduanas_tui.store.paths import expanded
from aduanas_tui.store.replacing import InUseError
from aduanas_tui.store.schema import SCHEMA_VERSION


class NotABackupError(BackupError):
    """The file is no backup that can be restored; nothing was changed."""


class ReplaceError(BackupError):
    """There is a database, and nobody said that it may be replaced."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring came to."""

    base: Path
    clients: int
    aside: Path | None
    """Where the database that was there is now; ``None`` when there was none."""
    is_older: bool
    """Whether it will be brought up to this program's version when it is opened."""


def restore(
    base: Path, archive: Path, *, replace: bool = False, progress: Progress | None = None
) -> Restored:
    """Put a checked copy of ``archive`` in the place of the database at ``base``.

    The file itself stays where it is. A database that can still be opened says who may do this;
    one that cannot has nobody to ask.

    Raises:
        ServiceError: it is refused, with the reason: the file is no backup, or of a newer program;
            others have the database open; there is no room; the role of the operator does not
            allow it; ``replace`` is false and there is a database. Nothing was changed.

    """
    progress = progress or _say_nothing
    base, archive = expanded(base).absolute(), expanded(archive).absolute()
    operator = _allowed(base)
    _refuse_what_is_none(base, archive)
    with _in_words(base):
        if base.exists() and not replace:
            raise ReplaceError(_what_would_be_replaced(base, archive))
        base.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _require_room(base, archive)
        folder = backup_places.make_folder(base)
        with (
            sessions.alone(base),
            backup.checked_copy(archive, base.parent, progress) as (copy, content),
        ):
            if content.schema > SCHEMA_VERSION:
                raise NotABackupError(
                    f"«{archive}» es de una versión más nueva del programa (esquema "
                    f"{content.schema}; este conoce hasta el {SCHEMA_VERSION}): actualice aduanas."
                )
            at = datetime.now().astimezone()
            replacing.sign(copy, at, operator, clean_line(archive.name, 200))
            aside = backup_places.free_place(base, folder, BEFORE_RESTORE, at)
            there = replacing.replace(base, copy, aside)
    return Restored(
        base=base,
        clients=content.counts.get("client", 0),
        aside=aside if there else None,
        is_older=content.schema < SCHEMA_VERSION,
    )


def _allowed(base: Path) -> str:
    """Return who restores; a database that can be opened is asked whether they may."""
    try:
        refuse_url(base)
    except UnusableError as error:
        raise ServiceError(str(error)) from error
    if base.exists():
        try:
            office.open_office(str(base), "restaurar")
            operator = office.operator_name()
            require(operator, Right.RESTORE)
            return operator
        except (NotAllowedError, ReplacingError):
            raise
        except Exception as error:
            # That it cannot be opened, or read, is why somebody restores.
            if not isinstance(error, ServiceError) and failures.explained(error) is None:
                raise
        finally:
            office.close_office()
    return account_name(os.getuid())


def _refuse_what_is_none(base: Path, archive: Path) -> None:
    try:
        if archive.is_dir():
            raise NotABackupError(f"«{archive}» es una carpeta: indique el archivo de un respaldo.")
        # To read a pipe would wait for who writes to it, and no device is put aside for a file.
        for path in (archive, base):
            if path.exists() and not path.is_file():
                raise NotABackupError(f"«{path}» no es un archivo corriente: indique otro.")
        if base.exists() and archive.samefile(base):
            raise NotABackupError(f"«{archive}» es la base misma: indique un respaldo.")
        with archive.open("rb") as file:
            header = file.read(len(backup.HEADER))
    except FileNotFoundError:
        folder = backup_places.backup_folder(base)
        raise NotABackupError(
            f"No existe «{archive}»: los respaldos están en «{folder}»."
        ) from None
    except OSError as error:
        raise NotABackupError(
            f"No se puede leer «{archive}»: revise sus permisos o elija otro respaldo."
        ) from error
    if not header:
        raise NotABackupError(f"«{archive}» está vacío (0 bytes): elija otro respaldo.")
    if header != backup.HEADER:
        raise NotABackupError(f"«{archive}» no es un respaldo de aduanas: elija otro archivo.")


def _require_room(base: Path, archive: Path) -> None:
    size, free = backup.size_of(archive), backup.free_bytes(base.parent)
    if free < size * 11 // 10:
        raise NoRoomError(
            f"No hay espacio para restaurar: en «{base.parent}» hay {show_size(free)} libres y "
            f"el respaldo tiene {show_size(size)}. Libere espacio e intente de nuevo."
        )


def _what_would_be_replaced(base: Path, archive: Path) -> str:
    line = f"aduanas restaurar {shlex.quote(str(archive))} --base {shlex.quote(str(base))}"
    return (
        f"Ya hay una base en «{base}». Para ponerla aparte y usar el respaldo en su lugar: "
        f"{line} --reemplazar"
    )


@contextmanager
def _in_words(base: Path) -> Iterator[None]:
    """Say what the store raises in sentences."""
    try:
        yield
    except CopyError as error:
        raise NotABackupError(f"El respaldo {error}: elija otro. No se cambió nada.") from error
    except InUseError as error:
        raise OpenElsewhereError([]) from error
    except UnusableError as error:
        raise ServiceError(str(error)) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise in_the_way(error, base) from error
    except OSError as error:
        raise refusal(base, error.errno or 0) from error
    except sqlite3.Error as error:
        why = failures.explained(error) or "El respaldo no se pudo leer."
        raise BackupError(f"No se restauró. {why}") from error


def _say_nothing(_what: str, _percent: int | None) -> None:
    """Ignore how far it is."""
