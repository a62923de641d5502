"""Writing all operations of one kind to a file: of the whole office, or of some clients.

The file is as it was at one moment, and the same operations give the same bytes, whatever their
ids; importing it again changes nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from aduanas_tui.services.delimited_writer import write_delimited
from aduanas_tui.services.exporting import (
    ExportCancelledError,
    Progress,
    format_of,
    listed_ids,
)
from aduanas_tui.services.impact import counted
from aduanas_tui.services.operations.kinds import INFO
from aduanas_tui.services.operations.lists import OperationList, list_cells
from aduanas_tui.services.output_file import output_file, refuse_existing
from aduanas_tui.services.workbook_writer import (
    MAX_ROWS,
    CellValue,
    TooManyRowsError,
    WorkbookWriter,
)
from aduanas_tui.store.connection import execute
from aduanas_tui.store.listing import Listing
from aduanas_tui.store.paths import expanded
from aduanas_tui.store.snapshot import snapshot

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class OperationsExported:
    """What was written, and where."""

    path: Path
    listed: OperationList
    count: int

    def in_words(self) -> str:
        """Return the count as in "3 facturas"."""
        info = INFO[self.listed.kind]
        none = "Ninguna" if info.feminine else "Ningún"
        return counted(self.count, info.one, info.many) or f"{none} {info.one}"


def export_operations(
    listed: OperationList,
    path: Path,
    *,
    of: Listing | None = None,
    replace: bool = False,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> OperationsExported:
    """Write the operations of a kind, the oldest first, and return what was written.

    Args:
        listed: how the kind is listed.
        path: where to; its ending says the format.
        of: only those of the clients of this listing; without it the whole office's.
        replace: whether a file that is there may be written over.
        progress: told how many operations are written, and of how many.
        cancel: when set, nothing of the file is left.

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
        ids = _ids(listed, of, cancel)
        rows = _rows(listed, ids, progress, cancel)
        if not is_workbook:
            headers: list[CellValue] = [column.header for column in listed.columns]
            write_delimited(file, _headed(headers, rows))
        elif len(ids) >= MAX_ROWS:
            raise TooManyRowsError
        else:
            with WorkbookWriter(file) as book:
                title = INFO[listed.kind].title
                book.add_sheet(title, listed.columns, rows, expected=len(ids))
    return OperationsExported(path, listed, len(ids))


def _headed(
    headers: list[CellValue], rows: Iterator[list[CellValue]]
) -> Iterator[Sequence[CellValue]]:
    yield headers
    yield from rows


def _ids(listed: OperationList, of: Listing | None, cancel: Event | None) -> array[int]:
    """Return the ids in the order of the list: 8 bytes for each operation."""
    clients = None if of is None else set(listed_ids(of, cancel))
    found = array("q")
    query = f"SELECT o.id, o.client_id FROM {listed.source} ORDER BY {listed.order}"
    for operation_id, client_id in execute(query):
        if clients is None or client_id in clients:
            found.append(operation_id)
    return found


def _rows(
    listed: OperationList,
    ids: array[int],
    progress: Progress | None,
    cancel: Event | None,
) -> Iterator[list[CellValue]]:
    """Yield the cells; a chunk is read when the one before is written."""
    for start in range(0, len(ids), _AT_ONCE):
        if cancel is not None and cancel.is_set():
            raise ExportCancelledError
        if progress is not None:
            progress(start, len(ids))
        yield from list_cells(listed, ids[start : start + _AT_ONCE])
    if progress is not None:
        progress(len(ids), len(ids))
