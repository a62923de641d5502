"""Whether a database file is whole: its pages, its schema, and that nothing points nowhere."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from peewee import SqliteDatabase

from aduanas_tui.store.connection import database, execute, rows

_MOST_FAULTS = 50
_OF_INDEXES = re.compile(
    r"row \d+ missing from index|wrong # of entries in index"
    r"|row \d+ values differ from index|rowid not at end-of-record for row \d+ of index"
)
"""What SQLite says of an index that differs from its table; making it anew mends that."""

_UNIQUE = re.compile(r'CREATE UNIQUE INDEX "\w+" ON ("\w+") \(([^)]+)\)(?: WHERE (.+))?$')


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the pages of a file."""

    count: int
    only_indexes: bool
    """Whether everything that was typed can be read, and only indexes have to be made anew."""


@dataclass(frozen=True, slots=True)
class Part:
    """An index, a trigger or a table that is missing or different."""

    kind: str
    name: str
    sql: str
    """The statement that makes it."""
    is_missing: bool


@contextmanager
def one_moment() -> Iterator[None]:
    """Let the queries of the block see one moment, also of a damaged file.

    Ending a transaction may fail there; nothing was written, so that does not matter.
    """
    connection = database.connection()
    connection.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with suppress(sqlite3.DatabaseError):
            connection.execute("ROLLBACK")


def page_faults() -> Faults | None:
    """Look at every page and every index entry; ``None`` when all is well."""
    found = [text for (text,) in rows(f"PRAGMA integrity_check({_MOST_FAULTS})")]
    if found == ["ok"]:
        return None
    lines = [line for text in found for line in text.splitlines()]
    return Faults(len(lines), all(_OF_INDEXES.match(line) for line in lines))


def dangling_rows() -> dict[tuple[str, str], int]:
    """Return how many rows of a table point to one of another that is not there."""
    found: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in execute("PRAGMA foreign_key_check"):
        found[table, parent] = found.get((table, parent), 0) + 1
    return found


def schema_parts() -> list[Part]:
    """Return what the schema lacks, or has otherwise than the migrations make it."""
    present = _objects(
        rows("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    )
    found = []
    for name, (kind, sql) in _expected().items():
        if name not in present:
            found.append(Part(kind, name, sql, is_missing=True))
        elif _plain(present[name][1]) != _plain(sql):
            found.append(Part(kind, name, sql, is_missing=False))
    return found


def has_equals(part: Part) -> bool:
    """Tell whether a table has rows that an index would not allow side by side."""
    found = _UNIQUE.match(_plain(part.sql))
    if found is None:
        return False
    table, columns, condition = found.groups()
    known = " AND ".join(f"{column} IS NOT NULL" for column in columns.split(", "))
    where = f"({condition}) AND {known}" if condition else known
    return bool(
        rows(f"SELECT 1 FROM {table} WHERE {where} GROUP BY {columns} HAVING count(*) > 1 LIMIT 1")
    )


def _expected() -> dict[str, tuple[str, str]]:
    from playhouse.migrations import Runner

    with tempfile.TemporaryDirectory(prefix="aduanas-") as folder:
        path = Path(folder) / "esquema.db"
        fresh = SqliteDatabase(str(path), pragmas={"synchronous": "off", "journal_mode": "off"})
        path.touch()
        Runner(fresh, str(Path(__file__).parent / "migrations")).up()
        fresh.close()
        with closing(sqlite3.connect(path)) as connection:
            return _objects(
                connection.execute(
                    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
                ).fetchall()
            )


def _objects(found: list[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    # The tables behind the search index are its own business.
    return {
        name: (kind, sql)
        for kind, name, sql in found
        if not name.startswith(("sqlite_", "client_index_"))
    }


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
