"""Rules between the fields of customs files, quotes, invoices and payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from aduanas_tui.domain.customs import regime_direction, regime_label
from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.money import Currency, money_currency, show_amount, show_money
from aduanas_tui.domain.problems import Problem, error, fix, warning
from aduanas_tui.domain.states import Channel, CustomsFileState, is_open

QUOTE_VALIDITY = timedelta(days=15)
"""Usual printed validity of a quote."""
MAX_ISV_RATE = Decimal("0.18")
"""Highest rate of the ISV: 15 % in general, 18 % for listed goods."""

OVER_BALANCE = frozenset({"invoice_paid", "payment_over_balance"})
"""Codes of a payment of more than is owed."""

_SAVE_ANYWAY = "Si está bien, puede guardarlo así."
_ONE_CENT = Decimal("0.01")

Values = dict[str, Any]
Raw = Mapping[str, str]


def not_in_future(values: Values, problems: list[Problem], *keys: str) -> None:
    """Warn about dates that are still to come."""
    today = date.today()
    for key in keys:
        value = values[key]
        if value and value > today:
            message = f"{show_date(value)} aún no llega: revise la fecha. {_SAVE_ANYWAY}"
            problems.append(warning(key, "date_future", message))


def in_order(values: Values, problems: list[Problem], first: str, last: str, message: str) -> None:
    """Refuse a date ``last`` before the date ``first``."""
    start, end = values[first], values[last]
    if start and end and end < start:
        full = f"{message} ({show_date(start)}): corrija una de las dos."
        problems.append(error(last, "dates_order", full))


def customs_file_dates(values: Values, _raw: Raw, problems: list[Problem]) -> None:
    """Refuse a closing before the opening, and warn about either in the future."""
    not_in_future(values, problems, "opened_on", "closed_on")
    in_order(values, problems, "opened_on", "closed_on", "El cierre es anterior a la apertura")


def customs_file_state(values: Values, raw: Raw, problems: list[Problem]) -> None:
    """Give a new file its first state, and warn when state, closing date and channel disagree."""
    if values["state"] == "":
        values["state"] = CustomsFileState.OPEN.value
        message = "Sin estado: se toma Abierto."
        problems.append(fix("state", "state_assumed", message))
    state = values["state"]
    if not state:
        return
    if values["closed_on"] and is_open(state):
        message = f"Tiene fecha de cierre y el estado no es Cerrado. {_SAVE_ANYWAY}"
        problems.append(warning("state", "state_not_closed", message))
    if state == CustomsFileState.CLOSED and not (raw.get("closed_on") or "").strip():
        message = f"Está cerrado y falta la fecha de cierre. {_SAVE_ANYWAY}"
        problems.append(warning("closed_on", "closed_without_date", message))
    if state == CustomsFileState.IN_EXAMINATION and values["channel"] == Channel.GREEN:
        message = f"El canal verde no pasa por revisión. {_SAVE_ANYWAY}"
        problems.append(warning("channel", "channel_state", message))


def regime_of_operation(values: Values, _raw: Raw, problems: list[Problem]) -> None:
    """Take a missing direction from the regime; warn when the regime belongs to the other."""
    regime, operation = values["regime"], values["operation_type"]
    direction = regime_direction(regime) if regime else None
    if direction is None or operation is None or direction == operation:
        return
    label = direction.label
    if operation == "":
        values["operation_type"] = direction.value
        message = f"Sin tipo de operación: por el régimen se toma {label}."
        problems.append(fix("operation_type", "operation_from_regime", message))
    else:
        message = f"El régimen {regime_label(regime)} es de {label.lower()}. {_SAVE_ANYWAY}"
        problems.append(warning("regime", "regime_operation", message))


def quote_dates(values: Values, raw: Raw, problems: list[Problem]) -> None:
    """Give a quote its usual validity, and refuse one that ends before it begins."""
    not_in_future(values, problems, "issued_on")
    issued = values["issued_on"]
    if issued and values["valid_until"] is None and not (raw.get("valid_until") or "").strip():
        values["valid_until"] = issued + QUOTE_VALIDITY
        message = f"Sin validez escrita se toman 15 días: {show_date(values['valid_until'])}."
        problems.append(fix("valid_until", "validity_assumed", message))
    in_order(values, problems, "issued_on", "valid_until", "La validez es anterior a la fecha")


def invoice_dates(values: Values, _raw: Raw, problems: list[Problem]) -> None:
    """Refuse an invoice that falls due before its date."""
    not_in_future(values, problems, "issued_on")
    in_order(values, problems, "issued_on", "due_on", "El vencimiento es anterior a la fecha")


def invoice_sum(values: Values, _raw: Raw, problems: list[Problem]) -> None:
    """Refuse a total that is not subtotal and ISV together; warn about an ISV above any rate."""
    subtotal, isv, total = values["subtotal"], values["isv"], values["total"]
    if subtotal is None or isv is None:
        return
    if total is not None and total != subtotal + isv:
        message = f"Subtotal más ISV son {show_amount(subtotal + isv)}: corrija el que no es."
        problems.append(error("total", "invoice_sum", message))
    if isv > subtotal * MAX_ISV_RATE + _ONE_CENT:
        message = f"El ISV pasa del 18 % del subtotal. {_SAVE_ANYWAY}"
        problems.append(warning("isv", "isv_rate", message))


def amounts_in_currency(values: Values, raw: Raw, problems: list[Problem]) -> None:
    """Refuse an amount written with the sign of another currency than the record's."""
    currency = values["currency"]
    for key in ("subtotal", "isv", "total"):
        written = money_currency(raw.get(key) or "") if currency and values.get(key) else None
        if written and written != currency:
            label = Currency(currency).label.lower()
            message = f"El monto está escrito en {written.label.lower()} y la moneda es {label}."
            problems.append(error(key, "currency_mismatch", message))


def payment_amount(values: Values, _raw: Raw, problems: list[Problem]) -> None:
    """Refuse a payment of nothing, and warn about one in the future."""
    not_in_future(values, problems, "paid_on")
    if values["amount"] == 0:
        problems.append(error("amount", "amount_zero", "El monto debe ser mayor que cero."))


def over_balance(
    amount: Decimal, balance: Decimal, number: str, currency: Currency | str
) -> Problem | None:
    """Return what is wrong with a payment of more than an invoice's balance.

    ``number`` is that of the invoice; what a corrected payment paid before is part of ``balance``.
    """
    if amount <= balance:
        return None
    if balance <= 0:
        return error("invoice", "invoice_paid", f"La factura {number} ya está pagada: elija otra.")
    message = (
        f"El saldo de la factura es {show_money(balance, currency)}: escriba ese monto o menos."
    )
    return error("amount", "payment_over_balance", message)
