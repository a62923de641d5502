"""Whatever the bytes and the ending: rows or one sentence, never anything else."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from aduanas_tui.domain.cells import Cell
from aduanas_tui.services.sheets import SheetError, open_book

_ENDINGS = st.sampled_from(["xlsx", "xlsm", "xls", "ods", "csv", "txt", ""])
_STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"sep="]
)
_PARENT_KB = 60 << 10
_CHILD_KB = 400 << 10


def _try(content: bytes, ending: str) -> None:
    """Read whatever it is; check that all that comes out can be shown and stored."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clientes.{ending}"
        path.write_bytes(content)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        try:
            last = 0
            book = open_book(path)
            for row in book.rows():
                assert row.number > last
                last = row.number
                assert all(isinstance(cell, Cell) for cell in row.cells)
                "".join(cell.text for cell in row.cells).encode()
        except SheetError as error:
            said = str(error)
            assert said.endswith(".") and said.isprintable()
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < _PARENT_KB
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        assert child <= max(largest, _CHILD_KB)


@settings(max_examples=30)
@given(start=_STARTS, rest=st.binary(max_size=3000), ending=_ENDINGS)
def test_random_bytes(start: bytes, rest: bytes, ending: str) -> None:
    _try(start + rest, ending)


@settings(max_examples=20)
@given(
    text=st.text(st.characters(codec="utf-8"), max_size=500),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-16-le"]),
)
def test_random_text(text: str, encoding: str) -> None:
    _try(text.encode(encoding), "csv")


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for number in range(60):
        book.worksheets[0].append([f"Cliente {number}", number, "#N/A" if number == 7 else None])
    book.save(path)


def _xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Clientes")
    for number in range(60):
        sheet.write(number, 0, f"Cliente {number}")
        sheet.write(number, 1, number)
    sheet.row(3).set_cell_error(4, 0x2A)
    book.save(str(path))


def _ods(path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Clientes")
    for number in range(60):
        row = TableRow()
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=f"Cliente {number}"))
        row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of an honest file of each kind."""
    made = {}
    for ending, write in (("xlsx", _xlsx), ("xls", _xls), ("ods", _ods)):
        path = tmp_path_factory.mktemp("honest") / f"a.{ending}"
        write(path)
        made[ending] = path.read_bytes()
    return made


@settings(max_examples=30)
@given(
    ending=st.sampled_from(["xlsx", "xls", "ods"]),
    changes=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), max_size=12),
    kept=st.one_of(st.just(1.0), st.floats(0.01, 1)),
)
def test_damaged_files(
    honest: dict[str, bytes], ending: str, changes: list[tuple[float, int]], kept: float
) -> None:
    content = bytearray(honest[ending])
    for place, byte in changes:
        content[int(place * len(content))] = byte
    _try(bytes(content[: int(kept * len(content)) + 1]), ending)
