"""Pieces of the full-text index that are made beside the database, and taken over whole.

Most of what a large import costs is the index of words. A piece of it (what FTS5 calls a segment)
can be made in memory by a second process while the first one writes the clients; taking it over
is copying its pages, giving it a number, and entering it in the list of pieces. The layout of
these tables is FTS5's own ("FTS5 Data Structures" in its documentation, and ``fts5_index.c``):
where it is not the one that is known here, nothing is taken over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import NamedTuple

from aduanas_tui.store import slots
from aduanas_tui.store.connection import database, execute, rows

ENTRIES = 4_000
"""Clients of one piece: more of them do not fit the processor's cache, fewer make many pieces."""

_ALL_IN_MEMORY = 256 << 20
_MOST_ON_A_LEVEL = 12
"""FTS5 joins all pieces of a level at once when there are 16: somebody who saves would wait."""

_MOST_LEVELS = 60
_MOST_PIECES = 1_500
_PAGE_BITS = 37
_TOTALS, _STRUCTURE = 1, 10
"""Rows of ``client_index_data`` that are no pages."""

_NEWER_LAYOUT = b"\xff\x00\x00\x01"

Entry = tuple[int, str]
"""Rank and search text of a client."""


class Made(NamedTuple):
    """A piece, as it travels between processes."""

    ranks: list[int]
    sizes: list[bytes]
    """As ``client_index_docsize`` has them."""
    words: int
    """Of all texts together."""
    first_page: int
    last_page: int
    pages: list[tuple[int, bytes]]
    starts: list[tuple[bytes, int]]
    """First word of a page, and the page as ``client_index_idx`` has it."""
    sample: str
    """A word of the first client."""


class _Piece(NamedTuple):
    number: int
    first_page: int
    last_page: int


class _Level(NamedTuple):
    joining: int
    """How many of its first pieces are being joined to one of the next level."""
    pieces: list[_Piece]


def definition() -> str:
    """Return the statement that creates the index."""
    ((sql,),) = rows("SELECT sql FROM sqlite_master WHERE name = 'client_index'")
    return str(sql)


def make(definition: str, entries: Sequence[Entry]) -> Made | None:
    """Make a piece of rising ranks; ``None`` if FTS5 did not make it as it is known here."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.execute(definition)
        memory.execute(
            "INSERT INTO client_index(client_index, rank) VALUES ('hashsize', ?)",
            (_ALL_IN_MEMORY,),
        )
        memory.execute("BEGIN")
        memory.executemany("INSERT INTO client_index(rowid, terms) VALUES (?, ?)", entries)
        memory.execute("COMMIT")
        structure = _read_structure(_block(memory, _STRUCTURE))
        totals = _numbers(_block(memory, _TOTALS))
        if structure is None or len(totals) != 2:
            return None
        pieces = [piece for level in structure[2] for piece in level.pieces]
        if len(pieces) != 1:
            return None
        (piece,) = pieces
        sizes = memory.execute("SELECT id, sz FROM client_index_docsize ORDER BY id").fetchall()
        return Made(
            [rank for rank, _ in sizes],
            [size for _, size in sizes],
            totals[1],
            piece.first_page,
            piece.last_page,
            memory.execute(
                f"SELECT id & {(1 << _PAGE_BITS) - 1}, block FROM client_index_data "
                f"WHERE id >> {_PAGE_BITS} = ? ORDER BY id",
                (piece.number,),
            ).fetchall(),
            memory.execute("SELECT term, pgno FROM client_index_idx ORDER BY term").fetchall(),
            entries[0][1].split()[0],
        )


def take_over(made: Made) -> bool:
    """Enter a piece into the index; inside a write transaction that wrote to the index before.

    Tell whether that was possible; if not, nothing changed.
    """
    execute("SAVEPOINT piece")
    # At a savepoint FTS5 writes what it holds in memory; going back to it, it forgets what it
    # knows of its tables, so that it will read what is written to them here.
    execute("ROLLBACK TO piece")
    done = _enter(made)
    if not done:
        execute("ROLLBACK TO piece")
    execute("RELEASE piece")
    if done:
        slots.add_later(made.ranks)
    return done


def _enter(made: Made) -> bool:
    connection = database.connection()
    structure = _read_structure(_block(connection, _STRUCTURE))
    totals = _numbers(_block(connection, _TOTALS))
    if structure is None or len(totals) not in (0, 2):
        return False
    cookie, written, levels = structure
    taken = {piece.number for level in levels for piece in level.pieces}
    if len(taken) >= _MOST_PIECES or not _make_room(levels):
        return False
    number = next(free for free in range(1, len(taken) + 2) if free not in taken)
    levels[0].pieces.append(_Piece(number, made.first_page, made.last_page))
    clients, words = totals or (0, 0)
    connection.executemany(
        f"INSERT INTO client_index_data (id, block) VALUES (({number} << {_PAGE_BITS}) | ?, ?)",
        made.pages,
    )
    connection.executemany(
        f"INSERT INTO client_index_idx (segid, term, pgno) VALUES ({number}, ?, ?)", made.starts
    )
    connection.executemany(
        "INSERT INTO client_index_docsize (id, sz) VALUES (?, ?)",
        zip(made.ranks, made.sizes, strict=True),
    )
    for row, block in (
        (_TOTALS, _packed([clients + len(made.ranks), words + made.words])),
        (_STRUCTURE, _structure_block(cookie, written, levels)),
    ):
        execute("REPLACE INTO client_index_data (id, block) VALUES (?, ?)", (row, block))
    found = rows(
        "SELECT 1 FROM client_index WHERE client_index MATCH ? AND rowid = ?",
        (f'"{made.sample}"', made.ranks[0]),
    )
    return bool(found)


def _make_room(levels: list[_Level]) -> bool:
    """Let the lowest level, where the newest pieces are, have room for one more.

    Those that are full go up whole, so that newer pieces stay below the older ones.
    """
    if not levels:
        levels.append(_Level(0, []))
    if len(levels[0].pieces) < _MOST_ON_A_LEVEL:
        return True
    for place, level in enumerate(levels):
        if not level.pieces:
            del levels[place]
            break
    if len(levels) >= _MOST_LEVELS:
        return False
    levels.insert(0, _Level(0, []))
    return True


def _block(connection: sqlite3.Connection, row: int) -> bytes:
    found = connection.execute("SELECT block FROM client_index_data WHERE id = ?", (row,))
    return bytes((found.fetchone() or (b"",))[0])


def _read_structure(block: bytes) -> tuple[bytes, int, list[_Level]] | None:
    """Return the cookie, the counter of pages and the levels; ``None`` for another layout."""
    cookie, rest = block[:4], block[4:]
    if rest.startswith(_NEWER_LAYOUT):
        return None
    numbers = iter(_numbers(rest))
    try:
        count, pieces, written = next(numbers), next(numbers), next(numbers)
        levels = []
        for _ in range(count):
            joining, width = next(numbers), next(numbers)
            level = [_Piece(next(numbers), next(numbers), next(numbers)) for _ in range(width)]
            levels.append(_Level(joining, level))
    except (StopIteration, RuntimeError):
        return None
    known = sum(len(level.pieces) for level in levels) == pieces and next(numbers, None) is None
    return (cookie, written, levels) if known else None


def _structure_block(cookie: bytes, written: int, levels: Sequence[_Level]) -> bytes:
    numbers = [len(levels), sum(len(level.pieces) for level in levels), written]
    for level in levels:
        numbers += [level.joining, len(level.pieces)]
        for piece in level.pieces:
            numbers += piece
    return cookie + _packed(numbers)


def _numbers(block: bytes) -> list[int]:
    """Return the numbers of a block: 7 bits a byte, the highest first, all but the last marked."""
    numbers: list[int] = []
    value = 0
    for byte in block:
        value = value << 7 | byte & 127
        if byte < 128:
            numbers.append(value)
            value = 0
    return numbers


def _packed(numbers: Iterable[int]) -> bytes:
    block = bytearray()
    for number in numbers:
        digits = [number & 127]
        while number := number >> 7:
            digits.append(number & 127 | 128)
        block += bytes(reversed(digits))
    return bytes(block)
