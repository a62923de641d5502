"""What the catalogue already knows of a new operation, ready for its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from peewee import fn

from aduanas_tui.domain.cleaning import quoted
from aduanas_tui.domain.fields import show_record
from aduanas_tui.domain.money import CENT, Currency
from aduanas_tui.domain.operation_rules import QUOTE_VALIDITY
from aduanas_tui.domain.states import CustomsFileState, QuoteState
from aduanas_tui.services import audit
from aduanas_tui.services.errors import GoneError, NotAllowedError
from aduanas_tui.services.operations.documents import get
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.numbering import next_number
from aduanas_tui.services.operations.parties import party_of
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import Client, Invoice, Quote

ISV_RATE = Decimal("0.15")
"""The general rate of the ISV, proposed for the office's own fees."""

_MANY = 2_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to begin a form with."""

    raw: dict[str, str]
    """Texts by field key, as a form shows them."""
    party: dict[str, str]
    """The client as the document will keep it."""


def proposal(
    kind: Kind,
    client_id: int,
    *,
    customs_file_id: int | None = None,
    quote_id: int | None = None,
    invoice_id: int | None = None,
) -> Proposal:
    """Return what is known of a new operation of a client, perhaps one that follows from another.

    Raises:
        NotAllowedError: the client is inactive.
        GoneError: the client, or what it should follow from, is not there any more.

    """
    client = active_client(client_id)
    today = date.today()
    customs_file = get(Kind.CUSTOMS_FILE, customs_file_id) if customs_file_id else None
    if kind is Kind.CUSTOMS_FILE:
        values = {
            "number": next_number(kind, today),
            "state": CustomsFileState.OPEN,
            "opened_on": today,
        }
    elif kind is Kind.QUOTE:
        values = _quote(today, customs_file)
    elif kind is Kind.INVOICE:
        quote = get(Kind.QUOTE, quote_id) if quote_id else _only_accepted(customs_file)
        values = _invoice(today, client_id, customs_file, quote)
    else:
        invoice = get(Kind.INVOICE, invoice_id) if invoice_id else _only_owed(client_id)
        values = {"paid_on": today}
        if invoice is not None:
            owed = max(invoice.total - invoice.paid, Decimal(0))
            values |= {"invoice": invoice.number, "amount": owed}
    return Proposal(show_record(INFO[kind].fields, values), party_of(client))


def active_client(client_id: int) -> Client:
    """Return a client that operations may be registered for.

    Raises:
        NotAllowedError: it is inactive.
        GoneError: it was deleted.

    """
    client: Client | None = Client.get_or_none(Client.id == client_id)
    if client is None:
        raise GoneError("cliente", audit.last_change("client", client_id, "delete"))
    if not client.active:
        raise NotAllowedError(inactive_words(client.name))
    return client


def inactive_words(name: str) -> str:
    """Return why nothing can be registered for an inactive client, and what to do."""
    return f"{quoted(name)} está inactivo: reactívelo para registrarle operaciones."


def without_isv(total: Decimal) -> tuple[Decimal, Decimal]:
    """Return the subtotal and the ISV that make up a total at the general rate."""
    subtotal = (total / (1 + ISV_RATE)).quantize(CENT, ROUND_HALF_UP)
    return subtotal, total - subtotal


def _quote(today: date, customs_file: Any) -> dict[str, Any]:
    return {
        "number": next_number(Kind.QUOTE, today),
        "issued_on": today,
        "valid_until": today + QUOTE_VALIDITY,
        "operation_type": customs_file.operation_type if customs_file else "",
        "currency": Currency.HNL,
        "state": QuoteState.PENDING,
        "customs_file": customs_file.number if customs_file else "",
        "description": customs_file.description if customs_file else "",
    }


def _invoice(today: date, client_id: int, customs_file: Any, quote: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"issued_on": today, "currency": Currency.HNL}
    term = _usual_term(client_id)
    if term is not None:
        values["due_on"] = today + term
    if quote is not None:
        subtotal, isv = without_isv(quote.total)
        values |= {"currency": quote.currency, "subtotal": subtotal, "isv": isv}
        values |= {"total": quote.total, "quote": quote.number}
        customs_file = customs_file or quote.customs_file
    if customs_file is not None:
        values["customs_file"] = customs_file.number
    return values


def _usual_term(client_id: int) -> timedelta | None:
    """Return the days that the client's last invoice gave it to pay."""
    found = rows(
        "SELECT julianday(due_on) - julianday(issued_on) FROM invoice WHERE client_id = ? "
        "AND annulled_on IS NULL ORDER BY issued_on DESC, id DESC LIMIT 1",
        (client_id,),
    )
    days = found[0][0] if found else None
    return None if days is None else timedelta(days=int(days))


def _only_accepted(customs_file: Any) -> Any:
    """Return the accepted quote of a customs file that was not invoiced, if there is just one."""
    if customs_file is None:
        return None
    invoiced = Invoice.select().where(Invoice.quote == Quote.id, Invoice.annulled_on.is_null())
    found = list(
        Quote.select()
        .where(
            Quote.customs_file == customs_file.id,
            Quote.state == QuoteState.ACCEPTED.value,
            Quote.annulled_on.is_null(),
            ~fn.EXISTS(invoiced),
        )
        .limit(2)
    )
    return found[0] if len(found) == 1 else None


def _only_owed(client_id: int) -> Any:
    """Return the one invoice that a client owes something of, if there is just one.

    Nothing is looked for among very many: whoever has them will name it.
    """
    ((number,),) = rows(
        f"SELECT count(*) FROM (SELECT 1 FROM invoice WHERE client_id = ? LIMIT {_MANY})",
        (client_id,),
    )
    if number == _MANY:
        return None
    found = list(
        Invoice.select()
        .where(
            Invoice.client == client_id,
            Invoice.annulled_on.is_null(),
            Invoice.paid < Invoice.total,
        )
        .limit(2)
    )
    return found[0] if len(found) == 1 else None
