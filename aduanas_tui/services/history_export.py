"""Writing the filtered history of a client to a file: a sheet for each part, or one part as CSV.

The columns are those of the lists of operations, so that an import takes back what was written.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event
from typing import IO

from aduanas_tui.domain.history_filters import HistoryFilters
from aduanas_tui.services.delimited_writer import write_delimited
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.exporting import ExportCancelledError, Progress, format_of
from aduanas_tui.services.impact import counted, in_words
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import LISTS, list_cells
from aduanas_tui.services.output_file import output_file, refuse_existing
from aduanas_tui.services.workbook_writer import (
    MAX_ROWS,
    CellValue,
    TooManyRowsError,
    WorkbookWriter,
)
from aduanas_tui.store import history as store
from aduanas_tui.store.paths import expanded
from aduanas_tui.store.snapshot import snapshot

_AT_ONCE = 500


class OnePartError(ServiceError):
    """A CSV file was asked for, which holds one part, and there were none or several."""

    def __init__(self) -> None:
        super().__init__("Un archivo .csv lleva una sola parte: elija una, o un archivo .xlsx.")


@dataclass(frozen=True, slots=True)
class HistoryExported:
    """What was written, and where."""

    path: Path
    counts: dict[Kind, int]

    def in_words(self) -> str:
        """Return the counts as in "2 expedientes y 1 factura"."""
        found = [
            counted(count, INFO[one].one, INFO[one].many) for one, count in self.counts.items()
        ]
        return in_words(found) or "Ninguna operación"


def export(
    client_id: int,
    filters: HistoryFilters,
    path: Path,
    *,
    kinds: Sequence[Kind] = tuple(Kind),
    replace: bool = False,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> HistoryExported:
    """Write the parts ``kinds`` of what the filters show, newest first, as of one moment.

    Args:
        client_id: whose history.
        filters: what is written of it.
        path: where to; its ending says the format.
        kinds: the parts; of a CSV file just one.
        replace: whether a file that is there may be written over.
        progress: told how many operations are written, and of how many.
        stop: when set, nothing of the file is left.

    Raises:
        UnknownFormatError: the name ends neither in ``.xlsx`` nor in ``.csv``.
        OnePartError: not one part for a CSV file.
        OutputExistsError: a file is there and ``replace`` is false.
        OutputError: the file cannot be written.
        TooManyRowsError: more than a sheet of Excel has.
        ExportCancelledError: ``stop`` was set.

    """
    is_workbook = format_of(path) == ".xlsx"
    if not kinds or (len(kinds) > 1 and not is_workbook):
        raise OnePartError
    path = expanded(path).absolute()
    refuse_existing(path, replace=replace)
    with snapshot(), output_file(path, replace=replace) as file:
        work = _Work(client_id, filters, kinds, progress, stop)
        if is_workbook:
            _write_workbook(file, work)
        else:
            _write_delimited(file, work)
    return HistoryExported(path, {kind: len(ids) for kind, ids in work.ids.items()})


class _Work:
    """The operations to write; tells how far it is and stops when asked to."""

    def __init__(
        self,
        client_id: int,
        filters: HistoryFilters,
        kinds: Sequence[Kind],
        progress: Progress | None,
        stop: Event | None,
    ) -> None:
        self._progress = progress
        self._stop = stop
        self._done = 0
        today = date.today()
        self.ids: dict[Kind, array[int]] = {}
        for kind in kinds:
            self._stop_if_asked()
            found = store.ids(client_id, kind.value, filters, "day", True, today=today)
            self.ids[kind] = array("q", found)
        self._total = sum(map(len, self.ids.values()))

    def rows(self, kind: Kind) -> Iterator[list[CellValue]]:
        """Yield the cells of a part; a chunk is read when the one before is written."""
        ids = self.ids[kind]
        for start in range(0, len(ids), _AT_ONCE):
            self._stop_if_asked()
            some = ids[start : start + _AT_ONCE]
            yield from list_cells(LISTS[kind], some)
            self._done += len(some)
            if self._progress:
                self._progress(self._done, self._total)

    def _stop_if_asked(self) -> None:
        if self._stop is not None and self._stop.is_set():
            raise ExportCancelledError


def _write_workbook(file: IO[bytes], work: _Work) -> None:
    if any(len(ids) >= MAX_ROWS for ids in work.ids.values()):
        raise TooManyRowsError
    with WorkbookWriter(file) as book:
        for kind, ids in work.ids.items():
            listed = LISTS[kind]
            book.add_sheet(INFO[kind].title, listed.columns, work.rows(kind), expected=len(ids))


def _write_delimited(file: IO[bytes], work: _Work) -> None:
    (kind,) = work.ids

    def lines() -> Iterator[Sequence[CellValue]]:
        yield [column.header for column in LISTS[kind].columns]
        yield from work.rows(kind)

    write_delimited(file, lines())
