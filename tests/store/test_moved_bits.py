"""Clients that others make move take their bits of frequent words along."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.store import index, slots
from aduanas_tui.store.connection import write_transaction
from aduanas_tui.store.listing import Listing, count, page
from tests.consistency import assert_consistent
from tests.factories import client, insert_many, register


@pytest.mark.parametrize("at_once", [True, False])
def test_who_moves_is_found_by_frequent_words(
    office: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    monkeypatch.setattr(slots, "FEWEST_CLIENTS", 10)
    monkeypatch.setattr(index, "_SET_AT_ONCE", range(1 if at_once else 5_000, 5_000))
    insert_many(
        client(number, name=f"{['Alfa', 'Beta'][number % 2]} {number:03d}") for number in range(60)
    )
    with write_transaction():
        slots.make()
    for number in range(40):
        register(300 + number, name=f"Alfa 010 {number * 7 % 40:04d}")
    assert (slots.unfolded() == []) is at_once
    wanted = Listing(parse_query("alfa 010"), Filters())
    assert len(page(wanted, 100)) == count(wanted, 100) == 41
    assert_consistent()
