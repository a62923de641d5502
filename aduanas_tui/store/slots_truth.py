"""Whether the bits of frequent words (see ``slots``) may be counted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aduanas_tui.store import slots
from aduanas_tui.store.connection import rows

Step = Callable[[int], None]


def bits_are_true(step: Step) -> bool:
    """Tell whether no search misses or miscounts a client because of the bits.

    They are compared with the full-text index, which must be true itself. ``step`` is called often;
    what it raises ends it.
    """
    if rows("SELECT 1 FROM client_bits WHERE length(bits) <> ? LIMIT 1", (slots.CHUNK_BYTES,)):
        return False
    to_come = slots.as_bits(slot for (slot,) in rows("SELECT slot FROM client_unfolded"))
    doubtful = slots.bits_of([slots.DOUBT])
    terms = [term for (term,) in rows("SELECT DISTINCT term FROM client_bits ORDER BY term")]
    for term in terms:
        step(0)
        due = slots.as_bits(slots.due_slots(term))
        there = {chunk: bits[term] for chunk, bits in slots.bits_of([term]).items()}
        if _beyond(due, there, to_come):
            return False
        # A bit too many costs a look at a text, but where slots are counted without looking.
        if not doubtful or term == slots.DOUBT:
            continue
        inexact = {chunk: bits[slots.DOUBT] for chunk, bits in doubtful.items()}
        for chunk, bits in to_come.items():
            inexact[chunk] = inexact.get(chunk, 0) | bits
        if _beyond(there, due, inexact):
            return False
    return True


def _beyond(one: Mapping[int, int], other: Mapping[int, int], but: Mapping[int, int]) -> bool:
    """Tell whether one has a bit that the other has not, where that counts."""
    return any(bits & ~other.get(chunk, 0) & ~but.get(chunk, 0) for chunk, bits in one.items())
