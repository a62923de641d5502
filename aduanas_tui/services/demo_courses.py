"""How far the demo's customs files came until today, and on which day they took each step."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from aduanas_tui.domain.states import Channel, CustomsFileState

EARLY_STATES = (
    CustomsFileState.OPEN,
    CustomsFileState.DATA_ENTRY,
    CustomsFileState.ESTIMATED,
    CustomsFileState.REGISTERED,
    CustomsFileState.TAXES_PAID,
    CustomsFileState.SELECTIVITY,
)


class Course(NamedTuple):
    """A customs file's state today; its days are counted from its opening."""

    state: CustomsFileState
    closed: int | None
    invoiced: int | None
    planned: tuple[tuple[CustomsFileState, int], ...]
    """The whole way, with the day of each step."""

    def steps(self, elapsed: int) -> Iterator[tuple[CustomsFileState, CustomsFileState, int]]:
        """Yield from what to what it went on which day, until ``elapsed`` days."""
        before, last = self.planned[0]
        for state, day in self.planned[1:]:
            if before is self.state:
                return
            last = max(last, min(day, elapsed))
            yield before, state, last
            before = state


def course(rng: Random, elapsed: int, channel: Channel) -> Course:
    """Return how far a file came that was opened ``elapsed`` days ago."""
    chance = rng.random()
    if chance < 0.02 and elapsed > 9:
        closed = rng.randint(1, 9)
        ended = ((CustomsFileState.OPEN, 0), (CustomsFileState.ANNULLED, closed))
        return Course(CustomsFileState.ANNULLED, closed, None, ended)
    released = 3 + int(rng.random() ** 2 * 9)
    examined = channel is not Channel.GREEN
    if examined:
        released += rng.randint(1, 4)
    early = [(state, place * released // 6) for place, state in enumerate(EARLY_STATES)]
    if examined:
        early.append((CustomsFileState.IN_EXAMINATION, released - 1))
    if elapsed < released:
        step = int(elapsed * len(EARLY_STATES) / released)
        state = EARLY_STATES[step]
        if elapsed == released - 1 and examined:
            state = CustomsFileState.IN_EXAMINATION
        return Course(state, None, None, tuple(early))
    cleared = released + rng.randint(0, 2)
    invoiced = cleared + rng.randint(0, 4)
    closed = invoiced + rng.randint(1, 15)
    way = (
        *early,
        (CustomsFileState.RELEASED, released),
        (CustomsFileState.CLEARED, cleared),
        (CustomsFileState.INVOICED, invoiced),
        (CustomsFileState.CLOSED, closed),
    )
    if elapsed < cleared:
        return Course(CustomsFileState.RELEASED, None, None, way)
    if elapsed < invoiced or chance > 0.985:
        return Course(CustomsFileState.CLEARED, None, None, way)
    if elapsed < closed:
        return Course(CustomsFileState.INVOICED, None, invoiced, way)
    return Course(CustomsFileState.CLOSED, closed, invoiced, way)
