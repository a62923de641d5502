"""Honest workbooks, with everything that offices do to them."""

from __future__ import annotations

import datetime as dt
import io
import os
import resource
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, S
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from aduanas_tui.services.sheets import SheetError, SheetInfo, open_book, process, xlsx
from tests.services.sheets.files import (
    inline,
    kinds,
    pack,
    processor_seconds,
    raw_xlsx,
    read,
    texts,
    xlsx_parts,
)

_MOMENT = dt.datetime.fromisoformat("2026-10-12T08:30")


def _workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xls", "a.csv", "a", "a.txt"])
def test_the_name_of_the_file_does_not_count(tmp_path: Path, name: str) -> None:
    path = _workbook(tmp_path / "a.tmp.xlsx", [["Nombre"], ["Café Celaque"]]).rename(
        tmp_path / name
    )
    assert open_book(path).kind == "xlsx"
    assert read(path) == {1: ["Nombre"], 2: ["Café Celaque"]}


def test_values_of_all_kinds(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "a.xlsx",
        [
            ["texto", 1, 12.5, True, False, dt.date(2026, 10, 12)],
            [_MOMENT, dt.time(8, 30), 0.1 + 0.2, 1e20, -3, 1.5e-7],
        ],
    )
    assert kinds(path) == {
        1: [
            ("text", "texto"),
            ("number", "1"),
            ("number", "12.5"),
            ("bool", "1"),
            ("bool", "0"),
            ("date", "2026-10-12"),
        ],
        2: [
            ("date", "2026-10-12 08:30:00"),
            ("date", "08:30:00"),
            ("number", "0.3"),
            ("number", "100000000000000000000"),
            ("number", "-3"),
            ("number", "0.00000015"),
        ],
    }


def test_the_same_values_cell_by_cell(tmp_path: Path) -> None:
    """An error sends the sheet past calamine: what comes out is the same."""
    values: list[list[Any]] = [
        ["texto", 1, 12.5, True, False, dt.date(2026, 10, 12), 8019099123456.0],
        [_MOMENT, dt.time(8, 30), 0.1 + 0.2, 1e20, -3, 1.5e-7, "ñ & <b>"],
    ]
    plain = kinds(_workbook(tmp_path / "a.xlsx", values))
    unusual = kinds(_workbook(tmp_path / "b.xlsx", [*values, ["#N/A"]]))
    assert unusual.pop(3) == [("error", "#N/A")]
    assert unusual == plain


def test_tax_numbers_as_numbers_and_as_text(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "a.xlsx",
        [[8019099123456, "08019099123456", 80190991234567, "8.019E+12", "8019099123456.0"]],
    )
    assert kinds(path)[1] == [
        ("number", "8019099123456"),
        ("text", "08019099123456"),
        ("number", "80190991234567"),
        ("text", "8.019E+12"),
        ("text", "8019099123456.0"),
    ]


def test_a_number_in_scientific_notation_keeps_its_digits(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>8.0190991234560E12</v></c></row>')
    assert kinds(path)[1] == [("number", "8019099123456")]


def test_errors_and_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=B1&C1", None, "Café Celaque")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write_formula("C1", "=NA()", None, "#N/A")
        sheet.write_formula("D1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("E1", "=TRUE()", None, True)
        sheet.write_string("F1", "=no es fórmula")
    assert kinds(path)[1] == [
        ("text", "Café Celaque"),
        ("number", "2"),
        ("error", "#N/A"),
        ("error", "#DIV/0!"),
        ("bool", "1"),
        ("text", "=no es fórmula"),
    ]


def test_a_formula_without_a_stored_value(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["Nombre", "RTN"], ["Uno", '="0801"&"9099"']])
    assert kinds(path)[2] == [("text", "Uno"), ("formula", '="0801"&"9099"')]


def test_a_formula_whose_stored_value_is_no_text(tmp_path: Path) -> None:
    cell = '<c r="A1" t="str"><f>IF(B1=2,"","x")</f><v></v></c><c r="B1"><v>2</v></c>'
    assert kinds(raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{cell}</row>'))[1] == [
        ("blank", ""),
        ("number", "2"),
    ]


def test_hidden_sheets_are_never_the_default(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Listas"
    book.worksheets[0].append(["oculta"])
    book.create_chartsheet("Gráfico")
    book.create_sheet("Clientes").append(["visible"])
    book.create_sheet("Muy oculta").sheet_state = "veryHidden"
    book.active = 2
    book.worksheets[0].sheet_state = "hidden"
    path = tmp_path / "a.xlsx"
    book.save(path)
    opened = open_book(path)
    assert opened.sheets == (
        SheetInfo("Listas", False),
        SheetInfo("Clientes", True),
        SheetInfo("Muy oculta", False),
    )
    assert opened.default_sheet.name == "Clientes"
    assert texts(opened) == {1: ["visible"]}
    assert texts(opened, "Listas") == {1: ["oculta"]}
    assert texts(opened, " LISTAS") == {1: ["oculta"]}
    with pytest.raises(SheetError) as caught:
        texts(opened, "Otra")
    assert caught.value.code == "no_such_sheet"


def test_sheet_names_are_safe_and_differ(tmp_path: Path) -> None:
    parts = xlsx_parts(f'<row r="1">{inline("A1", "a")}</row>')
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b'<sheet name="Clientes" sheetId="1" r:id="r1"/>',
        b'<sheet name="_x001B_[31m" sheetId="1" r:id="r1"/><sheet name="[31m" r:id="r1"/>',
    )
    path = pack(tmp_path / "a.xlsx", parts)
    names = [sheet.name for sheet in open_book(path).sheets]
    assert names == ["[31m", "[31m (2)"]
    assert read(path, names[1]) == {1: ["a"]}


def test_titles_blank_rows_and_merged_cells_keep_their_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B2"] = "Lista de clientes"
    sheet.merge_cells("B2:E2")
    sheet["B4"], sheet["C4"] = "Nombre", "RTN"
    sheet["B9"] = "Café Celaque"
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert read(path) == {
        2: ["", "Lista de clientes"],
        4: ["", "Nombre", "RTN"],
        9: ["", "Café Celaque"],
    }


def test_two_cells_at_the_corners_of_the_sheet(tmp_path: Path) -> None:
    sheet = (
        f'<row r="1">{inline("A1", "a")}</row><row r="1048576">{inline("XFD1048576", "z")}</row>'
    )
    assert read(raw_xlsx(tmp_path / "a.xlsx", sheet)) == {1: ["a"]}
    sheet = f'<row r="1">{inline("A1", "a")}</row><row r="1048576">{inline("AX1048576", "z")}</row>'
    found = read(raw_xlsx(tmp_path / "b.xlsx", sheet))
    assert found == {1: ["a"], 1048576: [""] * 49 + ["z"]}


@pytest.mark.parametrize("quote", ["'", '"'])
def test_corners_however_they_are_written(tmp_path: Path, quote: str) -> None:
    corner = '<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>'
    sheet = f'<row><c r="A1"><v>1</v></c></row>{corner}'.replace('"', quote)
    try:
        assert read(raw_xlsx(tmp_path / "a.xlsx", sheet)) == {1: ["1"]}
    except SheetError as error:
        assert error.code in ("memory", "truncated")


def test_a_million_formatted_empty_rows(tmp_path: Path) -> None:
    row = '<row r="{0}" s="1" customFormat="1"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>'
    cells = "".join(row.format(number) for number in range(2, 1_048_577))
    path = raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{inline("A1", "Nombre")}</row>{cells}')
    begun = processor_seconds()
    assert read(path) == {1: ["Nombre"]}
    assert processor_seconds() - begun < 20


def test_a_million_formatted_empty_rows_with_an_error(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 1_048_577))
    first = f'<row r="1">{inline("A1", "Nombre")}<c r="B1" t="e"><v>#REF!</v></c></row>'
    assert read(raw_xlsx(tmp_path / "a.xlsx", first + cells)) == {1: ["Nombre", "#REF!"]}


def test_a_dimension_that_lies(tmp_path: Path) -> None:
    parts = xlsx_parts(f'<row r="1">{inline("A1", "a")}</row><row r="7">{inline("B7", "b")}</row>')
    sheet = parts["xl/worksheets/sheet1.xml"]
    for said in (b"A1:XFD1048576", b"A1:A1", b"tonto"):
        lying = sheet.replace(b"<sheetData>", b'<dimension ref="' + said + b'"/><sheetData>')
        path = pack(tmp_path / "a.xlsx", {**parts, "xl/worksheets/sheet1.xml": lying})
        assert read(path) == {1: ["a"], 7: ["", "b"]}


def test_rows_and_cells_without_references(tmp_path: Path) -> None:
    sheet = "<row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row><row/><row><c><v>2</v></c></row>"
    assert read(raw_xlsx(tmp_path / "a.xlsx", sheet)) == {1: ["1", "#N/A"], 3: ["2"]}


def test_row_numbers_never_go_back(tmp_path: Path) -> None:
    sheet = '<row r="5"><c t="e"><v>#N/A</v></c></row><row r="3"><c><v>1</v></c></row>'
    assert read(raw_xlsx(tmp_path / "a.xlsx", sheet)) == {5: ["#N/A"], 6: ["1"]}


def test_rows_of_blanks_are_blank(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["Nombre"], ["  ", " "], ["Uno"]])
    assert read(path) == {1: ["Nombre"], 3: ["Uno"]}


def test_a_long_table_of_texts_is_read_cell_by_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child reads its own limits, so its reader is called here."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Nombre", "RTN"])
        sheet.write_row("A2", ["Café", 12])
    monkeypatch.setattr(xlsx, "CALAMINE_STRINGS", 0)
    monkeypatch.setitem(sys.modules, "aduanas_tui.services.sheets.calamine", None)
    with path.open("rb") as file:
        assert list(xlsx.sheet_rows(file, 0, [])) == [
            (1, "tt", ["Nombre", "RTN"]),
            (2, "tn", ["Café", "12"]),
        ]


def test_rich_text_without_readings(tmp_path: Path) -> None:
    rich = (
        '<si><r><t xml:space="preserve">Café </t></r>'
        "<r><rPr><b/></rPr><t>Celaque</t></r><rPh><t>x</t></rPh></si>"
    )
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c>{}</row>'
    plain = raw_xlsx(tmp_path / "a.xlsx", row.format(""), rich)
    unusual = raw_xlsx(tmp_path / "b.xlsx", row.format('<c r="B1" t="e"><v>#N/A</v></c>'), rich)
    assert read(plain)[1][0] == read(unusual)[1][0] == "Café Celaque"


def test_prefixed_names_and_other_folders(tmp_path: Path) -> None:
    parts = xlsx_parts('<row r="1"><c r="A1"><v>5</v></c></row>')
    sheet = parts.pop("xl/worksheets/sheet1.xml").decode()
    sheet = sheet.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    sheet = sheet.replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    parts["Datos\\Hoja.XML"] = sheet.encode()
    relations = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        b"worksheets/sheet1.xml", b"/datos/hoja.xml"
    )
    assert read(pack(tmp_path / "a.xlsx", parts)) == {1: ["5"]}


_PADDING = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 150_000))


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>5</v></c>",
        "<c><v\n>5</v></c>",
        '<c t="inlineStr"><is\t><t>5</t></is></c>',
        "<c><v xml:space='preserve'>5</v></c>",
        "<c t='str'><v><![CDATA[5]]></v></c>",
        "<c><f>1+4</f></c>",
        "<c><f\r>1+4</f></c>",
        "<x:c><x:v>5</x:v></x:c>",
    ],
)
def test_a_value_far_down_however_it_is_written(tmp_path: Path, cell: str) -> None:
    """Formatted empty rows are skipped by looking for values; none may be skipped with them."""
    last = f'<row r="300000">{cell}</row>'
    parts = xlsx_parts(f'<row r="1"><c><v>1</v></c></row>{_PADDING}{last}{_PADDING}')
    sheet = parts["xl/worksheets/sheet1.xml"]
    if b"<x:" in sheet:
        sheet = sheet.replace(b"xmlns=", b'xmlns:x="x" xmlns=').replace(
            b"sheetData>", b"x:sheetData>"
        )
    parts["xl/worksheets/sheet1.xml"] = sheet
    found = read(pack(tmp_path / "a.xlsx", parts))
    assert list(found) == [1, 300_000]
    assert found[300_000] in (["5"], ["=1+4"])


def test_dates_since_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([dt.date(2026, 10, 12)])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert kinds(path)[1] == [("date", "2026-10-12")]
    book.worksheets[0].append(["#N/A"])
    book.save(path)
    assert kinds(path)[1] == [("date", "2026-10-12")]


def test_number_formats_that_are_no_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    formats = ["00000000000000", '"Sr(es)" 0', "[Red]0", "0.00", "General", "# ?/?", "0%"]
    for column, code in enumerate(formats, start=1):
        sheet.cell(1, column, 8019099123456).number_format = code
    for column, code in enumerate(["dd/mm/yyyy", "[$-540A]d mmm yyyy", "mmm-yy"], start=8):
        sheet.cell(1, column, 46307).number_format = code
    path = tmp_path / "a.xlsx"
    for extra in (None, "#N/A"):
        sheet["A2"] = extra
        book.save(path)
        assert kinds(path)[1] == [("number", "8019099123456")] * 7 + [("date", "2026-10-12")] * 3


def test_escapes_of_excel_are_decoded_or_left_never_broken(tmp_path: Path) -> None:
    texts = "_x001B_[31m", "_x0000_cero", "_xD800_alto", "_x005F_x0041_"
    cells = "".join(inline(f"{letter}1", text) for letter, text in zip("ABCD", texts, strict=True))
    plain = read(raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{cells}</row>'))[1]
    unusual = read(
        raw_xlsx(tmp_path / "b.xlsx", f'<row r="1">{cells}<c r="E1" t="e"><v>#N/A</v></c></row>')
    )[1]
    for found in (plain, unusual):
        assert found[0] == "\x1b[31m"
        assert "\0" not in "".join(found)
        "".join(found).encode()


def test_macros_are_ignored(tmp_path: Path) -> None:
    parts = xlsx_parts(f'<row r="1">{inline("A1", "Nombre")}</row>')
    parts["xl/vbaProject.bin"] = bytes(10_000)
    assert read(pack(tmp_path / "a.xlsm", parts)) == {1: ["Nombre"]}


def test_formats_pictures_and_notes_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Clientes")
        sheet.write_row("A1", ["Nombre", "RTN"], book.add_format({"bold": True}))
        sheet.write_comment("A1", "un comentario")
        sheet.insert_image("D4", "logo.png", {"image_data": io.BytesIO(_PNG)})
        sheet.autofilter("A1:B1")
        sheet.write_rich_string("A2", "Café ", book.add_format({"bold": True}), "Celaque")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write("A3", "fila oculta")
    assert read(path) == {1: ["Nombre", "RTN"], 2: ["Café Celaque"], 3: ["fila oculta"]}


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_an_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    hidden = book.add_sheet("Oculta")
    hidden.write(0, 0, "no")
    hidden.visibility = 1
    sheet = book.add_sheet("Clientes")
    sheet.write_merge(0, 0, 1, 3, "Lista")
    sheet.write(2, 1, "Nombre")
    sheet.write(2, 2, "RTN")
    sheet.write(4, 1, "Café Ñandú")
    sheet.write(4, 2, 8019099123456)
    sheet.write(4, 3, dt.date(2026, 10, 12), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
    sheet.write(4, 4, True)
    sheet.row(4).set_cell_error(5, 0x2A)
    sheet.row(6).set_cell_error(0, 0x17)
    path = tmp_path / "a.csv"
    book.save(str(path))
    opened = open_book(path)
    assert opened.kind == "xls"
    assert opened.sheets == (SheetInfo("Oculta", False), SheetInfo("Clientes", True))
    found = {row.number: [(str(c.kind), c.text) for c in row.cells] for row in opened.rows()}
    assert found == {
        1: [("blank", ""), ("text", "Lista")],
        3: [("blank", ""), ("text", "Nombre"), ("text", "RTN")],
        5: [
            ("blank", ""),
            ("text", "Café Ñandú"),
            ("number", "8019099123456"),
            ("date", "2026-10-12"),
            ("bool", "1"),
            ("error", "#N/A"),
        ],
        7: [("error", "#REF!")],
    }


def test_an_old_workbook_of_many_rows(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Clientes")
    for number in range(5000):
        sheet.write(number, 0, f"Cliente {number}")
    path = tmp_path / "a.xls"
    book.save(str(path))
    assert list(read(path))[-1] == 5000


def _cell(text: str, **attributes: Any) -> TableCell:
    cell = TableCell(**{"valuetype": "string", **attributes})
    for line in text.split("\n"):
        cell.addElement(P(text=line))
    return cell


def _row(table: Table, *cells: TableCell, **attributes: Any) -> None:
    row = TableRow(**attributes)
    for cell in cells:
        row.addElement(cell)
    table.addElement(row)


def test_an_open_document(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    style = Style(name="oculta", family="table")
    style.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(style)
    hidden = Table(name="Oculta", stylename="oculta")
    _row(hidden, _cell("no"))
    document.spreadsheet.addElement(hidden)
    table = Table(name="Clientes")
    _row(table, TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=3)
    noted = _cell("Nombre")
    note = Annotation()
    note.addElement(P(text="comentario"))
    noted.insertBefore(note, noted.firstChild)
    _row(table, TableCell(), noted, _cell("RTN"))
    spaced = TableCell(valuetype="string")
    paragraph = P(text="Café")
    paragraph.addElement(S(c=2))
    paragraph.addText("Celaque")
    spaced.addElement(paragraph)
    _row(table, spaced, _cell("dos\nlíneas"), _cell("8", valuetype="float", value="8019099123456"))
    _row(
        table,
        _cell("12/10/2026", valuetype="date", datevalue="2026-10-12"),
        _cell("VERDADERO", valuetype="boolean", booleanvalue="true"),
        _cell("#N/A", formula="of:=NA()", stringvalue=""),
        TableCell(formula="of:=1+1"),
        _cell("x", numbercolumnsrepeated=2),
        numberrowsrepeated=2,
    )
    _row(table, TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=1048569)
    document.spreadsheet.addElement(table)
    path = tmp_path / "a.xls"
    document.save(str(path))
    opened = open_book(path)
    assert opened.kind == "ods"
    assert opened.sheets == (SheetInfo("Oculta", False), SheetInfo("Clientes", True))
    last = [
        ("date", "2026-10-12"),
        ("bool", "1"),
        ("error", "#N/A"),
        ("formula", "=1+1"),
        ("text", "x"),
        ("text", "x"),
    ]
    assert kinds(path) == {
        4: [("blank", ""), ("text", "Nombre"), ("text", "RTN")],
        5: [("text", "Café  Celaque"), ("text", "dos\nlíneas"), ("number", "8019099123456")],
        6: last,
        7: last,
    }
    assert texts(opened, "Oculta") == {1: ["no"]}


def test_rows_stream_and_closing_ends_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nombre;RTN\n" * 300_000)
    book = open_book(path)
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(process.subprocess, "Popen", start)
    rows = book.rows()
    assert next(rows).number == 1
    assert [child.poll() for child in started] == [None]
    rows.close()  # type: ignore[attr-defined]
    assert [child.returncode for child in started] == [-9]


def test_many_rows_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number in range(20_000):
            sheet.write_row(number, 0, [f"Cliente {number}", *range(11)])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in open_book(path).rows()) == 20_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 << 10


def test_one_formatted_cell_far_below(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Nombre"
    book.worksheets[0]["A1"].font = Font(bold=True)
    book.worksheets[0]["C70000"].font = Font(bold=True)
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert read(path) == {1: ["Nombre"]}


def _hidden(path: Path) -> list[int]:
    found: list[int] = []
    assert list(open_book(path).batches(hidden=found))
    return found


def test_rows_that_are_hidden_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number in range(1, 9):
        book.worksheets[0].append([f"Cliente {number}"])
    book.worksheets[0].column_dimensions["C"].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert _hidden(tmp_path / "a.xlsx") == []
    for number in (3, 4, 7):
        book.worksheets[0].row_dimensions[number].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert _hidden(tmp_path / "a.xlsx") == [3, 4, 7]
    book.worksheets[0]["B1"] = "#N/A"  # read cell by cell
    book.save(tmp_path / "a.xlsx")
    assert _hidden(tmp_path / "a.xlsx") == [3, 4, 7]


def test_rows_that_are_hidden_in_other_formats(tmp_path: Path) -> None:
    old = xlwt.Workbook()
    sheet = old.add_sheet("Lista")
    for number in range(5):
        sheet.write(number, 0, f"Cliente {number}")
    sheet.row(1).hidden = True
    sheet.row(3).hidden = True
    old.save(str(tmp_path / "a.xls"))
    assert _hidden(tmp_path / "a.xls") == [2, 4]
    document = OpenDocumentSpreadsheet()
    table = Table(name="Lista")
    for visibility, times in (("visible", 1), ("filter", 2), ("visible", 1), ("collapse", 1)):
        row = TableRow(visibility=visibility, numberrowsrepeated=times)
        cell = TableCell(valuetype="string")
        cell.addElement(P(text="Cliente"))
        row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(tmp_path / "a.ods")
    assert _hidden(tmp_path / "a.ods") == [2, 3, 5]
    (tmp_path / "a.csv").write_text("Nombre;RTN\nA;1\n")
    assert _hidden(tmp_path / "a.csv") == []


def _large(more: str) -> str:
    """Return more rows than are looked along before they are read, then ``more``."""
    rows = (
        f'<row r="{number}">{inline(f"A{number}", f"Cliente {number}")}'
        f"{inline(f'B{number}', 'x' * 300)}</row>"
        for number in range(1, 15_001)
    )
    return "".join(rows) + more


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("", {}),
        (f'<row r="15001" spans="1:2" hidden="1">{inline("A15001", "z")}</row>', {15_001: ["z"]}),
        ('<row r="15001"><c r="A15001" t="e"><v>#N/A</v></c></row>', {15_001: ["#N/A"]}),
        (f'<row r="1048576">{inline("XFD1048576", "z")}</row>', {}),
        ('<row r="15001"><c r="A15001"><v>7</v></row>', None),
    ],
)
def test_a_large_sheet_is_read_ahead_or_cell_by_cell(
    tmp_path: Path, last: str, expected: dict[int, list[str]] | None
) -> None:
    sheet = _large(last)
    assert len(sheet) > xlsx._LARGE
    path = raw_xlsx(tmp_path / "a.xlsx", sheet)
    if expected is None:  # broken XML
        with pytest.raises(SheetError) as caught:
            read(path)
        assert caught.value.code == "truncated"
        return
    found = read(path)
    assert [found.pop(number)[0] for number in range(1, 15_001)] == [
        f"Cliente {number}" for number in range(1, 15_001)
    ]
    assert found == expected
    assert _hidden(path) == ([15_001] if "hidden" in last else [])


def test_closing_a_large_sheet_ends_both_processes(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", _large(""))
    rows = open_book(path).rows()
    assert next(rows).number == 1
    (child,) = _children_of(os.getpid())
    (reader,) = _children_of(child)
    watched = os.pidfd_open(reader)
    rows.close()  # type: ignore[attr-defined]
    ready, _, _ = select.select([watched], [], [], 60)  # readable once it ended
    os.close(watched)
    assert ready


def _children_of(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(one) for one in path.read_text().split()]
