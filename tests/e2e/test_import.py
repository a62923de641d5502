"""A list from the file to the catalogue and back, with the keyboard only, in a pty."""

from __future__ import annotations

from pathlib import Path

from tests import factories
from tests.e2e.opened import DOWN, ENTER, ESC, F2, LIST, Opened, found
from tests.services.importing.lists import HEADERS, cells, write_xlsx


def test_choose_correct_confirm_undo(base: Path, tmp_path: Path) -> None:
    home = tmp_path / "casa"
    home.mkdir()
    listed = [cells(901), cells(902, email="sin arroba"), cells(903), cells(1, city="Danlí")]
    write_xlsx(home / "cartera.xlsx", {"Clientes": [HEADERS, *listed]})
    with Opened(base, env={"HOME": str(home)}) as program:
        program.wait_for(LIST)
        program.write(f"{DOWN}i")
        program.wait_for("cartera.xlsx")
        program.write(ENTER)
        program.wait_for("4 filas: 2 nuevas")
        program.wait_for("quítelos")
        program.write(f"{ENTER}ventas@nueva.example{ENTER}")
        program.wait_for("0 con error")
        program.write(F2)
        program.wait_for("3 clientes se crean.")
        program.write(ENTER)
        program.wait_for("Clientes creados")
        program.write(f"{ENTER}3")
        program.wait_for("op1")
        assert found(base, factories.rtn(902))[0]["email"] == "ventas@nueva.example"
        assert found(base, factories.rtn(1))[0]["ciudad"] == "Danlí"
        program.write("u")
        program.wait_for("¿Deshacer importación?")
        program.write("s")
        program.wait_for("deshecha")
        program.write(ESC)
        program.wait_for(LIST)
        program.leave()
    assert found(base, factories.rtn(902)) == []
    assert found(base, factories.rtn(1))[0]["ciudad"] == "Tegucigalpa"


def test_a_dropped_line_loses_no_correction_and_the_next_start_tells(
    base: Path, tmp_path: Path
) -> None:
    home = tmp_path / "casa"
    home.mkdir()
    listed = [cells(911, email="uno"), cells(912, email="dos")]
    write_xlsx(home / "cartera.xlsx", {"Clientes": [HEADERS, *listed]})
    env = {"HOME": str(home), "XDG_STATE_HOME": str(tmp_path / "estado")}
    with Opened(base, env=env) as program:
        program.wait_for(LIST)
        program.write(f"{DOWN}i{ENTER}")
        program.wait_for("2 con error")
        program.write(f"{ENTER}uno@nueva.example{ENTER}")
        program.wait_for("1 con error")
        program.hang_up()
        program.wait_end()
    assert found(base, factories.rtn(911)) == []
    with Opened(base, env=env) as program:
        program.wait_for("Tiene una importación sin terminar")
        program.write(f"{DOWN}i")
        program.wait_for("Sin terminar (1)")
        program.write(f"2{ENTER}")
        program.wait_for("2 filas: 1 nueva")
        program.wait_for("1 con error")
        program.write(ESC)
        program.wait_for("Sin terminar (1)")
        program.write("ds")
        program.wait_for("Sin terminar (0)")
        program.leave()
