"""The complete history of a client: its files, quotes, invoices and payments, filtered, summed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from aduanas_tui.domain.history_filters import POR_COBRAR, HistoryFilters
from aduanas_tui.domain.labelled import LabelledEnum
from aduanas_tui.domain.money import Currency, from_cents
from aduanas_tui.domain.periods import Period, period
from aduanas_tui.domain.states import CustomsFileState, PaymentState, QuoteState
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store import history as store
from aduanas_tui.store.history_parts import ORDERS as _ORDERS
from aduanas_tui.store.snapshot import snapshot

__all__ = [
    "ORDERS",
    "POR_COBRAR",
    "CurrencyTotals",
    "HistoryFilters",
    "HistoryRow",
    "Period",
    "counts",
    "page",
    "period",
    "position",
    "totals",
]

ORDERS: dict[Kind, tuple[str, ...]] = {Kind(table): keys for table, keys in _ORDERS.items()}
"""What each part can be sorted by: names of attributes of its rows.

Blanks come last in either direction, amounts of each currency together, lempiras first; equals are
ordered newest first.
"""

_STATES: dict[Kind, type[LabelledEnum]] = {
    Kind.CUSTOMS_FILE: CustomsFileState,
    Kind.QUOTE: QuoteState,
    Kind.INVOICE: PaymentState,
}
_DAYS = ("day", "due_on", "valid_until", "closed_on")
_AMOUNTS = ("total", "paid", "balance")
_ANNULLED = ("anulado", "anulada")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An operation as the history lists it; what its kind does not have is blank or ``None``."""

    kind: Kind
    id: int
    day: date
    """Its own date: opened, issued or paid."""
    number: str = ""
    operation_type: str = ""
    """Of an invoice or payment, that of its customs file."""
    state: str = ""
    """As of today; of a payment ``anulado`` or blank."""
    state_label: str = ""
    customs_file: str = ""
    """Number of the customs file that it is linked to."""
    quote: str = ""
    invoice: str = ""
    currency: str = ""
    total: Decimal | None = None
    """Of a payment, its amount."""
    paid: Decimal | None = None
    balance: Decimal | None = None
    """What is owed of an invoice; nothing once it is annulled."""
    due_on: date | None = None
    valid_until: date | None = None
    closed_on: date | None = None
    method: str = ""
    reference: str = ""
    office: str = ""
    regime: str = ""
    declaration: str = ""
    description: str = ""
    annulled: bool = False


@dataclass(frozen=True, slots=True)
class CurrencyTotals:
    """Sums in one currency of what is shown. Annulled invoices count nowhere."""

    currency: Currency
    billed: Decimal = Decimal("0.00")
    paid: Decimal = Decimal("0.00")
    """What was paid on those invoices, whenever it was."""
    balance: Decimal = Decimal("0.00")
    overdue: Decimal = Decimal("0.00")
    """The part of the balance that is past its due date."""
    quotes: dict[QuoteState, tuple[int, Decimal]] = field(default_factory=dict)
    """How many quotes are in each state, and their sum; states that none is in are left out."""


def counts(client_id: int, filters: HistoryFilters) -> dict[Kind, int]:
    """Return how many operations of each kind pass the filters."""
    found = store.counts(client_id, filters, date.today())
    return {Kind(table): count for table, count in found.items()}


def page(
    client_id: int,
    kind: Kind,
    filters: HistoryFilters,
    *,
    order: str = "day",
    descending: bool = True,
    offset: int = 0,
    limit: int = 50,
) -> list[HistoryRow]:
    """Return some rows of a part of the history, sorted by one of ``ORDERS[kind]``."""
    today = date.today()
    chosen = store.ids(
        client_id,
        kind.value,
        filters,
        order,
        descending,
        today=today,
        offset=offset,
        limit=limit,
    )
    return [_row(kind, found) for found in store.details(kind.value, chosen, today)]


def position(
    client_id: int,
    kind: Kind,
    filters: HistoryFilters,
    operation_id: int,
    *,
    order: str = "day",
    descending: bool = True,
) -> int | None:
    """Return the place of an operation in its part, from 0; ``None`` when it is filtered out."""
    chosen = store.ids(client_id, kind.value, filters, order, descending, today=date.today())
    return chosen.index(operation_id) if operation_id in chosen else None


def totals(client_id: int, filters: HistoryFilters) -> tuple[CurrencyTotals, ...]:
    """Return the sums of what the filters show, for each currency in which there is anything."""
    today = date.today()
    with snapshot():
        invoices = store.invoice_sums(client_id, filters, today)
        quotes = store.quote_sums(client_id, filters, today)
    found: dict[str, CurrencyTotals] = {}
    for one in invoices:
        found[one.currency] = CurrencyTotals(
            Currency(one.currency),
            billed=from_cents(one.billed),
            paid=from_cents(one.paid),
            balance=from_cents(one.balance),
            overdue=from_cents(one.overdue),
        )
    for quote in quotes:
        entry = found.setdefault(quote.currency, CurrencyTotals(Currency(quote.currency)))
        entry.quotes[QuoteState(quote.state)] = (quote.number, from_cents(quote.total))
    return tuple(found[currency] for currency in Currency if currency in found)


def _row(kind: Kind, found: dict[str, Any]) -> HistoryRow:
    values: dict[str, Any] = {key: "" if value is None else value for key, value in found.items()}
    values |= {key: from_cents(found[key]) for key in _AMOUNTS if key in found}
    values |= {key: _day(found[key]) for key in _DAYS if key in found}
    return HistoryRow(
        kind=kind,
        **values,
        state_label=_state_label(kind, values["state"]),
        annulled=values["state"] in _ANNULLED,
    )


def _state_label(kind: Kind, state: str) -> str:
    if kind is Kind.PAYMENT:
        return "Anulado" if state else ""
    states = _STATES[kind]
    return states(state).label if state in set(states) else state


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
