"""Which way a search takes: what bits tell of it, and what the full-text index must list.

Every prefix of a search is one of three:

* *frequent*: it has bits of its own, which are exact;
* *rare*: the longest beginning that the full-text index answers at once has no bits, so the list
  of those who have it is short;
* *coarse*: that beginning is frequent, but the prefix is longer.

There are three plans, each slower at first than the one before, and surer:

* :attr:`SearchWays.quick` lists who has the beginnings of rare prefixes, and takes coarse ones for
  their beginnings: most often the texts of a few clients fill a page.
* :attr:`SearchWays.exact` lists who has just the rare prefixes, and learns from the words in use
  where a coarse prefix and its beginning are nearly the same.
* :attr:`SearchWays.listing_all` lists who has the coarse prefixes too: the way for those that few
  of the many have who have the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from aduanas_tui.domain.search_text import Prefixes
from aduanas_tui.store import slots
from aduanas_tui.store.common_bits import CommonBits, Condition, Leaf
from aduanas_tui.store.connection import rows
from aduanas_tui.store.known_bits import KnownBits, known_bits
from aduanas_tui.store.listing_rows import Listing
from aduanas_tui.store.matching import after, all_of, any_of, longer_lists, stepped_words
from aduanas_tui.store.plans import Plan

FEW_WORDS = 4
"""Words that a prefix is replaced by: their lists are read lazily."""

FEW_OTHERS = 8
MOST_OTHERS = 500
"""Other words of a prefix's beginning, and their clients, which it is told from."""

MOST_SIGNS = 128
"""Words that go on after a prefix with an unusual sign."""


def search_ways(listing: Listing) -> SearchWays | None:
    """Return how to look for a listing; ``None`` where there are no bits, as in small offices."""
    conditions = [*(((token,),) for token in listing.filters.tokens()), *listing.query.conditions]
    prefixes = [prefix for condition in conditions for way in condition for prefix in way]
    if not prefixes:
        return None
    known = known_bits()
    parts = {part for prefix in prefixes for part in _parts(prefix)}
    frequent = known.frequent({*parts, slots.DOUBT})
    if slots.DOUBT not in frequent or known.unfolded is None:
        return None
    return SearchWays(conditions, frequent, known)


class SearchWays:
    """The plans for a search."""

    def __init__(
        self, conditions: Sequence[Sequence[Prefixes]], frequent: set[str], known: KnownBits
    ) -> None:
        self._frequent = frequent
        self._known = known
        self._joined: set[str] = set()
        """Prefixes for which SQLite joins the lists of all their words before the first client."""
        self._conditions = [
            [way for way in one if all(map(self._is_in_use, way))] for one in conditions
        ]
        self._prefixes = {prefix for one in self._conditions for way in one for prefix in way}
        self.is_empty = not all(self._conditions)
        """There is no word of which the search is the beginning."""
        self.is_quick_exact = all(_indexed(prefix) == prefix for prefix in self._prefixes)
        """Beginnings stand for nothing but themselves in the quick plan."""

    @cached_property
    def quick(self) -> Plan:
        """The plan for the first page."""
        return self._plan(self._is_rare, self._rough_leaf, _rough_list)

    @cached_property
    def exact(self) -> Plan:
        """The plan for counting."""
        return self._plan(self._is_rare, self._leaf, self._list)

    @cached_property
    def listing_all(self) -> Plan:
        """The plan where too many texts would have to be looked at."""
        return self._plan(lambda prefix: not self._leaf(prefix).is_exact, self._leaf, self._list)

    def has_coarse(self) -> bool:
        """Tell whether there are prefixes that only the last plan lists."""
        return any(
            not self._is_rare(prefix) and not self._leaf(prefix).is_exact
            for prefix in self._prefixes
        )

    def _plan(
        self,
        is_listed: Callable[[str], bool],
        leaf_of: Callable[[str], Leaf],
        list_of: Callable[[str], str],
    ) -> Plan:
        lists: list[str] = []
        conditions: list[Condition] = []
        for ways in self._conditions:
            listed = [list(filter(is_listed, way)) for way in ways]
            leaves = [[leaf_of(prefix) for prefix in way] for way in ways]
            if all(listed):
                lists.append(any_of([all_of(list(map(list_of, way))) for way in listed]))
                leaves = [
                    [
                        leaf._replace(is_given=True) if prefix in given else leaf
                        for prefix, leaf in zip(way, found, strict=True)
                    ]
                    for way, found, given in zip(ways, leaves, listed, strict=True)
                ]
            is_any_way = len(ways) > 1 and all(listed)
            conditions.append(Condition(tuple(map(tuple, leaves)), is_any_way))
        bits = CommonBits(self._known, conditions)
        is_lazy = list_of is _rough_list or not self._joined
        return Plan(bits, " AND ".join(lists), is_lazy)

    def _is_rare(self, prefix: str) -> bool:
        return _indexed(prefix) not in self._frequent

    def _rough_leaf(self, prefix: str) -> Leaf:
        known = [part for part in _parts(prefix) if part in self._frequent]
        return Leaf(known[-1], known[-1] == prefix) if known else Leaf()

    def _leaf(self, prefix: str) -> Leaf:
        """Return the same, with who has another word of its beginning told from the others."""
        others = self._others_of(prefix)
        leaf = self._rough_leaf(prefix)
        if others is None:
            return leaf
        return leaf._replace(is_exact=not self._is_rare(prefix), but=others)

    def _is_in_use(self, prefix: str) -> bool:
        return _indexed(prefix) == prefix or self._known.fact("is in use", prefix, _is_in_use)

    def _others_of(self, prefix: str) -> dict[int, int] | None:
        return {} if _indexed(prefix) == prefix else self._known.fact("others", prefix, _others)

    def _list(self, prefix: str) -> str:
        """Return a match that lists just who has a prefix, but for those told from it."""
        if self._others_of(prefix) is not None:
            return _rough_list(prefix)
        match, is_joined = self._known.fact("list", prefix, _list)
        if is_joined:
            self._joined.add(prefix)
        return match


_parts = lru_cache(maxsize=2048)(slots.parts_of)


def _indexed(prefix: str) -> str:
    """Return the longest beginning that the full-text index answers at once."""
    return _parts(prefix)[-1]


def _is_in_use(prefix: str) -> bool:
    return bool(stepped_words(prefix, after(prefix), 1))


def _others(prefix: str) -> dict[int, int] | None:
    """Return who has other words of a prefix's beginning, by slot; ``None`` where they are many."""
    beginning = _indexed(prefix)
    words = stepped_words(beginning, prefix, FEW_OTHERS + 1)
    if len(words) <= FEW_OTHERS:
        words += stepped_words(after(prefix), after(beginning), FEW_OTHERS + 1 - len(words))
    if len(words) > FEW_OTHERS:
        return None
    if not words:
        return {}
    found = rows(
        f"SELECT rowid >> {slots.SLOT_BITS} FROM client_index WHERE client_index MATCH ? LIMIT ?",
        (any_of([f'"{word}"' for word in words]), MOST_OTHERS + 1),
    )
    return None if len(found) > MOST_OTHERS else slots.as_bits(slot for (slot,) in found)


def _rough_list(prefix: str) -> str:
    """Return a match that lists, lazily, who has the beginning of a prefix."""
    return f'"{prefix}"' if prefix.startswith("_") else f'"{_indexed(prefix)}"*'


def _list(prefix: str) -> tuple[str, bool]:
    """Return a match that lists just who has a prefix, and whether SQLite joins lists for it."""
    words = stepped_words(prefix, after(prefix), FEW_WORDS + 1)
    if len(words) <= FEW_WORDS:
        return any_of([f'"{word}"' for word in words]), False
    longer = longer_lists(prefix, MOST_SIGNS)
    return longer or f'"{prefix}"*', not longer
