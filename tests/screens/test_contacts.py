"""The contacts of a client: add, edit, make primary, remove."""

from __future__ import annotations

from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.contact_form import ContactFormScreen
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.store.models import AuditEntry, Client
from aduanas_tui.widgets.keyline import KeyLine
from tests import factories
from tests.factories import rtn
from tests.screens.conftest import Operator, Program


def present() -> list[tuple[str, bool]]:
    """Names of the contacts of the one client and which is primary, as stored."""
    record = lookup.client_record(Client.get().id)
    return [(one.values["name"], one.values["is_primary"]) for one in record.contacts]


def with_contacts(count: int = 3) -> int:
    saved = factories.register(1)
    names = ["Suyapa Mejía", "Óscar Inventado", "Zoila Ñúñez"]
    for number in range(count):
        factories.add_contact(saved.id, number + 1, name=names[number])
    return saved.id


async def open_contacts(one: Operator) -> None:
    await one.types("⏎⏎2")
    assert isinstance(one.screen, ClientRecordScreen)


async def test_without_contacts_the_section_says_what_to_do(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await open_contacts(one)
        assert "Todavía no hay contactos: n agrega el primero, que será el principal." in one.sees
        assert "2 Contactos (0)" in one.lines[1]
        assert one.lines[-1].startswith("n Nuevo ")
        await one.types("p")
        assert one.notices == ["▲ No hay ningún contacto señalado."]


async def test_the_first_contact_becomes_primary(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await open_contacts(one)
        await one.types("nSuyapa Mejía⏎Jefa de compras⏎99887766⏎Suyapa@Prueba.HN⏎②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert present() == [("Suyapa Mejía", True)]
        assert "2 Contactos (1)" in one.lines[1]
        line = one.line_with("Suyapa Mejía")
        assert "★" in line and "9988-7766" in line and "Suyapa@prueba.hn" in line
        assert one.notices == ["Contacto guardado."]
        await one.types("⎋⎋suyapa")
        assert one.rtns == [rtn(1)], "found by the contact at once"


async def test_the_next_contact_is_the_current_one_after_saving(program: Program) -> None:
    with_contacts(1)
    async with program() as one:
        await open_contacts(one)
        await one.types("nÓscar Inventado⏎⏎22334455②")
        assert present() == [("Suyapa Mejía", True), ("Óscar Inventado", False)]
        assert one.line_with("Óscar").startswith("▌")


async def test_the_plus_key_and_many_contacts_in_one_go(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await one.types("⏎⏎2+Uno⏎⏎22334455②nDos⏎⏎22334456②nTres⏎⏎22334457⏎⏎s②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert present() == [("Tres", True), ("Uno", False), ("Dos", False)]


async def test_a_contact_needs_a_name(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await open_contacts(one)
        await one.types("n②")
        assert isinstance(one.screen, ContactFormScreen)
        assert "✗ Escriba el nombre del contacto." in one.sees
        assert present() == []


async def test_nobody_to_reach_is_a_warning_that_can_be_saved_over(program: Program) -> None:
    factories.register(1)
    async with program() as one:
        await open_contacts(one)
        await one.types("nSuyapa②")
        assert isinstance(one.screen, ConfirmScreen)
        assert "▲ Sin teléfono ni correo no se le puede localizar" in one.sees.replace("\n", " ")
        await one.types("n")
        assert isinstance(one.screen, ContactFormScreen) and present() == []
        await one.types("②s")
        assert present() == [("Suyapa", True)]
        await one.types("⏎⇥Gerente②")
        assert isinstance(one.screen, ClientRecordScreen), "not asked again"
        assert one.line_with("Suyapa").split()[-1] == "Gerente"


async def test_editing_a_contact(program: Program) -> None:
    with_contacts()
    async with program() as one:
        await open_contacts(one)
        await one.types("↓⏎")
        assert isinstance(one.screen, ContactFormScreen)
        assert "Óscar Inventado" in one.lines[0]
        await one.types(" Pérez②")
        assert present()[1] == ("Óscar Inventado Pérez", False)
        assert one.line_with("Óscar").startswith("▌")


async def test_making_another_one_primary(program: Program) -> None:
    with_contacts()
    async with program() as one:
        await open_contacts(one)
        await one.types("p")
        assert one.notices == ["▲ Ya es el contacto principal."]
        await one.types("↓↓p")
        assert present()[0] == ("Zoila Ñúñez", True)
        assert [primary for _, primary in present()].count(True) == 1
        assert one.notices[-1] == "Contacto principal: Zoila Ñúñez"
        line = one.line_with("Zoila")
        assert line.startswith("▌") and "★" in line, "the cursor stays on the contact"
        assert "★" not in one.line_with("Suyapa")


async def test_the_key_of_what_is_not_allowed_is_dim(program: Program) -> None:
    with_contacts()
    async with program() as one:
        await open_contacts(one)

        def enabled() -> bool:
            (key,) = [
                key
                for key in one.screen.query_one(KeyLine)._keys
                if key.command.id == "make_primary"
            ]
            return bool(key.enabled)

        assert not enabled()
        await one.types("↓")
        assert enabled(), "it follows the cursor"
        await one.types("p")
        assert not enabled()


async def test_the_mark_moves_by_the_form_too_but_is_never_lost(program: Program) -> None:
    with_contacts()
    async with program() as one:
        await open_contacts(one)
        await one.types("↓⏎⏎⏎⏎⏎s②")
        assert present()[0] == ("Óscar Inventado", True)
        await one.types("⏎⏎⏎⏎⏎n②")
        assert isinstance(one.screen, ContactFormScreen)
        assert "✗ Para quitarle la marca, marque otro contacto" in one.sees
        assert present()[0] == ("Óscar Inventado", True)


async def test_removing_asks_and_tells_the_successor(program: Program) -> None:
    with_contacts()
    async with program() as one:
        await open_contacts(one)
        await one.presses("delete")
        assert isinstance(one.screen, ConfirmScreen)
        assert "¿Quitar este contacto?" in one.sees and "Suyapa Mejía" in one.sees
        await one.types("⏎")
        assert len(present()) == 3, "Enter gives the safe answer"
        await one.types("ds")
        assert present() == [("Óscar Inventado", True), ("Zoila Ñúñez", False)]
        assert one.notices == ["Contacto quitado. Ahora el principal es Óscar Inventado."]
        assert "2 Contactos (2)" in one.lines[1]
        await one.types("↓ds")
        assert one.notices[-1] == "Contacto quitado."
        await one.types("ds")
        assert present() == [] and "Todavía no hay contactos" in one.sees


async def test_after_removing_the_next_one_is_current(program: Program) -> None:
    with_contacts()
    async with program() as one:
        await open_contacts(one)
        await one.types("↓ds")
        assert one.line_with("Zoila").startswith("▌")
        await one.types("ds")
        assert one.line_with("Suyapa").startswith("▌")


async def test_a_contact_that_somebody_changed_or_removed(program: Program) -> None:
    client_id = with_contacts()
    async with program() as one:
        await open_contacts(one)
        first, second, _ = lookup.client_record(client_id).contacts
        contacts.edit("op2", first.id, first.version, {"position": "Gerente"})
        await one.types("ds⎋")
        assert len(present()) == 3 and "Gerente" in one.line_with("Suyapa")
        contacts.remove("op2", second.id, second.version)
        await one.types("↓p")
        assert any("ya no existe. Lo eliminó op2 hace un momento." in s for s in one.notices)
        assert "Óscar" not in "\n".join(one.lines[2:8])


async def test_adding_to_a_client_that_was_deleted(program: Program) -> None:
    saved = factories.register(1)
    async with program() as one:
        await open_contacts(one)
        await one.types("nSuyapa⏎⏎22334455")
        clients.delete("op2", saved.id, saved.version)
        await one.types("②")
        assert isinstance(one.screen, ContactFormScreen), "what was typed stays"
        assert any("ya no existe. Lo eliminó op2 hace un momento." in s for s in one.notices)


async def test_leaving_the_contact_form_with_changes_asks(program: Program) -> None:
    with_contacts(1)
    async with program() as one:
        await open_contacts(one)
        await one.types("nx⎋")
        assert isinstance(one.screen, ConfirmScreen)
        await one.types("s")
        assert isinstance(one.screen, ClientRecordScreen) and len(present()) == 1
        assert "Suyapa" in one.sees, "back in the contacts"


async def test_every_change_is_in_the_log_with_who_did_it(program: Program) -> None:
    with_contacts(2)
    before = AuditEntry.select().count()
    async with program(operator="op7") as one:
        await open_contacts(one)
        await one.types("nNueva⏎⏎22334455②↓pds")
        made = AuditEntry.select().offset(before).order_by(AuditEntry.id)
        assert {entry.operator for entry in made} == {"op7"}
        assert {entry.action for entry in made} == {"create", "update", "delete"}


async def test_a_name_has_the_room_that_other_columns_leave(program: Program) -> None:
    saved = factories.register(1)
    name = "José Melvin Cabañas Subirana"
    factories.add_contact(saved.id, 1, name=name, position="Jefe", email="j@prueba.hn")
    async with program() as one:
        await open_contacts(one)
        assert one.line_with(name).endswith(" Jefe  9901-0001 j@prueba.hn")
        await one.types("nOtra⏎Representante legal⏎99020002⏎②")
        assert "Jefe                9901-0001" in one.line_with(name)


async def test_many_contacts_scroll(program: Program) -> None:
    saved = factories.register(1)
    for number in range(60):
        factories.add_contact(saved.id, number, name=f"Contacto {number:02d}")
    async with program(size=(60, 20)) as one:
        await open_contacts(one)
        seen = set()
        for _ in range(6):
            seen |= {number for number in range(60) if f"Contacto {number:02d}" in one.sees}
            await one.presses("pagedown")
        assert seen == set(range(60))
        await one.presses("home")
        assert one.line_with("Contacto 00").startswith("▌")
