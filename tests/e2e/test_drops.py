"""A dropped line loses nothing that was typed, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.dropping import (
    HALVES,
    Half,
    Orphan,
    drop,
    fill,
    is_alive,
    stall,
    take,
)
from tests.e2e.opened import (
    CTRL_U,
    DOWN,
    ENTER,
    F2,
    LIST,
    Opened,
    found,
)
from tests.pty_program import PATIENCE

SOME_WAYS = ("terminal cerrada", "SIGKILL", "línea atascada y cerrada")
"""The others of ``WAYS`` are tried by ``python -m tests.e2e.drops``."""


@pytest.mark.parametrize(
    ("way", "half"),
    [(way, HALVES[number]) for number, way in enumerate(SOME_WAYS)],
    ids=lambda one: getattr(one, "name", one),
)
def test_what_was_typed_comes_back(base: Path, way: str, half: Half) -> None:
    dropped = drop(base, way, half)
    assert dropped.missing == ()


def test_without_a_signal_the_end_of_the_line_is_noticed(base: Path, tmp_path: Path) -> None:
    half = HALVES[0]
    with Orphan(base, tmp_path) as program:
        fill(program, half)
        orphan = program.orphan
        os.kill(program.pid, signal.SIGKILL)
        program.wait_end()
        assert is_alive(orphan)
        program.hang_up()
        deadline = time.monotonic() + PATIENCE
        while is_alive(orphan):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    with Opened(base) as program:
        assert take(program, half) == ()


def test_a_client_that_stalls_and_comes_back_finds_all_of_it(base: Path) -> None:
    with Opened(base) as program:
        fill(program, HALVES[1])
        stall(program)
        program.write(F2)
        program.wait_for("Cliente guardado.")
        program.leave()
    assert len(found(base, "oriente")) == 1


def test_a_stalled_client_that_is_killed_had_its_form_kept(base: Path) -> None:
    """The loop is stuck, so that no timer runs: it is the watchdog who writes."""
    with Opened(base) as program:
        program.wait_for(LIST)
        program.write(f"{DOWN}{ENTER}e")
        program.wait_for("* obligatorio")
        program.write(f"{CTRL_U}Antes")
        stall(program)
        deadline = time.monotonic() + PATIENCE
        state = Path(os.environ["XDG_STATE_HOME"])
        while not any('"Antes' in path.read_text() for path in state.rglob("*.json")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.kill(program.pid, signal.SIGKILL)
        program.wait_end()
    with Opened(base) as program:
        program.wait_for("F12 lo abre")


def test_the_terminal_is_given_back_with_a_word(base: Path) -> None:
    with Opened(base) as program:
        fill(program, HALVES[0])
        os.kill(program.pid, signal.SIGTERM)
        assert program.wait_end() == 1
        assert program.raw.count(b"\x1b[?1049l") == 1
        assert program.raw.rindex(b"\x1b[?25h") > program.raw.rindex(b"\x1b[?25l")
        assert program.raw.decode().rstrip().endswith("en un borrador: lo verá al entrar.")
        assert b"Traceback" not in program.raw


def test_the_idle_limit_ends_it_with_a_sentence(base: Path) -> None:
    with Opened(base, env={"ADUANAS_INACTIVIDAD": "0.01"}) as program:
        assert program.wait_end() == 0
        assert "aduanas se cerró tras 0.01 min sin uso." in program.screen


def test_a_wrong_idle_limit_is_refused_in_one_line(base: Path) -> None:
    with Opened(base, env={"ADUANAS_INACTIVIDAD": "un rato"}) as program:
        assert program.wait_end() == 1
        assert "ADUANAS_INACTIVIDAD dice «un rato»" in program.screen
        assert "Traceback" not in program.screen
