"""Writing the filtered audit log to a file: a row for each field of each change, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Event

from aduanas_tui.domain.audit_filters import AuditFilters
from aduanas_tui.services import audit_log, audit_words
from aduanas_tui.services.delimited_writer import write_delimited
from aduanas_tui.services.exporting import ExportCancelledError, Progress, format_of
from aduanas_tui.services.impact import counted
from aduanas_tui.services.output_file import output_file, refuse_existing
from aduanas_tui.services.workbook_writer import CellValue, SheetColumn, Style, WorkbookWriter
from aduanas_tui.store import audit_pages as store
from aduanas_tui.store.paths import expanded
from aduanas_tui.store.snapshot import snapshot

SHEET = "Bitácora"
COLUMNS = (
    SheetColumn("Cambio", 10, Style.COUNT),
    SheetColumn("Fecha", 12, Style.DAY),
    SheetColumn("Hora", 10),
    SheetColumn("Operador", 14),
    SheetColumn("Qué hizo", 42),
    SheetColumn("Registro", 14),
    SheetColumn("Nombre o número", 30),
    SheetColumn("Cliente", 36),
    SheetColumn("Campo", 24),
    SheetColumn("Antes", 30, Style.PLAIN),
    SheetColumn("Después", 30, Style.PLAIN),
    SheetColumn("Importación", 13, Style.COUNT),
)
"""What is written of each changed field; a note longer than Text cells show is a plain cell."""

_AT_ONCE = 500
_ROWS_EACH = 4
"""Fields that an entry has, about: how large a workbook will be."""


@dataclass(frozen=True, slots=True)
class AuditExported:
    """What was written, and where."""

    path: Path
    entries: int

    def in_words(self) -> str:
        """Return the count as in "3 cambios"."""
        return counted(self.entries, "cambio", "cambios") or "Ningún cambio"


def export(
    filters: AuditFilters,
    path: Path,
    *,
    replace: bool = False,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> AuditExported:
    """Write what the filters show, as of one moment, and return what was written.

    Args:
        filters: which entries.
        path: where to; its ending says the format.
        replace: whether a file that is there may be written over.
        progress: told how many entries are written, and of how many.
        stop: when set, nothing of the file is left.

    Raises:
        UnknownFormatError: the name ends neither in ``.xlsx`` nor in ``.csv``.
        OutputExistsError: a file is there and ``replace`` is false.
        OutputError: the file cannot be written.
        TooManyRowsError: more than a sheet of Excel has.
        ExportCancelledError: ``stop`` was set.

    """
    is_workbook = format_of(path) == ".xlsx"
    path = expanded(path).absolute()
    refuse_existing(path, replace=replace)
    with snapshot(), output_file(path, replace=replace) as file:
        total = store.count(filters)
        cells = _cells(filters, total, progress, stop)
        if is_workbook:
            with WorkbookWriter(file) as book:
                book.add_sheet(SHEET, COLUMNS, cells, expected=total * _ROWS_EACH)
        else:
            headers: Sequence[CellValue] = [column.header for column in COLUMNS]
            write_delimited(file, chain([headers], cells))
    return AuditExported(path, total)


def _cells(
    filters: AuditFilters, total: int, progress: Progress | None, stop: Event | None
) -> Iterator[list[CellValue]]:
    """Yield the rows; a chunk of entries is read when the one before is written."""
    done, mark = 0, None
    while True:
        if stop is not None and stop.is_set():
            raise ExportCancelledError
        found = store.page(filters, _AT_ONCE, mark=mark)
        for stored, entry in zip(found, audit_log.in_words(found), strict=True):
            head: list[CellValue] = [
                entry.id,
                entry.at.date(),
                f"{entry.at:%H:%M:%S}",
                entry.operator,
                entry.what,
                audit_words.noun(entry.entity),
                entry.label,
                entry.client_name,
            ]
            changes = audit_words.field_changes(stored.entity, audit_log.changes_of(stored))
            texts = [[one.label, one.before, one.after] for one in changes] or [["", "", ""]]
            yield from ([*head, *text, entry.batch_id] for text in texts)
        done += len(found)
        if progress is not None:
            progress(done, total)
        if len(found) < _AT_ONCE:
            return
        mark = found[-1].id
