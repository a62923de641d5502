"""A key that was changed in the settings file is so in bindings, key line, help and palette."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui.screens.base import helps_out
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.filters import FilterScreen
from aduanas_tui.screens.help import HelpScreen
from aduanas_tui.screens.palette import PaletteScreen
from aduanas_tui.settings_file import adjust
from aduanas_tui.widgets.keymap import change_keys
from tests import factories
from tests.helpers import key_of
from tests.screens.conftest import Program

SETTINGS = """
[teclas]
guardar = ["F5", "Ctrl+G"]
aplicar = "F5"
[teclas.lista]
nuevo = "w"
filtros = "F7"
[teclas.programa]
ayuda = "F11"
buscar-un-comando = "F3"
"""


@pytest.fixture(autouse=True)
def changed(tmp_path: Path) -> Iterator[None]:
    path = tmp_path / "ajustes.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    assert adjust({"ADUANAS_AJUSTES": str(path)}) == ""
    yield
    change_keys({})


async def test_the_new_keys_act_and_the_old_ones_do_not(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎")
        for old in ("n", "f", "f1", "f9", "ctrl+p"):
            await one.presses(old)
            assert isinstance(one.screen, ClientListScreen), old
        await one.presses("f7")
        assert isinstance(one.screen, FilterScreen) and "F5 Aplicar   F4 Ver opciones" in one.sees
        await one.presses("f5")
        assert isinstance(one.screen, ClientListScreen)
        await one.types("w")
        assert isinstance(one.screen, ClientFormScreen)
        await one.presses("f2")
        assert "✗ Escriba el nombre" not in one.sees
        await one.presses("f5")
        assert "✗ Escriba el nombre" in one.sees


async def test_key_line_help_and_palette_show_them(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎")
        assert "w Nuevo" in one.lines[-1] and "F7 Filtros" in one.lines[-1]
        assert one.lines[-1].endswith("F11 Ayuda")
        await one.presses("f11")
        assert isinstance(one.screen, HelpScreen)
        lines = one.sees
        for _ in range(3):
            await one.presses("pagedown")
            lines += one.sees
        assert re.search(r"w {2,}Registra un cliente nuevo\.", lines) and "F3" in lines
        await one.types("⎋")
        await one.presses("f3")
        assert isinstance(one.screen, PaletteScreen)
        assert re.search(r"\+ Nuevo Cliente +w\b", one.sees)
        await one.types("⎋")
        assert "nada se guarda hasta pulsar F5." in ClientFormScreen.explained()


async def test_what_says_how_to_go_on_names_the_new_key(program: Program) -> None:
    async with program() as one:
        assert "w registra el primero" in one.sees


def test_the_new_keys_help_out_of_a_screen_whose_data_does_not_come() -> None:
    def one_of(name: str) -> bool:
        return helps_out(key_of(name))

    assert one_of("f11") and one_of("f10") and one_of("escape")
    assert not one_of("f1") and not one_of("a")
