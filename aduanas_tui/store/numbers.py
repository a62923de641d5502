"""Finding documents by their numbers: of customs files and their declarations, quotes, invoices.

Each numbered column has an index on its key (``schema.NUMBER_KEY``), so that a number is found
however it was separated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aduanas_tui.store.connection import rows
from aduanas_tui.store.schema import NUMBER_KEY, NUMBERED

MOST_DOCUMENTS = 20
"""Documents that a number finds; the beginning of a number that more have finds none."""

WHOLE = "{0} = ? ORDER BY id"
BEGINNING = "{0} >= ? AND {0} < ? ORDER BY {0}, id"
"""SQL of what is found, in an order that the index of the key has already."""

SHORTEST_BEGINNING = 6
"""Characters from which the beginning of a number will do."""


class NumberedDocument(NamedTuple):
    """A document that has a number; ``column`` says whether it is its own or its declaration's."""

    table: str
    id: int
    client_id: int
    number: str
    """Its own number."""
    column: str
    found: str
    """The number by which it was found, as it is written there."""
    key: str


def documents(key: str) -> list[NumberedDocument]:
    """Return the documents whose number has this key, or begins with it where few do.

    Those that have it come first, then customs files, quotes and invoices.

    Args:
        key: as ``domain.search_text.number_key`` makes it; a blank one finds nothing.

    """
    if not key:
        return []
    if len(key) >= SHORTEST_BEGINNING:
        beyond = key[:-1] + chr(ord(key[-1]) + 1)
        found = _documents(BEGINNING, (key, beyond), MOST_DOCUMENTS + 1)
        if len(found) <= MOST_DOCUMENTS:
            return sorted(found, key=lambda one: one.key != key)
    return _documents(WHOLE, (key,), MOST_DOCUMENTS)


def _documents(condition: str, bounds: Sequence[str], limit: int) -> list[NumberedDocument]:
    parts = []
    for table, column in NUMBERED:
        key = NUMBER_KEY.format(column)
        parts.append(
            f"SELECT * FROM (SELECT '{table}', id, client_id, number, '{column}', {column}, {key} "
            f"FROM {table} WHERE {condition.format(key)} LIMIT {limit})"
        )
    found = map(NumberedDocument._make, rows(" UNION ALL ".join(parts), (*bounds,) * len(NUMBERED)))
    by_document: dict[tuple[str, int], NumberedDocument] = {}
    for one in found:
        by_document.setdefault((one.table, one.id), one)
    return list(by_document.values())[:limit]
