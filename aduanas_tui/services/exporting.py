"""Writing clients to a file for Excel or for other programs: ``.xlsx`` or ``.csv``.

The file holds the columns of the template and, besides them, what the office knows of each client.
All of it is as it was at one moment, and the same clients give the same bytes. In a workbook the
contacts have a sheet of their own, keyed by RTN; in CSV they are columns, as many as the client
with most contacts needs.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Event
from typing import IO

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.services import export_rows
from aduanas_tui.services.delimited_writer import write_delimited
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.export_rows import exported_clients, exported_contacts
from aduanas_tui.services.impact import counted, in_words
from aduanas_tui.services.output_file import output_file, refuse_existing
from aduanas_tui.services.workbook_writer import (
    MAX_ROWS,
    CellValue,
    TooManyRowsError,
    WorkbookWriter,
)
from aduanas_tui.store import listing as pages
from aduanas_tui.store.listing import ClientRow, Listing
from aduanas_tui.store.paths import expanded
from aduanas_tui.store.snapshot import snapshot

SUFFIXES = (".xlsx", ".csv")
"""Formats that can be written, by the end of the file's name."""

Progress = Callable[[int, int], None]
"""Told how many clients are written, and of how many; often."""

_IDS_AT_ONCE = 2_000
_CLIENTS_AT_ONCE = 200


class ExportCancelledError(ServiceError):
    """The operator stopped it; nothing of the file is left."""

    def __init__(self) -> None:
        super().__init__("Exportación cancelada: no quedó ningún archivo.")


class UnknownFormatError(ServiceError):
    """The file's name does not say in which format to write it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"El nombre «{path.name}» debe terminar en .xlsx (Excel) o en .csv.")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and where."""

    path: Path
    clients: int
    contacts: int

    def in_words(self) -> str:
        """Return the counts as in "3 clientes y 1 contacto"."""
        clients = counted(self.clients, "cliente", "clientes") or "Ningún cliente"
        return in_words([clients, counted(self.contacts, "contacto", "contactos")])


def format_of(path: Path) -> str:
    """Return the format that a name asks for, one of ``SUFFIXES``.

    Raises:
        UnknownFormatError: it ends otherwise.

    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownFormatError(path)
    return suffix


def export_clients(
    listing: Listing,
    path: Path,
    *,
    replace: bool = False,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> Exported:
    """Write the clients of a listing, in its order, and return what was written.

    Raises:
        UnknownFormatError: the name ends neither in ``.xlsx`` nor in ``.csv``.
        OutputExistsError: a file is there and ``replace`` is false.
        OutputError: the file cannot be written.
        TooManyRowsError: more than a sheet of Excel has.
        ExportCancelledError: ``cancel`` was set.

    """
    is_workbook = format_of(path) == ".xlsx"
    path = expanded(path).absolute()
    refuse_existing(path, replace=replace)
    with snapshot(), output_file(path, replace=replace) as file:
        work = _Work(listed_ids(listing, cancel), progress, cancel)
        contacts = _write_workbook(file, work) if is_workbook else _write_delimited(file, work)
    return Exported(path, len(work.ids), contacts)


class _Work:
    """The clients to write, in chunks; tells how far it is and stops when asked to."""

    def __init__(self, ids: array[int], progress: Progress | None, cancel: Event | None) -> None:
        self.ids = ids
        self._progress = progress
        self._cancel = cancel

    def chunks(self, *, counted: bool = False) -> Iterator[Sequence[int]]:
        """Yield the ids by chunks; a chunk is written when the next one is asked for."""
        for start in range(0, len(self.ids), _CLIENTS_AT_ONCE):
            _stop_if_asked(self._cancel)
            if counted and self._progress:
                self._progress(start, len(self.ids))
            yield self.ids[start : start + _CLIENTS_AT_ONCE]
        if counted and self._progress:
            self._progress(len(self.ids), len(self.ids))


def _stop_if_asked(cancel: Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise ExportCancelledError


def listed_ids(listing: Listing, cancel: Event | None) -> array[int]:
    """Return the ids of a listing in its order: 8 bytes for each client."""
    found = array("q")
    mark: ClientRow | None = None
    while page := pages.page(listing, _IDS_AT_ONCE, mark=mark):
        _stop_if_asked(cancel)
        found.extend(row.id for row in page)
        mark = page[-1]
    return found


def _write_workbook(file: IO[bytes], work: _Work) -> int:
    if len(work.ids) >= MAX_ROWS:
        raise TooManyRowsError
    with WorkbookWriter(file) as book:
        book.add_sheet(
            export_rows.CLIENTS_SHEET,
            export_rows.EXPORT_COLUMNS,
            (client.cells for ids in work.chunks(counted=True) for client in exported_clients(ids)),
            expected=len(work.ids),
        )
        return book.add_sheet(
            export_rows.CONTACTS_SHEET,
            export_rows.CONTACT_COLUMNS,
            (row for ids in work.chunks() for row in exported_contacts(ids)),
            expected=len(work.ids),
        )


def _write_delimited(file: IO[bytes], work: _Work) -> int:
    most = max((export_rows.most_contacts(ids) for ids in work.chunks()), default=0)
    blank = [""] * len(CONTACT_FIELDS)
    total = 0

    def lines() -> Iterator[Sequence[CellValue]]:
        nonlocal total
        yield [*export_rows.headers(), *export_rows.contact_headers(most)]
        for ids in work.chunks(counted=True):
            for client in exported_clients(ids):
                total += len(client.contacts)
                contacts = client.contacts + [blank] * (most - len(client.contacts))
                yield [*client.cells, *chain.from_iterable(contacts)]

    write_delimited(file, lines())
    return total
