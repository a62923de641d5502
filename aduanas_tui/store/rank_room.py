"""Making room between ranks where there is none left.

Names come in two ways. In *runs*, one after the other in their order (the branches of a firm, a
list that is typed in): room that is made belongs to the gap in which the next ones will come, and
only the clients beyond that gap are drawn together for it. Or anywhere: then the ranks of the
smallest neighbourhood that is loose enough are spread evenly, and wider neighbourhoods must be
looser (list labelling with density thresholds, after Bender and others, "Two simplified algorithms
for maintaining order in a list", 2002). Where a crowd begins to form, more room than is needed is
taken at once, from clients between which nobody comes, for moving a large crowd later costs much
more. Giving the room to where names come rather than to all is the idea of Bender and Hu, "An
adaptive packed-memory array" (2007).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from aduanas_tui.store.connection import database, rows, take_more_cache

Move = tuple[int, int, str]
"""Old rank, new rank and index text of a client whose rank changes."""

Mover = Callable[[Sequence[Move]], None]
"""Brings the search index up to the moves."""

Placed = tuple[int, int]
"""Rank and id of a client."""

GAP = 256
"""Distance between neighbours that are placed in bulk or at either end."""

STEP = 4
"""Distance between the names of a run."""

_TOGETHER = 16
"""Distance to which clients are drawn together that have more room than they need."""

_NAMES_A_MOVE = 8
"""Names of a run for which a client that is moved must make room."""

_FARTHEST = 1 << 12
"""Clients beyond the gap of a run that are moved for it at most."""

_SMALLEST_WINDOW = 8
_TIGHTEST_GAP = 2.0
_GROWTH = 1.06
"""How much looser, on average, a neighbourhood twice as wide must be."""

_CROWD = 16
_LARGE_WINDOW = 1024
"""Clients on either side of a gap; more where a crowd begins to form, see `around`."""

_MANY = 200
"""Clients whose moving touches more pages than a thread keeps in memory."""

_LOOSE = 64
"""Distance between neighbours in whose places nobody has come for long."""


def for_run(below: int, above: int, direction: int, move: Mover) -> bool:
    """Make room between two clients into which a run comes; tell whether it was to be had.

    Args:
        below: rank of the client before the gap.
        above: rank of the client after it.
        direction: 1 where each name comes after the last one, -1 where it comes before.
        move: brings the index up to the moves.

    """
    size = _SMALLEST_WINDOW * 8
    while size <= _FARTHEST:
        beyond = _placed(above if direction > 0 else below, direction, size + 1)
        distances = [abs(two[0] - one[0]) for one, two in pairwise(beyond)]
        spare = [max(0, distance - _TOGETHER) for distance in distances]
        gained = _gained(spare)
        if not gained and len(beyond) <= size:  # beyond the last client there is all the room
            gained = sum(spare) + GAP * len(beyond)
        if gained:
            changes: list[tuple[int, int, int]] = []
            for (rank, client_id), less in zip(beyond, [*spare, 0], strict=True):
                changes.append((client_id, rank, rank + direction * gained))
                gained -= less
                if gained <= 0:
                    break
            _apply(changes, move)
            return True
        size *= 4
    return False


def _gained(spare: Sequence[int]) -> int:
    """Return the room that the fewest clients give which are worth to be moved for it."""
    gained = 0
    for moved, more in enumerate(spare, start=1):
        gained += more
        if moved >= _SMALLEST_WINDOW and gained >= _NAMES_A_MOVE * STEP * moved:
            return gained
    return 0


def around(below: int, above: int, move: Mover) -> None:
    """Make room between two clients, and between their neighbours."""
    size = _SMALLEST_WINDOW
    needed = _TIGHTEST_GAP
    while True:
        lower, upper = _placed(below, -1, size), _placed(above, 1, size)
        clients = [*reversed(lower), *upper]
        # An end of the list has all the room it wants beyond it.
        more_below = GAP * len(clients) if len(lower) < size else 0
        more_above = GAP * len(clients) if len(upper) < size else 0
        distances = [two[0] - one[0] for one, two in pairwise(clients)]
        shares = _shares(distances, more_below + more_above, needed, size >= _LARGE_WINDOW)
        if shares and ((more_below and more_above) or not _is_young(distances, size)):
            break
        if shares:
            size = _LARGE_WINDOW
        else:
            size *= 2
            needed *= _GROWTH
    place = float(clients[0][0] - more_below)
    changes: list[tuple[int, int, int]] = []
    for (rank, client_id), share in zip(clients, [0.0, *shares], strict=True):
        place += share
        if int(place) != rank:
            changes.append((client_id, rank, int(place)))
    _apply(changes, move)


def _is_young(distances: Sequence[int], size: int) -> bool:
    """Tell whether a crowd begins to form: there are still some of the clients from before."""
    if not _CROWD <= size < _LARGE_WINDOW:
        return False
    return 10 * sum(distance >= _LOOSE for distance in distances) >= len(distances)


def _shares(distances: Sequence[int], more: int, needed: float, draw_together: bool) -> list[float]:
    """Return new distances for those of a neighbourhood; none where it is not loose enough.

    Args:
        distances: as they are.
        more: room beside theirs.
        needed: the least that is enough for each that is tight.
        draw_together: let those that are loose give what they do not need to those that are tight.

    """
    room = sum(distances) + more
    average = room / len(distances)
    if average < needed:
        return []
    if not draw_together:
        return [average] * len(distances)
    together = max(1.0, min(_TOGETHER, average / 2))
    loose = sum(distance > together for distance in distances)
    tight = len(distances) - loose
    if not tight or (room - loose * together) / tight < needed:
        return []
    share = (room - loose * together) / tight
    return [together if distance > together else share for distance in distances]


_WIDE = 1 << 13
_ENOUGH_FOR_MANY = 16.0
_TIGHTEST_FOR_MANY = 3.0
"""Average distance after many names came at once; the least where they came again and again."""


def for_many(below: int, count: int, move: Mover) -> tuple[int, int]:
    """Make room for many names between a client and the next one, once for all of them.

    The ranks of the smallest loose enough neighbourhood are spread evenly. Returns the new rank of
    the client that was at ``below``, and that of the next one.
    """
    size = _SMALLEST_WINDOW
    while True:
        lower, upper = _placed(below, -1, size), _placed(below + 1, 1, size)
        members = len(lower) + len(upper) + count
        at_bottom, at_top = len(lower) < size, len(upper) < size
        low = lower[-1][0] - (GAP * members if at_bottom else 0)
        high = (upper[-1][0] if upper else below) + (GAP * members if at_top else 0)
        if (high - low) / members >= (_ENOUGH_FOR_MANY if size <= _WIDE else _TIGHTEST_FOR_MANY):
            break
        size *= 2
    step = (high - low) / max(1, members - 1)
    places = [*range(len(lower)), *range(len(lower) + count, members)]
    after = [low + int(place * step) for place in places]
    clients = zip([*reversed(lower), *upper], after, strict=True)
    _apply([(client_id, rank, new) for (rank, client_id), new in clients if new != rank], move)
    return after[len(lower) - 1], low + int((len(lower) + count) * step)


def _placed(start: int, direction: int, limit: int) -> list[Placed]:
    """Return clients from a rank on, upwards (1) or downwards (-1)."""
    after, order = (">=", "ASC") if direction > 0 else ("<=", "DESC")
    return rows(
        f"SELECT rank, id FROM client WHERE rank {after} ? ORDER BY rank {order} LIMIT ?",
        (start, limit),
    )


def _apply(changes: Sequence[tuple[int, int, int]], move: Mover) -> None:
    """Give clients (id, old rank) a new rank that keeps their order.

    ``rank`` is unique at every moment: those who go up leave first, the highest ahead of all, then
    those who go down, the lowest ahead.
    """
    ordered = sorted(changes, key=lambda one: one[1])
    if not ordered:
        return
    if len(ordered) > _MANY:
        take_more_cache()
    texts = dict(
        rows(
            "SELECT rank, search_text FROM client WHERE rank BETWEEN ? AND ?",
            (ordered[0][1], ordered[-1][1]),
        )
    )
    upwards = [(new, client_id) for client_id, old, new in reversed(ordered) if new > old]
    downwards = [(new, client_id) for client_id, old, new in ordered if new < old]
    database.connection().executemany(
        "UPDATE client SET rank = ? WHERE id = ?", [*upwards, *downwards]
    )
    move([(old, new, texts[old]) for _, old, new in ordered])
