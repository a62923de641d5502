"""Filling a new database with many clients at once.

For a database that nobody has open yet: it is built in a folder of its own beside its place, with
neither journal nor secondary indexes nor triggers, and moved there whole at the end. A load that
fails or is killed leaves nothing at that place.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from peewee import OperationalError

from aduanas_tui.store import failures, index, ranking, slots
from aduanas_tui.store.connection import database, execute, rows
from aduanas_tui.store.models import ALL_MODELS, CustomsFile, Invoice, Payment, Quote
from aduanas_tui.store.opening import (
    OpeningError,
    close_database,
    open_database,
    refuse_url,
    unusable,
)
from aduanas_tui.store.paths import expanded

_CACHE_KB = 32_000
"""Page cache of the load, also the size of what is sorted in memory at a time."""

_ANALYZED_ROWS = 2_000
"""Rows of each index that are looked at for the planner's statistics."""


@contextmanager
def loading(path: Path) -> Iterator[None]:
    """Create a database at ``path`` and fill it inside the block.

    Meanwhile :data:`~aduanas_tui.store.connection.database` is bound to the new file; afterwards
    to none. Foreign keys are not checked and no trigger runs: the rows must be right.

    Raises:
        OpeningError: something is at ``path``, or it cannot be written.

    """
    refuse_url(path)
    path = expanded(path).absolute()
    _refuse_existing(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".aduanas-carga-", dir=path.parent) as folder:
            building = Path(folder) / path.name
            open_database(building, create=True)
            try:
                dropped = _prepare()
                with database.atomic():
                    yield
                _finish(dropped)
            finally:
                close_database()
                database.init(None)
            _sync(building)
            _refuse_existing(path)
            building.rename(path)
    except OSError as error:
        raise unusable(path, error) from error
    except (sqlite3.OperationalError, OperationalError) as error:
        reason = failures.sentence(error, path) or "Elija otro lugar e intente de nuevo."
        raise OpeningError(
            f"No se pudo escribir la base «{path}», y no quedó nada de ella. {reason}"
        ) from error


def insert(
    table: str,
    columns: Sequence[str],
    values: Sequence[Sequence[Any]],
    same: Mapping[str, Any] | None = None,
    together: int = 1,
) -> None:
    """Insert rows of ``columns`` into a table; columns of ``same`` have one value in all rows.

    ``together`` is how many rows a statement has: more are cheaper where there are few columns and
    indexes. Inside a transaction that is given up whole when this fails.
    """
    connection = database.connection()
    same = same or {}
    constants = [
        connection.execute("SELECT quote(?)", (one,)).fetchone()[0] for one in same.values()
    ]
    row = f"({', '.join([*'?' * len(columns), *constants])})"
    # Without FAIL SQLite would prepare to take a statement of many rows back alone.
    start = f"INSERT OR FAIL INTO {table} ({', '.join((*columns, *same))}) VALUES "
    whole = len(values) // together * together
    many = (
        tuple(chain.from_iterable(values[at : at + together])) for at in range(0, whole, together)
    )
    connection.executemany(start + ", ".join([row] * together), many)
    connection.executemany(start + row, values[whole:])


def ranks(sort_texts: Iterable[str]) -> Iterator[int]:
    """Return the rank of each sort text, in the order given, among all of them.

    Equals are ranked in the order given, as ``(sort_text, id)`` does with rising ids. The texts
    are sorted on disk; 4 bytes of memory for each stay.
    """
    execute("CREATE TEMP TABLE loaded_name (sort_text TEXT NOT NULL)")
    connection = database.connection()
    connection.executemany(
        "INSERT INTO loaded_name VALUES (?)", ((sort_text,) for sort_text in sort_texts)
    )
    ((count,),) = rows("SELECT count(*) FROM loaded_name")
    positions = array("I", bytes(4 * count))
    ordered = connection.execute("SELECT rowid FROM loaded_name ORDER BY sort_text, rowid")
    for position, (row,) in enumerate(ordered):
        positions[row - 1] = position
    execute("DROP TABLE loaded_name")
    return (ranking.FIRST_RANK + ranking.GAP * position for position in positions)


def fill_index() -> None:
    """Put every client into the search index, in order of rank."""
    entries = database.connection().execute("SELECT rank, search_text FROM client ORDER BY rank")
    index.add_many(entries)
    index.optimize()
    slots.make()


_PARTY = """
json_object('name', name, 'rtn', rtn, 'address', address,
    'billing_email', CASE billing_email WHEN '' THEN email ELSE billing_email END,
    'phone', phone, 'contact', coalesce(
        (SELECT name FROM contact WHERE client_id = client.id AND is_primary = 1), ''))
"""


def fill_parties() -> None:
    """Let every operation keep its client as it is now."""
    execute("CREATE INDEX temporarily ON contact (client_id) WHERE is_primary = 1")
    execute(f"CREATE TEMP TABLE party AS SELECT id, {_PARTY} AS kept FROM client")
    execute("CREATE UNIQUE INDEX temp.party_id ON party (id)")
    for model in (CustomsFile, Quote, Invoice, Payment):
        table = model._meta.table_name
        execute(f"UPDATE {table} SET party = (SELECT kept FROM party WHERE id = client_id)")
    execute("DROP TABLE party")
    execute("DROP INDEX temporarily")


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise OpeningError(f"Ya existe «{path}»: indique una ruta nueva. No se cambió nada.")


def _prepare() -> list[str]:
    """Trade safety for speed, and return the statements that bring back what was dropped."""
    for pragma in (
        "journal_mode = off",
        "synchronous = off",
        "foreign_keys = off",
        "temp_store = file",
        f"cache_size = -{_CACHE_KB}",
    ):
        rows(f"PRAGMA {pragma}")
    return _drop_indexes_and_triggers()


def _drop_indexes_and_triggers() -> list[str]:
    """Drop those of our tables, and return the statements that create them again."""
    tables = [model._meta.table_name for model in ALL_MODELS]
    places = ", ".join("?" * len(tables))
    found = rows(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') "
        f"AND sql IS NOT NULL AND tbl_name IN ({places}) ORDER BY rowid",
        tables,
    )
    for kind, name, _ in found:
        execute(f'DROP {kind} "{name}"')
    return [sql for _, _, sql in found]


def _finish(dropped: list[str]) -> None:
    for sql in dropped:
        execute(sql)
    with database.atomic():
        fill_index()
    rows(f"PRAGMA analysis_limit = {_ANALYZED_ROWS}")
    execute("ANALYZE")
    rows("PRAGMA journal_mode = wal")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
