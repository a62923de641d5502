"""What the bits of the words of a search have in common, chunk by chunk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from aduanas_tui.domain.search_text import Prefixes
from aduanas_tui.store import slots
from aduanas_tui.store.slots import CHUNK_BITS, CHUNK_SLOTS, SLOT_BITS

_ALL = (1 << CHUNK_SLOTS) - 1
_LAST = CHUNK_SLOTS - 1
_CHUNK_BYTES = CHUNK_SLOTS // 8

Conditions = Sequence[Sequence[Prefixes]]
"""Each holds when one of its ways does: when all prefixes of that are found."""


class CommonBits:
    """The slots in which clients may be that meet all conditions."""

    def __init__(self, conditions: Conditions, frequent: set[str], unfolded: Sequence[int]) -> None:
        """Read nothing yet but how far the bits go.

        Args:
            conditions: of the search, its filters too.
            frequent: the terms of those that have bits, at least one.
            unfolded: slots of which the bits do not tell.

        """
        self._frequent = frequent
        self._conditions = conditions
        self._terms = sorted(
            {
                term
                for condition in conditions
                for way in condition
                for term in map(self.known, way)
                if term
            }
        )
        self._unfolded: dict[int, int] = defaultdict(int)
        for slot in unfolded:
            self._unfolded[slot // CHUNK_SLOTS] |= 1 << slot % CHUNK_SLOTS
        ends = [*slots.bounds(self._terms), *self._unfolded]
        self._chunks = range(min(ends), max(ends) + 1)
        self._seen: dict[int, int] = {}
        self.times: Counter[str] = Counter()
        """Slots of each term; known after :meth:`number`."""

    def known(self, prefix: str) -> str:
        """Return the longest beginning that has bits; blank when none has."""
        for part in reversed(slots.parts_of(prefix)):
            if part in self._frequent:
                return part
        return ""

    def is_exact(self, condition: Sequence[Prefixes]) -> bool:
        """Tell whether the bits tell of every word of a condition."""
        return all(self.known(prefix) == prefix for way in condition for prefix in way)

    def doubtful(self) -> dict[int, int] | None:
        """Return of which slots the bits are not exact, by chunk; ``None`` when nobody knows."""
        known = slots.bits_of([slots.DOUBT])
        if not known:
            return None
        return {
            chunk: known.get(chunk, {}).get(slots.DOUBT, 0) | self._unfolded.get(chunk, 0)
            for chunk in {*known, *self._unfolded}
        }

    def sure(self, doubtful: dict[int, int]) -> tuple[int, list[int]]:
        """Return how many slots are left that are not doubtful, and which are that are."""
        self.number()
        count = 0
        unsure: list[int] = []
        for chunk, bits in self._seen.items():
            doubt = bits & doubtful.get(chunk, 0)
            count += (bits ^ doubt).bit_count()
            if doubt:
                unsure += _upwards(bin(doubt)[:1:-1], chunk * CHUNK_SLOTS)
        return count, unsure

    def number(self) -> int:
        """Return how many slots are left. Reads all bits at once."""
        if not self.times:
            known = slots.bits_of(self._terms)
            for chunk in self._chunks:
                self._seen[chunk] = self._in_common(chunk, known.get(chunk, {}))
                for term, bits in known.get(chunk, {}).items():
                    self.times[term] += bits.bit_count()
        return sum(self._bits(chunk).bit_count() for chunk in self._chunks)

    def slots(self, mark: int | None, down: bool) -> Iterator[int]:
        """Yield the slots in order, from that of a rank on."""
        start = None if mark is None else mark >> SLOT_BITS
        for chunk in reversed(self._chunks) if down else self._chunks:
            bits = self._bits(chunk)
            base = chunk * CHUNK_SLOTS
            if start is not None:
                place = min(max(start - base, -1), CHUNK_SLOTS)
                if down:
                    bits &= (1 << max(place + 1, 0)) - 1
                else:
                    bits = bits >> max(place, 0) << max(place, 0)
            if bits:
                digits = bin(bits)[:1:-1]  # the lowest first
                yield from _downwards(digits, base) if down else _upwards(digits, base)

    def passing(self, ranks: Sequence[int]) -> Iterator[int]:
        """Yield those of some ranks whose slots are left, each as soon as it is known."""
        places: dict[int, bytes] = {}
        for chunk, some in groupby(ranks, lambda rank: rank >> SLOT_BITS + CHUNK_BITS):
            if chunk not in places:
                bits = self._bits(chunk) if chunk in self._chunks else 0
                places[chunk] = bits.to_bytes(_CHUNK_BYTES, "little")
            found = places[chunk]
            yield from (
                rank
                for rank in some
                if found[(place := rank >> SLOT_BITS & _LAST) >> 3] >> (place & 7) & 1
            )

    def _bits(self, chunk: int) -> int:
        found = self._seen.get(chunk)
        if found is None:
            known = slots.bits_of(self._terms, chunk).get(chunk, {})
            found = self._seen[chunk] = self._in_common(chunk, known)
        return found

    def _in_common(self, chunk: int, known: dict[str, int]) -> int:
        found = _ALL
        for condition in self._conditions:
            found &= self._of_condition(condition, known)
        return found | self._unfolded.get(chunk, 0)

    def _of_condition(self, condition: Sequence[Prefixes], known: dict[str, int]) -> int:
        found = 0
        for way in condition:
            bits = _ALL
            for prefix in way:
                term = self.known(prefix)
                if term:
                    bits &= known.get(term, 0)
            found |= bits
        return found


def _upwards(digits: str, base: int) -> Iterator[int]:
    place = digits.find("1")
    while place >= 0:
        yield base + place
        place = digits.find("1", place + 1)


def _downwards(digits: str, base: int) -> Iterator[int]:
    place = digits.rfind("1")
    while place >= 0:
        yield base + place
        place = digits.rfind("1", 0, place)
