"""Whole clients for those who find without a screen: the command line, the export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.services import clients, contacts
from aduanas_tui.store import listing as pages
from aduanas_tui.store.connection import rows
from aduanas_tui.store.listing import ClientRow, Listing

_PAGE = 200


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client as stored, with its contacts, the primary one first."""

    values: dict[str, Any]
    """The client fields by key."""
    active: bool
    file_count: int
    last_operation: str
    """Latest day in ISO 8601, blank for none."""
    contacts: tuple[dict[str, Any], ...]
    """The contact fields by key."""


def matches(text: str, *, inactive_too: bool) -> Listing:
    """Return the listing, in name order, of the clients that a typed search finds."""
    active = None if inactive_too else True
    return Listing(parse_query(text), Filters(active=active))


def found_clients(listing: Listing, limit: int | None = None) -> Iterator[FoundClient]:
    """Yield the clients of a listing in order, at most ``limit``; only a page is held at a time."""
    mark: ClientRow | None = None
    left = limit
    while left is None or left > 0:
        page = pages.page(listing, _PAGE if left is None else min(left, _PAGE), mark=mark)
        if not page:
            return
        yield from whole_clients([row.id for row in page])
        mark = page[-1]
        left = None if left is None else left - len(page)


def whole_clients(client_ids: Sequence[int]) -> Iterator[FoundClient]:
    """Yield the clients with these ids, in their order; those that were deleted are left out."""
    reached = contacts_of(client_ids)
    known = {
        row[0]: row[1:]
        for row in rows(
            f"SELECT id, active, file_count, last_operation, {', '.join(clients.KEYS)} "
            f"FROM client WHERE id IN ({_places(client_ids)})",
            client_ids,
        )
    }
    for client_id in client_ids:
        if client_id not in known:  # deleted by somebody since the page was read
            continue
        active, file_count, last_operation, *values = known[client_id]
        yield FoundClient(
            values=dict(zip(clients.KEYS, values, strict=True)),
            active=bool(active),
            file_count=file_count,
            last_operation=last_operation,
            contacts=tuple(reached[client_id]),
        )


def contacts_of(client_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the contacts of each of these clients by field, the primary one first."""
    reached: dict[int, list[dict[str, Any]]] = {client_id: [] for client_id in client_ids}
    for client_id, *values in rows(
        f"SELECT client_id, {', '.join(contacts.KEYS)} FROM contact "
        f"WHERE client_id IN ({_places(client_ids)}) ORDER BY is_primary DESC, id",
        client_ids,
    ):
        contact = dict(zip(contacts.KEYS, values, strict=True))
        contact["is_primary"] = bool(contact["is_primary"])
        reached[client_id].append(contact)
    return reached


def _places(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
