"""The sheets of a template: prepared columns with examples, and what to write in which."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.fields import Field
from aduanas_tui.domain.money import show_amount
from aduanas_tui.services.workbook_writer import SheetColumn

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

INSTRUCTIONS_SHEET = "Instrucciones"
PREPARED_ROWS = 2_000
"""Rows of the template with drop-downs; the format of the columns has no end."""

_REQUIRED = "Obligatorio"
_TOLD = ("rtn", "client", "phone", "phone2")
"""Fields whose help says how long they are."""


def save(book: Workbook, file: IO[bytes]) -> None:
    """Write a workbook to a file.

    It is made in memory first: after an error of the file, of a full disk for instance, openpyxl
    would try to finish it once more when that file is closed already.
    """
    made = io.BytesIO()
    book.save(made)
    file.write(made.getvalue())


def fill_sheet(
    sheet: Worksheet,
    fields: Sequence[Field],
    columns: Sequence[SheetColumn],
    rows: Sequence[Sequence[str]],
) -> None:
    """Write headers and examples, and prepare the columns for what is typed below them."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for place, (item, column) in enumerate(zip(fields, columns, strict=True), 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        # Text, for all rows of the column: numbers typed into it keep their leading zeros.
        sheet.column_dimensions[letter].number_format = "@"
        _head(sheet.cell(1, place, item.label), item.required)
        for number, row in enumerate(rows, 2):
            cell = sheet.cell(number, place, row[place - 1] or None)
            cell.number_format = "@"
        if item.choices:
            sheet.add_data_validation(_choices(item, letter))


def _head(cell: Any, required: bool) -> None:
    from openpyxl.styles import Font, PatternFill

    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFF8CBAD" if required else "FFDDEBF7")
    cell.number_format = "@"


def _choices(item: Field, letter: str) -> Any:
    """Return the drop-down of a field with choices; other words are understood, so only warned."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(choice.label for choice in item.choices)
    drop_down = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
    drop_down.errorStyle = "warning"
    drop_down.showErrorMessage = True
    drop_down.errorTitle = item.label
    drop_down.error = "Elija una opción de la lista."
    drop_down.add(f"{letter}2:{letter}{PREPARED_ROWS + 1}")
    return drop_down


def write_instructions(
    book: Workbook, title: str, lines: Sequence[str], sheets: Iterable[tuple[str, Sequence[Field]]]
) -> None:
    """Write the sheet that says what to do, and what goes into each column of each sheet."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(INSTRUCTIONS_SHEET)
    for letter, width in zip("ABCD", (26, 13, 66, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    tables = list(sheets)
    titles = [[title], *([name] for name, _ in tables)]
    for number, line in enumerate(_instructions(title, lines, tables), 1):
        in_table = len(line) > 1
        bold = line in titles or _REQUIRED in line
        for place, text in enumerate(line, 1):
            cell = sheet.cell(number, place, text)
            cell.number_format = "@"
            cell.font = Font(bold=bold)
            cell.alignment = Alignment(wrap_text=in_table, vertical="top", horizontal="left")


def _instructions(
    title: str, lines: Sequence[str], tables: Sequence[tuple[str, Sequence[Field]]]
) -> Iterator[list[str]]:
    """Yield the lines of the instructions; those with several cells are of a table."""
    yield [title]
    for line in lines:
        yield [line]
    yield []
    for name, fields in tables:
        yield [name]
        yield ["Columna", _REQUIRED, "Qué se escribe", "Ejemplo"]
        for item in fields:
            yield [item.label, "Sí" if item.required else "No", _rule(item), item.example]
        yield []


def _rule(item: Field) -> str:
    """Return what may be written in a column, from the table of fields."""
    parts = [item.help] if item.help else []
    if item.choices:
        parts.append(f"Opciones: {', '.join(choice.label for choice in item.choices)}.")
    elif item.show is show_date:
        parts.append("Día/mes/año, como 12/10/2026.")
    elif item.show is show_amount:
        parts.append("Punto para los decimales, como 1,234.56.")
    elif item.key not in _TOLD:
        parts.append(f"Hasta {item.max_length:,} caracteres.")
    return " ".join(parts)
