from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from aduanas_tui.domain.fields import CleanRecord, clean_record
from aduanas_tui.domain.operation_fields import (
    CUSTOMS_FILE_FIELDS,
    INVOICE_FIELDS,
    OPERATION_CLIENT_FIELD,
    PAYMENT_FIELDS,
    QUOTE_FIELDS,
)
from aduanas_tui.domain.operation_rules import OVER_BALANCE, over_balance
from aduanas_tui.domain.problems import Level

FILE = {
    "number": "EXP-26-0419", "operation_type": "importacion", "state": "abierto",
    "opened_on": "12/10/2026", "office": "Puerto Cortés", "regime": "4000",
}  # fmt: skip
QUOTE = {
    "number": "COT-26-0087", "issued_on": "12/10/2026", "valid_until": "30/10/2026",
    "operation_type": "exportacion", "currency": "HNL", "total": "18,400.00", "state": "pendiente",
}  # fmt: skip
INVOICE = {
    "number": "000-001-01-00001234", "issued_on": "12/10/2026", "due_on": "11/11/2026",
    "currency": "HNL", "subtotal": "16,000.00", "isv": "2,400.00", "total": "18,400.00",
}  # fmt: skip
PAYMENT = {
    "invoice": "000-001-01-00001234", "paid_on": "20/10/2026", "amount": "5,000",
    "method": "cheque",
}  # fmt: skip


def customs_file(**changes: str) -> CleanRecord:
    return clean_record(CUSTOMS_FILE_FIELDS, FILE | changes)


def quote(**changes: str) -> CleanRecord:
    return clean_record(QUOTE_FIELDS, QUOTE | changes)


def invoice(**changes: str) -> CleanRecord:
    return clean_record(INVOICE_FIELDS, INVOICE | changes)


def payment(**changes: str) -> CleanRecord:
    return clean_record(PAYMENT_FIELDS, PAYMENT | changes)


def codes(record: CleanRecord) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in record.problems]


def test_columns() -> None:
    assert [one.column for one in CUSTOMS_FILE_FIELDS] == [
        *("numero", "tipo_operacion", "estado", "fecha_apertura", "fecha_cierre", "aduana"),
        *("regimen", "canal", "declaracion", "documento_transporte", "descripcion"),
    ]
    assert [one.column for one in QUOTE_FIELDS] == [
        *("numero", "fecha", "valida_hasta", "tipo_operacion", "moneda", "total", "estado"),
        *("expediente", "descripcion"),
    ]
    assert [one.column for one in INVOICE_FIELDS] == [
        *("numero", "fecha", "vence", "moneda", "subtotal", "isv", "total", "expediente"),
        *("cotizacion", "motivo_anulacion"),
    ]
    assert [one.column for one in PAYMENT_FIELDS] == [
        *("factura", "fecha", "monto", "forma", "referencia", "motivo_anulacion"),
    ]
    assert OPERATION_CLIENT_FIELD.column == "rtn"


def test_required_fields() -> None:
    assert [one.key for one in CUSTOMS_FILE_FIELDS if one.required] == ["number", "opened_on"]
    assert [one.key for one in QUOTE_FIELDS if one.required] == [
        *("number", "issued_on", "operation_type", "currency", "total", "state"),
    ]


def test_good_records() -> None:
    record = customs_file()
    assert record.problems == ()
    assert record.values["opened_on"] == date(2026, 10, 12)
    assert record.values["closed_on"] is None
    assert record.values["regime"] == "4000"
    assert quote().problems == ()
    assert quote().values["total"] == Decimal("18400.00")
    assert invoice().problems == ()
    assert payment().problems == ()
    assert payment().values["method"] == "cheque"


def test_a_file_without_state_is_open() -> None:
    record = customs_file(state="")
    assert record.values["state"] == "abierto"
    assert codes(record) == [("state", "state_assumed")]
    assert record.problems[0].level is Level.FIX
    assert codes(customs_file(state="raro")) == [("state", "choice_unknown")]


def test_dates_of_a_file() -> None:
    record = customs_file(state="cerrado", closed_on="11/10/2026")
    assert codes(record) == [("closed_on", "dates_order")]
    assert record.problems[0].level is Level.ERROR
    assert codes(customs_file(state="cerrado")) == [("closed_on", "closed_without_date")]
    assert codes(customs_file(closed_on="20/10/2026")) == [("state", "state_not_closed")]
    assert codes(customs_file(state="cerrado", closed_on="20/10/2026")) == []
    assert codes(customs_file(state="cerrado", closed_on="x")) == [("closed_on", "date_invalid")]


def test_a_green_file_is_not_examined() -> None:
    record = customs_file(state="En revisión", channel="verde")
    assert codes(record) == [("channel", "channel_state")]
    assert codes(customs_file(state="En revisión", channel="rojo")) == []


def test_the_regime_tells_the_direction() -> None:
    assert codes(customs_file(regime="1000")) == [("regime", "regime_operation")]
    assert codes(customs_file(regime="8000")) == []
    record = customs_file(operation_type="", regime="1000")
    assert record.values["operation_type"] == "exportacion"
    assert codes(record) == [("operation_type", "operation_from_regime")]
    assert customs_file(operation_type="", regime="8000").values["operation_type"] == ""
    assert codes(customs_file(operation_type="raro")) == [("operation_type", "choice_unknown")]


def test_future_dates_are_warnings() -> None:
    tomorrow = (date.today() + timedelta(days=1)).strftime("%d/%m/%Y")
    assert codes(customs_file(opened_on=tomorrow)) == [("opened_on", "date_future")]
    assert codes(payment(paid_on=tomorrow)) == [("paid_on", "date_future")]


def test_a_quote_without_validity_gets_15_days() -> None:
    record = quote(valid_until="")
    assert record.values["valid_until"] == date(2026, 10, 27)
    assert codes(record) == [("valid_until", "validity_assumed")]
    assert codes(quote(valid_until="11/10/2026")) == [("valid_until", "dates_order")]
    record = quote(valid_until="x")
    assert record.values["valid_until"] is None
    assert codes(record) == [("valid_until", "date_invalid")]


def test_an_expired_quote_is_stored_pending() -> None:
    record = quote(state="Vencida")
    assert record.values["state"] == "pendiente"
    assert codes(record) == [("state", "choice_understood")]


@pytest.mark.parametrize("written", ["L", "Lps.", "lempiras", "HNL"])
def test_currencies_are_understood(written: str) -> None:
    assert quote(currency=written).values["currency"] == "HNL"


@pytest.mark.parametrize("written", ["$", "US$", "USD", "Dólares", "dolar"])
def test_dollars_are_understood(written: str) -> None:
    assert quote(currency=written).values["currency"] == "USD"


def test_the_total_is_the_sum() -> None:
    record = invoice(total="18,400.01")
    assert codes(record) == [("total", "invoice_sum")]
    assert "18,400.00" in record.problems[0].message
    assert codes(invoice(total="")) == [("total", "required")]
    assert codes(invoice(isv="x")) == [("isv", "money_invalid")]


def test_an_isv_above_every_rate_is_a_warning() -> None:
    assert codes(invoice(isv="2,880.00", total="18,880.00")) == []
    record = invoice(isv="2,881.00", total="18,881.00")
    assert codes(record) == [("isv", "isv_rate")]
    assert record.problems[0].level is Level.WARNING
    assert codes(invoice(isv="0", total="16,000.00")) == []


def test_an_amount_in_another_currency_is_an_error() -> None:
    record = invoice(total="$ 18,400.00")
    assert codes(record) == [("total", "currency_mismatch")]
    assert codes(invoice(total="L 18,400.00")) == []
    assert codes(quote(currency="USD", total="$ 18,400.00")) == []


def test_an_invoice_falls_due_on_its_date_or_later() -> None:
    assert codes(invoice(due_on="11/10/2026")) == [("due_on", "dates_order")]
    assert codes(invoice(due_on="")) == []


def test_a_payment_is_of_something() -> None:
    record = payment(amount="0.00")
    assert codes(record) == [("amount", "amount_zero")]
    assert record.errors
    assert codes(payment(amount="")) == [("amount", "required")]
    assert codes(payment(method="Retención")) == []


def test_a_payment_of_more_than_is_owed() -> None:
    number = "000-001-01-00000001"
    assert over_balance(Decimal(100), Decimal(100), number, "HNL") is None
    over = over_balance(Decimal("100.01"), Decimal(100), number, "USD")
    assert over is not None and over.code in OVER_BALANCE
    assert (over.field, over.message) == (
        "amount",
        "El saldo de la factura es $ 100.00: escriba ese monto o menos.",
    )
    paid = over_balance(Decimal(1), Decimal(0), number, "HNL")
    assert paid is not None and paid.code in OVER_BALANCE
    assert (paid.field, paid.message) == (
        "invoice",
        f"La factura {number} ya está pagada: elija otra.",
    )
