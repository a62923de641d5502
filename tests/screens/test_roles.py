"""What a role does not allow stays in sight, with the reason."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from textual.screen import ModalScreen

from aduanas_tui import screens
from aduanas_tui.domain.roles import Role
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.import_preview import ImportPreviewScreen
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.roles import Right
from aduanas_tui.store.connection import rows
from aduanas_tui.widgets.commands import Command, CommandHost, offers_from
from tests.factories import OPERATOR, SUPERVISOR, add_contact, customs_file, enroll, register
from tests.screens.conftest import Operator, Program
from tests.services.importing.lists import cells, write_csv

NOBODY = "nadie"
WRITING = "Su rol es consulta: pida a un supervisor el de operador para registrar o cambiar datos."
IMPORTING = "Su rol es consulta: pida a un supervisor el de operador para importar."


async def _refused(person: Operator, key: str, sentence: str) -> None:
    """Press a key that only says why not."""
    where = person.screen
    person.app.clear_notifications()
    await person.presses(key)
    (notice,) = person.notices
    assert sentence in notice
    assert person.screen is where


async def test_the_title_says_who_may_only_look(program: Program, office: Path) -> None:
    register(1)
    async with program(operator=NOBODY) as person:
        assert "1 activo · consulta · nadie" in person.lines[0]
    async with program() as person:
        assert "1 activo · op1 " in person.lines[0]
        assert "consulta" not in person.lines[0]


async def test_who_may_only_look_finds_and_reads(program: Program, office: Path) -> None:
    client = register(1)
    add_contact(client.id)
    customs_file(client.id)
    async with program(operator=NOBODY) as person:
        await person.types("prueba↓")
        await _refused(person, "n", WRITING)
        await _refused(person, "i", IMPORTING)
        await person.presses("enter")
        assert isinstance(person.screen, ClientRecordScreen)
        await _refused(person, "e", WRITING)
        await person.presses("2")
        for key in ("n", "enter", "p", "d"):
            await _refused(person, key, WRITING)
        await person.presses("3")
        await _refused(person, "n", WRITING)
        await person.presses("enter")
        assert isinstance(person.screen, DocumentScreen)
        for key in ("e", "n"):
            await _refused(person, key, WRITING)
    assert rows("SELECT count(*) FROM audit_entry WHERE operator = ?", (NOBODY,)) == [(0,)]


async def test_every_action_of_a_client_says_why_not(program: Program, office: Path) -> None:
    register(1)
    async with program(operator=NOBODY) as person:
        await person.presses("down", "enter", "a")
        menu = person.screen
        await person.presses("enter")
        assert person.screen is menu
        assert WRITING in person.notices[-1]
        await person.presses("down", "down", "down", "enter")
        assert person.screen is menu
        assert "el de operador para eliminar" in person.notices[-1]


async def test_a_client_with_operations_is_not_deactivated_instead(
    program: Program, office: Path
) -> None:
    customs_file(register(1).id)
    async with program(operator=NOBODY) as person:
        await person.presses("down", "enter", "a")
        menu = person.screen
        await person.presses("down", "down", "down", "enter")
        assert person.screen is menu
        assert "¿" not in person.sees


async def test_the_palette_shows_what_is_not_allowed_with_its_reason(
    program: Program, office: Path
) -> None:
    register(1)
    async with program(operator=NOBODY, size=(130, 30)) as person:
        await person.presses("down", "ctrl+p")
        await person.types("nuevo cliente")
        assert "▌ + Nuevo Cliente — Su rol es consulta" in person.sees


def _writing(command: Command) -> bool:
    return command.right is Right.WRITE


@pytest.mark.parametrize("keys", [("down",), ("down", "enter"), ("down", "enter", "2")])
async def test_whoever_may_write_is_told_nothing(
    program: Program, office: Path, keys: tuple[str, ...]
) -> None:
    add_contact(register(1).id)
    async with program(operator=SUPERVISOR) as person:
        await person.presses(*keys)
        offers = [one for one in offers_from(person.screen.focused) if _writing(one.command)]
        assert offers
        assert not [one for one in offers if "rol" in (one.reason or "")]


async def test_a_role_given_meanwhile_counts_after_a_refresh(
    program: Program, office: Path
) -> None:
    register(1)
    async with program(operator=NOBODY) as person:
        enroll(NOBODY)
        await person.presses("down", "f5")
        assert "Ahora su rol es operador." in person.notices
        assert "consulta" not in person.lines[0]
        await person.presses("n")
        assert not isinstance(person.screen, ClientListScreen)


async def test_a_role_taken_away_meanwhile_refuses_the_save(program: Program, office: Path) -> None:
    register(1)
    async with program() as person:
        await person.presses("down", "enter", "e")
        form = person.screen
        await person.types("x")
        enroll(OPERATOR, role=Role.READER)
        await person.presses("f2")
        assert person.screen is form, "what was typed is still there"
        assert WRITING in person.sees.replace("\n", " ") or WRITING in " ".join(person.notices)
    assert rows("SELECT name FROM client") == [("Comercial Prueba 1",)]


async def test_only_a_supervisor_undoes_what_another_imported(
    program: Program, office: Path
) -> None:
    path = write_csv(office.parent / "lista.csv", [cells(5)])
    session = ImportSession.begin(path, "ana")
    session.check()
    session.confirm()
    session.close()
    said = "Su rol es operador: para deshacer importaciones de otros pídalo a un supervisor."
    async with program() as person:
        await person.presses("down", "i", "3")
        await _refused(person, "u", said)
    async with program(operator=SUPERVISOR) as person:
        await person.presses("down", "i", "3", "u")
        assert "¿" in person.sees


def test_every_host_that_changes_something_declares_it() -> None:
    """Forgotten, a command would only be refused after everything was typed."""
    changing = {
        *("new", "edit", "deactivate", "reactivate", "add", "edit_contact", "make_primary"),
        *("remove", "register", "new_customs_file", "new_quote", "new_invoice", "new_payment"),
        *("move", "accept", "reject", "reopen", "annul"),
    }
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    found = set()
    for host in _hosts(CommandHost):
        # A dialog belongs to what opened it, and a preview writes nothing before its confirmation.
        if issubclass(host, (ModalScreen, ImportPreviewScreen)):
            continue
        if not host.__module__.startswith("aduanas_tui."):
            continue
        for command in host.__dict__.get("COMMANDS", ()):
            if command.id in changing:
                assert command.right is Right.WRITE, (host, command.id)
                found.add(command.id)
    assert found == changing


def _hosts(base: type) -> set[type]:
    below = {one for direct in base.__subclasses__() for one in _hosts(direct)}
    return {base} | below
