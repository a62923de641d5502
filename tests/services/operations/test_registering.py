"""Registering operations: what they are refused for, asked about, and kept with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.domain.text import UNSAFE
from aduanas_tui.services import clients, contacts
from aduanas_tui.services.errors import GoneError, NotAllowedError, ServiceError
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.operations.records import found_by_number
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import AuditEntry
from tests.consistency import assert_consistent
from tests.factories import HOSTILE_NAMES, OPERATOR, add_contact, register, rtn
from tests.services.operations.typed import Kind, accepted, add, asked, read, refused, typed

CHAIN = (Kind.CUSTOMS_FILE, Kind.QUOTE, Kind.INVOICE, Kind.PAYMENT)
INVOICE = "000-001-01-00000001"


@pytest.fixture
def client_id(office: Path) -> int:
    saved = register(1, billing_email="cobros@prueba.hn")
    add_contact(saved.id, 1)
    return saved.id


@pytest.fixture
def other_id(client_id: int) -> int:
    return register(2).id


def new(kind: Kind, client_id: int, *, accept: bool = False, **changes: str) -> Any:
    return lambda: registering.register(
        OPERATOR, kind, client_id, typed(kind, **changes), accept_warnings=accept
    )


def test_chain_from_file_to_payment(client_id: int) -> None:
    file = add(Kind.CUSTOMS_FILE, client_id)
    quote = accepted(client_id, customs_file="EXP-26-0001")
    invoice = add(Kind.INVOICE, client_id, customs_file="exp260001", quote="cot 26 0001")
    payment = add(Kind.PAYMENT, client_id)
    found = read(Kind.INVOICE, invoice)
    assert found.values["customs_file"] == "EXP-26-0001", "as the file itself has it"
    assert [one.id for one in found.up] == [file.id, quote.id]
    assert [(one.kind, one.id) for one in found.down] == [(Kind.PAYMENT, payment.id)]
    assert (found.paid, found.balance) == (Decimal("100.00"), Decimal("1050.00"))
    assert [one.kind for one in read(Kind.CUSTOMS_FILE, file).down] == [Kind.QUOTE, Kind.INVOICE]
    assert [one.kind for one in read(Kind.QUOTE, quote).down] == [Kind.INVOICE]
    assert read(Kind.PAYMENT, payment).number == "Pago de 08/01/2026 por L 100.00"
    assert_consistent()


@pytest.mark.parametrize("kind", CHAIN)
def test_party_is_kept_as_it_was_that_day(client_id: int, kind: Kind) -> None:
    if kind is Kind.PAYMENT:
        add(Kind.INVOICE, client_id)
    saved = add(kind, client_id)
    kept = {
        "name": "Comercial Prueba 1",
        "rtn": rtn(1),
        "address": "Bo. El Centro, 2 calle",
        "billing_email": "cobros@prueba.hn",
        "phone": "+50422510001",
        "contact": "Persona Inventada 1",
    }
    assert read(kind, saved).party == kept
    edited = clients.edit(OPERATOR, client_id, 1, {"name": "Otro Nombre", "address": "Otra"})
    contacts.add(OPERATOR, client_id, {"name": "Nueva", "email": "a@b.hn", "is_primary": "si"})
    clients.deactivate(OPERATOR, client_id, edited.version)
    found = read(kind, saved)
    assert (found.party, found.party_kept) == (kept, True)
    assert (found.client_name, found.client_active) == ("Otro Nombre", False)


def test_main_email_where_there_is_none_for_billing(other_id: int) -> None:
    party = read(Kind.CUSTOMS_FILE, add(Kind.CUSTOMS_FILE, other_id)).party
    assert (party["billing_email"], party["contact"]) == ("ventas2@prueba.hn", "")


@pytest.mark.parametrize("kind", CHAIN)
def test_only_active_clients(client_id: int, kind: Kind) -> None:
    add(Kind.INVOICE, client_id)
    clients.deactivate(OPERATOR, client_id, 1)
    with pytest.raises(NotAllowedError, match=r"«Comercial Prueba 1» está inactivo: reactívelo"):
        add(kind, client_id, number="X-1")


@pytest.mark.parametrize("kind", CHAIN)
def test_deleted_client(client_id: int, kind: Kind) -> None:
    clients.delete(OPERATOR, client_id, 1)
    with pytest.raises(GoneError, match="Lo eliminó op1"):
        add(kind, client_id)


@pytest.mark.parametrize("kind", CHAIN[:3])
def test_number_of_another_document(client_id: int, other_id: int, kind: Kind) -> None:
    add(kind, client_id)
    job = new(kind, other_id, accept=True)
    assert refused(job) == [("number", "number_taken")]
    assert_consistent()


def test_number_that_differs_only_in_separators_is_asked(client_id: int) -> None:
    add(Kind.CUSTOMS_FILE, client_id)
    job = new(Kind.CUSTOMS_FILE, client_id, number="EXP.26/0001".replace("/", "-"))
    assert asked(job) == [("number", "number_similar")]


def test_declaration_of_another_file_is_asked(client_id: int) -> None:
    first = add(Kind.CUSTOMS_FILE, client_id, declaration="D26-0000123")
    job = new(Kind.CUSTOMS_FILE, client_id, number="E-2", declaration="D26 0000123")
    assert asked(job) == [("declaration", "declaration_taken")]
    stepping.annul(OPERATOR, Kind.CUSTOMS_FILE, first.id, 1, "Repetido")
    assert asked(job) == []


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        (Kind.QUOTE, Kind.CUSTOMS_FILE),
        (Kind.INVOICE, Kind.CUSTOMS_FILE),
        (Kind.INVOICE, Kind.QUOTE),
        (Kind.PAYMENT, Kind.INVOICE),
    ],
)
def test_links_lead_to_documents_of_the_client(
    client_id: int, other_id: int, kind: Kind, link: Kind
) -> None:
    key = link.value
    number = typed(link)["number"]
    job = new(kind, client_id, accept=True, **{"number": INVOICE, key: number})
    assert refused(job) == [(key, "link_unknown")]
    saved = add(link, other_id)
    assert refused(job) == [(key, "link_other_client")]
    job = new(kind, other_id, accept=True, **{"number": f"{INVOICE[:-1]}9", key: number})
    stepping.annul(OPERATOR, link, saved.id, saved.version, "Error")
    assert refused(job) == [(key, "link_annulled")]


def test_link_that_could_be_two_must_be_written_whole(client_id: int) -> None:
    add(Kind.CUSTOMS_FILE, client_id, number="12-1")
    add(Kind.CUSTOMS_FILE, client_id, number="1-21")
    assert refused(new(Kind.QUOTE, client_id, customs_file="121")) == [
        ("customs_file", "link_ambiguous")
    ]
    saved = add(Kind.QUOTE, client_id, customs_file="1-21")
    assert read(Kind.QUOTE, saved).values["customs_file"] == "1-21"
    assert [one[2] for one in found_by_number(Kind.CUSTOMS_FILE, "12-1")] == ["12-1"]
    assert [one[2] for one in found_by_number(Kind.CUSTOMS_FILE, "1.2.1")] == ["12-1", "1-21"]


@pytest.mark.parametrize("state", ["Pendiente", "Rechazada"])
def test_invoice_of_a_quote_that_was_not_accepted(client_id: int, state: str) -> None:
    add(Kind.QUOTE, client_id, state=state)
    job = new(Kind.INVOICE, client_id, quote="COT-26-0001")
    assert refused(job) == [("quote", "quote_not_accepted")]


def test_invoice_that_differs_from_its_quote_is_asked(client_id: int) -> None:
    add(Kind.CUSTOMS_FILE, client_id)
    add(Kind.CUSTOMS_FILE, client_id, number="EXP-26-0002")
    accepted(client_id, customs_file="EXP-26-0001")
    job = new(
        Kind.INVOICE,
        client_id,
        quote="COT-26-0001",
        customs_file="EXP-26-0002",
        isv="0",
        total="1000",
    )
    assert asked(job) == [("total", "quote_amount"), ("customs_file", "quote_other_file")]
    add(Kind.INVOICE, client_id, quote="COT-26-0001")
    again = new(Kind.INVOICE, client_id, quote="COT-26-0001", number=f"{INVOICE[:-1]}2")
    assert asked(again) == [("quote", "quote_invoiced")]


def test_payment_is_never_more_than_the_balance(client_id: int) -> None:
    invoice = add(Kind.INVOICE, client_id)
    over = new(Kind.PAYMENT, client_id, amount="1,150.01")
    assert refused(over) == [("amount", "payment_over_balance")]
    first = add(Kind.PAYMENT, client_id, amount="1,000.00")
    add(Kind.PAYMENT, client_id, amount="150.00", method="Retención")
    found = read(Kind.INVOICE, invoice)
    assert (found.state_label, found.balance) == ("Pagada", Decimal("0.00"))
    assert refused(new(Kind.PAYMENT, client_id, amount="0.01")) == [("invoice", "invoice_paid")]
    stepping.annul(OPERATOR, Kind.PAYMENT, first.id, 1, "Cheque devuelto")
    assert read(Kind.INVOICE, invoice).balance == Decimal("1000.00")
    assert refused(new(Kind.PAYMENT, client_id, amount="1000.01")) == [
        ("amount", "payment_over_balance")
    ]
    add(Kind.PAYMENT, client_id, amount="1000")
    assert_consistent()


def test_payment_is_in_the_currency_of_its_invoice(client_id: int) -> None:
    add(Kind.INVOICE, client_id, currency="Dólares")
    assert refused(new(Kind.PAYMENT, client_id, amount="L 10")) == [("amount", "currency_mismatch")]
    saved = add(Kind.PAYMENT, client_id, amount="$ 10")
    found = read(Kind.PAYMENT, saved)
    assert (found.currency, found.number) == ("USD", "Pago de 08/01/2026 por $ 10.00")


def test_payment_before_its_invoice_is_asked(client_id: int) -> None:
    add(Kind.INVOICE, client_id)
    assert asked(new(Kind.PAYMENT, client_id, paid_on="06/01/2026")) == [
        ("paid_on", "payment_before_invoice")
    ]


def test_all_errors_come_together(client_id: int) -> None:
    job = new(
        Kind.INVOICE,
        client_id,
        number="1",
        issued_on="31/02/2026",
        total="9",
        quote="COT-9",
        customs_file="EXP-9",
    )
    assert refused(job) == [
        ("number", "invoice_number"),
        ("issued_on", "date_impossible"),
        ("total", "invoice_sum"),
        ("customs_file", "link_unknown"),
        ("quote", "link_unknown"),
    ]


@pytest.mark.parametrize("kind", CHAIN)
def test_blank_forms_are_refused_field_by_field(client_id: int, kind: Kind) -> None:
    found = refused(lambda: registering.register(OPERATOR, kind, client_id, {}))
    assert found
    assert {code for _, code in found} <= {"required", "date_invalid"}


def test_invoice_spoiled_before_it_was_sent_is_kept_annulled(client_id: int) -> None:
    """An invoice in error is kept and marked (SAR), so its number can be recorded at once."""
    saved = add(Kind.INVOICE, client_id, annulment_reason="Papel dañado")
    found = read(Kind.INVOICE, saved)
    assert (found.state_label, found.annulled_on) == ("Anulada", date.today())
    assert [(one.to_state, one.reason) for one in found.steps] == [("Anulada", "Papel dañado")]
    assert rows("SELECT last_operation FROM client WHERE id = ?", (client_id,)) == [("",)]
    assert_consistent()


def test_payment_that_bounced_before_it_was_recorded(client_id: int) -> None:
    invoice = add(Kind.INVOICE, client_id)
    saved = add(Kind.PAYMENT, client_id, annulment_reason="Cheque devuelto")
    found = read(Kind.PAYMENT, saved)
    assert (found.state_label, found.steps[0].to_state) == ("Anulado", "Anulado")
    assert read(Kind.INVOICE, invoice).paid == 0
    assert_consistent()


def test_new_file_is_not_annulled_at_once(client_id: int) -> None:
    assert refused(new(Kind.CUSTOMS_FILE, client_id, accept=True, state="Anulado")) == [
        ("state", "new_annulled")
    ]


def test_counters_of_the_list_follow(client_id: int) -> None:
    def counters() -> list[Any]:
        return rows(
            "SELECT file_count, last_operation, has_operations FROM client WHERE id = ?",
            (client_id,),
        )

    assert counters() == [(0, "", 0)]
    file = add(Kind.CUSTOMS_FILE, client_id)
    assert counters() == [(1, "2026-01-05", 1)]
    add(Kind.INVOICE, client_id)
    payment = add(Kind.PAYMENT, client_id)
    assert counters() == [(1, "2026-01-08", 1)]
    stepping.annul(OPERATOR, Kind.PAYMENT, payment.id, 1, "Error")
    assert counters() == [(1, "2026-01-07", 1)]
    registering.edit(OPERATOR, Kind.CUSTOMS_FILE, file.id, 1, {"opened_on": "09/01/2026"})
    assert counters() == [(1, "2026-01-09", 1)]
    quote = add(Kind.QUOTE, client_id, issued_on="10/01/2026")
    assert counters() == [(1, "2026-01-10", 1)]
    stepping.annul(OPERATOR, Kind.QUOTE, quote.id, 1, "Error")
    assert counters() == [(1, "2026-01-09", 1)]


def test_audit_tells_who_registered_what(client_id: int) -> None:
    add(Kind.INVOICE, client_id)
    payment = add(Kind.PAYMENT, client_id)
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
    assert (entry.operator, entry.action, entry.entity) == (OPERATOR, "create", "payment")
    assert (entry.entity_id, entry.client_id, entry.label) == (payment.id, client_id, INVOICE)
    assert entry.changes == {
        "invoice": [None, INVOICE],
        "paid_on": [None, "2026-01-08"],
        "amount": [None, "100.00"],
        "method": [None, "efectivo"],
    }


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_hostile_texts_are_kept_and_told_without_controls(client_id: int, text: str) -> None:
    saved = add(
        Kind.CUSTOMS_FILE,
        client_id,
        number=f"E-{text}"[:40],
        declaration=text[:40],
        transport_document=text[:60],
        office=text[:80],
        description=text,
    )
    found = read(Kind.CUSTOMS_FILE, saved)
    add(Kind.QUOTE, client_id, customs_file=found.number)
    told = [str(one) for one in found.values.values()]
    for job in (
        new(Kind.CUSTOMS_FILE, client_id, accept=True, number=found.number),
        new(Kind.QUOTE, client_id, accept=True, number="C-2", customs_file=f"{text}-2"[:40]),
        new(Kind.CUSTOMS_FILE, client_id, number="E-2", declaration=found.values["declaration"]),
    ):
        with pytest.raises(ServiceError) as refusal:
            job()
        told.append(str(refusal.value))
    assert not [one for one in told if UNSAFE.search(one)]
    assert_consistent()
