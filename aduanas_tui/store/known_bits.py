"""Bits that a thread has read, kept from one search to the next while nobody writes.

Whoever types a word, turns pages or changes a filter asks for the same bits again and again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from aduanas_tui.store import slots
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.slots import CHUNK_BITS, CHUNK_BYTES
from aduanas_tui.store.snapshot import is_snapshot
from aduanas_tui.store.stored_bits import all_chunks, bits_in, listed_in

MOST_TERMS = 1_000
"""Terms of which a thread knows whether they have bits."""

MOST_FACTS = 200
"""Facts about the words in use that a thread remembers."""

MOST_BITS = 144
MOST_LISTED = 48
"""Chunks of bits, and of lists, that a thread keeps for the next search; each takes 9 KB."""

_LAST_BYTE = CHUNK_BYTES - 1


T = TypeVar("T")


class KnownBits:
    """Bits by term and chunk, and lists of the full-text index as bits, as they are at one moment.

    Who asks for bits must have read them before.
    """

    def __init__(self) -> None:
        self._frequent: dict[str, bool] = {}
        self._facts: dict[tuple[str, str], Any] = {}
        self._terms: dict[str, dict[int, int]] = {}
        self._lists: dict[str, dict[int, int]] = {}
        self._has_read = False

    @cached_property
    def chunks(self) -> range:
        """The chunks that there are."""
        return all_chunks()

    @cached_property
    def unfolded(self) -> dict[int, int] | None:
        """The slots, by chunk, of which bits do not tell yet; ``None`` when they are too many."""
        found = slots.unfolded()
        return None if found is None else slots.as_bits(found)

    def frequent(self, terms: Iterable[str]) -> set[str]:
        """Return those of some terms that have bits."""
        known = self._frequent
        missing = [term for term in terms if term not in known]
        if missing:
            found = slots.frequent_of(missing)
            known.update((term, term in found) for term in missing)
        return {term for term in terms if known[term]}

    def fact(self, about: str, prefix: str, find: Callable[[str], T]) -> T:
        """Return something about the words in use that begin with a prefix; found out once."""
        try:
            found: T = self._facts[about, prefix]
        except KeyError:
            found = self._facts[about, prefix] = find(prefix)
        return found

    def read(self, terms: Sequence[str], chunks: range) -> None:
        """Have the bits of terms in some chunks known."""
        missing = []
        for term in terms:
            known = self._terms[term] = self._terms.pop(term, {})  # the last one that was used
            if not all(chunk in known for chunk in chunks):
                missing.append(term)
        if not missing:
            return
        self._has_read = True
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
        self._has_read = True
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
        if len(self._frequent) > MOST_TERMS:
            self._frequent.clear()
        if len(self._facts) > MOST_FACTS:
            self._facts.clear()
        if not self._has_read:
            return
        self._has_read = False
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
