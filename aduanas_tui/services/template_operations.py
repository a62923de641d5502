"""The templates of lists of operations, with invented examples that belong together.

They are of the client in the template of clients: importing the templates as they are, clients
first, has no error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import OperationList, column_of
from aduanas_tui.services.template_sheets import fill_sheet, save, write_instructions

_CLIENT = "0501-9099-000010"
_FILE, _QUOTE, _INVOICE = "EXP-26-0019", "COT-26-0007", "000-001-01-00000123"

EXAMPLES: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.CUSTOMS_FILE: (
        {
            "client": _CLIENT,
            "number": _FILE,
            "operation_type": "Importación",
            "state": "Cerrado",
            "opened_on": "12/01/2026",
            "closed_on": "20/01/2026",
            "office": "Puerto Cortés",
            "regime": "4000 Importación definitiva",
            "channel": "Verde",
            "declaration": "D26-0000019",
            "transport_document": "BL-EJEMPLO-001",
            "description": "Ejemplo inventado: borre esta fila.",
        },
        {
            "client": _CLIENT,
            "number": "EXP-26-0020",
            "operation_type": "Exportación",
            "state": "Abierto",
            "opened_on": "14/01/2026",
            "description": "Ejemplo inventado: borre esta fila.",
        },
    ),
    Kind.QUOTE: (
        {
            "client": _CLIENT,
            "number": _QUOTE,
            "issued_on": "10/01/2026",
            "valid_until": "25/01/2026",
            "operation_type": "Importación",
            "currency": "Lempiras",
            "total": "18,400.00",
            "state": "Aceptada",
            "customs_file": _FILE,
            "description": "Ejemplo inventado: borre esta fila.",
        },
    ),
    Kind.INVOICE: (
        {
            "client": _CLIENT,
            "number": _INVOICE,
            "issued_on": "20/01/2026",
            "due_on": "19/02/2026",
            "currency": "Lempiras",
            "subtotal": "16,000.00",
            "isv": "2,400.00",
            "total": "18,400.00",
            "customs_file": _FILE,
            "quote": _QUOTE,
        },
    ),
    Kind.PAYMENT: (
        {
            "client": _CLIENT,
            "invoice": _INVOICE,
            "paid_on": "30/01/2026",
            "amount": "10,000.00",
            "method": "Transferencia",
            "reference": "EJEMPLO-1",
            "currency": "Lempiras",
        },
        {
            "client": _CLIENT,
            "invoice": _INVOICE,
            "paid_on": "16/02/2026",
            "amount": "8,400.00",
            "method": "Cheque",
            "reference": "EJEMPLO-2",
            "currency": "Lempiras",
        },
    ),
}
"""Operations as typed, by field."""


def lines(listed: OperationList) -> Iterator[list[str]]:
    """Yield the headers and the examples."""
    yield [item.label for item in listed.fields]
    yield from _examples(listed)


def write_workbook(file: IO[bytes], listed: OperationList) -> None:
    """Write the template as a workbook."""
    from openpyxl import Workbook

    info = INFO[listed.kind]
    book = Workbook()
    book.remove(book.worksheets[0])
    columns = [column_of(item) for item in listed.fields]
    fill_sheet(book.create_sheet(info.title), listed.fields, columns, _examples(listed))
    title, table = f"Plantilla de {info.many}", (f"Hoja {info.title}", listed.fields)
    write_instructions(book, title, _instructions(listed), [table])
    save(book, file)


def _examples(listed: OperationList) -> list[list[str]]:
    return [[typed.get(key, "") for key in listed.keys] for typed in EXAMPLES[listed.kind]]


def _instructions(listed: OperationList) -> list[str]:
    info = INFO[listed.kind]
    one = f"un{'a' if info.feminine else ''} {info.one}"
    steps = [
        f"Escriba {one} por fila en la hoja {info.title}; no cambie los encabezados.",
        "Borre las filas de ejemplo: son inventadas.",
        "El cliente se halla por su RTN: tiene que estar registrado y activo.",
    ]
    if listed.links:
        named = " y ".join(INFO[kind].noun for kind in listed.links)
        steps.append(f"Lo que se nombra por su número ({named}) tiene que estar registrado antes.")
    steps.append(
        "Guarde el libro y elíjalo en Importar. Antes de guardar nada verá todas las filas y podrá "
        "corregirlas."
    )
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]
