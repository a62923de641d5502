"""Deactivating, deleting, removing and taking steps when somebody changed the record meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.documents.step import StepScreen
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.operations import documents, registering, stepping
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import Client
from tests import factories
from tests.screens import operating
from tests.screens.conftest import Operator, Program
from tests.screens.test_conflicts import OTHER, assert_nobody_waits, other_edits

DEACTIVATE, DELETE = "a↓⏎", "a↓↓↓⏎"


def record() -> Any:
    return lookup.client_record(Client.get().id)


async def on_record(one: Operator) -> None:
    await one.types("⏎⏎")
    assert isinstance(one.screen, ClientRecordScreen)


async def asked(one: Operator, *texts: str) -> None:
    assert isinstance(one.screen, ConfirmScreen), one.sees
    for text in texts:
        assert text in one.sees, one.sees


async def test_deactivating_what_was_changed_is_asked_again(program: Program, office: Path) -> None:
    factories.register(1)
    async with program() as one:
        await on_record(one)
        other_edits(city="Comayagüela", notes="Debe dos facturas")
        await one.types(f"{DEACTIVATE}s")
        await asked(
            one,
            "op2 lo cambió hace un momento",
            "Ciudad: Tegucigalpa → Comayagüela",
            "Notas: — → Debe dos facturas",
        )
        assert_nobody_waits(office)
        await one.types("⎋")
        assert record().active and "Debe dos facturas" in one.sees, "it is read again"
        other_edits(city="Tegucigalpa")
        await one.types(f"{DEACTIVATE}ss")
        assert not record().active
        assert one.notices[-1] == "Cliente desactivado."


async def test_a_third_change_is_asked_about_too(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await on_record(one)
        other_edits(city="Comayagüela")
        await one.types(f"{DEACTIVATE}s")
        other_edits(city="Valle de Ángeles")
        await one.types("s")
        await asked(one, "Ciudad: Comayagüela → Valle de Ángeles")
        await one.types("s")
        assert not record().active


async def test_a_change_taken_back_is_nothing_to_ask(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await on_record(one)
        other_edits(city="Comayagüela")
        other_edits(city="Tegucigalpa")
        await one.types(f"{DEACTIVATE}s")
        assert not record().active


async def test_deactivated_by_the_other_already(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await on_record(one)
        clients.deactivate(OTHER, record().id, record().version)
        await one.types(f"{DEACTIVATE}s")
        assert one.notices == ["op2 ya lo desactivó hace un momento."]
        assert "○ Inactivo" in one.lines[0]


async def test_deleting_what_was_changed_is_asked_again(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await on_record(one)
        other_edits(phone2="9911-2233")
        clients.deactivate(OTHER, record().id, record().version)
        await one.types(f"{DELETE}s")
        await asked(one, "op2 lo desactivó.", "Teléfono secundario: — → 9911-2233")
        await one.types("⎋")
        assert Client.select().count() == 1 and "○ Inactivo" in one.lines[0]
        await one.types("a↓↓↓⏎s")
        assert Client.select().count() == 0 and isinstance(one.screen, ClientListScreen)


async def test_contacts_that_nobody_saw_are_not_deleted_with_it(program: Program) -> None:
    client_id = factories.register(1).id
    contact = factories.add_contact(client_id, 1)
    async with program() as one:
        await on_record(one)
        contacts.edit(OTHER, contact.id, 1, {"position": "Gerente"})
        await one.types(f"{DELETE}s")
        await asked(one, "op2 lo cambió hace un momento", "sus contactos: ahora tiene 1.")
        contacts.add(OTHER, client_id, factories.contact(2))
        await one.types("s")
        await asked(one, "sus contactos: ahora tiene 2.")
        await one.types("⎋")
        assert "2 Contactos (2)" in one.sees
        await one.types(f"{DELETE}s")
        assert Client.select().count() == 0


async def test_deleted_by_the_other_already(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await on_record(one)
        clients.delete(OTHER, record().id, record().version)
        await one.types(f"{DELETE}s")
        assert any("Lo eliminó op2 hace un momento." in said for said in one.notices)
        assert isinstance(one.screen, ClientListScreen)


async def test_many_changes_fit_the_smallest_terminal(program: Program) -> None:
    factories.register(1)
    async with program(size=(60, 20)) as one:
        await on_record(one)
        other_edits(
            **{
                **factories.client(2),
                "address": "Otra calle " * 9,
                "city": "Ciudad " * 9,
                **dict.fromkeys(
                    ("billing_email", "email"), "muy.larga.direccion@dominio-muy-largo.hn"
                ),
                "notes": "x " * 500,
                "phone2": "99112233",
            }
        )
        await one.types(f"{DEACTIVATE}s")
        await asked(
            one, "Nombre o Razón Social: Comercial", "y 4 campos más", "Desactivar de todas"
        )


async def test_removing_a_contact_that_was_changed(program: Program) -> None:
    client_id = factories.register(1).id
    contact = factories.add_contact(client_id, 1)
    async with program() as one:
        await on_record(one)
        await one.types("2")
        contacts.edit(OTHER, contact.id, 1, {"position": "Gerente"})
        await one.types("ds")
        await asked(one, "Cargo: Jefa de compras → Gerente")
        await one.types("⎋")
        assert len(record().contacts) == 1 and "Gerente" in one.sees
        contacts.edit(OTHER, contact.id, 2, {"position": "Jefa"})
        await one.types("dss")
        assert record().contacts == () and one.notices[-1] == "Contacto quitado."


async def test_the_mark_of_a_contact_that_was_changed(program: Program) -> None:
    client_id = factories.register(1).id
    factories.add_contact(client_id, 1)
    second = factories.add_contact(client_id, 2)
    async with program() as one:
        await on_record(one)
        await one.types("2↓")
        contacts.edit(OTHER, second.id, 1, {"position": "Gerente"})
        await one.types("p")
        await asked(one, "Cargo: Jefa de compras → Gerente")
        await one.types("s")
        assert record().primary.id == second.id


async def test_annulling_what_was_changed_is_asked_again(program: Program) -> None:
    client_id = factories.register(1).id
    invoice = factories.invoice(client_id)
    async with program() as one:
        await operating.open_document(one, Kind.INVOICE, invoice.id)
        await one.types("an")
        assert isinstance(one.screen, StepScreen)
        await one.types("Duplicada")
        registering.edit(OTHER, Kind.INVOICE, invoice.id, 1, {"due_on": "31/07/2099"})
        await one.types("②")
        await asked(one, "op2 lo cambió hace un momento", "→ 31/07/2099")
        await one.types("⎋")
        assert isinstance(one.screen, StepScreen)
        assert "Duplicada" in one.line_with("Motivo"), "what is typed stays"
        registering.edit(OTHER, Kind.INVOICE, invoice.id, 2, {"due_on": "30/07/2099"})
        await one.types("②")
        await asked(one, "→ 30/07/2099")
        await one.types("s")
        assert isinstance(one.screen, DocumentScreen)
        assert documents.document(Kind.INVOICE, invoice.id).annulment_reason == "Duplicada"


async def test_annulled_by_the_other_already(program: Program) -> None:
    client_id = factories.register(1).id
    invoice = factories.invoice(client_id)
    async with program() as one:
        await operating.open_document(one, Kind.INVOICE, invoice.id)
        await one.types("anDuplicada")
        stepping.annul(OTHER, Kind.INVOICE, invoice.id, 1, "Error")
        await one.types("②")
        assert isinstance(one.screen, DocumentScreen)
        assert "op2 lo cambió hace un momento." in one.notices[-1]
        assert documents.document(Kind.INVOICE, invoice.id).annulment_reason == "Error"


async def test_a_file_that_moved_on_is_not_moved_from_where_it_was(program: Program) -> None:
    client_id = factories.register(1).id
    file = factories.customs_file(client_id)
    async with program() as one:
        await operating.open_document(one, Kind.CUSTOMS_FILE, file.id)
        await one.types("ac")
        before = documents.document(Kind.CUSTOMS_FILE, file.id)
        stepping.move(OTHER, file.id, before.version, stepping.targets(before)[0])
        moved = documents.document(Kind.CUSTOMS_FILE, file.id)
        await one.types("②")
        assert isinstance(one.screen, DocumentScreen), one.sees
        assert f"Ahora su estado es {moved.state_label}: elija de nuevo." in one.notices[-1]
        assert moved.state_label in one.lines[0], "it is read again"
        assert documents.document(Kind.CUSTOMS_FILE, file.id) == moved


async def test_a_file_that_was_corrected_is_moved_after_asking(program: Program) -> None:
    client_id = factories.register(1).id
    file = factories.customs_file(client_id)
    async with program() as one:
        await operating.open_document(one, Kind.CUSTOMS_FILE, file.id)
        await one.types("ac")
        registering.edit(OTHER, Kind.CUSTOMS_FILE, file.id, 1, {"description": "Repuestos"})
        await one.types("②")
        await asked(one, "→ Repuestos")
        await one.types("s")
        found = documents.document(Kind.CUSTOMS_FILE, file.id)
        assert found.values["description"] == "Repuestos" and len(found.steps) == 1
