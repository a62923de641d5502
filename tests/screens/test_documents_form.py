"""The forms of operations: what is filled in, what follows from what, and saving."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aduanas_tui.domain.money import show_amount
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.documents.form import DocumentFormScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import clients, contacts, lookup
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import AuditEntry, CustomsFile, Invoice, Payment, Quote
from tests import factories
from tests.factories import OPERATOR
from tests.screens.conftest import Program
from tests.screens.operating import (
    TODAY,
    at,
    day,
    edit_form,
    goes_to,
    is_on_record,
    new_form,
    only,
    raw,
    under,
)

YEAR = f"{TODAY:%y}"


def office() -> int:
    """One client with a contact; returns its id."""
    client = factories.register(1, billing_email="facturas@prueba.hn").id
    factories.add_contact(client, 1, name="Suyapa Mejía")
    return client


def accepted(client: int, number: str = "COT-1", total: str = "11500.00", **more: Any) -> Quote:
    return factories.quote(client, number, state="aceptada", total=Decimal(total), **more)


# -- what is filled in ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
async def test_the_client_stands_above_and_is_never_typed(program: Program, kind: Kind) -> None:
    office()
    async with program() as one:
        await new_form(one, kind)
        shown = "\n".join(one.lines[:5])
        for part in (
            *("Comercial Prueba 1", "0801-9099-000019", "Bo. El Centro, 2 calle"),
            *("facturas@prueba.hn", "2251-0001", "Suyapa Mejía"),
        ):
            assert part in shown, part
        assert at(one) == next(iter(raw(one)))


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
async def test_every_field_can_be_seen_at_every_size(
    program: Program, size: tuple[int, int]
) -> None:
    office()
    async with program(size) as one:
        await new_form(one, Kind.CUSTOMS_FILE)
        for key in raw(one):
            assert at(one) == key
            row = one.screen.form.current
            assert any(line.lstrip(" ▌").startswith(row.item.label) for line in one.lines), key
            await one.presses("tab")


async def test_a_file_with_a_proposed_number_in_one_go(program: Program) -> None:
    client = office()
    factories.customs_file(client, f"EXP-{YEAR}-0418")
    async with program() as one:
        await new_form(one, Kind.CUSTOMS_FILE)
        assert raw(one)["number"] == f"EXP-{YEAR}-0419"
        assert (raw(one)["state"], raw(one)["opened_on"]) == ("Abierto", day())
        await one.types("⏎impo⏎⏎ayer⏎⏎4⏎4000⏎⏎DUCA-1⏎BL-9⏎Repuestos②")
        assert is_on_record(one), one.sees
        saved = CustomsFile.get(CustomsFile.number == f"EXP-{YEAR}-0419")
        assert (saved.office, saved.regime) == ("Puerto Cortés", "4000")
        assert (saved.operation_type, saved.state) == ("importacion", "abierto")
        assert saved.opened_on == TODAY - timedelta(days=1)
        assert (saved.declaration, saved.transport_document) == ("DUCA-1", "BL-9")
        assert saved.description == "Repuestos"
        assert saved.party["contact"] == "Suyapa Mejía" and saved.party["phone"] == "+50422510001"
        assert one.notices[-1] == f"Expediente EXP-{YEAR}-0419 guardado."
        assert one.line_with(f"EXP-{YEAR}-0419").startswith("▌"), "the history is on it"
        entry = AuditEntry.select().where(AuditEntry.entity == "customs_file").get()
        assert (entry.operator, entry.action, entry.client_id) == (OPERATOR, "create", client)


async def test_the_party_stays_as_it_was_that_day(program: Program) -> None:
    client = office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        await one.types("⏎⏎⏎⏎impo⏎⏎100②")
        record = lookup.client_record(client)
        clients.edit(OPERATOR, client, record.version, {"address": "Otra calle"})
        contacts.remove(OPERATOR, record.contacts[0].id, record.contacts[0].version)
        party = only(Kind.QUOTE).party
        assert (party["address"], party["contact"]) == ("Bo. El Centro, 2 calle", "Suyapa Mejía")


async def test_number_taken_while_the_form_was_open(program: Program) -> None:
    client = office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        taken = raw(one)["number"]
        factories.quote(client, taken)
        await one.types("⏎⏎⏎⏎impo⏎⏎100②")
        following = taken[:-1] + "2"
        assert Quote.select().where(Quote.number == following).exists()
        assert one.notices == [
            f"Cotización {following} guardada.",
            f"{taken} ya se había tomado: quedó {following}.",
        ]


# -- dates, offices, regimes ------------------------------------------------------------------


async def test_dates_in_short_are_written_out(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        await goes_to(one, "issued_on")
        await one.types("1/2⏎")
        assert raw(one)["issued_on"] == f"01/02/{TODAY.year}"
        assert raw(one)["valid_until"] == f"16/02/{TODAY.year}", "the validity follows"
        await goes_to(one, "issued_on")
        await one.types("hoy⏎31/12/2099⏎")
        assert (raw(one)["issued_on"], raw(one)["valid_until"]) == (day(), "31/12/2099")
        await goes_to(one, "issued_on")
        await one.types("ayer⏎")
        assert raw(one)["valid_until"] == "31/12/2099", "what was typed stays"
        await goes_to(one, "issued_on")
        await one.types("31/02⏎")
        assert "no es una fecha" in under(one, "Fecha")


async def test_a_date_in_short_is_saved_without_leaving_it(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        await one.types("⏎⏎⏎⏎expo⏎⏎100")
        await goes_to(one, "issued_on")
        await one.types("ayer②")
        assert only(Kind.QUOTE).values["issued_on"] == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0023", "El Amatillo"), ("henecan", "Puerto Henecán (San Lorenzo)"), ("El Po→", "El Poy")],
)
async def test_an_office_by_code_or_name(program: Program, typed: str, stored: str) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.CUSTOMS_FILE)
        await goes_to(one, "office")
        await one.types(f"{typed}⏎")
        assert raw(one)["office"] == stored


@pytest.mark.parametrize("typed", ["4000", "400→", "importación definitiva", "importación d↓"])
async def test_a_regime_by_code_or_name(program: Program, typed: str) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.CUSTOMS_FILE)
        await goes_to(one, "regime")
        await one.types(f"{typed}⏎")
        assert raw(one)["regime"] == "4000 Importación definitiva"


async def test_the_lists_of_offices_and_regimes(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.CUSTOMS_FILE)
        await one.types("⏎expo⏎")
        await goes_to(one, "regime")
        await one.presses("f4")
        assert isinstance(one.screen, PickScreen)
        assert "1000 Exportación definitiva" in one.lines[3], "those of the direction first"
        await one.types("⏎⏎")
        assert raw(one)["regime"] == "1000 Exportación definitiva"
        await goes_to(one, "office")
        await one.presses("f4")
        assert "0001" in one.line_with("Amapala")
        await one.types("t⏎")
        assert raw(one)["office"] == "Tela"


# -- an invoice -------------------------------------------------------------------------------


async def test_isv_and_total_follow_the_subtotal(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await goes_to(one, "subtotal")
        await one.types("16000⏎")
        assert (raw(one)["isv"], raw(one)["total"]) == ("2,400.00", "18,400.00")
        await one.types("0⏎")
        assert (raw(one)["isv"], raw(one)["total"]) == ("0.00", "16,000.00")
        await goes_to(one, "subtotal")
        await one.types("100.10⏎")
        assert (raw(one)["isv"], raw(one)["total"]) == ("0.00", "100.10"), "a typed ISV stays"
        await goes_to(one, "total")
        await one.types("5⏎")
        await goes_to(one, "subtotal")
        await one.types("200⏎")
        assert raw(one)["total"] == "5.00", "a typed total stays"
        assert "Subtotal más ISV son 200.00" in under(one, "Total")


async def test_an_accepted_quote_fills_the_amounts_and_the_file(program: Program) -> None:
    client = office()
    file = factories.customs_file(client, "EXP-1")
    accepted(client, "COT-1", total="999.99", currency="USD", customs_file=file)
    accepted(client, "COT-2")
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await one.types("000-001-01-00000009⏎⏎cot1⏎")
        filled = raw(one)
        assert (filled["quote"], filled["customs_file"]) == ("COT-1", "EXP-1")
        assert filled["currency"] == "Dólares"
        assert (filled["subtotal"], filled["isv"]) == ("869.56", "130.43")
        assert filled["total"] == "999.99"
        await goes_to(one, "quote")
        await one.types("COT-2⏎")
        assert (raw(one)["currency"], raw(one)["total"]) == ("Lempiras", "11,500.00")
        await one.types("②")
        assert "▲ La cotización" not in one.sees
        invoice = Invoice.get()
        assert (invoice.total, invoice.quote.number) == (Decimal("11500.00"), "COT-2")
        assert invoice.customs_file.number == "EXP-1"


async def test_f2_right_after_the_number_of_the_quote(program: Program) -> None:
    client = office()
    accepted(client)
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await one.types("000-001-01-00000009⏎⏎COT-1②")
        assert is_on_record(one), one.sees
        assert Invoice.get().total == Decimal("11500.00")


async def test_a_file_with_one_accepted_quote_brings_it(program: Program) -> None:
    client = office()
    file, other = (factories.customs_file(client, number) for number in ("EXP-1", "EXP-2"))
    accepted(client, "COT-1", customs_file=file)
    billed = accepted(client, "COT-2", customs_file=file)
    factories.invoice(client, quote=billed)
    for number in ("COT-3", "COT-4"):
        accepted(client, number, customs_file=other)
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await goes_to(one, "customs_file")
        await one.types("EXP-2⏎")
        assert (raw(one)["quote"], raw(one)["total"]) == ("", ""), "two: nobody can tell which"
        await goes_to(one, "customs_file")
        await one.types("EXP-1⏎")
        assert (raw(one)["quote"], raw(one)["total"]) == ("COT-1", "11,500.00")


async def test_typed_amounts_are_not_replaced_by_those_of_a_quote(program: Program) -> None:
    client = office()
    accepted(client)
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await goes_to(one, "subtotal")
        await one.types("100⏎")
        await goes_to(one, "quote")
        await one.types("COT-1⏎")
        assert (raw(one)["subtotal"], raw(one)["total"]) == ("100.00", "115.00")


async def test_quotes_are_offered_accepted_first_and_others_say_why_not(program: Program) -> None:
    client = office()
    factories.quote(client, "COT-8", issued_on=date(2026, 5, 1))
    accepted(client, "COT-9")
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await goes_to(one, "quote")
        assert "F4 Opciones" in one.lines[-1]
        await one.presses("f4")
        first, second = one.line_with("COT-9"), one.line_with("COT-8")
        assert one.sees.index("COT-9") < one.sees.index("COT-8")
        assert "Aceptada · L 11,500.00" in first and "está pendiente: acéptela" in second
        await one.types("↓⏎")
        assert isinstance(one.screen, PickScreen) and "acéptela antes" in one.notices[-1]
        await one.types("↑⏎⏎")
        assert (raw(one)["quote"], raw(one)["total"]) == ("COT-9", "11,500.00")
        await goes_to(one, "quote")
        await one.types("COT-8⏎")
        assert "La cotización COT-8 está pendiente: acéptela antes." in under(one, "Cotización")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("EXP-404", "No hay expediente «EXP-404»"),
        ("EXP-2", "es de otro cliente, «Comercial Prueba 2»"),
        ("EXP-3", "El expediente EXP-3 está anulado: elija otro."),
    ],
)
async def test_a_wrong_link_is_said_when_it_is_left(
    program: Program, typed: str, said: str
) -> None:
    client, other = office(), factories.register(2).id
    factories.customs_file(other, "EXP-2")
    factories.customs_file(client, "EXP-3", state="anulado")
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await goes_to(one, "customs_file")
        await one.types(f"{typed}⏎")
        assert said in under(one, "Expediente"), one.sees
        await goes_to(one, "customs_file")
        await one.types("②")
        assert at(one) == "number" and said in under(one, "Expediente")


async def test_the_due_date_keeps_the_term_of_the_client(program: Program) -> None:
    client = office()
    factories.invoice(client, issued_on=date(2026, 3, 1), due_on=date(2026, 3, 31))
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        assert raw(one)["due_on"] == day(30)
        await goes_to(one, "issued_on")
        await one.types("ayer⏎")
        assert raw(one)["due_on"] == day(29)


# -- a payment --------------------------------------------------------------------------------


async def test_a_payment_shows_what_is_owed_and_proposes_it(program: Program) -> None:
    client = office()
    first = factories.invoice(client, "000-001-01-00000001", due_on=date(2099, 1, 1))
    factories.invoice(client, "000-001-01-00000002", due_on=date(2026, 3, 31), currency="USD")
    factories.payment(first, "150.00")
    async with program() as one:
        await new_form(one, Kind.PAYMENT)
        assert "F4 muestra las facturas con saldo." in one.lines[4]
        await one.presses("f4")
        assert "Vencida · $ 1,150.00" in one.line_with("00000002")
        await one.types("↓⏎⏎")
        assert one.lines[4].strip() == (
            "Total L 1,150.00 · Pagado L 150.00 · Saldo L 1,000.00 · Parcial"
        )
        assert raw(one)["amount"] == "1,000.00"
        await goes_to(one, "invoice")
        await one.types("0000010100000002⏎")
        assert (raw(one)["invoice"], raw(one)["amount"]) == ("000-001-01-00000002", "1,150.00")
        assert "Saldo $ 1,150.00 · Vencida" in one.lines[4]


async def test_more_than_the_balance_is_an_error_on_the_field(program: Program) -> None:
    client = office()
    factories.invoice(client)
    async with program() as one:
        await new_form(one, Kind.PAYMENT)
        await one.types("⏎⏎1150.01⏎")
        said = "El saldo de la factura es L 1,150.00: escriba ese monto o menos."
        assert under(one, "Monto") == f"✗ {said}"
        await one.types("efe②")
        assert at(one) == "amount" and not Payment.select().exists()
        assert under(one, "Monto") == f"✗ {said}", "said once"
        await one.types("1150②")
        assert is_on_record(one), one.sees
        assert one.notices[-1] == (
            "Pago de L 1,150.00 guardado. Factura 000-001-01-00000001 pagada."
        )


async def test_a_payment_that_came_too_late(program: Program) -> None:
    """Somebody else paid the invoice while the form was open."""
    client = office()
    invoice = factories.invoice(client)
    async with program() as one:
        await new_form(one, Kind.PAYMENT)
        factories.payment(invoice, "1100.00")
        await one.types("⏎⏎100⏎efe②")
        assert Payment.select().count() == 1
        assert "El saldo de la factura es L 50.00" in under(one, "Monto")
        await goes_to(one, "amount")
        await one.types("50②")
        assert is_on_record(one), one.sees
        assert Invoice.get().paid == Decimal("1150.00")


async def test_two_payments_in_one_go(program: Program) -> None:
    client = office()
    factories.invoice(client)
    async with program() as one:
        await one.types("⏎⏎3np⏎⏎150⏎efe②np⏎⏎⏎trans⏎TR-9②")
        assert is_on_record(one), one.sees
        assert [one.amount for one in Payment.select().order_by(Payment.id)] == [150, 1000]
        assert one.notices == [
            "Pago de L 150.00 guardado. Saldo: L 1,000.00.",
            "Pago de L 1,000.00 guardado. Factura 000-001-01-00000001 pagada.",
        ]


async def test_a_client_that_owes_nothing(program: Program) -> None:
    client = office()
    paid = factories.invoice(client)
    factories.payment(paid, "1150.00")
    async with program() as one:
        await new_form(one, Kind.PAYMENT)
        assert "no tiene facturas con saldo" in one.lines[4]
        await one.types("000-001-01-00000001⏎")
        assert "Saldo L 0.00 · Pagada" in one.lines[4]
        await one.types("⏎5⏎")
        assert "ya está pagada: elija otra" in under(one, "Factura")


# -- saving -----------------------------------------------------------------------------------


async def test_nothing_typed_is_nothing_to_lose(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        await one.types("⎋")
        assert is_on_record(one), "what was only proposed is no change"
        await one.types("nc⏎⏎⏎⏎expo⎋")
        assert isinstance(one.screen, ConfirmScreen)
        await one.types("n")
        assert raw(one)["operation_type"] in ("expo", "Exportación")


async def test_all_errors_at_once_and_the_first_gets_the_focus(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        await one.types("123②")
        assert one.notices == ["✗ No se guardó. Corrija los 4 errores y guarde de nuevo."]
        assert at(one) == "number"
        assert "no tiene la forma 000-001-01-00001234" in under(one, "Número")


async def test_a_taken_number_names_the_other_and_its_client(program: Program) -> None:
    office()
    factories.quote(factories.register(2).id, "COT-7")
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        await one.types("COT-7⏎⏎⏎⏎impo⏎⏎100②")
        assert at(one) == "number"
        assert "Ya hay una cotización COT-7, de «Comercial Prueba 2»" in under(one, "Número")


async def test_warnings_are_asked_once(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        await goes_to(one, "issued_on")
        await one.types("mañana⏎⏎impo⏎⏎100②")
        assert isinstance(one.screen, ConfirmScreen) and "aún no llega" in one.sees
        await one.types("s")
        assert is_on_record(one)
        assert only(Kind.QUOTE).values["issued_on"] == TODAY + timedelta(days=1)


async def test_f2_twice_saves_once(program: Program) -> None:
    office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        await one.types("⏎⏎⏎⏎impo⏎⏎100②②②")
        assert Quote.select().count() == 1


async def test_deactivated_while_the_form_was_open(program: Program) -> None:
    client = office()
    async with program() as one:
        await new_form(one, Kind.QUOTE)
        clients.deactivate(OPERATOR, client, lookup.client_record(client).version)
        await one.types("⏎⏎⏎⏎impo⏎⏎100②")
        assert isinstance(one.screen, DocumentFormScreen), "what was typed stays"
        assert one.notices[-1] == (
            "✗ «Comercial Prueba 1» está inactivo: reactívelo para registrarle operaciones."
        )
        assert not Quote.select().exists()


# -- correcting -------------------------------------------------------------------------------


async def test_correcting_an_invoice_adds_up_again(program: Program) -> None:
    client = office()
    invoice = factories.invoice(client)
    async with program() as one:
        await edit_form(one, Kind.INVOICE, invoice.id)
        assert "annulment_reason" not in raw(one)
        await goes_to(one, "subtotal")
        await one.types("2000②")
        assert isinstance(one.screen, DocumentScreen), one.sees
        assert (Invoice.get().isv, Invoice.get().total) == (Decimal(300), Decimal(2300))
        assert "L 2,300.00" in one.line_with("Total")
        assert one.notices[-1] == "Factura 000-001-01-00000001 guardada."
        await one.types("e②")
        assert one.notices[-1] == "Sin cambios que guardar."


async def test_what_hangs_on_it_holds_the_amounts(program: Program) -> None:
    client = office()
    invoice = factories.invoice(client)
    factories.payment(invoice, "100.00")
    async with program() as one:
        await edit_form(one, Kind.INVOICE, invoice.id)
        await goes_to(one, "subtotal")
        await one.types("2000②")
        assert "Tiene pagos: anúlelos para cambiar el total." in under(one, "Total")
        await goes_to(one, "subtotal")
        await one.types("1000")
        await goes_to(one, "due_on")
        await one.types("31/12/2099②")
        assert isinstance(one.screen, DocumentScreen), one.sees
        assert Invoice.get().due_on == date(2099, 12, 31)


async def test_a_payment_is_corrected_within_its_own_amount(program: Program) -> None:
    client = office()
    invoice = factories.invoice(client)
    payment = factories.payment(invoice, "1150.00")
    async with program() as one:
        await edit_form(one, Kind.PAYMENT, payment.id)
        await goes_to(one, "amount")
        await one.types("1200⏎")
        assert "El saldo de la factura es L 1,150.00" in under(one, "Monto")
        await goes_to(one, "amount")
        await one.types("1100⏎")
        assert under(one, "Monto") == ""
        await one.types("②")
        assert Invoice.get().paid == Decimal(1100)


async def test_states_are_left_to_the_steps(program: Program) -> None:
    client = office()
    file, quote = factories.customs_file(client), factories.quote(client)
    async with program() as one:
        await edit_form(one, Kind.CUSTOMS_FILE, file.id)
        assert {"state", "closed_on"}.isdisjoint(raw(one))
        await one.types("⎋⎋")
        await edit_form(one, Kind.QUOTE, quote.id)
        assert "state" not in raw(one)


async def test_amounts_are_proposed_to_the_cent(program: Program) -> None:
    """Whatever the total of the quote, subtotal and ISV add up to it."""
    client = office()
    totals = [Decimal(cents).scaleb(-2) for cents in (1, 7, 99, 115, 12_345, 999_999_999)]
    for number, total in enumerate(totals):
        accepted(client, f"COT-{number}", total=str(total))
    async with program() as one:
        await new_form(one, Kind.INVOICE)
        for number, total in enumerate(totals):
            await goes_to(one, "quote")
            await one.types(f"COT-{number}⏎")
            subtotal, isv = (Decimal(raw(one)[key].replace(",", "")) for key in ("subtotal", "isv"))
            assert raw(one)["total"] == show_amount(total) == show_amount(subtotal + isv)
