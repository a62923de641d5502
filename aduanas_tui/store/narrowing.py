"""Finding few clients among many by the bits of frequent words (see ``slots``).

Every prefix of a search is one of three:

* *exact*: it is frequent and has bits of its own;
* *coarse*: it is of a length that has no bits, but its beginning has some;
* *rare*: the longest beginning that the full-text index answers at once is not frequent, so its
  list is short, and no other list needs to be read.

Where the search has rare prefixes, their short lists give the candidates, which the bits of the
others thin out; otherwise the bits give them. The text of each candidate decides. Where too many
would have to be looked at, the plain search is the better way (``None`` is returned).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from aduanas_tui.domain.search_text import Filters, Prefixes
from aduanas_tui.store import slots
from aduanas_tui.store.common_bits import CommonBits
from aduanas_tui.store.connection import rows
from aduanas_tui.store.listing_rows import COLUMNS, ClientRow, Listing, read_rows
from aduanas_tui.store.matching import full_check, longer_lists, words_with
from aduanas_tui.store.slots import CHUNK_SLOTS, SLOT_BITS

CHECK_BUDGET = 3_000
"""Candidates whose texts are looked at for one answer before the plain search is used."""

_FEW = 400
"""Candidates by bits alone that are looked at rather than to read the list of a rare word."""

_COARSE = 300
"""The same where the bits tell of the beginnings of words only."""

_DENSE = 4_000
"""Candidates among which the plain search meets the first thousand clients soon enough."""

_LOOKED_AT = 1_200
"""Candidates by bits whose texts are looked at rather than to read a long list for a count."""

_MOST_WORDS = 128
"""Words that a rare prefix is replaced by."""

WALKED = (5_000, 100_000)
"""Clients that are met along an order's index, before all that are found are sorted."""

_TOO_FREQUENT = 150_000
"""Clients of a word whose list is not worth to be read besides those of rare words."""

_AT_ONCE = 500
_FIRST_LISTED = 200
"""Ranks that are read of the lists of rare words, at first."""

_CLIENTS_IN = (
    "(SELECT value AS slot FROM json_each(?)) CROSS JOIN client "
    f"ON rank BETWEEN slot << {SLOT_BITS} AND (slot << {SLOT_BITS}) + {(1 << SLOT_BITS) - 1}"
)


def narrowed(listing: Listing) -> Narrowed | None:
    """Return how to look for a listing by bits; ``None`` when they say nothing about it."""
    prefixes = [
        prefix for condition in listing.query.conditions for way in condition for prefix in way
    ]
    tokens = listing.filters.tokens()
    terms = {*tokens, *(part for prefix in prefixes for part in slots.parts_of(prefix))}
    if len(tokens) + len(listing.query.conditions) < 2:
        return None  # one list needs no other way
    frequent = slots.frequent_of(terms)
    if not frequent:
        return None
    unfolded = slots.unfolded()
    return None if unfolded is None else Narrowed(listing, frequent, unfolded)


def is_simple(listing: Listing) -> bool:
    """Tell whether a listing is of the active clients with one word that the index has as it is.

    Nearly all clients are active, so the index comes upon the first ones at once.
    """
    if len(listing.query.conditions) != 1 or listing.filters != Filters():
        return False
    return all(len(way) == 1 and _indexed(way[0]) == way[0] for way in listing.query.conditions[0])


class _TooLongError(Exception):
    """The lists of rare words are too long to be read for this."""


class Narrowed:
    """A search, as the bits of frequent words narrow it."""

    def __init__(self, listing: Listing, frequent: set[str], unfolded: Sequence[int]) -> None:
        self._conditions: list[tuple[Prefixes, ...]] = [
            *(((token,),) for token in listing.filters.tokens()),
            *listing.query.conditions,
        ]
        self._frequent = frequent
        self._bits = CommonBits(self._conditions, frequent, unfolded)
        self._check, self._check_parameters = full_check(listing.query, listing.filters)
        lists = [one for one in map(self._lists_of, self._conditions) if one]
        self._lists = " AND ".join(lists)
        """Match of the rare words; blank where there is none."""
        self._is_coarse = not lists and not all(map(self._bits.is_exact, self._conditions))

    def page(self, size: int, mark: int | None, after: str, down: bool) -> list[ClientRow] | None:
        """Return up to ``size`` clients in order of rank; ``None`` when that takes too long.

        Args:
            size: rows wanted.
            mark: the rank from which to start, if not at the end.
            after: how ranks compare with it.
            down: towards the lower ranks.

        """
        bound = f"AND rank {after} {mark}" if mark is not None else ""
        sql = (
            f"SELECT {COLUMNS} FROM {_CLIENTS_IN} WHERE {self._check} {bound} "
            f"ORDER BY rank {'DESC' if down else 'ASC'} LIMIT ?"
        )
        found: list[ClientRow] = []
        budget = CHECK_BUDGET
        for some in _growing(self._candidates(mark, after, down), size + 2):
            if budget <= 0 or (self._is_coarse and budget < CHECK_BUDGET - _COARSE):
                return None
            budget -= len(some)
            found += read_rows(sql, (str(some), *self._check_parameters, size - len(found)))
            if len(found) >= size:
                break
        return found

    def count(self, limit: int) -> int | None:
        """Return how many clients there are, at most ``limit``; ``None`` when that takes long."""
        try:
            counted = self._counted(limit)
        except _TooLongError:
            if self._bits.number() > _LOOKED_AT:
                return None
            counted = None
        sure, unsure = counted or (0, None)
        if sure >= limit:
            return limit
        if unsure is None:
            if self._bits.number() > _DENSE:
                return None
            unsure = list(islice(self._candidates(None, "", False), CHECK_BUDGET + 1))
        if len(unsure) > CHECK_BUDGET:
            return None
        sql = f"SELECT count(*) FROM {_CLIENTS_IN} WHERE {self._check}"
        for start in range(0, len(unsure), _AT_ONCE):
            ((more,),) = rows(sql, (str(unsure[start : start + _AT_ONCE]), *self._check_parameters))
            sure += more
            if sure >= limit:
                return limit
        return sure

    def _counted(self, limit: int) -> tuple[int, list[int]] | None:
        """Return how many there are for sure, and of which slots their texts must tell.

        ``None`` where the bits, or the lists of the rare words, are not exact.

        Raises:
            _TooLongError: those lists are long.

        """
        inexact = [one for one in self._conditions if not self._bits.is_exact(one)]
        if not all(map(self._is_listed, inexact)):
            return None
        doubtful = self._bits.doubtful()
        if doubtful is None:
            return None
        if not inexact:
            return self._bits.sure(doubtful)
        sure = 0
        unsure: dict[int, None] = {}
        for slot in self._candidates(None, "", False, listed=True):
            if doubtful.get(slot // CHUNK_SLOTS, 0) >> slot % CHUNK_SLOTS & 1:
                unsure[slot] = None
            else:
                sure += 1
            if sure >= limit:
                break
        return sure, list(unsure)

    def _is_listed(self, condition: Sequence[Prefixes]) -> bool:
        """Tell whether the lists of its rare words have just the clients that meet a condition."""
        return all(
            _indexed(prefix) == prefix and prefix not in self._frequent
            for way in condition
            for prefix in way
        )

    def few(self, most: int) -> list[int] | None:
        """Return the slots of all candidates, if there are no more than so many."""
        some = list(islice(self._candidates(None, "", False), most + 1))
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
        self._bits.number()  # reads them all
        for most in WALKED:
            met = rows(
                f"SELECT rank FROM client WHERE {where} {order} LIMIT ?", (*parameters, most)
            )
            passing = self._bits.passing([rank for (rank,) in met])
            found: list[ClientRow] = []
            budget = CHECK_BUDGET
            for some in _growing(passing, wanted + 2):
                budget -= len(some)
                found += read_rows(sql, (str(some), *self._check_parameters, wanted - len(found)))
                if len(found) >= wanted:
                    return found
                if budget <= 0:
                    return None
            if len(met) < most:
                return found
        return None

    def _candidates(
        self, mark: int | None, after: str, down: bool, *, listed: bool = False
    ) -> Iterator[int]:
        """Yield the slots of candidates in order.

        Where the bits alone leave few, they are not looked up in the lists of the rare words,
        unless they must be ``listed``: then it is an error that this takes long.
        """
        if not self._lists:
            yield from self._bits.slots(mark, down)
            return
        match, size = self._lists, _FIRST_LISTED
        last: int | None = None
        while True:
            found = _listed(match, mark, after, down, size)
            for rank in self._bits.passing(found):
                slot = rank >> SLOT_BITS
                if slot != last:
                    yield slot
                last = slot
            if len(found) < size:
                return
            mark, after = found[-1], "<" if down else ">"
            if listed and (size > _FIRST_LISTED or self._bits.number() <= _LOOKED_AT):
                raise _TooLongError
            if self._bits.number() <= _FEW:
                for slot in self._bits.slots(mark, down):
                    if slot != last:
                        yield slot
                return
            match = self._stricter()
            size *= 8

    def _stricter(self) -> str:
        """Return the match of the rare words, with the least frequent one of the others."""
        others = [
            (self._bits.times[term], term)
            for condition in self._conditions
            if len(condition) == 1
            for term in condition[0]
            if self._bits.known(term) == term
        ]
        times, term = min(others, default=(_TOO_FREQUENT, ""))
        return self._lists if times >= _TOO_FREQUENT else (f"{self._lists} AND {_quoted(term)}")

    def _lists_of(self, condition: Sequence[Prefixes]) -> str:
        """Return a match whose list is short and has all clients of a condition; or a blank."""
        ways: list[str] = []
        for way in condition:
            rare = [prefix for prefix in way if _indexed(prefix) not in self._frequent]
            if not rare:
                return ""
            ways.append(" AND ".join(map(_list_of, rare)))
        return f"({' OR '.join(f'({one})' for one in ways)})"


def _list_of(prefix: str) -> str:
    """Return a match whose list has all clients with a word of that, not frequent, prefix."""
    if prefix.startswith("_"):
        return f'"{prefix}"'
    part = _indexed(prefix)
    if part == prefix:
        return f'"{part}"*'
    longer = longer_lists(prefix, _MOST_WORDS)
    if longer:
        return longer
    known = words_with(prefix, _MOST_WORDS)
    if len(known) > _MOST_WORDS:
        return f'"{part}"*'
    either = " OR ".join(f'"{word}"' for word in known or [prefix])
    return f"({either})"


def _listed(match: str, mark: int | None, after: str, down: bool, size: int) -> list[int]:
    """Return some ranks that the full-text index finds."""
    bound = f"AND rowid {after} {mark}" if mark is not None else ""
    found = rows(
        f"SELECT rowid FROM client_index WHERE client_index MATCH ? {bound} "
        f"ORDER BY rowid {'DESC' if down else 'ASC'} LIMIT ?",
        (match, size),
    )
    return [rank for (rank,) in found]


def _quoted(term: str) -> str:
    return f'"{term}"' if term.startswith("_") else f'"{term}"*'


def _indexed(prefix: str) -> str:
    return slots.parts_of(prefix)[-1]


def _growing(values: Iterator[int], size: int) -> Iterator[list[int]]:
    """Cut values into pieces, each twice as long as the one before."""
    while some := list(islice(values, size)):
        yield some
        size = min(size * 2, _AT_ONCE)
