"""Who has a database open is known while they have it open, and not a moment longer."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aduanas_tui.services import office as offices
from aduanas_tui.services import sessions
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.sessions import OpenElsewhereError, ReplacingError, alone, register

HELD = """
import sys
from pathlib import Path
from aduanas_tui.services.sessions import register
kept = register(Path(sys.argv[1]), "ana", "programa")
print("in", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aduanas.db"


def _held(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HELD, str(path)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    return process


def _told(path: Path) -> list[tuple[str, int, str]]:
    return [(one.operator, one.pid, one.what) for one in sessions.open_sessions(path)]


def test_a_session_is_known_until_it_leaves(path: Path) -> None:
    assert _told(path) == []
    one, other = register(path, "ana", "programa"), register(path, "luis", "importar")
    assert sorted(_told(path)) == [
        ("ana", os.getpid(), "programa"),
        ("luis", os.getpid(), "importar"),
    ]
    one.leave()
    assert _told(path) == [("luis", os.getpid(), "importar")]
    other.tell("maria", "importar")
    assert _told(path) == [("maria", os.getpid(), "importar")]
    other.leave()
    assert _told(path) == []
    assert {one.name for one in (path.parent / "aduanas.db.sesiones").iterdir()} == {"puerta"}


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_a_process_that_ended_is_no_session(path: Path, end: str) -> None:
    process = _held(path)
    assert _told(path) == [("ana", process.pid, "programa")]
    if end == "is killed":
        process.kill()
    process.communicate(timeout=120)
    assert _told(path) == []
    with alone(path):
        pass


def test_what_killed_processes_leave_goes_when_somebody_comes(path: Path) -> None:
    for _ in range(2):
        process = _held(path)
        process.kill()
        process.communicate(timeout=120)
    presence = register(path, "luis", "programa")
    cards = [one.name for one in (path.parent / "aduanas.db.sesiones").glob("*.sesion")]
    assert len(cards) == 1 and cards[0].startswith(f"{os.getpid()}-")
    presence.leave()


def test_who_wants_to_be_alone_is_told_who_else_is_there(path: Path) -> None:
    process = _held(path)
    with pytest.raises(OpenElsewhereError) as refused, alone(path):
        pytest.fail("somebody is there")
    assert [one.operator for one in refused.value.sessions] == ["ana"]
    assert f"ana (programa, proceso {process.pid}, desde las " in str(refused.value)
    process.communicate(timeout=120)


def test_nobody_comes_in_while_somebody_is_alone(path: Path) -> None:
    with alone(path):
        with pytest.raises(ReplacingError, match="Se está restaurando la base"):
            register(path, "ana", "programa")
        assert _told(path) == []
    register(path, "ana", "programa").leave()


def test_an_office_that_is_open_is_a_session(path: Path) -> None:
    offices.create_office(str(path))
    with pytest.raises(OpenElsewhereError, match=f"proceso {os.getpid()}"), alone(path):
        pass
    offices.close_office()
    assert _told(path) == []
    with alone(path), pytest.raises(ServiceError, match="Se está restaurando"):
        offices.open_office(str(path))
    offices.open_office(str(path), "buscar")
    assert [what for *_, what in _told(path)] == ["buscar"]
    offices.close_office()


def test_opening_one_that_is_not_there_writes_nothing_beside_it(path: Path) -> None:
    with pytest.raises(ServiceError):
        offices.open_office(str(path))
    assert list(path.parent.iterdir()) == []


def test_files_are_private_or_of_the_group(path: Path) -> None:
    def modes() -> set[int]:
        folder = path.with_name("aduanas.db.sesiones")
        return {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}

    register(path, "ana", "programa")
    assert modes() == {0o600}
    path = path.parent / "grupo" / "aduanas.db"
    path.parent.mkdir()
    path.parent.chmod(0o2770)
    if not path.parent.stat().st_mode & stat.S_ISGID:
        pytest.skip("this file system does not keep the setgid mark")
    before = os.umask(0o077)
    try:
        register(path, "ana", "programa")
    finally:
        os.umask(before)
    assert modes() == {0o660}
    assert stat.S_IMODE(path.with_name("aduanas.db.sesiones").stat().st_mode) == 0o2770


def test_where_nothing_can_be_written_it_goes_without(path: Path) -> None:
    path.with_name("aduanas.db.sesiones").write_text("a file where the folder should be")
    kept = register(path, "ana", "programa")
    assert _told(path) == []
    kept.leave()
