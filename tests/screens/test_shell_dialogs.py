"""Confirm, choice, action menu, palette, help, menu: by keys, at 80×24."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Input

from aduanas_tui import screens
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.help import HelpScreen
from aduanas_tui.screens.menu import MenuPanel, MenuScreen
from aduanas_tui.screens.palette import ActionMenu, PaletteScreen, matching
from aduanas_tui.widgets.key_names import ANSWER_LETTERS
from aduanas_tui.widgets.picklist import PickItem, PickList
from tests.demo_app import Form, Home, demo_app
from tests.helpers import press, screen_text, settle, type_ahead


@pytest.mark.parametrize(
    ("keys", "answer"),
    [("s", True), ("S", True), ("n", False), ("⏎", False), ("⎋", False), ("←⏎", True),
     ("⇥⏎", True), ("⇥⇥⏎", False), ("x⏎", False)],
)  # fmt: skip
async def test_confirm(keys: str, answer: bool) -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        answers: list[bool | None] = []
        app.push_screen(ConfirmScreen("¿Sí?", ["[/x]"]), answers.append)
        await type_ahead(pilot, keys)
        assert answers == [answer]


@pytest.mark.parametrize(("keys", "result"), [("d", 2), ("⏎", 1), ("⎋", 3), ("→→⏎", 3)])
async def test_three_answers(keys: str, result: int) -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "c" + keys)
        assert app.screen.results == [result]


async def test_long_text_of_a_dialog_is_whole() -> None:
    app = demo_app()
    async with app.run_test(size=(60, 20)) as pilot:
        words = [f"palabra{number}" for number in range(30)]
        app.push_screen(ConfirmScreen("¿Sí?", [" ".join(words)], "Desactivar", "Dejar"))
        await settle(pilot)
        shown = screen_text(app)
        assert all(word in shown for word in words)
        assert "Desactivar (s)" in shown and "Dejar (n)" in shown


async def test_action_menu_shows_what_is_not_allowed_with_its_reason() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "a")
        assert "Exportar — No hay nada que exportar." in screen_text(app)
        await type_ahead(pilot, "↓⏎x")
        assert isinstance(app.screen, ActionMenu)
        await type_ahead(pilot, "↑⏎")
        assert isinstance(app.screen, Form)
        await type_ahead(pilot, "⎋ab⎋")
        assert isinstance(app.screen, Home)
        assert app.screen.results == [None, "no"]


def test_matching_ignores_accents_and_case() -> None:
    items = [PickItem(label, label) for label in ("Canción", "+ Nuevo Cliente", "Salir", "Resalir")]
    assert [item.id for item in matching(items, "cancion")] == ["Canción"]
    assert [item.id for item in matching(items, "CLI nue")] == ["+ Nuevo Cliente"]
    assert [item.id for item in matching(items, "sal")] == ["Salir", "Resalir"]
    assert matching(items, "zzz") == []
    assert matching(items, " ") == items


async def test_palette() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, PaletteScreen)
        shown = screen_text(app)
        assert "+ Nuevo Cliente" in shown and "F5" in shown and "Buscar un comando" not in shown
        assert shown.count("Salir") == 1
        await type_ahead(pilot, "cancio")
        assert [item.label for item in app.screen.query_one(PickList).items] == ["Canción"]
        await type_ahead(pilot, "⏎d")
        assert isinstance(app.screen, Home) and app.screen.results == [2]


async def test_palette_does_not_run_what_is_not_allowed() -> None:
    app = demo_app()
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "f9")
        await type_ahead(pilot, "exporta⏎")
        assert isinstance(app.screen, PaletteScreen)
        assert "▲ No hay nada que exportar." in screen_text(app)
        await type_ahead(pilot, "⌫⌫⌫⌫⌫⌫⌫zzz")
        assert "Ningún comando se llama así" in screen_text(app)
        await type_ahead(pilot, "⏎⎋")
        assert isinstance(app.screen, Home)


async def test_palette_moves_with_the_arrows_and_explains() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+p", "down", "down", "up")
        assert app.screen.query_one(PickList).highlighted.label == "Borrar"
        assert "Pregunta y abre el formulario." in screen_text(app)
        assert isinstance(app.focused, Input)
        await press(pilot, "ctrl+p", "f8")
        assert len(app.screen_stack) == 2


async def test_palette_offers_what_the_focus_allows_in_the_form() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "na")
        await press(pilot, "ctrl+p")
        await type_ahead(pilot, "guardar⏎")
        assert isinstance(app.screen, Home)
        assert app.screen.results == [["a", "", "", "", ""]]


@pytest.mark.parametrize("close", ["escape", "q", "f1", "question_mark", "enter"])
async def test_help(close: str) -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        shown = screen_text(app)
        for text in (
            "La lista de clientes.",
            "Registra un cliente.",
            "q F10",
            "Ctrl+P F9",
            "Moverse",
        ):
            assert text in shown
        assert shown.count("Sale del programa.") == 1
        await press(pilot, close)
        assert isinstance(app.screen, Home)


async def test_help_scrolls_on_a_small_terminal() -> None:
    app = demo_app()
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "f1")
        assert "Ayuda sobre este lugar." not in screen_text(app)
        await press(pilot, "end")
        assert "Ayuda sobre este lugar." in screen_text(app)


async def test_help_inside_a_text_field_and_a_dialog() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "n?")
        assert app.screen.values()[0] == "?"
        await press(pilot, "f1")
        assert "Guarda el cliente." in screen_text(app)
        await press(pilot, "escape", "escape", "f1")
        assert isinstance(app.screen, HelpScreen)
        await press(pilot, "f1", "s")
        assert isinstance(app.screen, Home)


async def test_menu_drawer() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "m")
        assert isinstance(app.screen, MenuScreen)
        assert "▌ Clientes" in screen_text(app)
        await type_ahead(pilot, "⎋mc")
        assert isinstance(app.screen, Home) and len(app.screen_stack) == 1
        assert app.focused.id == "list"


async def test_menu_docked_on_a_wide_terminal() -> None:
    app = demo_app()
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.focused.id == "list"
        assert app.screen.query_one(MenuPanel).region.width > 12
        await press(pilot, "tab", "tab", "tab", "tab")
        assert not isinstance(app.focused, MenuPanel)
        app.screen.query_one("#list").focus()
        await type_ahead(pilot, "m")
        assert isinstance(app.focused, MenuPanel)
        await type_ahead(pilot, "⎋")
        assert app.focused.id == "list" and app.screen.is_current
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert app.screen.query_one(MenuPanel).region.width == 0


async def test_the_menu_asks_before_something_typed_is_lost() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        home = app.screen
        await type_ahead(pilot, "nabc")
        await press(pilot, "f8")
        await type_ahead(pilot, "⏎")
        assert isinstance(app.screen, ConfirmScreen)
        await type_ahead(pilot, "⏎")
        assert isinstance(app.screen, Form)
        await press(pilot, "f8")
        await type_ahead(pilot, "cs")
        assert app.screen is home


def test_no_question_is_answered_with_another_letter() -> None:
    """Those that the settings file may not give to a command of the whole program."""
    sources = (path.read_text(encoding="utf-8") for path in Path(screens.__path__[0]).rglob("*.py"))
    letters = {found for text in sources for found in re.findall(r'\bAnswer\("(.)"', text)}
    assert letters == ANSWER_LETTERS
