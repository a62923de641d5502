"""Reading a stranger's file into a staged import."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from aduanas_tui.domain.cells import unneutralise
from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.headers import (
    CONTACT_SHEET_FIELDS,
    Certainty,
    known_header,
    match_headers,
)
from aduanas_tui.domain.text import fold
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.model import CancelledError, Progress
from aduanas_tui.services.importing.records import CLIENTS, RecordKind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.verdict import rtn_key
from aduanas_tui.services.sheets import (
    SEPARATOR,
    Book,
    PackedRow,
    SheetRow,
    find_header,
    is_total_row,
)
from aduanas_tui.services.sheets import decode as decode
from aduanas_tui.services.sheets import encode as encode
from aduanas_tui.services.sheets.layout import HEADER_ROWS

_BATCH = 500
"""Rows of the sheet of contacts between two looks at whether to stop."""

_LAST_ROWS = 5
"""Rows at the end of a list among which one of totals is looked for."""

_NO_LISTS = ("contactos", "instrucciones")
"""Sheets of our own template and export that are no list of clients, folded."""

SURE = (Certainty.EXACT, Certainty.SYNONYM, Certainty.REMEMBERED)


def lists_of(book: Book, what: str) -> list[str]:
    """Return the visible sheets that may be the list: more than one has to be asked.

    A sheet that is called like the operations wanted is the one.
    """
    visible = [sheet.name for sheet in book.sheets if sheet.visible] or [
        sheet.name for sheet in book.sheets
    ]
    lists = [name for name in visible if fold(name).strip() not in _NO_LISTS] or visible
    named = [name for name in lists if fold(name).strip() == what != CLIENTS.name]
    if len(named) == 1:
        return named
    if len(lists) < 2:
        return lists
    return [name for name in lists if _has_rows(book, name)] or lists


def _has_rows(book: Book, name: str) -> bool:
    with closing(book.batches(name)) as batches:
        try:
            return next(batches, None) is not None
        except ServiceError:
            return False


def read(
    staging: Staging,
    book: Book,
    record: RecordKind,
    sheet: str | None,
    encoding: str | None,
    separator: str | None,
    progress: Progress | None,
    cancel: threading.Event | None,
) -> None:
    """Stage all rows of a sheet, and its layout; replaces what was read before.

    Raises:
        ServiceError: it cannot be read, has no rows, or was cancelled.

    """
    name = sheet if sheet is not None else lists_of(book, record.name)[0]
    with staging.transaction():
        for table in ("cell_row", "contact_row"):
            staging.execute(f"DELETE FROM {table}")
        forget_choices(staging)
        hidden: list[int] = []
        with closing(
            book.batches(name, encoding=encoding, separator=separator, hidden=hidden)
        ) as batches:
            _stage(
                staging,
                map(_unneutralised, batches) if book.kind == "csv" else batches,
                progress,
                cancel,
            )
        contacts = _stage_contacts(staging, book, name, cancel) if record.takes_contacts else 0
        staging.put(
            path=str(book.path),
            file_name=Path(book.path).name,
            kind=book.kind,
            sheet="" if book.kind == "csv" else name,
            sheets=[[one.name, one.visible] for one in book.sheets],
            encoding=encoding or book.encoding,
            separator=separator or book.separator,
            fingerprint=book.fingerprint,
            contact_rows=contacts,
            hidden=hidden,
            is_checked=False,
        )
        set_header(staging, None, record.fields)


def forget_choices(staging: Staging) -> None:
    """Forget what was judged of the rows, and what the operator did with them."""
    for table in ("choice", "verdict", "kind", "step", "step_row"):
        staging.execute(f"DELETE FROM {table}")


def forget_contacts(staging: Staging) -> None:
    """Forget the sheet of contacts: only a list of clients has one."""
    staging.execute("DELETE FROM contact_row")
    staging.put(contact_rows=0)


def set_header(staging: Staging, number: int | None, fields: FieldTable) -> None:
    """Fix the row with the headers, or find it; and the row of totals, if there is one."""
    first = first_rows(staging, HEADER_ROWS)
    if not first:
        raise ServiceError("El archivo no tiene ninguna fila con datos: elija otro.")
    if number is None:
        number = find_header(first, lambda text: known_header(text, fields))
    by_number = {row.number: row for row in first}
    header = by_number.get(number or first[0].number)
    if header is None:
        raise ServiceError(f"La fila {number} está vacía o queda muy abajo: elija otra.")
    totals = [
        row.number
        for row in last_rows(staging, _LAST_ROWS)
        if row.number > header.number and is_total_row(row, header)
    ]
    staging.put(
        header_row=header.number,
        headers=[cell.text for cell in header.cells],
        totals=totals,
        mapping=None,
        is_checked=False,
    )


def first_rows(staging: Staging, limit: int) -> list[SheetRow]:
    """Return the first rows that are not blank, titles and headers included."""
    return _rows(staging, "ORDER BY number LIMIT ?", limit)


def last_rows(staging: Staging, limit: int) -> list[SheetRow]:
    """Return the last rows."""
    return _rows(staging, "ORDER BY number DESC LIMIT ?", limit)


def _rows(staging: Staging, end: str, limit: int) -> list[SheetRow]:
    found = staging.rows(f"SELECT number, kinds, texts FROM cell_row {end}", (limit,))
    return [SheetRow(number, tuple(decode(kinds, texts))) for number, kinds, texts in found]


def _unneutralised(batch: list[PackedRow]) -> list[PackedRow]:
    """Take back what our own export, or another program, writes around a text in CSV."""
    return [
        (number, kinds, SEPARATOR.join(map(unneutralise, texts.split(SEPARATOR))))
        if "'" in texts or '="' in texts
        else (number, kinds, texts)
        for number, kinds, texts in batch
    ]


def _stage(
    staging: Staging,
    batches: Iterable[list[PackedRow]],
    progress: Progress | None,
    cancel: threading.Event | None,
) -> None:
    done = 0
    for batch in batches:
        staging.many("INSERT INTO cell_row VALUES (?, ?, ?)", batch)
        done += len(batch)
        if cancel is not None and cancel.is_set():
            raise CancelledError
        if progress is not None:
            progress(done, None)


def _stage_contacts(
    staging: Staging, book: Book, chosen: str, cancel: threading.Event | None
) -> int:
    """Stage the sheet of contacts, if the book has one, by the RTN that each row names."""
    name = next((one.name for one in book.sheets if fold(one.name).strip() == "contactos"), chosen)
    if name == chosen:
        return 0
    with closing(book.rows(name)) as rows:
        first: list[SheetRow] = []
        for row in rows:
            first.append(row)
            if len(first) == HEADER_ROWS:
                break
        number = find_header(first, lambda text: known_header(text, CONTACT_SHEET_FIELDS))
        header = next((row for row in first if row.number == number), None)
        if header is None:
            return 0
        matches = match_headers([cell.text for cell in header.cells], CONTACT_SHEET_FIELDS)
        targets = {one.target: one.index for one in matches if one.target and one.certainty in SURE}
        if "rtn" not in targets:
            return 0
        columns = [column for column in targets if column != "rtn"]
        staging.put(contact_columns=columns)
        return _stage_people(staging, first, rows, header.number, targets, columns, cancel)


def _stage_people(
    staging: Staging,
    first: Sequence[SheetRow],
    rest: Iterator[SheetRow],
    header: int,
    targets: dict[str, int],
    columns: Sequence[str],
    cancel: threading.Event | None,
) -> int:
    count = 0
    for row in _chained(first, rest):
        if row.number <= header:
            continue
        if cancel is not None and count % _BATCH == 0 and cancel.is_set():
            raise CancelledError
        rtn = rtn_key(row[targets["rtn"]])
        staging.execute(
            "INSERT INTO contact_row VALUES (?, ?, ?, ?)",
            (
                row.number,
                rtn,
                *encode([row[targets[column]] for column in ("rtn", *columns)]),
            ),
        )
        count += 1
    return count


def _chained(first: Sequence[SheetRow], rest: Iterator[SheetRow]) -> Iterator[SheetRow]:
    yield from first
    yield from rest
