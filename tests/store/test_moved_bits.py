"""Clients that others make move are found, before and after their bits are set."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.store import slots
from aduanas_tui.store.connection import rows, write_transaction
from aduanas_tui.store.listing import Listing, count, page
from tests.consistency import assert_consistent
from tests.factories import client, insert_many, register


def test_who_moves_is_found_by_frequent_words(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "FEWEST_CLIENTS", 10)
    insert_many(
        client(number, name=f"{['Alfa', 'Beta'][number % 2]} {number:03d}") for number in range(60)
    )
    with write_transaction():
        slots.make()
    for number in range(40):
        register(300 + number, name=f"Alfa 010 {number * 7 % 40:04d}")
    assert slots.unfolded() != []
    wanted = Listing(parse_query("alfa 010"), Filters())
    assert len(page(wanted, 100)) == count(wanted, 100) == 41
    # A slot has more clients than one where many came: a step is so many clients, whole slots.
    ((fullest,),) = rows("SELECT count(*) FROM client GROUP BY rank >> 8 ORDER BY 1 DESC LIMIT 1")
    monkeypatch.setattr(slots, "_CLIENTS_AT_ONCE", fullest)
    steps = 0
    while slots.unfolded() != []:
        with write_transaction():
            assert slots.fold_some()
        steps += 1
    assert steps > 1
    assert len(page(wanted, 100)) == count(wanted, 100) == 41
    assert_consistent()
