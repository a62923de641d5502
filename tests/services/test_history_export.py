"""The history of a client as a file: what is shown, typed, and imported again unchanged."""

from __future__ import annotations

import csv
import threading
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.services import history_export
from aduanas_tui.services.exporting import ExportCancelledError, UnknownFormatError
from aduanas_tui.services.history import POR_COBRAR, HistoryFilters
from aduanas_tui.services.history_export import OnePartError
from aduanas_tui.services.importing.session import ImportSession, View
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.output_file import OutputExistsError
from tests.factories import OPERATOR, customs_file, invoice, payment, quote, register, rtn

BLANK = HistoryFilters()
TODAY = date.today()


@pytest.fixture
def client(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A client with linked operations, some annulled, with texts that look like formulas."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    client = register(1, name="=Agro\tSula, S.A.").id
    file = customs_file(
        client,
        "EXP-26-0419",
        description="=1+1\notra línea",
        office="Puerto Cortés",
        regime="4000",
        declaration="0012",
        state="abierto",
    )
    customs_file(client, "EXP-26-0420", state="anulado", operation_type="", closed_on=TODAY)
    valid = {"valid_until": date(2026, 2, 16)}
    offer = quote(
        client, "COT-26-0001", **valid, customs_file=file, state="aceptada", description="-2"
    )
    quote(
        client, "COT-26-0002", **valid, currency="USD", annulled_on=TODAY, annulment_reason="Doble"
    )
    paid = invoice(client, customs_file=file, quote=offer)
    invoice(client, "000-001-01-00000002", due_on=None, currency="USD", issued_on=TODAY)
    invoice(client, "000-001-01-00000003", annulled_on=TODAY, annulment_reason="@error")
    payment(paid, "1150.00", reference="00012345", paid_on=TODAY - timedelta(days=1))
    payment(paid, "5.50", annulled_on=TODAY, annulment_reason="Cheque devuelto", method="cheque")
    customs_file(register(2).id, "EXP-26-0999")
    return client


def sheets(path: Path) -> dict[str, list[dict[str, object]]]:
    found = {}
    for sheet in openpyxl.load_workbook(path):
        headers, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(headers, row, strict=True)) for row in rows]
    return found


def test_a_sheet_for_each_part_newest_first(client: int, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    done = history_export.export(
        client, BLANK, tmp_path / "h.xlsx", progress=lambda *far: told.append(far)
    )
    assert done.in_words() == "2 expedientes, 2 cotizaciones, 3 facturas y 2 pagos"
    assert done.path == tmp_path / "h.xlsx"
    assert told[-1] == (9, 9)
    found = sheets(done.path)
    assert list(found) == [info.title for info in INFO.values()]
    newest, *_, oldest = found["Facturas"]
    assert newest["Número"] == "000-001-01-00000002"
    assert newest["Fecha"] == datetime.combine(TODAY, datetime.min.time())
    assert (newest["Vence"], newest["Moneda"], newest["Saldo"]) == (None, "Dólares", 1150)
    assert oldest["RTN del cliente"] == "0801-9099-000019"
    assert [row["Estado de pago"] for row in found["Facturas"]] == [
        *("Pendiente", "Anulada", "Pagada")
    ]
    assert found["Expedientes"][1]["Descripción"] == "=1+1\notra línea"
    assert [row["Monto"] for row in found["Pagos"]] == [1150, Decimal("5.5")]
    assert found["Pagos"][0]["Referencia"] == "00012345"
    assert [row["Expediente"] for row in found["Cotizaciones"]] == [None, "EXP-26-0419"]


def test_only_what_the_filters_show(client: int, tmp_path: Path) -> None:
    owed = HistoryFilters(payment_state=POR_COBRAR)
    done = history_export.export(client, owed, tmp_path / "h.xlsx")
    assert done.in_words() == "1 factura"
    found = sheets(done.path)
    assert {title: len(rows) for title, rows in found.items()} == {
        "Expedientes": 0,
        "Cotizaciones": 0,
        "Facturas": 1,
        "Pagos": 0,
    }
    nothing = HistoryFilters(until=date(1960, 1, 1))
    done = history_export.export(client, nothing, tmp_path / "h.xlsx", replace=True)
    assert done.in_words() == "Ninguna operación"


def test_one_part_as_csv(client: int, tmp_path: Path) -> None:
    done = history_export.export(client, BLANK, tmp_path / "p.csv", kinds=[Kind.PAYMENT])
    assert done.in_words() == "2 pagos"
    text = done.path.read_bytes().decode("utf-8-sig")
    first, second = csv.DictReader(text.splitlines(), delimiter=";")
    assert first["Factura"] == "000-001-01-00000001"
    assert (first["Monto"], first["Fecha"]) == ("1150.00", str(TODAY - timedelta(days=1)))
    assert (second["Motivo de anulación"], second["Forma"]) == ("Cheque devuelto", "Cheque")
    again = history_export.export(client, BLANK, tmp_path / "q.csv", kinds=[Kind.PAYMENT])
    assert again.path.read_bytes() == done.path.read_bytes()


@pytest.mark.parametrize("kinds", [[], [Kind.QUOTE, Kind.PAYMENT], list(Kind)])
def test_a_csv_holds_one_part(client: int, tmp_path: Path, kinds: list[Kind]) -> None:
    with pytest.raises(OnePartError, match="una sola parte"):
        history_export.export(client, BLANK, tmp_path / "p.csv", kinds=kinds)
    assert not (tmp_path / "p.csv").exists()


def test_names_that_cannot_be(client: int, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError):
        history_export.export(client, BLANK, tmp_path / "h.pdf")
    (tmp_path / "h.xlsx").write_text("de otro")
    with pytest.raises(OutputExistsError):
        history_export.export(client, BLANK, tmp_path / "h.xlsx")
    assert (tmp_path / "h.xlsx").read_text() == "de otro"
    history_export.export(client, BLANK, tmp_path / "h.xlsx", replace=True)
    assert len(sheets(tmp_path / "h.xlsx")) == 4


def test_stopped_nothing_is_left(client: int, tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(ExportCancelledError):
        history_export.export(
            client, BLANK, tmp_path / "h.xlsx", stop=stop, progress=lambda *_: stop.set()
        )
    assert [
        one.name for one in tmp_path.iterdir() if "h.xlsx" in one.name or ".tmp" in one.name
    ] == []


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("kind", list(Kind))
def test_imported_again_it_is_unchanged(
    client: int, tmp_path: Path, kind: Kind, suffix: str
) -> None:
    done = history_export.export(client, BLANK, tmp_path / f"h{suffix}", kinds=[kind])
    session = ImportSession.begin(done.path, OPERATOR, what=INFO[kind].many)
    try:
        session.check()
        summary = session.summary()
        problems = [problem for row in session.page(View(), 99) for problem in row.problems]
        assert (summary.crear, summary.actualizar, summary.error, problems) == (0, 0, 0, [])
        assert summary.sin_cambios == summary.filas == done.counts[kind]
    finally:
        session.discard()


def test_only_this_clients_rtn_is_in_it(client: int, tmp_path: Path) -> None:
    done = history_export.export(client, BLANK, tmp_path / "h.xlsx")
    found = {row["RTN del cliente"] for rows in sheets(done.path).values() for row in rows}
    assert found == {format_rtn(rtn(1))}
