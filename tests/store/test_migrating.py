"""An older database is copied first, then brought up; a kill leaves one or the other."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from aduanas_tui.store import opening
from aduanas_tui.store.connection import APPLICATION_ID, database, rows
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.schema import SCHEMA_VERSION
from tests.consistency import assert_consistent
from tests.factories import register

KILLED = """
import os, signal, sys
from pathlib import Path
from aduanas_tui.store import opening
left = int(sys.argv[2])
execute = opening.database.execute_sql
def until_killed(*args, **kwargs):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*args, **kwargs)
opening.database.execute_sql = until_killed
opening.open_database(Path(sys.argv[1]))
"""


def _first_migration() -> ModuleType:
    place = Path(opening.__file__).parent / "migrations" / "0001_initial.py"
    spec = importlib.util.spec_from_file_location("initial", place)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def old(tmp_path: Path):
    """An office of schema 1, as the first release left it."""
    path = tmp_path / "vieja" / "aduanas.db"
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = wal")
    for statement in _first_migration().STATEMENTS.strip().split("\n\n"):
        connection.execute(statement)
    connection.execute(
        "CREATE TABLE schema_migration (id INTEGER NOT NULL PRIMARY KEY, "
        "name VARCHAR(255) NOT NULL UNIQUE, applied DATETIME NOT NULL)"
    )
    connection.execute("INSERT INTO schema_migration VALUES (1, '0001_initial', '2026-01-05')")
    connection.execute(
        "INSERT INTO import_batch VALUES (1, '2026-01-05T00:00:00.000000Z', 'op1', 'clientes', "
        "'lista.xlsx', 'f', '{}', NULL, '')"
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    path.chmod(0o600)
    yield path
    close_database()
    database.init(None)


def _kept(path: Path) -> Path:
    return path.with_name(f"aduanas.db.antes-de-v{SCHEMA_VERSION}")


def test_older_database_is_migrated_with_its_rows(old: Path) -> None:
    open_database(old)
    assert rows("PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert rows("SELECT file_name FROM import_batch") == [("lista.xlsx",)]
    assert rows("SELECT count(*) FROM header_mapping") == [(0,)]
    register()
    assert_consistent()


def test_a_copy_of_the_older_one_is_kept_beside_it(old: Path) -> None:
    open_database(old)
    kept = _kept(old)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    copy = sqlite3.connect(kept)
    assert copy.execute("PRAGMA user_version").fetchone() == (1,)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT file_name FROM import_batch").fetchall() == [("lista.xlsx",)]
    copy.close()
    close_database()
    assert {one.name for one in old.parent.iterdir()} == {
        "aduanas.db",
        "aduanas.db.lock",
        kept.name,
    }


def test_a_new_database_leaves_no_copy(office: Path) -> None:
    assert not list(office.parent.glob("*.antes-de-*"))


@pytest.mark.parametrize("statements", range(8))
def test_killed_migration_is_done_at_the_next_start(old: Path, statements: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(old), str(statements)],
        cwd=Path(__file__).parents[2],
        env={**os.environ},
        capture_output=True,
        timeout=300,
    )
    assert done.returncode in (-9, 0)
    assert _kept(old).exists()
    open_database(old)
    assert rows("PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert rows("SELECT file_name FROM import_batch") == [("lista.xlsx",)]
    register()
    assert_consistent()
