"""The one database of this process: connections, the write lock and transactions.

What only SQLite knows (``PRAGMA``, interrupting a query, the lock file) stands here, so that
services stay with what peewee offers on every backend.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from peewee import DatabaseError, OperationalError, SqliteDatabase

from aduanas_tui.domain.text import sort_key
from aduanas_tui.store import checkpoints
from aduanas_tui.store.errors import ReplacedError
from aduanas_tui.store.locks import BUSY_TIMEOUT, file_lock, noted
from aduanas_tui.store.schema import SCHEMA_VERSION

APPLICATION_ID = 0x41445541
"""``ADUA``: marks the file as ours (``PRAGMA application_id``)."""

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "cache_size": -2000,  # each thread has it; large writes take more while they last
    "temp_store": "memory",
    "wal_autocheckpoint": checkpoints.LAST_RESORT,
}

_LITTLE_CACHE = -1000
_MORE_CACHE = -8000


class OfficeDatabase(SqliteDatabase):
    """A database file that is never created by connecting to it."""

    def __init__(self, **settings: Any) -> None:
        self.opened: tuple[int, int] | None = None
        """Device and number of the file that the process opened."""
        super().__init__(None, **settings)

    def init(self, path: str | None, **settings: Any) -> None:  # type: ignore[override]
        """Bind to the file at ``path``, or to none."""
        self.opened = identity(Path(path)) if path else None
        super().init(path, **settings)

    def _connect(self) -> sqlite3.Connection:
        _refuse_replaced(Path(str(self.database)))
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc]
        return connection


_office = OfficeDatabase(
    pragmas=PRAGMAS, lock_type="IMMEDIATE", timeout=BUSY_TIMEOUT, check_same_thread=False
)
database: SqliteDatabase = _office
"""Bound to a path by :func:`aduanas_tui.store.opening.open_database`; one connection a thread."""


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at ``path`` from any other; ``None`` when there is none."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    return facts.st_dev, facts.st_ino


def _refuse_replaced(path: Path) -> None:
    """Refuse to write into a file that nobody will ever read again.

    SQLite goes on in a file that was removed or replaced, and what it is given is gone.
    """
    if _office.opened is None:
        return
    found = identity(path)
    if found is None:
        raise ReplacedError(
            f"La base «{path}» ya no está en su lugar y no se guardó nada: "
            "devuélvala allí o restaure un respaldo, y abra el programa de nuevo."
        )
    if found != _office.opened:
        raise ReplacedError(
            f"La base «{path}» fue reemplazada por otro archivo y no se guardó nada: "
            "salga y abra el programa de nuevo."
        )


def _refuse_newer(path: Path) -> None:
    """Refuse to write into a database that a newer program changed while this one was open."""
    ((version,),) = rows("PRAGMA user_version")
    if version > SCHEMA_VERSION:
        raise ReplacedError(
            f"La base «{path}» pasó a una versión más nueva del programa y no se guardó nada: "
            "salga y abra el programa de nuevo."
        )


# For lists that are sorted by a text for which no column of sort keys is kept.
database.register_function(sort_key, "sort_key", 1, deterministic=True)


class QueryInterruptedError(Exception):
    """A newer search stopped this one; its result is of no use any more."""


def database_path() -> Path:
    """Return the path that this process is bound to."""
    return Path(str(database.database))


@contextmanager
def write_transaction(note: str = "") -> Iterator[None]:
    """Run a block as one durable transaction; everything in it is written or nothing is.

    May be nested: the inner block is a savepoint. ``note`` is what those who wait meanwhile can
    read with :func:`.locks.lock_note`.

    Raises:
        LockedError: another held the database for longer than one should wait.
        ReplacedError: the file was removed or replaced under the open database.

    """
    if database.in_transaction():
        with database.atomic():
            yield
        return
    path = database_path()
    _refuse_replaced(path)
    with file_lock(path) as turn, noted(path, note):
        _refuse_replaced(path)
        try:
            with database.atomic():
                _refuse_newer(path)
                yield
        finally:
            _give_cache_back()
    if checkpoints.is_due(path, turn):
        with suppress(DatabaseError):  # what was saved is saved
            database.execute_sql("PRAGMA wal_checkpoint(PASSIVE)")  # waits for nobody


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
        if was_interrupted(error):
            raise QueryInterruptedError from error
        raise
    return cursor


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a query and return all its rows; callers bound their number with ``LIMIT``."""
    cursor = execute(sql, parameters)
    try:
        return cursor.fetchall()
    except sqlite3.OperationalError as error:
        if was_interrupted(error):
            raise QueryInterruptedError from error
        raise


def take_more_cache() -> None:
    """Keep more of what this thread writes in memory until its transaction ends.

    Where pages from all over the database change, those that do not fit are written and read again:
    that 2,000 clients get other ranks took 290 ms of the processor, and takes 155.
    """
    if rows("PRAGMA cache_size") == [(PRAGMAS["cache_size"],)]:
        database.execute_sql(f"PRAGMA cache_size = {_MORE_CACHE}")
        _at_work.has_more_cache = True


def _give_cache_back() -> None:
    if getattr(_at_work, "has_more_cache", False):
        _at_work.has_more_cache = False
        database.execute_sql(f"PRAGMA cache_size = {PRAGMAS['cache_size']}")
        database.execute_sql("PRAGMA shrink_memory")


@contextmanager
def little_cache() -> Iterator[None]:
    """Keep little of what this thread reads in the block: a long count reads every page once."""
    database.execute_sql(f"PRAGMA cache_size = {_LITTLE_CACHE}")
    try:
        yield
    finally:
        database.execute_sql(f"PRAGMA cache_size = {PRAGMAS['cache_size']}")


def was_interrupted(error: Exception) -> bool:
    """Tell whether a query failed because it was stopped.

    Stopped while it opens a table of the full-text index, SQLite says "vtable constructor failed"
    or "no such fts5 table" instead of "interrupted".
    """
    interrupter: Interrupter | None = getattr(_at_work, "interrupter", None)
    return "interrupted" in str(error) or (interrupter is not None and interrupter.stopped)


_at_work = threading.local()
"""The interrupter whose block each thread is in, and whether it has more cache than usual."""


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
