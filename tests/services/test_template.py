"""The template: it imports as it is, and Excel helps to fill it."""

from __future__ import annotations

import csv
import gc
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aduanas_tui.domain.client_fields import CLIENT_FIELDS, DEPARTMENT_CHOICES, KIND_CHOICES
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import clean_record
from aduanas_tui.domain.headers import CONTACT_SHEET_FIELDS, Certainty, match_headers
from aduanas_tui.domain.rtn import check_digit
from aduanas_tui.services.exporting import UnknownFormatError
from aduanas_tui.services.output_file import OutputExistsError
from aduanas_tui.services.template import write_template
from aduanas_tui.services.template_sheets import PREPARED_ROWS, save


@pytest.fixture
def book(tmp_path: Path) -> Any:
    write_template(tmp_path / "plantilla.xlsx")
    return openpyxl.load_workbook(tmp_path / "plantilla.xlsx")


def _rows(sheet: Any) -> list[list[str]]:
    return [[value or "" for value in row] for row in sheet.iter_rows(values_only=True)]


def _judge(headers: list[str], rows: list[list[str]]) -> None:
    """Check that the headers are known, and that the rows have nothing but their far year."""
    matches = match_headers(headers, CLIENT_FIELDS)
    assert {match.certainty for match in matches} == {Certainty.EXACT}
    assert len(rows) == 2
    keys = [item.key for item in CLIENT_FIELDS]
    for row in rows:
        record = clean_record(CLIENT_FIELDS, dict(zip(keys, row[: len(keys)], strict=True)))
        assert [problem.code for problem in record.problems] == ["rtn_year"]
        assert record.warnings
        number = record.values["rtn"]
        assert number[4:8] in ("9099", "2099")
        assert check_digit(number[:13]) == number[13]


def test_the_examples_have_no_error_and_no_repair(book: Any) -> None:
    headers, *rows = _rows(book["Clientes"])
    assert headers == [item.label for item in CLIENT_FIELDS]
    _judge(headers, rows)
    headers, *contacts = _rows(book["Contactos"])
    assert headers == [item.label for item in CONTACT_SHEET_FIELDS]
    keys = [item.key for item in CONTACT_FIELDS]
    for contact in contacts:
        assert contact[0] in {row[1] for row in rows}
        assert not clean_record(CONTACT_FIELDS, dict(zip(keys, contact[1:], strict=True))).problems


def test_csv_has_the_same_with_contacts_in_columns(tmp_path: Path) -> None:
    path = write_template(tmp_path / "plantilla.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        headers, *rows = csv.reader(file, delimiter=";")
    _judge(headers, rows)
    assert headers[12] == "Contacto 1 Nombre"
    assert rows[0][12] == "Óscar Pineda Inventado"
    first = path.read_bytes()
    write_template(path, replace=True)
    assert path.read_bytes() == first


def test_excel_offers_the_choices(book: Any) -> None:
    offered = {}
    for name in ("Clientes", "Contactos"):
        headers = _rows(book[name])[0]
        for rule in book[name].data_validations.dataValidation:
            (area,) = rule.sqref.ranges
            assert (area.min_row, area.max_row) == (2, PREPARED_ROWS + 1)
            assert area.min_col == area.max_col
            assert rule.type == "list"
            assert len(rule.formula1) <= 257  # Excel takes 255 characters between the quotes
            offered[name, headers[area.min_col - 1]] = rule.formula1.strip('"').split(",")
    assert offered == {
        ("Clientes", "Tipo"): [choice.label for choice in KIND_CHOICES],
        ("Clientes", "Departamento"): [choice.label for choice in DEPARTMENT_CHOICES],
        ("Contactos", "Principal"): ["Sí", "No"],
    }


def test_numbers_typed_into_it_stay_texts(book: Any) -> None:
    sheet = book["Clientes"]
    for label in ("RTN", "Teléfono principal", "Teléfono secundario"):
        (cell,) = (cell for cell in sheet[1] if cell.value == label)
        assert sheet.column_dimensions[cell.column_letter].number_format == "@"
        assert sheet.cell(2, cell.column).number_format == "@"
    assert book["Contactos"].column_dimensions["A"].number_format == "@"


def test_the_header_stays_in_sight(book: Any) -> None:
    for name in ("Clientes", "Contactos"):
        assert book[name].freeze_panes == "A2"
        assert all(cell.font.bold for cell in book[name][1])


def test_the_instructions_tell_every_column(book: Any) -> None:
    rows = _rows(book["Instrucciones"])
    told = {row[0]: row for row in rows if row[1] in ("Sí", "No")}
    for item in (*CONTACT_FIELDS, *CLIENT_FIELDS):
        _, required, rule, example = told[item.label]
        assert required == ("Sí" if item.required else "No")
        assert item.help in rule
        assert example == item.example
    assert book.sheetnames == ["Clientes", "Contactos", "Instrucciones"]


def test_it_is_no_more_careless_than_an_export(tmp_path: Path) -> None:
    path = write_template(tmp_path / "plantilla.xlsx")
    before = path.read_bytes()
    with pytest.raises(OutputExistsError):
        write_template(path)
    assert path.read_bytes() == before
    with pytest.raises(UnknownFormatError):
        write_template(tmp_path / "plantilla.doc")


def test_a_full_disk_is_one_error_and_nothing_afterwards() -> None:
    with (
        pytest.raises(OSError, match="No space left"),
        Path("/dev/full").open("r+b", buffering=0) as file,
    ):
        save(openpyxl.Workbook(), file)
    gc.collect()  # what complains when it is thrown away fails this test
