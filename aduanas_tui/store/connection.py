"""The one database of this process: connections, the write lock and transactions.

What only SQLite knows (``PRAGMA``, interrupting a query, the lock file) stands here, so that
services stay with what peewee offers on every backend.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import OperationalError, SqliteDatabase

from aduanas_tui.domain.text import sort_key

APPLICATION_ID = 0x41445541
"""``ADUA``: marks the file as ours (``PRAGMA application_id``)."""

BUSY_TIMEOUT = 30
"""Seconds that SQLite waits for another writer before it gives up."""

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "cache_size": -8000,
    "temp_store": "memory",
}

database = SqliteDatabase(
    None, pragmas=PRAGMAS, lock_type="IMMEDIATE", timeout=BUSY_TIMEOUT, check_same_thread=False
)
"""Bound to a path by :func:`aduanas_tui.store.opening.open_database`; one connection a thread."""

# For lists that are sorted by a text for which no column of sort keys is kept.
database.register_function(sort_key, "sort_key", 1, deterministic=True)


class QueryInterruptedError(Exception):
    """A newer search stopped this one; its result is of no use any more."""


def lock_path(path: Path) -> Path:
    """Return the lock file beside a database file."""
    return path.with_name(path.name + ".lock")


def shared_mode(folder: Path) -> int:
    """Return the mode of new files in ``folder``: for the group too when the folder is setgid."""
    return 0o660 if folder.stat().st_mode & stat.S_ISGID else 0o600


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.fchmod(handle, shared_mode(path.parent))
        return handle


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the office-wide lock of the database at ``path``, waiting for whoever has it.

    SQLite's own waiting polls with growing pauses: measured with 20 writers, the unluckiest waited
    1.3 s; with this lock taken first, 0.09 s.
    """
    handle = _open_lock(lock_path(path))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def write_transaction(note: str = "") -> Iterator[None]:
    """Run a block as one durable transaction; everything in it is written or nothing is.

    May be nested: the inner block is a savepoint. ``note`` is what those who wait meanwhile can
    read with :func:`lock_note`.
    """
    if database.in_transaction():
        with database.atomic():
            yield
        return
    path = Path(str(database.database))
    with file_lock(path), _noted(path, note), database.atomic():
        yield


def note_path(path: Path) -> Path:
    """Return the file beside a database that tells who holds its lock for long."""
    return path.with_name(path.name + ".ocupada")


@contextmanager
def _noted(path: Path, note: str) -> Iterator[None]:
    if not note:
        yield
        return
    place = note_path(path)
    place.unlink(missing_ok=True)  # of somebody who was killed; perhaps of another account
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.fchmod(handle, shared_mode(path.parent))
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"note": note, "pid": os.getpid()}, file)
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def lock_note() -> str | None:
    """Return what the holder of the write lock left to read, while it holds it."""
    path = Path(str(database.database))
    try:
        said = json.loads(note_path(path).read_text(encoding="utf-8"))
        os.kill(said["pid"], 0)
    except PermissionError:  # alive, of another account
        pass
    except (OSError, ValueError, KeyError):
        return None
    handle = _open_lock(lock_path(path))
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return str(said["note"])
    finally:
        os.close(handle)
    return None


def execute(sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
    """Run one SQL statement on this thread's connection and return its cursor.

    Raises:
        QueryInterruptedError: another thread called :meth:`Interrupter.interrupt`.

    """
    # SQLite forgets an interruption that comes between two queries.
    interrupter: Interrupter | None = getattr(_at_work, "interrupter", None)
    if interrupter is not None and interrupter.stopped:
        raise QueryInterruptedError
    try:
        cursor: sqlite3.Cursor = database.execute_sql(sql, parameters)
    except OperationalError as error:
        if _was_interrupted(error):
            raise QueryInterruptedError from error
        raise
    return cursor


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a query and return all its rows; callers bound their number with ``LIMIT``."""
    cursor = execute(sql, parameters)
    try:
        return cursor.fetchall()
    except sqlite3.OperationalError as error:
        if _was_interrupted(error):
            raise QueryInterruptedError from error
        raise


def _was_interrupted(error: Exception) -> bool:
    """Tell whether a query failed because it was stopped.

    Stopped while it opens a table of the full-text index, SQLite says "vtable constructor failed"
    or "no such fts5 table" instead of "interrupted".
    """
    interrupter: Interrupter | None = getattr(_at_work, "interrupter", None)
    return "interrupted" in str(error) or (interrupter is not None and interrupter.stopped)


_at_work = threading.local()
"""The interrupter whose block each thread is in."""


class Interrupter:
    """Lets one thread stop the query that another runs, and nothing else that runs there.

    The thread that queries works inside ``with interrupter:``; any thread may call
    :meth:`interrupt`, also before or after, without effect on other work of that connection.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.stopped = False
        """Whether nobody waits for the queries any more."""

    def __enter__(self) -> Interrupter:
        with self._guard:
            if self.stopped:
                raise QueryInterruptedError
            self._connection = database.connection()
        _at_work.interrupter = self
        return self

    def __exit__(self, *_: object) -> None:
        _at_work.interrupter = None
        with self._guard:
            self._connection = None

    def interrupt(self) -> None:
        """Stop the query under way and those that would follow in the block."""
        with self._guard:
            self.stopped = True
            if self._connection is not None:
                self._connection.interrupt()
