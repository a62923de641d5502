"""A client with thousands of operations: any page is the slice of the whole that it should be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aduanas_tui.services import history
from aduanas_tui.services.history import ORDERS, POR_COBRAR, HistoryFilters
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests.bench.history import make

OPERATIONS = 4_000
OTHERS = 100
CLIENT = 2


@pytest.fixture(scope="module", autouse=True)
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path = tmp_path_factory.mktemp("long") / "aduanas.db"
    make(path, (OTHERS, OPERATIONS, OTHERS))
    open_database(path)
    yield
    close_database()
    database.init(None)


@pytest.mark.parametrize("filters", [HistoryFilters(), HistoryFilters(payment_state=POR_COBRAR)])
@pytest.mark.parametrize("kind", list(Kind))
def test_pages_are_slices_of_the_whole(kind: Kind, filters: HistoryFilters) -> None:
    count = history.counts(CLIENT, filters)[kind]
    assert count == OPERATIONS / 4 or filters.any_set
    for place, order in enumerate(ORDERS[kind]):
        how = {"order": order, "descending": place % 2 == 0}
        whole = history.page(CLIENT, kind, filters, **how, limit=OPERATIONS)
        assert len({row.id for row in whole}) == len(whole) == count
        for offset in (0, 1, count // 2, count - 3, count, count + 50):
            found = history.page(CLIENT, kind, filters, **how, offset=offset, limit=40)
            assert found == whole[offset : offset + 40], (how, offset)
        for at in (0, count // 3, count - 1):
            one = whole[at].id
            assert history.position(CLIENT, kind, filters, one, **how) == at


@pytest.mark.parametrize("kind", list(Kind))
def test_newest_first_and_nobody_elses(kind: Kind) -> None:
    whole = history.page(CLIENT, kind, HistoryFilters(), limit=OPERATIONS)
    places = [(row.day, row.id) for row in whole]
    assert places == sorted(places, reverse=True)
    first = OTHERS // 4 + 1
    assert {row.id for row in whole} == set(range(first, first + OPERATIONS // 4))
