"""Plain rows come to what judging says of them, and to nothing where it has something to say."""

from __future__ import annotations

import json
import select
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.services import audit, clients
from aduanas_tui.services.importing import checking, new_clients, second_process
from aduanas_tui.services.importing.judging import NO_CHOICE, Settings, judge, place
from aduanas_tui.services.importing.model import View
from aduanas_tui.services.importing.new_clients import NewClients, created_json
from aduanas_tui.services.importing.plain_rows import PlainRow, PlainRows
from aduanas_tui.services.importing.second_process import SecondProcess
from aduanas_tui.services.importing.verdict import FROM_RTN
from aduanas_tui.services.sheets import SEPARATOR, encode
from aduanas_tui.store import index_pieces
from aduanas_tui.store.catalogue import search_text_of
from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import client, enroll, register, rtn
from tests.services.importing.lists import HEADERS, KEYS, staged

COLUMNS = [item.column for item in CLIENT_FIELDS]
GOOD = client(1, rtn=rtn(1, "08019981"))
OTHERS = (
    *("", " ", "N/A", "-", "#N/A", "s/n", "San pedro sula", "tegucigalpa", "Atlántida", "FM"),
    *("Persona Natural", "natural", "PJ", "0801-9981-000010", "08019981000010", "8.01E+12"),
    *("2234-5678", "2234 5678 / 9988-7766", "1234-5678", "a@b.hn", "a@b.hn; c@d.hn", "www.x.hn"),
    *("https://x.hn", "Ñandú_x0041_", "a\x1eb", "dos  blancos", "línea\notra", "[/foo]", "=1+1"),
)
KINDS = st.sampled_from([CellKind.TEXT] * 6 + [CellKind.NUMBER, CellKind.DATE, CellKind.FORMULA])


@st.composite
def rows(draw: st.DrawFn) -> list[Cell]:
    """Return a good row with some cells replaced, perhaps cut short."""
    cells = [Cell(CellKind.TEXT, GOOD.get(key, "")) for key in KEYS]
    cells = [cell if cell.text else BLANK for cell in cells]
    for _ in range(draw(st.integers(0, 3))):
        text = draw(st.sampled_from(OTHERS) | st.sampled_from(list(GOOD.values())))
        cell = Cell(draw(KINDS), text) if text else BLANK
        cells[draw(st.integers(0, len(cells) - 1))] = cell
    while cells and (cells[-1] is BLANK or not draw(st.integers(0, 19))):
        cells.pop()
    return cells


def come_to(given: Settings, cells: Sequence[Cell]) -> list[tuple[Any, ...]]:
    found = PlainRows(given, CLIENT_FIELDS).among([(7, *encode(cells), None)])
    return [
        (number, *rest, dict(zip(KEYS, values.split(SEPARATOR), strict=True)), problems)
        for number, *rest, values, problems in _turned(found)
    ]


def _turned(found: Iterable[PlainRow]) -> Iterator[tuple[Any, ...]]:
    for number, key, sort_text, values, search_text, problems in found:
        yield number, key, sort_text, search_text, values, json.loads(problems or "[]")


@settings(deadline=None, max_examples=300)
@given(cells=rows(), left_out=st.sets(st.sampled_from(COLUMNS), max_size=2), data=st.data())
def test_a_plain_row_is_what_judging_says(
    cells: list[Cell], left_out: set[str], data: st.DataObject
) -> None:
    targets = {index: one for index, one in enumerate(COLUMNS) if one not in left_out}
    fill = {
        item.key: FROM_RTN if item.key == "kind" else data.draw(st.sampled_from(OTHERS))
        for item in CLIENT_FIELDS
        if item.column in left_out and item.required
    }
    given_settings = Settings(targets, fill, frozenset(), "actualizar", frozenset())
    judged = judge(given_settings, 7, cells, NO_CHOICE)
    placed = place(given_settings, judged, None)
    for number, key, sort_text, search_text, values, problems in come_to(given_settings, cells):
        assert (number, key, sort_text) == (placed.number, placed.rtn, placed.sort_text)
        assert (placed.action, placed.base, placed.level < 3) == ("crear", "crear", True)
        assert problems == [
            [one.field, one.level, one.code, one.message] for one in placed.problems
        ]
        assert placed.raw == {}
        assert values == placed.values
        assert list(values) == list(clients.KEYS)
        assert search_text == search_text_of(values, [], active=True, has_operations=False)
        assert placed.contacts == []


SETTINGS = Settings(dict(enumerate(COLUMNS)), {}, frozenset(), "actualizar", totals=frozenset({9}))


def test_a_good_row_is_plain_and_others_are_not() -> None:
    texts = [GOOD.get(key, "") for key in KEYS]
    kinds = "".join("t" if text else "." for text in texts)
    packed = SEPARATOR.join(filter(None, texts))
    plain = PlainRows(SETTINGS, CLIENT_FIELDS)
    assert [one[0] for one in plain.among([(5, kinds, packed, None)])] == [5]
    assert list(plain.among([(5, kinds, packed, "[]"), (9, kinds, packed, None)])) == []
    assert list(plain.among([(5, kinds.replace("t", "d", 1), packed, None)])) == []
    mended = packed.replace("Francisco Morazán", "Fco. Morazán")
    ((*_, problems),) = plain.among([(5, kinds, mended, None)])
    assert [one[2] for one in json.loads(problems)] == ["choice_understood"]


@given(st.lists(st.text(max_size=9), min_size=len(KEYS), max_size=len(KEYS)))
def test_the_log_of_a_new_client_is_written_as_the_log_writes_it(values: list[str]) -> None:
    wanted = audit.created(dict(zip(KEYS, values, strict=True)))
    written = created_json(KEYS, values)
    assert json.loads(written) == wanted
    assert written == json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))


LISTED = [
    *(client(number, rtn=rtn(number, "08019981")) for number in range(12)),
    client(20, rtn=rtn(20, "08019981"), department="Depto. de Cortés", city="Puerto Cortés"),
    client(21, rtn=rtn(21, "08019981"), name="Ñandú, S.A.", notes="Llamar antes"),
    client(22, rtn=rtn(5, "08019981")),  # the RTN of another row
    client(23, rtn=rtn(23, "08019981"), name="Comercial Prueba 7"),  # the name of another
    client(24, rtn=rtn(24, "08019981"), name="comercial prueba 200"),  # the name of a client
    client(200, rtn=rtn(200), phone2="9988-7766"),  # a client that exists
    client(25, rtn=rtn(25, "08019981"), email="nadie"),
    client(26, rtn=rtn(26, "08019981"), email="nadie"),
]


Office = tuple[list[Any], ...]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """What an import comes to that one process does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        return imported(tmp_path_factory.mktemp("alone") / "office")


def imported(folder: Path) -> Office:
    """Import the list into an office of its own; return what is in it but for moments."""
    folder.mkdir()
    open_database(folder / "aduanas.db", create=True)
    enroll()
    try:
        register(200)
        rows_of_list = [[one.get(key, "") for key in KEYS] for one in LISTED]
        people = ["Ana Paz" if number == 3 else "" for number in range(len(LISTED))]
        session = staged(
            folder,
            *([*row, name] for row, name in zip(rows_of_list, people, strict=True)),
            headers=[*HEADERS, "Contacto 1 Nombre"],
        )
        session.set_cell(20, "email", "alguien@prueba.hn")
        session.set_cell(16, "rtn", rtn(40, "08019981"))
        shown = session.page(View(), 100)
        session.confirm()
        assert_consistent()
        return (
            shown,
            database_rows("SELECT rank, search_text, * FROM client ORDER BY id", drop="_at"),
            database_rows("SELECT * FROM contact ORDER BY id", drop="_at"),
            database_rows("SELECT * FROM audit_entry ORDER BY id", drop="at"),
        )
    finally:
        close_database()
        database.init(None)


def database_rows(query: str, drop: str) -> list[dict[str, Any]]:
    cursor = database.execute_sql(query)
    names = [column[0] for column in cursor.description]
    return [
        {name: value for name, value in zip(names, row, strict=True) if not name.endswith(drop)}
        for row in cursor.fetchall()
    ]


def test_an_import_comes_to_the_same_without_the_shorter_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: Office
) -> None:
    monkeypatch.setattr(PlainRows, "among", lambda *_: iter(()))
    longer = imported(tmp_path / "longer")
    for one, other in zip(alone, longer, strict=True):
        assert one == other
    assert len(alone[1]) > 15


def has_answer_soon(process: SecondProcess) -> bool:
    """Wait for the process, so that it has something to do however short the list."""
    assert process._process is not None
    assert process._process.stdout is not None
    if not process._rest:
        select.select([process._process.stdout], [], [], 60)
    return True


def test_a_second_process_comes_to_the_same_also_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: Office
) -> None:
    monkeypatch.setattr(checking, "WORTH_ROWS", 1)
    monkeypatch.setattr(checking, "_AT_ONCE", 3)
    monkeypatch.setattr(new_clients, "WORTH_ROWS", 1)
    monkeypatch.setattr(new_clients, "_AT_ONCE", 4)
    with monkeypatch.context() as patient:
        patient.setattr(SecondProcess, "has_answer", has_answer_soon)
        assert imported(tmp_path / "two") == alone
    monkeypatch.setattr(second_process, "_START", "print('[[1]]')")
    assert imported(tmp_path / "failing") == alone


def test_it_goes_on_here_when_the_second_process_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: Office
) -> None:
    monkeypatch.setattr(new_clients, "WORTH_ROWS", 1)
    monkeypatch.setattr(new_clients, "_AT_ONCE", 4)
    monkeypatch.setattr(SecondProcess, "has_answer", has_answer_soon)
    pieces = NewClients.pieces
    taken: list[Any] = []

    def cut_short(new: NewClients, *rest: Any) -> Iterator[Any]:
        for count, piece in enumerate(pieces(new, *rest)):
            taken.append(piece)
            yield piece
            if count == 1:  # the first one came from here
                assert new._second is not None
                new.close()

    monkeypatch.setattr(NewClients, "pieces", cut_short)
    assert imported(tmp_path / "two") == alone
    assert len(taken) > 2


@pytest.mark.parametrize("is_refused", [False, True])
def test_it_comes_to_the_same_with_pieces_of_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: Office, is_refused: bool
) -> None:
    ahead = iter([False, True, True] * 20)
    made: list[Any] = []
    take_over = index_pieces.take_over

    def taken_over(piece: Any) -> bool:
        made.append(piece)
        return not is_refused and take_over(piece)

    monkeypatch.setattr(new_clients, "WORTH_ROWS", 1)
    monkeypatch.setattr(new_clients, "_AT_ONCE", 2)
    monkeypatch.setattr(index_pieces, "ENTRIES", 3)
    monkeypatch.setattr(index_pieces, "take_over", taken_over)
    monkeypatch.setattr(new_clients, "is_ahead", lambda: next(ahead))
    # As the second process does it, but here, so that what it is ahead of is known.
    monkeypatch.setattr(SecondProcess, "has_answer", lambda _: True)
    monkeypatch.setattr(
        NewClients,
        "_from_second",
        lambda self, left, done: new_clients._with_index(self._staging.execute, left, done, 2),
    )
    assert imported(tmp_path / "two") == alone
    assert len(made) > 1
