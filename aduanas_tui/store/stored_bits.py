"""Reading bits of frequent words (see ``slots``), and lists of the full-text index."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from aduanas_tui.store.connection import rows
from aduanas_tui.store.slots import CHUNK_BITS, SLOT_BITS

RANK_BITS = SLOT_BITS + CHUNK_BITS
"""Ranks of a chunk as a power of two."""


def all_chunks() -> range:
    """Return the chunks from that of the first client to that of the last."""
    ((first, last),) = rows("SELECT (SELECT min(rank) FROM client), (SELECT max(rank) FROM client)")
    return range(0) if first is None else range(first >> RANK_BITS, (last >> RANK_BITS) + 1)


def bits_in(terms: Sequence[str], chunks: range) -> dict[int, dict[str, bytes]]:
    """Return the bits of terms by chunk, as they are stored: the first slot is the lowest bit."""
    found: dict[int, dict[str, bytes]] = defaultdict(dict)
    for chunk, term, bits in rows(
        "SELECT chunk, term, bits FROM client_bits "
        f"WHERE term IN ({', '.join('?' * len(terms))}) AND chunk BETWEEN ? AND ?",
        (*terms, chunks[0], chunks[-1]),
    ):
        found[chunk][term] = bits
    return found


def listed_in(match: str, chunks: range) -> list[int]:
    """Return the slots in some chunks that a match of the full-text index lists."""
    # Thousands of numbers come sooner as one text than as so many rows.
    ((text,),) = rows(
        f"SELECT json_group_array(rowid >> {SLOT_BITS}) FROM client_index "
        "WHERE client_index MATCH ? AND rowid BETWEEN ? AND ?",
        (match, *_ends(chunks)),
    )
    found: list[int] = json.loads(text)
    return found


def listed_from(match: str, bound: str, order: str, size: int) -> list[int]:
    """Return the first ranks that a match lists.

    Args:
        match: of the full-text index.
        bound: SQL of where to start.
        order: ``ASC`` or ``DESC``.
        size: how many, at most.

    """
    ((text,),) = rows(
        "SELECT json_group_array(rowid) FROM (SELECT rowid FROM client_index "
        f"WHERE client_index MATCH ? {bound} ORDER BY rowid {order} LIMIT ?)",
        (match, size),
    )
    found: list[int] = json.loads(text)
    return found


def count_listed(match: str, chunk: int, most: int) -> int:
    """Return how many clients of a chunk a match lists, but no more than so many."""
    ((found,),) = rows(
        "SELECT count(*) FROM (SELECT 1 FROM client_index WHERE client_index MATCH ? "
        "AND rowid BETWEEN ? AND ? LIMIT ?)",
        (match, *_ends(range(chunk, chunk + 1)), most),
    )
    return int(found)


def _ends(chunks: range) -> tuple[int, int]:
    return chunks[0] << RANK_BITS, (chunks[-1] + 1 << RANK_BITS) - 1
