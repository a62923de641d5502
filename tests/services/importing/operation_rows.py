"""Lists of invented operations as files, and sessions on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.lists import LISTS
from tests.factories import OPERATOR, rtn
from tests.services.importing.lists import write_csv, write_xlsx

NUMBERS = [f"000-001-01-{number:08d}" for number in range(10)]

_TYPED: dict[Kind, dict[str, str]] = {
    Kind.CUSTOMS_FILE: {
        "number": "EXP-26-0001",
        "operation_type": "Importación",
        "state": "Abierto",
        "opened_on": "05/01/2026",
    },
    Kind.QUOTE: {
        "number": "COT-26-0001",
        "issued_on": "01/02/2026",
        "valid_until": "16/02/2026",
        "operation_type": "Importación",
        "currency": "Lempiras",
        "total": "1,150.00",
        "state": "Pendiente",
    },
    Kind.INVOICE: {
        "number": NUMBERS[1],
        "issued_on": "01/03/2026",
        "due_on": "31/03/2026",
        "currency": "Lempiras",
        "subtotal": "1,000.00",
        "isv": "150.00",
        "total": "1,150.00",
    },
    Kind.PAYMENT: {
        "invoice": NUMBERS[1],
        "paid_on": "10/03/2026",
        "amount": "100.00",
        "method": "Transferencia",
        "reference": "R-1",
    },
}


def headers(kind: Kind) -> list[str]:
    """Return the headers of a list."""
    return [item.label for item in LISTS[kind].fields]


def line(kind: Kind, owner: int = 1, **changes: str) -> list[str]:
    """Return an operation of the invented client ``owner`` as the cells of a row."""
    typed = {"client": rtn(owner), **_TYPED[kind], **changes}
    return [typed.get(key, "") for key in LISTS[kind].keys]


def begun(path: Path, kind: Kind, if_exists: str = "actualizar") -> ImportSession:
    """Begin and check an import."""
    session = ImportSession.begin(path, OPERATOR, what=LISTS[kind].name)
    session.set_if_exists(if_exists)
    session.check()
    return session


def staged(
    folder: Path, kind: Kind, *rows: Sequence[object], if_exists: str = "actualizar"
) -> ImportSession:
    """Write a list, begin its import and check it."""
    path = write_csv(folder / f"{kind.value}.csv", rows, headers(kind))
    return begun(path, kind, if_exists)


def staged_book(folder: Path, kind: Kind, *rows: Sequence[object]) -> ImportSession:
    """Do the same with a workbook, whose cells have types."""
    path = write_xlsx(folder / f"{kind.value}.xlsx", {"Hoja1": [headers(kind), *rows]})
    return begun(path, kind)


def said(session: ImportSession, number: int) -> list[tuple[str, str]]:
    """Return field and code of each problem of a row."""
    return [(one.field, one.code) for one in session.row(number).problems]


def message(session: ImportSession, number: int) -> str:
    """Return the first sentence about a row."""
    return session.row(number).problems[0].message


def actions(session: ImportSession) -> list[str]:
    """Return what happens to each row."""
    return [row.action for row in session.placed()]
