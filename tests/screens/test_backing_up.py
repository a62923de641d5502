"""Before a large import the operator sees that the base is backed up, or why it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.screens import import_preview
from aduanas_tui.screens.import_result import ImportResultScreen
from aduanas_tui.services.backups import before_import
from aduanas_tui.store import backup, backup_places
from aduanas_tui.store.connection import database_path, rows
from tests.factories import register
from tests.screens.conftest import Operator, Program
from tests.screens.importing import cells, see, write_list
from tests.screens.test_import import preview


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's own folder with a list of three clients, which are many."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for module in (import_preview, before_import):
        monkeypatch.setattr(module, "LARGE", 3)
    write_list(tmp_path / "lista.xlsx", [cells(number) for number in (1, 2, 3)])
    return tmp_path


async def _confirmed(one: Operator) -> None:
    await preview(one)
    await one.types("②⏎")
    await see(one, "Importado")
    assert isinstance(one.screen, ImportResultScreen)


async def test_a_large_import_begins_with_a_backup(program: Program, home: Path) -> None:
    async with program() as one:
        await _confirmed(one)
        assert [found.reason for found in backup_places.backups(database_path())] == [
            "antes-de-importar"
        ]
        assert rows("SELECT count(*) FROM client") == [(3,)]


async def test_without_room_it_goes_on_and_says_so(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 1)
    async with program() as one:
        await _confirmed(one)
        await see(one, "Sin respaldo de antes de importar. No se hizo el respaldo: en «")
        assert rows("SELECT count(*) FROM client") == [(3,)]


# --- Respaldar ahora -----------------------------------------------------------------------------


async def _asks_for_one(one: Operator) -> None:
    await one.presses("f9")
    await one.types("respaldar ahora⏎")


async def test_an_operator_asks_for_a_backup_from_the_palette(program: Program) -> None:
    register()
    async with program() as one:
        await _asks_for_one(one)
        await see(one, "Respaldo hecho y revisado: ")
        (made,) = backup_places.backups(database_path())
        assert made.reason == "manual"
        assert any(str(made.path) in notice for notice in one.notices)


async def test_why_there_is_no_backup_is_said(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 1)
    async with program() as one:
        await _asks_for_one(one)
        await see(one, "No se hizo el respaldo: en «")
    assert backup_places.backups(database_path()) == []
