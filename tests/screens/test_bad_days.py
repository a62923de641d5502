"""Bad days on the screen: what is wrong is said, what was typed stays, and saving works after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.import_preview import ImportPreviewScreen
from aduanas_tui.services import lookup
from aduanas_tui.store import locks, opening
from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests.bad_days import BAD_DAYS, BadDay
from tests.bad_disks import small_disk
from tests.factories import enroll, register
from tests.helpers import until
from tests.screens.conftest import Operator, Program
from tests.screens.importing import cells, see, write_list

NAMES = ("missing", "locked by ours", "full disk")
STRIKING = [one for one in BAD_DAYS if one.name in NAMES]
LONG = "Llama por la mañana y no los viernes. " * 80


@pytest.fixture
def office(day: BadDay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An office with a client, on a disk of its own when the day needs one."""
    monkeypatch.setattr(locks, "BUSY_TIMEOUT", 0.2)
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.2)
    (tmp_path / "casa").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    if day.own_disk:
        with small_disk(tmp_path / "disco") as folder:
            yield from _opened(folder / "aduanas.db")
    else:
        yield from _opened(tmp_path / "aduanas.db")


def _opened(path: Path) -> Iterator[Path]:
    open_database(path, create=True)
    enroll()
    register(1)
    yield path
    close_database()
    database.init(None)


@pytest.fixture(autouse=True)
def state(office: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the program keeps for itself is on the same disk."""
    folder = office.parent / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


def _said(one: Operator, pattern: str) -> None:
    assert any(re.search(pattern, notice) for notice in one.notices), one.notices
    assert not any("rror inesperado" in notice for notice in one.notices)


@pytest.mark.parametrize("day", STRIKING, ids=lambda day: day.name)
async def test_what_was_typed_stays_until_it_can_be_saved(
    program: Program, day: BadDay, office: Path, state: Path
) -> None:
    async with program() as one:
        await one.types("⏎⏎e")
        form = one.screen
        assert isinstance(form, ClientFormScreen)
        form.form.row("notes").entry.focus()
        await one.settles()
        await one.pastes(LONG)
        typed = form.form.raw()
        with day.make(office):
            for _ in range(2):
                await one.types("②")
                assert one.screen is form
                assert form.form.raw() == typed
                _said(one, day.at_work)
            await one.waits_for_notices_to_go()
        assert lookup.client_record(1).values["notes"] == ""
        await one.types("②")
        assert isinstance(one.screen, ClientRecordScreen)
        assert lookup.client_record(1).values["notes"] == LONG.strip()
    assert not (state / "aduanas" / "errores.log").exists()


@pytest.mark.parametrize("day", (STRIKING[0], STRIKING[-1]), ids=lambda day: day.name)
async def test_import_waits_in_its_preview(
    program: Program, day: BadDay, office: Path, tmp_path: Path, state: Path
) -> None:
    write_list(tmp_path / "casa" / "cartera.xlsx", [cells(number) for number in range(2, 200)])
    async with program() as one:
        await one.types("↓i")
        await one.types("⏎")
        await until(lambda: isinstance(one.screen, ImportPreviewScreen), "the preview")
        await see(one, "198 filas")
        preview = one.screen
        with day.make(office):
            await one.types("②")
            await see(one, "¿Confirmar la importación?")
            await one.waits_for_notices_to_go()
            await one.types("⏎")
            await until(lambda: one.notices, "a notice")
            await one.settles()
            assert one.screen is preview
            _said(one, day.at_work)
        assert lookup.count(lookup.Listing()) == 1
        await one.waits_for_notices_to_go()
        await one.types("②")
        await see(one, "¿Confirmar la importación?")
        await one.types("⏎")
        await see(one, "Clientes creados")
        assert lookup.count(lookup.Listing()) == 199
    assert not (state / "aduanas" / "errores.log").exists()


@pytest.mark.parametrize("day", [one for one in BAD_DAYS if one.name == "a damaged page"])
async def test_list_that_cannot_be_read(program: Program, day: BadDay, office: Path) -> None:
    async with program() as one:
        await one.settles()
        with day.make(office):
            await one.types("prueba")
            await one.settles()
            await one.types("⏎⏎")
            await one.settles()
        assert isinstance(one.app.screen_stack[0], ClientListScreen)
        assert not any("rror inesperado" in notice for notice in one.notices)


@pytest.mark.parametrize("day", [one for one in BAD_DAYS if one.name == "locked by ours"])
async def test_who_holds_it_up_is_told_while_one_waits(
    program: Program, day: BadDay, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "BUSY_TIMEOUT", 60)
    monkeypatch.setattr("aduanas_tui.screens.jobs.SECONDS_BEFORE_TELLING", 0.01)
    note = "op2 está importando «lista.xlsx»"
    async with program() as one:
        await one.types("⏎⏎e")
        one.screen.form.row("notes").raw = "Llama el lunes"
        with day.make(office), locks.noted(office, note):
            one.screen.action_save()
            await until(lambda: f"Un momento: {note}." in one.notices, "who imports")
        await until(lambda: isinstance(one.screen, ClientRecordScreen), "the record")
        await one.settles()
        assert lookup.client_record(1).values["notes"] == "Llama el lunes"
