"""Terminals: old and new, wide and narrow, without colours, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.opened import (
    COMMAND,
    CTRL_C,
    DOWN,
    ENTER,
    ESC,
    F2,
    LEFT_SCREEN,
    LIST,
    RECORD,
    Opened,
    found,
    ours,
    run,
)
from tests.e2e.output import foreign
from tests.pty_program import PtyProgram


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_that_cannot_place_a_cursor(base: Path, term: str) -> None:
    with Opened(base, term=term) as program:
        assert program.wait_end() == 1
        assert program.raw.count(b"\n") == 1
        assert b"\x1b" not in program.raw
        assert b"TERM" in program.raw


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_without_a_terminal(base: Path, closed: str) -> None:
    done = run("--base", str(base))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Esto no es una terminal")
    redirected = "</dev/null" if closed == "stdin" else "| cat"
    line = f"{' '.join(COMMAND)} --base '{base}' {redirected}"
    with PtyProgram(["sh", "-c", line], env=ours()) as program:
        program.wait_end()
        assert "Esto no es una terminal" in program.screen
        assert b"\x1b[?1049h" not in program.raw


def test_ctrl_c_loses_nothing(base: Path) -> None:
    with Opened(base) as program:
        program.wait_for("Comercial Prueba 1 ")
        program.write(f"prueba 17{CTRL_C}")
        program.wait_for("Para salir del programa: F10")
        program.wait_for("prueba 17")
        program.write(f"{ENTER}{ENTER}e, S.A.{CTRL_C}{CTRL_C}")
        program.wait_for("Comercial Prueba 17, S.A.")
        program.write(F2)
        program.wait_for("Cliente guardado.")
        program.leave()
    assert [client["nombre"] for client in found(base, "prueba 17")] == [
        "Comercial Prueba 17, S.A."
    ]


def test_q_leaves_from_the_list(base: Path) -> None:
    with Opened(base) as program:
        program.wait_for("Comercial Prueba 1 ")
        program.write(f"{DOWN}q")
        assert program.wait_end() == 0
        assert program.raw.count(LEFT_SCREEN) == 1
        assert not program.cursor_is_hidden
        for mode in (b"1000", b"1006", b"2004"):
            assert program.raw.rindex(b"\x1b[?" + mode + b"l") > program.raw.rindex(
                b"\x1b[?" + mode + b"h"
            )


def test_leaving_asks_about_what_is_typed(base: Path) -> None:
    with Opened(base) as program:
        program.wait_for(LIST)
        program.write(f"{DOWN}nMedio nombre\x1b[21~")
        program.wait_for("Hay cambios sin guardar.")
        program.write(ENTER)
        program.wait_gone("Hay cambios sin guardar.")
        program.wait_for("Medio nombre")
        program.write("\x1b[21~s")
        assert program.wait_end() == 0


def test_another_size_while_it_runs(base: Path) -> None:
    with Opened(base, size=(120, 40)) as program:
        program.wait_for("Teléfonos")
        program.resize(60, 20)
        program.wait_gone("Teléfonos")
        for line, end in ((0, "+ Nuevo Cliente"), (19, "F1 Ayuda")):
            program.wait_until(lambda screen: screen.split("\n")[line].endswith(end), end)  # noqa: B023
        program.write(f"{DOWN}{ENTER}")
        program.wait_for(RECORD)
        program.resize(200, 60)
        program.wait_until(lambda screen: screen.split("\n")[-1].endswith("F1 Ayuda"), "60 lines")
        program.write(ESC)
        program.wait_for("Departamento")
        program.leave()


def test_first_start_without_a_database(home: Path) -> None:
    path = home / "share" / "aduanas" / "aduanas.db"
    with Opened() as program:
        program.wait_for("Todavía no hay clientes: n registra el primero")
        program.wait_for("0 activos")
        program.leave()
    assert path.stat().st_mode & 0o777 == 0o600
    with Opened() as program:
        program.wait_for("Todavía no hay clientes")
        program.leave()


def test_a_mistyped_path_is_refused(home: Path) -> None:
    missing = home / "falta\x1b]0;x\x07.db"
    with Opened(missing) as program:
        assert program.wait_end() == 1
        assert "aduanas iniciar" in program.screen.replace("\n", "")
        assert foreign(program.raw) == []
    assert not missing.exists()
