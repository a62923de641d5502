"""The columns of the four parts of the history; their keys are the orders of the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aduanas_tui.domain.money import Currency, show_money
from aduanas_tui.domain.operation_choices import OPERATION_TYPE_CHOICES, PAYMENT_METHOD_CHOICES
from aduanas_tui.services.history import HistoryRow
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.columns import Column

_TYPES = {choice.value: choice.label for choice in OPERATION_TYPE_CHOICES}
_METHODS = {choice.value: choice.label for choice in PAYMENT_METHOD_CHOICES}

NEWEST_FIRST = frozenset({"day", "valid_until", "due_on", "closed_on"})
MOST_FIRST = frozenset({"total", "paid", "balance"})
"""Orders that start with the newest or the largest."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its place in the order of its part, counted from 0."""

    place: int
    row: HistoryRow

    @property
    def id(self) -> int:
        """What tells a row from the others."""
        return self.row.id


def short_day(day: date | None) -> str:
    """Return a day as ``12/10/26``."""
    return f"{day:%d/%m/%y}" if day else signs().none


def short_money(amount: Decimal | None, currency: str, cells: int) -> str:
    """Return an amount that fits in ``cells`` as long as it can: blank and cents go first.

    Cents that had no room leave a sign of it, so that nobody takes the rest for the amount.
    """
    if amount is None:
        return ""
    whole = show_money(amount, currency)
    for text in (whole, whole.replace(" ", "", 1)):
        if len(text) <= cells:
            return text
    return f"{Currency(currency).sign}{int(amount):,}{signs().more}"


def _text(
    key: str, title: str, width: int, read: Callable[[HistoryRow], str], wide: int = 0
) -> Column[Placed]:
    return Column(key, title, width, lambda one, _: read(one.row), from_width=wide)


def _day(
    key: str, title: str, read: Callable[[HistoryRow], date | None], wide: int = 0
) -> Column[Placed]:
    # Room for the heading with the sign of its order.
    return _text(key, title, max(8, len(title) + 1), lambda row: short_day(read(row)), wide)


def _money(
    key: str, title: str, width: int, read: Callable[[HistoryRow], Decimal | None], wide: int = 0
) -> Column[Placed]:
    return Column(
        key,
        title,
        width,
        lambda one, cells: short_money(read(one.row), one.row.currency, cells),
        right=True,
        from_width=wide,
    )


def _type(wide: int = 0) -> Column[Placed]:
    return _text(
        "operation_type", "Operación", 11, lambda row: _TYPES.get(row.operation_type, ""), wide
    )


def _state(width: int) -> Column[Placed]:
    return _text("state", "Estado", width, lambda row: row.state_label)


COLUMNS: dict[Kind, tuple[Column[Placed], ...]] = {
    Kind.CUSTOMS_FILE: (
        _text("number", "Expediente", 0, lambda row: row.number),
        _day("day", "Apertura", lambda row: row.day),
        _type(),
        _text("office", "Aduana", 20, lambda row: row.office, 76),
        _text("declaration", "Declaración", 18, lambda row: row.declaration, 100),
        _day("closed_on", "Cierre", lambda row: row.closed_on, 100),
        _state(17),
    ),
    Kind.QUOTE: (
        _text("number", "Cotización", 0, lambda row: row.number),
        _day("day", "Fecha", lambda row: row.day),
        _day("valid_until", "Válida", lambda row: row.valid_until, 76),
        _type(76),
        _text("customs_file", "Expediente", 12, lambda row: row.customs_file, 92),
        _money("total", "Total", 15, lambda row: row.total),
        _state(9),
    ),
    Kind.INVOICE: (
        _text("number", "Factura", 0, lambda row: row.number),
        _day("day", "Fecha", lambda row: row.day),
        _day("due_on", "Vence", lambda row: row.due_on, 103),
        _text("customs_file", "Expediente", 11, lambda row: row.customs_file, 80),
        _money("total", "Total", 13, lambda row: row.total),
        _money("paid", "Pagado", 13, lambda row: row.paid, 80),
        _money("balance", "Saldo", 13, lambda row: row.balance, 94),
        _state(9),
    ),
    Kind.PAYMENT: (
        _text("invoice", "Factura", 0, lambda row: row.invoice),
        _day("day", "Fecha", lambda row: row.day),
        _text("method", "Forma", 13, lambda row: _METHODS.get(row.method, row.method), 70),
        _text("reference", "Referencia", 13, lambda row: row.reference, 80),
        _money("total", "Monto", 13, lambda row: row.total),
        _state(7),
    ),
}
"""Columns by part; narrow lists leave some out, rather than cut the number of an invoice."""
