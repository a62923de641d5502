"""A backup is the office as it was at one moment, whole and checked, or it is not there."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aduanas_tui.services.backups import BackupError, NoRoomError, back_up
from aduanas_tui.services.backups.making import UnderWayError, made_on
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.output_file import OutputExistsError
from aduanas_tui.store import backup, backup_places, watching
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import add_contact, register

WRITER = """
import sys
from pathlib import Path
from aduanas_tui.store.opening import open_database
from tests.factories import register
open_database(Path(sys.argv[1]))
number = 1_000
print("writing", flush=True)
while True:
    register(number)
    number += 1
"""


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy in so many steps that others write between them."""
    monkeypatch.setattr(backup, "_PAGES_AT_ONCE", 1)


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith(".respaldando"))


def _opened(path: Path) -> None:
    close_database()
    open_database(path)


def test_a_backup_opens_as_the_office_that_it_was(office: Path) -> None:
    saved = register()
    add_contact(saved.id)
    made = back_up(office)
    register(2)
    assert made.clients == 1
    assert made.path.parent == office.parent / "respaldos"
    assert made.path.name.endswith("-manual.db")
    assert made.size == made.path.stat().st_size
    assert _names(made.path.parent) == [made.path.name]
    _opened(made.path)
    assert rows("SELECT id, name FROM client") == [(saved.id, "Comercial Prueba 1")]
    assert rows("SELECT count(*) FROM contact") == [(1,)]
    assert_consistent()
    close_database()


def test_looking_at_a_backup_leaves_nothing_beside_it(office: Path) -> None:
    register()
    made = back_up(office)
    connection = sqlite3.connect(made.path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert _names(made.path.parent) == [made.path.name]


def test_it_ends_while_others_write_all_the_time(office: Path, small_steps: None) -> None:
    for number in range(40):
        register(number)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(office)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    counts = [_count()]

    def progress(what: str, _percent: int | None) -> None:
        while what == "Copiando" and len(counts) < 6 and _count() <= counts[-1]:
            assert writer.poll() is None
        counts.append(_count())

    try:
        made = back_up(office, progress=progress)
    finally:
        writer.kill()
        writer.communicate(timeout=120)
    assert 40 <= made.clients < counts[5]
    _opened(made.path)
    assert rows("SELECT count(*) FROM client") == [(made.clients,)]
    assert_consistent()
    close_database()


def _count() -> int:
    ((count,),) = rows("SELECT count(*) FROM client")
    return int(count)


def test_a_writer_waits_for_no_backup(office: Path, small_steps: None) -> None:
    register()
    number = iter(range(100, 1_000_000))

    def progress(what: str, percent: int | None) -> None:
        if what == "Copiando" and percent in (10, 50):
            register(next(number))

    made = back_up(office, progress=progress)
    assert made.clients == 1
    assert rows("SELECT count(*) FROM client")[0][0] > 1


@pytest.mark.parametrize("what", ["Copiando", "Revisando"])
def test_a_backup_that_is_stopped_leaves_nothing(
    office: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StoppedError(ServiceError):
        pass

    def progress(now: str, _percent: int | None) -> None:
        if now == what:
            raise StoppedError

    register()
    monkeypatch.setattr(watching, "STEPS", 100)
    with pytest.raises(StoppedError):
        back_up(office, progress=progress)
    assert _names(office.parent / "respaldos") == []


KILLED = """
import os, signal, sys
from pathlib import Path
from aduanas_tui.services.backups import back_up
from aduanas_tui.store import watching
watching.STEPS = 100
def progress(what, percent):
    if what == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
back_up(Path(sys.argv[1]), progress=progress)
"""


@pytest.mark.parametrize("what", ["Copiando", "Revisando"])
def test_what_a_killed_one_leaves_is_no_backup_and_goes_with_the_next(
    office: Path, what: str
) -> None:
    for number in range(100):
        register(number)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(office), what],
        cwd=Path(__file__).parents[3],
        timeout=120,
        check=False,
    )
    assert done.returncode == -9
    assert len(_names(office.parent / "respaldos")) == 1
    assert backup_places.backups(office) == []
    made = back_up(office)
    assert _names(made.path.parent) == [made.path.name]


def test_a_damaged_database_gives_no_backup(office: Path) -> None:
    for number in range(200):
        register(number)
    rows("PRAGMA wal_checkpoint(TRUNCATE)")
    ((page,),) = rows("SELECT rootpage FROM sqlite_master WHERE name = 'client_rank'")
    close_database()
    with office.open("rb+") as file:
        file.seek((page - 1) * 4096 + 100)
        file.write(b"\xff" * 3_000)
    with pytest.raises(BackupError, match=r"no sirve y se descartó \(.*aduanas verificar"):
        back_up(office)
    assert _names(office.parent / "respaldos") == []


def test_a_copy_that_differs_from_the_database_is_no_backup(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register()
    copied = backup._copy

    def lossy(base: Path, place: Path, progress: backup.Progress) -> backup.Content:
        content = copied(base, place, progress)
        with sqlite3.connect(place) as connection:
            connection.execute("DELETE FROM client")
        connection.close()
        return content

    monkeypatch.setattr(backup, "_copy", lossy)
    with pytest.raises(BackupError, match="no salió igual a la base"):
        back_up(office)
    assert _names(office.parent / "respaldos") == []


def test_without_room_for_twice_its_size_it_is_skipped_with_a_sentence(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register()
    size = backup.size_of(office)
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 2 * size - 1)
    with pytest.raises(NoRoomError, match=r"libres y hacen falta .* el doble de la base\. Libere"):
        back_up(office)
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 2 * size)
    assert back_up(office).clients == 1


def test_two_at_once_take_turns(office: Path) -> None:
    register()
    refused: list[ServiceError] = []
    waited: list[str] = []
    others: list[threading.Thread] = []

    def other(what: str, _percent: int | None) -> None:
        waited.append(what)

    def progress(what: str, percent: int | None) -> None:
        if what == "Copiando" and not others:
            with pytest.raises(UnderWayError) as raised:
                back_up(office, wait=False)
            refused.append(raised.value)
            others.append(
                threading.Thread(target=back_up, args=(office,), kwargs={"progress": other})
            )
            others[0].start()
            while "Esperando a otra sesión que respalda" not in waited:
                pass

    back_up(office, progress=progress)
    others[0].join()
    assert "Otra sesión" in str(refused[0])
    assert len(backup_places.backups(office)) == 2


# --- where to ------------------------------------------------------------------------------------


def test_a_destination_is_a_file_or_a_folder(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    assert back_up(office, folder).path.parent == folder
    place = folder / "copia.db"
    assert back_up(office, place).path == place
    before = place.read_bytes()
    with pytest.raises(OutputExistsError, match="Ya existe"):
        back_up(office, place)
    assert place.read_bytes() == before
    register()
    assert back_up(office, place, replace=True).clients == 1
    assert not (office.parent / "respaldos").exists()


def test_the_database_itself_is_no_destination(office: Path) -> None:
    with pytest.raises(BackupError, match="es la base misma"):
        back_up(office, office, replace=True)


def test_a_folder_that_is_not_there_is_a_sentence(office: Path, tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="No existe la carpeta"):
        back_up(office, tmp_path / "falta" / "copia.db")


def test_backups_are_private_or_of_the_group(office: Path, tmp_path: Path) -> None:
    made = back_up(office)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    close_database()
    group = tmp_path / "grupo"
    group.mkdir()
    group.chmod(0o2770)
    if not group.stat().st_mode & stat.S_ISGID:
        pytest.skip("this file system does not keep the setgid mark")
    before = os.umask(0o077)
    try:
        open_database(group / "aduanas.db", create=True)
        made = back_up(group / "aduanas.db")
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o660
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o2770


# --- rotation ------------------------------------------------------------------------------------


def _pretend(base: Path, at: datetime, reason: str) -> Path:
    folder = backup_places.make_folder(base)
    place = folder / backup_places.name_of(base, at, reason)
    place.write_bytes(b"")
    return place


def test_older_ones_are_thinned_out_and_those_made_by_hand_stay(office: Path) -> None:
    now = datetime.now().astimezone().replace(microsecond=0)
    daily = [_pretend(office, now - timedelta(days=ago), "diario") for ago in range(1, 500)]
    by_hand = _pretend(office, now - timedelta(days=900), "manual")
    aside = _pretend(office, now - timedelta(days=900), "antes-de-restaurar")
    imports = [
        _pretend(office, now - timedelta(days=3, minutes=ago), "antes-de-importar")
        for ago in range(1, 6)
    ]
    stranger = office.parent / "respaldos" / "otra-2020-01-01-000000-diario.db"
    stranger.write_bytes(b"")
    made = back_up(office, reason="diario")
    left = {one.path for one in backup_places.backups(office)}
    assert {made.path, by_hand, aside, *daily[:6], *imports[:3]} <= left
    assert not {*imports[3:]} & left
    assert set(made.removed) == {*daily, *imports} - left
    assert len(left) <= 2 + 3 + 7 + 4 + 12
    assert stranger.exists()
    assert back_up(office).removed == ()


def test_a_day_has_a_backup_once_one_was_made(office: Path) -> None:
    now = datetime.now().astimezone()
    assert not made_on(office, now)
    _pretend(office, now, "antes-de-restaurar")
    assert not made_on(office, now)
    back_up(office)
    assert made_on(office, datetime.now().astimezone())
    assert not made_on(office, now - timedelta(days=1))


@pytest.fixture(autouse=True)
def unbound() -> object:
    yield
    close_database()
    database.init(None)


def test_a_file_where_the_folder_belongs_is_named(office: Path) -> None:
    place = office.parent / "respaldos"
    place.write_text("apuntes")
    with pytest.raises(BackupError, match=re.escape(f"«{place}» es un archivo, y ahí va una")):
        back_up(office)
    assert place.read_text() == "apuntes"
