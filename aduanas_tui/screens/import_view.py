"""What the preview of an import shows: counts, one view of the rows, what the current one says."""

from __future__ import annotations

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal

from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.import_rows import ImportRows
from aduanas_tui.screens.import_texts import row_lines, summary_words, view_items, view_words
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.session import ImportSession, PreviewRow, Summary, View
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.texts import Plain

_ERRORS = View("errors")


class ImportView(AduanasScreen[str | None]):
    """The rows of an import to look through; :class:`ImportPreviewScreen` is the whole."""

    ready = False

    def __init__(self, session: ImportSession) -> None:
        super().__init__()
        self._session = session
        self._summary: Summary | None = None
        self._if_exists = session.if_exists
        self._counts = Plain("", id="counts")
        self._view_line = Plain("", id="view-words")
        self._place = Plain("", id="place")
        self._message = Plain("", id="message")
        self._rows = ImportRows(session, id="rows")

    def compose_body(self) -> ComposeResult:
        """Yield counts, view, rows and what the current row says."""
        yield self._counts
        with Horizontal(id="view-line"):
            yield self._view_line
            yield self._place
        yield self._rows
        yield self._message

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys back while rows are being read."""
        return super().key_must_wait(event) or self._rows.is_pending or self._rows.is_waiting

    # -- what is shown -----------------------------------------------------------------------

    async def _read_summary(self) -> Summary | None:
        try:
            summary = await in_thread(self._session.summary, self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return None
        self._summary = summary
        self._counts.show(f" {summary_words(summary)}")
        self._show_view()
        self.refresh_keys()
        return summary

    @work(exclusive=True, group="summary")
    async def _start(self) -> None:
        """Start at the first error, else with the problems, if there are any."""
        summary = await self._read_summary()
        which = "problems" if summary is not None and summary.con_problemas else "all"
        first: int | None = None
        if summary is not None and summary.error:
            session = self._session
            try:
                first = await in_thread(lambda: session.next_problem(None, errors_only=True))
            except ServiceError as error:
                self.notify(str(error), severity="error")
        self._rows.find(View(which), first, first)

    def _show_view(self) -> None:
        if self._summary is not None:
            exists = f"{self._session.record.name} que ya existen: {self._if_exists}"
            words = view_words(self._rows.view, self._summary)
            self._view_line.show(f" Mostrar: {words} {signs().dot} {exists}")

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_row(event.row)
        self.refresh_keys()

    def _show_row(self, row: PreviewRow | None) -> None:
        self._message.show("\n".join(f" {line}" for line in self._lines(row)) if row else "")
        if row is None or row.action != "error":
            self._place.show("")
        else:
            self._find_place(row.id)

    def _lines(self, row: PreviewRow) -> list[str]:
        return row_lines(self._session.record, row)

    @work(exclusive=True, group="place")
    async def _find_place(self, number: int) -> None:
        """Say which of the errors the current row is."""
        session = self._session
        try:
            before = await in_thread(lambda: session.position(_ERRORS, number))
        except ServiceError:
            return
        row = self._rows.current
        if row is not None and row.id == number and self._summary is not None:
            self._place.show(f" Error {before + 1:,} de {self._summary.error:,} ")

    @on(ImportRows.Listed)
    def _listed(self, event: ImportRows.Listed) -> None:
        event.stop()
        self.ready = True
        nothing = self._summary is not None and not self._summary.filas
        self._rows.show_empty(
            "El archivo solo tiene encabezados: no hay filas que importar."
            if nothing
            else f"Ninguna fila aquí. {self.key_of('view')} muestra otras; "
            f"{self.key_of('confirm')} confirma."
        )
        self._show_view()
        self._show_row(self._rows.current)
        self.refresh_keys()

    @on(ImportRows.Failed)
    def _failed(self, event: ImportRows.Failed) -> None:
        event.stop()
        self.ready = True
        self.notify(event.sentence, severity="error")

    # -- moving ------------------------------------------------------------------------------

    def action_choose_view(self) -> None:
        """Choose which rows are shown."""
        if self._summary is not None:
            view = self._rows.view
            chosen = f"code:{view.code}" if view.code else view.which
            items = view_items(self._summary)
            self.app.push_screen(PickScreen("¿Qué filas se ven?", items, chosen), self._chosen)

    def _chosen(self, which: str | None) -> None:
        if which is None:
            return
        if which.startswith("code:"):
            self._rows.find(View("problems", which.removeprefix("code:")))
        else:
            self._rows.find(View(which))

    @work(exclusive=True, group="move")
    async def action_next_problem(self, backwards: bool) -> None:
        """Go to the next row with an error; when there is none, to the next with a problem."""
        await self._go_to_problem(backwards)

    async def _go_to_problem(self, backwards: bool = False) -> None:
        row = self._rows.current
        here = row.id if row is not None else 0
        session = self._session

        def find() -> int | None:
            for errors_only in (True, False):
                for start in (here, None):
                    number = session.next_problem(start, backwards, errors_only)
                    if number is not None and number != here:
                        return number
            return None

        try:
            number = await in_thread(find, self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        if number is None:
            self.notify("No queda ningún otro problema.")
            return
        view = self._rows.view if self._rows.view.which in ("all", "problems") else View("problems")
        self._rows.find(view, number, number)
