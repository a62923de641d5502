"""A database as the first release left it, with the clients of one of today's."""

from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

from aduanas_tui.store import opening
from aduanas_tui.store.connection import APPLICATION_ID

_COPIED = ("client", "contact", "audit_entry")


def make_old(path: Path, today: Path) -> None:
    """Make a database of schema 1 at ``path`` with what the one at ``today``, closed, has."""
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode = wal")
        for statement in _first_migration().STATEMENTS.strip().split("\n\n"):
            old.execute(statement)
        old.execute(
            "CREATE TABLE schema_migration (id INTEGER NOT NULL PRIMARY KEY, "
            "name VARCHAR(255) NOT NULL UNIQUE, applied DATETIME NOT NULL)"
        )
        old.execute("INSERT INTO schema_migration VALUES (1, '0001_initial', '2026-01-05')")
        old.execute("ATTACH ? AS today", (str(today),))
        for table in _COPIED:
            columns = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")
        old.execute(
            "INSERT INTO client_index (rowid, terms) SELECT rank, search_text FROM main.client "
            "ORDER BY rank"
        )
        old.execute("DETACH today")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _first_migration() -> ModuleType:
    place = Path(opening.__file__).parent / "migrations" / "0001_initial.py"
    spec = importlib.util.spec_from_file_location("initial", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
