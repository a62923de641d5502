"""Bits of frequent words never miss a client, whatever happens to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.services import clients
from aduanas_tui.store import bulk_update, narrowing, plans, ranking, slots
from aduanas_tui.store.connection import rows, write_transaction
from aduanas_tui.store.listing import Listing, count, page
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, client, customs_file, insert_many, register

COUNT = 60


@pytest.fixture
def large(office: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An office that counts as one of many clients, so that it has bits."""
    monkeypatch.setattr(slots, "FEWEST_CLIENTS", 10)
    insert_many(
        client(number, name=f"{['Alfa', 'Beta'][number % 2]} {number:03d}")
        for number in range(COUNT)
    )
    with write_transaction():
        slots.make()
    assert slots.are_there()
    assert_consistent()
    yield
    assert_consistent()


def _left() -> int:
    ((left,),) = rows("SELECT count(*) FROM client_unfolded")
    return int(left)


def _found(typed: str, **filters: object) -> list[str]:
    wanted = Listing(parse_query(typed), Filters(**filters))  # type: ignore[arg-type]
    found = [row.name for row in page(wanted, 100)]
    assert count(wanted, 100) == count(wanted) == len(found)
    assert count(wanted, 3) == min(3, len(found))
    return found


def test_small_offices_have_none(office: Path) -> None:
    insert_many(client(number) for number in range(5))
    with write_transaction():
        slots.make()
    assert not slots.are_there()
    assert narrowing.narrowed(Listing(parse_query("a b"))) is None


def test_terms_are_the_beginnings_that_the_index_answers_and_whole_filters() -> None:
    assert slots.terms_of(" cafe 0801909 _d44c ") == {
        *("c", "ca", "caf", "cafe"),
        *("0", "08", "080", "0801", "08019", "0801909", "_d44c"),
    }


def test_new_changed_and_moved_clients_have_their_bits(large: None) -> None:
    saved = register(900, name="Alfa 015 y medio")
    assert _found("alfa medio") == ["Alfa 015 y medio"]
    clients.edit(OPERATOR, saved.id, saved.version, {"name": "Beta Mudada"}, accept_warnings=True)
    assert _found("beta mudada") == ["Beta Mudada"]
    customs_file(saved.id)
    assert _found("beta", operations=True) == ["Beta Mudada"]
    assert _found("alfa", operations=True) == []
    assert _left() == 0


def test_one_beyond_either_end_has_its_bits(large: None) -> None:
    for number, name in enumerate(("Aaa Alfa", "Zzz Alfa")):
        register(900 + number, name=name)
    assert _found("alfa")[0] == "Aaa Alfa"
    assert _found("alfa")[-1] == "Zzz Alfa"
    assert _found("alfa zzz") == ["Zzz Alfa"]
    chunks = rows("SELECT DISTINCT chunk FROM client_bits")
    assert len(chunks) == 2, "the first client begins a chunk: who comes before it is in another"


def test_many_at_once_are_found_before_and_after_their_bits_are_set(
    large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(_found("alfa"))
    with write_transaction():
        ids = insert_many(client(200 + number, name=f"Alfa {number:03d}") for number in range(30))
        ranks = [rank for (rank,) in rows("SELECT rank FROM client WHERE id >= ?", (ids[0],))]
        slots.add_later(ranks)
    assert _left() > 0
    assert len(_found("alfa")) == before + 30
    monkeypatch.setattr(slots, "MOST_UNFOLDED", 0)
    assert narrowing.narrowed(Listing(parse_query("alfa 0"))) is None
    assert len(_found("alfa")) == before + 30
    monkeypatch.undo()
    monkeypatch.setattr(slots, "_AT_ONCE", 7)
    while True:
        with write_transaction():
            if not slots.fold_some():
                break
    assert _left() == 0
    assert len(_found("alfa")) == before + 30


def test_those_of_a_rare_word_are_counted_and_not_all_with_its_beginning(
    large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with write_transaction():
        insert_many(client(200 + number, name=f"Pinar {number:03d}") for number in range(20))
        insert_many(client(230 + number, name=f"Pijol {number:03d}") for number in range(2))
        slots.make()
    monkeypatch.setattr(plans, "FIRST_LISTED", 1)
    kind = client(200)["kind"]
    assert _found("pijol", kind=kind) == ["Pijol 000", "Pijol 001"]
    assert len(_found("pi", kind=kind)) == 22


def test_few_other_words_of_a_beginning_are_told_from_it(large: None) -> None:
    with write_transaction():
        insert_many(client(200 + number, name=f"Pinares {number:03d}") for number in range(20))
        insert_many(
            client(230 + number, name=name)
            for number, name in enumerate(("Pinarito", "Pinarito Pinares", "Pijolco", "Pijolar"))
        )
        slots.make()
    assert slots.frequent_of(["pinar", "pijol"]) == {"pinar"}
    kind = client(200)["kind"]
    assert len(_found("pinare", kind=kind)) == 21
    assert _found("pinarito", kind=kind) == ["Pinarito", "Pinarito Pinares"]
    assert _found("pijolc", kind=kind) == ["Pijolco"]


def test_who_has_the_rare_word_of_one_way_and_the_frequent_one_of_another(large: None) -> None:
    with write_transaction():
        insert_many(
            client(230 + number, name=name)
            for number, name in enumerate(("Xalfa Uno", "Xota Beta", "Xota Alfa", *["Beta"] * 20))
        )
        slots.make()
    assert slots.frequent_of(["x", "alfa"]) == {"alfa"}
    assert _found("x.alfa", kind=client(230)["kind"]) == ["Xalfa Uno", "Xota Alfa"]


def test_room_made_in_a_gap_leaves_bits_to_be_set(
    large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        register(300 + number, name=f"Alfa 010 {number / 20:.4f}")
    assert _left() > 0, "someone moved"
    assert len(_found("alfa 010")) == 21
    with bulk_update.large_write():
        pass
    bulk_update.finish_tidying()
    assert _left() == 0
    assert len(_found("alfa 010")) == 21


def test_a_word_that_became_frequent_gets_bits_with_the_next_large_write(
    large: None,
) -> None:
    assert "g" not in slots.frequent_of(["g"])
    insert_many(client(400 + number, name=f"Gama {number}") for number in range(COUNT))
    with write_transaction():
        slots.add_later([ranking.FIRST_RANK])
    with bulk_update.large_write():
        pass
    bulk_update.finish_tidying()
    assert slots.frequent_of(["gama"])
    assert len(_found("gama")) == COUNT


def test_stale_bits_of_who_left_find_nobody(large: None) -> None:
    saved = register(900, name="Alfa Fugaz")
    clients.delete(OPERATOR, saved.id, saved.version)
    assert _found("alfa fugaz") == []
