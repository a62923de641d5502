"""Importing operations with the keyboard: what a file contains, preview, correction, undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.screens.import_mapping import ImportMappingScreen
from aduanas_tui.screens.import_preview import ImportPreviewScreen
from aduanas_tui.screens.import_start import ImportStartScreen
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import rows as query
from tests.consistency import assert_consistent
from tests.factories import HOSTILE_NAMES, customs_file, invoice, register, rtn
from tests.screens.conftest import Operator, Program
from tests.screens.importing import count, see
from tests.services.importing.lists import write_csv, write_xlsx
from tests.services.importing.operation_rows import NUMBERS, headers, line

INVOICE, PAYMENT, FILE = Kind.INVOICE, Kind.PAYMENT, Kind.CUSTOMS_FILE


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's own folder, empty."""
    folder = tmp_path / "casa"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


async def opened(one: Operator) -> None:
    """Open the newest file of the folder."""
    await one.types("↓i")
    await see(one, "Qué contiene: según los encabezados")
    await one.types("⏎")


async def test_what_it_contains_is_proposed_corrected_confirmed_and_undone(
    program: Program, home: Path
) -> None:
    register(1)
    listed = [
        line(INVOICE, number=NUMBERS[1]),
        line(INVOICE, 9, number=NUMBERS[2]),
        line(INVOICE, 9, number=NUMBERS[3]),
    ]
    write_xlsx(home / "ventas.xlsx", {"Hoja1": [headers(INVOICE), *listed]})
    async with program() as one:
        await opened(one)
        await see(one, "¿Qué contiene el archivo?")
        assert "▌ Facturas" in one.sees
        await one.types("⏎")
        await see(one, "3 filas: 1 nueva")
        assert isinstance(one.screen, ImportPreviewScreen)
        assert "2 con error" in count(one)
        assert "facturas que ya existen: actualizar" in one.sees
        assert "cliente no registrado" in one.line_with(NUMBERS[2])
        await one.types("⏎")
        await see(one, "importe antes la lista de clientes")
        await one.types(rtn(1))
        await one.presses("f6")
        await see(one, "0 con error")
        await one.types("②")
        await see(one, "3 facturas se crean.")
        await one.types("⏎")
        await see(one, "Facturas creadas")
        assert query("SELECT number FROM invoice ORDER BY id") == [(n,) for n in NUMBERS[1:4]]
        assert_consistent()
        await one.types("⏎3u")
        await see(one, "3 facturas creadas se eliminan")
        await one.types("s")
        await see(one, "3 eliminadas")
    assert query("SELECT 1 FROM invoice") == []
    assert_consistent()


async def test_saying_what_it_contains_asks_nothing_and_gives_its_template(
    program: Program, home: Path
) -> None:
    invoice(register(1).id, NUMBERS[1])
    path = write_csv(home / "lista.csv", [line(PAYMENT), line(PAYMENT)], headers(PAYMENT))
    async with program() as one:
        await one.types("↓ic")
        await see(one, "¿Qué contiene el archivo?")
        await one.presses("end")
        await one.types("⏎")
        await see(one, "Qué contiene: Pagos")
        await one.types("p")
        await see(one, "Plantilla guardada")
        assert list(home.rglob("plantilla-pagos*.xlsx"))
        await one.types("⎋/")
        await one.types(path.name)
        await one.types("⏎")
        await see(one, "2 filas: 2 nuevas")
        await one.types("②")
        await see(one, "2 pagos se crean.")
        await one.types("⏎")
        await see(one, "Pagos creados")
    assert query("SELECT paid FROM invoice") == [(20_000,)]


async def test_a_row_beyond_the_balance_is_mended_in_place(program: Program, home: Path) -> None:
    invoice(register(1).id, NUMBERS[1])
    listed = [line(PAYMENT, amount="900.00"), line(PAYMENT, amount="900.00", reference="b")]
    write_csv(home / "lista.csv", listed, headers(PAYMENT))
    async with program() as one:
        await opened(one)
        await see(one, "¿Qué contiene el archivo?")
        await one.types("⏎")
        await see(one, "1 con error")
        await see(one, "le quedan L 250.00")
        await one.types("⏎")
        await see(one, "Monto")
        await one.types("250⏎")
        await see(one, "0 con error")
        await one.types("u")
        await see(one, "1 con error")


async def test_going_back_from_the_question_leaves_nothing(program: Program, home: Path) -> None:
    register(1)
    write_csv(home / "lista.csv", [line(FILE)], headers(FILE))
    async with program() as one:
        await opened(one)
        await see(one, "¿Qué contiene el archivo?")
        await one.types("⎋")
        await see(one, "Sin terminar (0)")
        assert isinstance(one.screen, ImportStartScreen)


async def test_an_unfinished_one_waits_as_what_it_is(program: Program, home: Path) -> None:
    customs_file(register(1).id)
    write_csv(home / "lista.csv", [line(FILE, state="Levante")], headers(FILE))
    async with program() as one:
        await opened(one)
        await see(one, "¿Qué contiene el archivo?")
        await one.types("⏎")
        await see(one, "1 actualiza")
        await one.types("f")
        await see(one, "¿Qué filas se ven?")
        await one.presses("home")
        await one.types("⏎")
        await see(one, "Abierto")
        assert "Estado: Abierto → Levante" in one.sees
        await one.types("⎋")
        await see(one, "Sin terminar (1)")
        await one.types("2")
        assert "expedientes" in one.line_with("lista.csv")
        await one.types("⏎")
        await see(one, "1 actualiza")
        await one.types("②")
        await see(one, "1 expediente se actualiza.")
        await one.types("⏎")
        await see(one, "Expedientes cambiados")
    assert query("SELECT state FROM customs_file") == [("levante",)]


async def test_a_missing_column_is_filled_and_doubts_are_asked(
    program: Program, home: Path
) -> None:
    register(1)
    heads, row = headers(INVOICE), line(INVOICE)
    place = heads.index("Moneda")
    del heads[place], row[place]
    write_csv(home / "lista.csv", [row], heads)
    async with program() as one:
        await opened(one)
        await see(one, "¿Qué contiene el archivo?")
        await one.types("⏎")
        await see(one, "falta Moneda")
        assert isinstance(one.screen, ImportMappingScreen)
        await one.types("⏎")
        await see(one, "Lempiras")
        await one.types("⏎")
        await see(one, "todas: Lempiras")
        await one.types("②")
        await see(one, "1 fila: 1 nueva")


async def test_hostile_texts_are_only_text(program: Program, home: Path) -> None:
    register(1)
    listed = [line(FILE, number=name[:40], description=name) for name in HOSTILE_NAMES[:12]]
    write_csv(home / "lista.csv", [*listed, line(FILE, 9, number="[/foo]")], headers(FILE))
    async with program() as one:
        await opened(one)
        await see(one, "¿Qué contiene el archivo?")
        await one.types("⏎")
        await see(one, "13 filas")
        for key in ("f", "⎋", "d", "⎋", "⏎", "⎋"):
            await one.types(key)
        assert "\x1b" not in one.sees
