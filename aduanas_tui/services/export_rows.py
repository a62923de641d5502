"""What an export says of each client, as the cells of its columns.

The fields are shown as a form shows them, so that importing them gives what is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import Field, field
from aduanas_tui.domain.headers import CONTACT_SHEET_FIELDS
from aduanas_tui.domain.money import Currency, from_cents
from aduanas_tui.services.billing import NOTHING, billed
from aduanas_tui.services.finding import contacts_of, whole_clients
from aduanas_tui.services.workbook_writer import CellValue, SheetColumn, Style
from aduanas_tui.store.connection import rows

CLIENTS_SHEET = "Clientes"
CONTACTS_SHEET = "Contactos"

_ZERO = Decimal("0.00")
_WIDEST = 42


def field_column(item: Field) -> SheetColumn:
    """Return the column of a field: wide enough for its label and its example."""
    width = max(len(item.label), len(item.example)) + 3
    # A cell of the format Text shows ### for more than 255 characters in older releases of Excel.
    style = Style.PLAIN if item.multiline else Style.TEXT
    return SheetColumn(item.label, min(width, _WIDEST), style)


_RTN = field(CLIENT_FIELDS, "rtn")
CLIENT_COLUMNS = tuple(field_column(item) for item in CLIENT_FIELDS)
CONTACT_COLUMNS = tuple(field_column(item) for item in CONTACT_SHEET_FIELDS)
STATISTICS_COLUMNS = (
    SheetColumn("Expedientes", 13, Style.COUNT),
    SheetColumn("Última operación", 18, Style.DAY),
    SheetColumn("Facturado (L)", 16, Style.MONEY),
    SheetColumn("Saldo (L)", 16, Style.MONEY),
    SheetColumn("Facturado ($)", 16, Style.MONEY),
    SheetColumn("Saldo ($)", 16, Style.MONEY),
    SheetColumn("Estado", 10),
)
"""What the office knows of a client besides its fields; an import leaves these aside."""

EXPORT_COLUMNS = (*CLIENT_COLUMNS, *STATISTICS_COLUMNS)

_CLIENT_SHOWS = tuple((item.key, item.show) for item in CLIENT_FIELDS)
_CONTACT_SHOWS = tuple((item.key, item.show) for item in CONTACT_FIELDS)


def headers() -> list[str]:
    """Return the headers of an export, contacts apart."""
    return [column.header for column in EXPORT_COLUMNS]


def contact_headers(most: int) -> list[str]:
    """Return the headers of so many contacts in a list where they are columns."""
    return [
        f"Contacto {number} {item.label}"
        for number in range(1, most + 1)
        for item in CONTACT_FIELDS
    ]


@dataclass(frozen=True, slots=True)
class ExportedClient:
    """A client as the cells of its row, with those of its contacts, the primary one first."""

    cells: list[CellValue]
    """In the order of ``EXPORT_COLUMNS``."""
    contacts: list[list[str]]
    """In the order of the contact fields."""


def exported_clients(client_ids: Sequence[int]) -> Iterator[ExportedClient]:
    """Yield clients in the order of their ids given; a page of them, held whole."""
    amounts = billed(client_ids)
    for client_id, client in zip(client_ids, whole_clients(client_ids), strict=True):
        cells: list[CellValue] = [show(client.values[key]) for key, show in _CLIENT_SHOWS]
        last = client.last_operation
        cells += (client.file_count, date.fromisoformat(last) if last else None)
        for currency in Currency:
            found = amounts.get((client_id, currency), NOTHING) if amounts else NOTHING
            cells += (_money(found.total), _money(found.balance))
        cells.append("Activo" if client.active else "Inactivo")
        yield ExportedClient(cells, [_shown(contact) for contact in client.contacts])


def exported_contacts(client_ids: Sequence[int]) -> Iterator[list[CellValue]]:
    """Yield the rows of ``CONTACT_COLUMNS`` of some clients, in the order of their ids."""
    places = ", ".join("?" * len(client_ids))
    numbers = dict(rows(f"SELECT id, rtn FROM client WHERE id IN ({places})", client_ids))
    for client_id, contacts in contacts_of(client_ids).items():
        for contact in contacts:
            yield [_RTN.show(numbers[client_id]), *_shown(contact)]


def most_contacts(client_ids: Sequence[int]) -> int:
    """Return how many contacts the one of these clients has that has most."""
    places = ", ".join("?" * len(client_ids))
    ((most,),) = rows(
        "SELECT coalesce(max(number), 0) FROM (SELECT count(*) AS number FROM contact "
        f"WHERE client_id IN ({places}) GROUP BY client_id)",
        client_ids,
    )
    return int(most)


def _shown(contact: dict[str, Any]) -> list[str]:
    return [show(contact[key]) for key, show in _CONTACT_SHOWS]


def _money(cents: int) -> Decimal:
    return from_cents(cents) if cents else _ZERO
