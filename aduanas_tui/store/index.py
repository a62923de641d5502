"""The full-text index of the clients: a row for each, at the client's rank.

The index is contentless: to take a row out, SQLite must be given exactly the text that went in,
which ``client.search_text`` keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aduanas_tui.store.connection import database, execute
from aduanas_tui.store.ranking import Move

_INSERT = "INSERT INTO client_index(rowid, terms) VALUES (?, ?)"
_DELETE = "INSERT INTO client_index(client_index, rowid, terms) VALUES ('delete', ?, ?)"


def add(rank: int, search_text: str) -> None:
    """Put one client into the index."""
    execute(_INSERT, (rank, search_text))


def remove(rank: int, search_text: str) -> None:
    """Take one client out of the index; ``search_text`` is what was put in."""
    execute(_DELETE, (rank, search_text))


def remove_many(entries: Iterable[tuple[int, str]]) -> None:
    """Take many clients out; each with exactly what was put in."""
    database.connection().executemany(_DELETE, entries)


def add_many(entries: Iterable[tuple[int, str]]) -> None:
    """Put many clients in; in order of rank this is several times faster than one by one."""
    database.connection().executemany(_INSERT, entries)


def add_clients(first_id: int, end_id: int) -> None:
    """Put clients in whose ids are from ``first_id`` up to ``end_id``, and rise with the ranks."""
    # Not INSERT … SELECT: its statement would keep the old pages of all that is merged in memory.
    add_many(
        database.connection().execute(
            "SELECT rank, search_text FROM client WHERE id >= ? AND id < ? ORDER BY id",
            (first_id, end_id),
        )
    )


def move(moves: Sequence[Move]) -> None:
    """Bring clients whose ranks changed to their new rows.

    All leave before the first arrives: one's new row may be another's old one.
    """
    connection = database.connection()
    connection.executemany(_DELETE, [(old, text) for old, _, text in moves])
    connection.executemany(_INSERT, [(new, text) for _, new, text in moves])


def optimize() -> None:
    """Merge the index into one segment, after a load of many rows."""
    execute("INSERT INTO client_index(client_index) VALUES ('optimize')")
