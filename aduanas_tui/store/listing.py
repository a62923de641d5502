"""Pages of the client list: any search, filter and order, never more rows than are shown.

Pages are cut by the row before them (keyset), not by position, so that the last page costs what
the first does. In name order the index gives the rows already sorted. In the other orders, few
matches are sorted on the spot; many are met soon enough walking along the order's own index.
The few clients that only the number of a document finds are put among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aduanas_tui.domain.text import sort_key
from aduanas_tui.store.connection import rows
from aduanas_tui.store.listing_numbers import merged, numbered_rows
from aduanas_tui.store.listing_rows import (
    COLUMNS,
    ClientRow,
    Listing,
    Order,
    after_sign,
    direction_word,
    order_key,
    read_rows,
)
from aduanas_tui.store.matching import Match, build_match, full_check
from aduanas_tui.store.narrowing import narrowed
from aduanas_tui.store.ranking import neighbours
from aduanas_tui.store.snapshot import snapshot

__all__ = ["ClientRow", "Listing", "Order", "count", "page"]

LOOSE_BUDGET = 4_000
"""Candidates of a loose search that are checked for one page before the exact search is used."""

SORTED_ON_THE_SPOT = 20_000
"""Matches up to which another order than the name's is made by sorting them."""

SORTED_BY_BITS = 4_000
"""Candidates by the bits of frequent words up to which they are simply sorted."""

_OF_OPERATIONS: dict[Order, Any] = {Order.FILES: 0, Order.LAST_OPERATION: ""}
"""Orders by something of the operations, with what clients have who have none."""

WALK_BUDGET = 5_000
"""Rows of an order's index that are checked for one page before all matches are sorted."""


def page(
    listing: Listing,
    size: int,
    *,
    mark: ClientRow | None = None,
    backwards: bool = False,
    inclusive: bool = False,
) -> list[ClientRow]:
    """Return up to ``size`` rows of a listing, in its order.

    Args:
        listing: which clients in which order.
        size: rows wanted; the height of the list.
        mark: the row after which (``backwards``: before which) to start; none is the list's end.
        backwards: read towards the beginning; the rows still come in the listing's order.
        inclusive: start with the marked row itself.

    """
    # Several queries tell where the clients are, while others save.
    with snapshot():
        return _page(listing, size, mark, backwards, inclusive)


def _page(
    listing: Listing, size: int, mark: ClientRow | None, backwards: bool, inclusive: bool
) -> list[ClientRow]:
    numbered = numbered_rows(listing)
    with_mark: bool | None = inclusive
    if mark is not None:
        mark, is_there = _present(mark)
        with_mark = inclusive if is_there else None
    if listing.order is Order.NAME:
        found = _by_name(listing, size, mark, backwards, with_mark)
    else:
        found = _by_key(listing, size, mark, backwards, with_mark)
    if numbered:
        found = merged(listing, found + numbered, mark, backwards, with_mark)[:size]
    if backwards:
        found.reverse()
    return found


def count(listing: Listing, limit: int | None = None) -> int:
    """Return how many clients the listing has; at most ``limit`` when one is given."""
    with snapshot():
        total = len(numbered_rows(listing)) + _count_worded(listing, limit)
    return total if limit is None else min(total, limit)


def _count_worded(listing: Listing, limit: int | None) -> int:
    by_bits = None if limit is None else narrowed(listing)
    if by_bits is not None and limit is not None:
        found = by_bits.count(limit)
        if found is not None:
            return found
    match = build_match(listing.query, listing.filters)
    return 0 if match is None else _count(match, limit)


def _count(match: Match, limit: int | None) -> int:
    """Return how many clients the words find; at most ``limit`` when one is given."""
    if not match.exact:
        (total,) = rows("SELECT count(*) FROM client")[0]
        return int(total) if limit is None else min(int(total), limit)
    if match.check and limit is not None:
        (found,) = rows(
            "SELECT count(*) FROM (SELECT 1 FROM (SELECT rowid AS place FROM client_index "
            "WHERE client_index MATCH ? ORDER BY rowid LIMIT ?) CROSS JOIN client ON rank = place "
            f"WHERE {match.check} LIMIT ?)",
            (match.loose, LOOSE_BUDGET, *match.check_parameters, limit),
        )[0]
        if found >= limit or _is_whole(match, "", ()):
            return int(found)
    (found,) = rows(
        "SELECT count(*) FROM (SELECT 1 FROM client_index WHERE client_index MATCH ? LIMIT ?)",
        (match.exact, -1 if limit is None else limit),
    )[0]
    return int(found)


def _present(mark: ClientRow) -> tuple[ClientRow, bool]:
    """Return the mark with its rank of this moment, and whether the client is still there.

    Others may have moved it since it was read. When they deleted it, its rank may be another
    client's by now: then the rank is that of the client before its place.
    """
    found = rows("SELECT rank FROM client WHERE id = ?", (mark.id,))
    if found:
        return mark._replace(rank=found[0][0]), True
    below, _ = neighbours(sort_key(mark.name), mark.id)
    return mark._replace(rank=-1 if below is None else below), False


def _by_name(
    listing: Listing,
    size: int,
    mark: ClientRow | None,
    backwards: bool,
    inclusive: bool | None,
) -> list[ClientRow]:
    return _by_rank(listing, size, mark, listing.descending is not backwards, inclusive)


def _by_rank(
    listing: Listing, size: int, mark: ClientRow | None, down: bool, inclusive: bool | None
) -> list[ClientRow]:
    after, direction = after_sign(down, inclusive), direction_word(down)
    bound = [] if mark is None else [mark.rank]
    by_bits = narrowed(listing)
    if by_bits is not None:
        found = by_bits.page(size, mark and mark.rank, after, down)
        if found is not None:
            return found
    match = build_match(listing.query, listing.filters)
    if match is None:
        return []
    if not match.exact:
        where = f"WHERE rank {after} ?" if bound else ""
        return read_rows(
            f"SELECT {COLUMNS} FROM client {where} ORDER BY rank {direction} LIMIT ?",
            (*bound, size),
        )
    places = (
        "SELECT rowid AS place FROM client_index WHERE client_index MATCH ? "
        f"{f'AND rowid {after} ?' if bound else ''} ORDER BY rowid {direction} LIMIT ?"
    )
    if match.check:
        found = read_rows(
            f"SELECT {COLUMNS} FROM ({places}) CROSS JOIN client ON rank = place "
            f"WHERE {match.check} LIMIT ?",
            (match.loose, *bound, LOOSE_BUDGET, *match.check_parameters, size),
        )
        if len(found) == size or _is_whole(match, after, bound):
            return found
    return read_rows(
        f"SELECT {COLUMNS} FROM ({places}) CROSS JOIN client ON rank = place",
        (match.exact, *bound, size),
    )


def _by_key(
    listing: Listing,
    size: int,
    mark: ClientRow | None,
    backwards: bool,
    inclusive: bool | None,
) -> list[ClientRow]:
    key = order_key(listing.order, mark)
    down = listing.descending is not backwards
    ties_down = down if key.ties_follow else not down
    order = f"ORDER BY {key.column} {direction_word(down)}, rank {direction_word(ties_down)}"
    # Equals of the mark first, then what lies beyond: each is one range of the order's index.
    ranges: list[tuple[str, tuple[Any, ...]]] = [("1", ())]
    if mark is not None:
        equals = f"{key.column} = ? AND rank {after_sign(ties_down, inclusive)} ?"
        ranges = [
            (equals, (key.value, mark.rank)),
            (f"{key.column} {'<' if down else '>'} ?", (key.value,)),
        ]
    found: list[ClientRow] = []
    if listing.filters.operations is False and listing.order in _OF_OPERATIONS:
        # Who has no operations is equal to all the others.
        nothing = _OF_OPERATIONS[listing.order]
        if mark is None or (key.value > nothing if down else key.value < nothing):
            return _by_rank(listing, size, None, ties_down, None)
        return [] if key.value != nothing else _by_rank(listing, size, mark, ties_down, inclusive)
    by_bits = narrowed(listing)
    few = None if by_bits is None else by_bits.few(SORTED_BY_BITS)
    for where, parameters in ranges:
        wanted = size - len(found)
        if wanted <= 0:
            break
        some = None
        if by_bits is not None and few is not None:
            some = by_bits.among(few, where, parameters, order, wanted)
        elif by_bits is not None and listing.order is not Order.RTN:  # whose index has no ranks
            some = by_bits.walk(where, parameters, order, wanted)
        found += _range(listing, where, parameters, order, wanted) if some is None else some
    return found


def _range(
    listing: Listing,
    where: str,
    parameters: tuple[Any, ...],
    order: str,
    wanted: int,
) -> list[ClientRow]:
    match = build_match(listing.query, listing.filters)
    if match is None:
        return []
    if not match.exact:
        return read_rows(
            f"SELECT {COLUMNS} FROM client WHERE {where} {order} LIMIT ?", (*parameters, wanted)
        )
    many = _count(match, SORTED_ON_THE_SPOT + 1) > SORTED_ON_THE_SPOT
    if many:
        check, check_parameters = full_check(listing.query, listing.filters)
        found = read_rows(
            f"SELECT {COLUMNS} FROM (SELECT * FROM client WHERE {where} {order} LIMIT ?) "
            f"WHERE {check} LIMIT ?",
            (*parameters, WALK_BUDGET, *check_parameters, wanted),
        )
        if len(found) == wanted:
            return found
    chosen = (
        "SELECT rank AS chosen FROM (SELECT rowid AS place FROM client_index "
        "WHERE client_index MATCH ?) CROSS JOIN client INDEXED BY client_order_keys "
        f"ON rank = place WHERE {where} {order} LIMIT ?"
    )
    return read_rows(
        f"SELECT {COLUMNS} FROM ({chosen}) CROSS JOIN client ON rank = chosen {order}",
        (match.exact, *parameters, wanted),
    )


def _is_whole(match: Match, after: str, bound: Sequence[int]) -> bool:
    """Tell whether the loose search had no more candidates than were checked."""
    where = f"AND rowid {after} ?" if bound else ""
    ((candidates,),) = rows(
        "SELECT count(*) FROM (SELECT 1 FROM client_index "
        f"WHERE client_index MATCH ? {where} LIMIT ?)",
        (match.loose, *bound, LOOSE_BUDGET),
    )
    return bool(candidates < LOOSE_BUDGET)
