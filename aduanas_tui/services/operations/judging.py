"""What only the database can say of an operation: numbers taken, balances, what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.money import Currency, money_currency, show_money
from aduanas_tui.domain.operation_rules import over_balance
from aduanas_tui.domain.problems import Problem, error, warning
from aduanas_tui.services.operations import records
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import Client, CustomsFile, Invoice
from aduanas_tui.store.schema import NUMBER_KEY

_SAVE_ANYWAY = "Si está bien, puede guardarlo así."


def judged(
    kind: Kind,
    values: Mapping[str, Any],
    raw: Mapping[str, str],
    linked: Mapping[str, Any],
    asked: set[str],
    record: Any = None,
) -> list[Problem]:
    """Return what the database has against an operation.

    Args:
        kind: what it is.
        values: its cleaned values.
        raw: what was typed.
        linked: the records it points to, by field key.
        asked: keys of the fields that are new or changed.
        record: the operation as it is stored, unless it is new.

    """
    own_id = None if record is None else record.id
    problems: list[Problem] = []
    if "number" in asked:
        problems += _number(kind, values["number"], own_id)
    if kind is Kind.CUSTOMS_FILE and "declaration" in asked:
        problems += _declaration(values["declaration"], own_id)
    elif kind is Kind.INVOICE:
        problems += _invoice(values, linked, asked, own_id)
    elif kind is Kind.PAYMENT and linked["invoice"] is not None:
        problems += _payment(values, raw, linked["invoice"], asked, record)
    return problems


def _number(kind: Kind, number: str, own_id: int | None) -> list[Problem]:
    others = [one for one in records.found_by_number(kind, number) if one[0] != own_id]
    if not number or not others:
        return []
    _, client_id, taken = others[0]
    name = quoted(Client.get_by_id(client_id).name)
    if taken == number:
        message = f"Ya hay {_a(kind)} {number}, de {name}: escriba otro número."
        return [error("number", "number_taken", message)]
    message = f"Se parece {INFO[kind].to_noun} {taken} de {name}. {_SAVE_ANYWAY}"
    return [warning("number", "number_similar", message)]


def _a(kind: Kind) -> str:
    info = INFO[kind]
    return f"{'una' if info.feminine else 'un'} {info.one}"


def _declaration(declaration: str, own_id: int | None) -> list[Problem]:
    if not declaration:
        return []
    found = rows(
        f"SELECT id, number, client_id FROM customs_file WHERE {NUMBER_KEY.format('declaration')} "
        f"= {NUMBER_KEY.format('?')} AND state <> 'anulado' ORDER BY id LIMIT 2",
        (declaration,),
    )
    others = [one for one in found if one[0] != own_id]
    if not others:
        return []
    _, number, client_id = others[0]
    name = quoted(Client.get_by_id(client_id).name)
    message = f"Esa declaración ya está en el expediente {number} de {name}. {_SAVE_ANYWAY}"
    return [warning("declaration", "declaration_taken", message)]


def _invoice(
    values: Mapping[str, Any], linked: Mapping[str, Any], asked: set[str], own_id: int | None
) -> list[Problem]:
    quote = linked["quote"]
    if quote is None:
        return []
    problems = []
    amount = (values["currency"], values["total"])
    if asked & {"quote", "total", "currency"} and amount != (quote.currency, quote.total):
        offered = show_money(quote.total, quote.currency)
        message = f"La cotización {quote.number} es por {offered}. {_SAVE_ANYWAY}"
        problems.append(warning("total", "quote_amount", message))
    customs_file = linked["customs_file"]
    other_file = quote.customs_file_id and customs_file and customs_file.id != quote.customs_file_id
    if asked & {"quote", "customs_file"} and other_file:
        number = CustomsFile.get_by_id(quote.customs_file_id).number
        message = f"La cotización {quote.number} es del expediente {number}. {_SAVE_ANYWAY}"
        problems.append(warning("customs_file", "quote_other_file", message))
    if "quote" in asked:
        earlier = Invoice.select().where(Invoice.quote == quote.id, Invoice.annulled_on.is_null())
        earlier = earlier.where(Invoice.id != (own_id or 0)).order_by(Invoice.id).first()
        if earlier is not None:
            message = f"Esa cotización ya tiene la factura {earlier.number}. {_SAVE_ANYWAY}"
            problems.append(warning("quote", "quote_invoiced", message))
    return problems


def _payment(
    values: Mapping[str, Any],
    raw: Mapping[str, str],
    invoice: Any,
    asked: set[str],
    record: Any,
) -> list[Problem]:
    problems = []
    written = money_currency(raw.get("amount") or "")
    if written and written != invoice.currency:
        label = Currency(invoice.currency).label.lower()
        message = f"El monto está escrito en {written.label.lower()} y la factura es en {label}."
        problems.append(error("amount", "currency_mismatch", message))
    own = Decimal(0)
    if record is not None and record.invoice_id == invoice.id:
        own = record.amount
    balance = invoice.total - invoice.paid + own
    amount = values["amount"]
    if asked & {"invoice", "amount"} and amount is not None:
        over = over_balance(amount, balance, invoice.number, invoice.currency)
        problems += [] if over is None else [over]
    paid_on = values["paid_on"]
    if asked & {"invoice", "paid_on"} and paid_on and paid_on < invoice.issued_on:
        day = show_date(invoice.issued_on)
        message = f"El pago es anterior a la factura, del {day}. {_SAVE_ANYWAY}"
        problems.append(warning("paid_on", "payment_before_invoice", message))
    return problems
