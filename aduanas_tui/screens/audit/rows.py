"""The rows of the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from aduanas_tui.domain.audit_filters import AuditFilters
from aduanas_tui.screens.threaded_rows import Page, ThreadedRows, page_of
from aduanas_tui.services import audit_log
from aduanas_tui.services.audit_log import LogEntry
from aduanas_tui.widgets.columns import Column
from aduanas_tui.widgets.row_list import RowList


class AuditRows(ThreadedRows[AuditFilters, LogEntry]):
    """The entries that pass some filters, the newest first."""

    def __init__(self, columns: Sequence[Column[LogEntry]]) -> None:
        super().__init__(columns, id="audit-rows")

    def find(self, filters: AuditFilters) -> None:
        """Show what filters let pass, from the newest entry."""
        self._start(filters, None, None)

    def reload(self) -> None:
        """Read the rows again; the cursor stays, and the screen too unless it is at the start."""
        if self.listing is None:
            return
        current, top = self.current, self.top
        mark = None if top is None or self.is_at_start else top.id
        self._start(self.listing, mark, current.id if current is not None else None)

    def _start(self, filters: AuditFilters, mark: int | None, keep: int | None) -> None:
        """Read the newest rows, or those from the entry ``mark`` on, which never goes."""
        size = 2 * max(self.page_size, self.app.size.height)

        def read() -> Page[LogEntry]:
            rows = audit_log.page(filters, size, mark=mark, inclusive=True)
            return Page(rows, mark is None, len(rows) < size, keep)

        self.begin(filters, read)

    def more(self, listing: AuditFilters, wanted: RowList.Wanted) -> Page[LogEntry]:
        """Read older or newer entries: backwards is up, to newer ones."""
        mark: LogEntry | None = wanted.mark
        rows = audit_log.page(
            listing,
            wanted.size,
            mark=mark.id if mark is not None else None,
            newer=wanted.backwards,
        )
        return page_of(rows, wanted)
