"""Exports, read back by other programs' eyes: openpyxl, calamine, csv."""

from __future__ import annotations

import csv
import subprocess
import sys
import threading
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from aduanas_tui.domain.cells import unneutralise
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import clean_record
from aduanas_tui.domain.headers import Certainty, match_headers
from aduanas_tui.domain.search_text import Filters, parse_query
from aduanas_tui.services import clients, demo, workbook_writer
from aduanas_tui.services.exporting import (
    ExportCancelledError,
    Exported,
    UnknownFormatError,
    export_clients,
)
from aduanas_tui.services.finding import found_clients, matches
from aduanas_tui.services.lookup import Listing, Order
from aduanas_tui.services.output_file import OutputExistsError
from aduanas_tui.services.workbook_writer import TooManyRowsError
from aduanas_tui.store.connection import execute
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.factories import rtn

LABELS = [item.label for item in CLIENT_FIELDS]
STATISTICS = [
    "Expedientes",
    "Última operación",
    "Facturado (L)",
    "Saldo (L)",
    "Facturado ($)",
    "Saldo ($)",
    "Estado",
]
ALL = Listing(filters=Filters(active=None))
SUFFIXES = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1+1",
    "''=1+1",
    "'",
    "'normal",
    "＝1+1",
    '=HYPERLINK("http://x";"y")',
    "=cmd|' /C calc'!A0",
    "; = ;",
    'dice "hola"; adiós',
    "a_x000D_b",
    "<b>&amp;</b>",
    "]]>",
    "Peña & Hijos <S.A.>",
    "-x",
    "1e5",
    "0012",
    "TRUE",
    "2026-10-12",
    "#N/A S.A.",
    "😀 emoji",
)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _csv(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    text = data.decode("utf-8-sig")
    return list(csv.reader(text.splitlines(keepends=True), delimiter=";", strict=True))


def _sheet(path: Path, name: str = "Clientes") -> Any:
    return openpyxl.load_workbook(path)[name]


def _table(path: Path, name: str = "Clientes") -> list[dict[str, Any]]:
    """Return the rows by header, read by openpyxl, formulas not computed."""
    headers, *rows = _sheet(path, name).iter_rows(values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def _export(path: Path, listing: Listing = ALL, **options: Any) -> Exported:
    done = export_clients(listing, path, **options)
    assert done.path == path
    return done


@pytest.fixture
def busy_client(office: Path) -> int:
    """A client with everything: all fields, two contacts, operations in two currencies."""
    saved = factories.register(
        1,
        name="Importadora Ñandú, S. de R.L.",
        phone2="+1 305 555 0100",
        billing_email="facturas@prueba.hn",
        website="https://www.prueba.hn",
        notes="Primera línea\nsegunda; con punto y coma\n\núltima",
    )
    factories.add_contact(saved.id, 1)
    factories.add_contact(saved.id, 2, is_primary="Sí", position="", email="")
    factories.customs_file(saved.id, "EXP-1")
    factories.customs_file(saved.id, "EXP-2", opened_on=date(2026, 4, 2))
    paid = factories.invoice(saved.id, "000-001-01-00000001")
    factories.payment(paid, "150.25")
    factories.payment(paid, "10.00", annulled_on=date(2026, 3, 11))
    factories.invoice(saved.id, "000-001-01-00000002", currency="USD")
    factories.invoice(saved.id, "000-001-01-00000003", annulled_on=date(2026, 3, 2))
    return saved.id


def test_a_workbook_holds_everything(busy_client: int, tmp_path: Path) -> None:
    path = tmp_path / "clientes.xlsx"
    done = _export(path)
    assert (done.clients, done.contacts) == (1, 2)
    assert done.in_words() == "1 cliente y 2 contactos"
    assert openpyxl.load_workbook(path).sheetnames == ["Clientes", "Contactos"]
    (row,) = _table(path)
    assert list(row) == LABELS + STATISTICS
    assert row == {
        "Nombre o Razón Social": "Importadora Ñandú, S. de R.L.",
        "RTN": "0801-9099-000019",
        "Tipo": "Persona Jurídica",
        "Dirección": "Bo. El Centro, 2 calle",
        "Ciudad": "Tegucigalpa",
        "Departamento": "Francisco Morazán",
        "Teléfono principal": "2251-0001",
        "Teléfono secundario": "+1 305 555 0100",
        "Email principal": "ventas1@prueba.hn",
        "Email de facturación": "facturas@prueba.hn",
        "Sitio web": "https://www.prueba.hn",
        "Notas": "Primera línea\nsegunda; con punto y coma\n\núltima",
        "Expedientes": 2,
        "Última operación": datetime(2026, 4, 2),  # noqa: DTZ001 - as a sheet holds it
        "Facturado (L)": 1150,
        "Saldo (L)": 999.75,
        "Facturado ($)": 1150,
        "Saldo ($)": 1150,
        "Estado": "Activo",
    }
    assert _table(path, "Contactos") == [
        {
            "RTN": "0801-9099-000019",
            "Nombre": "Persona Inventada 2",
            "Cargo": None,
            "Teléfono": "9902-0002",
            "Email": None,
            "Principal": "Sí",
        },
        {
            "RTN": "0801-9099-000019",
            "Nombre": "Persona Inventada 1",
            "Cargo": "Jefa de compras",
            "Teléfono": "9901-0001",
            "Email": "persona1@prueba.hn",
            "Principal": "No",
        },
    ]


def test_calamine_reads_the_same(busy_client: int, tmp_path: Path) -> None:
    _export(tmp_path / "c.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "c.xlsx")
    assert book.sheet_names == ["Clientes", "Contactos"]
    headers, row = book.get_sheet_by_name("Clientes").to_python()
    assert headers == LABELS + STATISTICS
    assert row[:2] == ["Importadora Ñandú, S. de R.L.", "0801-9099-000019"]
    assert row[12:] == [2, date(2026, 4, 2), 1150, 999.75, 1150, 1150, "Activo"]


def test_a_workbook_is_ready_to_work_with(busy_client: int, tmp_path: Path) -> None:
    _export(tmp_path / "c.xlsx")
    for name, area in (("Clientes", "A1:S2"), ("Contactos", "A1:F3")):
        sheet = _sheet(tmp_path / "c.xlsx", name)
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == area
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.column_dimensions["A"].width > 15
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    assert cell.number_format in ("@", "General")
    clients_sheet = _sheet(tmp_path / "c.xlsx")
    assert clients_sheet["B2"].number_format == "@"
    assert clients_sheet["G2"].number_format == "@"
    assert clients_sheet["N2"].number_format == "dd/mm/yyyy"
    assert clients_sheet["P2"].number_format == "#,##0.00"
    # What is typed below keeps its zeros too.
    assert clients_sheet.column_dimensions["B"].number_format == "@"


def test_csv_holds_everything_in_columns(busy_client: int, tmp_path: Path) -> None:
    factories.register(2, name="Zeta")
    path = tmp_path / "clientes.csv"
    assert _export(path) == Exported(path, 2, 2)
    headers, first, second = _csv(path)
    contact = ["Nombre", "Cargo", "Teléfono", "Email", "Principal"]
    assert headers == [
        *LABELS,
        *STATISTICS,
        *(f"Contacto {number} {label}" for number in (1, 2) for label in contact),
    ]
    assert first[7] == "'+1 305 555 0100"
    assert first[11] == "Primera línea\nsegunda; con punto y coma\n\núltima"
    assert first[12:19] == ["2", "2026-04-02", "1150.00", "999.75", "1150.00", "1150.00", "Activo"]
    assert first[19:24] == ["Persona Inventada 2", "", "9902-0002", "", "Sí"]
    assert first[24:] == [
        "Persona Inventada 1",
        "Jefa de compras",
        "9901-0001",
        "persona1@prueba.hn",
        "No",
    ]
    assert second[12:] == ["0", "", "0.00", "0.00", "0.00", "0.00", "Activo", *[""] * 10]


@SUFFIXES
def test_the_same_catalogue_gives_the_same_bytes(
    busy_client: int, tmp_path: Path, suffix: str
) -> None:
    factories.insert_many(factories.client(number) for number in range(2, 500))
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    _export(first)
    _export(second)
    assert first.read_bytes() == second.read_bytes()


@SUFFIXES
def test_an_empty_office_gives_headers(office: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"nadie{suffix}"
    assert _export(path).in_words() == "Ningún cliente"
    if suffix == ".csv":
        assert _csv(path) == [LABELS + STATISTICS]
    else:
        assert _table(path) == _table(path, "Contactos") == []


# --- which clients -----------------------------------------------------------------------------


@pytest.fixture
def five(office: Path) -> None:
    factories.register(1, name="Álvarez")
    factories.register(2, name="Benítez", city="San Pedro Sula", department="Cortés")
    factories.register(3, name="Cerrato", kind="natural", rtn=rtn(3, "08012099"))
    factories.register(4, name="Dubón", city="Puerto Cortés", department="Cortés")
    gone = factories.register(5, name="Erazo", department="Cortés", city="San Pedro Sula")
    clients.deactivate("op1", gone.id, gone.version)


@SUFFIXES
@pytest.mark.parametrize(
    ("listing", "letters"),
    [
        (ALL, "ÁBCDE"),
        (Listing(), "ÁBCD"),
        (Listing(parse_query("b")), "B"),
        (Listing(filters=Filters(department="Cortés")), "BD"),
        (Listing(filters=Filters(department="Cortés", active=None)), "BDE"),
        (Listing(filters=Filters(active=False)), "E"),
        (Listing(filters=Filters(kind="natural")), "C"),
        (Listing(descending=True), "DCBÁ"),
        (Listing(order=Order.RTN), "CÁBD"),
        (matches("san pedro", inactive_too=True), "BE"),
        (matches("nadie", inactive_too=True), ""),
    ],
)
def test_the_clients_of_the_listing_in_its_order(
    five: None, tmp_path: Path, suffix: str, listing: Listing, letters: str
) -> None:
    path = tmp_path / f"c{suffix}"
    done = _export(path, listing)
    rows = _csv(path)[1:] if suffix == ".csv" else [list(row.values()) for row in _table(path)]
    assert "".join(row[0][0] for row in rows) == letters
    assert done.clients == len(letters)
    assert all(row[18] == ("Inactivo" if row[0] == "Erazo" else "Activo") for row in rows)


def test_columns_of_contacts_are_those_of_the_clients_exported(five: None, tmp_path: Path) -> None:
    first, second = (client for client in found_clients(ALL, 2))
    assert (first.values["name"], second.values["name"]) == ("Álvarez", "Benítez")
    factories.add_contact(1, 1)
    factories.add_contact(2, 1)
    factories.add_contact(2, 2)
    for listing, most in ((ALL, 2), (Listing(parse_query("alvarez")), 1)):
        _export(tmp_path / "c.csv", listing, replace=True)
        assert len(_csv(tmp_path / "c.csv")[0]) == 19 + 5 * most


# --- hostile texts -----------------------------------------------------------------------------


@pytest.fixture
def hostile(office: Path) -> dict[str, str]:
    """Clients with hostile names, also as notes and as contacts; returns stored names by RTN."""
    stored = {}
    for number, name in enumerate((*factories.HOSTILE_NAMES, *FORMULAS), 1):
        saved = factories.register(number, name=name, address=name, notes=name)
        factories.add_contact(saved.id, number, name=name[:100], position=name[:60])
    for found in found_clients(ALL):
        stored[found.values["rtn"]] = found.values["name"]
    assert len(stored) == len(factories.HOSTILE_NAMES) + len(FORMULAS)
    return stored


def test_hostile_texts_are_texts_in_a_workbook(hostile: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    _export(path)
    for name in ("Clientes", "Contactos"):
        for row in _sheet(path, name).iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
    read = {row["RTN"].replace("-", ""): row["Nombre o Razón Social"] for row in _table(path)}
    assert read == hostile
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Clientes").to_python()[1:]
    assert {row[1].replace("-", ""): row[0] for row in rows} == hostile
    for cell in _sheet(path)["A"][1:]:
        assert cell.quotePrefix == (cell.value.lstrip("'")[:1] in tuple("=+-@＝"))


def test_hostile_texts_are_no_formulas_in_csv(hostile: dict[str, str], tmp_path: Path) -> None:
    _export(tmp_path / "c.csv")
    rows = _csv(tmp_path / "c.csv")[1:]
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－"))
    assert {row[1].replace("-", ""): unneutralise(row[0]) for row in rows} == hostile
    notes = [found.values["notes"] for found in found_clients(ALL)]
    assert [unneutralise(row[11]) for row in rows] == notes


def test_stored_texts_that_no_cleaning_saw_break_no_file(office: Path, tmp_path: Path) -> None:
    saved = factories.register(1)
    execute(
        "UPDATE client SET name = ?, notes = ? WHERE id = ?",
        ("a\x00b\x1b[31mc\ufffe\x0b", " \tx_x0041_\r\n", saved.id),
    )
    _export(tmp_path / "c.xlsx")
    assert _table(tmp_path / "c.xlsx")[0]["Nombre o Razón Social"] == "ab[31mc"
    rows = CalamineWorkbook.from_path(tmp_path / "c.xlsx").get_sheet_by_name("Clientes").to_python()
    assert rows[1][11] == " \tx_x0041_\n"
    _export(tmp_path / "c.csv")
    assert _csv(tmp_path / "c.csv")[1][0] == "ab[31mc"


@SUFFIXES
def test_cleaning_what_is_exported_gives_what_is_stored(
    hostile: dict[str, str], busy: None, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"c{suffix}"
    _export(path)
    if suffix == ".csv":
        table = [[unneutralise(cell) for cell in row] for row in _csv(path)]
    else:
        table = [[cell or "" for cell in row] for row in _sheet(path).iter_rows(values_only=True)]
    keys = [item.key for item in CLIENT_FIELDS]
    for row, found in zip(table[1:], found_clients(ALL), strict=True):
        record = clean_record(CLIENT_FIELDS, dict(zip(keys, row[:12], strict=True)))
        assert record.values == found.values
        assert not record.errors
        assert not record.fixes


@pytest.fixture
def busy(hostile: dict[str, str]) -> None:
    factories.register(900, name="Extranjera", phone="+44 20 7946 0958", phone2="+50378901234")
    factories.register(901, name="Improbable", phone="12345678", city="TEGUCIGALPA M.D.C.")


def test_our_own_import_knows_every_header(office: Path, tmp_path: Path) -> None:
    saved = factories.register(1)
    factories.add_contact(saved.id, 1)
    _export(tmp_path / "c.csv")
    found = match_headers(_csv(tmp_path / "c.csv")[0], CLIENT_FIELDS)
    assert not any(match.doubtful for match in found)
    taken = {match.target: match.certainty for match in found if match.target}
    assert set(taken.values()) == {Certainty.EXACT}
    assert list(taken) == [
        *(item.column for item in CLIENT_FIELDS),
        *(f"contacto.1.{item.column}" for item in CONTACT_FIELDS),
    ]


# --- refusing, cancelling, failing -------------------------------------------------------------


@pytest.mark.parametrize("name", ["lista", "lista.pdf", "lista.xls", ".csv", "lista.xlsx.gz"])
def test_other_formats_are_refused(office: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownFormatError, match=r"\.xlsx \(Excel\) o en \.csv"):
        _export(tmp_path / name)


def test_the_format_is_known_by_the_end_in_any_case(five: None, tmp_path: Path) -> None:
    _export(tmp_path / "LISTA.XLSX")
    assert zipfile.is_zipfile(tmp_path / "LISTA.XLSX")


@SUFFIXES
def test_no_file_is_overwritten_silently(five: None, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"c{suffix}"
    path.write_bytes(b"viejo")
    with pytest.raises(OutputExistsError):
        _export(path)
    assert path.read_bytes() == b"viejo"
    _export(path, replace=True)
    assert path.read_bytes() != b"viejo"


@SUFFIXES
def test_cancelling_leaves_nothing(office: Path, tmp_path: Path, suffix: str) -> None:
    factories.insert_many(factories.client(number) for number in range(1, 900))
    folder = tmp_path / "salida"
    folder.mkdir()
    cancel = threading.Event()

    def progress(done: int, total: int) -> None:
        assert total == 899
        assert not (folder / f"c{suffix}").exists()
        if done >= 400:
            cancel.set()

    with pytest.raises(ExportCancelledError, match="no quedó ningún archivo"):
        _export(folder / f"c{suffix}", progress=progress, cancel=cancel)
    assert _names(folder) == []


@SUFFIXES
def test_progress_ends_at_the_whole(office: Path, tmp_path: Path, suffix: str) -> None:
    factories.insert_many(factories.client(number) for number in range(1, 500))
    told: list[tuple[int, int]] = []
    _export(tmp_path / f"c{suffix}", progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 499)
    assert told[-1] == (499, 499)
    assert told == sorted(told)


def test_what_others_save_meanwhile_is_not_half_seen(office: Path, tmp_path: Path) -> None:
    factories.insert_many(factories.client(number) for number in range(1, 700))

    def meddle() -> None:
        open_database(office, create=False)
        factories.register(5_000, name="AAA")
        execute("DELETE FROM client WHERE id = 650")
        close_database()

    def progress(done: int, _total: int) -> None:
        if done == 200:
            other = threading.Thread(target=meddle)
            other.start()
            other.join()

    done = _export(tmp_path / "c.csv", progress=progress)
    rows = _csv(tmp_path / "c.csv")[1:]
    assert done.clients == len(rows) == 699
    assert not any(row[0] == "AAA" for row in rows)
    assert _export(tmp_path / "otra.csv").clients == 699


def test_more_than_a_sheet_holds_is_refused(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = [factories.register(number) for number in (1, 2)]
    for number in range(4):
        factories.add_contact(saved[0].id, number)
    monkeypatch.setattr(workbook_writer, "MAX_ROWS", 4)
    with pytest.raises(TooManyRowsError, match="exporte a CSV"):
        _export(tmp_path / "c.xlsx")
    assert not (tmp_path / "c.xlsx").exists()
    assert _export(tmp_path / "c.csv").contacts == 4


def test_large_amounts_keep_their_cents(office: Path, tmp_path: Path) -> None:
    saved = factories.register(1)
    for number in (1, 2):
        factories.invoice(
            saved.id,
            f"000-001-01-0000000{number}",
            subtotal=Decimal("123456789012.34"),
            isv=Decimal("0.01"),
            total=Decimal("123456789012.35"),
        )
    _export(tmp_path / "c.csv")
    assert _csv(tmp_path / "c.csv")[1][14] == "246913578024.70"
    _export(tmp_path / "c.xlsx")
    assert _table(tmp_path / "c.xlsx")[0]["Facturado (L)"] == 246913578024.70


def test_memory_does_not_grow_with_the_catalogue(tmp_path: Path) -> None:
    """10,000 clients cost about what 2,000 do; each export in a process of its own."""
    code = (
        "import re, sys\nfrom pathlib import Path\n"
        "from aduanas_tui.services import office\n"
        "from aduanas_tui.services.exporting import export_clients\n"
        "from aduanas_tui.services.finding import matches\n"
        "office.open_office(sys.argv[1])\n"
        "export_clients(matches('', inactive_too=True), Path(sys.argv[2]))\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 1024)\n"
    )
    peaks = []
    for count in (2_000, 10_000):
        base = tmp_path / f"{count}.db"
        demo.generate(base, clients=count, seed=1, today=date(2026, 6, 30))
        done = subprocess.run(
            [sys.executable, "-c", code, str(base), str(tmp_path / f"{count}.xlsx")],
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout))
    assert peaks[1] <= 64
    assert peaks[1] - peaks[0] <= 12
