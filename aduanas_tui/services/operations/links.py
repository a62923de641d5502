"""What a new operation of a client can point to, with what its form fills in from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from peewee import fn

from aduanas_tui.domain.states import CustomsFileState, QuoteState
from aduanas_tui.services.operations import records
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import CustomsFile, Invoice, Quote
from aduanas_tui.store.snapshot import snapshot

_COLUMNS = {
    Kind.CUSTOMS_FILE: ("state", "opened_on", "operation_type"),
    Kind.QUOTE: (
        *("state", "issued_on", "valid_until", "annulled_on"),
        *("operation_type", "currency", "total", "customs_file"),
    ),
    Kind.INVOICE: (
        *("issued_on", "due_on", "annulled_on"),
        *("currency", "total", "paid", "customs_file"),
    ),
}
"""What is read of each besides its number: a list must come up at once."""

MOST = 200
"""How many of a kind are offered; any other is found by its number."""


@dataclass(frozen=True, slots=True)
class Linkable:
    """A document that another one can point to."""

    kind: Kind
    id: int
    number: str
    state: str
    """The shown state."""
    state_label: str
    day: date
    operation_type: str
    """Blank for an invoice."""
    currency: str
    """Blank for a customs file."""
    total: Decimal | None
    paid: Decimal | None
    balance: Decimal | None
    """Of an invoice; nothing is owed of an annulled one."""
    customs_file: str
    """Number of the customs file of a quote or an invoice."""
    invoiced: bool = False
    """Whether an invoice hangs on a quote."""


def linkable(kind: Kind, client_id: int) -> tuple[Linkable, ...]:
    """Return the documents of a client that a new one may point to, at most ``MOST``.

    Open customs files, accepted quotes and what is longest due come first. Annulled documents,
    rejected quotes and paid invoices are left out: a number that is typed still finds them.
    """
    with snapshot():
        found = list(_offered(kind, client_id))
        files = _file_numbers(kind, found)
        return tuple(_linkable(kind, record, files) for record in found)


def linkable_by_number(kind: Kind, client_id: int, number: str) -> Linkable | None:
    """Return the client's document with this number, whatever its state."""
    with snapshot():
        found = records.found_by_number(kind, number, client_id)
        if not found:
            return None
        record = _query(kind).where(records.MODELS[kind].id == found[0][0]).get()
        return _linkable(kind, record, _file_numbers(kind, [record]))


def _query(kind: Kind) -> Any:
    model: Any = records.MODELS[kind]
    columns = [getattr(model, key) for key in ("id", "number", *_COLUMNS[kind])]
    if kind is Kind.QUOTE:
        columns.append(fn.EXISTS(_invoices_of_quote()).alias("invoiced"))
    return model.select(*columns)


def _invoices_of_quote() -> Any:
    return Invoice.select(Invoice.id).where(
        Invoice.quote == Quote.id, Invoice.annulled_on.is_null()
    )


def _offered(kind: Kind, client_id: int) -> Any:
    query = _query(kind)
    if kind is Kind.CUSTOMS_FILE:
        closed = CustomsFile.state == CustomsFileState.CLOSED.value
        query = query.where(CustomsFile.state != CustomsFileState.ANNULLED.value)
        query = query.order_by(closed, CustomsFile.opened_on.desc(), CustomsFile.id.desc())
    elif kind is Kind.QUOTE:
        accepted = Quote.state == QuoteState.ACCEPTED.value
        query = query.where(Quote.annulled_on.is_null(), Quote.state != QuoteState.REJECTED.value)
        query = query.order_by(
            fn.EXISTS(_invoices_of_quote()), ~accepted, Quote.issued_on.desc(), Quote.id.desc()
        )
    else:
        query = query.where(Invoice.annulled_on.is_null(), Invoice.paid < Invoice.total)
        query = query.order_by(
            Invoice.due_on.is_null(), Invoice.due_on, Invoice.issued_on, Invoice.id
        )
    model: Any = records.MODELS[kind]
    return query.where(model.client == client_id).limit(MOST)


def _file_numbers(kind: Kind, found: list[Any]) -> dict[int, str]:
    """Return the numbers of the customs files that the records point to, by id."""
    ids = set() if kind is Kind.CUSTOMS_FILE else {one.customs_file_id for one in found} - {None}
    if not ids:
        return {}
    files = CustomsFile.select(CustomsFile.id, CustomsFile.number)
    return {one.id: one.number for one in files.where(CustomsFile.id.in_(sorted(ids)))}


def _linkable(kind: Kind, record: Any, files: dict[int, str]) -> Linkable:
    state, label = records.shown_state(kind, record)
    file_id = None if kind is Kind.CUSTOMS_FILE else record.customs_file_id
    owed = None
    if kind is Kind.INVOICE:
        owed = Decimal(0) if record.annulled_on else record.total - record.paid
    return Linkable(
        kind=kind,
        id=record.id,
        number=record.number,
        state=state,
        state_label=label,
        day=record.opened_on if kind is Kind.CUSTOMS_FILE else record.issued_on,
        operation_type="" if kind is Kind.INVOICE else record.operation_type,
        currency="" if kind is Kind.CUSTOMS_FILE else record.currency,
        total=None if kind is Kind.CUSTOMS_FILE else record.total,
        paid=record.paid if kind is Kind.INVOICE else None,
        balance=owed,
        customs_file=files.get(file_id, "") if file_id else "",
        invoiced=bool(getattr(record, "invoiced", False)),
    )
