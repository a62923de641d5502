"""The template for lists of clients: what to write in which column, with two invented examples.

The numbers of the examples have a registration or a birth year still to come, so that they are
nobody's: importing the template as it is has no error, only the warning about that year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import Field, FieldTable
from aduanas_tui.domain.headers import CONTACT_SHEET_FIELDS
from aduanas_tui.services import export_rows
from aduanas_tui.services.delimited_writer import write_delimited
from aduanas_tui.services.exporting import format_of
from aduanas_tui.services.output_file import output_file, refuse_existing
from aduanas_tui.services.workbook_writer import SheetColumn

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

INSTRUCTIONS_SHEET = "Instrucciones"
PREPARED_ROWS = 2_000
"""Rows of the template with drop-downs; the format of the columns has no end."""

_CSV_CONTACTS = 2

EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "name": "Importadora Merendón, S. de R.L. de C.V.",
        "rtn": "0501-9099-000010",
        "kind": "Persona Jurídica",
        "address": "Bo. Los Andes, 9 calle, 12 y 13 ave. N.O.",
        "city": "San Pedro Sula",
        "department": "Cortés",
        "phone": "2550-1234",
        "phone2": "9988-7766",
        "email": "ventas@merendon.example",
        "billing_email": "facturas@merendon.example",
        "website": "https://www.merendon.example",
        "notes": "Ejemplo inventado: borre esta fila.",
    },
    {
        "name": "Suyapa Mejía Inventada",
        "rtn": "0801-2099-000012",
        "kind": "Persona Natural",
        "address": "Col. Kennedy, bloque 5, casa 12",
        "city": "Tegucigalpa",
        "department": "Francisco Morazán",
        "phone": "9876-5432",
        "email": "suyapa@mejia.example",
        "notes": "Ejemplo inventado: borre esta fila.",
    },
)
"""Clients as typed, by field."""

EXAMPLE_CONTACTS: tuple[tuple[int, dict[str, str]], ...] = (
    (
        0,
        {
            "name": "Óscar Pineda Inventado",
            "position": "Jefe de compras",
            "phone": "9977-6655",
            "email": "compras@merendon.example",
            "is_primary": "Sí",
        },
    ),
    (
        0,
        {
            "name": "Reina López Inventada",
            "position": "Contabilidad",
            "phone": "2550-1235",
            "email": "",
            "is_primary": "No",
        },
    ),
)
"""Contacts as typed, with the place of their client in ``EXAMPLES``."""


def write_template(path: Path, *, replace: bool = False) -> Path:
    """Write the template as the name's end says, ``.xlsx`` or ``.csv``, and return its path.

    Raises:
        UnknownFormatError: the name ends otherwise.
        OutputExistsError: a file is there and ``replace`` is false.
        OutputError: the file cannot be written.

    """
    is_workbook = format_of(path) == ".xlsx"
    path = path.expanduser().absolute()
    refuse_existing(path, replace=replace)
    with output_file(path, replace=replace) as file:
        if is_workbook:
            _write_workbook(file)
        else:
            write_delimited(file, _lines())
    return path


def _lines() -> Iterator[list[str]]:
    """Yield the template with the contacts in columns."""
    labels = [item.label for item in CLIENT_FIELDS]
    yield [*labels, *export_rows.contact_headers(_CSV_CONTACTS)]
    for place, example in enumerate(EXAMPLES):
        line = _row(CLIENT_FIELDS, example)
        contacts = [contact for owner, contact in EXAMPLE_CONTACTS if owner == place]
        contacts += [{}] * (_CSV_CONTACTS - len(contacts))
        for contact in contacts:
            line += _row(CONTACT_FIELDS, contact)
        yield line


def _row(fields: FieldTable, typed: dict[str, str]) -> list[str]:
    return [typed.get(item.key, "") for item in fields]


def _write_workbook(file: IO[bytes]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    clients = book.create_sheet(export_rows.CLIENTS_SHEET)
    rows = [_row(CLIENT_FIELDS, example) for example in EXAMPLES]
    _fill(clients, CLIENT_FIELDS, export_rows.CLIENT_COLUMNS, rows)
    contacts = book.create_sheet(export_rows.CONTACTS_SHEET)
    rows = [
        [EXAMPLES[owner]["rtn"], *_row(CONTACT_FIELDS, contact)]
        for owner, contact in EXAMPLE_CONTACTS
    ]
    _fill(contacts, CONTACT_SHEET_FIELDS, export_rows.CONTACT_COLUMNS, rows)
    _write_instructions(book)
    book.save(file)


def _fill(
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


def _write_instructions(book: Workbook) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(INSTRUCTIONS_SHEET)
    for letter, width in zip("ABCD", (26, 13, 66, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    for number, line in enumerate(_instructions(), 1):
        in_table = len(line) > 1
        bold = line in _TITLES or _REQUIRED in line
        for place, text in enumerate(line, 1):
            cell = sheet.cell(number, place, text)
            cell.number_format = "@"
            cell.font = Font(bold=bold)
            cell.alignment = Alignment(wrap_text=in_table, vertical="top", horizontal="left")


_REQUIRED = "Obligatorio"
_TITLES = (["Plantilla de clientes"], ["Hoja Clientes"], ["Hoja Contactos"])


def _instructions() -> Iterator[list[str]]:
    """Yield the lines of the instructions; those with several cells are of a table."""
    yield ["Plantilla de clientes"]
    for line in (
        "1. Escriba un cliente por fila en la hoja Clientes; no cambie los encabezados.",
        "2. Borre las filas de ejemplo: son inventadas y su RTN lleva un año que aún no llega.",
        "3. Los contactos van en la hoja Contactos, con el RTN de su cliente; son opcionales.",
        "4. Pegue desde otra lista solo los valores, para que el RTN siga siendo texto.",
        "5. Guarde el libro y elíjalo en Importar. Antes de guardar nada verá todas las filas y "
        "podrá corregirlas.",
    ):
        yield [line]
    yield []
    for title, fields in (
        ("Hoja Clientes", CLIENT_FIELDS),
        ("Hoja Contactos", CONTACT_SHEET_FIELDS),
    ):
        yield [title]
        yield ["Columna", _REQUIRED, "Qué se escribe", "Ejemplo"]
        for item in fields:
            yield [item.label, "Sí" if item.required else "No", _rule(item), item.example]
        yield []


def _rule(item: Field) -> str:
    """Return what may be written in a column, from the table of fields."""
    parts = [item.help] if item.help else []
    if item.choices:
        parts.append(f"Opciones: {', '.join(choice.label for choice in item.choices)}.")
    elif item.key not in ("rtn", "phone", "phone2"):
        parts.append(f"Hasta {item.max_length:,} caracteres.")
    return " ".join(parts)
