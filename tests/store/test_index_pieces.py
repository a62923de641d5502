"""Pieces of the index that are made beside it come to the same as putting clients in."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.store import index, index_pieces
from aduanas_tui.store.connection import rows, write_transaction
from aduanas_tui.store.index_pieces import Entry
from tests.consistency import assert_consistent
from tests.factories import client, insert_many, register

COUNT = 40


def entries_of(random: Random) -> list[Entry]:
    """Return some clients as the index has them."""
    found = rows("SELECT rank, search_text FROM client ORDER BY rank")
    return sorted(random.sample(found, random.randint(1, 9)))


def enter_again(entries: list[Entry]) -> None:
    """Take clients out of the index, and enter them as a piece."""
    with write_transaction(), index.merging_later():
        index.remove_many(entries)
        made = index_pieces.make(index_pieces.definition(), entries)
        assert made is not None
        assert index_pieces.take_over(made)


def levels() -> list[int]:
    """Return how many pieces each level has."""
    ((block,),) = rows("SELECT block FROM client_index_data WHERE id = 10")
    structure = index_pieces._read_structure(block)
    assert structure is not None
    return [len(level.pieces) for level in structure[2]]


def test_pieces_are_as_if_their_clients_were_put_in(office: Path) -> None:
    insert_many(client(number) for number in range(COUNT))
    random = Random(1)
    for number in range(40):
        enter_again(entries_of(random))
        if number % 10 == 3:
            register(COUNT + number)
        if number % 10 == 5:
            assert_consistent()
    assert len(levels()) > 2
    assert max(levels()) <= 16
    assert_consistent()
    index.optimize()
    assert_consistent()


def test_a_first_piece_is_entered_into_an_empty_index(office: Path) -> None:
    insert_many(client(number) for number in range(3))
    with write_transaction():
        index.clear()
    entries = rows("SELECT rank, search_text FROM client ORDER BY rank")
    made = index_pieces.make(index_pieces.definition(), entries)
    assert made is not None
    with write_transaction(), index.merging_later():
        assert index_pieces.take_over(made)
    assert_consistent()


@pytest.mark.parametrize("why", ["layout", "not found", "full"])
def test_a_piece_that_cannot_be_taken_over_changes_nothing(
    office: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    insert_many(client(number) for number in range(COUNT))
    entries = entries_of(Random(2))
    made = index_pieces.make(index_pieces.definition(), entries)
    assert made is not None
    if why == "layout":
        monkeypatch.setattr(index_pieces, "_NEWER_LAYOUT", b"")
        assert index_pieces.make(index_pieces.definition(), entries) is None
    elif why == "full":
        monkeypatch.setattr(index_pieces, "_MOST_PIECES", 0)
    else:
        made = made._replace(sample="nadie")
    with write_transaction(), index.merging_later():
        index.remove_many(entries)
        assert not index_pieces.take_over(made)
        index.add_many(entries)
    assert_consistent()


@given(st.lists(st.integers(0, 2**50)))
def test_numbers_are_packed_as_they_are_read(numbers: list[int]) -> None:
    assert index_pieces._numbers(index_pieces._packed(numbers)) == numbers
