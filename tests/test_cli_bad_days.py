"""Bad days as the command line meets them: one sentence, status 1, and nothing is touched."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aduanas_tui import cli
from aduanas_tui.store import locks, opening
from aduanas_tui.store.connection import database
from aduanas_tui.store.filesystem import kind_of
from aduanas_tui.store.opening import close_database, open_database
from tests.bad_days import BAD_DAYS, BadDay
from tests.bad_disks import full, small_disk
from tests.factories import OPERATOR, enroll, register
from tests.services.importing.lists import cells, write_csv

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Folders of its own; nobody waits half a minute, and nothing may fail unforeseen."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ADUANAS_OPERADOR", OPERATOR)
    monkeypatch.delenv("ADUANAS_BASE", raising=False)
    monkeypatch.setattr(locks, "BUSY_TIMEOUT", 0.2)
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.2)
    yield tmp_path
    close_database()
    database.init(None)
    assert not (tmp_path / "state" / "aduanas" / "errores.log").exists()


@pytest.fixture
def base(tmp_path: Path, day: BadDay) -> Iterator[Path]:
    """A closed office with a client, on a disk of its own when the day needs one."""
    if day.own_disk:
        with small_disk(tmp_path / "disco") as folder:
            yield _made(folder / "aduanas.db")
    else:
        (tmp_path / "oficina").mkdir()
        yield _made(tmp_path / "oficina" / "aduanas.db")


def _made(path: Path) -> Path:
    open_database(path, create=True)
    enroll()
    register(1)
    close_database()
    database.init(None)
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """A function that runs a job and returns its status, output and what it said on stderr."""

    def job(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(arguments)
        close_database()
        database.init(None)
        output, said = capsys.readouterr()
        return status, output, said

    return job


def _content(folder: Path) -> dict[str, bytes | None]:
    if not folder.is_dir():
        return {}
    return {
        one.name: one.read_bytes() if one.is_file() else None
        for one in folder.iterdir()
        # What SQLite keeps beside a file that is open, and who has it open, are no data.
        if not one.name.endswith(("-wal", "-shm", ".lock", ".sesiones"))
    }


def _refusal(done: tuple[int, str, str], pattern: str) -> None:
    status, output, said = done
    assert (status, output) == (1, ""), said
    assert said.count("\n") == 1
    assert re.search(pattern, said), said
    assert "Traceback" not in said
    assert "rror inesperado" not in said


@pytest.mark.parametrize("day", [one for one in BAD_DAYS if one.at_opening], ids=lambda d: d.name)
def test_bad_day_at_opening(day: BadDay, base: Path, run: Run, tmp_path: Path) -> None:
    listed = write_csv(tmp_path / "lista.csv", [cells(2)])
    output = tmp_path / "salida.csv"
    option = ("--base", str(base))
    before = _content(base.parent)
    with day.make(base):
        inside = _content(base.parent)
        _refusal(run("buscar", "prueba", *option), day.at_opening)
        _refusal(run("importar", str(listed), *option), day.at_opening)
        _refusal(run("exportar", str(output), *option), day.at_opening)
        # A migration that fails leaves its own empty table of what was migrated.
        assert _content(base.parent) == inside or day.name == "cannot be upgraded"
    assert not output.exists()
    assert _content(base.parent).keys() == before.keys()
    assert _clients(base) == 1
    assert run("buscar", "prueba", *option)[0] == 0
    assert run("importar", str(listed), *option)[0] == 0


WORKING = [one for one in BAD_DAYS if one.name in ("full disk", "locked by ours")]


@pytest.mark.parametrize("day", WORKING, ids=lambda day: day.name)
def test_bad_day_while_a_list_is_imported(
    day: BadDay, base: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins when the rows have been checked."""
    from aduanas_tui.services.importing.session import ImportSession

    listed = write_csv(tmp_path / "lista.csv", [cells(number) for number in range(2, 400)])
    arguments = ("importar", str(listed), "--base", str(base))
    confirm = ImportSession.confirm

    def struck(*given: object, **named: object) -> object:
        make = (lambda path: full(path.parent, 64 << 10)) if day.own_disk else day.make
        with make(base):
            return confirm(*given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ImportSession, "confirm", struck)
        _refusal(run(*arguments), day.at_work)
    assert _clients(base) == 1
    assert list((tmp_path / "state" / "aduanas" / "importaciones").iterdir()) == []
    assert run(*arguments)[0] == 0
    assert _clients(base) == 399


def _clients(path: Path) -> int:
    connection = sqlite3.connect(path)
    ((number,),) = connection.execute("SELECT count(*) FROM client").fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return int(number)


def test_disk_of_the_network(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _made(tmp_path / "aduanas.db")
    assert kind_of(path)
    monkeypatch.setattr("aduanas_tui.store.filesystem.kind_of", lambda _: "fuse.sshfs")
    for job in (["buscar", "x"], ["iniciar"]):
        place = path if job[0] == "buscar" else tmp_path / "otra.db"
        _refusal(
            run(*job, "--base", str(place)),
            r"está en un disco de la red, donde se dañaría: póngala en un disco del servidor",
        )
        assert not (tmp_path / "otra.db").exists()


@pytest.mark.parametrize("room", [0, 40 << 10, 120 << 10])
def test_no_office_is_begun_on_a_full_disk(run: Run, tmp_path: Path, room: int) -> None:
    with small_disk(tmp_path / "disco") as folder:
        path = folder / "aduanas.db"
        with full(folder, room):
            _refusal(run("iniciar", "--base", str(path)), "(disco está|está) lleno")
            assert {one.name for one in folder.iterdir()} <= {"aduanas.db.lock", "relleno"}
        assert run("iniciar", "--base", str(path))[0] == 0
        open_database(path)
        enroll()
        register(7)
        close_database()
