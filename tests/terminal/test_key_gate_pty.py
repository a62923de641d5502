"""The same with the real driver, in a real pty: one ``write()`` for everything."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty_program import PtyProgram

DEMO = Path(__file__).parents[1] / "demo_app.py"


@pytest.fixture
def program() -> Iterator[PtyProgram]:
    with PtyProgram([sys.executable, str(DEMO)], env={"PYTHONPATH": str(DEMO.parents[1])}) as run:
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
    program.wait_for("resultado: ['")
    assert "and" in program.screen


def test_idle_writes_nothing_and_leaving_restores_the_terminal(program: PtyProgram) -> None:
    program.write("/abc")
    program.wait_for("abc")
    program.wait_quiet()
    assert program.wait_quiet(quiet=2.5) == 0
    program.write("\x1b[21~")
    assert program.wait_end() == 0
    assert program.raw.count(b"\x1b[?1049l") == 1
    assert b"\x1b[?1003h" not in program.raw
    assert b"\x1b]22;" not in program.raw


def test_a_closed_terminal_ends_the_program(program: PtyProgram) -> None:
    import os
    import time

    os.close(program._fd)
    deadline = time.monotonic() + 10
    while True:
        pid, _status = os.waitpid(program._pid, os.WNOHANG)
        if pid:
            break
        assert time.monotonic() < deadline
        time.sleep(0.05)
    program.status = 1
    program._fd = os.open("/dev/null", os.O_RDONLY)
