"""The rows of the audit log: read in threads, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work
from textual.message import Message

from aduanas_tui.domain.audit_filters import AuditFilters
from aduanas_tui.screens.jobs import explain
from aduanas_tui.services import audit_log
from aduanas_tui.services.audit_log import LogEntry
from aduanas_tui.services.lookup import Interrupter, QueryInterruptedError
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.row_list import RowList


class AuditRows(RowList[LogEntry]):
    """The entries that pass some filters, the newest first."""

    class Listed(Message):
        """The first rows of a listing are shown."""

    class Failed(Message):
        """The database could not answer."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class _Found(Message):
        def __init__(
            self,
            filters: AuditFilters,
            rows: Sequence[LogEntry],
            from_start: bool,
            size: int,
            keep: int | None,
        ) -> None:
            super().__init__()
            self.filters = filters
            self.rows = rows
            self.from_start = from_start
            self.size = size
            self.keep = keep

    class _Fetched(Message):
        def __init__(
            self, filters: AuditFilters, wanted: RowList.Wanted, rows: Sequence[LogEntry]
        ) -> None:
            super().__init__()
            self.filters = filters
            self.wanted = wanted
            self.rows = rows

    def __init__(self, columns: Sequence[Column[LogEntry]]) -> None:
        super().__init__(columns, id="audit-rows")
        self.filters: AuditFilters | None = None
        """What is shown or on its way; ``None`` before anything was asked for."""
        self.is_pending = False
        """Whether a listing is under way."""
        self._interrupter = Interrupter()

    def find(self, filters: AuditFilters) -> None:
        """Show what filters let pass, from the newest entry."""
        self.filters = filters
        self._start(filters, None, None)

    def reload(self) -> None:
        """Read the rows again; the cursor stays, and the screen too unless it is at the start."""
        if self.filters is None:
            return
        current, top = self.current, self.top
        mark = None if top is None or self.is_at_start else top.id
        self._start(self.filters, mark, current.id if current is not None else None)

    def _start(self, filters: AuditFilters, mark: int | None, keep: int | None) -> None:
        self._interrupter.interrupt()
        self._interrupter = Interrupter()
        self.is_pending = True
        size = 2 * max(self.page_size, self.app.size.height)
        self._read(filters, self._interrupter, size, mark, keep)

    @work(thread=True, exclusive=True, group="audit")
    def _read(
        self,
        filters: AuditFilters,
        interrupter: Interrupter,
        size: int,
        mark: int | None,
        keep: int | None,
    ) -> None:
        """Read the newest rows, or those from the entry ``mark`` on, which never goes."""
        try:
            with interrupter:
                rows = audit_log.page(filters, size, mark=mark, inclusive=True)
        except QueryInterruptedError:
            return
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Found(filters, rows, mark is None, size, keep))

    @on(_Found)
    def _found(self, event: _Found) -> None:
        event.stop()
        if event.filters != self.filters:
            return
        self.is_pending = False
        self.show(
            event.rows,
            first_known=event.from_start,
            last_known=len(event.rows) < event.size,
            keep=event.keep,
        )
        self.post_message(self.Listed())

    @on(RowList.Wanted)
    def _wanted(self, event: RowList.Wanted) -> None:
        event.stop()
        if self.filters is not None:
            self._fetch(self.filters, event)

    @work(thread=True, group="audit-rows")
    def _fetch(self, filters: AuditFilters, wanted: RowList.Wanted) -> None:
        mark: LogEntry | None = wanted.mark
        # Backwards is up, to newer entries; without a mark it is the end of the list, the oldest.
        try:
            rows = audit_log.page(
                filters,
                wanted.size,
                mark=mark.id if mark is not None else None,
                newer=wanted.backwards,
            )
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Fetched(filters, wanted, rows))

    @on(_Fetched)
    def _fetched(self, event: _Fetched) -> None:
        event.stop()
        if event.filters != self.filters:
            return
        wanted, rows = event.wanted, event.rows
        ends = len(rows) < wanted.size
        if wanted.mark is None:
            self.show(
                rows,
                first_known=ends or not wanted.backwards,
                last_known=ends or wanted.backwards,
                at_end=wanted.backwards,
            )
        elif wanted.mark.id != self.edge_id(wanted.backwards):
            # The rows were read anew meanwhile, or those at this end were forgotten.
            self.discard(backwards=wanted.backwards)
        else:
            self.extend(rows, backwards=wanted.backwards, end_known=ends)

    @on(Failed)
    def _failed(self) -> None:
        self.is_pending = False
        self.give_up()
