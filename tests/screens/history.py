"""A client with a small history, and what its filters must show, worked out row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.domain.money import show_money
from aduanas_tui.domain.states import CustomsFileState, payment_state, quote_shown_state
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import CustomsFile, Invoice, Payment, Quote
from tests import factories
from tests.screens.conftest import Operator

NUMBERS: dict[Kind, re.Pattern[str]] = {
    Kind.CUSTOMS_FILE: re.compile(r"EXP-\d+-\d+"),
    Kind.QUOTE: re.compile(r"COT-\d+-\d+"),
    Kind.INVOICE: re.compile(r"\d{3}-\d{3}-\d{2}-\d{8}"),
    Kind.PAYMENT: re.compile(r"REF-\d+"),
}
"""By what a row of each part is told from the others on the screen."""

FIRST_ROW = 5
"""Lines above the first row, at any size."""


@dataclass(frozen=True)
class Shown:
    """One operation as the filters look at it."""

    kind: Kind
    id: int
    name: str
    day: date
    operation_type: str
    file_state: str
    payment_states: frozenset[str]
    record: Any


def build(client_id: int, today: date, each: int = 12) -> None:
    """Give a client a history in which every filter keeps some rows and drops others."""
    random = Random(11)
    back = (0, 1, 3, 20, 35, 50, 100, 200, 340, 364, 366, 400, 800)
    states = list(CustomsFileState)
    files: list[CustomsFile | None] = [None]
    quotes: list[Quote | None] = [None]
    for number in range(each):
        files.append(
            factories.customs_file(
                client_id,
                f"EXP-26-{number:04}",
                operation_type=random.choice(["importacion", "exportacion", ""]),
                state=states[number % len(states)].value,
                opened_on=today - timedelta(random.choice(back)),
                office="Puerto Cortés",
            )
        )
    for number in range(each):
        quotes.append(
            factories.quote(
                client_id,
                f"COT-26-{number:04}",
                issued_on=today - timedelta(random.choice(back)),
                valid_until=today + timedelta(random.choice([-200, -1, 0, 5])),
                operation_type=random.choice(["importacion", "exportacion"]),
                currency=random.choice(["HNL", "USD"]),
                total=Decimal(random.randrange(1, 90_000_00)).scaleb(-2),
                state=random.choice(["pendiente", "aceptada", "rechazada"]),
                customs_file=random.choice(files),
                annulled_on=random.choice([None, None, None, today]),
            )
        )
    invoices = []
    for number in range(each):
        subtotal = Decimal(random.randrange(1_000_00, 90_000_00)).scaleb(-2)
        invoices.append(
            factories.invoice(
                client_id,
                f"000-001-01-{number + 1:08}",
                issued_on=today - timedelta(random.choice(back)),
                due_on=random.choice([None, today - timedelta(3), today, today + timedelta(9)]),
                currency=random.choice(["HNL", "USD"]),
                subtotal=subtotal,
                isv=Decimal("0.00"),
                total=subtotal,
                customs_file=random.choice(files),
                quote=random.choice(quotes),
                annulled_on=today if number % 6 == 0 else None,
            )
        )
    for number in range(each):
        invoice = invoices[number % 9]
        share = random.choice(["1.00", "0.50", "0.25"])
        whole = number < 9 and share == "1.00"
        factories.payment(
            invoice,
            str(invoice.total if whole else Decimal(random.randrange(1, 400_00)).scaleb(-2)),
            paid_on=today - timedelta(random.choice(back)),
            reference=f"REF-{number:04}",
            annulled_on=today if number == 5 else None,
        )


def everything(client_id: int, today: date) -> dict[Kind, list[Shown]]:
    """Return all operations of a client, each with what its links tell of it."""
    invoices = list(Invoice.select().where(Invoice.client == client_id))
    state_of = {one.id: _state(one, today) for one in invoices}

    def seen(kind: Kind, name: str, day: str, record: Any) -> Shown:
        invoice = record.invoice if kind is Kind.PAYMENT else record
        file = record if kind is Kind.CUSTOMS_FILE else invoice.customs_file
        own_type = record if kind is Kind.QUOTE else file
        its_invoices: dict[Kind, Callable[[Invoice], bool]] = {
            Kind.CUSTOMS_FILE: lambda one: one.customs_file_id == record.id,
            Kind.QUOTE: lambda one: one.quote_id == record.id,
            Kind.INVOICE: lambda one: one.id == record.id,
            Kind.PAYMENT: lambda one: one.id == invoice.id,
        }
        return Shown(
            kind,
            record.id,
            getattr(record, name),
            getattr(record, day),
            own_type.operation_type if own_type else "",
            file.state if file else "",
            frozenset(state_of[one.id] for one in invoices if its_invoices[kind](one)),
            record,
        )

    return {
        kind: [
            seen(kind, name, day, one) for one in model.select().where(model.client == client_id)
        ]
        for kind, model, name, day in (
            (Kind.CUSTOMS_FILE, CustomsFile, "number", "opened_on"),
            (Kind.QUOTE, Quote, "number", "issued_on"),
            (Kind.INVOICE, Invoice, "number", "issued_on"),
            (Kind.PAYMENT, Payment, "reference", "paid_on"),
        )
    }


def passing(known: dict[Kind, list[Shown]], filters: HistoryFilters) -> dict[Kind, list[Shown]]:
    """Return what the filters keep of each part, newest first."""
    wanted = set(filters.payment_states)
    kept = {}
    for kind, many in known.items():
        some = [
            one
            for one in many
            if (filters.since is None or one.day >= filters.since)
            and (filters.until is None or one.day <= filters.until)
            and filters.operation_type in ("", one.operation_type)
            and filters.file_state in ("", one.file_state)
            and (not wanted or wanted & one.payment_states)
        ]
        kept[kind] = sorted(some, key=lambda one: (one.day, one.id), reverse=True)
    return kept


def billed(invoices: Iterable[Shown], today: date) -> dict[str, list[str]]:
    """Return what was billed, paid, is owed and is overdue in each currency, as it is written."""
    sums: dict[str, list[Decimal]] = {}
    for one in invoices:
        invoice = one.record
        if invoice.annulled_on is not None:
            continue
        paid = sum((pay.amount for pay in invoice.payments if not pay.annulled_on), Decimal(0))
        owed = max(invoice.total - paid, Decimal(0))
        overdue = owed if _state(invoice, today) == "vencida" else Decimal(0)
        line = sums.setdefault(invoice.currency, [Decimal(0)] * 4)
        for at, amount in enumerate((invoice.total, paid, owed, overdue)):
            line[at] += amount
    return {
        currency: [show_money(amount, currency) for amount in line]
        for currency, line in sums.items()
    }


def quoted(quotes: Iterable[Shown], today: date) -> dict[str, list[str]]:
    """Return the quotes that are pending, accepted, rejected, expired in each currency."""
    sums: dict[str, dict[str, list[Decimal]]] = {}
    for one in quotes:
        quote = one.record
        state = quote_shown_state(
            quote.state, quote.valid_until, today, annulled=quote.annulled_on is not None
        )
        if state != "anulada":
            sums.setdefault(quote.currency, {}).setdefault(state, []).append(quote.total)
    written = {}
    for currency, states in sums.items():
        found = (states.get(key) for key in ("pendiente", "aceptada", "rechazada", "vencida"))
        written[currency] = [
            f"{len(some)} · {show_money(sum(some, Decimal(0)), currency)}" if some else "—"
            for some in found
        ]
    return written


def _state(invoice: Invoice, today: date) -> str:
    paid = sum((one.amount for one in invoice.payments if not one.annulled_on), Decimal(0))
    annulled = invoice.annulled_on is not None
    return payment_state(invoice.total, paid, invoice.due_on, annulled, today).value


def names(one: Operator, kind: Kind) -> list[str]:
    """Return the rows of the open part on the screen, from top to bottom."""
    lines = one.lines[FIRST_ROW : -1 - 3]
    return [found[0] for line in lines if (found := NUMBERS[kind].search(line))]


def current(one: Operator, kind: Kind) -> str:
    """Return the row that has the mark."""
    marked = [line for line in one.lines[FIRST_ROW : -1 - 3] if "▌" in line]
    assert len(marked) == 1, one.sees
    found = NUMBERS[kind].search(marked[0])
    assert found, one.sees
    return found[0]


def counted(one: Operator) -> list[int]:
    """Return the counts of the four parts."""
    line = re.search(
        r"Expedientes ([\d,]+) *· .*? ([\d,]+) *· .*? ([\d,]+) *· .*? ([\d,]+)", one.sees
    )
    assert line, one.sees
    return [int(count.replace(",", "")) for count in line.groups()]


def totals(one: Operator) -> list[list[str]]:
    """Return the lines of totals, heading first, cell by cell."""
    lines = [line.strip() for line in one.lines[-4:-1]]
    return [re.split(r" {2,}", line) for line in lines if line]
