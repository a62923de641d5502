"""States of customs files, quotes and invoices, and what leads from one to the next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

from aduanas_tui.domain.labelled import LabelledEnum

Amount = TypeVar("Amount", Decimal, int)
"""Money as ``Decimal``, or as integer cents."""


class PersonKind(LabelledEnum):
    """What a client is before the tax law."""

    NATURAL = "natural", "Persona Natural"
    LEGAL = "juridica", "Persona Jurídica"


class OperationType(LabelledEnum):
    """Direction of an operation."""

    IMPORT = "importacion", "Importación"
    EXPORT = "exportacion", "Exportación"


class Channel(LabelledEnum):
    """Result of the selectivity: how customs will check the goods."""

    GREEN = "verde", "Verde"
    YELLOW = "amarillo", "Amarillo"
    RED = "rojo", "Rojo"


class PaymentMethod(LabelledEnum):
    """How a payment was made; a withholding settles part of an invoice by its voucher."""

    CASH = "efectivo", "Efectivo"
    TRANSFER = "transferencia", "Transferencia"
    CHEQUE = "cheque", "Cheque"
    CARD = "tarjeta", "Tarjeta"
    WITHHOLDING = "retencion", "Retención"


class CustomsFileState(LabelledEnum):
    """Steps of a customs file in the order of the work.

    There is no official list; this is the usual flow of Honduran brokers.
    """

    OPEN = "abierto", "Abierto"
    DATA_ENTRY = "en_digitacion", "En digitación"
    ESTIMATED = "preliquidado", "Preliquidado"
    REGISTERED = "duca_registrada", "DUCA registrada"
    TAXES_PAID = "impuestos_pagados", "Impuestos pagados"
    SELECTIVITY = "selectivo", "Selectivo"
    IN_EXAMINATION = "en_revision", "En revisión"
    RELEASED = "levante", "Levante"
    CLEARED = "despachado", "Despachado"
    INVOICED = "facturado", "Facturado"
    CLOSED = "cerrado", "Cerrado"
    ANNULLED = "anulado", "Anulado"


class QuoteState(LabelledEnum):
    """States of a quote; the last two are never stored: the validity and an annulment tell."""

    PENDING = "pendiente", "Pendiente"
    ACCEPTED = "aceptada", "Aceptada"
    REJECTED = "rechazada", "Rechazada"
    EXPIRED = "vencida", "Vencida"
    ANNULLED = "anulada", "Anulada"


class PaymentState(LabelledEnum):
    """States of an invoice; each excludes the others. None is stored."""

    PENDING = "pendiente", "Pendiente"
    PARTIAL = "parcial", "Parcial"
    OVERDUE = "vencida", "Vencida"
    PAID = "pagada", "Pagada"
    ANNULLED = "anulada", "Anulada"


RECEIVABLE = frozenset({PaymentState.PENDING, PaymentState.PARTIAL, PaymentState.OVERDUE})
"""What *Por cobrar* means."""

CLOSING_STATES = frozenset({CustomsFileState.CLOSED, CustomsFileState.ANNULLED})
"""States of a customs file that needs no more work."""

_FLOW = tuple(state for state in CustomsFileState if state is not CustomsFileState.ANNULLED)


def is_open(state: CustomsFileState | str) -> bool:
    """Tell whether a customs file in ``state`` still needs work: neither cerrado nor anulado."""
    return state not in CLOSING_STATES


def next_states(
    state: CustomsFileState | str, channel: Channel | str | None = None
) -> tuple[CustomsFileState, ...]:
    """Return the states that may follow; annulment, possible until the release, comes last.

    From selectivity, green leads to the release, yellow and red to the examination; until the
    channel is known only annulment is possible.
    """
    state = CustomsFileState(state)
    if state in CLOSING_STATES:
        return ()
    place = _FLOW.index(state)
    following = (_FLOW[place + 1],)
    if state is CustomsFileState.SELECTIVITY:
        if channel == Channel.GREEN:
            following = (CustomsFileState.RELEASED,)
        elif not channel:
            return (CustomsFileState.ANNULLED,)
    if place < _FLOW.index(CustomsFileState.RELEASED):
        return (*following, CustomsFileState.ANNULLED)
    return following


def previous_state(
    state: CustomsFileState | str, channel: Channel | str | None = None
) -> CustomsFileState | None:
    """Return the state before, to which a mistaken step goes back; annulment is final."""
    state = CustomsFileState(state)
    if state is CustomsFileState.ANNULLED or state is _FLOW[0]:
        return None
    if state is CustomsFileState.RELEASED and channel == Channel.GREEN:
        return CustomsFileState.SELECTIVITY
    return _FLOW[_FLOW.index(state) - 1]


def quote_shown_state(
    state: QuoteState | str,
    valid_until: date | None,
    today: date | None = None,
    *,
    annulled: bool = False,
) -> QuoteState:
    """Return the state to show: a pending quote is expired the day after its validity ends."""
    if annulled:
        return QuoteState.ANNULLED
    state = QuoteState(state)
    if state is QuoteState.PENDING and valid_until and valid_until < (today or date.today()):
        return QuoteState.EXPIRED
    return state


def payment_state(
    total: Amount, paid: Amount, due_on: date | None, annulled: bool, today: date | None = None
) -> PaymentState:
    """Return the one state of an invoice; ``paid`` leaves annulled payments out.

    An overdue invoice is overdue even when part of it is paid; without ``due_on`` it never is.
    """
    if annulled:
        return PaymentState.ANNULLED
    if paid >= total:
        return PaymentState.PAID
    if due_on and due_on < (today or date.today()):
        return PaymentState.OVERDUE
    return PaymentState.PARTIAL if paid else PaymentState.PENDING


def balance(total: Amount, paid: Amount) -> Amount:
    """Return what is still owed; negative when more was paid than invoiced."""
    return total - paid
