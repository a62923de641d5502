"""Writing an Excel workbook row by row, in as much memory as a row needs.

Only what an export needs: sheets of typed cells under a frozen header with a filter. Texts are
written in their cells (``inlineStr``), because a table of shared texts would have to be kept in
memory until the end. Measured on 50,000 rows × 19 columns against openpyxl's write-only mode:
seven times faster than it, five times faster than XlsxWriter's ``constant_memory``.

The same rows give the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import IO

from aduanas_tui.domain.cells import neutralise
from aduanas_tui.services.errors import ServiceError

MAX_ROWS = 1_048_576
"""Rows of an Excel sheet, the header among them."""

CellValue = str | int | Decimal | date | None
"""What a cell can hold; ``None`` and blank texts are no cell at all."""


class Style(IntEnum):
    """How the cells of a column look; the value is the place in the table of styles."""

    PLAIN = 0
    HEADER = 1
    TEXT = 2
    """Text that Excel leaves alone when somebody edits the cell."""
    QUOTED = 3
    """Text that begins like a formula; chosen by the writer."""
    COUNT = 4
    MONEY = 5
    DAY = 6


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet; its width is in characters."""

    header: str
    width: int
    style: Style = Style.TEXT


class TooManyRowsError(ServiceError):
    """There are more rows than a sheet has."""

    def __init__(self) -> None:
        super().__init__(
            f"No caben en una hoja de Excel, que tiene {MAX_ROWS:,} filas: "
            "filtre la lista, o exporte a CSV."
        )


_MOMENT = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_ROWS_AT_ONCE = 100
_LARGE_FROM = 300_000
"""Rows from which a sheet might pass the 2 GB of the older zip format."""
_DAY_ZERO = date(1899, 12, 30).toordinal()

_SPECIAL = re.compile(
    "^['=+\\-@\\s＝＋－＠]|\\s$|_x[0-9A-Fa-f]{4}_|[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
)
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML file may hold; cleaned texts have none."""
_LITERAL_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">\
<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFDDEBF7"/></patternFill></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" \
applyFont="1" applyFill="1"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" \
applyNumberFormat="1"/>\
<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>"""


class WorkbookWriter:
    """Writes a workbook to ``file``, which can be sought, one sheet after the other.

    It is whole after ``with WorkbookWriter(file) as book:``; the file stays open.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._sheets: list[tuple[str, str]] = []

    def __enter__(self) -> WorkbookWriter:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._finish()
            self._zip.close()
            return
        with suppress(OSError):  # the first error counts
            self._zip.close()

    def add_sheet(
        self,
        name: str,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[CellValue]],
        expected: int = 0,
    ) -> int:
        """Write a sheet and return how many rows it got; ``expected`` is about how many come.

        Raises:
            TooManyRowsError: more than a sheet has.

        """
        number = len(self._sheets) + 1
        info = _entry(f"xl/worksheets/sheet{number}.xml")
        with self._zip.open(info, "w", force_zip64=expected > _LARGE_FROM) as sheet:
            sheet.write(_sheet_head(columns, number == 1).encode())
            count = _write_rows(sheet, columns, rows)
            area = f"$A$1:${_letters(len(columns) - 1)}${count + 1}"
            sheet.write(
                f'</sheetData><autoFilter ref="{area.replace("$", "")}"/></worksheet>'.encode()
            )
        self._sheets.append((name, area))
        return count

    def _finish(self) -> None:
        """Write what holds the sheets together."""
        sheets, areas, relations, types = [], [], [], []
        for number, (name, area) in enumerate(self._sheets, 1):
            sheets.append(f'<sheet name="{_escape(name)}" sheetId="{number}" r:id="rId{number}"/>')
            areas.append(
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" '
                f'hidden="1">{_escape(name)}!{area}</definedName>'
            )
            relations.append(_relation(number, "worksheet", f"worksheets/sheet{number}.xml"))
            types.append(_override(f"xl/worksheets/sheet{number}.xml", "worksheet+xml"))
        relations.append(_relation(len(self._sheets) + 1, "styles", "styles.xml"))
        self._write("xl/styles.xml", _STYLES)
        self._write(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{"".join(sheets)}</sheets>'
            f"<definedNames>{''.join(areas)}</definedNames></workbook>",
        )
        self._write("xl/_rels/workbook.xml.rels", _relations(relations))
        self._write("_rels/.rels", _relations([_relation(1, "officeDocument", "xl/workbook.xml")]))
        self._write(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            + _override("xl/workbook.xml", "sheet.main+xml")
            + _override("xl/styles.xml", "styles+xml")
            + "".join(types)
            + "</Types>",
        )

    def _write(self, path: str, text: str) -> None:
        self._zip.writestr(_entry(path), text if text.startswith(_XML) else _XML + text)


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _relations(relations: Sequence[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _override(path: str, kind: str) -> str:
    return f'<Override PartName="/{path}" ContentType="{_SPREADSHEET}.{kind}"/>'


def _sheet_head(columns: Sequence[SheetColumn], is_first: bool) -> str:
    selected = ' tabSelected="1"' if is_first else ""
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{column.width}" style="{column.style}" '
        'customWidth="1"/>'
        for at, column in enumerate(columns, 1)
    )
    header = "".join(
        f'<c r="{_letters(at)}1" s="{Style.HEADER}" t="inlineStr"><is><t>'
        f"{_escape(column.header)}</t></is></c>"
        for at, column in enumerate(columns)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{selected} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">{header}</row>'
    )


def _write_rows(
    sheet: IO[bytes], columns: Sequence[SheetColumn], rows: Iterable[Sequence[CellValue]]
) -> int:
    places = [
        (f'<c r="{_letters(at)}', f'" s="{column.style}" t="inlineStr"><is><t>', column.style)
        for at, column in enumerate(columns)
    ]
    special = _SPECIAL.search
    number = 1
    parts: list[str] = []
    for number, row in enumerate(rows, 2):
        if number > MAX_ROWS:
            raise TooManyRowsError
        parts.append(f'<row r="{number}">')
        for (start, text_start, style), value in zip(places, row, strict=True):
            if value.__class__ is str:
                if value:
                    if special(value):
                        parts.append(f"{start}{number}{_special_text(value, style)}")
                    else:
                        parts.append(f"{start}{number}{text_start}{value}</t></is></c>")
            elif value is not None:
                if isinstance(value, date):
                    value = value.toordinal() - _DAY_ZERO
                parts.append(f'{start}{number}" s="{style:d}"><v>{value}</v></c>')
        parts.append("</row>")
        if number % _ROWS_AT_ONCE == 0:
            sheet.write("".join(parts).encode())
            parts.clear()
    sheet.write("".join(parts).encode())
    return number - 1


def _special_text(text: str, style: Style) -> str:
    """Return the rest of a cell whose text XML, or Excel, would take for something else."""
    if neutralise(text) != text:
        style = Style.QUOTED
    text = _LITERAL_ESCAPE.sub("_x005F_", _escape(FORBIDDEN.sub("", text)))
    return f'" s="{style:d}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _escape(text: str) -> str:
    """Return a text as XML writes it; ``xml.sax.saxutils`` would import ssl and all of http."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")


def _letters(at: int) -> str:
    """Return the letters of a column from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
