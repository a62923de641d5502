"""Opening, creating and migrating the database file."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

from peewee import DatabaseError

from aduanas_tui.store import failures
from aduanas_tui.store.connection import APPLICATION_ID, database
from aduanas_tui.store.errors import LockedError, UnusableError
from aduanas_tui.store.filesystem import is_network, obstacle
from aduanas_tui.store.locks import BUSY_TIMEOUT, file_lock, shared_mode
from aduanas_tui.store.paths import expanded
from aduanas_tui.store.reasons import reason
from aduanas_tui.store.schema import SCHEMA_VERSION

_SQLITE_HEADER = b"SQLite format 3\x00"
_HEADER_SIZE = 100
_APPLICATION_ID_AT = slice(68, 72)
"""Where SQLite's file format keeps ``application_id``."""

_URL = re.compile(r"^[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


class OpeningError(UnusableError):
    """The database cannot be opened; the message is a Spanish sentence that says what to do."""


Progress = Callable[[str, int | None], None]
"""Is told what is being done, and how many percent of it are."""


def open_database(path: Path, *, create: bool = False, progress: Progress | None = None) -> None:
    """Bind this process to the database at ``path``, migrating it if it is older.

    Args:
        path: the database file.
        create: create it when it does not exist; a missing file is refused otherwise, so that a
            mistyped path never becomes an empty office.
        progress: is told how far the backup before a migration is.

    Raises:
        OpeningError: it is missing, not ours, newer than this program, or not accessible.

    """
    refuse_url(path)
    path = expanded(path).absolute()
    try:
        _prepare_file(path, create)
        # What needs nothing is opened without the lock: somebody may be importing for seconds.
        if not path.exists() or _schema_version(path) != SCHEMA_VERSION:
            with file_lock(path):
                _migrate_file(path, progress)
    except OSError as error:
        raise unusable(path, error) from error
    except LockedError as error:
        raise OpeningError(str(error)) from error
    except (sqlite3.DatabaseError, DatabaseError) as error:
        raise OpeningError(failures.sentence(error, path) or failures.damaged(path)) from error
    _bind(path)


def refuse_url(path: Path) -> None:
    """Raise :class:`OpeningError` when the path is really the URL of a server."""
    if _URL.match(str(path)):
        raise OpeningError(
            "Las bases en un servidor todavía no se admiten: "
            "indique la ruta de un archivo con --base RUTA."
        )


def unusable(path: Path, error: OSError) -> OpeningError:
    """Return the refusal of a path that the system does not let us use."""
    return OpeningError(
        f"No se puede usar la base «{path}» ({reason(error)}). "
        "Revise los permisos de la carpeta o indique otra con --base RUTA."
    )


def close_database() -> None:
    """Close this thread's connection."""
    if not database.deferred and not database.is_closed():
        database.close()


def _bind(path: Path) -> None:
    close_database()
    # ``init`` would bring back peewee's own timeout of 5 seconds.
    database.init(str(path), timeout=BUSY_TIMEOUT)


def _prepare_file(path: Path, create: bool) -> None:
    if path.is_dir():
        raise OpeningError(f"«{path}» es una carpeta: indique el archivo de la base.")
    _refuse_network(path)
    if path.exists():
        if not path.is_file():  # to read a pipe would wait for who writes to it
            raise OpeningError(f"«{path}» no es un archivo corriente: indique el de la base.")
        _check_header(path)
        _check_place(path)
        return
    if not create:
        raise OpeningError(
            f"No existe la base «{path}». "
            f"Revise la ruta, o créela con: aduanas iniciar --base {shlex.quote(str(path))}"
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _refuse_network(path: Path) -> None:
    if is_network(path):
        raise OpeningError(
            f"La base «{path}» está en un disco de la red, donde se dañaría: "
            "póngala en un disco del servidor y entre allí por SSH, o indique otra con --base RUTA."
        )


def _check_place(path: Path) -> None:
    """Refuse what could be looked at but not written: SQLite would say so at the first save."""
    found = obstacle(path)
    if found is not None:
        raise OpeningError(f"{found} O indique otra base con --base RUTA.")


def _migrate_file(path: Path, progress: Progress | None) -> None:
    """Check whose file it is and bring it to this program's schema. The caller holds the lock."""
    if not path.exists():
        _create_file(path)
        return
    version = _schema_version(path)
    if version > SCHEMA_VERSION:
        raise OpeningError(
            f"La base «{path}» es de una versión más nueva del programa "
            f"(esquema {version}; este programa conoce hasta el {SCHEMA_VERSION}). "
            "Actualice aduanas y vuelva a abrirla."
        )
    if version < SCHEMA_VERSION:
        if version > 0:
            # Imported only when there is something to migrate, as what migrates it.
            from aduanas_tui.store.older import keep_older

            keep_older(path, progress or _say_nothing)
        _run_migrations(path, progress or _say_nothing)


def _create_file(path: Path) -> None:
    """Build the new database beside its place and move it there: a killed start leaves nothing."""
    building = path.with_name(path.name + ".nueva")
    building.unlink(missing_ok=True)
    # SQLite gives its journal files the mode of the database, so the mode comes first.
    os.close(os.open(building, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    building.chmod(shared_mode(path.parent))
    try:
        _run_migrations(building, _say_nothing)
        building.rename(path)
    except BaseException:
        # On a full disk what could not be finished would keep the room that is missing.
        for suffix in ("-wal", "-shm", "-journal", ""):
            building.with_name(building.name + suffix).unlink(missing_ok=True)
        raise


def _check_header(path: Path) -> None:
    """Refuse a file that is not ours, before anything is written beside it."""
    with path.open("rb") as file:
        header = file.read(_HEADER_SIZE)
    if not header:
        raise OpeningError(
            f"La base «{path}» está vacía (0 bytes): quizá se llenó el disco. "
            "Restaure un respaldo, o borre ese archivo para empezar de nuevo."
        )
    if not header.startswith(_SQLITE_HEADER):
        raise OpeningError(
            f"«{path}» no es una base de aduanas. No se cambió nada: revise la ruta."
        )
    if header[_APPLICATION_ID_AT] != APPLICATION_ID.to_bytes(4, "big"):
        raise OpeningError(
            f"«{path}» es una base de otro programa. No se cambió nada: revise la ruta."
        )


def _schema_version(path: Path) -> int:
    # Never created: a file that vanished meanwhile must not come back as an empty office.
    connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", timeout=BUSY_TIMEOUT, uri=True)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
    return int(version)


def _run_migrations(path: Path, progress: Progress) -> None:
    # Imported only when there is something to migrate: it doubles the cost of importing peewee.
    from playhouse.migrations import Runner

    _bind(path)
    try:
        Runner(database, str(Path(__file__).parent / "migrations")).up()
        _give_bits(progress)
        database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def _give_bits(progress: Progress) -> None:
    """Make what searches among many clients need besides their index."""
    from aduanas_tui.store import slots

    with database.atomic():
        slots.make(lambda percent: progress("Preparando la búsqueda", percent))


def _say_nothing(_what: str, _percent: int | None) -> None:
    """Ignore how far it is."""
