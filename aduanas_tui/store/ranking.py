"""Ranks: sparse integers in name order, so that the index answers already sorted.

A new name takes the middle between its neighbours' ranks; one of a run of names that come in their
order, the place just beside the last one, so that a gap takes many of them. How room is made where
there is none left, see ``rank_room``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from aduanas_tui.store import rank_room
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.rank_room import STEP, Mover

GAP = rank_room.GAP

FIRST_RANK = 1 << 32
"""Rank of the first client ever; both ends of the list can grow away from it."""

_RUN = 6
"""Clients in a row, each newer than the one before, by which a run is known."""


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
    direction = _run_between(below, above)
    made = False
    if direction and above - below <= STEP:
        made = rank_room.for_run(below, above, direction, move)
    if not made and above - below < 2:
        rank_room.around(below, above, move)
        made = True
    if made:
        below, above = neighbours(sort_text, client_id)
        assert below is not None
        assert above is not None
    if not direction or above - below <= STEP:
        return (below + above) // 2
    return below + STEP if direction > 0 else above - STEP


def _run_between(below: int, above: int) -> int:
    """Tell whether names come between two clients one after the other in their order.

    1 where each comes after the last one, -1 where it comes before, 0 where neither is known.
    """
    before = _ids("<=", "DESC", below)
    after = _ids(">=", "ASC", above)
    if _is_run(before, after):
        return 1
    return -1 if _is_run(after, before) else 0


def _ids(compared: str, order: str, rank: int) -> list[int]:
    found = rows(
        f"SELECT id FROM client WHERE rank {compared} ? ORDER BY rank {order} LIMIT ?",
        (rank, _RUN),
    )
    return [client_id for (client_id,) in found]


def _is_run(nearest: list[int], beyond: list[int]) -> bool:
    """Tell whether the nearest is the newest, each farther one older, and who is beyond as well."""
    return (
        len(nearest) == _RUN
        and all(nearer > farther for nearer, farther in pairwise(nearest))
        and nearest[1] > max(beyond[: _RUN // 2])
    )


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
        below, above = rank_room.for_many(below, count, move)
    width = above - below
    return (below + (place * width) // (count + 1) for place in range(1, count + 1))
