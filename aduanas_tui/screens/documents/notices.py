"""What is said once a document is saved."""

from __future__ import annotations

from dataclasses import dataclass

from aduanas_tui.domain.money import show_money
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.operations.documents import Document, document
from aduanas_tui.services.operations.kinds import INFO, Kind


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it was stored and, of a payment, the invoice that it paid."""

    document: Document
    invoice: Document | None


def read_stored(kind: Kind, record_id: int) -> Stored | None:
    """Return what was stored; ``None`` when somebody else has taken it away since."""
    try:
        stored = document(kind, record_id)
        invoice = document(Kind.INVOICE, stored.up[0].id) if kind is Kind.PAYMENT else None
    except ServiceError:
        return None
    return Stored(stored, invoice)


def saved_words(kind: Kind, stored: Stored | None) -> str:
    """Return the sentence that names what was saved, and what is still owed after a payment."""
    info = INFO[kind]
    done = "guardada" if info.feminine else "guardado"
    name = info.one.capitalize()
    if stored is None:
        return f"{name} {done}."
    document, invoice = stored.document, stored.invoice
    if invoice is None or invoice.balance is None:
        return f"{name} {document.number} {done}."
    amount = show_money(document.values["amount"], document.currency)
    owed = show_money(invoice.balance, invoice.currency)
    rest = f"Saldo: {owed}" if invoice.balance > 0 else f"Factura {invoice.number} pagada"
    return f"{name} de {amount} {done}. {rest}."
