"""The rows of an import's preview."""

from __future__ import annotations

from aduanas_tui.screens.import_texts import preview_columns
from aduanas_tui.screens.threaded_rows import Page, ThreadedRows, page_of
from aduanas_tui.services.importing.session import ImportSession, PreviewRow, View
from aduanas_tui.widgets.row_list import RowList


class ImportRows(ThreadedRows[View, PreviewRow]):
    """Shows any view of an import, however long the file is."""

    def __init__(self, session: ImportSession, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(preview_columns(session.record), id=id)
        self._session = session

    @property
    def view(self) -> View:
        """What is shown or on its way."""
        return self.listing or View("all")

    def find(self, view: View, start: int | None = None, keep: int | None = None) -> None:
        """Show a view, from row ``start`` of the file on, staying on the row ``keep``."""
        size = 3 * max(self.page_size, self.app.size.height - 7)

        def read() -> Page[PreviewRow]:
            rows = self._session.page(view, size, after=start, inclusive=True)
            if start is not None and not rows:
                rows = self._session.page(view, size)
            return Page(rows, False, len(rows) < size, keep)

        self.begin(view, read)

    def reload(self) -> None:
        """Read the rows again without moving the cursor or the screen."""
        top, current = self.top, self.current
        self.find(self.view, top.id if top else None, current.id if current else None)

    def more(self, listing: View, wanted: RowList.Wanted) -> Page[PreviewRow]:
        """Read the rows before or after one, or at an end."""
        mark = wanted.mark.id if wanted.mark is not None else None
        if wanted.backwards:
            rows = self._session.page(listing, wanted.size, before=mark, backwards=True)
        else:
            rows = self._session.page(listing, wanted.size, after=mark)
        return page_of(rows, wanted)
