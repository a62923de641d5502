"""Bits that were read before are used again, and never after somebody wrote."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.store import known_bits, plans, rebuilding, slots, stored_bits
from aduanas_tui.store.connection import database, write_transaction
from aduanas_tui.store.known_bits import KnownBits
from aduanas_tui.store.listing import Listing, count, page
from aduanas_tui.store.snapshot import snapshot
from tests.factories import client, insert_many, register

COUNT = 60
ALFAS = COUNT // 2


@pytest.fixture
def large(office: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An office that counts as one of many clients; rare words are listed chunk by chunk."""
    monkeypatch.setattr(slots, "FEWEST_CLIENTS", 10)
    monkeypatch.setattr(plans, "FIRST_LISTED", 1)
    monkeypatch.setattr(plans, "MOST_AT_FIRST", 0)
    monkeypatch.setattr(plans, "A_LITTLE", 0)
    monkeypatch.setattr(plans, "TEXT", 10**9)
    with write_transaction():
        insert_many(
            client(number, name=f"{['Alfa', 'Beta'][number % 2]} {number % 7:03d}")
            for number in range(COUNT)
        )
        insert_many(client(COUNT + number, name=f"Gama {number}") for number in range(2))
        rebuilding.make_ranks()
        rebuilding.make_search_index()
    assert slots.frequent_of(["alfa", "gama"]) == {"alfa"}
    yield office


def _found(typed: str) -> int:
    wanted = Listing(parse_query(typed), Filters())
    found = len(page(wanted, 100))
    assert count(wanted, 100) == found
    return found


def _reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list in which each reading of bits or lists will be noted."""
    read: list[str] = []
    bits_in, listed_in = stored_bits.bits_in, stored_bits.listed_in

    def noting_bits(terms: list[str], chunks: range) -> dict[int, dict[str, bytes]]:
        read.extend(terms)
        return bits_in(terms, chunks)

    def noting_list(match: str, chunks: range) -> list[int]:
        read.append(match)
        return listed_in(match, chunks)

    monkeypatch.setattr(known_bits, "bits_in", noting_bits)
    monkeypatch.setattr(known_bits, "listed_in", noting_list)
    return read


def test_what_was_read_is_used_again(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = _reading(monkeypatch)
    together = Listing(parse_query("gama beta"), Filters())
    assert (_found("alfa"), page(together, 1)) == (ALFAS, [])
    assert {"alfa", "_a1", '"gama"*'} <= set(read)
    read.clear()
    assert (_found("alfa"), page(together, 1)) == (ALFAS, [])
    assert read == []


def test_not_after_this_thread_wrote(large: Path) -> None:
    assert (_found("alfa"), _found("gama")) == (ALFAS, 2)
    register(900, name="Alfa Nueva")
    register(901, name="Gama Nueva")
    assert (_found("alfa"), _found("gama")) == (ALFAS + 1, 3)


def test_not_after_another_process_wrote(large: Path) -> None:
    assert _found("alfa") == ALFAS
    other = sqlite3.connect(large)
    with other:
        other.execute("UPDATE client_bits SET bits = zeroblob(length(bits)) WHERE term = 'alfa'")
    other.close()
    assert _found("alfa") == 0, "the bits say so"


def test_not_what_was_taken_back(large: Path) -> None:
    class TakenBackError(Exception):
        pass

    assert _found("alfa") == ALFAS
    with pytest.raises(TakenBackError), write_transaction():
        register(900, name="Zeta Alfa")
        assert _found("alfa") == ALFAS + 1
        raise TakenBackError
    assert _found("alfa") == ALFAS


def test_not_on_another_connection(large: Path) -> None:
    database.close()
    with snapshot():
        first = known_bits.known_bits()
    with snapshot():
        assert known_bits.known_bits() is first
    database.close()
    with snapshot():
        assert known_bits.known_bits() is not first


def test_what_was_not_used_for_long_is_forgotten(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = stored_bits.all_chunks()
    known = KnownBits()
    for term in ("alfa", "beta", "_a1"):
        known.read([term], chunks)
    known.read(["alfa"], chunks)
    known.read_list('"gama"*', chunks)
    monkeypatch.setattr(known_bits, "MOST_BITS", 2 * len(chunks))
    monkeypatch.setattr(known_bits, "MOST_LISTED", 0)
    known.forget_some()
    read = _reading(monkeypatch)
    known.read(["alfa", "_a1"], chunks)
    assert read == []
    known.read(["beta"], chunks)
    assert read == ["beta"]
    assert not known.has_list('"gama"*', chunks[0])
