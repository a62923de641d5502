"""Lists of clients as files, and sessions on them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.services.importing.session import ImportSession
from tests.factories import OPERATOR, client

KEYS = [item.key for item in CLIENT_FIELDS]
HEADERS = [item.label for item in CLIENT_FIELDS]


def cells(number: int = 1, **changes: str) -> list[str]:
    """Return an invented client as the cells of a row under :data:`HEADERS`."""
    typed = client(number, **changes)
    return [typed.get(key, "") for key in KEYS]


def write_csv(path: Path, rows: Iterable[Sequence[object]], headers: Sequence[str] = ()) -> Path:
    """Write a list with semicolons."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headers or HEADERS)
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]]) -> Path:
    """Write a workbook; the headers are the first row of each sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def begun(path: Path, if_exists: str = "actualizar") -> ImportSession:
    """Begin and check an import."""
    session = ImportSession.begin(path, OPERATOR)
    session.set_if_exists(if_exists)
    session.check()
    return session


def staged(path: Path, *rows: Sequence[object], headers: Sequence[str] = ()) -> ImportSession:
    """Write a list beside ``path``, begin its import and check it."""
    return begun(write_csv(path / "lista.csv", rows, headers))


def codes(session: ImportSession, number: int) -> list[str]:
    """Return the codes of the problems of a row, without the year that all invented RTNs have."""
    return [one.code for one in session.row(number).problems if one.code != "rtn_year"]


def actions(session: ImportSession) -> dict[int, str]:
    """Return what happens to each row."""
    return {row.number: row.action for row in session.placed()}
