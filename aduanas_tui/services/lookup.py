"""Finding and reading clients: list pages, counts, records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aduanas_tui.services.errors import GoneError
from aduanas_tui.store import listing as pages
from aduanas_tui.store.connection import (
    Interrupter,
    QueryInterruptedError,
    little_cache,
    rows,
)
from aduanas_tui.store.listing import ClientRow, Listing, Order

if TYPE_CHECKING:
    from datetime import date, datetime

    from aduanas_tui.domain.search_text import Query
    from aduanas_tui.services.impact import Operations
    from aduanas_tui.services.operations.kinds import Kind

__all__ = [
    "ClientRecord",
    "ClientRow",
    "ContactRecord",
    "FoundDocument",
    "Interrupter",
    "Listing",
    "Order",
    "QueryInterruptedError",
    "cities_in_use",
    "client_by_rtn",
    "client_record",
    "count",
    "count_all",
    "documents_found",
    "is_empty",
    "page",
]

page = pages.page
count = pages.count

COUNT_AT_ONCE = 1_001
"""Clients counted while an operator waits; beyond, "1,000+" is shown until the count is there."""


def count_all(listing: Listing) -> int:
    """Return how many clients the listing has, in little memory however many there are."""
    with little_cache():
        return pages.count(listing)


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A contact as read."""

    id: int
    version: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """A client as read, with its contacts, the primary one first."""

    id: int
    version: int
    active: bool
    values: dict[str, Any]
    contacts: tuple[ContactRecord, ...]
    file_count: int
    last_operation: date | None
    operations: Operations
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    @property
    def primary(self) -> ContactRecord | None:
        """The primary contact, if there is any contact."""
        return next((one for one in self.contacts if one.values["is_primary"]), None)


def client_record(client_id: int) -> ClientRecord:
    """Return a client with its contacts; raises ``GoneError`` when it was deleted."""
    # The list comes up without the models and the tables of fields.
    from aduanas_tui.services import audit, clients, contacts, impact
    from aduanas_tui.store.models import Client, Contact
    from aduanas_tui.store.single_rows import read_row, read_rows

    client = read_row(Client, client_id)
    if client is None:
        raise GoneError("cliente", audit.last_change("client", client_id, "delete"))
    found = read_rows(Contact, "client_id = ? ORDER BY is_primary DESC, id", (client_id,))
    return ClientRecord(
        id=client.id,
        version=client.version,
        active=client.active,
        values=clients.values_of(client),
        contacts=tuple(
            ContactRecord(one.id, one.version, contacts.values_of(one)) for one in found
        ),
        file_count=client.file_count,
        last_operation=client.last_operation,
        operations=impact.operations_of(client_id),
        created_at=client.created_at,
        created_by=client.created_by,
        updated_at=client.updated_at,
        updated_by=client.updated_by,
    )


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that a search found by its number."""

    kind: Kind
    id: int
    client_id: int
    number: str
    declaration: str
    """The declaration of a customs file, when it was found by that; otherwise blank."""


def documents_found(query: Query) -> list[FoundDocument]:
    """Return the documents by whose numbers a search finds clients, active or not."""
    if not query.number:
        return []
    from aduanas_tui.services.operations.kinds import Kind
    from aduanas_tui.store.numbers import documents

    return [
        FoundDocument(
            Kind(one.table),
            one.id,
            one.client_id,
            one.number,
            one.found if one.column == "declaration" else "",
        )
        for one in documents(query.number)
    ]


def client_by_rtn(rtn: str) -> tuple[int, str, bool] | None:
    """Return id, name and active state of the client with that RTN of 14 digits."""
    found = rows("SELECT id, name, active FROM client WHERE rtn = ?", (rtn,))
    return (found[0][0], found[0][1], bool(found[0][2])) if found else None


def is_empty() -> bool:
    """Tell whether the catalogue has no client at all, active or not."""
    return not rows("SELECT 1 FROM client LIMIT 1")


def cities_in_use(limit: int = 500) -> list[str]:
    """Return the cities of the clients in order, each once.

    Steps from city to city along their index, so it reads as many rows as there are cities.
    """
    found = rows(
        "WITH RECURSIVE step(sort) AS (SELECT min(city_sort) FROM client UNION ALL "
        "SELECT (SELECT min(city_sort) FROM client WHERE city_sort > step.sort) FROM step "
        "WHERE step.sort IS NOT NULL) "
        "SELECT (SELECT city FROM client WHERE city_sort = step.sort LIMIT 1) FROM step "
        "WHERE step.sort IS NOT NULL LIMIT ?",
        (limit,),
    )
    return [city for (city,) in found]
