"""Key line, help and palette on every screen: what they list works, and is all there is."""

from __future__ import annotations

import re

import pytest

from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.help import HelpScreen
from aduanas_tui.screens.palette import PaletteScreen
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.commands import CommandHost, hosts_from
from tests import factories
from tests.factories import rtn
from tests.screens.conftest import Operator, Program

PLACES = {
    "search": "",
    "list": "⏎",
    "record": "⏎⏎",
    "contacts": "⏎⏎2",
    "contact form": "⏎⏎2⏎",
    "client form": "⏎⏎e",
    "filters": "⏎f",
    "order": "⏎o",
    "actions": "⏎⏎a",
    "question": "⏎⏎a↓⏎",
    "menu": "⏎m",
}
"""Every screen and dialog of the program, and how to get there."""

ENGLISH = re.compile(r"\b(?:Quit|Help|Search|Theme|Toggle|Keys|Screenshot|[Pp]alette)\b")


def some_clients() -> None:
    for number in (1, 2):
        saved = factories.register(number)
        factories.add_contact(saved.id, number)


def hosts(one: Operator) -> list[CommandHost]:
    return list(hosts_from(one.screen.focused or one.screen))


async def whole_help(one: Operator) -> str:
    """Open the help, read all of it, and close it."""
    await one.presses("f1")
    assert isinstance(one.screen, HelpScreen)
    text = one.sees
    for _ in range(40):
        before = one.sees
        await one.presses("pagedown")
        if one.sees == before:
            break
        text += one.sees
    await one.types("⎋")
    return text


@pytest.mark.parametrize("place", PLACES)
async def test_help_mentions_every_key_of_the_place(program: Program, place: str) -> None:
    some_clients()
    async with program() as one:
        await one.types(PLACES[place])
        there = one.screen
        expected = [
            (key_name(key), command)
            for host in hosts(one)
            for command in host.commands()
            for key in command.keys[:1]
        ]
        text = await whole_help(one)
        assert one.screen is there, "closing the help comes back"
        for name, command in expected:
            first_words = " ".join(command.help.split()[:3])
            assert name in text and first_words in text, (name, command.id)
        assert not ENGLISH.search(text)


@pytest.mark.parametrize("place", [p for p in PLACES if p not in ("order", "actions", "question")])
async def test_the_key_line_fits_and_ends_with_help(program: Program, place: str) -> None:
    some_clients()
    async with program() as one:
        await one.types(PLACES[place])
        for size in ((60, 20), (80, 24), (120, 40)):
            await one.resizes(*size)
            if place not in ("filters", "menu"):
                assert one.lines[-1].endswith("F1 Ayuda")
            assert not ENGLISH.search(one.sees)


async def test_a_command_that_does_nothing_now_is_not_offered(program: Program) -> None:
    async with program() as one:
        await one.types("⏎")
        assert "Abrir" not in one.lines[-1] and "Vistazo" not in one.lines[-1]
        await one.types("xyz")
        assert "n Nuevo" in one.lines[-1]


async def test_the_palette_finds_by_name_and_runs(program: Program) -> None:
    some_clients()
    async with program() as one:
        await one.presses("ctrl+p")
        assert isinstance(one.screen, PaletteScreen)
        assert "¿Qué desea hacer?" in one.sees and "+ Nuevo Cliente" in one.sees
        await one.types("inactiv")
        assert "▌ Mostrar inactivos" in one.sees
        assert "Muestra u oculta los clientes inactivos." in one.sees
        await one.types("⏎")
        assert isinstance(one.screen, ClientListScreen) and "con inactivos" in one.lines[1]


async def test_the_palette_shows_what_is_not_allowed_with_its_reason(program: Program) -> None:
    some_clients()
    async with program() as one:
        await one.types("⏎⏎")
        await one.presses("ctrl+p")
        await one.types("reac")
        assert "Reactivar cliente — Ya está activo." in one.sees
        await one.types("⏎")
        assert isinstance(one.screen, PaletteScreen)
        assert one.notices == ["▲ Ya está activo."]
        await one.types("⎋")
        assert isinstance(one.screen, ClientRecordScreen)


async def test_everything_in_the_palette_of_the_record_works(program: Program) -> None:
    """Each entry that is allowed does something, and none ends the program by surprise."""
    saved = factories.register(1)
    factories.add_contact(saved.id, 1)
    async with program() as one:
        await one.types("⏎⏎")
        await one.presses("ctrl+p")
        offers = [offer for offer in one.screen._offers if offer.reason is None]
        labels = [offer.command.full_name for offer in offers]
        assert {"Editar", "Acciones", "Contactos", "Desactivar cliente", "Eliminar"} <= set(labels)
        await one.types("⎋")
        record = one.screen
        for offer in offers:
            if offer.command.id in ("back", "quit", "leave", "copy"):
                continue
            await one.presses("ctrl+p")
            before = one.screen
            await one.types(f"{offer.command.full_name}⏎")
            assert one.screen is not before, offer.command.id
            assert one.app._exception is None
            while one.screen is not record:
                await one.types("⎋")
                assert len(one.app.screen_stack) >= 2
            await one.types("1")


async def test_palette_from_a_form_keeps_what_was_typed(program: Program) -> None:
    async with program() as one:
        await one.types("nFerretería")
        await one.presses("ctrl+p")
        await one.types("guard⏎")
        assert isinstance(one.screen, ClientFormScreen)
        assert one.screen.form.raw()["name"] == "Ferretería"
        assert "✗" in one.sees, "saving was tried"


async def test_the_second_ways_of_shortcuts_that_multiplexers_take(program: Program) -> None:
    """``F9`` for Ctrl+P, ``F8`` for the menu from a field, ``F2`` for Ctrl+S, ``F3`` for n."""
    some_clients()
    async with program() as one:
        await one.presses("f9")
        assert isinstance(one.screen, PaletteScreen)
        await one.types("⎋")
        await one.presses("f8")
        assert "Menú" in one.lines[1] + one.lines[2]
        await one.types("⎋")
        await one.presses("f3")
        assert isinstance(one.screen, ClientFormScreen)
        await one.presses("ctrl+s")
        assert "✗ Escriba el nombre" in one.sees


async def test_a_docked_menu_takes_and_gives_back_the_focus(program: Program) -> None:
    some_clients()
    async with program(size=(120, 40)) as one:
        await one.types("⏎↓m")
        assert "▌ Clientes" in one.sees
        await one.types("⎋↑")
        assert one.current_rtn == rtn(1), "keys go to the list again"
        await one.types("mc")
        assert isinstance(one.screen, ClientListScreen)
