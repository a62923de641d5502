"""What writes left undone is done while nobody waits."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from aduanas_tui.services.upkeep import put_in_order
from aduanas_tui.store import slots
from aduanas_tui.store.connection import rows, write_transaction
from tests.consistency import assert_consistent
from tests.factories import client, insert_many


def _put_in_order(base: Path) -> None:
    thread = Thread(target=put_in_order, args=(base,))
    thread.start()
    thread.join()


def test_bits_that_writes_left_are_set(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "FEWEST_CLIENTS", 10)
    insert_many(client(number, name=f"Alfa {number:03d}") for number in range(20))
    with write_transaction():
        slots.make()
        slots.add_later(rank for (rank,) in rows("SELECT rank FROM client"))
    assert slots.unfolded() != []
    _put_in_order(office)
    assert slots.unfolded() == []
    assert_consistent()


def test_a_database_that_is_not_the_one_in_use_is_left_alone(office: Path, tmp_path: Path) -> None:
    other = tmp_path / "otra.db"
    _put_in_order(other)
    assert not other.exists()
