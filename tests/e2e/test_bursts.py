"""Keys that come all at once are drawn once, in their order, and land where they were meant."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests import factories
from tests.e2e.office import CLIENTS
from tests.e2e.opened import CTRL_U, DOWN, ENTER, ESC, F2, LIST, RECORD, TAB, UP, Opened, found

LATEST = 0.1
"""Seconds after which something is painted although more keys wait."""

LARGEST_FRAME = 1_600
"""Bytes that a screen of 80×24 takes at most."""

FIRST = "Comercial Prueba 1 "


@pytest.mark.parametrize(
    ("keys", "count", "at_end"),
    [
        pytest.param(DOWN * 60 + UP * 59, 119, FIRST, id="arrows"),
        pytest.param(f"{ENTER}{ESC}/{CTRL_U}" * 6 + "prueba 17", 33, "1 encontrado", id="screens"),
    ],
)
def test_keys_written_at_once_are_drawn_once(
    base: Path, keys: str, count: int, at_end: str
) -> None:
    with Opened(base) as program:
        program.wait_for(FIRST)
        program.write(DOWN)
        program.wait_quiet()
        frames, written, began = len(program.frames), len(program.raw), time.monotonic()
        program.write(keys)
        program.wait_for(at_end)
        program.wait_quiet()
        took = time.monotonic() - began
        drawn = len(program.frames) - frames
        # On a machine that takes its time for the keys something is shown on the way.
        assert drawn <= 3 + took / LATEST
        assert drawn < count
        assert len(program.raw) - written <= drawn * LARGEST_FRAME
        program.leave()


def test_one_read_of_keys_goes_through_dialogs_that_open_in_between(base: Path) -> None:
    """The order of the list, the filters, a record, a contact that is removed after a question."""
    order = f"o{DOWN}{ENTER}"  # by RTN
    filters = f"f{TAB * 2}Tegucigalpa{F2}"
    with Opened(base) as program:
        program.wait_for(LIST)
        program.write(f"{DOWN}{order}{filters}{DOWN}{ENTER}2d{ENTER}dsnPersona Nueva{TAB * 2}")
        program.write(f"98112233{F2}")
        program.wait_for("Contacto guardado.")
        program.wait_for(RECORD)
        program.leave()
    (client,) = found(base, factories.rtn(2))
    names = [contact["nombre"] for contact in client["contactos"]]
    assert names == ["Persona Inventada 2", "Persona Nueva"]
    assert len(found(base, "prueba")) == CLIENTS
