"""Two operators on one record: what goes together, what is asked, and that nothing typed is lost.

The second operator writes through the services while the form of the first is open.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.conflict import ConflictScreen
from aduanas_tui.screens.contact_form import ContactFormScreen
from aduanas_tui.screens.documents.form import DocumentFormScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.operations import documents, registering, stepping
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import AuditEntry, Client
from tests import factories
from tests.factories import rtn
from tests.screens import operating
from tests.screens.conftest import Operator, Program

OTHER = "op2"


def stored(number: int = 1) -> dict[str, Any]:
    return lookup.client_record(Client.get(Client.rtn == rtn(number)).id).values


def other_edits(**raw: str) -> None:
    """Let the other operator change the one client."""
    record = lookup.client_record(Client.get().id)
    clients.edit(OTHER, record.id, record.version, raw, accept_warnings=True)


def typed(one: Operator) -> dict[str, str]:
    assert isinstance(one.screen, ClientFormScreen), one.screen
    return one.screen.form.raw()


async def fills(one: Operator, **texts: str) -> None:
    """Put texts into fields of the form that is open."""
    for key, text in texts.items():
        one.screen.form.row(key).raw = text
    await one.settles()


async def edit_client(one: Operator, **texts: str) -> None:
    """Open the form of the only client and type into it."""
    await one.types("⏎⏎e")
    assert isinstance(one.screen, ClientFormScreen)
    await fills(one, **texts)


# -- different fields ------------------------------------------------------------------------


async def test_changes_of_different_fields_are_both_kept(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_client(one, name="Comercial Mía", notes="llamar")
        other_edits(city="Comayagüela", phone2="9911-2233")
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen), "nothing was asked"
        assert one.notices == [
            "op2 cambió Ciudad y Teléfono secundario hace un momento: quedó lo de ambos.",
            "Cliente guardado.",
        ]
        saved = stored()
        assert (saved["name"], saved["notes"]) == ("Comercial Mía", "llamar")
        assert (saved["city"], saved["phone2"]) == ("Comayagüela", "+50499112233")
        entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
        assert (entry.operator, set(entry.changes)) == ("op1", {"name", "notes"})


async def test_the_same_change_by_both_is_no_conflict(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_client(one, phone2="99112233")
        other_edits(phone2="+504 9911 2233")
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert one.notices == [
            "op2 ya había guardado lo mismo hace un momento.",
            "Sin cambios que guardar.",
        ]


async def test_warnings_of_what_was_joined_are_asked_once(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await edit_client(one, phone="1234567")
        await one.types("②")
        assert isinstance(one.screen, ConfirmScreen)
        other_edits(city="Comayagüela")
        await one.types("s")
        assert isinstance(one.screen, ClientRecordScreen), one.sees
        assert stored()["city"] == "Comayagüela" and stored()["phone"].endswith("1234567")


async def test_an_error_of_what_was_joined_leaves_both_in_the_form(program: Program) -> None:
    """Somebody else took the RTN's client meanwhile: what is wrong is shown where it is."""
    factories.register(1)
    async with program() as one:
        await edit_client(one, rtn=rtn(2), name="Comercial Mía")
        other_edits(city="Comayagüela")
        factories.register(2)
        await one.types("②")
        assert typed(one)["name"] == "Comercial Mía" and typed(one)["city"] == "Comayagüela"
        assert "Ese RTN ya es de" in one.sees
        await fills(one, rtn=rtn(3))
        await one.types("②s")
        assert isinstance(one.screen, ClientRecordScreen), one.sees
        assert (stored(3)["name"], stored(3)["city"]) == ("Comercial Mía", "Comayagüela")


async def test_deactivated_meanwhile_is_said(program: Program) -> None:
    saved = factories.register(1)
    async with program() as one:
        await edit_client(one, notes="llamar")
        clients.deactivate(OTHER, saved.id, saved.version)
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen)
        said = "op2 cambió el estado (ahora inactivo) hace un momento: quedó lo de ambos."
        assert said in one.notices
        assert stored()["notes"] == "llamar" and not Client.get().active


# -- the same field --------------------------------------------------------------------------


async def in_conflict(one: Operator) -> None:
    """Both changed name and notes, the other also the city; the question is open."""
    await edit_client(one, name="Comercial Mía", notes="lo mío")
    other_edits(name="Comercial Suya", notes="lo de op2", city="Comayagüela")
    await one.types("②")
    assert isinstance(one.screen, ConflictScreen), one.sees


async def test_the_three_texts_of_each_field_are_shown(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        assert "op2 guardó otra cosa en estos campos hace un momento." in one.sees
        assert "Faltan 2 por elegir" in one.lines[0]
        for text in ("1 Antes", "Comercial Prueba 1", "2 Suyo", "lo mío", "3 Actual", "lo de op2"):
            assert text in one.sees
        assert "Ciudad" not in one.sees, "that goes together by itself"
        for size in ((60, 20), (80, 24)):
            await one.resizes(*size)
            assert "1 Antes  2 Suyo  3 Actual  F2 Guardar" in one.lines[-1]
            assert one.lines[-1].endswith("Esc Volver  F1 Ayuda")
        await one.types("②")
        assert isinstance(one.screen, ConflictScreen), "nothing is chosen for the operator"
        assert "Elija qué queda en cada campo" in one.notices[-1]


@pytest.mark.parametrize(
    ("keys", "name", "notes"),
    [
        ("33②", "Comercial Suya", "lo de op2"),
        ("23⏎", "Comercial Mía", "lo de op2"),
        ("a↓2②", "Comercial Suya", "lo mío"),
        ("s↓↑1②", "Comercial Prueba 1", "lo mío"),
    ],
)
async def test_what_is_chosen_is_stored(program: Program, keys: str, name: str, notes: str) -> None:
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        await one.types(keys)
        assert isinstance(one.screen, ClientRecordScreen), one.sees
        assert (stored()["name"], stored()["notes"]) == (name, notes)
        assert stored()["city"] == "Comayagüela"


async def test_going_back_loses_nothing_and_asks_again(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        await one.types("a⎋")
        assert (typed(one)["name"], typed(one)["notes"]) == ("Comercial Mía", "lo mío")
        assert stored()["name"] == "Comercial Suya"
        await one.types("②")
        assert isinstance(one.screen, ConflictScreen)
        await one.types("s②")
        assert stored()["name"] == "Comercial Mía"


async def test_a_third_change_of_the_same_field_is_asked_again(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        other_edits(name="Comercial Tercera", address="Otra calle")
        await one.types("23②")
        assert isinstance(one.screen, ConflictScreen), one.sees
        assert "Comercial Tercera" in one.sees and "Comercial Mía" in one.sees
        assert "lo de op2" not in one.sees, "that was decided and did not change since"
        assert "Falta 1 por elegir" in one.lines[0]
        await one.types("3②")
        assert isinstance(one.screen, ClientRecordScreen)
        saved = stored()
        assert (saved["name"], saved["notes"]) == ("Comercial Tercera", "lo de op2")
        assert (saved["address"], saved["city"]) == ("Otra calle", "Comayagüela")


async def test_a_third_change_after_the_choice_leaves_all_in_the_form(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        other_edits(name="Comercial Tercera")
        await one.types("a②⎋")
        assert (typed(one)["name"], typed(one)["notes"]) == ("Comercial Mía", "lo mío")
        await one.types("②")
        assert isinstance(one.screen, ConflictScreen)
        assert "Falta 1 por elegir" in one.lines[0], "the other one is chosen as before"
        await one.types("2②")
        assert (stored()["name"], stored()["notes"]) == ("Comercial Mía", "lo de op2")


async def test_a_third_who_takes_the_change_back_is_asked_about(program: Program) -> None:
    """Who left a field to what the other wrote did not want to have it stored after all."""
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        other_edits(name="Comercial Prueba 1")
        await one.types("a②")
        assert isinstance(one.screen, ConflictScreen), one.sees
        await one.types("3②")
        assert stored()["name"] == "Comercial Prueba 1"


async def test_what_is_chosen_and_cannot_be_stored_leaves_all_in_the_form(
    program: Program,
) -> None:
    factories.register(1)
    async with program() as one:
        await edit_client(one, name="Comercial Mía", rtn=rtn(2))
        other_edits(name="Comercial Suya")
        factories.register(2)
        await one.types("②a②")
        assert typed(one)["name"] == "Comercial Mía"
        await fills(one, rtn=rtn(3))
        await one.types("②")
        assert isinstance(one.screen, ConflictScreen), "what was left to the other is asked again"
        assert "Todo elegido" in one.lines[0]
        await one.types("②s")
        assert stored(3)["name"] == "Comercial Suya"


async def test_deleted_while_the_question_is_open(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        record = lookup.client_record(Client.get().id)
        clients.delete(OTHER, record.id, record.version)
        await one.types("s②")
        assert isinstance(one.screen, ConfirmScreen)
        await one.types("⎋")
        assert (typed(one)["name"], typed(one)["notes"]) == ("Comercial Mía", "lo mío")


async def test_long_notes_are_read_to_their_end(program: Program) -> None:
    factories.register(1)
    mine = "\n".join(f"mía {number}" for number in range(60))
    theirs = "\n".join(f"suya {number} " + "x" * 60 for number in range(40))
    async with program() as one:
        await edit_client(one, notes=mine)
        other_edits(notes=theirs)
        await one.types("②")
        seen = ""
        for _ in range(12):
            seen += one.sees
            await one.presses("pagedown")
        assert {int(one) for one in re.findall(r"mía (\d+)", seen)} == set(range(60))
        assert {int(one) for one in re.findall(r"suya (\d+)", seen)} == set(range(40))
        await one.types("2②")
        assert stored()["notes"] == mine


@pytest.mark.parametrize("size", [(60, 20), (132, 43)])
async def test_many_fields_on_any_terminal(program: Program, size: tuple[int, int]) -> None:
    factories.register(1)
    keys = ("name", "address", "city", "email", "billing_email", "notes")
    mine = dict.fromkeys(keys, "mia@prueba.hn")
    async with program(size=size) as one:
        await edit_client(one, **mine)
        other_edits(**dict.fromkeys(keys, "suya@prueba.hn"))
        await one.types("②")
        for _ in keys:
            assert len(re.findall(r"▌ \w(?!lientes   c)", one.sees)) == 1, one.sees
            await one.types("2")
        assert "Todo elegido" in one.lines[0]
        await one.types("②")
        assert {stored()[key] for key in keys} == {"mia@prueba.hn"}


async def test_clicks_choose_too(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await in_conflict(one)
        for text in ("lo de op2", "Comercial Mía"):
            at = next(y for y, line in enumerate(one.lines) if text in line)
            await one.pilot.click(offset=(20, at))
            await one.settles()
        await one.types("②")
        assert (stored()["name"], stored()["notes"]) == ("Comercial Mía", "lo de op2")


# -- deleted ---------------------------------------------------------------------------------


async def test_a_deleted_client_can_be_saved_as_a_new_one(program: Program) -> None:
    saved = factories.register(1)
    async with program() as one:
        await edit_client(one, name="Comercial Mía")
        clients.delete(OTHER, saved.id, saved.version)
        await one.types("②")
        assert isinstance(one.screen, ConfirmScreen)
        assert "Este cliente ya no existe. Lo eliminó op2 hace un momento." in one.sees
        await one.types("⎋")
        assert typed(one)["name"] == "Comercial Mía"
        await one.types("②ss")
        assert isinstance(one.screen, ClientRecordScreen), one.sees
        assert "Comercial Mía" in one.lines[0] and stored()["city"] == "Tegucigalpa"
        await one.types("⎋")
        assert one.rtns == [rtn(1)], "back in the list, not on the one that is gone"


async def test_a_deleted_contact_can_be_added_again(program: Program) -> None:
    client_id = factories.register(1).id
    contact = factories.add_contact(client_id, 1)
    async with program() as one:
        await one.types("⏎⏎2⏎")
        await fills(one, position="Gerente")
        contacts.remove(OTHER, contact.id, contact.version)
        await one.types("②s")
        assert isinstance(one.screen, ClientRecordScreen), one.sees
        (present,) = lookup.client_record(client_id).contacts
        assert present.values["position"] == "Gerente" and present.id != contact.id


async def test_a_contact_of_a_client_that_is_gone_stays_in_the_form(program: Program) -> None:
    saved = factories.register(1)
    factories.add_contact(saved.id, 1)
    async with program() as one:
        await one.types("⏎⏎2⏎")
        await fills(one, position="Gerente")
        clients.delete(OTHER, saved.id, lookup.client_record(saved.id).version)
        await one.types("②s")
        assert isinstance(one.screen, ContactFormScreen)
        assert one.screen.form.raw()["position"] == "Gerente"
        assert "Este cliente ya no existe. Lo eliminó op2" in one.notices[-1]


# -- contacts and operations -----------------------------------------------------------------


async def test_contacts_are_joined_and_asked_about_too(program: Program) -> None:
    client_id = factories.register(1).id
    contact = factories.add_contact(client_id, 1)
    async with program() as one:
        await one.types("⏎⏎2⏎")
        await fills(one, name="Suyapa Mejía", position="Jefa")
        contacts.edit(OTHER, contact.id, 1, {"email": "nueva@prueba.hn", "position": "Gerente"})
        await one.types("②")
        assert isinstance(one.screen, ConflictScreen)
        await one.types("2②")
        (present,) = lookup.client_record(client_id).contacts
        assert present.values["name"] == "Suyapa Mejía"
        assert (present.values["position"], present.values["email"]) == ("Jefa", "nueva@prueba.hn")


async def test_the_mark_of_the_primary_contact_is_not_taken_back(program: Program) -> None:
    client_id = factories.register(1).id
    first, second = (factories.add_contact(client_id, number) for number in (1, 2))
    async with program() as one:
        await one.types("⏎⏎2⏎")
        await fills(one, position="Jefa")
        contacts.make_primary(OTHER, second.id, second.version)
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen), one.sees
        assert "op2 cambió Principal" in one.notices[0]
        primary, other = lookup.client_record(client_id).contacts
        assert (primary.id, other.id) == (second.id, first.id)
        assert other.values["position"] == "Jefa"


async def test_an_invoice_is_joined_and_nothing_is_proposed(program: Program) -> None:
    client = factories.register(1).id
    invoice = factories.invoice(client)
    async with program() as one:
        await operating.edit_form(one, Kind.INVOICE, invoice.id)
        await fills(one, due_on="30/06/2099")
        other = {"subtotal": "2000", "isv": "0", "total": "2000", "due_on": "31/07/2099"}
        registering.edit(OTHER, Kind.INVOICE, invoice.id, 1, other)
        await one.types("②")
        assert isinstance(one.screen, ConflictScreen), one.sees
        assert "31/07/2099" in one.sees and "30/06/2099" in one.sees
        await one.types("2②")
        assert isinstance(one.screen, DocumentScreen), one.sees
        found = documents.document(Kind.INVOICE, invoice.id).values
        assert (found["due_on"], found["total"]) == (date(2099, 6, 30), Decimal(2000))
        assert (found["subtotal"], found["isv"]) == (Decimal(2000), Decimal(0))


async def test_amounts_that_do_not_add_up_once_joined_are_shown(program: Program) -> None:
    client = factories.register(1).id
    invoice = factories.invoice(client)
    async with program() as one:
        await operating.edit_form(one, Kind.INVOICE, invoice.id)
        await fills(one, subtotal="3,000.00", isv="450.00", total="3,450.00")
        other = {"isv": "0", "total": "1000"}
        registering.edit(OTHER, Kind.INVOICE, invoice.id, 1, other)
        await one.types("②a②")
        assert isinstance(one.screen, DocumentFormScreen), one.sees
        assert operating.raw(one)["subtotal"] == "3,000.00"
        assert documents.document(Kind.INVOICE, invoice.id).values["total"] == Decimal(1000)


async def test_a_file_that_moved_on_is_still_corrected(program: Program) -> None:
    client = factories.register(1).id
    file = factories.customs_file(client)
    async with program() as one:
        await operating.edit_form(one, Kind.CUSTOMS_FILE, file.id)
        await fills(one, description="Repuestos")
        moved = documents.document(Kind.CUSTOMS_FILE, file.id)
        stepping.move(OTHER, file.id, moved.version, stepping.targets(moved)[0])
        await one.types("②")
        assert isinstance(one.screen, DocumentScreen), one.sees
        assert "op2 cambió Estado" in one.notices[0]
        found = documents.document(Kind.CUSTOMS_FILE, file.id)
        assert found.values["description"] == "Repuestos" and found.state != moved.state


async def test_annulled_meanwhile_stays_annulled(program: Program) -> None:
    client = factories.register(1).id
    invoice = factories.invoice(client)
    async with program() as one:
        await operating.edit_form(one, Kind.INVOICE, invoice.id)
        await fills(one, due_on="30/06/2099")
        stepping.annul(OTHER, Kind.INVOICE, invoice.id, 1, "Error")
        await one.types("②")
        assert isinstance(one.screen, DocumentFormScreen)
        assert "Esta factura está anulada: ya no se cambia." in one.notices[-1]
        assert operating.raw(one)["due_on"] == "30/06/2099"


# -- nobody is kept waiting ------------------------------------------------------------------


def assert_nobody_waits(office: Path) -> None:
    """No connection of the program reads or writes: the journal can be emptied, and written."""
    with closing(sqlite3.connect(office, timeout=0)) as other:
        busy, _, _ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert busy == 0
        other.execute("BEGIN IMMEDIATE")
        other.rollback()


async def test_no_transaction_is_open_while_an_operator_is_asked(
    program: Program, office: Path
) -> None:
    saved = factories.register(1)
    factories.add_contact(saved.id, 1)
    async with program() as one:
        assert_nobody_waits(office)
        await edit_client(one, phone="1234567", name="Comercial Mía")
        assert_nobody_waits(office)
        await one.types("②")
        assert isinstance(one.screen, ConfirmScreen)
        assert_nobody_waits(office)
        other_edits(name="Comercial Suya")
        await one.types("s")
        assert isinstance(one.screen, ConflictScreen)
        assert_nobody_waits(office)
        clients.delete(OTHER, saved.id, lookup.client_record(saved.id).version)
        await one.types("s②")
        assert isinstance(one.screen, ConfirmScreen)
        assert_nobody_waits(office)
