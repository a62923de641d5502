"""The audit log as a list with its filters: of one client in its record, or of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from aduanas_tui.domain.audit_filters import AuditFilters
from aduanas_tui.screens.audit.rows import AuditRows
from aduanas_tui.screens.audit.words import (
    CLIENT_COLUMNS,
    OFFICE_COLUMNS,
    empty_words,
    filter_line,
    filter_words,
)
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services import audit_log
from aduanas_tui.services.audit_log import LogEntry
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.widgets.commands import Command, CommandHost
from aduanas_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from aduanas_tui.app import AduanasApp


class AuditFilterLine(Widget):
    """What narrows the log, on one line however narrow it is."""

    DEFAULT_CSS = """
    AuditFilterLine { height: 1; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []

    def show(self, words: list[str]) -> None:
        """Show other filters."""
        if words != self._words:
            self._words = words
            self.refresh()

    def render(self) -> Content:
        """Draw the line as wide as the widget."""
        return filter_line(self._words, self.content_size.width)


class AuditPanel(CommandHost, Vertical):
    """The list of entries under the line of its filters.

    With ``client_id`` it is that client's alone, without its name.
    """

    KEYS_PLACE = "bitacora"
    HELP_TITLE = "Bitácora"
    HELP = (
        "Todo lo que alguien registró, cambió o eliminó, por cualquier vía: pantallas, línea de "
        "comandos, importaciones y lo que se deshizo. Nada de aquí se puede cambiar ni borrar."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open", ("enter",), "Ver cambio", "Muestra cada dato, antes y después.", "open"),
        Command("filters", ("f",), "Filtros", "Elige qué cambios se ven.", "choose_filters"),
        Command(
            "clear", ("delete", "0"), "Quitar filtros", "Vuelve a mostrar todos.", "clear_filters"
        ),
        Command("export", ("x",), "Exportar", "Escribe los cambios en un archivo.", "export"),
    )
    DEFAULT_CSS = """
    AuditPanel { height: 1fr; width: 1fr; }
    """

    if TYPE_CHECKING:
        app: AduanasApp

    class Changed(Message):
        """A change was taken back."""

    def __init__(self, client_id: int | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._client_id = client_id
        self._whole = AuditFilters(client_id=client_id)
        self._filters = self._whole
        self._client_name = ""
        self._line = AuditFilterLine()
        self.rows = AuditRows(OFFICE_COLUMNS if client_id is None else CLIENT_COLUMNS)

    def compose(self) -> ComposeResult:
        """Yield filters and rows."""
        yield self._line
        yield self.rows

    # -- what the screen asks ------------------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        """Whether what is typed must wait for rows."""
        return self.display and (self.rows.is_pending or self.rows.is_waiting)

    def enter(self) -> None:
        """Take the focus, and read the rows if they are not there."""
        if self.rows.listing is None:
            self.rows.find(self._filters)
        self.rows.focus()

    def reload(self) -> None:
        """Read the rows again; the cursor stays on its row. What is not seen is read later."""
        if self.display:
            self.rows.reload()
        else:
            self.rows.listing = None

    def copied(self) -> tuple[str, str]:
        """Return what to copy of the current entry, with its label."""
        current = self.rows.current
        if current is None:
            return "", ""
        return "cambio", f"{current.at:%d/%m/%Y %H:%M} {current.operator}: {current.what}"

    # -- reading -------------------------------------------------------------------------------

    @on(AuditRows.Listed)
    def _listed(self, event: AuditRows.Listed) -> None:
        event.stop()
        self.rows.show_empty(*empty_words(self._is_narrowed))
        self._screen.refresh_keys()

    @on(AuditRows.Failed)
    def _failed(self, event: AuditRows.Failed) -> None:
        event.stop()
        self.notify(event.sentence, severity="error")

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()

    @property
    def _screen(self) -> AduanasScreen[Any]:
        screen = self.screen
        assert isinstance(screen, AduanasScreen)
        return screen

    @property
    def _is_narrowed(self) -> bool:
        return self._filters != self._whole

    @property
    def _words(self) -> list[str]:
        return filter_words(self._filters, self._client_name)

    # -- commands ------------------------------------------------------------------------------

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on."""
        if command_id == "open" and self.rows.current is None:
            return "No hay ningún cambio señalado."
        if command_id == "clear" and not self._is_narrowed:
            return "No hay filtros que quitar."
        return None

    def shown(self, command_id: str) -> bool:
        """Leave out of the key line what would do nothing."""
        return command_id not in ("open", "clear") or self.reason(command_id) is None

    @work(exclusive=True, group="dialog")
    async def action_choose_filters(self) -> None:
        """Choose the filters in a dialog."""
        from aduanas_tui.screens.audit.filters import AuditFilterScreen

        try:
            operators = await in_thread(audit_log.operators, self._screen)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        chosen = await self.app.push_screen_wait(
            AuditFilterScreen(
                self._filters,
                self._client_name,
                operators,
                fixed_client=self._client_id is not None,
            )
        )
        if chosen is not None:
            self._set_filters(*chosen)

    def action_clear_filters(self) -> None:
        """Take all filters away."""
        self._set_filters(self._whole, "")

    def _set_filters(self, filters: AuditFilters, client_name: str) -> None:
        if filters == self._filters:
            return
        self._filters, self._client_name = filters, client_name
        self._line.show(self._words)
        self.rows.find(filters)

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        self.action_open()

    @work(exclusive=True, group="dialog")
    async def action_open(self) -> None:
        """Show the current entry whole."""
        from aduanas_tui.screens.audit.detail import AuditEntryScreen, Outcome

        current = self.rows.current
        if current is None:
            return
        in_record = self._client_id is not None
        outcome = await self.app.push_screen_wait(AuditEntryScreen(current.id, in_record=in_record))
        if outcome is Outcome.TAKEN_BACK:
            self.post_message(self.Changed())
        elif outcome is Outcome.CLIENT:
            self._open_record(current)

    def _open_record(self, entry: LogEntry) -> None:
        """Open the record of the client, on the document that the entry tells of."""
        from aduanas_tui.screens.client_record import ClientRecordScreen

        is_document = entry.entity in set(Kind)
        document = (Kind(entry.entity), entry.entity_id) if is_document else None
        self.app.push_screen(ClientRecordScreen(entry.client_id, document), lambda _: self.reload())

    def action_export(self) -> None:
        """Write what the filters show to a file."""
        from aduanas_tui.screens.audit.export import AuditExportScreen
        from aduanas_tui.screens.export import ExportedScreen

        def done(exported: Any) -> None:
            if exported is not None:
                self.app.push_screen(ExportedScreen(exported))

        self.app.push_screen(AuditExportScreen(self._filters, self._whole, self._words), done)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the line to the width."""
        self._line.refresh()
