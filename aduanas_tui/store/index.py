"""The full-text index of the clients: a row for each, at the client's rank.

The index is contentless: to take a row out, SQLite must be given exactly the text that went in,
which ``client.search_text`` keeps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from peewee import DatabaseError

from aduanas_tui.store import slots
from aduanas_tui.store.connection import database, execute
from aduanas_tui.store.rank_room import Move

_INSERT = "INSERT INTO client_index(rowid, terms) VALUES (?, ?)"
_AUTOMERGE = 4
"""FTS5's own: pieces of one size that are joined as soon as there are so many."""

_MERGED_PAGES = 100
_DELETE = "INSERT INTO client_index(client_index, rowid, terms) VALUES ('delete', ?, ?)"


_TAKE_ALL_OUT = "INSERT INTO client_index(client_index) VALUES ('delete-all')"


def clear() -> None:
    """Take everybody out, also when what the index consists of cannot be read any more."""
    try:
        execute(_TAKE_ALL_OUT)
    except DatabaseError:
        # Without its record of pieces (row 10, "The %_data table" of FTS5's file format) SQLite
        # opens no index; this one says that there are none.
        execute("REPLACE INTO client_index_data(id, block) VALUES (10, x'00000000000000')")
        execute(_TAKE_ALL_OUT)


def add(rank: int, search_text: str) -> None:
    """Put one client into the index."""
    execute(_INSERT, (rank, search_text))
    slots.add(rank, search_text)


def remove(rank: int, search_text: str) -> None:
    """Take one client out of the index; ``search_text`` is what was put in."""
    execute(_DELETE, (rank, search_text))
    slots.doubt([rank])


def remove_many(entries: Iterable[tuple[int, str]]) -> None:
    """Take many clients out; each with exactly what was put in."""
    left: list[int] = []
    database.connection().executemany(_DELETE, _noting(entries, left))
    slots.doubt(left)


def add_many(entries: Iterable[tuple[int, str]]) -> None:
    """Put many clients in; in order of rank this is several times faster than one by one."""
    entered: list[int] = []
    database.connection().executemany(_INSERT, _noting(entries, entered))
    slots.add_later(entered)


def _noting(entries: Iterable[tuple[int, str]], ranks: list[int]) -> Iterator[tuple[int, str]]:
    for rank, search_text in entries:
        ranks.append(rank)
        yield rank, search_text


def move(moves: Sequence[Move]) -> None:
    """Bring clients whose ranks changed to their new rows.

    All leave before the first arrives: one's new row may be another's old one.
    """
    connection = database.connection()
    connection.executemany(_DELETE, [(old, text) for old, _, text in moves])
    connection.executemany(_INSERT, [(new, text) for _, new, text in moves])
    slots.doubt(old for old, _, _ in moves)
    slots.add_later(new for _, new, _ in moves)


@contextmanager
def merging_later() -> Iterator[None]:
    """Put off joining the index's pieces while many rows are put in; inside a transaction.

    Their joining is as much work again. Searches look into a few pieces more meanwhile, until
    :func:`merge_some` or later writes have joined them.
    """
    execute("INSERT INTO client_index(client_index, rank) VALUES ('automerge', 0)")
    yield
    execute(f"INSERT INTO client_index(client_index, rank) VALUES ('automerge', {_AUTOMERGE})")


def merge_some(connection: sqlite3.Connection) -> bool:
    """Join pieces of the index for some milliseconds; tell whether there may be more to join."""
    before = connection.total_changes
    connection.execute(
        f"INSERT INTO client_index(client_index, rank) VALUES ('merge', {_MERGED_PAGES})"
    )
    # The statement itself counts as one change (FTS5, section "The 'merge' Command").
    return connection.total_changes - before > 1


def optimize() -> None:
    """Merge the index into one segment, after a load of many rows."""
    execute("INSERT INTO client_index(client_index) VALUES ('optimize')")
