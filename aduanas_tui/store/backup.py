"""Copying a database whole while others write to it, and looking at what came of it."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aduanas_tui.store.connection import APPLICATION_ID
from aduanas_tui.store.locks import BUSY_TIMEOUT, shared_mode
from aduanas_tui.store.watching import watched

_PAGES_AT_ONCE = 2_048
_CACHE_KB = 16_000
HEADER = b"SQLite format 3\x00"
"""How every database file begins."""
_UNFINISHED = ".respaldo-"
_NO_DATA = ("sqlite_", "client_index", "client_terms", "client_places")
"""How the names of tables begin that hold nothing of their own."""

Progress = Callable[[str, int | None], None]
"""Is told what is being done, and how many percent of it are; it may raise to stop."""


class CopyError(Exception):
    """What was copied is not whole; the message says, in Spanish, what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a database file, as far as it can be compared with another."""

    application: int
    schema: int
    """``PRAGMA user_version``."""
    objects: frozenset[tuple[str, str]]
    """Name and SQL of every table, index and trigger."""
    counts: dict[str, int]
    """Rows of every table."""
    last_entry: int
    """The newest entry of the audit log: nothing was written since if it is the same."""


def size_of(base: Path) -> int:
    """Return the bytes of a database with its journal."""
    journal = base.with_name(f"{base.name}-wal")
    return base.stat().st_size + (journal.stat().st_size if journal.exists() else 0)


def free_bytes(folder: Path) -> int:
    """Return how many bytes an ordinary account may still write into ``folder``."""
    facts = os.statvfs(folder)
    return facts.f_bavail * facts.f_frsize


@contextmanager
def checked_copy(base: Path, folder: Path, progress: Progress) -> Iterator[tuple[Path, Content]]:
    """Give a copy of ``base`` in ``folder``, on the disk and checked, under a passing name.

    Others go on writing meanwhile; it is the database as it was at one moment. Inside the block it
    may be moved to its place; what is left at the end is removed.

    Raises:
        CopyError: the copy is not what the database was.
        OSError: it cannot be written.
        sqlite3.Error: the database cannot be read, or the disk is full.

    """
    remove_unfinished(folder)
    place = folder / f"{_UNFINISHED}{os.getpid()}-{secrets.token_hex(4)}.db"
    try:
        # SQLite keeps the mode of a file that is there.
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(handle, shared_mode(folder))
            content = _copy(base, place, progress)
            os.fsync(handle)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise CopyError("está dañado") from error
            raise
        finally:
            os.close(handle)
        check(place, content, progress)
        yield place, content
    finally:
        with suppress(OSError):
            place.unlink(missing_ok=True)


def put(copy: Path, place: Path) -> None:
    """Move a copy to its place, so that it stays there whatever happens next."""
    copy.replace(place)
    handle = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check(copy: Path, expected: Content | None, progress: Progress) -> Content:
    """Look at every page of a database file that nobody writes to, and return what is in it.

    Raises:
        CopyError: it is damaged, of another program, or not what was expected.

    """
    try:
        with (
            closing(_connected(f"{copy.as_uri()}?immutable=1")) as connection,
            watched(connection, lambda: progress("Revisando", None)),
        ):
            faults = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if faults != [("ok",)]:
                raise CopyError("está dañado")
            found = _content(connection)
    except sqlite3.DatabaseError as error:
        raise CopyError("está dañado") from error
    if found.application != APPLICATION_ID:
        raise CopyError("no es una base de aduanas")
    if expected is not None and found != expected:
        raise CopyError("no salió igual a la base")
    return found


def last_entry_of(copy: Path) -> int | None:
    """Return the newest entry of the audit log of a file that nobody writes to, if it has one."""
    with suppress(sqlite3.DatabaseError, OSError):
        return _newest(f"{copy.as_uri()}?immutable=1")
    return None


def newest_entry(base: Path) -> int:
    """Return the newest entry of the audit log of a database; 0 when it has none yet.

    Raises:
        sqlite3.Error: the database cannot be read.

    """
    return _newest(_source(base))


def _newest(address: str) -> int:
    with closing(_connected(address)) as connection:
        ((newest,),) = connection.execute("SELECT coalesce(max(id), 0) FROM audit_entry").fetchall()
        return int(newest)


def _copy(base: Path, place: Path, progress: Progress) -> Content:
    with (
        closing(_connected(_source(base))) as source,
        closing(sqlite3.connect(place, isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA journal_mode = off")
        copy.execute("PRAGMA synchronous = off")
        # Without this transaction of the reader, every write of somebody else would make a copy in
        # steps begin anew; with it the pages stay as they were, and a writer waits for nothing.
        source.execute("BEGIN")
        content = _content(source)

        def report(_status: int, left: int, total: int) -> None:
            progress("Copiando", 100 * (total - left) // total if total else None)

        source.backup(copy, pages=_PAGES_AT_ONCE, progress=report)
        # A copy in WAL mode would leave two more files beside it when somebody looks at it.
        copy.execute("PRAGMA journal_mode = delete")
    return content


def _source(base: Path) -> str:
    """Return the address for reading a database, which may lie where nothing can be written."""
    if os.access(base.parent, os.W_OK) and os.access(base, os.W_OK):
        return f"{base.as_uri()}?mode=rw"
    return f"{base.as_uri()}?immutable=1"


def _connected(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address,
        uri=True,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
    )
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    return connection


def _content(connection: sqlite3.Connection) -> Content:
    def number(sql: str) -> int:
        ((found,),) = connection.execute(sql).fetchall()
        return int(found or 0)

    objects: list[tuple[Any, Any, Any]] = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    ).fetchall()
    tables = [
        name for kind, name, _ in objects if kind == "table" and not name.startswith(_NO_DATA)
    ]
    return Content(
        application=number("PRAGMA application_id"),
        schema=number("PRAGMA user_version"),
        objects=frozenset((name, sql) for _, name, sql in objects),
        counts={name: number(f'SELECT count(*) FROM "{name}"') for name in sorted(tables)},
        last_entry=number("SELECT max(id) FROM audit_entry") if "audit_entry" in tables else 0,
    )


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed copy left; the one under way in another process stays."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        pid = left.name.removeprefix(_UNFINISHED).partition("-")[0]
        if pid.isdecimal() and not Path(f"/proc/{pid}").exists():
            with suppress(OSError):
                left.unlink()
