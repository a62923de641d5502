"""A page starts at a marked row; meanwhile that client may be renamed, moved or deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.services import clients, lookup
from aduanas_tui.store.listing import ClientRow, Listing, Order, page
from tests.factories import OPERATOR, client, customs_file, insert_many, rtn

NAMES = [f"Cliente {letter}" for letter in "ABCDEFGHIJ"]
ALL = Listing(filters=Filters(active=None))
DOWN = Listing(filters=Filters(active=None), descending=True)
FOUND = Listing(parse_query("cli"))


def _names(found: list[ClientRow]) -> list[str]:
    return [row.name.removeprefix("Cliente ") for row in found]


@pytest.fixture
def marked(office: Path) -> ClientRow:
    """The row of client E of A to J."""
    insert_many(client(number, name=name) for number, name in enumerate(NAMES))
    return page(ALL, 10)[4]


def _rename(row: ClientRow, name: str) -> None:
    version = lookup.client_record(row.id).version
    clients.edit(OPERATOR, row.id, version, {"name": name}, accept_warnings=True)


def _delete(row: ClientRow) -> None:
    clients.delete(OPERATOR, row.id, lookup.client_record(row.id).version)


@pytest.mark.parametrize("listing", [ALL, FOUND], ids=["all", "found"])
@pytest.mark.parametrize("inclusive", [False, True])
def test_after_a_deleted_mark_comes_what_followed_it(
    marked: ClientRow, listing: Listing, inclusive: bool
) -> None:
    _delete(marked)
    assert _names(page(listing, 3, mark=marked, inclusive=inclusive)) == ["F", "G", "H"]
    before = page(listing, 3, mark=marked, backwards=True, inclusive=inclusive)
    assert _names(before) == ["B", "C", "D"]


@pytest.mark.parametrize("inclusive", [False, True])
def test_deleted_mark_keeps_its_place_while_others_make_room(
    marked: ClientRow, inclusive: bool
) -> None:
    _delete(marked)
    # So many that all ranks near it are given anew.
    insert_many(client(100 + number, name=f"Cliente D {number:03d}") for number in range(300))
    after = page(ALL, 3, mark=marked, inclusive=inclusive)
    assert _names(after) == ["F", "G", "H"]
    before = page(ALL, 2, mark=marked, backwards=True, inclusive=inclusive)
    assert _names(before) == ["D 298", "D 299"]
    down = page(DOWN, 2, mark=marked, inclusive=inclusive)
    assert _names(down) == ["D 299", "D 298"]
    up = page(DOWN, 3, mark=marked, backwards=True, inclusive=inclusive)
    assert _names(up) == ["H", "G", "F"]


def test_mark_moved_by_others_is_still_the_same_row(marked: ClientRow) -> None:
    insert_many(client(100 + number, name=f"Cliente D {number:03d}") for number in range(300))
    assert page(ALL, 1, mark=marked, inclusive=True)[0].rank != marked.rank
    assert _names(page(ALL, 2, mark=marked, inclusive=True)) == ["E", "F"]
    before = page(ALL, 2, mark=marked, backwards=True)
    assert _names(before) == ["D 298", "D 299"]


@pytest.mark.parametrize("first", [True, False])
def test_deleted_mark_at_either_end(marked: ClientRow, first: bool) -> None:
    every = page(ALL, 10)
    mark = every[0 if first else -1]
    _delete(mark)
    after, before = page(ALL, 2, mark=mark), page(ALL, 2, mark=mark, backwards=True)
    assert _names(after) == (["B", "C"] if first else [])
    assert _names(before) == ([] if first else ["H", "I"])


def test_renamed_mark_goes_on_from_its_new_place(marked: ClientRow) -> None:
    _rename(marked, "Cliente Hb")
    assert _names(page(ALL, 3, mark=marked, inclusive=True)) == ["Hb", "I", "J"]
    assert _names(page(ALL, 3, mark=marked, backwards=True)) == ["F", "G", "H"]


@pytest.mark.parametrize("order", [Order.CITY, Order.FILES, Order.LAST_OPERATION])
@pytest.mark.parametrize("descending", [False, True])
def test_deleted_mark_in_other_orders(marked: ClientRow, order: Order, descending: bool) -> None:
    """All are equal, so the name decides."""
    listing = Listing(order=order, descending=descending)
    _delete(marked)
    insert_many(client(100 + number, name=f"Cliente D {number:03d}") for number in range(300))
    whole = _names(page(listing, 310))
    place = max(whole.index("D 299"), whole.index("F"))
    assert abs(whole.index("D 299") - whole.index("F")) == 1
    assert _names(page(listing, 310, mark=marked)) == whole[place:]
    assert _names(page(listing, 310, mark=marked, backwards=True)) == whole[:place]


def test_deleted_mark_in_order_of_rtn(marked: ClientRow) -> None:
    listing = Listing(order=Order.RTN)
    _delete(marked)
    assert _names(page(listing, 2, mark=marked)) == ["F", "G"]
    assert _names(page(listing, 2, mark=marked, backwards=True)) == ["C", "D"]


def test_client_registered_anew_with_a_corrected_name_is_not_skipped(marked: ClientRow) -> None:
    _delete(marked)
    insert_many([client(4, name="Cliente Ea")])
    assert _names(page(ALL, 2, mark=marked)) == ["Ea", "F"]


def test_mark_that_gets_a_customs_file_goes_on_from_where_it_was(marked: ClientRow) -> None:
    """What the operator looks at stays: the rows before it were those without files."""
    listing = Listing(order=Order.FILES, descending=True)
    customs_file(marked.id)
    assert _names(page(listing, 3)) == ["E", "A", "B"]
    assert _names(page(listing, 2, mark=marked)) == ["F", "G"]


def test_mark_whose_rtn_changes_goes_on_from_where_it_was(marked: ClientRow) -> None:
    version = lookup.client_record(marked.id).version
    clients.edit(OPERATOR, marked.id, version, {"rtn": rtn(99_999)}, accept_warnings=True)
    assert _names(page(Listing(order=Order.RTN), 2, mark=marked)) == ["F", "G"]
