"""The templates of lists; that of clients has two invented examples.

The numbers of the examples have a registration or a birth year still to come, so that they are
nobody's: importing the template as it is has no error, only the warning about that year.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.headers import CONTACT_SHEET_FIELDS
from aduanas_tui.services import export_rows, template_operations
from aduanas_tui.services.delimited_writer import write_delimited
from aduanas_tui.services.exporting import format_of
from aduanas_tui.services.operations.lists import BY_NAME
from aduanas_tui.services.output_file import output_file, refuse_existing
from aduanas_tui.services.template_sheets import fill_sheet, save, write_instructions
from aduanas_tui.store.paths import expanded

_CSV_CONTACTS = 2

_INSTRUCTIONS = (
    "1. Escriba un cliente por fila en la hoja Clientes; no cambie los encabezados.",
    "2. Borre las filas de ejemplo: son inventadas y su RTN lleva un año que aún no llega.",
    "3. Los contactos van en la hoja Contactos, con el RTN de su cliente; son opcionales.",
    "4. Pegue desde otra lista solo los valores, para que el RTN siga siendo texto.",
    "5. Guarde el libro y elíjalo en Importar. Antes de guardar nada verá todas las filas y "
    "podrá corregirlas.",
)

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


def write_template(path: Path, what: str = "clientes", *, replace: bool = False) -> Path:
    """Write the template as the name's end says, ``.xlsx`` or ``.csv``, and return its path.

    ``what`` it is for: ``clientes``, or a kind of operation as the command line calls it.

    Raises:
        UnknownFormatError: the name ends otherwise.
        OutputExistsError: a file is there and ``replace`` is false.
        OutputError: the file cannot be written.

    """
    is_workbook = format_of(path) == ".xlsx"
    path = expanded(path).absolute()
    refuse_existing(path, replace=replace)
    listed = BY_NAME.get(what)
    with output_file(path, replace=replace) as file:
        if listed is not None and is_workbook:
            template_operations.write_workbook(file, listed)
        elif listed is not None:
            write_delimited(file, template_operations.lines(listed))
        elif is_workbook:
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
    fill_sheet(clients, CLIENT_FIELDS, export_rows.CLIENT_COLUMNS, rows)
    contacts = book.create_sheet(export_rows.CONTACTS_SHEET)
    rows = [
        [EXAMPLES[owner]["rtn"], *_row(CONTACT_FIELDS, contact)]
        for owner, contact in EXAMPLE_CONTACTS
    ]
    fill_sheet(contacts, CONTACT_SHEET_FIELDS, export_rows.CONTACT_COLUMNS, rows)
    tables = (("Hoja Clientes", CLIENT_FIELDS), ("Hoja Contactos", CONTACT_SHEET_FIELDS))
    write_instructions(book, "Plantilla de clientes", _INSTRUCTIONS, tables)
    save(book, file)
