"""Ranks: sparse integers in name order, so that the index answers already sorted.

A new name takes the middle between its neighbours' ranks. When there is no room left, the
smallest neighbourhood that is loose enough gets its ranks spread evenly again (list labelling
with density thresholds, after Bender and others, "Two simplified algorithms for maintaining order
in a list", 2002): wider neighbourhoods must be looser, which keeps the work for each insertion
logarithmic on average, also when 100,000 names go into the same gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from aduanas_tui.store.connection import database, execute, rows

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


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring new names with no client between them."""

    count: int
    below: int | None
    """Rank of the client just before them, ``None`` when there is none."""
    above: int | None
    """Rank of the client just after them."""

    def above_rank(self, rank: int | None) -> Run:
        """Return it with a client of that rank, if it is among its neighbours, before it."""
        if rank is None or (self.below is not None and self.below >= rank):
            return self
        return replace(self, below=rank)


_ABOVE = """
SELECT sort_text, rank, (SELECT max(rank) FROM client AS other WHERE rank < client.rank)
FROM client WHERE sort_text > ? ORDER BY sort_text, id LIMIT 1
"""


def runs_of(sort_texts: Iterable[str]) -> Iterator[Run]:
    """Yield the runs of new names, given in order.

    A run may be inserted, and others moved, before the next one is asked for.
    """
    connection = database.connection()
    count = 0
    above: int | None = None
    below: int | None = None
    above_text = ""
    for text in sort_texts:
        if count and (above is None or text < above_text):
            count += 1
            continue
        if count:
            yield Run(count, below, above)
        found = connection.execute(_ABOVE, (text,)).fetchone()
        if found is None:
            (below,) = connection.execute("SELECT max(rank) FROM client").fetchone()
            found = "", None, below
        above_text, above, below = found
        count = 1
    if count:
        yield Run(count, below, above)


def has_room(run: Run) -> bool:
    """Tell whether the names of a run fit between their neighbours as these are."""
    return run.below is None or run.above is None or run.above - run.below > run.count


def free_ranks(run: Run, move: Mover) -> Iterator[int]:
    """Return rising free ranks for the names of a run.

    Making room happens at the call, may change the ranks of any client, and costs the same for
    100,000 names as for one neighbourhood that is wide enough for them.
    """
    count, below, above = run.count, run.below, run.above
    if above is None:
        first = FIRST_RANK if below is None else below + GAP
        return iter(range(first, first + count * GAP, GAP))
    if below is None:
        return iter(range(above - count * GAP, above, GAP))
    if not has_room(run):
        below, above = _spread(below, move, room=count)
    width = above - below
    return (below + (place * width) // (count + 1) for place in range(1, count + 1))


def _spread(around: int, move: Mover, room: int = 0) -> tuple[int, int]:
    """Spread the ranks of the smallest loose enough neighbourhood of ``around`` evenly.

    ``room`` places stay free just after ``around``. Returns the new rank of the client that was at
    ``around``, and that of the next one.
    """
    size = _SMALLEST_WINDOW
    needed = _TIGHTEST_GAP
    while True:
        lower = rows(
            "SELECT rank FROM client WHERE rank <= ? ORDER BY rank DESC LIMIT ?", (around, size)
        )
        upper = rows("SELECT rank FROM client WHERE rank > ? ORDER BY rank LIMIT ?", (around, size))
        members = len(lower) + len(upper) + room
        # An end of the list has all the room it wants beyond it.
        at_bottom, at_top = len(lower) < size, len(upper) < size
        low = lower[-1][0] - (GAP * members if at_bottom else 0)
        high = (upper[-1][0] if upper else around) + (GAP * members if at_top else 0)
        if (high - low) / members >= needed:
            break
        size *= 2
        needed *= _GROWTH
    first, last = lower[-1][0], (upper[-1][0] if upper else around)
    hole = (len(lower), room)
    _renumber((first, last), (low, high), members, hole, move)
    step = _step(low, high, members)
    return low + int((len(lower) - 1) * step), low + int((len(lower) + room) * step)


def _step(low: int, high: int, members: int) -> float:
    return (high - low) / max(1, members - 1)


def _renumber(
    old: tuple[int, int], new: tuple[int, int], members: int, hole: tuple[int, int], move: Mover
) -> None:
    """Give the clients ranked ``old`` evenly spaced ranks over ``new``, both ends included.

    ``members`` counts them and the places that stay free; ``hole`` says after how many clients
    those are, and how many. The ranks go through the negative ones first, because ``rank`` is
    unique at every moment.
    """
    clients = rows(
        "SELECT id, rank, search_text FROM client WHERE rank BETWEEN ? AND ? ORDER BY rank",
        old,
    )
    low, high = new
    hole_at, room = hole
    step = _step(low, high, members)
    execute("UPDATE client SET rank = -rank WHERE rank BETWEEN ? AND ?", old)
    moves: list[Move] = []
    for position, (client_id, before, search_text) in enumerate(clients):
        place = position if position < hole_at else position + room
        after = low + int(place * step)
        execute("UPDATE client SET rank = ? WHERE id = ?", (after, client_id))
        moves.append((before, after, search_text))
    move(moves)
