"""Two operators in two processes on one database: each sees what the other saves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.opened import DOWN, ENTER, ESC, F2, FORM, RECORD, Opened, found

FIRST = "Comercial Prueba 1 "


@pytest.fixture
def two(base: Path) -> Iterator[tuple[Opened, Opened]]:
    """The program of op1 and that of op2, each on the list."""
    with ExitStack() as stack:
        both = [
            stack.enter_context(Opened(base, env={"ADUANAS_OPERADOR": name}))
            for name in ("op1", "op2")
        ]
        for program in both:
            program.wait_for(FIRST)
            program.wait_quiet()
        yield both[0], both[1]


def edit_first(program: Opened, typed: str) -> None:
    """Open the form of the first client and type at the end of its name."""
    program.write(f"{DOWN}{ENTER}")
    program.wait_for(RECORD)
    program.write("e")
    program.wait_for(FORM)
    program.write(typed)
    program.wait_for(typed)


def name_of_first(base: Path) -> str:
    return str(found(base, "ventas1@prueba.hn")[0]["nombre"])


def test_what_one_saves_the_other_sees_without_a_key(two: tuple[Opened, Opened]) -> None:
    one, other = two
    edit_first(other, " Hermanos")
    other.write(F2)
    other.wait_for("Cliente guardado.")
    one.wait_for("Comercial Prueba 1 Hermanos")
    one.wait_quiet(quiet=1)
    assert one.wait_quiet(quiet=1.5) == 0, "once, and nothing more"
    for program in two:
        program.leave()


def test_the_same_field_is_asked_about(two: tuple[Opened, Opened], base: Path) -> None:
    one, other = two
    edit_first(one, " de op1")
    edit_first(other, " de op2")
    other.write(F2)
    other.wait_for("Cliente guardado.")
    one.wait_for("op2 cambió este cliente")
    one.write(F2)
    one.wait_for("3 Actual")
    for text in ("1 Antes", "Comercial Prueba 1 de op1", "Comercial Prueba 1 de op2"):
        one.wait_for(text)
    one.write(ESC)
    one.wait_for(FORM)
    one.wait_for("Comercial Prueba 1 de op1")
    one.write(F2)
    one.wait_for("3 Actual")
    one.write(f"2{F2}")
    one.wait_for("Cliente guardado.")
    assert name_of_first(base) == "Comercial Prueba 1 de op1"
    other.wait_for("Comercial Prueba 1 de op1")
    for program in two:
        program.leave()


def test_what_is_not_on_the_screen_sends_nothing(two: tuple[Opened, Opened], base: Path) -> None:
    """The last of thirty clients is below the screen of twenty-one."""
    one, other = two
    one.wait_quiet(quiet=1.5)
    before = len(one.raw)
    other.write("ventas29@\r\r")
    other.wait_for(RECORD)
    other.write("e")
    other.wait_for(FORM)
    other.write(f" y Cía.{F2}")
    other.wait_for("Cliente guardado.")
    one.wait_quiet(quiet=2.5)
    assert len(one.raw) == before
    one.write("y Cía")
    one.wait_for("y Cía.")
