"""Correcting operations: while nothing hangs on them, and never over somebody else's save."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import clients
from aduanas_tui.services.errors import GoneError, NotAllowedError, StaleError
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import AuditEntry
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, register
from tests.services.operations.typed import Kind, accepted, add, asked, read, refused, typed

INVOICE = "000-001-01-00000001"


@pytest.fixture
def client_id(office: Path) -> int:
    return register(1).id


def change(kind: Kind, saved: Any, *, accept: bool = True, **raw: str) -> Any:
    return lambda: registering.edit(
        OPERATOR, kind, saved.id, saved.version, raw, accept_warnings=accept
    )


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        (
            Kind.CUSTOMS_FILE,
            {"number": "EXP-26-0777", "office": "La Mesa", "opened_on": "04/01/2026"},
            {"number": "EXP-26-0777", "office": "La Mesa", "opened_on": date(2026, 1, 4)},
        ),
        (
            Kind.QUOTE,
            {"total": "$ 200", "currency": "Dólares", "customs_file": "EXP-26-0002"},
            {"total": Decimal("200.00"), "currency": "USD", "customs_file": "EXP-26-0002"},
        ),
        (
            Kind.INVOICE,
            {"subtotal": "2000", "isv": "300", "total": "2300", "customs_file": "exp 26 0002"},
            {"total": Decimal("2300.00"), "customs_file": "EXP-26-0002"},
        ),
        (
            Kind.PAYMENT,
            {"amount": "1,150", "method": "Cheque", "reference": "Ck 12"},
            {"amount": Decimal("1150.00"), "method": "cheque", "reference": "Ck 12"},
        ),
    ],
)
def test_mistakes_are_corrected(
    client_id: int, kind: Kind, raw: dict[str, str], stored: dict[str, Any]
) -> None:
    add(Kind.CUSTOMS_FILE, client_id, number="EXP-26-0002")
    if kind is Kind.PAYMENT:
        add(Kind.INVOICE, client_id)
    saved = add(kind, client_id)
    again = change(kind, saved, **raw)()
    assert (again.id, again.version) == (saved.id, 2)
    found = read(kind, saved)
    assert found.values == found.values | stored
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
    assert (entry.action, entry.entity, entry.entity_id) == ("update", kind.value, saved.id)
    assert set(entry.changes) == set(raw)
    assert_consistent()


@pytest.mark.parametrize("kind", list(Kind))
def test_saving_what_is_stored_changes_nothing(client_id: int, kind: Kind) -> None:
    add(Kind.CUSTOMS_FILE, client_id, number="EXP-26-0002")
    if kind is Kind.PAYMENT:
        add(Kind.INVOICE, client_id)
    link = {"customs_file": "EXP-26-0002"} if kind in (Kind.QUOTE, Kind.INVOICE) else {}
    saved = add(kind, client_id, **link)
    before = rows("SELECT count(*) FROM audit_entry")
    written_otherwise = dict.fromkeys(link, "exp-26.0002")
    same = change(kind, saved, accept=False, **typed(kind, **written_otherwise))
    assert same().version == 1
    assert rows("SELECT count(*) FROM audit_entry") == before


@pytest.mark.parametrize("kind", [Kind.CUSTOMS_FILE, Kind.QUOTE, Kind.INVOICE])
def test_number_of_another_is_refused(client_id: int, kind: Kind) -> None:
    first = typed(kind)["number"]
    add(kind, client_id)
    second = add(kind, client_id, number=f"{first[:-1]}2")
    assert refused(change(kind, second, number=first)) == [("number", "number_taken")]
    assert change(kind, second, number=f"{first[:-1]}3")().version == 2


def test_paid_invoice_keeps_its_amount(client_id: int) -> None:
    invoice = add(Kind.INVOICE, client_id)
    payment = add(Kind.PAYMENT, client_id)
    more = {"subtotal": "2000", "isv": "300", "total": "2300", "currency": "Dólares"}
    assert refused(change(Kind.INVOICE, invoice, **more)) == [
        ("currency", "has_payments"),
        ("total", "has_payments"),
    ]
    split = change(Kind.INVOICE, invoice, subtotal="1150", isv="0", due_on="31/12/2026")()
    assert split.version == 2
    renumbered = change(Kind.INVOICE, split, number=f"{INVOICE[:-1]}7")()
    assert read(Kind.PAYMENT, payment).values["invoice"] == f"{INVOICE[:-1]}7"
    stepping.annul(OPERATOR, Kind.PAYMENT, payment.id, 1, "No era de esta")
    change(Kind.INVOICE, renumbered, total="2300", subtotal="2000", isv="300")()
    assert read(Kind.INVOICE, invoice).balance == Decimal("2300.00")


def test_invoiced_quote_keeps_its_amount_and_answer(client_id: int) -> None:
    quote = accepted(client_id)
    invoice = add(Kind.INVOICE, client_id, quote="COT-26-0001")
    assert refused(change(Kind.QUOTE, quote, total="5", state="Pendiente")) == [
        ("total", "has_invoices"),
        ("state", "state_step"),
    ]
    described = change(Kind.QUOTE, quote, description="Repuestos", valid_until="07/01/2099")()
    stepping.annul(OPERATOR, Kind.INVOICE, invoice.id, 1, "Cliente equivocado")
    change(Kind.QUOTE, described, total="5", state="Pendiente")()
    assert read(Kind.QUOTE, quote).state == "pendiente"
    assert [one.to_state for one in read(Kind.QUOTE, quote).steps] == ["Aceptada", "Pendiente"]


def test_payment_is_corrected_up_to_the_balance_without_it(client_id: int) -> None:
    add(Kind.INVOICE, client_id)
    add(Kind.INVOICE, client_id, number=f"{INVOICE[:-1]}2")
    add(Kind.PAYMENT, client_id, amount="150")
    payment = add(Kind.PAYMENT, client_id, amount="1000")
    assert refused(change(Kind.PAYMENT, payment, amount="1000.01")) == [
        ("amount", "payment_over_balance")
    ]
    other = change(Kind.PAYMENT, payment, invoice=f"{INVOICE[:-1]}2", amount="1150")()
    assert rows("SELECT paid FROM invoice ORDER BY id") == [(15000,), (115000,)]
    assert refused(change(Kind.PAYMENT, other, invoice=INVOICE)) == [
        ("amount", "payment_over_balance")
    ]
    assert_consistent()


@pytest.mark.parametrize("kind", list(Kind))
def test_annulled_is_not_changed_any_more(client_id: int, kind: Kind) -> None:
    if kind is Kind.PAYMENT:
        add(Kind.INVOICE, client_id)
    saved = add(kind, client_id)
    saved = stepping.annul(OPERATOR, kind, saved.id, 1, "Error")
    with pytest.raises(NotAllowedError, match=r"está anulad[ao]: ya no se cambia"):
        change(kind, saved, description="x")()


@pytest.mark.parametrize("kind", list(Kind))
def test_annulling_is_not_done_by_a_form(client_id: int, kind: Kind) -> None:
    if kind is Kind.PAYMENT:
        add(Kind.INVOICE, client_id)
    saved = add(kind, client_id)
    raw = {"annulment_reason": "Error"}
    expected = [("annulment_reason", "annul_by_action")]
    if kind is Kind.CUSTOMS_FILE:
        raw, expected = {"state": "Anulado"}, [("state", "state_step")]
    elif kind is Kind.QUOTE:
        raw, expected = {"state": "Anulada"}, [("state", "choice_unknown")]
    assert refused(change(kind, saved, **raw)) == expected


@pytest.mark.parametrize("kind", list(Kind))
def test_somebody_else_saved_first(client_id: int, kind: Kind) -> None:
    if kind is Kind.PAYMENT:
        add(Kind.INVOICE, client_id)
    saved = add(kind, client_id)
    key = "reference" if kind is Kind.PAYMENT else "description"
    if kind is Kind.INVOICE:
        key = "due_on"
    theirs = "31/12/2026" if key == "due_on" else "Lo de ella"
    registering.edit("ana", kind, saved.id, 1, {key: theirs})
    with pytest.raises(StaleError, match=r"^ana cambió este registro") as stale:
        change(kind, saved, **{key: "30/12/2026"})()
    assert stale.value.version == 2
    assert stale.value.current == read(kind, saved).values


def test_file_follows_its_states_in_a_form_too(client_id: int) -> None:
    file = add(Kind.CUSTOMS_FILE, client_id)
    assert refused(change(Kind.CUSTOMS_FILE, file, state="Levante")) == [("state", "state_step")]
    moved = change(Kind.CUSTOMS_FILE, file, state="En digitación")()
    (step,) = read(Kind.CUSTOMS_FILE, file).steps
    assert (step.from_state, step.to_state) == ("Abierto", "En digitación")
    assert (step.on_day, step.operator) == (date.today(), OPERATOR)
    back = change(Kind.CUSTOMS_FILE, moved, state="Abierto")
    assert refused(back) == [("state", "state_step")]


def test_warning_that_was_saved_over_is_not_asked_again(client_id: int) -> None:
    file = add(Kind.CUSTOMS_FILE, client_id, office="Puesto Inventado", regime="1000")
    assert change(Kind.CUSTOMS_FILE, file, accept=False, description="Café")().version == 2
    other = change(
        Kind.CUSTOMS_FILE, file.__class__(file.id, 2), accept=False, office="Otro Inventado"
    )
    assert asked(other) == [("office", "office_unknown")]


def test_rule_between_fields_is_tried_with_what_is_stored(client_id: int) -> None:
    invoice = add(Kind.INVOICE, client_id)
    assert refused(change(Kind.INVOICE, invoice, isv="151")) == [("total", "invoice_sum")]
    assert asked(change(Kind.INVOICE, invoice, accept=False, subtotal="100", total="250")) == [
        ("isv", "isv_rate")
    ]


def test_documents_of_an_inactive_client_can_be_put_right(client_id: int) -> None:
    invoice = add(Kind.INVOICE, client_id)
    clients.deactivate(OPERATOR, client_id, 1)
    assert change(Kind.INVOICE, invoice, due_on="31/12/2026")().version == 2
    stepping.annul(OPERATOR, Kind.INVOICE, invoice.id, 2, "Nunca se entregó")


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_there(client_id: int, kind: Kind) -> None:
    with pytest.raises(GoneError, match="ya no existe"):
        registering.edit(OPERATOR, kind, 99, 1, {})
