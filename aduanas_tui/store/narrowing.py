"""Finding few clients among many by the bits of frequent words (see ``slots``).

The lists of rare words give the candidates, which the bits of frequent words thin out; without
rare words the bits give them. The text of each candidate decides; to count, only where the bits
leave a doubt. See ``search_ways`` for which words are looked up how.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from aduanas_tui.store.connection import rows
from aduanas_tui.store.listing_rows import COLUMNS, ClientRow, Listing, read_rows
from aduanas_tui.store.matching import full_check
from aduanas_tui.store.search_ways import SearchWays, search_ways
from aduanas_tui.store.slots import SLOT_BITS

FEW_HITS = 4
"""Another plan is better where only one of so many candidates is looked for."""

TRIED = 64
"""Texts that are looked at for a count rather than to list those of coarse prefixes."""

MOST_TRIED = 3_000
"""Texts that are looked at for one answer before the full-text index alone is asked."""

WALKED = (5_000, 100_000)
"""Clients that are met along an order's index, before all that are found are sorted."""

_AT_ONCE = 500
_SLOT = (1 << SLOT_BITS) - 1
_CLIENTS_IN = (
    "(SELECT value AS slot FROM json_each(?)) CROSS JOIN client "
    f"ON rank BETWEEN slot << {SLOT_BITS} AND (slot << {SLOT_BITS}) + {_SLOT}"
)


def narrowed(listing: Listing) -> Narrowed | None:
    """Return how to look for a listing by bits; ``None`` where there are none."""
    ways = search_ways(listing)
    return None if ways is None else Narrowed(listing, ways)


class Narrowed:
    """A search, as the bits of frequent words narrow it."""

    def __init__(self, listing: Listing, ways: SearchWays) -> None:
        self._ways = ways
        self._check, self._check_parameters = full_check(listing.query, listing.filters)

    def page(self, size: int, mark: int | None, after: str, down: bool) -> list[ClientRow] | None:
        """Return up to ``size`` clients in order of rank; ``None`` when that takes too long.

        Args:
            size: rows wanted.
            mark: the rank from which to start, if not at the end.
            after: how ranks compare with it.
            down: towards the lower ranks.

        """
        if self._ways.is_empty:
            return []
        bound = f"AND rank {after} {mark}" if mark is not None else ""
        sql = (
            f"SELECT {COLUMNS} FROM {_CLIENTS_IN} WHERE {self._check} {bound} "
            f"ORDER BY rank {'DESC' if down else 'ASC'} LIMIT ?"
        )
        found: list[ClientRow] = []
        tried = 0
        is_quick = not self._ways.is_quick_exact
        plan = self._ways.quick if is_quick else self._ways.exact
        candidates = plan.slots(size, mark, after, down)
        while some := list(islice(candidates, min(max(size + 2, tried), _AT_ONCE))):
            found += read_rows(sql, (str(some), *self._check_parameters, size - len(found)))
            tried += len(some)
            if len(found) >= size:
                break
            if tried > MOST_TRIED:
                return None
            if is_quick and len(found) * FEW_HITS < tried:
                is_quick = False
                beyond = (some[-1] << SLOT_BITS) - 1 if down else some[-1] + 1 << SLOT_BITS
                plan = self._ways.listing_all
                candidates = plan.slots(size, beyond, "<=" if down else ">=", down)
        return found

    def count(self, limit: int) -> int | None:
        """Return how many clients there are, at most ``limit``; ``None`` when that takes long."""
        if self._ways.is_empty:
            return 0
        found = self._ways.exact.counted(limit)
        if found.sure < limit and found.number > TRIED and self._ways.has_coarse():
            found = self._ways.listing_all.counted(limit)
        sure, tried = found.sure, 0
        while sure < limit and (
            some := list(islice(found.unsure, min(max(TRIED, tried), _AT_ONCE)))
        ):
            if tried > MOST_TRIED:
                return None
            sure += self._matching(some)
            tried += len(some)
        return min(sure, limit)

    def _matching(self, some: Sequence[int]) -> int:
        sql = f"SELECT count(*) FROM {_CLIENTS_IN} WHERE {self._check}"
        ((found,),) = rows(sql, (str(some), *self._check_parameters))
        return int(found)

    def few(self, most: int) -> list[int] | None:
        """Return the slots of all candidates, if there are no more than so many."""
        if self._ways.is_empty:
            return []
        some = list(islice(self._ways.exact.slots(most + 1, None, "", False), most + 1))
        return None if len(some) > most else some

    def among(
        self, few: Sequence[int], where: str, parameters: Sequence[Any], order: str, wanted: int
    ) -> list[ClientRow]:
        """Return the clients of some slots that are in a range of an order, in that order."""
        return read_rows(
            f"SELECT {COLUMNS} FROM {_CLIENTS_IN} WHERE {where} AND {self._check} {order} LIMIT ?",
            (str(list(few)), *parameters, *self._check_parameters, wanted),
        )

    def walk(
        self, where: str, parameters: Sequence[Any], order: str, wanted: int
    ) -> list[ClientRow] | None:
        """Return the first clients of a range of an order, walking along the order's own index.

        Only the bits of who is met are looked at. ``None`` when that takes too long.
        """
        sql = (
            f"SELECT {COLUMNS} FROM (SELECT key AS place, value AS chosen FROM json_each(?)) "
            f"CROSS JOIN client ON rank = chosen WHERE {self._check} ORDER BY place LIMIT ?"
        )
        for most in WALKED:
            met = [
                rank
                for (rank,) in rows(
                    f"SELECT rank FROM client WHERE {where} {order} LIMIT ?", (*parameters, most)
                )
            ]
            passing = iter(self._ways.quick.bits.passing(met))
            found: list[ClientRow] = []
            tried = 0
            while some := list(islice(passing, min(max(wanted + 2, tried), _AT_ONCE))):
                found += read_rows(sql, (str(some), *self._check_parameters, wanted - len(found)))
                tried += len(some)
                if len(found) >= wanted:
                    return found
                if tried >= MOST_TRIED:
                    return None
            if len(met) < most:
                return found
        return None
