"""Writing many clients of an office in use, inside one write transaction.

Nothing here goes through peewee row by row: its ``insert_many`` costs five times as much.
"""

from __future__ import annotations

import ctypes
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from peewee import PeeweeException

from aduanas_tui.domain.text import sort_key
from aduanas_tui.store import catalogue, index, slots
from aduanas_tui.store.catalogue import ContactFacts, search_text_of
from aduanas_tui.store.connection import PRAGMAS, database, execute, rows, write_transaction
from aduanas_tui.store.errors import LockedError, ReplacedError
from aduanas_tui.store.locks import BUSY_TIMEOUT, file_lock

T = TypeVar("T")

_AT_ONCE = 500
_CACHE_KB = 24_000
"""Page cache of a large write: spilled pages of the indexes would be written many times."""

_SEARCHED = (
    *("name", "rtn", "kind", "city", "department", "phone", "phone2", "email", "billing_email"),
)


_LOG_GUARD = "audit_entry_no_replace"
_LARGE_WAL_BYTES = 4 << 20
_tidying: list[threading.Thread] = []


@contextmanager
def large_write() -> Iterator[None]:
    """Make a large transaction inside the block cheaper, for this thread and for who waits for it.

    Its connection gets more memory. What the transaction wrote is durable with its commit; that it
    goes from the journal to the database afterwards, and that the search index joins its pieces,
    holds nobody up, see `finish_tidying`.
    """
    ((pages,),) = rows("PRAGMA wal_autocheckpoint")
    execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    execute("PRAGMA wal_autocheckpoint = 0")
    try:
        yield
    finally:
        execute(f"PRAGMA cache_size = {PRAGMAS['cache_size']}")
        execute("PRAGMA shrink_memory")
        _give_back()
        execute(f"PRAGMA wal_autocheckpoint = {pages}")
    path = Path(str(database.database))
    journal = path.with_name(f"{path.name}-wal")
    is_large = journal.exists() and journal.stat().st_size > _LARGE_WAL_BYTES
    if is_large or slots.unfolded() != []:
        thread = threading.Thread(target=_tidy, args=(path,), name="tidying")
        _tidying.append(thread)
        thread.start()


def _give_back() -> None:
    """Let the system have the memory that was used last; C libraries but GNU's do without."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def appending_to_log() -> Iterator[None]:
    """Append many entries to the audit log; inside a write transaction.

    The trigger that keeps ``REPLACE`` from the log makes SQLite prepare to take back every single
    row, which doubles their cost. It is away within the transaction alone, where nobody else
    writes: whatever comes of that, the database is never seen without it.
    """
    ((guard,),) = rows("SELECT sql FROM sqlite_master WHERE name = ?", (_LOG_GUARD,))
    execute(f"DROP TRIGGER {_LOG_GUARD}")
    yield
    execute(guard)


def finish_tidying() -> None:
    """Wait until what large transactions left to do is done."""
    while _tidying:
        _tidying.pop().join()


def _tidy(path: Path) -> None:
    # A failure is none: those who save later do it bit by bit.
    address = f"{path.as_uri()}?mode=rw"
    with suppress(sqlite3.Error, OSError), closing(_connect(address)) as connection:
        while _merge_some(connection, path):
            pass
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    set_bits(path, new_words=True)


def set_bits(path: Path, *, new_words: bool = False) -> None:
    """Set the bits of frequent words that writes left, in steps that nobody notices.

    For a thread of its own, whose connection is closed. A failure is none: searches do without.

    Args:
        path: of the database, if it is still the one in use.
        new_words: give those their bits, too, that became frequent.

    """
    if Path(str(database.database)) != path:
        return
    with suppress(sqlite3.Error, PeeweeException, OSError, ReplacedError, LockedError):
        try:
            while slots.unfolded() != [] and _step(slots.fold_some):
                pass
            for term in slots.missing() if new_words else ():
                _step(partial(slots.build, term))
        finally:
            database.close()


def _step(work: Callable[[], T]) -> T:
    with write_transaction():
        return work()


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT)


def _merge_some(connection: sqlite3.Connection, path: Path) -> bool:
    """Join pieces of the search index, so briefly that nobody who saves notices."""
    with file_lock(path):
        connection.execute("BEGIN IMMEDIATE")
        more = index.merge_some(connection)
        connection.execute("COMMIT")
    return more


def next_id(table: str) -> int:
    """Return the next id of a table whose ids are never used twice."""
    found = rows("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
    return int(found[0][0]) + 1 if found else 1


def update_rows(table: str, changes: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Set the given columns of the rows with these ids, in the order given."""
    connection = database.connection()
    for row_id, values in changes:
        columns = ", ".join(f"{column} = ?" for column in values)
        connection.execute(f"UPDATE {table} SET {columns} WHERE id = ?", (*values.values(), row_id))


def refresh(client_ids: Sequence[int]) -> None:
    """Bring order and index of clients up to their present names, contacts and state."""
    for some in chunks(sorted(client_ids)):
        _refresh(some)


def _refresh(client_ids: Sequence[int]) -> None:
    places = ", ".join("?" * len(client_ids))
    people: dict[int, list[ContactFacts]] = defaultdict(list)
    for client_id, *facts in rows(
        f"SELECT client_id, name, phone, email FROM contact WHERE client_id IN ({places})",
        client_ids,
    ):
        people[client_id].append((facts[0], facts[1], facts[2]))
    left: list[tuple[int, str]] = []
    entered: list[tuple[int, str]] = []
    updates: list[tuple[str, str, int]] = []
    renamed: list[int] = []
    for client_id, rank, active, has_operations, sort_text, city_sort, old, *values in rows(
        "SELECT id, rank, active, has_operations, sort_text, city_sort, search_text, "
        f"{', '.join(_SEARCHED)} FROM client WHERE id IN ({places}) ORDER BY rank",
        client_ids,
    ):
        stored = dict(zip(_SEARCHED, values, strict=True))
        if sort_key(stored["name"]) != sort_text:
            renamed.append(client_id)
            continue
        new = search_text_of(stored, people[client_id], bool(active), bool(has_operations))
        city = sort_key(stored["city"])
        if new != old:
            left.append((rank, old))
            entered.append((rank, new))
        if new != old or city != city_sort:
            updates.append((city, new, client_id))
    index.remove_many(left)
    index.add_many(entered)
    database.connection().executemany(
        "UPDATE client SET city_sort = ?, search_text = ? WHERE id = ?", updates
    )
    for client_id in renamed:
        catalogue.refresh(client_id)


def recount(client_ids: Sequence[int]) -> None:
    """Bring the counters of clients up to their operations, and order and index with them."""
    for some in chunks(sorted(client_ids)):
        execute(catalogue.COUNTERS.format(", ".join("?" * len(some))), some)
        _refresh(some)


def delete_clients(client_ids: Sequence[int]) -> None:
    """Delete clients, their contacts and their index rows."""
    for some in chunks(sorted(client_ids)):
        places = ", ".join("?" * len(some))
        index.remove_many(
            rows(f"SELECT rank, search_text FROM client WHERE id IN ({places}) ORDER BY rank", some)
        )
        execute(f"DELETE FROM client WHERE id IN ({places})", some)


def chunks(values: Sequence[Any], size: int = _AT_ONCE) -> Iterator[Sequence[Any]]:
    """Cut a sequence into pieces that fit one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
