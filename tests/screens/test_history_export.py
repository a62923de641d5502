"""Exporting the filtered history of a client by keyboard."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.export import ExportedScreen
from aduanas_tui.screens.history.export import HistoryExportScreen
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.widgets.texts import TextField
from tests import factories, helpers
from tests.screens import history
from tests.screens.conftest import Operator, Program


@pytest.fixture(autouse=True)
def home(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A client with a history, and an empty home folder, which is returned."""
    history.build(factories.register(7).id, date.today())
    folder = tmp_path / "casa"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_CONFIG_HOME", "XDG_DOWNLOAD_DIR", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    return folder


async def _exported(one: Operator, typed: str) -> Path:
    """Answer the dialog and wait for the file; return where it is."""
    await one.types(typed)
    path = Path(list(one.screen.query(TextField))[-1].value)
    await one.types("②")
    await helpers.until(lambda: isinstance(one.screen, ExportedScreen), "the file")
    await one.settles()
    return path


async def test_what_the_filters_show_to_excel_a_sheet_a_part(program: Program) -> None:
    expected = history.passing(
        history.everything(1, date.today()), HistoryFilters(payment_state="pagada")
    )
    async with program() as one:
        await one.types("⏎⏎3f⏎⏎⏎⏎⏎pag②x")
        assert isinstance(one.screen, HistoryExportScreen)
        assert "Filtros: pago pagada." in one.sees
        assert "Las cuatro partes" in one.line_with("Partes ▾")
        path = await _exported(one, "")
        assert path.name.startswith("historial") and path.suffix == ".xlsx"
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == [info.title for info in INFO.values()]
        for kind, info in INFO.items():
            rows = list(book[info.title].iter_rows(values_only=True))
            assert len(rows) == 1 + len(expected[kind])
        cells = {cell for row in book["Facturas"].iter_rows(values_only=True) for cell in row}
        assert {row.name for row in expected[Kind.INVOICE]} <= cells
        await one.types("⏎")
        assert isinstance(one.screen, ClientRecordScreen)


async def test_one_part_to_csv(program: Program) -> None:
    async with program() as one:
        await one.types("⏎⏎3⇥x")
        path = await _exported(one, "cot⏎csv⏎")
        assert path.suffix == ".csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        assert len(rows) == 13
        assert all(any(cell.startswith("COT-26-") for cell in row) for row in rows[1:])


async def test_the_four_parts_do_not_fit_in_csv(program: Program, home: Path) -> None:
    async with program() as one:
        await one.types("⏎⏎3x⏎csv⏎②")
        await helpers.until(lambda: bool(one.notices), "the refusal")
        await one.settles()
        assert isinstance(one.screen, HistoryExportScreen)
        assert "lleva una sola parte" in one.notices[-1]
        assert list(home.iterdir()) == []


async def test_a_file_that_is_there_is_not_replaced_unasked(program: Program) -> None:
    async with program() as one:
        await one.types("⏎⏎3x")
        path = Path(list(one.screen.query(TextField))[-1].value)
        path.write_text("mío")
        await one.types("②")
        await helpers.until(lambda: isinstance(one.screen, ConfirmScreen), "the question")
        await one.types("n")
        assert isinstance(one.screen, HistoryExportScreen) and path.read_text() == "mío"
