"""Names keep their order, and making room for them costs little, whatever order they come in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import count
from math import log2
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.text import sort_key
from aduanas_tui.store import catalogue, index, rank_room, ranking
from aduanas_tui.store.connection import database, execute, rows, write_transaction
from aduanas_tui.store.opening import close_database, open_database
from aduanas_tui.store.rank_room import Move
from tests.consistency import assert_consistent
from tests.factories import STAMPS, client, insert_many, narrow_gaps, stored

NEIGHBOURS = 150
"""Clients on either side of the gap that is filled."""

COUNT = 1_200
"""Names that fill it."""

_INSERT = """
INSERT INTO client (
    rank, name, rtn, sort_text, search_text, version, created_at, created_by, updated_at,
    updated_by, kind, address, city, department, phone, phone2, email, billing_email, website,
    active, file_count, has_operations, last_operation, city_sort, notes
) VALUES (
    ?, ?, ?, ?, ?, 1, '', '', '', '', 'juridica', '-', '-', '-', '-', '', '-', '', '',
    1, 0, 0, '', '', ''
)
"""


@pytest.fixture
def moves(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many clients were moved each time that room was made."""
    counted: list[int] = []
    move = index.move

    def counting(some: Sequence[Move]) -> None:
        counted.append(len(some))
        move(some)

    monkeypatch.setattr(index, "move", counting)
    return counted


def _fill(names: Iterable[str]) -> None:
    """Insert clients of these names; as ``catalogue.insert_client`` does, but for speed."""
    ((known,),) = rows("SELECT count(*) FROM client")
    with write_transaction():
        for number, name in enumerate(names, start=known):
            sort_text = sort_key(name)
            rank = ranking.free_rank(sort_text, 1 << 62, index.move)
            execute(_INSERT, (rank, name, f"{number:014d}", sort_text, f" {name.lower()} _a1 "))
            index.add(rank, f" {name.lower()} _a1 ")


def _names() -> list[str]:
    return [name for (name,) in rows("SELECT name FROM client ORDER BY rank")]


def _ascending(count: int) -> list[str]:
    return [f"M {number:06d}" for number in range(count)]


def _shuffled(count: int) -> list[str]:
    names = _ascending(count)
    random.Random(504).shuffle(names)
    return names


def _inwards(count: int) -> list[str]:
    """From both ends to the middle, in turn."""
    names = _ascending(count)
    return [names[place // 2 if place % 2 == 0 else -1 - place // 2] for place in range(count)]


@pytest.mark.parametrize(
    ("order", "most_moved", "most_at_once"),
    [
        (_ascending, 0.3, 100),
        (lambda count: _ascending(count)[::-1], 0.3, 100),
        (lambda count: ["M igual"] * count, 0.3, 100),
        (_shuffled, 3, 2 * NEIGHBOURS + COUNT),
        # Bender and others: O(log² n) moves for each insertion, amortised; in fact far fewer.
        (_inwards, 2 * log2(COUNT), 2 * NEIGHBOURS + COUNT),
    ],
    ids=["ascending", "descending", "equal", "random", "inwards"],
)
def test_thousands_of_names_in_one_gap(
    office: Path,
    moves: list[int],
    order: Callable[[int], list[str]],
    most_moved: float,
    most_at_once: int,
) -> None:
    around = [f"A {number:04d}" for number in range(NEIGHBOURS)]
    around += [f"Z {number:04d}" for number in range(NEIGHBOURS)]
    _fill(around)
    assert moves == []
    names = order(COUNT)
    _fill(names)
    assert _names() == sorted([*around, *names], key=sort_key)
    assert sum(moves) <= most_moved * COUNT
    assert max(moves) <= most_at_once
    _check_places()


def test_two_who_type_lists_at_once_make_room_like_one(office: Path, moves: list[int]) -> None:
    _fill([f"{letter} {number:04d}" for letter in "AZ" for number in range(NEIGHBOURS)])
    first, second = (
        [f"M {letter} {number:04d}" for number in range(COUNT // 2)] for letter in "BC"
    )
    _fill(name for both in zip(first, second, strict=True) for name in both)
    assert _names()[NEIGHBOURS:-NEIGHBOURS] == [*first, *second]
    assert sum(moves) <= COUNT


def test_a_crowd_that_begins_to_form_gets_room_for_many(office: Path, moves: list[int]) -> None:
    """Names that come anywhere between two: few clients are moved early, not many later."""
    _fill(f"{letter} {number:04d}" for letter in "AZ" for number in range(1_100))
    names = _shuffled(COUNT)
    _fill(names)
    (*others, crowd) = sorted(moves)
    assert 2_000 < crowd < 2_100, "once for all that come"
    assert max(others) <= 512
    assert sum(others) <= 2 * COUNT
    assert _names()[1_100:-1_100] == sorted(names)


def _check_places() -> None:
    """Check that ranks and index rows agree; the whole check would take longer than the rest."""
    assert (
        rows(
            "SELECT id FROM client WHERE NOT EXISTS (SELECT 1 FROM client_index "
            "WHERE client_index MATCH '_a1' AND rowid = client.rank)"
        )
        == []
    )
    keys = rows("SELECT sort_text, id FROM client ORDER BY rank")
    assert keys == sorted(keys)
    ((in_index,),) = rows("SELECT doc FROM client_terms WHERE term = '_a1'")
    assert in_index == len(keys)
    execute("INSERT INTO client_index(client_index) VALUES ('integrity-check')")


@pytest.mark.parametrize("backwards", [False, True])
def test_names_at_either_end_move_nobody(office: Path, moves: list[int], backwards: bool) -> None:
    names = _ascending(1_000)
    _fill(names[::-1] if backwards else names)
    assert _names() == names
    assert moves == []


def test_names_between_only_two_clients(office: Path, moves: list[int]) -> None:
    """There is no neighbourhood but the whole list; through the catalogue, index and all."""
    names = _ascending(200)
    insert_many(client(number, name=name) for number, name in enumerate(["A", "Z", *names]))
    assert _names() == ["A", *names, "Z"]
    assert 0 < sum(moves) <= 2 * 200 * log2(200)
    assert_consistent()


def test_same_name_follows_the_older_client(office: Path) -> None:
    first, second, third = insert_many(client(number, name="Café Celaque") for number in range(3))
    assert rows("SELECT id FROM client ORDER BY rank") == [(first,), (second,), (third,)]


def test_first_rank_leaves_room_on_both_sides(office: Path) -> None:
    _fill(["M"])
    assert rows("SELECT rank FROM client") == [(ranking.FIRST_RANK,)]


def test_full_gap_is_widened_as_little_as_needed(office: Path, moves: list[int]) -> None:
    _fill(f"A {number:04d}" for number in range(400))
    assert moves == []
    # Fill one gap by hand to the last place.
    (below,) = rows("SELECT rank, id FROM client ORDER BY rank LIMIT 1 OFFSET 200")
    (above,) = rows("SELECT rank, id FROM client ORDER BY rank LIMIT 1 OFFSET 201")
    with write_transaction():
        ((text,),) = rows("SELECT search_text FROM client WHERE id = ?", (above[1],))
        index.remove(above[0], text)
        execute("UPDATE client SET rank = ? WHERE id = ?", (below[0] + 1, above[1]))
        index.add(below[0] + 1, text)
    _fill(["A 0200 bis"])
    assert len(moves) == 1
    assert moves[0] <= 16
    assert _names().index("A 0200 bis") == 201
    _check_places()


runs = st.tuples(st.integers(0, 4), st.booleans(), st.integers(1, 25))
"""Where names come, in which order, and how many."""


class _NextError(Exception):
    """An example is over, and what it wrote is taken back."""


def test_runs_in_narrow_gaps_keep_the_order(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow_gaps(monkeypatch)
    monkeypatch.setattr(rank_room, "_LARGE_WINDOW", 8)
    monkeypatch.setattr(rank_room, "_CROWD", 4)

    @given(st.lists(runs, min_size=2, max_size=5))
    def check(some: list[tuple[int, bool, int]]) -> None:
        places: dict[int, str] = {}

        def follow(changed: Sequence[Move]) -> None:
            texts = [(new, text, places.pop(old)) for old, new, text in changed]
            for new, text, known in texts:
                assert text == known
                assert new not in places
                places[new] = text

        with suppress(_NextError), write_transaction():
            _type_in(some, places, follow)
            assert rows("SELECT rank, search_text FROM client ORDER BY rank") == sorted(
                places.items()
            )
            assert _names() == sorted(_names())
            raise _NextError

    check()


def _type_in(
    some: list[tuple[int, bool, int]], places: dict[int, str], follow: rank_room.Mover
) -> None:
    numbers = count()
    for turn, (place, ascending, length) in enumerate(some):
        names = [f"{place} {turn} {number:02d}" for number in range(length)]
        for name in names if ascending else reversed(names):
            rank = ranking.free_rank(name, 1 << 62, follow)
            execute(_INSERT, (rank, name, f"{next(numbers):014d}", name, name))
            assert places.setdefault(rank, name) == name


rank_names = st.text(alphabet="abñz 9", min_size=1, max_size=3).filter(lambda text: text.strip())


@given(st.lists(st.tuples(rank_names, st.none() | st.integers(0, 30)), min_size=1, max_size=30))
def test_inserts_and_renames_in_narrow_gaps_keep_everything(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int | None]]
) -> None:
    open_database(tmp_path_factory.mktemp("narrow") / "aduanas.db", create=True)
    with pytest.MonkeyPatch.context() as patch:
        narrow_gaps(patch)
        _apply(steps)
    assert_consistent()
    close_database()
    database.init(None)


def _apply(steps: list[tuple[str, int | None]]) -> None:
    ids: list[int] = []
    for name, renamed in steps:
        with write_transaction():
            if renamed is None or renamed >= len(ids):
                ids.append(_insert(name, len(ids)))
            else:
                execute("UPDATE client SET name = ? WHERE id = ?", (name, ids[renamed]))
                catalogue.refresh(ids[renamed])


def _insert(name: str, number: int) -> int:
    values: dict[str, Any] = stored(client(number)) | {"name": name}
    return catalogue.insert_client(values, STAMPS).id
