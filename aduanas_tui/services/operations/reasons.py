"""What can be done with an operation, and why not: one answer for commands and for services."""

from __future__ import annotations

from decimal import Decimal

from aduanas_tui.domain.states import (
    CustomsFileState,
    QuoteState,
    next_states,
    previous_state,
)
from aduanas_tui.services.impact import counted
from aduanas_tui.services.operations.documents import MOST_LINKS, Document
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.proposing import inactive_words

ANSWERS = {
    QuoteState.ACCEPTED: "accept",
    QuoteState.REJECTED: "reject",
    QuoteState.PENDING: "reopen",
}
"""The command that gives a quote each answer."""


def reasons(document: Document) -> dict[str, str | None]:
    """Return for each command why it cannot be done with this document, or ``None``."""
    return {
        "edit": _frozen(document),
        "move": _move(document),
        **{command: _answer(document, state) for state, command in ANSWERS.items()},
        "annul": _annul(document),
        "new_quote": _new_quote(document),
        "new_invoice": _new_invoice(document),
        "new_payment": _new_payment(document),
    }


def targets(document: Document) -> tuple[CustomsFileState, ...]:
    """Return the states that a customs file may be moved to, the usual one first.

    After those that follow comes the state before, to take a mistaken step back; annulment is the
    last one.
    """
    if document.kind is not Kind.CUSTOMS_FILE or document.annulled:
        return ()
    state, channel = document.values["state"], document.values["channel"]
    following = next_states(state, channel)
    if state == CustomsFileState.SELECTIVITY and not channel:
        # The channel is asked with the step.
        following = (CustomsFileState.RELEASED, CustomsFileState.IN_EXAMINATION, *following)
    before = previous_state(state, channel)
    ahead = tuple(one for one in following if one is not CustomsFileState.ANNULLED)
    back = () if before is None else (before,)
    return (*ahead, *back, *following[len(ahead) :])


def needs_reason(document: Document, state: CustomsFileState) -> bool:
    """Tell whether moving a customs file to ``state`` asks for a reason: annulling, going back."""
    before = previous_state(document.values["state"], document.values["channel"])
    return state in (CustomsFileState.ANNULLED, before)


def _frozen(document: Document) -> str | None:
    if not document.annulled:
        return None
    info = INFO[document.kind]
    return f"{_this(document)} está {'anulada' if info.feminine else 'anulado'}: ya no se cambia."


def _move(document: Document) -> str | None:
    if document.kind is not Kind.CUSTOMS_FILE:
        return "Solo los expedientes pasan de un estado a otro."
    return _frozen(document)


def _answer(document: Document, state: QuoteState) -> str | None:
    if document.kind is not Kind.QUOTE:
        return "Solo las cotizaciones se aceptan o se rechazan."
    if document.values["state"] == state and not document.annulled:
        return f"Esta cotización ya está {state.label.lower()}."
    return _frozen(document) or _held_by_invoices(document)


def _annul(document: Document) -> str | None:
    frozen = _frozen(document)
    if frozen:
        return frozen
    if document.kind is Kind.CUSTOMS_FILE:
        if CustomsFileState.ANNULLED in next_states(document.values["state"]):
            return None
        return "Este expediente ya tuvo levante: no se puede anular."
    if document.kind is Kind.QUOTE:
        return _held_by_invoices(document)
    payments = len(document.holding(Kind.PAYMENT))
    if payments:
        them = "anúlelo" if payments == 1 else "anúlelos"
        more = _or_more(document, payments)
        return f"Esta factura tiene {counted(payments, 'pago', 'pagos')}{more}: {them} primero."
    return None


def _held_by_invoices(document: Document) -> str | None:
    invoices = document.holding(Kind.INVOICE)
    if not invoices:
        return None
    if len(invoices) == 1:
        return f"Esta cotización tiene la factura {invoices[0].number}: anúlela primero."
    more = _or_more(document, len(invoices))
    return f"Esta cotización tiene {len(invoices)} facturas{more}: anúlelas primero."


def _or_more(document: Document, count: int) -> str:
    return " o más" if document.has_more and count >= MOST_LINKS else ""


def _new_quote(document: Document) -> str | None:
    if document.kind is not Kind.CUSTOMS_FILE:
        return "Una cotización nueva sale de un expediente o de la ficha del cliente."
    return _inactive(document) or _annulled(document)


def _new_invoice(document: Document) -> str | None:
    if document.kind not in (Kind.CUSTOMS_FILE, Kind.QUOTE):
        return "Una factura nueva sale de un expediente o de una cotización aceptada."
    unanswered = document.kind is Kind.QUOTE and document.values["state"] != QuoteState.ACCEPTED
    why = _inactive(document) or _annulled(document)
    if unanswered and not why:
        why = f"Esta cotización está {document.state_label.lower()}: acéptela para facturarla."
    return why


def _new_payment(document: Document) -> str | None:
    if document.kind is not Kind.INVOICE:
        return "Un pago nuevo sale de una factura."
    why = _inactive(document) or _annulled(document)
    if why is None and (document.balance or Decimal(0)) <= 0:
        why = "Esta factura ya está pagada."
    return why


def _inactive(document: Document) -> str | None:
    if document.client_active:
        return None
    return inactive_words(document.client_name)


def _annulled(document: Document) -> str | None:
    if not document.annulled:
        return None
    info = INFO[document.kind]
    return f"{_this(document)} está {'anulada' if info.feminine else 'anulado'}."


def _this(document: Document) -> str:
    info = INFO[document.kind]
    return f"{'Esta' if info.feminine else 'Este'} {info.one}"
