"""The same with the real driver, in a real pty: one ``write()`` for everything."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty_program import PATIENCE, PtyProgram

DEMO = Path(__file__).parents[1] / "demo_app.py"
ENV = {"PYTHONPATH": str(DEMO.parents[1])}


@pytest.fixture
def program() -> Iterator[PtyProgram]:
    with PtyProgram([sys.executable, str(DEMO)], env=ENV) as run:
        run.wait_for("Fila 3")
        run.wait_quiet()
        yield run


def test_form_typed_in_one_write(program: PtyProgram) -> None:
    program.write("nuno\tdos\rtres\r\rnota a\rb\x13")
    program.wait_for("resultado: ['uno', 'dos', 'tres', '', 'nota a\\nb']")


def test_dialog_form_and_paste_in_one_write(program: PtyProgram) -> None:
    program.write("bsuno\r\x1b[200~dos\nlíneas\x1b[201~\rñandú\x1bOQ")
    program.wait_for("resultado: ['uno', 'dos líneas', 'ñandú', '', '']")


def test_escape_followed_at_once_by_a_key(program: PtyProgram) -> None:
    program.write("nx\x1bsb\x1bn")
    program.wait_for("Clientes › Nuevo")
    program.write("y\x13")
    program.wait_for("resultado: ['y', '', '', '', '']")


def test_escape_in_a_paste_presses_no_keys(program: PtyProgram) -> None:
    program.write("n\x1b[200~a\x1b[31mb\x1bOQ c\x1b[201~\x13")
    program.wait_for("resultado: ['a[31mbOQ c', '', '', '', '']")


def test_bytes_of_another_encoding_do_not_end_the_program(program: PtyProgram) -> None:
    program.write(b"n\xf1and\xfa\x13")
    program.wait_until(lambda screen: re.search(r"resultado: \['.*and.*'", screen), "the result")


def test_idle_writes_nothing_and_leaving_restores_the_terminal(program: PtyProgram) -> None:
    program.write("/abc")
    program.wait_for("abc")
    program.wait_quiet()
    assert program.wait_quiet(quiet=1.2) == 0
    program.write("\x1b[21~")
    assert program.wait_end() == 0
    assert program.raw.count(b"\x1b[?1049l") == 1
    assert b"\x1b[?1003h" not in program.raw
    assert b"\x1b]22;" not in program.raw


def test_a_closed_terminal_ends_the_program(program: PtyProgram) -> None:
    os.close(program._fd)
    deadline = time.monotonic() + PATIENCE
    while True:
        pid, _status = os.waitpid(program.pid, os.WNOHANG)
        if pid:
            break
        assert time.monotonic() < deadline
        time.sleep(0.05)
    program.status = 1
    program._fd = os.open("/dev/null", os.O_RDONLY)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_program_in_order(program: PtyProgram, number: int) -> None:
    os.kill(program.pid, number)
    assert program.wait_end() == 1
    assert b"\x1b[?1049l" in program.raw
    assert b"Traceback" not in program.raw


def test_a_letter_cut_in_two_by_the_line(program: PtyProgram) -> None:
    program.write("n")
    program.wait_for("Clientes › Nuevo")
    program.write(b"a\xc3")
    program.wait_quiet()
    program.write(b"\xb1o\x13")
    program.wait_for("resultado: ['año'")


def test_an_error_shows_no_traceback(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "from tests.demo_app import Home, demo_app\n"
        "def broken(self): secret = 'dato'; raise ValueError(secret)\n"
        "Home.action_reload = broken\n"
        "app = demo_app()\n"
        "app.run()\n"
        "print('fin', type(app.failure).__name__, app.return_code)\n"
    )
    with PtyProgram([sys.executable, str(script)], env=ENV) as run:
        run.wait_for("Fila 3")
        run.write("\x1b[15~")
        run.wait_for("fin ValueError 1")
        assert b"Traceback" not in run.raw and b"dato" not in run.raw
