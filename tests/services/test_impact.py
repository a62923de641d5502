"""What is open with a client, as said before deactivating it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.domain.money import Currency
from aduanas_tui.domain.states import CLOSING_STATES, CustomsFileState
from aduanas_tui.services.billing import Billed, billed
from aduanas_tui.services.impact import Operations, counted, impact_of, in_words, operations_of
from aduanas_tui.store.connection import rows
from aduanas_tui.store.schema import FILE_IS_OPEN, INVOICE_IS_OWED, QUOTE_IS_PENDING
from tests.factories import customs_file, invoice, payment, quote, register


@pytest.fixture
def client_id(office: Path) -> int:
    other = register(2).id
    customs_file(other, "OTRO-1")
    payment(invoice(other, "OTRO-2"), "1.00")
    quote(other, "OTRO-3")
    return register(1).id


def owe(client_id: int, number: int, total: str, **changes: Any) -> Any:
    amount = Decimal(total)
    return invoice(
        client_id, f"F-{number}", subtotal=amount, isv=Decimal(0), total=amount, **changes
    )


def test_nothing_open(client_id: int) -> None:
    impact = impact_of(client_id)
    assert (impact.open_files, impact.balances, impact.pending_quotes) == (0, (), 0)
    assert impact.lines() == []


@pytest.mark.parametrize("state", list(CustomsFileState))
def test_open_files_are_those_that_still_need_work(client_id: int, state: str) -> None:
    customs_file(client_id, state=state)
    closed = state in ("cerrado", "anulado")
    assert impact_of(client_id).open_files == (0 if closed else 1)


def test_balance_is_what_is_owed_in_each_currency(client_id: int) -> None:
    first = owe(client_id, 1, "1000.10")
    payment(first, "300.05")
    payment(first, "100.00", annulled_on=date(2026, 4, 1))
    owe(client_id, 2, "50.00")
    owe(client_id, 3, "20.00", currency="USD")
    owe(client_id, 4, "99999.00", annulled_on=date(2026, 4, 1))
    assert impact_of(client_id).balances == (
        (Currency("HNL"), Decimal("750.05")),
        (Currency("USD"), Decimal("20.00")),
    )
    assert impact_of(client_id).lines() == ["Debe L 750.05.", "Debe $ 20.00."]


def test_what_is_paid_is_not_owed(client_id: int) -> None:
    payment(owe(client_id, 1, "100.00"), "100.00")
    assert impact_of(client_id).balances == ()


def test_invoice_paid_in_excess_does_not_hide_another_debt(client_id: int) -> None:
    payment(owe(client_id, 1, "100.00"), "150.00")
    owe(client_id, 2, "200.00")
    assert impact_of(client_id).balances == ((Currency("HNL"), Decimal("200.00")),)
    assert billed([client_id])[client_id, Currency.HNL] == Billed(30_000, 20_000)


@pytest.mark.parametrize(
    ("state", "days", "pending"),
    [
        ("pendiente", 0, 1),
        ("pendiente", 1, 1),
        ("pendiente", -1, 0),
        ("aceptada", 1, 0),
        ("rechazada", 1, 0),
    ],
)
def test_pending_quotes_are_still_valid(
    client_id: int, state: str, days: int, pending: int
) -> None:
    valid_until = date.today() + timedelta(days=days)
    quote(client_id, state=state, valid_until=valid_until)
    quote(client_id, "COT-2", state=state, valid_until=valid_until, annulled_on=date(2026, 3, 1))
    assert impact_of(client_id).pending_quotes == pending


def test_lines_say_all(client_id: int) -> None:
    customs_file(client_id, "E-1")
    customs_file(client_id, "E-2")
    owe(client_id, 1, "12345.60")
    quote(client_id)
    assert impact_of(client_id).lines() == [
        "Tiene 2 expedientes abiertos.",
        "Debe L 12,345.60.",
        "Tiene 1 cotización pendiente.",
    ]
    assert operations_of(client_id) == Operations(2, 1, 1, 0)


def test_counts_in_words() -> None:
    assert Operations(0, 0, 0).in_words() == ""
    assert not Operations(0, 0, 0)
    assert Operations(0, 1, 0)
    assert Operations(1, 0, 1).in_words() == "1 expediente y 1 factura"
    assert Operations(0, 0, 1, 2).in_words() == "1 factura y 2 pagos"
    assert Operations(1200, 2, 1).in_words() == "1,200 expedientes, 2 cotizaciones y 1 factura"
    assert counted(0, "uno", "muchos") == ""
    assert in_words(["", "a", ""]) == "a"


def test_rows_of_a_large_client_are_not_read(office: Path) -> None:
    """What is open is read off indexes that have nothing else."""
    for table, condition, index in (
        ("customs_file", FILE_IS_OPEN, "customs_file_open"),
        ("quote", f"{QUOTE_IS_PENDING} AND valid_until >= ''", "quote_pending"),
        ("invoice", INVOICE_IS_OWED, "invoice_owed"),
    ):
        columns = "currency, sum(total - paid)" if table == "invoice" else "count(*)"
        ((*_, plan),) = rows(
            f"EXPLAIN QUERY PLAN SELECT {columns} FROM {table} WHERE client_id = 1 AND {condition}"
        )
        assert f"COVERING INDEX {index} " in plan
    closed = ", ".join(sorted(f"'{one.value}'" for one in CLOSING_STATES)[::-1])
    assert f"state NOT IN ({closed})" == FILE_IS_OPEN
