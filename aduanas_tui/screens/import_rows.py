"""The rows of an import's preview, read in threads."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work
from textual.message import Message

from aduanas_tui.screens.import_texts import preview_columns
from aduanas_tui.screens.jobs import explain
from aduanas_tui.services.importing.session import ImportSession, PreviewRow, View
from aduanas_tui.widgets.row_list import RowList


class ImportRows(RowList[PreviewRow]):
    """Shows any view of an import, however long the file is."""

    class Listed(Message):
        """The first rows of a view are shown."""

    class Failed(Message):
        """The rows could not be read."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class _Found(Message):
        def __init__(
            self, view: View, rows: Sequence[PreviewRow], size: int, keep: int | None
        ) -> None:
            super().__init__()
            self.view = view
            self.rows = rows
            self.size = size
            self.keep = keep

    class _Fetched(Message):
        def __init__(self, view: View, wanted: RowList.Wanted, rows: Sequence[PreviewRow]) -> None:
            super().__init__()
            self.view = view
            self.wanted = wanted
            self.rows = rows

    def __init__(self, session: ImportSession, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(preview_columns(session.record), id=id)
        self._session = session
        self.view = View("all")
        self.is_pending = False
        """Whether rows are being read."""

    def find(self, view: View, start: int | None = None, keep: int | None = None) -> None:
        """Show a view, from row ``start`` of the file on, staying on the row ``keep``."""
        self.view = view
        self.is_pending = True
        self._read(view, 3 * max(self.page_size, self.app.size.height - 7), start, keep)

    def reload(self) -> None:
        """Read the rows again without moving the cursor or the screen."""
        top, current = self.top, self.current
        self.find(self.view, top.id if top else None, current.id if current else None)

    @work(thread=True, exclusive=True, group="rows")
    def _read(self, view: View, size: int, start: int | None, keep: int | None) -> None:
        try:
            rows = self._session.page(view, size, after=start, inclusive=True)
            if start is not None and not rows:
                rows = self._session.page(view, size)
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Found(view, rows, size, keep))

    @on(_Found)
    def _found(self, event: _Found) -> None:
        event.stop()
        if event.view != self.view:
            return
        self.is_pending = False
        self.show(
            event.rows,
            first_known=False,
            last_known=len(event.rows) < event.size,
            keep=event.keep,
        )
        self.post_message(self.Listed())

    @on(RowList.Wanted)
    def _wanted(self, event: RowList.Wanted) -> None:
        event.stop()
        self._fetch(self.view, event)

    @work(thread=True, group="fetch")
    def _fetch(self, view: View, wanted: RowList.Wanted) -> None:
        mark = wanted.mark.id if wanted.mark is not None else None
        try:
            if wanted.backwards:
                rows = self._session.page(view, wanted.size, before=mark, backwards=True)
            else:
                rows = self._session.page(view, wanted.size, after=mark)
        except Exception as error:
            self.post_message(self.Failed(explain(error)))
            return
        self.post_message(self._Fetched(view, wanted, rows))

    @on(_Fetched)
    def _fetched(self, event: _Fetched) -> None:
        event.stop()
        if event.view != self.view:
            return
        wanted, end_known = event.wanted, len(event.rows) < event.wanted.size
        if wanted.mark is None:
            self.show(
                event.rows,
                first_known=not wanted.backwards or end_known,
                last_known=wanted.backwards or end_known,
                at_end=wanted.backwards,
            )
        elif wanted.mark.id == self.edge_id(wanted.backwards):
            self.extend(event.rows, backwards=wanted.backwards, end_known=end_known)

    @on(Failed)
    def _failed(self) -> None:
        self.is_pending = False
        self.give_up()
