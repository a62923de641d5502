"""Invented operations as they are typed, and registering them through the service."""

from __future__ import annotations

from typing import Any

from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import InvalidError, UnconfirmedError
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.operations.documents import Document, document
from aduanas_tui.services.operations.kinds import Kind
from tests.factories import OPERATOR

__all__ = ["Kind", "document"]

_TYPED: dict[Kind, dict[str, str]] = {
    Kind.CUSTOMS_FILE: {
        "number": "EXP-26-0001",
        "operation_type": "Importación",
        "state": "Abierto",
        "opened_on": "05/01/2026",
        "office": "Puerto Cortés",
        "regime": "4000",
    },
    Kind.QUOTE: {
        "number": "COT-26-0001",
        "issued_on": "06/01/2026",
        "valid_until": "06/01/2099",
        "operation_type": "Importación",
        "currency": "Lempiras",
        "total": "1,150.00",
        "state": "Pendiente",
    },
    Kind.INVOICE: {
        "number": "000-001-01-00000001",
        "issued_on": "07/01/2026",
        "due_on": "",
        "currency": "Lempiras",
        "subtotal": "1,000.00",
        "isv": "150.00",
        "total": "1,150.00",
    },
    Kind.PAYMENT: {
        "invoice": "000-001-01-00000001",
        "paid_on": "08/01/2026",
        "amount": "100.00",
        "method": "Efectivo",
    },
}


def typed(kind: Kind, **changes: str) -> dict[str, str]:
    """Return an invented operation as typed."""
    return _TYPED[kind] | changes


def add(kind: Kind, client_id: int, **changes: str) -> Saved:
    """Register an invented operation."""
    return registering.register(
        OPERATOR, kind, client_id, typed(kind, **changes), accept_warnings=True
    )


def read(kind: Kind, saved: Saved) -> Document:
    """Return what was saved as it is now."""
    return document(kind, saved.id)


def accepted(client_id: int, **changes: str) -> Saved:
    """Register a quote and accept it."""
    quote = add(Kind.QUOTE, client_id, **changes)
    return stepping.answer(OPERATOR, quote.id, quote.version, "aceptada")


def refused(job: Any) -> list[tuple[str, str]]:
    """Return field and code of each error for which a job was refused."""
    try:
        job()
    except InvalidError as error:
        return [(problem.field, problem.code) for problem in error.problems]
    return []


def asked(job: Any) -> list[tuple[str, str]]:
    """Return field and code of each warning that a job asked to accept."""
    try:
        job()
    except UnconfirmedError as error:
        return [(problem.field, problem.code) for problem in error.problems]
    return []
