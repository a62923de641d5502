"""A document of a client: its facts, its links up and down, its steps, its party."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.services import clients, lookup
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import execute
from aduanas_tui.widgets.keyline import KeyLine
from tests import factories
from tests.screens.conftest import Operator, Program
from tests.screens.test_client_record import copied_texts
from tests.services.operations.typed import typed


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No multiplexer between: what is copied is written once."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client_id(office: object) -> int:
    """A file with two quotes and an invoice that has two payments."""
    saved = factories.register(7, name="Distribuidora Ñandú, S.A.", billing_email="f@prueba.hn")
    factories.add_contact(saved.id, 1, name="Suyapa Mejía")
    file = factories.customs_file(
        saved.id,
        state="levante",
        office="Puerto Cortés",
        regime="4000",
        channel="verde",
        declaration="DUCA-77",
        transport_document="BL-9",
        description="Repuestos",
    )
    quote = factories.quote(saved.id, customs_file=file, state="aceptada")
    factories.quote(saved.id, "COT-26-0002", customs_file=file, valid_until=date(2026, 2, 2))
    invoice = factories.invoice(saved.id, customs_file=file, quote=quote, due_on=date(2999, 1, 1))
    factories.payment(invoice, "100.00", reference="TR-1")
    factories.payment(invoice, "50.25", method="retencion", paid_on=date(2026, 3, 11))
    return saved.id


async def open_document(one: Operator, part: int) -> DocumentScreen:
    """Open the first document of a part of the history."""
    await one.types("⏎⏎3" + "⇥" * part + "⏎")
    assert isinstance(one.screen, DocumentScreen)
    return one.screen


def fact(one: Operator, label: str) -> str:
    """Return the value beside a label."""
    line = one.line_with(f" {label}  ")
    return line[line.index(label) + len(label) :].strip()


async def test_a_customs_file_with_all_its_fields(program: Program, client_id: int) -> None:
    async with program((80, 40)) as one:
        await open_document(one, 0)
        assert one.lines[0].startswith(" Clientes › Distribuidora Ñandú, S.A. › Expediente EXP-26-")
        assert one.lines[0].endswith("Levante")
        for label, value in {
            "Número": "EXP-26-0001",
            "Tipo de operación": "Importación",
            "Estado": "Levante",
            "Fecha de apertura": "05/01/2026",
            "Fecha de cierre": "—",
            "Aduana": "Puerto Cortés",
            "Régimen": "4000 Importación definitiva",
            "Canal": "Verde",
            "Declaración": "DUCA-77",
            "Documento de transporte": "BL-9",
            "Descripción": "Repuestos",
        }.items():
            assert fact(one, label) == value
        links = one.sees.split("Enlaces")[1].split("Cliente,")[0].strip().split("\n")
        assert [" ".join(link.split()) for link in links if link.strip()] == [
            "Cotización › COT-26-0001 · Aceptada",
            "Cotización › COT-26-0002 · Vencida",
            "Factura › 000-001-01-00000001 · Parcial",
        ]
        assert "por op1" in fact(one, "Registrado")


async def test_an_invoice_with_what_was_paid(program: Program, client_id: int) -> None:
    async with program((80, 40)) as one:
        await open_document(one, 2)
        for label, value in {
            "Fecha": "01/03/2026",
            "Vence": "01/01/2999",
            "Moneda": "Lempiras",
            "Subtotal": "L 1,000.00",
            "ISV": "L 150.00",
            "Total": "L 1,150.00",
            "Pagado": "L 150.25",
            "Saldo": "L 999.75",
            "Estado": "Parcial",
        }.items():
            assert fact(one, label) == value
        links = one.sees.split("Enlaces")[1].split("Cliente,")[0].strip().split("\n")
        assert [" ".join(link.split()) for link in links if link.strip()] == [
            "Expediente › EXP-26-0001 · Levante",
            "Cotización › COT-26-0001 · Aceptada",
            "Pago › Pago de 10/03/2026 por L 100.00",
            "Pago › Pago de 11/03/2026 por L 50.25",
        ]


async def test_the_client_as_it_is_where_that_day_was_not_kept(
    program: Program, client_id: int
) -> None:
    async with program((80, 40)) as one:
        await open_document(one, 3)
        assert one.lines[0].startswith(" Clientes › Distribuidora Ñandú, S.A. › Pago de 11/03/2026")
        assert fact(one, "Forma") == "Retención"
        assert "Cliente, como está hoy" in one.sees
        assert fact(one, "Nombre") == "Distribuidora Ñandú, S.A."
        assert fact(one, "RTN") == "0801-9099-000074"
        assert fact(one, "Email de facturación") == "f@prueba.hn"
        assert fact(one, "Contacto principal") == "Suyapa Mejía"


async def test_the_client_as_it_was_that_day(program: Program, client_id: int) -> None:
    quote = typed(Kind.QUOTE, number="COT-26-0500", issued_on="01/01/2098")
    registering.register("op2", Kind.QUOTE, client_id, quote, accept_warnings=True)
    record = lookup.client_record(client_id)
    clients.edit(
        "op1", client_id, record.version, {"name": "Otro Nombre, S.A."}, accept_warnings=True
    )
    async with program((80, 40)) as one:
        await open_document(one, 1)
        assert "› Otro Nombre, S.A. › Cotización COT-26-0500" in one.lines[0]
        assert "Cliente, ese día" in one.sees
        assert fact(one, "Nombre") == "Distribuidora Ñandú, S.A."
        assert "por op2" in fact(one, "Registrado")


async def test_steps_with_their_days_and_operators(program: Program, client_id: int) -> None:
    file = typed(Kind.CUSTOMS_FILE, number="EXP-26-0500", opened_on="01/11/2026")
    saved = registering.register("op1", Kind.CUSTOMS_FILE, client_id, file, accept_warnings=True)
    moved = stepping.move("op2", saved.id, saved.version, "en_digitacion", on_day=date.today())
    stepping.annul("op3", Kind.CUSTOMS_FILE, saved.id, moved.version, "Lo abrió [/otra] agencia")
    async with program((120, 40)) as one:
        await one.types("EXP-26-0500⏎⏎⏎")
        assert isinstance(one.screen, DocumentScreen)
        today = f"{date.today():%d/%m/%Y}"
        steps = one.sees.split("Pasos")[1].split("Cliente,")[0].strip().split("\n")
        assert [" ".join(step.split()) for step in steps if step.strip()][-2:] == [
            f"{today} Abierto › En digitación · op2",
            f"{today} En digitación › Anulado · op3 · Lo abrió [/otra] agencia",
        ]
        assert fact(one, "Anulado") == f"{today}: Lo abrió [/otra] agencia"
        assert one.lines[0].endswith("Anulado")


async def test_links_are_followed_down_and_up_and_back(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_document(one, 0)
        titles = [one.lines[0]]
        for keys, name in (
            ("⇥↓↓⏎", "Factura 000-001-01-00000001"),
            ("⇥↓↓⏎", "Pago de 10/03/2026 por L 100.00"),
            ("⇥⏎", "Factura 000-001-01-00000001"),
            ("⇥↓⏎", "Cotización COT-26-0001"),
        ):
            await one.types(keys)
            assert f"› {name}" in one.lines[0], keys
            titles.append(one.lines[0])
        while titles:
            assert one.lines[0] == titles.pop()
            marked = one.line_with("▌")
            await one.types("⎋")
            if titles:
                assert "›" in one.line_with("▌"), (marked, "on the link that was followed")
        assert isinstance(one.screen, ClientRecordScreen)


async def test_links_typed_in_one_go(program: Program, client_id: int) -> None:
    async with program() as one:
        await one.types("⏎⏎3⏎⇥↓↓⏎⇥↓↓⏎⎋⎋⎋⇥⇥⇥⏎")
        assert "› Pago de 11/03/2026" in one.lines[0]


async def test_enter_beside_a_link_says_what_to_do(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_document(one, 0)
        await one.types("⏎")
        assert one.notices == ["▲ Señale un enlace para abrirlo."]


async def test_the_key_line_follows_the_cursor(program: Program, client_id: int) -> None:
    async with program() as one:
        screen = await open_document(one, 0)

        def opens() -> bool:
            (key,) = (key for key in screen.key_line() if key.command.id == "open_link")
            shown = one.screen.query_one(KeyLine)._keys
            assert tuple(screen.key_line()) == shown, "what is drawn is what is so"
            return key.enabled

        assert not opens()
        await one.types("⇥")
        assert opens()
        await one.types("⇥")
        assert not opens()


async def test_tab_goes_from_group_to_group(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_document(one, 0)
        for words in ("Cotización ›", "Nombre", "Registrado", "Número"):
            await one.types("⇥")
            assert words in one.line_with("▌")
        await one.presses("shift+tab")
        assert "Registrado" in one.line_with("▌")
        await one.types("↓↓↓")
        await one.presses("home")
        assert "Número" in one.line_with("▌")


async def test_copying(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_document(one, 0)
        await one.types("y⇥↓↓y⇥↓y")
        assert copied_texts(one) == ["EXP-26-0001", "000-001-01-00000001", "08019099000074"]


async def test_a_click_on_a_link_marks_it_and_a_second_one_opens_it(
    program: Program, client_id: int
) -> None:
    async with program() as one:
        await open_document(one, 0)
        place = one.lines.index(one.line_with("COT-26-0002"))
        for _ in range(2):
            assert "Expediente EXP-26-0001" in one.lines[0]
            await one.pilot.click(offset=(30, place))
            await one.settles()
        assert "Cotización COT-26-0002" in one.lines[0]


async def test_a_document_that_is_gone_closes_and_says_so(program: Program, client_id: int) -> None:
    async with program() as one:
        await open_document(one, 3)
        execute("DELETE FROM payment")
        await one.presses("f5")
        assert isinstance(one.screen, ClientRecordScreen)
        assert "Este pago ya no existe" in one.notices[-1]
        assert "Todavía no hay pagos" in one.sees


async def test_an_amount_in_dollars_and_an_annulled_invoice(
    program: Program, client_id: int
) -> None:
    factories.invoice(
        client_id,
        "000-001-01-00000009",
        issued_on=date(2027, 1, 1),
        currency="USD",
        subtotal=Decimal("20.00"),
        isv=Decimal("3.00"),
        total=Decimal("23.00"),
        annulled_on=date(2027, 1, 2),
        annulment_reason="Error en el total",
    )
    async with program() as one:
        await open_document(one, 2)
        assert fact(one, "Total") == "$ 23.00"
        assert fact(one, "Anulada") == "02/01/2027: Error en el total"
        assert "Ninguno" in one.sees.split("Enlaces")[1]
