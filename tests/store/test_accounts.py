"""Operators with accounts of their own in one shared folder: nobody locks the others out."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad_days import HOLD_LOCK

ROOT = Path(__file__).parents[2]
GROUP, ANA, LUIS, STRANGER = 64_000, 64_001, 64_002, 64_003

WORK = """
import os, sys
from pathlib import Path
os.umask(0o077)
from aduanas_tui.store.opening import close_database, open_database
from tests.factories import add_contact, enroll, register
from tests.services.importing.lists import cells, staged
what, path, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
open_database(path, create=what == "create")
if what == "create":
    enroll()
saved = register(number)
add_contact(saved.id)
own = Path(os.environ["XDG_STATE_HOME"])
staged(own, cells(number + 1), cells(number + 2)).confirm()
print("ready", flush=True)
sys.stdin.read()
register(number + 3)
close_database()
"""
"""A session that saves and imports, waits to be told, and saves again."""


READING = ("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search")
"""Lets an account read what it is not allowed to: an installation in root's own folder."""


def _as(user: int, group: int, *powers: str) -> list[str]:
    return [
        *("setpriv", "--reuid", str(user), "--regid", str(group), "--clear-groups"),
        *(*powers, sys.executable),
    ]


def _environment(state: Path) -> dict[str, str]:
    own = dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), str(state))
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **own}


PROBE = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "import aduanas_tui.cli, tests.factories"], check=True)
"""


class Account:
    """Somebody with an account of the computer."""

    def __init__(self, user: int, group: int, place: Path, powers: tuple[str, ...]) -> None:
        self._python = _as(user, group, *powers)
        self._state = place / f"estado-{user}"
        self._state.mkdir(mode=0o700)
        os.chown(self._state, user, group)

    def starts(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self._python, *command],
            cwd=ROOT,
            env=_environment(self._state),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def works(self, what: str, path: Path, number: int) -> subprocess.Popen[str]:
        started = self.starts("-c", WORK, what, str(path), str(number))
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n", started.communicate(timeout=60)
        return started

    def runs(self, *arguments: str) -> tuple[int, str]:
        done = self.starts("-m", "aduanas_tui", *arguments)
        _, said = done.communicate(timeout=120)
        return done.returncode, said


def _ends(started: subprocess.Popen[str]) -> None:
    _, errors = started.communicate(timeout=120)
    assert (started.returncode, errors) == (0, "")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that all accounts can reach."""
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("working as other accounts needs root and setpriv")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def accounts(place: Path) -> dict[str, Account]:
    for powers in ((), READING):
        reaches = subprocess.run(
            [*_as(ANA, GROUP, *powers), "-c", PROBE],
            cwd=ROOT,
            env=_environment(place),
            capture_output=True,
            check=False,
        )
        if reaches.returncode == 0:
            return {
                "ana": Account(ANA, GROUP, place, powers),
                "luis": Account(LUIS, GROUP, place, powers),
                "stranger": Account(STRANGER, STRANGER, place, powers),
            }
    pytest.skip(f"other accounts cannot read this installation: {reaches.stderr!r}")


@pytest.fixture
def office(place: Path, request: pytest.FixtureRequest) -> Path:
    """The path of a database in a folder of the group, as the README has it made."""
    folder = place / request.node.name
    folder.mkdir()
    os.chown(folder, 0, GROUP)
    folder.chmod(0o2770)
    return folder / "aduanas.db"


def test_two_accounts_of_the_group_work_in_turn_and_at_once(
    office: Path, accounts: dict[str, Account]
) -> None:
    ana, luis, stranger = accounts["ana"], accounts["luis"], accounts["stranger"]
    first = ana.works("create", office, 10)
    _check_modes(office.parent)
    second = luis.works("open", office, 20)
    _check_modes(office.parent)
    status, said = stranger.runs("buscar", "x", "--base", str(office))
    assert status == 1
    assert "permiso" in said
    assert "Traceback" not in said
    _ends(first)
    _ends(second)
    third = luis.works("open", office, 30)  # whose journals are his
    _ends(ana.works("open", office, 40))
    _ends(third)
    _check_modes(office.parent)


def _check_modes(folder: Path) -> None:
    for one in folder.rglob("*"):
        facts = one.stat()
        assert facts.st_gid == GROUP, one
        mode = stat.S_IMODE(facts.st_mode)
        if one.is_dir():
            assert mode & 0o777 == 0o770, (one, oct(mode))
        else:
            # What only its owner reads and others may remove is no obstacle for the group.
            assert mode == 0o660, (one, oct(mode))


def test_what_a_careless_copy_closed_is_named(office: Path, accounts: dict[str, Account]) -> None:
    ana, luis = accounts["ana"], accounts["luis"]
    assert ana.runs("iniciar", "--base", str(office)) == (0, "")
    for closed in (office, office.with_name("aduanas.db.lock")):
        closed.chmod(0o600)
        status, said = luis.runs("buscar", "x", "--base", str(office))
        assert status == 1
        assert said.count("\n") == 1
        assert f"No tiene permiso para usar «{closed}»" in said or (
            f"No tiene permiso para escribir en «{closed}»: pida a quien administra" in said
        )
        closed.chmod(0o660)
    office.parent.chmod(0o2750)
    status, said = luis.runs("buscar", "x", "--base", str(office))
    assert status == 1
    assert f"No tiene permiso para escribir en la carpeta «{office.parent}»" in said
    office.chmod(0o440)
    assert "No tiene permiso para escribir en" in luis.runs("buscar", "x", "--base", str(office))[1]


def test_account_that_may_not_make_a_folder(place: Path, accounts: dict[str, Account]) -> None:
    path = place / "cerrada" / "aduanas.db"
    status, said = accounts["luis"].runs("iniciar", "--base", str(path))
    assert status == 1
    assert said.count("\n") == 1
    assert "no tiene permiso" in said.lower()
    assert not path.parent.exists()


def test_holder_of_another_account_is_named(office: Path, accounts: dict[str, Account]) -> None:
    assert accounts["ana"].runs("iniciar", "--base", str(office)) == (0, "")
    holder = accounts["ana"].starts("-c", HOLD_LOCK, str(office))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    asking = accounts["luis"].starts(
        "-c",
        "import sys; from pathlib import Path; from aduanas_tui.store.locks import busy_sentence; "
        "print(busy_sentence(Path(sys.argv[1])))",
        str(office),
    )
    said, _ = asking.communicate(timeout=60)
    assert f"el proceso {holder.pid}" in said or "otro programa" in said
    _ends(holder)


def test_backups_are_the_group_s_too(office: Path, accounts: dict[str, Account]) -> None:
    ana, luis = accounts["ana"], accounts["luis"]
    _ends(ana.works("create", office, 10))
    assert (
        ana.runs("operadores", f"uid{LUIS}", "--rol", "supervisor", "--base", str(office))[0] == 0
    )
    for one in (ana, luis):
        assert one.runs("respaldar", "--base", str(office)) == (0, "")
    _check_modes(office.parent)
    archive = min((office.parent / "respaldos").glob("*-manual.db"))
    assert archive.stat().st_uid == ANA
    again = ("restaurar", str(archive), "--reemplazar", "--base", str(office))
    there = ana.works("open", office, 20)
    status, said = luis.runs(*again)
    assert status == 1
    assert (
        f"uid{ANA} (programa" in said or f"proceso {there.pid}" in said or "otro programa" in said
    )
    _ends(there)
    assert luis.runs(*again) == (0, "")
    assert office.stat().st_uid == LUIS
    _check_modes(office.parent)
    _ends(ana.works("open", office, 30))
    _check_modes(office.parent)
