"""The record of a client: what it shows, and what can be done from it."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.palette import ActionMenu
from aduanas_tui.services import clients, lookup
from aduanas_tui.store.models import AuditEntry
from tests import factories
from tests.factories import rtn
from tests.screens.conftest import Operator, Program


def full_client() -> int:
    saved = factories.register(
        7,
        name="Distribuidora Ñandú, S.A.",
        phone="2234-5678",
        phone2="9988-7766",
        billing_email="facturas@prueba.hn",
        website="prueba.hn",
        notes="Solo por la mañana.\n\nPreguntar por la bodega.",
    )
    factories.add_contact(saved.id, 1, name="Suyapa Mejía")
    factories.add_contact(saved.id, 2, name="Óscar Inventado")
    return saved.id


def busy_client() -> int:
    """A client with everything open: deleting is refused, deactivating shows it."""
    client_id = full_client()
    factories.customs_file(client_id)
    factories.customs_file(client_id, "EXP-26-0002")
    factories.customs_file(client_id, "EXP-26-0003", state="cerrado")
    factories.quote(client_id)
    paid = factories.invoice(client_id)
    factories.payment(paid, "150.00")
    factories.invoice(
        client_id,
        "000-001-01-00000002",
        currency="USD",
        subtotal=Decimal("20.00"),
        isv=Decimal("3.00"),
        total=Decimal("23.00"),
    )
    return client_id


async def open_record(one: Operator) -> ClientRecordScreen:
    """Open the record of the first client in the list."""
    await one.types("⏎⏎" if one.screen.focused.id == "search" else "⏎")
    assert isinstance(one.screen, ClientRecordScreen)
    return one.screen


def fact(one: Operator, label: str) -> str:
    """Return the line of a fact of the general data."""
    (line,) = (line for line in one.lines[2:] if line[2:].split("  ", 1)[0] == label)
    return line


def copied_texts(one: Operator) -> list[str]:
    found = []
    for text in one.copied:
        if text.startswith("\x1b]52;c;"):
            data = text.removeprefix("\x1b]52;c;").split("\x07")[0]
            found.append(base64.b64decode(data).decode())
    return found


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tmux and no GNU screen between: what is copied is written once and unwrapped."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


# -- what it shows ---------------------------------------------------------------------------


async def test_general_data_each_under_its_label(program: Program) -> None:
    full_client()
    async with program() as one:
        await open_record(one)
        assert one.lines[0].startswith(" Clientes › Distribuidora Ñandú, S.A. ")
        assert one.lines[0].endswith("● Activo")
        for label, value in {
            "Nombre o Razón Social": "Distribuidora Ñandú, S.A.",
            "RTN": f"{rtn(7)[:4]}-{rtn(7)[4:8]}-{rtn(7)[8:]}",
            "Tipo": "Persona Jurídica",
            "Dirección": "Bo. El Centro, 2 calle",
            "Ciudad": "Tegucigalpa",
            "Departamento": "Francisco Morazán",
            "Teléfono principal": "2234-5678",
            "Teléfono secundario": "9988-7766",
            "Email principal": "ventas7@prueba.hn",
            "Email de facturación": "facturas@prueba.hn",
            "Sitio web": "https://prueba.hn",
            "Notas": "Solo por la mañana.",
            "Operaciones": "Ninguna todavía",
            "Última operación": "—",
        }.items():
            assert fact(one, label).endswith(value)
        notes = one.lines.index(one.line_with("Solo por la mañana."))
        assert one.lines[notes + 1] == ""
        assert one.lines[notes + 2].strip() == "Preguntar por la bodega."
        assert "por op1" in one.line_with("Registrado")


async def test_operations_are_counted(program: Program) -> None:
    busy_client()
    async with program() as one:
        await open_record(one)
        assert fact(one, "Operaciones").endswith("3 expedientes, 1 cotización, 2 facturas y 1 pago")
        assert one.line_with("Última operación").endswith("10/03/2026")


async def test_sections_by_number_arrow_and_tab(program: Program) -> None:
    full_client()
    async with program() as one:
        await open_record(one)
        assert "1 Datos generales" in one.lines[1] and "2 Contactos (2)" in one.lines[1]
        assert "3 Historial de Operaciones" in one.lines[1]
        for key in ("2", "→", "⇥"):
            await one.types(key)
            assert "Suyapa Mejía" in one.sees and "Dirección" not in one.sees, key
            await one.types("1")
            assert "Dirección" in one.sees and "Suyapa Mejía" not in one.sees, key
        back, on = ("left", "shift+tab"), ("right", "tab")
        for keys in (("3",), *((key, key) for key in (*back, *on))):
            await one.presses(*keys)
            assert "Todavía no hay expedientes" in one.sees and "Dirección" not in one.sees, keys
            await one.presses("right", "right")
            assert "Dirección" in one.sees and "Todavía" not in one.sees, keys
        for key in ("4", *back):
            await one.presses(key)
            assert "Registró el cliente" in one.sees and "Dirección" not in one.sees, key
            await one.presses("right")
            assert "Dirección" in one.sees and "Registró" not in one.sees, key


async def test_a_click_opens_a_section(program: Program) -> None:
    full_client()
    async with program() as one:
        await open_record(one)
        await one.pilot.click("SectionLine", offset=(30, 0))
        await one.settles()
        assert "Suyapa Mejía" in one.sees


async def test_long_notes_can_be_read_to_the_end(program: Program) -> None:
    notes = "\n".join(f"Línea {number} de las notas" for number in range(100))
    factories.register(7, notes=notes)
    async with program() as one:
        await open_record(one)
        seen = set()
        for _ in range(10):
            seen |= {number for number in range(100) if f"Línea {number} de" in one.sees}
            await one.presses("pagedown")
        assert seen == set(range(100))
        assert "Registrado" in one.sees
        await one.presses("home")
        assert one.line_with("Nombre o Razón Social").startswith("▌")


# -- copying ---------------------------------------------------------------------------------


async def test_y_copies_the_fact_under_the_cursor(program: Program) -> None:
    full_client()
    async with program() as one:
        await open_record(one)
        await one.types("y↓y↓↓↓y")
        assert copied_texts(one) == ["Distribuidora Ñandú, S.A.", rtn(7), "Tegucigalpa"]
        assert one.notices[-1] == "Copiado: Ciudad"


async def test_y_copies_the_phone_of_a_contact_else_its_email(program: Program) -> None:
    client_id = full_client()
    factories.add_contact(client_id, 3, name="Zoila Sin Teléfono", phone="")
    async with program() as one:
        await open_record(one)
        await one.types("2y↓↓y")
        assert copied_texts(one) == ["9901-0001", "persona3@prueba.hn"]
        assert one.notices == [
            "Copiado: teléfono de Suyapa Mejía",
            "Copiado: email de Zoila Sin Teléfono",
        ]


async def test_nothing_to_copy_is_said(program: Program) -> None:
    factories.register(7)
    async with program() as one:
        await open_record(one)
        for keys in ("↓↓↓↓↓↓↓y", "2y"):
            await one.types(keys)
            assert one.notices == ["No hay nada que copiar ahí."]
            await one.waits_for_notices_to_go()
        assert copied_texts(one) == []


async def test_a_text_too_long_for_the_clipboard_is_said(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.register(7, notes="ñ" * 4000)
    monkeypatch.setattr("aduanas_tui.terminal.clipboard.MAX_BYTES", 100)
    async with program() as one:
        await open_record(one)
        await one.presses("end")
        await one.types("↑" * 3)
        assert one.line_with("Notas").startswith("▌") or "▌ Notas" in one.sees
        await one.types("y")
        assert one.notices == ["Es demasiado largo para el portapapeles de la terminal."]


# -- actions ---------------------------------------------------------------------------------


async def test_actions_that_are_not_allowed_stay_with_their_reason(program: Program) -> None:
    busy_client()
    async with program() as one:
        await open_record(one)
        await one.types("a")
        assert isinstance(one.screen, ActionMenu)
        assert "Reactivar cliente — Ya está activo." in one.sees
        assert "Eliminar — Tiene 3 expedientes, 1 cotización, 2 facturas y 1 pago" in one.sees
        await one.types("↓↓⏎")
        assert isinstance(one.screen, ActionMenu)
        assert one.notices[-1] == "▲ Ya está activo."
        await one.types("⎋")
        assert isinstance(one.screen, ClientRecordScreen)


async def test_who_cannot_be_deleted_can_be_deactivated_instead(program: Program) -> None:
    client_id = busy_client()
    async with program() as one:
        await open_record(one)
        await one.types("a↓↓↓⏎")
        assert isinstance(one.screen, ConfirmScreen)
        for text in (
            "No se puede eliminar",
            "Distribuidora Ñandú, S.A.",
            "Tiene 3 expedientes, 1 cotización, 2 facturas y 1 pago.",
            "Tiene 2 expedientes abiertos.",
            "Debe L 1,000.00.",
            "Debe $ 23.00.",
            "Tiene 1 cotización pendiente.",
            "Desactivar cliente (s)",
        ):
            assert text in one.sees, text
        await one.types("⏎")
        assert lookup.client_record(client_id).active, "Enter gives the safe answer"
        await one.types("a↓↓↓⏎s")
        assert not lookup.client_record(client_id).active
        assert "Cliente desactivado." in one.notices
        await one.types("a↓↓↓⏎")
        assert isinstance(one.screen, ActionMenu), "inactive already: there is nothing to offer"
        assert "Tiene 3 expedientes" in one.notices[-1]


async def test_actions_by_letter(program: Program) -> None:
    full_client()
    async with program() as one:
        await open_record(one)
        await one.types("ae")
        assert isinstance(one.screen, ClientFormScreen)


async def test_deactivating_shows_what_it_touches(program: Program) -> None:
    client_id = busy_client()
    async with program() as one:
        await open_record(one)
        await one.types("a↓⏎")
        assert isinstance(one.screen, ConfirmScreen)
        for text in (
            "¿Desactivar cliente?",
            "Distribuidora Ñandú, S.A.",
            "Tiene 2 expedientes abiertos.",
            "Debe L 1,000.00.",
            "Debe $ 23.00.",
            "Tiene 1 cotización pendiente.",
            "se puede reactivar",
        ):
            assert text in one.sees.replace("\n", " "), text
        await one.types("⏎")
        assert lookup.client_record(client_id).active, "Enter gives the safe answer"
        await one.types("a↓⏎s")
        assert not lookup.client_record(client_id).active
        assert one.lines[0].endswith("○ Inactivo")
        assert "Cliente desactivado." in one.notices
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen)
        assert one.rtns == [] and "0 activos" in one.lines[0]


async def test_reactivating(program: Program) -> None:
    saved = factories.register(7)
    clients.deactivate("op2", saved.id, saved.version)
    async with program() as one:
        await one.types("⏎v")
        await open_record(one)
        assert one.lines[0].endswith("○ Inactivo")
        await one.types("a")
        assert "Desactivar cliente — Ya está inactivo." in one.sees
        await one.types("↓↓⏎")
        assert one.lines[0].endswith("● Activo")
        assert lookup.client_record(saved.id).active
        assert "Cliente reactivado." in one.notices
        entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
        assert (entry.operator, entry.action) == ("op1", "reactivate")


async def test_deleting_a_client_made_by_mistake(program: Program) -> None:
    full_client()
    factories.register(8, name="Zapatería")
    async with program() as one:
        await open_record(one)
        await one.types("a↓↓↓⏎")
        assert isinstance(one.screen, ConfirmScreen)
        assert "Distribuidora Ñandú, S.A." in one.sees
        assert "Con sus 2 contactos." in one.sees and "No se puede deshacer." in one.sees
        await one.types("⏎")
        assert isinstance(one.screen, ClientRecordScreen)
        await one.types("a↓↓↓⏎s")
        assert isinstance(one.screen, ClientListScreen)
        assert one.notices == ["Cliente eliminado: Distribuidora Ñandú, S.A."]
        assert one.rtns == [rtn(8)] and "1 activo ·" in one.lines[0]
        assert lookup.client_by_rtn(rtn(7)) is None


async def test_deleting_is_refused_when_operations_came_meanwhile(program: Program) -> None:
    client_id = full_client()
    async with program() as one:
        await open_record(one)
        await one.types("a↓↓↓⏎")
        factories.customs_file(client_id)
        await one.types("s")
        assert isinstance(one.screen, ClientRecordScreen)
        assert lookup.client_by_rtn(rtn(7)) is not None
        assert "No se puede eliminar: tiene 1 expediente." in one.notices[-1]
        assert fact(one, "Operaciones").endswith("1 expediente"), "read again"


async def test_a_record_that_somebody_deleted_closes_and_says_who(program: Program) -> None:
    client_id = full_client()
    factories.register(8, name="Zapatería")
    async with program() as one:
        await open_record(one)
        clients.delete("op2", client_id, lookup.client_record(client_id).version)
        await one.presses("f5")
        assert isinstance(one.screen, ClientListScreen)
        assert one.notices == ["▲ Este cliente ya no existe. Lo eliminó op2 hace un momento."]
        assert one.rtns == [rtn(8)]


async def test_refresh_shows_what_is_stored_now(program: Program) -> None:
    client_id = full_client()
    async with program() as one:
        await open_record(one)
        await one.types("↓↓")
        record = lookup.client_record(client_id)
        clients.edit("op2", client_id, record.version, {"city": "Comayagüela"})
        await one.presses("f5")
        assert "Comayagüela" in one.sees and "por op2" in one.line_with("Último cambio")
        assert one.line_with("Tipo").startswith("▌"), "the cursor stays"


async def test_actions_and_what_follows_typed_in_one_go(program: Program) -> None:
    """Through the menu, the question and back into the list, all in one read of the line."""
    full_client()
    factories.register(8, name="Zapatería")
    async with program() as one:
        await one.types("⏎⏎a↓⏎s⎋y")
        assert isinstance(one.screen, ClientListScreen)
        assert one.rtns == [rtn(8)]
        assert copied_texts(one) == [rtn(8)]


async def test_q_goes_back_to_the_list(program: Program) -> None:
    full_client()
    async with program() as one:
        await open_record(one)
        await one.types("q")
        assert isinstance(one.screen, ClientListScreen) and not one.app._exit
