"""Where an import begins: choosing a file, going on with one, and the imports made so far."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from aduanas_tui.domain.roles import Right
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.import_files import FileChooser
from aduanas_tui.screens.import_lists import (
    BATCH_COLUMNS,
    PENDING_COLUMNS,
    what_items,
    what_words,
)
from aduanas_tui.screens.import_reading import read_file
from aduanas_tui.screens.import_saving import save_template, tell_of_file
from aduanas_tui.screens.import_start_commands import COMMANDS, HELP
from aduanas_tui.screens.import_undoing import ask_to_discard, ask_to_undo
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import importing_files
from aduanas_tui.services.downloads import upload_line
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import batches
from aduanas_tui.services.importing.batches import BatchInfo
from aduanas_tui.services.importing.records import CLIENTS
from aduanas_tui.services.importing.session import ImportSession, PendingImport
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.row_list import RowList
from aduanas_tui.widgets.section_line import SectionLine
from aduanas_tui.widgets.texts import Plain

MOST_BATCHES = 200
_FILES, _PENDING, _MADE = range(3)
_BY_HEADERS = "headers"


class ImportStartScreen(AduanasScreen[None]):
    """Choose a file (type its path, or from the list), go on with an import, undo one."""

    KEYS_PLACE = "importar"
    PLACE = "clients"
    CSS_PATH = "import_start.tcss"
    ready = False
    HELP_TITLE = "Importar"
    HELP = HELP
    COMMANDS: ClassVar[tuple[Command, ...]] = COMMANDS

    def __init__(self) -> None:
        super().__init__()
        self._open_section = _FILES
        self._what = ""
        self._what_line = Plain("", id="what")
        self._files = FileChooser(id="chooser")
        self._pending: RowList[PendingImport] = RowList(PENDING_COLUMNS, id="pending")
        self._batches: RowList[BatchInfo] = RowList(BATCH_COLUMNS, id="batches")

    @property
    def _sections(self) -> tuple[Widget, ...]:
        return (self._files, self._pending, self._batches)

    @property
    def _lists(self) -> tuple[RowList[Any], ...]:
        return (self._files.rows, self._pending, self._batches)

    def compose_body(self) -> ComposeResult:
        """Yield the sections."""
        yield SectionLine()
        yield self._what_line
        with Container(id="section"):
            yield from self._sections

    def on_mount(self) -> None:
        """Start in the list of files."""
        self.set_title("Importar", self.app.operator)
        self._pending.show_empty("Ninguna importación quedó a medias.")
        self._batches.show_empty("Todavía no se ha importado nada.")
        self.action_section(_FILES)
        self.action_reload()

    def reason(self, command_id: str) -> str | None:
        """Say why a command has nothing to act on here."""
        current = self._lists[self._open_section].current
        if command_id == "open" and self._open_section == _MADE:
            return "Una importación hecha solo se puede deshacer (u)."
        if command_id == "open" and current is None:
            return "No hay nada señalado."
        if command_id == "discard" and (self._open_section != _PENDING or current is None):
            return "Señale una importación sin terminar (sección 2)."
        if command_id == "undo":
            if self._open_section != _MADE or current is None:
                return "Señale una importación hecha (sección 3)."
            if current.undone_at:
                return f"Ya la deshizo {current.undone_by}."
            own = current.operator == self.app.operator
            return self.app.refusal(Right.UNDO_OWN if own else Right.UNDO_ANY)
        return None

    def shown(self, command_id: str) -> bool:
        """Show in the key line what is for the open section."""
        sections = {
            "discard": _PENDING,
            "undo": _MADE,
            "copy": _FILES,
            "path": _FILES,
            "template": _FILES,
        }
        if command_id in sections:
            return sections[command_id] == self._open_section
        return super().shown(command_id)

    # -- reading -----------------------------------------------------------------------------

    @work(exclusive=True, group="lists")
    async def action_reload(self) -> None:
        """Read the three lists; a folder that is gone becomes the operator's own."""
        operator, folder = self.app.operator, self._files.folder

        def read() -> tuple[list[PendingImport], list[BatchInfo]]:
            return ImportSession.pending(operator), batches.batches(MOST_BATCHES)

        try:
            files = await in_thread(lambda: importing_files.in_folder(folder), self)
            self._files.take(folder, files)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            if folder != Path.home():
                self._files.folder = Path.home()
                self.action_reload()
                return
        try:
            pending, made = await in_thread(read, self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
        else:
            self._show_rows(self._pending, pending)
            self._show_rows(self._batches, made)
        self.ready = True
        self._show_sections()

    @staticmethod
    def _show_rows(rows: RowList[Any], found: list[Any]) -> None:
        keep = rows.current.id if rows.current else None
        rows.show(found, first_known=True, last_known=True, keep=keep)

    def _show_sections(self) -> None:
        labels = ["Archivos", f"Sin terminar ({len(self._pending)})", "Importaciones"]
        self.query_one(SectionLine).show(labels, self._open_section)
        self._what_line.show(f" Qué contiene: {what_words(self._what)} (c lo cambia)")
        self.refresh_keys()

    def action_section(self, index: int) -> None:
        """Open a section."""
        self._open_section = index
        for at, section in enumerate(self._sections):
            section.display = at == index
        self._what_line.display = index == _FILES
        self._lists[index].focus()
        self._show_sections()

    def action_next_section(self, by: int) -> None:
        """Open the next section, around the ends."""
        self.action_section((self._open_section + by) % len(self._lists))

    @on(SectionLine.Chosen)
    def _section_chosen(self, event: SectionLine.Chosen) -> None:
        event.stop()
        self.action_section(event.index)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.refresh_keys()

    # -- opening -----------------------------------------------------------------------------

    def action_focus_path(self) -> None:
        """Type a path."""
        self.action_section(_FILES)
        self._files.focus_path()

    def action_parent(self) -> None:
        """Show the folder above."""
        self.action_section(_FILES)
        self._files.go_up()

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        await self.run_command("open")

    def action_open_current(self) -> None:
        """Open the file, the folder or the unfinished import under the cursor."""
        if self._open_section == _FILES:
            self._files.open_current()
        elif self._open_section == _PENDING and self._pending.current is not None:
            self._resume(self._pending.current)

    @on(FileChooser.Chosen)
    def _file_chosen(self, event: FileChooser.Chosen) -> None:
        event.stop()
        self._begin(event.path)

    @work(exclusive=True, group="dialog")
    async def _begin(self, path: Path) -> None:
        """Read a file into an import of its own, after asking what only the operator knows."""
        session = await read_file(self, path, self._what)
        if session is not None:
            self._enter(session)

    @work(exclusive=True, group="dialog")
    async def _resume(self, pending: PendingImport) -> None:
        try:
            session = await in_thread(lambda: ImportSession.resume(pending.id), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        self._enter(session)

    def _enter(self, session: ImportSession) -> None:
        from aduanas_tui.screens.import_mapping import ImportMappingScreen

        self.app.push_screen(ImportMappingScreen(session), self._left)

    def _left(self, _result: Any) -> None:
        self.action_reload()

    # -- commands ----------------------------------------------------------------------------

    @work(exclusive=True, group="dialog")
    async def action_template(self) -> None:
        """Save a template beside the operator's other downloads, and say how to fetch it."""
        try:
            saved = await save_template(self, self._what or CLIENTS.name)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        await tell_of_file(self, "Plantilla guardada", saved)
        self.action_reload()

    @work(exclusive=True, group="dialog")
    async def action_choose_what(self) -> None:
        """Say what the files contain, or leave it to their headers."""
        items = [PickItem(_BY_HEADERS, what_words("").capitalize()), *what_items()]
        chosen = await self.app.push_screen_wait(
            PickScreen("¿Qué contiene el archivo?", items, self._what or _BY_HEADERS)
        )
        if chosen is not None:
            self._what = "" if chosen == _BY_HEADERS else chosen
            self._show_sections()

    def action_copy_scp(self) -> None:
        """Copy the command that brings a file up."""
        if self.app.copy(upload_line(self._files.folder)):
            self.notify("Copiada: péguela en una terminal de su equipo.")

    @work(exclusive=True, group="dialog")
    async def action_discard(self) -> None:
        """Throw an unfinished import away, after asking."""
        if self._pending.current is not None:
            await ask_to_discard(self, self._pending.current)
            self.action_reload()

    @work(exclusive=True, group="dialog")
    async def action_undo(self) -> None:
        """Undo an import, after asking; what cannot be undone is named."""
        if self._batches.current is not None:
            await ask_to_undo(self, self._batches.current)
            self.action_reload()
