"""Finding the lines that only moved up or down, so that the terminal moves them itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final, NamedTuple

from aduanas_tui.terminal.thin.grid import Row

_FEWEST: Final = 3
"""Lines that must have moved."""

_TRIES: Final = 2
"""Distances to try."""


class Scroll(NamedTuple):
    """Lines ``top`` to ``bottom`` (inclusive) move up by ``distance``, down if negative."""

    top: int
    bottom: int
    distance: int


def candidates(old: list[Row], new: list[Row]) -> list[Scroll]:
    """Return the moves that may save something, the likeliest first."""
    before = [row.core for row in old]
    after = [row.core for row in new]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for y, core in enumerate(before):
        if core:
            places[core].append(y)
    votes: Counter[int] = Counter()
    for y, core in enumerate(after):
        if core and core != before[y]:
            votes.update(was - y for was in places.get(core, ()))
    found = []
    for distance, count in votes.most_common(_TRIES):
        if count >= _FEWEST:
            moved = [
                y
                for y, core in enumerate(after)
                if core and 0 <= y + distance < len(before) and before[y + distance] == core
            ]
            edges = (moved[0], moved[-1], moved[0] + distance, moved[-1] + distance)
            found.append(Scroll(min(edges), max(edges), distance))
    return found


def scrolled(rows: list[Row], scroll: Scroll) -> list[Row]:
    """Return what is on the terminal after it scrolled."""
    top, bottom, distance = scroll
    block = rows[top : bottom + 1]
    width = len(block[0].texts)
    empty = [Row.blank(width) for _ in range(abs(distance))]
    block = block[distance:] + empty if distance > 0 else empty + block[:distance]
    return [*rows[:top], *block, *rows[bottom + 1 :]]
