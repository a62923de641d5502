"""A plan to look for clients: a list of the full-text index, and bits by which it is narrowed.

The first clients of the list often are enough. Where they are not it is decided chunk by chunk
whether it is quicker to list who is in it, or to look at the texts of those whom the bits leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from aduanas_tui.store.common_bits import CommonBits, downwards, upwards
from aduanas_tui.store.listing_rows import direction_word
from aduanas_tui.store.slots import CHUNK_SLOTS, SLOT_BITS
from aduanas_tui.store.stored_bits import count_listed, listed_from

FIRST_LISTED = 64
"""Clients that are listed before anything else is tried."""

MOST_AT_FIRST = 512
"""Clients that are listed at once where it seems that these will be enough."""

TEXT = 8.0
LISTED = 0.3
STEPPED = 0.04
"""Microseconds that it takes to look at the text of a client, to list one, and to step over one
within the index."""

A_LITTLE = 80.0
"""Microseconds for which it is not worth asking which way is quicker."""

A_LOT = 12_000.0
"""Microseconds that no list of a rare word takes."""


class Found(NamedTuple):
    """How many clients there are."""

    sure: int
    unsure: Iterator[int]
    """Slots, besides those of the sure ones, where only texts tell whether there are more."""
    number: int
    """Of those slots."""


@dataclass(slots=True)
class _Place:
    """How far candidates were read."""

    mark: int | None
    after: str
    down: bool
    last: int | None = None
    """The slot that was the last one."""
    is_end: bool = False

    def bound(self) -> str:
        return "" if self.mark is None else f"AND rowid {self.after} {self.mark}"


class Plan(NamedTuple):
    """A way to look for the clients of a search."""

    bits: CommonBits
    match: str = ""
    """Of the full-text index; it lists all of them, and more. Blank: the bits alone tell."""
    is_lazy: bool = True
    """The list is read from any client on without reading the others."""

    def slots(self, wanted: int, mark: int | None, after: str, down: bool) -> Iterator[int]:
        """Yield in order the slots of all candidates.

        Args:
            wanted: how many clients are wanted.
            mark: the rank from which to start, if not at the end.
            after: how ranks compare with it.
            down: towards the lower ranks.

        """
        place = _Place(mark, after, down)
        for some in self._first_slots(place, wanted):
            yield from some
        if place.is_end:
            return
        start = None if place.mark is None else place.mark >> SLOT_BITS
        for chunk, _, perhaps in self._chunks(place.mark, down):
            bits = perhaps if start is None else _beyond(perhaps, start - chunk * CHUNK_SLOTS, down)
            if not bits:
                continue  # as most chunks of a search for little
            for slot in (downwards if down else upwards)(bits, chunk):
                if slot != place.last:
                    yield slot

    def counted(self, limit: int) -> Found:
        """Return how many there are; no more than so many need to be found."""
        place = _Place(None, "", False)
        sure = 0
        listed: dict[int, None] = {}
        for some in self._first_slots(place, limit):
            surely = self.bits.surely(some)
            sure += len(surely)
            if len(surely) < len(some):
                listed.update(dict.fromkeys(sorted({*some} - {*surely})))
        if sure >= limit or place.is_end:
            return Found(sure, iter(listed), len(listed))
        sure = number = 0
        unsure: list[tuple[int, int]] = []
        for chunk, certain, perhaps in self._chunks(None, False):
            sure += certain.bit_count()
            if sure >= limit:
                break
            if certain != perhaps:
                unsure.append((perhaps & ~certain, chunk))
                number += unsure[-1][0].bit_count()
        return Found(sure, (slot for one in unsure for slot in upwards(*one)), number)

    def _chunks(self, mark: int | None, down: bool) -> Iterator[tuple[int, int, int]]:
        """Yield chunks with the slots of who is there for sure, and who may be."""
        for chunk, surely, perhaps in self.bits.chunks(mark, down):
            match = self._quickest(chunk, perhaps) if perhaps and self.match else ""
            if match:
                listed = self.bits.known.of_list(match, chunk)
                yield chunk, surely & listed, perhaps & listed
            else:
                yield chunk, 0 if self.match else surely, perhaps

    def _quickest(self, chunk: int, perhaps: int) -> str:
        """Return what was listed of a chunk; nothing when it is quicker to look at texts."""
        known = self.bits.known
        if known.has_list(self.match, chunk):
            return self.match
        left = perhaps.bit_count()
        if left * TEXT <= A_LITTLE:
            return ""
        if " AND " in self.match or not self.is_lazy:
            known.read_list(self.match, known.chunks)
            return self.match
        term = self.bits.rarest()
        both = f"{self.match} AND {_quoted(term)}" if term else ""
        if both and known.has_list(both, chunk):
            return both
        most = int(min(left * TEXT, A_LOT) / STEPPED)
        listed = count_listed(self.match, chunk, most)
        ways = [(left * TEXT, ""), (listed * LISTED, self.match)]
        if both:
            stepped = listed + known.of(term, chunk).bit_count()
            ways.append((stepped * STEPPED + min(left, listed) * LISTED, both))
        _, match = min(ways)
        if match:
            # Where two lists have the first client in common is found out anew each time.
            known.read_list(match, known.chunks if match == both else range(chunk, chunk + 1))
        return match

    def _first_slots(self, place: _Place, wanted: int) -> Iterator[list[int]]:
        """Yield the slots of who is listed first, as long as it seems that these are enough."""
        listed, found, size = 0, 0, max(wanted, FIRST_LISTED)
        while self.match and self.is_lazy and listed < size:
            ranks = listed_from(self.match, place.bound(), direction_word(place.down), size)
            some = list(dict.fromkeys(rank >> SLOT_BITS for rank in self.bits.passing(ranks)))
            yield some[1:] if some[:1] == [place.last] else some
            if len(ranks) < size:
                place.is_end = True
                return
            place.last = some[-1] if some else place.last
            place.mark, place.after = ranks[-1], "<" if place.down else ">"
            listed, found = listed + size, found + len(some)
            size = int(1.3 * listed * (wanted - found) / max(found, 1)) + FIRST_LISTED
            if size > MOST_AT_FIRST:
                return


def _quoted(term: str) -> str:
    """Return the match of a term that has bits."""
    return f'"{term}"' if term.startswith("_") else f'"{term}"*'


def _beyond(bits: int, place: int, down: bool) -> int:
    """Return the bits of a chunk from a place on, which may be in another chunk."""
    place = min(max(place, -1), CHUNK_SLOTS)
    if down:
        return bits & (1 << max(place + 1, 0)) - 1
    return bits >> max(place, 0) << max(place, 0)
