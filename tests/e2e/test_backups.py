"""The real program backs its database up by itself, and keeps it from being replaced."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from aduanas_tui.store.backup_places import backups
from tests.e2e.opened import F10, LIST, Opened, ours, run
from tests.factories import SUPERVISOR
from tests.pty_program import PtyProgram

AT_ONCE = """
from aduanas_tui.services.backups import daily
from aduanas_tui.store import backup
daily.DELAY = 0
{0}
from aduanas_tui.cli import main
raise SystemExit(main())
"""
FULL = "backup.free_bytes = lambda folder: 1"


def _opened(base: Path, before: str = "", **env: str) -> PtyProgram:
    command = [sys.executable, "-c", AT_ONCE.format(before), "--base", str(base)]
    return PtyProgram(command, env=ours(env))


def test_the_first_use_of_the_day_leaves_a_backup(base: Path) -> None:
    for _ in range(2):
        with _opened(base) as program:
            program.wait_for(LIST)
            deadline = time.monotonic() + 60
            while not backups(base):
                assert time.monotonic() < deadline, "no backup came"
                program.read(0.05)
            program.write(F10)
            assert program.wait_end() == 0
        assert [one.reason for one in backups(base)] == ["diario"]


def test_without_room_the_operator_is_told(base: Path) -> None:
    with _opened(base, FULL) as program:
        program.wait_for("Sin respaldo de hoy.")
        program.write(F10)
        assert program.wait_end() == 0
    assert backups(base) == []


def test_an_office_that_switched_it_off_has_none(base: Path) -> None:
    with _opened(base, FULL, ADUANAS_RESPALDO_DIARIO="no") as program:
        program.wait_for(LIST)
        program.wait_quiet(0.5)
        assert "Sin respaldo" not in program.screen
        program.write(F10)
        assert program.wait_end() == 0


def test_nobody_restores_under_an_open_program(base: Path) -> None:
    archive = str(base.parent / "copia.db")
    again = ("restaurar", archive, "--reemplazar", "--base", str(base))
    boss = {"ADUANAS_OPERADOR": SUPERVISOR}
    with Opened(base) as program:
        program.wait_for(LIST)
        assert run("respaldar", archive, "--base", str(base)).returncode == 0
        refused = run(*again, env=boss)
        assert refused.returncode == 1
        assert f"(programa, proceso {program.pid}, desde las " in refused.stderr
        program.leave()
    assert run(*again, env=boss).returncode == 0
    with Opened(base) as program:
        program.wait_for(LIST)
        program.leave()
