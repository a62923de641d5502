"""Exporting from the list by keyboard."""

from __future__ import annotations

import base64
import csv
import shlex
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aduanas_tui.screens import progress
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.export import ExportedScreen, ExportScreen
from aduanas_tui.screens.help import HelpScreen
from aduanas_tui.screens.progress import ProgressScreen
from aduanas_tui.services import clients, downloads, export_rows
from aduanas_tui.widgets.texts import TextField
from tests import factories, helpers
from tests.screens.conftest import Operator, Program


@pytest.fixture(autouse=True)
def home(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of five clients, one inactive, and an empty home folder, which is returned."""
    factories.register(1, name="Álvarez")
    factories.register(2, name="Benítez", city="San Pedro Sula", department="Cortés")
    factories.register(3, name="Cerrato")
    factories.register(4, name="Dubón", city="Puerto Cortés", department="Cortés")
    gone = factories.register(5, name="Erazo", department="Cortés", city="San Pedro Sula")
    clients.deactivate("op1", gone.id, gone.version)
    folder = tmp_path / "casa"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.7 50000 198.51.100.2 22")
    for name in ("XDG_CONFIG_HOME", "XDG_DOWNLOAD_DIR", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _names(path: Path) -> str:
    """The first letters of the clients in a file."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return "".join(row[0][0] for row in list(csv.reader(file, delimiter=";"))[1:])
    sheet = openpyxl.load_workbook(path)["Clientes"]
    return "".join(row[0][0] for row in sheet.iter_rows(min_row=2, values_only=True))


async def _until(one: Operator, kind: type[Any]) -> None:
    """Wait for a screen that comes when a job is done."""
    await helpers.until(lambda: isinstance(one.screen, kind), kind.__name__)
    await one.settles()


def _path(one: Operator) -> Path:
    return Path(list(one.screen.query(TextField))[-1].value)


async def test_the_list_to_excel_in_the_downloads_folder(program: Program, home: Path) -> None:
    async with program() as one:
        await one.types("⏎x")
        assert isinstance(one.screen, ExportScreen)
        path = _path(one)
        assert path == downloads.free_path("clientes", ".xlsx")
        assert path.parent == home
        assert "En la lista: los activos." in one.sees
        assert "Los de la lista" in one.line_with("Clientes ▾")
        await one.types("②")
        await _until(one, ExportedScreen)
        assert _names(path) == "ÁBCD"
        assert "4 clientes" in one.sees
        assert path.name in one.sees
        assert "scp " in one.sees
        await one.types("⏎")
        assert isinstance(one.screen, ClientListScreen)
        assert _files(home) == [path.name]


async def test_enter_goes_through_the_questions(program: Program, home: Path) -> None:
    async with program() as one:
        await one.types("⏎xtodos⏎csv⏎⏎")
        await _until(one, ExportedScreen)
        (name,) = _files(home)
        assert name.endswith(".csv")
        assert _names(home / name) == "ÁBCDE"


async def test_the_search_and_the_filters_of_the_list(program: Program, home: Path) -> None:
    async with program() as one:
        await one.types("b⏎vf⏎cor②x")
        assert "En la lista: «b», Cortés, con inactivos." in one.sees
        await one.types("②")
        await _until(one, ExportedScreen)
        assert _names(home / _files(home)[0]) == "B"


async def test_the_order_of_the_list(program: Program, home: Path) -> None:
    async with program() as one:
        await one.types("⏎o⏎x②")
        await _until(one, ExportedScreen)
        assert _names(home / _files(home)[0]) == "DCBÁ"


async def test_the_whole_path_and_command_are_shown_and_copied(
    program: Program, home: Path
) -> None:
    async with program() as one:
        await one.types("⏎x")
        path = _path(one)
        await one.types("②")
        await _until(one, ExportedScreen)
        shown = "".join(line.strip("│ ") for line in one.lines)
        assert str(path) in shown
        line = downloads.fetch_line(path)
        assert "@198.51.100.2:" in line
        assert line.replace(" ", "") in shown.replace(" ", "")
        await one.types("y")
        assert any("Orden copiada" in notice for notice in one.notices)
        encoded = base64.b64encode(line.encode()).decode()
        assert any(encoded in sequence for sequence in one.copied)
        assert shlex.split(line)[0] == "scp"


async def test_another_path_may_be_typed(program: Program, home: Path) -> None:
    (home / "mis listas").mkdir()
    async with program() as one:
        await one.types("⏎")
        for typed, found in (
            (str(home / "mis listas/Año 2026.csv"), "mis listas/Año 2026.csv"),
            ("~/casa.xlsx", "casa.xlsx"),
            ("sin final", "sin final.xlsx"),
        ):
            await one.types("x⏎⏎")
            if not typed.startswith("~"):  # that may be typed after the proposed path
                await one.presses("ctrl+u", "end", "ctrl+u")
            await one.types(f"/{typed}⏎" if typed.startswith("~") else f"{typed}⏎")
            await _until(one, ExportedScreen)
            assert (home / found).exists()
            await one.types("⎋")


async def test_a_path_typed_after_the_proposed_name_counts_by_itself(
    program: Program, home: Path
) -> None:
    (home / "listas").mkdir()
    async with program() as one:
        await one.types("⏎")
        for typed, found in (
            (str(home / "listas/una.xlsx"), "listas/una.xlsx"),
            ("~/listas/otra.xlsx", "listas/otra.xlsx"),
        ):
            await one.types(f"x⏎⏎{typed}⏎")
            await _until(one, ExportedScreen)
            assert (home / found).exists()
            await one.types("⎋")
        await one.types(f"x⏎csv⏎{home}/listas/tercera.csv⏎")  # the format changed its end
        await _until(one, ExportedScreen)
        assert (home / "listas/tercera.csv").exists()


async def test_the_end_of_the_path_follows_the_format(program: Program) -> None:
    async with program() as one:
        await one.types("⏎x⏎csv⏎")
        assert _path(one).suffix == ".csv"
        await one.presses("shift+tab")
        await one.types("exc⏎")
        assert _path(one).suffix == ".xlsx"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/no/hay/lista.csv", "No existe la carpeta"),
        ("~/lista.pdf", "debe terminar en .xlsx"),
        ("~", "debe terminar en .xlsx"),
        ("~nadie-asi/lista.csv", "No existe la carpeta"),
        (f"{'x' * 300}.csv", "demasiado largo"),
        ("", "debe terminar en .xlsx"),
    ],
)
async def test_a_bad_path_is_said_and_stays_to_be_mended(
    program: Program, home: Path, typed: str, said: str
) -> None:
    async with program() as one:
        await one.types("⏎x⏎⏎")
        await one.presses("ctrl+u", "end", "ctrl+u")
        await one.types(f"{typed}⏎")
        await helpers.until(lambda: one.notices, "a notice")
        assert said in one.notices[-1]
        assert isinstance(one.screen, ExportScreen)
        assert list(one.screen.query(TextField))[-1].value == typed
        assert _files(home) == []


async def test_a_file_is_replaced_only_after_asking(program: Program, home: Path) -> None:
    old = home / "lista.csv"
    old.write_text("viejo")
    async with program() as one:
        await one.types("⏎x⏎⏎")
        await one.presses("ctrl+u", "end", "ctrl+u")
        await one.types("lista.csv⏎")
        assert "Ya existe" in one.sees
        await one.types("⏎")  # the safe answer
        assert isinstance(one.screen, ExportScreen)
        assert old.read_text() == "viejo"
        await one.types("②")
        await one.types("s")
        await _until(one, ExportedScreen)
        assert _names(old) == "ÁBCD"


async def test_escape_before_anything_is_done(program: Program, home: Path) -> None:
    async with program() as one:
        await one.types("⏎x⎋")
        assert isinstance(one.screen, ClientListScreen)
        assert _files(home) == []


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make exports wait after their first client until the function returned is called."""
    factories.insert_many(factories.client(number) for number in range(10, 700))
    go_on = threading.Event()
    shown = export_rows.exported_clients

    def wait(ids: Any) -> Any:
        assert go_on.wait(120)
        return shown(ids)

    monkeypatch.setattr("aduanas_tui.services.exporting.exported_clients", wait)
    return go_on.set


async def test_escape_stops_it_and_leaves_nothing(
    program: Program, home: Path, slowly: Callable[[], None]
) -> None:
    async with program() as one:
        await one.types("⏎x②")
        await _until(one, ProgressScreen)
        await helpers.until(lambda: "0 de 694 clientes" in one.sees, "the progress")
        await one.types("⎋")
        assert "Cancelando" in one.sees
        slowly()
        await _until(one, ExportScreen)
        assert any("no quedó ningún archivo" in notice for notice in one.notices)
        assert _files(home) == []
        await one.types("②")
        await _until(one, ExportedScreen)
        assert len(_files(home)) == 1


async def test_progress_is_drawn_at_most_twice_a_second(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    first_is_drawn = threading.Event()
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 1_000.0)
    draw = ProgressScreen.on_progress_screen__progress

    def count(screen: Any, event: Any) -> None:
        draw(screen, event)
        drawn.append(event.done)
        first_is_drawn.set()

    def job(report: progress.Report, _stop: threading.Event) -> str:
        report(0, 300)
        assert first_is_drawn.wait(60)
        for done in range(1, 301):
            report(done, 300)
        return "done"

    monkeypatch.setattr(ProgressScreen, "on_progress_screen__progress", count)
    async with program() as one:
        results: list[str] = []
        one.app.push_screen(ProgressScreen("Exportando", "clientes", job), results.append)
        await helpers.until(lambda: results == ["done"], "the result")
        await one.settles()
    assert drawn == [0]


async def test_a_job_that_ends_under_the_help_closes_its_dialog(
    program: Program, home: Path, slowly: Callable[[], None]
) -> None:
    async with program() as one:
        await one.types("⏎x②")
        await _until(one, ProgressScreen)
        await one.types("①")
        await _until(one, HelpScreen)
        slowly()
        await _until(one, ExportedScreen)
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen)
        assert len(_files(home)) == 1


async def test_it_fits_a_narrow_terminal(program: Program) -> None:
    async with program(size=(60, 20)) as one:
        await one.types("⏎x")
        assert "F2 Exportar" in one.sees
        await one.types("②")
        await _until(one, ExportedScreen)
        assert "Intro Cerrar" in one.sees
        assert "scp" in one.sees
