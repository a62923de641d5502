"""Operations as they are stored: their models, their values by field, and finding them by number.

The other modules of the package share this; screens read whole documents (``documents``).
"""

from __future__ import annotations

from typing import Any

from aduanas_tui.domain.states import (
    CustomsFileState,
    PaymentState,
    QuoteState,
    payment_state,
    quote_shown_state,
)
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.store.connection import rows
from aduanas_tui.store.models import CustomsFile, Invoice, OperationModel, Payment, Quote
from aduanas_tui.store.schema import NUMBER_KEY

MODELS: dict[Kind, type[OperationModel]] = {
    Kind.CUSTOMS_FILE: CustomsFile,
    Kind.QUOTE: Quote,
    Kind.INVOICE: Invoice,
    Kind.PAYMENT: Payment,
}

LINKS: dict[Kind, tuple[Kind, ...]] = {
    Kind.CUSTOMS_FILE: (),
    Kind.QUOTE: (Kind.CUSTOMS_FILE,),
    Kind.INVOICE: (Kind.CUSTOMS_FILE, Kind.QUOTE),
    Kind.PAYMENT: (Kind.INVOICE,),
}
"""What each kind points to; the field's key is the kind's value."""

ANNULLED_STATES = {kind: "anulada" if info.feminine else "anulado" for kind, info in INFO.items()}
"""The state to which each kind goes when it is annulled."""

_ANNULLED_LABEL = "Anulado"


def values_of(kind: Kind, record: Any) -> dict[str, Any]:
    """Return the stored fields of an operation by key; what it points to by number."""
    values: dict[str, Any] = {}
    links = LINKS[kind]
    for item in INFO[kind].fields:
        value = getattr(record, item.key)
        if item.key in links:
            value = value.number if value is not None else ""
        values[item.key] = value
    return values


def is_annulled(kind: Kind, record: Any) -> bool:
    """Tell whether an operation was annulled; a customs file is by its state."""
    if kind is Kind.CUSTOMS_FILE:
        return bool(record.state == CustomsFileState.ANNULLED)
    return record.annulled_on is not None


def shown_state(kind: Kind, record: Any) -> tuple[str, str]:
    """Return the state to show of an operation and its label; a payment has one when annulled."""
    if kind is Kind.CUSTOMS_FILE:
        return record.state, CustomsFileState(record.state).label
    annulled = record.annulled_on is not None
    if kind is Kind.QUOTE:
        shown = quote_shown_state(record.state, record.valid_until, annulled=annulled)
        return shown.value, shown.label
    if kind is Kind.INVOICE:
        state = payment_state(record.total, record.paid, record.due_on, annulled)
        return state.value, state.label
    return (CustomsFileState.ANNULLED.value, _ANNULLED_LABEL) if annulled else ("", "")


def state_label(kind: Kind, state: str) -> str:
    """Return the label of a state of such an operation, as kept in its steps."""
    if not state:
        return ""
    members = {Kind.QUOTE: QuoteState, Kind.INVOICE: PaymentState}.get(kind, CustomsFileState)
    return members(state).label


def found_by_number(
    kind: Kind, number: str, client_id: int | None = None
) -> list[tuple[int, int, str]]:
    """Return id, client and number of what has this number, however it is separated.

    What has it letter by letter comes alone; otherwise there may be several, oldest first.
    """
    if kind is Kind.PAYMENT or not number:
        return []
    table = kind.value
    key = NUMBER_KEY.format("number")
    of_client = "" if client_id is None else f" AND client_id = {int(client_id)}"
    found = rows(
        f"SELECT id, client_id, number FROM {table} "
        f"WHERE {key} = {NUMBER_KEY.format('?')}{of_client} ORDER BY id LIMIT 20",
        (number,),
    )
    return [one for one in found if one[2] == number] or found
