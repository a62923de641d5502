"""No command needs a key that a terminal, a multiplexer or the line may keep for itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import aduanas_tui.screens
from aduanas_tui.app import AduanasApp
from aduanas_tui.screens import key_places, key_table
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.filters import FilterScreen
from aduanas_tui.screens.help import HelpScreen
from aduanas_tui.screens.key_places import PLACES
from aduanas_tui.screens.palette import PaletteScreen
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.widgets.commands import Command, CommandHost, acts_in_text
from aduanas_tui.widgets.key_names import is_kept
from tests import factories
from tests.screens.conftest import Program

NEVER_TEXT = {"enter", "escape", "tab", "shift+tab", "up", "down", "pageup", "pagedown"}
"""Keys that are no letter, and that every terminal has."""


def all_hosts() -> list[type[CommandHost]]:
    """Every class of the program that declares commands."""
    for module in pkgutil.walk_packages(aduanas_tui.screens.__path__, "aduanas_tui.screens."):
        importlib.import_module(module.name)

    def below(base: type) -> Iterator[type]:
        for one in base.__subclasses__():
            yield one
            yield from below(one)

    return [
        host
        for host in dict.fromkeys(below(CommandHost))
        if host.commands() and host.__module__.startswith("aduanas_tui.")
    ]


HOSTS = all_hosts()


def is_safe(key: str, host: type[CommandHost]) -> bool:
    """Whether a key arrives from every terminal, and acts in that place."""
    if is_kept(key) or (key[0] == "f" and key[1:].isdigit()):
        return False
    return not host.LETTERS_TYPE or acts_in_text(key) or key in NEVER_TEXT


def test_the_table_of_keys_is_what_the_places_declare() -> None:
    """``python -m tests.readme`` makes it again."""
    assert key_table.places() == key_places.described(AduanasApp)
    assert key_table.written(key_table.places()) == key_table.TABLE.read_text(encoding="utf-8")


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.__name__)
def test_every_command_has_a_key_that_nobody_keeps(host: type[CommandHost]) -> None:
    def reachable(command: Command) -> bool:
        if issubclass(host, AduanasApp) and command.id == "leave":
            return True  # Esc leads to a list, where q leaves; and the palette has it
        return not command.keys or any(is_safe(key, host) for key in command.keys)

    assert [one.id for one in host.commands() if not reachable(one)] == []


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.__name__)
def test_no_key_is_another_in_disguise_or_stands_twice(host: type[CommandHost]) -> None:
    """Ctrl+I is Tab, Ctrl+M Enter, Ctrl+H Backspace; Alt and a letter are Esc and the letter."""
    disguised = {f"ctrl+{letter}" for letter in "hijm"} | {"ctrl+left_square_bracket"}
    keys = [key for command in host.commands() for key in command.keys]
    assert not disguised & set(keys)
    assert not [key for key in keys if key.startswith("alt+")]
    assert len(keys) == len(set(keys))


def test_the_palette_has_what_acts_everywhere_and_can_be_opened_from_every_text_field() -> None:
    palette = AduanasApp.command("palette")
    assert [key for key in palette.keys if not is_kept(key) and key.startswith("ctrl+")]


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.__name__)
def test_names_for_the_settings_file_are_plain_and_differ(host: type[CommandHost]) -> None:
    words = [command.word for command in host.commands()]
    assert all(word.replace("-", "").isalnum() and word.isascii() for word in words)
    assert len(set(words)) == len(words), words


@pytest.mark.parametrize(
    ("place", "only_text"),
    [
        ("⏎⏎e", True),
        ("⏎⏎2⏎", True),
        ("⏎f", True),
        ("⏎x", True),
        ("", False),
        ("⏎⏎", False),
        ("⏎i", False),
    ],
)
async def test_places_know_whether_letters_are_typed_there(
    program: Program, place: str, only_text: bool
) -> None:
    saved = factories.register(1)
    factories.add_contact(saved.id, 1)
    async with program() as one:
        await one.types(place)
        fields = [widget.check_consume_key("g", "g") for widget in one.screen.focus_chain]
        assert fields and all(fields) is only_text is one.screen.LETTERS_TYPE


async def test_saving_choosing_and_filtering_without_function_keys(program: Program) -> None:
    """Ctrl+G for F2, Ctrl+O for F4, Ctrl+N for F6, with no key that flow control keeps."""
    factories.register(1)
    async with program() as one:
        await one.types("⏎n")
        await one.presses("ctrl+g")
        assert isinstance(one.screen, ClientFormScreen) and "✗ Escriba el nombre" in one.sees
        await one.types("⇥⇥")
        await one.presses("ctrl+o")
        assert isinstance(one.screen, PickScreen) and "Persona Natural" in one.sees
        await one.types("⎋⎋f")
        await one.presses("ctrl+o")
        assert isinstance(one.screen, PickScreen) and "Persona Natural" in one.sees
        await one.types("↓⏎")
        await one.presses("ctrl+g")
        assert isinstance(one.screen, ClientListScreen) and "Filtros" in one.lines[1]
        await one.types("f")
        await one.presses("ctrl+n")
        assert isinstance(one.screen, ClientListScreen)
        assert "Filtros" not in one.lines[1]


async def test_help_and_palette_of_a_dialog(program: Program) -> None:
    """In a dialog of text fields ``?`` is typed: the palette leads to the help as well."""
    factories.register(1)
    async with program() as one:
        await one.types("⏎f")
        dialog = one.screen
        assert isinstance(dialog, FilterScreen)
        await one.presses("ctrl+p")
        assert isinstance(one.screen, PaletteScreen)
        labels = [offer.command.full_name for offer in one.screen._offers]
        assert "Quitar todos" in labels and "Ayuda" in labels and "Menú" not in labels
        await one.presses("ctrl+p")
        assert isinstance(one.screen, PaletteScreen) and len(one.app.screen_stack) == 3
        await one.types("ayud⏎")
        assert isinstance(one.screen, HelpScreen) and "Filtros" in one.sees
        await one.types("⎋")
        assert one.screen is dialog


def test_every_place_can_be_named_in_the_settings_file() -> None:
    named = {*PLACES, AduanasApp}
    assert all(host.KEYS_PLACE for host in named)
    for host in HOSTS:
        keyed = [command for command in host.commands() if command.keys]
        covered = any(issubclass(place, host) or issubclass(host, place) for place in named)
        assert covered or not keyed or {one.id for one in keyed} <= {"cancel"}, host


async def test_how_to_leave_names_a_letter_too(program: Program) -> None:
    async with program() as one:
        await one.presses("ctrl+c")
        assert one.notices == ["Para salir del programa: F10, o q en la lista."]
