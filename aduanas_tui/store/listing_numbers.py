"""The clients of a list that only the number of one of their documents finds: a few at most."""

from __future__ import annotations

from typing import Any

from aduanas_tui.domain.search_text import Filters, Query
from aduanas_tui.store.listing_rows import (
    COLUMNS,
    ClientRow,
    Listing,
    after_sign,
    order_key,
    read_rows,
)
from aduanas_tui.store.matching import full_check
from aduanas_tui.store.numbers import documents


def numbered_rows(listing: Listing) -> list[ClientRow]:
    """Return the clients that the number of a document finds and the words do not."""
    client_ids = {one.client_id for one in documents(listing.query.number)}
    if not client_ids:
        return []
    passes, parameters = full_check(Query(), listing.filters)
    worded, word_parameters = full_check(listing.query, Filters(active=None))
    return read_rows(
        f"SELECT {COLUMNS} FROM client WHERE id IN ({', '.join('?' * len(client_ids))}) "
        f"AND {passes} AND NOT ({worded})",
        (*client_ids, *parameters, *word_parameters),
    )


def merged(
    listing: Listing,
    found: list[ClientRow],
    mark: ClientRow | None,
    backwards: bool,
    inclusive: bool | None,
) -> list[ClientRow]:
    """Return rows in the order of reading, those before the mark left out."""
    key = order_key(listing.order, mark)
    down = listing.descending is not backwards
    ties_down = down if key.ties_follow else not down

    def place(row: ClientRow) -> Any:
        return getattr(row, key.column)

    if mark is not None:
        after = after_sign(ties_down, inclusive)
        found = [
            row
            for row in found
            if (
                _compares(row.rank, after, mark.rank)
                if place(row) == key.value
                else _compares(place(row), "<" if down else ">", key.value)
            )
        ]
    found.sort(key=lambda row: row.rank, reverse=ties_down)
    found.sort(key=place, reverse=down)
    return found


def _compares(value: Any, sign: str, other: Any) -> bool:
    return (sign.endswith("=") and value == other) or bool(
        value < other if sign.startswith("<") else value > other
    )
