"""Bad days of the real program in a real terminal: a sentence, no traceback, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_days import BAD_DAYS
from tests.e2e.opened import CTRL_U, ENTER, F2, FORM, LEFT_SCREEN, TAB, Opened, found

DAYS = {day.name: day for day in BAD_DAYS}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "No existe la base"),
        ("newer schema", "es de una versión más nueva del programa"),
    ],
)
def test_start_on_a_bad_day_is_one_sentence(base: Path, name: str, said: str) -> None:
    with DAYS[name].make(base), Opened(base) as program:
        assert program.wait_end() == 1
        assert said in " ".join(program.screen.split())
        assert LEFT_SCREEN not in program.raw
        assert b"Traceback" not in program.raw
    with Opened(base) as program:
        program.wait_for("Comercial Prueba 1 ")
        program.leave()


def test_base_that_goes_away_under_a_form_and_comes_back(base: Path) -> None:
    with Opened(base) as program:
        program.wait_for("Comercial Prueba 1 ")
        program.write(f"prueba 17{ENTER}{ENTER}e")
        program.wait_for(FORM)
        program.write(f"{TAB * 3}{CTRL_U}Aldea El Sauce")
        program.wait_for("Aldea El Sauce")
        with DAYS["missing"].make(base):
            program.write(F2)
            program.wait_for("ya no está en su lugar")
            program.wait_for(FORM)
        program.write(F2)
        program.wait_for("Cliente guardado.")
        program.leave()
    (client,) = found(base, "prueba 17")
    assert client["direccion"] == "Aldea El Sauce"
