"""Restoring puts a backup in the place of the database, and loses nothing of what was there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui.services import sessions
from aduanas_tui.services.backups import NoRoomError, back_up
from aduanas_tui.services.backups.restoring import (
    BackupError,
    NotABackupError,
    ReplaceError,
    restore,
)
from aduanas_tui.services.errors import NotAllowedError, ServiceError
from aduanas_tui.services.sessions import OpenElsewhereError
from aduanas_tui.store import backup
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.models import Operator
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.schema import SCHEMA_VERSION
from tests.consistency import assert_consistent
from tests.factories import register


@pytest.fixture
def archive(office: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A backup of one client; the office has had a second one since, and is closed."""
    monkeypatch.setattr("aduanas_tui.services.office.operator_name", lambda: "jefa")
    register(1)
    made = back_up(office)
    register(2)
    close_database()
    yield made.path
    close_database()
    database.init(None)


def _clients(path: Path) -> list[str]:
    close_database()
    open_database(path)
    found = [name for (name,) in rows("SELECT name FROM client ORDER BY id")]
    assert_consistent()
    close_database()
    return found


ONE, BOTH = ["Comercial Prueba 1"], ["Comercial Prueba 1", "Comercial Prueba 2"]


def _unchanged(office: Path) -> None:
    assert _clients(office) == BOTH
    left = {one.name for one in office.parent.iterdir() if not one.name.startswith("aduanas.db")}
    assert left == {"respaldos"}


def test_the_backup_takes_the_place_and_the_present_one_is_kept_aside(
    office: Path, archive: Path
) -> None:
    done = restore(office, archive, replace=True)
    assert (done.base, done.clients, done.is_older) == (office, 1, False)
    assert done.aside is not None
    assert done.aside.parent == archive.parent
    assert done.aside.name.endswith("-antes-de-restaurar.db")
    assert _clients(office) == ONE
    assert _clients(done.aside) == BOTH
    assert archive.exists()


def test_it_is_in_the_audit_log_who_restored_what(office: Path, archive: Path) -> None:
    restore(office, archive, replace=True)
    open_database(office)
    entry = rows("SELECT operator, action, entity, label FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert entry == [("jefa", "restore", "office", archive.name)]


def test_what_is_only_in_the_journal_is_kept_too(office: Path, archive: Path) -> None:
    """A killed program leaves its last writes beside the file."""
    script = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from aduanas_tui.store.opening import open_database\n"
        "from tests.factories import register\n"
        "open_database(Path(sys.argv[1]))\nregister(3)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(office)], cwd=Path(__file__).parents[3], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert office.with_name("aduanas.db-wal").stat().st_size > 0
    restored = restore(office, archive, replace=True)
    assert restored.aside is not None
    assert _clients(restored.aside) == [*BOTH, "Comercial Prueba 3"]
    assert _clients(office) == ONE


def test_a_missing_database_is_restored_with_its_folder(archive: Path, tmp_path: Path) -> None:
    base = tmp_path / "otra" / "oficina.db"
    done = restore(base, archive)
    assert done.aside is None
    assert _clients(base) == ONE
    assert stat.S_IMODE(base.stat().st_mode) == 0o600


def test_without_leave_nothing_is_replaced(office: Path, archive: Path) -> None:
    with pytest.raises(ReplaceError, match=r"Ya hay una base en .*--reemplazar$"):
        restore(office, archive)
    _unchanged(office)


# --- who may, and when ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["operador", "consulta"])
def test_only_a_supervisor_restores(office: Path, archive: Path, role: str) -> None:
    open_database(office)
    Operator.update(role=role).where(Operator.name == "jefa").execute()
    with pytest.raises(NotAllowedError, match=f"Su rol es {role}: para restaurar un respaldo"):
        restore(office, archive, replace=True)
    _unchanged(office)


def test_sessions_that_have_it_open_are_named(office: Path, archive: Path) -> None:
    there = sessions.register(office, "ana", "programa")
    with pytest.raises(OpenElsewhereError, match=rf"ana \(programa, proceso {os.getpid()}, desde"):
        restore(office, archive, replace=True)
    _unchanged(office)
    there.leave()
    restore(office, archive, replace=True)


def test_nobody_opens_it_meanwhile(office: Path, archive: Path) -> None:
    refused: list[str] = []

    def progress(_what: str, _percent: int | None) -> None:
        with pytest.raises(ServiceError) as raised:
            sessions.register(office, "ana", "programa")
        refused.append(str(raised.value))

    restore(office, archive, replace=True, progress=progress)
    assert refused
    assert "Se está restaurando la base" in refused[0]


def test_a_program_that_tells_nobody_of_itself_is_noticed(
    office: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aduanas_tui.store.replacing._PATIENCE", 0.1)
    stranger = sqlite3.connect(office)
    stranger.execute("SELECT count(*) FROM client").fetchall()
    with pytest.raises(OpenElsewhereError, match="está abierta en otro programa"):
        restore(office, archive, replace=True)
    stranger.close()
    _unchanged(office)


# --- what is no backup ---------------------------------------------------------------------------


def _damage(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(4096 * 4)
        file.write(b"\xff" * 4096 * 3)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE client (id INTEGER)")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_damage, "está dañado: elija otro"),
        (_cut, "está dañado: elija otro"),
        (_newer, "es de una versión más nueva del programa"),
        (_foreign, "no es una base de aduanas: elija otro"),
        (lambda path: path.write_bytes(b""), "está vacío"),
        (lambda path: path.write_text("una lista de clientes"), "no es un respaldo de aduanas"),
        (Path.unlink, "No existe"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    office: Path, archive: Path, spoil: object, said: str
) -> None:
    spoil(archive)  # type: ignore[operator]
    with pytest.raises(NotABackupError, match=said) as refused:
        restore(office, archive, replace=True)
    assert "\n" not in str(refused.value)
    _unchanged(office)


def test_neither_a_folder_nor_the_database_itself_is_a_backup(office: Path, archive: Path) -> None:
    for one, said in ((archive.parent, "es una carpeta"), (office, "es la base misma")):
        with pytest.raises(NotABackupError, match=said):
            restore(office, one, replace=True)
    _unchanged(office)


def test_pipes_and_devices_are_neither_backups_nor_replaced(
    office: Path, archive: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.db"
    os.mkfifo(pipe)
    for base, one in ((office, pipe), (office, Path("/dev/null")), (pipe, archive)):
        with pytest.raises(NotABackupError, match="no es un archivo corriente"):
            restore(base, one, replace=True)
    assert pipe.is_fifo()


@pytest.mark.parametrize("taken", ["respaldos", "{base}.sesiones"])
def test_a_file_where_a_folder_belongs_is_named(office: Path, archive: Path, taken: str) -> None:
    archive = archive.rename(office.parent / "copia.db")
    place = office.parent / taken.format(base=office.name)
    if place.is_dir():
        shutil.rmtree(place)
    place.write_text("apuntes")
    with pytest.raises(BackupError, match=re.escape(f"«{place}» es un archivo, y ahí va")):
        restore(office, archive, replace=True)
    assert place.read_text() == "apuntes"


def test_without_room_nothing_is_begun(
    office: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 1_000)
    with pytest.raises(NoRoomError, match="No hay espacio para restaurar"):
        restore(office, archive, replace=True)
    _unchanged(office)


# --- bad days ------------------------------------------------------------------------------------


@pytest.mark.parametrize("spoil", [_damage, _cut, _newer, lambda path: path.write_bytes(b"x" * 99)])
def test_a_database_that_cannot_be_used_is_replaced_and_kept(
    office: Path, archive: Path, spoil: object
) -> None:
    spoil(office)  # type: ignore[operator]
    content = office.read_bytes()
    done = restore(office, archive, replace=True)
    assert done.aside is not None
    # Taking it out of WAL mode, where that is still possible, is told in its header.
    assert done.aside.read_bytes()[100:] == content[100:]
    assert _clients(office) == ONE


def test_an_older_backup_is_brought_up_when_it_is_opened(
    office: Path, archive: Path, tmp_path: Path
) -> None:
    older = tmp_path / "vieja.db"
    shutil.copy(archive, older)
    with sqlite3.connect(older) as connection:
        connection.execute("DROP TABLE operator")
        for index in ("operator_id", "rare_entity", "rare_action"):
            connection.execute(f"DROP INDEX IF EXISTS audit_entry_{index}")
        connection.execute("DELETE FROM schema_migration WHERE name LIKE '0004%'")
        connection.execute("PRAGMA user_version = 3")
    connection.close()
    done = restore(office, older, replace=True)
    assert done.is_older
    assert _clients(office) == ONE


KILLED = """
import os, signal, sys
from pathlib import Path
from aduanas_tui.services.backups.restoring import restore
left = int(sys.argv[3])
def until_killed(event, _arguments):
    global left
    if event in ("os.link", "os.rename", "os.chown"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(until_killed)
restore(Path(sys.argv[1]), Path(sys.argv[2]), replace=True)
"""


def test_killed_at_any_moment_one_of_the_two_is_there_whole(
    office: Path, archive: Path, tmp_path: Path
) -> None:
    seen = set()
    for moment in range(20):
        folder = tmp_path / str(moment)
        folder.mkdir()
        base = folder / "aduanas.db"
        shutil.copy(office, base)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(base), str(archive), str(moment)],
            cwd=Path(__file__).parents[3],
            check=False,
        )
        found = _clients(base)
        assert found in (ONE, BOTH)
        seen.add(len(found))
        if found == ONE:
            (aside,) = (folder / "respaldos").glob("*-antes-de-restaurar.db")
            assert _clients(aside) == BOTH
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    assert done.returncode == 0
    assert seen == {1, 2}
    killed = [one for one in tmp_path.glob("*/.respaldo-*") if not one.name.endswith("-journal")]
    assert killed
    back_up(killed[0].parent / "aduanas.db")
    assert not killed[0].exists()
