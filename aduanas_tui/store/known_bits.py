"""Bits that a thread has read, kept from one search to the next while nobody writes.

Whoever types a word, turns pages or changes a filter asks for the same bits again and again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from typing import NamedTuple

from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.slots import CHUNK_BITS, CHUNK_BYTES
from aduanas_tui.store.snapshot import is_snapshot
from aduanas_tui.store.stored_bits import bits_in, listed_in

MOST_BITS = 144
MOST_LISTED = 48
"""Chunks of bits, and of lists, that a thread keeps for the next search; each takes 9 KB."""

_LAST_BYTE = CHUNK_BYTES - 1


class KnownBits:
    """Bits by term and chunk, and lists of the full-text index as bits, as they are at one moment.

    Who asks for bits must have read them before.
    """

    def __init__(self) -> None:
        self._terms: dict[str, dict[int, int]] = {}
        self._lists: dict[str, dict[int, int]] = {}

    def read(self, terms: Sequence[str], chunks: range) -> None:
        """Have the bits of terms in some chunks known."""
        missing = []
        for term in terms:
            known = self._terms[term] = self._terms.pop(term, {})  # the last one that was used
            if not all(chunk in known for chunk in chunks):
                missing.append(term)
        if not missing:
            return
        found = bits_in(missing, chunks)
        for term in missing:
            for chunk in chunks:
                bits = found.get(chunk, {}).get(term, b"")
                self._terms[term][chunk] = int.from_bytes(bits, "little")

    def of(self, term: str, chunk: int) -> int:
        """Return the bits of a term in a chunk."""
        return self._terms[term][chunk]

    def read_list(self, match: str, chunks: range) -> None:
        """Have the slots known that a match of the full-text index lists in some chunks."""
        known = self._lists[match] = self._lists.pop(match, {})
        if all(chunk in known for chunk in chunks):
            return
        places = {chunk: bytearray(CHUNK_BYTES) for chunk in chunks}
        for slot in listed_in(match, chunks):
            places[slot >> CHUNK_BITS][slot >> 3 & _LAST_BYTE] |= 1 << (slot & 7)
        for chunk, bits in places.items():
            known[chunk] = int.from_bytes(bits, "little")

    def has_list(self, match: str, chunk: int) -> bool:
        """Tell whether it is known what a match lists in a chunk."""
        return chunk in self._lists.get(match, ())

    def of_list(self, match: str, chunk: int) -> int:
        """Return the slots that a match lists in a chunk."""
        return self._lists[match][chunk]

    def forget_some(self) -> None:
        """Forget what was not used for long, where much is kept."""
        for kept, most in ((self._terms, MOST_BITS), (self._lists, MOST_LISTED)):
            size = sum(sum(map(bool, chunks.values())) for chunks in kept.values())
            while size > most:
                size -= sum(map(bool, kept.pop(next(iter(kept))).values()))


class _Kept(NamedTuple):
    connection: sqlite3.Connection
    version: tuple[int, int]
    bits: KnownBits


_thread = threading.local()


def known_bits() -> KnownBits:
    """Return the bits that this thread knows of the office as it is in this snapshot."""
    if not is_snapshot():
        return KnownBits()  # what a transaction has written may still be taken back
    connection = database.connection()
    ((others,),) = rows("PRAGMA data_version")
    version = others, connection.total_changes
    kept: _Kept | None = getattr(_thread, "kept", None)
    if kept is None or kept.connection is not connection or kept.version != version:
        kept = _thread.kept = _Kept(connection, version, KnownBits())
    kept.bits.forget_some()
    return kept.bits
