"""What a form of a new operation begins with."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.dates import show_date
from aduanas_tui.services import clients
from aduanas_tui.services.errors import GoneError, NotAllowedError
from aduanas_tui.services.operations import numbering, proposing, registering, stepping
from aduanas_tui.services.operations.proposing import proposal, without_isv
from tests.factories import OPERATOR, add_contact, register
from tests.services.operations.typed import Kind, accepted, add, read, typed

TODAY = date.today()
YEAR = f"{TODAY:%y}"


@pytest.fixture
def client_id(office: Path) -> int:
    return register(1).id


def proposed(kind: Kind, client_id: int, **links: int) -> dict[str, str]:
    raw = proposal(kind, client_id, **links).raw
    return {key: value for key, value in raw.items() if value}


def test_first_file_and_quote_of_the_year(client_id: int) -> None:
    today = show_date(TODAY)
    assert proposed(Kind.CUSTOMS_FILE, client_id) == {
        "number": f"EXP-{YEAR}-0001",
        "state": "Abierto",
        "opened_on": today,
    }
    assert proposed(Kind.QUOTE, client_id) == {
        "number": f"COT-{YEAR}-0001",
        "issued_on": today,
        "valid_until": show_date(TODAY + timedelta(15)),
        "currency": "Lempiras",
        "state": "Pendiente",
    }


@pytest.mark.parametrize(
    ("taken", "following"),
    [
        (["0418"], "0419"),
        (["0009", "0010", "0002"], "0011"),
        (["9999"], "10000"),
        (["9998", "10000"], "10001"),
        (["0418-B", "0400", "X", ""], "0401"),
        (["0001", "99999999999999999999"], "0002"),
    ],
)
def test_number_after_the_highest_of_the_year(
    client_id: int, taken: list[str], following: str
) -> None:
    for serial in taken:
        add(Kind.CUSTOMS_FILE, client_id, number=f"EXP-{YEAR}-{serial}")
    add(Kind.CUSTOMS_FILE, client_id, number="EXP-01-0900")
    add(Kind.QUOTE, client_id, number=f"COT-{YEAR}-0777")
    assert proposed(Kind.CUSTOMS_FILE, client_id)["number"] == f"EXP-{YEAR}-{following}"


@pytest.mark.parametrize(
    ("taken", "following"),
    [
        (["0001", "0002", "0003", "0004"], "0005"),
        (["0004", "0001", "0002"], "0005"),
        (["9997", "9998", "9999", "10000"], "10001"),
    ],
)
def test_number_is_found_without_looking_at_all(
    client_id: int, taken: list[str], following: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "_LOOKED_AT", 2)
    for serial in taken:
        add(Kind.CUSTOMS_FILE, client_id, number=f"EXP-{YEAR}-{serial}")
    assert proposed(Kind.CUSTOMS_FILE, client_id)["number"] == f"EXP-{YEAR}-{following}"


def test_invoice_to_pay_is_not_looked_for_among_very_many(
    client_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(Kind.INVOICE, client_id)
    monkeypatch.setattr(proposing, "_MANY", 2)
    assert "invoice" in proposed(Kind.PAYMENT, client_id)
    monkeypatch.setattr(proposing, "_MANY", 1)
    assert "invoice" not in proposed(Kind.PAYMENT, client_id)


def test_number_taken_with_other_separators_is_skipped(client_id: int) -> None:
    add(Kind.CUSTOMS_FILE, client_id, number=f"EXP{YEAR}0001")
    assert proposed(Kind.CUSTOMS_FILE, client_id)["number"] == f"EXP-{YEAR}-0002"


def test_proposed_number_that_somebody_took_meanwhile(client_id: int) -> None:
    number = proposed(Kind.CUSTOMS_FILE, client_id)["number"]
    raw = typed(Kind.CUSTOMS_FILE, number=number)
    add(Kind.CUSTOMS_FILE, client_id, number=number)
    saved = registering.register(
        OPERATOR, Kind.CUSTOMS_FILE, client_id, raw, proposed_number=number
    )
    assert read(Kind.CUSTOMS_FILE, saved).number == f"EXP-{YEAR}-0002"
    (note,) = [one for one in saved.fixes if one.field == "number"]
    assert note.message == f"{number} ya se había tomado: quedó EXP-{YEAR}-0002."


def test_what_follows_from_a_file(client_id: int) -> None:
    file = add(Kind.CUSTOMS_FILE, client_id, description="Café en grano")
    quote = proposed(Kind.QUOTE, client_id, customs_file_id=file.id)
    assert (quote["customs_file"], quote["operation_type"]) == ("EXP-26-0001", "Importación")
    assert quote["description"] == "Café en grano"
    add(Kind.QUOTE, client_id, customs_file="EXP-26-0001", state="Rechazada")
    invoice = proposed(Kind.INVOICE, client_id, customs_file_id=file.id)
    assert invoice == {
        "issued_on": show_date(TODAY),
        "currency": "Lempiras",
        "customs_file": "EXP-26-0001",
    }


def test_invoice_takes_the_amounts_of_the_accepted_quote(client_id: int) -> None:
    file = add(Kind.CUSTOMS_FILE, client_id)
    quote = accepted(client_id, customs_file="EXP-26-0001", total="$ 100", currency="Dólares")
    expected = {
        "issued_on": show_date(TODAY),
        "currency": "Dólares",
        "subtotal": "86.96",
        "isv": "13.04",
        "total": "100.00",
        "customs_file": "EXP-26-0001",
        "quote": "COT-26-0001",
    }
    assert proposed(Kind.INVOICE, client_id, quote_id=quote.id) == expected
    assert proposed(Kind.INVOICE, client_id, customs_file_id=file.id) == expected
    registering.register(
        OPERATOR, Kind.INVOICE, client_id, expected | {"number": "000-001-01-00000009"}
    )
    assert "quote" not in proposed(Kind.INVOICE, client_id, customs_file_id=file.id)


def test_two_accepted_quotes_are_for_the_operator_to_choose(client_id: int) -> None:
    file = add(Kind.CUSTOMS_FILE, client_id)
    for number in ("COT-26-0001", "COT-26-0002"):
        accepted(client_id, number=number, customs_file="EXP-26-0001")
    assert "quote" not in proposed(Kind.INVOICE, client_id, customs_file_id=file.id)


def test_invoice_falls_due_as_the_last_one_did(client_id: int) -> None:
    assert "due_on" not in proposed(Kind.INVOICE, client_id)
    add(Kind.INVOICE, client_id, issued_on="01/01/2026", due_on="31/01/2026")
    assert proposed(Kind.INVOICE, client_id)["due_on"] == show_date(TODAY + timedelta(30))


def test_payment_of_what_is_owed(client_id: int) -> None:
    assert proposed(Kind.PAYMENT, client_id) == {"paid_on": show_date(TODAY)}
    first = add(Kind.INVOICE, client_id)
    add(Kind.PAYMENT, client_id, amount="150.00")
    expected = {"invoice": "000-001-01-00000001", "paid_on": show_date(TODAY), "amount": "1,000.00"}
    assert proposed(Kind.PAYMENT, client_id) == expected
    second = add(Kind.INVOICE, client_id, number="000-001-01-00000002")
    assert proposed(Kind.PAYMENT, client_id) == {"paid_on": show_date(TODAY)}
    assert proposed(Kind.PAYMENT, client_id, invoice_id=first.id) == expected
    stepping.annul(OPERATOR, Kind.INVOICE, second.id, 1, "Error")
    assert proposed(Kind.PAYMENT, client_id) == expected


@pytest.mark.parametrize("kind", list(Kind))
def test_client_as_filled_in(client_id: int, kind: Kind) -> None:
    add_contact(client_id, 1)
    assert proposal(kind, client_id).party["contact"] == "Persona Inventada 1"
    off = clients.deactivate(OPERATOR, client_id, 1)
    with pytest.raises(NotAllowedError, match="reactívelo para registrarle operaciones"):
        proposal(kind, client_id)
    clients.delete(OPERATOR, client_id, off.version)
    with pytest.raises(GoneError):
        proposal(kind, client_id)


@given(st.integers(0, 10**14))
def test_isv_split_is_always_the_total(cents: int) -> None:
    total = Decimal(cents).scaleb(-2)
    subtotal, isv = without_isv(total)
    assert subtotal + isv == total
    assert 0 <= isv <= subtotal * Decimal("0.18") + Decimal("0.01")
    assert subtotal == subtotal.quantize(Decimal("0.01"))
