"""The SQL by which each part of a client's history is filtered, ordered and shown.

Everywhere ``o`` is the row of the part itself, ``f`` its customs file, ``q`` its quote and ``i``
its invoice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from aduanas_tui.domain.labelled import LabelledEnum
from aduanas_tui.domain.states import CustomsFileState, PaymentMethod, PaymentState, QuoteState

_FILE_OF_ROW = "(SELECT {0} FROM customs_file WHERE id = o.customs_file_id)"
_FILE_OF_PAYMENT = (
    "(SELECT f.{0} FROM invoice i JOIN customs_file f ON f.id = i.customs_file_id "
    "WHERE i.id = o.invoice_id)"
)


def payment_state(invoice: str, today: date) -> str:
    """Return SQL of the state of an invoice on a day, as ``domain.states.payment_state`` says it.

    ``invoice`` is its alias.
    """
    return (
        f"CASE WHEN {invoice}.annulled_on IS NOT NULL THEN 'anulada' "
        f"WHEN {invoice}.paid >= {invoice}.total THEN 'pagada' "
        f"WHEN {invoice}.due_on < '{today.isoformat()}' THEN 'vencida' "
        f"WHEN {invoice}.paid <> 0 THEN 'parcial' ELSE 'pendiente' END"
    )


def quote_state(quote: str, today: date) -> str:
    """Return SQL of the state of a quote to show on a day, as ``quote_shown_state`` says it."""
    return (
        f"CASE WHEN {quote}.annulled_on IS NOT NULL THEN 'anulada' "
        f"WHEN {quote}.state = 'pendiente' AND {quote}.valid_until < '{today.isoformat()}' "
        f"THEN 'vencida' ELSE {quote}.state END"
    )


_PAYMENT_SHOWN = "CASE WHEN o.annulled_on IS NULL THEN '' ELSE 'anulado' END"


@dataclass(frozen=True, slots=True)
class Order:
    """What a part is sorted by."""

    value: str
    by: str = "{0}"
    """SQL of what is compared of a value."""
    may_be_blank: bool = False
    currency: str = ""
    """SQL of the currency of an amount: different ones are never compared."""

    def sql(self, day: str, descending: bool) -> str:
        """Return the terms of ``ORDER BY``; ``day`` is the part's own date."""
        direction = "DESC" if descending else "ASC"
        if self.value == f"o.{day}":
            return f"{self.value} {direction}, o.id {direction}"
        terms = [self.currency] if self.currency else []
        value = self.value
        if self.may_be_blank:
            value = f"coalesce({value}, '')"
            terms.append(f"{value} = ''")
        key = self.by.format(value)
        return ", ".join([*terms, f"{key} {direction}", f"o.{day} DESC", "o.id DESC"])


OfDay = Callable[[date], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A table of operations as a part of the history."""

    day: str
    """Column of its own date."""
    operation_type: str
    file_state: str
    its_invoices: str
    """Condition on the invoices ``i`` by which the payment state is judged."""
    joins: str
    columns: OfDay
    """SQL of what is shown, by name, on a day."""
    orders: Callable[[date], Mapping[str, Order]]


def _place(state: str, states: type[LabelledEnum]) -> str:
    """Return SQL of the place of a state among the others, as they follow each other."""
    cases = " ".join(f"WHEN '{one.value}' THEN {place}" for place, one in enumerate(states))
    return f"CASE {state} {cases} END"


def _number(value: str) -> Order:
    """Return the order by a number that may be missing, however its letters were written."""
    return Order(value, "upper({0})", may_be_blank=True)


def _text(value: str) -> Order:
    """Return the order of a Spanish speaker by a text that may be missing."""
    return Order(value, "sort_key({0})", may_be_blank=True)


def _method() -> str:
    labels = sorted(PaymentMethod, key=lambda method: method.label)
    cases = " ".join(f"WHEN '{one.value}' THEN {place}" for place, one in enumerate(labels))
    return f"CASE o.method {cases} END"


_CUSTOMS_FILE = Part(
    day="opened_on",
    operation_type="o.operation_type",
    file_state="o.state",
    its_invoices="i.customs_file_id = o.id",
    joins="",
    columns=lambda _today: {
        "number": "o.number",
        "day": "o.opened_on",
        "operation_type": "o.operation_type",
        "state": "o.state",
        "closed_on": "o.closed_on",
        "office": "o.office",
        "regime": "o.regime",
        "declaration": "o.declaration",
        "description": "o.description",
    },
    orders=lambda _today: {
        "day": Order("o.opened_on"),
        "number": _number("o.number"),
        "operation_type": Order("o.operation_type", may_be_blank=True),
        "state": Order(_place("o.state", CustomsFileState)),
        "closed_on": Order("o.closed_on", may_be_blank=True),
        "office": _text("o.office"),
        "regime": Order("o.regime", may_be_blank=True),
        "declaration": _number("o.declaration"),
        "description": _text("o.description"),
    },
)

_QUOTE = Part(
    day="issued_on",
    operation_type="o.operation_type",
    file_state=_FILE_OF_ROW.format("state"),
    its_invoices="i.quote_id = o.id",
    joins="LEFT JOIN customs_file f ON f.id = o.customs_file_id",
    columns=lambda today: {
        "number": "o.number",
        "day": "o.issued_on",
        "operation_type": "o.operation_type",
        "state": quote_state("o", today),
        "customs_file": "f.number",
        "currency": "o.currency",
        "total": "o.total",
        "valid_until": "o.valid_until",
        "description": "o.description",
    },
    orders=lambda today: {
        "day": Order("o.issued_on"),
        "number": _number("o.number"),
        "operation_type": Order("o.operation_type", may_be_blank=True),
        "state": Order(_place(quote_state("o", today), QuoteState)),
        "customs_file": _number(_FILE_OF_ROW.format("number")),
        "total": Order("o.total", currency="o.currency"),
        "valid_until": Order("o.valid_until", may_be_blank=True),
        "description": _text("o.description"),
    },
)

_BALANCE = "CASE WHEN o.annulled_on IS NULL THEN o.total - o.paid ELSE 0 END"

_INVOICE = Part(
    day="issued_on",
    operation_type=_FILE_OF_ROW.format("operation_type"),
    file_state=_FILE_OF_ROW.format("state"),
    its_invoices="i.id = o.id",
    joins=(
        "LEFT JOIN customs_file f ON f.id = o.customs_file_id "
        "LEFT JOIN quote q ON q.id = o.quote_id"
    ),
    columns=lambda today: {
        "number": "o.number",
        "day": "o.issued_on",
        "operation_type": "f.operation_type",
        "state": payment_state("o", today),
        "customs_file": "f.number",
        "quote": "q.number",
        "currency": "o.currency",
        "total": "o.total",
        "paid": "o.paid",
        "balance": _BALANCE,
        "due_on": "o.due_on",
    },
    orders=lambda today: {
        "day": Order("o.issued_on"),
        "number": _number("o.number"),
        "operation_type": Order(_FILE_OF_ROW.format("operation_type"), may_be_blank=True),
        "state": Order(_place(payment_state("o", today), PaymentState)),
        "customs_file": _number(_FILE_OF_ROW.format("number")),
        "quote": _number("(SELECT number FROM quote WHERE id = o.quote_id)"),
        "total": Order("o.total", currency="o.currency"),
        "paid": Order("o.paid", currency="o.currency"),
        "balance": Order(_BALANCE, currency="o.currency"),
        "due_on": Order("o.due_on", may_be_blank=True),
    },
)

_INVOICE_OF_PAYMENT = "(SELECT {0} FROM invoice WHERE id = o.invoice_id)"

_PAYMENT = Part(
    day="paid_on",
    operation_type=_FILE_OF_PAYMENT.format("operation_type"),
    file_state=_FILE_OF_PAYMENT.format("state"),
    its_invoices="i.id = o.invoice_id",
    joins=(
        "JOIN invoice i ON i.id = o.invoice_id LEFT JOIN customs_file f ON f.id = i.customs_file_id"
    ),
    columns=lambda _today: {
        "day": "o.paid_on",
        "operation_type": "f.operation_type",
        "state": _PAYMENT_SHOWN,
        "customs_file": "f.number",
        "invoice": "i.number",
        "currency": "i.currency",
        "total": "o.amount",
        "method": "o.method",
        "reference": "o.reference",
    },
    orders=lambda _today: {
        "day": Order("o.paid_on"),
        "state": Order(_PAYMENT_SHOWN),
        "operation_type": Order(_FILE_OF_PAYMENT.format("operation_type"), may_be_blank=True),
        "customs_file": _number(_FILE_OF_PAYMENT.format("number")),
        "invoice": _number(_INVOICE_OF_PAYMENT.format("number")),
        "total": Order("o.amount", currency=_INVOICE_OF_PAYMENT.format("currency")),
        "method": Order(_method()),
        "reference": _text("o.reference"),
    },
)

PARTS: dict[str, Part] = {
    "customs_file": _CUSTOMS_FILE,
    "quote": _QUOTE,
    "invoice": _INVOICE,
    "payment": _PAYMENT,
}
"""The parts of the history by their tables, in the order in which they are shown."""

ORDERS: dict[str, tuple[str, ...]] = {
    table: tuple(part.orders(date.min)) for table, part in PARTS.items()
}
"""What each part can be sorted by."""
