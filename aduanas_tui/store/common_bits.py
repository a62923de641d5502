"""What the bits of the words of a search have in common, chunk by chunk.

Of every slot they tell whether a client who is looked for *may* be there, and whether one is there
for *sure*; only where these differ must a text be looked at to count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aduanas_tui.store.known_bits import KnownBits
from aduanas_tui.store.slots import CHUNK_BITS, CHUNK_BYTES, CHUNK_SLOTS, DOUBT, SLOT_BITS
from aduanas_tui.store.stored_bits import RANK_BITS

_ALL = (1 << CHUNK_SLOTS) - 1
_SURELY, _PERHAPS = 0, 1

_BYTE_BITS = SLOT_BITS + 3
_LAST_BYTE = CHUNK_BYTES - 1

_MOST_CHUNKS = 64
"""Chunks that are read by one query."""


class Leaf(NamedTuple):
    """What bits tell of one prefix."""

    term: str = ""
    """A beginning of it that has bits; blank when none has."""
    is_exact: bool = False
    """Whoever has the term has the prefix."""
    is_given: bool = False
    """Whoever is asked about has the prefix."""
    but: Mapping[int, int] = {}
    """Slots by chunk where somebody may have the term and not the prefix."""


class Condition(NamedTuple):
    """A condition of a search: one of its ways must hold, with all that the way asks for."""

    ways: tuple[tuple[Leaf, ...], ...]
    is_any_way: bool = False
    """It is given that one of the ways holds in part, but not which: all must hold to be sure."""


class CommonBits:
    """The slots in which clients may be that meet all conditions."""

    def __init__(self, known: KnownBits, conditions: Sequence[Condition]) -> None:
        """Read nothing yet.

        Args:
            known: what was read before.
            conditions: of the search, its filters too.

        """
        self.known = known
        leaves = [leaf for one in conditions for way in one.ways for leaf in way]
        self._is_given = all(leaf.is_given for leaf in leaves)
        self._terms = sorted({leaf.term for leaf in leaves} - {""})
        needed = [leaf for one in conditions if len(one.ways) == 1 for leaf in one.ways[0]]
        self._needed = sorted({leaf.term for leaf in needed} - {""})
        """Terms that everybody must have who is looked for."""
        self._exact = [
            leaf.term for leaf in needed if leaf.is_exact and not leaf.is_given and not leaf.but
        ]
        self._is_sure = all(leaf.is_exact or leaf.is_given for leaf in needed)
        self._but = [leaf.but for leaf in needed if leaf.but]
        self._choices = [one for one in conditions if len(one.ways) > 1]
        self._unfolded: Mapping[int, int] = known.unfolded or {}
        self._seen: dict[int, tuple[int, int]] = {}
        """For sure and perhaps, by chunk."""
        self._rarest: str | None = None

    def passing(self, ranks: Sequence[int]) -> list[int]:
        """Return those of some ranks, in their order, in whose slots one may be."""
        if self._is_given or not ranks:
            return list(ranks)
        chunks = range(min(ranks) >> RANK_BITS, (max(ranks) >> RANK_BITS) + 1)
        bits = self._bytes(chunks, _PERHAPS)
        return [
            rank
            for rank in ranks
            if bits[rank >> RANK_BITS][rank >> _BYTE_BITS & _LAST_BYTE] >> (rank >> SLOT_BITS & 7)
            & 1
        ]

    def surely(self, slots: Sequence[int]) -> list[int]:
        """Return those of some slots that passed where there is one for sure."""
        if not slots:
            return []
        bits = self._bytes(range(slots[0] >> CHUNK_BITS, (slots[-1] >> CHUNK_BITS) + 1), _SURELY)
        return [
            slot
            for slot in slots
            if bits[slot >> CHUNK_BITS][slot >> 3 & _LAST_BYTE] >> (slot & 7) & 1
        ]

    def _bytes(self, chunks: range, which: int) -> dict[int, bytes]:
        self._read(chunks)
        return {chunk: self._seen[chunk][which].to_bytes(CHUNK_BYTES, "little") for chunk in chunks}

    def rarest(self) -> str:
        """Return the rarest term that all have who are looked for, as far as bits were read."""
        if self._rarest is None:
            chunk = next(iter(self._seen))
            times = ((self.known.of(term, chunk).bit_count(), term) for term in self._exact)
            _, self._rarest = min(times, default=(0, ""))
        return self._rarest

    def chunks(self, mark: int | None, down: bool) -> Iterator[tuple[int, int, int]]:
        """Yield the chunks that there are, from that of a rank on.

        With each, the slots where there is one for sure, and where one may be.
        """
        everything = self.known.chunks
        first, last = everything.start, everything.stop - 1
        if mark is not None:
            place = min(max(mark >> RANK_BITS, first), last)
            first, last = (first, place) if down else (place, last)
        width = 1
        while first <= last:
            if down:
                some = range(max(first, last - width + 1), last + 1)[::-1]
                last -= width
            else:
                some = range(first, min(last, first + width - 1) + 1)
                first += width
            self._read(some)
            for chunk in some:
                yield chunk, *self._seen[chunk]
            width = min(width * 3, _MOST_CHUNKS)

    def _read(self, chunks: range) -> None:
        missing = sorted(chunk for chunk in chunks if chunk not in self._seen)
        if not missing:
            return
        self.known.read([*self._terms, DOUBT], range(missing[0], missing[-1] + 1))
        for chunk in missing:
            self._seen[chunk] = self._in_common(chunk)

    def _in_common(self, chunk: int) -> tuple[int, int]:
        perhaps = _ALL
        for term in self._needed:
            perhaps &= self.known.of(term, chunk)
        surely = _ALL if self._is_sure else 0
        for condition in self._choices:
            yes, maybe = self._of_condition(condition, chunk)
            surely &= yes
            perhaps &= maybe
        unfolded = self._unfolded.get(chunk, 0)
        unsure = self.known.of(DOUBT, chunk) | unfolded
        for but in self._but:
            unsure |= but.get(chunk, 0)
        surely &= perhaps
        return surely & ~unsure if unsure else surely, perhaps | unfolded

    def _of_condition(self, condition: Condition, chunk: int) -> tuple[int, int]:
        """Return the slots where a condition is met for sure, and perhaps."""
        any_surely, all_surely, any_perhaps = 0, _ALL, 0
        for way in condition.ways:
            surely = perhaps = _ALL
            for leaf in way:
                there = self.known.of(leaf.term, chunk) if leaf.term else _ALL
                perhaps &= there
                surely &= there & ~leaf.but.get(chunk, 0) if leaf.is_exact or leaf.is_given else 0
            any_surely |= surely
            all_surely &= surely
            any_perhaps |= perhaps
        return (all_surely if condition.is_any_way else any_surely), any_perhaps


def upwards(bits: int, chunk: int) -> Iterator[int]:
    """Yield the slots of the bits of a chunk."""
    places = bits.to_bytes(CHUNK_BYTES, "little")
    base = chunk * CHUNK_SLOTS
    for found in _NOT_ZERO(places):
        start = base + 8 * found.start()
        for place in _PLACES[places[found.start()]]:
            yield start + place


def downwards(bits: int, chunk: int) -> Iterator[int]:
    """Yield the slots of the bits of a chunk from the last to the first."""
    places = bits.to_bytes(CHUNK_BYTES, "big")
    end = (chunk + 1) * CHUNK_SLOTS - 8
    for found in _NOT_ZERO(places):
        start = end - 8 * found.start()
        for place in reversed(_PLACES[places[found.start()]]):
            yield start + place


_NOT_ZERO = re.compile(rb"[^\0]").finditer
_PLACES = [tuple(place for place in range(8) if byte >> place & 1) for byte in range(256)]
