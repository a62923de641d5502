"""What travels over the line: copies to the clipboard, silence when idle, and its end."""

from __future__ import annotations

import base64
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import factories
from tests.e2e.office import CLIENTS
from tests.e2e.opened import (
    CTRL_U,
    DOWN,
    ENTER,
    ESC,
    F2,
    F5,
    FORM,
    RECORD,
    TAB,
    UP,
    Opened,
    found,
    ours,
)
from tests.e2e.output import clipboard, foreign
from tests.pty_program import PtyProgram

FIRST = "Comercial Prueba 1 "


def assert_ends_in_order(program: PtyProgram) -> None:
    """Wait until a program whose terminal is gone ends, and not by its own last alarm."""
    assert program.wait_end() == 1


@pytest.fixture
def opened(base: Path) -> Iterator[Opened]:
    with Opened(base) as program:
        program.wait_for(FIRST)
        program.wait_quiet()
        yield program


# -- clipboard -----------------------------------------------------------------------------------

RTN = base64.b64encode(factories.rtn(1).encode()).decode()


def osc_strings(raw: bytes) -> list[str]:
    return re.findall(r"\x1b[\]P].*?(?:\x07|\x1b\\)", raw.decode(), re.DOTALL)


def test_y_copies_the_rtn_once(opened: Opened) -> None:
    opened.write(f"{DOWN}{UP}{DOWN}{UP}")
    opened.wait_quiet()
    assert clipboard(opened.raw) == []
    opened.write("y")
    opened.wait_for(f"RTN copiado: 0801-9099-{factories.rtn(1)[8:]}")
    opened.write(F5)
    opened.leave()
    assert osc_strings(opened.raw) == [f"\x1b]52;c;{RTN}\x07"]
    assert foreign(opened.raw) == []


def test_y_in_the_record_copies_the_field(opened: Opened) -> None:
    opened.write(f"{DOWN}{ENTER}")
    opened.wait_for(RECORD)
    opened.write(f"{DOWN}y")
    opened.wait_for("Copiado: RTN")
    opened.write(f"{DOWN * 5}y")
    opened.wait_for("Copiado: Teléfono principal")
    opened.leave()
    copies = [base64.b64decode(one).decode() for one in clipboard(opened.raw)]
    assert copies == [factories.rtn(1), "2251-0001"]


@pytest.mark.parametrize(
    ("env", "sent"),
    [
        (
            {"TMUX": "/tmp/tmux-0/default,1,0"},
            [f"\x1b]52;c;{RTN}\x07", f"\x1bPtmux;\x1b\x1b]52;c;{RTN}\x07"],
        ),
        ({"STY": "1.pts-0.host"}, [f"\x1bP\x1b]52;c;{RTN}\x07"]),
    ],
)
def test_y_through_a_multiplexer(base: Path, env: dict[str, str], sent: list[str]) -> None:
    with Opened(base, env=env, term="screen") as program:
        program.wait_for(FIRST)
        program.write(f"{DOWN}y")
        program.wait_for("RTN copiado")
        program.leave()
    assert osc_strings(program.raw) == sent
    assert program.raw.endswith(b"\n") or b"\x1b\\" in program.raw
    for one in sent:
        if one.startswith("\x1bP"):
            assert (one + "\x1b\\").encode() in program.raw


# -- colleagues ----------------------------------------------------------------------------------


def test_two_operators_see_what_the_other_saved(base: Path) -> None:
    with Opened(base) as one, Opened(base, env={"ADUANAS_OPERADOR": "op2"}) as two:
        one.wait_for(FIRST)
        two.wait_for(FIRST)
        one.write(f"{DOWN}nAduanera Uno{TAB}{factories.rtn(911)}{TAB * 2}Calle{TAB}Tela{TAB * 2}")
        one.write(f"99112233{TAB * 2}a@b.example{F2}s")
        one.wait_for("Clientes › Aduanera Uno")
        two.write(F5)
        two.wait_for("Aduanera Uno")
        two.wait_for("31 activos · op2")
        two.write(f"{DOWN}{UP}{ENTER}")
        two.wait_for("por op1")
        two.write(f"e{CTRL_U}Aduanera Dos{F2}")
        two.wait_for("Clientes › Aduanera Dos")
        one.write(F5)
        one.wait_for("Clientes › Aduanera Dos")
        one.wait_for("por op2")
        one.write(ESC)
        one.wait_for("31 activos")
        one.leave()
        two.leave()
    assert [client["nombre"] for client in found(base, "aduanera")] == ["Aduanera Dos"]


def test_both_edit_the_same_client(base: Path) -> None:
    with Opened(base) as one, Opened(base, env={"ADUANAS_OPERADOR": "op2"}) as two:
        for program in (one, two):
            program.wait_for(FIRST)
            program.write(f"{DOWN}{ENTER}e")
            program.wait_for(FORM)
        one.write(f" de op1{F2}")
        one.wait_for("Cliente guardado.")
        two.write(f"{TAB * 3}{CTRL_U}Calle de op2{F2}")
        two.wait_for("op1")
        two.wait_for("Comercial Prueba 1 de op1")
        two.write(F2)
        two.wait_for("Cliente guardado.")
        one.leave()
        two.leave()
    (client,) = found(base, factories.rtn(1))
    assert (client["nombre"], client["direccion"]) == ("Comercial Prueba 1 de op1", "Calle de op2")


# -- the end of the line -------------------------------------------------------------------------


@pytest.mark.parametrize("keys", ["", f"{DOWN}{ENTER}a"])
def test_a_closed_terminal_ends_the_program(opened: Opened, base: Path, keys: str) -> None:
    if keys:
        opened.write(keys)
        opened.wait_quiet()
    opened.hang_up()
    assert_ends_in_order(opened)
    assert len(found(base, "prueba")) == CLIENTS


def test_what_was_saved_survives_a_killed_program(opened: Opened, base: Path) -> None:
    opened.write(f"{DOWN}{ENTER}e de antes{F2}")
    opened.wait_for("Cliente guardado.")
    os.kill(opened.pid, signal.SIGKILL)
    assert opened.wait_end() == -signal.SIGKILL
    assert len(found(base, "antes")) == 1


def test_a_demo_whose_line_drops_leaves_nothing(home: Path) -> None:
    temporary = home / "tmp"
    temporary.mkdir()
    with Opened(None, "demo", "--clientes", "50", env={"TMPDIR": str(temporary)}) as program:
        program.wait_for("Datos inventados")
        assert list(temporary.iterdir())
        program.hang_up()
        assert_ends_in_order(program)
    assert list(temporary.iterdir()) == []


def test_keys_of_an_old_terminal(base: Path) -> None:
    """The keys as application cursor mode and a VT keypad send them."""
    with Opened(base, term="linux", env=ours()) as program:
        program.wait_for(FIRST)
        program.write("\x1bOB\x1bOB")  # down
        program.write(ENTER)
        program.wait_for(RECORD)
        program.write("\x1b[[A")  # F1
        program.wait_for("Ficha del cliente")
        program.write("q")
        program.wait_gone("Ficha del cliente")
        program.leave()
