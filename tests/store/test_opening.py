"""Creating and opening the file of the office, also at once, after a crash, and what is not one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aduanas_tui.store.connection import APPLICATION_ID, database, rows
from aduanas_tui.store.locks import file_lock
from aduanas_tui.store.opening import OpeningError, close_database, open_database
from aduanas_tui.store.schema import SCHEMA_VERSION
from tests.consistency import assert_consistent
from tests.factories import enroll, register

FILES = ("aduanas.db", "aduanas.db-wal", "aduanas.db-shm", "aduanas.db.lock")
"""What lies in the folder of an office while it is open."""

OPEN = """
import sys
from pathlib import Path
from aduanas_tui.services import clients
from aduanas_tui.store.connection import rows
from aduanas_tui.store.opening import close_database, open_database
from tests.factories import enroll, register
print("ready", flush=True)
open_database(Path(sys.argv[1]), create=True)
enroll()
register(int(sys.argv[2]))
close_database()
"""
"""A start of the program that registers a client."""

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
Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
opening.open_database(Path(sys.argv[1]), create=True)
"""
"""A start that is killed at a statement of building the database, or before the last step."""


def _start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _refusal(path: Path, *, create: bool = False) -> str:
    """Return the sentence that refuses a path, after checking that nothing was written."""
    folder = path.parent
    before = _content(folder)
    with pytest.raises(OpeningError) as refused:
        open_database(path, create=create)
    assert _content(folder) == before
    sentence = str(refused.value)
    assert sentence[0].isupper() or sentence[0] == "«"
    assert "\n" not in sentence
    return sentence


def _content(folder: Path) -> dict[str, bytes | None]:
    if not folder.is_dir():
        return {}
    # The lock file says how often it was asked for.
    return {
        one.name: one.read_bytes() if one.is_file() and one.suffix != ".lock" else None
        for one in folder.iterdir()
    }


@pytest.fixture
def elsewhere(tmp_path: Path):
    """A folder of nothing but what the test puts there; the database is left unbound."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    yield folder
    close_database()
    database.init(None)


def test_missing_path_is_refused_and_says_how_to_create_it(elsewhere: Path) -> None:
    path = elsewhere / "no existe.db"
    sentence = _refusal(path)
    assert f"No existe la base «{path}»" in sentence
    assert f"aduanas iniciar --base '{path}'" in sentence


def test_missing_path_in_a_missing_folder_creates_no_folder(elsewhere: Path) -> None:
    assert "No existe la base" in _refusal(elsewhere / "nada" / "aduanas.db")
    assert not (elsewhere / "nada").exists()


@pytest.mark.parametrize("url", ["postgresql://servidor/aduanas", "mysql://x/y", "sqlite:///a.db"])
@pytest.mark.parametrize("create", [False, True])
def test_url_is_refused(url: str, create: bool, elsewhere: Path, monkeypatch) -> None:
    monkeypatch.chdir(elsewhere)
    assert "Las bases en un servidor todavía no se admiten" in _refusal(Path(url), create=create)
    assert _content(elsewhere) == {}


@pytest.mark.parametrize("create", [False, True])
def test_folder_is_refused(elsewhere: Path, create: bool) -> None:
    path = elsewhere / "carpeta"
    path.mkdir()
    assert f"«{path}» es una carpeta" in _refusal(path, create=create)
    assert list(path.iterdir()) == []


def test_what_is_no_ordinary_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    for path in (tmp_path / "pipe.db", Path("/dev/null")):
        with pytest.raises(OpeningError, match="no es un archivo corriente"):
            open_database(path)


@pytest.mark.parametrize("create", [False, True])
def test_empty_file_is_refused(elsewhere: Path, create: bool) -> None:
    path = elsewhere / "aduanas.db"
    path.touch()
    assert "está vacía (0 bytes)" in _refusal(path, create=create)


@pytest.mark.parametrize(
    "content", [b"x", b"PK\x03\x04 una hoja de Excel" * 100, b"SQLite format 3"]
)
def test_other_file_is_refused(elsewhere: Path, content: bytes) -> None:
    path = elsewhere / "clientes.xlsx"
    path.write_bytes(content)
    assert "no es una base de aduanas" in _refusal(path, create=True)


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_database_of_another_program_is_refused(elsewhere: Path, journal: str) -> None:
    path = elsewhere / "otra.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("CREATE TABLE client (id INTEGER)")
    connection.commit()
    connection.close()
    assert "es una base de otro programa" in _refusal(path, create=True)


def test_newer_schema_is_refused(office: Path) -> None:
    rows(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    close_database()
    sentence = _refusal(office)
    assert "es de una versión más nueva del programa" in sentence
    assert f"esquema {SCHEMA_VERSION + 1}" in sentence


def test_truncated_file_is_refused_as_it_is(office: Path) -> None:
    for number in range(20):
        register(number)
    rows("PRAGMA wal_checkpoint(TRUNCATE)")
    close_database()
    content = office.read_bytes()
    office.write_bytes(content[:600])
    assert "está dañada" in _refusal(office)


def test_migration_that_fails_is_a_sentence_and_leaves_the_file(elsewhere: Path) -> None:
    path = elsewhere / "aduanas.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("CREATE TABLE client (id INTEGER)")
    connection.commit()
    connection.close()
    with pytest.raises(OpeningError, match="está dañada"):
        open_database(path)
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'client'").fetchall()
    version = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    assert tables == [("client",)]
    assert version == (0,)


def test_path_through_a_file_is_refused_in_spanish(elsewhere: Path) -> None:
    (elsewhere / "archivo").write_text("no soy una carpeta")
    sentence = _refusal(elsewhere / "archivo" / "aduanas.db", create=True)
    assert "parte de la ruta no es una carpeta" in sentence


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_folder_without_permission_is_refused_in_spanish(elsewhere: Path) -> None:
    elsewhere.chmod(0o500)
    try:
        assert "no tiene permiso" in _refusal(elsewhere / "aduanas.db", create=True)
    finally:
        elsewhere.chmod(0o700)


def test_creating_makes_the_folders_and_keeps_the_data_private(elsewhere: Path) -> None:
    path = elsewhere / "a" / "b" / "aduanas.db"
    open_database(path, create=True)
    enroll()
    register()
    assert _modes(path.parent) == dict.fromkeys(FILES, 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


def test_in_a_shared_folder_the_group_may_write(elsewhere: Path) -> None:
    elsewhere.chmod(0o2770)
    if not elsewhere.stat().st_mode & stat.S_ISGID:
        pytest.skip("this file system does not keep the setgid mark")
    before = os.umask(0o077)
    try:
        open_database(elsewhere / "aduanas.db", create=True)
        enroll()
        register()
    finally:
        os.umask(before)
    assert _modes(elsewhere) == dict.fromkeys(FILES, 0o660)


def _modes(folder: Path) -> dict[str, int]:
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


def test_opening_an_existing_file_with_create_keeps_its_content(office: Path) -> None:
    saved = register()
    close_database()
    open_database(office, create=True)
    assert rows("SELECT id FROM client") == [(saved.id,)]


def test_after_a_refusal_the_open_office_still_works(office: Path, tmp_path: Path) -> None:
    with pytest.raises(OpeningError):
        open_database(tmp_path / "otra.db")
    register()
    assert rows("SELECT count(*) FROM client") == [(1,)]


@pytest.mark.parametrize("held", [False, True])
def test_first_starts_at_once_all_succeed(elsewhere: Path, held: bool) -> None:
    """Four programs create the same database; ``held``: all of them meet at its lock."""
    folder = elsewhere / "nueva"
    path = folder / "aduanas.db"
    if held:
        folder.mkdir()
        with file_lock(path):
            started = [_start(OPEN, path, number) for number in range(4)]
            for one in started:
                assert one.stdout.readline() == "ready\n"
    else:
        started = [_start(OPEN, path, number) for number in range(4)]
    for one in started:
        _, errors = one.communicate(timeout=300)
        assert one.returncode == 0, errors
    open_database(path)
    assert rows("SELECT count(*) FROM client") == [(4,)]
    assert_consistent()
    close_database()
    assert {one.name for one in folder.iterdir()} == {"aduanas.db", "aduanas.db.lock"}


@pytest.mark.parametrize("statements", [0, 1, 2, 5, 20, 40, 55, 10_000])
def test_start_killed_while_building_leaves_nothing_that_blocks(
    elsewhere: Path, statements: int
) -> None:
    path = elsewhere / "aduanas.db"
    killed = _start(KILLED, path, statements)
    killed.communicate(timeout=300)
    assert killed.returncode == -9
    assert not path.exists()
    open_database(path, create=True)
    enroll()
    register()
    assert_consistent()
    close_database()
    assert {one.name for one in elsewhere.iterdir()} == {"aduanas.db", "aduanas.db.lock"}


def test_left_over_of_a_start_is_replaced_even_with_its_journals(
    office: Path, elsewhere: Path
) -> None:
    """Journals of a build that was killed must never be applied to the next one."""
    for number in range(30):
        register(number)
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(f"{office}{suffix}", elsewhere / f"aduanas.db.nueva{suffix}")
    close_database()
    open_database(elsewhere / "aduanas.db", create=True)
    assert rows("SELECT count(*) FROM client") == [(0,)]
    assert_consistent()
