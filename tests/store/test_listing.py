"""Any page of any listing is the same slice of the whole sorted list, by whatever way it is read.

The whole list comes from ``tests.oracle``, which knows nothing of the index.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.store import (
    catalogue,
    index,
    known_bits,
    listing,
    matching,
    narrowing,
    plans,
    ranking,
    rebuilding,
    search_ways,
    slots,
    stored_bits,
)
from aduanas_tui.store.connection import database, rows, write_transaction
from aduanas_tui.store.listing import ClientRow, Listing, Order, count, page
from aduanas_tui.store.models import CustomsFile
from aduanas_tui.store.opening import close_database, open_database
from tests.factories import STAMPS, client, insert_many, stored
from tests.oracle import Known, listed

CLIENTS = 100
CITIES = (
    ("Tegucigalpa", "Francisco Morazán"),
    ("Ojojona", "Francisco Morazán"),
    ("Choloma", "Cortés"),
    ("Puerto Cortés", "Cortés"),
    ("Gracias", "Lempira"),
)
FIRST_WORDS = ("Distribuidora", "Comercial", "Café", "Ñandú", "Nube", "Inversiones")

TYPED = (
    "",
    "distribuidora",
    "distribuidorac",
    "distribui teg",
    "c",
    "cafe 0801",
    "08019099",
    "0801-9099-0001",
    "ventas@distribuidora",
    "nadie",
    "distribuidora nadie",
    "exp26050",
    "D-2003",
    "d.200",
    "08019099-1",
    "0801.9099 1",
)
FILTERS: tuple[dict[str, Any], ...] = (
    {"active": None},
    {},
    {"active": False},
    {"kind": "natural", "active": None},
    {"department": "Cortés"},
    {"city": "OJOJONA", "department": "Francisco Morazán"},
    {"operations": True},
    {"operations": False, "kind": "juridica"},
)

BITS = {"narrowed": narrowing.narrowed, "FIRST_LISTED": 3, "MOST_AT_FIRST": 5}
NO_BITS = {"narrowed": lambda _listing: None}
TEXTS = {**BITS, "A_LITTLE": 10**9}
LISTS = {**BITS, "A_LITTLE": 0, "TEXT": 10**9, "STEPPED": 10**6, "A_LOT": 10**12}
WAYS = {
    "as shipped": NO_BITS,
    "tiny": {**NO_BITS, "LOOSE_BUDGET": 7, "SORTED_ON_THE_SPOT": 10, "WALK_BUDGET": 15},
    "walked": {**NO_BITS, "LOOSE_BUDGET": 10**6, "SORTED_ON_THE_SPOT": 0, "WALK_BUDGET": 10**6},
    "sorted": {**NO_BITS, "LOOSE_BUDGET": 1, "SORTED_ON_THE_SPOT": 0, "WALK_BUDGET": 1},
    "bits": {"narrowed": narrowing.narrowed},
    "bits and texts": TEXTS,
    "bits and lists": {**LISTS, "FEW_HITS": 1, "TRIED": 1, "FEW_OTHERS": 0, "FEW_WORDS": 0},
    "bits and lists of two": {**LISTS, "STEPPED": 1e-6, "LISTED": 10**3, "MOST_SIGNS": 2},
    "bits of too many": {**TEXTS, "MOST_TRIED": 9, "SORTED_BY_BITS": 9},
    "walked by bits": {**BITS, "SORTED_BY_BITS": 0, "WALKED": (3, 40)},
}
"""Budgets that send searches one way or another; every way must give the same rows."""

ROOMS = (listing, narrowing, plans, search_ways)


def _go(way: str, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(known_bits, "_thread", threading.local())  # what was found out another way
    for name, value in WAYS[way].items():
        patch.setattr(next(room for room in ROOMS if hasattr(room, name)), name, value)


def _typed(number: int) -> dict[str, str]:
    city, department = CITIES[number * 7 % 5]
    word = FIRST_WORDS[number * 5 % 6]
    changes = {
        # Some names are the same, and those of one stem differ only after a long prefix.
        "name": f"{word} {'ABC'[number % 3]}{number % 23}",
        "city": city,
        "department": department,
        "email": f"ventas@distribuidora{'abcd'[number % 4]}{number:03d}.hn",
    }
    return client(number, **changes)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Known]]:
    """An office with many equals in every order, and what the oracle knows of it."""
    open_database(tmp_path_factory.mktemp("listing") / "aduanas.db", create=True)
    with write_transaction():
        ids = insert_many(_typed(number) for number in range(CLIENTS))
        known = [Known(one, stored(_typed(number))) for number, one in enumerate(ids)]
        for number, one in enumerate(known):
            if number % 6 == 0:
                one.values["kind"] = "natural"
            one.active = number % 9 != 4
            one.file_count = (0, 0, 1, 2, 0, 3)[number * 11 % 6]
            one.has_operations = one.file_count > 0
            day = date(2026, 1, 1) + timedelta(days=number * 13 % 10)
            one.last_operation = day.isoformat() if one.file_count else ""
            _write(one, day)
        _place()
    yield known
    close_database()
    database.init(None)


def _place() -> None:
    """Give each client a slot, but some that share one; in three chunks; and make the bits.

    Of some slots it is not known that their bits are right, and those of others are to be set yet.
    """
    rebuilding.make_ranks()
    first, gap = ranking.FIRST_RANK, ranking.GAP
    place = f"(rank - {first}) / {gap}"
    rows(f"UPDATE client SET rank = rank - {gap - 1} WHERE {place} % 17 = 5")
    rows(f"UPDATE client SET rank = rank + ({place} / 40 << {stored_bits.RANK_BITS})")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "FEWEST_CLIENTS", 1)
        patch.setattr(slots, "FREQUENT", 1 / 5)  # that the lists of other words are not too short
        rebuilding.make_search_index()
    ranks = [rank for (rank,) in rows("SELECT rank FROM client ORDER BY rank")]
    slots.doubt(ranks[3::19])
    moves = []
    for below, old in zip(ranks[7::23], ranks[8::23], strict=False):  # into its neighbour's slot
        ((text,),) = rows("SELECT search_text FROM client WHERE rank = ?", (old,))
        rows("UPDATE client SET rank = ? WHERE rank = ?", (below + 1, old))
        moves.append((old, below + 1, text))
    index.move(moves)


def _write(one: Known, day: date) -> None:
    rows(
        "UPDATE client SET kind = ?, active = ? WHERE id = ?",
        (one.values["kind"], one.active, one.id),
    )
    for place in range(one.file_count):
        # Some declarations are of several clients, and one looks like the start of RTNs.
        declaration = ("", f"D-200{one.id % 4}", "0801.9099-1")[place]
        one.documents.append((f"EXP-26-{one.id:03}{place}", declaration))
        CustomsFile.create(
            client=one.id,
            number=one.documents[-1][0],
            declaration=declaration,
            operation_type="importacion",
            state="abierto",
            opened_on=day,
            **STAMPS,
        )
    catalogue.recount(one.id)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    _go(request.param, monkeypatch)
    return request.param


def _listing(typed: str, filters: dict[str, Any], order: str, descending: bool) -> Listing:
    return Listing(parse_query(typed), Filters(**filters), Order(order), descending)


def _ids(found: list[ClientRow]) -> list[int]:
    return [row.id for row in found]


def _forwards(wanted: Listing, size: int) -> list[int]:
    found: list[ClientRow] = page(wanted, size)
    last = found
    while len(last) == size:
        last = page(wanted, size, mark=found[-1])
        found = found + last
    return _ids(found)


def _backwards(wanted: Listing, size: int) -> list[int]:
    found: list[ClientRow] = page(wanted, size, backwards=True)
    last = found
    while len(last) == size:
        last = page(wanted, size, mark=found[0], backwards=True)
        found = last + found
    return _ids(found)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_joined_are_the_whole_list(
    known: list[Known], way: str, order: str, descending: bool
) -> None:
    for typed, filters in product(TYPED[::2], FILTERS[:2]):
        wanted = _listing(typed, filters, order, descending)
        whole = listed(known, typed, order, descending, **filters)
        assert _forwards(wanted, 29) == whole, (typed, filters)
        assert _backwards(wanted, 29) == whole, (typed, filters)


def test_small_pages_of_rare_words(known: list[Known], way: str) -> None:
    for typed, filters in product(("cafe 0801", "nube"), FILTERS):
        wanted = _listing(typed, filters, "name", False)
        whole = listed(known, typed, **filters)
        assert _forwards(wanted, 3) == whole, (typed, filters)
        assert _backwards(wanted, 3) == whole, (typed, filters)


@pytest.mark.parametrize("filters", FILTERS)
def test_every_filter(known: list[Known], way: str, filters: dict[str, Any]) -> None:
    for typed, order in product(("", "distribuidora", "c"), Order):
        wanted = _listing(typed, filters, order, False)
        whole = listed(known, typed, order, False, **filters)
        assert _ids(page(wanted, CLIENTS)) == whole
        assert count(wanted) == len(whole)
        assert typed or whole, "the filter is no test when nobody passes it"


def test_count_with_and_without_limit(known: list[Known], way: str) -> None:
    for typed, filters in product(TYPED, FILTERS):
        wanted = _listing(typed, filters, "name", False)
        total = len(listed(known, typed, **filters))
        assert count(wanted) == total
        for limit in (1, 5, total, 1_001):
            assert count(wanted, limit) == min(total, limit), (typed, filters, limit)


@given(data=st.data())
def test_any_page_is_a_slice_of_the_whole(known: list[Known], data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from(TYPED))
    filters = data.draw(st.sampled_from(FILTERS))
    order = data.draw(st.sampled_from(list(Order)))
    descending, backwards, inclusive = data.draw(st.tuples(*[st.booleans()] * 3))
    size = data.draw(st.integers(1, 50))
    way = data.draw(st.sampled_from(list(WAYS)))
    most_words = data.draw(st.sampled_from([1, 3, matching.MOST_WORDS]))
    # The mark may be outside the listing: a row stays marked when the search changes.
    marked = data.draw(st.sampled_from(known))
    (mark,) = [
        row for row in page(Listing(filters=Filters(active=None)), 999) if row.id == marked.id
    ]
    whole = listed(known, typed, order, descending, **filters)
    with_mark = [one for one in known if one.id in whole or one is marked]
    place = listed(with_mark, "", order, descending, active=None).index(marked.id)
    before, after = whole[:place], whole[place:]
    if marked.id in whole:
        after = after if inclusive or backwards else after[1:]
        before = whole[: place + 1] if inclusive else before
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "MOST_WORDS", most_words)
        _go(way, patch)
        wanted = _listing(typed, filters, order, descending)
        found = page(wanted, size, mark=mark, backwards=backwards, inclusive=inclusive)
    assert _ids(found) == (before[-size:] if backwards else after[:size])


def test_budgets_send_searches_every_way(
    known: list[Known], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the tests above would prove less than they say."""
    ways: set[str] = set()
    read = listing.read_rows

    def noting(sql: str, parameters: tuple[Any, ...]) -> list[ClientRow]:
        found = read(sql, parameters)
        walked = "SELECT * FROM client" in sql
        loose = "search_text" in sql and not walked
        name = "walk" if walked else "loose" if loose else "exact"
        ways.add(f"{name} {'all' if len(found) == parameters[-1] else 'short'}")
        return found

    monkeypatch.setattr(listing, "read_rows", noting)
    for way in WAYS:
        with pytest.MonkeyPatch.context() as patch:
            _go(way, patch)
            for order in Order:
                _forwards(_listing("distribuidora", {}, order, False), 30)
    assert ways == {
        "walk all",
        "walk short",
        "loose all",
        "loose short",
        "exact all",
        "exact short",
    }
