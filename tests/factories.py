"""Invented clients, contacts and operations, as they are typed and as they are stored.

The RTNs have the right check digit and a registration year still to come (2099), so they cannot
be anyone's; saving one therefore needs its warning accepted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import clean_record
from aduanas_tui.domain.roles import Role
from aduanas_tui.domain.rtn import check_digit
from aduanas_tui.services import clients, contacts
from aduanas_tui.services.clients import Saved
from aduanas_tui.store import catalogue, rank_room, ranking
from aduanas_tui.store.accounts import account_name
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.models import CustomsFile, Invoice, Operator, Payment, Quote

OPERATOR = "op1"

OPERATORS = (*(f"op{number}" for number in range(8)), "ana", "jose", "luis", "maria", "otro")
"""Who works in the offices of the tests; :func:`enroll` makes them known."""

SUPERVISOR = "jefa"

MOMENT = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)

STAMPS = {
    "created_at": MOMENT,
    "created_by": OPERATOR,
    "updated_at": MOMENT,
    "updated_by": OPERATOR,
}

HOSTILE_NAMES = (
    "[red]Comercial roja[/red]",
    "[/foo]",
    "[@click=app.quit]Salir[/]",
    "[link=file:///etc/passwd]Enlace",
    "\x1b[31mRojo\x1b[0m y \x1b]0;titulo\x07fin",
    "\x1b]52;c;c2VjcmV0bw==\x07Portapapeles",
    "\x9b31mControl C1\x9c",
    "Texto \u202eodirevni\u202c al rev\u00e9s",
    "Cero\u200b ancho\u200d y\ufeff marca",
    "Etiqueta\U000e0041\U000e0042 oculta",
    "Excel _x001B_[2J borra",
    "Excel partido _x00\u200b1B_[2J",
    "Tab\tulado\r\ny partido",
    "中文有限公司 全角",
    "e\u0301\u0301\u0301\u0301\u0301 apilado",
    "\u0301acento suelto",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 Familia",
    '=HYPERLINK("http://x","y")',
    "Nulo\x00dentro",
    "'; DROP TABLE client; --",
    '"comillas" OR NEAR(x) * ^ -',
    "N" * 200,
    "ñ" * 200,
    "Ｆｕｌｌｗｉｄｔｈ，Ｓ．Ａ．",
)
"""Names that try to break a terminal, a parser or a query; cleaning leaves something of each."""


def enroll(*names: str, role: Role = Role.OPERATOR) -> None:
    """Give a role to those names in the open database; without names to everybody of the tests.

    Then the account that runs the tests is shared too: ``ADUANAS_OPERADOR`` says who is at it.
    """
    roles = dict.fromkeys(names or OPERATORS, role)
    if not names:
        roles[SUPERVISOR] = Role.SUPERVISOR
    given = [{"name": name, "role": its.value} for name, its in roles.items()]
    with write_transaction():
        Operator.insert_many(given).on_conflict_replace().execute()
        if not names:
            account = account_name(os.getuid())
            Operator.update(shared=True).where(Operator.name == account).execute()


def rtn(number: int, start: str = "08019099") -> str:
    """Return the 14 digits of an invented RTN; ``start`` ``08012099`` is a natural person's."""
    first = f"{start}{number:05d}"
    return first + check_digit(first)


def client(number: int = 1, **changes: str) -> dict[str, str]:
    """Return an invented client as typed."""
    typed = {
        "name": f"Comercial Prueba {number}",
        "rtn": rtn(number),
        "kind": "juridica",
        "address": "Bo. El Centro, 2 calle",
        "city": "Tegucigalpa",
        "department": "Francisco Morazán",
        "phone": f"22{4 + number % 5}{number % 10}-{number % 10_000:04d}",
        "email": f"ventas{number}@prueba.hn",
    }
    return typed | changes


def contact(number: int = 1, **changes: str) -> dict[str, str]:
    """Return an invented contact as typed."""
    typed = {
        "name": f"Persona Inventada {number}",
        "position": "Jefa de compras",
        "phone": f"99{number % 100:02d}-{number % 10_000:04d}",
        "email": f"persona{number}@prueba.hn",
    }
    return typed | changes


def register(number: int = 1, **changes: str) -> Saved:
    """Register an invented client through the service."""
    return clients.register(OPERATOR, client(number, **changes), accept_warnings=True)


def add_contact(client_id: int, number: int = 1, **changes: str) -> Saved:
    """Add an invented contact through the service."""
    return contacts.add(OPERATOR, client_id, contact(number, **changes), accept_warnings=True)


def stored(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what is stored of a client as typed."""
    record = clean_record(CLIENT_FIELDS, typed)
    assert not record.errors, record.errors
    return record.values


def insert_many(many: Iterable[Mapping[str, str]]) -> list[int]:
    """Insert clients as typed in one transaction, without audit, and return their ids."""
    with write_transaction():
        return [catalogue.insert_client(stored(typed), STAMPS).id for typed in many]


def narrow_gaps(patch: pytest.MonkeyPatch) -> None:
    """Leave so little room between names that nearly every change has to make some."""
    patch.setattr(ranking, "GAP", 2)
    patch.setattr(rank_room, "GAP", 2)
    patch.setattr(rank_room, "_SMALLEST_WINDOW", 2)
    patch.setattr(rank_room, "_ENOUGH_FOR_MANY", 1.1)


def customs_file(client_id: int, number: str = "EXP-26-0001", **changes: Any) -> CustomsFile:
    """Record a customs file and bring the client's counters up to it."""
    values = {
        "operation_type": "importacion",
        "state": "abierto",
        "opened_on": date(2026, 1, 5),
    }
    return _record(CustomsFile, client_id, number=number, **(values | changes))


def many_files(client_id: int, count: int) -> None:
    """Record customs files of one client in one go: ``EXP-26-0000`` and on, a day apart."""
    first = date(2020, 1, 1)
    values = {"operation_type": "importacion", "state": "cerrado", "client_id": client_id}
    rows = (
        {
            **values,
            **STAMPS,
            "number": f"EXP-26-{number:04}",
            "opened_on": first + timedelta(number),
        }
        for number in range(count)
    )
    with write_transaction():
        CustomsFile.insert_many(rows).execute()
        catalogue.recount(client_id)


def quote(client_id: int, number: str = "COT-26-0001", **changes: Any) -> Quote:
    """Record a quote that is still valid."""
    values = {
        "issued_on": date(2026, 2, 1),
        "valid_until": date(2999, 2, 16),
        "operation_type": "importacion",
        "currency": "HNL",
        "total": Decimal("1150.00"),
        "state": "pendiente",
    }
    return _record(Quote, client_id, number=number, **(values | changes))


def invoice(client_id: int, number: str = "000-001-01-00000001", **changes: Any) -> Invoice:
    """Record an invoice."""
    values = {
        "issued_on": date(2026, 3, 1),
        "due_on": date(2026, 3, 31),
        "currency": "HNL",
        "subtotal": Decimal("1000.00"),
        "isv": Decimal("150.00"),
        "total": Decimal("1150.00"),
    }
    return _record(Invoice, client_id, number=number, **(values | changes))


def payment(paid: Invoice, amount: str = "100.00", **changes: Any) -> Payment:
    """Record a payment of an invoice."""
    values = {
        "invoice": paid,
        "paid_on": date(2026, 3, 10),
        "amount": Decimal(amount),
        "method": "transferencia",
    }
    return _record(Payment, paid.client_id, **(values | changes))


def _record(model: Any, client_id: int, **values: Any) -> Any:
    with write_transaction():
        created = model.create(client=client_id, **values, **STAMPS)
        catalogue.recount(client_id)
    return created
