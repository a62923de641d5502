"""What another session changes appears by itself, and nothing that did not change moves.

The other session writes through the services, on another connection than the screens' threads; the
watch is the real one in one test, and told by hand in the others, so that they know when.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.others import Watch
from aduanas_tui.store.models import Client
from tests import factories
from tests.factories import rtn
from tests.helpers import until
from tests.screens import operating
from tests.screens.conftest import Operator, Program

OTHER = "op2"


def names(count: int, start: int = 0) -> None:
    """Register clients ``Cliente 000``, ``Cliente 002``, … leaving room between them."""
    factories.insert_many(
        factories.client(number, name=f"Cliente {number:03d}")
        for number in range(start, start + 2 * count, 2)
    )


def named(name: str) -> Any:
    return Client.get(Client.name == name)


async def others_wrote(one: Operator) -> None:
    one.app.others_wrote()
    await one.settles()
    top = one.screen
    await until(lambda: not getattr(top, "is_outdated", False) or top.is_modal, "a calm moment")
    await one.settles()


def delete(name: str) -> None:
    client = named(name)
    clients.delete(OTHER, client.id, client.version)


def rename(name: str, new: str) -> None:
    client = named(name)
    clients.edit(OTHER, client.id, client.version, {"name": new}, accept_warnings=True)


def place(one: Operator) -> tuple[int, str]:
    """The line of the screen that has the mark of the list, and the name in it."""
    (found,) = [
        (y, line[2:20].strip()) for y, line in enumerate(one.lines) if line.startswith("▌ Cliente ")
    ]
    return found


def top(one: Operator) -> str:
    return one.lines[3][2:20].strip()


@contextmanager
def painted(one: Operator) -> Iterator[list[Any]]:
    """What is painted on the terminal in the block."""
    display, found = one.app._display, []

    def keep(screen: Any, renderable: Any) -> None:
        if renderable is not None:
            found.append(renderable)
        display(screen, renderable)

    one.app._display = keep  # type: ignore[method-assign]
    yield found
    del one.app._display


async def paints(one: Operator, saved: Saved) -> bool:
    """Whether changes of a client, which is not on screen, paint anything.

    A paint may still be due from before; only what is painted each time comes of the changes.
    """
    for number in range(3):
        with painted(one) as found:
            notes = {"notes": f"otra cosa {number}"}
            clients.edit(OTHER, saved.id, saved.version + number, notes)
            await others_wrote(one)
        if not found:
            return False
    return True


# -- the list --------------------------------------------------------------------------------


async def test_a_change_appears_by_itself(program: Program, office: Path) -> None:
    names(3)
    async with program() as one:
        watch = Watch(office, one.app.others_wrote, every=0.01)
        try:
            rename("Cliente 002", "Cliente 002 nuevo")
            await until(lambda: "Cliente 002 nuevo" in one.sees, "the new name")
            factories.register(1, name="Cliente 001")
            await until(lambda: "Cliente 001" in one.sees, "the new client")
            await until(lambda: "4 activos" in one.lines[0], "the new number")
        finally:
            watch.stop()


@pytest.mark.parametrize("at_line", [0, 7, 18])
async def test_rows_above_come_and_go_without_moving_the_cursor(
    program: Program, at_line: int
) -> None:
    names(200)
    async with program() as one:
        await one.types("↓")
        await one.presses(*["pagedown"] * 6, *["down"] * at_line)
        before, first = place(one), top(one)
        for number in range(1, 100, 6):
            factories.register(number, name=f"Cliente {number:03d}")
        delete("Cliente 010")
        rename("Cliente 012", "Zapatería")
        await others_wrote(one)
        assert (place(one), top(one)) == (before, first)
        await one.presses("up", "down", "pageup", "pagedown")
        assert place(one)[1] == before[1]
        await one.presses("home")
        assert "Cliente 001" in one.sees and "Cliente 010" not in one.sees


async def test_rows_on_screen_come_and_go_and_the_cursor_stays_on_its_client(
    program: Program,
) -> None:
    names(200)
    async with program() as one:
        await one.types("↓")
        await one.presses(*["pagedown"] * 3, *["down"] * 9)
        _, current = place(one)
        first, number = top(one), int(current[-3:])
        factories.register(1, name=f"Cliente {number - 3:03d}")
        delete(f"Cliente {number + 2:03d}")
        await others_wrote(one)
        assert place(one)[1] == current and top(one) == first
        assert f"Cliente {number - 3:03d}" in one.sees
        assert f"Cliente {number + 2:03d}" not in one.sees


async def test_the_current_client_was_deleted(program: Program) -> None:
    names(40)
    async with program() as one:
        await one.types("↓↓↓↓")
        _, current = place(one)
        delete(current)
        await others_wrote(one)
        assert place(one)[1] == f"Cliente {int(current[-3:]) + 2:03d}", "the next one"


async def test_what_is_typed_in_the_search_stays(program: Program) -> None:
    names(10)
    async with program() as one:
        await one.types("cliente")
        factories.register(1, name="Cliente Zeta")
        await others_wrote(one)
        assert "Buscar: cliente" in one.lines[1] and "11 encontrados" in one.lines[0]
        await one.types(" zeta")
        assert one.rtns == [rtn(1)]


async def test_nothing_is_painted_when_nothing_on_screen_changed(program: Program) -> None:
    names(60)
    saved = factories.register(1, name="Zapatería")
    async with program() as one:
        await one.types("↓↓↓")
        assert not await paints(one, saved)
        with painted(one) as found:
            rename("Cliente 006", "Cliente 006 nuevo")
            await others_wrote(one)
        assert found, "that is on the screen"


# -- the record ------------------------------------------------------------------------------


def full_client() -> int:
    client_id = factories.register(1, name="Cliente 001").id
    for number in range(1, 31):
        factories.add_contact(client_id, number, name=f"Contacto {number:03d}")
    factories.many_files(client_id, 60)
    factories.invoice(client_id)
    return client_id


@pytest.mark.parametrize("section", ["1", "2", "3", "4"])
async def test_a_record_paints_nothing_for_changes_elsewhere(
    program: Program, section: str
) -> None:
    full_client()
    other = factories.register(2)
    async with program() as one:
        await one.types(f"⏎⏎{section}↓↓")
        assert not await paints(one, other)


async def test_general_data_change_under_the_cursor(program: Program) -> None:
    client_id = full_client()
    async with program() as one:
        await one.types("⏎⏎↓↓↓")
        before = next(line for line in one.lines if line.startswith("▌"))
        clients.edit(OTHER, client_id, 1, {"city": "Comayagüela", "notes": "x\ny"})
        await others_wrote(one)
        assert "Comayagüela" in one.sees
        assert next(line for line in one.lines if line.startswith("▌")) == before


async def test_contacts_come_and_go_without_moving(program: Program) -> None:
    client_id = full_client()
    async with program() as one:
        await one.types("⏎⏎2")
        await one.presses("pagedown", "up", "up", "up")
        (line, text) = next((y, it) for y, it in enumerate(one.lines) if it.startswith("▌"))
        first = lookup.client_record(client_id).contacts[1]
        contacts.remove(OTHER, first.id, first.version)
        await others_wrote(one)
        assert "2 Contactos (29)" in one.lines[1]
        assert one.lines[line] == text


async def test_the_history_grows_without_moving(program: Program) -> None:
    client_id = full_client()
    async with program() as one:
        await one.types("⏎⏎3")
        await one.presses("pagedown", "pagedown", "up", "up")
        (line, text) = next((y, it) for y, it in enumerate(one.lines) if it.startswith("▌"))
        factories.customs_file(client_id, "EXP-99-0001", opened_on=operating.TODAY)
        await others_wrote(one)
        assert "Expedientes 61" in one.sees
        assert one.lines[line] == text


async def test_the_log_grows_without_moving(program: Program) -> None:
    full_client()
    async with program() as one:
        await one.types("⏎⏎4")
        await one.presses("pagedown", "up", "up")
        (line, text) = next((y, it) for y, it in enumerate(one.lines) if it.startswith("▌"))
        clients.edit(OTHER, named("Cliente 001").id, 1, {"notes": "algo"})
        await others_wrote(one)
        assert one.lines[line] == text
        await one.presses("home")
        assert OTHER in one.sees


async def test_a_document_changes_and_the_cursor_stays_on_its_datum(program: Program) -> None:
    client_id = full_client()
    file = factories.customs_file(client_id, "EXP-99-0001")
    async with program() as one:
        await operating.open_document(one, Kind.CUSTOMS_FILE, file.id)
        await one.types("↓↓↓↓")
        before = next(line for line in one.lines if line.startswith("▌"))
        registering.edit(OTHER, Kind.CUSTOMS_FILE, file.id, 1, {"description": "Repuestos"})
        stepping.move(OTHER, file.id, 2, "en_digitacion")
        await others_wrote(one)
        assert "Repuestos" in one.sees and "En digitación" in one.lines[0]
        assert next(line for line in one.lines if line.startswith("▌")) == before


async def test_a_client_that_is_deleted_stays_to_be_read(program: Program) -> None:
    saved = factories.register(1, name="Cliente 001")
    async with program() as one:
        await one.types("⏎⏎")
        clients.delete(OTHER, saved.id, saved.version)
        await others_wrote(one)
        assert "✗ Eliminado" in one.lines[0] and "Bo. El Centro" in one.sees
        assert one.notices == ["▲ Este cliente ya no existe. Lo eliminó op2 hace un momento."]
        await others_wrote(one)
        assert len(one.notices) == 1
        await one.presses("f5")
        assert isinstance(one.screen, ClientListScreen)


# -- not now ---------------------------------------------------------------------------------


async def test_a_dialog_is_left_in_peace_and_what_is_below_reads_after_it(
    program: Program,
) -> None:
    factories.register(1, name="Cliente 001")
    async with program() as one:
        await one.types("⏎⏎a↓⏎")
        assert isinstance(one.screen, ConfirmScreen)
        clients.edit(OTHER, Client.get().id, 1, {"city": "Comayagüela"})
        await others_wrote(one)
        assert "Comayagüela" not in one.sees
        await one.types("⎋")
        assert isinstance(one.screen, ClientRecordScreen)
        await until(lambda: "Comayagüela" in one.sees, "what is new")


async def test_the_list_under_a_record_is_read_when_one_comes_back(program: Program) -> None:
    names(3)
    async with program() as one:
        await one.types("⏎⏎")
        rename("Cliente 002", "Cliente 002 nuevo")
        await others_wrote(one)
        await one.types("⎋")
        assert "Cliente 002 nuevo" in one.sees


async def test_keys_typed_meanwhile_land_where_they_were_meant(program: Program) -> None:
    names(60)
    async with program() as one:
        await one.types("↓")
        for number in range(1, 30, 4):
            factories.register(number, name=f"Cliente {number:03d}")
            one.app.others_wrote()
            await one.types("↓↓⏎⎋↑")
        assert isinstance(one.screen, ClientListScreen)
        assert place(one)[1].startswith("Cliente")


# -- forms -----------------------------------------------------------------------------------


async def test_a_form_only_says_it(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e y Cía.")
        clients.edit(OTHER, Client.get().id, 1, {"city": "Comayagüela"})
        await others_wrote(one)
        assert isinstance(one.screen, ClientFormScreen)
        assert "▲ op2 cambió este cliente hace un momento (" in one.sees
        assert one.screen.form.raw()["city"] == "Tegucigalpa", "nothing changes under the fingers"
        assert one.notices == []
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen) and "Comayagüela" in one.sees


async def test_a_form_of_something_else_says_nothing(program: Program) -> None:
    factories.register(1, name="Cliente 001")
    other = factories.register(2)
    async with program() as one:
        await one.types("⏎⏎e y Cía.")
        assert not await paints(one, other)
        await one.types("⎋s⎋n")
        await others_wrote(one)
        assert "cambió" not in one.sees, "nor does the form of a new one"


async def test_a_form_says_that_the_record_was_deleted(program: Program) -> None:
    saved = factories.register(1)
    async with program() as one:
        await one.types("⏎⏎e")
        await one.presses(*["tab"] * 11)
        clients.delete(OTHER, saved.id, saved.version)
        await others_wrote(one)
        assert "op2 eliminó este cliente hace un momento" in one.sees
        assert "Notas" in one.sees, "the field one is in stays in sight"


async def test_contacts_and_documents_say_it_too(program: Program) -> None:
    client_id = full_client()
    invoice = factories.invoice(client_id, "000-001-01-00000002")
    async with program() as one:
        await one.types("⏎⏎2⏎")
        contact = lookup.client_record(client_id).primary
        assert contact is not None
        contacts.edit(OTHER, contact.id, contact.version, {"position": "Gerente"})
        await others_wrote(one)
        assert "op2 cambió este contacto hace un momento" in one.sees
        await one.types("⎋")
        await operating.open_document(one, Kind.INVOICE, invoice.id)
        await one.types("e")
        stepping.annul(OTHER, Kind.INVOICE, invoice.id, 1, "Error")
        await others_wrote(one)
        assert "op2 anuló esta factura hace un momento" in one.sees
        assert "ya no se cambia" in one.sees
        await one.types("⎋")
        assert isinstance(one.screen, DocumentScreen)
