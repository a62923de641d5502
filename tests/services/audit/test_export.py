"""The log as a file: every field of every change, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from openpyxl import load_workbook

from aduanas_tui.services import audit_export, clients
from aduanas_tui.services.audit_log import AuditFilters
from aduanas_tui.services.exporting import ExportCancelledError, UnknownFormatError
from aduanas_tui.services.output_file import OutputExistsError
from tests.factories import OPERATOR, register
from tests.services.audit import jobs

HEADERS = [column.header for column in audit_export.COLUMNS]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_each_field_of_each_change(office: Path, tmp_path: Path) -> None:
    batch_id = jobs.clients_imported(tmp_path)
    clients.edit(OPERATOR, 2, 1, {"phone": "9988-7766", "notes": "a\nb"})
    told: list[tuple[int, int]] = []
    path = tmp_path / "log.xlsx"
    done = audit_export.export(AuditFilters(), path, progress=lambda *counts: told.append(counts))
    assert (done.entries, done.in_words()) == (4, "4 cambios")
    assert told == [(4, 4)]
    rows = [list(row) for row in load_workbook(path)["Bitácora"].iter_rows(values_only=True)]
    assert rows[0] == HEADERS
    assert rows[1][0] == 4
    assert rows[1][1].date() == date.today()
    assert rows[1][3:] == [
        OPERATOR,
        "Cambió el cliente: Teléfono principal, Notas",
        "Cliente",
        "Comercial Prueba 2",
        "Comercial Prueba 2",
        "Teléfono principal",
        "2262-0002",
        "9988-7766",
        None,
    ]
    assert rows[2][8:11] == ["Notas", None, "a\nb"]
    imported = [row for row in rows[1:] if row[11] == batch_id]
    assert {row[4] for row in imported} == {
        "Importó: registró el cliente",
        "Importó: cambió el cliente: Ciudad, Teléfono principal",
    }


def test_only_what_the_filters_show(office: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        register(number)
    clients.deactivate("ana", 1, 1)
    path = tmp_path / "log.csv"
    audit_export.export(AuditFilters(operator="ana"), path)
    (row,) = read_csv(path)
    assert [row[key] for key in ("Operador", "Qué hizo", "Campo", "Antes", "Después")] == [
        "ana",
        "Desactivó el cliente",
        "Estado",
        "Activo",
        "Inactivo",
    ]
    done = audit_export.export(AuditFilters(operator="nadie"), path, replace=True)
    assert done.in_words() == "Ningún cambio"
    assert read_csv(path) == []


def test_more_than_is_read_at_once(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_export, "_AT_ONCE", 2)
    for number in range(1, 6):
        register(number)
    audit_export.export(AuditFilters(), tmp_path / "log.csv")
    numbers = dict.fromkeys(row["Cambio"] for row in read_csv(tmp_path / "log.csv"))
    assert list(numbers) == ["5", "4", "3", "2", "1"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_is_a_formula(suffix: str, office: Path, tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://x","y")'
    register(1, name=formula, notes="+1\n\x1b[31m")
    clients.edit(OPERATOR, 1, 1, {"notes": "@SUM(A1)"})
    path = tmp_path / f"log{suffix}"
    audit_export.export(AuditFilters(), path)
    if suffix == ".csv":
        cells = [cell for row in read_csv(path) for cell in row.values()]
        assert f"'{formula}" in cells
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "-")]
        assert "\x1b" not in "".join(cells)
        return
    sheet = load_workbook(path)["Bitácora"]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert formula in [cell.value for cell in found]
    assert all(cell.data_type != "f" for cell in found)


def test_what_cannot_be_written_leaves_nothing(office: Path, tmp_path: Path) -> None:
    register(1)
    with pytest.raises(UnknownFormatError):
        audit_export.export(AuditFilters(), tmp_path / "log.pdf")
    stop = Event()
    stop.set()
    path = tmp_path / "log.csv"
    with pytest.raises(ExportCancelledError):
        audit_export.export(AuditFilters(), path, stop=stop)
    assert not path.exists()
    path.write_text("otro")
    with pytest.raises(OutputExistsError):
        audit_export.export(AuditFilters(), path)
    assert path.read_text() == "otro"
