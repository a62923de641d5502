"""Reading one operation whole: its fields, its links up and down, its steps, its party."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.money import show_money
from aduanas_tui.services import audit
from aduanas_tui.services.errors import GoneError
from aduanas_tui.services.operations import records
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.parties import party_of
from aduanas_tui.store.models import Client, Invoice, Payment, Quote, StateChange
from aduanas_tui.store.snapshot import snapshot

MOST_LINKS = 200
"""Documents of a kind that are read with the one they hang on; the history lists all."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to another document."""

    kind: Kind
    id: int
    number: str
    state: str
    """Label of its state; blank for a payment that holds."""
    annulled: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A change of state: on which day, noted when and by whom, from what to what (labels)."""

    on_day: date
    at: datetime
    operator: str
    from_state: str
    to_state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """An operation as read, with all that hangs on it."""

    kind: Kind
    id: int
    version: int
    client_id: int
    client_name: str
    client_active: bool
    number: str
    """Its number; a payment, which has none, is called by its date and amount."""
    values: dict[str, Any]
    """Stored values by field key; links as numbers."""
    state: str
    """The shown state: of an invoice that of its payment; of a payment blank or ``anulado``."""
    state_label: str
    paid: Decimal | None
    balance: Decimal | None
    currency: str
    """Blank for a customs file; of a payment, that of its invoice."""
    party: dict[str, str]
    """The client as it was on the day of the document; as it is now where that was not kept."""
    party_kept: bool
    """Whether :attr:`party` is of the day of the document."""
    up: tuple[Reference, ...]
    down: tuple[Reference, ...]
    """At most :data:`MOST_LINKS` of a kind: those registered first, by date."""
    has_more: bool
    """Whether more hang on it than :attr:`down` names."""
    held_by: tuple[Reference, ...]
    """Those that hold, are not annulled; as many at most."""
    steps: tuple[Step, ...]
    """Oldest first."""
    annulled_on: date | None
    annulment_reason: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    @property
    def annulled(self) -> bool:
        """Whether it was annulled."""
        return self.annulled_on is not None

    def holding(self, kind: Kind) -> tuple[Reference, ...]:
        """Return what hangs on it of a kind and is not annulled, at most :data:`MOST_LINKS`."""
        return tuple(one for one in self.held_by if one.kind is kind)


def document(kind: Kind, id: int) -> Document:  # noqa: A002 - the contract's word
    """Return one operation; raises ``GoneError`` when its import was undone."""
    with snapshot():
        record = get(kind, id)
        client = Client.get_by_id(record.client_id)
        state, label = records.shown_state(kind, record)
        steps = _steps(kind, record.id)
        money = kind is Kind.INVOICE
        down, has_more, held_by = _down(kind, record)
        return Document(
            kind=kind,
            id=record.id,
            version=record.version,
            client_id=client.id,
            client_name=client.name,
            client_active=client.active,
            number=_number(kind, record),
            values=records.values_of(kind, record),
            state=state,
            state_label=label,
            paid=record.paid if money else None,
            balance=record.total - record.paid if money else None,
            currency=_currency(kind, record),
            party=record.party or party_of(client),
            party_kept=bool(record.party),
            up=_up(kind, record),
            down=down,
            has_more=has_more,
            held_by=held_by,
            steps=steps,
            annulled_on=_annulled_on(kind, record, steps),
            annulment_reason=record.annulment_reason,
            created_at=record.created_at,
            created_by=record.created_by,
            updated_at=record.updated_at,
            updated_by=record.updated_by,
        )


def get(kind: Kind, record_id: int) -> Any:
    """Return the stored record; raises ``GoneError`` when there is none."""
    model = records.MODELS[kind]
    record = model.get_or_none(model.id == record_id)
    if record is None:
        info = INFO[kind]
        change = audit.last_change(kind.value, record_id, "delete")
        raise GoneError(info.one, change, feminine=info.feminine)
    return record


def _number(kind: Kind, record: Any) -> str:
    if kind is Kind.PAYMENT:
        amount = show_money(record.amount, record.invoice.currency)
        return f"Pago de {show_date(record.paid_on)} por {amount}"
    return str(record.number)


def _currency(kind: Kind, record: Any) -> str:
    if kind is Kind.CUSTOMS_FILE:
        return ""
    return str(record.invoice.currency if kind is Kind.PAYMENT else record.currency)


def _reference(kind: Kind, record: Any) -> Reference:
    _, label = records.shown_state(kind, record)
    annulled = records.is_annulled(kind, record)
    return Reference(kind, record.id, _number(kind, record), label, annulled)


def _up(kind: Kind, record: Any) -> tuple[Reference, ...]:
    linked = ((link, getattr(record, link.value)) for link in records.LINKS[kind])
    return tuple(_reference(link, other) for link, other in linked if other is not None)


def _down(kind: Kind, record: Any) -> tuple[tuple[Reference, ...], bool, tuple[Reference, ...]]:
    """Return what hangs on a document, whether there is more, and what of it holds."""
    down: list[Reference] = []
    held_by: list[Reference] = []
    has_more = False
    for below, day, query, annulled_on in _queries(kind, record):
        # In the order of ids, which the index of the link has; what is wanted more would be sorted.
        found = list(query.limit(MOST_LINKS + 1))
        holding = [one for one in found if not records.is_annulled(below, one)]
        if len(found) > MOST_LINKS:
            has_more = True
            found.pop()
            holding = list(query.where(annulled_on.is_null()).limit(MOST_LINKS))
        for many, into in ((found, down), (holding, held_by)):
            many.sort(key=day)
            into += [_reference(below, one) for one in many]
    return tuple(down), has_more, tuple(held_by)


def _queries(kind: Kind, record: Any) -> Iterator[tuple[Kind, Callable[[Any], Any], Any, Any]]:
    """Yield each kind that hangs on a document: how its day is read, the query, its annulment."""
    # Without the snapshots of the client, and not as records: there may be very many.
    if kind is Kind.CUSTOMS_FILE:
        quotes = _short(Quote, "state", "valid_until").where(Quote.customs_file == record.id)
        yield Kind.QUOTE, _ISSUED, quotes.order_by(Quote.id), Quote.annulled_on
    if kind in (Kind.CUSTOMS_FILE, Kind.QUOTE):
        link = Invoice.quote if kind is Kind.QUOTE else Invoice.customs_file
        invoices = _short(Invoice, "total", "paid", "due_on").where(link == record.id)
        yield Kind.INVOICE, _ISSUED, invoices.order_by(Invoice.id), Invoice.annulled_on
    if kind is Kind.INVOICE:
        payments = Payment.select(Payment, Invoice).join(Invoice)
        payments = payments.where(Payment.invoice == record.id)
        yield (
            Kind.PAYMENT,
            attrgetter("paid_on"),
            payments.order_by(Payment.id),
            Payment.annulled_on,
        )


_ISSUED = attrgetter("issued_on")


def _short(model: Any, *columns: str) -> Any:
    return model.select(
        *(getattr(model, name) for name in ("id", "number", "issued_on", "annulled_on", *columns))
    ).namedtuples()


def _steps(kind: Kind, record_id: int) -> tuple[Step, ...]:
    found = (
        StateChange.select()
        .where(StateChange.entity == kind.value, StateChange.entity_id == record_id)
        .order_by(StateChange.id)
    )
    return tuple(
        Step(
            one.on_day,
            one.at,
            one.operator,
            records.state_label(kind, one.from_state),
            records.state_label(kind, one.to_state),
            one.reason,
        )
        for one in found
    )


def _annulled_on(kind: Kind, record: Any, steps: tuple[Step, ...]) -> date | None:
    """Return the day of the annulment; of a customs file that of its last step, or its closing."""
    if kind is not Kind.CUSTOMS_FILE:
        found: date | None = record.annulled_on
        return found
    if not records.is_annulled(kind, record):
        return None
    return record.closed_on or (steps[-1].on_day if steps else record.opened_on)
