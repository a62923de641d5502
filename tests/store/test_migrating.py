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

from aduanas_tui.store import backup, older, opening
from aduanas_tui.store.accounts import account_name
from aduanas_tui.store.connection import APPLICATION_ID, database, execute, rows
from aduanas_tui.store.errors import UnusableError
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.schema import OPERATIONS, SCHEMA_VERSION
from tests.consistency import assert_consistent
from tests.factories import register

KILLED = """
import os, signal, sys
from pathlib import Path
from aduanas_tui.store import backup, opening
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
    (kept,) = (path.parent / "respaldos").glob(f"aduanas-*-antes-de-v{SCHEMA_VERSION}.db")
    return kept


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
        "respaldos",
    }


def test_a_new_database_leaves_no_copy(office: Path) -> None:
    assert not (office.parent / "respaldos").exists()


def test_without_room_for_the_copy_nothing_is_migrated(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 2 * backup.size_of(old) - 1)
    with pytest.raises(UnusableError, match=r"se respalda antes de actualizarla, pero .* Libere"):
        open_database(old)
    assert _version(old) == 1


def test_the_copy_of_an_update_that_failed_is_not_made_again(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk filled up: the next opening asks for room once, not twice."""

    def fails(*_: object) -> None:
        raise UnusableError("lleno")

    with monkeypatch.context() as patched:
        patched.setattr(opening, "_run_migrations", fails)
        with pytest.raises(UnusableError):
            open_database(old)
    kept = _kept(old)
    free = [backup.size_of(old) - 1]
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: free[0])
    with pytest.raises(UnusableError, match=r"ya está respaldada, pero .* Libere"):
        open_database(old)
    free[0] += 1
    open_database(old)
    assert _kept(old) == kept and rows("PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_what_was_written_after_that_copy_makes_it_too_old(old: Path) -> None:
    first = older.keep_older(old, lambda _what, _percent: None)
    connection = sqlite3.connect(old)
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(audit_entry)")]
    texts = ["2026-01-05T00:00:00.000000Z" if name == "at" else "" for name in columns[1:]]
    marks = ", ".join("?" for _ in texts)
    names = ", ".join(columns[1:])
    connection.execute(f"INSERT INTO audit_entry ({names}) VALUES ({marks})", texts)
    connection.commit()
    connection.close()
    assert older.keep_older(old, lambda _what, _percent: None) != first


def test_a_file_where_the_folder_of_copies_belongs_is_named(old: Path) -> None:
    (old.parent / "respaldos").touch()
    with pytest.raises(UnusableError, match=r"«.*/vieja/respaldos» es un archivo"):
        open_database(old)
    assert _version(old) == 1


def test_a_damaged_database_is_not_migrated(old: Path) -> None:
    content = old.read_bytes()
    old.write_bytes(content[:8_192] + b"\xff" * 20_000 + content[28_192:])
    with pytest.raises(UnusableError, match="está dañada"):
        open_database(old)
    assert old.read_bytes()[18:20] == content[18:20]
    assert not list((old.parent / "respaldos").glob("*.db"))


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    connection.close()
    return int(version)


@pytest.mark.parametrize("statements", range(0, 64, 5))
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


def test_names_in_the_data_become_operators_and_the_owner_supervisor(old: Path) -> None:
    connection = sqlite3.connect(old)
    connection.execute("UPDATE import_batch SET undone_by = 'ana'")
    connection.executemany(
        "INSERT INTO audit_entry (at, operator, action, entity, entity_id, client_id, label, "
        "changes) VALUES ('2026-01-05T00:00:00.000000Z', ?, 'create', 'client', 1, 1, '', '{}')",
        [("op1",), ("op2",), ("[/foo]",)],
    )
    connection.commit()
    connection.close()
    open_database(old)
    owner = account_name(old.stat().st_uid)
    assert dict(rows("SELECT name, role FROM operator")) == {
        "[/foo]": "operador",
        "ana": "operador",
        "op1": "operador",
        "op2": "operador",
        owner: "supervisor",
    }


def test_an_owner_who_wrote_already_is_supervisor_all_the_same(old: Path) -> None:
    owner = account_name(old.stat().st_uid)
    connection = sqlite3.connect(old)
    connection.execute("UPDATE import_batch SET operator = ?", (owner,))
    connection.commit()
    connection.close()
    open_database(old)
    assert rows("SELECT name, role FROM operator") == [(owner, "supervisor")]


def test_bases_of_schema_3_that_lack_triggers_get_them(office: Path) -> None:
    whole = _schema()
    execute("DROP TABLE operator")
    for index in ("operator_id", "rare_entity", "rare_action"):
        execute(f"DROP INDEX audit_entry_{index}")
    for table in OPERATIONS:
        execute(f"DROP TRIGGER client_has_{table}")
    execute("DELETE FROM schema_migration WHERE name = '0004_operators'")
    execute("PRAGMA user_version = 3")
    close_database()
    open_database(office)
    assert _schema() == whole


def _schema() -> dict[str, str]:
    return dict(rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
