"""Any size of terminal, and another one in the middle of anything: nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, TextArea

from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.progress import ProgressScreen, Report
from aduanas_tui.services import clients, lookup
from aduanas_tui.store.models import Client
from tests import factories
from tests.helpers import until
from tests.screens import history
from tests.screens.conftest import Operator, Program
from tests.screens.importing import cells, see, write_list

HOME = (80, 24)
USUAL = ((60, 20), (120, 40), (200, 60))
ABSURD = ((1, 1), (10, 3), (500, 200), (3, 100), (200, 1))

Way = Callable[[Operator], Awaitable[None]]


def typing(keys: str, *then: str) -> Way:
    """Return the way to a place: what is typed, and keys by name after it."""

    async def go(one: Operator) -> None:
        await one.types(keys)
        await one.presses(*then)

    return go


async def to_conflict(one: Operator) -> None:
    await one.types("⏎⏎e")
    one.screen.form.row("name").raw = "Comercial Mía"
    one.screen.form.row("notes").raw = "llamar por la tarde"
    record = lookup.client_record(Client.get(Client.rtn == factories.rtn(1)).id)
    clients.edit(
        "op2",
        record.id,
        record.version,
        {"name": "Comercial Suya", "notes": "no llamar"},
        accept_warnings=True,
    )
    await one.types("②↓2")


async def to_mapping(one: Operator) -> None:
    await one.types("⏎i⏎")
    await see(one, " con error")
    await one.types("c")
    await one.types("↓↓↓↓↓↓↓↓↓")


async def to_preview(one: Operator) -> None:
    await one.types("⏎i⏎")
    await see(one, " con error")
    await one.waits_for_notices_to_go()
    await one.types("↓" * 30)
    await one.types("↑↑↑")


async def to_correction(one: Operator) -> None:
    await to_preview(one)
    await one.types("s⏎")
    await one.types("ventas@pru")
    await one.presses("left", "left")


PLACES: dict[str, Way] = {
    "list": typing("⏎" + "↓" * 30 + "↑" * 4),
    "record": typing("⏎⏎↓↓↓↓↓↓↓"),
    "history": typing("⏎⏎3⇥⇥" + "↓" * 14 + "↑↑"),
    "history filters": typing("⏎⏎3f⇥⇥⇥⇥por"),
    "new client": typing("⏎nUno⏎0801199012345⏎⏎Barrio abajo⏎Teg"),
    "edit client": typing("⏎⏎e" + "⏎" * 11 + "uno⏎dos⏎tres⏎cuatro⏎cinco⏎seis⏎siete"),
    "export": typing("⏎x⇥⇥"),
    "help": typing("⏎", "f1", "pagedown", "down"),
    "palette": typing("⏎", "ctrl+p", "e", "x", "down"),
    "question": typing("⏎nUno⎋→"),
    "conflict": to_conflict,
    "mapping": to_mapping,
    "preview": to_preview,
    "correction": to_correction,
}


SAMPLES = ("new client", "history", "conflict")
"""Places that are resized to absurd sizes as well."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's own folder, with a list to import."""
    folder = tmp_path / "casa"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    wrong = {number: {"email": f"ventas{number}"} for number in (105, 133, 134)}
    write_list(folder / "cartera.xlsx", [cells(n, **wrong.get(n, {})) for n in range(100, 160)])
    return folder


def an_office(place: str) -> None:
    """Fill the office with what a place shows."""
    first = factories.register(1)
    if place.startswith("history"):
        history.build(first.id, date.today())
    if place == "list":
        for number in range(2, 45):
            factories.register(number)


def state(one: Operator) -> dict[str, Any]:
    """Return all that must not be lost, besides what is on the screen."""
    screen = one.screen
    return {
        "screens": [type(each).__name__ for each in one.app.screen_stack],
        "focus": screen.focused,
        "texts": [(field.value, field.selection) for field in screen.query(Input)],
        "notes": [(area.text, area.selection) for area in screen.query(TextArea)],
        "current": [getattr(rows.current, "id", None) for rows in screen.query("RowList")],
    }


def is_whole(one: Operator) -> bool:
    """Whether the line of keys ends with the help, where it is not covered."""
    last = one.lines[-1]
    return one.screen.is_modal or last.endswith("Ayuda")


@pytest.mark.parametrize("place", PLACES)
async def test_resizing_in_the_middle_loses_nothing(
    program: Program, home: Path, place: str
) -> None:
    an_office(place)
    async with program(size=HOME) as one:
        await PLACES[place](one)
        await one.waits_for_notices_to_go()
        before, seen = state(one), one.sees
        for size in (*USUAL, *(ABSURD if place in SAMPLES else ())):
            await one.resizes(*size)
            assert state(one) == before, size
            if size in USUAL:
                assert one.app.focus_cell() is not None, "where one is can be seen"
                assert is_whole(one)
        await one.resizes(*HOME)
        assert state(one) == before
        # The lines of the help break elsewhere, so the first one is another; a path that was
        # proposed shows its beginning at first.
        if place not in ("help", "export"):
            assert one.sees == seen


@pytest.mark.parametrize("size", [(1, 1), (10, 3), (2, 60)])
async def test_a_program_that_opens_on_an_absurd_size_works_once_there_is_room(
    program: Program, size: tuple[int, int]
) -> None:
    factories.register(1)
    async with program(size=size) as one:
        await one.types("prueba⏎⏎e⏎⏎")
        await one.resizes(*HOME)
        assert isinstance(one.screen, ClientFormScreen) and "Comercial Prueba 1" in one.sees


async def test_larger_terminals_show_more(program: Program) -> None:
    for number in range(1, 60):
        factories.register(number)
    async with program(size=(60, 20)) as one:
        await one.types("⏎")
        rows, columns = {}, {}
        for size in ((60, 20), HOME, (120, 40), (200, 60)):
            await one.resizes(*size)
            rows[size] = len(one.rows)
            heading = one.line_with("Nombre o Razón")
            columns[size] = sum(
                name in heading for name in ("RTN", "Teléfono", "Departamento", "Ciudad", "Exp.")
            )
        assert list(rows.values()) == [16, 20, 27, 56]
        assert columns[60, 20] < columns[HOME] < columns[120, 40] < columns[200, 60] == 5
        assert "Bitácora" in one.lines[2], "the menu stands beside the list"


async def test_a_job_goes_on_and_says_how_far_it_is_at_any_size(program: Program) -> None:
    may_end = threading.Event()

    def job(report: Report, _stop: threading.Event) -> str:
        report(300, 1_000)
        assert may_end.wait(60)
        return "done"

    results: list[object] = []
    async with program(size=HOME) as one:
        try:
            one.app.push_screen(ProgressScreen("Guardando…", "filas", job), results.append)
            await until(lambda: getattr(one.screen, "_drawn_at", 0) > 0, "the progress")
            for size in (*USUAL, *ABSURD, HOME):
                await one.resizes(*size)
                assert "300 de 1,000" in one.sees or size in ABSURD
        finally:
            may_end.set()
        await until(lambda: results == ["done"], "the end")


async def test_a_form_has_two_columns_where_there_is_room(program: Program) -> None:
    async with program(size=(200, 60)) as one:
        await one.types("↓nComercial Ñandú⇥0801")
        line = one.line_with("Nombre o Razón Social")
        assert "Comercial Ñandú" in line and line.rstrip().endswith("0801")
        found = one.app.focus_cell()
        assert found is not None and one.lines[found.y][: found.x].endswith("0801")
        await one.types("②")
        assert "✗ Elija el tipo" in one.line_with("✗ Escriba la dirección")
        await one.resizes(*HOME)
        assert "0801" not in one.line_with("Nombre o Razón Social")
        assert "0801" in one.line_with("RTN *")
        await one.resizes(200, 60)
        assert "0801" in one.line_with("Nombre o Razón Social")
