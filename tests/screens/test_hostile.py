"""Names from strangers' spreadsheets on every screen: text, in its columns, and nothing else.

Once as the services save them, cleaned; once written into the database behind their back, to prove
the last layer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import pytest
from rich.cells import cell_len

from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.conflict import ConflictScreen
from aduanas_tui.screens.contact_form import ContactFormScreen
from aduanas_tui.screens.filters import FilterScreen
from aduanas_tui.services import clients, lookup
from aduanas_tui.store.connection import execute
from aduanas_tui.store.models import Client
from tests import factories
from tests.factories import HOSTILE_NAMES, rtn
from tests.screens.conftest import Operator, Program

CLEAR_AND_TITLE = "\x1b[2J\x1b[H\x1b]0;dueño\x07\x1b]52;c;cm9iYWRv\x07\x9b31m\x90q\x9c"
"""Clears the screen, sets the title, fills the clipboard, if a terminal gets it."""

RAW_NAMES = (
    *HOSTILE_NAMES,
    CLEAR_AND_TITLE + "Todo junto",
    "\u202e\u2066al revés\u2069",
    "Línea\nnueva\r\ny\vmás\fpáginas\x85fin\u2028y",
    "\x08\x08\x08\x08borra",
    "\ufeff\u200b\u200d",
)


WORST_NAMES = (
    "[/foo]",
    "[@click=app.quit]Salir[/] [red]y rojo",
    CLEAR_AND_TITLE + "\u202e\u2066Línea\nnueva\r\n\x0b\x0c\x85\u2028fin",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301\u0301\u0301\u0301 中文有限公司",
    "\ufeff\u200b\x08\x08\u00ada",
    "ñ" * 200,
)
"""Seen on every screen; all the others in the list, where each has its row, and in the glance."""


def assert_only_text(one: Operator) -> None:
    """No control and no invisible mark in any line; every RTN of the list in the same column."""
    assert one.app._exception is None
    for line in one.lines:  # their width is checked where they are read
        bad = [
            char
            for char in line
            if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
            or (unicodedata.category(char) == "Cf" and char not in "\u0600\u0601")
        ]
        assert not bad, (ascii(bad), ascii(line))
    if isinstance(one.screen, ClientListScreen):
        assert len(one.rtn_columns) <= 1, one.sees


def saved_office(names: Sequence[str] = HOSTILE_NAMES) -> list[str]:
    """Save every name through the services; returns the names as they were stored."""
    stored = []
    for number, name in enumerate(names):
        saved = factories.register(
            number,
            name=name,
            city=f"{name[:78]} C",
            address=f"D {name}",
            notes=f"{name}\nsegunda {name}",
        )
        factories.add_contact(saved.id, number, name=f"{name[:110]} c", position=name[:70])
        stored.append(lookup.client_record(saved.id).values["name"])
    return stored


def raw_office(names: Sequence[str] = RAW_NAMES) -> list[str]:
    """Write every name into the database as it is; returns the RTNs in list order."""
    for number, name in enumerate(names):
        saved = factories.register(number, name=f"{number:02d}")
        factories.add_contact(saved.id, number)
        execute(
            "UPDATE client SET name = ?1, city = ?1, department = ?1, address = ?1, phone = ?1, "
            "phone2 = ?1, email = ?1, website = ?1, notes = ?1, created_by = ?1, updated_by = ?1, "
            "version = 2 WHERE id = ?2",
            (name, saved.id),
        )
        execute(
            "UPDATE contact SET name = ?1, position = ?1, phone = ?1, email = ?1 "
            "WHERE client_id = ?2",
            (name, saved.id),
        )
    return [rtn(number) for number in range(len(names))]


async def walk_screens(one: Operator) -> None:
    """From the list: the record of the current client, its contacts, forms and dialogs, back."""
    for keys, screen in (
        ("⏎", ClientRecordScreen),
        ("2", ClientRecordScreen),
        ("⏎", ContactFormScreen),
        ("⎋d", ConfirmScreen),
        ("⎋1e", ClientFormScreen),
        ("⎋a↓⏎", ConfirmScreen),
        ("⎋⎋", ClientListScreen),
    ):
        await one.types(keys)
        assert isinstance(one.screen, screen), (keys, one.screen)
        assert_only_text(one)


# -- saved through the services --------------------------------------------------------------


async def test_saved_names_in_the_list_and_the_glance(program: Program) -> None:
    saved_office()
    async with program() as one:
        await one.types("⏎␣")
        seen = ""
        for _ in HOSTILE_NAMES:
            assert_only_text(one)
            seen += one.sees
            await one.types("↓")
        for name in ("[/foo]", "[red]Comercial roja[/red]", "[@click=app.quit]Salir[/]"):
            assert f" {name} " in seen
        await one.resizes(130, 40)
        for _ in HOSTILE_NAMES:
            assert_only_text(one)
            await one.types("↑")


async def test_saved_names_on_every_screen(program: Program) -> None:
    names = WORST_NAMES[::2]
    stored = saved_office(names)
    async with program() as one:
        await one.types("⏎")
        seen = set()
        for _ in names:
            await walk_screens(one)
            await one.types("⏎")
            seen.add(one.lines[0][1:].split("  ")[0])
            await one.types("⎋↓")
        for name in stored:
            if len(name) < 60:
                assert f"Clientes › {name}" in seen


async def test_a_name_of_two_hundred_cells_is_cut_with_a_sign(program: Program) -> None:
    factories.register(1, name="ñ" * 200, city="Ñ" * 80)
    async with program() as one:
        (row,) = one.rows
        assert row.split("…")[0] == "ñ" * (cell_len(row.split("…")[0]))
        assert "ñ… 0801" in row
        assert row.count("…") == 2, "the city too"
        await one.types("⏎⏎")
        assert "…  ● Activo" in one.lines[0]
        whole = one.sees.replace("\n", "").replace(" ", "")
        assert "ñ" * 200 in whole.replace("▌", ""), "the record shows all of it"


async def test_wide_characters_are_cut_between_cells(program: Program) -> None:
    """A character of two cells that does not fit leaves a blank, not half of itself."""
    for number in range(12):
        factories.register(number, name="中" * (12 + number % 2) + "文" * number, city="全角" * 9)
        factories.register(20 + number, name="a" * number + "中" * 30)
    async with program() as one:
        assert_only_text(one)
        await one.presses("end")
        await one.types("⏎")
        assert_only_text(one)
        assert len(one.rows) == 20


async def test_clicking_a_name_with_an_action_only_moves_there(program: Program) -> None:
    for number in range(3):
        factories.register(number, name="[@click=app.leave]Salir[/]")
    async with program() as one:
        await one.types("⏎")
        await one.pilot.click("#clients", offset=(5, 3))
        await one.settles()
        assert not one.app._exit and one.current_rtn == rtn(2)
        await one.types("⏎")
        for selector in ("TitleLine", "#facts"):
            await one.pilot.click(selector, offset=(16, 0))
            await one.settles()
            assert not one.app._exit and isinstance(one.screen, ClientRecordScreen)


@pytest.mark.parametrize("name", WORST_NAMES[:4])
async def test_messages_quote_names_as_text(program: Program, name: str) -> None:
    """Duplicate, primary contact, removal, deletion: each notice quotes data."""
    saved = factories.register(1, name=name)
    factories.add_contact(saved.id, 1)
    factories.add_contact(saved.id, 2, name=name)
    stored = lookup.client_record(saved.id).values["name"]
    async with program() as one:
        await one.types(f"⏎nCopia⏎{rtn(1)}")
        assert "Ese RTN ya es de" in one.sees
        assert_only_text(one)
        await one.types("⎋s⏎2↓p")
        assert one.notices[-1] == f"Contacto principal: {stored}"
        assert_only_text(one)
        await one.types("↑dsy")
        assert_only_text(one)
        await one.types("1a↓↓↓⏎")
        assert_only_text(one)
        await one.types("s")
        assert isinstance(one.screen, ClientListScreen)
        assert one.notices[-1] == f"Cliente eliminado: {stored}"
        assert_only_text(one)


async def test_typed_and_pasted_into_the_form(program: Program) -> None:
    """What is pasted is cleaned as it comes in, so that it can be seen before it is saved."""
    async with program() as one:
        await one.types("n")
        await one.pastes(f"{CLEAR_AND_TITLE}Ferretería\u202e [/foo]")
        assert_only_text(one)
        name = one.screen.form.raw()["name"]
        assert name.isprintable() and name.endswith("Ferretería [/foo]")
        await one.presses("shift+tab")
        await one.pastes(f"uno\r\n{CLEAR_AND_TITLE}dos\u200b")
        assert_only_text(one)
        assert one.screen.form.raw()["notes"].split("\n")[0] == "uno"
        await one.types("②")
        assert_only_text(one)


async def test_pasted_into_search_palette_and_filter(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.pastes(f"{CLEAR_AND_TITLE}[/foo]\u202e")
        assert_only_text(one)
        assert "Ningún cliente coincide" in one.sees
        await one.presses("enter", "ctrl+p")
        await one.pastes(f"[/foo]{CLEAR_AND_TITLE}")
        assert "Ningún comando se llama así" in one.sees
        assert_only_text(one)
        await one.types("⎋f⏎⏎")
        await one.pastes(f"[/foo]{CLEAR_AND_TITLE}")
        await one.types("②")
        assert_only_text(one)
        assert "Filtros: [/foo]" in one.lines[1]


async def test_cities_of_strangers_are_suggested_as_text(program: Program) -> None:
    factories.register(1, city="[/foo][red]Villa")
    execute("UPDATE client SET city = ?", (f"[/foo]{CLEAR_AND_TITLE}Villa",))
    async with program() as one:
        await one.types("⏎f⏎⏎↓")
        assert isinstance(one.screen, FilterScreen)
        assert "[/foo]" in one.line_with("│ Ciudad")
        assert_only_text(one)


# -- written behind the services' back -------------------------------------------------------


async def test_raw_names_in_the_list_and_the_glance(program: Program) -> None:
    expected = raw_office()
    async with program() as one:
        assert_only_text(one)
        assert one.rtns == expected[:20]
        await one.types("⏎␣")
        for _ in RAW_NAMES:
            assert_only_text(one)
            await one.types("↓")
        await one.resizes(130, 40)
        for _ in RAW_NAMES:
            assert_only_text(one)
            await one.types("↑")


async def test_raw_names_on_every_screen(program: Program) -> None:
    raw_office(WORST_NAMES)
    async with program() as one:
        await one.types("⏎")
        for _ in WORST_NAMES:
            await walk_screens(one)
            await one.types("↓")


def _delete(one: Operator) -> str:
    return "a↓↓↓⏎s"


def _deactivate_stale(one: Operator) -> str:
    Client.update(version=9).execute()
    return "a↓⏎s"


def _gone(one: Operator) -> str:
    factories.enroll(CLEAR_AND_TITLE)
    clients.delete(CLEAR_AND_TITLE, Client.get().id, Client.get().version)
    return "a↓⏎s"


@pytest.mark.parametrize("do", [_delete, _deactivate_stale, _gone])
@pytest.mark.parametrize("name", ["[/foo]", f"{CLEAR_AND_TITLE}[red]x"])
async def test_raw_names_in_messages(
    program: Program, do: Callable[[Operator], str], name: str
) -> None:
    factories.register(1)
    execute("UPDATE client SET name = ?1, updated_by = ?1", (name,))
    async with program() as one:
        await one.types("⏎⏎")
        await one.types(do(one))
        assert one.notices
        assert_only_text(one)


@pytest.mark.parametrize("operator", ["[/foo]", f"{CLEAR_AND_TITLE}ana\u202e", "中文" * 40])
async def test_a_hostile_operator_name(program: Program, operator: str) -> None:
    factories.register(1)
    async with program(operator=operator) as one:
        assert_only_text(one)
        if operator == "[/foo]":
            assert "1 activo · consulta · [/foo]" in one.lines[0]
        await one.types("⏎⏎e x②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert_only_text(one)
        await one.types("⎋")
        assert_only_text(one)
        assert "+ Nuevo Cliente" in one.lines[0]


async def test_raw_names_when_somebody_saved_first(program: Program) -> None:
    """The question quotes the operator and both values, the notice the operator."""
    saved = factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e y Cía.")
        clients.edit("op2", saved.id, saved.version, {"name": "[red]Otro[/red]"})
        execute("UPDATE client SET updated_by = ?", (f"[/foo]{CLEAR_AND_TITLE}",))
        await one.types("②")
        assert isinstance(one.screen, ConflictScreen)
        assert "[red]Otro[/red]" in one.sees
        assert_only_text(one)
        clients.edit("op2", saved.id, saved.version + 1, {"city": "[/bar]"})
        execute("UPDATE client SET updated_by = ?", (f"[/foo]{CLEAR_AND_TITLE}",))
        await one.types("2②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert "[/foo]" in one.notices[0]
        assert_only_text(one)
