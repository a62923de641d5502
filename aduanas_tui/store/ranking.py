"""Ranks: sparse integers in name order, so that the index answers already sorted.

A new name takes the middle between its neighbours' ranks. When there is no room left, the
smallest neighbourhood that is loose enough gets its ranks spread evenly again (list labelling
with density thresholds, after Bender and others, "Two simplified algorithms for maintaining order
in a list", 2002): wider neighbourhoods must be looser, which keeps the work for each insertion
logarithmic on average, also when 100,000 names go into the same gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aduanas_tui.store.connection import execute, rows

GAP = 256
"""Distance between neighbours that are placed in bulk or at either end."""

FIRST_RANK = 1 << 32
"""Rank of the first client ever; both ends of the list can grow away from it."""

_SMALLEST_WINDOW = 8
_TIGHTEST_GAP = 8.0
_GROWTH = 1.2
"""How much looser, on average, a neighbourhood twice as wide must be."""

Move = tuple[int, int, str]
"""Old rank, new rank and index text of a client whose rank changes."""

Mover = Callable[[Sequence[Move]], None]
"""Brings the search index up to the moves."""


def free_rank(sort_text: str, client_id: int, move: Mover) -> int:
    """Return a free rank for a client in its place by ``(sort_text, client_id)``.

    The client itself must not hold a rank between its new neighbours any more (or be one of
    them). Inside a write transaction; may change the ranks of neighbours, telling ``move``.
    """
    below, above = neighbours(sort_text, client_id)
    if below is None and above is None:
        return FIRST_RANK
    if above is None:
        return (below or 0) + GAP
    if below is None:
        return above - GAP
    if above - below < 2:
        _spread(below, move)
        below, above = neighbours(sort_text, client_id)
        assert below is not None
        assert above is not None
    return (below + above) // 2


def neighbours(sort_text: str, client_id: int) -> tuple[int | None, int | None]:
    """Return the ranks of the clients just before and after ``(sort_text, client_id)``, if any."""
    below = rows(
        "SELECT rank FROM client WHERE (sort_text, id) < (?, ?) "
        "ORDER BY sort_text DESC, id DESC LIMIT 1",
        (sort_text, client_id),
    )
    above = rows(
        "SELECT rank FROM client WHERE (sort_text, id) > (?, ?) ORDER BY sort_text, id LIMIT 1",
        (sort_text, client_id),
    )
    return (below[0][0] if below else None), (above[0][0] if above else None)


def _spread(around: int, move: Mover) -> None:
    """Spread the ranks of the smallest loose enough neighbourhood of ``around`` evenly."""
    size = _SMALLEST_WINDOW
    needed = _TIGHTEST_GAP
    while True:
        lower = rows(
            "SELECT rank FROM client WHERE rank <= ? ORDER BY rank DESC LIMIT ?", (around, size)
        )
        upper = rows("SELECT rank FROM client WHERE rank > ? ORDER BY rank LIMIT ?", (around, size))
        members = len(lower) + len(upper)
        # An end of the list has all the room it wants beyond it.
        at_bottom, at_top = len(lower) < size, len(upper) < size
        low = lower[-1][0] - (GAP * members if at_bottom else 0)
        high = (upper[-1][0] if upper else around) + (GAP * members if at_top else 0)
        if (high - low) / members >= needed:
            break
        size *= 2
        needed *= _GROWTH
    first, last = lower[-1][0], (upper[-1][0] if upper else around)
    _renumber(first, last, low, high, members, move)


def _renumber(first: int, last: int, low: int, high: int, members: int, move: Mover) -> None:
    """Give the members ranked ``first`` to ``last`` evenly spaced ranks from ``low`` to ``high``.

    The ranks go through the negative ones first, because ``rank`` is unique at every moment.
    """
    clients = rows(
        "SELECT id, rank, search_text FROM client WHERE rank BETWEEN ? AND ? ORDER BY rank",
        (first, last),
    )
    step = (high - low) / max(1, members - 1)
    execute("UPDATE client SET rank = -rank WHERE rank BETWEEN ? AND ?", (first, last))
    moves: list[Move] = []
    for position, (client_id, old, search_text) in enumerate(clients):
        new = low + int(position * step)
        execute("UPDATE client SET rank = ? WHERE id = ?", (new, client_id))
        moves.append((old, new, search_text))
    move(moves)
